package ledger

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// newGuard returns a guard over the files of a closed record.
func newGuard(t *testing.T, cfg Config) *guard {
	t.Helper()
	m, err := readMark(cfg.MarkDir, cfg.Origin)
	if err != nil {
		t.Fatal(err)
	}
	return &guard{
		signer: cfg.Signer, origin: cfg.Origin, markDir: cfg.MarkDir, disk: new(durable.Disk),
		files: newFiles(cfg.Dir), mark: m,
		signed: func(*tlog.SignedCheckpoint) {}, failed: func(error) {},
	}
}

// TestGuardRefuses hands the guard what Tessera must never have signed, and
// checks that the mark stays and that nothing is signed afterwards.
func TestGuardRefuses(t *testing.T) {
	base := t.TempDir()
	makeRecord(t, testConfig(t, base), 5)
	mark5, err := readMark(testConfig(t, base).MarkDir, testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	text := func(origin string, size int64, root vow.Hash) []byte {
		return tlog.Checkpoint{Origin: origin, Size: size, Root: root}.Text()
	}
	for name, c := range map[string]struct {
		text   []byte
		before func(t *testing.T, cfg Config)
	}{
		"smaller":              {text: text(testOrigin, 4, mark5.Root)},
		"empty":                {text: text(testOrigin, 0, tlog.EmptyRoot())},
		"same size, new root":  {text: text(testOrigin, 5, vow.SumHash([]byte("x")))},
		"larger than the disk": {text: text(testOrigin, 6, mark5.Root)},
		"other origin":         {text: text("other.example", 5, mark5.Root)},
		"extension line":       {text: append(text(testOrigin, 5, mark5.Root), "ext\n"...)},
		"no checkpoint":        {text: []byte("hello\n")},
		"mark gone": {text: text(testOrigin, 5, mark5.Root), before: func(t *testing.T, cfg Config) {
			if err := os.Remove(MarkPath(cfg.MarkDir, cfg.Origin)); err != nil {
				t.Fatal(err)
			}
		}},
		"mark changed by another": {text: text(testOrigin, 5, mark5.Root), before: func(t *testing.T, cfg Config) {
			if err := writeMark(new(durable.Disk), cfg.MarkDir, mark{Origin: testOrigin, Size: 6, Root: mark5.Root}); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			copyTree(t, base, root)
			cfg := testConfig(t, root)
			g := newGuard(t, cfg)
			if c.before != nil {
				c.before(t, cfg)
			}
			before := snapshot(t, cfg.MarkDir)
			sig, err := g.Sign(c.text)
			if err == nil || sig != nil {
				t.Fatal("signed")
			}
			wantCode(t, err, vow.CodeState)
			if _, err := g.Sign(text(testOrigin, 5, mark5.Root)); err == nil {
				t.Error("a guard that refused once has signed")
			}
			for f, data := range snapshot(t, cfg.MarkDir) {
				if before[f] != data {
					t.Errorf("%s was written", f)
				}
			}
		})
	}
}

// TestGuardChecksFiles: a checkpoint of a larger tree whose files are not what
// they should be is not signed.
func TestGuardChecksFiles(t *testing.T) {
	base := t.TempDir()
	cfg := testConfig(t, base)
	makeRecord(t, cfg, 3)
	mark3, err := os.ReadFile(MarkPath(cfg.MarkDir, cfg.Origin))
	if err != nil {
		t.Fatal(err)
	}
	extend(t, cfg, 3, 300)
	cp, err := readCheckpoint(cfg.Dir, cfg.Signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	try := func(t *testing.T, damage func(t *testing.T, dir string)) error {
		root := t.TempDir()
		copyTree(t, base, root)
		cfg := testConfig(t, root)
		if err := os.WriteFile(MarkPath(cfg.MarkDir, cfg.Origin), mark3, 0o600); err != nil {
			t.Fatal(err)
		}
		g := newGuard(t, cfg)
		damage(t, cfg.Dir)
		sig, err := g.Sign(cp.Text())
		if err != nil {
			return err
		}
		if !cfg.Signer.Key.VerifyNote(cp.Text(), sig) {
			t.Error("a false signature")
		}
		m, err := os.ReadFile(MarkPath(cfg.MarkDir, cfg.Origin))
		if err != nil || !bytes.Equal(m, marshalMark(cp.Checkpoint)) {
			t.Errorf("mark after signing: %q, %v", m, err)
		}
		return nil
	}
	if err := try(t, func(*testing.T, string) {}); err != nil {
		t.Fatalf("the undamaged tree: %v", err)
	}
	for _, name := range []string{"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"} {
		t.Run(strings.ReplaceAll(name, "/", "-"), func(t *testing.T) {
			err := try(t, func(t *testing.T, dir string) {
				path := dir + "/" + name
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				data[len(data)-1] ^= 1
				if err := os.WriteFile(path, data, 0o644); err != nil {
					t.Fatal(err)
				}
			})
			wantCode(t, err, vow.CodeState)
			err = try(t, func(t *testing.T, dir string) {
				if err := os.Remove(dir + "/" + name); err != nil {
					t.Fatal(err)
				}
			})
			wantCode(t, err, vow.CodeState)
		})
	}
}

func TestMarkFile(t *testing.T) {
	dir := t.TempDir()
	good := marshalMark(mark{Origin: testOrigin, Size: 7, Root: vow.SumHash(nil)})
	path := MarkPath(dir, testOrigin)
	put := func(b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(good)
	m, err := readMark(dir, testOrigin)
	if err != nil || !bytes.Equal(marshalMark(m), good) {
		t.Fatalf("%v, %v", m, err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		put(bad)
		m, err := readMark(dir, testOrigin)
		if err == nil && bytes.Equal(marshalMark(m), good) {
			t.Errorf("byte %d changed: read as before", i)
		}
		put(good[:i])
		if _, err := readMark(dir, testOrigin); err == nil {
			t.Errorf("cut at %d: accepted", i)
		}
	}
}
