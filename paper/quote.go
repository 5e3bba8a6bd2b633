package paper

import (
	"encoding/hex"
	"math/bits"
	"strconv"

	"vow"
)

// Bounds of a quote beside those of a paper.
const (
	MaxQuote       = 2*MaxBytes + MaxQuoteRecord
	MaxQuoteRecord = 4 << 20 // of the receipt's sections at its end
)

const quoteVersion = "vow/quote@v1"

// QuoteProof is a quote proof (docs/format.md, Quote proof): some blocks of a paper in
// a row, what else of its tree leads to the root, the words quoted from them, and
// the proof that the root is on a record. It comes from a Paper's QuoteBlocks or
// QuotePlace or from ParseQuote; Check says whether it proves what it says.
type QuoteProof struct {
	Title    string
	Lang     string
	Split    string
	Blocks   int      // of the whole paper
	Root     vow.Hash // as the quote states it
	First    int      // number of the first block shown, from 0
	Lines    []Line   // the blocks shown, at least one, none withheld
	Path     []vow.Hash
	Selector Selector

	// Record is the sections of a receipt for the text.fixed of the root, as they
	// stand, or empty: the quote then proves that the words are under the root, and
	// nothing of whose root it is.
	Record []byte
}

// Selector is a W3C TextQuoteSelector
// (https://www.w3.org/TR/annotation-model/#text-quote-selector) over the texts of
// the blocks shown, joined by LF.
type Selector struct {
	Exact  string `json:"exact"`  // the words, maybe with ellipses and brackets
	Prefix string `json:"prefix"` // what stands just before them; may be empty
	Suffix string `json:"suffix"` // what stands just after them; may be empty
	Type   string `json:"type"`   // SelectorType
}

// SelectorType is the type of every Selector.
const SelectorType = "TextQuoteSelector"

// Header returns the six header lines of the quoted paper, each with its LF.
func (q *QuoteProof) Header() []byte { return header(q.Title, q.Lang, q.Split, q.Blocks) }

// Marshal returns the exact bytes of the file. For a parsed quote they are the
// bytes that were parsed.
func (q *QuoteProof) Marshal() []byte {
	b := append([]byte(nil), quoteVersion+"\n"...)
	b = append(b, q.Header()...)
	b = append(b, "root "...)
	b = hex.AppendEncode(b, q.Root[:])
	b = append(b, "\nblocks-shown "...)
	b = strconv.AppendInt(b, int64(q.First), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(len(q.Lines)), 10)
	b = append(b, "\npath "...)
	b = strconv.AppendInt(b, int64(len(q.Path)), 10)
	b = append(b, '\n')
	for i := range q.Path {
		b = hex.AppendEncode(b, q.Path[i][:])
		b = append(b, '\n')
	}
	for i := range q.Lines {
		b = append(b, q.Lines[i].raw...)
		b = append(b, '\n')
	}
	// Strings, ints and no other value: it cannot fail to marshal.
	selector, _ := vow.MarshalCanonical(q.Selector)
	b = append(append(b, selector...), '\n')
	return append(b, q.Record...)
}

// span is a subtree: the leaves from lo up to hi.
type span struct{ lo, hi int }

// halves returns the two subtrees below a node, as RFC 6962 §2.1 cuts them: the
// left one has the largest power of two of leaves that is less than all.
func (s span) halves() (left, right span) {
	mid := s.lo + 1<<(bits.Len(uint(s.hi-s.lo-1))-1)
	return span{s.lo, mid}, span{mid, s.hi}
}

func (s span) outside(o span) bool { return s.hi <= o.lo || o.hi <= s.lo }

// inside reports whether all of s lies in o.
func (s span) inside(o span) bool { return o.lo <= s.lo && s.hi <= o.hi }

// pathLen returns how many maximal subtrees of a tree of n leaves lie wholly
// outside the range shown.
func pathLen(n int, shown span) int {
	var count func(s span) int
	count = func(s span) int {
		switch {
		case s.outside(shown):
			return 1
		case s.inside(shown):
			return 0
		}
		left, right := s.halves()
		return count(left) + count(right)
	}
	return count(span{0, n})
}

// rootFrom computes the tree hash of n leaves from the leaves of the range shown
// and the hashes of the subtrees outside it, left to right. There must be as many
// as pathLen says.
func rootFrom(n int, shown span, lines []Line, path []vow.Hash) vow.Hash {
	var walk func(s span) vow.Hash
	walk = func(s span) vow.Hash {
		switch {
		case s.outside(shown):
			h := path[0]
			path = path[1:]
			return h
		case s.inside(shown):
			return treeHash(lines[s.lo-shown.lo : s.hi-shown.lo])
		}
		l, r := s.halves()
		left := walk(l)
		right := walk(r)
		return nodeHash(&left, &right)
	}
	return walk(span{0, n})
}

// path returns the hashes of the maximal subtrees outside the range, left to
// right.
func (p *Paper) path(shown span) []vow.Hash {
	var out []vow.Hash
	var walk func(s span)
	walk = func(s span) {
		switch {
		case s.outside(shown):
			out = append(out, treeHash(p.Lines[s.lo:s.hi]))
		case !s.inside(shown):
			left, right := s.halves()
			walk(left)
			walk(right)
		}
	}
	walk(span{0, len(p.Lines)})
	return out
}
