package paper

import "vow"

// Kind says what a block is in the text.
type Kind string

// The kinds of block.
const (
	Heading Kind = "heading"
	Para    Kind = "para"
	Item    Kind = "item" // of a list
	Quote   Kind = "quote"
	Note    Kind = "note" // footnote or endnote
	Cell    Kind = "cell" // of a table
	Caption Kind = "caption"
	Figure  Kind = "figure"
)

// The parts of a report that a heading may open. A protective part may hold
// nothing under a heading of the section summary or findings.
const (
	SectionSummary  = "summary"
	SectionFindings = "findings"
	SectionAnnex    = "annex"
)

// maxNumber bounds table, row, col and the number of a sentence.
const maxNumber = MaxBlocks

// Block is one block of a text: a paragraph, a heading, a cell, or one sentence
// of these. A zero field is absent from the line.
type Block struct {
	Kind     Kind
	Label    string   // as printed: "12.", "(a)", "IV"; optional
	Level    int      // heading: 1 to 6
	Section  string   // heading: SectionSummary, SectionFindings, SectionAnnex; optional
	Table    int      // cell: number of the table in the text, from 1
	Row, Col int      // cell: from 1
	SHA256   vow.Hash // figure: hash of the picture's bytes
	Sentence int      // split sentence: its number in its paragraph, from 0
	Text     string   // text rules; may be empty, as in an empty cell
	Salt     [16]byte // set by Fix and Parse
}

// check checks the keys against the kind and the texts against the text rules.
func (b *Block) check(split string) error {
	wrong := func(format string, args ...any) error {
		return vow.Errorf(vow.CodeCheck, format, args...)
	}
	switch b.Kind {
	case Heading, Para, Item, Quote, Note, Cell, Caption, Figure:
	default:
		return wrong("kind: %q is no kind of block", b.Kind)
	}
	switch heading := b.Kind == Heading; {
	case heading && (b.Level < 1 || b.Level > 6):
		return wrong("level: a heading has 1 to 6, not %d", b.Level)
	case !heading && b.Level != 0:
		return wrong("level: only a heading has one")
	case !heading && b.Section != "":
		return wrong("section: only a heading has one")
	}
	switch b.Section {
	case "", SectionSummary, SectionFindings, SectionAnnex:
	default:
		return wrong("section: %q is none of summary, findings, annex", b.Section)
	}
	if b.Kind == Cell {
		for name, n := range b.place() {
			if n < 1 || n > maxNumber {
				return wrong("%s: a cell has 1 to %d, not %d", name, maxNumber, n)
			}
		}
	} else if b.Table != 0 || b.Row != 0 || b.Col != 0 {
		return wrong("table, row, col: only a cell has them")
	}
	if figure := b.Kind == Figure; figure == b.SHA256.IsZero() {
		return wrong("sha256: a figure has the hash of its picture, no other kind has one")
	}
	if b.Sentence < 0 || b.Sentence > maxNumber || b.Sentence > 0 && split != SplitSentence {
		return wrong("s: %d is not the number of a sentence with split %s", b.Sentence, split)
	}
	if err := vow.CheckText(b.Label); err != nil {
		return wrong("label: %w", err)
	}
	if err := vow.CheckText(b.Text); err != nil {
		return wrong("text: %w", err)
	}
	return nil
}

// place yields the coordinates of a cell with their names, in order.
func (b *Block) place() func(func(string, int) bool) {
	return func(yield func(string, int) bool) {
		_ = yield("table", b.Table) && yield("row", b.Row) && yield("col", b.Col)
	}
}

// follows checks that b can come after prev with split sentence; prev is nil for
// the first block and for a block after a withheld one.
func (b *Block) follows(prev *Block, first bool) error {
	switch {
	case b.Sentence == 0 || prev == nil && !first:
		return nil
	case first || b.Sentence != prev.Sentence+1 || b.Kind != prev.Kind ||
		b.Table != prev.Table || b.Row != prev.Row || b.Col != prev.Col:
		return vow.Errorf(vow.CodeCheck, "s: sentence %d does not follow sentence %d of the same paragraph", b.Sentence, b.Sentence-1)
	}
	return nil
}
