package inworker

import (
	"io"
	"syscall/js"

	"vow"
)

// window is how many bytes are read at once and kept: headers of archives are small
// and lie one after the other, and each way into the script costs as much as a page
// of memory.
const window = 1 << 20

// File is a file that the script holds. Of it no more than a window is in memory.
type File struct {
	Name string
	Size int64 // bytes
	R    io.ReaderAt
}

// jsFile reads through the script.
type jsFile struct {
	host, file js.Value
	name       string
	size       int64
	at         int64 // where the window begins
	kept       []byte
	read       int64 // bytes so far
}

func newFile(host, v js.Value) File {
	f := &jsFile{host: host, file: v.Get("file"), name: v.Get("name").String(), size: int64(v.Get("size").Float())}
	return File{Name: f.name, Size: f.size, R: f}
}

// ReadAt implements io.ReaderAt.
func (f *jsFile) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= f.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), f.size-off))
	if n > window {
		if err := f.fetch(p[:n], off); err != nil {
			return 0, err
		}
	} else if err := f.keep(off, n); err != nil {
		return 0, err
	} else {
		copy(p[:n], f.kept[off-f.at:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// keep makes the window hold n bytes from off on.
func (f *jsFile) keep(off int64, n int) error {
	if off >= f.at && off+int64(n) <= f.at+int64(len(f.kept)) {
		return nil
	}
	want := int(min(window, f.size-off))
	if cap(f.kept) < window {
		f.kept = make([]byte, 0, min(window, f.size))
	}
	f.kept, f.at = f.kept[:want], off
	if err := f.fetch(f.kept, off); err != nil {
		f.kept = f.kept[:0]
		return err
	}
	return nil
}

// fetch reads through the script. A file that was changed or removed since it was
// given cannot be read any more.
func (f *jsFile) fetch(p []byte, off int64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(js.Error)
			if !ok {
				panic(r)
			}
			err = vow.Errorf(vow.CodeIO, "%s cannot be read: %s", f.name, e.Error()).WithHint("a file that was changed or moved since it was given has to be given again")
		}
	}()
	got := f.host.Call("read", f.file, off, len(p))
	if n := js.CopyBytesToGo(p, got); n != len(p) {
		return vow.Errorf(vow.CodeIO, "%s: %d bytes read at %d, %d expected", f.name, n, off, len(p))
	}
	f.read += int64(len(p))
	f.host.Call("tell", f.read)
	return nil
}
