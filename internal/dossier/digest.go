package dossier

import (
	"crypto/sha256"
	"hash"
	"hash/crc32"
	"io"
	"runtime"
	"sync"

	"vow"
)

// workers is how many members are read at once: SHA-256 of one member cannot be
// split, and a disk gains nothing from more readers.
const workers = 2

// digestBuffer is the most memory a worker takes.
const digestBuffer = 256 << 10

// digest is what a pass over a member's content gives.
type digest struct {
	crc uint32
	sum vow.Hash
}

// digester computes a digest of what is written to it.
type digester struct {
	crc uint32
	sha hash.Hash
	n   int64
}

func newDigester() *digester { return &digester{sha: sha256.New()} }

// Write implements io.Writer and never fails.
func (d *digester) Write(b []byte) (int, error) {
	d.crc = crc32.Update(d.crc, crc32.IEEETable, b)
	d.sha.Write(b)
	d.n += int64(len(b))
	return len(b), nil
}

func (d *digester) digest() digest {
	out := digest{crc: d.crc}
	d.sha.Sum(out.sum[:0])
	return out
}

// digestAll computes the digests of n contents, the largest of most bytes, with
// a few workers. do reads content i through the buffer it is given. Of several errors it returns the one
// of the lowest index, so that the same input gives the same error.
func digestAll(n int, most int64, do func(i int, buf []byte) (digest, error)) ([]digest, error) {
	out := make([]digest, n)
	var (
		mu     sync.Mutex
		next   int
		failed = n
		first  error
		wg     sync.WaitGroup
	)
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || next == n {
			return 0, false
		}
		next++
		return next - 1, true
	}
	work := func() {
		buf := make([]byte, bufferFor(most))
		for i, ok := take(); ok; i, ok = take() {
			d, err := do(i, buf)
			out[i] = d
			if err != nil {
				mu.Lock()
				if i < failed {
					failed, first = i, err
				}
				mu.Unlock()
			}
		}
	}
	if int64(n)*bufferFor(most) <= digestBuffer {
		work() // too little to share
		return out, first
	}
	for range min(n, workers, runtime.GOMAXPROCS(0)) {
		wg.Go(work)
	}
	wg.Wait()
	return out, first
}

func bufferFor(most int64) int64 { return min(max(most, 1), digestBuffer) }

// onlyReader hides every method but Read, so that io.CopyBuffer uses the buffer
// it is given.
type onlyReader struct{ io.Reader }
