//go:build unix

package ledger

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

// benchEntry is an entry of a usual size, 600 bytes, each another.
func benchEntry(i int) []byte {
	b := make([]byte, 600)
	binary.BigEndian.PutUint64(b, uint64(i))
	return b
}

func benchEntries(from, n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = benchEntry(from + i)
	}
	return out
}

// bareTessera is Tessera alone: no guard, no mark, no check.
type bareTessera struct {
	app     *tessera.Appender
	awaiter *tessera.PublicationAwaiter
	dir     string
	cancel  context.CancelFunc
}

func newBare(b testing.TB, batch uint) *bareTessera {
	b.Helper()
	dir := benchDir(b)
	key := testSigner(b)
	// x/mod's signer of the same Ed25519 key.
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", key.Key.Name, key.Key.ID, base64.StdEncoding.EncodeToString(append([]byte{1}, key.Seed()...)))
	signer, err := note.NewSigner(skey)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		b.Fatal(err)
	}
	app, _, reader, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().
		WithCheckpointSigner(signer).WithBatching(batch, 20*time.Millisecond).
		WithCheckpointInterval(MinInterval).WithCheckpointRepublishInterval(0))
	if err != nil {
		b.Fatal(err)
	}
	return &bareTessera{app, tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 5*time.Millisecond), dir, cancel}
}

// add records entries and waits until the last is published. It builds no
// proofs, which is to its advantage.
func (t *bareTessera) add(b testing.TB, entries [][]byte) {
	b.Helper()
	futures := make([]tessera.IndexFuture, len(entries))
	for i, e := range entries {
		futures[i] = t.app.Add(context.Background(), tessera.NewEntry(e))
	}
	var last tessera.Index
	for _, f := range futures {
		i, err := f()
		if err != nil {
			b.Fatal(err)
		}
		if i.Index > last.Index {
			last = i
		}
	}
	_, _, err := t.awaiter.Await(context.Background(), func() (tessera.Index, error) { return last, nil })
	if err != nil {
		b.Fatal(err)
	}
}

// benchDir is a fresh folder on the disk that the tests run on, or below
// VOW_BENCH_DIR.
func benchDir(b testing.TB) string {
	b.Helper()
	base := os.Getenv("VOW_BENCH_DIR")
	if base == "" {
		return filepath.Join(b.TempDir(), "log")
	}
	dir, err := os.MkdirTemp(base, "vow-bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "log")
}

func newBenchLedger(b testing.TB) *Ledger {
	b.Helper()
	cfg := testConfig(b, filepath.Dir(benchDir(b)))
	l, err := Create(context.Background(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	return l
}

// turns times bare Tessera and the ledger in turns, the one or the other first,
// so that what else the machine does meets both.
type turns struct {
	bare, ours time.Duration
	ratios     []float64
}

func (t *turns) take(bare, ours func()) {
	f, g := bare, ours
	if len(t.ratios)%2 == 1 {
		f, g = g, f
	}
	start := time.Now()
	f()
	middle := time.Now()
	g()
	d, e := middle.Sub(start), time.Since(middle)
	if len(t.ratios)%2 == 1 {
		d, e = e, d
	}
	t.bare, t.ours = t.bare+d, t.ours+e
	t.ratios = append(t.ratios, d.Seconds()/e.Seconds())
}

// report gives both rates and the ratio of the whole and of the median turn.
func (t *turns) report(b *testing.B, entries int) {
	slices.Sort(t.ratios)
	b.ReportMetric(float64(entries)/t.ours.Seconds(), "entries/s")
	b.ReportMetric(float64(entries)/t.bare.Seconds(), "bare/s")
	b.ReportMetric(t.bare.Seconds()/t.ours.Seconds(), "ratio")
	b.ReportMetric(t.ratios[len(t.ratios)/2], "median-ratio")
}

// BenchmarkOrdered times ordered appends to the last receipt, in turns with
// bare Tessera at batch 1 on the same disk; a ratio is guarded rate / bare rate.
func BenchmarkOrdered(b *testing.B) {
	const each = 200
	l, bare := newBenchLedger(b), newBare(b, 1)
	defer bare.cancel()
	var t turns
	next := 0
	for b.Loop() {
		entries := benchEntries(next, each)
		next += each
		t.take(func() { bare.add(b, entries) }, func() {
			if _, err := l.AddOrdered(context.Background(), entries); err != nil {
				b.Fatal(err)
			}
		})
	}
	t.report(b, next)
}

// BenchmarkBatch times unordered appends, every receipt built and checked, in
// turns with bare Tessera at the same batch size.
func BenchmarkBatch(b *testing.B) {
	const each = 20000
	l, bare := newBenchLedger(b), newBare(b, bulkBatch)
	defer bare.cancel()
	var t turns
	next := 0
	for b.Loop() {
		entries := benchEntries(next, each)
		next += each
		t.take(func() { bare.add(b, entries) }, func() {
			if _, err := l.AddBatch(context.Background(), entries); err != nil {
				b.Fatal(err)
			}
		})
	}
	t.report(b, next)
}

// BenchmarkOneAdd is one command: open a record of 1,000 entries, add, close.
func BenchmarkOneAdd(b *testing.B) {
	cfg := testConfig(b, filepath.Dir(benchDir(b)))
	makeRecord(b, cfg, 1000)
	i := 1000
	for b.Loop() {
		extend(b, cfg, i, i+1)
		i++
	}
}

// BenchmarkOpen opens a record for writing, everything hashed and compared.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cfg := testConfig(b, filepath.Dir(benchDir(b)))
			l, err := Create(context.Background(), cfg)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := l.AddBatch(context.Background(), benchEntries(0, n)); err != nil {
				b.Fatal(err)
			}
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := mustOpen(b, cfg).Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
