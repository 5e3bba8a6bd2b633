package pictures

import (
	"fmt"
	"slices"

	"vow"
	"vow/internal/parties"
	"vow/internal/positions"
)

// MaxColumns is how many instruments one grid has room for.
const MaxColumns = 12

// Grid is who stood where on several instruments.
type Grid struct {
	Instruments []*positions.Instrument // at most MaxColumns
	Private     bool                    // made of what is not public
	Observer    bool                    // the record is an observer's: all of it is reported
}

const differ = "The questions differ: another stand is no change of mind by itself."

// private stands in every picture that shows more than what is public.
const private = "NOT FOR PUBLICATION: it shows what is in the private store alone."

// inferred stands in every picture of an observer's record.
const inferred = "Inferred: an observer's reconstruction of what was reported."

func observerNotes(is bool, notes []string) []string {
	if is {
		return append([]string{inferred}, notes...)
	}
	return notes
}

func privateNotes(is bool, notes []string) []string {
	if is {
		return append([]string{private}, notes...)
	}
	return notes
}

// SVG draws g: a row for each party that has a stand anywhere, by regional group, and
// a column for each instrument, headed by the question that it was on.
func (g Grid) SVG() []byte {
	list := g.Instruments[:min(len(g.Instruments), MaxColumns)]
	c := &canvas{}
	title := "Who stood where"
	var desc, notes []string
	if slices.ContainsFunc(list, func(in *positions.Instrument) bool { return !slices.Equal(in.Questions, list[0].Questions) }) {
		notes = append(notes, differ)
	}
	notes = append(notes, "An empty place says that nothing is noted of the party, and no more.")
	notes = privateNotes(g.Private, observerNotes(g.Observer, notes))
	desc = append(desc, notes...)
	c.heading(title, notes)

	names := 260
	column := 150
	if n := len(list); n > 0 {
		column = min(150, (width-2*margin-names)/n)
	}
	g.head(c, list, margin+names, column)
	stands := make([]map[vow.Party][]positions.Stand, len(list))
	all := map[vow.Party]bool{}
	for i, in := range list {
		stands[i] = byParty(in)
		for p := range stands[i] {
			all[p] = true
		}
		desc = append(desc, spoken(in))
	}
	for _, r := range regions {
		var rows []vow.Party
		for p := range all {
			if regionOf(p) == r.group {
				rows = append(rows, p)
			}
		}
		byName(rows)
		if len(rows) == 0 {
			continue
		}
		c.y += 8
		c.text(margin, c.y+body, small, "faint", bold, fmt.Sprintf("%s (%d)", r.name, len(rows)))
		c.y += 20
		for _, p := range rows {
			c.text(margin, c.y+15, body, "ink", "", cut(parties.Label(p), room(names-8, body)))
			for i := range list {
				if t, ok := cellOf(stands[i][p]); ok {
					c.tile(margin+names+i*column+4, c.y+1, min(column-8, 64), 19, body, t)
				}
			}
			c.y += 21
			c.rule(margin, c.y, margin+names+len(list)*column, c.y)
			c.y += 2
		}
	}
	c.legend(usedBy(list))
	for _, in := range list {
		for _, r := range results(in) {
			c.paragraph(margin, small, "ink", "", r, 6)
			desc = append(desc, r)
		}
	}
	return c.finish(title, desc)
}

// head draws the headings of the columns.
func (g Grid) head(c *canvas, list []*positions.Instrument, x, column int) {
	tallest := 0
	for i, in := range list {
		y := c.y
		for _, part := range []struct {
			words, class, more string
			most               int
		}{{in.Slug, "ink", bold, 4}, {on(in), "ink", "", 4}, {fmt.Sprintf("%d parties", len(byParty(in))), "faint", "", 2}} {
			for _, l := range wrap(part.words, room(column-10, small), part.most) {
				y += small + 3
				c.text(x+i*column+4, y, small, part.class, part.more, l)
			}
		}
		tallest = max(tallest, y-c.y)
	}
	c.y += tallest + 6
	c.rule(margin, c.y, x+len(list)*column, c.y)
}
