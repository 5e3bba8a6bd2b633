// Package interop drives real components against vow and against each other: a
// three-node drand network on loopback, tle, age and age-keygen, and the ACME authority pebble. It is a Go
// module of its own, so that what these tools need never enters vow's own
// modules, and it holds only tests: `go test` in this folder, or `make test`.
//
// The tools are pinned by the `tool` lines of go.mod and built into a temporary
// folder when the tests start. Nothing listens on anything but 127.0.0.1, every
// file lives in a test's own folder, and only processes started here are ended.
package interop
