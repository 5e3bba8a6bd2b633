package record_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"vow"
	"vow/internal/record"
	"vow/internal/testrecord"
)

// many returns a record of n entries: an office, a promise, and texts of it, as
// many as it takes, each signed once.
func many(tb testing.TB, n int) *testrecord.World {
	tb.Helper()
	w := testrecord.Many(tb, "office.example/vow", n)
	if len(w.Entries) != n {
		tb.Fatalf("%d entries", len(w.Entries))
	}
	return w
}

// onAllCores runs f over 0 ≤ i < n on every core.
func onAllCores(n int, f func(i int)) {
	var wg sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for c := range cores {
		wg.Go(func() {
			for i := c; i < n; i += cores {
				f(i)
			}
		})
	}
	wg.Wait()
}

// bare checks the signatures and hashes of the same entries, and nothing else:
// what no verifier can do without.
func bare(entries []*vow.Entry, keys map[string]vow.Key) {
	onAllCores(len(entries), func(i int) {
		e := entries[i]
		for _, s := range e.Note.Sigs {
			if !ed25519.Verify(keys[s.Name].Public, e.Note.Text, s.Bytes) {
				panic("signature is not true")
			}
		}
		sha256.Sum256(e.Bytes)
	})
}

// BenchmarkReplay replays 10,000 and 100,000 entries and measures, in the same
// run, the bare work beside it. The ratio is to be at most 1.3.
func BenchmarkReplay(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) { benchReplay(b, n) })
	}
}

func benchReplay(b *testing.B, n int) {
	w := many(b, n)
	keys := make(map[string]vow.Key)
	for _, name := range []string{testrecord.Head, testrecord.Editor} {
		keys[w.Signer(name).Key.Name] = w.Signer(name).Key
	}
	var entries []*vow.Entry
	for _, data := range w.Entries {
		e, err := vow.ParseEntry(data)
		if err != nil {
			b.Fatal(err)
		}
		entries = append(entries, e)
	}
	var replayed, least time.Duration
	for b.Loop() {
		start := time.Now()
		r := record.New(w.Origin, w.Log.Key)
		if err := r.AddAll(func(yield func([]byte, error) bool) {
			for _, data := range w.Entries {
				if !yield(data, nil) {
					return
				}
			}
		}); err != nil || len(r.Invalid()) > 0 || r.Size() != int64(len(w.Entries)) {
			b.Fatal(err, r.Invalid())
		}
		replayed += time.Since(start)
		start = time.Now()
		bare(entries, keys)
		least += time.Since(start)
	}
	b.ReportMetric(replayed.Seconds()/least.Seconds(), "×bare")
	b.ReportMetric(least.Seconds()/float64(b.N), "bare-s/op")
	b.ReportMetric(0, "ns/op")
}
