package dossier

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// benchSize is the package in the benchmarks' dossier; the soak build takes a
// larger one (soak_test.go).
var benchSize int64 = 64 << 20

// onDisk writes a dossier with one large package to a file.
func onDisk(b testing.TB, size int64) (file string, members []Member) {
	b.Helper()
	dir := b.TempDir()
	big := filepath.Join(dir, "body.age")
	f, err := os.Create(big)
	if err != nil {
		b.Fatal(err)
	}
	chunk := make([]byte, 1<<20)
	for i := range chunk {
		chunk[i] = byte(i * i >> 3)
	}
	for left := size; left > 0; left -= int64(len(chunk)) {
		if _, err := f.Write(chunk[:min(left, int64(len(chunk)))]); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	members = []Member{textMember(PathCheckpoint, []byte("x")), {PathPackage("body"), size, func() (io.ReadCloser, error) { return os.Open(big) }}}
	file = filepath.Join(dir, "x.dossier.zip")
	writeTo(b, file, members)
	return file, members
}

func writeTo(b testing.TB, file string, members []Member) {
	b.Helper()
	out, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := Write(out, testInfo, members); err != nil {
		b.Fatal(err)
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
}

func readFrom(b testing.TB, file string) *Dossier {
	b.Helper()
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	d, err := Read(f, info.Size(), Limits{})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

func BenchmarkRead(b *testing.B) {
	file, _ := onDisk(b, benchSize)
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		readFrom(b, file)
	}
}

func BenchmarkWrite(b *testing.B) {
	file, members := onDisk(b, benchSize)
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		writeTo(b, file, members)
	}
}

// BenchmarkReadMany reads a dossier of many small members, as a long record is.
func BenchmarkReadMany(b *testing.B) {
	members := []Member{textMember(PathCheckpoint, nil)}
	for i := range 10_000 {
		members = append(members, textMember(fmt.Sprintf("data/notices/n%d", i), make([]byte, 8192)))
	}
	x := write(b, testInfo, members)
	b.SetBytes(int64(len(x)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(x), int64(len(x)), Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
