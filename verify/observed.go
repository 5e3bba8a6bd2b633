package verify

import (
	"fmt"
	"time"

	"vow"
)

// The outcomes of a promise that somebody else made, as an observer's record shows
// it.
const (
	OutcomeUndated = "undated" // its words bounded nothing
	OutcomeMissed  = "missed"
	OutcomeKept    = "kept"
	OutcomeMoved   = "moved"   // before it was due
	OutcomeOpen    = "open"    // not due yet, as far as the record goes
	OutcomeUnclear = "unclear" // the reported dates are not exact enough, or contradict
)

// ObservedPromise is one promise or move of an observer's record.
type ObservedPromise struct {
	When         vow.EDTF     `json:"when"`
	AttributedTo vow.Party    `json:"attributed_to"`
	Words        string       `json:"words"`
	From         string       `json:"from,omitempty"` // bounds, as dates
	Until        string       `json:"until,omitempty"`
	Rule         vow.DueRule  `json:"rule,omitempty"` // by which the bounds were computed
	Outcome      string       `json:"outcome"`
	Status       vow.Sighting `json:"status"`
	Origin       string       `json:"origin"`
}

// ObservedHearing is a notice or a reply that an observer's record reports.
type ObservedHearing struct {
	Kind         string       `json:"kind"` // notice or reply
	When         vow.EDTF     `json:"when"`
	Party        vow.Party    `json:"party"`
	Status       vow.Sighting `json:"status"`
	Origin       string       `json:"origin"`
	DaysToReport *int64       `json:"days_to_release,omitempty"` // from this day to that of the release, where both are known to the day
}

// hearings are what is reported of the right of reply.
func (s *story) hearings() []ObservedHearing {
	var out []ObservedHearing
	take := func(kind string, p vow.Party, o vow.Observed) {
		h := ObservedHearing{Kind: kind, When: o.When, Party: p, Status: o.Status, Origin: o.Origin}
		if len(s.report.Observed) > 0 {
			h.DaysToReport = daysBetween(o.When, s.report.Observed[0].Body.When)
		}
		out = append(out, h)
	}
	for _, n := range s.report.ObservedNotices {
		take("notice", n.Body.Party, n.Body.Observed())
	}
	for _, r := range s.report.ObservedReplies {
		take("reply", r.Body.Party, r.Body.Observed())
	}
	return out
}

// daysBetween returns how many days lie between two dates that are known to the day.
func daysBetween(a, b vow.EDTF) *int64 {
	if !a.Exact() || !b.Exact() {
		return nil
	}
	first, _, err1 := a.Bounds()
	last, _, err2 := b.Bounds()
	if err1 != nil || err2 != nil {
		return nil
	}
	day := func(t time.Time) int64 { return t.Unix() / (24 * 3600) }
	n := day(last) - day(first)
	return &n
}

// order is how a reported date stands to a due: before its end, after it, or
// perhaps either.
type order int

const (
	unclear order = iota
	inTime
	tooLate
)

// against compares when something was with a due. A date is compared with the due's
// own last day, as both are local days of those who speak of them; only a time is
// compared with the due's instant. An undated due is never over.
func against(when vow.EDTF, due vow.Due) order {
	if due.Undated() {
		return inTime
	}
	first, last, err := when.Bounds()
	if err != nil {
		return unclear
	}
	if !last.IsZero() && first.Equal(last) { // an instant
		if vow.At(last).After(due.Instant) {
			return tooLate
		}
		return inTime
	}
	day := due.LastDay()
	switch {
	case !last.IsZero() && last.Format(time.DateOnly) <= day:
		return inTime
	case !first.IsZero() && first.Format(time.DateOnly) > day:
		return tooLate
	}
	return unclear
}

// judgeObserved computes what an observer's record shows of somebody else's report:
// by the dates that it reports, never by when they were recorded. Every outcome is
// inferred (docs/format.md, Observers).
func (s *story) judgeObserved() judgement {
	p := s.report
	j := judgement{status: ReportStatus{Report: p.Slug, Title: p.Promise.Title, FirstDue: p.Promise.Due.Instant, Moves: []Move{}, Inferred: true}}
	s.beside(&j.status)
	j.asOf, j.timed = s.times.absentAt(s.size)
	st := &j.status
	st.first, st.due = p.Promise.Due, p.Promise.Due
	st.PromisedAt, _ = s.times.existedBy(p.PromiseAt)
	st.Promises = []ObservedPromise{observedPromise(p.Promise.Due, p.Promise.Observed())}
	for _, m := range p.Moves {
		last := &st.Promises[len(st.Promises)-1]
		in := against(m.Body.When, st.due)
		last.Outcome = outcome(st.due, in, OutcomeMoved)
		// After a due that was itself only inferred, a new promise is a new due: an
		// exact one that has passed is not replaced.
		counts := in == inTime || st.due.Vague()
		st.Moves = append(st.Moves, Move{st.due.Instant, m.Body.Due.Instant, m.Body.Reason, counts, s.reasons[m.Body.Code]})
		if counts {
			st.due = m.Body.Due
		}
		st.Promises = append(st.Promises, observedPromise(m.Body.Due, m.Body.Observed()))
	}
	st.Due, st.TZ, j.due = st.due.Instant, st.due.TZ, st.due.End()
	s.inferStatus(&j)
	st.Closed = s.closed && len(p.Observed) == 0
	st.Hearings = s.hearings()
	last := &st.Promises[len(st.Promises)-1]
	last.Outcome = s.lastOutcome(p.Due(), j.asOf)
	return j
}

func observedPromise(d vow.Due, o vow.Observed) ObservedPromise {
	out := ObservedPromise{When: o.When, AttributedTo: o.AttributedTo, Words: d.Words, Rule: d.Rule, Status: o.Status, Origin: o.Origin}
	if !d.Undated() {
		out.From, out.Until = d.From, d.LastDay()
	}
	return out
}

func outcome(d vow.Due, in order, done string) string {
	switch {
	case d.Undated():
		return OutcomeUndated
	case in == inTime:
		return done
	case in == tooLate:
		return OutcomeMissed
	}
	return OutcomeUnclear
}

// released compares every reported release with a due: unclear where they differ
// about it, or where none is more than unchecked.
func (s *story) reportedRelease(d vow.Due) (in order, reported bool) {
	firm := false
	for i, r := range s.report.Observed {
		o := against(r.Body.When, d)
		if i > 0 && o != in {
			return unclear, true
		}
		in = o
		firm = firm || r.Body.Status != vow.SightUnchecked
	}
	if !firm {
		in = unclear
	}
	return in, len(s.report.Observed) > 0
}

func (s *story) lastOutcome(d vow.Due, asOf vow.Time) string {
	in, reported := s.reportedRelease(d)
	switch {
	case d.Undated():
		return OutcomeUndated
	case reported:
		return outcome(d, in, OutcomeKept)
	case asOf.After(d.Instant):
		return OutcomeMissed
	}
	return OutcomeOpen
}

// inferStatus sets the status by the due in force and the days late, where the
// reported dates say how many.
func (s *story) inferStatus(j *judgement) {
	st := &j.status
	in, reported := s.reportedRelease(st.due)
	switch {
	case reported && in == inTime:
		st.Status = Kept
	case reported && in == tooLate:
		st.Status = Late
	case reported:
		return
	case j.timed && j.asOf.After(j.due):
		st.Status, st.AtLeast = Late, true
	default:
		st.Status = Promised
		return
	}
	if st.due.Undated() {
		return
	}
	until := j.asOf
	if reported {
		_, last, err := s.report.Observed[0].Body.When.Bounds()
		if err != nil || last.IsZero() {
			return
		}
		if until = vow.At(last); in == inTime { // the same day may end later elsewhere
			until = earlier(until, j.due)
		}
	}
	n := daysLate(until, j.due)
	st.DaysLate, st.Running = &n, !reported
	if !st.FirstDue.IsZero() {
		n := daysLate(until, st.FirstDue)
		st.DaysAfterFirstDue = &n
	}
}

// observedTime is the check release.time of an observer's record.
func (s *story) observedTime(j *judgement) Check {
	c := Check{ID: ReleaseTime, Verdict: NotChecked, Where: "the promise of " + s.report.Slug}
	say := func(v Verdict, format string, args ...any) Check {
		c.Verdict, c.Say = v, fmt.Sprintf(format, args...)
		return c
	}
	d := j.status.due
	in, reported := s.reportedRelease(d)
	switch {
	case reported && in == inTime:
		return say(Pass, "inferred from what was reported: released %s, due %s", s.report.Observed[0].Body.When, d)
	case reported && in == tooLate:
		return say(Fail, "inferred from what was reported: released %s, due %s", s.report.Observed[0].Body.When, d)
	case reported:
		return say(NotChecked, "inferred: what was reported of the release is not exact or firm enough, or contradicts itself, for the due %s", d)
	case !j.timed:
		return say(NotChecked, "no release is reported, and nothing shows how far the record goes")
	case d.Undated():
		return say(NotChecked, "inferred: no release is reported by %s, and the promise had no date", j.asOf)
	case j.asOf.After(j.due):
		return say(Fail, "inferred: no release is reported by %s, due %s", j.asOf, d)
	case s.now.After(j.due):
		return say(NotChecked, "the due %s has passed on your clock, but this dossier ends %s", j.due, j.asOf)
	}
	return say(Pass, "inferred: not due before %s; the record is known up to %s", d, j.asOf)
}
