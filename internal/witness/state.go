package witness

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/tlog"
)

// load returns the checkpoint of an origin that was cosigned last, nil if none
// was. What it reads must be cosigned by this witness; that the log signed it was
// checked before, perhaps by a key that is no longer configured.
func (s *Server) load(origin string) (*tlog.SignedCheckpoint, error) {
	path := s.path(origin)
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "witness state: %w", err)
	}
	damaged := func(err error) (*tlog.SignedCheckpoint, error) {
		return nil, vow.Errorf(vow.CodeState, "witness state %s: %w", path, err).
			WithHint("a witness that forgot what it cosigned must not go on under the same key")
	}
	cp, err := tlog.ParseSignedCheckpoint(data)
	if err != nil {
		return damaged(err)
	}
	if cp.Origin != origin {
		return damaged(vow.Errorf(vow.CodeState, "is of origin %.80q", cp.Origin))
	}
	cosigs, err := tlog.Cosignatures(cp, []vow.Key{s.Key()})
	if err != nil {
		return damaged(err)
	}
	if len(cosigs) != 1 {
		return damaged(vow.Errorf(vow.CodeState, "is not cosigned by this witness"))
	}
	return cp, nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxRequest+1))
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return vow.Errorf(vow.CodeIO, "witness state: %w", err)
	}
	return syncDir(filepath.Dir(dir))
}

// writeFile replaces a file durably: it returns nil only when content and name
// are on stable storage. After an error the old or the new content stands.
func writeFile(path string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = vow.Errorf(vow.CodeIO, "witness state: %w", err)
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(path), ".vow-tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return err
}
