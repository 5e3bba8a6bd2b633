package policy_test

import (
	"strings"
	"testing"

	"vow/policy"
)

// TestWarnings has each id at the border where it begins to be said.
func TestWarnings(t *testing.T) {
	type o struct {
		at, due, term string
		hold, chains  int
	}
	for _, c := range []struct {
		rule, src string
		o         o
		want      string // ids
		say       string // in the sentence of the first id
	}{
		{"beacon always", "2026-10-15", o{chains: 2}, "beacon", "threshold"},
		{"beacon even without a date", "2 of {a, b, c}", o{chains: 2}, "hold beacon", ""},

		{"due: T_max at it", "2026-10-15", o{due: "2026-10-15", chains: 2}, "beacon", ""},
		{"due: a second after it", "2026-10-15T00:00:01Z", o{due: "2026-10-15", chains: 2}, "due beacon", "15 October 2026 at 00:00:01 UTC; the report is due on 15 October 2026"},
		{"due: never is after it", "2 of {a, b, c}", o{due: "2026-10-15", chains: 2}, "due hold beacon", "time alone never opens it"},
		{"due: T_open does not count", "2 of {a, b, c} or 2026-10-16", o{due: "2026-10-15", chains: 2}, "due beacon", ""},

		{"hold: 60 days after T_open", "2 of {a, b, c} and 2026-08-01 or 2026-09-30", o{chains: 2}, "beacon", ""},
		{"hold: a second over 60 days", "2 of {a, b, c} and 2026-08-01 or 2026-09-30T00:00:01Z", o{chains: 2}, "hold beacon", "for 61 days, from 1 August 2026 to 30 September 2026 at 00:00:01 UTC; the limit is 60 days"},
		{"hold: sealing later than T_open", "2 of {a, b, c} and 2026-08-01 or 2026-09-30T00:00:01Z", o{at: "2026-08-02", chains: 2}, "beacon", ""},
		{"hold: sealing earlier than T_open", "2 of {a, b, c} and 2026-08-01 or 2026-09-30T00:00:01Z", o{at: "2026-07-02", chains: 2}, "hold beacon", "from 1 August 2026"},
		{"hold: from sealing when any time", "2 of {a, b, c} or 2026-10-29", o{at: "2026-08-30", chains: 2}, "beacon", ""},
		{"hold: over, from sealing", "2 of {a, b, c} or 2026-10-29T00:00:01Z", o{at: "2026-08-30", chains: 2}, "hold beacon", "for 61 days, from 30 August 2026"},
		{"hold: nothing to measure from", "2 of {a, b, c} or 2099-10-29", o{chains: 2}, "beacon", ""},
		{"hold: the office's limit", "2 of {a, b, c} or 2026-09-09", o{at: "2026-08-30", hold: 10, chains: 2}, "beacon", ""},
		{"hold: over the office's limit", "2 of {a, b, c} or 2026-09-10", o{at: "2026-08-30", hold: 10, chains: 2}, "hold beacon", "for 11 days"},
		{"hold: none is allowed", "2 of {a, b, c} or 2026-08-31", o{at: "2026-08-30", hold: policy.NoHold, chains: 2}, "hold beacon", "for 1 day, from 30 August 2026 to 31 August 2026; the limit is 0 days"},
		{"hold: none is allowed, and none is there", "2026-08-31", o{at: "2026-08-30", hold: policy.NoHold, chains: 2}, "beacon", ""},
		{"hold: one day over a limit of one", "2 of {a, b, c} or 2026-09-01", o{at: "2026-08-30", hold: 1, chains: 2}, "hold beacon", "for 2 days, from 30 August 2026 to 1 September 2026; the limit is 1 day"},
		{"hold: trustees who do not matter hold nothing", "2026-08-01 or 2099-01-01 and a and b", o{chains: 2}, "beacon", ""},
		{"hold: a wide limit", "2 of {a, b, c} or 9999-12-31", o{at: "9999-01-01", hold: 364, chains: 2}, "beacon", ""},
		{"hold: centuries do not overflow", "2 of {a, b, c} and 1970-01-01 or 9999-12-31", o{chains: 2}, "hold beacon", "for 2932896 days"},
		{"hold: the largest limit does not overflow", "2 of {a, b, c} and 1970-01-01 or 9999-12-31", o{hold: int(^uint(0) >> 1), chains: 2}, "beacon", ""},
		{"hold: time alone holds nothing", "2099-01-01", o{chains: 2}, "beacon", ""},
		{"hold: time alone, sealed long before", "2027-01-01", o{at: "2026-08-30", chains: 2}, "beacon", ""},
		{"hold: T_max before sealing", "2 of {a, b, c} or 2026-08-29", o{at: "2026-08-30", chains: 2}, "beacon", ""},

		{"alone-open and alone-delay: or", "b or a or 2026-10-15", o{at: "2026-10-01", chains: 2}, "alone-open beacon", "a (at any time), b (at any time)"},
		{"alone-open: from a date", "2026-10-01 and (a or b) or 2026-10-15", o{chains: 2}, "alone-open beacon", "a (from 1 October 2026), b"},
		{"alone-open: not when time is as early", "2026-10-15 and a or 2026-10-15", o{chains: 2}, "beacon", ""},
		{"alone-open: weight", "2 of {a, a, b, c} or 2026-10-15", o{at: "2026-10-01", chains: 2}, "alone-open beacon", "a (at any time)"},
		{"alone-delay: and", "a and b or 2026-10-15", o{at: "2026-10-01", chains: 2}, "alone-delay beacon", "a (until 15 October 2026), b"},
		{"alone-delay: for ever", "a and 2026-10-15", o{chains: 2}, "hold alone-open alone-delay beacon", ""},
		{"alone-delay: not where two can", "2 of {a, b, c} or 2026-10-15", o{at: "2026-10-01", chains: 2}, "beacon", ""},

		{"term: ends at T_max", "2026-10-15", o{term: "2026-10-15", chains: 2}, "beacon", ""},
		{"term: ends a second before", "2026-10-15", o{term: "2026-10-14T23:59:59Z", chains: 2}, "term beacon", "ends on 14 October 2026 at 23:59:59 UTC"},
		{"term: never is after it", "2 of {a, b, c}", o{term: "2026-10-15", chains: 2}, "hold term beacon", ""},

		{"one-chain: one", "2026-10-15", o{chains: 1}, "one-chain beacon", "before 15 October 2026,"},
		{"one-chain: not known", "2026-10-15", o{}, "one-chain beacon", ""},
		{"one-chain: no opening by time alone", "2 of {a, b, c} and 2026-10-15", o{chains: 1}, "hold one-chain beacon", ""},
		{"one-chain: no opening by time at all", "2 of {a, b, c}", o{chains: 1}, "hold beacon", ""},
		{"one-chain: two chains", "2 of {a, b, c} and 2026-10-15", o{chains: 2}, "hold beacon", ""},

		{"all, in order", "a or b and 2099-01-01 or 2026-12-31", o{at: "2026-08-30", due: "2026-09-30", term: "2026-09-30", chains: 1},
			"due hold alone-open alone-delay term one-chain beacon", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			a := policy.Analyse(mustParse(t, c.src), policy.Options{
				At: at(t, c.o.at), Due: at(t, c.o.due), TermEnds: at(t, c.o.term), HoldDays: c.o.hold, Chains: c.o.chains})
			var ids []string
			for _, w := range a.Warnings {
				ids = append(ids, w.ID)
				if w.Say == "" || strings.ContainsAny(w.Say, "\n") {
					t.Errorf("sentence of %s: %q", w.ID, w.Say)
				}
			}
			if got := strings.Join(ids, " "); got != c.want {
				t.Fatalf("warnings %q, want %q", got, c.want)
			}
			if !strings.Contains(a.Warnings[0].Say, c.say) {
				t.Errorf("says %q, want %q in it", a.Warnings[0].Say, c.say)
			}
		})
	}
}
