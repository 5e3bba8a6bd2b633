package durable

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vow"
)

// pattern returns n bytes without a period that a block could hide.
func pattern(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

// pieces are ways to cut a file's bytes into writes: small, odd, a block, a
// block and more, all at once.
var pieces = []int{977, 4 << 10, 256 << 10, bulkBlock, bulkBlock + 4096, 3*bulkBlock + 5, 1 << 30}

func TestBulk(t *testing.T) {
	for _, size := range []int{0, 1, bulkFrom - 1, bulkFrom, bulkFrom + 1, bulkFrom + bulkBlock, bulkFrom + 3*bulkBlock + 4095} {
		want := pattern(size)
		for _, piece := range pieces {
			if piece == 977 && size > bulkFrom+bulkBlock {
				continue
			}
			path := filepath.Join(t.TempDir(), "f")
			f, err := new(Disk).Create(path, Private)
			if err != nil {
				t.Fatal(err)
			}
			for at := 0; at < size; at += piece {
				part := want[at:min(size, at+piece)]
				if n, err := f.Write(part); err != nil || n != len(part) {
					t.Fatalf("%d bytes by %d: %d, %v", size, piece, n, err)
				}
			}
			if err := f.Commit(); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes by %d: other bytes on the disk, %v", size, piece, err)
			}
		}
	}
}

// refuse makes every direct write fail as a file system does that has none: at
// once, or after a part.
func refuse(f *os.File, after int) func([]byte) (int, error) {
	return func(b []byte) (int, error) {
		if len(b) >= bulkBlock && isDirect(f) {
			n, err := f.Write(b[:after])
			if err == nil {
				err = &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.EINVAL}
			}
			return n, err
		}
		return f.Write(b)
	}
}

func TestBulkWithoutDirectWrites(t *testing.T) {
	want := pattern(bulkFrom + 3*bulkBlock + 77)
	for _, after := range []int{0, 4096, bulkBlock / 2} {
		for _, piece := range pieces[1:] {
			path := filepath.Join(t.TempDir(), "f")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			b := newBulk(f, refuse(f, after))
			for at := 0; at < len(want); at += piece {
				if _, err := b.Write(want[at:min(len(want), at+piece)]); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(b.Flush(), b.Flush(), f.Close()); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d after, by %d: other bytes on the disk, %v", after, piece, err)
			}
		}
	}
}

// A write that fails anywhere in a large file is an error of the file, and
// nothing is left under its name.
func TestBulkFaults(t *testing.T) {
	want := pattern(bulkFrom + 2*bulkBlock + 100)
	for _, mode := range []Mode{Lost, Stored, Torn} {
		hits := 0
		for at := 1; ; at++ {
			dir := t.TempDir()
			faults := &Faults{At: at, Mode: mode, Only: func(op Op) bool { return op.Name == OpWrite }}
			err := (&Disk{Hook: faults.Hook}).WriteFile(filepath.Join(dir, "f"), want, Private)
			if _, hit := faults.Hit(); !hit {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			hits++
			code(t, err, vow.CodeIO, "write", filepath.Join(dir, "f"))
			if strings.Count(err.Error(), "write") != 1 {
				t.Errorf("said twice: %v", err)
			}
			if final, temps := names(t, dir); len(final)+len(temps) != 0 {
				t.Fatalf("%s of write %d: left %q %q", mode, at, final, temps)
			}
		}
		if hits < 3 {
			t.Fatalf("%s: only %d writes seen", mode, hits)
		}
	}
}
