package portal_test

import (
	"fmt"
	"testing"
	"time"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
)

// manyReports returns a record of n reports with about each entries: promises, moves,
// texts, and of every tenth report a seal, of every twentieth a release.
func manyReports(tb testing.TB, n, each int) *testrecord.World {
	w := testrecord.New(tb, "office.example/vow")
	w.Add(w.Created("2026-01-02T09:00:00Z"), testrecord.Head, testrecord.Editor)
	at := func(i int) string {
		return testrecord.At("2026-01-03").Go().Add(time.Duration(i) * time.Minute).UTC().Format(time.RFC3339)
	}
	slug := func(i int) string { return fmt.Sprintf("report-%04d", i) }
	k := 0
	for i := range n {
		w.Add(w.Promise(at(k), slug(i), "2026-08-31"), testrecord.Head)
		k++
	}
	w.Witness(at(k))
	for i := range n {
		if i%3 == 0 {
			w.Add(w.Move(at(k), slug(i), "2026-09-15", vow.ReasonTranslation), testrecord.Head)
			k++
		}
		if i%10 == 0 {
			p := w.Paper(slug(i), "In four of the five places that it examined, the records were changed afterwards.")
			w.Add(w.Fixed(at(k), slug(i), p), testrecord.Editor)
			w.Add(w.NoParty(at(k), slug(i)), testrecord.Head)
			s := w.Seal(slug(i), testrecord.Sealing{At: at(k), Policy: testrecord.OpensAt, Papers: []*paper.Paper{p}})
			w.Add(s.Body, testrecord.Head, testrecord.Editor)
			keep(s)
			k += 3
			if i%20 == 0 {
				w.Add(w.Released("2026-09-10T00:05:00Z", s, w.Round(testrecord.OpensAt)), testrecord.Head)
				w.CarryPaper(p)
			}
		}
	}
	w.Witness("2026-09-10T00:06:00Z")
	body := w.Fixed(at(k), slug(0), w.Paper(slug(0), "…"))
	for i := 0; len(w.Entries) < n*each; i++ {
		copied := *body
		copied.Report, copied.Role = slug(i%n), "draft"
		copied.Root = vow.SumHash([]byte{byte(i >> 16), byte(i >> 8), byte(i)})
		w.AddBytes(w.Sign(&copied, testrecord.Editor))
	}
	w.Witness("2026-09-10T12:00:00Z")
	return w
}
