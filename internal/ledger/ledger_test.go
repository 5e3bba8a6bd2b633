package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/tlog"
)

func TestCreateAddOpenRead(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if l.Size() != 0 || l.Root() != tlog.EmptyRoot() {
		t.Fatalf("a new record has %d entries and root %s", l.Size(), l.Root())
	}
	for i := range 5 {
		r, err := l.Add(t.Context(), entry(i))
		if err != nil {
			t.Fatal(err)
		}
		if r.Index != int64(i) {
			t.Fatalf("entry %d has index %d", i, r.Index)
		}
		checkReceipt(t, cfg, r, entry(i))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Add(t.Context(), entry(9)); err == nil {
		t.Error("a closed record took an entry")
	}

	l = mustOpen(t, cfg)
	defer l.Close()
	if l.Size() != 5 {
		t.Fatalf("%d entries after reopening", l.Size())
	}
	var got [][]byte
	for e, err := range l.Entries(0, 5) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Data)
	}
	if diff := cmp.Diff(entryRange(0, 5), got); diff != "" {
		t.Error(diff)
	}
	if i, ok := l.Lookup(tlog.LeafHash(entry(3))); !ok || i != 3 {
		t.Errorf("entry 3 looked up at %d, %v", i, ok)
	}
	if _, ok := l.Lookup(tlog.LeafHash(entry(5))); ok {
		t.Error("an entry was found that was never added")
	}
	r, err := OpenRead(t.Context(), cfg.Dir, cfg.Signer.Key)
	if err != nil {
		t.Fatal(err)
	}
	if r.Root() != l.Root() {
		t.Error("reader and writer see different roots")
	}
}

// checkReceipt verifies a receipt with the log's key alone.
func checkReceipt(t testing.TB, cfg Config, r Receipt, data []byte) {
	t.Helper()
	p, err := tlog.ParseProof(r.Proof)
	if err != nil {
		t.Fatal(err)
	}
	cp, err := tlog.ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.VerifyLog(cp, cfg.Signer.Key); err != nil {
		t.Fatal(err)
	}
	if p.Index != r.Index || r.Leaf != tlog.LeafHash(data) {
		t.Fatalf("receipt of index %d holds a proof of %d", r.Index, p.Index)
	}
	if err := tlog.CheckInclusion(p.Path, cp.Size, p.Index, tlog.LeafHash(data), cp.Root); err != nil {
		t.Fatal(err)
	}
}

func TestOrderIsTheOrderOfCalls(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const calls, each = 8, 20
	var wg sync.WaitGroup
	for c := range calls {
		wg.Go(func() {
			rs, err := l.AddOrdered(t.Context(), entryRange(c*each, (c+1)*each))
			if err != nil {
				t.Error(err)
				return
			}
			for i, r := range rs {
				if r.Index != rs[0].Index+int64(i) {
					t.Errorf("call %d: entry %d has index %d, the first %d", c, i, r.Index, rs[0].Index)
				}
				checkReceipt(t, cfg, r, entry(c*each+i))
			}
		})
	}
	wg.Wait()
	if l.Size() != calls*each {
		t.Fatalf("%d entries", l.Size())
	}
	mustClose(t, l)
	mustFsck(t, cfg)
}

func mustClose(t testing.TB, l *Ledger) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestBatchesAndOrderedTogether runs both appenders on one log at once.
func TestBatchesAndOrderedTogether(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var wg sync.WaitGroup
	for c := range 3 {
		wg.Go(func() {
			rs, err := l.AddBatch(t.Context(), entryRange(c*10000, c*10000+1500))
			if err != nil {
				t.Error(err)
				return
			}
			for i, r := range rs {
				checkReceipt(t, cfg, r, entry(c*10000+i))
			}
		})
		wg.Go(func() {
			if _, err := l.AddOrdered(t.Context(), entryRange(c*10000+5000, c*10000+5010)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	mustClose(t, l)
	if r := mustFsck(t, cfg); r.Size != 3*1510 {
		t.Fatalf("%d entries", r.Size)
	}
	mustClose(t, mustOpen(t, cfg))
}

func TestDuplicatesAndSizes(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	makeRecord(t, cfg, 4)
	l := mustOpen(t, cfg)
	defer l.Close()
	_, err := l.Add(t.Context(), entry(2))
	if !errors.Is(err, ErrDuplicate) {
		t.Errorf("an entry that is in the record already: %v", err)
	}
	wantCode(t, err, vow.CodeRefused)
	_, err = l.AddOrdered(t.Context(), [][]byte{entry(7), entry(7)})
	if !errors.Is(err, ErrDuplicate) {
		t.Errorf("an entry twice in one call: %v", err)
	}
	if _, err := l.Add(t.Context(), entry(7)); err != nil {
		t.Errorf("the refused call kept its reservation: %v", err)
	}
	for _, size := range []int{0, MaxEntry + 1} {
		_, err := l.Add(t.Context(), make([]byte, size))
		wantCode(t, err, vow.CodeRefused)
	}
	big := make([]byte, MaxEntry)
	if _, err := l.Add(t.Context(), big); err != nil {
		t.Errorf("the largest entry: %v", err)
	}
}

// TestConcurrentDuplicates: of many equal entries at once, one is recorded.
func TestConcurrentDuplicates(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var mu sync.Mutex
	done := 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, err := l.Add(t.Context(), entry(1))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case !errors.Is(err, ErrDuplicate):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done != 1 || l.Size() != 1 {
		t.Errorf("%d calls succeeded, %d entries", done, l.Size())
	}
}

func TestCreateIsNotOpen(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	_, err := Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeUsage)
	if _, err := os.Lstat(cfg.Dir); err == nil {
		t.Error("Open made a folder")
	}
	makeRecord(t, cfg, 2)
	before := snapshot(t, cfg.Dir)
	_, err = Create(t.Context(), cfg)
	wantCode(t, err, vow.CodeRefused)
	if !errors.Is(err, ErrExists) {
		t.Errorf("create over a record: %v", err)
	}
	if diff := cmp.Diff(before, snapshot(t, cfg.Dir)); diff != "" {
		t.Error(diff)
	}
	// The home is gone, the mark is not: making the record again would fork it.
	if err := os.RemoveAll(cfg.Dir); err != nil {
		t.Fatal(err)
	}
	_, err = Create(t.Context(), cfg)
	wantCode(t, err, vow.CodeState)
}

func TestCreateTwiceWhileEmpty(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	for range 2 {
		l, err := Create(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		mustClose(t, l)
	}
}

func TestConfigRefused(t *testing.T) {
	root := t.TempDir()
	good := testConfig(t, root)
	other, err := vow.NewSigner("other.example/vow", make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"no folder":           func(c *Config) { c.Dir = "" },
		"no clock":            func(c *Config) { c.Now = nil },
		"key of another name": func(c *Config) { c.Signer = other },
		"mark inside the log": func(c *Config) { c.MarkDir = filepath.Join(c.Dir, "marks") },
		"mark is the log":     func(c *Config) { c.MarkDir = c.Dir },
		"origin with a space": func(c *Config) { c.Origin = "a b" },
	} {
		c := good
		change(&c)
		_, err := Create(t.Context(), c)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		wantCode(t, err, vow.CodeUsage)
	}
}

func TestProofOfEveryEntryAtEverySize(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, upTo := range []int{1, 2, 3, 255, 256, 257, 515} {
		if _, err := l.AddBatch(t.Context(), entryRange(int(l.Size()), upTo)); err != nil {
			t.Fatal(err)
		}
		var index int
		for e, err := range l.Entries(0, l.Size()) {
			if err != nil {
				t.Fatal(err)
			}
			r, err := l.Proof(e.Index)
			if err != nil {
				t.Fatal(err)
			}
			checkReceipt(t, cfg, r, e.Data)
			index++
		}
		if index != upTo {
			t.Fatalf("%d entries of %d", index, upTo)
		}
	}
	if _, err := l.Proof(515); err == nil {
		t.Error("a proof of an entry that does not exist")
	}
	for _, r := range [][2]int64{{-1, 2}, {0, 516}, {5, 4}} {
		for _, err := range l.Entries(r[0], r[1]) {
			if err == nil {
				t.Errorf("entries %v were given", r)
			}
		}
	}
}

// TestPrune: partial tiles go when the full one is there, and not before.
func TestPrune(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	makeRecord(t, cfg, 254)
	extend(t, cfg, 254, 259)
	for name := range snapshot(t, cfg.Dir) {
		if filepath.Dir(name) == "tile/entries/000.p" || filepath.Dir(name) == "tile/0/000.p" {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range []string{"tile/entries/000", "tile/entries/001.p/3", "tile/0/000", "tile/0/001.p/3", "tile/1/000.p/1"} {
		if _, err := os.Stat(filepath.Join(cfg.Dir, name)); err != nil {
			t.Error(err)
		}
	}
	mustFsck(t, cfg)
}
