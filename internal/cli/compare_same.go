package cli

import "vow/compare"

// sameText leaves of two papers with one root, which are one text with blocks
// withheld here or there, what both show, and returns what is to be said of the rest.
func sameText(first, copied *compared, o *compare.Options) []string {
	shown := func(c *compared, other *compared) []compare.Block {
		out := c.blocks[:0]
		for _, b := range c.blocks {
			if !other.paper.Lines[b.Index].Withheld() {
				out = append(out, b)
			}
		}
		return out
	}
	before, after := len(first.blocks), len(copied.blocks)
	first.blocks, copied.blocks = shown(first, copied), shown(copied, first)
	o.Withheld, o.CopyWithholds = 0, before-len(first.blocks)
	var notes []string
	if n := o.CopyWithholds; n > 0 {
		notes = append(notes, "the copy is the first text with "+count(n, "block", "blocks")+" withheld: the root proves that nothing else was changed")
	}
	if n := after - len(copied.blocks); n > 0 {
		notes = append(notes, "the copy shows "+count(n, "block", "blocks")+" that the first text withholds: the root proves that they are its own")
	}
	if len(notes) == 0 {
		return first.notes()
	}
	return notes
}
