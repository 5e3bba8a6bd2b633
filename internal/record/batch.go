package record

import (
	"iter"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
)

// batchSize is how many entries are read ahead: enough to keep every core busy,
// few enough to keep memory flat.
const batchSize = 2048

// AddAll replays a sequence of entries' bytes. Invalid entries are kept as
// such; only an error of the sequence itself ends the replay. While one batch is
// decided over, which has to be done in order and on one core, the signatures of the
// next one are verified and the one after it is read and parsed.
func (r *Record) AddAll(entries iter.Seq2[[]byte, error]) error {
	return r.AddChecked(entries, Checked{})
}

// Checked is what an earlier replay found of the first entries of a record. It is for
// whoever keeps it beside the root of these entries, and compares that root after the
// replay: the same bytes give the same answer, and their signatures need not be verified
// again.
type Checked struct {
	Size    int64            // how many entries were replayed
	Invalid map[int64]string // those that change nothing, and why
}

// AddChecked is AddAll for a record of which the first entries were replayed before.
func (r *Record) AddChecked(entries iter.Seq2[[]byte, error], c Checked) error {
	batches := make(chan []*Parsed, 1)
	var failed error // read after batches is closed
	go func() {
		defer close(batches)
		raw := make([][]byte, 0, batchSize)
		flush := func() {
			batch := make([]*Parsed, len(raw))
			inParallel(len(raw), func(i int) { batch[i] = Parse(raw[i]) })
			batches <- batch
			raw = raw[:0]
		}
		for data, err := range entries {
			if err != nil {
				failed = err
				return
			}
			if raw = append(raw, data); len(raw) == batchSize {
				flush()
			}
		}
		flush()
	}()
	at := r.size
	var last []*Parsed // verified, not decided over yet
	for batch := range batches {
		for i, p := range batch {
			c.mark(p, at+int64(i))
		}
		at += int64(len(batch))
		known, before := maps.Clone(r.known), last
		var deciding sync.WaitGroup
		deciding.Go(func() { r.applyAll(before) })
		verifyBatch(batch, known, introducedBy(before, batch))
		deciding.Wait()
		last = batch
	}
	r.applyAll(last)
	return failed
}

// inParallel calls f for 0 ≤ i < n on all cores and waits.
func inParallel(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+15)/16)
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				start := int(next.Add(16)) - 16
				if start >= n {
					return
				}
				for i := start; i < min(start+16, n); i++ {
					f(i)
				}
			}
		})
	}
	wg.Wait()
}
