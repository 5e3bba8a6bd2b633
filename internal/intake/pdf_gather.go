package intake

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/internal/pdfium"
)

// chunk is what becomes one block: rows of text, a table, or a picture.
type chunk struct {
	rows    []*row
	cells   [][][]*row // of a table: row, column, lines
	picture *pdfium.Picture
	page    *sheet
	label   string // of a note
	item    bool   // it was put as an item, or more of one
}

func (c *chunk) last() *row { return c.rows[len(c.rows)-1] }

var bulletStart = pattern(`^(?:[` + bullets + `\x{f0b7}\x{f0a7}\x{f0d8}]\s*|[–—*·-]\s+)`)

// gather makes paragraphs of rows, page after page.
func (p *pdf) gather() error {
	for _, s := range p.pages {
		for i := 0; i < len(s.rows); {
			if i%100 == 0 {
				if err := p.stopped(); err != nil {
					return err
				}
			}
			r := s.rows[i]
			if r.column != 2 {
				p.picturesAbove(s, r.base)
			}
			if t, n := p.table(s.rows[i:min(len(s.rows), i+maxTable)]); t != nil {
				p.chunks = append(p.chunks, t)
				i += n
				continue
			}
			if band := sideBySide(s.rows[i:]); len(band) > 1 { // no table: one line with wide gaps
				r = oneRow(band)
				i += len(band) - 1
			}
			if c := p.open(); c != nil && p.goesOn(c, r) {
				c.rows = append(c.rows, r)
			} else {
				p.chunks = append(p.chunks, &chunk{rows: []*row{r}, page: s})
			}
			i++
		}
		p.picturesAbove(s, math.Inf(1))
	}
	return nil
}

// oneRow joins the parts of a line.
func oneRow(band []*row) *row {
	whole := *band[0]
	whole.words = nil
	if band[0].rtl {
		slices.Reverse(band)
	}
	for _, r := range band {
		whole.words = append(whole.words, r.words...)
		whole.bold, whole.mono = whole.bold && r.bold, whole.mono && r.mono
	}
	whole.measure()
	whole.sum = rowText(&whole)
	return &whole
}

// maxTable bounds the pieces of one table.
const maxTable = 2000

// open returns the text that may go on, over a picture at the end of a page.
func (p *pdf) open() *chunk {
	for i := len(p.chunks) - 1; i >= 0 && i >= len(p.chunks)-3; i-- {
		if c := p.chunks[i]; c.picture == nil {
			if len(c.rows) == 0 {
				return nil
			}
			return c
		}
	}
	return nil
}

func (p *pdf) picturesAbove(s *sheet, base float64) {
	for len(s.pictures) > 0 && (s.pictures[0].Y0+s.pictures[0].Y1)/2 < base {
		p.chunks = append(p.chunks, &chunk{picture: &s.pictures[0], page: s})
		s.pictures = s.pictures[1:]
	}
}

// goesOn reports whether a row goes on with a paragraph.
func (p *pdf) goesOn(c *chunk, r *row) bool {
	prev := c.last()
	if math.Abs(r.size-prev.size) > 0.3+0.04*r.size {
		return false
	}
	if prev.bold != r.bold && len(c.rows) == 1 && (prev.bold && prev.x1 < prev.right-0.2*(prev.right-prev.left) || r.bold) {
		return false
	}
	if r.mono && prev.mono {
		return false // each line of code is a block
	}
	bullet, number := startsWith(r)
	if r.page != prev.page || r.column != prev.column || r.base < prev.base-r.size {
		return !bullet && !number && p.overEdge(c, r)
	}
	gap := r.base - prev.base
	normal := p.leading * r.size
	if n := len(c.rows); n > 1 && c.rows[n-2].page == prev.page && c.rows[n-2].column == prev.column {
		normal = min(prev.base-c.rows[n-2].base, max(1.6, p.leading)*r.size)
	} else if r.size > 1.12*p.size {
		normal = max(normal, 1.25*r.size)
	}
	if gap > 1.22*normal+0.5 {
		return false
	}
	em := r.size
	step := r.edge() - prev.edge()
	if r.rtl && math.Abs(r.x0-prev.x0) < 0.6*em { // set from the left, though it runs from the right
		step = 0
	}
	hangs := len(c.rows) == 1 && labelled(prev)
	if bullet {
		return false
	}
	if number && (prev.ends() < prev.far()-3*em || math.Abs(step) > 0.2*em || hangs || labelled(c.rows[0])) && !(hangs && step > 0.6*em) {
		return false
	}
	if r.size <= 1.12*p.size && p.broken(prev, r) {
		return false
	}
	switch {
	case r.size > 1.12*p.size: // a heading may stand in the middle
		return true
	case step > 0.7*em:
		return hangs || centred(r) && centred(prev)
	case step < -0.7*em:
		indented := len(c.rows) == 1 && !bulletStart().MatchString(prev.sum) && (!labelled(prev) || !p.broken(prev, r))
		return indented || centred(r) && centred(prev)
	}
	return true
}

// broken reports whether a line ends although the next word would have fitted.
func (p *pdf) broken(prev, r *row) bool {
	if centred(prev) && centred(r) {
		return false
	}
	w := r.words[0]
	room := prev.far() - prev.ends()
	return room > w.X1-w.X0+2.5*r.size && room > 0.12*(prev.right-prev.left)
}

// edge is where a row begins and ends along its direction.
func (r *row) edge() float64 {
	if r.rtl {
		return -r.x1
	}
	return r.x0
}

func (r *row) ends() float64 {
	if r.rtl {
		return -r.x0
	}
	return r.x1
}

func (r *row) far() float64 {
	if r.rtl {
		return -r.left
	}
	return r.right
}

// centred reports whether a row stands in the middle of its column.
func centred(r *row) bool {
	return math.Abs((r.x0-r.left)-(r.right-r.x1)) < 0.5*r.size && r.x0 > r.left+r.size
}

func startsWith(r *row) (bullet, number bool) {
	label, _ := cutLabel("para", r.sum)
	return bulletStart().MatchString(r.sum), label != ""
}

func labelled(r *row) bool {
	b, n := startsWith(r)
	return b || n
}

// overEdge reports whether a paragraph goes on at the top of the next column or
// page: the last line is full and ends no sentence, or the next begins small.
func (p *pdf) overEdge(c *chunk, r *row) bool {
	prev := c.last()
	if r.size > 1.12*p.size || prev.bold != r.bold {
		return false
	}
	end, _ := utf8.DecodeLastRuneInString(prev.sum)
	start, _ := utf8.DecodeRuneInString(r.sum)
	full := prev.ends() > prev.far()-0.15*(prev.right-prev.left)
	closed := strings.ContainsRune(".!?:;…。！？”\"’)»؟۔", end)
	if r.edge() > start64(r)+0.7*r.size && !labelled(c.rows[0]) {
		return false // indented
	}
	on := strings.ContainsRune(hyphens, end) || unicode.IsLower(start) && !strings.ContainsRune(".!?", end) || full && !closed
	if on {
		p.remark(Guessed, r.page.number, "a paragraph goes on here: %s", excerpt(r.sum))
	}
	return on
}

func start64(r *row) float64 {
	if r.rtl {
		return -r.right
	}
	return r.left
}

// table gathers rows that stand side by side, line after line; nil if they are none.
func (p *pdf) table(rows []*row) (*chunk, int) {
	var bands [][]*row
	n, most := 0, 0
	for n < len(rows) {
		band := sideBySide(rows[n:])
		if len(bands) > 0 {
			prev := bands[len(bands)-1][0]
			if gap := band[0].base - prev.base; gap > 3*p.leading*prev.size || gap < 0 || band[0].column != prev.column {
				break
			}
		}
		if len(band) < 2 && (len(bands) == 0 || !underColumn(bands, band[0], p)) {
			break
		}
		most = max(most, len(band))
		bands = append(bands, band)
		n += len(band)
	}
	for len(bands) > 0 && len(bands[len(bands)-1]) < 2 && !underColumn(bands[:len(bands)-1], bands[len(bands)-1][0], p) {
		n -= len(bands[len(bands)-1])
		bands = bands[:len(bands)-1]
	}
	several := 0
	for _, b := range bands {
		if len(b) > 1 {
			several++
		}
	}
	if several < 2 {
		return nil, 0
	}
	// The lines with the most parts say where the columns are.
	left, right := make([]float64, most), make([]float64, most)
	for i := range most {
		left[i], right[i] = math.Inf(1), math.Inf(-1)
	}
	for _, b := range bands {
		if len(b) == most {
			for i, r := range b {
				left[i], right[i] = min(left[i], r.x0), max(right[i], r.x1)
			}
		}
	}
	for i := 1; i < most; i++ {
		if left[i] < right[i-1] {
			return nil, 0
		}
	}
	for i, b := range bands {
		if len(b) < most {
			bands[i] = cutAt(b, left, right)
		}
	}
	t := &chunk{page: rows[0].page}
	if c := p.open(); c != nil && p.chunks[len(p.chunks)-1] == c && len(c.rows) == 1 { // its heads, set tight
		head := c.rows[0]
		gap := bands[0][0].base - head.base
		if cut := cutAt([]*row{head}, left, right); len(cut) == most && head.page == rows[0].page && head.column == rows[0].column && gap > 0 && gap < 2.5*p.leading*head.size {
			p.chunks = p.chunks[:len(p.chunks)-1]
			bands = append([][]*row{cut}, bands...)
		}
	}
	for _, b := range bands {
		cells := make([][]*row, most)
		for _, r := range b {
			at, best := 0, math.Inf(-1)
			if len(b) == most {
				at = slices.Index(b, r)
			}
			for i := range most {
				if len(b) == most {
					break
				}
				if o := min(right[i], r.x1) - max(left[i], r.x0); o > best {
					at, best = i, o
				}
			}
			cells[at] = append(cells[at], r)
		}
		if k := len(t.cells); k > 0 && len(cells[0]) == 0 && b[0].base-bands[0][0].base > 0 && b[0].base-lastBase(t.cells[k-1]) < 1.3*p.leading*b[0].size {
			for i := range most {
				t.cells[k-1][i] = append(t.cells[k-1][i], cells[i]...)
			}
			continue
		}
		t.cells = append(t.cells, cells)
	}
	return t, n
}

// cutAt cuts rows where a gap between words lies over the white between columns.
func cutAt(band []*row, left, right []float64) []*row {
	var out []*row
	for _, r := range band {
		now := *r
		now.words = nil
		for i, w := range r.words {
			cut := false
			for k := 1; i > 0 && k < len(left); k++ {
				prev := r.words[i-1]
				middle := (right[k-1] + left[k]) / 2
				cut = cut || w.X0-prev.X1 > 0.35*r.size && (prev.X1 <= middle && middle <= w.X0 || prev.X1 <= left[k] && w.X0 >= left[k]-0.1*r.size && prev.X1 <= w.X0 && w.X0-left[k] < 0.3*r.size)
			}
			if cut {
				part := now
				part.measure()
				part.sum = rowText(&part)
				out = append(out, &part)
				now.words = nil
			}
			now.words = append(now.words, w)
		}
		now.measure()
		now.sum = rowText(&now)
		out = append(out, &now)
	}
	return out
}

func lastBase(cells [][]*row) float64 {
	base := math.Inf(-1)
	for _, c := range cells {
		for _, r := range c {
			base = max(base, r.base)
		}
	}
	return base
}

// sideBySide returns the first rows that stand on one line, from left to right.
func sideBySide(rows []*row) []*row {
	n := 1
	for n < len(rows) && rows[n].page == rows[0].page && rows[n].column == rows[0].column && math.Abs(rows[n].base-rows[0].base) < 0.35*rows[0].size {
		n++
	}
	band := slices.Clone(rows[:n])
	slices.SortStableFunc(band, func(a, b *row) int {
		if a.x0 < b.x0 {
			return -1
		}
		return 1
	})
	return band
}

// underColumn reports whether a single row stands under a column but the first, as
// the second line of a cell does.
func underColumn(bands [][]*row, r *row, p *pdf) bool {
	if len(bands) == 0 {
		return false
	}
	prev := bands[len(bands)-1]
	if r.base-prev[0].base > 1.3*p.leading*r.size {
		return false
	}
	for _, b := range bands {
		for _, o := range b[min(1, len(b)-1):] {
			if len(b) > 1 && math.Abs(o.x0-r.x0) < 0.5*r.size {
				return true
			}
		}
	}
	return false
}

// gatherNotes parts the foot notes of every page.
func (p *pdf) gatherNotes() {
	p.notes = make(map[string]*chunk)
	var now *chunk
	for _, s := range p.pages {
		if len(s.notes) == 0 {
			now = nil
		}
		for _, r := range s.notes {
			m := noteMark(r)
			next := false
			if now != nil && m != "" {
				a, err1 := strconv.Atoi(now.label)
				b, err2 := strconv.Atoi(m)
				next = err1 == nil && err2 == nil && b == a+1
			}
			if m != "" && (s.calls[m] || next) && p.notes[noteKey(s, m)] == nil {
				now = &chunk{page: s, label: m}
				p.notes[noteKey(s, m)] = now
				rest := *r
				rest.words = slices.Clone(r.words[1:])
				if len(rest.words) == 0 {
					continue
				}
				rest.words[0].Glued = false
				rest.sum = rowText(&rest)
				r = &rest
			}
			if now == nil {
				p.remark(Guessed, s.number, "small type at the foot, called by nothing, is read as text: %s", excerpt(r.sum))
				p.chunks = append(p.chunks, &chunk{page: s, rows: []*row{r}})
				continue
			}
			now.rows = append(now.rows, r)
		}
	}
	slices.SortStableFunc(p.chunks, func(a, b *chunk) int { return cmp.Compare(a.page.number, b.page.number) })
}

func endKey(mark string) string { return "end " + mark }

// endNotes finds numbered paragraphs that end with the sign which leads back to
// where they are called, as prints of pages have them.
func (p *pdf) endNotes() {
	for _, c := range p.chunks {
		if len(c.rows) == 0 {
			continue
		}
		last := c.last()
		w := &last.words[len(last.words)-1]
		bare := strings.TrimRight(w.Text, "↩\ufe0e")
		m := noteMark(c.rows[0])
		if bare == w.Text || m == "" || p.notes[endKey(m)] != nil {
			continue
		}
		p.remark(Dropped, c.page.number, "the sign ↩ behind a note, which leads back to its call")
		w.Text = bare
		if bare == "" {
			last.words = last.words[:len(last.words)-1]
		}
		if first := c.rows[0]; len(first.words) > 1 {
			first.words = first.words[1:]
		}
		c.label = m
		p.notes[endKey(m)] = c
	}
}

func noteKey(s *sheet, mark string) string { return strconv.Itoa(s.number) + " " + mark }
