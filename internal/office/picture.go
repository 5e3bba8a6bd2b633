package office

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/pictures"
	"vow/internal/positions"
	"vow/internal/record"
	"vow/internal/store"
	"vow/policy"
)

// Timeline gathers what happened about a report for a picture: what the record says of
// it, and of the private store the events of the report and those of no report. With
// public it is only what is public already: entries and opened events.
//
// Signers are left out: a tally shows them. Errors: CodeUsage where no such report was
// promised.
func (h *Home) Timeline(ctx context.Context, slug string, public bool) (*pictures.Timeline, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	p := rec.Report(slug)
	if p == nil {
		return nil, vow.Errorf(vow.CodeUsage, "no report %q was promised", slug).WithHint("'vow status' lists the reports")
	}
	t := &pictures.Timeline{Title: p.Promise.Title, Observer: rec.Office().Created.Role == vow.Observer}
	for _, b := range recorded(p) {
		row, _ := TimelineRow(b)
		t.Events = append(t.Events, row)
	}
	for _, s := range p.AllSeals() {
		if lock, err := h.readLock(s); err == nil { // fsck says what is wrong with it
			for _, hold := range HoldsOf(s.Body, lock.Policy) {
				t.Events = append(t.Events, hold.Row())
			}
		}
	}
	for _, e := range rec.Office().Events {
		t.Events = appendRow(t.Events, e.Body, false)
	}
	for _, e := range p.Events {
		t.Events = appendRow(t.Events, e.Body, false)
	}
	if !h.HasStore() {
		return t, nil
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.Events(ctx, store.Filter{})
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		open := !e.Opened.IsZero()
		if !e.Erased.IsZero() || e.Report != "" && e.Report != slug || public && !open {
			continue
		}
		b, err := bodyOf(e)
		if err != nil {
			return nil, err
		}
		t.Events = appendRow(t.Events, b, !open)
	}
	return t, nil
}

// recorded are the entries of a report that a timeline shows, events left out.
func recorded(p *record.Report) []vow.Body {
	list := []vow.Body{p.Promise}
	for _, m := range p.Moves {
		list = append(list, m.Body)
	}
	for _, x := range p.Texts {
		list = append(list, x.Body)
	}
	notices := slices.Concat(p.ObservedNotices)
	for _, n := range p.Round().Notices {
		notices = append(notices, *n)
	}
	for _, n := range notices {
		list = append(list, n.Body)
		for _, x := range n.Extended {
			list = append(list, x.Body)
		}
	}
	for _, r := range slices.Concat(p.ObservedReplies, p.Round().Replies) {
		list = append(list, r.Body)
	}
	for _, s := range p.Seals {
		list = append(list, s.Body)
		for _, x := range s.Confirmed {
			list = append(list, x.Body)
		}
		for _, x := range s.Shares {
			list = append(list, x.Body)
		}
		if s.Release != nil {
			list = append(list, s.Release)
		}
	}
	for _, o := range p.Observed {
		list = append(list, o.Body)
	}
	return list
}

// entryRow is the row of an entry of a report's own chain.
func entryRow(body vow.Body) pictures.Event {
	e := row(body)
	switch b := body.(type) {
	case *vow.PromiseMade:
		e.Sort, e.Until = pictures.SortPromise, untilOf(b.Due)
	case *vow.PromiseMoved:
		e.Sort, e.Until = pictures.SortMove, untilOf(b.Due)
	case *vow.TextFixed:
		e.Sort = pictures.SortText
	case *vow.NoticeSent:
		e.Sort, e.Until = pictures.SortNotice, untilOf(b.Due)
	case *vow.NoticeExtended:
		e.Sort, e.Until = pictures.SortNotice, untilOf(b.Due)
	case *vow.CommentReceived:
		e.Sort = pictures.SortReply
	case *vow.SealMade:
		e.Sort = pictures.SortSeal
		if from := b.Opens.At; from.IsZero() {
			e.Until = span(b.At, b.Opens.AtLatest) // trustees can open it at any time
		} else {
			e.Until = span(from, b.Opens.AtLatest)
		}
	case *vow.ReleaseMade:
		e.Sort = pictures.SortRelease
	}
	return e
}

// maxHolds is how many sets of trustees one hold names.
const maxHolds = 3

// Hold is what no entry says of a seal: from when on it could be opened, and until when
// trustees can keep it shut by not acting.
type Hold struct {
	Part  string // of a protective part or a late reply; empty: of the report
	From  vow.Time
	Until vow.Time   // zero: for ever
	Sets  [][]string // handles: each set can do it alone
	More  int        // further sets
}

// HoldsOf are the holds that a seal's policy allows, one for each time until when some
// can; none where no trustee can.
func HoldsOf(b *vow.SealMade, p *policy.Policy) []Hold {
	from, part := b.Opens.At, b.Part
	if from.IsZero() {
		from = b.At // trustees can open it at any time
	}
	if !b.IsPart() && b.Reply == "" {
		part = "" // the report's body
	}
	var out []Hold
	for _, d := range policy.Analyse(p, policy.Options{At: b.At}).Delay { // by time
		until, _ := d.Until.Time()
		if n := len(out); n == 0 || out[n-1].Until != until {
			out = append(out, Hold{Part: part, From: from, Until: until})
		}
		h := &out[len(out)-1]
		if len(h.Sets) == maxHolds {
			h.More++
			continue
		}
		h.Sets = append(h.Sets, d.Who)
	}
	return out
}

// Row is the hold in a picture of what happened.
func (h Hold) Row() pictures.Event {
	sets := make([]string, len(h.Sets))
	for i, who := range h.Sets {
		sets[i] = strings.Join(who, " with ")
	}
	who := strings.Join(sets, ", or ")
	if h.More > 0 {
		who += fmt.Sprintf(", or %d other sets", h.More)
	}
	what, end := "the report", "for ever"
	if h.Part != "" {
		what = "the part " + h.Part
	}
	if !h.Until.IsZero() {
		end = "until " + h.Until.String()
	}
	return pictures.Event{Sort: pictures.SortHold, When: span(h.From, h.From), Until: span(h.From, h.Until), Date: h.From.String()[:len("2006-01-02")],
		Say: fmt.Sprintf("from now on %s can be held back %s, by not acting: %s", what, end, who)}
}

// appendRow adds the row of an event, if its kind is one that a timeline shows.
func appendRow(list []pictures.Event, body vow.Body, private bool) []pictures.Event {
	e := row(body)
	e.Private = private
	switch b := body.(type) {
	case *vow.Contact:
		e.Sort = pictures.SortApproach
	case *vow.Letter:
		e.Sort = pictures.SortLetter
	case *vow.Statement, *vow.Inquiry, *vow.CountClaim:
		e.Sort = pictures.SortSaid
	case *vow.Position:
		if b.Totals == nil {
			return list
		}
		e.Sort = pictures.SortVote
	default:
		return list
	}
	return append(list, e)
}

// row is what all rows have: when it was, by what is said of it or by the entry, and
// what happened.
func row(body vow.Body) pictures.Event {
	at := body.Common().At
	e := pictures.Event{Say: say(body), Date: at.String()[:len("2006-01-02")], When: span(at, at)}
	b, ok := body.(vow.Reported)
	if !ok {
		return e
	}
	o := b.Observed()
	e.Reported = o.Given()
	if o.When != "" {
		e.Date, e.When = strings.ReplaceAll(string(o.When), "T", " "), pictures.SpanOf(o.When)
	}
	return e
}

func span(first, last vow.Time) pictures.Span {
	return pictures.Span{First: first.Go(), Last: last.Go()}
}

// untilOf is when something was to be.
func untilOf(d vow.Due) pictures.Span {
	if d.Undated() || d.Instant.IsZero() {
		return pictures.Span{}
	}
	s := span(d.Instant, d.Instant)
	if d.From != "" {
		s.First = pictures.SpanOf(vow.EDTF(d.From)).First
	}
	return s
}

// Grid gathers instruments for a picture: those of the slugs, or without any all that
// positions are noted on.
//
// Errors: CodeUsage where there are none, or more than a picture has room for.
func (h *Home) Grid(ctx context.Context, slugs []string, public bool) (*pictures.Grid, error) {
	var list []*positions.Instrument
	if len(slugs) == 0 {
		all, err := h.Instruments(ctx, public)
		if err != nil {
			return nil, err
		}
		list = all
	}
	for _, slug := range slugs {
		in, err := h.Instrument(ctx, slug, public)
		if err != nil {
			return nil, err
		}
		list = append(list, in)
	}
	switch {
	case len(list) == 0:
		return nil, vow.Errorf(vow.CodeUsage, "no positions are noted").WithHint("'vow position note' notes one; letters are named: vow picture grid LETTER")
	case len(list) > pictures.MaxColumns:
		return nil, vow.Errorf(vow.CodeUsage, "%d instruments: a picture has room for %d", len(list), pictures.MaxColumns).WithHint("name those that are wanted")
	}
	observer, err := h.observes(ctx)
	return &pictures.Grid{Instruments: list, Private: !public && h.HasStore(), Observer: observer}, err
}

// observes reports whether the home's record is an observer's.
func (h *Home) observes(ctx context.Context) (bool, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return false, err
	}
	return rec.Office() != nil && rec.Office().Created.Role == vow.Observer, nil
}

// Tiles returns one instrument for a picture over all States.
func (h *Home) Tiles(ctx context.Context, slug string, public bool) (*pictures.Tiles, error) {
	in, err := h.Instrument(ctx, slug, public)
	if err != nil {
		return nil, err
	}
	observer, err := h.observes(ctx)
	return &pictures.Tiles{Instrument: in, Private: !public && h.HasStore(), Observer: observer}, err
}
