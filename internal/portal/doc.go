// Package portal (level 7) makes the public site of a record: a folder of static
// files that any file server can show. This file and manifest.go say what is
// in such a folder, for the export that writes it and for the server
// (internal/portal/serve), which knows nothing else of it.
package portal
