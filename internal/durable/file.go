package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"vow"
)

// File is a file being written beside its final name: a temporary file in the
// same folder that Commit renames. Nothing is visible under the final name
// before Commit; an uncommitted File must be ended with Abort.
type File struct {
	disk *Disk
	f    *os.File
	path string
	perm fs.FileMode
	new  bool // Commit refuses to replace
	err  error
	done bool
	held bool // f is locked, to stay open until it has its final name

	bulk *Bulk
}

// Create starts a file that Commit puts at path, replacing what is there. The
// mode is exactly perm, whatever the umask.
func (d *Disk) Create(path string, perm fs.FileMode) (*File, error) {
	return d.create(path, perm, false)
}

// CreateNew starts a file that Commit puts at path only if nothing is there; it
// fails at once with CodeRefused if something is.
func (d *Disk) CreateNew(path string, perm fs.FileMode) (*File, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, exists(path)
	}
	return d.create(path, perm, true)
}

// CreateOutput is Create for a file that a person asked for, in a folder where
// nobody calls RemoveTemps: the name of the unfinished file follows from path, and
// the next call for the same path takes over what a killed process left. While
// another process is at it, and where files cannot be locked, it is Create.
//
// Errors: CodeUsage where path is a folder, device or pipe.
func (d *Disk) CreateOutput(path string, perm fs.FileMode) (*File, error) {
	if err := replaceable(path); err != nil {
		return nil, err
	}
	f := &File{disk: d, path: path, perm: perm, held: true}
	err := d.do(OpCreate, path, func() (err error) {
		if !locksFolders {
			return errNotOurs
		}
		if f.f, err = take(tempFor(path, "file"), os.O_RDWR|os.O_CREATE, false); err == nil {
			err = f.f.Truncate(0)
		}
		return err
	})
	switch {
	case errors.Is(err, errBusy), errors.Is(err, errMoved), errors.Is(err, errNotOurs):
		return d.Create(path, perm)
	case err != nil:
		if f.f != nil {
			f.drop()
		}
		return nil, wrap("create", path, err)
	}
	f.bulk = newBulk(f.f, func(b []byte) (int, error) { return d.write(path, f.f, b) })
	return f, nil
}

// replaceable refuses a target that is there and no file: a device such as /dev/null
// would be gone, and a file in its place.
func replaceable(path string) error {
	if st, err := os.Stat(path); err != nil || st.Mode().IsRegular() {
		return nil
	}
	return vow.Errorf(vow.CodeUsage, "%s is not a regular file", path).WithHint("name a new file, or one that may be replaced")
}

func (d *Disk) create(path string, perm fs.FileMode, isNew bool) (*File, error) {
	if !isNew {
		if err := replaceable(path); err != nil {
			return nil, err
		}
	}
	f := &File{disk: d, path: path, perm: perm, new: isNew}
	err := d.do(OpCreate, path, func() (err error) {
		f.f, err = os.CreateTemp(filepath.Dir(path), tempPrefix)
		return err
	})
	if err != nil {
		if f.f != nil {
			f.drop()
		}
		return nil, wrap("create", path, err)
	}
	f.bulk = newBulk(f.f, func(b []byte) (int, error) { return d.write(path, f.f, b) })
	return f, nil
}

// Write adds bytes. After an error every later call fails with it.
func (f *File) Write(b []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.bulk.Write(b)
	if err != nil {
		f.err = wrap("write", f.path, err)
		return n, f.err
	}
	return n, nil
}

// Path returns the final name.
func (f *File) Path() string { return f.path }

// Commit fsyncs the content, gives the file its final name and fsyncs the
// folder. After an error before the rename nothing remains.
func (f *File) Commit() error {
	if f.done {
		return vow.Errorf(vow.CodeIO, "write %s: already ended", f.path)
	}
	if f.err != nil {
		f.Abort()
		return f.err
	}
	if err := f.bulk.Flush(); err != nil {
		f.Abort()
		return wrap("write", f.path, err)
	}
	err := f.disk.do(OpSync, f.path, func() error { return errors.Join(f.f.Chmod(f.perm), f.f.Sync()) })
	if err != nil {
		f.Abort()
		return wrap("fsync", f.path, err)
	}
	f.done = true
	temp := f.f.Name()
	if f.held {
		defer f.f.Close() // it was fsynced: what is left is its lock
	} else if err := f.f.Close(); err != nil {
		f.disk.unlink(temp)
		return wrap("close", f.path, err)
	}
	if f.new {
		return f.disk.commitNew(temp, f.path)
	}
	if err := f.disk.do(OpRename, f.path, func() error { return os.Rename(temp, f.path) }); err != nil {
		f.disk.unlink(temp)
		return wrap("rename to", f.path, err)
	}
	return f.disk.SyncDir(filepath.Dir(f.path))
}

// commitNew gives temp its final name unless that exists, by a hard link, which
// is atomic. Where the file system has no links it renames after a look; the
// lock that writers hold closes the gap between the two.
func (d *Disk) commitNew(temp, path string) error {
	err := d.do(OpLink, path, func() error { return os.Link(temp, path) })
	if noLinks(err) {
		if _, serr := os.Lstat(path); serr == nil {
			err = fs.ErrExist
		} else {
			err = d.do(OpRename, path, func() error { return os.Rename(temp, path) })
		}
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		d.unlink(temp)
		return exists(path)
	case err != nil:
		d.unlink(temp)
		return wrap("create", path, err)
	}
	d.unlink(temp)
	return d.SyncDir(filepath.Dir(path))
}

func noLinks(err error) bool {
	return errors.Is(err, syscall.EPERM) || errors.Is(err, errors.ErrUnsupported)
}

func exists(path string) error {
	return vow.Errorf(vow.CodeRefused, "%s exists and is not overwritten", path).
		WithHint("choose another name, or move it away first")
}

// Abort ends the file and deletes it. After Commit it does nothing, so it can
// be deferred.
func (f *File) Abort() {
	if f.done {
		return
	}
	f.done = true
	f.drop()
}

func (f *File) drop() {
	if f.bulk != nil {
		_ = f.bulk.drop()
	}
	if f.held {
		f.disk.unlink(f.f.Name()) // before another process can take it over
	}
	_ = f.f.Close() // the file is thrown away: nothing can be lost here
	if !f.held {
		f.disk.unlink(f.f.Name())
	}
}

// unlink deletes a temporary file as well as it can: a failure leaves what
// RemoveTemps finds.
func (d *Disk) unlink(temp string) {
	_ = d.do(OpRemove, temp, func() error { return os.Remove(temp) })
}

// WriteFile puts data at path at once, replacing what is there (a link itself,
// not what it points to).
func (d *Disk) WriteFile(path string, data []byte, perm fs.FileMode) error {
	return d.writeFile(path, data, perm, false)
}

// WriteNew puts data at path; if something is there it fails with CodeRefused
// and changes nothing.
func (d *Disk) WriteNew(path string, data []byte, perm fs.FileMode) error {
	return d.writeFile(path, data, perm, true)
}

func (d *Disk) writeFile(path string, data []byte, perm fs.FileMode, isNew bool) error {
	open := d.Create
	if isNew {
		open = d.CreateNew
	}
	f, err := open(path, perm)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Abort()
		return err
	}
	return f.Commit()
}
