package compare

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"
)

// row is one line of a page that shows both texts: a group, or a block alone.
type row struct {
	as, bs      []int
	class       Kind
	finding     int    // in Result.Findings, or -1
	text, label string // of an identical paragraph
}

// judge turns groups into findings: what changed in each, then what is missing
// and what was added.
func (c *comparison) judge() {
	found := make([][]Change, len(c.groups))
	c.a.findQuotes()
	c.b.findQuotes()
	c.findUnlabelled()
	c.findNotes()
	var next atomic.Int64
	const share = 32 // groups at a time
	work := func() {
		for {
			k := int(next.Add(share)) - share
			if k >= len(c.groups) {
				return
			}
			for i := k; i < min(k+share, len(c.groups)); i++ {
				if !c.cutsAnew(&c.groups[i]) {
					found[i] = c.judgeGroup(&c.groups[i])
				}
			}
		}
	}
	both(work, work)
	for i := range c.groups {
		if g := &c.groups[i]; c.cutsAnew(g) {
			found[i] = c.judgeGroup(g)
		}
	}
	c.plainQuotes(found)
	c.rows = make([]row, 0, max(len(c.a.blocks), len(c.b.blocks)))
	for i := range c.groups {
		g := &c.groups[i]
		class := Identical
		for _, ch := range found[i] {
			if ch.Kind.worse(class) {
				class = ch.Kind
			}
		}
		c.report(class, g.as, g.bs, found[i])
	}
	slices.Sort(c.notes)
	missing := false
	for a, b := range c.pairA {
		if b < 0 && c.a.len(a) > 0 {
			c.report(Removed, []int{a}, nil, nil)
			missing = true
		}
	}
	for b, a := range c.pairB {
		if a < 0 && c.b.len(b) > 0 {
			c.report(Added, nil, []int{b}, nil)
		}
	}
	c.wordless(missing)
}

// wordless reports paragraphs without a word, like a row of stars, that only one
// of the texts has: typography, but for hidden characters that were added. Where
// paragraphs are missing, so may these be.
func (c *comparison) wordless(missing bool) {
	left := map[string][]int{}
	for a := range c.a.blocks {
		if text := strings.TrimSpace(c.a.blocks[a].Text); c.a.len(a) == 0 && text != "" {
			left[text] = append(left[text], a)
		}
	}
	for b := range c.b.blocks {
		text := strings.TrimSpace(c.b.blocks[b].Text)
		if c.b.len(b) > 0 || text == "" {
			continue
		}
		if rest := left[text]; len(rest) > 0 {
			left[text] = rest[1:]
			continue
		}
		if countHidden(text) > 0 {
			c.report(Added, nil, []int{b}, nil)
			continue
		}
		c.report(Typographic, nil, []int{b}, nil)
	}
	for a := range c.a.blocks {
		if text := strings.TrimSpace(c.a.blocks[a].Text); c.a.len(a) == 0 && !missing && len(left[text]) > 0 && left[text][0] == a {
			left[text] = left[text][1:]
			c.report(Typographic, []int{a}, nil, nil)
		}
	}
}

// report adds a finding, or counts an identical paragraph.
func (c *comparison) report(class Kind, as, bs []int, changes []Change) {
	c.counted[class]++
	c.rows = append(c.rows, row{as: as, bs: bs, class: class, finding: -1})
	if class == Identical {
		r := &c.rows[len(c.rows)-1]
		r.text, r.label = c.a.blocks[as[0]].Text, c.a.blocks[as[0]].Label
		return
	}
	f := Finding{Class: class, Severity: class.Severity(), Changes: changes}
	if f.Changes == nil {
		f.Changes = []Change{}
	}
	if len(as) > 0 {
		f.First = &FirstPlace{c.a.blocks[as[0]].Index, c.a.blocks[as[0]].Label, c.a.passage(as).text}
	}
	if len(bs) > 0 {
		f.Copy = &CopyPlace{c.b.blocks[bs[0]].Index, c.b.passage(bs).text}
	}
	c.rows[len(c.rows)-1].finding = len(c.found)
	c.found = append(c.found, f)
}

// plainQuotes takes it as typography where a copy has hardly any of the quotation
// marks that the first text has, or the other way round: it shows words as code,
// or in italics, or has lost its marks altogether.
func (c *comparison) plainQuotes(found [][]Change) {
	with, lost := 0, 0
	for i := range found {
		if slices.ContainsFunc(found[i], func(ch Change) bool { return ch.marks }) {
			lost++
		}
	}
	if lost < 6 {
		return
	}
	for i := range c.groups {
		g := &c.groups[i]
		if strings.IndexFunc(c.a.blocks[g.as[0]].Text, isQuote) >= 0 || strings.IndexFunc(c.b.blocks[g.bs[0]].Text, isQuote) >= 0 {
			with++
		}
	}
	if 2*lost < with {
		return
	}
	c.note("quotation marks: most are in one of the texts only, which is taken as typography")
	for i := range found {
		for k := range found[i] {
			if found[i][k].marks {
				found[i][k].Kind = Typographic
			}
		}
		slices.SortStableFunc(found[i], func(x, y Change) int { return cmp.Compare(x.Kind.rank(), y.Kind.rank()) })
	}
}

// cutsAnew reports whether judging a group adds to the vocabulary, which only one
// may do at a time: printed numbers are put before words.
func (c *comparison) cutsAnew(g *group) bool {
	labelled := func(s *side, blocks []int) bool {
		return slices.ContainsFunc(blocks, func(i int) bool { return s.blocks[i].Label != "" })
	}
	if len(g.as) == 1 && len(g.bs) == 1 {
		return (c.a.blocks[g.as[0]].Label == "") != (c.b.blocks[g.bs[0]].Label == "")
	}
	return labelled(c.a, g.as) || labelled(c.b, g.bs)
}

// judgeGroup returns what changed in a group, worst first.
func (c *comparison) judgeGroup(g *group) []Change {
	var changes []Change
	single := len(g.as) == 1 && len(g.bs) == 1
	a, b := g.as[0], g.bs[0]
	x, y := c.a.blocks[a].Label, c.b.blocks[b].Label
	switch {
	case single && c.a.blocks[a].Text == c.b.blocks[b].Text && (x == y || y == "" && c.unlabelled.copy):
	case (x == "") != (y == ""):
		changes = c.labelled(g, x, y)
	default:
		p, q := c.a.passage(g.as), c.b.passage(g.bs)
		changes = c.changes(&p, &q)
	}
	if single {
		changes = append(changes, c.labels(g)...)
	}
	if len(g.bs) > 1 {
		changes = append(changes, Change{Kind: Split, From: c.a.passage(g.as).text, To: c.b.passage(g.bs).text})
	}
	if len(g.as) > 1 {
		changes = append(changes, Change{Kind: Merged, From: c.a.passage(g.as).text, To: c.b.passage(g.bs).text})
	}
	if g.moved {
		changes = append(changes, Change{Kind: Moved, From: c.a.passage(g.as).text, To: c.b.passage(g.bs).text})
	}
	slices.SortStableFunc(changes, func(x, y Change) int { return cmp.Compare(x.Kind.rank(), y.Kind.rank()) })
	return changes
}

// result puts it all together, worst first.
func (c *comparison) result() *Result {
	r := &Result{Counts: map[Kind]int{}, Notes: c.notes, rows: c.rows}
	for _, k := range Kinds() {
		r.Counts[k] = c.counted[k]
	}
	order := make([]int, len(c.found))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		f, g := &c.found[x], &c.found[y]
		return cmp.Or(cmp.Compare(f.Class.rank(), g.Class.rank()), place(f)-place(g))
	})
	at := make([]int, len(order))
	r.Findings = make([]Finding, 0, len(order))
	for i, o := range order {
		at[o] = i
		r.Findings = append(r.Findings, c.found[o])
	}
	for i := range r.rows {
		if f := r.rows[i].finding; f >= 0 {
			r.rows[i].finding = at[f]
		}
	}
	c.verdict(r)
	r.pairB = c.pairB
	r.Note()
	return r
}

// Note adds what else a reader must know: something was not checked, or is not at hand.
func (r *Result) Note(notes ...string) {
	r.Notes = append(r.Notes, notes...)
	r.Say = strings.Join(append([]string{r.Title}, r.Notes...), ". ")
}

func place(f *Finding) int {
	if f.First != nil {
		return f.First.Index
	}
	return f.Copy.Index
}
