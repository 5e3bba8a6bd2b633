package portal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"vow"
	"vow/verify"
)

// homePage is the list of promises.
type homePage struct {
	Open   []*Row // not out yet, by due
	Done   []*Row // out, the last first
	Counts map[verify.Status]int
}

// trusteesPage says who holds shares, and of what.
type trusteesPage struct {
	Trustees []trusteeView
	Locks    []trusteeLock
}

type trusteeView struct {
	Handle      string
	From, Until vow.Time
	Entry       int64
	Listed      bool
}

type trusteeLock struct {
	*Row
	Seal *sealed
}

// home writes the first page, and those that say how to check and how to open.
func (s *site) home(ctx context.Context) error {
	h := homePage{Counts: map[verify.Status]int{}}
	for _, r := range s.Rows {
		h.Counts[r.Status]++
		if r.Out() {
			h.Done = append(h.Done, r)
		} else {
			h.Open = append(h.Open, r)
		}
	}
	slices.SortStableFunc(h.Open, func(a, b *Row) int { return cmp.Compare(dueOrder(a), dueOrder(b)) })
	slices.SortStableFunc(h.Done, func(a, b *Row) int { return b.Released.Compare(a.Released) })
	if err := s.page("home", "index.html", Page, "", h); err != nil {
		return err
	}
	err := s.made(ctx, "fixed pages", s.base256, func(own *site) error {
		return errors.Join(own.page("check", "check.html", Page, "", nil), own.page("open", "open.html", Page, "", nil))
	})
	if err != nil {
		return err
	}
	if s.Local { // who checks must give it, as it is not built in
		if err := s.out.put("chain.json", s.p.Chain.InfoJSON(), Page); err != nil {
			return err
		}
	}
	return s.pageIn(s.en(), "status", "status.html", Short, "", statusOf(s.Rows))
}

// statusPage is what can be said of every report at the end of the record.
type statusPage struct {
	Rows   []*Row
	Common []verify.Check // what is said of each of them alike
}

// statusOf gathers what is said of all reports alike, which is most of what is said of the
// record.
func statusOf(rows []*Row) statusPage {
	p := statusPage{Rows: rows}
	for i, r := range rows {
		if i == 0 {
			for _, c := range r.Rep.Checks {
				if ofRecord(c.ID) {
					p.Common = append(p.Common, c)
				}
			}
			continue
		}
		p.Common = slices.DeleteFunc(p.Common, func(c verify.Check) bool { return !slices.Contains(r.Rep.Checks, c) })
	}
	return p
}

// Own are the checks of a report that are shown: those that did not pass, or whose sentence
// changes as the record grows.
func (p statusPage) Own(r *Row) []verify.Check {
	return slices.DeleteFunc(slices.Clone(r.Rep.Checks), func(c verify.Check) bool {
		return c.Verdict == verify.Pass && !volatile(c.ID) || slices.Contains(p.Common, c)
	})
}

// lines makes the lines of a report in the lists of the first pages, one in each language.
func (s *site) lines(r *Row) error {
	r.Lines = make([]string, len(s.lang))
	for i, l := range s.lang {
		tmpl, err := s.tmpl.of[l.Code]["home"]()
		if err != nil {
			return err
		}
		var b strings.Builder
		p := &page{site: s, L: l, Name: "home", Root: up(l.Prefix() + "index.html"), Many: true}
		if err := tmpl.ExecuteTemplate(&b, "row", map[string]any{"Page": p, "Row": r}); err != nil {
			return vow.Errorf(vow.CodeState, "site: %s: %w", r.Slug, err)
		}
		r.Lines[i] = b.String()
	}
	return nil
}

// Line is the line of a report, as html/template made it.
func (p *page) Line(r *Row) template.HTML {
	return template.HTML(r.Lines[slices.Index(p.lang, p.L)]) //nolint:gosec // made by the template "row"
}

// Out reports whether the report is out.
func (r *Row) Out() bool {
	return !r.Released.IsZero() || r.Status == verify.Kept || r.Status == verify.Opened
}

func dueOrder(r *Row) int64 {
	if r.Due.Undated {
		return 1 << 60
	}
	return r.Due.Instant.Unix()
}

// trustees writes the page of those who hold shares.
func (s *site) trustees(ctx context.Context) error {
	var t trusteesPage
	for _, x := range s.p.Record.Office().Trustees {
		v := trusteeView{Handle: x.Handle, Entry: x.From, Listed: x.Until < 0}
		if x.From >= 0 {
			v.From = s.entry(x.From).At
		}
		if x.Until >= 0 {
			v.Until = s.entry(x.Until).At
		}
		t.Trustees = append(t.Trustees, v)
	}
	for _, row := range s.Rows {
		if row.Seal != nil {
			t.Locks = append(t.Locks, trusteeLock{row, row.Seal})
		}
	}
	h := s.digest()
	for _, x := range t.Locks {
		fmt.Fprintf(h, "%q %q %+v %+v %+v\n", x.Slug, x.Title, x.Seal.Early, x.Seal.Delay, x.Seal.Trustees)
	}
	fmt.Fprintf(h, "%+v\n", t.Trustees)
	return s.made(ctx, "trustees", vow.Hash(h.Sum(nil)), func(own *site) error {
		return own.page("trustees", "trustees.html", Page, "", t)
	})
}

// reportPages writes the pages of a report.
func (s *site) reportPages(r *report) error {
	dir := "r/" + r.Slug + "/"
	if err := s.page("report", dir+"index.html", Page, r.Slug, r); err != nil {
		return err
	}
	for _, t := range slices.Concat(r.Texts, r.Later) {
		if err := s.page("text", dir+t.Page, Page, r.Slug, textPage{r, t}); err != nil {
			return err
		}
		if t.Diff == nil {
			continue
		}
		if err := s.page("changes", dir+t.DiffPage, Page, r.Slug, changesPage{Title: r.Title, Lang: t.Lang, Diff: t.Diff, Report: r, Text: t}); err != nil {
			return err
		}
	}
	for _, q := range r.Replies {
		if q.Page == "" {
			continue
		}
		if err := s.page("reply", dir+q.Page, Page, r.Slug, replyPage{r, q}); err != nil {
			return err
		}
	}
	if r.Matrix == nil {
		return nil
	}
	return s.page("matrix", dir+"comments.html", Page, r.Slug, r)
}

type textPage struct {
	*report
	Text *text
}

type replyPage struct {
	*report
	Reply *replied
}
