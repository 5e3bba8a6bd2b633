// Package compare (level 2) says what was changed in a copy of a text, worst
// first: a changed number before a changed name, a name before another wording,
// all of these before what is only typography.
//
// How it works: both texts are cut into words, each folded to a key that case,
// typography, hidden and look-alike characters do not change (fold.go,
// words.go). Paragraphs are paired: equal ones by their keys, the others by what
// rare runs of words they share, wherever they stand, the rest by their
// neighbours (align.go). In each pair the words are aligned, and every
// difference is one change of one kind (diff.go, classify.go).
//
// Invariants:
//   - The same texts give the same result: no clock, no randomness, no order of a
//     map. Nothing depends on how fast the machine is.
//   - Work grows with the length of the texts, whatever they have in common.
//     Where a bound cuts something short, Result.Notes says so.
//   - Every word of either text is in exactly one place: kept, or part of a
//     change, or of a paragraph that is missing or added.
//   - It is pure: texts come in, a result goes out.
package compare

import (
	"slices"

	"vow/paper"
)

// Kind says what a change is; a finding's class is the worst of its changes.
type Kind string

// The kinds, worst first.
const (
	Number      Kind = "number"
	Date        Kind = "date"
	Name        Kind = "name"
	Negation    Kind = "negation"
	Modality    Kind = "modality"
	Quotation   Kind = "quotation"   // other words inside quotation marks
	Attribution Kind = "attribution" // who said it
	Removed     Kind = "removed"
	Added       Kind = "added"
	Reworded    Kind = "reworded"
	Lookalike   Kind = "lookalike" // other characters that look the same
	Hidden      Kind = "hidden"    // characters that show nothing
	Moved       Kind = "moved"
	Merged      Kind = "merged"
	Split       Kind = "split"
	Typographic Kind = "typographic" // case, quotes, dashes, spacing, -ise and -ize
	Identical   Kind = "identical"
)

// Kinds returns all kinds, worst first.
func Kinds() []Kind {
	return []Kind{Number, Date, Name, Negation, Modality, Quotation, Attribution, Removed, Added,
		Reworded, Lookalike, Hidden, Moved, Merged, Split, Typographic, Identical}
}

// Severity is 3 for what can change the meaning of a sentence, 2 for other words
// and for deception, 1 for the rest.
func (k Kind) Severity() int {
	switch r := k.rank(); {
	case r <= Attribution.rank():
		return 3
	case r <= Hidden.rank():
		return 2
	}
	return 1
}

// rank is the place of a kind among Kinds.
func (k Kind) rank() int {
	switch k {
	case Number:
		return 0
	case Date:
		return 1
	case Name:
		return 2
	case Negation:
		return 3
	case Modality:
		return 4
	case Quotation:
		return 5
	case Attribution:
		return 6
	case Removed:
		return 7
	case Added:
		return 8
	case Reworded:
		return 9
	case Lookalike:
		return 10
	case Hidden:
		return 11
	case Moved:
		return 12
	case Merged:
		return 13
	case Split:
		return 14
	case Typographic:
		return 15
	case Identical:
		return 16
	}
	return 0 // a kind that this version does not know is as bad as any
}

func (k Kind) worse(l Kind) bool { return k.rank() < l.rank() }

// Block is one paragraph of a text, in any form that a reader could meet it.
// Unlike a paper's, its text need not obey the text rules.
type Block struct {
	Index int        // its number in the text, from 0
	Kind  paper.Kind // may be empty
	Label string     // as printed, not part of Text
	Text  string
	Row   int // of a cell: the same for the cells of one row, other than its neighbours'; else 0

	more int // cells that were put into this one
}

// Options say how to compare.
type Options struct {
	Lang   string // BCP 47 of the first text; "" to see it from its words
	Proven bool   // the first text is proven on a record: a difference is an alteration

	// Withheld is how many paragraphs of the first text are not at hand: so many
	// more in the copy may be these, and are then no alteration.
	Withheld int

	// CopyWithholds is how many paragraphs of the first text the copy, a paper of the
	// same root, proves to withhold and nothing else. They are in neither text here:
	// a copy that has the rest unchanged is an excerpt.
	CopyWithholds int
}

// Change is one difference inside a paragraph.
type Change struct {
	Kind        Kind   `json:"kind"`
	From        string `json:"from"` // "" where words were added
	To          string `json:"to"`   // "" where words were taken out
	InQuotation bool   `json:"in_quotation"`

	at    [2]int // where From begins in the first text and To in the copy, in bytes
	marks bool   // only quotation marks came or went
}

// FirstPlace is a paragraph of the first text.
type FirstPlace struct {
	Index int    `json:"index"`
	Label string `json:"label"` // as printed; "" without one
	Text  string `json:"text"`
}

// CopyPlace is a paragraph of the copy.
type CopyPlace struct {
	Index int    `json:"index"`
	Text  string `json:"text"`
}

// Finding is what became of one paragraph. Of a merged or split one the text is
// all of it, the index that of its first part.
type Finding struct {
	Class    Kind        `json:"class"`
	Severity int         `json:"severity"`
	First    *FirstPlace `json:"first,omitempty"` // nil: added
	Copy     *CopyPlace  `json:"copy,omitempty"`  // nil: missing
	Changes  []Change    `json:"changes"`
}

// Verdict is the answer in one word.
type Verdict string

// The verdicts.
const (
	VerdictIdentical   Verdict = "identical"
	VerdictTypographic Verdict = "typographic"
	VerdictExcerpt     Verdict = "excerpt"
	VerdictDiffers     Verdict = "differs"
	VerdictAltered     Verdict = "altered"
	VerdictAuthentic   Verdict = "authentic"
	VerdictForeign     Verdict = "not-from-text"
)

// Good reports whether a copy with this verdict says what the first text says.
func (v Verdict) Good() bool {
	switch v {
	case VerdictIdentical, VerdictTypographic, VerdictExcerpt, VerdictAuthentic:
		return true
	}
	return false
}

// Result is the answer. It marshals to the JSON of docs/format.md.
type Result struct {
	Verdict  Verdict      `json:"verdict"`
	Say      string       `json:"say"`
	Counts   map[Kind]int `json:"counts"` // findings by class; identical paragraphs too
	Findings []Finding    `json:"findings"`

	Notes []string `json:"-"` // what was not checked, or cut short; Say has them too
	Title string   `json:"-"` // the verdict alone
	rows  []row    // of a page, in the order in which they were found: see arrange
	pairB []int    // paired block of the first text for each block of the copy, or -1
}

// Compare compares a copy with the first text.
func Compare(first, copied []Block, o Options) *Result {
	if cells(first) != cells(copied) { // one shows its tables as lines of text
		first, copied = rowsAsLines(first), rowsAsLines(copied)
	}
	c := newComparison(first, copied, o)
	c.align()
	c.judge()
	return c.result()
}

func cells(blocks []Block) bool {
	return slices.ContainsFunc(blocks, func(b Block) bool { return b.Row != 0 })
}

// rowsAsLines makes one block of the cells of each row.
func rowsAsLines(blocks []Block) []Block {
	if !cells(blocks) {
		return blocks
	}
	out := make([]Block, 0, len(blocks))
	for i, b := range blocks {
		if n := len(out); b.Row != 0 && i > 0 && blocks[i-1].Row == b.Row {
			if b.Text != "" && out[n-1].Text != "" {
				out[n-1].Text += " "
			}
			out[n-1].Text += b.Text
			if b.Text != "" {
				out[n-1].more++
			}
			continue
		}
		out = append(out, b)
	}
	return out
}
