package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
)

// checkPlain refuses a record's folder that holds anything but regular files and
// folders. Tessera opens what it finds there by itself: it would wait for ever at
// a named pipe, and a link could lead what it writes out of the record.
func (c Config) checkPlain() error {
	for _, dir := range []string{c.Dir, c.CheckpointDir} {
		if err := eachOdd(dir, func(path string) error { return oddFile(path) }); err != nil {
			return err
		}
	}
	return nil
}

func oddFile(path string) error {
	return vow.Errorf(vow.CodeState, "%s is neither a regular file nor a folder of the record", path).
		WithHint("nothing was changed; find out who put it there, then remove it and put back what belongs there from a backup or a mirror")
}

// eachOdd calls fn for what is neither a regular file nor a folder. A link counts
// as what it leads to, if that lies in the same folder.
func eachOdd(dir string, fn func(path string) error) error {
	real, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return vow.Errorf(vow.CodeIO, "walk %s: %w", dir, err)
	}
	return filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // deleted meanwhile
		case err != nil:
			return vow.Errorf(vow.CodeIO, "walk %s: %w", dir, err)
		case d.IsDir(), d.Type().IsRegular():
			return nil
		case d.Type() == fs.ModeSymlink && staysInside(path, real):
			return nil
		}
		return fn(path)
	})
}

// staysInside reports whether a link leads to a file or folder in dir.
func staysInside(link, dir string) bool {
	target, err := filepath.EvalSymlinks(link)
	if err != nil || !inside(target, dir) {
		return false
	}
	info, err := os.Stat(target)
	return err == nil && (info.IsDir() || info.Mode().IsRegular())
}
