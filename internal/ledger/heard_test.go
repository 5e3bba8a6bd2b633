package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vow"
	"vow/internal/tlog"
)

// makeHeard makes a record of 3 entries whose checkpoint was cosigned twice, and
// returns it with its witnesses configured.
func makeHeard(t *testing.T, root string) Config {
	t.Helper()
	cfg := testConfig(t, root)
	w := newWitnesses(t, 2, cfg.Signer.Key)
	makeRecord(t, cfg, 3)
	cfg.Witnesses = w.endpoints
	for range 2 {
		l := mustOpen(t, cfg)
		if _, err := l.Witness(t.Context()); err != nil {
			t.Fatal(err)
		}
		mustClose(t, l)
		w.advance(time.Hour)
	}
	return cfg
}

// TestDamagedKeptCheckpoint: what is damaged among the kept checkpoints is found
// when the record is opened for writing, before anything is written.
func TestDamagedKeptCheckpoint(t *testing.T) {
	change := func(at func([]byte) int) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			data[at(data)] ^= 1
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	base := makeHeard(t, filepath.Join(t.TempDir(), "base"))
	for name, damage := range map[string]func(*testing.T, string){
		"a byte of the root":       change(func(b []byte) int { return len(testOrigin) + 5 }),
		"a byte of the log's line": change(func(b []byte) int { return bytes.Index(b, []byte("\n\n")) + len("\n\n— "+testOrigin+" ") + 20 }),
		"a byte of a cosignature":  change(func(b []byte) int { return len(b) - 20 }),
		"the last byte":            change(func(b []byte) int { return len(b) - 1 }),
		"of another size": func(t *testing.T, path string) {
			must(t, os.Rename(path, filepath.Join(filepath.Dir(path), "9.first")))
		},
		"emptied":                     func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) },
		"a folder in place of a file": func(t *testing.T, path string) { must(t, errors.Join(os.Remove(path), os.Mkdir(path, 0o700))) },
	} {
		for _, kind := range []string{"first", "last"} {
			for _, configured := range []bool{true, false} {
				t.Run(fmt.Sprint(name, " ", kind, " ", configured), func(t *testing.T) {
					cfg := testConfig(t, t.TempDir())
					copyTree(t, base.Dir, cfg.Dir)
					copyTree(t, base.MarkDir, cfg.MarkDir)
					cfg.Witnesses = base.Witnesses
					if !configured { // the witnesses left, what they said stayed
						for _, w := range cfg.Witnesses {
							cfg.Known = append(cfg.Known, w.Key)
						}
						cfg.Witnesses = nil
					} else { // it was whole when this process opened it before
						cfg.Memo = new(tlog.Memo)
						mustClose(t, mustOpen(t, cfg))
					}
					damage(t, filepath.Join(cfg.Dir, "checkpoints", "3."+kind))
					before := snapshot(t, cfg.Dir)
					l, err := Open(t.Context(), cfg)
					if err == nil {
						mustClose(t, l)
					}
					wantCode(t, err, vow.CodeState)
					wantCode(t, Recover(t.Context(), cfg), vow.CodeState)
					if after := snapshot(t, cfg.Dir); fmt.Sprint(before) != fmt.Sprint(after) {
						t.Error("something was written")
					}
				})
			}
		}
	}
}

// TestKeptOfAnotherTree: a kept checkpoint that the log signed, but not of these
// files, is a fork; one of more entries than the record holds is a rollback.
func TestKeptOfAnotherTree(t *testing.T) {
	for name, c := range map[string]struct{ other, size int }{"fork": {100, 3}, "longer": {0, 6}} {
		t.Run(name, func(t *testing.T) {
			cfg, other := testConfig(t, t.TempDir()), testConfig(t, t.TempDir())
			makeRecord(t, cfg, 3)
			l, err := Create(t.Context(), other)
			must(t, err)
			_, err = l.AddOrdered(t.Context(), entryRange(c.other, c.other+c.size))
			must(t, err)
			mustClose(t, l)
			data, err := os.ReadFile(filepath.Join(other.Dir, "checkpoint"))
			must(t, err)
			must(t, os.Mkdir(filepath.Join(cfg.Dir, "checkpoints"), 0o700))
			must(t, os.WriteFile(filepath.Join(cfg.Dir, "checkpoints", heardName(int64(c.size), "first")), data, 0o600))
			if _, err := Open(t.Context(), cfg); !errors.Is(err, ErrFork) {
				t.Errorf("opened: %v", err)
			}
		})
	}
}

// TestLoneLast: a .last without its .first is both.
func TestLoneLast(t *testing.T) {
	cfg := makeHeard(t, t.TempDir())
	dir := filepath.Join(cfg.Dir, "checkpoints")
	must(t, os.Remove(filepath.Join(dir, "3.first")))
	heard, err := ReadHeard(dir)
	if err != nil || len(heard) != 1 || heard[0].First == nil || heard[0].First != heard[0].Last {
		t.Fatalf("%+v, %v", heard, err)
	}
	l := mustOpen(t, cfg)
	if _, err := l.Witness(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := l.Add(t.Context(), entry(3)); err != nil {
		t.Error(err)
	}
	if _, err := l.Proof(0); err != nil {
		t.Error(err)
	}
	mustClose(t, l)
	mustFsck(t, cfg)
}

// TestProofFromWiderTiles: a record restored from a dossier has only the tiles of
// its size, and proves under its earlier checkpoints all the same.
func TestProofFromWiderTiles(t *testing.T) {
	cfg := makeHeard(t, t.TempDir())
	witnesses := cfg.Witnesses
	cfg.Witnesses = nil
	extend(t, cfg, 3, 6)
	for _, n := range []string{"tile/0/000.p", "tile/entries/000.p"} {
		for _, w := range []string{"1", "2", "3", "4", "5"} {
			remove(t, cfg.Dir, filepath.Join(n, w))
		}
	}
	mustFsck(t, cfg)
	r, err := OpenRead(t.Context(), cfg.Dir, cfg.Signer.Key)
	must(t, err)
	heard, err := r.Heard()
	if err != nil || len(heard) != 1 {
		t.Fatalf("%+v, %v", heard, err)
	}
	if _, err := r.ProofAt(1, heard[0].First); err != nil {
		t.Error(err)
	}
	if _, err := r.Proof(1, nil); err != nil {
		t.Error(err)
	}
	if _, err := r.ProofAt(4, heard[0].First); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("an entry beyond the checkpoint: %v", err)
	}
	cfg.Witnesses = witnesses
	extend(t, cfg, 6, 7)
	mustFsck(t, cfg)
}

// TestCheckMark: a reader knows an old record by the mark of its machine, and a
// record that a crash or a writer left unpublished is no old one.
func TestCheckMark(t *testing.T) {
	base := t.TempDir()
	root, old := filepath.Join(base, "root"), filepath.Join(base, "old")
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	copyTree(t, root, old)
	extend(t, cfg, 3, 6)
	check := func(dir string) error {
		t.Helper()
		r, err := OpenRead(t.Context(), dir, cfg.Signer.Key)
		must(t, err)
		return r.CheckMark(cfg.MarkDir)
	}
	must(t, check(cfg.Dir))
	if err := check(filepath.Join(old, "log")); !errors.Is(err, ErrFork) || vow.CodeOf(err) != vow.CodeState {
		t.Errorf("the older copy: %v", err)
	}
	must(t, os.RemoveAll(filepath.Join(old, "log", ".state")))
	if err := check(filepath.Join(old, "log")); !errors.Is(err, ErrFork) {
		t.Errorf("the older copy of the public files: %v", err)
	}
	restore(t, filepath.Join(old, "log/checkpoint"), filepath.Join(cfg.Dir, "checkpoint"))
	must(t, check(cfg.Dir)) // integrated, not published: the next opening does it
	extend(t, cfg, 6, 7)
	restore(t, filepath.Join(old, "marks"), cfg.MarkDir)
	must(t, check(cfg.Dir)) // an older mark is another machine's: no reason to doubt the files
	remove(t, root, "marks")
	must(t, check(cfg.Dir))

	other := testConfig(t, filepath.Join(base, "other"))
	l, err := Create(t.Context(), other)
	must(t, err)
	_, err = l.AddOrdered(t.Context(), entryRange(100, 102))
	must(t, err)
	mustClose(t, l)
	cfg.MarkDir = other.MarkDir
	if err := check(cfg.Dir); !errors.Is(err, ErrFork) {
		t.Errorf("the mark of another tree: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
