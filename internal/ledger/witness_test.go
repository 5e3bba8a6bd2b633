package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"vow"
	"vow/internal/tlog"
	"vow/internal/witness"
)

// testWitnesses are real witnesses behind loopback HTTP, with a clock of their own.
type testWitnesses struct {
	t         *testing.T
	endpoints []witness.Endpoint
	servers   []*httptest.Server
	dirs      []string

	mu  sync.Mutex
	now time.Time
}

func newWitnesses(t *testing.T, n int, log vow.Key) *testWitnesses {
	t.Helper()
	w := &testWitnesses{t: t, now: time.Unix(1_800_000_000, 0)}
	for i := range n {
		alg := vow.AlgCosignature
		if i == n-1 {
			alg = vow.AlgMLDSA44
		}
		name := fmt.Sprintf("witness-%d.example", i)
		c, err := tlog.NewCosigner(name, alg, bytes.Repeat([]byte{byte(100 + i)}, 32))
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		h, err := witness.NewServer(witness.Config{Cosigner: c, Logs: []vow.Key{log}, Dir: dir, Now: w.clock})
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		w.servers, w.dirs = append(w.servers, s), append(w.dirs, dir)
		w.endpoints = append(w.endpoints, witness.Endpoint{Name: name, URL: s.URL, Key: c.Key()})
	}
	return w
}

func (w *testWitnesses) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *testWitnesses) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *testWitnesses) keys() (keys []vow.Key) {
	for _, e := range w.endpoints {
		keys = append(keys, e.Key)
	}
	return keys
}

// trust returns a trust file of the log and a quorum of k of the witnesses.
func (w *testWitnesses) trust(log vow.Key, k int) *tlog.Trust {
	w.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "log %s\n", log)
	names := ""
	for i, e := range w.endpoints {
		fmt.Fprintf(&b, "witness w%d %s %s\n", i, e.Key, e.URL)
		names += fmt.Sprintf(" w%d", i)
	}
	fmt.Fprintf(&b, "group g %d%s\nquorum g\n", k, names)
	t, err := tlog.ParseTrust([]byte(b.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

func TestWitnessedReceipts(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	w := newWitnesses(t, 3, cfg.Signer.Key)
	cfg.Witnesses, cfg.Trust = w.endpoints, w.trust(cfg.Signer.Key, 2)
	l, err := Create(t.Context(), cfg) // trap 3: a record is made before any witness knows it
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r, err := l.Add(t.Context(), entry(0))
	if err != nil {
		t.Fatal(err)
	}
	if quorumOf(t, cfg, r) {
		t.Error("a receipt before any witness was asked has a quorum")
	}
	got, err := l.Witness(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !got.Quorum || len(got.Answers) != 3 {
		t.Fatalf("quorum %v, %d answers", got.Quorum, len(got.Answers))
	}
	for _, a := range got.Answers {
		if a.Err != nil {
			t.Error(a.Err)
		}
	}
	// All three are kept: trap 7, nothing stops at the first quorum.
	if r, err = l.Proof(0); err != nil {
		t.Fatal(err)
	}
	if n := len(lines(t, r)); n != 4 || !quorumOf(t, cfg, r) {
		t.Errorf("the receipt has %d lines, quorum %v", n, quorumOf(t, cfg, r))
	}
	checkReceipt(t, cfg, r, entry(0))

	// A later entry at a size that nobody has cosigned does not spoil entry 0's receipt.
	if _, err := l.Add(t.Context(), entry(1)); err != nil {
		t.Fatal(err)
	}
	if r, err = l.Proof(0); err != nil || !quorumOf(t, cfg, r) {
		t.Errorf("the receipt lost its quorum: %v", err)
	}
	if r, err = l.Proof(1); err != nil || quorumOf(t, cfg, r) {
		t.Errorf("entry 1 has a quorum already: %v", err)
	}
	mustClose(t, l)
	rep, err := Fsck(t.Context(), FsckConfig{Dir: cfg.Dir, MarkDir: cfg.MarkDir, Log: cfg.Signer.Key, Witnesses: w.keys()})
	if err != nil || rep.Verified < 3 || rep.Unverified != 0 {
		t.Errorf("%+v, %v", rep, err)
	}
	rd, err := OpenRead(t.Context(), cfg.Dir, cfg.Signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = rd.Proof(0, cfg.Trust); err != nil || !quorumOf(t, cfg, r) {
		t.Errorf("a reader's receipt has no quorum: %v", err)
	}
}

func lines(t *testing.T, r Receipt) []vow.Signature {
	t.Helper()
	p, err := tlog.ParseProof(r.Proof)
	if err != nil {
		t.Fatal(err)
	}
	cp, err := tlog.ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	return cp.Note.Sigs
}

func quorumOf(t *testing.T, cfg Config, r Receipt) bool {
	t.Helper()
	p, err := tlog.ParseProof(r.Proof)
	if err != nil {
		t.Fatal(err)
	}
	cp, err := tlog.ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	return quorum(cp, cfg.Trust)
}

// TestEarliestAndLatestAreKept asks the same witnesses again later.
func TestEarliestAndLatestAreKept(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	w := newWitnesses(t, 2, cfg.Signer.Key)
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Add(t.Context(), entry(0)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	cfg.Witnesses = w.endpoints
	start := w.clock().Unix()
	var last int64
	for range 3 {
		l := mustOpen(t, cfg)
		if _, err := l.Witness(t.Context()); err != nil {
			t.Fatal(err)
		}
		mustClose(t, l)
		last = w.clock().Unix()
		w.advance(time.Hour)
	}
	heard, err := ReadHeard(filepath.Join(cfg.Dir, "checkpoints"))
	if err != nil || len(heard) != 1 || heard[0].Last == nil {
		t.Fatalf("%+v, %v", heard, err)
	}
	for name, c := range map[string]struct {
		cp   *tlog.SignedCheckpoint
		want int64
	}{"first": {heard[0].First, start}, "last": {heard[0].Last, last}} {
		if err := tlog.VerifyLog(c.cp, cfg.Signer.Key); err != nil {
			t.Error(err)
		}
		if c.cp.Note.Sigs[0].Name != testOrigin {
			t.Errorf("%s: the log's line is not the first", name)
		}
		cs, err := tlog.Cosignatures(c.cp, w.keys())
		if err != nil || len(cs) != 2 {
			t.Fatalf("%s: %d cosignatures, %v", name, len(cs), err)
		}
		for i, s := range cs {
			if s.Time != c.want {
				t.Errorf("%s: %s at %d, want %d", name, s.Key.Name, s.Time, c.want)
			}
			if i > 0 && cs[i-1].Key.Name > s.Key.Name {
				t.Errorf("%s: not sorted", name)
			}
		}
	}
	mustFsck(t, cfg)
}

// TestWitnessesSeeARollback restores a whole machine: log and mark.
func TestWitnessesSeeARollback(t *testing.T) {
	base := t.TempDir()
	old, root := filepath.Join(base, "old"), filepath.Join(base, "now")
	cfg := testConfig(t, root)
	w := newWitnesses(t, 2, cfg.Signer.Key)
	makeRecord(t, cfg, 3)
	copyTree(t, root, old)
	cfg.Witnesses = w.endpoints
	l := mustOpen(t, cfg)
	if _, err := l.AddOrdered(t.Context(), entryRange(3, 6)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Witness(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	copyTree(t, old, root)

	before := snapshot(t, cfg.Dir)
	_, err := Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeState)
	if !errors.Is(err, ErrFork) {
		t.Error(err)
	}
	// Proven by a checkpoint we signed: the evidence stays, also without witnesses.
	alarm, readErr := os.ReadFile(AlarmPath(cfg.MarkDir, cfg.Origin))
	if readErr != nil || bytes.Count(alarm, []byte(testOrigin+"\n")) != 3 {
		t.Errorf("the alarm does not hold both notes: %v\n%s", readErr, alarm)
	}
	after := snapshot(t, cfg.Dir)
	delete(before, ".lock")
	delete(after, ".lock")
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Error("the rolled-back record was changed")
	}
	cfg.Witnesses = nil
	if _, err := Open(t.Context(), cfg); !errors.Is(err, ErrFork) {
		t.Errorf("without witnesses: %v", err)
	}
}

// TestWitnessesSeeAFork: the machine was rolled back, went on without asking,
// and then asks: same size or larger, the witness has another tree.
func TestWitnessesSeeAFork(t *testing.T) {
	for _, further := range []int{3, 4} {
		t.Run(fmt.Sprint(further), func(t *testing.T) {
			base := t.TempDir()
			old, root := filepath.Join(base, "old"), filepath.Join(base, "now")
			cfg := testConfig(t, root)
			w := newWitnesses(t, 2, cfg.Signer.Key)
			makeRecord(t, cfg, 3)
			copyTree(t, root, old)
			cfg.Witnesses = w.endpoints
			l := mustOpen(t, cfg)
			if _, err := l.AddOrdered(t.Context(), entryRange(3, 6)); err != nil {
				t.Fatal(err)
			}
			if _, err := l.Witness(t.Context()); err != nil {
				t.Fatal(err)
			}
			mustClose(t, l)

			copyTree(t, old, root)
			blind := cfg
			blind.Witnesses = nil
			l = mustOpen(t, blind)
			if _, err := l.AddOrdered(t.Context(), entryRange(100, 100+further)); err != nil {
				t.Fatal(err)
			}
			l.cfg.Witnesses = w.endpoints
			_, err := l.Witness(t.Context())
			wantCode(t, err, vow.CodeState)
			if !errors.Is(err, ErrFork) {
				t.Error(err)
			}
			if _, err := l.Add(t.Context(), entry(999)); !errors.Is(err, ErrFork) {
				t.Errorf("a forked ledger took an entry: %v", err)
			}
			_ = l.Close()
			if _, err := Open(t.Context(), cfg); !errors.Is(err, ErrFork) {
				t.Errorf("opened again: %v", err)
			}
		})
	}
}

// TestOneWitnessMustAnswer: opening for writing needs an answer.
func TestOneWitnessMustAnswer(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	w := newWitnesses(t, 2, cfg.Signer.Key)
	cfg.Witnesses = w.endpoints
	w.servers[0].Close()
	mustClose(t, mustOpen(t, cfg)) // one is enough
	w.servers[1].Close()
	_, err := Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeIO)
	if vow.HintOf(err) == "" {
		t.Error("no hint")
	}
	if _, err := OpenRead(t.Context(), cfg.Dir, cfg.Signer.Key); err != nil {
		t.Errorf("reading needs no witness: %v", err)
	}
	// A witness that answers nonsense has not answered.
	liar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprintln(rw, "hello") }))
	defer liar.Close()
	e := w.endpoints[0]
	e.URL = liar.URL
	cfg.Witnesses = []witness.Endpoint{e}
	_, err = Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeIO)
}

// TestBareWordOfAWitness refuses, but does not freeze for ever.
func TestBareWordOfAWitness(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	good := newWitnesses(t, 1, cfg.Signer.Key)
	liar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/x.tlog.size")
		rw.WriteHeader(http.StatusConflict)
		fmt.Fprintln(rw, "99")
	}))
	defer liar.Close()
	e := good.endpoints[0]
	e.URL = liar.URL
	cfg.Witnesses = []witness.Endpoint{good.endpoints[0], e}
	_, err := Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeState)
	if !errors.Is(err, ErrFork) {
		t.Error(err)
	}
	cfg.Witnesses = good.endpoints
	mustClose(t, mustOpen(t, cfg))
}

// TestCrashBeforePublicationAndWitnesses: the published checkpoint was put back
// as a kill would leave it, while witnesses know the larger one.
func TestCrashBeforePublicationAndWitnesses(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	w := newWitnesses(t, 1, cfg.Signer.Key)
	makeRecord(t, cfg, 3)
	cp3, err := os.ReadFile(filepath.Join(cfg.Dir, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Witnesses = w.endpoints
	l := mustOpen(t, cfg)
	if _, err := l.Add(t.Context(), entry(3)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Witness(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	if err := os.WriteFile(filepath.Join(cfg.Dir, "checkpoint"), cp3, 0o644); err != nil {
		t.Fatal(err)
	}
	l = mustOpen(t, cfg)
	if l.Size() != 4 {
		t.Errorf("%d entries", l.Size())
	}
	mustClose(t, l)
	mustFsck(t, cfg)
}

// TestDamagedCosignature: fsck names a kept checkpoint whose bytes changed.
func TestDamagedCosignature(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	w := newWitnesses(t, 2, cfg.Signer.Key)
	makeRecord(t, cfg, 3)
	cfg.Witnesses = w.endpoints
	l := mustOpen(t, cfg)
	if _, err := l.Witness(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	path := filepath.Join(cfg.Dir, "checkpoints", "3.first")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := FsckConfig{Dir: cfg.Dir, MarkDir: cfg.MarkDir, Log: cfg.Signer.Key, Witnesses: w.keys()}
	if r, err := Fsck(t.Context(), check); err != nil {
		t.Fatalf("%v %+v", err, r)
	}
	for i := 0; i < len(good); i += 37 {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := Fsck(t.Context(), check)
		if i < len(good)-1 && err == nil && r.Unverified == 0 {
			t.Errorf("byte %d of %s changed: nothing found", i, path)
		}
	}
}
