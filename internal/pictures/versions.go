package pictures

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/letters"
	"vow/internal/parties"
)

// MaxVersions is how many versions one graph has room for. It says how many more there are.
const MaxVersions = 200

// Version is one version of a letter in a graph.
type Version struct {
	Slug, Lang     string
	Date           string // since when it is known, in words
	Named, Claimed int    // signers; both zero: nobody is noted
}

// Versions is which version of a letter came from which: as the texts show it, and as
// somebody says.
type Versions struct {
	Letter   string
	List     []Version
	Order    *letters.Lineage
	Observer bool
}

// Area is where a version stands in the picture, so that a page can link from there.
type Area struct {
	Slug       string
	X, Y, W, H int
}

const (
	lane      = 22 // from branch to branch
	maxLanes  = 9  // a version of the 2^9th part of the tree has no further room to the right
	claimLane = 10
	maxClaims = 12 // brackets side by side
	versionIn = 16 // from the mark to the words
)

// versionRow is a version where it is drawn.
type versionRow struct {
	Version
	lane  int
	above int // row of the version that it hangs on; -1: none
	link  letters.Link
	held  bool
	says  []string
	top   int // y
	mid   int
}

// SVG draws g: a row for each version. Those of one language hang on each other as their
// texts show it: a version that others hang on has a line to each. What somebody says of
// the order is a dashed bracket at the right. It returns where each version stands.
func (g Versions) SVG() ([]byte, []Area) {
	c := &canvas{}
	title := fmt.Sprintf("The versions of the letter %s", g.Letter)
	notes := []string{"A line joins two versions whose texts are near each other, with how many runs of words differ. What somebody says of the order is dashed."}
	for _, t := range g.Order.Computed {
		if t.Rooted == letters.ByMiddle {
			notes = append(notes, fmt.Sprintf("%s: no date says which came first; lines have no direction.", t.Lang))
		}
	}
	notes = observerNotes(g.Observer, notes)
	rows := g.rows()
	if n := len(rows) - MaxVersions; n > 0 {
		rows = rows[:MaxVersions]
		notes = append(notes, fmt.Sprintf("%d more versions have no room in this picture.", n))
	}
	at := map[string]int{}
	deep := 0
	for i, r := range rows {
		at[r.Slug] = i
		deep = max(deep, r.lane)
	}
	brackets, more := g.brackets(rows, at)
	if more > 0 {
		notes = append(notes, fmt.Sprintf("%d dashed brackets have no room beside the others; the words say them.", more))
	}
	c.heading(title, notes)
	left := margin // of the tree; brackets stand before it
	for _, b := range brackets {
		left = max(left, margin+(b.lane+1)*claimLane+4)
	}
	words := laneX(left, deep) + versionIn
	desc := slices.Clone(notes)
	areas := make([]Area, len(rows))
	var labels canvas
	labels.y = c.y
	for i := range rows {
		r := &rows[i]
		top := labels.y
		labels.version(r, words, rows)
		areas[i] = Area{r.Slug, left - 6, top, width - margin - left + 6, labels.y - top}
		desc = append(desc, r.sentence(rows))
	}
	for _, r := range rows {
		if r.above >= 0 {
			c.join(left, rows[r.above], r)
		}
	}
	for _, b := range brackets {
		c.bracket(b, rows)
	}
	c.b.WriteString(labels.b.String())
	for _, r := range rows {
		c.node(left, r)
	}
	c.y = labels.y + 4
	c.versionLegend(rows, brackets)
	return c.finish(title, desc), areas
}

// rows puts the versions in order: each tree from its beginning on, the largest branch
// last and straight on, smaller ones before it and one lane to the right. So there are
// never more lanes than the binary logarithm of the versions.
func (g Versions) rows() []versionRow {
	known := map[string]Version{}
	for _, v := range g.List {
		known[v.Slug] = v
	}
	var rows []versionRow
	shown := map[string]bool{}
	for _, t := range g.Order.Computed {
		below := map[string][]letters.Link{}
		for _, l := range t.Links {
			below[l.From] = append(below[l.From], l)
		}
		weight := map[string]int{}
		for i := len(t.Links) - 1; i >= 0; i-- { // links lead away from the beginning, near ones first
			weight[t.Links[i].From] += weight[t.Links[i].To] + 1
		}
		var walk func(slug string, on int, lane int, l letters.Link)
		walk = func(slug string, on, lane int, l letters.Link) {
			shown[slug] = true
			here := len(rows)
			rows = append(rows, versionRow{Version: known[slug], lane: min(lane, maxLanes), above: on, link: l, held: true})
			next := slices.Clone(below[slug])
			slices.SortStableFunc(next, func(a, b letters.Link) int { return weight[a.To] - weight[b.To] })
			for i, n := range next {
				if shown[n.To] {
					continue
				}
				to := lane + 1
				if i == len(next)-1 {
					to = lane
				}
				walk(n.To, here, to, n)
			}
		}
		walk(t.Root, -1, 0, letters.Link{})
	}
	for _, v := range g.List {
		if !shown[v.Slug] {
			rows = append(rows, versionRow{Version: v, above: -1})
		}
	}
	for i := range rows {
		rows[i].says = g.says(rows[i].Slug)
	}
	return rows
}

// says are the sentences about what others say of a version.
func (g Versions) says(slug string) []string {
	var out []string
	for _, t := range g.Order.Translations {
		if t.Version == slug {
			out = append(out, "translates "+t.Of)
		}
	}
	for _, x := range g.Order.Claimed {
		if x.To == slug {
			out = append(out, fmt.Sprintf("from %s, says %s", x.From, parties.Label(x.By)))
		}
	}
	const most = 6
	if n := len(out) - most; n > 0 {
		out = append(out[:most], fmt.Sprintf("and %d more", n))
	}
	return out
}

// bracket joins two rows: what somebody says.
type bracket struct{ from, to, lane int }

// brackets are those that have room, each pair once, and how many have none.
func (g Versions) brackets(rows []versionRow, at map[string]int) (list []bracket, more int) {
	var pairs []bracket
	add := func(from, to string) {
		a, okA := at[from]
		b, okB := at[to]
		if p := (bracket{from: a, to: b}); okA && okB && !slices.Contains(pairs, p) {
			pairs = append(pairs, p)
		}
	}
	for _, x := range g.Order.Claimed {
		add(x.From, x.To)
	}
	for _, t := range g.Order.Translations {
		add(t.Of, t.Version)
	}
	// Short ones are nearest to the tree.
	slices.SortStableFunc(pairs, func(a, b bracket) int { return abs(a.from-a.to) - abs(b.from-b.to) })
	taken := make([][]bool, maxClaims)
	for _, p := range pairs {
		first, last := min(p.from, p.to), max(p.from, p.to)
		p.lane = slices.IndexFunc(taken, func(l []bool) bool { return l == nil || !slices.Contains(l[first:last+1], true) })
		if p.lane < 0 {
			more++
			continue
		}
		if taken[p.lane] == nil {
			taken[p.lane] = make([]bool, len(rows))
		}
		for i := first; i <= last; i++ {
			taken[p.lane][i] = true
		}
		list = append(list, p)
	}
	most := 0
	for _, p := range list {
		most = max(most, p.lane)
	}
	for i := range list {
		list[i].lane = most - list[i].lane // counted from the edge
	}
	return list, more
}

func abs(n int) int { return max(n, -n) }

// about is what is known of a version beside its name.
func (r *versionRow) about() string {
	parts := make([]string, 0, 4)
	if r.Lang != "" {
		parts = append(parts, r.Lang)
	}
	if r.Date != "" {
		parts = append(parts, "known since "+r.Date)
	}
	if r.Named+r.Claimed > 0 {
		parts = append(parts, fmt.Sprintf("%d named, %d claimed by others", r.Named, r.Claimed))
	}
	if !r.held {
		parts = append(parts, "its text is not to be seen")
	}
	return strings.Join(parts, " · ")
}

// order says on what a version hangs.
func (r *versionRow) order(rows []versionRow) string {
	parts := make([]string, 0, len(r.says)+1)
	if r.above >= 0 {
		say := "the same words as " + rows[r.above].Slug
		if n := r.link.Distance; n == 1 {
			say = "1 run of words differs from " + rows[r.above].Slug
		} else if n > 1 {
			say = fmt.Sprintf("%d runs of words differ from %s", n, rows[r.above].Slug)
		}
		if r.link.Tie != "" {
			say += " (" + r.link.Tie + " is as near)"
		}
		if r.link.Against {
			say += ", though the dates say the reverse"
		}
		parts = append(parts, say)
	}
	return strings.Join(append(parts, r.says...), " · ")
}

func (r *versionRow) sentence(rows []versionRow) string {
	s := r.Slug + ": " + r.about()
	if o := r.order(rows); o != "" {
		s += "; " + o
	}
	return s + "."
}

// version writes the words of a row and keeps where it is.
func (c *canvas) version(r *versionRow, x int, rows []versionRow) {
	const right = width - margin
	r.top = c.y
	r.mid = c.y + 12
	c.add("<g><title>%s</title>\n", escape(r.sentence(rows)))
	name := cut(r.Slug, 24)
	c.text(x, c.y+16, body, "ink", bold, name)
	after := x + extent(name)*body*12/20 + 14
	c.text(after, c.y+16, small, "faint", "", cut(r.about(), room(right-after, small)))
	c.y += 18
	for _, l := range wrap(r.order(rows), room(right-x, small), 3) {
		c.text(x, c.y+small+1, small, "ink", "", l)
		c.y += small + 4
	}
	c.add("</g>\n")
	c.y += 14
}

// laneX is where the marks of a lane stand, in a tree that begins at left.
func laneX(left, n int) int { return left + 6 + n*lane }

// join draws the line from a version to one that hangs on it.
func (c *canvas) join(left int, from, to versionRow) {
	x1, x2 := laneX(left, from.lane), laneX(left, to.lane)
	if x1 == x2 {
		c.add("<path class=\"line\" fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"1.5\" d=\"M%d %dV%d\"/>\n", x1, from.mid, to.mid)
		return
	}
	c.add("<path class=\"line\" fill=\"none\" stroke=\"#1a1a1a\" stroke-width=\"1.5\" d=\"M%d %dV%dQ%d %d %d %dH%d\"/>\n", x1, from.mid, to.mid-8, x1, to.mid, x1+8, to.mid, x2)
}

func (c *canvas) bracket(b bracket, rows []versionRow) {
	x, y := margin+b.lane*claimLane, rows[b.to].mid
	c.add("<path class=\"line\" fill=\"none\" stroke=\"#1a1a1a\" stroke-dasharray=\"4 3\" d=\"M%d %dH%dV%dH%d\"/>\n", x+8, rows[b.from].mid, x, y, x+4)
	c.add("<path class=\"ink\" fill=\"#1a1a1a\" d=\"M%d %dL%d %dL%d %dZ\"/>\n", x+9, y, x+4, y-3, x+4, y+3)
}

// node draws the mark of a version: full where its text is to be seen.
func (c *canvas) node(left int, r versionRow) {
	fill := "#2a78b5"
	if !r.held {
		fill = "#ffffff"
	}
	c.add("<circle cx=\"%d\" cy=\"%d\" r=\"6\" fill=%q stroke=\"#2a78b5\" stroke-width=\"1.5\"/>\n", laneX(left, r.lane), r.mid, fill)
}

func (c *canvas) versionLegend(rows []versionRow, brackets []bracket) {
	say := func(draw, words string) {
		c.add("<g transform=\"translate(%d %d)\">%s</g>\n", margin, c.y+9, draw)
		c.text(margin+38, c.y+13, small, "ink", "", words)
		c.y += 20
	}
	if slices.ContainsFunc(rows, func(r versionRow) bool { return r.held }) {
		say(`<circle cx="6" r="6" fill="#2a78b5"/>`, "a version whose text is to be seen")
	}
	if slices.ContainsFunc(rows, func(r versionRow) bool { return !r.held }) {
		say(`<circle cx="6" r="6" fill="#ffffff" stroke="#2a78b5" stroke-width="1.5"/>`, "a version whose text is not to be seen")
	}
	if slices.ContainsFunc(rows, func(r versionRow) bool { return r.above >= 0 }) {
		say(`<path class="line" stroke="#1a1a1a" stroke-width="1.5" d="M0 0H30"/>`, "near each other, as the texts show")
	}
	if len(brackets) > 0 {
		say(`<path class="line" stroke="#1a1a1a" stroke-dasharray="4 3" d="M0 0H30"/>`, "said by somebody: the arrow points to the version that was made")
	}
}

// VersionOf is what a graph shows of a version.
func VersionOf(slug, lang string, when vow.EDTF, named, claimed int) Version {
	return Version{Slug: slug, Lang: lang, Date: strings.ReplaceAll(string(when), "T", " "), Named: named, Claimed: claimed}
}
