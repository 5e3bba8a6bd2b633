// Command vow-wasm-compare (level 9) is the second module of the verifier for the
// browser, loaded when a copy of a text is to be compared: internal/copies behind a
// script. It is built for js/wasm (make build); on other systems it only says so.
package main
