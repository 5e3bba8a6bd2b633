package diff

import (
	"fmt"
	"slices"
	"strings"

	"vow/paper"
)

// changes turns the groups, and what is in none, into the answer: in the order of
// the new paper, removed paragraphs behind what they stood behind.
func (p *pairing) changes() []Change {
	moved := p.moved()
	removed := make(map[int][]int) // behind which new paragraph which old ones are gone; -1: before all
	behind := -1
	for i, g := range p.oldIn {
		switch {
		case g < 0:
			removed[behind] = append(removed[behind], i)
		case !moved[g]:
			behind = slices.Max(p.groups[g].new)
		}
	}
	var out []Change
	gone := func(j int) {
		for _, i := range removed[j] {
			out = append(out, Change{Kinds: []Kind{Removed}, Old: side(p.old, []int{i})})
		}
	}
	gone(-1)
	for j, g := range p.newIn {
		switch {
		case g < 0:
			out = append(out, Change{Kinds: []Kind{Added}, New: side(p.new, []int{j})})
		case p.groups[g].new[0] == j: // of a split at its first part
			out = append(out, p.change(p.groups[g], moved[g]))
		}
		gone(j)
	}
	return out
}

// change says what became of the paragraphs of one group.
func (p *pairing) change(g group, moved bool) Change {
	old, new := side(p.old, g.old), side(p.new, g.new)
	c := Change{Old: old, New: new}
	a, b := p.old[g.old[0]].block, p.new[g.new[0]].block
	add := func(k Kind, is bool) {
		if is {
			c.Kinds = append(c.Kinds, k)
		}
	}
	shown := a != nil && b != nil
	if shown {
		c.Words, c.Say = diffWords(old.Text, new.Text), otherForm(a, b)
		if c.Say == "" && otherRow(p.old[g.old[0]].row, p.new[g.new[0]].row) {
			c.Say = "it stands in another row"
		}
		if len(g.old) == 1 && len(g.new) == 1 && c.Words == nil && c.Say == "" && old.Text != new.Text {
			c.Say = "only white space differs"
		}
		add(Changed, c.Words != nil || c.Say != "")
	}
	add(Split, len(g.new) > 1)
	add(Merged, len(g.old) > 1)
	add(Moved, moved)
	add(Renumbered, shown && old.Label != new.Label)
	add(Withheld, a != nil && b == nil)
	add(Shown, a == nil && b != nil)
	if c.Kinds == nil {
		c.Kinds = []Kind{Kept}
	}
	return c
}

// otherForm says what differs between two blocks beside label and words.
func otherForm(a, b *paper.Block) string {
	var out []string
	differ := func(what string, x, y any) {
		if x != y {
			out = append(out, fmt.Sprintf("%s %v became %v", what, x, y))
		}
	}
	if a.Kind != b.Kind {
		return fmt.Sprintf("%s became %s", a.Kind, b.Kind)
	}
	differ("level", a.Level, b.Level)
	differ("column", a.Col, b.Col)
	section := func(s string) string {
		if s == "" {
			return "none"
		}
		return s
	}
	differ("section", section(a.Section), section(b.Section))
	if a.SHA256 != b.SHA256 {
		out = append(out, "another picture")
	}
	return strings.Join(out, ", ")
}

// otherRow reports whether a cell that stood beside the one before it does so no more, or
// the reverse: its words are another row's then.
func otherRow(a, b rowStep) bool { return a != rowUnknown && b != rowUnknown && a != b }

// side makes the side of a change out of paragraphs.
func side(units []unit, list []int) *Side {
	s := &Side{}
	var texts []string
	for _, i := range list {
		u := &units[i]
		for k := range u.count {
			s.Blocks = append(s.Blocks, u.first+k)
		}
		if u.block != nil {
			texts = append(texts, u.text)
		}
	}
	if b := units[list[0]].block; b != nil {
		s.Kind, s.Label = b.Kind, b.Label
		if b.Table > 0 {
			s.Place = fmt.Sprintf("table %d, row %d, column %d", b.Table, b.Row, b.Col)
		}
	}
	s.Text = strings.Join(texts, "\n")
	return s
}

// moved says which groups stand out of order: all but a largest set of groups
// whose order is the same in both papers.
func (p *pairing) moved() []bool {
	order := make([]int, 0, len(p.groups))
	for j, g := range p.newIn {
		if g >= 0 && p.groups[g].new[0] == j {
			order = append(order, g)
		}
	}
	// The longest increasing subsequence of the old places: ends[n] is the group
	// with the smallest place at which one of n+1 groups can end.
	var ends []int
	before := make([]int, len(p.groups))
	place := func(g int) int { return p.groups[g].old[0] }
	for _, g := range order {
		n, _ := slices.BinarySearchFunc(ends, place(g), func(e, want int) int { return place(e) - want })
		before[g] = -1
		if n > 0 {
			before[g] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, g)
		} else {
			ends[n] = g
		}
	}
	moved := make([]bool, len(p.groups))
	for i := range moved {
		moved[i] = true
	}
	if len(ends) > 0 {
		for g := ends[len(ends)-1]; g >= 0; g = before[g] {
			moved[g] = false
		}
	}
	return moved
}
