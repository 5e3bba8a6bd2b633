package store

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"vow"
)

const restoreHint = "nothing was changed; restore store.db and keys/ from one backup (docs/operate.md, Private store), then run 'vow fsck'"

// wrap gives an error of the database its code and says what to do. An Error of
// vow stays as it is.
func (s *Store) wrap(doing string, err error) error {
	var own *vow.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return err
	case errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.LOCKED):
		return vow.Errorf(vow.CodeRefused, "the private store %s is open in another process", s.path).
			WithHint("wait until the other command of vow has ended, and repeat this one; nothing was changed")
	case errors.Is(err, sqlite3.NOTADB):
		return vow.Errorf(vow.CodeState, "the private store %s does not open with this home's key: it is damaged, or belongs to another home", s.path).
			WithHint("%s", restoreHint)
	case errors.Is(err, sqlite3.CORRUPT) || errors.Is(err, sqlite3.IOERR_DATA) || errors.Is(err, sqlite3.IOERR_SHORT_READ):
		return vow.Errorf(vow.CodeState, "the private store %s is damaged", s.path).WithHint("%s", restoreHint)
	case errors.Is(err, sqlite3.FULL) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return vow.Errorf(vow.CodeIO, "the disk that holds the private store %s is full", s.path).
			WithHint("nothing was changed; make room and repeat the command")
	}
	return vow.Errorf(vow.CodeIO, "%s the private store %s: %w", doing, s.path, err)
}

// checkMode refuses a store that others may read or write.
func checkMode(path string, st fs.FileInfo) error {
	if mode := st.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return vow.Errorf(vow.CodeRefused, "the private store %s is open to others (mode %04o)", path, mode).
			WithHint("chmod 600 %s", path)
	}
	return nil
}
