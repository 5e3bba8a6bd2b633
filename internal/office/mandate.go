package office

import (
	"fmt"

	"vow"
)

// mandateDays is how many days a due lies at least before the end of the term of the
// office's head without a word: a slip of so much would leave the report to whoever
// follows.
const mandateDays = 30

// mandateEnd warns of a due that lies after the end of the term of whoever leads the
// office, or so near before it that a slip would carry it there; "" where there is
// nothing to say. The promise binds the office all the same.
func mandateEnd(t *vow.OfficeTerm, due vow.Due) string {
	if t == nil || t.To == "" || t.Lead == vow.LeadVacant || due.Undated() {
		return ""
	}
	end, err := vow.ParseDate(t.To)
	if err != nil {
		return ""
	}
	last, err := vow.ParseDate(due.LastDay())
	if err != nil {
		return ""
	}
	const binds = "the promise binds the office and not its head, but only a seal that is copied elsewhere holds whoever follows"
	switch days := int(end.Sub(last).Hours() / 24); {
	case last.After(end):
		return fmt.Sprintf("the due %s is after the term of the office's head, which ends with %s: %s", due.LastDay(), t.To, binds)
	case days < mandateDays:
		return fmt.Sprintf("the term of the office's head ends with %s, %s after the due: a report that slips by more is left to whoever follows; %s", t.To, counted(days, "day", "days"), binds)
	}
	return ""
}

// mandateWarnings is mandateEnd of each open promise, where one has nothing sealed yet.
func (w *writer) mandateWarnings(t *vow.OfficeTerm) (out []string) {
	for _, slug := range w.rec.Reports() {
		p := w.rec.Report(slug)
		if p.Promise.Observed().Given() || p.Seal() != nil {
			continue
		}
		if say := mandateEnd(t, p.Due()); say != "" {
			out = append(out, slug+": "+say)
		}
	}
	return out
}

// warned adds a warning to what became of a statement.
func warned(out *Outcome, err error, warnings ...string) (*Outcome, error) {
	if err != nil {
		return out, err
	}
	for _, say := range warnings {
		if say != "" {
			out.Warnings = append(out.Warnings, say)
		}
	}
	return out, nil
}
