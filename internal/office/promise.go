package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vow"
)

// DueOptions say when a report is due, in one of three ways.
type DueOptions struct {
	By    string // YYYY-MM-DD
	On    string // YYYY-MM-DD
	From  string // YYYY-MM-DD, with Until
	Until string
	TZ    string // IANA name
	Words string // as promised; made from the date if empty

	Rule vow.DueRule // for words that name no day: the bounds are computed
	Said vow.EDTF    // with Rule: when they were said
}

// Due computes the due and its instant, the last second of the last local day.
func (o DueOptions) Due() (vow.Due, error) {
	if o.Rule == vow.DueUndated {
		return asUsage(vow.VagueDue(o.Rule, o.Said, o.Words, nil))
	}
	if o.TZ == "" {
		return vow.Due{}, vow.Errorf(vow.CodeUsage, "a time zone is missing").WithHint("for example --tz Europe/Zurich, or --tz UTC")
	}
	loc, err := time.LoadLocation(o.TZ)
	if err != nil || o.TZ == "Local" {
		return vow.Due{}, vow.Errorf(vow.CodeUsage, "%q is not a time zone of the IANA database", o.TZ).
			WithHint("for example Europe/Zurich, Africa/Nairobi or UTC")
	}
	if o.Rule != "" {
		return asUsage(vow.VagueDue(o.Rule, o.Said, o.Words, loc))
	}
	d := vow.Due{By: o.By, On: o.On, From: o.From, Until: o.Until, TZ: o.TZ, Words: o.Words}
	if d.Instant, err = vow.EndOfDay(d.LastDay(), loc); err != nil {
		return vow.Due{}, vow.Errorf(vow.CodeUsage, "%s: %w", o.flag(), err)
	}
	if d.Words == "" {
		switch {
		case d.By != "":
			d.Words = "by " + d.By
		case d.On != "":
			d.Words = "on " + d.On
		default:
			d.Words = fmt.Sprintf("from %s until %s", d.From, d.Until)
		}
	}
	if err := d.Validate("due"); err != nil {
		return vow.Due{}, vow.Errorf(vow.CodeUsage, "%w", err)
	}
	return d, nil
}

// asUsage says that an error is about the words of the call.
func asUsage(d vow.Due, err error) (vow.Due, error) {
	if err != nil {
		return d, vow.Errorf(vow.CodeUsage, "%w", err)
	}
	return d, nil
}

// given reports whether a date is said.
func (o DueOptions) given() bool { return o.By+o.On+o.From+o.Until+string(o.Rule) != "" }

// flag names the flag that gave the last day.
func (o DueOptions) flag() string {
	switch {
	case o.By != "":
		return "--by"
	case o.On != "":
		return "--on"
	default:
		return "--window"
	}
}

// said fills in when words that name no day were said: when they are reported to
// have been, or today.
func (o DueOptions) said(when vow.EDTF, now vow.Time) DueOptions {
	if o.Rule != "" && o.Said == "" {
		if o.Said = when; when == "" {
			o.Said = vow.EDTF(now.Go().Format(time.DateOnly))
		}
	}
	return o
}

// PromiseOptions are a promise's words.
type PromiseOptions struct {
	Report string
	Title  string
	Who    string // vow.WhoOffice if empty
	Due    DueOptions
	Seen   ObservedOptions // in an observer's record
	Quote  bool            // although it quotes words of one version of a letter alone
}

// Promise promises a report in public.
//
// Errors: CodeRefused where the report was promised before (it can be moved), or
// the due has passed already.
func (h *Home) Promise(ctx context.Context, o PromiseOptions) (out *Outcome, err error) {
	if err := vow.CheckSlug(o.Report); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%w", err)
	}
	if o.Who == "" {
		o.Who = vow.WhoOffice
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	seen := o.Seen.Observed()
	if err := w.checkReporting(seen); err != nil {
		return nil, err
	}
	due, err := o.Due.said(seen.When, w.now()).Due()
	if err != nil {
		return nil, err
	}
	body := &vow.PromiseMade{At: w.now(), AttributedTo: seen.AttributedTo, Confirmations: seen.Confirmations, Due: due, Kind: vow.KindPromiseMade, Log: w.origin(),
		Origin: seen.Origin, Report: o.Report, Status: seen.Status, Title: o.Title, When: seen.When, Who: o.Who}
	// A promise that was made with the same words is not made twice, even after
	// later entries of its chain.
	if p := w.rec.Report(o.Report); p != nil {
		if sameStatement(p.Promise, body) {
			return w.stands(ctx, p.PromiseAt)
		}
		return nil, vow.Errorf(vow.CodeRefused, "%s was promised by entry %d, %s", o.Report, p.PromiseAt, p.Promise.Due).
			WithHint("a promise is changed in public: 'vow promise move %s --by DATE --reason CODE'", o.Report)
	}
	if !seen.Given() && !due.End().After(body.At) {
		return nil, vow.Errorf(vow.CodeRefused, "the due %s has passed already", due.Instant)
	}
	say, err := h.refuseSaid(ctx, o.Quote, o.Title, due.Words)
	if err != nil {
		return nil, err
	}
	out, err = w.submit(ctx, body)
	if seen.Given() {
		return warned(out, err, say)
	}
	return warned(out, err, say, mandateEnd(w.rec.Office().Term, due))
}

// MoveOptions are the words of a move.
type MoveOptions struct {
	Report string
	Due    DueOptions // without TZ: the promise's
	Reason vow.Reason
	Code   vow.Hash // commitment, with vow.ReasonProtected
	// ProtectedFile holds the true reason in place of Code: it is kept in the private
	// store, and the commitment made of it.
	ProtectedFile string
	Seen          ObservedOptions
	Quote         bool // although it quotes words of one version of a letter alone
}

// MovePromise changes the due of a promise, in public and counted. The warnings
// say what the move does not do.
//
// Errors: CodeRefused where the new due has passed already.
func (h *Home) MovePromise(ctx context.Context, o MoveOptions) (out *Outcome, warnings []string, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	p := w.rec.Report(o.Report)
	if p == nil {
		return nil, nil, noPromise(o.Report)
	}
	if o.Due.TZ == "" {
		o.Due.TZ = p.Due().TZ
	}
	seen := o.Seen.Observed()
	if err := w.checkReporting(seen); err != nil {
		return nil, nil, err
	}
	due, err := o.Due.said(seen.When, w.now()).Due()
	if err != nil {
		return nil, nil, err
	}
	if !seen.Given() && due != p.Due() && !due.End().After(w.now()) {
		return nil, nil, vow.Errorf(vow.CodeRefused, "the due %s has passed already", due.Instant)
	}
	if o.ProtectedFile != "" {
		if o.Code, err = w.protect(ctx, p, o); err != nil {
			return nil, nil, err
		}
	}
	body := &vow.PromiseMoved{At: w.now(), AttributedTo: seen.AttributedTo, Code: o.Code, Confirmations: seen.Confirmations, Due: due, Kind: vow.KindPromiseMoved,
		Log: w.origin(), Origin: seen.Origin, Reason: o.Reason, Refs: []vow.Hash{w.rec.State(o.Report)}, Report: o.Report, Status: seen.Status, When: seen.When}
	for _, m := range p.Moves {
		if seen.Given() && sameStatement(m.Body, body) {
			out, err := w.stands(ctx, m.Index)
			return out, nil, err
		}
	}
	last := p.Promise.When
	if n := len(p.Moves); n > 0 {
		last = p.Moves[n-1].Body.When
	}
	if say := contradict(seen.When, last, "the promise that it moves"); say != "" {
		warnings = append(warnings, say)
	}
	if !seen.Given() && body.At.After(p.Due().End()) {
		warnings = append(warnings, fmt.Sprintf("the due %s has passed: this move is shown and counted as a slip, and changes no due", p.Due().Instant))
	}
	if s := p.Seal(); s != nil && p.Released() == nil {
		warnings = append(warnings, sealedOpensAnyway(s.Body.Opens.AtLatest))
	}
	if say := mandateEnd(w.rec.Office().Term, due); say != "" && !seen.Given() {
		warnings = append(warnings, say)
	}
	say, err := h.refuseSaid(ctx, o.Quote, due.Words)
	if err != nil {
		return nil, nil, err
	}
	if say != "" {
		warnings = append(warnings, say)
	}
	out, err = w.submit(ctx, body)
	return out, warnings, err
}

func sealedOpensAnyway(latest vow.Time) string {
	if latest.IsZero() {
		return "the report is sealed: moving the promise does not change its lock"
	}
	return fmt.Sprintf("the report is sealed and opens by itself at %s all the same: moving the promise does not change its lock", latest)
}

func noPromise(report string) error {
	return vow.Errorf(vow.CodeRefused, "no promise was made for %q", report).
		WithHint("'vow status' lists the promises; 'vow promise %s …' makes one", report)
}
