// Package diff (level 1) says what became of each paragraph from one paper to
// another: kept, changed word by word, added, removed, moved, split, merged,
// renumbered.
//
// It is pure and deterministic: the same two papers give the same answer on every
// machine, and no step depends on a clock. Paragraphs are paired in steps, each
// for what the one before left over: the same words in the same order; the same
// words elsewhere; one that is several others end to end; alike words. The work
// grows with the texts' length: a paragraph is held only against those that share
// rare runs of words with it, maxPosting of them a run.
package diff

import (
	"vow"
	"vow/paper"
)

// Kind says what became of a paragraph.
type Kind string

// The kinds, in the order in which counts are shown. A paragraph that is changed
// and moved, say, counts as both.
const (
	Changed    Kind = "changed"
	Added      Kind = "added"
	Removed    Kind = "removed"
	Split      Kind = "split"
	Merged     Kind = "merged"
	Moved      Kind = "moved"
	Renumbered Kind = "renumbered"
	Withheld   Kind = "withheld" // shown in the old paper, withheld in the new one
	Shown      Kind = "shown"    // the reverse
	Kept       Kind = "kept"
)

// Kinds returns every kind in that order.
func Kinds() []Kind {
	return []Kind{Changed, Added, Removed, Split, Merged, Moved, Renumbered, Withheld, Shown, Kept}
}

// Side is a paragraph as one of the papers has it.
type Side struct {
	Blocks []int      `json:"blocks"` // its numbers, from 0: several sentences, or several paragraphs of a split
	Kind   paper.Kind `json:"kind,omitempty"`
	Label  string     `json:"label,omitempty"`
	Place  string     `json:"place,omitempty"` // of a cell: table, row and column
	Text   string     `json:"text"`            // several paragraphs joined by LF; empty if withheld
}

// Word is a run of words that both papers have, or one of them.
type Word struct {
	Op   Op     `json:"op"`
	Text string `json:"text"` // with the white space before it
}

// Op says in which paper words stand.
type Op string

// The three operations.
const (
	Same   Op = "same"
	Delete Op = "delete"
	Insert Op = "insert"
)

// Change is what became of one paragraph, or of several that were split or merged.
type Change struct {
	Kinds []Kind `json:"kinds"` // sorted as Kinds; never empty
	Old   *Side  `json:"old,omitempty"`
	New   *Side  `json:"new,omitempty"`
	Words []Word `json:"words,omitempty"` // where Old and New differ in words
	Say   string `json:"say,omitempty"`   // what else differs: kind, level, spacing
}

// Is reports whether k is one of the change's kinds.
func (c *Change) Is(k Kind) bool {
	for _, x := range c.Kinds {
		if x == k {
			return true
		}
	}
	return false
}

// About names a paper.
type About struct {
	Title  string   `json:"title"`
	Lang   string   `json:"lang"`
	Root   vow.Hash `json:"root,omitzero"`
	Blocks int      `json:"blocks"`
}

// Diff is the whole answer: every paragraph of both papers stands in exactly one
// change, in the order of the new paper, removed ones after what they stood behind.
type Diff struct {
	Old     About        `json:"old"`
	New     About        `json:"new"`
	Counts  map[Kind]int `json:"counts"` // changes of each kind; none is left out
	Changes []Change     `json:"changes"`
}

// Same reports whether nothing differs but what is withheld.
func (d *Diff) Same() bool {
	return d.Old.Title == d.New.Title && d.Old.Lang == d.New.Lang &&
		len(d.Changes) == d.Counts[Kept]+d.Counts[Withheld]+d.Counts[Shown]
}

// Compare says what became of each paragraph of old in new.
func Compare(old, new *paper.Paper) *Diff {
	whole := len(old.Withheld()) == 0 && len(new.Withheld()) == 0
	p := newPairing(units(old, whole), units(new, whole))
	p.sameLeaves()
	p.sameOrder()
	p.elsewhere()
	p.splits()
	p.alike()
	d := &Diff{Old: about(old), New: about(new), Counts: make(map[Kind]int), Changes: p.changes()}
	for _, k := range Kinds() {
		d.Counts[k] = 0
	}
	for i := range d.Changes {
		for _, k := range d.Changes[i].Kinds {
			d.Counts[k]++
		}
	}
	return d
}

func about(p *paper.Paper) About { return About{p.Title, p.Lang, p.Root(), len(p.Lines)} }

// unit is one paragraph: a block, or the sentences of one; a withheld block.
type unit struct {
	first, count int
	block        *paper.Block // its first; nil if withheld
	text         string
	leaf         vow.Hash // of a single block
	words        []string // folded for comparing, in order; filled by newPairing
	row          rowStep  // of a cell
}

// rowStep says where a cell's row is, from the cell before it: the numbers of rows move
// with what stands above them.
type rowStep int

const (
	rowUnknown rowStep = iota // no cell, or it follows on what is withheld
	rowSame
	rowLater
	rowEarlier
)

func stepOf(b *paper.Block, before *unit) rowStep {
	switch {
	case b == nil || b.Table == 0 || before != nil && before.block == nil:
		return rowUnknown
	case before == nil || before.block.Table != b.Table || b.Row > before.block.Row:
		return rowLater
	case b.Row == before.block.Row:
		return rowSame
	}
	return rowEarlier
}

// units cuts a paper into paragraphs. Where something is withheld each block
// stands for itself.
func units(p *paper.Paper, join bool) []unit {
	var out []unit
	for i := 0; i < len(p.Lines); {
		b, n := p.Lines[i].Block, 1
		u := unit{first: i, block: b, leaf: p.Leaf(i)}
		if b != nil {
			u.text = b.Text
			if join {
				n = p.Sentences(i)
			}
			for k := 1; k < n; k++ {
				u.text += " " + p.Lines[i+k].Block.Text
			}
		}
		u.count = n
		var before *unit
		if len(out) > 0 {
			before = &out[len(out)-1]
		}
		u.row = stepOf(b, before)
		out = append(out, u)
		i += n
	}
	return out
}
