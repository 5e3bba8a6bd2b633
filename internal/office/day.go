package office

import (
	"context"
	"errors"
	"fmt"

	"vow"
	"vow/internal/record"
	"vow/internal/store"
)

// DayOptions say how days are fixed.
type DayOptions struct {
	Clerk bool // with the clerk's key, whose file holds all that is needed
	Many  bool // also more than maxMissed days at once
}

// maxMissed is how many days are fixed at once without asking for more: a clock
// that stands years ahead must not fix them all, empty, for ever.
const maxMissed = 40

// FixDays fixes every day of the office that is over and was not fixed yet, each
// under its own date, busy or not, and records what is ripe in the outbox first. It
// can be repeated, and goes on where a kill stopped it.
//
// Errors: CodeRefused where more days were missed than one would expect.
func (h *Home) FixDays(ctx context.Context, o DayOptions) (days []*Outcome, err error) {
	key := OfficerKey
	if o.Clerk {
		if h.clerk, err = h.openClerk(func() ([]byte, error) { return h.Env.Passphrase("Passphrase of the clerk", false) }); err != nil {
			return nil, err
		}
		key = ClerkKey
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.sendRipeFirst(ctx); err != nil {
		return nil, err
	}
	missed, err := missedDays(w.rec, w.now())
	if err != nil {
		return nil, err
	}
	if len(missed) > maxMissed && !o.Many {
		return nil, vow.Errorf(vow.CodeRefused, "%d days were not fixed, %s to %s: look at this machine's clock", len(missed), missed[0], missed[len(missed)-1]).
			WithHint("if the clock is right, --many fixes them all, each under its own date")
	}
	if err := w.forsakeDays(ctx); err != nil {
		return nil, err
	}
	for _, day := range missed {
		out, err := w.fixDay(ctx, day, key)
		if err != nil {
			return days, fmt.Errorf("day %s: %w", day, err)
		}
		days = append(days, out)
		if !out.Recorded {
			break
		}
	}
	return days, w.settleOpened(ctx)
}

// forsakeDays finds days of the record that this home did not make, as by a stolen
// clerk's key. Nobody here can open them; the events noted on them go into the next.
func (w *writer) forsakeDays(ctx context.Context) error {
	days := w.rec.Office().Days
	if len(days) == 0 {
		return nil
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return err
	}
	own, err := s.DayRoots(ctx)
	if err != nil {
		return err
	}
	for _, d := range days {
		if own[d.Body.Day] == d.Body.Root {
			continue
		}
		w.home.Env.Log.WarnContext(ctx, "THIS DAY WAS FIXED BY SOMEBODY ELSE, or the private store is an older copy: its count cannot be opened; if the clerk's key was stolen, retire it",
			"day", d.Body.Day, "entry", d.Index)
		if err := s.ForsakeDay(ctx, d.Body.Day); err != nil {
			return err
		}
	}
	return w.warnAhead(ctx, s)
}

// warnAhead warns of events that were noted while this machine's clock stood ahead: they
// are counted when their day comes, and no register counts them before.
func (w *writer) warnAhead(ctx context.Context, s *store.Store) error {
	today, err := vow.DayAt(w.now(), w.rec.Office().Created.Procedure.DayHour)
	if err != nil {
		return err
	}
	later, err := s.Events(ctx, store.Filter{From: vow.NextDay(today)})
	if err != nil {
		return err
	}
	for _, e := range later {
		if e.At.After(w.now()) && e.Erased.IsZero() {
			w.home.Env.Log.WarnContext(ctx, "an event was noted at a time that has not come: this machine's clock stood ahead, or stands back now; note it again and erase this one, or it is counted on that day alone",
				"event", e.ID, "day", e.Day)
		}
	}
	return nil
}

// missedDays returns the days that are over and not fixed, in order.
func missedDays(rec *record.Record, now vow.Time) ([]string, error) {
	office := rec.Office()
	today, err := vow.DayAt(now, office.Created.Procedure.DayHour)
	if err != nil {
		return nil, err
	}
	var out []string
	for day := office.FirstDay(); day < today; day = vow.NextDay(day) {
		if rec.Day(day) == nil {
			out = append(out, day)
		}
	}
	return out, nil
}

// fixDay keeps the day's tree in the store and then states its root: whenever the
// process dies, a repetition states the same.
func (w *writer) fixDay(ctx context.Context, day string, key KeyName) (*Outcome, error) {
	s, err := w.home.Store(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.MakeDay(ctx, day)
	if err != nil {
		return nil, err
	}
	p, err := w.pendingFor(&vow.DayFixed{At: w.now(), Day: day, Kind: vow.KindDayFixed, Leaves: len(t.Leaves), Log: w.origin(), Root: t.Root()})
	if err != nil {
		return nil, err
	}
	if key == OfficerKey {
		err = w.signOwn(p)
	} else {
		err = w.sign(p, key)
	}
	if err != nil {
		return nil, err
	}
	out, err := w.finish(ctx, p)
	if err == nil {
		out.Day = day
	}
	return out, err
}

// days says of a record what its office missed.
func (d *doctor) days() {
	office := d.rec.Office()
	if office == nil || office.ClosedAt >= 0 {
		return
	}
	// An hour's grace: a timer need not run on the second.
	missed, err := missedDays(d.rec, vow.Unix(max(0, d.now.Unix()-3600)))
	switch {
	case err != nil:
		d.say(DoctorDays, DoctorUnknown, "", "%v", err)
	case len(office.Days) == 0 && len(missed) > 0:
		d.say(DoctorDays, DoctorNote, "", "no day was ever fixed: nothing shows what the office counts of approaches; 'vow day fix', run daily from a timer at %s, does it", office.Created.Procedure.DayHour)
	case len(missed) > 0:
		d.say(DoctorDays, DoctorWrong, "", "%s not fixed: 'vow day fix' fixes them late, each under its own date; look after the timer", missedText(missed))
	default:
		d.say(DoctorDays, DoctorOK, "", "every day that is over was fixed")
	}
	for _, slug := range d.rec.Reports() {
		if p := d.rec.Report(slug); len(office.Days) > 0 && p.Released() != nil && p.Register() == nil {
			d.say(DoctorRegister, DoctorNote, slug, "it is released, and no register says what was counted of approaches: 'vow event open ID', then 'vow register state %s'", slug)
		}
	}
}

func missedText(missed []string) string {
	if len(missed) == 1 {
		return "the day " + missed[0] + " was"
	}
	return fmt.Sprintf("%d days from %s to %s were", len(missed), missed[0], missed[len(missed)-1])
}

// OtherHour says where vow.toml names another hour than entry 0, which alone counts; ""
// where it does not, or the record cannot be read, which other commands say.
func (h *Home) OtherHour(ctx context.Context) string {
	if !h.hasRecord() {
		return ""
	}
	_, rec, err := h.readRecord(ctx)
	if err != nil || rec.Office() == nil {
		return ""
	}
	if hour := rec.Office().Created.Procedure.DayHour; hour != h.Config.Hour {
		return fmt.Sprintf("the daily entry is made at %s, as entry 0 says for ever: that of vow.toml, %s, changes nothing", hour, h.Config.Hour)
	}
	return ""
}
