package intake

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"vow"
	"vow/paper"
)

// FromMarkdown reads CommonMark with tables (GFM) and footnotes.
//
//   - A heading becomes a heading of its level; its section is what the attribute
//     {section=summary|findings|annex|none} says, or what its words do: Summary,
//     Executive summary, Findings, Key findings, Annex …
//   - Paragraphs become para, in a list item, in a block quote quote; an ordered
//     item is labelled with its number. A line of a code block is a para.
//   - A table gives one cell for each place, the header being row 1. A paragraph of
//     one picture becomes a figure, its title a caption; so does a paragraph beside
//     a table or picture that begins with Table, Figure, Fig. or Caption.
//   - A footnote becomes a note behind the block that calls it first, labelled with the number that its
//     reference prints, [1]; a footnote that nothing refers to is an error.
//   - What Markdown itself would not print is an error or a note: a cell beyond
//     the columns of its table, an item numbered out of order, the title of a link.
//   - A link keeps its address, in angle brackets behind its words. Emphasis
//     leaves only its words. An HTML comment is left out with a note; <br> is a
//     space; other HTML is an error, because it could hide what is fixed.
func FromMarkdown(data []byte, opt Options) (*Document, error) {
	if opt.Limits.Bytes <= 0 {
		opt.Limits.Bytes = defaultMarkdownBytes
	}
	m := &markdown{builder: newBuilder(opt)}
	if err := m.read(data); err != nil {
		return nil, err
	}
	if err := m.precheck(); err != nil {
		return nil, err
	}
	doc, err := m.parse()
	if err != nil {
		return nil, err
	}
	if err := m.findNotes(doc); err != nil {
		return nil, err
	}
	if err := m.children(doc, place{kind: paper.Para}); err != nil {
		return nil, err
	}
	if err := m.footnotes(); err != nil {
		return nil, err
	}
	return m.done()
}

type markdown struct {
	*builder
	tables int
	notes  map[int]*extast.Footnote
}

// place is where in the document a node stands.
type place struct {
	kind  paper.Kind // of a paragraph here
	label *string    // of the first block here, taken by it
	depth int
}

// parse runs the parser. Its panic on hostile input is an error like any other.
func (m *markdown) parse() (doc ast.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, m.errorf(vow.CodeCheck, 0, "the Markdown cannot be read: %v", p)
		}
	}()
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAttribute()))
	// The footnote extension without its transformer, which drops what nothing refers to.
	md.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(extension.NewFootnoteBlockParser(), 999)),
		parser.WithInlineParsers(util.Prioritized(extension.NewFootnoteParser(), 101)))
	return md.Parser().Parse(text.NewReader(m.source)), nil
}

func (m *markdown) children(n ast.Node, at place) error {
	if at.depth++; at.depth > m.opt.Limits.Depth {
		return m.errorf(vow.CodeRefused, m.at(n), "over %d lists and quotes inside each other", m.opt.Limits.Depth)
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if err := m.block(c, at); err != nil {
			return err
		}
		if at.kind == paper.Note || c.Kind() == ast.KindList || c.Kind() == ast.KindBlockquote {
			continue // a note waits for the end of the note that calls it
		}
		if err := m.putNotes(); err != nil {
			return err
		}
	}
	return nil
}

// at returns the line of the file where a block begins.
func (m *markdown) at(n ast.Node) int {
	for n != nil {
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return m.line(n.Lines().At(0).Start)
		}
		if p := n.Pos(); p >= 0 {
			return m.line(p)
		}
		n = n.FirstChild()
	}
	return 1
}

func (m *markdown) block(n ast.Node, at place) error {
	switch n := n.(type) {
	case *ast.Heading:
		return m.heading(n)
	case *ast.Paragraph, *ast.TextBlock:
		return m.paragraph(n, at)
	case *ast.Blockquote:
		at.kind = paper.Quote
		return m.children(n, at)
	case *ast.List:
		return m.list(n, at)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return m.code(n, at)
	case *extast.Table:
		return m.table(n)
	case *ast.HTMLBlock:
		raw := n.Lines().Value(m.source)
		if n.HasClosure() {
			raw = append(slices.Clone(raw), n.ClosureLine.Value(m.source)...)
		}
		if lineBreak().Match(raw) {
			return nil
		}
		return m.html(m.at(n), string(raw))
	case *extast.FootnoteList:
		return nil // each note stands where it is called
	case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
		return nil // a line, and addresses that stand where they are used
	}
	return m.errorf(vow.CodeCheck, m.at(n), "%s is nothing that a paper can hold", n.Kind())
}

// take returns the label of the place once.
func (at place) take() (label string) {
	if at.label != nil {
		label, *at.label = *at.label, ""
	}
	return label
}

func (m *markdown) heading(n *ast.Heading) error {
	s, err := m.inline(n)
	if err != nil {
		return err
	}
	b := paper.Block{Kind: paper.Heading, Level: n.Level, Text: s, Section: sectionOf(s)}
	if v, found := n.AttributeString("section"); found {
		raw, _ := v.([]byte)
		switch b.Section = string(raw); b.Section {
		case paper.SectionSummary, paper.SectionFindings, paper.SectionAnnex:
		case "none":
			b.Section = ""
		default:
			return m.errorf(vow.CodeCheck, m.at(n), "section %q is none of summary, findings, annex, none", b.Section)
		}
	}
	if n.Level == 1 && m.Title == "" {
		m.Title = s
	}
	return m.add(m.at(n), b)
}

var numbering = pattern(`^(?:[0-9.]+|[ivx]+|[a-z])[.)]\s+|^[0-9.]+\s+`)

// sectionOf names the section that a heading opens by its words.
func sectionOf(s string) string {
	s = strings.ToLower(s)
	switch s = numbering().ReplaceAllString(s, ""); s {
	case "summary", "executive summary":
		return paper.SectionSummary
	case "findings", "key findings", "main findings":
		return paper.SectionFindings
	}
	if word, _, _ := strings.Cut(s, " "); word == "annex" || word == "annexes" {
		return paper.SectionAnnex
	}
	return ""
}

func (m *markdown) paragraph(n ast.Node, at place) error {
	if img, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
		return m.figure(m.at(n), img, at)
	}
	s, err := m.inline(n)
	if err != nil {
		return err
	}
	if at.kind == paper.Para && captionStart().MatchString(s) && (captioned(n.PreviousSibling()) || captioned(n.NextSibling())) {
		at.kind = paper.Caption
	}
	return m.add(m.at(n), paper.Block{Kind: at.kind, Label: at.take(), Text: s})
}

var captionStart = pattern(`(?i)^(?:table|figure|fig\.|caption)[\s:.]`)

func captioned(n ast.Node) bool {
	if n == nil {
		return false
	}
	if _, ok := n.(*extast.Table); ok {
		return true
	}
	_, img := n.FirstChild().(*ast.Image)
	return img && n.Kind() == ast.KindParagraph && n.ChildCount() == 1
}

func (m *markdown) figure(line int, n *ast.Image, at place) error {
	s, err := m.inline(n)
	if err != nil {
		return err
	}
	dest := m.unescape(n.Destination)
	if err := m.picture(line, dest, at.take(), s); err != nil {
		return err
	}
	return m.add(line, paper.Block{Kind: paper.Caption, Text: m.unescape(n.Title)})
}

func (m *markdown) list(n *ast.List, at place) error {
	if at.kind != paper.Note {
		at.kind = paper.Item
	}
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		label := ""
		if n.IsOrdered() {
			label = strconv.Itoa(number) + string(rune(n.Marker))
			if written := m.written(c); written != "" && written != strconv.Itoa(number) && written != strconv.Itoa(n.Start) {
				return m.errorf(vow.CodeCheck, m.at(c), "the item is written as number %s and would be printed as %d", written, number).
					WithHint("number the items in order, or write a backslash before the stop")
			}
			number++
		}
		at.label = &label
		if err := m.children(c, at); err != nil {
			return err
		}
		if label != "" { // an item without text
			if err := m.add(m.at(c), paper.Block{Kind: at.kind, Label: label}); err != nil {
				return err
			}
		}
	}
	return nil
}

// written returns the number that an ordered item has in the file.
func (m *markdown) written(item ast.Node) string {
	p := item.Pos()
	if p < 0 || p > len(m.source) {
		return ""
	}
	s := bytes.TrimLeft(m.source[p:min(p+64, len(m.source))], " \t")
	end := 0
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	t := strings.TrimLeft(string(s[:end]), "0")
	if t == "" && end > 0 {
		t = "0"
	}
	return t
}

// code makes a block of each line, so that nothing of its layout is joined away.
func (m *markdown) code(n ast.Node, at place) error {
	lines := n.Lines()
	for i := range lines.Len() {
		seg := lines.At(i)
		s := strings.TrimRight(string(seg.Value(m.source)), " \t\n")
		if s == "" {
			continue
		}
		if err := m.add(m.line(seg.Start), paper.Block{Kind: at.kind, Label: at.take(), Text: s}); err != nil {
			return err
		}
	}
	return nil
}

func (m *markdown) table(n *extast.Table) error {
	m.tables++
	row := 0
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		row++
		if written, cols := m.cells(r), n.FirstChild().ChildCount(); row > 1 && written > cols {
			return m.errorf(vow.CodeCheck, m.at(r), "a row of %d cells in a table of %d columns", written, cols).
				WithHint("Markdown drops the cells that are too many: give the first row as many, or write \\| for a bar that is text")
		}
		col := 0
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			col++
			s, err := m.inline(c)
			if err != nil {
				return err
			}
			if err := m.add(m.at(r), paper.Block{Kind: paper.Cell, Table: m.tables, Row: row, Col: col, Text: s}); err != nil {
				return err
			}
		}
	}
	return nil
}

// cells counts the cells that a row of a table has in the file.
func (m *markdown) cells(row ast.Node) int {
	p := row.Pos()
	if p < 0 || p > len(m.source) {
		return 0
	}
	line, _, _ := bytes.Cut(m.source[p:], []byte("\n"))
	line = bytes.TrimSpace(line)
	line = bytes.TrimSuffix(bytes.TrimPrefix(line, []byte("|")), []byte("|"))
	n := 1
	for i, c := range line {
		if c == '|' && (i == 0 || line[i-1] != '\\') {
			n++
		}
	}
	return n
}

// findNotes collects the footnotes, wherever they are written, by the number
// that their reference prints.
func (m *markdown) findNotes(doc ast.Node) error {
	m.notes = make(map[int]*extast.Footnote)
	return ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		f, ok := n.(*extast.Footnote)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if f.Index < 0 {
			return ast.WalkStop, m.errorf(vow.CodeCheck, m.at(f), "nothing refers to the footnote %q", f.Ref).
				WithHint("refer to it with [^%s], or take it out", f.Ref)
		}
		m.notes[f.Index] = f
		return ast.WalkContinue, nil
	})
}

// callNote puts a footnote behind the block that is being read.
func (m *markdown) callNote(index int) {
	n := m.notes[index]
	if n == nil {
		return
	}
	label := strconv.Itoa(index)
	m.call(label, func() error { return m.children(n, place{kind: paper.Note, label: &label}) })
}

// footnotes adds the notes that are called from where nothing was read.
func (m *markdown) footnotes() error {
	for _, index := range slices.Sorted(maps.Keys(m.notes)) {
		m.callNote(index)
	}
	return m.putNotes()
}
