package verify

import (
	"fmt"
	"io"
	"strings"

	"vow/internal/timelock"
)

// groups are the lines of the report card: checks that are read together.
var groups = []struct {
	name   string
	prefix string
}{
	{"dossier", "dossier."},
	{"record", "record."},
	{"sealed", "seal."},
	{"trustees", SealConfirmed},
	{"release", "release."},
	{"text", "text."},
	{"reply", "reply."},
	{"approaches", Approaches},
}

var marks = map[Verdict]string{Pass: "✓", Fail: "✗", NotChecked: "?"}

// WriteCard writes the report card: a headline for each report, a line for each
// group of checks, and below it whatever did not pass.
func (r *Report) WriteCard(w io.Writer) error {
	var b strings.Builder
	for _, s := range r.Reports {
		s.headline(&b)
	}
	if r.Local {
		fmt.Fprintf(&b, "the beacon chain is %s\n", timelock.LocalNote)
	}
	for _, g := range groups {
		r.group(&b, g.name, g.prefix)
	}
	if r.Record != nil && r.Record.Claimed != "" {
		fmt.Fprintf(&b, "log key, SHA-256, claimed by this file alone: %s\n", r.Record.Claimed)
	}
	fmt.Fprintf(&b, "verdict: %s\n", strings.ToUpper(string(r.Verdict)))
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *ReportStatus) headline(b *strings.Builder) {
	status := "NOT CHECKED"
	if s.Status != "" {
		status = strings.ToUpper(string(s.Status))
	}
	fmt.Fprintf(b, "%s — %s", s.Title, status)
	if s.DaysLate != nil {
		atLeast := ""
		if s.AtLeast {
			atLeast = "at least "
		}
		fmt.Fprintf(b, ", %s%s late", atLeast, days(*s.DaysLate))
	}
	if s.Inferred {
		b.WriteString(" (inferred: an observer's reconstruction of what was reported)\n")
		s.writePromises(b)
		s.writeBeside(b)
		return
	}
	switch {
	case s.Status == Promised && s.Closed: // a vague promise: others are broken by it
		b.WriteString(" (not sealed, and the record was closed before its release)")
	case s.Status == Promised:
		b.WriteString(" (not sealed: can still be buried)")
	}
	b.WriteByte('\n')
	fmt.Fprintf(b, "  promised %s %s", dateOr(s.PromisedAt.String()), s.first)
	if !s.FirstDue.IsZero() {
		fmt.Fprintf(b, ", until %s", s.FirstDue)
	}
	fmt.Fprintf(b, " · moved %s", timesMoved(len(s.Moves)))
	if s.DaysAfterFirstDue != nil && len(s.Moves) > 0 {
		fmt.Fprintf(b, " · %s after the first due", days(*s.DaysAfterFirstDue))
	}
	b.WriteByte('\n')
	for _, m := range s.Moves {
		counts := ""
		if !m.Counts {
			counts = " (does not count: not witnessed before the due it replaces)"
		}
		revealed := ""
		if m.Revealed != "" {
			revealed = fmt.Sprintf(", since revealed: “%s”", strings.ReplaceAll(m.Revealed, "\n", " "))
		}
		fmt.Fprintf(b, "  moved from %s to %s, reason: %s%s%s\n", m.From, m.To, m.Reason, revealed, counts)
	}
	s.writeSeals(b)
	s.writeHold(b)
	for _, slug := range s.twins {
		fmt.Fprintf(b, "  another promise of this title is on the record: %s\n", slug)
	}
	if !s.ReleasedAt.IsZero() {
		fmt.Fprintf(b, "  released %s, due %s\n", s.ReleasedAt, s.Due)
	}
	for _, c := range s.corrections {
		fmt.Fprintf(b, "  later text %s %d (%s) by entry %d, %s: it stands beside the released text and does not replace it\n",
			c.kind, c.number, c.lang, c.index, dateOr(c.at.String()))
	}
	s.writeBeside(b)
	if s.Uncounted {
		b.WriteString("  no day was ever fixed: what the office was asked about it was not counted, and nothing here was checked of that\n")
	}
	if s.events != "" {
		fmt.Fprintf(b, "  made public: %s\n", s.events)
	}
	for _, r := range s.redactions {
		what := "another text of the report"
		if r.released {
			what = "the released text"
		}
		fmt.Fprintf(b, "  redacted copy of %s by entry %d, %s: %s withheld, reason: %s, decided by: %s; it replaces nothing\n",
			what, r.index, dateOr(r.at.String()), count(r.withheld, "block", "blocks"), r.reason, r.by)
	}
}

// writeBeside writes who saw a text before the release, and the answers of parties to
// entries that name them.
func (s *ReportStatus) writeBeside(b *strings.Builder) {
	for _, a := range s.Access {
		under := "under no condition"
		if len(a.Conditions) > 0 {
			words := make([]string, len(a.Conditions))
			for i, c := range a.Conditions {
				words[i] = string(c)
			}
			under = "conditions: " + strings.Join(words, ", ")
		}
		if !a.Until.IsZero() {
			under += ", until " + a.Until.String()
		}
		who := fmt.Sprintf("%d of %s", a.Count, a.Party)
		if a.Count == 0 {
			who = string(a.Party)
		}
		if a.Reported != "" {
			if len(a.Conditions) == 0 {
				under = "conditions not known"
			}
			under += fmt.Sprintf("; reported of %s, %s: %s", a.Reported, a.When, a.Origin)
		}
		fmt.Fprintf(b, "  %s saw a text before the release (%s; entry %d)\n", who, under, a.Entry)
	}
	for _, d := range s.Disputes {
		fmt.Fprintf(b, "  %s answers entry %d: “%s” (entry %d)\n", d.Party, d.Of, strings.ReplaceAll(d.Words, "\n", " "), d.Entry)
	}
}

// writePromises writes what became of each promise of somebody else's.
func (s *ReportStatus) writePromises(b *strings.Builder) {
	for _, p := range s.Promises {
		bounds := ""
		switch {
		case p.Rule != "" && p.Until != "":
			bounds = fmt.Sprintf(", %s to %s by the rule %s", p.From, p.Until, p.Rule)
		case p.Until != "":
			bounds = ", by " + p.Until
		}
		fmt.Fprintf(b, "  promised %s by %s: “%s”%s — %s (inferred; %s: %s)\n", p.When, p.AttributedTo, p.Words, bounds, p.Outcome, p.Status, p.Origin)
	}
	for _, h := range s.Hearings {
		to, gap := "to", ""
		if h.Kind == "reply" {
			to = "of"
		}
		if h.DaysToReport != nil {
			gap = fmt.Sprintf(", %s before the release", days(*h.DaysToReport))
		}
		fmt.Fprintf(b, "  %s %s %s %s%s (%s: %s)\n", h.Kind, to, h.Party, h.When, gap, h.Status, h.Origin)
	}
}

func timesMoved(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func days(n int64) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func dateOr(s string) string {
	if len(s) >= 10 {
		return s[:10]
	}
	return "(not witnessed)"
}

// group writes one line for the checks under a prefix, and one more for each
// that did not pass.
func (r *Report) group(b *strings.Builder, name, prefix string) {
	verdict, n := Pass, 0
	var bad []Check
	say := ""
	for _, c := range r.Checks {
		if !strings.HasPrefix(c.ID, prefix) || c.ID == SealConfirmed && prefix != SealConfirmed {
			continue
		}
		n++
		if worse(c.Verdict, verdict) {
			verdict = c.Verdict
		}
		if c.Verdict != Pass {
			bad = append(bad, c)
		}
		if name == "text" && say != "" {
			say = strings.TrimSuffix(say, "; "+timelock.LocalNote) + "; " + c.Say
		} else {
			say = c.Say
		}
	}
	if n == 0 {
		return
	}
	switch {
	case name == "record" && r.Record != nil:
		say = fmt.Sprintf("%d entries", r.Record.Size)
		if !r.Record.AsOf.IsZero() {
			say += ", complete to " + r.Record.AsOf.String()
		}
		if r.Record.Witnessed != "" {
			say += ", witnessed " + r.Record.Witnessed
		}
	case name == "sealed" && len(r.Reports) > 0 && verdict == Pass && r.Reports[0].SealedAt.IsZero():
		say = "lock and package are well made; nothing shows since when; at the latest " + r.Reports[0].OpensAtLatest.String()
	case name == "sealed" && len(r.Reports) > 0 && verdict == Pass:
		s := r.Reports[0]
		say = fmt.Sprintf("on %s; the office could not stop it after that; at the latest %s", dateOr(s.SealedAt.String()), s.OpensAtLatest)
	case name == "reply" && len(r.Reports) > 0 && verdict == Pass && r.Reports[0].reply != "":
		say = r.Reports[0].reply
	case name == "trustees", name == "approaches":
		bad = nil // the one check of this line says it all
	case verdict != Pass:
		say = fmt.Sprintf("%d of %d checks did not pass", len(bad), n)
	}
	fmt.Fprintf(b, "%s %-11s %s\n", marks[verdict], name, say)
	for _, c := range bad {
		where := ""
		if c.Where != "" {
			where = " [" + c.Where + "]"
		}
		fmt.Fprintf(b, "    %s %s: %s%s\n", marks[c.Verdict], c.ID, c.Say, where)
	}
}
