package pictures

import (
	"fmt"
	"slices"

	"vow"
	"vow/internal/parties"
	"vow/internal/positions"
)

// Tiles is one instrument over all member States.
type Tiles struct {
	Instrument *positions.Instrument
	Private    bool // made of what is not public
	Observer   bool // the record is an observer's: all of it is reported
	Map        bool // a map with borders in place of tiles
}

const perRow = 19

// SVG draws t: a tile of the same size for each member State, so that none is too small
// to be seen, by regional group; other parties only where they have a stand.
func (t Tiles) SVG() []byte {
	if t.Map {
		return t.svgMap()
	}
	c := &canvas{}
	title := "Who stood where on " + t.Instrument.Slug
	notes := privateNotes(t.Private, observerNotes(t.Observer, []string{question(t.Instrument) + " One tile for each member State, by regional group and name. An empty tile says that nothing is noted of the State, and no more."}))
	c.heading(title, notes)
	stands := byParty(t.Instrument)
	desc := append(slices.Clone(notes), spoken(t.Instrument))
	for _, r := range regions {
		list := inRegion(r.group, stands)
		if len(list) == 0 {
			continue
		}
		noted := 0
		for _, p := range list {
			if len(stands[p]) > 0 {
				noted++
			}
		}
		c.text(margin, c.y+body, body, "ink", bold, fmt.Sprintf("%s: %d of %d noted", r.name, noted, len(list)))
		c.y += 21
		c.tiles(list, stands)
		c.y += 12
	}
	c.legend(usedBy([]*positions.Instrument{t.Instrument}))
	for _, r := range results(t.Instrument) {
		c.paragraph(margin, small, "ink", "", r, 6)
		desc = append(desc, r)
	}
	return c.finish(title, desc)
}

// inRegion returns the parties that are drawn of a group, by name: its members, and
// those of no group that have a stand.
func inRegion(g parties.Group, stands map[vow.Party][]positions.Stand) []vow.Party {
	var list []vow.Party
	for _, p := range parties.All() {
		if p.Group == g && (p.Kind == parties.Member || len(stands[p.Code]) > 0) {
			list = append(list, p.Code)
		}
	}
	for p := range stands {
		if parties.ByCode(p) == nil && g == "" {
			list = append(list, p)
		}
	}
	byName(list)
	return list
}

// tiles draws parties in rows.
func (c *canvas) tiles(list []vow.Party, stands map[vow.Party][]positions.Stand) {
	const w, h = 48, 40
	for i, p := range list {
		x, y := margin+i%perRow*w, c.y+i/perRow*h
		t, ok := cellOf(stands[p])
		if !ok {
			t = cell{say: "nothing noted"}
		}
		c.add("<g><title>%s</title>\n", escape(parties.Label(p)+": "+t.say))
		code := cut(string(p), room(w-6, small))
		if ok {
			c.tile(x, y, w-4, h-4, body, cell{letters: "", fill: t.fill, several: t.several})
			c.text(x+(w-4)/2, y+14, small, "tile", `text-anchor="middle"`, code)
			c.text(x+(w-4)/2, y+30, body, "tile", `text-anchor="middle" font-weight="bold"`, t.letters)
		} else {
			c.add("<rect class=\"rule\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"none\" stroke=\"#c8c8c8\"/>\n", x, y, w-4, h-4)
			c.text(x+(w-4)/2, y+14, small, "faint", `text-anchor="middle"`, code)
		}
		c.add("</g>\n")
	}
	c.y += (len(list) + perRow - 1) / perRow * h
}
