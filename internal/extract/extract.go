// Package extract (level 5) unpacks a seal's files into a new folder on disk.
//
// What holds here:
//   - Nothing is written outside the folder: every path goes through os.Root.
//   - Nothing that exists is touched: files are made with O_EXCL, the folder
//     must not exist or be empty, and no links are made.
//   - The folder appears under its name only when everything in it was checked;
//     until then it is a temporary folder beside it, which a failure removes,
//     and which a kill leaves until the same folder is unpacked again
//     (durable.Workspace).
//   - Files are 0600, folders 0700.
package extract

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"vow"
	"vow/internal/durable"
	"vow/seal"
)

// Disk is the part of a file system that gives the folder its name; a
// *durable.Disk is one. What is written inside the temporary folder does not go
// through it: it counts for nothing before Rename.
type Disk interface {
	// MkdirFor makes an empty private folder beside target, held against others
	// who want to make target.
	MkdirFor(target string) (*durable.Workspace, error)
	// Rename gives a folder its final name and fsyncs the parent.
	Rename(from, to string) error
	// RemoveAll deletes a folder and all below it.
	RemoveAll(path string) error
}

// Options change what New does.
type Options struct {
	// Disk is used for the folder itself; nil means the machine's, without
	// fsync.
	Disk Disk
	// Sync fsyncs every file and folder before the folder gets its name.
	Sync bool
}

// Dir is a seal.Sink that writes
//
//	report.paper, or report.<lang>.paper for several languages
//	annex/…       every annex under its original name
//
// into a new folder. data/names.json, which has done its work then, is left
// out. For the bag as it was sealed use age and tar.
type Dir struct {
	final      string
	work       *durable.Workspace
	temp       string // its path
	opt        Options
	root       *os.Root
	top        *os.File        // the temporary folder, opened before anything is in it
	made       map[string]bool // folders made
	files      int             // files made
	inside     *os.Root        // the folder last written to, or nil
	insideName string          // its path
	done       bool
}

// eachSynced is how many files are fsynced one by one. With more of them one call
// for all at the end takes a hundredth of the time, where the system has it.
const eachSynced = 256

var _ seal.Sink = (*Dir)(nil)

// New begins to unpack into the folder dir, which must not exist, or be empty;
// its parent must exist. Errors: vow.CodeRefused if something is there already,
// vow.CodeUsage if the parent does not exist, vow.CodeIO.
func New(dir string, opt Options) (*Dir, error) {
	dir = filepath.Clean(dir)
	if err := checkNew(dir); err != nil {
		return nil, err
	}
	if opt.Disk == nil {
		opt.Disk = plainDisk{}
	}
	parent := filepath.Dir(dir)
	switch info, err := os.Stat(parent); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, vow.Errorf(vow.CodeUsage, "the folder %s does not exist", parent)
	case err != nil:
		return nil, wrap("unpack into", dir, err)
	case !info.IsDir():
		return nil, vow.Errorf(vow.CodeUsage, "%s is not a folder", parent)
	}
	work, err := opt.Disk.MkdirFor(dir)
	if err != nil {
		return nil, wrap("unpack into", dir, err)
	}
	temp := work.Path
	root, err := os.OpenRoot(temp)
	if err != nil {
		_ = opt.Disk.RemoveAll(temp)
		work.Release()
		return nil, wrap("unpack into", dir, err)
	}
	top, err := root.Open(".")
	if err != nil {
		_ = root.Close()
		_ = opt.Disk.RemoveAll(temp)
		work.Release()
		return nil, wrap("unpack into", dir, err)
	}
	return &Dir{final: dir, work: work, temp: temp, opt: opt, root: root, top: top, made: map[string]bool{".": true}}, nil
}

// checkNew requires that nothing but an empty folder is at dir.
func checkNew(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return wrap("unpack into", dir, err)
	}
	if info.IsDir() {
		f, err := os.Open(dir)
		if err != nil {
			return wrap("unpack into", dir, err)
		}
		defer f.Close()
		if _, err := f.Readdirnames(1); err == io.EOF {
			return nil
		}
	}
	return vow.Errorf(vow.CodeRefused, "%s exists already", dir).WithHint("name a new folder: nothing is ever unpacked over what is there")
}

// Create implements seal.Sink.
func (d *Dir) Create(name string, _ int64) (io.WriteCloser, error) {
	if name == "data/names.json" {
		return nopCloser{io.Discard}, nil
	}
	return d.create(strings.TrimPrefix(name, "data/"))
}

func (d *Dir) create(name string) (io.WriteCloser, error) {
	if !fs.ValidPath(name) || name == "." {
		return nil, vow.Errorf(vow.CodeCheck, "%q is not a path that can be unpacked", name)
	}
	if err := d.mkdirs(path.Dir(name)); err != nil {
		return nil, err
	}
	folder, err := d.folder(path.Dir(name))
	if err != nil {
		return nil, err
	}
	f, err := folder.OpenFile(path.Base(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, d.collision(name, err)
	}
	d.files++
	return &member{f: f, bulk: durable.NewBulk(f), sync: d.opt.Sync && !d.syncedAtEnd()}, nil
}

// folder opens a folder that was made. The last one stays open: files come in
// order of their paths, and walking to the same folder again for each of a
// hundred thousand of them takes most of the time.
func (d *Dir) folder(name string) (*os.Root, error) {
	if d.inside != nil && d.insideName == name {
		return d.inside, nil
	}
	if err := d.leave(); err != nil {
		return nil, err
	}
	root, err := d.root.OpenRoot(filepath.FromSlash(name))
	if err != nil {
		return nil, wrap("unpack", name, err)
	}
	d.inside, d.insideName = root, name
	return root, nil
}

// leave closes the folder that folder left open.
func (d *Dir) leave() error {
	if d.inside == nil {
		return nil
	}
	err := d.inside.Close()
	d.inside = nil
	if err != nil {
		return wrap("unpack", d.insideName, err)
	}
	return nil
}

// mkdirs makes a folder and its parents, each once.
func (d *Dir) mkdirs(name string) error {
	if d.made[name] {
		return nil
	}
	if err := d.mkdirs(path.Dir(name)); err != nil {
		return err
	}
	if err := d.root.Mkdir(filepath.FromSlash(name), 0o700); err != nil {
		return d.collision(name, err)
	}
	d.made[name] = true
	return nil
}

// collision says why a name could not be made. The names were found different
// before; if one exists nevertheless, this file system takes two for one.
func (d *Dir) collision(name string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return vow.Errorf(vow.CodeIO, "%q cannot be unpacked here: this file system takes its name for that of another file", name).
			WithHint("unpack on a file system that tells upper and lower case and Unicode forms apart")
	}
	return wrap("unpack", name, err)
}

// Commit implements seal.Sink: it gives the files under data/files/ their
// original names and the folder its own.
func (d *Dir) Commit(bag *seal.Bag) error {
	err := d.finish(bag)
	if err != nil {
		return errors.Join(err, d.Discard())
	}
	return nil
}

func (d *Dir) finish(bag *seal.Bag) error {
	if err := d.leave(); err != nil {
		return err
	}
	for _, e := range bag.Entries {
		if original, ok := bag.Names[e.Path]; ok {
			if err := d.restore(strings.TrimPrefix(e.Path, "data/"), original); err != nil {
				return err
			}
		}
	}
	if len(bag.Names) > 0 {
		if err := d.root.Remove("files"); err != nil {
			return wrap("unpack", "files", err)
		}
		delete(d.made, "files")
	}
	if d.opt.Sync {
		if err := d.sync(); err != nil {
			return err
		}
	}
	if err := errors.Join(d.top.Close(), d.root.Close()); err != nil {
		return wrap("unpack into", d.final, err)
	}
	if err := checkNew(d.final); err != nil {
		return err
	}
	// An empty folder of that name makes room; anything else makes this fail.
	if err := os.Remove(d.final); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("unpack into", d.final, err)
	}
	if err := d.opt.Disk.Rename(d.temp, d.final); err != nil {
		return wrap("unpack into", d.final, err)
	}
	d.done = true
	d.work.Release()
	return nil
}

// restore moves a file to its original name under annex/.
func (d *Dir) restore(from, original string) error {
	if err := seal.CheckAnnexName(original); err != nil {
		return err // the bag was checked; this is the last line of defence
	}
	to := "annex/" + original
	if err := d.mkdirs(path.Dir(to)); err != nil {
		return err
	}
	if _, err := d.root.Lstat(filepath.FromSlash(to)); err == nil {
		return d.collision(to, fs.ErrExist)
	}
	if err := d.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to)); err != nil {
		return wrap("unpack", to, err)
	}
	return nil
}

// syncedAtEnd reports whether the file just made is one of too many to be fsynced
// one by one.
func (d *Dir) syncedAtEnd() bool { return canSyncAll && d.files > eachSynced }

// sync brings to the disk what is not there yet: the folders made, and the files
// that were not fsynced.
func (d *Dir) sync() error {
	if d.syncedAtEnd() {
		if err := syncAll(d.top); err != nil {
			return wrap("unpack into", d.final, err)
		}
		return nil
	}
	for name := range d.made {
		f, err := d.root.Open(filepath.FromSlash(name))
		if err != nil {
			return wrap("fsync folder", name, err)
		}
		if err := errors.Join(syncDir(f), f.Close()); err != nil {
			return wrap("fsync folder", name, err)
		}
	}
	return nil
}

// Discard implements seal.Sink. After Commit it does nothing.
func (d *Dir) Discard() error {
	if d.done {
		return nil
	}
	d.done = true
	_, _, _ = d.leave(), d.top.Close(), d.root.Close() // may be closed already
	defer d.work.Release()
	if err := d.opt.Disk.RemoveAll(d.temp); err != nil {
		return wrap("remove", d.temp, err)
	}
	return nil
}

// member is one file being written. Its errors have a code.
type member struct {
	f    *os.File
	bulk *durable.Bulk
	sync bool
}

func (m *member) Write(p []byte) (int, error) {
	n, err := m.bulk.Write(p)
	return n, unpacking(err)
}

func (m *member) Close() error {
	err := m.bulk.Flush()
	if err == nil && m.sync {
		err = m.f.Sync()
	}
	return unpacking(errors.Join(err, m.f.Close()))
}

func unpacking(err error) error {
	if err == nil {
		return nil
	}
	return vow.Errorf(vow.CodeIO, "unpacking: %w", err)
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// wrap names what was being done, once.
func wrap(doing, name string, err error) error {
	var e *vow.Error
	if errors.As(err, &e) {
		return err
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	out := vow.Errorf(vow.CodeIO, "%s %q: %w", doing, name, err)
	if errors.Is(err, syscall.ENAMETOOLONG) {
		out = out.WithHint("unpack into a folder with a shorter path, or on a file system with longer names")
	}
	return out
}

// plainDisk is the machine's file system without fsync.
type plainDisk struct{}

func (plainDisk) MkdirFor(target string) (*durable.Workspace, error) {
	return new(durable.Disk).MkdirFor(target)
}
func (plainDisk) Rename(from, to string) error { return os.Rename(from, to) }
func (plainDisk) RemoveAll(path string) error  { return os.RemoveAll(path) }
