package pictures

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/parties"
	"vow/internal/positions"
)

// world has a line for each outline: code, where its letter goes, path, in tenths of
// the picture's units. It is made by world_gen.go, from public data (NOTICE).
//
//go:embed world.txt
var world string

const disclaimer = "The borders and outlines are those of a public data set, Natural Earth at 1:110 million, and imply no opinion whatsoever on the status of any territory or on the course of any border. Where none is drawn, or an outline has no letter, nothing is meant by it."

// mapHeight is from the northernmost outline to the southernmost.
const mapHeight = 392

// svgMap draws t on a map, then what the map is too coarse to show.
func (t Tiles) svgMap() []byte {
	c := &canvas{}
	title := "Who stood where on " + t.Instrument.Slug
	notes := privateNotes(t.Private, observerNotes(t.Observer, []string{question(t.Instrument) + " An outline without a letter says that nothing is noted of the State, and no more.", disclaimer}))
	c.heading(title, notes)
	stands := byParty(t.Instrument)
	drawn := map[vow.Party]bool{}
	var letters strings.Builder
	c.add("<g transform=\"translate(%d %d) scale(0.1)\" stroke-width=\"6\" stroke-linejoin=\"round\">\n", margin, c.y)
	for l := range strings.Lines(world) {
		f := strings.SplitN(strings.TrimSpace(l), " ", 4)
		p, path := vow.Party(f[0]), f[3]
		drawn[p] = true
		fill, class := "#f0f0f0", "land"
		if k, ok := cellOf(stands[p]); ok {
			fill, class = k.fill, "line"
			fmt.Fprintf(&letters, "<text x=%q y=%q dy=\"24\">%s</text>\n", f[1], f[2], escape(k.letters))
		}
		stroke := map[string]string{"land": "#b4b4b4", "line": "#1a1a1a"}[class]
		c.add("<path class=%q fill=%q stroke=%q d=%q/>\n", class, fill, stroke, path)
	}
	c.add("<g class=\"tile\" fill=%q font-size=\"68\" font-weight=\"bold\" text-anchor=\"middle\" stroke=\"none\">\n%s</g>\n</g>\n", tileInk, letters.String())
	c.y += mapHeight + 20

	var small []vow.Party
	for _, p := range parties.All() {
		if !drawn[p.Code] && (p.Kind == parties.Member || len(stands[p.Code]) > 0) {
			small = append(small, p.Code)
		}
	}
	for p := range stands {
		if parties.ByCode(p) == nil {
			small = append(small, p)
		}
	}
	byName(small)
	c.text(margin, c.y+body, body, "ink", bold, fmt.Sprintf("Not on this map, which is too coarse for them: %d", len(small)))
	c.y += 21
	c.tiles(small, stands)
	c.legend(usedBy([]*positions.Instrument{t.Instrument}))
	said := spoken(t.Instrument)
	c.paragraph(margin, 11, "ink", "", said, 40)
	desc := append(slices.Clone(notes), said)
	for _, r := range results(t.Instrument) {
		c.paragraph(margin, 11, "ink", "", r, 6)
		desc = append(desc, r)
	}
	return c.finish(title, desc)
}
