package intake

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// hyphens may part a word at the end of a line. PDFium writes U+0002 or U+FFFE for
// one that it takes for such.
const hyphens = "-\u2010\u00ad\u0002\ufffe"

// text joins the rows of a chunk.
func (p *pdf) text(c *chunk, rows []*row) string {
	var s string
	for _, r := range rows {
		next := r.text(func(mark string) (string, bool) { return p.callMark(r.page, c, mark) })
		if s == "" {
			s = next
			continue
		}
		s = p.join(r, s, next)
	}
	return p.clean(c.page.number, p.plain(c.page.number, s), true)
}

// join joins two lines: a hyphen between them goes if the word goes on.
func (p *pdf) join(r *row, s, next string) string {
	last, size := utf8.DecodeLastRuneInString(s)
	first, _ := utf8.DecodeRuneInString(next)
	if !strings.ContainsRune(hyphens, last) {
		if unspaced(last, first) {
			return s + next
		}
		return s + " " + next
	}
	before := s[:len(s)-size]
	prev, _ := utf8.DecodeLastRuneInString(before)
	head, tail := before[strings.LastIndexFunc(before, func(c rune) bool { return !isWordRune(c) })+1:], next
	if i := strings.IndexFunc(next, func(c rune) bool { return !isWordRune(c) }); i >= 0 {
		tail = next[:i]
	}
	joined, parted := strings.ToLower(head+tail), strings.ToLower(head+"-"+tail)
	switch {
	case !unicode.IsLetter(prev) || !unicode.IsLetter(first):
		if unicode.IsSpace(prev) || prev == utf8.RuneError {
			return s + " " + next // a dash
		}
		return before + "-" + next
	case unicode.IsUpper(first) && last == '-', p.words[parted] > 0 && p.words[joined] == 0:
		return before + "-" + next
	}
	p.remark(Guessed, r.page.number, "the hyphen at the end of a line is left out of %s", excerpt(head+tail))
	return before + next
}

// ligatures are letters that a font joins.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

// marked are hyphens that PDFium marked.
var marked = strings.NewReplacer("\u0002", "-", "\ufffe", "-")

// plain writes joined letters apart, and hyphens that PDFium marked.
func (p *pdf) plain(page int, s string) string {
	if strings.IndexByte(s, 0x02) < 0 && strings.IndexByte(s, 0xef) < 0 { // what all others begin with in UTF-8
		return s
	}
	if t := ligatures.Replace(s); t != s {
		p.remark(Guessed, page, "joined letters (ﬁ, ﬂ) are written apart in %s", excerpt(s))
		s = t
	}
	return marked.Replace(s)
}

// callMark prints the call of a note that stands on the page.
func (p *pdf) callMark(s *sheet, c *chunk, mark string) (string, bool) {
	var out strings.Builder
	marks := strings.Split(mark, ",")
	for k := 1; p.notes[noteKey(s, mark)] == nil && k < len(mark) && mark[0] < 0x80; k++ { // two calls side by side
		if p.notes[noteKey(s, mark[:k])] != nil && p.notes[noteKey(s, mark[k:])] != nil {
			marks = []string{mark[:k], mark[k:]}
			break
		}
	}
	for _, m := range marks {
		at := noteKey(s, m)
		note := p.notes[at]
		if note == nil {
			at = endKey(m)
			note = p.notes[at]
		}
		if note == nil || note == c {
			return "", false
		}
		p.call(at, func() error {
			return p.add(note.page.number, paper.Block{Kind: paper.Note, Label: m, Text: p.text(note, note.rows)})
		})
		out.WriteString("[" + m + "]")
	}
	return out.String(), true
}

// findHeadings finds the chunks that are headings, and their levels: by the
// outline, else by the sizes of type.
func (p *pdf) findHeadings() {
	type title struct{ level, page int }
	outline := make(map[string][]title)
	for _, e := range p.doc.Outline {
		if k := key(e.Title); len(outline[k]) < 1000 {
			outline[k] = append(outline[k], title{e.Level, e.Page + 1})
		}
	}
	listed := make(map[*chunk]int)
	sizes := make(map[float64]bool)
	var byLook []*chunk
	largest, firstListed := 0.0, -1
	place := make(map[*chunk]int)
	for i, c := range p.chunks {
		place[c] = i
		if len(c.rows) == 0 || len(c.rows) > 6 || !c.rows[0].bold && c.rows[0].size <= 1.04*p.size {
			continue
		}
		var sums []string
		for _, r := range c.rows {
			sums = append(sums, r.sum)
		}
		sum := strings.Join(sums, " ")
		_, bare := cutLabel(paper.Heading, sum)
		level := 0
		for _, k := range []string{key(sum), key(bare)} {
			for _, t := range outline[k] {
				if level == 0 && k != "" && math.Abs(float64(t.page-c.page.number)) <= 1 {
					level = t.level
				}
			}
		}
		if level > 0 {
			listed[c], largest = level, max(largest, c.rows[0].size)
			if firstListed < 0 {
				firstListed = i
			}
			continue
		}
		r := c.rows[0]
		end, _ := utf8.DecodeLastRuneInString(sum)
		if r.size >= 1.1*p.size || r.bold && c.last().bold && len(c.rows) <= 2 && utf8.RuneCountInString(sum) <= 160 && !strings.ContainsRune(".;,:", end) && !bulletStart().MatchString(sum) {
			if strings.ContainsFunc(sum, unicode.IsLetter) {
				byLook = append(byLook, c)
				sizes[rank(r, p.size)] = true
			}
		}
	}
	p.heads = make(map[*chunk]int)
	ranks := make([]float64, 0, len(sizes))
	for s := range sizes {
		ranks = append(ranks, s)
	}
	slices.Sort(ranks)
	slices.Reverse(ranks)
	shift := 0
	for _, c := range byLook { // a title above what the outline has
		if i := place[c]; len(listed) > 0 && i < firstListed && c.rows[0].size > largest+0.5 {
			shift = 1
		}
	}
	for c, level := range listed {
		p.heads[c] = min(level+shift, 6)
	}
	deepest := 0
	for _, level := range listed {
		deepest = max(deepest, level+shift)
	}
	for _, c := range byLook {
		level := 1 + slices.Index(ranks, rank(c.rows[0], p.size))
		if len(listed) > 0 {
			level = 1
			if c.rows[0].size <= largest+0.5 {
				level = deepest + 1
			}
		}
		p.heads[c] = min(level, 6)
	}
	if len(p.heads) > 0 {
		from := "larger or bold type"
		if len(listed) > 0 {
			from = "the outline, and larger or bold type"
		}
		p.remark(Guessed, 0, "%s, from %s", many(len(p.heads), "heading", "headings"), from)
	}
}

// rank is a size by which headings are ordered; bold type of the text's own size
// comes last.
func rank(r *row, body float64) float64 {
	if r.size < 1.1*body {
		return 0
	}
	return half(r.size)
}

// put adds every chunk as blocks.
func (p *pdf) put() error {
	for i, c := range p.chunks {
		var err error
		switch {
		case c.picture != nil:
			err = p.figure(c.page.number, c.picture.SHA256, "", "")
		case c.cells != nil:
			err = p.putTable(c)
		default:
			err = p.putText(c, i)
		}
		if err == nil {
			err = p.putNotes()
		}
		if err != nil {
			return err
		}
	}
	for _, s := range p.pages { // a note whose call was not found again
		for _, r := range s.notes {
			if n := p.notes[noteKey(s, noteMark(r))]; n != nil && !p.noted[noteKey(s, n.label)] && len(n.rows) > 0 {
				p.noted[noteKey(s, n.label)] = true
				p.remark(Guessed, s.number, "a note stands at the end, for its call was not found: %s", excerpt(n.label))
				if err := p.add(s.number, paper.Block{Kind: paper.Note, Label: n.label, Text: p.text(n, n.rows)}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (p *pdf) putTable(c *chunk) error {
	p.tables++
	p.remark(Guessed, c.page.number, "a table of %d rows and %d columns, from what stands side by side", len(c.cells), len(c.cells[0]))
	for i, cells := range c.cells {
		for j, rows := range cells {
			if err := p.add(c.page.number, paper.Block{Kind: paper.Cell, Table: p.tables, Row: i + 1, Col: j + 1, Text: p.text(c, rows)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *pdf) putText(c *chunk, at int) error {
	if c.label != "" && p.notes[endKey(c.label)] == c {
		if p.noted[endKey(c.label)] {
			return nil // it stands where it is called
		}
		return p.add(c.page.number, paper.Block{Kind: paper.Note, Label: c.label, Text: p.text(c, c.rows)})
	}
	s := p.text(c, c.rows)
	page := c.page.number
	if level := p.heads[c]; level > 0 {
		b := paper.Block{Kind: paper.Heading, Level: level, Text: s, Section: sectionOf(s)}
		if level == 1 && p.Title == "" {
			p.Title = s
		}
		return p.add(page, b)
	}
	if m := bulletStart().FindString(s); m != "" {
		c.item = true
		return p.add(page, paper.Block{Kind: paper.Item, Text: s[len(m):]})
	}
	first := c.rows[0]
	em := first.size
	indent := first.edge() - start64(first)
	label, rest := cutLabel(paper.Para, s)
	switch {
	case captionStart().MatchString(s) && len(c.rows) <= 6 && p.beside(at):
		return p.add(page, paper.Block{Kind: paper.Caption, Text: s})
	case label != "" && p.hangs(c):
		c.item = true
		return p.add(page, paper.Block{Kind: paper.Item, Label: label, Text: rest})
	case label == "" && indent > 1.2*em && !first.mono && !(centred(first) && !flush(c.rows)):
		inset := true
		for _, r := range c.rows {
			inset = inset && r.edge()-start64(r) > 1.2*em
		}
		if !inset {
			break
		}
		if prev := p.before(at); prev != nil && prev.item && math.Abs(first.edge()-prev.content()) < 0.8*em {
			c.item = true
			return p.add(page, paper.Block{Kind: paper.Item, Text: s}) // more of the item
		}
		narrow := true
		for _, r := range c.rows {
			narrow = narrow && r.ends() < r.far()-em
		}
		said := false // a sentence before it announces what follows
		if prev := p.before(at); prev != nil {
			said = strings.HasSuffix(strings.TrimSpace(prev.last().sum), ":")
		}
		if narrow && len(c.rows) > 1 || said {
			p.remark(Guessed, page, "a paragraph set in from the margin is a quote: %s", excerpt(s))
			return p.add(page, paper.Block{Kind: paper.Quote, Text: s})
		}
	}
	return p.add(page, paper.Block{Kind: paper.Para, Text: s})
}

// hangs reports whether a paragraph with a number is an item: its lines begin right
// of the number. One of a single line is as those that begin where it begins.
func (p *pdf) hangs(c *chunk) bool {
	if is, told := c.hanging(); told {
		return is
	}
	first := c.rows[0]
	indent := first.edge() - start64(first)
	item, para := p.nearest(p.hung, indent), p.nearest(p.flat, indent)
	if near := 0.6 * first.size; min(item, para) < near {
		return item < para
	}
	return indent > 0.7*first.size
}

// hanging reports whether the second line begins right of the first, and whether
// there is a second line to tell.
func (c *chunk) hanging() (is, told bool) {
	first := c.rows[0]
	if len(c.rows) < 2 || c.rows[1].page != first.page || c.rows[1].column != first.column {
		return false, false
	}
	return c.rows[1].edge() > first.edge()+0.5*first.size, true
}

func (p *pdf) nearest(places []float64, x float64) float64 {
	best := math.Inf(1)
	for _, o := range places {
		best = min(best, math.Abs(o-x))
	}
	return best
}

// findItems notes where paragraphs with a number begin, those that hang and those
// that do not.
func (p *pdf) findItems() {
	for _, c := range p.chunks {
		if len(c.rows) == 0 || p.heads[c] > 0 || len(p.hung)+len(p.flat) > 10_000 {
			continue
		}
		first := c.rows[0]
		if _, number := startsWith(first); !number {
			continue
		}
		if is, told := c.hanging(); told && is {
			p.hung = append(p.hung, first.edge()-start64(first))
		} else if told {
			p.flat = append(p.flat, first.edge()-start64(first))
		}
	}
	for _, list := range []*[]float64{&p.hung, &p.flat} { // each place once, to a point
		slices.SortFunc(*list, cmp.Compare[float64])
		*list = slices.CompactFunc(*list, func(a, b float64) bool { return b-a < 0.5 })
	}
}

// flush reports whether two rows or more begin at one edge.
func flush(rows []*row) bool {
	for _, r := range rows[1:] {
		if math.Abs(r.edge()-rows[0].edge()) > 0.2*r.size {
			return false
		}
	}
	return len(rows) > 1
}

// content returns where the text of an item begins, behind its label.
func (c *chunk) content() float64 {
	first := c.rows[0]
	if len(c.rows) > 1 && c.rows[1].page == first.page && c.rows[1].edge() > first.edge()+0.3*first.size {
		return c.rows[1].edge()
	}
	if len(first.words) > 1 && labelled(first) {
		if first.rtl {
			return -first.words[1].X1
		}
		return first.words[1].X0
	}
	return first.edge()
}

// before returns the text chunk just before, or nil.
func (p *pdf) before(i int) *chunk {
	if i > 0 && len(p.chunks[i-1].rows) > 0 {
		return p.chunks[i-1]
	}
	return nil
}

// beside reports whether a picture or table stands next to a chunk.
func (p *pdf) beside(i int) bool {
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(p.chunks) && (p.chunks[j].picture != nil || p.chunks[j].cells != nil) {
			return true
		}
	}
	return false
}
