package durable

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"vow"
)

// Batch writes many files that become durable together: each is old or new at once,
// never mixed, for whoever reads, but on stable storage only after Sync. What names them
// all (a manifest) is written after it, and a crash before leaves files that it does not
// yet name. Its methods may be called at once from several goroutines.
type Batch struct {
	disk *Disk

	mu    sync.Mutex
	made  map[string]bool // folders that are there
	files []string        // to be synced
	dirs  map[string]bool // to be synced
}

// eachSynced is up to how many files are synced one by one.
const eachSynced = 64

// NewBatch returns a batch on a disk.
func (d *Disk) NewBatch() *Batch {
	return &Batch{disk: d, made: make(map[string]bool), dirs: make(map[string]bool)}
}

// folder makes a folder and its parents.
func (b *Batch) folder(dir string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.made[dir] {
		return nil
	}
	if _, err := os.Stat(dir); err != nil {
		if err := b.disk.do(OpMkdir, dir, func() error { return os.MkdirAll(dir, 0o755) }); err != nil { //nolint:gosec // what is exported is for everybody
			return wrap("make folder", dir, err)
		}
		for up := filepath.Dir(dir); !b.dirs[up] && up != filepath.Dir(up); up = filepath.Dir(up) {
			b.dirs[up] = true
		}
	}
	b.made[dir] = true
	return nil
}

// WriteFile puts data at path, in place of what is there.
func (b *Batch) WriteFile(path string, data []byte, perm fs.FileMode) error {
	return b.write(path, perm, func(f *os.File) error {
		_, err := b.disk.write(path, f, data)
		return err
	})
}

// CopyFile puts a copy of a file at path and returns the SHA-256 of what was copied.
func (b *Batch) CopyFile(path, from string, perm fs.FileMode) (vow.Hash, error) {
	in, _, err := OpenKept(from)
	if err != nil {
		return vow.Hash{}, err
	}
	h := sha256.New()
	err = b.write(path, perm, func(f *os.File) error {
		buf := make([]byte, 1<<20)
		for {
			n, err := in.Read(buf)
			h.Write(buf[:n])
			if _, werr := b.disk.write(path, f, buf[:n]); werr != nil {
				return werr
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
	return vow.Hash(h.Sum(nil)), errors.Join(err, in.Close())
}

// write makes a file beside its final name and renames it.
func (b *Batch) write(path string, perm fs.FileMode, fill func(*os.File) error) error {
	if err := b.folder(filepath.Dir(path)); err != nil {
		return err
	}
	temp := TempName(path)
	var f *os.File
	err := b.disk.do(OpCreate, path, func() (err error) {
		if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a killed process
			return err
		}
		f, err = os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm) //nolint:gosec // the caller's path
		return err
	})
	if err != nil {
		return wrap("create", path, err)
	}
	err = errors.Join(fill(f), f.Chmod(perm), f.Close())
	if err == nil {
		err = b.disk.do(OpRename, path, func() error { return os.Rename(temp, path) })
	}
	if err != nil {
		b.disk.unlink(temp)
		return wrap("write", path, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files = append(b.files, path)
	b.dirs[filepath.Dir(path)] = true
	return nil
}

// Remove deletes a file. A path that does not exist is no error.
func (b *Batch) Remove(path string) error {
	err := b.disk.do(OpRemove, path, func() error { return os.Remove(path) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("remove", path, err)
	}
	return nil
}

// Sync brings everything to stable storage; dir is a folder on the same file system.
func (b *Batch) Sync(dir string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.files) == 0 && len(b.dirs) == 0 {
		return nil
	}
	whole := false
	if len(b.files) > eachSynced {
		err := b.disk.do(OpSync, dir, func() (err error) {
			whole, err = syncAll(dir)
			return err
		})
		if err != nil {
			return wrap("fsync", dir, err)
		}
	}
	if !whole {
		for _, path := range b.files {
			if err := b.syncFile(path); err != nil {
				return err
			}
		}
		for dir := range b.dirs {
			if err := b.disk.SyncDir(dir); err != nil {
				return err
			}
		}
	}
	b.files, b.dirs = nil, make(map[string]bool)
	return nil
}

func (b *Batch) syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed since
	}
	if err != nil {
		return wrap("fsync", path, err)
	}
	err = f.Sync()
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return vow.Errorf(vow.CodeIO, "fsync %s: %w", path, err)
	}
	return nil
}
