package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
)

// refusedUntouched opens the record, wants it refused with exit status 7 and
// wants every file as it was, lock files apart.
func refusedUntouched(t *testing.T, cfg Config, root string) error {
	t.Helper()
	before := withoutLocks(snapshot(t, root))
	l, err := Open(t.Context(), cfg)
	if err == nil {
		l.Close()
		t.Fatal("a damaged record was opened for writing")
	}
	wantCode(t, err, vow.CodeState)
	if vow.ExitStatus(err) != 7 {
		t.Errorf("exit status %d", vow.ExitStatus(err))
	}
	if vow.HintOf(err) == "" {
		t.Errorf("%v: no hint says what to do", err)
	}
	if diff := cmp.Diff(before, withoutLocks(snapshot(t, root))); diff != "" {
		t.Errorf("a refused record was changed:\n%s", diff)
	}
	return err
}

func withoutLocks(files map[string]string) map[string]string {
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, "lock") })
	return files
}

// parts are what a backup may bring back separately.
var parts = []string{"log/checkpoint", "log/tile", "log/.state", "marks"}

// TestRestoredBackups puts every combination of parts back to an older state.
func TestRestoredBackups(t *testing.T) {
	for _, sizes := range [][2]int{{3, 5}, {250, 260}, {0, 2}} {
		base := t.TempDir()
		oldRoot, newRoot := filepath.Join(base, "old"), filepath.Join(base, "new")
		makeRecord(t, testConfig(t, oldRoot), sizes[0])
		copyTree(t, oldRoot, newRoot)
		extend(t, testConfig(t, newRoot), sizes[0], sizes[1])
		final := mustFsck(t, testConfig(t, newRoot))
		for set := 1; set < 1<<len(parts); set++ {
			var names []string
			for i, p := range parts {
				if set&(1<<i) != 0 {
					names = append(names, p)
				}
			}
			t.Run(fmt.Sprintf("%d-%d/%s", sizes[0], sizes[1], strings.Join(names, "+")), func(t *testing.T) {
				root := filepath.Join(t.TempDir(), "r")
				copyTree(t, newRoot, root)
				for _, p := range names {
					restore(t, filepath.Join(oldRoot, p), filepath.Join(root, p))
				}
				cfg := testConfig(t, root)
				switch strings.Join(names, "+") {
				case "log/checkpoint", "log/checkpoint+marks":
					// As after a kill between integration and publication: only forward.
					mustClose(t, mustOpen(t, cfg))
					if r := mustFsck(t, cfg); r.Root != final.Root {
						t.Errorf("root %s, %s before", r.Root, final.Root)
					}
				case strings.Join(parts, "+"):
					// The whole machine rolled back: only witnesses see it (TestWitnessesSeeARollback).
					mustClose(t, mustOpen(t, cfg))
				default:
					refusedUntouched(t, cfg, root)
				}
			})
		}
	}
}

func restore(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		copyTree(t, from, to)
		return
	}
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLostParts deletes each part, each needed file among them (traps 1 and 2).
func TestLostParts(t *testing.T) {
	base := filepath.Join(t.TempDir(), "base")
	makeRecord(t, testConfig(t, base), 5)
	for _, p := range append(slices.Clone(parts), "log/.state/treeState", "log/.state/version", "log/tile/0", "log/tile/entries", "log/tile/0/000.p/5", "log/tile/entries/000.p/5") {
		t.Run(p, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "r")
			copyTree(t, base, root)
			if err := os.RemoveAll(filepath.Join(root, p)); err != nil {
				t.Fatal(err)
			}
			refusedUntouched(t, testConfig(t, root), root)
			_, err := Fsck(t.Context(), fsckConfig(testConfig(t, root)))
			if p != "log/.state/version" {
				wantCode(t, err, vow.CodeState)
			}
			if p == "log/checkpoint" || p == "marks" || p == "log/.state" || p == "log/tile" {
				_, err := Create(t.Context(), testConfig(t, root))
				if err == nil {
					t.Error("a damaged record was made anew")
				}
			}
		})
	}
}

// mutations are the ways a file is damaged.
var mutations = map[string]func([]byte) []byte{
	"first byte": func(b []byte) []byte { b[0] ^= 1; return b },
	"middle":     func(b []byte) []byte { b[len(b)/2] ^= 0x80; return b },
	"last byte":  func(b []byte) []byte { b[len(b)-1] ^= 2; return b },
	"truncated":  func(b []byte) []byte { return b[:len(b)-1] },
	"halved":     func(b []byte) []byte { return b[:len(b)/2] },
	"empty":      func([]byte) []byte { return nil },
	"longer":     func(b []byte) []byte { return append(b, 'x') },
}

// TestDamagedFiles damages every file of a record in every way: Open refuses
// and changes nothing, or the file is one that nothing depends on any more;
// Fsck finds all but damage to lock files.
func TestDamagedFiles(t *testing.T) {
	base := filepath.Join(t.TempDir(), "base")
	cfg := testConfig(t, base)
	makeRecord(t, cfg, 254)
	// No Close: partial tiles of several sizes are still there.
	l := mustOpen(t, cfg)
	if _, err := l.AddOrdered(t.Context(), entryRange(254, 258)); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "r")
	copyTree(t, base, root)
	mustClose(t, l)
	cfg = testConfig(t, root)

	files := withoutLocks(snapshot(t, root))
	tried, stale := 0, 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, kind := range slices.Sorted(maps.Keys(mutations)) {
			path := filepath.Join(root, name)
			damaged := mutations[kind]([]byte(strings.Clone(files[name])))
			if err := os.WriteFile(path, damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			tried++
			_, err := Fsck(t.Context(), fsckConfig(cfg))
			if name != "log/.state/version" && vow.CodeOf(err) != vow.CodeState {
				t.Errorf("%s, %s: fsck says %v", name, kind, err)
			}
			if isStale(name) {
				stale++
			} else {
				l, err := Open(t.Context(), cfg)
				if err == nil {
					l.Close()
					t.Fatalf("%s, %s: opened for writing", name, kind)
				}
				if vow.CodeOf(err) != vow.CodeState {
					t.Errorf("%s, %s: %v (%s)", name, kind, err, vow.CodeOf(err))
				}
				if got := withoutLocks(snapshot(t, root)); got[name] != string(damaged) {
					t.Errorf("%s, %s: the file was changed", name, kind)
				}
			}
			if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if tried < 100 || stale == 0 {
		t.Fatalf("only %d damages tried, %d on outdated partial tiles", tried, stale)
	}
	mustClose(t, mustOpen(t, cfg))
	mustFsck(t, cfg)
}

// isStale reports whether a file of TestDamagedFiles' record is a partial tile
// that a newer one replaced.
func isStale(name string) bool {
	dir, base := filepath.Split(name)
	switch strings.TrimPrefix(dir, "log/") {
	case "tile/entries/000.p/", "tile/0/000.p/":
		return true
	case "tile/entries/001.p/", "tile/0/001.p/":
		return base != "2"
	}
	return false
}

// TestForkedLog swaps in another log of the same key.
func TestForkedLog(t *testing.T) {
	for _, theirs := range []int{2, 3, 5, 300} {
		t.Run(fmt.Sprint(theirs), func(t *testing.T) {
			base := t.TempDir()
			ours, fork := filepath.Join(base, "ours"), filepath.Join(base, "fork")
			makeRecord(t, testConfig(t, ours), 3)
			l, err := Create(t.Context(), testConfig(t, fork))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := l.AddBatch(t.Context(), entryRange(1000, 1000+theirs)); err != nil {
				t.Fatal(err)
			}
			mustClose(t, l)
			copyTree(t, filepath.Join(fork, "log"), filepath.Join(ours, "log"))
			err = refusedUntouched(t, testConfig(t, ours), ours)
			if theirs <= 3 && !errors.Is(err, ErrFork) {
				t.Errorf("not called a fork: %v", err)
			}
		})
	}
}

// TestForeignKey: a checkpoint signed by another key of the same name.
func TestForeignKey(t *testing.T) {
	root := t.TempDir()
	makeRecord(t, testConfig(t, root), 3)
	other, err := vow.NewSigner(testOrigin, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	cfg := testConfig(t, root)
	cfg.Signer = other
	refusedUntouched(t, cfg, root)
	if _, err := OpenRead(t.Context(), cfg.Dir, other.Key); err == nil {
		t.Error("a foreign checkpoint was read as ours")
	}
}

// TestRefusedByAlarm: an alarm freezes the record until the file is moved away.
func TestRefusedByAlarm(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	full, err := cfg.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, full.raise(errors.New("two trees of 3 entries"), evidence{"ours", []byte("a\n")}, evidence{"theirs", []byte("b\n")}), vow.CodeState)
	first := snapshot(t, cfg.MarkDir)
	_ = full.raise(errors.New("a second alarm"))
	if diff := cmp.Diff(first, snapshot(t, cfg.MarkDir)); diff != "" {
		t.Errorf("the first evidence was overwritten:\n%s", diff)
	}
	if err := refusedUntouched(t, cfg, root); !errors.Is(err, ErrFork) {
		t.Error(err)
	}
	if _, err := Fsck(t.Context(), fsckConfig(cfg)); err == nil {
		t.Error("fsck is content with a frozen record")
	}
	if err := os.Remove(AlarmPath(cfg.MarkDir, cfg.Origin)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, mustOpen(t, cfg))
}
