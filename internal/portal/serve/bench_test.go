package serve

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vow/internal/portal/fakesite"
)

// pairs is how many times each server is measured, one after the other.
const pairs = 5

// BenchmarkBeside measures requests a second and the 99th percentile beside nginx and
// Caddy, all with the same folder and, for nginx and Caddy, the configurations of
// docs/portal: wrk on loopback, page and tile apart, pre-compressed. VOW_SITE names an
// exported site, VOW_PAGE and VOW_TILE files in it; a fake one is made otherwise.
// The time of the processor for one request is measured too: it says the same on a
// machine that others use. VOW_WRK_SECONDS is how long one run takes (2).
func BenchmarkBeside(b *testing.B) {
	need(b, "wrk")
	site := os.Getenv("VOW_SITE")
	if site == "" {
		site = filepath.Join(b.TempDir(), "site")
		o := testSite()
		o.Entries, o.Pages = 20_000, 200
		if err := fakesite.Write(site, o); err != nil {
			b.Fatal(err)
		}
	}
	letIn(b, site, 0o755)
	servers := []other{startVow(b, site), startNginx(b, site), startCaddy(b, site)}
	for _, what := range [][3]string{{"page", "VOW_PAGE", "r/report-0/index.html"}, {"tile", "VOW_TILE", "tile/0/000"}, {"small", "VOW_SMALL", "checkpoint"}} {
		path := what[2]
		if p := os.Getenv(what[1]); p != "" {
			path = p
		}
		b.Run(what[0], func(b *testing.B) {
			for range b.N {
				beside(b, servers, path)
			}
		})
	}
}

type wrkResult struct {
	cpu  float64 // microseconds of the processor for one request
	rate float64 // requests a second
	p99  float64 // milliseconds
}

func beside(b *testing.B, servers []other, path string) {
	results := make([][]wrkResult, len(servers))
	for range pairs {
		for i, o := range servers {
			began := cpuTime(o.pid)
			r, n := wrk(b, o.url+"/"+path, 64)
			r.cpu = (cpuTime(o.pid) - began) * 1e6 / n
			results[i] = append(results[i], r)
		}
	}
	median := func(of func(k int) float64) float64 {
		var all []float64
		for k := range pairs {
			all = append(all, of(k))
		}
		slices.Sort(all)
		return all[pairs/2]
	}
	for i, o := range servers {
		b.ReportMetric(median(func(k int) float64 { return results[i][k].rate }), o.name+"-req/s")
		b.ReportMetric(median(func(k int) float64 { return results[i][k].p99 }), o.name+"-p99-ms")
		b.ReportMetric(median(func(k int) float64 { return results[i][k].cpu }), o.name+"-cpu-µs")
		if i > 0 {
			b.ReportMetric(median(func(k int) float64 { return results[i][k].cpu / results[0][k].cpu }), "cpu×"+o.name)
			b.ReportMetric(median(func(k int) float64 { return results[0][k].rate / results[i][k].rate }), "×"+o.name)
		}
	}
	b.ReportMetric(0, "ns/op")
}

var (
	wrkRate = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	wrkP99  = regexp.MustCompile(`99%\s+([0-9.]+)(us|ms|s)`)
	wrkDone = regexp.MustCompile(`(\d+) requests in`)
	wrkBad  = regexp.MustCompile(`Non-2xx|Socket errors`)
)

func wrk(b *testing.B, url string, conns int) (r wrkResult, requests float64) {
	seconds := "2"
	if s := os.Getenv("VOW_WRK_SECONDS"); s != "" {
		seconds = s
	}
	out, err := exec.Command("wrk", "-t1", "-c"+strconv.Itoa(conns), "-d"+seconds+"s", "--latency", "-H", "Accept-Encoding: gzip", url).CombinedOutput()
	rate, p99, done := wrkRate.FindSubmatch(out), wrkP99.FindSubmatch(out), wrkDone.FindSubmatch(out)
	if err != nil || rate == nil || p99 == nil || done == nil || wrkBad.Match(out) {
		b.Fatalf("wrk %s: %v\n%s", url, err, out)
	}
	requests, _ = strconv.ParseFloat(string(done[1]), 64)
	r.rate, _ = strconv.ParseFloat(string(rate[1]), 64)
	r.p99, _ = strconv.ParseFloat(string(p99[1]), 64)
	switch string(p99[2]) {
	case "us":
		r.p99 /= 1000
	case "s":
		r.p99 *= 1000
	}
	return r, requests
}

// cpuTime returns the seconds of the processor that a process and those that it started
// have used; 0 where that is not known.
func cpuTime(pid int) float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	var seconds float64
	if fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:])); len(fields) > 12 {
		user, _ := strconv.ParseFloat(fields[11], 64)
		system, _ := strconv.ParseFloat(fields[12], 64)
		seconds = (user + system) / 100 // the unit of /proc is a hundredth of a second
	}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%[1]d/task/%[1]d/children", pid))
	for child := range strings.FieldsSeq(string(children)) {
		if n, err := strconv.Atoi(child); err == nil {
			seconds += cpuTime(n)
		}
	}
	return seconds
}

// startVow builds the program and has it serve a folder.
func startVow(t testing.TB, site string) other {
	bin := filepath.Join(t.TempDir(), "vow")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", bin, "vow/cmd/vow").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	addr := freeAddr(t)
	return start(t, "vow", addr, exec.Command(bin, "serve", "portal", site, "--listen", addr))
}

// BenchmarkHandler is what an answer costs without a connection.
func BenchmarkHandler(b *testing.B) {
	t := &testing.T{}
	w := &world{t: t, dir: filepath.Join(b.TempDir(), "site")}
	w.at(exportedAt.Go())
	if err := fakesite.Write(w.dir, testSite()); err != nil {
		b.Fatal(err)
	}
	s, err := Open(config(w))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	w.Server = s
	for _, path := range []string{"/", "/tile/0/000", "/live.html?r=report-0", "/nowhere"} {
		b.Run(strings.Trim(path, "/"), func(b *testing.B) {
			b.ReportAllocs()
			r, rec := benchRequest(path)
			for b.Loop() {
				clear(rec.h)
				s.ServeHTTP(rec, r)
			}
		})
	}
}
