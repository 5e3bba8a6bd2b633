package interop

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The program vow beside the program age on the same file and disk: whole
// processes, passphrase, record and fsync of vow's included. VOW_BENCH_MIB sets
// the file's size, 1024 by default.

// bench is an office without witnesses, and a file to seal.
type bench struct {
	*testing.B
	dir, key, recipient, vkey string
	size                      int64
}

func newBench(b *testing.B) *bench {
	x := &bench{B: b, dir: b.TempDir(), size: 1 << 30}
	if n, err := strconv.ParseInt(os.Getenv("VOW_BENCH_MIB"), 10, 64); err == nil {
		x.size = n << 20
	}
	if err := build(x.dir, "../..", "./cmd/vow"); err != nil {
		b.Fatal(err)
	}
	run(b, x.dir, tool(b, "age-keygen"), "-o", "age.key")
	x.recipient = strings.TrimSpace(run(b, x.dir, tool(b, "age-keygen"), "-y", "age.key"))
	write(b, x.dir, "passphrase", []byte("a passphrase for benchmarks\n"))
	write(b, x.dir, "report.md", []byte("# A report\n\nIts only paragraph.\n"))
	x.vow("init", "--origin", officeOrigin, "--name", "Office of the Benchmarks", "--role", "publisher", "--hold-days", "365")
	// The trustee's signing key is the first of RFC 8032, 7.1: only its public half
	// is needed.
	x.vkey = "editor.example+a2a0df72+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
	f, err := os.Create(filepath.Join(x.dir, "big"))
	if err != nil {
		b.Fatal(err)
	}
	block := make([]byte, 1<<20)
	state := uint64(1)
	for i := range block {
		state = state*6364136223846793005 + 1442695040888963407
		block[i] = byte(state >> 56)
	}
	for n := int64(0); n < x.size; n += int64(len(block)) {
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		b.Fatal(err)
	}
	return x
}

// process is how long a program ran and the most memory it held.
type process struct {
	wall time.Duration
	peak int64 // bytes
}

func (x *bench) timed(program string, status int, args ...string) process {
	x.Helper()
	cmd := command(x.Context(), x.dir, program, args...)
	cmd.Env = append(cmd.Env, "VOW_HOME="+filepath.Join(x.dir, "home"), "VOW_PASSPHRASE_FILE="+filepath.Join(x.dir, "passphrase"))
	var said strings.Builder
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || cmd.ProcessState.ExitCode() != status {
		x.Fatalf("%s %v: %v\n%s", filepath.Base(program), args, err, said.String())
	}
	return process{wall, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10}
}

func (x *bench) vow(args ...string) process {
	return x.timed(filepath.Join(x.dir, "vow"), 0, append([]string{"--yes"}, args...)...)
}

// sync waits until nothing is on its way to the disk.
func (x *bench) sync() { x.timed("sync", 0) }

// pairs runs ours and theirs in turn and reports the medians: ratios to age as it
// is (x-of-age) and to age and an fsync (x-of-age-synced), and our peak memory.
func (x *bench) pairs(ours func(turn int) process, theirs func(turn int) (process, string)) {
	var walls, plain, synced []float64
	var peak int64
	theirs(-1) // both find the file in memory
	for turn := 0; x.Loop(); turn++ {
		x.sync()
		our := ours(turn)
		x.sync()
		their, out := theirs(turn)
		both := their.wall + x.timed("sync", 0, "-d", out).wall
		if err := os.Remove(filepath.Join(x.dir, out)); err != nil {
			x.Fatal(err)
		}
		walls = append(walls, our.wall.Seconds())
		plain = append(plain, their.wall.Seconds()/our.wall.Seconds())
		synced = append(synced, both.Seconds()/our.wall.Seconds())
		peak = max(peak, our.peak)
	}
	x.ReportMetric(0, "ns/op") // it would count both
	x.ReportMetric(median(walls), "s/op")
	x.ReportMetric(median(plain), "x-of-age")
	x.ReportMetric(median(synced), "x-of-age-synced")
	x.ReportMetric(float64(peak)/1e6, "peak-MB")
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// seal promises and seals the file as a report of its own.
func (x *bench) seal(turn int) (string, process) {
	name := fmt.Sprintf("report-%d", turn+1)
	opens := time.Now().UTC().AddDate(0, 6, 0).Format(time.DateOnly)
	due := time.Now().UTC().AddDate(0, 7, 0).Format(time.DateOnly)
	x.vow("promise", name, "--title", "Report", "--by", due, "--tz", "Europe/Zurich")
	return name, x.vow("seal", name, "--policy", opens+" or editor", "--text", "report.md",
		"--trustee", "editor="+x.recipient+","+x.vkey, "big")
}

func (x *bench) drop(pattern string) {
	found, err := filepath.Glob(filepath.Join(x.dir, pattern))
	if err != nil || len(found) == 0 {
		x.Fatalf("%s: nothing found, %v", pattern, err)
	}
	for _, p := range found {
		if err := os.RemoveAll(p); err != nil {
			x.Fatal(err)
		}
	}
}

func BenchmarkSealCommand(b *testing.B) {
	x := newBench(b)
	x.pairs(
		func(turn int) process {
			_, p := x.seal(turn)
			x.drop("home/packages/*/*.age")
			return p
		},
		func(int) (process, string) {
			return x.timed(tool(b, "age"), 0, "-e", "-r", x.recipient, "-o", "theirs.age", "big"), "theirs.age"
		})
}

func BenchmarkOpenCommand(b *testing.B) {
	x := newBench(b)
	name, _ := x.seal(0)
	pkg, _ := filepath.Glob(filepath.Join(x.dir, "home/packages/*/"+name+".age"))
	lock, _ := filepath.Glob(filepath.Join(x.dir, "home/seals/*/"+name+".lock"))
	if len(pkg) != 1 || len(lock) != 1 {
		b.Fatal("no package and lock in the home")
	}
	x.timed(tool(b, "age"), 0, "-e", "-r", x.recipient, "-o", "big.age", "big")
	x.pairs(
		func(int) process {
			p := x.timed(filepath.Join(x.dir, "vow"), 3, "open", pkg[0], "--lock", lock[0], "-i", "age.key", "-o", "out")
			x.drop("out")
			return p
		},
		func(int) (process, string) {
			return x.timed(tool(b, "age"), 0, "-d", "-i", "age.key", "-o", "theirs", "big.age"), "theirs"
		})
}
