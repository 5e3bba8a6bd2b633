package paper

import "strings"

// bareLabel returns a printed label without the signs around it: "12." and "(12)"
// are 12, "§ 14" is 14.
func bareLabel(label string) string { return strings.Trim(label, " .:()[]§¶") }

// Labelled returns the numbers of the blocks shown that are printed with a label,
// whatever signs stand around it, in order. Notes count only where nothing else
// has the label.
func (p *Paper) Labelled(label string) []int {
	want := bareLabel(label)
	if want == "" {
		return nil
	}
	var text, notes []int
	for i := range p.Lines {
		b := p.Lines[i].Block
		switch {
		case b == nil || b.Label == "" || bareLabel(b.Label) != want:
		case b.Kind == Note:
			notes = append(notes, i)
		default:
			text = append(text, i)
		}
	}
	if text == nil {
		return notes
	}
	return text
}

// Sentences returns how many blocks from number i on are one paragraph: with split
// sentence those that follow as its further sentences, else one.
func (p *Paper) Sentences(i int) int {
	n := 1
	for i+n < len(p.Lines) && !p.Lines[i+n].Withheld() && p.Lines[i+n].Block.continues(p.Lines[i+n-1].Block) {
		n++
	}
	return n
}
