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
	for a, b := range c.pairA {
		if b >= 0 {
			of[a] = len(c.groups)
			c.groups = append(c.groups, group{as: []int{a}, bs: []int{b}})
		}
	}
	for _, a := range c.backbone() {
		c.groups[of[a]].moved = true // turned round below
	}
	for i := range c.groups {
		c.groups[i].moved = !c.groups[i].moved
	}
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
				c.pairA[e.a] = e.b
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
	return shared / max(all, 0.2)
}
