package office

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"vow"
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
	page := &reply.Page{Title: p.Promise.Title, Matrix: m, Shared: make(map[string]*paper.Paper), Final: make(map[string]*paper.Paper), Comments: make(map[string]string)}
	for _, lang := range slices.Sorted(maps.Keys(m.About.Shared)) {
		if m.About.Final[lang].IsZero() {
			continue
		}
		shared, err := h.wholePaper(m.About.Shared[lang])
		if err != nil {
			return nil, err
		}
		final, err := h.wholePaper(m.About.Final[lang])
		if err != nil {
			return nil, err
		}
		if o.Public {
			if shared, err = shared.Withhold(m.WithheldFrom(lang)); err != nil {
				return nil, err
			}
			if final, err = final.Withhold(withheldBy(partsOf(final.Root(), p), final)); err != nil {
				return nil, err
			}
		}
		page.Shared[lang], page.Final[lang] = shared, final
	}
	for _, x := range p.Round().Replies {
		comments, text := h.readReply(x.Body)
		if text == nil {
			continue
		}
		for i, c := range comments {
			page.Comments[fmt.Sprintf("%s.%d", x.Body.Reply, i+1)] = c.Text(text)
		}
	}
	return page, nil
}
