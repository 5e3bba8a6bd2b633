package comparetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow/compare"
)

// report makes a text of so many words, a paragraph a line, out of words as
// often as English has them, and a copy of which one word in a hundred changed.
func report(words int, seed uint64) (first, copied []string) {
	r := rand.New(rand.NewPCG(seed, 17))
	zipf := rand.NewZipf(r, 1.1, 8, 20_000)
	word := func() string {
		n := zipf.Uint64()
		s := ""
		for ; n > 0 || s == ""; n /= 26 {
			s += string(rune('a'+n%26)) + []string{"", "r", "n", "st"}[n%4]
		}
		return s
	}
	for n := 0; n < words; {
		k := 40 + r.IntN(80)
		a, b := make([]string, k), make([]string, k)
		for i := range a {
			a[i] = word()
			switch {
			case i%17 == 0:
				a[i] = strings.ToUpper(a[i][:1]) + a[i][1:]
			case i%23 == 5:
				a[i] = fmt.Sprint(r.IntN(100_000))
			case i%17 == 16:
				a[i] += "."
			}
			b[i] = a[i]
			if r.IntN(100) == 0 {
				b[i] = word()
			}
		}
		first, copied = append(first, strings.Join(a, " ")), append(copied, strings.Join(b, " "))
		n += k
	}
	return first, copied
}

func asBlocks(lines []string) []compare.Block {
	out := make([]compare.Block, len(lines))
	for i, l := range lines {
		out[i] = compare.Block{Index: i, Text: l}
	}
	return out
}

// BenchmarkCompare shows the growth: time per word at a tenth and at ten times
// the size, for a copy with changes, one whose paragraphs are shuffled, and two
// texts with nothing in common.
func BenchmarkCompare(b *testing.B) {
	for _, words := range []int{20_000, 200_000, 2_000_000} {
		first, copied := report(words, 1)
		shuffled := slices.Clone(copied)
		rand.New(rand.NewPCG(2, 3)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		other, _ := report(words, 99)
		for _, t := range []struct {
			name string
			copy []string
		}{{"changed", copied}, {"shuffled", shuffled}, {"unrelated", other}} {
			b.Run(fmt.Sprintf("%s/%d", t.name, words), func(b *testing.B) {
				x, y := asBlocks(first), asBlocks(t.copy)
				for b.Loop() {
					compare.Compare(x, y, compare.Options{Lang: "en"})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(words), "ns/word")
			})
		}
	}
}

// BenchmarkCommand compares whole processes over 200,000 words, in turns, and
// reports ours over theirs, the least of each.
func BenchmarkCommand(b *testing.B) {
	dir := b.TempDir()
	vow := filepath.Join(dir, "vow")
	if out, err := exec.Command("go", "build", "-o", vow, "vow/cmd/vow").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	first, copied := report(200_000, 1)
	x, y := filepath.Join(dir, "first.txt"), filepath.Join(dir, "copy.txt")
	for name, lines := range map[string][]string{x: first, y: copied} {
		if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	peers := map[string][]string{"git": {"git", "diff", "--no-index", "--word-diff", x, y}, "wdiff": {"wdiff", x, y}}
	least := map[string]time.Duration{}
	run := func(name string, args ...string) {
		start := time.Now()
		out, err := exec.Command(args[0], args[1:]...).Output() // all of them exit with 1 where texts differ
		took := time.Since(start)
		if len(out) < 10_000 {
			b.Fatalf("%s: %d bytes, %v", name, len(out), err)
		}
		if old, ok := least[name]; !ok || took < old {
			least[name] = took
		}
	}
	for b.Loop() {
		run("vow", vow, "compare", x, y)
		for name, args := range peers {
			if _, err := exec.LookPath(args[0]); err != nil {
				b.Fatalf("%s is missing: apt-get install git wdiff", args[0])
			}
			run(name, args...)
		}
	}
	b.ReportMetric(float64(least["vow"].Milliseconds()), "vow-ms")
	for name := range peers {
		b.ReportMetric(least["vow"].Seconds()/least[name].Seconds(), "x-"+name)
	}
}
