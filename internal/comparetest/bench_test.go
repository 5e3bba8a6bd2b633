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

// process is the least that a command took, in turns with others: by the clock and
// of the processor.
type process struct{ wall, cpu time.Duration }

// run runs a command that writes at least so many bytes, and takes the time.
func (p *process) run(b *testing.B, least int, args ...string) {
	b.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	start := time.Now()
	out, err := cmd.Output() // all of them exit with 1 where texts differ
	wall := time.Since(start)
	if len(out) < least {
		b.Fatalf("%s: %d bytes, %v", args[0], len(out), err)
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if p.wall == 0 {
		p.wall, p.cpu = wall, cpu
	}
	p.wall, p.cpu = min(p.wall, wall), min(p.cpu, cpu)
}

func build(b *testing.B) string {
	b.Helper()
	vow := filepath.Join(b.TempDir(), "vow")
	if out, err := exec.Command("go", "build", "-o", vow, "vow/cmd/vow").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return vow
}

// save writes a text with a paragraph on each line.
func save(b *testing.B, name string, lines []string) string {
	b.Helper()
	name = filepath.Join(b.TempDir(), name)
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	return name
}

// BenchmarkCommand compares whole processes over 200,000 words, in turns, and
// reports ours over theirs, the least of each.
func BenchmarkCommand(b *testing.B) {
	vow := build(b)
	first, copied := report(200_000, 1)
	x, y := save(b, "first.txt", first), save(b, "copy.txt", copied)
	commands := map[string][]string{"vow": {vow, "compare", x, y}, "git": {"git", "diff", "--no-index", "--word-diff", x, y}, "wdiff": {"wdiff", x, y}}
	took := map[string]*process{}
	for name, args := range commands {
		if _, err := exec.LookPath(args[0]); err != nil {
			b.Fatalf("%s is missing: apt-get install git wdiff", args[0])
		}
		took[name] = new(process)
	}
	for b.Loop() {
		for name, args := range commands {
			took[name].run(b, 10_000, args...)
		}
	}
	ours := took["vow"]
	for name, p := range took {
		b.ReportMetric(float64(p.wall.Milliseconds()), name+"-ms")
		b.ReportMetric(float64(p.cpu.Milliseconds()), name+"-cpu-ms")
		if p != ours {
			b.ReportMetric(ours.wall.Seconds()/p.wall.Seconds(), "x-"+name)
			b.ReportMetric(ours.cpu.Seconds()/p.cpu.Seconds(), "x-"+name+"-cpu")
		}
	}
}

// BenchmarkGrowth compares whole processes over 20,000, 200,000 and 2,000,000 words
// in turns: the time by the clock and of the processor, and how much more a word
// takes at ten times the words, the least of each.
func BenchmarkGrowth(b *testing.B) {
	vow := build(b)
	sizes := []int{20_000, 200_000, 2_000_000}
	for _, shape := range []string{"changed", "shuffled", "unrelated"} {
		b.Run(shape, func(b *testing.B) {
			took := make([]process, len(sizes))
			var args [][]string
			for _, words := range sizes {
				first, copied := report(words, 1)
				switch shape {
				case "shuffled":
					rand.New(rand.NewPCG(2, 3)).Shuffle(len(copied), func(i, j int) { copied[i], copied[j] = copied[j], copied[i] })
				case "unrelated":
					copied, _ = report(words, 99)
				}
				args = append(args, []string{vow, "compare", save(b, "first.txt", first), save(b, "copy.txt", copied)})
			}
			for b.Loop() {
				for i := range sizes {
					took[i].run(b, 10, args[i]...)
				}
			}
			for i, words := range sizes {
				b.ReportMetric(float64(took[i].wall.Milliseconds()), fmt.Sprintf("ms/%dk", words/1000))
				b.ReportMetric(float64(took[i].cpu.Milliseconds()), fmt.Sprintf("cpu-ms/%dk", words/1000))
			}
			b.ReportMetric(took[2].wall.Seconds()/took[1].wall.Seconds()/10, "x-last-tenfold")
			b.ReportMetric(took[2].cpu.Seconds()/took[1].cpu.Seconds()/10, "x-last-tenfold-cpu")
			b.ReportMetric(took[2].wall.Seconds()/took[0].wall.Seconds()/100, "x-hundredfold")
			b.ReportMetric(took[2].cpu.Seconds()/took[0].cpu.Seconds()/100, "x-hundredfold-cpu")
		})
	}
}
