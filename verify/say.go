package verify

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/timelock"
)

// say lists a check. A check that was listed before keeps the worse verdict.
func (v *verifier) say(id string, verdict Verdict, where, format string, args ...any) {
	c := Check{ID: id, Verdict: verdict, Say: fmt.Sprintf(format, args...), Where: where}
	v.list(c)
}

func (v *verifier) list(c Check) {
	for i := range v.report.Checks {
		if old := &v.report.Checks[i]; old.ID == c.ID {
			if worse(c.Verdict, old.Verdict) {
				*old = c
			}
			return
		}
	}
	v.report.Checks = append(v.report.Checks, c)
}

func worse(a, b Verdict) bool { return rank(a) > rank(b) }

func rank(v Verdict) int { return slices.Index([]Verdict{Pass, NotChecked, Fail}, v) }

// sayFaults lists a check that fails on the first fault and says how many more
// there are.
func (v *verifier) sayFaults(id string, f faults) bool {
	if len(f) == 0 {
		return false
	}
	more := ""
	if n := len(f) - 1; n > 0 {
		more = fmt.Sprintf(" (and %d more)", n)
	}
	v.say(id, Fail, f[0].where, "%s%s", f[0].say, more)
	return true
}

// finish sorts the checks and draws the conclusion.
func (v *verifier) finish() *Report {
	order := append(CheckIDs(), QuoteCheckIDs()...)
	vow.SortFunc(v.report.Checks, func(a, b Check) int {
		return slices.Index(order, a.ID) - slices.Index(order, b.ID)
	})
	v.report.Verdict = Pass
	for i := range v.report.Checks {
		c := &v.report.Checks[i]
		if c.Where == "" {
			c.Where = pointer(c.ID)
		}
		if v.report.Local && overTime(c.ID) {
			c.Say += "; " + timelock.LocalNote
		}
		if worse(c.Verdict, v.report.Verdict) {
			v.report.Verdict = c.Verdict
		}
	}
	return v.report
}

// overTime reports whether a check rests on the beacon chain.
func overTime(id string) bool {
	return strings.HasPrefix(id, "seal.") || strings.HasPrefix(id, "release.") || strings.HasPrefix(id, "text.")
}

// pointer returns where to look for a check that is about no single member or
// entry.
func pointer(id string) string {
	switch {
	case strings.HasPrefix(id, "quote."):
		return "the quote"
	case id == DossierForm:
		return "manifest-sha256.txt"
	case id == DossierMembers:
		return "data"
	case strings.HasPrefix(id, "reply."):
		return "the right of reply"
	case id == RecordEntries, id == RecordComplete:
		return "data/record/tile/entries"
	case id == RecordWitnessed, id == RecordFork:
		return "data/checkpoints"
	case strings.HasPrefix(id, "record."), id == ReleaseFresh:
		return dossier.PathCheckpoint
	}
	return "data"
}
