package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
)

// Workspace is a private folder in which a folder is filled before it gets its
// name. Nobody else who asks for one for the same name gets it before Release.
type Workspace struct {
	Path string
	hold *os.File // locked; nil where the system cannot lock folders
}

// Release gives the folder's lock back, after it was renamed or removed. A second
// call does nothing.
func (w *Workspace) Release() {
	if w.hold != nil {
		_ = w.hold.Close() // only a lock
		w.hold = nil
	}
}

// MkdirFor makes an empty private folder beside target, to be filled, fsynced and
// given target's name with Rename. Its own name follows from target's: the next
// call for the same target takes over, and empties, what a killed process left. If
// another process is at it, the error is CodeRefused.
//
// Where folders cannot be locked, or one of that name is not this user's own, the
// name is random, and what a kill leaves stays until somebody deletes it.
func (d *Disk) MkdirFor(target string) (*Workspace, error) {
	path := tempFor(target, "folder")
	hold, err := d.takeFolder(path)
	if errors.Is(err, errBusy) {
		return nil, vow.Errorf(vow.CodeRefused, "another process is making %s", target).
			WithHint("wait until it has ended, then repeat the command")
	}
	if errors.Is(err, errNotOurs) {
		path, err := d.MkdirTemp(filepath.Dir(target))
		return &Workspace{Path: path}, err
	}
	if err != nil {
		return nil, wrap("make folder", path, err)
	}
	w := &Workspace{path, hold}
	emptied := false
	defer func() {
		if !emptied {
			w.Release()
		}
	}()
	if err := d.clear(path); err != nil {
		return nil, err
	}
	emptied = true
	return w, nil
}

// errNotOurs: a temporary file or folder of a fixed name cannot be had.
var errNotOurs = errors.New("cannot be locked, or is somebody else's")

// takeFolder makes the folder at path, or takes the one that is there, and locks
// it.
func (d *Disk) takeFolder(path string) (*os.File, error) {
	if !locksFolders {
		return nil, errNotOurs
	}
	for range 16 {
		err := d.do(OpMkdir, path, func() error { return os.Mkdir(path, Folder) })
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		made := err == nil
		hold, err := take(path, os.O_RDONLY, true)
		switch {
		case errors.Is(err, errMoved):
			continue
		case err != nil && made && !errors.Is(err, errBusy):
			_ = os.Remove(path) // empty, and of no use
		}
		return hold, err
	}
	return nil, errBusy
}

// errMoved: what was opened is no longer what the path names.
var errMoved = errors.New("moved meanwhile")

// take opens and locks a file or folder of this user's that nobody else may
// write to.
func take(path string, flag int, folder bool) (*os.File, error) {
	f, err := os.OpenFile(path, flag|noFollow|nonBlock, Private)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errMoved
	}
	if err != nil {
		return nil, errNotOurs
	}
	if err := checkTaken(f, path, folder); err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

func checkTaken(f *os.File, path string, folder bool) error {
	if err := flock(f); errors.Is(err, errBusy) {
		return errBusy
	} else if err != nil {
		return errNotOurs
	}
	opened, err := f.Stat()
	if err != nil {
		return errNotOurs
	}
	named, err := os.Lstat(path)
	if err != nil || !os.SameFile(opened, named) {
		return errMoved
	}
	if !onlyOurs(opened, folder) {
		return errNotOurs
	}
	return nil
}

// clear empties a folder. It follows no links.
func (d *Disk) clear(dir string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return wrap("read folder", dir, err)
	}
	for _, e := range list {
		if err := d.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// tempFor returns the name of the unfinished file or folder that will be path.
func tempFor(path, kind string) string {
	sum := vow.SumHash([]byte(kind + " " + filepath.Base(path))).String()
	return filepath.Join(filepath.Dir(path), tempPrefix+sum[:16])
}
