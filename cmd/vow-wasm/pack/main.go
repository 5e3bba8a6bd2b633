// Command pack (level 9) makes what vow embeds of a WebAssembly module: its data
// segments joined, compressed with gzip and brotli, no name or time in it; and, of what is embedded,
// verify-single.html. script/wasm and script/dist call it.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/andybalholm/brotli"

	"vow/internal/portal/verifier"
)

func main() {
	var err error
	switch args := os.Args[1:]; {
	case len(args) == 2 && args[0] == "single":
		err = single(args[1])
	case len(args) > 1 && (args[0] == "all" || args[0] == "gzip"):
		err = packAll(args[1:], args[0] == "all")
	default:
		fmt.Fprintln(os.Stderr, "usage: pack all|gzip MODULE… | pack single OUT.html")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

// packAll packs modules at once.
func packAll(names []string, withBrotli bool) error {
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { errs[i] = pack(name, withBrotli) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// pack writes NAME.gz and, if asked, NAME.br.
func pack(name string, withBrotli bool) error {
	module, err := os.ReadFile(name) //nolint:gosec // named by who builds
	if err != nil {
		return err
	}
	if module, err = shrink(module); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var b bytes.Buffer
	gz, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := write(name+".gz", module, gz, &b); err != nil || !withBrotli {
		return err
	}
	b.Reset()
	return write(name+".br", module, brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24}), &b)
}

// write writes what w makes of data in b.
func write(name string, data []byte, w io.WriteCloser, b *bytes.Buffer) error {
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644) //nolint:gosec // public
}

func single(out string) error {
	f, err := verifier.Single()
	if err != nil {
		return err
	}
	return os.WriteFile(out, f.Data, 0o644) //nolint:gosec // public
}
