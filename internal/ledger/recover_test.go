package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"vow"
)

func TestRecover(t *testing.T) {
	base := t.TempDir()
	older, newer := filepath.Join(base, "older"), filepath.Join(base, "newer")
	makeRecord(t, testConfig(t, older), 3)
	copyTree(t, older, newer)
	extend(t, testConfig(t, newer), 3, 6)
	for name, c := range map[string]struct {
		before func(t *testing.T, root string)
		ok     bool
		size   int64
	}{
		"nothing wrong": {func(*testing.T, string) {}, true, 6},
		"state lost":    {func(t *testing.T, root string) { remove(t, root, "log/.state") }, true, 6},
		"mark lost":     {func(t *testing.T, root string) { remove(t, root, "marks") }, true, 6},
		"both lost":     {func(t *testing.T, root string) { remove(t, root, "log/.state", "marks") }, true, 6},
		"state rolled back": {func(t *testing.T, root string) {
			restore(t, filepath.Join(older, "log/.state"), filepath.Join(root, "log/.state"))
		}, true, 6},
		"mark rolled back": {func(t *testing.T, root string) {
			restore(t, filepath.Join(older, "marks"), filepath.Join(root, "marks"))
		}, true, 6},
		"home rolled back": {func(t *testing.T, root string) {
			restore(t, filepath.Join(older, "log"), filepath.Join(root, "log"))
		}, false, 0},
		"home rolled back, then checkpoint and tiles from a mirror": {func(t *testing.T, root string) {
			restore(t, filepath.Join(older, "log"), filepath.Join(root, "log"))
			restore(t, filepath.Join(newer, "log/checkpoint"), filepath.Join(root, "log/checkpoint"))
			restore(t, filepath.Join(newer, "log/tile"), filepath.Join(root, "log/tile"))
		}, true, 6},
		"checkpoint behind the mark": {func(t *testing.T, root string) {
			restore(t, filepath.Join(older, "log/checkpoint"), filepath.Join(root, "log/checkpoint"))
		}, true, 6},
		"checkpoint lost": {func(t *testing.T, root string) { remove(t, root, "log/checkpoint") }, false, 0},
		"tile lost":       {func(t *testing.T, root string) { remove(t, root, "log/.state", "log/tile/0/000.p/6") }, false, 0},
		"bundle lost":     {func(t *testing.T, root string) { remove(t, root, "marks", "log/tile/entries/000.p/6") }, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "r")
			copyTree(t, newer, root)
			c.before(t, root)
			cfg := testConfig(t, root)
			err := Recover(t.Context(), cfg)
			if !c.ok {
				wantCode(t, err, vow.CodeState)
				if _, err := Open(t.Context(), cfg); err == nil {
					t.Error("opened after a refused recovery")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			l := mustOpen(t, cfg)
			if l.Size() != c.size {
				t.Errorf("%d entries", l.Size())
			}
			if _, err := l.Add(t.Context(), entry(77)); err != nil {
				t.Error(err)
			}
			mustClose(t, l)
			mustFsck(t, cfg)
		})
	}
}

func remove(t *testing.T, root string, names ...string) {
	t.Helper()
	for _, n := range names {
		if err := os.RemoveAll(filepath.Join(root, n)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRecoverAsksWitnesses: a rolled-back machine is not recovered over what
// witnesses know.
func TestRecoverAsksWitnesses(t *testing.T) {
	base := t.TempDir()
	older, root := filepath.Join(base, "older"), filepath.Join(base, "root")
	cfg := testConfig(t, root)
	w := newWitnesses(t, 1, cfg.Signer.Key)
	makeRecord(t, cfg, 3)
	copyTree(t, root, older)
	cfg.Witnesses = w.endpoints
	l := mustOpen(t, cfg)
	if _, err := l.Add(t.Context(), entry(3)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Witness(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	copyTree(t, older, root)
	remove(t, root, "marks")
	if err := Recover(t.Context(), cfg); !errors.Is(err, ErrFork) {
		t.Errorf("recovered: %v", err)
	}
	w.servers[0].Close()
	remove(t, root, "marks")
	wantCode(t, Recover(t.Context(), cfg), vow.CodeIO)
}
