package policy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vow/policy"
)

// worst are families at the limits: 16 names, 64 leaves, up to 4 operators deep.
func worst() map[string]string {
	n, d := names(16), times(64)
	each := func(count int, form func(i int) string) (all []string) {
		for i := range count {
			all = append(all, form(i))
		}
		return all
	}
	// The most operators that `2 of` three allows: 21, 7, 3 and 1 in four layers.
	leaves := append(append(times(47), n...), "2099-01-01")
	mixed := func(i int) string { return leaves[i*5%64] } // 5 and 64 share no factor
	low := each(21, func(i int) string { return braces(2, []string{mixed(3 * i), mixed(3*i + 1), mixed(3*i + 2)}) })
	mid := each(7, func(i int) string { return braces(2, low[3*i:3*i+3]) })
	// 16 groups of a name and three dates, four and four under an operator.
	groups := each(16, func(i int) string { return braces(2, append([]string{n[i]}, d[3*i:3*i+3]...)) })
	pairs := func(word string) []string {
		return each(32, func(i int) string { return n[i%16] + " " + word + " " + d[i] })
	}
	flat := append(append([]string{}, n...), d[:48]...)
	return map[string]string{
		"ternary":      braces(2, []string{braces(2, mid[:3]), braces(2, mid[3:6]), mid[6], mixed(63)}),
		"flat":         braces(24, flat), // every set of names matters: the longest lists there are
		"groups":       braces(8, flat),
		"nested":       braces(2, each(4, func(i int) string { return braces(2, groups[4*i:4*i+4]) })),
		"or-and":       join("or", groups),
		"pairs of and": braces(16, pairs("and")), // the most operators under one
		"pairs of or":  braces(16, pairs("or")),
		"pairs of names": braces(16, each(32, func(i int) string {
			return n[i%16] + " and " + n[(i+1+i/16)%16]
		})),
		"braces": braced(join("or", flat)),
	}
}

// braced puts a policy inside as many braces as the source may have.
func braced(src string) string {
	const open, end = "1 of{n00,", "}"
	n := (policy.MaxSource - len(src)) / (len(open) + len(end))
	return strings.Repeat(open, n) + src + strings.Repeat(end, n)
}

// everything is all that the program does with a policy.
func everything(t testing.TB, src string) policy.Analysis {
	o := policy.Options{At: at(t, "2026-08-30")}
	a := policy.Analyse(mustParse(t, src), o)
	if err := a.Explain(io.Discard, o); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(a.SVG(o), []byte("</svg>\n")) {
		t.Fatal("no drawing")
	}
	if _, err := json.Marshal(a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestWorst has the lists of the dearest policies exact, also where they are
// cut, by the second reading of the text.
func TestWorst(t *testing.T) {
	for _, name := range []string{"flat", "pairs of and", "ternary"} {
		src := worst()[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := readFormula(src)
			table := f.fastTable()
			want := claimOf(table.names, table.opens, table.say)
			got := everything(t, src)
			want.Policy, want.Buriable = got.Policy, got.Buriable
			if claimed := claimed(got); fmt.Sprint(claimed) != fmt.Sprint(want) {
				t.Errorf("%d+%d early, %d+%d delay; want %d+%d, %d+%d", len(claimed.Early), claimed.EarlyMore, len(claimed.Delay), claimed.DelayMore,
					len(want.Early), want.EarlyMore, len(want.Delay), want.DelayMore)
			}
		})
	}
}

// TestWorstIsAtTheLimits keeps the families as large as policies may be.
func TestWorstIsAtTheLimits(t *testing.T) {
	for name, src := range worst() {
		p := mustParse(t, src)
		if len(p.Names()) != policy.MaxNames || len(p.Leaves()) != policy.MaxLeaves {
			t.Errorf("%s: %d names, %d leaves", name, len(p.Names()), len(p.Leaves()))
		}
	}
}

func BenchmarkAnalyse(b *testing.B) {
	for name, src := range worst() {
		p := mustParse(b, src)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				policy.Analyse(p, policy.Options{})
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for name, src := range worst() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				mustParse(b, src)
			}
		})
	}
}

// BenchmarkEverything parses, analyses, and writes the answer in all three ways.
func BenchmarkEverything(b *testing.B) {
	for name, src := range worst() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				everything(b, src)
			}
		})
	}
}

// BenchmarkSearch climbs from each family above to dearer policies, one change
// after another, and logs the dearest: `-bench Search -benchtime 3000x -v`. Its
// metric is how much dearer that is than the dearest family.
func BenchmarkSearch(b *testing.B) {
	rnd := rand.New(rand.NewPCG(7, 7))
	dearest := func(all []*formula) (most *formula) {
		for _, f := range all {
			if most == nil || ratio(b, f, most) > 1 {
				most = f
			}
		}
		return most
	}
	var families, climbs []*formula
	for _, src := range worst() {
		families = append(families, readFormula(mustParse(b, src).String()))
	}
	known := dearest(families)
	climbs = slices.Clone(families)
	for i := 0; b.Loop(); i = (i + 1) % len(climbs) {
		next := climbs[i].copy()
		for range 1 + rnd.IntN(3) {
			next.change(rnd)
		}
		c := next.canonical()
		if c.leaves > policy.MaxLeaves || c.depth > policy.MaxDepth || len(next.leaves("name")) > policy.MaxNames {
			continue
		}
		if ratio(b, next, climbs[i]) > 1.01 {
			climbs[i] = next
		}
	}
	found := dearest(climbs)
	b.ReportMetric(ratio(b, found, known), "x-family")
	b.Log(found.canonical().text)
}

// ratio is how many times dearer f is than g, in turns, so that what else runs
// on the machine counts little.
func ratio(b *testing.B, f, g *formula) float64 {
	least := [2]time.Duration{time.Hour, time.Hour}
	for range 5 {
		for i, one := range []*formula{f, g} {
			start := time.Now()
			policy.Analyse(mustParse(b, one.canonical().text), policy.Options{})
			least[i] = min(least[i], time.Since(start))
		}
	}
	return float64(least[0]) / float64(least[1])
}

func (f *formula) copy() *formula {
	g := *f
	g.kids = nil
	for _, k := range f.kids {
		g.kids = append(g.kids, k.copy())
	}
	return &g
}

// change makes one random change: another leaf, another operator, a leaf or a
// subtree moved.
func (f *formula) change(rnd *rand.Rand) {
	var inner []*formula
	var walk func(*formula)
	walk = func(g *formula) {
		if len(g.kids) > 0 {
			inner = append(inner, g)
		}
		for _, k := range g.kids {
			walk(k)
		}
	}
	walk(f)
	g, h := inner[rnd.IntN(len(inner))], inner[rnd.IntN(len(inner))]
	i := rnd.IntN(len(g.kids))
	switch rnd.IntN(5) {
	case 0:
		g.op = []string{"or", "and", "of"}[rnd.IntN(3)]
	case 1:
		g.k += rnd.IntN(5) - 2
	case 2:
		if k := g.kids[i]; len(k.kids) == 0 {
			k.op, k.text = "name", names(16)[rnd.IntN(16)]
		}
	case 3:
		if k := g.kids[i]; len(k.kids) == 0 {
			k.op, k.text = "time", times(64)[rnd.IntN(64)]+"T00:00:00Z"
		}
	case 4:
		if k := g.kids[i]; len(k.kids) == 0 && len(g.kids) > 2 && h != g {
			g.kids = append(g.kids[:i], g.kids[i+1:]...)
			h.kids = append(h.kids, k)
		}
	}
	if g.k = max(1, min(g.k, len(g.kids))); h.k > len(h.kids) {
		h.k = len(h.kids)
	}
}
