package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/verify"
)

// BenchmarkVerify verifies dossiers of 10,000 and 100,000 entries and measures,
// in the same run and on the same cores, the bare signatures and hashes of their
// entries. The ratio is to be at most 1.3.
func BenchmarkVerify(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) { benchVerify(b, n) })
	}
}

func benchVerify(b *testing.B, n int) {
	w := testrecord.Many(b, origin, n)
	w.Witness("2026-08-20T10:05:00Z")
	f := w.Dossier(slug)
	data, err := f.Write()
	if err != nil {
		b.Fatal(err)
	}
	o := believes(w)
	var entries []*vow.Entry
	for _, data := range w.Entries {
		e, err := vow.ParseEntry(data)
		if err != nil {
			b.Fatal(err)
		}
		entries = append(entries, e)
	}
	keys := map[string]vow.Key{}
	for _, name := range []string{testrecord.Head, testrecord.Editor} {
		keys[w.Signer(name).Key.Name] = w.Signer(name).Key
	}
	b.SetBytes(int64(len(data)))
	cores := runtime.GOMAXPROCS(0)
	bare := func() {
		var wg sync.WaitGroup
		for c := range cores {
			wg.Go(func() {
				for i := c; i < len(entries); i += cores {
					e := entries[i]
					for _, s := range e.Note.Sigs {
						if !ed25519.Verify(keys[s.Name].Public, e.Note.Text, s.Bytes) {
							panic("signature is not true")
						}
					}
					sha256.Sum256(e.Bytes)
				}
			})
		}
		wg.Wait()
	}
	var s sides
	for b.Loop() {
		s.turn(func() {
			r, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), o)
			if err != nil || r.Verdict != verify.Pass {
				b.Fatal(err, string(r.JSON()))
			}
		}, bare)
	}
	s.report(b)
}
