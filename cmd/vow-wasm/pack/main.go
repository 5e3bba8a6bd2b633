// Command pack (level 9) makes what vow embeds of a WebAssembly module: its data
// segments joined, compressed with gzip and brotli, no name or time in it; and, of what is embedded,
// verify-single.html. script/wasm and script/dist call it.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"

	"github.com/andybalholm/brotli"

	"vow/internal/portal/verifier"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "single":
		err = single(os.Args[2])
	case len(os.Args) == 4 && os.Args[1] == "module":
		err = pack(os.Args[2], os.Args[3])
	default:
		fmt.Fprintln(os.Stderr, "usage: pack module IN.wasm OUT.wasm (.br and .gz) | pack single OUT.html")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack(in, out string) error {
	module, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	if module, err = join(module); err != nil {
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
	if err := os.WriteFile(out+".gz", b.Bytes(), 0o644); err != nil { //nolint:gosec // public
		return err
	}
	b.Reset()
	br := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	if _, err := br.Write(module); err != nil {
		return err
	}
	if err := br.Close(); err != nil {
		return err
	}
	return os.WriteFile(out+".br", b.Bytes(), 0o644) //nolint:gosec // public
}

func single(out string) error {
	f, err := verifier.Single()
	if err != nil {
		return err
	}
	return os.WriteFile(out, f.Data, 0o644) //nolint:gosec // public
}
