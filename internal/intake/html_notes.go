package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vow/paper"
)

// footnote is a note of a page and what calls it.
type footnote struct {
	key, label string
	node       *html.Node
}

var noteClass = pattern(`(?i)foot-?note|endnote|note-?ref|\bfn\b|citation|reference`)

// msoNote is how Word marks the call of a note, commentAnchor how Google Docs names
// a comment on the text.
var (
	msoNote       = pattern(`mso-(?:foot|end)note-id`)
	commentAnchor = pattern(`^cmnt\d+$`)
)

// findNotes finds the links that call a note: short words, marked as such or
// raised, that lead to an element further on in the page.
func (h *page) findNotes(doc *html.Node) {
	h.refs, h.notes, h.remarks = make(map[*html.Node]*footnote), make(map[*html.Node]*footnote), make(map[*html.Node]bool)
	h.explained, h.words = make(map[*html.Node]*html.Node), make(map[*html.Node]bool)
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.DataAtom == atom.A && n.Type == html.ElementNode {
			h.reference(n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
}

func (h *page) reference(a *html.Node) {
	id, ok := strings.CutPrefix(attr(a, "href"), "#")
	target := h.ids[id]
	if commentAnchor().MatchString(id) { // of a program for texts: no part of the text
		h.remarks[a] = true
		for target != nil && !noteElement(target) {
			target = target.Parent
		}
		if target != nil && !within(a, target) {
			h.remarks[target] = true
		}
		return
	}
	if !ok || target == nil || h.order[target] <= h.order[a] {
		return
	}
	label := strings.Trim(strings.TrimSpace(plainText(a)), "[]()")
	if n := utf8.RuneCountInString(label); n < 1 || n > 4 || strings.ContainsFunc(label, func(r rune) bool { return !isWordRune(r) && !strings.ContainsRune("*†‡§#¶", r) }) {
		return
	}
	marked := strings.Contains(attr(a, "role"), "noteref") || noteClass().MatchString(attr(a, "class")) || msoNote().MatchString(attr(a, "style"))
	raised := a.Parent != nil && a.Parent.DataAtom == atom.Sup || first(a, atom.Sup) != nil
	if !marked && !raised {
		return
	}
	for target != nil && !noteElement(target) {
		target = target.Parent
	}
	term := target
	if target != nil && target.DataAtom == atom.Dt { // the note is what the term is explained by
		target = h.explanation(target)
	}
	if target == nil || within(a, target) || !h.worded(target) {
		return
	}
	f := h.notes[target]
	if f == nil {
		f = &footnote{key: id, label: label, node: target}
		h.notes[target], h.notes[term] = f, f
	}
	h.refs[a] = f
	if raised && a.Parent.DataAtom == atom.Sup { // the raising goes with the link
		h.refs[a.Parent] = f
	}
}

// explanation returns the next dd behind a dt. What is found is kept for all on the
// way, and so are the words of worded: many links may lead to one place.
func (h *page) explanation(dt *html.Node) *html.Node {
	var way []*html.Node
	n := dt
	for ; n != nil && n.DataAtom != atom.Dd; n = n.NextSibling {
		if known, ok := h.explained[n]; ok {
			n = known
			break
		}
		way = append(way, n)
	}
	for _, w := range way {
		h.explained[w] = n
	}
	return n
}

func (h *page) worded(n *html.Node) bool {
	has, known := h.words[n]
	if !known {
		has = hasWords(n)
		h.words[n] = has
	}
	return has
}

func noteElement(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Li, atom.Aside, atom.P, atom.Dd, atom.Div, atom.Td, atom.Dt:
		return true
	}
	return false
}

// putNote adds a note's blocks; the first has the label.
func (h *page) putNote(f *footnote) error {
	label := f.label
	return h.children(f.node, spot{kind: paper.Note, label: &label, note: f})
}

// backlink reports whether an element of the note only leads back to the text.
func (f *footnote) backlink(n *html.Node) bool {
	if hasClass(n, "fn-bracket", "mw-cite-backlink", "footnote-back", "footnote-backref", "label") || strings.Contains(attr(n, "role"), "backlink") {
		return true
	}
	if n.DataAtom != atom.A || !strings.Contains(attr(n, "href"), "#") {
		return false
	}
	s := strings.Trim(strings.TrimSpace(plainText(n)), "[]()\ufe0e.")
	return s == f.label || s == "↩" || s == "↑" || s == "^" || s == "⏎" || s == "Back"
}

// trim takes the printed label off the start of a note.
func (f *footnote) trim(s string) string {
	for _, mark := range []string{"[" + f.label + "]", f.label + ".", f.label + ")", "(" + f.label + ")", f.label + " ", raise(f.label, true), "^ ", "[]"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return strings.TrimSpace(rest)
		}
	}
	return s
}
