//go:build !js

package pdfium

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkCommand builds a paper of a manual of 193 pages beside pdftotext, as
// whole processes in turns, with a warm cache of compiled code. It reports ours
// over theirs: the median of the turns and the least of each by the clock, and the
// least of each in processor time, which says more on a machine that is busy. As
// x-places it reports the median over pdftotext -bbox-layout, which finds the
// places of words and the blocks they form, as a paper needs them; without that
// option pdftotext writes words alone.
func BenchmarkCommand(b *testing.B) {
	dir := b.TempDir()
	vow := filepath.Join(dir, "vow")
	if out, err := exec.Command("go", "build", "-o", vow, "vow/cmd/vow").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	packed := "/usr/share/doc/debian-policy/policy.pdf.gz"
	data, err := exec.Command("gzip", "-dc", packed).Output()
	if err != nil {
		b.Fatalf("%s: %v: run script/deps", packed, err)
	}
	name, paper := filepath.Join(dir, "policy.pdf"), filepath.Join(dir, "policy.paper")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		b.Fatal(err)
	}
	env := append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "HOME="+dir)
	run := func(args ...string) (clock, processor time.Duration) {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = env
		began := time.Now()
		out, err := cmd.CombinedOutput()
		if clock = time.Since(began); err != nil {
			b.Fatalf("%v: %v: %s", args, err, out)
		}
		return clock, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	build := func() (clock, processor time.Duration) {
		if err := os.RemoveAll(paper); err != nil {
			b.Fatal(err)
		}
		return run(vow, "paper", "build", name, "-o", paper)
	}
	build() // compiles the reader
	var ratios, places []float64
	var ours, ourCPU, theirs, theirCPU []time.Duration
	for b.Loop() {
		clock, processor := build()
		ours, ourCPU = append(ours, clock), append(ourCPU, processor)
		clock, processor = run("pdftotext", name, os.DevNull)
		theirs, theirCPU = append(theirs, clock), append(theirCPU, processor)
		ratios = append(ratios, ours[len(ours)-1].Seconds()/clock.Seconds())
		clock, _ = run("pdftotext", "-bbox-layout", name, os.DevNull)
		places = append(places, ours[len(ours)-1].Seconds()/clock.Seconds())
	}
	slices.Sort(ratios)
	slices.Sort(places)
	b.ReportMetric(places[len(places)/2], "x-places")
	b.ReportMetric(ratios[len(ratios)/2], "x-median")
	b.ReportMetric(slices.Min(ours).Seconds()/slices.Min(theirs).Seconds(), "x-least")
	b.ReportMetric(slices.Min(ourCPU).Seconds()/slices.Min(theirCPU).Seconds(), "x-processor")
	b.ReportMetric(slices.Min(ours).Seconds(), "s/build")
	b.ReportMetric(slices.Min(theirs).Seconds(), "s/pdftotext")
}
