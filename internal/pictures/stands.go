package pictures

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/parties"
	"vow/internal/positions"
)

// mark is how a stand is drawn: a letter, which alone says it, and a colour. The
// colours are told apart by those who see few; none is that of right or wrong.
type mark struct {
	stand  string
	letter string
	fill   string
	say    string
}

// tileInk is the ink on tiles, whose colours are light on every ground.
const tileInk = "#111111"

// marks are all stands, in the order of the legend.
var marks = []mark{
	{string(vow.StandYes), "Y", "#9ecbf0", "yes"},
	{string(vow.StandNo), "N", "#f7b98a", "no"},
	{string(vow.StandAbstain), "A", "#d5d5d5", "abstained"},
	{string(vow.StandAbsent), "X", "#f2f2f2", "absent"},
	{string(vow.StandFor), "+", "#9ecbf0", "spoke for it"},
	{string(vow.StandAgainst), "−", "#f7b98a", "spoke against it"},
	{string(vow.StandSponsored), "P", "#7fb3e6", "sponsored it"},
	{string(vow.StandAsked), "*", "#f2f2f2", "asked for a correction, its stand is not noted"},
	{string(vow.ActSigned), "S", "#a8dccb", "signed"},
	{"listed", "L", "#d3ece3", "on a list that others made"},
	{"claimed", "C", "#f3eed6", "claimed by somebody else"},
	{"invited", "I", "#f2f2f2", "invited to sign"},
	{"declined", "D", "#e7d3e6", "declined to sign"},
	{"withdrew", "W", "#f3dc8c", "withdrew"},
}

// unknownMark is of a stand that this table has not.
var unknownMark = mark{"", "?", "#f2f2f2", "another stand"}

func markOf(stand string) mark {
	if i := slices.IndexFunc(marks, func(m mark) bool { return m.stand == stand }); i >= 0 {
		return marks[i]
	}
	return unknownMark
}

// cell is what one tile shows of a party on an instrument.
type cell struct {
	letters string
	fill    string
	several bool   // sources differ, or versions do
	say     string // in words, for those who cannot see it
}

// cellOf is the tile of the stands of a party. ok is false where none is noted.
func cellOf(stands []positions.Stand) (c cell, ok bool) {
	var said []string
	for i, s := range stands {
		m := markOf(s.Stand)
		if i == 0 {
			c.fill = m.fill
		} else {
			c.letters += "/"
			c.several = true
			c.fill = "#ffffff"
		}
		c.letters += m.letter
		say := m.say
		if s.Asked != "" {
			if s.Stand != string(vow.StandAsked) {
				c.letters += "*"
			}
			say += fmt.Sprintf(" (asked for %s to be recorded, which changes no result)", s.Asked)
		}
		if s.Left != "" {
			say += " (had left " + string(s.Left) + ")"
		}
		said = append(said, say)
	}
	c.say = strings.Join(said, "; also: ")
	if n := len(stands); n > 3 {
		c.letters = "…" // all of them stand in the words
	}
	return c, len(stands) > 0
}

// tile draws a cell. Where several stands are noted its edge is thick and broken.
func (c *canvas) tile(x, y, w, h, size int, t cell) {
	edge := `stroke="#555555" stroke-width="1"`
	if t.several {
		edge = `stroke="#111111" stroke-width="2" stroke-dasharray="4 2"`
	}
	c.add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=%q %s/>\n", x, y, w, h, t.fill, edge)
	c.text(x+w/2, y+h/2+size*2/5, size, "tile", `text-anchor="middle" font-weight="bold"`, t.letters)
}

// legend explains the letters that were used.
func (c *canvas) legend(used map[string]bool, asked, several bool) {
	c.y += 8
	x := margin
	put := func(t cell, say string) {
		w := 40 + extent(say)*small*11/20 + 14
		if x > margin && x+w > width-margin {
			x, c.y = margin, c.y+26
		}
		c.tile(x, c.y, 32, 20, small, t)
		c.text(x+38, c.y+14, small, "ink", "", say)
		x += w
	}
	for _, m := range append(slices.Clone(marks), unknownMark) {
		if used[m.stand] {
			put(cell{letters: m.letter, fill: m.fill}, m.say)
		}
	}
	if asked {
		put(cell{letters: "N*", fill: "#ffffff"}, "* asked for another vote to be recorded: it changes no result")
	}
	if several {
		put(cell{letters: "Y/N", fill: "#ffffff", several: true}, "sources differ, or versions of a letter do")
	}
	c.y += 28
}

// usedBy notes which marks the stands need.
func usedBy(list []*positions.Instrument) (used map[string]bool, asked, several bool) {
	used = map[string]bool{}
	for _, in := range list {
		seen := map[vow.Party]bool{}
		for _, s := range in.Stands {
			used[markOf(s.Stand).stand] = true
			asked = asked || s.Asked != "" && s.Stand != string(vow.StandAsked)
			several = several || seen[s.Party]
			seen[s.Party] = true
		}
	}
	return used, asked, several
}

func byParty(in *positions.Instrument) map[vow.Party][]positions.Stand {
	out := map[vow.Party][]positions.Stand{}
	for _, s := range in.Stands {
		out[s.Party] = append(out[s.Party], s)
	}
	return out
}

// on says what an instrument was on.
func on(in *positions.Instrument) string { return "on: " + questions(in) }

func question(in *positions.Instrument) string { return "On the question: " + questions(in) + "." }

func questions(in *positions.Instrument) string {
	var list []string
	for _, q := range in.Questions {
		list = append(list, string(q))
	}
	return strings.Join(list, " or ")
}

// results are an instrument's announced results, what does not add up, and where
// sources differ.
func results(in *positions.Instrument) (out []string) {
	for _, a := range in.Announced {
		s := fmt.Sprintf("%s, announced %s: %s, %d yes, %d no, %d abstained", in.Slug, a.When, a.Totals.Result, a.Totals.Yes, a.Totals.No, a.Totals.Abstain)
		if len(a.Doubts) > 0 {
			s += "; does not add up: " + strings.Join(a.Doubts, "; ")
		}
		out = append(out, s+".")
	}
	if n := len(in.Conflicts); n > 0 {
		shown := in.Conflicts[:min(n, 4)]
		s := in.Slug + ", conflict: " + strings.Join(shown, "; ")
		if n > len(shown) {
			s += fmt.Sprintf("; and %d more", n-len(shown))
		}
		out = append(out, s+".")
	}
	return out
}

// spoken says of an instrument who stood where, in sentences.
func spoken(in *positions.Instrument) string {
	names := map[string][]string{}
	for p, stands := range byParty(in) {
		c, _ := cellOf(stands)
		names[c.say] = append(names[c.say], parties.Label(p))
	}
	var said []string
	for say, list := range names {
		slices.Sort(list)
		said = append(said, fmt.Sprintf("%s: %s (%d)", say, strings.Join(list, ", "), len(list)))
	}
	slices.Sort(said)
	if len(said) == 0 {
		said = []string{"no party's stand is noted"}
	}
	return fmt.Sprintf("%s, %s. %s.", in.Slug, on(in), strings.Join(said, ". "))
}

// regions are the groups of parties, in the order in which they are drawn.
var regions = []struct {
	group parties.Group
	name  string
}{
	{parties.African, "African States"}, {parties.AsiaPacific, "Asia-Pacific States"}, {parties.EasternEurope, "Eastern European States"},
	{parties.LatinAmerica, "Latin American and Caribbean States"}, {parties.WesternEurope, "Western European and other States"}, {"", "Others"},
}

func regionOf(p vow.Party) parties.Group {
	if known := parties.ByCode(p); known != nil {
		return known.Group
	}
	return ""
}

// byName sorts by the names that are shown.
func byName(list []vow.Party) {
	slices.SortFunc(list, func(a, b vow.Party) int {
		return cmp.Or(cmp.Compare(parties.Label(a), parties.Label(b)), cmp.Compare(a, b))
	})
}
