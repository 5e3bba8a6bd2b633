package office

import (
	"context"
	"errors"
	"strconv"

	"vow"
)

// ObservedOptions say of what somebody else did whose it is, where that is known
// from, how firmly, and when it was. They are for an observer's record.
type ObservedOptions struct {
	AttributedTo  string
	Confirmations *vow.Confirmations
	Origin        string
	Status        string
	When          string
}

// Observed returns the options as fields of an entry.
func (o ObservedOptions) Observed() vow.Observed {
	return vow.Observed{AttributedTo: vow.Party(o.AttributedTo), Confirmations: o.Confirmations, Origin: o.Origin,
		Status: vow.Sighting(o.Status), When: vow.EDTF(o.When)}
}

// IsObserver reports whether the record is about somebody else's promises.
func (w *writer) isObserver() bool { return w.rec.Office().Created.Role == vow.Observer }

// checkReporting refuses to mix up the two kinds of record before anything is signed.
func (w *writer) checkReporting(o vow.Observed) error {
	switch {
	case w.isObserver() && !o.Given():
		return vow.Errorf(vow.CodeUsage, "this is an observer's record: say whose doing it is, where that is known from, how firmly and when it was").
			WithHint("--attributed-to PARTY --origin WORDS --status seen|secondary|unchecked --when DATE")
	case !w.isObserver() && o.Given():
		return vow.Errorf(vow.CodeUsage, "this record holds the office's own promises: --attributed-to, --origin and --status are for an observer's").
			WithHint("'vow init --role observer' makes one")
	}
	return nil
}

// ReportReleaseOptions are the words of a release that is reported.
type ReportReleaseOptions struct {
	Report   string
	Observed ObservedOptions
	Where    []string
}

// ReportRelease states, in an observer's record, that somebody else's report is out.
// What is said twice in the same words stands once; what differs stands beside it.
func (h *Home) ReportRelease(ctx context.Context, o ReportReleaseOptions) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	p := w.rec.Report(o.Report)
	if p == nil {
		return nil, noPromise(o.Report)
	}
	seen := o.Observed.Observed()
	if err := w.checkReporting(seen); err != nil {
		return nil, err
	}
	body := &vow.ReleaseMade{At: w.now(), AttributedTo: seen.AttributedTo, Confirmations: seen.Confirmations, Kind: vow.KindReleaseMade, Log: w.origin(),
		Mode: vow.ModeOffice, Origin: seen.Origin, Refs: []vow.Hash{w.rec.State(o.Report)}, Report: o.Report, Status: seen.Status, When: seen.When, Where: o.Where}
	for _, r := range p.Observed {
		if sameStatement(r.Body, body) {
			return w.stands(ctx, r.Index)
		}
	}
	say := contradict(seen.When, p.Promise.When, "the promise")
	if out, err = w.submit(ctx, body); err == nil && say != "" {
		out.Warnings = append(out.Warnings, say)
	}
	return out, err
}

// counted says a number of things.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// ReportHearing states, in an observer's record, that somebody else's report was sent
// to a party for comment, or that a party replied.
//
// Errors: CodeUsage where the record is a publisher's.
func (h *Home) ReportHearing(ctx context.Context, o HearingOptions) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	p := w.rec.Report(o.Report)
	if p == nil {
		return nil, noPromise(o.Report)
	}
	seen := o.Observed.Observed()
	if err := w.checkReporting(seen); err != nil {
		return nil, err
	}
	var body vow.Body = &vow.NoticeSent{At: w.now(), AttributedTo: seen.AttributedTo, Confirmations: seen.Confirmations, Kind: vow.KindNoticeSent, Log: w.origin(),
		Notice: o.Notice, Origin: seen.Origin, Party: o.Party, Report: o.Report, Status: seen.Status, When: seen.When}
	said := make([]saidAt, 0, len(p.ObservedNotices))
	for _, n := range p.ObservedNotices {
		said = append(said, saidAt{n.Index, n.Body})
	}
	if o.Reply != "" {
		body = &vow.CommentReceived{At: w.now(), AttributedTo: seen.AttributedTo, Comments: o.Comments, Confirmations: seen.Confirmations, Kind: vow.KindCommentReceived,
			Log: w.origin(), Notice: o.Notice, Origin: seen.Origin, Party: o.Party, Reply: o.Reply, Report: o.Report, Status: seen.Status, When: seen.When}
		said = said[:0]
		for _, r := range p.ObservedReplies {
			said = append(said, saidAt{r.Index, r.Body})
		}
	}
	for _, s := range said {
		if sameStatement(s.body, body) {
			return w.stands(ctx, s.index)
		}
	}
	return w.submit(ctx, body)
}

// saidAt is a statement of the record.
type saidAt struct {
	index int64
	body  vow.Body
}

// HearingOptions are the words of a notice, or with Reply of a reply, that is reported.
type HearingOptions struct {
	Report   string
	Party    vow.Party
	Notice   string // its name: n1
	Reply    string // its name: r1
	Comments int    // how many, if that is known
	Observed ObservedOptions
}
