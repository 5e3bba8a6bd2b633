//go:build !unix

package office

import (
	"os"
	"runtime"

	"vow"
)

// checkSystem refuses systems on which a home cannot be kept safe: file modes
// do not close a key file to others there, and a directory cannot be flushed.
func checkSystem() error {
	return vow.Errorf(vow.CodeRefused, "an office's home cannot be kept safely on %s: file modes do not protect key files there", runtime.GOOS).
		WithHint("keep the home on Linux, macOS or BSD; verify, open and the other commands without a home work here")
}

func openNonBlocking(name string) (*os.File, error) { return os.Open(name) }

func checkOwner(os.FileInfo) error { return nil }

func shellQuote(s string) string { return `"` + s + `"` }
