//go:build unix

package portal_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
	"vow/internal/testrecord"
)

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
