package compare

import (
	"cmp"
	"slices"
)

// group makes the groups: each pair is one, and a block without a partner joins
// the pair that has its words: a paragraph that was split in the copy, or two
// that were merged.
func (c *comparison) group() {
	of := unpaired(len(c.pairA)) // group of each block of the first text
	n := 0
	for _, b := range c.pairA {
		if b >= 0 {
			n++
		}
	}
	c.groups = make([]group, 0, n)
	single := make([]int, 0, 2*n)
	for a, b := range c.pairA {
		if b >= 0 {
			k := len(single)
			of[a], single = len(c.groups), append(single, a, b)
			c.groups = append(c.groups, group{as: single[k : k+1 : k+1], bs: single[k+1 : k+2 : k+2]})
		}
	}
	for _, a := range c.backbone() {
		c.groups[of[a]].moved = true // turned round below
	}
	for i := range c.groups {
		c.groups[i].moved = !c.groups[i].moved
	}
	c.joinNeighbours(of)
	open := func(s *side, pairs []int) []int { // paired with something else than itself
		var out []int
		for i, p := range pairs {
			if p >= 0 && s.len(i) > 0 && !c.samePair(s == c.a, i, p) {
				out = append(out, i)
			}
		}
		return out
	}
	joinB := func(edges []edge) { c.join(edges, of, true) }
	joinA := func(edges []edge) { c.join(edges, of, false) }
	if free := c.free(c.b, c.pairB); len(free) > 0 {
		c.propose(runFeatures, open(c.a, c.pairA), free, joinB)
	}
	if free := c.free(c.a, c.pairA); len(free) > 0 {
		c.propose(runFeatures, free, open(c.b, c.pairB), joinA)
	}
	for i := range c.groups {
		g := &c.groups[i]
		slices.Sort(g.as)
		slices.Sort(g.bs)
	}
}

// beside are the places around a block, advertising between included.
func beside(i int) []int { return []int{i - 1, i + 1, i - 2, i + 2, i - 3, i + 3} }

// joinNeighbours lets free blocks join the group of a block beside them.
func (c *comparison) joinNeighbours(of []int) {
	for _, b := range c.free(c.b, c.pairB) {
		var edges []edge
		for _, k := range beside(b) {
			if k >= 0 && k < len(c.pairB) && c.pairB[k] >= 0 && !c.same(c.pairB[k], k) {
				edges = append(edges, edge{a: c.pairB[k], b: b})
			}
		}
		c.join(edges, of, true)
	}
	for _, a := range c.free(c.a, c.pairA) {
		var edges []edge
		for _, k := range beside(a) {
			if k >= 0 && k < len(c.pairA) && c.pairA[k] >= 0 && !c.same(k, c.pairA[k]) {
				edges = append(edges, edge{a: a, b: c.pairA[k]})
			}
		}
		c.join(edges, of, false)
	}
}

func (c *comparison) samePair(isA bool, i, p int) bool {
	if isA {
		return c.same(i, p)
	}
	return c.same(p, i)
}

// join lets the free blocks of the copy (or of the first text) join the groups
// whose other side still has their words to give.
func (c *comparison) join(edges []edge, of []int, copied bool) {
	slices.SortFunc(edges, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.lighter, x.lighter), x.a-y.a, x.b-y.b)
	})
	for _, e := range edges {
		var g *group
		switch {
		case copied && c.pairB[e.b] < 0:
			g = &c.groups[of[e.a]]
			if c.remaining(c.a, g.as, c.b, g.bs, e.b) >= part {
				g.bs = append(g.bs, e.b)
				c.pairB[e.b] = e.a
			}
		case !copied && c.pairA[e.a] < 0:
			g = &c.groups[of[c.pairB[e.b]]]
			if c.remaining(c.b, g.bs, c.a, g.as, e.a) >= part {
				g.as = append(g.as, e.a)
				c.pairA[e.a], of[e.a] = e.b, of[c.pairB[e.b]]
			}
		}
	}
}

// remaining returns how much of a block's words the whole still has, once the
// parts that are found already have taken theirs.
func (c *comparison) remaining(s *side, whole []int, p *side, parts []int, block int) float32 {
	for _, i := range whole {
		for _, t := range s.of(i) {
			c.counts[t.id]++
		}
	}
	for _, i := range parts {
		for _, t := range p.of(i) {
			c.counts[t.id]--
		}
	}
	var all, shared float32
	for _, t := range p.of(block) {
		w := c.weight[t.id]
		all += w
		if c.counts[t.id] > 0 {
			c.counts[t.id]--
			shared += w
		}
	}
	for _, i := range whole {
		for _, t := range s.of(i) {
			c.counts[t.id] = 0
		}
	}
	for _, i := range append(slices.Clone(parts), block) {
		for _, t := range p.of(i) {
			c.counts[t.id] = 0
		}
	}
	need := float32(part)
	if p.len(block) < 3 {
		need = 1 // a row of a table
	}
	if shared < part*all || c.followed(s, whole, p.of(block)) < need {
		return 0
	}
	return shared / max(all, 0.2)
}

// followed returns what part of a block's words stand in the whole before the
// same next word: a subhead may have a paragraph's words and is no part of it.
func (c *comparison) followed(s *side, whole []int, t []token) float32 {
	if len(t) < 2 {
		return 0
	}
	next := map[uint64]bool{}
	for _, i := range whole {
		w := s.of(i)
		for k := 1; k < len(w); k++ {
			next[uint64(w[k-1].id)<<32|uint64(w[k].id)] = true
		}
	}
	n := 0
	for k := 1; k < len(t); k++ {
		if next[uint64(t[k-1].id)<<32|uint64(t[k].id)] {
			n++
		}
	}
	return float32(n) / float32(len(t)-1)
}
