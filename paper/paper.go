// Package paper (level 1) fixes a text as numbered blocks under one Merkle root,
// so that any block can be shown or withheld and what remains still proves itself.
//
// Invariants:
//   - A line is hashed as the bytes it is written in and kept as those bytes; it
//     is never written anew. Parse followed by Marshal gives the same bytes, or
//     Parse is an error.
//   - The root covers the six header lines, the number of blocks among them, and
//     every line in its place. Withholding a block keeps the root; any other
//     change gives another root or does not parse.
//   - Each block has its own salt, so that the hash of a withheld block does not
//     let its text be guessed. How many blocks are withheld, and where, is visible
//     by design.
//   - The package is pure: no clock, disk, network or randomness. The seed of the
//     salts is an argument.
package paper

import (
	"strconv"

	"vow"
)

// Bounds of a paper. Fix keeps below MaxBytes whatever is withheld later.
const (
	MaxBlocks = 1_000_000
	MaxBytes  = 64 << 20 // of a whole paper
	MaxLine   = 1 << 20  // of one block line, without its LF
)

// The two ways to cut a text.
const (
	SplitBlock    = "block"    // a block is a paragraph, heading, cell …
	SplitSentence = "sentence" // a block is one sentence of these
)

const (
	version     = "vow/paper@v1"
	headerLines = 6
)

// Paper is a text fixed as blocks (docs/format.md, Paper). It comes from Fix,
// Parse or Withhold and is then read, not changed: Root and Marshal are of the
// lines as they came.
type Paper struct {
	Title string // text rules, 1 to vow.MaxTitle bytes
	Lang  string // BCP 47
	Split string // SplitBlock or SplitSentence
	Lines []Line // one for each block, in order; at least one
}

// Line is one block of a paper, shown or withheld.
type Line struct {
	Block *Block // nil when withheld
	raw   string // the exact line, without its LF
	leaf  vow.Hash
}

// Withheld reports whether the line has only the hash of its block.
func (l Line) Withheld() bool { return l.Block == nil }

// Leaf returns the Merkle leaf hash of the block, shown or withheld.
func (l Line) Leaf() vow.Hash { return l.leaf }

// String returns the exact line, without its LF.
func (l Line) String() string { return l.raw }

// Leaf returns the leaf hash of block i, counted from 0.
func (p *Paper) Leaf(i int) vow.Hash { return p.Lines[i].leaf }

// Withheld returns the numbers of the withheld blocks in order; nil when every
// block is shown.
func (p *Paper) Withheld() []int {
	var w []int
	for i := range p.Lines {
		if p.Lines[i].Withheld() {
			w = append(w, i)
		}
	}
	return w
}

// Header returns the six header lines, each with its LF: what the root covers
// beside the tree.
func (p *Paper) Header() []byte { return header(p.Title, p.Lang, p.Split, len(p.Lines)) }

func header(title, lang, split string, blocks int) []byte {
	b := make([]byte, 0, 96+len(title)+len(lang))
	b = append(b, version+"\ntitle "...)
	b = append(b, title...)
	b = append(b, "\nlang "...)
	b = append(b, lang...)
	b = append(b, "\nunicode "+vow.TextUnicode+"\nsplit "...)
	b = append(b, split...)
	b = append(b, "\nblocks "...)
	b = strconv.AppendInt(b, int64(blocks), 10)
	return append(b, '\n')
}

func checkHeader(title, lang, split string, blocks int) error {
	if title == "" || len(title) > vow.MaxTitle {
		return vow.Errorf(vow.CodeCheck, "title: 1 to %d bytes of text expected, %d found", vow.MaxTitle, len(title))
	}
	if !vow.Visible(title) {
		return vow.Errorf(vow.CodeCheck, "title: %q: at least one visible character expected", title)
	}
	if err := vow.CheckText(title); err != nil {
		return vow.Errorf(vow.CodeCheck, "title: %w", err)
	}
	if err := checkLang(lang); err != nil {
		return vow.Errorf(vow.CodeCheck, "lang: %w", err)
	}
	if split != SplitBlock && split != SplitSentence {
		return vow.Errorf(vow.CodeCheck, "split: %q is neither %s nor %s", split, SplitBlock, SplitSentence)
	}
	if blocks < 1 || blocks > MaxBlocks {
		return vow.Errorf(vow.CodeCheck, "blocks: 1 to %d expected, %d found", MaxBlocks, blocks)
	}
	return nil
}

// Marshal returns the bytes of the paper file. For a parsed paper they are the
// bytes that were parsed.
func (p *Paper) Marshal() []byte {
	h := p.Header()
	n := len(h) + 1 + len(p.Lines)
	for i := range p.Lines {
		n += len(p.Lines[i].raw)
	}
	b := append(make([]byte, 0, n), h...)
	b = append(b, '\n')
	for i := range p.Lines {
		b = append(b, p.Lines[i].raw...)
		b = append(b, '\n')
	}
	return b
}
