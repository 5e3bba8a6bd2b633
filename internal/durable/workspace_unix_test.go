//go:build unix

package durable

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
)

// TestWorkspace: what a killed process left is found and emptied by the next call
// for the same target; one that is held is left alone; a planted one is not used.
func TestWorkspace(t *testing.T) {
	d := new(Disk)
	dir := t.TempDir()
	target := filepath.Join(dir, "out")
	w, err := d.MkdirFor(target)
	if err != nil {
		t.Fatal(err)
	}
	if !IsTemp(filepath.Base(w.Path)) || filepath.Dir(w.Path) != dir {
		t.Errorf("the folder is %s", w.Path)
	}
	if err := os.MkdirAll(filepath.Join(w.Path, "annex", "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Path, "annex", "secret"), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.MkdirFor(target); vow.CodeOf(err) != vow.CodeRefused {
		t.Errorf("a second one while the first is held: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.Path, "annex", "secret")); err != nil {
		t.Errorf("the holder was harmed: %v", err)
	}
	other, err := d.MkdirFor(filepath.Join(dir, "out2"))
	if err != nil || other.Path == w.Path {
		t.Fatalf("another target: %v", err)
	}
	other.Release()

	w.Release() // as the end of the process does
	again, err := d.MkdirFor(target)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(again.Path); err != nil || len(list) > 0 || again.Path != w.Path {
		t.Errorf("not taken over: %s holds %v, %v", again.Path, list, err)
	}
	if err := d.Rename(again.Path, target); err != nil {
		t.Fatal(err)
	}
	next, err := d.MkdirFor(target) // the name is free
	if err != nil || next.Path != again.Path {
		t.Fatalf("after the renaming: %v", err)
	}
	again.Release()
	if err := d.RemoveAll(next.Path); err != nil {
		t.Fatal(err)
	}
	next.Release()

	for name, plant := range map[string]func(path string) error{
		"a link":          func(path string) error { return os.Symlink(t.TempDir(), path) },
		"an open folder":  func(path string) error { return os.Mkdir(path, 0o755) },
		"a file":          func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a writable file": func(path string) error { return os.WriteFile(path, nil, 0o666) },
	} {
		for _, kind := range []string{"folder", "file"} {
			if name == "a file" && kind == "file" {
				continue
			}
			t.Run(name+" as a "+kind, func(t *testing.T) {
				target := filepath.Join(t.TempDir(), "out")
				planted := tempFor(target, kind)
				if err := plant(planted); err != nil {
					t.Fatal(err)
				}
				if name == "a writable file" {
					if err := os.Chmod(planted, 0o666); err != nil {
						t.Fatal(err)
					}
				}
				if kind == "folder" {
					w, err := d.MkdirFor(target)
					if err != nil || w.Path == planted {
						t.Errorf("%v, %s", err, w.Path)
					}
					return
				}
				f, err := d.CreateOutput(target, Public)
				if err != nil || f.f.Name() == planted {
					t.Fatalf("%v", err)
				}
				f.Abort()
			})
		}
	}
}

// TestCreateOutput: what a killed process left is taken over; two at once do not
// harm each other.
func TestCreateOutput(t *testing.T) {
	d := new(Disk)
	dir := t.TempDir()
	path := filepath.Join(dir, "x.zip")
	killed, err := d.CreateOutput(path, Public)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := killed.Write([]byte(strings.Repeat("old", 1000))); err != nil {
		t.Fatal(err)
	}
	second, err := d.CreateOutput(path, Public)
	if err != nil || second.f.Name() == killed.f.Name() {
		t.Fatalf("two at once: %v", err)
	}
	if _, err := second.Write([]byte("second")); err != nil {
		t.Fatal(err)
	}
	if err := second.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := killed.f.Close(); err != nil { // as the end of the process does
		t.Fatal(err)
	}
	third, err := d.CreateOutput(path, Public)
	if err != nil || third.f.Name() != killed.f.Name() {
		t.Fatalf("not taken over: %v", err)
	}
	if _, err := third.Write([]byte("third")); err != nil {
		t.Fatal(err)
	}
	if err := third.Commit(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "third" {
		t.Errorf("%q, %v", b, err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != Public {
		t.Errorf("mode: %v, %v", st.Mode(), err)
	}
	aborted, err := d.CreateOutput(path, Public)
	if err != nil {
		t.Fatal(err)
	}
	aborted.Abort()
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}
