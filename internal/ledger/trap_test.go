package ledger

import (
	"bytes"
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// TestAnsweredOnlyWhenPublished covers trap 12: when Add returns, the checkpoint
// on the disk is signed and covers the entry, and the mark is at it.
func TestAnsweredOnlyWhenPublished(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 5 {
		r, err := l.Add(t.Context(), entry(i))
		if err != nil {
			t.Fatal(err)
		}
		cp, err := readCheckpoint(cfg.Dir, cfg.Signer.Key)
		if err != nil || cp.Size <= r.Index {
			t.Fatalf("entry %d is answered, the checkpoint covers %d entries: %v", r.Index, cp.Size, err)
		}
		m, err := readMark(cfg.MarkDir, cfg.Origin)
		if err != nil || m.Size < cp.Size {
			t.Fatalf("mark of %d entries, checkpoint of %d: %v", m.Size, cp.Size, err)
		}
	}
}

// TestNoMarkNoSignature fails each change that writes the mark, in each way:
// the entry is not answered, nothing is signed that the mark does not cover,
// and the record opens again and goes on.
func TestNoMarkNoSignature(t *testing.T) {
	base := t.TempDir()
	makeRecord(t, testConfig(t, base), 3)
	modes := 0
	for _, mode := range durable.Modes() {
		if mode != durable.Lost && mode != durable.Stored && mode != durable.Torn {
			continue // kills are the fault loops' business
		}
		modes++
		for at := 1; ; at++ {
			root := t.TempDir()
			copyTree(t, base, root)
			cfg := testConfig(t, root)
			faults := &durable.Faults{At: at, Mode: mode, Only: func(op durable.Op) bool {
				return strings.HasPrefix(op.Path, cfg.MarkDir) && !strings.HasSuffix(op.Path, ".lock")
			}}
			faulty := cfg
			faulty.Disk = &durable.Disk{Hook: faults.Hook}
			l := mustOpen(t, faulty)
			_, err := l.Add(t.Context(), entry(3))
			op, hit := faults.Hit()
			if !hit {
				if err != nil {
					t.Fatal(err)
				}
				mustClose(t, l)
				if at < 4 {
					t.Errorf("the mark was written in only %d changes", at-1)
				}
				break
			}
			if err == nil && op.Name != durable.OpRemove {
				t.Fatalf("%v %v: answered without a mark", mode, op)
			}
			if err != nil {
				wantCode(t, err, vow.CodeIO)
				if _, err := l.Add(t.Context(), entry(4)); err == nil {
					t.Error("a ledger that failed took an entry")
				}
			}
			_ = l.Close()
			cp, err := readCheckpoint(cfg.Dir, cfg.Signer.Key)
			if err != nil {
				t.Fatal(err)
			}
			if m, err := readMark(cfg.MarkDir, cfg.Origin); err != nil || m.Size < cp.Size {
				t.Errorf("%v %v: mark of %d entries, checkpoint of %d: %v", mode, op, m.Size, cp.Size, err)
			}
			l = mustOpen(t, cfg)
			if _, found := l.Lookup(tlog.LeafHash(entry(3))); !found {
				if _, err := l.Add(t.Context(), entry(3)); err != nil {
					t.Error(err)
				}
			}
			mustClose(t, l)
			mustFsck(t, cfg)
		}
	}
	if modes != 3 {
		t.Fatalf("%d ways of failing", modes)
	}
}

// TestTesserasWitnessingIsNotUsed keeps traps 3, 4, 5, 7, 8 and 11 shut: the
// code names neither its policy parser nor its witnessing nor its antispam.
func TestTesserasWitnessingIsNotUsed(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) < 10 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	banned := []string{"WithWitnesses", "NewWitnessGroupFromPolicy", "NewWitnessGroup", "NewWitness", "WithAntispam", "WithPushback"}
	seen := false
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "tessera" {
					seen = true
				}
				if slices.Contains(banned, s.Sel.Name) {
					t.Errorf("%s uses %s", name, s.Sel.Name)
				}
			}
			return true
		})
	}
	if !seen {
		t.Error("Tessera is used nowhere: this test looks at the wrong files")
	}
}

// TestQuorumFailsClosed: no trust file, a quorum of none, a false line.
func TestQuorumFailsClosed(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	w := newWitnesses(t, 3, cfg.Signer.Key)
	cfg.Witnesses, cfg.Trust = w.endpoints, w.trust(cfg.Signer.Key, 3)
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.Add(t.Context(), entry(0)); err != nil {
		t.Fatal(err)
	}
	got, err := l.Witness(t.Context())
	if err != nil || !got.Quorum {
		t.Fatalf("quorum %v, %v", got.Quorum, err)
	}
	none, err := tlog.ParseTrust([]byte("log " + cfg.Signer.Key.String() + "\nquorum none\n"))
	if err != nil {
		t.Fatal(err)
	}
	if quorum(got.Checkpoint, none) {
		t.Error("a quorum of none is one")
	}
	for i := range got.Checkpoint.Note.Sigs[1:] {
		bad := *got.Checkpoint
		note := &vow.Note{Text: bad.Note.Text, Sigs: slices.Clone(bad.Note.Sigs)}
		sig := bytes.Clone(note.Sigs[1+i].Bytes)
		sig[len(sig)-1] ^= 1
		note.Sigs[1+i].Bytes = sig
		bad.Note = note
		if quorum(&bad, cfg.Trust) {
			t.Errorf("a false line of witness %d counts", i)
		}
		note.Sigs = slices.Delete(note.Sigs, 1+i, 2+i)
		if quorum(&bad, cfg.Trust) {
			t.Errorf("2 of 3 are 3, without witness %d", i)
		}
	}
}

// TestClockOnceAhead: a checkpoint file dated years ahead holds nothing up.
func TestClockOnceAhead(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	makeRecord(t, cfg, 3)
	future := time.Now().AddDate(20, 0, 0)
	if err := os.Chtimes(filepath.Join(cfg.Dir, "checkpoint"), future, future); err != nil {
		t.Fatal(err)
	}
	extend(t, cfg, 3, 5)
	mustFsck(t, cfg)
}

// TestCancelled: a call given up leaves a ledger that works, and an entry that
// is either there or can be added.
func TestCancelled(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	makeRecord(t, cfg, 3)
	l := mustOpen(t, cfg)
	defer l.Close()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, try := range map[string]func() error{
		"add":   func() error { _, err := l.Add(gone, entry(10)); return err },
		"batch": func() error { _, err := l.AddBatch(gone, entryRange(10, 13)); return err },
	} {
		if err := try(); vow.CodeOf(err) != vow.CodeIO {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.AddBatch(t.Context(), entryRange(10, 13)); err != nil {
		t.Errorf("after giving up before the start: %v", err)
	}
	given := 0
	for i := 20; i < 60; i++ {
		short, cancel := context.WithTimeout(t.Context(), time.Duration(i-19)*time.Millisecond/2)
		_, err := l.Add(short, entry(i))
		cancel()
		if err == nil {
			continue
		}
		given++
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if _, err := l.Add(t.Context(), entry(i)); err != nil && !errors.Is(err, ErrDuplicate) {
			t.Fatal(err)
		}
	}
	if given == 0 {
		t.Error("no call was ever given up")
	}
	mustClose(t, l)
	l = mustOpen(t, cfg)
	for i := 20; i < 60; i++ {
		if _, ok := l.Lookup(tlog.LeafHash(entry(i))); !ok {
			t.Errorf("entry %d is lost", i)
		}
	}
	mustClose(t, l)
	if r := mustFsck(t, cfg); r.Size != 3+3+40 {
		t.Errorf("%d entries", r.Size)
	}
}

func FuzzTreeState(f *testing.F) {
	f.Add(treeState{Size: 5, Root: make([]byte, 32)}.marshal())
	f.Add([]byte(`{"size":05,"root":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "treeState")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		size, root, err := readTreeState(path)
		if err == nil && !bytes.Equal(treeState{Size: size, Root: root[:]}.marshal(), data) {
			t.Errorf("%q is not what it was parsed to", data)
		}
	})
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte("\x00\x01a\x00\x00"), 2)
	f.Add([]byte("\xff\xff"), 1)
	f.Fuzz(func(t *testing.T, data []byte, width int) {
		width = max(0, min(width, tlog.TileWidth))
		entries, rest, ok := splitBundle(data, width)
		if !ok {
			return
		}
		var again []byte
		for _, e := range entries {
			var err error
			if again, err = tlog.AppendBundle(again, e); err != nil {
				t.Fatal(err)
			}
		}
		if len(entries) != width || !bytes.Equal(append(again, rest...), data) {
			t.Errorf("%q is not what it was split to", data)
		}
	})
}

func FuzzClassify(f *testing.F) {
	for _, s := range []string{"checkpoint", "checkpoint123", "tile/0/000", "tile/0/000.p/5", "tile/entries/x001/002.p/17", ".state/treeState99", "checkpoints/5.first", "tile/0/0001234567", "a/b"} {
		f.Add(s, int64(300))
	}
	f.Fuzz(func(t *testing.T, name string, size int64) {
		p := classify(name, max(0, min(size, tlog.MaxSize)))
		if p.what == whatTemp && (name == "checkpoint" || name == ".lock" || strings.HasPrefix(name, "checkpoints/") && strings.HasSuffix(name, ".first")) {
			t.Errorf("%q would be deleted", name)
		}
	})
}

// TestReceiptSize: a receipt with three cosignatures in a record of a million
// entries is at most 1.8 kB.
func TestReceiptSize(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	const n = 1_000_000
	leaves := make([]vow.Hash, n)
	for i := range leaves {
		leaves[i] = vow.SumHash([]byte{byte(i), byte(i >> 8), byte(i >> 16)})
	}
	tree := tlog.NewHashes(leaves)
	cp, err := tlog.SignCheckpoint(tlog.Checkpoint{Origin: testOrigin, Size: n, Root: tree.Root()}, cfg.Signer)
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"witness.example.org/one", "witness.example.org/two", "witness.example.org/three"} {
		c, err := tlog.NewCosigner(name, vow.AlgCosignature, bytes.Repeat([]byte{byte(i)}, 32))
		if err != nil {
			t.Fatal(err)
		}
		line, err := c.Cosign(cp.Checkpoint, 1_800_000_000)
		if err != nil {
			t.Fatal(err)
		}
		cp = cp.WithLines(line)
	}
	path, err := tree.Inclusion(123_456, n)
	if err != nil {
		t.Fatal(err)
	}
	if got := len((&tlog.Proof{Index: 123_456, Path: path, Checkpoint: cp.Marshal()}).Marshal()); got > 1800 {
		t.Errorf("%d bytes", got)
	} else {
		t.Logf("%d bytes", got)
	}
}

// TestLongOrderedCall: while a long ordered call is under way checkpoints are
// put off, but not for ever, and its end and other callers are not held up.
func TestLongOrderedCall(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const n = 3 * heldEntries
	done := make(chan error, 1)
	go func() {
		_, err := l.AddBatch(t.Context(), entryRange(1000, 1010))
		done <- err
	}()
	rs, err := l.AddOrdered(t.Context(), entryRange(0, n))
	if err != nil || len(rs) != n {
		t.Fatalf("%d receipts, %v", len(rs), err)
	}
	for i, r := range rs {
		checkReceipt(t, cfg, r, entry(i))
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if l.guard.held.Load() {
		t.Error("the guard is still held")
	}
	mustClose(t, l)
	mustFsck(t, cfg)
}
