package portal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
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

// cpu is how many seconds of a processor this process has used.
func cpu(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// BenchmarkExport exports a site of 1,000 reports with 100,000 entries whole, and then
// again after one new entry.
func BenchmarkExport(b *testing.B) {
	n, each := 1000, 100
	if testing.Short() {
		n, each = 100, 20
	}
	for b.Loop() {
		b.StopTimer()
		w := manyReports(b, n, each)
		dir := b.TempDir()
		if keep := os.Getenv("KEEP_SITE"); keep != "" {
			dir = keep
		}
		home := filepath.Join(dir, "home")
		writeHome(b, w, home)
		site := filepath.Join(dir, "site")
		export := func(what string) (*portal.Result, float64) {
			h := openHome(b, home)
			start, used := time.Now(), cpu(b)
			defer func() { b.ReportMetric(cpu(b)-used, "cpu-s/"+what) }()
			res, err := portal.Export(context.Background(), h, portal.Options{Dir: site, At: testrecord.At("2026-09-11")})
			if err != nil {
				b.Fatal(err)
			}
			return res, time.Since(start).Seconds()
		}
		b.StartTimer()
		whole, t := export("whole")
		b.ReportMetric(t, "s/whole")
		b.StopTimer()
		_, again := export("unchanged")
		b.ReportMetric(again, "s/unchanged")
		w.Add(w.Move("2026-09-10T13:00:00Z", "report-0007", "2026-10-31", vow.ReasonTranslation), testrecord.Head)
		w.Witness("2026-09-10T13:05:00Z")
		if err := os.RemoveAll(filepath.Join(home, "record")); err != nil {
			b.Fatal(err)
		}
		writeRecord(b, w, func(name string, data []byte) { putFile(b, filepath.Join(home, name), data) })
		b.StartTimer()
		res, one := export("one")
		b.ReportMetric(one, "s/one")
		b.ReportMetric(float64(whole.Files), "files")
		b.ReportMetric(float64(res.Written), "written")
	}
}
