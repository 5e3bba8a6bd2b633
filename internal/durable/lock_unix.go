//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package durable

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// flock takes an exclusive lock on an open file, bound to this opening of it.
func flock(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errBusy
		}
		return err
	}
}

// locksFolders says that flock works on folders too.
const locksFolders = true

// onlyOurs reports whether a folder is this user's and closed to all others, or a
// regular file this user's, closed to writing by others, and without another name.
func onlyOurs(info fs.FileInfo, folder bool) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(st.Uid) != os.Geteuid() {
		return false
	}
	if folder {
		return info.IsDir() && info.Mode().Perm()&0o077 == 0
	}
	return info.Mode().IsRegular() && info.Mode().Perm()&0o022 == 0 && st.Nlink == 1
}

// writeHolder leaves the process number for people; it need not survive.
func writeHolder(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}
