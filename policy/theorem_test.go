package policy_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow/policy"
)

// claim is an Analysis as the definitions have it, moments in words.
type claim struct {
	Policy, Earliest, Latest string
	Buriable                 bool
	Early, Delay             []string
	EarlyMore, DelayMore     int
}

// claimOf works the definitions of docs/format.md out over every set of names,
// from open(S) alone, whose values are indexes of moments.
func claimOf(names []string, open []int, say func(int) string) claim {
	type line struct {
		moment int
		who    []string
	}
	members := func(set int) (who []string) {
		for i, m := range names {
			if set>>i&1 == 1 {
				who = append(who, m)
			}
		}
		return who
	}
	all := len(open) - 1
	var early, delay []line
	for set := 1; set <= all; set++ {
		isEarly, isDelay := true, true
		for i := range names {
			if one := 1 << i; set&one != 0 {
				isEarly = isEarly && open[set] < open[set-one]
				isDelay = isDelay && open[all-set] > open[all-set+one]
			}
		}
		if isEarly {
			early = append(early, line{open[set], members(set)})
		}
		if isDelay {
			delay = append(delay, line{open[all-set], members(set)})
		}
	}
	write := func(lines []line) (out []string, more int) {
		slices.SortFunc(lines, func(a, b line) int {
			if a.moment != b.moment {
				return a.moment - b.moment
			}
			if len(a.who) != len(b.who) {
				return len(a.who) - len(b.who)
			}
			return slices.Compare(a.who, b.who)
		})
		for _, l := range lines[:min(len(lines), 1000)] {
			out = append(out, say(l.moment)+": "+strings.Join(l.who, " "))
		}
		return out, len(lines) - len(out)
	}
	c := claim{Earliest: say(open[all]), Latest: say(open[0])}
	c.Early, c.EarlyMore = write(early)
	c.Delay, c.DelayMore = write(delay)
	return c
}

// claimed is what the package says.
func claimed(a policy.Analysis) claim {
	c := claim{Policy: a.Policy, Earliest: a.OpensEarliest.String(), Latest: a.OpensLatest.String(), Buriable: a.Buriable,
		EarlyMore: a.EarlyMore, DelayMore: a.DelayMore}
	for _, e := range a.Early {
		c.Early = append(c.Early, e.At.String()+": "+strings.Join(e.Who, " "))
	}
	for _, d := range a.Delay {
		c.Delay = append(c.Delay, d.Until.String()+": "+strings.Join(d.Who, " "))
	}
	return c
}

// bruteForce asks the package's tree, not its table, about every set.
func bruteForce(p *policy.Policy) claim {
	names := p.Names()
	var moments []policy.When
	opens := make([]policy.When, 1<<len(names))
	for set := range opens {
		var who []string
		for i, m := range names {
			if set>>i&1 == 1 {
				who = append(who, m)
			}
		}
		opens[set] = p.Open(who...)
		if !slices.Contains(moments, opens[set]) {
			moments = append(moments, opens[set])
		}
	}
	slices.SortFunc(moments, policy.When.Compare)
	open := make([]int, len(opens))
	for set, w := range opens {
		open[set] = slices.Index(moments, w)
	}
	return claimOf(names, open, func(i int) string { return moments[i].String() })
}

const (
	theoremShards = 16
	theoremEach   = 650 // policies a shard: over 10,000 in all
)

// TestTheorem compares the analysis of over 10,000 random policies of up to 12
// trustees with the definitions, worked out over every set of trustees in two
// ways: by the package's own evaluation of one set, and by a table of true and
// false made from the text as written by another parser (readFormula). Each
// policy is also spelled in other ways, which must have the one canonical form.
func TestTheorem(t *testing.T) {
	var analysed, refused, twelve, cut, buriable atomic.Int64
	t.Run("shards", func(t *testing.T) {
		for shard := range theoremShards {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				rnd := rand.New(rand.NewPCG(6, uint64(shard)))
				for range theoremEach {
					n := drawPolicy(rnd)
					src := n.text(rnd, "")
					f := readFormula(src)
					want := f.canonical()
					p, err := policy.Parse(src)
					if tooLarge := n.width() > 64 || want.leaves > 64 || want.depth > 4; err != nil || tooLarge {
						if !tooLarge || err == nil {
							t.Fatalf("%q: %d leaves, depth %d: %v", src, want.leaves, want.depth, err)
						}
						refused.Add(1)
						continue
					}
					c := checkTheorem(t, rnd, src, f, p)
					checkSpellings(t, rnd, n, p)
					analysed.Add(1)
					if len(p.Names()) == 12 {
						twelve.Add(1)
					}
					if c.EarlyMore+c.DelayMore > 0 {
						cut.Add(1)
					}
					if c.Buriable {
						buriable.Add(1)
					}
				}
			})
		}
	})
	t.Logf("%d policies, %d of 12 trustees, %d with lists cut, %d buriable; %d over a limit", analysed.Load(), twelve.Load(), cut.Load(), buriable.Load(), refused.Load())
	if analysed.Load() < 10_000 || twelve.Load() < 50 || cut.Load() < 20 || buriable.Load() < 1000 {
		t.Error("too few to say anything")
	}
}

// drawPolicy draws few policies of many trustees: each takes a thousand times
// as long as one of three.
func drawPolicy(rnd *rand.Rand) *raw {
	switch dice := rnd.IntN(100); {
	case dice == 0:
		return wideRaw(rnd, 12)
	case dice == 1:
		return randomRaw(rnd, 12, 2+rnd.IntN(2))
	case dice < 6:
		return manyRaw(rnd, 3+rnd.IntN(2))
	case dice < 10:
		return randomRaw(rnd, 8+rnd.IntN(3), 1+rnd.IntN(3))
	case dice < 30:
		return randomRaw(rnd, 5+rnd.IntN(3), 1+rnd.IntN(3))
	default:
		return randomRaw(rnd, rnd.IntN(5), rnd.IntN(5))
	}
}

func checkTheorem(t *testing.T, rnd *rand.Rand, src string, f *formula, p *policy.Policy) claim {
	table := f.table()
	want := claimOf(table.names, table.opens, table.say)
	want.Policy = f.canonical().text
	sealed := []string{"", "2026-03-01T00:00:00Z", "2028-02-29T12:00:00Z", "2028-02-29T11:59:59Z", "2026-02-28T00:00:00Z", "2025-10-15T00:00:00Z"}[rnd.IntN(6)]
	want.Buriable = want.Latest == "never" || sealed != "" && overFiveYears(sealed, want.Latest)
	due, term := oddMoment(rnd), oddMoment(rnd)
	o := policy.Options{At: at(t, sealed), Due: at(t, due), TermEnds: at(t, term), HoldDays: rnd.IntN(3) * 700, Chains: rnd.IntN(3)}
	a := policy.Analyse(p, o)
	var ids []string
	for _, w := range a.Warnings {
		ids = append(ids, w.ID)
	}
	if warnings := table.warnings(sealed, due, term, o.HoldDays, o.Chains); !slices.Equal(ids, warnings) {
		t.Fatalf("%q sealed %q, due %q, term ends %q, %d days, %d chains: warnings %q, want %q", src, sealed, due, term, o.HoldDays, o.Chains, ids, warnings)
	}
	got := claimed(a)
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%q sealed %q: the truth table (-) and the analysis (+)\n%s", src, sealed, cmp.Diff(want, got))
	}
	brute := bruteForce(p)
	brute.Policy, brute.Buriable = want.Policy, want.Buriable
	if !reflect.DeepEqual(brute, got) {
		t.Fatalf("%q: brute force (-) and the analysis (+)\n%s", src, cmp.Diff(brute, got))
	}
	return got
}

func oddMoment(rnd *rand.Rand) string {
	s := append([]string{""}, oddTimes...)[rnd.IntN(len(oddTimes)+1)]
	if len(s) == len("2006-01-02") {
		s += "T00:00:00Z"
	}
	return s
}

// checkSpellings spells n in other ways.
func checkSpellings(t *testing.T, rnd *rand.Rand, n *raw, p *policy.Policy) {
	for range 3 {
		m := n.respell(rnd)
		if m.width() > 64 {
			continue
		}
		src := m.text(rnd, "")
		q, err := policy.Parse(src)
		if err != nil || q.String() != p.String() {
			t.Fatalf("%q is %v (%v), was %q", src, q, err, p)
		}
	}
}
