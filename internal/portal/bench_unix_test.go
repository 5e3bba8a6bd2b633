//go:build unix

package portal_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
	"vow/internal/testrecord"
)

// BenchmarkExport measures the command vow export site as it is typed, from its start to
// its end: on a record of 1,000 reports with 100,000 entries into a new folder, again with
// nothing new, and after one new entry, five times (the median). With KEEP_SITE=DIR the
// home and the site stay there.
func BenchmarkExport(b *testing.B) {
	n, each := 1000, 100
	if testing.Short() {
		n, each = 100, 20
	}
	dir := b.TempDir()
	if keep := os.Getenv("KEEP_SITE"); keep != "" {
		dir = keep
	}
	bin := filepath.Join(b.TempDir(), "vow")
	if out, err := exec.Command("go", "build", "-o", bin, "vow/cmd/vow").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for b.Loop() {
		b.StopTimer()
		w := manyReports(b, n, each)
		home, site := filepath.Join(dir, "home"), filepath.Join(dir, "site")
		writeHome(b, w, home)
		if err := os.Chmod(home, 0o700); err != nil {
			b.Fatal(err)
		}
		export := func() run {
			b.Helper()
			cmd := exec.Command(bin, "--home", home, "export", "site", site, "--at", "2026-09-11T00:00:00Z", "--json")
			cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
			cmd.Stderr = os.Stderr
			start := time.Now()
			out, err := cmd.Output()
			r := run{took: time.Since(start).Seconds()}
			if err == nil {
				err = json.Unmarshal(out, &r.Result)
			}
			if err != nil {
				b.Fatal(err)
			}
			r.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
			if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
				r.mb = float64(u.Maxrss) / 1024 // kilobytes on Linux
			}
			return r
		}
		report := func(what string, r run) {
			b.ReportMetric(r.took, "s/"+what)
			b.ReportMetric(r.cpu, "cpu-s/"+what)
			b.ReportMetric(r.mb, "MB/"+what)
		}
		b.StartTimer()
		whole := export()
		report("whole", whole)
		b.ReportMetric(float64(whole.Files), "files")
		report("unchanged", export())
		b.StopTimer()
		var ones []run
		for i := range 5 {
			at := testrecord.At("2026-09-10T13:00:00Z").Go().Add(time.Duration(i) * 10 * time.Minute)
			w.Add(w.Move(vow.At(at).String(), fmt.Sprintf("report-%04d", 7+i), "2026-10-31", vow.ReasonTranslation), testrecord.Head)
			w.Witness(vow.At(at.Add(5 * time.Minute)).String())
			if err := os.RemoveAll(filepath.Join(home, "record")); err != nil {
				b.Fatal(err)
			}
			writeRecord(b, w, func(name string, data []byte) { putFile(b, filepath.Join(home, name), data) })
			syscall.Sync() // what the benchmark wrote is not the command's to wait for
			ones = append(ones, export())
		}
		slices.SortFunc(ones, func(a, b run) int { return int(1e6 * (a.took - b.took)) })
		report("one", ones[len(ones)/2])
		b.ReportMetric(float64(ones[len(ones)/2].Written), "written")
		b.StartTimer()
	}
}

// run is one run of the command.
type run struct {
	portal.Result
	took, cpu, mb float64
}
