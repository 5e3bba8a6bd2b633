//go:build soak

package dossier

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

func init() { benchSize = 1 << 30 }

// TestBig writes and reads a dossier with a package of 5 GiB: ZIP64 with the
// real tools, flat memory, and the time beside those of sha256sum and cp.
func TestBig(t *testing.T) {
	const size = 5 << 30
	start := time.Now()
	file, members := onDisk(t, size)
	t.Logf("made and written once in %v", time.Since(start))
	pkg := strings.TrimSuffix(file, "x.dossier.zip") + "body.age"
	timed := func(name string, f func()) {
		start := time.Now()
		f()
		took := time.Since(start)
		t.Logf("%-10s %8v  %5.0f MB/s", name, took.Round(time.Millisecond), float64(size)/1e6/took.Seconds())
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	timed("write", func() { writeTo(t, file, members) })
	var d *Dossier
	timed("read", func() { d = readFrom(t, file) })
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
		t.Errorf("%d bytes allocated", grown)
	}
	timed("sha256sum", func() { run(t, "", "sha256sum", pkg) })
	timed("cp", func() { run(t, "", "cp", pkg, pkg+".copy") })
	if err := os.Remove(pkg + ".copy"); err != nil {
		t.Fatal(err)
	}
	sum, err := d.SHA256(PathPackage("body"))
	if err != nil {
		t.Fatal(err)
	}
	if out := run(t, "", "sha256sum", pkg); !strings.HasPrefix(out, sum.String()) {
		t.Errorf("SHA-256 %s, sha256sum says %s", sum, out)
	}
	run(t, "", "unzip", "-tqq", file)
	cmd := exec.Command("sh", "-c", `unzip -p "$0" data/packages/body.age | cmp - "$1"`, file, pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("unzip: %v %s", err, out)
	}
}
