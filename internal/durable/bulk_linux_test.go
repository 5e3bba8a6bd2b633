package durable

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func isDirect(f *os.File) bool {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_DIRECT != 0
}

// Where the file system can, most of a large file goes past the page cache, and
// the end of it does not.
func TestBulkIsDirect(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := setDirect(f, true); err != nil {
		t.Skip("no direct writes on this file system:", err)
	}
	if err := setDirect(f, false); err != nil {
		t.Fatal(err)
	}
	direct, through := 0, 0
	b := newBulk(f, func(p []byte) (int, error) {
		if isDirect(f) {
			direct += len(p)
		} else {
			through += len(p)
		}
		return f.Write(p)
	})
	if _, err := b.Write(pattern(bulkFrom + 2*bulkBlock + 1)); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if direct != 2*bulkBlock || through != bulkFrom+1 {
		t.Errorf("%d bytes direct, %d through the cache", direct, through)
	}
	if isDirect(f) {
		t.Error("direct writes are still on")
	}
}
