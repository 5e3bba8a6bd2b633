package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"filippo.io/age"

	"vow/internal/durable"
)

// The figures of docs/performance.md: each benchmark reports its own time as a
// ratio to plain age on the same file, in the same run, alternating, so that a
// busy machine slows both. VOW_BENCH_MIB sets the file's size, 1024 by default.
func benchSize() int64 {
	if n, err := strconv.ParseInt(os.Getenv("VOW_BENCH_MIB"), 10, 64); err == nil {
		return n << 20
	}
	return 1 << 30
}

// benchFile writes a file of pseudo-random bytes.
func benchFile(b *testing.B, path string, size int64) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	block := make([]byte, 1<<20)
	x := uint64(1)
	for i := range block {
		x = x*6364136223846793005 + 1442695040888963407
		block[i] = byte(x >> 56)
	}
	for n := int64(0); n < size; n += int64(len(block)) {
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

func disk(path, name string) File {
	info, err := os.Stat(path)
	if err != nil {
		panic(err)
	}
	return File{name, info.Size(), func() (io.ReadCloser, error) { return os.Open(path) }}
}

// compare runs ours and theirs in turn, each with an empty folder to write to.
// Ours ends with its bytes on the disk. It reports theirs/ours, the median of the
// turns, twice: x-of-age against age as it is, which leaves its bytes to the page
// cache, and x-of-age-synced with an fsync at age's end too. 1 is as fast as age
// alone, more is faster.
func compare(b *testing.B, size int64, ours, theirs func(dir string)) {
	b.Helper()
	run := func(f func(string)) (plain, synced time.Duration) {
		dir, err := os.MkdirTemp(b.TempDir(), "")
		if err != nil {
			b.Fatal(err)
		}
		syncAll(b) // nobody pays for what another left in the page cache
		start := time.Now()
		f(dir)
		plain = time.Since(start)
		syncFiles(b, dir)
		synced = time.Since(start)
		if err := os.RemoveAll(dir); err != nil {
			b.Fatal(err)
		}
		return plain, synced
	}
	run(theirs) // both find the input in memory
	var our time.Duration
	var ratios, synced []float64
	for b.Loop() {
		x, _ := run(ours)
		y, z := run(theirs)
		our += x
		ratios = append(ratios, y.Seconds()/x.Seconds())
		synced = append(synced, z.Seconds()/x.Seconds())
	}
	b.ReportMetric(0, "ns/op") // it would count both
	b.ReportMetric(our.Seconds()/float64(b.N), "s/op")
	b.ReportMetric(float64(size)/1e6*float64(b.N)/our.Seconds(), "MB/s")
	b.ReportMetric(median(ratios), "x-of-age")
	b.ReportMetric(median(synced), "x-of-age-synced")
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// syncFiles fsyncs the files of a folder.
func syncFiles(b *testing.B, dir string) {
	list, err := os.ReadDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range list {
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

// syncAll empties the queue to the disk.
func syncAll(b *testing.B) {
	if err := exec.Command("sync").Run(); err != nil {
		b.Fatal(err)
	}
}

func ageEncrypt(b *testing.B, from, to string, r age.Recipient) {
	in, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	w, err := age.Encrypt(out, r)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(w, in); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
}

func packTo(b *testing.B, path string, c *Content) (*Lock, *ReleaseKey) {
	out, err := new(durable.Disk).CreateNew(path, durable.Private)
	if err != nil {
		b.Fatal(err)
	}
	sum, key, err := Pack(out, c)
	if err != nil {
		b.Fatal(err)
	}
	if err := out.Commit(); err != nil {
		b.Fatal(err)
	}
	return &Lock{About: c.About, Package: PackageRef{sum.SHA256, sum.Size}, Recipient: key.recipient}, key
}

// tenths runs a benchmark at a tenth of a size and at the size: how it grows.
func tenths(b *testing.B, size int64, unit string, bench func(*testing.B, int64)) {
	for _, n := range []int64{size / 10, size} {
		b.Run(fmt.Sprintf("%s=%d", unit, n), func(b *testing.B) { bench(b, n) })
	}
}

func BenchmarkPack(b *testing.B) { tenths(b, benchSize(), "bytes", benchPack) }

func benchPack(b *testing.B, size int64) {
	dir := b.TempDir()
	path := filepath.Join(dir, "big")
	benchFile(b, path, size)
	c := sampleContent()
	c.Annexes = []File{disk(path, "big")}
	key, _ := newReleaseKey(false)
	to, _ := parseRecipient(key.recipient)
	compare(b, size,
		func(out string) { packTo(b, filepath.Join(out, "ours.age"), c) },
		func(out string) { ageEncrypt(b, path, filepath.Join(out, "theirs.age"), to) })
}

// fileSink writes the members flat into a folder, without the safety of
// internal/extract, to measure Read alone.
func fileSink(b *testing.B, dir string) func(Member, io.Reader) error {
	return func(m Member, r io.Reader) error {
		out, err := os.Create(filepath.Join(dir, filepath.Base(m.Path)))
		if err != nil {
			return err
		}
		bulk := durable.NewBulk(out)
		if _, err := io.Copy(bulk, r); err != nil {
			return err
		}
		return errors.Join(bulk.Flush(), out.Sync(), out.Close())
	}
}

func BenchmarkOpen(b *testing.B) { tenths(b, benchSize(), "bytes", benchOpen) }

func benchOpen(b *testing.B, size int64) {
	dir := b.TempDir()
	path := filepath.Join(dir, "big")
	benchFile(b, path, size)
	c := sampleContent()
	c.Annexes = []File{disk(path, "big")}
	pkg := filepath.Join(dir, "ours.age")
	l, key := packTo(b, pkg, c)
	open := func() *os.File {
		in, err := os.Open(pkg)
		if err != nil {
			b.Fatal(err)
		}
		return in
	}
	compare(b, size,
		func(dir string) {
			in := open()
			defer in.Close()
			if _, err := l.Read(key, in, fileSink(b, dir)); err != nil {
				b.Fatal(err)
			}
		},
		func(dir string) {
			in := open()
			defer in.Close()
			r, err := age.Decrypt(in, key.identity)
			if err != nil {
				b.Fatal(err)
			}
			out, err := os.Create(filepath.Join(dir, "theirs"))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(out, r); err != nil {
				b.Fatal(err)
			}
			if err := out.Close(); err != nil {
				b.Fatal(err)
			}
		})
}

// BenchmarkPackSmall packs many small files against `tar c` piped into age.
func BenchmarkPackSmall(b *testing.B) {
	n := int64(100_000)
	if s, err := strconv.ParseInt(os.Getenv("VOW_BENCH_FILES"), 10, 64); err == nil {
		n = s
	}
	tenths(b, n, "files", benchPackSmall)
}

func benchPackSmall(b *testing.B, n int64) {
	dir := b.TempDir()
	c := sampleContent()
	c.Annexes = nil
	for i := range n {
		name := fmt.Sprintf("d%03d/f%06d.txt", i%500, i)
		path := filepath.Join(dir, "in", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), int(i%3000)), 0o600); err != nil {
			b.Fatal(err)
		}
		c.Annexes = append(c.Annexes, disk(path, name))
	}
	key, _ := newReleaseKey(false)
	to, _ := parseRecipient(key.recipient)
	compare(b, 0,
		func(out string) { packTo(b, filepath.Join(out, "ours.age"), c) },
		func(folder string) {
			tar := exec.Command("tar", "c", "-C", dir, "in")
			out, err := os.Create(filepath.Join(folder, "theirs.age"))
			if err != nil {
				b.Fatal(err)
			}
			w, err := age.Encrypt(out, to)
			if err != nil {
				b.Fatal(err)
			}
			tar.Stdout = w
			if err := tar.Run(); err != nil {
				b.Fatal(err)
			}
			if err := w.Close(); err != nil {
				b.Fatal(err)
			}
			if err := out.Close(); err != nil {
				b.Fatal(err)
			}
		})
}
