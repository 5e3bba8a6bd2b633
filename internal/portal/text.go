package portal

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/office"
	"vow/paper"
	"vow/paper/diff"
)

// text is one text of a report.
type text struct {
	Lang     string
	Title    string
	Root     vow.Hash
	Path     string // of the paper
	Page     string // name of its page
	Kind     string // "" for a released text; Rev, Corr or Add
	Number   int
	Entry    int64
	Head     *block // the first heading, where it is the title
	Groups   []group
	Contents []heading
	Blocks   int
	Withheld int
	Quotes   bool // proofs of quotations are there
	Diff     *diff.Diff
	DiffPage string
	DiffOf   string

	paper *paper.Paper
}

// group is what stands together: a paragraph, a list, a table.
type group struct {
	Tag    string // h, p, ul, blockquote, note, table, caption, figure, withheld
	Level  int
	Blocks []block
	Rows   [][]block
}

// block is one block of a paper.
type block struct {
	N      int
	Label  string
	Text   string
	Quote  string  // path of the proof, empty: none
	More   []block // further sentences of the same paragraph
	Figure *figure // of a picture that is shown
	Part   string  // of a withheld one: the protective part that holds it
	Review string
}

// Alt says what a picture shows; empty where its block has no words.
func (b *block) Alt() string {
	if !vow.Visible(b.Text) {
		return ""
	}
	return b.Text
}

type heading struct {
	N     int
	Level int
	Label string
	Text  string
}

// maxQuotes bounds the proof files of quotations: of one text, and of a site. What is
// over can be proven with the paper and its receipt, which are always there.
const (
	maxQuotesText = 3000
	maxQuotesSite = 20_000
)

// texts adds the released texts and later ones, with a proof for each paragraph.
func (s *site) texts(r *report) error {
	rel := r.rec.Released()
	if rel != nil {
		for _, lang := range slices.Sorted(maps.Keys(rel.Release.Texts)) {
			t, err := s.text(r, rel.Release.Texts[lang])
			if err != nil {
				return err
			}
			if t != nil {
				t.Entry, t.Page = rel.ReleaseAt, "text-"+pageName(t.Lang)+".html"
				r.Texts = append(r.Texts, t)
			}
		}
		slices.SortStableFunc(r.Texts, func(a, b *text) int { return englishFirst(a.Lang) - englishFirst(b.Lang) })
	}
	for _, c := range r.rec.Corrections {
		t, err := s.text(r, c.Body.Root)
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		t.Kind, t.Number, t.Entry = c.Body.Type, c.Body.Number, c.Index
		t.Page = fmt.Sprintf("text-%s-%s%d.html", pageName(t.Lang), t.Kind, t.Number)
		for _, first := range r.Texts {
			if first.Lang == t.Lang && t.Kind != "Add" {
				t.Diff, t.DiffOf = diff.Compare(first.paper, t.paper), first.Page
				t.DiffPage = fmt.Sprintf("changes-%s-%s%d.html", pageName(t.Lang), t.Kind, t.Number)
			}
		}
		r.Later = append(r.Later, t)
	}
	return nil
}

func englishFirst(lang string) int {
	if lang == "en" {
		return 0
	}
	return 1
}

// pageName is a language tag as part of a file name.
func pageName(lang string) string {
	out := []byte(lang)
	for i, c := range out {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
			out[i] = '-'
		}
	}
	return string(out)
}

// text reads one text and makes its view; nil where it is not among the files, as the
// checks say.
func (s *site) text(r *report, root vow.Hash) (*text, error) {
	p, data, err := r.paperOf(dossier.PathPaper(root))
	if err != nil || p == nil {
		return nil, err
	}
	t := &text{Lang: p.Lang, Title: p.Title, Root: root, Blocks: len(p.Lines), Withheld: len(p.Withheld()), paper: p}
	if t.Path, err = s.out.asset(data, "paper"); err != nil {
		return nil, err
	}
	quotes, err := s.quotesOf(r, p)
	if err != nil {
		return nil, err
	}
	t.Quotes = len(quotes) > 0
	t.Groups, t.Contents = groupsOf(p, quotes, r.holders(p.Lang), r.figures)
	if t.Head = headOf(t.Groups, p.Title); t.Head != nil {
		t.Groups, t.Contents = t.Groups[1:], t.Contents[1:]
	}
	nest(t.Groups)
	return t, nil
}

// holder says which protective part holds a block.
type holder struct{ part, review string }

func (r *report) holders(lang string) map[int]holder {
	out := map[int]holder{}
	for _, s := range r.rec.Parts() {
		for _, n := range s.Body.Blocks[lang].Numbers() {
			out[n] = holder{s.Body.Part, s.Body.Review}
		}
	}
	return out
}

// quotesOf writes a proof for each paragraph of a text that has words, and returns their
// paths by its first block: where a block is a sentence, a paragraph has several.
func (s *site) quotesOf(r *report, p *paper.Paper) (map[int]string, error) {
	if len(p.Lines) > maxQuotesText || !s.quotes.take(r.Slug, len(p.Lines)) {
		return nil, nil
	}
	receipt, err := s.p.Receipt(r.Slug, p.Root())
	if errors.Is(err, office.ErrNoText) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	record := receipt.AppendSections(nil)
	out := map[int]string{}
	for i, n := 0, 0; i < len(p.Lines); i += n {
		if p.Lines[i].Withheld() {
			n = 1
			continue
		}
		n = p.Sentences(i)
		if !slices.ContainsFunc(p.Lines[i:i+n], func(l paper.Line) bool { return vow.Visible(l.Block.Text) }) {
			continue
		}
		q, err := p.QuoteBlocks(i, n)
		if err != nil {
			return nil, err
		}
		q.Record = record
		name := fmt.Sprintf("r/%s/q/%s-%.8s-%d.quote", r.Slug, pageName(p.Lang), p.Root(), i)
		// Not for ever: until witnesses have seen the entry, its receipt is under a later checkpoint.
		if err := s.out.put(name, q.Marshal(), Page); err != nil {
			return nil, err
		}
		out[i] = name
	}
	return out, nil
}

// headOf returns the first heading of a text where it is the title again, else nil.
func headOf(groups []group, title string) *block {
	if g := groups[0]; g.Tag == "h" && len(g.Blocks) == 1 && g.Blocks[0].Text == title && g.Blocks[0].Label == "" && len(g.Blocks[0].More) == 0 {
		return &g.Blocks[0]
	}
	return nil
}

// nest gives headings the levels that they are shown at, from 2 on below the page's own.
// A text may leave levels out; a page must not, for those to whom it is read aloud.
func nest(groups []group) {
	var above []int
	for i := range groups {
		g := &groups[i]
		if g.Tag != "h" {
			continue
		}
		for len(above) > 0 && above[len(above)-1] >= g.Level {
			above = above[:len(above)-1]
		}
		above = append(above, g.Level)
		g.Level = min(len(above)+1, 6)
	}
}

// groupsOf puts the blocks of a paper together as a page shows them.
func groupsOf(p *paper.Paper, quotes map[int]string, held map[int]holder, figures map[vow.Hash]figure) ([]group, []heading) {
	var out []group
	var contents []heading
	var before *paper.Block
	last := func(tag string) *group {
		if n := len(out); n > 0 && out[n-1].Tag == tag {
			return &out[n-1]
		}
		out = append(out, group{Tag: tag})
		return &out[len(out)-1]
	}
	for i := range p.Lines {
		b := p.Lines[i].Block
		v := block{N: i, Quote: quotes[i]}
		if b == nil {
			v.Part, v.Review = held[i].part, held[i].review
			g := last("withheld")
			g.Blocks, before = append(g.Blocks, v), nil
			continue
		}
		v.Label, v.Text = b.Label, b.Text
		if f, ok := figures[b.SHA256]; ok && b.Kind == paper.Figure {
			v.Figure = &f
		}
		if b.Sentence > 0 && before != nil {
			g := &out[len(out)-1]
			at := &g.Blocks
			if g.Tag == "table" {
				at = &g.Rows[len(g.Rows)-1]
			}
			whole := &(*at)[len(*at)-1]
			whole.More = append(whole.More, v)
			before = b
			continue
		}
		switch b.Kind {
		case paper.Heading:
			out = append(out, group{Tag: "h", Level: b.Level, Blocks: []block{v}})
			contents = append(contents, heading{i, b.Level, b.Label, b.Text})
		case paper.Item:
			g := last("ul")
			g.Blocks = append(g.Blocks, v)
		case paper.Cell:
			cellOf(&out, v, b, before)
		default:
			out = append(out, group{Tag: tagOf(b.Kind), Blocks: []block{v}})
		}
		before = b
	}
	return out, contents
}

// cellOf puts a cell into its table and row.
func cellOf(out *[]group, v block, b, before *paper.Block) {
	if before == nil || before.Kind != paper.Cell || before.Table != b.Table {
		*out = append(*out, group{Tag: "table"})
	}
	g := &(*out)[len(*out)-1]
	if len(g.Rows) == 0 || before == nil || before.Row != b.Row {
		g.Rows = append(g.Rows, nil)
	}
	g.Rows[len(g.Rows)-1] = append(g.Rows[len(g.Rows)-1], v)
}

func tagOf(k paper.Kind) string {
	switch k {
	case paper.Quote:
		return "blockquote"
	case paper.Note:
		return "note"
	case paper.Caption:
		return "caption"
	case paper.Figure:
		return "figure"
	}
	return "p"
}
