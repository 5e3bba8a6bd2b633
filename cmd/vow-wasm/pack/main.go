// Command pack (level 9) makes what vow embeds of a WebAssembly module: its data
// segments joined, compressed with gzip, no name or time in it. script/wasm calls it.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"

	"vow/internal/wasmjoin"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pack IN.wasm OUT.wasm.gz")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack(in, out string) error {
	module, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	if module, err = wasmjoin.Join(module); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(module); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644) //nolint:gosec // public
}
