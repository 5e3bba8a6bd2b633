package compare

import (
	"slices"
	"strings"

	"znkr.io/diff"
)

// passage is one side of a group: the words of one paragraph, or of several that
// are read as one.
type passage struct {
	text   string
	tokens []token
	side   *side // where it is from
	block  int   // the first of its blocks
	labels []int // of several paragraphs: the words that are printed numbers of all but the first
}

// raw returns the words from i up to j as they are written.
func (p *passage) raw(i, j int) string {
	if i >= j {
		return ""
	}
	return p.text[p.tokens[i].start:p.tokens[j-1].end]
}

// gap returns what stands before word i; for i past the last word, what follows it.
func (p *passage) gap(i int) string {
	from, to := 0, len(p.text)
	if i > 0 {
		from = int(p.tokens[i-1].end)
	}
	if i < len(p.tokens) {
		to = int(p.tokens[i].start)
	}
	return p.text[from:to]
}

// offset returns where word i begins, or would.
func (p *passage) offset(i int) int {
	switch {
	case i < len(p.tokens):
		return int(p.tokens[i].start)
	case i > 0:
		return int(p.tokens[i-1].end)
	}
	return 0
}

func (s *side) passage(blocks []int) passage {
	if len(blocks) == 1 {
		return passage{text: s.blocks[blocks[0]].Text, tokens: s.of(blocks[0]), side: s, block: blocks[0]}
	}
	var text strings.Builder
	p := passage{side: s, block: blocks[0]}
	for i, b := range blocks {
		if i > 0 {
			text.WriteByte('\n')
			if label := s.blocks[b].Label; label != "" {
				at := uint32(text.Len())
				text.WriteString(label + " ")
				cut := s.voc.cut(nil, label)
				s.voc.know()
				for _, t := range cut {
					p.labels = append(p.labels, len(p.tokens))
					p.tokens = append(p.tokens, token{t.id, t.start + at, t.end + at})
				}
			}
		}
		at := uint32(text.Len())
		text.WriteString(s.blocks[b].Text)
		for _, t := range s.of(b) {
			p.tokens = append(p.tokens, token{t.id, t.start + at, t.end + at})
		}
	}
	p.text = text.String()
	return p
}

// onlyLabels reports whether words i to j are printed numbers and nothing else.
func (p *passage) onlyLabels(i, j int) bool {
	for ; i < j; i++ {
		if !slices.Contains(p.labels, i) {
			return false
		}
	}
	return true
}

// hunk is a stretch of words that differs: of the first text from a0 up to a1, of
// the copy from b0 up to b1.
type hunk struct{ a0, a1, b0, b1 int }

const (
	// diffSize is up to how many words of both sides together one call of the diff
	// gets: its time grows faster than its input where little is in common.
	diffSize = 1 << 17
	// anchorRun is how many words in a row, found once on each side, hold two long
	// passages together.
	anchorRun = 6
)

// hunks aligns the words of two passages.
func (c *comparison) hunks(x, y []token) []hunk {
	var out []hunk
	c.cutAndDiff(x, y, 0, 0, &out)
	return out
}

func (c *comparison) cutAndDiff(x, y []token, ax, ay int, out *[]hunk) {
	for len(x) > 0 && len(y) > 0 && x[0].id == y[0].id {
		x, y, ax, ay = x[1:], y[1:], ax+1, ay+1
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1].id == y[len(y)-1].id {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	switch {
	case len(x) == 0 && len(y) == 0:
		return
	case len(x) == 0 || len(y) == 0 || len(x) == 1 && len(y) == 1:
		*out = append(*out, hunk{ax, ax + len(x), ay, ay + len(y)})
		return
	case len(x)+len(y) > diffSize:
		if c.anchored(x, y, ax, ay, out) {
			return
		}
		c.stepped(x, y, ax, ay, out)
		return
	}
	for _, h := range diff.Hunks(ids(x), ids(y), diff.Context(0)) {
		*out = append(*out, hunk{ax + h.PosX, ax + h.EndX, ay + h.PosY, ay + h.EndY})
	}
}

func ids(t []token) []uint32 {
	out := make([]uint32, len(t))
	for i := range t {
		out[i] = t[i].id
	}
	return out
}

// anchored cuts two long passages where runs of words stand that occur once in
// each, and compares piece by piece. It reports false where there are none.
func (c *comparison) anchored(x, y []token, ax, ay int, out *[]hunk) bool {
	anchors := runAnchors(x, y)
	if len(anchors) == 0 {
		return false
	}
	i, j := 0, 0
	for _, k := range anchors {
		if k[0]-i+k[1]-j < diffSize/16 && k[0]-i > 0 { // cut no finer than is needed
			continue
		}
		if k[0] == i && k[1] == j {
			continue
		}
		c.cutAndDiff(x[i:k[0]], y[j:k[1]], ax+i, ay+j, out)
		i, j = k[0], k[1]
	}
	if i == 0 && j == 0 { // nothing was cut off: the rest is no smaller
		return false
	}
	c.cutAndDiff(x[i:], y[j:], ax+i, ay+j, out)
	return true
}

const (
	stride = 1 << 14 // words of each side that stepped compares at a time
	firm   = 24      // words in a row that are the same hold the two sides together
)

// stepped compares two long passages in which nothing occurs only once: a window
// of both at a time, going on from the last stretch that is the same. Where a
// window has none, it is one change, and a note says so.
func (c *comparison) stepped(x, y []token, ax, ay int, out *[]hunk) {
	for len(x) > 0 && len(y) > 0 {
		n, m := min(stride, len(x)), min(stride, len(y))
		if n == len(x) && m == len(y) {
			c.cutAndDiff(x, y, ax, ay, out)
			return
		}
		hunks := diff.Hunks(ids(x[:n]), ids(y[:m]), diff.Context(0))
		keep, i, j := 0, 0, 0 // hunks kept, and where to go on
		atX, atY := 0, 0
		for k, h := range hunks {
			if h.PosX-atX >= firm {
				keep, i, j = k, h.PosX, h.PosY
			}
			atX, atY = h.EndX, h.EndY
		}
		if n-atX >= firm && n-atX <= m-atY || m-atY >= firm && m-atY <= n-atX { // the windows end alike
			same := min(n-atX, m-atY)
			keep, i, j = len(hunks), atX+same, atY+same
		}
		if i == 0 && j == 0 {
			c.note("a stretch of words was not compared word by word: it has too little in common with the copy's")
			i, j = n, m
			*out = append(*out, hunk{ax, ax + i, ay, ay + j})
		}
		for _, h := range hunks[:keep] {
			*out = append(*out, hunk{ax + h.PosX, ax + h.EndX, ay + h.PosY, ay + h.EndY})
		}
		x, y, ax, ay = x[i:], y[j:], ax+i, ay+j
	}
	c.cutAndDiff(x, y, ax, ay, out)
}

// runAnchors returns where runs of anchorRun words stand that occur once on each
// side, in an order that is the same on both.
func runAnchors(x, y []token) [][2]int {
	once := func(t []token) []feature {
		f := make([]feature, 0, len(t))
		for i := 0; i+anchorRun <= len(t); i++ {
			h := uint64(fnvOffset)
			for _, w := range t[i : i+anchorRun] {
				h = (h + uint64(w.id) + 1) * 0x9e3779b97f4a7c15
				h ^= h >> 29
			}
			f = append(f, feature(h)&^0xffffffff|feature(i))
		}
		f = sortFeatures(f)
		n := 0
		for i := 0; i < len(f); {
			j := i + 1
			for j < len(f) && f[j]>>32 == f[i]>>32 {
				j++
			}
			if j == i+1 {
				f[n] = f[i]
				n++
			}
			i = j
		}
		return f[:n]
	}
	fx, fy := once(x), once(y)
	var pairs [][2]int
	for i, j := 0, 0; i < len(fx) && j < len(fy); {
		switch p, q := fx[i]>>32, fy[j]>>32; {
		case p < q:
			i++
		case p > q:
			j++
		default:
			a, b := int(uint32(fx[i])), int(uint32(fy[j]))
			if slices.EqualFunc(x[a:a+anchorRun], y[b:b+anchorRun], func(s, t token) bool { return s.id == t.id }) {
				pairs = append(pairs, [2]int{a, b})
			}
			i, j = i+1, j+1
		}
	}
	slices.SortFunc(pairs, func(p, q [2]int) int { return p[0] - q[0] })
	return increasing(pairs)
}

// increasing returns a longest subsequence whose second numbers grow.
func increasing(pairs [][2]int) [][2]int {
	var tails []int // index in pairs of the least last element for each length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tails, p[1], func(t, v int) int { return pairs[t][1] - v })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) == 0 {
		return nil
	}
	out := make([][2]int, len(tails))
	for k, i := len(tails)-1, tails[len(tails)-1]; k >= 0; k, i = k-1, before[i] {
		out[k] = pairs[i]
	}
	return out
}

func (c *comparison) note(s string) {
	c.noting.Lock()
	defer c.noting.Unlock()
	if !slices.Contains(c.notes, s) && len(c.notes) < 20 {
		c.notes = append(c.notes, s)
	}
}
