package office

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"vow"
)

// TestUnreadable: what is not there is wrong usage, what is there and cannot be read
// has failed, whether file or folder, text or annex.
func TestUnreadable(t *testing.T) {
	for _, c := range []struct {
		err  error
		code vow.Code
	}{
		{&fs.PathError{Op: "lstat", Path: "x", Err: fs.ErrNotExist}, vow.CodeUsage},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, vow.CodeIO},
		{vow.Errorf(vow.CodeIO, "read x: %w", fs.ErrPermission), vow.CodeIO},
		{vow.Errorf(vow.CodeCheck, "x: 9 bytes"), vow.CodeUsage},
		{fmt.Errorf("odd: %w", errors.New("x")), vow.CodeIO},
	} {
		if err := unreadable("annex", c.err); vow.CodeOf(err) != c.code || !errors.Is(err, c.err) {
			t.Errorf("%v: %s, want %s", c.err, vow.CodeOf(err), c.code)
		}
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(file, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{filepath.Join(dir, "none"), filepath.Join(dir, "none", "b"), filepath.Join(file, "b")} {
		if _, err := collectAnnexes([]string{gone}); vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%s: %v", gone, err)
		}
	}
	long := filepath.Join(dir, fmt.Sprintf("%0300d", 0)) // no system has it, and none says that it does not exist
	if _, err := collectAnnexes([]string{long}); runtime.GOOS != "windows" && vow.CodeOf(err) != vow.CodeIO {
		t.Errorf("a name that cannot be looked up: %v", err)
	}
	if os.Geteuid() <= 0 {
		return // root reads everything, and Windows has no such rights
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o000); err != nil {
		t.Fatal(err)
	}
	if _, err := collectAnnexes([]string{closed}); vow.CodeOf(err) != vow.CodeIO {
		t.Errorf("a folder without rights: %v", err)
	}
}
