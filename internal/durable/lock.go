package durable

import (
	"errors"
	"io"
	"os"
	"strings"

	"vow"
)

// Lock is held by the one process that may write; the operating system drops it
// when that process ends, however it ends.
type Lock struct{ f *os.File }

// errBusy is what flock answers while somebody else holds the lock.
var errBusy = errors.New("lock is held")

// Acquire takes the lock file at path without waiting, and makes it if missing.
// A lock that is held (also by this process) is CodeRefused; a system without
// flock is refused too. What is no regular file, a link too, is CodeState and not
// touched: a lock elsewhere would keep nobody out of here. The file holds the number of the process for people to
// read and is never deleted: its presence means nothing.
func (d *Disk) Acquire(path string) (*Lock, error) {
	f, err := openLock(path)
	if err != nil {
		return nil, err
	}
	if err := flock(f); err != nil {
		holder := readHolder(f)
		_ = f.Close()
		return nil, lockError(path, holder, err)
	}
	if err := writeHolder(f); err != nil {
		_ = f.Close()
		return nil, wrap("write lock", path, err)
	}
	return &Lock{f}, nil
}

// openLock opens or makes the lock file, but follows no link and takes no pipe.
func openLock(path string) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, notLock(path)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|noFollow|nonBlock, Private)
	if err != nil {
		return nil, wrap("open lock", path, err)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = f.Close() // nothing was written
		return nil, notLock(path)
	}
	return f, nil
}

func notLock(path string) error {
	return vow.Errorf(vow.CodeState, "lock file %s is not a regular file", path).
		WithHint("nothing was changed; find out who put it there, then remove it: the lock is made anew")
}

func lockError(path, holder string, err error) error {
	switch {
	case errors.Is(err, errBusy):
		return vow.Errorf(vow.CodeRefused, "%s is held by another process%s: only one may write", path, holder).
			WithHint("wait until it has ended, then repeat the command")
	case errors.Is(err, errors.ErrUnsupported):
		return vow.Errorf(vow.CodeRefused, "%s: this system cannot lock files, so nothing is written: %w", path, err).
			WithHint("reading and verifying work here; write on Linux, macOS or a BSD, on a local disk")
	}
	return wrap("lock", path, err)
}

// Release gives the lock back. A second call does nothing.
func (l *Lock) Release() error {
	if l == nil || l.f == nil {
		return nil
	}
	f := l.f
	l.f = nil
	if err := f.Close(); err != nil {
		return wrap("release lock", f.Name(), err)
	}
	return nil
}

// readHolder returns " (number N)" if the file says so in digits alone.
func readHolder(f *os.File) string {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	s := strings.TrimSuffix(string(b), "\n")
	if err != nil || s == "" || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return " (number " + s + ")"
}
