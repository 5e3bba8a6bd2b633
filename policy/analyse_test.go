package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/policy"
)

func at(t testing.TB, s string) vow.Time {
	t.Helper()
	if s == "" {
		return vow.Time{}
	}
	if len(s) == len("2006-01-02") {
		s += "T00:00:00Z"
	}
	v, err := vow.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestAnalysisJSON compares whole answers, sentences aside, byte for byte.
func TestAnalysisJSON(t *testing.T) {
	for _, c := range []struct{ rule, src, want string }{
		{"time alone", "2026-10-15",
			`{"policy":"2026-10-15T00:00:00Z","buriable":false,"opens_at_earliest":"2026-10-15T00:00:00Z","opens_at_latest":"2026-10-15T00:00:00Z",` +
				`"early":[],"delay":[],"early_more":0,"delay_more":0,"warnings":["one-chain","beacon"]}`},
		{"a trustee alone", "a",
			`{"policy":"a","buriable":true,"opens_at_earliest":"any time","opens_at_latest":null,` +
				`"early":[{"who":["a"],"at":"any time"}],"delay":[{"who":["a"],"until":null}],"early_more":0,"delay_more":0,` +
				`"warnings":["hold","alone-open","alone-delay","beacon"]}`},
		{"time or a trustee", "2026-10-15 or a",
			`{"policy":"2026-10-15T00:00:00Z or a","buriable":false,"opens_at_earliest":"any time","opens_at_latest":"2026-10-15T00:00:00Z",` +
				`"early":[{"who":["a"],"at":"any time"}],"delay":[{"who":["a"],"until":"2026-10-15T00:00:00Z"}],"early_more":0,"delay_more":0,` +
				`"warnings":["alone-open","alone-delay","one-chain","beacon"]}`},
		{"trustees release from a date, time alone later", "2026-08-31 and 2 of {a, b, c} or 2026-10-15",
			`{"policy":"2 of {a, b, c} and 2026-08-31T00:00:00Z or 2026-10-15T00:00:00Z","buriable":false,` +
				`"opens_at_earliest":"2026-08-31T00:00:00Z","opens_at_latest":"2026-10-15T00:00:00Z",` +
				`"early":[{"who":["a","b"],"at":"2026-08-31T00:00:00Z"},{"who":["a","c"],"at":"2026-08-31T00:00:00Z"},{"who":["b","c"],"at":"2026-08-31T00:00:00Z"}],` +
				`"delay":[{"who":["a","b"],"until":"2026-10-15T00:00:00Z"},{"who":["a","c"],"until":"2026-10-15T00:00:00Z"},{"who":["b","c"],"until":"2026-10-15T00:00:00Z"}],` +
				`"early_more":0,"delay_more":0,"warnings":["one-chain","beacon"]}`},
		{"by time, then size, then names", "z or 2026-08-01 and (y and x or b) or 2026-09-01 and c or 2027-01-01 and d",
			`{"policy":"2026-08-01T00:00:00Z and (b or x and y) or 2026-09-01T00:00:00Z and c or 2027-01-01T00:00:00Z and d or z","buriable":true,` +
				`"opens_at_earliest":"any time","opens_at_latest":null,` +
				`"early":[{"who":["z"],"at":"any time"},{"who":["b"],"at":"2026-08-01T00:00:00Z"},{"who":["x","y"],"at":"2026-08-01T00:00:00Z"},` +
				`{"who":["c"],"at":"2026-09-01T00:00:00Z"},{"who":["d"],"at":"2027-01-01T00:00:00Z"}],` +
				`"delay":[{"who":["z"],"until":"2026-08-01T00:00:00Z"},{"who":["b","x","z"],"until":"2026-09-01T00:00:00Z"},{"who":["b","y","z"],"until":"2026-09-01T00:00:00Z"},` +
				`{"who":["b","c","x","z"],"until":"2027-01-01T00:00:00Z"},{"who":["b","c","y","z"],"until":"2027-01-01T00:00:00Z"},` +
				`{"who":["b","c","d","x","z"],"until":null},{"who":["b","c","d","y","z"],"until":null}],` +
				`"early_more":0,"delay_more":0,"warnings":["hold","alone-open","alone-delay","one-chain","beacon"]}`},
		{"a group that opens in two steps is listed for each", "2026-10-15 or 2026-08-15 and a or a and b",
			`{"policy":"2026-08-15T00:00:00Z and a or 2026-10-15T00:00:00Z or a and b","buriable":false,` +
				`"opens_at_earliest":"any time","opens_at_latest":"2026-10-15T00:00:00Z",` +
				`"early":[{"who":["a","b"],"at":"any time"},{"who":["a"],"at":"2026-08-15T00:00:00Z"}],` +
				`"delay":[{"who":["b"],"until":"2026-08-15T00:00:00Z"},{"who":["a"],"until":"2026-10-15T00:00:00Z"}],` +
				`"early_more":0,"delay_more":0,"warnings":["alone-open","alone-delay","one-chain","beacon"]}`},
		{"a name is one actor however often it stands", "2 of {a, a, b} or 2026-10-15",
			`{"policy":"2 of {a, a, b} or 2026-10-15T00:00:00Z","buriable":false,"opens_at_earliest":"any time","opens_at_latest":"2026-10-15T00:00:00Z",` +
				`"early":[{"who":["a"],"at":"any time"}],"delay":[{"who":["a"],"until":"2026-10-15T00:00:00Z"}],"early_more":0,"delay_more":0,` +
				`"warnings":["alone-open","alone-delay","one-chain","beacon"]}`},
		{"who changes nothing is nowhere", "2026-10-15 or 2026-11-15 and a",
			`{"policy":"2026-10-15T00:00:00Z or 2026-11-15T00:00:00Z and a","buriable":false,"opens_at_earliest":"2026-10-15T00:00:00Z","opens_at_latest":"2026-10-15T00:00:00Z",` +
				`"early":[],"delay":[],"early_more":0,"delay_more":0,"warnings":["one-chain","beacon"]}`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			a := policy.Analyse(mustParse(t, c.src), policy.Options{})
			b, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, w := range a.Warnings {
				ids = append(ids, w.ID)
			}
			said, _ := json.Marshal(a.Warnings)
			idList, _ := json.Marshal(ids)
			got := strings.Replace(string(b), string(said), string(idList), 1)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s\n%s", got, d)
			}
			var back policy.Analysis
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(err)
			}
			if again, _ := json.Marshal(back); string(again) != string(b) {
				t.Errorf("read back as %s", again)
			}
			canonical, err := vow.MarshalCanonical(a)
			if err != nil || string(canonical) != string(b) {
				t.Errorf("sentences need escaping: %s %v", canonical, err)
			}
		})
	}
}

func TestBuriable(t *testing.T) {
	for _, c := range []struct {
		rule, src, at string
		want          bool
	}{
		{"no T_max", "a", "2026-08-30", true},
		{"no T_max, sealing unknown", "a and 2026-10-15", "", true},
		{"T_max through k-of", "2 of {a, 2026-10-15, 2026-11-15}", "2026-08-30", false},
		{"five years to the second", "2031-08-30", "2026-08-30", false},
		{"a second over", "2031-08-30T00:00:01Z", "2026-08-30", true},
		{"same hour counts", "2031-08-30T12:00:00Z", "2026-08-30T12:00:00Z", false},
		{"calendar, not 5 × 365 days: leap days inside", "2029-03-01", "2024-03-01", false},
		{"calendar, over a century's missing leap day", "2103-03-01T00:00:01Z", "2098-03-01", true},
		{"sealed on 29 February: to 28 February", "2033-02-28T10:00:00Z", "2028-02-29T10:00:00Z", false},
		{"sealed on 29 February: a second over", "2033-02-28T10:00:01Z", "2028-02-29T10:00:00Z", true},
		{"to 29 February", "2028-02-29", "2023-02-28", true},
		{"from 28 February", "2028-02-28", "2023-02-28", false},
		{"end of month kept", "2031-12-31", "2026-12-31", false},
		{"sealing unknown: years not counted", "9999-12-31", "", false},
		{"last year", "9999-12-31", "9996-01-01", false},
		{"past T_max", "1970-01-01", "2026-08-30", false},
		{"a trustee's earlier opening does not help", "a or 2099-01-01", "2026-08-30", true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := mustParse(t, c.src)
			if got := p.Buriable(at(t, c.at)); got != c.want {
				t.Errorf("Buriable = %v", got)
			}
			if got := policy.Analyse(p, policy.Options{At: at(t, c.at)}).Buriable; got != c.want {
				t.Errorf("Analyse: buriable = %v", got)
			}
		})
	}
}

func TestEarliestLatest(t *testing.T) {
	for _, c := range []struct{ src, earliest, latest string }{
		{"2026-10-15", "2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z"},
		{"a", "any time", "never"},
		{"a or 2026-10-15", "any time", "2026-10-15T00:00:00Z"},
		{"a and 2026-10-15", "2026-10-15T00:00:00Z", "never"},
		{"a and 2026-08-31 or 2026-10-15", "2026-08-31T00:00:00Z", "2026-10-15T00:00:00Z"},
		{"2026-08-31 or 2026-10-15", "2026-08-31T00:00:00Z", "2026-08-31T00:00:00Z"},
		{"2026-08-31 and 2026-10-15", "2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z"},
		{"2 of {2026-10-15, 2026-10-15, a}", "2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z"}, // an item counts as often as it stands
		{"3 of {2026-10-15, 2026-10-15, a, b}", "2026-10-15T00:00:00Z", "never"},
	} {
		p := mustParse(t, c.src)
		a := policy.Analyse(p, policy.Options{})
		if a.OpensEarliest.String() != c.earliest || a.OpensLatest.String() != c.latest {
			t.Errorf("%q: %s to %s, want %s to %s", c.src, a.OpensEarliest, a.OpensLatest, c.earliest, c.latest)
		}
		first, anytime := p.OpensEarliest()
		if anytime != (c.earliest == "any time") || !anytime && first.String() != c.earliest {
			t.Errorf("%q: OpensEarliest = %s, %v", c.src, first, anytime)
		}
		last, ok := p.OpensLatest()
		if ok != (c.latest != "never") || ok && last.String() != c.latest {
			t.Errorf("%q: OpensLatest = %s, %v", c.src, last, ok)
		}
	}
}

// TestListsAreCut: the first 1,000 are listed, the rest counted.
func TestListsAreCut(t *testing.T) {
	a := policy.Analyse(mustParse(t, braces(8, names(16))+" or 2026-10-15"), policy.Options{})
	// C(16,8) groups of 8 open early; 16−8+1 = 9 missing trustees delay: C(16,9).
	if len(a.Early) != 1000 || a.EarlyMore != 12870-1000 {
		t.Errorf("early: %d and %d more", len(a.Early), a.EarlyMore)
	}
	if len(a.Delay) != 1000 || a.DelayMore != 11440-1000 {
		t.Errorf("delay: %d and %d more", len(a.Delay), a.DelayMore)
	}
	if d := cmp.Diff(names(8), a.Early[0].Who); d != "" {
		t.Error(d)
	}
	b := policy.Analyse(mustParse(t, braces(3, names(14))+" or 2026-10-15"), policy.Options{})
	if len(b.Early) != 364 || b.EarlyMore != 0 || len(b.Delay) != 91 || b.DelayMore != 0 {
		t.Errorf("C(14,3) = 364 and C(14,12) = 91 groups: %d+%d, %d+%d", len(b.Early), b.EarlyMore, len(b.Delay), b.DelayMore)
	}
	n := names(16)
	exact := braces(2, n[:5]) + " and " + braces(2, n[5:10]) + " and " + braces(2, n[10:15])
	c := policy.Analyse(mustParse(t, exact+" or 2026-10-15"), policy.Options{})
	if len(c.Early) != 1000 || c.EarlyMore != 0 {
		t.Errorf("C(5,2)³ = 1000: %d+%d", len(c.Early), c.EarlyMore)
	}
	d := policy.Analyse(mustParse(t, exact+" or 2026-10-15 or "+n[15]), policy.Options{})
	if len(d.Early) != 1000 || d.EarlyMore != 1 {
		t.Errorf("one more: %d+%d", len(d.Early), d.EarlyMore)
	}
	if first := d.Early[0].Who; len(first) != 1 || first[0] != n[15] {
		t.Errorf("the smallest group is not first: %q", first)
	}
}

func TestWhenJSON(t *testing.T) {
	for text, want := range map[string]policy.When{
		`"any time"`:             policy.AnyTime(),
		`null`:                   policy.Never(),
		`"2026-10-15T00:00:00Z"`: policy.AtTime(at(t, "2026-10-15")),
	} {
		b, err := json.Marshal(want)
		if err != nil || string(b) != text {
			t.Errorf("%s written as %s (%v)", want, b, err)
		}
		var got policy.When
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s read as %s (%v)", text, got, err)
		}
	}
	for _, bad := range []string{`"never"`, `""`, `"2026-10-15"`, `0`, `{}`, `"Any time"`, `true`} {
		var got policy.When
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s read as %s", bad, got)
		}
	}
}

func TestWhenOrder(t *testing.T) {
	order := []policy.When{policy.AnyTime(), policy.AtTime(at(t, "1970-01-01")), policy.AtTime(at(t, "2026-10-15")), policy.Never()}
	for i, a := range order {
		for j, b := range order {
			if got, want := a.Compare(b), map[bool]int{i < j: -1, i == j: 0, i > j: 1}[true]; got != want {
				t.Errorf("Compare(%s, %s) = %d, want %d", a, b, got, want)
			}
		}
	}
	if !(policy.When{}).IsNever() {
		t.Error("the zero When is not never")
	}
}
