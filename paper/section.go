package paper

import (
	"slices"
	"strings"
	"unicode"

	"vow"
)

// Sections returns for each block the section under which nothing may be
// withheld, SectionSummary or SectionFindings, if the block opens it or stands
// under its heading, and else "". A heading ends at the next one of its level or
// a higher one; what stands under a heading under it stands under it as well. A
// withheld block ends nothing, since nobody sees whether it is a heading, and
// neither does a heading that shows no letter: a reader sees none there.
func (p *Paper) Sections() []string {
	type open struct {
		level   int
		section string
	}
	var (
		out   = make([]string, len(p.Lines))
		stack []open
	)
	for i := range p.Lines {
		if b := p.Lines[i].Block; b != nil && b.Kind == Heading {
			if b.Sentence == 0 && (b.Section != "" || isSeen(b.Label) || isSeen(b.Text)) {
				for len(stack) > 0 && stack[len(stack)-1].level >= b.Level {
					stack = stack[:len(stack)-1]
				}
				stack = append(stack, open{level: b.Level})
			}
			if b.Section != "" && len(stack) > 0 {
				stack[len(stack)-1].section = b.Section
			}
		}
		for _, o := range stack {
			if o.section == SectionSummary || o.section == SectionFindings {
				out[i] = o.section
				break
			}
		}
	}
	return out
}

// isSeen reports whether a text leaves anything on the page.
func isSeen(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// Shown returns the numbers of the blocks that are shown, in order.
func (p *Paper) Shown() []int {
	var shown []int
	for i := range p.Lines {
		if !p.Lines[i].Withheld() {
			shown = append(shown, i)
		}
	}
	return shown
}

// Keep returns the paper with all but the given blocks, counted from 0, withheld.
func (p *Paper) Keep(blocks []int) (*Paper, error) {
	keep := make([]bool, len(p.Lines))
	for _, i := range blocks {
		if i < 0 || i >= len(p.Lines) {
			return nil, vow.Errorf(vow.CodeUsage, "paper: no block %d: there are %d, counted from 0", i, len(p.Lines))
		}
		keep[i] = true
	}
	hide := make([]int, 0, len(p.Lines))
	for i := range keep {
		if !keep[i] {
			hide = append(hide, i)
		}
	}
	return p.Withhold(hide)
}

// Join returns the paper with every block shown that either shows. Both must be
// of one root.
func (p *Paper) Join(q *Paper) (*Paper, error) {
	if p.Root() != q.Root() {
		return nil, vow.Errorf(vow.CodeCheck, "paper: the roots %s and %s are of two texts", p.Root(), q.Root())
	}
	joined := *p
	joined.Lines = slices.Clone(p.Lines)
	for i := range joined.Lines {
		if joined.Lines[i].Withheld() {
			joined.Lines[i] = q.Lines[i]
		}
	}
	return &joined, nil
}
