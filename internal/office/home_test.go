package office

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/durable"
)

const testWorkFactor = 2

// testEnv returns an environment whose passphrase is what *pass says when it is
// asked for.
func testEnv(pass *string) Env {
	return Env{
		Now:        func() time.Time { return time.Unix(1_800_000_000, 0) },
		WorkFactor: testWorkFactor,
		Passphrase: func(string, bool) ([]byte, error) { return []byte(*pass), nil },
	}
}

// fillKeys gives a new home an officer's and a log's key.
func fillKeys(h *Home) error {
	for name, key := range map[KeyName]string{OfficerKey: "office.example/head", LogKey: "office.example/log"} {
		s, err := vow.NewSigner(key, bytes.Repeat([]byte(string(name)[:1]), 32))
		if err != nil {
			return err
		}
		if err := h.AddKey(name, s, map[KeyName]string{OfficerKey: "head"}[name]); err != nil {
			return err
		}
	}
	return nil
}

// newHome makes a home with keys and returns its directory.
func newHome(t *testing.T, pass string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home")
	h, err := CreateHome(testEnv(&pass), dir, DefaultConfig(), fillKeys)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// mustOpen opens a home and closes it when the test ends.
func mustOpen(t *testing.T, env Env, dir string, mode Mode) *Home {
	t.Helper()
	h, err := OpenHome(env, dir, mode)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h
}

// wantCode checks an error's code and words.
func wantCode(t *testing.T, err error, code vow.Code, words ...string) {
	t.Helper()
	if vow.CodeOf(err) != code {
		t.Fatalf("error %v has code %q, want %q", err, vow.CodeOf(err), code)
	}
	for _, w := range words {
		if !strings.Contains(err.Error()+"\n"+vow.HintOf(err), w) {
			t.Errorf("error %q with hint %q lacks %q", err, vow.HintOf(err), w)
		}
	}
}

// snapshot returns mode and content of everything below dir but the lock.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == filepath.Join(dir, lockFile) {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		st, err := e.Info()
		if err != nil {
			return err
		}
		text := st.Mode().String()
		if !e.IsDir() {
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			text += " " + string(b)
		}
		all[rel] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// beside returns the names in a home's parent but the home's own.
func beside(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		if e.Name() != filepath.Base(dir) {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestCreateAndOpen(t *testing.T) {
	pass := "correct horse"
	dir := filepath.Join(t.TempDir(), "deep", "er", "home")
	h, err := CreateHome(testEnv(&pass), dir, DefaultConfig(), fillKeys)
	if err != nil {
		t.Fatal(err)
	}
	if h.Dir() != dir {
		t.Errorf("home at %s", h.Dir())
	}
	_, err = OpenHome(testEnv(&pass), dir, Write)
	wantCode(t, err, vow.CodeRefused, "lock")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range snapshot(t, dir) {
		if !strings.HasPrefix(text, "-rw------- ") && text != "drwx------" {
			t.Errorf("%s: %.12s", name, text)
		}
	}
	w := mustOpen(t, testEnv(&pass), dir, Write)
	r := mustOpen(t, testEnv(&pass), dir, Read) // reading needs no lock
	if err := w.Writable(); err != nil {
		t.Error(err)
	}
	wantCode(t, r.Writable(), vow.CodeState)
	if got := beside(t, dir); len(got) > 0 {
		t.Errorf("left beside the home: %v", got)
	}
	_, err = CreateHome(testEnv(&pass), dir, DefaultConfig(), nil)
	wantCode(t, err, vow.CodeRefused, "already a home")
}

func TestCreateRefuses(t *testing.T) {
	pass := "p"
	base := t.TempDir()
	full := filepath.Join(base, "full")
	if err := os.MkdirAll(filepath.Join(full, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := CreateHome(testEnv(&pass), full, DefaultConfig(), nil)
	wantCode(t, err, vow.CodeRefused, "not empty")

	bad := DefaultConfig()
	bad.Hour = "noon"
	_, err = CreateHome(testEnv(&pass), filepath.Join(base, "h"), bad, nil)
	wantCode(t, err, vow.CodeUsage, "hour")

	boom := errors.New("boom")
	_, err = CreateHome(testEnv(&pass), filepath.Join(base, "h"), DefaultConfig(), func(*Home) error { return boom })
	if !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if got := beside(t, full); len(got) > 0 {
		t.Errorf("left after an error: %v", got)
	}

	// An empty directory, also behind a link, may become a home.
	empty := filepath.Join(base, "empty")
	link := filepath.Join(base, "link")
	if err := errors.Join(os.Mkdir(empty, 0o755), os.Symlink(empty, link)); err != nil {
		t.Fatal(err)
	}
	h, err := CreateHome(testEnv(&pass), link, DefaultConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	mustOpen(t, testEnv(&pass), link, Read)
}

func TestTwoCreatorsAtOnce(t *testing.T) {
	pass := "p"
	dir := filepath.Join(t.TempDir(), "home")
	h, err := CreateHome(testEnv(&pass), dir, DefaultConfig(), func(*Home) error {
		_, err := CreateHome(testEnv(&pass), dir, DefaultConfig(), nil)
		wantCode(t, err, vow.CodeRefused, "held by another process")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
}

func TestOpenRefuses(t *testing.T) {
	pass := "p"
	for _, c := range []struct {
		name   string
		damage func(dir string) error
		code   vow.Code
		words  []string
	}{
		{"no home", os.RemoveAll, vow.CodeUsage, []string{"there is no home at", "vow init"}},
		{"a file", func(d string) error { return errors.Join(os.RemoveAll(d), os.WriteFile(d, nil, 0o600)) }, vow.CodeUsage, []string{"not a directory"}},
		{"open to the group", func(d string) error { return os.Chmod(d, 0o710) }, vow.CodeRefused, []string{"mode 0710", "chmod 700"}},
		{"no format", func(d string) error { return os.Remove(d + "/format") }, vow.CodeState, []string{"not a home of vow"}},
		{"newer format", func(d string) error { return os.WriteFile(d+"/format", []byte("2\n"), 0o600) }, vow.CodeState, []string{"has format 2", "up to 1", "knows home format 2"}},
		{"far newer format", func(d string) error { return os.WriteFile(d+"/format", []byte("41\n"), 0o600) }, vow.CodeState, []string{"format 41"}},
		{"format zero", func(d string) error { return os.WriteFile(d+"/format", []byte("0\n"), 0o600) }, vow.CodeState, []string{"format number"}},
		{"format in another form", func(d string) error { return os.WriteFile(d+"/format", []byte("+1\n"), 0o600) }, vow.CodeState, []string{"format number"}},
		{"no line feed", func(d string) error { return os.WriteFile(d+"/format", []byte("1"), 0o600) }, vow.CodeState, []string{"format number"}},
		{"no settings", func(d string) error { return os.Remove(d + "/vow.toml") }, vow.CodeState, []string{"vow.toml"}},
		{"no record", func(d string) error { return os.Remove(d + "/record") }, vow.CodeState, []string{"directory record is missing"}},
		{"no keys", func(d string) error { return os.RemoveAll(d + "/keys") }, vow.CodeState, []string{"directory keys is missing"}},
	} {
		for _, mode := range []Mode{Read, Write} {
			t.Run(c.name+" "+strconv.Itoa(int(mode)), func(t *testing.T) {
				dir := newHome(t, pass)
				if err := c.damage(dir); err != nil {
					t.Fatal(err)
				}
				_, err := OpenHome(testEnv(&pass), dir, mode)
				wantCode(t, err, c.code, c.words...)
			})
		}
	}
}

// scenario is a piece of work that a process may die in.
type scenario func(env Env, dir string) error

// scenarios are what the tests of faults run, some in a process of their own.
var scenarios = map[string]scenario{
	"create": func(env Env, dir string) error {
		h, err := CreateHome(env, dir, DefaultConfig(), fillKeys)
		if err != nil {
			return err
		}
		return h.Close()
	},
	"passphrase": func(env Env, dir string) error {
		h, err := OpenHome(env, dir, Write)
		if err != nil {
			return err
		}
		return errors.Join(h.ChangePassphrase(func() ([]byte, error) { return []byte("new"), nil }), h.Close())
	},
	"store": useStore,
	"migrate": func(env Env, dir string) error {
		h, err := openHome(env, dir, Read, syntheticTable)
		if err != nil {
			return err
		}
		return h.Close()
	},
}

// checkKeys opens a home and both its keys with one passphrase.
func checkKeys(t *testing.T, dir, pass string) {
	t.Helper()
	h, err := OpenHome(testEnv(&pass), dir, Write)
	if err != nil {
		t.Error(err)
		return
	}
	defer h.Close()
	for _, name := range []KeyName{OfficerKey, LogKey} {
		if _, err := h.Signer(name); err != nil {
			t.Errorf("passphrase %q: %v", pass, err)
		}
	}
	for _, left := range []string{keysNew, keysOld} {
		if isDir(h.Path(left)) {
			t.Errorf("%s is left", left)
		}
	}
}

func TestFailingDiskWhileCreating(t *testing.T) {
	pass := "old"
	for _, mode := range []durable.Mode{durable.Lost, durable.Stored, durable.Torn} {
		for nth := 1; ; nth++ {
			dir := filepath.Join(t.TempDir(), "home")
			env, count := testEnv(&pass), 0
			env.Disk = &durable.Disk{Hook: func(durable.Op) durable.Fault {
				if count++; count == nth {
					return durable.Fault{Mode: mode}
				}
				return durable.Fault{}
			}}
			err := scenarios["create"](env, dir)
			if count < nth {
				if err != nil || nth < 10 {
					t.Fatalf("%d changes, %v", count, err)
				}
				break
			}
			if _, serr := os.Lstat(dir); errors.Is(serr, fs.ErrNotExist) {
				if err == nil {
					t.Fatalf("%v at change %d: success without a home", mode, nth)
				}
				if err := scenarios["create"](testEnv(&pass), dir); err != nil {
					t.Fatalf("%v at change %d, repeated: %v", mode, nth, err)
				}
			}
			if checkKeys(t, dir, "old"); t.Failed() {
				t.Fatalf("%v at change %d", mode, nth)
			}
		}
	}
}
