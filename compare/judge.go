package compare

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
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
		changes = append(changes, c.labels(a, b)...)
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

// labelled compares where one of the texts has the paragraph's number apart from
// its words and the other has it among them, or not at all.
func (c *comparison) labelled(g *group, labelX, labelY string) []Change {
	p, q := c.a.passage(g.as), c.b.passage(g.bs)
	cutX, cutY := c.prefix(&p, labelX), c.prefix(&q, labelY)
	var out []Change
	for _, ch := range c.changes(&p, &q) {
		if ch.at[0] == 0 && ch.at[1] == 0 && (ch.To == "" && len(ch.From) < cutX || ch.From == "" && len(ch.To) < cutY) {
			if !sentenceNumber(labelX+labelY, c.a.blocks[g.as[0]].Text) {
				if ch.To == "" && c.unlabelled.copy || ch.From == "" && c.unlabelled.first {
					continue // one of the texts has no numbers of paragraphs at all
				}
				ch.Kind = Typographic
			}
		} else if ch.Kind == Typographic && (ch.at[0] < cutX || ch.at[1] < cutY) && spaceless(ch.From) == spaceless(ch.To) {
			continue // the space that parts the number from the words
		}
		ch.at[0], ch.at[1] = max(-1, ch.at[0]-cutX), max(-1, ch.at[1]-cutY)
		out = append(out, ch)
	}
	return out
}

// spaceless returns s without white space.
func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }

// sentenceNumber reports whether what was taken for the printed number of a
// paragraph may be part of its first sentence: 3.5 million were displaced.
func sentenceNumber(label, text string) bool {
	last, _ := utf8.DecodeLastRuneInString(label)
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsDigit(last) && unicode.IsLower(first)
}

// prefix puts a label before the words of a passage and returns how many bytes it took.
func (c *comparison) prefix(p *passage, label string) int {
	if label == "" {
		return 0
	}
	n := len(label) + 1
	p.text = label + " " + p.text
	p.tokens, p.labels = c.voc.cut(nil, p.text), nil
	c.voc.know()
	for len(c.counts) < len(c.voc.words) {
		c.counts, c.weight = append(c.counts, 0), append(c.weight, 1)
	}
	return n
}

// unlabelled says which of the texts, if one, has no numbers of paragraphs where
// the other has them: most that have one are paired with ones without it.
type unlabelled struct{ first, copy bool }

func (c *comparison) findUnlabelled() {
	both, onlyA, onlyB := 0, 0, 0
	for a, b := range c.pairA {
		if b < 0 {
			continue
		}
		x, y := &c.a.blocks[a], &c.b.blocks[b]
		switch {
		case x.Label == "" && y.Label == "":
		case x.Label != "" && y.Label != "", strings.HasPrefix(foldPlain(x.Text), foldPlain(y.Label)) && x.Label == "",
			strings.HasPrefix(foldPlain(y.Text), foldPlain(x.Label)) && y.Label == "":
			both++
		case x.Label != "":
			onlyA++
		default:
			onlyB++
		}
	}
	c.unlabelled = unlabelled{onlyB > both+onlyA, onlyA > both+onlyB}
}

func (u unlabelled) note(r *Result) {
	switch {
	case u.copy:
		r.Notes = append(r.Notes, "the printed numbers of paragraphs are not in the copy")
	case u.first:
		r.Notes = append(r.Notes, "the printed numbers of paragraphs are in the copy only")
	}
}

// labels compares the printed numbers of two paragraphs. Where paragraphs were
// added or are missing before, all that follow carry other numbers: that goes
// without saying.
func (c *comparison) labels(a, b int) []Change {
	x, y := c.a.blocks[a].Label, c.b.blocks[b].Label
	switch {
	case x == "" || y == "" || x == y:
		return nil
	case letters(foldPlain(x)) == letters(foldPlain(y)):
		return []Change{{Kind: Typographic, From: x, To: y, at: [2]int{-1, -1}}}
	}
	for i := a - 1; i >= 0; i-- { // the paragraph before in both texts, if it is the same in both
		if c.a.blocks[i].Label == "" {
			continue
		}
		if j := c.pairA[i]; j >= 0 && j < b {
			between := false
			for k := j + 1; k < b; k++ {
				between = between || c.b.blocks[k].Label != ""
			}
			if !between && step(c.a.blocks[i].Label, x) == step(c.b.blocks[j].Label, y) {
				return nil
			}
		}
		break
	}
	added := false
	for k := b - 1; k >= 0 && !added; k-- {
		if c.pairB[k] >= 0 {
			break
		}
		added = true
	}
	for k := a - 1; k >= 0 && !added; k-- {
		if c.pairA[k] >= 0 {
			break
		}
		added = true
	}
	if added {
		return nil
	}
	return []Change{{Kind: Number, From: x, To: y, at: [2]int{-1, -1}}}
}

// step is by how much a label is more than the one before.
func step(before, label string) int {
	x, okX := labelNumber(before)
	y, okY := labelNumber(label)
	if !okX || !okY {
		return -1 << 30
	}
	return y - x
}

func labelNumber(s string) (int, bool) {
	n, digits := 0, false
	for _, r := range s {
		if v, ok := digitOf(r); ok && n < 1e8 {
			n, digits = n*10+v, true
		}
	}
	return n, digits
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
