//go:build soak

package extract_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vow"
	"vow/internal/extract"
	"vow/seal"
)

// maxPeak is the most memory the process may ever have held: 100 MB.
const maxPeak = 100_000_000

// peak returns the most resident memory this process has had, in bytes.
func peak(t *testing.T) int64 {
	t.Helper()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if kb, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(kb, "kB")), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n << 10
		}
	}
	t.Fatal("no VmHWM")
	return 0
}

// soak seals the files into a package on disk, unpacks it and returns the
// folder.
func soak(t *testing.T, files []seal.File) string {
	t.Helper()
	s, spec := specFor(t)
	spec.Annexes = files
	dir := t.TempDir()
	pkg := filepath.Join(dir, "x.age")
	w, err := os.Create(pkg)
	if err != nil {
		t.Fatal(err)
	}
	out, err := seal.Make(w, spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("sealed %d bytes in %d files into %d bytes; peak memory so far %d MB", out.Summary.Bytes, out.Summary.Files, out.Summary.Size, peak(t)/1e6)
	r, err := os.Open(pkg)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	d, err := extract.New(filepath.Join(dir, "out"), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(out.Lock, r, s.keysFor(t, out.Lock), d); err != nil {
		t.Fatal(err)
	}
	if p := peak(t); p > maxPeak {
		t.Errorf("peak memory %d MB", p/1e6)
	} else {
		t.Logf("peak memory %d MB", p/1e6)
	}
	return filepath.Join(dir, "out")
}

// A file of 5 GiB is sealed and opened in less than 100 MB of memory.
func TestSoakLargeFile(t *testing.T) {
	const size = 5 << 30
	content := func() io.Reader { return io.LimitReader(&counter{}, size) }
	h := sha256.New()
	if _, err := io.Copy(h, content()); err != nil {
		t.Fatal(err)
	}
	out := soak(t, []seal.File{{Name: "large.bin", Size: size, Open: func() (io.ReadCloser, error) { return io.NopCloser(content()), nil }}})
	f, err := os.Open(filepath.Join(out, "annex", "large.bin"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := sha256.New()
	if _, err := io.Copy(got, f); err != nil {
		t.Fatal(err)
	}
	if vow.Hash(got.Sum(nil)) != vow.Hash(h.Sum(nil)) {
		t.Error("the file came out changed")
	}
}

// counter is a stream without period.
type counter struct{ n uint64 }

func (c *counter) Read(p []byte) (int, error) {
	p = p[:len(p)&^7]
	for i := 0; i < len(p); i += 8 {
		c.n += 0x9e3779b97f4a7c15
		for j := range 8 {
			p[i+j] = byte(c.n >> (8 * j))
		}
	}
	return len(p), nil
}

// 100,000 small files are sealed and opened.
func TestSoakManyFiles(t *testing.T) {
	const n = 100_000
	var files []seal.File
	for i := range n {
		files = append(files, text(fmt.Sprintf("d%03d/f%06d.txt", i%500, i), fmt.Sprint("content ", i)))
	}
	out := soak(t, files)
	found := 0
	for i := range n {
		b, err := os.ReadFile(filepath.Join(out, "annex", fmt.Sprintf("d%03d/f%06d.txt", i%500, i)))
		if err != nil {
			t.Fatal(err)
		}
		if string(b) == fmt.Sprint("content ", i) {
			found++
		}
	}
	if found != n {
		t.Errorf("%d of %d files came out as sealed", found, n)
	}
}
