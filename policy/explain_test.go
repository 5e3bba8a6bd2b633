package policy_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/policy"
)

func explain(t *testing.T, src string, o policy.Options) string {
	t.Helper()
	var b strings.Builder
	if err := policy.Analyse(mustParse(t, src), o).Explain(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestExplain has the whole answer.
func TestExplain(t *testing.T) {
	o := policy.Options{At: at(t, "2026-08-30"), Due: at(t, "2026-08-31T21:59:59Z"), TermEnds: at(t, "2026-12-31"), Chains: 2}
	got := explain(t, "2026-08-31 and 2 of {a, b} or 2026-10-15", o)
	const want = `policy    2026-08-31T00:00:00Z and a and b or 2026-10-15T00:00:00Z

It opens by itself on 15 October 2026, even if no trustee acts.
Before 31 August 2026 it does not open, even if all trustees act.
Trustees can hold it back for 45 days at most, from 31 August 2026 to 15 October 2026.
Nobody can bury it: it opens by itself, and not more than five years after the sealing.

Who can open it before that:
  From 31 August 2026, a and b can open it together.

Who can hold it back, by not acting though all others act:
  Until 15 October 2026, any one of a and b can hold it back alone.

timeline
  30 August 2026                  it is sealed
  | 1 day                         shut, whoever acts
  31 August 2026                  a and b can open it
  | 21 hours and 59 minutes       opens as soon as enough trustees act
  31 August 2026 at 21:59:59 UTC  the report is due
  | 44 days and 2 hours           opens as soon as enough trustees act
  15 October 2026                 it opens by itself: nobody can hold it back any longer
  | 77 days                       open to everybody
  31 December 2026                the term of the office's head ends
  | from then on                  open to everybody

warnings
  due          by time alone it opens on 15 October 2026; the report is due on 31 August 2026 at 21:59:59 UTC
  alone-delay  one trustee alone can delay it by not acting: a (until 15 October 2026), b (until 15 October 2026)
  beacon       a threshold of a beacon's operators acting together could open every date early

A date without an hour begins at 00:00 UTC.
`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s\n%s", got, d)
	}
}

// TestExplainSays has what is said, and what is not, of each shape of policy.
func TestExplainSays(t *testing.T) {
	const sealed = "2026-08-30"
	for _, c := range []struct {
		rule, src, at string
		says, not     []string
	}{
		{"time alone", "2026-10-15", sealed,
			[]string{"It opens by itself on 15 October 2026. No trustee can open it before that, and none can delay it.", "| 46 days        shut, whoever acts", "it opens by itself\n"},
			[]string{"Who can", "hold it back", "all trustees"}},
		{"a trustee alone", "editor", sealed,
			[]string{"It never opens by itself: without trustees it stays shut for ever.", "It can be buried: if too few trustees act, nobody ever reads it.",
				"Who can open it:\n  At any time, editor can open it alone.", "  For ever, editor can hold it back alone.", "30 August 2026  it is sealed\n                  editor can open it",
				"opens only if enough trustees act, however long that takes"},
			[]string{"before that", "at most"}},
		{"an hour", "2026-10-15T12:30:00Z or 2026-10-15T12:30:01Z and a", sealed, []string{"on 15 October 2026 at 12:30 UTC."}, []string{"UTC UTC", "12:30:01 UTC", "Who can"}},
		{"one of several alone", "a or b or c or 2026-10-15", sealed, []string{"At any time, any one of a, b and c can open it alone.", "Until 15 October 2026, a, b and c can hold it back together."}, nil},
		{"a number of several", "3 of {a, b, c, d, e} or 2026-10-15", sealed,
			[]string{"At any time, any 3 of a, b, c, d and e can open it together.", "Until 15 October 2026, any 3 of a, b, c, d and e can hold it back together.",
				"Trustees can hold it back for 46 days at most, from 30 August 2026 to 15 October 2026."}, nil},
		{"groups that no number describes", "(a or b) and (c or d) or 2026-10-15", sealed,
			[]string{"At any time, each of these can open it together:\n    a and c\n    a and d\n    b and c\n    b and d\n", "each of 4 groups of 2 can open it", "each of these can hold it back together:\n    a and b\n    c and d\n"},
			[]string{"any 2 of"}},
		{"until an earlier date", "a or 2026-09-15 and b or 2026-10-15", sealed,
			[]string{"Until 15 September 2026, a can hold it back alone.", "  15 September 2026  b can open it\n", "a can hold it back until then, not longer"}, nil},
		{"buriable after five years", "a or 2031-08-31", sealed, []string{"It can be buried: it opens by itself only more than five years after the sealing on 30 August 2026."}, []string{"Nobody can bury"}},
		{"sealing not known", "2 of {a, b, c} or 2026-10-15", "", []string{"No sealing time was given to count five years from.", "  at any time      any 2 of a, b and c can open it\n  | until then     opens as soon"}, []string{"it is sealed", "at most"}},
		{"a date that has passed", "2026-08-01 and a or 2026-10-15", sealed, []string{"If all trustees act, it opens at once: 1 August 2026 is not after the sealing.", "  30 August 2026   it is sealed\n                   a can open it\n"}, []string{"Before 1 August"}},
		{"all dates have passed", "2026-08-01 and a or 2026-08-02", sealed, []string{"It is open from the first: 2 August 2026 is not after the sealing.", "it is sealed\n                  it is open from the first\n  | from then on  open to everybody"},
			[]string{"hold it back until", "all trustees act, it"}},
		{"sealed at the date to the second", "2026-08-30 and a or 2026-10-15", sealed, []string{"30 August 2026 is not after the sealing", "it is sealed\n                   a can open it"}, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := explain(t, c.src, policy.Options{At: at(t, c.at)})
			for _, want := range c.says {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			for _, bad := range c.not {
				if strings.Contains(got, bad) {
					t.Errorf("%q in\n%s", bad, got)
				}
			}
		})
	}
}

// TestExplainIsShort: however many groups there are, the lines are few and the
// rest is counted.
func TestExplainIsShort(t *testing.T) {
	n := names(16)
	var pairs []string // any one of each pair: 2^8 groups
	for i := range 8 {
		pairs = append(pairs, "("+n[2*i]+" or "+n[2*i+1]+")")
	}
	got := explain(t, join("and", pairs)+" or 2026-10-15", policy.Options{At: at(t, "2026-08-30")})
	for _, want := range []string{"… and 236 more groups\n", "each of 256 groups of 8 can open it"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	// Of 12,870 and 11,440 groups 1,000 are listed: no number describes a cut list.
	got = explain(t, braces(8, n)+" or 2099-01-01", policy.Options{At: at(t, "2026-08-30")})
	for _, want := range []string{"… and 12850 more groups\n", "… and 11420 more groups\n", "11870 more groups can open it then or later", "more than five years"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for name, src := range worst() {
		if got := explain(t, src, policy.Options{At: at(t, "2026-08-30")}); strings.Count(got, "\n") > 1200 {
			t.Errorf("%s: %d lines", name, strings.Count(got, "\n"))
		}
	}
	one := "a0 or 2 of {" + strings.Join(n[:11], ", ") + "} and 2026-09-01 or 2026-10-15"
	if got := explain(t, one, policy.Options{}); !strings.Contains(got, "any 2 of ") {
		t.Errorf("55 groups:\n%s", got)
	}
}

func TestExplainWriterFails(t *testing.T) {
	if err := policy.Analyse(mustParse(t, "a"), policy.Options{}).Explain(failing{}, policy.Options{}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestTimelineLengths: lengths in their two largest units, one and many.
func TestTimelineLengths(t *testing.T) {
	for seconds, want := range map[int64]string{
		1: "1 second ", 2: "2 seconds ", 60: "1 minute ", 61: "1 minute and 1 second ", 3600: "1 hour ", 3661: "1 hour and 1 minute ",
		86_400: "1 day ", 2 * 86_400: "2 days ", 86_400 + 7200: "1 day and 2 hours ", 86_400 + 60: "1 day and 1 minute ", 86_399: "23 hours and 59 minutes ",
	} {
		from := vow.Unix(1_788_000_000)
		got := explain(t, fmt.Sprint(vow.Unix(from.Unix()+seconds)), policy.Options{At: from})
		if !strings.Contains(got, "  | "+want) {
			t.Errorf("%d s: no %q in\n%s", seconds, want, got)
		}
	}
}
