package durable

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vow"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func code(t *testing.T, err error, want vow.Code, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", want)
	}
	if vow.CodeOf(err) != want {
		t.Fatalf("code %s, want %s: %v", vow.CodeOf(err), want, err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("error %q does not say %q", err, w)
		}
	}
}

func names(t *testing.T, dir string) (final, temps []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if IsTemp(e.Name()) {
			temps = append(temps, e.Name())
		} else {
			final = append(final, e.Name())
		}
	}
	return final, temps
}

// TestNotReplaced: only a file is replaced.
func TestNotReplaced(t *testing.T) {
	var d Disk
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, link} {
		_, err := d.CreateOutput(path, Public)
		code(t, err, vow.CodeUsage, "not a regular file")
		code(t, d.WriteFile(path, []byte("x"), Public), vow.CodeUsage, "not a regular file")
	}
	if st, err := os.Stat(link); err != nil || st.Mode().IsRegular() {
		t.Errorf("%v, %v", st, err)
	}
	if final, temps := names(t, dir); len(final) != 1 || len(temps) != 0 {
		t.Errorf("%v %v", final, temps)
	}
}

func TestWriteFile(t *testing.T) {
	var d Disk
	dir := t.TempDir()
	path := filepath.Join(dir, strings.Repeat("n", 255))
	for _, perm := range []fs.FileMode{Private, Public} {
		if err := d.WriteFile(path, []byte(perm.String()), perm); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != perm {
			t.Fatalf("mode %v, want %v", info.Mode(), perm)
		}
		if got := read(t, path); got != perm.String() {
			t.Fatalf("content %q", got)
		}
	}
	if final, temps := names(t, dir); len(final) != 1 || len(temps) != 0 {
		t.Fatalf("left: %q %q", final, temps)
	}
	err := d.WriteFile(filepath.Join(dir, "no", "file"), nil, Private)
	code(t, err, vow.CodeIO, filepath.Join("no", "file"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("cause lost: %v", err)
	}
}

func TestWriteNew(t *testing.T) {
	var d Disk
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	if err := d.WriteNew(path, []byte("one"), Private); err != nil {
		t.Fatal(err)
	}
	err := d.WriteNew(path, []byte("two"), Private)
	code(t, err, vow.CodeRefused, path)
	if vow.HintOf(err) == "" {
		t.Fatal("no hint")
	}
	// Two writers that both looked before either committed: one wins.
	a, err := d.CreateNew(filepath.Join(dir, "g"), Private)
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.CreateNew(filepath.Join(dir, "g"), Private)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Write([]byte("a")); err != nil {
		t.Fatal(err)
	}
	if err := a.Commit(); err != nil {
		t.Fatal(err)
	}
	code(t, b.Commit(), vow.CodeRefused, "g exists")
	if read(t, path) != "one" || read(t, filepath.Join(dir, "g")) != "a" {
		t.Fatal("overwritten")
	}
	if _, temps := names(t, dir); len(temps) != 0 {
		t.Fatalf("left: %q", temps)
	}
}

func TestWriteNewWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	d := Disk{Hook: func(op Op) Fault {
		if op.Name == OpLink {
			return Fault{Mode: Lost, Err: &os.LinkError{Op: "link", Err: errors.ErrUnsupported}}
		}
		return Fault{}
	}}
	path := filepath.Join(dir, "f")
	f, err := d.CreateNew(path, Private)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.WriteNew(path, []byte("one"), Private); err != nil {
		t.Fatal(err)
	}
	code(t, f.Commit(), vow.CodeRefused, path)
	if read(t, path) != "one" {
		t.Fatal("overwritten")
	}
	if _, temps := names(t, dir); len(temps) != 0 {
		t.Fatalf("left: %q", temps)
	}
}

func TestFileEnds(t *testing.T) {
	var d Disk
	dir := t.TempDir()
	f, err := d.Create(filepath.Join(dir, "f"), Private)
	if err != nil {
		t.Fatal(err)
	}
	if f.Path() != filepath.Join(dir, "f") {
		t.Fatalf("path %q", f.Path())
	}
	f.Abort()
	f.Abort()
	if err := f.Commit(); err == nil {
		t.Fatal("commit after abort")
	}
	if final, temps := names(t, dir); len(final)+len(temps) != 0 {
		t.Fatalf("left: %q %q", final, temps)
	}
}

// TestFaultsEverywhere fails every change of a small program of writes in every
// way. After each, the old or the new content stands whole, what is left over
// is recognised, and the repeated program finishes the job.
func TestFaultsEverywhere(t *testing.T) {
	program := func(d *Disk, dir string) error {
		if err := d.MkdirAll(filepath.Join(dir, "a", "b"), Folder); err != nil {
			return err
		}
		path := filepath.Join(dir, "a", "b", "f")
		if err := d.WriteFile(path, []byte("new content"), Private); err != nil {
			return err
		}
		if err := d.WriteNew(path+"1", []byte("fresh"), Private); err != nil && vow.CodeOf(err) != vow.CodeRefused {
			return err
		}
		stage, err := d.MkdirTemp(dir)
		if err != nil {
			return err
		}
		if err := d.WriteFile(filepath.Join(stage, "x"), []byte("x"), Public); err != nil {
			return err
		}
		if err := d.RemoveAll(filepath.Join(dir, "moved")); err != nil {
			return err
		}
		if err := d.Rename(stage, filepath.Join(dir, "moved")); err != nil {
			return err
		}
		return d.Remove(filepath.Join(dir, "old"))
	}
	for _, mode := range Modes() {
		failed := 0
		for at := 1; ; at++ {
			dir := t.TempDir()
			var plain Disk
			if err := plain.MkdirAll(filepath.Join(dir, "a", "b"), Folder); err != nil {
				t.Fatal(err)
			}
			f := filepath.Join(dir, "a", "b", "f")
			if err := plain.WriteFile(f, []byte("old"), Private); err != nil {
				t.Fatal(err)
			}
			if at%2 == 0 { // with and without the folder in place
				if err := os.RemoveAll(filepath.Join(dir, "a")); err != nil {
					t.Fatal(err)
				}
			}
			faults := &Faults{At: at, Mode: mode}
			err := Survive(func() error { return program(&Disk{Hook: faults.Hook}, dir) })
			op, hit := faults.Hit()
			if !hit {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			failed++
			// A temporary file that could not be deleted is no failure.
			if err == nil && op.Name != OpRemove {
				t.Fatalf("%s of %s %d: no error", mode, op, at)
			}
			if b, err := os.ReadFile(f); err == nil && string(b) != "old" && string(b) != "new content" {
				t.Fatalf("%s of %s: mixture %q", mode, op, b)
			} else if err != nil && at%2 == 1 {
				t.Fatalf("%s of %s: old content lost: %v", mode, op, err)
			}
			if b, err := os.ReadFile(f + "1"); err == nil && string(b) != "fresh" {
				t.Fatalf("%s of %s: half a new file %q", mode, op, b)
			}
			if err := program(&plain, dir); err != nil {
				t.Fatalf("%s of %s: repeat: %v", mode, op, err)
			}
			for _, sub := range []string{dir, filepath.Join(dir, "a", "b")} {
				if _, err := plain.RemoveTemps(sub); err != nil {
					t.Fatal(err)
				}
			}
			if read(t, f) != "new content" || read(t, f+"1") != "fresh" || read(t, filepath.Join(dir, "moved", "x")) != "x" {
				t.Fatalf("%s of %s: repeat did not finish", mode, op)
			}
			if final, temps := names(t, dir); len(final) != 2 || len(temps) != 0 {
				t.Fatalf("%s of %s: left %q %q", mode, op, final, temps)
			}
		}
		if failed < 15 {
			t.Fatalf("%s: only %d changes seen", mode, failed)
		}
	}
}

func TestFailedWriteSticks(t *testing.T) {
	faults := &Faults{At: 1, Mode: Torn, Only: func(op Op) bool { return op.Name == OpWrite }}
	d := Disk{Hook: faults.Hook}
	dir := t.TempDir()
	f, err := d.Create(filepath.Join(dir, "f"), Private)
	if err != nil {
		t.Fatal(err)
	}
	n, err := f.Write([]byte("12345678"))
	code(t, err, vow.CodeIO, "write", "f")
	if n != 4 || !errors.Is(err, ErrInjected) {
		t.Fatalf("%d bytes, %v", n, err)
	}
	if _, err := f.Write([]byte("x")); err == nil {
		t.Fatal("written after an error")
	}
	code(t, f.Commit(), vow.CodeIO)
	if final, temps := names(t, dir); len(final)+len(temps) != 0 {
		t.Fatalf("left: %q %q", final, temps)
	}
}

func TestMkdirAll(t *testing.T) {
	var d Disk
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b", "c")
	for range 2 {
		if err := d.MkdirAll(path, Folder); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "a"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != Folder {
		t.Fatalf("%v %v", info, err)
	}
	if err := d.WriteFile(filepath.Join(path, "f"), nil, Private); err != nil {
		t.Fatal(err)
	}
	code(t, d.MkdirAll(filepath.Join(path, "f"), Folder), vow.CodeIO, "f")
	code(t, d.MkdirAll(filepath.Join(path, "f", "g"), Folder), vow.CodeIO, "f")
	link := filepath.Join(dir, "link")
	if err := os.Symlink("nowhere", link); err != nil {
		t.Fatal(err)
	}
	code(t, d.MkdirAll(link, Folder), vow.CodeIO, link) // it recursed until its stack was full
	code(t, d.MkdirAll(filepath.Join(link, "under"), Folder), vow.CodeIO, link)
	if err := d.Remove(filepath.Join(path, "none")); err != nil {
		t.Fatal(err)
	}
	code(t, d.Remove(path), vow.CodeIO, path) // not empty
}

func TestReads(t *testing.T) {
	var d Disk
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	if err := d.WriteFile(path, []byte("12345"), Public); err != nil {
		t.Fatal(err)
	}
	if b, err := ReadBounded(path, 5); err != nil || string(b) != "12345" {
		t.Fatalf("%q %v", b, err)
	}
	_, err := ReadBounded(path, 4)
	code(t, err, vow.CodeCheck, path, "4 bytes")
	_, err = ReadBounded(filepath.Join(dir, "none"), 4)
	code(t, err, vow.CodeUsage, "none")
	_, err = ReadBounded(dir, 4)
	code(t, err, vow.CodeUsage, dir)
	if runtime.GOOS == "windows" {
		return
	}
	_, err = ReadBounded("/dev/zero", 4)
	code(t, err, vow.CodeUsage, "/dev/zero")
	_, err = ReadSecret(path, 5)
	code(t, err, vow.CodeRefused, path, "0644")
	if err := os.Chmod(path, Private); err != nil {
		t.Fatal(err)
	}
	if b, err := ReadSecret(path, 5); err != nil || string(b) != "12345" {
		t.Fatalf("%q %v", b, err)
	}
}

func TestLock(t *testing.T) {
	if path := os.Getenv("VOW_TEST_LOCK"); path != "" {
		var d Disk
		_, err := d.Acquire(path)
		os.Stdout.WriteString(string(vow.CodeOf(err)))
		os.Exit(0)
	}
	path := filepath.Join(t.TempDir(), "lock")
	other := func() string {
		cmd := exec.Command(os.Args[0], "-test.run=^TestLock$")
		cmd.Env = append(os.Environ(), "VOW_TEST_LOCK="+path)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	var d Disk
	l, err := d.Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Acquire(path)
	code(t, err, vow.CodeRefused, path, "only one may write", "number")
	if vow.HintOf(err) == "" {
		t.Fatal("no hint")
	}
	if got := other(); got != string(vow.CodeRefused) {
		t.Fatalf("second process: %q", got)
	}
	for range 2 {
		if err := l.Release(); err != nil {
			t.Fatal(err)
		}
	}
	if got := other(); got != "" { // it took the lock, and died with it
		t.Fatalf("after release: %q", got)
	}
	if l, err = d.Acquire(path); err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	_, err = d.Acquire(filepath.Join(path, "x"))
	code(t, err, vow.CodeIO, path)
	code(t, lockError("p", "", errors.ErrUnsupported), vow.CodeRefused, "cannot lock")
}
