package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/verify"
)

// manyDays is a released report over n days, each fixed with one event that is
// opened later and witnessed by three, and its register.
func manyDays(b *testing.B, n int) *testrecord.World {
	b.Helper()
	s := &testrecord.Story{World: testrecord.New(b, origin), Release: -1}
	s.Add(s.Created("2026-06-01T09:00:00Z"), testrecord.Head, testrecord.Editor)
	s.Add(s.Promise("2026-06-13T10:00:00Z", slug, "2035-12-31"), testrecord.Head)
	var days []*testrecord.Day
	day := "2026-06-13"
	for i := range n {
		r := s.Reveal(s.Contact(day+"T09:00:00Z", slug, fmt.Sprintf("Asks for the %dth time that it not be published.", i)))
		days = append(days, s.FixDay(day, r))
		s.Witness(day + "T18:02:00Z")
		if i == n-2 { // released on the last day
			released(s, day)
		}
		day = vow.NextDay(day)
	}
	after := day + "T19:00:00Z"
	for _, d := range days {
		s.Open(after, d, d.Events[0], slug)
	}
	s.Add(s.Register(after, s.Counts(slug, days)), testrecord.Head)
	s.Witness(vow.Unix(testrecord.At(after).Unix() + 60).String())
	return s.World
}

// BenchmarkVerifyDays verifies a dossier with 1,000 days, each with an opened event
// and a checkpoint of its own, and measures in the same run the bare signatures of
// entries and checkpoints and the hashes of all bytes. The ratio is to be at most
// 1.3.
func BenchmarkVerifyDays(b *testing.B) {
	w := manyDays(b, 1000)
	f := w.Dossier(slug)
	data, err := f.Write()
	if err != nil {
		b.Fatal(err)
	}
	o := believes(w)
	bare := bareWork(b, w, f)
	b.SetBytes(int64(len(data)))
	var s sides
	for b.Loop() {
		s.turn(func() {
			r, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), o)
			if err != nil || r.Verdict != verify.Pass {
				b.Fatal(err, string(r.JSON()))
			}
			if c, ok := r.Check(verify.Approaches); !ok || c.Verdict != verify.Pass {
				b.Fatal(c)
			}
		}, func() { onAllCores(bare) })
	}
	s.report(b)
}

// onAllCores does each piece of work once, every core taking the next: pieces are of very
// different sizes.
func onAllCores(work []func()) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(work)); i = next.Add(1) - 1 {
				work[i]()
			}
		})
	}
	wg.Wait()
}

// bareWork is what nobody can verify a dossier without: the signatures of its entries
// and checkpoints, the hashes of its files, and those by which entries and opened events
// are led to the roots that stand for them, each inner node once.
func bareWork(b *testing.B, w *testrecord.World, f testrecord.Files) []func() {
	b.Helper()
	var work []func()
	log, witnesses := w.Log.Key, w.WitnessKeys() // nothing keeps the world: its memory is not the verifier's to look through
	officers := map[string]vow.Key{}
	for _, name := range []string{testrecord.Head, testrecord.Editor} {
		officers[w.Signer(name).Key.Name] = w.Signer(name).Key
	}
	for _, raw := range w.Entries {
		e, err := vow.ParseEntry(raw)
		if err != nil {
			b.Fatal(err)
		}
		leaf, text, sigs := e.Leaf, e.Note.Text, e.Note.Sigs
		work = append(work, func() {
			vow.LeafHash(raw)
			tlog.NodeHash(leaf, leaf) // a tree has about as many nodes as leaves
			for _, s := range sigs {
				if !ed25519.Verify(officers[s.Name].Public, text, s.Bytes) {
					panic("signature is not true")
				}
			}
		})
	}
	for _, path := range f.Paths() {
		data := f.Data[path]
		work = append(work, func() { sha256.Sum256(data) })
		if r, err := vow.ParseReveal(data); err == nil {
			work = append(work, func() {
				c := vow.Commit(r.Salt, []byte(r.Content))
				vow.LeafHash(c[:])
			})
		}
		cp, err := tlog.ParseSignedCheckpoint(data)
		if err != nil {
			continue
		}
		work = append(work, func() {
			if tlog.VerifyLog(cp, log) != nil {
				panic("checkpoint is not signed")
			}
			if c, err := tlog.Cosignatures(cp, witnesses); err != nil || len(c) == 0 {
				panic("cosignature is not true")
			}
		})
	}
	return append(work, dayNodes(w)...)
}

// dayNodes are the inner nodes between the events that were opened and the roots of
// their days, each once.
func dayNodes(w *testrecord.World) []func() {
	var work []func()
	seen := map[string]bool{}
	for _, raw := range w.Entries {
		e, err := vow.ParseEntry(raw)
		if err != nil {
			continue
		}
		o, ok := e.Body.(*vow.EventOpened)
		if !ok {
			continue
		}
		n := 0
		for level := range o.Path {
			if key := fmt.Sprint(o.Refs[0], level, o.Index>>(level+1)); !seen[key] {
				seen[key] = true
				n++
			}
		}
		path := o.Path[:n]
		work = append(work, func() {
			for _, h := range path {
				tlog.NodeHash(h, h)
			}
		})
	}
	return work
}
