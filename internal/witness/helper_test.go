package witness

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"vow"
	"vow/internal/tlog"
)

const origin = "office.example/vow"

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func seed(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

var logSigner = must(vow.NewSigner(origin, seed(1)))

// tree is a log of n entries; other makes another log that differs from entry at.
func tree(n, at int) *tlog.Hashes {
	hs := make([]vow.Hash, n)
	for i := range hs {
		hs[i] = tlog.LeafHash(fmt.Append(nil, i, i >= at))
	}
	return tlog.NewHashes(hs)
}

func checkpoint(h *tlog.Hashes, size int) *tlog.SignedCheckpoint {
	return must(tlog.SignCheckpoint(tlog.Checkpoint{Origin: origin, Size: int64(size), Root: must(h.RootAt(int64(size)))}, logSigner))
}

// prover returns the prove function of AddCheckpoint.
func prover(h *tlog.Hashes, size int) func(int64) ([]vow.Hash, error) {
	return func(old int64) ([]vow.Hash, error) { return h.Consistency(old, int64(size)) }
}

// clock is a clock that tests move.
type clock struct{ s atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(c.s.Load(), 0) }

func newClock(s int64) *clock {
	c := &clock{}
	c.s.Store(s)
	return c
}

// cosigner i is ML-DSA for i = 2.
func cosigner(i int) *tlog.CosignSigner {
	alg := vow.AlgCosignature
	if i == 2 {
		alg = vow.AlgMLDSA44
	}
	return must(tlog.NewCosigner(fmt.Sprintf("w%d.example", i), alg, seed(byte(10+i))))
}

func newServer(tb testing.TB, i int, dir string, c *clock) *Server {
	tb.Helper()
	s, err := NewServer(Config{Cosigner: cosigner(i), Logs: []vow.Key{logSigner.Key}, Dir: dir, Now: c.now})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// serve runs a handler on loopback and returns it as the endpoint of cosigner i.
func serve(tb testing.TB, i int, h http.Handler) Endpoint {
	tb.Helper()
	s := httptest.NewServer(h)
	tb.Cleanup(s.Close)
	return Endpoint{Name: fmt.Sprintf("w%d", i), URL: s.URL, Key: cosigner(i).Key()}
}

func wantCode(tb testing.TB, err error, code vow.Code) {
	tb.Helper()
	if got := vow.CodeOf(err); got != code {
		tb.Fatalf("error %v has code %q, want %q", err, got, code)
	}
}
