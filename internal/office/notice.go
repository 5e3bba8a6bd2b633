package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/paper"
)

// PartyOptions say whom a report criticises, and where.
type PartyOptions struct {
	Report string
	Party  vow.Party
	Blocks []string // [LANG=]BLOCKS of the shared text
	Name   string   // file with the name of who stands behind a class; "" for none
	None   bool     // nobody is criticised
}

// maxName is the most bytes of the name behind a class.
const maxName = 500

// DeclareParty states whom a report criticises. A repeated declaration is not made
// twice.
//
// Errors: CodeRefused where the record's rules refuse it, CodeUsage for blocks that
// the shared text does not have.
func (h *Home) DeclareParty(ctx context.Context, o PartyOptions) (out *Outcome, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.noBodyPending(o.Report); err != nil {
		return nil, err
	}
	body := &vow.NoticeParty{At: w.now(), Kind: vow.KindNoticeParty, Log: w.origin(), None: o.None, Report: o.Report}
	if o.None {
		if o.Party != "" || o.Name != "" || len(o.Blocks) > 0 {
			return nil, vow.Errorf(vow.CodeUsage, "--none is said alone: it says that nobody is criticised")
		}
	} else if err := w.fillParty(ctx, p, o, body); err != nil {
		return nil, err
	}
	for _, d := range p.Round().Declared {
		if sameStatement(d.Body, body) {
			return w.stands(ctx, d.Index)
		}
	}
	out, err = w.submit(ctx, body)
	if err == nil && p.Seal() != nil {
		out.Warnings = append(out.Warnings, fmt.Sprintf("the report was sealed by entry %d: of that seal verify says that this was declared only after it", p.Seal().Index))
	}
	return out, err
}

func (w *writer) fillParty(ctx context.Context, p *record.Report, o PartyOptions, body *vow.NoticeParty) error {
	if err := o.Party.Check(); err != nil {
		return vow.Errorf(vow.CodeUsage, "--party: %w", err).WithHint("%s", vow.HintOf(err))
	}
	if len(o.Blocks) == 0 {
		return vow.Errorf(vow.CodeUsage, "--blocks is needed: where %s is criticised", o.Party).
			WithHint("for example --blocks 14,20-22, counted from 0; 'vow paper show --numbers' lists them")
	}
	texts, err := sharedTexts(p)
	if err != nil {
		return err
	}
	papers := make(map[string]*paper.Paper)
	for lang, root := range texts {
		if papers[lang], err = w.home.wholePaper(root); err != nil {
			return err
		}
	}
	body.Party, body.Texts = o.Party, texts
	if body.Blocks, err = blocksByLang("--blocks", o.Blocks, papers); err != nil {
		return err
	}
	for _, lang := range slices.Sorted(maps.Keys(texts)) {
		if _, ok := body.Blocks[lang]; !ok {
			return vow.Errorf(vow.CodeUsage, "--blocks: none for the text in %q", lang).WithHint("--blocks %s=14,20-22", lang)
		}
	}
	if o.Name == "" {
		body.PartyCommit = p.Round().Commit(o.Party)
		return nil
	}
	if o.Party.IsCode() {
		return vow.Errorf(vow.CodeUsage, "--name: %s is named by its code", o.Party)
	}
	name, err := durable.ReadSecret(o.Name, maxName)
	if err != nil {
		return err
	}
	defer clear(name)
	if err := refuseSpelled(o.Party, string(name)); err != nil {
		return err
	}
	st, err := w.home.Store(ctx)
	if err != nil {
		return err
	}
	body.PartyCommit, err = st.Party(ctx, o.Report, o.Party, bytes.TrimSpace(name))
	return err
}

// noticeDays is the office's promised window, in whole days.
func (w *writer) noticeDays() int { return w.rec.Office().Created.Procedure.NoticeDays }

// soonestDue returns the earliest time at which a window that begins with a notice
// stated now may end: the notice counts from when it is on the record.
func (w *writer) soonestDue() vow.Time {
	at := w.now().Go()
	if !w.home.SendNow {
		at = at.Add(OutboxWait)
	}
	return vow.At(at.AddDate(0, 0, w.noticeDays()))
}

// windowOf returns the due of a notice: as given, or the end of the first day that
// leaves the window that the office promises.
func (w *writer) windowOf(o DueOptions, tz string) (vow.Due, error) {
	if o.TZ == "" {
		o.TZ = tz
	}
	least := w.soonestDue()
	if !o.given() {
		loc, err := time.LoadLocation(o.TZ)
		if err != nil {
			return vow.Due{}, vow.Errorf(vow.CodeUsage, "%q is not a time zone of the IANA database", o.TZ)
		}
		o.By = least.Go().In(loc).Format(time.DateOnly)
	}
	due, err := o.Due()
	if err != nil {
		return due, err
	}
	if due.Instant.Before(least) {
		return due, vow.Errorf(vow.CodeRefused, "comments %s: the window would be too short: this office promises %s from when the notice is on the record, that is to %s", due, sayDays(w.noticeDays()), least).
			WithHint("leave --by out for the first day that is long enough")
	}
	return due, nil
}

// checkWindow refuses to record a notice whose window became too short while it
// waited, or an extension whose due has passed: for ever after, verify would say so.
func (w *writer) checkWindow(body vow.Body) error {
	switch b := body.(type) {
	case *vow.NoticeSent:
		if least := vow.At(w.now().Go().AddDate(0, 0, w.noticeDays())); !b.Observed().Given() && b.Due.Instant.Before(least) {
			return vow.Errorf(vow.CodeRefused, "notice %s: while it waited its window became too short: a window of %s from now ends %s, and it says %s", b.Notice, sayDays(w.noticeDays()), least, b.Due.Instant).
				WithHint("drop it with 'vow pending --drop ID', and send it anew with a later date")
		}
	case *vow.NoticeExtended:
		p := w.rec.Report(b.Report)
		if p == nil || p.Round().Notice(b.Notice) == nil {
			return nil
		}
		if due := p.Round().Notice(b.Notice).Due().Instant; w.now().After(due) {
			return vow.Errorf(vow.CodeRefused, "notice %s: its due %s has passed: an extension after it does not count", b.Notice, due).
				WithHint("the round goes on without more comments; what comes now is late, and is annexed")
		}
	}
	return nil
}

// ExtendOptions give a party more time.
type ExtendOptions struct {
	Report, Notice string
	Due            DueOptions // without TZ: the notice's
	Reason         vow.ExtendReason
}

// ExtendNotice gives a party more time, in public and with a reason.
//
// Errors: CodeRefused where the due has passed, or before the extension is on the
// record will have.
func (h *Home) ExtendNotice(ctx context.Context, o ExtendOptions) (out *Outcome, err error) {
	if o.Reason == "" {
		return nil, vow.Errorf(vow.CodeUsage, "--reason is needed").WithHint("one of %v", vow.ExtendReasons())
	}
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.noBodyPending(o.Report); err != nil {
		return nil, err
	}
	n := p.Round().Notice(o.Notice)
	if n == nil {
		return nil, vow.Errorf(vow.CodeRefused, "no notice %q of %s is on the record", o.Notice, o.Report).WithHint("'vow log' lists them")
	}
	if o.Due.TZ == "" {
		o.Due.TZ = n.Body.Due.TZ
	}
	due, err := o.Due.Due()
	if err != nil {
		return nil, err
	}
	body := &vow.NoticeExtended{At: w.now(), Due: due, Kind: vow.KindNoticeExtended, Log: w.origin(), Notice: o.Notice, Reason: o.Reason, Report: o.Report}
	for _, x := range n.Extended {
		if sameStatement(x.Body, body) {
			return w.stands(ctx, x.Index)
		}
	}
	recorded := w.now()
	if !h.SendNow {
		recorded = vow.At(w.now().Go().Add(OutboxWait))
	}
	if last := n.Due().Instant; recorded.After(last) {
		return nil, vow.Errorf(vow.CodeRefused, "the due of %s is %s, and this would be on the record at %s: it would not count", o.Notice, last, recorded).
			WithHint("with two officers' signatures --now records it at once, if the due has not passed")
	}
	if out, err = w.submit(ctx, body); err == nil {
		out.Warnings = append(out.Warnings, afterPromise(p, due)...)
	}
	return out, err
}
