// Package serve (level 7) serves the folder of an exported site over HTTP.
//
// Invariants:
//
//   - It serves what manifest.json lists and nothing else. A request's path is
//     looked up in a table and never becomes a file name; files are opened below
//     the folder with os.Root.
//   - Bytes that are not those of the manifest are never sent as a file: small files
//     are hashed whole when they come into memory, large ones piece by piece while
//     they are sent.
//   - It writes nothing, but the certificates of TLS in a folder of their own.
//   - All or nothing: a new export is served once all of it is there; until then
//     the old one is.
//   - Everything is bounded: memory for files, header, connections, time without
//     progress. Nothing about a reader is kept or logged.
//   - Time is a parameter: what the pages say of time follows Config.Now, deadlines
//     Config.Clock.
package serve
