package durable

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"

	"vow"
)

// OpenRead opens a regular file for reading and returns its size in bytes.
// Folders, pipes and devices are refused without being opened; a file that does
// not exist is CodeUsage, for it was named by somebody.
func OpenRead(path string) (*os.File, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, readError(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, notRegular(path)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlock, 0) // it may have become a pipe meanwhile
	if err != nil {
		return nil, 0, readError(path, err)
	}
	opened, err := f.Stat()
	if err != nil || !opened.Mode().IsRegular() {
		_ = f.Close()
		if err != nil {
			return nil, 0, readError(path, err)
		}
		return nil, 0, notRegular(path)
	}
	return f, opened.Size(), nil
}

// ReadBounded returns the content of a regular file of at most max bytes. A
// larger one is CodeCheck and is not read.
func ReadBounded(path string, max int64) ([]byte, error) {
	f, size, err := OpenRead(path)
	if err != nil {
		return nil, err
	}
	return readAll(f, path, size, max)
}

// OpenKept is OpenRead for the files that vow itself keeps, in a home, a record
// or beside them: whatever is not a regular file is CodeState, for somebody put
// it there. A file that does not exist is CodeState too, and fs.ErrNotExist.
func OpenKept(path string) (*os.File, int64, error) {
	f, size, err := OpenRead(path)
	return f, size, kept(err)
}

// ReadKept is ReadBounded for the files that vow itself keeps; see OpenKept. A
// larger one is CodeState.
func ReadKept(path string, max int64) ([]byte, error) {
	data, err := ReadBounded(path, max)
	return data, kept(err)
}

// kept says of a file of vow's own what is wrong with it: all but a failure of
// the disk is damage.
func kept(err error) error {
	switch vow.CodeOf(err) {
	case "", vow.CodeIO:
		return err
	}
	return vow.Errorf(vow.CodeState, "%w", err).WithHint("nothing was changed; put the file back from a backup")
}

// ReadSecret is ReadBounded for keys and passphrases: a file that others may
// read or write is CodeRefused. Windows has no such mode bits: not checked there.
func ReadSecret(path string, max int64) ([]byte, error) {
	f, size, err := OpenRead(path)
	if err != nil {
		return nil, err
	}
	if err := checkSecret(f, path); err != nil {
		_ = f.Close()
		return nil, err
	}
	return readAll(f, path, size, max)
}

func checkSecret(f *os.File, path string) error {
	info, err := f.Stat()
	if err != nil {
		return readError(path, err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return vow.Errorf(vow.CodeRefused, "%s has mode %04o: others can read or change it", path, mode).
			WithHint("chmod 600 %s, and consider the secret in it known", path)
	}
	return nil
}

func readAll(f *os.File, path string, size, max int64) ([]byte, error) {
	defer f.Close()
	if size > max {
		return nil, tooLarge(path, max)
	}
	data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead)) // it is read in one go if it does not grow meanwhile
	if _, err := data.ReadFrom(io.LimitReader(f, max+1)); err != nil {
		return nil, readError(path, err)
	}
	if int64(data.Len()) > max {
		return nil, tooLarge(path, max)
	}
	return data.Bytes(), nil
}

func tooLarge(path string, max int64) error {
	return vow.Errorf(vow.CodeCheck, "%s: larger than %d bytes", path, max)
}

func notRegular(path string) error {
	return vow.Errorf(vow.CodeUsage, "%s is not a regular file", path)
}

// Missing reports whether an error says that there is no file of that name, be it
// that what should be a folder above it is a file.
func Missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func readError(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	code := vow.CodeIO
	if Missing(err) {
		code = vow.CodeUsage
	}
	return vow.Errorf(code, "read %s: %w", path, err)
}
