package office

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"vow"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
)

// MatrixOptions say which matrix is shown.
type MatrixOptions struct {
	Report string
	Public bool // as the public will see it: without what is withheld
}

// Matrix returns the last matrix on the record of a report, with the texts that it is
// about, for Render. It needs no key.
//
// Errors: CodeUsage where there is none.
func (h *Home) Matrix(ctx context.Context, o MatrixOptions) (*reply.Page, error) {
	rec, err := h.Record(ctx)
	if err != nil {
		return nil, err
	}
	p := rec.Report(o.Report)
	if p == nil {
		return nil, vow.Errorf(vow.CodeUsage, "no promise was made for %q", o.Report).WithHint("'vow status' lists the promises")
	}
	list := p.Round().Disposed
	if len(list) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "no matrix of %s is on the record", o.Report).WithHint("'vow comment dispose' states one; it waits in the outbox for a day")
	}
	d := list[len(list)-1].Body
	m, err := h.readMatrix(d)
	if err != nil {
		return nil, err
	}
	if o.Public {
		guard, err := h.guarded(standing(p))
		if err != nil {
			return nil, err
		}
		return h.publicPage(p, m, guard)
	}
	page := newPage(p, m)
	for _, lang := range compared(m) {
		if page.Shared[lang], err = h.wholePaper(m.About.Shared[lang]); err != nil {
			return nil, err
		}
		if page.Final[lang], err = h.wholePaper(m.About.Final[lang]); err != nil {
			return nil, err
		}
	}
	for _, x := range p.Round().Replies {
		comments, text := h.readReply(x.Body)
		putComments(page, x.Body, comments, text)
	}
	return page, nil
}

func newPage(p *record.Report, m *reply.Matrix) *reply.Page {
	return &reply.Page{Title: p.Promise.Title, Matrix: m, Shared: make(map[string]*paper.Paper), Final: make(map[string]*paper.Paper), Comments: make(map[string]string)}
}

// compared returns the languages in which a matrix compares two texts.
func compared(m *reply.Matrix) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m.About.Shared)), func(lang string) bool { return m.About.Final[lang].IsZero() })
}

func putComments(page *reply.Page, b *vow.CommentReceived, comments reply.Comments, text *paper.Paper) {
	if text == nil {
		return
	}
	for i, c := range comments {
		page.Comments[fmt.Sprintf("%s.%d", b.Reply, i+1)] = c.Text(text)
	}
}

// publicPage is the page of a matrix as the public is shown it: without blocks of the
// shared text that the matrix withholds, of replies by which third persons would be
// known, and without what protective parts hold.
func (h *Home) publicPage(p *record.Report, m *reply.Matrix, guard guardedWords) (*reply.Page, error) {
	page := newPage(p, m)
	for _, lang := range compared(m) {
		shared, err := h.wholePaper(m.About.Shared[lang])
		if err != nil {
			return nil, err
		}
		final, err := h.wholePaper(m.About.Final[lang])
		if err != nil {
			return nil, err
		}
		if page.Shared[lang], err = guard.shown(shared, m.WithheldFrom(lang)); err != nil {
			return nil, err
		}
		if page.Final[lang], err = guard.shown(final, withheldBy(partsOf(final.Root(), p), final)); err != nil {
			return nil, err
		}
	}
	for _, x := range p.Round().Replies {
		comments, text := h.readReply(x.Body)
		if text == nil {
			continue
		}
		text, err := h.publicReply(x.Body, guard)
		if err != nil {
			return nil, err
		}
		putComments(page, x.Body, comments, text)
	}
	return page, nil
}
