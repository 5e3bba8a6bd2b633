// Command vow-wasm (level 9) is the verifier for the browser: internal/reader, which
// is verify, seal and paper as they are, behind a script. It is built for js/wasm
// (make build); on other systems it only says so.
package main
