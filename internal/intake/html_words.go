package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// words collects a run of inline text with white space as a browser shows it.
type words struct {
	out   []string // finished paragraphs
	now   strings.Builder
	line  int
	space bool // white space came since the last word
	last  rune
	lines int // breaks since the last word
}

// add adds text of the page: runs of white space are one space. A no-break space
// is a character like others.
func (w *words) add(s string) {
	for s != "" {
		n := strings.IndexAny(s, " \t\n\r\f")
		if n == 0 {
			w.space = true
			s = s[1:]
			continue
		}
		if n < 0 {
			n = len(s)
		}
		w.word(s[:n])
		s = s[n:]
	}
}

func (w *words) word(s string) {
	next, _ := utf8.DecodeRuneInString(s)
	if w.lines > 1 {
		w.end()
	}
	if w.now.Len() > 0 && (w.space || w.lines == 1) && !(w.lines == 1 && unspaced(w.last, next)) {
		w.now.WriteByte(' ')
	}
	w.space, w.lines = false, 0
	w.now.WriteString(s)
	w.last, _ = utf8.DecodeLastRuneInString(s)
}

func (w *words) end() {
	if s := strings.TrimSpace(w.now.String()); s != "" {
		w.out = append(w.out, s)
	}
	w.now.Reset()
	w.space, w.lines = false, 0
}

// paragraphs returns what was collected: two line breaks in a row part it.
func (w *words) paragraphs() []string {
	w.end()
	return w.out
}

func (h *page) inlines(w *words, n *html.Node, at spot) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && h.skip(c, at) {
			continue
		}
		h.inline(w, c, at)
	}
}

// inline adds the words of one node.
func (h *page) inline(w *words, n *html.Node, at spot) {
	if w.line == 0 && n.Parent != nil {
		w.line = lineOf(n.Parent)
	}
	switch n.Type {
	case html.TextNode:
		w.add(n.Data)
		return
	case html.CommentNode:
		if s := strings.TrimSpace(n.Data); s != "" && n.Parent != nil {
			h.remark(Dropped, lineOf(n.Parent), "a comment is not in the paper: %s", excerpt(s))
		}
		return
	case html.ElementNode:
	default:
		return
	}
	if f := h.refs[n]; f != nil && f != at.note {
		w.add("[" + f.label + "]")
		h.call(f.key, func() error { return h.putNote(f) })
		return
	}
	if at.note != nil && at.note.backlink(n) {
		h.permalinks++
		return
	}
	switch n.DataAtom {
	case atom.Br:
		w.lines++
	case atom.Wbr:
	case atom.Img:
		if s := strings.TrimSpace(attr(n, "alt")); s != "" {
			w.add(s)
		}
		h.remark(Dropped, lineOf(n), "the picture %s in a line is not in the paper, only its description", excerpt(clipSrc(attr(n, "src"))))
	case atom.Sup, atom.Sub:
		var inner words
		h.inlines(&inner, n, at)
		w.add(raise(strings.Join(inner.paragraphs(), " "), n.DataAtom == atom.Sup))
	case atom.S, atom.Strike:
		if s := strings.Join(strings.Fields(plainText(n)), " "); s != "" {
			h.remark(Guessed, lineOf(n), "words that are struck through stand: %s", excerpt(s))
		}
		h.inlines(w, n, at)
	case atom.Bdo:
		if s := strings.Join(strings.Fields(plainText(n)), " "); s != "" {
			h.remark(Guessed, lineOf(n), "words whose direction is forced stand in the order of the file: %s", excerpt(s))
		}
		h.inlines(w, n, at)
	case atom.Q:
		w.add("“")
		w.joined(func() { h.inlines(w, n, at) })
		w.now.WriteString("”")
	case atom.A:
		h.inlines(w, n, at)
		if to := attr(n, "href"); to != "" && !strings.HasPrefix(to, "#") && !strings.Contains(plainText(n), to) {
			h.remark(Dropped, lineOf(n), "the address of a link: %s", excerpt(clipSrc(to)))
		}
	default:
		if blockLevel(n) { // in a heading or a cell: a word ends there
			w.space = true
			h.inlines(w, n, at)
			w.space = true
			return
		}
		h.inlines(w, n, at)
	}
}

// joined runs f without white space before its first word.
func (w *words) joined(f func()) {
	w.space, w.lines = false, 0
	f()
	w.space = false
}

func clipSrc(s string) string {
	if strings.HasPrefix(s, "data:") {
		return "data:…"
	}
	return s
}

const (
	plainDigits   = "0123456789+-−=()ni"
	raisedDigits  = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ"
	loweredDigits = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"
)

// raise writes raised or lowered numbers in the characters that Unicode has for
// them; a text with any other character stays as it is.
func raise(s string, up bool) string {
	to := []rune(loweredDigits)
	if up {
		to = []rune(raisedDigits)
	}
	from := []rune(plainDigits)
	var b strings.Builder
	digit := false
	for _, r := range s {
		i := -1
		for j, f := range from {
			if f == r && j < len(to) {
				i = j
			}
		}
		if i < 0 {
			return s
		}
		digit = digit || '0' <= r && r <= '9' || r == 'n'
		b.WriteRune(to[i])
	}
	if !digit {
		return s
	}
	return b.String()
}
