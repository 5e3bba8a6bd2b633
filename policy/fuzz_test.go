package policy_test

import (
	"encoding/json"
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
