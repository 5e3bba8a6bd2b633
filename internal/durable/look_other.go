//go:build !unix

package durable

import (
	"os"
	"path/filepath"

	"vow"
)

// Look tells the sizes of files below a folder.
type Look struct{ dir string }

// OpenLook opens a folder to look.
func OpenLook(dir string) (*Look, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%w", err)
	}
	return &Look{dir}, nil
}

// Size returns the size of a regular file; name is its path below the folder, with
// slashes. false: there is none, or it is something else.
func (l *Look) Size(name string) (int64, bool) {
	info, err := os.Lstat(filepath.Join(l.dir, filepath.FromSlash(name)))
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	return info.Size(), true
}

// Close ends looking.
func (l *Look) Close() error { return nil }
