package durable

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLook(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "b", "file"), []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", filepath.Join(dir, "a", "b", "link")); err != nil {
		t.Skip(err)
	}
	l, err := OpenLook(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"a/b/file": true, "a/b/link": false, "a/b": false, "a/b/none": false, "none/file": false} {
		if n, ok := l.Size(name); ok != want || ok && n != 5 {
			t.Errorf("%s: %d %t", name, n, ok)
		}
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := OpenLook(filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that is not there was opened")
	}
}
