package extract_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/beacon"
	"vow/internal/durable"
	"vow/internal/extract"
	"vow/internal/timelock"
	"vow/policy"
	"vow/seal"
)

var names = map[string]string{
	"plain.txt":                       "plain",
	"sub/folder/file":                 "deep",
	"sub/Ünï.txt":                     "mapped beside a plain one",
	"empty":                           "",
	"new\nline":                       "n",
	"50%":                             "half",
	`back\slash`:                      "b",
	"日内瓦/报告.txt":                      "汉字",
	"عربي":                            "a",
	strings.Repeat("ü", 127) + "x":    "255 bytes",
	strings.Repeat("long/", 60) + "f": "long path",
	"files/1":                         "decoy",
	"data/names.json":                 "decoy",
	"README":                          "upper",
	"readme":                          "lower",
	"Twins/a":                         "one folder",
	"twins/a":                         "another",
	"\u00e9":                          "nfc",
	"e\u0301":                         "nfd",
	"big":                             strings.Repeat("0123456789abcdef", 200_000),
}

// sealed is a lock, its package, and what opens it.
type sealed struct {
	lock *seal.Lock
	pkg  []byte
	keys seal.Keys
}

// clock is the chain that everything here is sealed to.
type clock struct{ *beacon.Local }

// specFor returns a seal of a paper alone.
func specFor(t testing.TB) (clock, *seal.Spec) {
	t.Helper()
	local, err := beacon.NewLocal(beacon.LocalConfig{
		Seed: []byte("a chain for the tests of extract"), Genesis: vow.Unix(1_700_000_000), Period: 3,
		Now: func() time.Time { return time.Unix(3_000_000_000, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Parse("2030-01-01")
	if err != nil {
		t.Fatal(err)
	}
	s := &seal.Spec{Policy: p, Chains: []timelock.Chain{local.Chain()}, At: vow.Unix(1_800_000_000)}
	s.About = seal.About{Origin: "office.example/vow", Report: "x", Part: seal.BodyPart}
	s.Papers = []seal.File{text("en", "paper")}
	return clock{local}, s
}

// keysFor returns the beacon that opens the lock.
func (c clock) keysFor(t testing.TB, l *seal.Lock) seal.Keys {
	t.Helper()
	b, err := c.Sign(l.Sections[0].Round)
	if err != nil {
		t.Fatal(err)
	}
	return seal.Keys{Beacons: []timelock.Beacon{b}}
}

func makeSealed(t testing.TB, files map[string]string) sealed {
	t.Helper()
	c, s := specFor(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		s.Annexes = append(s.Annexes, text(name, files[name]))
	}
	var pkg bytes.Buffer
	out, err := seal.Make(&pkg, s)
	if err != nil {
		t.Fatal(err)
	}
	return sealed{out.Lock, pkg.Bytes(), c.keysFor(t, out.Lock)}
}

func text(name, content string) seal.File {
	return seal.File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// tree reads a folder: path → content, and checks the modes.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			if info.Mode() != fs.ModeDir|0o700 {
				t.Errorf("%q has mode %v", path, info.Mode())
			}
			return nil
		}
		if info.Mode() != 0o600 {
			t.Errorf("%q has mode %v", path, info.Mode())
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantTree() map[string]string {
	want := map[string]string{"report.paper": "paper"}
	for name, content := range names {
		want["annex/"+name] = content
	}
	return want
}

// nothing requires that parent holds only these names: no folder, no leftover.
func nothing(t testing.TB, parent string, but ...string) {
	t.Helper()
	list, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range list {
		got = append(got, e.Name())
	}
	if d := cmp.Diff(but, got); d != "" {
		t.Errorf("left behind: %s", d)
	}
}

func TestUnpack(t *testing.T) {
	s := makeSealed(t, names)
	for _, opt := range []extract.Options{{}, {Sync: true}, {Disk: &durable.Disk{}, Sync: true}} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "out")
		if opt.Sync {
			if err := os.Mkdir(dir, 0o755); err != nil { // an empty folder is replaced
				t.Fatal(err)
			}
		}
		d, err := extract.New(dir, opt)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Open(s.lock, bytes.NewReader(s.pkg), s.keys, d); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(wantTree(), tree(t, dir)); d != "" {
			t.Error(d)
		}
		if err := d.Discard(); err != nil {
			t.Error(err)
		}
		nothing(t, parent, "out")
	}
}

// More files than are fsynced one by one come out the same.
func TestManyFiles(t *testing.T) {
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("d%02d/%03d", i%7, i)] = fmt.Sprint("content ", i)
	}
	s := makeSealed(t, files)
	dir := filepath.Join(t.TempDir(), "out")
	d, err := extract.New(dir, extract.Options{Disk: &durable.Disk{}, Sync: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(s.lock, bytes.NewReader(s.pkg), s.keys, d); err != nil {
		t.Fatal(err)
	}
	out := tree(t, dir)
	for name, content := range files {
		if out["annex/"+name] != content {
			t.Fatalf("%s came out as %q", name, out["annex/"+name])
		}
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	parent := t.TempDir()
	full := filepath.Join(parent, "full")
	os.Mkdir(full, 0o700)
	os.WriteFile(filepath.Join(full, "mine"), nil, 0o600)
	file := filepath.Join(parent, "file")
	os.WriteFile(file, []byte("mine"), 0o600)
	link := filepath.Join(parent, "link")
	os.Symlink(t.TempDir(), link)
	dangling := filepath.Join(parent, "dangling")
	os.Symlink("/nonexistent/x", dangling)
	for _, dir := range []string{full, file, link, dangling} {
		_, err := extract.New(dir, extract.Options{})
		if vow.CodeOf(err) != vow.CodeRefused || !strings.Contains(err.Error(), "exists already") {
			t.Errorf("%s: %v", dir, err)
		}
	}
	_, err := extract.New(filepath.Join(parent, "no", "such"), extract.Options{})
	if vow.CodeOf(err) != vow.CodeUsage {
		t.Error(err)
	}
	_, err = extract.New(filepath.Join(file, "x"), extract.Options{})
	if err == nil {
		t.Error("a file as parent")
	}
	nothing(t, parent, "dangling", "file", "full", "link")
}

// Something comes to stand at the folder's name while it is being filled.
func TestNameTakenMeanwhile(t *testing.T) {
	s := makeSealed(t, names)
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	d, err := extract.New(dir, extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = seal.Open(s.lock, bytes.NewReader(s.pkg), s.keys, d)
	if vow.CodeOf(err) != vow.CodeRefused {
		t.Error(err)
	}
	if b, _ := os.ReadFile(dir); string(b) != "mine" {
		t.Error("overwritten")
	}
	nothing(t, parent, "out")
}

func TestDamagedPackageLeavesNothing(t *testing.T) {
	s := makeSealed(t, names)
	for _, pkg := range [][]byte{s.pkg[:len(s.pkg)-1], nil, append(bytes.Clone(s.pkg), 1), flip(s.pkg, len(s.pkg)/2), flip(s.pkg, len(s.pkg)-1)} {
		parent := t.TempDir()
		d, err := extract.New(filepath.Join(parent, "out"), extract.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Open(s.lock, bytes.NewReader(pkg), s.keys, d); vow.CodeOf(err) != vow.CodeCheck {
			t.Error(err)
		}
		nothing(t, parent)
	}
}

func flip(b []byte, i int) []byte {
	b = bytes.Clone(b)
	b[i] ^= 1
	return b
}

// The sink itself refuses what a package that was checked never asks for.
func TestSinkDefendsItself(t *testing.T) {
	parent := t.TempDir()
	d, err := extract.New(filepath.Join(parent, "out"), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data/../../evil", "../evil", "/etc/evil", "data/annex/../../../evil"} {
		if w, err := d.Create(name, 1); err == nil {
			w.Close()
			t.Errorf("%q was created", name)
		}
	}
	w, err := d.Create("data/annex/a", 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	_, err = d.Create("data/annex/a", 1)
	if vow.CodeOf(err) != vow.CodeIO || !strings.Contains(err.Error(), "takes its name for that of another file") || vow.HintOf(err) == "" {
		t.Errorf("twice: %v", err)
	}
	if _, err := d.Create("data/annex/a/b", 1); err == nil {
		t.Error("a file as a folder")
	}
	// Restored names that escape, or that are taken, as a file system without
	// case would have it.
	if w, err = d.Create("data/files/1", 1); err != nil {
		t.Fatal(err)
	}
	w.Close()
	for _, name := range []string{"../../evil", "/evil", "a", "a/b"} {
		e, err := extract.New(filepath.Join(parent, "other"), extract.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{"data/annex/a", "data/files/1"} {
			w, err := e.Create(f, 1)
			if err != nil {
				t.Fatal(err)
			}
			w.Close()
		}
		bag := &seal.Bag{Entries: []seal.Entry{{Path: "data/files/1"}}, Names: map[string]string{"data/files/1": name}}
		if err := e.Commit(bag); err == nil {
			t.Errorf("%q was restored", name)
		}
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
	nothing(t, parent)
}

// Every change of the disk fails in every way: the folder is there whole, or
// not at all, and what a kill leaves is recognised and removed.
func TestFaults(t *testing.T) {
	small := maps.Clone(names)
	delete(small, "big")
	s := makeSealed(t, small)
	want := wantTree()
	delete(want, "annex/big")
	tried := 0
	for _, mode := range durable.Modes() {
		for at := 1; ; at++ {
			parent := t.TempDir()
			dir := filepath.Join(parent, "out")
			faults := &durable.Faults{At: at, Mode: mode}
			disk := &durable.Disk{Hook: faults.Hook}
			err := durable.Survive(func() error {
				d, err := extract.New(dir, extract.Options{Disk: disk, Sync: true})
				if err != nil {
					return err
				}
				_, err = seal.Open(s.lock, bytes.NewReader(s.pkg), s.keys, d)
				return err
			})
			if _, hit := faults.Hit(); !hit {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			tried++
			if _, err := (&durable.Disk{}).RemoveTemps(parent); err != nil {
				t.Fatal(err)
			}
			if _, e := os.Stat(dir); e == nil {
				if d := cmp.Diff(want, tree(t, dir)); d != "" {
					t.Errorf("%v at %d: %s", mode, at, d)
				}
			} else if !errors.Is(e, fs.ErrNotExist) {
				t.Error(e)
			} else if err == nil {
				t.Errorf("%v at %d: no error and no folder", mode, at)
			} else {
				nothing(t, parent)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d faults tried", tried)
	}
}

// A full disk in the middle of a file.
func TestFileTooLarge(t *testing.T) {
	s := makeSealed(t, map[string]string{"x": "x"})
	parent := t.TempDir()
	d, err := extract.New(filepath.Join(parent, "out"), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = seal.Open(s.lock, bytes.NewReader(s.pkg), s.keys, full{d})
	if vow.CodeOf(err) != vow.CodeIO || !strings.Contains(err.Error(), "no space") {
		t.Error(err)
	}
	nothing(t, parent)
}

// full is a sink whose files cannot be written.
type full struct{ *extract.Dir }

type fullFile struct{ io.WriteCloser }

func (fullFile) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left on device") }

func (f full) Create(name string, size int64) (io.WriteCloser, error) {
	w, err := f.Dir.Create(name, size)
	return fullFile{w}, err
}
