package policy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vow/policy"
)

// raw is a policy as written, before any canonicalisation: the oracle's own
// tree, from which both the source and the truth are derived.
type raw struct {
	word string // "or", "and", "of", or "" for a leaf
	k    int
	leaf string // a name, or a date YYYY-MM-DD
	kids []*raw
}

// genRaw draws a tree of at most the given height, with odd but legal shapes:
// equal children, 1 of, n of n, operators directly inside the same operator.
func genRaw(t *rapid.T, height, actors, width int) *raw {
	words := []string{"", "or", "and", "of"}
	word := words[rapid.IntRange(0, 3).Draw(t, "word")]
	if height == 0 || word == "" {
		if rapid.Bool().Draw(t, "date") {
			return &raw{leaf: fmt.Sprintf("2026-0%d-15", rapid.IntRange(1, 5).Draw(t, "month"))}
		}
		return &raw{leaf: string(rune('a' + rapid.IntRange(0, actors-1).Draw(t, "name")))}
	}
	n := &raw{word: word}
	for range rapid.IntRange(2, width).Draw(t, "kids") {
		n.kids = append(n.kids, genRaw(t, height-1, actors, width))
	}
	if word == "of" {
		n.k = rapid.IntRange(1, len(n.kids)).Draw(t, "k")
	}
	return n
}

// source writes n with varying blanks and needless parentheses.
func (n *raw) source(rnd *rand.Rand) string {
	blank := []string{" ", "\n", "\t ", "  "}[rnd.IntN(4)]
	var s string
	switch n.word {
	case "":
		s = n.leaf
		if strings.HasPrefix(s, "2026") && rnd.IntN(2) == 0 {
			s += "T00:00:00Z"
		}
	case "of":
		var items []string
		for _, k := range n.kids {
			items = append(items, k.source(rnd))
		}
		s = fmt.Sprintf("%d%sof{%s}", n.k, blank, strings.Join(items, ","+blank))
	default:
		var items []string
		for _, k := range n.kids {
			items = append(items, "("+k.source(rnd)+")")
		}
		s = strings.Join(items, blank+n.word+blank)
	}
	if rnd.IntN(4) == 0 {
		s = "(" + s + ")"
	}
	return s
}

// anytimeDay and neverDay bound the oracle's days, which are written dates.
const anytimeDay, neverDay = "0", "9"

// day returns the day n opens when exactly those in acts act.
func (n *raw) day(acts map[string]bool) string {
	if n.word == "" {
		switch {
		case strings.HasPrefix(n.leaf, "2026"):
			return n.leaf
		case acts[n.leaf]:
			return anytimeDay
		}
		return neverDay
	}
	// The first of all days that matter on which enough children are true.
	need := map[string]int{"or": 1, "and": len(n.kids), "of": n.k}[n.word]
	for _, day := range []string{anytimeDay, "2026-01-15", "2026-02-15", "2026-03-15", "2026-04-15", "2026-05-15"} {
		open := 0
		for _, k := range n.kids {
			if k.day(acts) <= day {
				open++
			}
		}
		if open >= need {
			return day
		}
	}
	return neverDay
}

func (n *raw) names(into map[string]bool) {
	if n.word == "" && !strings.HasPrefix(n.leaf, "2026") {
		into[n.leaf] = true
	}
	for _, k := range n.kids {
		k.names(into)
	}
}

func say(day string) string {
	switch day {
	case anytimeDay:
		return "any time"
	case neverDay:
		return "never"
	}
	return day + "T00:00:00Z"
}

// subsets returns every subset of all, by recursion.
func subsets(all []string) [][]string {
	if len(all) == 0 {
		return [][]string{nil}
	}
	var out [][]string
	for _, s := range subsets(all[1:]) {
		out = append(out, s, append([]string{all[0]}, s...))
	}
	return out
}

func without(all, gone []string) []string {
	var left []string
	for _, m := range all {
		if !slices.Contains(gone, m) {
			left = append(left, m)
		}
	}
	return left
}

// truth is what the definitions say of n, word for word.
func (n *raw) truth() (names, early, delay []string, earliest, latest string) {
	set := map[string]bool{}
	n.names(set)
	for m := range set {
		names = append(names, m)
	}
	sort.Strings(names)
	open := func(acting []string) string {
		acts := map[string]bool{}
		for _, m := range acting {
			acts[m] = true
		}
		return n.day(acts)
	}
	type line struct {
		day string
		who []string
	}
	var e, d []line
	for _, s := range subsets(names) {
		if len(s) == 0 {
			continue
		}
		isEarly, isDelay := true, true
		for _, m := range s {
			fewer := without(s, []string{m})
			isEarly = isEarly && open(s) < open(fewer)
			isDelay = isDelay && open(without(names, s)) > open(without(names, fewer))
		}
		if isEarly {
			e = append(e, line{open(s), s})
		}
		if isDelay {
			d = append(d, line{open(without(names, s)), s})
		}
	}
	write := func(lines []line) []string {
		sort.Slice(lines, func(i, j int) bool {
			a, b := lines[i], lines[j]
			if a.day != b.day {
				return a.day < b.day
			}
			if len(a.who) != len(b.who) {
				return len(a.who) < len(b.who)
			}
			return strings.Join(a.who, " ") < strings.Join(b.who, " ")
		})
		var out []string
		for _, l := range lines {
			out = append(out, say(l.day)+": "+strings.Join(l.who, " "))
		}
		return out
	}
	return names, write(e), write(d), say(open(names)), say(open(nil))
}

// TestAgainstOracle compares the whole analysis with the definitions of
// docs/format.md worked out naively on the policy as written.
func TestAgainstOracle(t *testing.T) {
	parsed, listed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n := genRaw(t, rapid.IntRange(0, 4).Draw(t, "height"), rapid.IntRange(1, 5).Draw(t, "actors"), 4)
		src := n.source(rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "layout"))))
		p, err := policy.Parse(src)
		if err != nil {
			if !strings.Contains(err.Error(), "at most") {
				t.Fatalf("Parse(%q): %v", src, err)
			}
			return // a limit; TestLimits has those
		}
		parsed++
		names, early, delay, earliest, latest := n.truth()
		a := policy.Analyse(p, policy.Options{})
		var gotEarly, gotDelay []string
		for _, e := range a.Early {
			gotEarly = append(gotEarly, e.At.String()+": "+strings.Join(e.Who, " "))
		}
		for _, d := range a.Delay {
			gotDelay = append(gotDelay, d.Until.String()+": "+strings.Join(d.Who, " "))
		}
		listed += len(early) + len(delay)
		if d := cmp.Diff(names, p.Names()); d != "" {
			t.Fatalf("%s\nnames %s", p, d)
		}
		if d := cmp.Diff(early, gotEarly); d != "" {
			t.Fatalf("%s\nearly %s", p, d)
		}
		if d := cmp.Diff(delay, gotDelay); d != "" {
			t.Fatalf("%s\ndelay %s", p, d)
		}
		if a.OpensEarliest.String() != earliest || a.OpensLatest.String() != latest {
			t.Fatalf("%s\n%s to %s, want %s to %s", p, a.OpensEarliest, a.OpensLatest, earliest, latest)
		}
		if a.Buriable != (latest == "never") || p.Buriable(at0) != a.Buriable {
			t.Fatalf("%s\nburiable %v, latest %s", p, a.Buriable, latest)
		}
		for _, s := range subsets(names) {
			acts := map[string]bool{}
			for _, m := range s {
				acts[m] = true
			}
			if got, want := p.Open(s...).String(), say(n.day(acts)); got != want {
				t.Fatalf("%s\nopen(%q) = %s, want %s", p, s, got, want)
			}
		}
	})
	if parsed == 0 || listed == 0 {
		t.Fatalf("%d policies with %d lines: nothing was compared", parsed, listed)
	}
}

// TestCanonicalForm checks the sentences on the canonical form on every node
// of policies of any shape, and that it is a fixed point.
func TestCanonicalForm(t *testing.T) {
	parsed := 0
	rapid.Check(t, func(t *rapid.T) {
		n := genRaw(t, rapid.IntRange(0, 4).Draw(t, "height"), 6, 5)
		src := n.source(rand.New(rand.NewPCG(2, rapid.Uint64().Draw(t, "layout"))))
		p, err := policy.Parse(src)
		if err != nil {
			return
		}
		parsed++
		checkCanonical(t, p)
		// The order of children in the source does not matter.
		n.shuffle(rand.New(rand.NewPCG(3, rapid.Uint64().Draw(t, "order"))))
		q, err := policy.Parse(n.source(rand.New(rand.NewPCG(4, 4))))
		if err != nil || q.String() != p.String() {
			t.Fatalf("children in another order: %q, was %q (%v)", q, p, err)
		}
	})
	if parsed == 0 {
		t.Fatal("nothing parsed")
	}
}

func (n *raw) shuffle(rnd *rand.Rand) {
	rnd.Shuffle(len(n.kids), func(i, j int) { n.kids[i], n.kids[j] = n.kids[j], n.kids[i] })
	for _, k := range n.kids {
		k.shuffle(rnd)
	}
}

// checkCanonical checks everything a canonical policy must be.
func checkCanonical(t rapid.TB, p *policy.Policy) {
	text := p.String()
	again, err := policy.ParseCanonical(text)
	if err != nil {
		t.Fatalf("canonical form does not parse: %v", err)
	}
	if d := cmp.Diff(p.Root(), again.Root(), cmp.Comparer(sameTime)); d != "" {
		t.Fatalf("%s parses to another tree: %s", text, d)
	}
	if len(text) > 4096 {
		t.Fatalf("canonical form of %d bytes", len(text))
	}
	if got := write(p.Root()); got != text {
		t.Fatalf("tree is written %q, text is %q", got, text)
	}
	leaves := p.Leaves()
	if len(leaves) > policy.MaxLeaves || len(p.Names()) > policy.MaxNames {
		t.Fatalf("%s: %d leaves, %d names", text, len(leaves), len(p.Names()))
	}
	seen := map[string]bool{}
	for _, l := range leaves {
		if seen[l.Path] {
			t.Fatalf("%s: path %s twice", text, l.Path)
		}
		seen[l.Path] = true
	}
	checkNode(t, p.Root(), 0)
}

func checkNode(t rapid.TB, n policy.Node, above int) {
	if n.IsLeaf() {
		if len(n.Children) != 0 || (n.Op == policy.Time) == n.Time.IsZero() || (n.Op == policy.Name) == (n.Name == "") {
			t.Fatalf("leaf %+v", n)
		}
		return
	}
	if above >= policy.MaxDepth || len(n.Children) < 2 {
		t.Fatalf("%d operators above, %d children", above, len(n.Children))
	}
	if n.Op == policy.Of && (n.K < 2 || n.K >= len(n.Children)) || n.Op != policy.Of && n.K != 0 {
		t.Fatalf("%s %d of %d", n.Op, n.K, len(n.Children))
	}
	for i, c := range n.Children {
		if n.Op != policy.Of && c.Op == n.Op {
			t.Fatalf("%s directly inside %s", c.Op, n.Op)
		}
		if i > 0 {
			order := strings.Compare(write(n.Children[i-1]), write(c))
			if order > 0 || order == 0 && n.Op != policy.Of {
				t.Fatalf("children %q, %q of %s", write(n.Children[i-1]), write(c), n.Op)
			}
		}
		checkNode(t, c, above+1)
	}
}

// write is a second, plain writer of canonical text.
func write(n policy.Node) string {
	var kids []string
	for _, c := range n.Children {
		s := write(c)
		if n.Op == policy.And && c.Op == policy.Or {
			s = "(" + s + ")"
		}
		kids = append(kids, s)
	}
	switch n.Op {
	case policy.Time:
		return n.Time.String()
	case policy.Name:
		return n.Name
	case policy.Of:
		return fmt.Sprintf("%d of {%s}", n.K, strings.Join(kids, ", "))
	}
	return strings.Join(kids, " "+n.Op.String()+" ")
}
