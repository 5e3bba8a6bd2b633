// Package durable (level 4) writes files so that a crash, a full disk or a
// failing disk leaves either the old content or the new, never a mixture.
//
// Invariants:
//
//   - WriteFile, WriteNew and File.Commit return nil only after content, name
//     and mode are on stable storage (file fsync, rename, directory fsync).
//   - Before the rename the old file is untouched; what a crash leaves behind is
//     a file or folder whose name IsTemp recognises, and RemoveTemps deletes it.
//   - An error after the rename means that the new content may or may not have
//     been kept: read it again before deciding. Nothing is ever half-written
//     under its final name.
//   - Every change goes through Disk, so that a test's Hook can lose it, keep it
//     and deny it, tear it, or kill the process around it. No global state.
//
// A Disk is safe for concurrent use if its Hook is; two writers of one path
// need a Lock between them.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"vow"
)

// Permissions vow gives: private state and public files.
const (
	Private fs.FileMode = 0o600
	Public  fs.FileMode = 0o644
	Folder  fs.FileMode = 0o700
)

// tempPrefix starts the name of everything unfinished.
const tempPrefix = ".vow-tmp-"

// Disk is the file system of this machine. The zero value is ready for use.
type Disk struct {
	// Hook, if set, is asked before each change and says how it fails.
	Hook func(Op) Fault
	// Die, if set, ends the process for the kill modes of Fault; without it they
	// panic with Killed.
	Die func(Op)
}

// IsTemp reports whether a base name is that of an unfinished file or folder,
// left by a crash and safe to delete while the lock is held.
func IsTemp(base string) bool { return strings.HasPrefix(base, tempPrefix) }

// TempName returns the name, recognised by IsTemp, under which a library builds
// what will be renamed to path.
func TempName(path string) string {
	return filepath.Join(filepath.Dir(path), tempPrefix+filepath.Base(path))
}

// RemoveTemps deletes what crashes left in dir, not in its sub-folders, and
// returns the names. The caller holds the lock.
func (d *Disk) RemoveTemps(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, wrap("read folder", dir, err)
	}
	var gone []string
	for _, e := range list {
		if !IsTemp(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if err := d.RemoveAll(path); err != nil {
			return gone, err
		}
		gone = append(gone, e.Name())
	}
	return gone, nil
}

// MkdirAll makes path and its missing parents with the given permissions
// (usually Folder) and fsyncs the parent of each folder it made. An existing
// folder keeps its mode.
func (d *Disk) MkdirAll(path string, perm fs.FileMode) error {
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return vow.Errorf(vow.CodeIO, "make folder %s: a file of that name exists", path)
	case !errors.Is(err, fs.ErrNotExist):
		return wrap("make folder", path, err)
	}
	parent := filepath.Dir(path)
	if parent != path {
		if err := d.MkdirAll(parent, perm); err != nil {
			return err
		}
	}
	err = d.do(OpMkdir, path, func() error { return os.Mkdir(path, perm) })
	if errors.Is(err, fs.ErrExist) {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return nil // another process was faster
		}
		return vow.Errorf(vow.CodeIO, "make folder %s: a link of that name leads to no folder", path)
	}
	if err != nil {
		return wrap("make folder", path, err)
	}
	return d.SyncDir(parent)
}

// MkdirTemp makes an empty private folder in parent whose name IsTemp
// recognises, to be filled, fsynced and given its final name with Rename.
func (d *Disk) MkdirTemp(parent string) (string, error) {
	var path string
	err := d.do(OpMkdir, filepath.Join(parent, tempPrefix), func() (err error) {
		path, err = os.MkdirTemp(parent, tempPrefix)
		return err
	})
	if err != nil {
		return "", wrap("make folder in", parent, err)
	}
	return path, nil
}

// Remove deletes a file or an empty folder and fsyncs its parent. A path that
// does not exist is no error.
func (d *Disk) Remove(path string) error {
	return d.remove(path, os.Remove)
}

// RemoveAll deletes path and all below it and fsyncs its parent. It follows no
// links. A path that does not exist is no error.
func (d *Disk) RemoveAll(path string) error {
	return d.remove(path, os.RemoveAll)
}

func (d *Disk) remove(path string, remove func(string) error) error {
	err := d.do(OpRemove, path, func() error { return remove(path) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return wrap("remove", path, err)
	}
	return d.SyncDir(filepath.Dir(path))
}

// Rename gives a file or folder another name and fsyncs both parents. An
// existing file of the new name is replaced at once; a folder that is not empty
// is not.
func (d *Disk) Rename(from, to string) error {
	if err := d.do(OpRename, to, func() error { return os.Rename(from, to) }); err != nil {
		return wrap("rename to", to, err)
	}
	old, parent := filepath.Dir(from), filepath.Dir(to)
	if old != parent {
		if err := d.SyncDir(old); err != nil {
			return err
		}
	}
	return d.SyncDir(parent)
}

// SyncDir fsyncs a folder: the names in it are then on stable storage. On
// Windows, which has no such call, it does nothing.
func (d *Disk) SyncDir(path string) error {
	err := d.do(OpSyncDir, path, func() error {
		if runtime.GOOS == "windows" {
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
	if err != nil {
		return wrap("fsync folder", path, err)
	}
	return nil
}

// wrap names what was being done and the path, once.
func wrap(doing, path string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return vow.Errorf(vow.CodeIO, "%s %s: %w", doing, path, err)
}
