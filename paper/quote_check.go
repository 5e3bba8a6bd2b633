package paper

import (
	"strings"

	"vow"
)

// Quoted is what a quote proof shows of the text under its root.
type Quoted struct {
	Exact       string // the words as quoted
	Abridged    bool   // they are not all of the text between first and last word
	Text        string // the text from the first word quoted to the last, nothing left out
	Cuts        []Cut  // where an abridged quotation departs from the text, in order
	InsideWord  bool   // a quotation without marks begins or ends inside a word
	Places      int    // in the blocks shown, where it fits with prefix and suffix; more than one: the first is meant
	First, Last int    // numbers of the blocks, from 0, in which it begins and ends
}

// Check checks that the blocks shown are under the root that the quote states,
// and that the words quoted stand in them. Errors have vow.CodeCheck.
func (q *QuoteProof) Check() (*Quoted, error) {
	if err := q.CheckRoot(); err != nil {
		return nil, err
	}
	return q.CheckWords()
}

// CheckRoot checks that the blocks shown are under the root that the quote
// states: at these numbers, of a paper of so many blocks and with this header.
func (q *QuoteProof) CheckRoot() error {
	shown := span{q.First, q.First + len(q.Lines)}
	if len(q.Lines) == 0 || q.First < 0 || shown.hi > q.Blocks || len(q.Path) != pathLen(q.Blocks, shown) {
		return vow.Errorf(vow.CodeCheck, "quote: blocks shown and path do not fit a paper of %d blocks", q.Blocks)
	}
	if i, j, reused := reusedSalt(q.Lines); reused {
		return vow.Errorf(vow.CodeCheck, "quote: blocks %d and %d have one salt", q.First+i, q.First+j)
	}
	if got := rootOf(q.Header(), rootFrom(q.Blocks, shown, q.Lines, q.Path)); got != q.Root {
		return vow.Errorf(vow.CodeCheck, "quote: the blocks shown lead to the root %s, not to %s: blocks, header or path were changed", got, q.Root)
	}
	return nil
}

// CheckWords checks that the words quoted stand in the blocks shown: as they are,
// or else with something left out at their ellipses and brackets.
func (q *QuoteProof) CheckWords() (*Quoted, error) {
	text := joined(q.Lines)
	out := &Quoted{Exact: q.Selector.Exact}
	if place := q.fits(verbatim(q.Selector.Exact), text, out); place != nil {
		out.Text = q.Selector.Exact
		out.InsideWord = !isEdge(text, place[0].lo) || !isEdge(text, place[0].hi)
		q.locate(out, place)
		return out, nil
	}
	p, ok := abridged(q.Selector.Exact)
	if out.Places < 0 {
		return nil, tooMany()
	}
	if !ok {
		return nil, q.notThere("the words quoted do not stand in the blocks shown")
	}
	place := q.fits(p, text, out)
	if place == nil && out.Places < 0 {
		return nil, tooMany()
	}
	if place == nil {
		return nil, q.notThere("even with something left out at its ellipses and brackets, the quotation does not stand in the blocks shown")
	}
	out.Abridged, out.Cuts = true, p.cuts(text, place)
	out.Text = text[place[0].lo:place[len(place)-1].hi]
	q.locate(out, place)
	return out, nil
}

func (q *QuoteProof) notThere(why string) error {
	return vow.Errorf(vow.CodeCheck, "quote: %s, between the prefix and suffix that it names: %q", why, clipText(q.Selector.Exact, 80))
}

func tooMany() error {
	return vow.Errorf(vow.CodeCheck, "quote: the quotation can be read in too many ways to look at all of them").
		WithHint("quote fewer blocks, or more of their words")
}

// maxPlaces is how many places of a quotation are counted.
const maxPlaces = 1000

// fits returns the first place of the passage with the prefix before it and the
// suffix after it, nil if there is none, and counts them, up to maxPlaces: -1 where
// none was found before the search had to end.
func (q *QuoteProof) fits(p passage, text string, out *Quoted) []bounds {
	var first []bounds
	whole := p.find(text, func(place []bounds) bool {
		before, after := text[:place[0].lo], text[place[len(place)-1].hi:]
		if !strings.HasSuffix(before, q.Selector.Prefix) || !strings.HasPrefix(after, q.Selector.Suffix) {
			return true
		}
		if out.Places++; first == nil {
			first = append([]bounds(nil), place...)
		}
		return out.Places < maxPlaces
	})
	if first == nil && !whole {
		out.Places = -1
	}
	return first
}

// locate sets the numbers of the blocks that the place touches.
func (q *QuoteProof) locate(out *Quoted, place []bounds) {
	out.First = q.First + blockAt(q.Lines, place[0].lo)
	out.Last = q.First + blockAt(q.Lines, place[len(place)-1].hi-1)
}

// joined returns the texts of shown lines joined by LF.
func joined(lines []Line) string {
	n := 0
	for i := range lines {
		n += len(lines[i].Block.Text) + 1
	}
	var b strings.Builder
	b.Grow(n)
	for i := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(lines[i].Block.Text)
	}
	return b.String()
}

// blockAt returns which of the lines holds the byte at that offset of their
// joined texts; the LF after a text counts to it.
func blockAt(lines []Line, offset int) int {
	for i := range lines {
		if offset -= len(lines[i].Block.Text) + 1; offset < 0 {
			return i
		}
	}
	return len(lines) - 1
}

// clipText shortens a text to so many characters.
func clipText(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
