package comparetest

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow/paper"
)

// BenchmarkAgainst asks which of 10,000 papers of 2,000 words a copy comes from, as
// a whole process with an index, beside the least that any answer needs: the
// folder listed, the index read and summed. It reports the least of each.
func BenchmarkAgainst(b *testing.B) {
	const papers, words, wanted = 10_000, 2_000, 7_321
	dir := b.TempDir()
	vow, folder, cache := build(b), filepath.Join(dir, "papers"), filepath.Join(dir, "cache")
	var copied []string
	for i := range papers {
		first, changed := report(words, uint64(i))
		if i == wanted {
			copied = changed
		}
		writePaper(b, filepath.Join(folder, fmt.Sprintf("%02d", i/100), fmt.Sprintf("%d.paper", i)), first, i)
	}
	name := filepath.Join(dir, "copy.txt")
	if err := os.WriteFile(name, []byte(strings.Join(copied, "\n\n")), 0o600); err != nil {
		b.Fatal(err)
	}
	cpu := time.Hour
	ask := func() time.Duration {
		cmd := exec.Command(vow, "compare", "--against", folder, name)
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache)
		start := time.Now()
		out, _ := cmd.CombinedOutput() // it differs: exit 1
		took := time.Since(start)
		cpu = min(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if !bytes.Contains(out, fmt.Appendf(nil, "/%d.paper\n  Differs: ", wanted)) {
			b.Fatalf("it was not found: %.300s", out)
		}
		return took
	}
	indexed := ask()
	least, bare := time.Hour, time.Hour
	for b.Loop() {
		least = min(least, ask())
		start := time.Now()
		if n := listAndSum(b, folder, cache); n != papers {
			b.Fatalf("%d papers are listed", n)
		}
		bare = min(bare, time.Since(start))
	}
	b.ReportMetric(indexed.Seconds(), "index-s")
	b.ReportMetric(float64(least.Milliseconds()), "vow-ms")
	b.ReportMetric(float64(cpu.Milliseconds()), "vow-cpu-ms")
	b.ReportMetric(float64(bare.Milliseconds()), "bare-ms")
	b.ReportMetric(least.Seconds()/bare.Seconds(), "x-bare")
}

// writePaper fixes a text and writes it.
func writePaper(b testing.TB, name string, paragraphs []string, seed int) {
	b.Helper()
	blocks := make([]paper.Block, len(paragraphs))
	for i, s := range paragraphs {
		blocks[i] = paper.Block{Kind: paper.Para, Text: s}
	}
	p, err := paper.Fix("Report", "en", paper.SplitBlock, blocks, [32]byte{byte(seed), byte(seed >> 8), 1})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(name, p.Marshal(), 0o600); err != nil {
		b.Fatal(err)
	}
}

// listAndSum lists the files below a folder with their sizes and times, and reads
// and sums the index.
func listAndSum(b *testing.B, folder, cache string) (files int) {
	b.Helper()
	err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files++
			_, err = e.Info()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	index, err := filepath.Glob(filepath.Join(cache, "vow", "compare", "*.index"))
	if err != nil || len(index) != 1 {
		b.Fatalf("the index: %v, %v", index, err)
	}
	data, err := os.ReadFile(index[0])
	if err != nil {
		b.Fatal(err)
	}
	crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
	return files
}
