package compare

import (
	"cmp"
	"slices"
)

// What two paragraphs must have in common to be taken for versions of one.
const (
	surely  = 0.6  // in the same place between equal neighbours: alike beyond doubt
	likely  = 0.35 // anywhere in the text, found by what they share
	perhaps = 0.25 // in the same place, all else in it being paired
	part    = 0.6  // of a part's words, in the paragraph that it is a part of
)

// align pairs the blocks of the two texts.
func (c *comparison) align() {
	c.pairEqual()
	c.fillGaps(c.fillByPlace)
	c.propose(runFeatures, c.free(c.a, c.pairA), c.free(c.b, c.pairB), c.take)
	c.propose(wordFeatures, c.free(c.a, c.pairA), c.free(c.b, c.pairB), c.take)
	c.fillGaps(c.fillByLikeness)
	c.pairCells()
	c.group()
}

// free returns the blocks of a side that have words and no partner.
func (c *comparison) free(s *side, pairs []int) []int {
	var out []int
	for i, p := range pairs {
		if p < 0 && s.len(i) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// distinct is from what length two paragraphs that are not alike beyond doubt are
// paired wherever they stand.
const distinct = 7

// short is below what length a block that stands several times is paired only
// with what stands in the same place: a row of stars says nothing of its place.
const short = 4

// pairEqual pairs blocks with the same words: first those that stand once in each
// text, then their equal neighbours, then what stands several times, in order.
func (c *comparison) pairEqual() {
	inA, inB := bySum(c.a), bySum(c.b)
	classes := func(each func(as, bs []int)) {
		for i, j := 0, 0; i < len(inA) && j < len(inB); {
			x, y := c.a.sums[inA[i]], c.b.sums[inB[j]]
			switch {
			case x < y:
				i++
			case x > y:
				j++
			default:
				i2, j2 := i, j
				for i2 < len(inA) && c.a.sums[inA[i2]] == x {
					i2++
				}
				for j2 < len(inB) && c.b.sums[inB[j2]] == x {
					j2++
				}
				each(inA[i:i2], inB[j:j2])
				i, j = i2, j2
			}
		}
	}
	classes(func(as, bs []int) {
		if len(as) == 1 && len(bs) == 1 && c.same(as[0], bs[0]) {
			c.pair(as[0], bs[0])
		}
	})
	c.extend(1)
	c.extend(-1)
	if len(c.a.blocks) == len(c.b.blocks) {
		for i := range c.pairA { // nothing moved so far: the same number is the same place
			if c.pairA[i] < 0 && c.pairB[i] < 0 && c.a.len(i) > 0 && c.same(i, i) {
				c.pair(i, i)
			}
		}
	}
	classes(func(as, bs []int) {
		if c.a.len(as[0]) < short {
			return
		}
		j := 0
		for _, a := range as {
			for j < len(bs) && c.pairB[bs[j]] >= 0 {
				j++
			}
			if j == len(bs) {
				return
			}
			if c.pairA[a] < 0 && c.same(a, bs[j]) {
				c.pair(a, bs[j])
			}
		}
	})
}

// extend pairs equal blocks beside paired ones, in one direction.
func (c *comparison) extend(step int) {
	n := len(c.pairA)
	for k := range n {
		a := k
		if step < 0 {
			a = n - 1 - k
		}
		b := c.pairA[a]
		if b < 0 {
			continue
		}
		x, y := a+step, b+step
		if x >= 0 && x < n && y >= 0 && y < len(c.pairB) && c.pairA[x] < 0 && c.pairB[y] < 0 && c.a.len(x) > 0 && c.same(x, y) {
			c.pair(x, y)
		}
	}
}

// bySum returns the numbers of the blocks with words, ordered by their sums.
func bySum(s *side) []int {
	var out []int
	for i := range s.blocks {
		if s.len(i) > 0 {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(x, y int) int { return cmp.Or(cmp.Compare(s.sums[x], s.sums[y]), x-y) })
	return out
}

// backbone returns the pairs that stand in the same order in both texts, chosen
// so that they have the most words; the others have moved.
func (c *comparison) backbone() []int {
	n := len(c.pairB)
	best := make([]struct {
		words int
		a     int
	}, n+1) // a Fenwick tree: the heaviest row that ends at or before a place of the copy
	for i := range best {
		best[i].a = -1
	}
	before := unpaired(len(c.pairA))
	top, topWords := -1, 0
	for a, b := range c.pairA {
		if b < 0 {
			continue
		}
		words, prev := 0, -1
		for i := b; i > 0; i -= i & -i {
			if best[i].words > words {
				words, prev = best[i].words, best[i].a
			}
		}
		before[a] = prev
		words += min(c.a.len(a), c.b.len(b)) + 1
		for i := b + 1; i <= n; i += i & -i {
			if best[i].words < words {
				best[i].words, best[i].a = words, a
			}
		}
		if words > topWords {
			top, topWords = a, words
		}
	}
	var out []int
	for a := top; a >= 0; a = before[a] {
		out = append(out, a)
	}
	slices.Reverse(out)
	return out
}

// fillGaps calls fill with the free blocks between each two neighbours of the
// backbone, where both texts have some.
func (c *comparison) fillGaps(fill func(as, bs []int)) {
	line := c.backbone()
	lastA, lastB := 0, 0
	var as, bs []int
	gap := func(endA, endB int) {
		as, bs = as[:0], bs[:0]
		for i := lastA; i < endA; i++ {
			if c.pairA[i] < 0 && c.a.len(i) > 0 {
				as = append(as, i)
			}
		}
		if len(as) == 0 {
			return
		}
		for i := lastB; i < endB; i++ {
			if c.pairB[i] < 0 && c.b.len(i) > 0 {
				bs = append(bs, i)
			}
		}
		if len(bs) > 0 {
			fill(as, bs)
		}
	}
	for _, a := range line {
		b := c.pairA[a]
		gap(a, b)
		lastA, lastB = a+1, b+1
	}
	gap(len(c.pairA), len(c.pairB))
}

// fillByPlace pairs the blocks of a gap one by one where there are as many on
// both sides and they are alike beyond doubt: most changed paragraphs.
func (c *comparison) fillByPlace(as, bs []int) {
	if len(as) != len(bs) {
		return
	}
	for i := range as {
		like, _ := c.likeness(as[i], bs[i])
		if like >= surely && (like >= 0.9 || c.bestHere(as, bs, i, like)) {
			c.pair(as[i], bs[i])
		}
	}
}

// bestHere reports whether no neighbour is more like either of two blocks:
// paragraphs of one form stand beside each other.
func (c *comparison) bestHere(as, bs []int, i int, like float32) bool {
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(as) {
			continue
		}
		if l, _ := c.likeness(as[i], bs[k]); l > like {
			return false
		}
		if l, _ := c.likeness(as[k], bs[i]); l > like {
			return false
		}
	}
	return true
}

// take pairs the best of the proposed pairs, each block once.
func (c *comparison) take(edges []edge) {
	slices.SortFunc(edges, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.like, x.like), x.a-y.a, x.b-y.b)
	})
	for _, e := range edges {
		if c.pairA[e.a] >= 0 || c.pairB[e.b] >= 0 || e.like < likely {
			continue
		}
		if e.like >= surely || min(c.a.len(e.a), c.b.len(e.b)) >= distinct {
			c.pair(e.a, e.b)
		}
	}
}

// band is how far from its place in a gap a block's partner is looked for when
// nothing rare in it says where it is.
const band = 12

// fillByLikeness pairs the blocks of a gap in order, so that the pairs are as
// alike as can be.
func (c *comparison) fillByLikeness(as, bs []int) {
	n, m := len(as), len(bs)
	width := 2*band + 1
	low := func(i int) int { return max(0, i*m/n-band) }
	score := make([]float32, (n+1)*(width+1))
	step := make([]byte, (n+1)*(width+1))
	at := func(i, j int) (int, bool) { // row i, column j
		k := j - low(min(i, n-1))
		return i*(width+1) + k, k >= 0 && k <= width
	}
	get := func(i, j int) float32 {
		if i < 0 || j < 0 {
			return 0
		}
		if k, ok := at(i, j); ok {
			return score[k]
		}
		return -1
	}
	for i := 0; i <= n; i++ {
		for j := low(min(i, n-1)); j <= m; j++ {
			k, ok := at(i, j)
			if !ok {
				break
			}
			if i == 0 || j == 0 {
				continue
			}
			up, left := get(i-1, j), get(i, j-1)
			score[k], step[k] = up, 'a'
			if left > up {
				score[k], step[k] = left, 'b'
			}
			if diag := get(i-1, j-1); diag >= 0 {
				if like := c.inPlace(as[i-1], bs[j-1], n, m); like >= perhaps && diag+like > score[k] {
					score[k], step[k] = diag+like, 'p'
				}
			}
		}
	}
	for i, j := n, m; i > 0 && j > 0; {
		k, ok := at(i, j)
		if !ok { // outside the band: towards the diagonal
			if j > low(min(i, n-1)) {
				j--
			} else {
				i--
			}
			continue
		}
		switch step[k] {
		case 'p':
			i, j = i-1, j-1
			c.pair(as[i], bs[j])
		case 'a':
			i--
		default:
			j--
		}
	}
}

// inPlace is the likeness of two blocks of one gap, n and m blocks wide. Short
// ones are also alike by their form: a cell with another number, a byline with
// another name.
func (c *comparison) inPlace(a, b, n, m int) float32 {
	like, part := c.likeness(a, b)
	if like >= perhaps {
		return like
	}
	x, y := c.a.len(a), c.b.len(b)
	if part >= 0.8 && min(x, y) >= 6 {
		return perhaps
	}
	if x > 6 || y > 6 || c.a.blocks[a].Kind != c.b.blocks[b].Kind {
		return like
	}
	if x == y && c.form(c.a.of(a)) == c.form(c.b.of(b)) && n == m {
		return perhaps
	}
	if n == 1 && m == 1 && x <= 2*y && y <= 2*x {
		return perhaps
	}
	return like
}

// form is which of a few words are numbers.
func (c *comparison) form(t []token) int {
	f := 1
	for i := range t {
		f <<= 1
		if c.voc.traitsOf(t[i].id)&traitNumber != 0 {
			f |= 1
		}
	}
	return f
}
