package paper

import (
	"strings"
	"unicode/utf8"

	"vow"
)

// contextRunes is how many characters of context a selector has on each side, at
// least, where the blocks shown have them.
const contextRunes = 32

// QuoteBlocks returns the proof of count whole blocks from number first on, which
// must all be shown. Errors: vow.CodeUsage for blocks that are not there or have no
// text, vow.CodeRefused for a withheld one.
func (p *Paper) QuoteBlocks(first, count int) (*QuoteProof, error) {
	q, err := p.quote(first, count)
	if err != nil {
		return nil, err
	}
	q.Selector.Exact = joined(q.Lines)
	if !vow.Visible(q.Selector.Exact) {
		return nil, vow.Errorf(vow.CodeUsage, "paper: block %d has no words to quote", first)
	}
	return q, nil
}

// QuotePlace returns the proof of words that Find found.
func (p *Paper) QuotePlace(at Place) (*QuoteProof, error) {
	q, err := p.quote(at.First, at.Last-at.First+1)
	if err != nil {
		return nil, err
	}
	q.Selector.Exact = at.Exact
	text := joined(q.Lines)
	lo, hi := at.lo, at.hi
	for runes := contextRunes; ; runes *= 2 {
		from, to := back(text, lo, runes), forth(text, hi, runes)
		q.Selector.Prefix, q.Selector.Suffix = text[from:lo], text[hi:to]
		if got, err := q.CheckWords(); err != nil || got.Places == 1 || from == 0 && to == len(text) {
			return q, err
		}
	}
}

// quote returns a proof of blocks without a selector.
func (p *Paper) quote(first, count int) (*QuoteProof, error) {
	if count < 1 || first < 0 || first > len(p.Lines)-count {
		return nil, vow.Errorf(vow.CodeUsage, "paper: no blocks %d to %d: there are %d, counted from 0", first, first+count-1, len(p.Lines))
	}
	lines := p.Lines[first : first+count]
	for i := range lines {
		if lines[i].Withheld() {
			return nil, vow.Errorf(vow.CodeRefused, "paper: block %d is withheld: its words cannot be quoted from this copy", first+i)
		}
	}
	return &QuoteProof{Title: p.Title, Lang: p.Lang, Split: p.Split, Blocks: len(p.Lines), Root: p.Root(), First: first,
		Lines: lines, Path: p.path(span{first, first + count}), Selector: Selector{Type: SelectorType}}, nil
}

// back returns the offset so many characters before i. It does not begin with a
// character that belongs to the one before it.
func back(text string, i, runes int) int {
	from := i
	for ; runes > 0 && from > 0; runes-- {
		_, n := utf8.DecodeLastRuneInString(text[:from])
		from -= n
	}
	for from < i && !textual(text[from:i]) {
		_, n := utf8.DecodeRuneInString(text[from:])
		from += n
	}
	return from
}

// forth returns the offset so many characters after i.
func forth(text string, i, runes int) int {
	to := i
	for ; runes > 0 && to < len(text); runes-- {
		_, n := utf8.DecodeRuneInString(text[to:])
		to += n
	}
	for to > i && !textual(text[i:to]) {
		_, n := utf8.DecodeLastRuneInString(text[:to])
		to -= n
	}
	return to
}

// textual reports whether each line of s obeys the text rules: a text that is cut
// between a character and its joiner or variation selector does not.
func textual(s string) bool {
	for line := range strings.SplitSeq(s, "\n") {
		if vow.CheckText(line) != nil {
			return false
		}
	}
	return true
}

// Place is one place of a paper where words to be quoted stand.
type Place struct {
	First, Last int    // numbers of the blocks in which it begins and ends, from 0
	Exact       string // the words as a selector quotes them: the paper's own, with the marks of an abridged quotation
	Abridged    bool
	Before      string // up to contextRunes characters before it
	After       string // and after it

	lo, hi int // offsets in the joined texts of these blocks
}

// Find finds the places where words stand in the shown ones of the blocks first to
// last, in order, at most so many of them, and says how many there are in all, up to
// 100,000. Words are looked for as
// they are; if they do not stand there, with spaces and line breaks, quotation
// marks, apostrophes and dashes of any form taken for one another; and if they
// have ellipses or brackets, then with something left out there. Places that cut
// no word come before all others, which then do not count. Words go over the end
// of a block, but not over a withheld one. They must be as vow.NormalizeText
// leaves them.
func (p *Paper) Find(words string, first, last, most int) (places []Place, all int) {
	words = strings.TrimSpace(words)
	first, last = max(first, 0), min(last, len(p.Lines)-1)
	if !vow.Visible(words) {
		return nil, 0
	}
	search := []passage{verbatim(words)}
	search[0].pieces[0].openL, search[0].pieces[0].open = false, false
	search = append(search, verbatim(words))
	if p, ok := abridged(words); ok {
		search = append(search, p)
	}
	for _, ask := range search {
		for _, folded := range []bool{false, true} {
			f := finder{words: words, ask: ask, folded: folded, most: most}
			for run := range p.runs(first, last) {
				f.search(p.Lines[run.lo:run.hi], run.lo)
			}
			if f.all > 0 {
				return f.places, f.all
			}
		}
	}
	return nil, 0
}

// runs yields the runs of shown blocks among those from first to last.
func (p *Paper) runs(first, last int) func(func(span) bool) {
	return func(yield func(span) bool) {
		for lo := first; lo <= last; lo++ {
			hi := lo
			for hi <= last && !p.Lines[hi].Withheld() {
				hi++
			}
			if hi > lo && !yield(span{lo, hi}) {
				return
			}
			lo = hi
		}
	}
}

// maxFound is how many places are counted; a search that had to end before the
// text did counts as so many.
const maxFound = 100_000

// finder looks for one passage.
type finder struct {
	words  string
	ask    passage
	folded bool
	most   int
	places []Place
	all    int
}

func (f *finder) search(lines []Line, first int) {
	text := joined(lines)
	ask, hay := f.ask, text
	if f.folded {
		hay = fold(text)
		ask.pieces = append([]piece(nil), ask.pieces...)
		for k := range ask.pieces {
			ask.pieces[k].text = fold(ask.pieces[k].text)
		}
	}
	var found [][]bounds
	whole := ask.find(hay, func(place []bounds) bool {
		if f.all++; f.all <= f.most {
			found = append(found, append([]bounds(nil), place...))
		}
		return f.all < maxFound
	})
	if !whole {
		f.all = maxFound
	}
	if f.folded {
		unfold(text, found)
	}
	for _, place := range found {
		f.add(lines, first, text, place)
	}
}

// add takes a place of a run of blocks.
func (f *finder) add(lines []Line, first int, text string, place []bounds) {
	lo, hi := place[0].lo, place[len(place)-1].hi
	from, to := blockAt(lines, lo), blockAt(lines, hi-1)
	at := Place{First: first + from, Last: first + to, Abridged: len(place) > 1 || f.ask.pieces[0].mark != "" || f.ask.tail != "",
		Before: text[back(text, lo, contextRunes):lo], After: text[hi:forth(text, hi, contextRunes)]}
	var exact strings.Builder
	end := 0
	for k, pc := range f.ask.pieces {
		exact.WriteString(f.words[end:pc.lo])
		exact.WriteString(text[place[k].lo:place[k].hi])
		end = pc.hi
	}
	exact.WriteString(f.words[end:])
	at.Exact = exact.String()
	before := 0
	for i := range from {
		before += len(lines[i].Block.Text) + 1
	}
	at.lo, at.hi = lo-before, hi-before
	f.places = append(f.places, at)
}
