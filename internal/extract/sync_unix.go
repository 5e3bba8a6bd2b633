//go:build !windows

package extract

import "os"

// syncDir fsyncs a folder.
func syncDir(f *os.File) error { return f.Sync() }
