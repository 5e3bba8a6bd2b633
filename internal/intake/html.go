package intake

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vow"
	"vow/paper"
)

// FromHTML reads a page.
//
//   - If the page has exactly one main (or else one article) with text, only that
//     is read, otherwise its body. Which part of a page is its text is not
//     guessed from how dense the words are: such a guess can leave out a
//     paragraph, and nobody would see it. Menus, page footers, scripts and what is
//     hidden by its own attributes are left out with a remark; style sheets are
//     not looked at.
//   - h1 to h6 become headings, li items with the label that is printed, paragraphs
//     in a blockquote quotes, cells of a table cells by their place in it, a
//     caption or figcaption a caption, a picture of its own a figure; all else
//     that stands as a paragraph a para, and so does each line of a pre.
//   - A link to a footnote prints its label, [1], and the note follows the block.
//     Other links leave their words. Raised and lowered digits become the Unicode
//     ones, so that 10⁶ does not become 106.
//   - The encoding is the one that the page states, UTF-16 if its bytes are, or UTF-8.
func FromHTML(data []byte, opt Options) (*Document, error) {
	h := &page{builder: newBuilder(opt), order: make(map[*html.Node]int), ids: make(map[string]*html.Node), quiet: make(map[*html.Node]bool)}
	if err := h.bound(data); err != nil {
		return nil, err
	}
	data, err := h.decode(data)
	if err != nil {
		return nil, err
	}
	if data, err = h.number(data); err != nil {
		return nil, err
	}
	doc, err := h.parse(data)
	if err != nil {
		return nil, err
	}
	h.index(doc)
	root := h.choose(doc)
	h.findNotes(doc)
	if err := h.children(root, spot{kind: paper.Para}); err != nil {
		return nil, err
	}
	if h.Title == "" {
		if t := first(doc, atom.Title); t != nil {
			h.Title = h.clean(0, strings.Join(strings.Fields(plainText(t)), " "), false)
		}
	}
	if root := first(doc, atom.Html); root != nil {
		if lang := strings.TrimSpace(attr(root, "lang")); lang != "" && vow.CheckLang(lang) == nil {
			h.Lang = lang
		}
	}
	if h.permalinks > 0 {
		h.remark(Dropped, 0, "%s own place, or from a note back to its call", many(h.permalinks, "sign that links to its", "signs that link to their"))
	}
	return h.done()
}

// page reads one page.
type page struct {
	*builder
	tables, permalinks int

	order map[*html.Node]int       // of every element, as the page has them
	ids   map[string]*html.Node    // the first element of each id
	quiet map[*html.Node]bool      // elements beside whose blocks no word stands
	refs  map[*html.Node]*footnote // links that call a note
	notes map[*html.Node]*footnote // elements that are a note

	explained map[*html.Node]*html.Node // the dd of a dt
	words     map[*html.Node]bool       // what a link leads to has any
	remarks   map[*html.Node]bool       // comments on the text, and what leads to them
}

// spot is where in the page an element stands.
type spot struct {
	kind  paper.Kind
	label *string   // of the first block here, taken by it
	note  *footnote // the note that is being read
	depth int       // lists and quotes inside each other
}

func (s spot) take() (label string) {
	if s.label != nil {
		label, *s.label = *s.label, ""
	}
	return label
}

// parse runs the parser, which refuses elements more than 512 deep.
func (h *page) parse(data []byte) (doc *html.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, h.errorf(vow.CodeCheck, 0, "the page cannot be read: %v", p)
		}
	}()
	doc, err = html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, h.errorf(vow.CodeRefused, 0, "the page cannot be read: %w", err).
			WithHint("elements may stand at most 512 deep in each other")
	}
	return doc, nil
}

func (h *page) index(n *html.Node) {
	if n.Type == html.ElementNode {
		h.order[n] = len(h.order)
		for _, key := range []string{"id", "name"} {
			if v := attr(n, key); v != "" && h.ids[v] == nil && (key == "id" || n.DataAtom == atom.A) {
				h.ids[v] = n
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.index(c)
	}
}

// choose returns the element that holds the text.
func (h *page) choose(doc *html.Node) *html.Node {
	body := first(doc, atom.Body)
	if body == nil {
		return doc
	}
	for _, is := range []func(*html.Node) bool{
		func(n *html.Node) bool { return n.DataAtom == atom.Main || attr(n, "role") == "main" },
		func(n *html.Node) bool { return n.DataAtom == atom.Article },
	} {
		found := outermost(body, is, nil)
		if len(found) == 1 && found[0] != body && hasWords(found[0]) {
			h.remark(Guessed, lineOf(found[0]), "the text is the page's only %s; the rest of the page is left out", found[0].Data)
			h.around(body, found[0])
			return found[0]
		}
	}
	return body
}

// around remarks on every piece of text outside the element that is read.
func (h *page) around(n, taken *html.Node) {
	if n == taken || hidden(n) || unread(n) {
		return
	}
	if !within(taken, n) {
		if s := strings.Join(strings.Fields(plainText(n)), " "); s != "" {
			h.remark(Dropped, lineOf(n), "outside the text: %s", excerpt(s))
		}
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.around(c, taken)
	}
}

// children reads what an element holds: runs of words as paragraphs of its kind,
// and the blocks between them.
func (h *page) children(n *html.Node, at spot) error {
	var run words
	flush := func() error {
		line := run.line
		if line == 0 {
			line = lineOf(n)
		}
		texts := run.paragraphs()
		run = words{}
		for _, s := range texts {
			if err := h.text(line, s, at); err != nil {
				return err
			}
		}
		if at.note != nil {
			return nil // what a note calls waits for its end
		}
		return h.putNotes()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && h.skip(c, at) {
			continue
		}
		if c.Type == html.ElementNode && (blockLevel(c) || h.alone(c)) {
			if err := flush(); err != nil {
				return err
			}
			if err := h.block(c, at); err != nil {
				return err
			}
			continue
		}
		h.inline(&run, c, at)
	}
	return flush()
}

// text adds one paragraph.
func (h *page) text(line int, s string, at spot) error {
	if at.note != nil {
		s = at.note.trim(s)
	}
	return h.add(line, paper.Block{Kind: at.kind, Label: at.take(), Text: h.clean(line, s, false)})
}

func (h *page) block(n *html.Node, at spot) error {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return h.heading(n, at)
	case atom.Blockquote:
		at.kind = paper.Quote
		return h.deeper(n, at)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		return h.list(n, at)
	case atom.Table:
		return h.table(n, at)
	case atom.Figcaption, atom.Caption:
		at.kind = paper.Caption
		return h.children(n, at)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		return h.pre(n, at)
	case atom.Img:
		return h.image(n, at)
	case atom.P:
		if at.kind == paper.Para && captionStart().MatchString(strings.TrimSpace(plainText(n))) && (tabular(n.PrevSibling, false) || tabular(n.NextSibling, true)) {
			at.kind = paper.Caption
		}
	}
	return h.children(n, at)
}

// tabular reports whether the next thing in one direction is a table or picture.
func tabular(n *html.Node, forward bool) bool {
	for n != nil && (n.Type == html.CommentNode || n.Type == html.TextNode && strings.TrimSpace(n.Data) == "") {
		if forward {
			n = n.NextSibling
		} else {
			n = n.PrevSibling
		}
	}
	return n != nil && (n.DataAtom == atom.Table || n.DataAtom == atom.Img || n.DataAtom == atom.Figure)
}

func (h *page) deeper(n *html.Node, at spot) error {
	if at.depth++; at.depth > h.opt.Limits.Depth {
		return h.errorf(vow.CodeRefused, lineOf(n), "over %d lists and quotes inside each other", h.opt.Limits.Depth)
	}
	return h.children(n, at)
}

func (h *page) heading(n *html.Node, at spot) error {
	var run words
	h.inlines(&run, n, at)
	line := lineOf(n)
	s := h.clean(line, strings.Join(run.paragraphs(), " "), false)
	level := int(n.Data[1] - '0')
	if level == 1 && h.Title == "" {
		h.Title = s
	}
	if err := h.add(line, paper.Block{Kind: paper.Heading, Level: level, Text: s, Section: sectionOf(s), Label: at.take()}); err != nil {
		return err
	}
	return h.putNotes()
}

// pre makes a block of each line, so that nothing of its layout is joined away.
func (h *page) pre(n *html.Node, at spot) error {
	line := lineOf(n)
	for i, s := range strings.Split(plainText(n), "\n") {
		if s = strings.TrimRight(strings.ReplaceAll(s, "\t", " "), " "); strings.TrimSpace(s) == "" {
			continue
		}
		if err := h.text(line+i, s, at); err != nil {
			return err
		}
	}
	return nil
}

// list adds items with the labels that a browser prints.
func (h *page) list(n *html.Node, at spot) error {
	ordered := n.DataAtom == atom.Ol
	number, step := 1, 1
	if ordered && has(n, "reversed") {
		number, step = 0, -1
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom == atom.Li {
				number++
			}
		}
	}
	if v, err := strconv.Atoi(attr(n, "start")); err == nil && ordered {
		number = v
	}
	at.kind = paper.Item
	if at.note != nil {
		at.kind = paper.Note
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || h.skip(c, at) {
			continue
		}
		label := ""
		if c.DataAtom == atom.Li && ordered {
			if v, err := strconv.Atoi(attr(c, "value")); err == nil {
				number = v
			}
			label = itemLabel(listType(c, n), number)
			number += step
		}
		item := at
		if label != "" || item.label == nil {
			item.label = &label
		}
		if err := h.deeper(c, item); err != nil {
			return err
		}
		if label != "" { // an item without text
			if err := h.add(lineOf(c), paper.Block{Kind: item.kind, Label: label}); err != nil {
				return err
			}
		}
	}
	return nil
}

// listType is the type of an item's number: what its own style or that of its list
// says, else their type.
func listType(item, list *html.Node) string {
	for _, n := range []*html.Node{item, list} {
		for one := range strings.SplitSeq(strings.ToLower(attr(n, "style")), ";") {
			name, value, _ := strings.Cut(one, ":")
			if name = strings.TrimSpace(name); name != "list-style" && name != "list-style-type" {
				continue
			}
			for _, word := range strings.Fields(value) {
				if t, known := strings.CutSuffix(word, "-latin"); known {
					word = t + "-alpha"
				}
				switch word {
				case "none", "disc", "circle", "square":
					return "none"
				case "decimal":
					return "1"
				case "lower-alpha":
					return "a"
				case "upper-alpha":
					return "A"
				case "lower-roman":
					return "i"
				case "upper-roman":
					return "I"
				}
			}
		}
		if t := attr(n, "type"); t != "" {
			return t
		}
	}
	return ""
}

// itemLabel is the number of an item as the type of its list prints it.
func itemLabel(kind string, n int) string {
	s := strconv.Itoa(n)
	switch kind {
	case "none":
		return ""
	case "a", "A":
		s = alphabetic(n)
	case "i", "I":
		s = roman(n)
	}
	if kind == "A" || kind == "I" {
		s = strings.ToUpper(s)
	}
	return s + "."
}

// alphabetic counts a … z, aa …
func alphabetic(n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('a' + (n-1)%26)}, b...)
	}
	return string(b)
}

// roman counts i, ii, … to 3999.
func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		n int
		s string
	}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= r.n; n -= r.n {
			b.WriteString(r.s)
		}
	}
	return b.String()
}
