//go:build unix

package durable

import (
	"os"

	"golang.org/x/sys/unix"

	"vow"
)

// Look tells the sizes of files below a folder, in less than half the time of os.Lstat:
// where there are tens of thousands. It may be used by several goroutines at once.
type Look struct{ dir *os.File }

// OpenLook opens a folder to look.
func OpenLook(dir string) (*Look, error) {
	f, err := os.Open(dir) //nolint:gosec // the caller's path
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%w", err)
	}
	return &Look{f}, nil
}

// Size returns the size of a regular file; name is its path below the folder, with
// slashes. false: there is none, or it is something else.
func (l *Look) Size(name string) (int64, bool) {
	var st unix.Stat_t
	if err := unix.Fstatat(int(l.dir.Fd()), name, &st, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return 0, false
	}
	return st.Size, uint32(st.Mode)&unix.S_IFMT == unix.S_IFREG //nolint:unconvert // 16 bits on some systems
}

// Close ends looking.
func (l *Look) Close() error { return l.dir.Close() }
