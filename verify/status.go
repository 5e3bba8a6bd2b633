package verify

import (
	"fmt"
	"slices"

	"vow"
	"vow/internal/record"
)

// story is all that is known of one report when its status is computed.
type story struct {
	report  *record.Report
	office  *record.Office
	reasons map[vow.Hash]string // protected ones that were revealed, by their commitments
	times   *times
	size    int64
	seal    *record.Seal   // the last one, or the released one; nil if none
	parts   []*record.Seal // protective parts of that seal, or those that wait for one
	now     vow.Time       // the reader's clock; zero: not given
	sealAt  vow.Time       // existed_by of the seal, zero: not witnessed
	closed  bool           // the record was closed, witnessed
	texts   textVerdict
	latest  vow.Time // T_max of the seal, zero if none
	rounds  roundVerdict
	opened  bool     // a valid opening was given, or shares on the record open it
	opening vow.Time // newest round of that opening, or when the last share was witnessed; zero if nothing shows it
}

// textVerdict says whether the released text is the sealed text.
type textVerdict int

const (
	textUnknown textVerdict = iota
	textSame
	textDiffers
)

// roundVerdict says what the beacons in hand showed of the lock.
type roundVerdict struct {
	newest vow.Time // time of the newest verified round of the release
	broken string   // why the lock does not open although T_max's round is in hand, or ""
}

// judgement is the outcome for one report.
type judgement struct {
	status   ReportStatus
	timed    bool // the trust file allows statements of time
	released vow.Time
	witness  vow.Time // existed_by of the release
	absent   vow.Time // absent_at of the release
	asOf     vow.Time
	due      vow.Time
	// The due lies between these, whatever cosignatures were left out of the
	// dossier: a move that is witnessed late, but not shown to be absent in time,
	// may have counted. Both are due if nothing is open.
	dueFrom, dueUntil vow.Time
}

// beside notes who saw a text before the release, and what parties answer to entries.
func (s *story) beside(st *ReportStatus) {
	for _, a := range s.report.Access {
		st.Access = append(st.Access, AccessNote{a.Index, a.Body.Party, a.Body.Count, a.Body.Conditions, a.Body.Until, a.Body.AttributedTo, a.Body.Origin, a.Body.When})
	}
	for _, d := range slices.Concat(s.office.Disputes, s.report.Disputes) {
		st.Disputes = append(st.Disputes, DisputeNote{d.Index, d.Of, d.Body.Party, d.Body.Words})
	}
}

// judge computes times, moves, due and status (docs/format.md, Verdicts).
func (s *story) judge() judgement {
	if s.office.Created.Role == vow.Observer {
		return s.judgeObserved()
	}
	p := s.report
	j := judgement{status: ReportStatus{
		Report: p.Slug, Title: p.Promise.Title, FirstDue: p.Promise.Due.Instant, Moves: []Move{},
	}}
	j.asOf, j.timed = s.times.absentAt(s.size)
	st := &j.status
	st.PromisedAt, _ = s.times.existedBy(p.PromiseAt)
	st.first, st.due = p.Promise.Due, p.Promise.Due
	j.dueFrom, j.dueUntil = st.due.End(), st.due.End()
	for _, m := range p.Moves {
		st.Moves = append(st.Moves, s.move(&j, m))
	}
	st.Due, st.TZ, j.due = st.due.Instant, st.due.TZ, st.due.End()
	st.OpensAtLatest = s.latest
	if s.seal != nil {
		st.SealedAt = s.sealAt
	}
	st.seals = s.sealLines()
	st.hold = s.holdLine()
	for _, c := range p.Corrections {
		at, _ := s.times.existedBy(c.Index)
		st.corrections = append(st.corrections, correctionLine{c.Index, c.Body.Type, c.Body.Number, c.Body.Lang, at})
	}
	s.beside(st)
	st.Uncounted = p.Released() != nil && len(s.office.Days) == 0
	for _, r := range p.Redactions {
		at, _ := s.times.existedBy(r.Index)
		st.redactions = append(st.redactions, redactionLine{r.Index, r.Body.Withheld, r.Body.Reason, r.Body.By, s.releasedRoot(r.Body.Root), at})
	}
	if s.logged() {
		j.absent, _ = s.times.absentAt(s.seal.ReleaseAt)
		if at, ok := s.times.existedBy(s.seal.ReleaseAt); ok {
			j.witness, j.released = at, at
			if s.rounds.newest.After(at) {
				j.released = s.rounds.newest
			}
			st.ReleasedAt = j.released
		}
	}
	s.decide(&j)
	return j
}

// move takes one move into the due in force.
func (s *story) move(j *judgement, m record.Move) Move {
	due, to := &j.status.due, m.Body.Due.End()
	at, seen := s.times.existedBy(m.Index)
	absent, shown := s.times.absentAt(m.Index)
	out := Move{due.Instant, m.Body.Due.Instant, m.Body.Reason, seen && !at.After(due.End()), s.reasons[m.Body.Code]}
	switch {
	case seen && !at.After(j.dueFrom): // in time, whichever due was in force
		j.dueFrom, j.dueUntil = to, to
	case shown && absent.After(j.dueUntil): // too late
	default:
		j.dueFrom, j.dueUntil = earlier(j.dueFrom, to), later(j.dueUntil, to)
	}
	if out.Counts {
		*due = m.Body.Due
	}
	return out
}

func earlier(t, u vow.Time) vow.Time {
	if u.Before(t) {
		return u
	}
	return t
}

func later(t, u vow.Time) vow.Time {
	if u.After(t) {
		return u
	}
	return t
}

// logged reports whether a release is on the record, witnessed or not.
func (s *story) logged() bool { return s.seal != nil && s.seal.ReleaseAt >= 0 }

// releasedRoot reports whether a root is one of the released texts.
func (s *story) releasedRoot(root vow.Hash) bool {
	if !s.logged() {
		return false
	}
	for _, r := range s.seal.Release.Texts {
		if r == root {
			return true
		}
	}
	return false
}

// proved returns the latest time at which the report is shown not to have been
// out, zero if none: what lateness is proved by. Leaving checkpoints out of a
// dossier only makes it earlier.
func (s *story) proved(j *judgement) vow.Time {
	switch {
	case s.logged():
		return later(j.absent, s.rounds.newest)
	case j.timed:
		return j.asOf
	}
	return vow.Time{}
}

// decide sets the status, the first that applies, and the days, by the due in
// force and the witnessed times alone (docs/format.md, Status). A status of late
// is what the dossier shows; whether it is proved, release.time says.
func (s *story) decide(j *judgement) {
	st := &j.status
	released := !j.released.IsZero()
	st.Closed = s.closed && !released
	until := j.released
	if !released {
		until = j.asOf
	}
	switch {
	case s.closed && !released && !st.due.Vague(), s.texts == textDiffers && released, s.rounds.broken != "":
		st.Status = Broken // a promise whose bounds are only computed is never broken by them
	case released && !j.released.After(j.due):
		st.Status = Kept
	case released:
		st.Status = Late
	case s.opened:
		st.Status, until = Opened, s.opening
	case j.timed && j.asOf.After(j.due):
		st.Status, until, st.AtLeast = Late, j.asOf, true
	case !s.sealAt.IsZero():
		st.Status = Sealed
	case !st.PromisedAt.IsZero():
		st.Status = Promised
	}
	if until.IsZero() || st.Status == "" {
		return
	}
	st.Running = !released && st.Status != Opened
	if !st.due.Undated() {
		late := daysLate(until, j.due)
		st.DaysLate = &late
	}
	if !st.FirstDue.IsZero() {
		after := daysLate(until, st.FirstDue)
		st.DaysAfterFirstDue = &after
	}
}

// releaseTime is the check release.time. It fails only for what is proved:
// lateness cannot be forged by leaving checkpoints out.
func (s *story) releaseTime(j *judgement) Check {
	c := Check{ID: ReleaseTime, Verdict: NotChecked, Where: "the promise of " + s.report.Slug}
	say := func(v Verdict, format string, args ...any) Check {
		c.Verdict, c.Say = v, fmt.Sprintf(format, args...)
		return c
	}
	proved, released := s.proved(j), !j.released.IsZero()
	switch {
	case s.closed && !released:
		c.Where = fmt.Sprintf("entry %d", s.office.ClosedAt)
		return say(Fail, "the record was closed with this promise open")
	case s.times.contradict:
		return say(NotChecked, "your witnesses' clocks contradict each other")
	case !j.timed && !released && j.absent.IsZero():
		return say(NotChecked, "no statement of time: the trust file's witnesses did not see enough of the record")
	case s.logged() && j.absent.After(j.dueUntil):
		return say(Fail, "the release was not yet on the record at %s, after the due %s", j.absent, j.due)
	case s.logged() && proved.After(j.dueUntil):
		return say(Fail, "the release needed a beacon of %s, after the due %s", s.rounds.newest, j.due)
	case released && s.report.Due().Undated() && j.status.due.Undated():
		return say(Pass, "released by %s; the promise had no date", j.released)
	case released && !j.released.After(j.dueFrom):
		return say(Pass, "released by %s, due %s", j.released, j.due)
	case released && !j.released.After(j.dueUntil):
		return say(NotChecked, "released by %s; a move of the due was first witnessed after the due that it replaces, and is not shown to have been absent then", j.released)
	case released:
		return say(NotChecked, "first witnessed %s, after the due %s; not shown to be absent at the due", j.released, j.due)
	case s.logged():
		return say(NotChecked, "the release is logged, not yet witnessed")
	case proved.After(j.dueUntil):
		return say(Fail, "not released, and the record is known up to %s, after the due %s", j.asOf, j.due)
	case proved.After(j.dueFrom):
		return say(NotChecked, "not released by %s; a move of the due was first witnessed after the due that it replaces, and is not shown to have been absent then", j.asOf)
	case s.now.After(j.due):
		return say(NotChecked, "the due %s has passed on your clock, but this dossier ends %s", j.due, j.asOf)
	case j.status.due.Undated():
		return say(NotChecked, "not released by %s, and the promise has no date", j.asOf)
	default:
		return say(Pass, "not due before %s; the record is known up to %s", j.due, j.asOf)
	}
}

// releaseFresh is the check release.fresh of an unreleased report.
func (s *story) releaseFresh(j *judgement) (Check, bool) {
	if s.logged() || len(s.report.Observed) > 0 {
		return Check{}, false
	}
	c := Check{ID: ReleaseFresh, Verdict: Pass, Where: "data/record/checkpoint"}
	switch {
	case !j.timed:
		c.Verdict, c.Say = NotChecked, "this dossier says nothing about time"
	case s.now.After(j.due) && !j.asOf.After(j.due):
		c.Verdict, c.Say = NotChecked, fmt.Sprintf("this dossier ends %s, before the due; ask for a newer one", j.asOf)
	default:
		c.Say = fmt.Sprintf("known up to %s", j.asOf)
	}
	return c, true
}

// releaseEarly is the check release.early: a release before the policy could
// open shows that somebody kept the key.
func (s *story) releaseEarly(j *judgement) (Check, bool) {
	if !s.logged() {
		return Check{}, false
	}
	c := Check{ID: ReleaseEarly, Verdict: Pass, Where: fmt.Sprintf("entry %d", s.seal.ReleaseAt)}
	at := s.seal.Body.Opens.At
	switch {
	case at.IsZero():
		c.Say = "its policy allowed the trustees to open it at any time"
	case j.witness.IsZero():
		c.Verdict, c.Say = NotChecked, "the release is not yet witnessed"
	case j.witness.Before(at):
		c.Verdict, c.Say = Fail, fmt.Sprintf("witnessed %s, before its policy could open at %s: the key was kept outside the lock", j.witness, at)
	default:
		c.Say = fmt.Sprintf("witnessed %s, not before its policy could open at %s", j.witness, at)
	}
	return c, true
}
