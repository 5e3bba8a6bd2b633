package reply

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"vow"
	"vow/paper"
	"vow/paper/diff"
)

// Known is what the record says that a matrix must fit.
type Known struct {
	Report        string
	Shared, Final map[string]vow.Hash // root by language
	Replies       map[string]int      // comments of each reply that came in
	Owed          []string            // replies whose every comment is to be answered
	Parties       []vow.Party         // declared
}

// CheckRecord compares a matrix with the record and says what does not fit, in
// order: texts, comments without an answer, answers without a comment, parties.
func (m *Matrix) CheckRecord(k Known) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if m.About.Report != k.Report {
		add("the matrix is of the report %s", m.About.Report)
	}
	if !maps.Equal(m.About.Shared, k.Shared) {
		add("the matrix starts from other texts than those that were declared as shared")
	}
	if !maps.Equal(m.About.Final, k.Final) {
		add("the matrix leads to other texts than the final ones")
	}
	answered := make(map[string]bool, len(m.Answers))
	for i := range m.Answers {
		id := m.Answers[i].Comment
		answered[id] = true
		reply, n, err := vow.CheckCommentID(id)
		if err != nil || n > k.Replies[reply] {
			add("the comment %s is answered, and did not come in", id)
		}
	}
	for _, reply := range k.Owed {
		for n := 1; n <= k.Replies[reply]; n++ {
			if id := fmt.Sprintf("%s.%d", reply, n); !answered[id] {
				add("the comment %s has no answer", id)
			}
		}
	}
	for i := range m.Changes {
		for _, p := range m.Changes[i].Parties {
			if !slices.Contains(k.Parties, p) {
				add("change %d criticises %s, which was not declared", i+1, p)
			}
		}
	}
	return out
}

// maxLabel is how long a label may be, in bytes, so that its change alone needs no
// reason: a number moves with what stands before it.
const maxLabel = 16

// Needs reports whether a change needs an explanation.
func Needs(c *diff.Change) bool { return !quiet(c) }

// quiet reports whether a change needs no explanation: nothing but numbering.
func quiet(c *diff.Change) bool {
	switch {
	case c.Is(diff.Kept):
		return true
	case len(c.Kinds) == 1 && c.Is(diff.Renumbered):
		return max(len(c.Old.Label), len(c.New.Label)) <= maxLabel && slices.Equal(labelWords(c.Old.Label), labelWords(c.New.Label))
	}
	return false
}

// letters are the runs of letters in a label; number is one that can number something: a
// letter, a Roman numeral, or what sets a paragraph between two others.
var (
	letters = regexp.MustCompile(`[\p{L}\p{M}]+`)
	number  = regexp.MustCompile(`^(?i:\p{L}|m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})|bis|ter|quater)$`)
)

// labelWords returns what a label says beside its number, nothing of "12.", "(a)" and
// "IV.B", "Annex" of "Annex 2". A change of these, as to "Not true:", is one of the text.
func labelWords(label string) []string {
	return slices.DeleteFunc(letters.FindAllString(label, -1), number.MatchString)
}

// Loud returns the changes between two texts that need an explanation, in order.
func Loud(shared, final *paper.Paper) []diff.Change {
	return slices.DeleteFunc(diff.Compare(shared, final).Changes, func(c diff.Change) bool { return quiet(&c) })
}

// CheckTexts compares the shared and the final text in one language again, and says
// what the matrix does not explain, or explains though it is not there. Both texts
// may have blocks withheld; those of the shared text must be the ones that the
// matrix says are withheld.
func (m *Matrix) CheckTexts(lang string, shared, final *paper.Paper) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	from, to, title := make(map[int]int), make(map[int]int), false // the change that names a block, from 1
	for i := range m.Changes {
		c := &m.Changes[i]
		if c.Lang != lang {
			continue
		}
		title = title || c.Title
		if n := c.From.Last(); n >= len(shared.Lines) {
			add("change %d is of block %d of the shared text in %s, which has %d", i+1, n, lang, len(shared.Lines))
			return out
		}
		if n := c.To.Last(); n >= len(final.Lines) {
			add("change %d is of block %d of the final text in %s, which has %d", i+1, n, lang, len(final.Lines))
			return out
		}
		for _, n := range c.From.Numbers() {
			from[n] = i + 1
		}
		for _, n := range c.To.Numbers() {
			to[n] = i + 1
		}
	}
	said := vow.BlocksOf(m.WithheldFrom(lang))
	if hidden := vow.BlocksOf(shared.Withheld()); len(hidden) > 0 && hidden.String() != said.String() {
		add("the shared text in %s withholds the blocks %q; by the matrix it is %q", lang, hidden, said)
	}
	if shared.Title != final.Title && !title {
		add("the title in %s was changed, and no line says why", lang)
	}
	if shared.Title == final.Title && title {
		add("the matrix says that the title in %s was changed, and it was not", lang)
	}
	realFrom, realTo := make(map[int]bool), make(map[int]bool)
	for _, c := range diff.Compare(shared, final).Changes {
		if c.Is(diff.Kept) {
			continue
		}
		if n := unexplained(c.Old, from); n >= 0 && !quiet(&c) {
			add("%s of the shared text in %s: no line says why", nameOf(&c, c.Old, n), lang)
		} else if n := unexplained(c.New, to); n >= 0 && !quiet(&c) {
			add("%s of the final text in %s: no line says why", nameOf(&c, c.New, n), lang)
		}
		mark(realFrom, c.Old)
		mark(realTo, c.New)
	}
	whole := len(shared.Withheld()) == 0 && len(final.Withheld()) == 0
	for i := range m.Changes {
		c := &m.Changes[i]
		if c.Lang != lang || c.Title || c.Withheld {
			continue
		}
		changed := count(c.From, realFrom) + count(c.To, realTo)
		// Where something is withheld sentences stand for themselves, and one that is
		// kept may be in a paragraph that was changed.
		if all := c.From.Count() + c.To.Count(); changed == 0 || whole && changed < all {
			add("change %d says that all of it was changed (from %q to %q in %s), and %d of its %d blocks were", i+1, c.From, c.To, lang, changed, all)
		}
	}
	return out
}

func mark(set map[int]bool, s *diff.Side) {
	if s != nil {
		for _, n := range s.Blocks {
			set[n] = true
		}
	}
}

func count(b vow.Blocks, set map[int]bool) int {
	k := 0
	for _, n := range b.Numbers() {
		if set[n] {
			k++
		}
	}
	return k
}

// unexplained returns a block of a side that no change names, or -1.
func unexplained(s *diff.Side, by map[int]int) int {
	if s == nil {
		return -1
	}
	for _, n := range s.Blocks {
		if by[n] == 0 {
			return n
		}
	}
	return -1
}

// nameOf says what became of which paragraph: "block 14 (12.) was changed".
func nameOf(c *diff.Change, s *diff.Side, n int) string {
	name := fmt.Sprintf("block %d", n)
	if s.Label != "" {
		name += " (" + s.Label + ")"
	}
	return name + ", " + string(c.Kinds[0])
}

// Handed compares what a party was handed with the shared text: the same words in
// every block that both show, of an extract just the blocks it says. It returns the
// blocks that cannot be compared because one of them withholds them.
func Handed(handed, shared *paper.Paper, extract vow.Blocks) (hidden vow.Blocks, err error) {
	if handed.Title != shared.Title || handed.Lang != shared.Lang || handed.Split != shared.Split || len(handed.Lines) != len(shared.Lines) {
		return nil, wrong("it is no copy of the shared text: another title, language or number of blocks")
	}
	shows := make(map[int]bool)
	for _, n := range extract.Numbers() {
		shows[n] = true
	}
	var out []int
	for i := range handed.Lines {
		a, b := handed.Lines[i].Block, shared.Lines[i].Block
		meant := len(extract) == 0 || shows[i]
		switch {
		case a != nil && !meant:
			return nil, wrong("it shows block %d, which is not in the extract that the record names", i)
		case !meant:
		case a == nil || b == nil:
			out = append(out, i)
		case !SameBlock(a, b):
			return nil, wrong("block %d says something else than the shared text", i)
		}
	}
	return vow.BlocksOf(out), nil
}

// SameBlock reports whether two blocks say the same: all but their salts.
func SameBlock(a, b *paper.Block) bool {
	x, y := *a, *b
	x.Salt, y.Salt = [16]byte{}, [16]byte{}
	return x == y
}

// Given is a paper that a party was handed: Blocks are those that it was shown, all
// for none, though a public copy may withhold some of them.
type Given struct {
	Paper  *paper.Paper
	Blocks vow.Blocks
}

// has reports whether the party was shown a block, by what the record says.
func (g Given) has(n int) bool {
	return len(g.Blocks) == 0 || g.Blocks.Common(vow.Blocks{{First: n, Last: n}}) >= 0
}

// dark reports whether the public copy withholds something that the party was shown.
func (g Given) dark() bool {
	return slices.ContainsFunc(g.Paper.Withheld(), g.has)
}

// Shown says which blocks of the shared text a party was not shown: not at their
// place in the copy that it was handed first, nor their words in what supplements
// it. Of hidden ones the public copies withhold too much to tell.
func Shown(declared []int, shared *paper.Paper, first Given, more []Given) (missing, hidden vow.Blocks) {
	var no, dark []int
	for _, n := range declared {
		var b *paper.Block
		if n < len(shared.Lines) {
			b = shared.Lines[n].Block
		}
		inFirst := n < len(first.Paper.Lines) && first.has(n)
		switch {
		case inFirst && !first.Paper.Lines[n].Withheld():
		case b != nil && stands(b, more):
		case inFirst || b == nil || slices.ContainsFunc(more, Given.dark):
			dark = append(dark, n)
		default:
			no = append(no, n)
		}
	}
	return vow.BlocksOf(no), vow.BlocksOf(dark)
}

// stands reports whether the words of a block stand in a block of the same kind that
// was handed over.
func stands(b *paper.Block, given []Given) bool {
	for _, g := range given {
		for _, l := range g.Paper.Lines {
			if l.Block != nil && l.Block.Kind == b.Kind && l.Block.Text == b.Text {
				return true
			}
		}
	}
	return false
}

// Told says of which blocks of a later text the words were not handed over; hidden
// are those of which that cannot be told.
func Told(given []Given, text *paper.Paper, blocks vow.Blocks) (missing, hidden vow.Blocks) {
	var no, dark []int
	for _, n := range blocks.Numbers() {
		switch {
		case n < len(text.Lines) && text.Lines[n].Block != nil && stands(text.Lines[n].Block, given):
		case n < len(text.Lines) && text.Lines[n].Block == nil || slices.ContainsFunc(given, Given.dark):
			dark = append(dark, n)
		default:
			no = append(no, n)
		}
	}
	return vow.BlocksOf(no), vow.BlocksOf(dark)
}
