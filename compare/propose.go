package compare

import (
	"cmp"
	"slices"
)

// edge is a proposed pair of blocks with how alike they are.
type edge struct {
	a, b          int
	like, lighter float32
}

// feature is something in a block that is worth looking for in the other text:
// its sum in the high half, the block in the low half.
type feature uint64

// features lists what a block offers, without repetition of one sum.
type features func(c *comparison, dst []feature, tokens []token, block int) []feature

const (
	runLength  = 3 // words in a run
	window     = 8 // of so many runs at least one is a feature
	tooCommon  = 8 // a feature in more blocks than this says nothing
	candidates = 4 // at most so many partners of a block are looked at
)

// runFeatures offers runs of three words, chosen by winnowing: of each window of
// runs the one with the least sum, so that the same words give the same choice
// in both texts. A shared stretch of ten words is never missed.
func runFeatures(c *comparison, dst []feature, t []token, block int) []feature {
	k := min(runLength, len(t))
	runs := len(t) - k + 1
	sum := func(i int) uint32 {
		h := uint64(k)
		for _, x := range t[i : i+k] {
			h = (h + uint64(x.id) + 1) * 0x9e3779b97f4a7c15
			h ^= h >> 31
		}
		return uint32(h >> 32)
	}
	if runs <= window { // a short block offers all its runs
		for i := range runs {
			dst = append(dst, feature(sum(i))<<32|feature(block))
		}
		return dst
	}
	var ring [window]uint32
	least, picked := 0, -1
	for i := range runs {
		ring[i%window] = sum(i)
		if i-least >= window {
			least = i - window + 1
			for j := least + 1; j < i; j++ {
				if ring[j%window] <= ring[least%window] {
					least = j
				}
			}
		}
		if ring[i%window] <= ring[least%window] {
			least = i
		}
		if i >= window-1 && least != picked {
			picked = least
			dst = append(dst, feature(ring[least%window])<<32|feature(block))
		}
	}
	return dst
}

// wordFeatures offers single words that are not common; numbers and names among them.
func wordFeatures(c *comparison, dst []feature, t []token, block int) []feature {
	for _, x := range t {
		if c.weight[x.id] == 1 && int(c.voc.words[x.id].count) <= 4*tooCommon && c.counts[x.id] == 0 {
			c.counts[x.id] = 1
			dst = append(dst, feature(x.id)<<32|feature(block))
		}
	}
	for _, x := range t {
		c.counts[x.id] = 0
	}
	return dst
}

// propose looks for pairs among the given blocks of both texts by what rare
// features they share, wherever they stand, and hands on those that are alike.
// Each feature proposes at most tooCommon² pairs and each block of the copy keeps
// the candidates that share most, so that the work grows with the texts alone.
func (c *comparison) propose(of features, as, bs []int, use func([]edge)) {
	if len(as) == 0 || len(bs) == 0 {
		return
	}
	var fa, fb []feature
	for _, a := range as {
		fa = of(c, fa, c.a.of(a), a)
	}
	for _, b := range bs {
		fb = of(c, fb, c.b.of(b), b)
	}
	fa, fb = sortFeatures(fa), sortFeatures(fb)
	var votes []feature // b in the high half, a in the low half
	for i, j := 0, 0; i < len(fa) && j < len(fb); {
		x, y := fa[i]>>32, fb[j]>>32
		switch {
		case x < y:
			i++
		case x > y:
			j++
		default:
			i2, j2 := i, j
			for i2 < len(fa) && fa[i2]>>32 == x {
				i2++
			}
			for j2 < len(fb) && fb[j2]>>32 == x {
				j2++
			}
			if i2-i <= tooCommon && j2-j <= tooCommon {
				for _, b := range fb[j:j2] {
					for _, a := range fa[i:i2] {
						votes = append(votes, b<<32|a&0xffffffff)
					}
				}
			}
			i, j = i2, j2
		}
	}
	use(c.weigh(sortFeatures(votes)))
}

// weigh counts the votes, which are sorted, and measures the best candidates of
// each block of the copy.
func (c *comparison) weigh(votes []feature) []edge {
	type candidate struct{ votes, a int }
	var edges []edge
	var list []candidate
	for i := 0; i < len(votes); {
		b := int(votes[i] >> 32)
		list = list[:0]
		for i < len(votes) && int(votes[i]>>32) == b {
			j := i
			for j < len(votes) && votes[j] == votes[i] {
				j++
			}
			list = append(list, candidate{j - i, int(uint32(votes[i]))})
			i = j
		}
		slices.SortFunc(list, func(x, y candidate) int { return cmp.Or(y.votes-x.votes, x.a-y.a) })
		for _, k := range list[:min(candidates, len(list))] {
			like, lighter := c.likeness(k.a, b)
			if like >= likely || lighter >= part {
				edges = append(edges, edge{k.a, b, like, lighter})
			}
		}
	}
	return edges
}

// sortFeatures sorts by radix, which takes the same time for each feature
// however many there are.
func sortFeatures(f []feature) []feature {
	if len(f) < 256 {
		slices.Sort(f)
		return f
	}
	all, any := ^feature(0), feature(0)
	for _, x := range f {
		all, any = all&x, any|x
	}
	other := make([]feature, len(f))
	for shift := 0; shift < 64; shift += 11 {
		if (all^any)>>shift&0x7ff == 0 {
			continue // the same in all
		}
		var starts [1 << 11]int
		for _, x := range f {
			starts[x>>shift&0x7ff]++
		}
		sum := 0
		for i, n := range starts {
			starts[i], sum = sum, sum+n
		}
		for _, x := range f {
			k := x >> shift & 0x7ff
			other[starts[k]] = x
			starts[k]++
		}
		f, other = other, f
	}
	return f
}
