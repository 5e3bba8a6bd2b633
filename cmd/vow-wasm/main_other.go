//go:build !js

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "vow-wasm runs in a browser: 'make build' puts it into vow")
	os.Exit(2)
}
