package store

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/ncruces/go-sqlite3/vfs/adiantum"
	cipher "lukechampine.com/adiantum"
	"lukechampine.com/adiantum/hbsh"

	"vow/internal/durable"
)

// registered numbers the VFS of each open store: SQLite finds them by name.
var registered atomic.Int64

// register makes the VFS of one store known to SQLite and returns its name.
func register(key Key, disk *durable.Disk) string {
	name := "vow-" + strconv.FormatInt(registered.Add(1), 10)
	base := &diskVFS{VFS: vfs.Find(""), disk: disk}
	vfs.Register(name, adiantum.Wrap(base, &creator{key}))
	return name
}

func unregister(name string) { vfs.Unregister(name) }

// creator makes ciphers with the store's key, whatever the text that stands for
// it; files without a name, of which there should be none, get a random one.
type creator struct{ key Key }

// KDF implements adiantum.HBSHCreator.
func (c *creator) KDF(secret string) []byte {
	if secret != "" {
		return c.key[:]
	}
	key := make([]byte, len(c.key))
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return key
}

// HBSH implements adiantum.HBSHCreator.
func (c *creator) HBSH(key []byte) *hbsh.HBSH {
	if len(key) != len(c.key) {
		return nil
	}
	return cipher.New(key)
}

// diskVFS is the file system below the encryption: every change goes through a
// durable.Disk, and every file is private from its first instant.
type diskVFS struct {
	vfs.VFS
	disk *durable.Disk
}

// Open implements vfs.VFS. SQLite calls OpenFilename instead.
func (v *diskVFS) Open(string, vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, 0, sqlite3.CANTOPEN
}

// OpenFilename implements vfs.VFSFilename. A file without a name would be a
// temporary one, on whatever disk holds those: there is none.
func (v *diskVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	path := name.String()
	if path == "" {
		return nil, flags, sqlite3.CANTOPEN
	}
	if flags&vfs.OPEN_CREATE != 0 {
		if err := v.create(path); err != nil {
			return nil, flags, err
		}
	}
	file, flags, err := vfsutil.WrapOpenFilename(v.VFS, name, flags)
	if err != nil {
		return nil, flags, err
	}
	return &diskFile{file, v.disk, path}, flags, nil
}

func (v *diskVFS) create(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	_, err := v.disk.Change(durable.Op{Name: durable.OpCreate, Path: path}, func(half bool) (int, error) {
		if half {
			return 0, nil
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, durable.Private)
		if err != nil {
			return 0, err
		}
		return 0, f.Close()
	})
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return full(err)
}

// Delete implements vfs.VFS.
func (v *diskVFS) Delete(name string, syncDir bool) error {
	_, err := v.disk.Change(durable.Op{Name: durable.OpRemove, Path: name}, func(half bool) (int, error) {
		if half {
			return 0, nil
		}
		return 0, v.VFS.Delete(name, syncDir)
	})
	return err
}

// diskFile is a file of a diskVFS.
type diskFile struct {
	vfs.File
	disk *durable.Disk
	path string
}

func (f *diskFile) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.disk.Change(durable.Op{Name: durable.OpWrite, Path: f.path}, func(half bool) (int, error) {
		if half {
			p = p[:len(p)/2]
		}
		return f.File.WriteAt(p, off)
	})
	return n, full(err)
}

// full lets SQLite tell a full disk from a failing one.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return vfs.SystemError(err, sqlite3.FULL)
	}
	return err
}

func (f *diskFile) Truncate(size int64) error {
	_, err := f.disk.Change(durable.Op{Name: durable.OpWrite, Path: f.path}, func(half bool) (int, error) {
		if half {
			return 0, nil
		}
		return 0, f.File.Truncate(size)
	})
	return err
}

func (f *diskFile) Sync(flags vfs.SyncFlag) error {
	_, err := f.disk.Change(durable.Op{Name: durable.OpSync, Path: f.path}, func(half bool) (int, error) {
		if half {
			return 0, nil
		}
		return 0, f.File.Sync(flags)
	})
	return err
}

// DeviceCharacteristics leaves out batch-atomic writes, which would pass by the
// Disk.
func (f *diskFile) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return f.File.DeviceCharacteristics() &^ vfs.IOCAP_BATCH_ATOMIC
}
