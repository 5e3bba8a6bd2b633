package policy_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/policy"
)

var at0 vow.Time // no time given

func sameTime(a, b vow.Time) bool { return a.Compare(b) == 0 }

// FuzzParse: any bytes are refused with a place, or are a policy whose
// canonical form and analysis are sound.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"2026-10-15", "2026-10-15T12:00:00Z or editor", "2 of {a, b, 2026-10-15} and (c or d)",
		"1 of {a, a}", "3 of {a,\tb,\nc}", "((((a))))", "a or b and c or (d and (e or f))", "", "(", "2 of {", "9999-12-31",
		"64 of {a, b}", "of", "a\r\n", "a or 2026-02-30",
		strings.Repeat("(", 65), braces(8, names(16)), join("or", times(64)),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		p, err := policy.Parse(src)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeUsage || !strings.HasPrefix(err.Error(), "policy, line ") || len(err.Error()) > 400 {
				t.Fatalf("error %q of code %s", err, vow.CodeOf(err))
			}
			return
		}
		checkCanonical(t, p)
		o := policy.Options{At: vow.Unix(1_788_000_000), Due: vow.Unix(1_790_000_000), TermEnds: vow.Unix(1_790_000_000)}
		a := policy.Analyse(p, o)
		if a.OpensEarliest.Compare(a.OpensLatest) > 0 || a.OpensEarliest.IsNever() || a.OpensLatest.IsAnyTime() {
			t.Fatalf("%s: opens %s to %s", p, a.OpensEarliest, a.OpensLatest)
		}
		if a.OpensEarliest != p.Open(p.Names()...) || a.OpensLatest != p.Open() {
			t.Fatalf("%s: the table and the tree disagree", p)
		}
		for _, e := range a.Early {
			if p.Open(e.Who...) != e.At || !slices.IsSorted(e.Who) {
				t.Fatalf("%s: early %v", p, e)
			}
		}
		for _, d := range a.Delay {
			if p.Open(without(p.Names(), d.Who)...) != d.Until || !slices.IsSorted(d.Who) {
				t.Fatalf("%s: delay %v", p, d)
			}
		}
		// Trustees matter exactly if something is listed each way.
		if matter := a.OpensEarliest != a.OpensLatest; matter != (len(a.Early) > 0) || matter != (len(a.Delay) > 0) {
			t.Fatalf("%s: opens %s to %s with %d early and %d delay", p, a.OpensEarliest, a.OpensLatest, len(a.Early), len(a.Delay))
		}
		if len(a.Warnings) == 0 || a.Warnings[len(a.Warnings)-1].ID != policy.WarnBeacon {
			t.Fatalf("%s: warnings %v", p, a.Warnings)
		}
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back policy.Analysis
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if err := a.Explain(&text, o); err != nil || !strings.HasSuffix(text.String(), "\n") {
			t.Fatalf("Explain: %v", err)
		}
		checkSVG(t, a.SVG(o))
	})
}

// FuzzSpelling: a policy written in any other way has the same canonical form.
func FuzzSpelling(f *testing.F) {
	for i, s := range []string{
		"2026-10-15 or editor", "2 of {a, b, 2026-10-15T12:00:00Z} and (c or d)", "2 of {a, a, b and c, b and c}", "a and (b or c and (d or e))",
		braces(8, names(16)), join("or", times(40)),
	} {
		f.Add(s, uint64(i))
	}
	f.Fuzz(func(t *testing.T, src string, seed uint64) {
		p, err := policy.Parse(src)
		if err != nil {
			return
		}
		rnd := rand.New(rand.NewPCG(seed, 8))
		n := spelled(p.Root()).respell(rnd)
		text := n.text(rnd, "")
		if len(text) > policy.MaxSource || n.width() > policy.MaxItems {
			return
		}
		q, err := policy.Parse(text)
		if err != nil || q.String() != p.String() {
			t.Fatalf("%q is %v (%v), was %q", text, q, err, p)
		}
	})
}

// spelled is a canonical tree as it could be written.
func spelled(n policy.Node) *raw {
	r := &raw{k: n.K}
	switch n.Op {
	case policy.Time:
		r.leaf = strings.TrimSuffix(n.Time.String(), "T00:00:00Z")
	case policy.Name:
		r.leaf = n.Name
	default:
		r.word = n.Op.String()
	}
	for _, c := range n.Children {
		r.kids = append(r.kids, spelled(c))
	}
	return r
}
