package office

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vow"
	"vow/internal/daytree"
	"vow/internal/record"
	"vow/internal/store"
)

// RegisterOptions say what a register closes, and why.
type RegisterOptions struct {
	Report string
	Close  map[string]vow.Basis // by id of the event
	To     string               // last day; that of the release if empty
}

// StateRegister says of every day from the promise to the release how many events
// were counted, how many of them are opened, and on what basis the rest is closed.
//
// Errors: CodeRefused where the report is not released, a day is not fixed yet, or
// an event is neither opened nor closed.
func (h *Home) StateRegister(ctx context.Context, o RegisterOptions) (out *Outcome, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	from, to, err := w.registerSpan(p, o.To)
	if err != nil {
		return nil, err
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	if err := markClosed(ctx, s, o); err != nil {
		return nil, err
	}
	body, counts, err := w.register(ctx, s, o.Report, from, to)
	if err != nil {
		return nil, err
	}
	if old := p.Register(); old != nil && sameStatement(old.Body, body) {
		out, err := w.stands(ctx, old.Index)
		return out, errors.Join(err, w.settleOpened(ctx))
	}
	if err := s.KeepCounts(ctx, o.Report, counts); err != nil {
		return nil, err
	}
	out, err = w.submit(ctx, body)
	if err == nil {
		out.Register = registerText(body)
	}
	return out, err
}

// registerSpan returns the days of a report's register: from that of its promise to
// that of its release, or until, if that is later.
func (w *writer) registerSpan(p *record.Report, until string) (from, to string, err error) {
	s, office := p.Released(), w.rec.Office()
	if s == nil {
		return "", "", vow.Errorf(vow.CodeRefused, "%s is not released: the register is stated after that", p.Slug)
	}
	hour := office.Created.Procedure.DayHour
	if from, err = vow.DayAt(p.Promise.At, hour); err != nil {
		return "", "", err
	}
	if to, err = vow.DayAt(s.Release.At, hour); err != nil {
		return "", "", err
	}
	if until != "" {
		if _, err := vow.ParseDate(until); err != nil || until < to {
			return "", "", vow.Errorf(vow.CodeUsage, "--to %q: a date not before the day of the release, %s, expected", until, to)
		}
		to = until
	}
	if old := p.Register(); old != nil {
		from, to = old.Body.From, max(to, old.Body.To)
	}
	from = max(from, office.FirstDay())
	if n := vow.DaysBetween(from, to); n > vow.MaxRegisterDays {
		return "", "", vow.Errorf(vow.CodeRefused, "%d days from %s to %s: a register has at most %d", n, from, to, vow.MaxRegisterDays)
	}
	for day := from; day <= to; day = vow.NextDay(day) {
		if w.rec.Day(day) != nil {
			continue
		}
		end, err := vow.DayEnd(day, hour)
		if err == nil && w.now().Before(end) {
			return "", "", vow.Errorf(vow.CodeRefused, "the day %s is not over before %s", day, end).
				WithHint("state the register after that, when 'vow day fix' has fixed it")
		}
		return "", "", vow.Errorf(vow.CodeRefused, "the day %s is not fixed", day).WithHint("'vow day fix' fixes what was missed")
	}
	return from, to, nil
}

// markClosed keeps the given bases with the events.
func markClosed(ctx context.Context, s *store.Store, o RegisterOptions) error {
	for _, id := range slices.Sorted(maps.Keys(o.Close)) {
		basis := o.Close[id]
		if !basis.Valid() {
			return vow.Errorf(vow.CodeUsage, "--close %s=%s: no such basis", id, basis).WithHint("one of %v", vow.Bases())
		}
		e, err := s.Event(ctx, id)
		if err != nil {
			return err
		}
		if basis == vow.BasisOtherReport && (e.Report == "" || e.Report == o.Report) {
			return vow.Errorf(vow.CodeUsage, "--close %s=%s: the event is of no other report", id, basis).
				WithHint("events of other reports are closed so by themselves")
		}
		if !e.Opened.IsZero() {
			return vow.Errorf(vow.CodeRefused, "the event %s is opened: it cannot be closed", id)
		}
		if err := s.MarkClosed(ctx, id, string(basis)); err != nil {
			return err
		}
	}
	return nil
}

// register counts the days from the store, which must be those that were fixed.
func (w *writer) register(ctx context.Context, s *store.Store, report, from, to string) (*vow.RegisterStated, []byte, error) {
	events, err := s.Events(ctx, store.Filter{From: from, To: to})
	if err != nil {
		return nil, nil, err
	}
	byDay := make(map[string][]store.Event)
	for _, e := range events {
		byDay[e.Day] = append(byDay[e.Day], e)
	}
	waiting, err := w.home.waitingOpened()
	if err != nil {
		return nil, nil, err
	}
	body := &vow.RegisterStated{At: w.now(), Days: vow.DaysBetween(from, to), From: from, Kind: vow.KindRegisterStated, Log: w.origin(), Report: report, To: to}
	var days []daytree.DayCount
	var open []string
	closed := make(map[vow.Basis]int)
	for day := from; day <= to; day = vow.NextDay(day) {
		t, err := s.Day(ctx, day)
		if errors.Is(err, store.ErrNoDay) {
			return nil, nil, vow.Errorf(vow.CodeRefused, "the day %s was fixed by somebody else, or the private store is an older copy: its count cannot be opened, and no register be stated", day).
				WithHint("if there is a newer backup of store.db, restore it")
		}
		if err != nil {
			return nil, nil, err
		}
		if d := w.rec.Day(day); t.Root() != d.Body.Root || t.Count != len(byDay[day]) {
			return nil, nil, vow.Errorf(vow.CodeState, "the day %s in the private store is not the one that entry %d fixed", day, d.Index).
				WithHint("restore the store from a backup that was made after that day")
		}
		c := daytree.DayCount{Count: t.Count, Day: day, Path: t.Path(0), Salt: t.Salt}
		for _, e := range byDay[day] {
			switch basis := closedOn(e, report); {
			case w.rec.Opened(e.Commit) != nil || waiting[e.Commit]:
				c.Opened++
			case basis != "":
				closed[basis]++
			default:
				open = append(open, e.ID)
			}
		}
		body.Counted, body.Opened = body.Counted+c.Count, body.Opened+c.Opened
		days = append(days, c)
	}
	if len(open) > 0 {
		return nil, nil, vow.Errorf(vow.CodeRefused, "%d of %d counted events are neither opened nor closed: %s", len(open), body.Counted, strings.Join(open, " ")).
			WithHint("'vow event open ID' opens one; --close ID=BASIS closes one, BASIS one of %v", vow.Bases())
	}
	for _, basis := range slices.Sorted(maps.Keys(closed)) {
		body.Closed = append(body.Closed, vow.ClosedCount{Basis: basis, Count: closed[basis]})
	}
	counts, err := daytree.NewCounts(w.origin(), report, days).Marshal()
	body.Counts = vow.SumHash(counts)
	return body, counts, err
}

// closedOn returns the basis on which a register leaves an event closed, or "". An
// event of another report is that one's to open.
func closedOn(e store.Event, report string) vow.Basis {
	if e.Closed == "" && e.Report != "" && e.Report != report {
		return vow.BasisOtherReport
	}
	return vow.Basis(e.Closed)
}

// waitingOpened returns the events whose opening waits in the outbox.
func (h *Home) waitingOpened() (map[vow.Hash]bool, error) {
	all, err := h.allPending()
	if err != nil {
		return nil, err
	}
	out := make(map[vow.Hash]bool)
	for _, p := range all {
		if b, ok := p.Body.(*vow.EventOpened); ok {
			out[b.Commit] = true
		}
	}
	return out, nil
}

// checkRegister refuses to record a register that says of events that they are
// opened while their openings still wait, or were dropped.
func (w *writer) checkRegister(ctx context.Context, body vow.Body) error {
	b, ok := body.(*vow.RegisterStated)
	if !ok {
		return nil
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return err
	}
	data, err := s.Counts(ctx, b.Counts)
	if err != nil {
		return err
	}
	c, err := daytree.ParseCounts(data)
	if err != nil {
		return vow.Errorf(vow.CodeState, "counts file of the register: %w", err)
	}
	for _, d := range c.Days {
		if day := w.rec.Day(d.Day); day == nil || len(day.Opened) < d.Opened {
			return vow.Errorf(vow.CodeRefused, "the register says that %d events of %s are opened, and fewer are on the record", d.Opened, d.Day).
				WithHint("%s", fmt.Sprintf("'vow pending' shows whether their openings wait; else drop the register and run 'vow register state %s' again", b.Report))
		}
	}
	return nil
}
