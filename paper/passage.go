package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of the search for a quotation, whatever the text.
const (
	maxParts = 64      // pieces of an abridged one
	maxSteps = 1 << 24 // places of a piece that are looked at
)

// Cut is one place where a quotation departs from the text: an ellipsis, or words
// in brackets that whoever quotes put in.
type Cut struct {
	Mark string `json:"mark"` // as it stands in the quotation: "…", "[the office]"
	Text string `json:"text"` // what stands there in the text; empty: nothing is left out
}

// passage is a quotation taken apart: the pieces that claim to be the text's own
// words, and what stands between them. Verbatim it is one piece.
type passage struct {
	pieces []piece
	tail   string // the mark after the last piece, or ""
}

// piece is one run of words between marks, without the white space at its ends.
type piece struct {
	text        string
	mark        string // the mark before it, or ""
	lo, hi      int    // where it stands in the quotation
	openL, open bool   // may begin, end inside a word: a bracket stands hard by it
}

// bounds is where a piece stands in a text.
type bounds struct{ lo, hi int }

// verbatim makes a passage of words that claim to be the text's as they are.
func verbatim(words string) passage {
	return passage{pieces: []piece{{text: words, hi: len(words), openL: true, open: true}}}
}

// abridged takes a quotation apart at its ellipses and brackets. It is false
// where there are none, too many, or nothing beside them.
func abridged(words string) (passage, bool) {
	var (
		p     passage
		mark  string
		glued bool // the mark before is a bracket with no space after it
		start int
		found bool
	)
	add := func(end int) {
		lo, hi := start, end
		for lo < hi && isGap(words[lo]) {
			lo++
		}
		for lo < hi && isGap(words[hi-1]) {
			hi--
		}
		if lo == hi {
			return
		}
		p.pieces = append(p.pieces, piece{text: words[lo:hi], mark: mark, lo: lo, hi: hi, openL: glued && lo == start})
		mark, glued = "", false
	}
	for i := 0; i < len(words); {
		n, bracket := markAt(words[i:])
		if n == 0 {
			i++
			continue
		}
		before := len(p.pieces)
		add(i)
		if len(p.pieces) > before && bracket && !isGap(words[i-1]) {
			p.pieces[before].open = true
		}
		mark = strings.TrimSpace(mark + " " + words[i:i+n])
		i += n
		start, glued, found = i, bracket, true
	}
	add(len(words))
	p.tail = mark
	return p, found && len(p.pieces) > 0 && len(p.pieces) <= maxParts
}

func isGap(c byte) bool { return c == ' ' || c == '\n' }

// markAt returns the length of the mark that s begins with, 0 if none, and
// whether it is a bracket with words in it.
func markAt(s string) (n int, bracket bool) {
	switch {
	case strings.HasPrefix(s, "…"), strings.HasPrefix(s, "..."):
		return ellipsisLen(s), false
	case strings.HasPrefix(s, ". . ."):
		n = len(". . .")
		for strings.HasPrefix(s[n:], " .") {
			n += 2
		}
		return n, false
	case s[0] != '[' && s[0] != '(':
		return 0, false
	}
	const longest = 512
	closing := map[byte]byte{'[': ']', '(': ')'}[s[0]]
	end := strings.IndexByte(s[:min(len(s), longest)], closing)
	if end < 1 || strings.ContainsAny(s[1:end], "[]()\n") {
		return 0, false
	}
	inner := strings.ReplaceAll(strings.TrimSpace(s[1:end]), " ", "")
	if only := inner != "" && ellipsisLen(inner) == len(inner); only || s[0] == '[' {
		return end + 1, !only
	}
	return 0, false
}

// ellipsisLen returns how many bytes of "…" and of three dots or more s begins
// with.
func ellipsisLen(s string) int {
	n := 0
	for {
		if strings.HasPrefix(s[n:], "…") {
			n += len("…")
			continue
		}
		dots := len(s[n:]) - len(strings.TrimLeft(s[n:], "."))
		if dots < 3 {
			return n
		}
		n += dots
	}
}

// find calls yield for each place of the passage in text, in order: where each of
// its pieces stands. Of the places of an abridged passage that begin or end at
// one spot only the shortest counts. Each piece is looked for once through the
// text, and after maxSteps the search ends: false. What yield is given is good
// until it returns.
func (p passage) find(text string, yield func([]bounds) bool) (whole bool) {
	steps := maxSteps
	at := make([]int, len(p.pieces)) // the place of each piece that was found last
	for k := range at {
		at[k] = -1
	}
	var best, spare []bounds
	for start := p.pieces[0].next(text, 0, &steps); start >= 0; start = p.pieces[0].next(text, start+1, &steps) {
		at[0] = start
		place := append(spare[:0], bounds{start, start + len(p.pieces[0].text)})
		for k := 1; k < len(p.pieces); k++ {
			from := place[k-1].hi
			if at[k] < from {
				if at[k] = p.pieces[k].next(text, from, &steps); at[k] < 0 {
					break
				}
			}
			steps--
			place = append(place, bounds{at[k], at[k] + len(p.pieces[k].text)})
		}
		if len(place) < len(p.pieces) {
			break
		}
		last := len(place) - 1
		if best != nil && best[last].hi != place[last].hi && !yield(best) {
			return true
		}
		best, spare = place, best
	}
	if best != nil {
		yield(best)
	}
	return steps > 0
}

// next returns the first place of the piece in text at or after from, -1 if there
// is none or no step is left.
func (p piece) next(text string, from int, steps *int) int {
	for from <= len(text) && *steps > 0 {
		*steps--
		i := strings.Index(text[from:], p.text)
		if i < 0 {
			return -1
		}
		i += from
		if (p.openL || isEdge(text, i)) && (p.open || isEdge(text, i+len(p.text))) {
			return i
		}
		from = i + 1
	}
	return -1
}

// cuts says what stands in the text at each mark of the passage.
func (p passage) cuts(text string, place []bounds) []Cut {
	var out []Cut
	add := func(mark string, lo, hi int) {
		if left := strings.Trim(text[lo:hi], " \n"); mark != "" && left != mark {
			out = append(out, Cut{mark, left})
		}
	}
	for k, pc := range p.pieces {
		lo := place[k].lo
		switch {
		case k > 0:
			lo = place[k-1].hi
		case pc.openL:
			lo = wordStart(text, lo)
		}
		add(pc.mark, lo, place[k].lo)
	}
	last := len(p.pieces) - 1
	hi := place[last].hi
	if p.pieces[last].open {
		hi = wordEnd(text, hi)
	}
	add(p.tail, place[last].hi, hi)
	return out
}

// isEdge reports whether position i of text is not inside a word. Between
// characters of scripts that are written without spaces it always is not.
func isEdge(text string, i int) bool {
	if i == 0 || i == len(text) {
		return true
	}
	a, _ := utf8.DecodeLastRuneInString(text[:i])
	b, _ := utf8.DecodeRuneInString(text[i:])
	if unicode.IsMark(b) {
		return false
	}
	return !isWord(a) || !isWord(b) || unspaced(a) || unspaced(b)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func unspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

func wordStart(text string, i int) int {
	for i > 0 && !isEdge(text, i) {
		_, n := utf8.DecodeLastRuneInString(text[:i])
		i -= n
	}
	return i
}

func wordEnd(text string, i int) int {
	for i < len(text) && !isEdge(text, i) {
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
	return i
}
