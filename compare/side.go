package compare

import "sync"

// side is one of the two texts, cut into tokens.
type side struct {
	quotes []quoteEnds // of each block, once they are found
	voc    *vocabulary
	blocks []Block
	tokens []token // of all blocks
	starts []int   // where each block's tokens begin; one more than blocks
	sums   []uint64
}

func (s *side) of(i int) []token { return s.tokens[s.starts[i]:s.starts[i+1]] }
func (s *side) len(i int) int    { return s.starts[i+1] - s.starts[i] }

func newSide(v *vocabulary, blocks []Block) *side {
	size := 0
	for i := range blocks {
		size += len(blocks[i].Text)
	}
	s := &side{voc: v, blocks: blocks, tokens: make([]token, 0, size/5), starts: make([]int, 1, len(blocks)+1), sums: make([]uint64, len(blocks))}
	for i := range blocks {
		s.tokens = v.cut(s.tokens, blocks[i].Text)
		s.starts = append(s.starts, len(s.tokens))
	}
	return s
}

// number gives the words their numbers in the vocabulary of both texts, and the
// blocks their sums.
func (s *side) number(v *vocabulary, ids []uint32) {
	s.voc = v
	if ids != nil {
		for i := range s.tokens {
			s.tokens[i].id = ids[s.tokens[i].id]
		}
	}
	for i := range s.blocks {
		h := uint64(fnvOffset)
		for _, t := range s.of(i) {
			h = (h ^ uint64(t.id)) * fnvPrime
			h ^= h >> 29
		}
		s.sums[i] = mix(h)
	}
}

// both does two things at once.
func both(f, g func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	g()
	wg.Wait()
}

// group is what belongs together: one paragraph of each text, or several where
// one was split or merged. The first of each is the one that was paired.
type group struct {
	as, bs []int
	moved  bool
}

// comparison is the work on one pair of texts.
type comparison struct {
	opt         Options
	voc         *vocabulary
	a, b        *side
	pairA       []int // paired block of the other text, or -1
	pairB       []int
	weight      []float32 // of each word for likeness: little for those that stand everywhere
	counts      []int32   // scratch, by word
	groups      []group
	notes       []string
	noting      sync.Mutex
	lang        string
	found       []Finding
	counted     map[Kind]int
	rows        []row
	labelsKnown int // 0 not yet, 1 the copy has labels, 2 it lost them
}

func newComparison(first, copied []Block, o Options) *comparison {
	c := &comparison{opt: o, voc: newVocabulary(), counted: map[Kind]int{}}
	c.lang = language(o.Lang, first)
	c.voc.comma = commaLanguage(c.lang)
	other := newVocabulary()
	other.comma = c.voc.comma
	both(func() { c.a = newSide(c.voc, first) }, func() { c.b = newSide(other, copied) })
	ids := c.voc.take(other)
	both(func() { c.a.number(c.voc, nil) }, func() { c.b.number(c.voc, ids) })
	c.pairA, c.pairB = unpaired(len(first)), unpaired(len(copied))
	c.voc.know()
	total := len(c.a.tokens) + len(c.b.tokens)
	c.weight = make([]float32, len(c.voc.words))
	c.counts = make([]int32, len(c.voc.words))
	for i := range c.weight {
		c.weight[i] = 1
		if w := &c.voc.words[i]; int(w.count) > 20 && int(w.count) > total/250 || c.voc.traitsOf(uint32(i))&traitCommon != 0 {
			c.weight[i] = 0.2
		}
	}
	return c
}

func unpaired(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = -1
	}
	return p
}

func (c *comparison) pair(a, b int) { c.pairA[a], c.pairB[b] = b, a }

// same reports whether two blocks have the same words.
func (c *comparison) same(a, b int) bool {
	if c.a.sums[a] != c.b.sums[b] || c.a.len(a) != c.b.len(b) {
		return false
	}
	x, y := c.a.of(a), c.b.of(b)
	for i := range x {
		if x[i].id != y[i].id {
			return false
		}
	}
	return true
}

// likeness returns how alike two blocks are: the weight of the words they share
// against the mean weight of both, and against that of the lighter one.
func (c *comparison) likeness(a, b int) (both, lighter float32) {
	x, y := c.a.of(a), c.b.of(b)
	var wx, wy, shared float32
	for _, t := range x {
		c.counts[t.id]++
		wx += c.weight[t.id]
	}
	for _, t := range y {
		w := c.weight[t.id]
		wy += w
		if c.counts[t.id] > 0 {
			c.counts[t.id]--
			shared += w
		}
	}
	for _, t := range x {
		c.counts[t.id] = 0
	}
	if wx+wy == 0 {
		return 0, 0
	}
	return 2 * shared / (wx + wy), shared / max(min(wx, wy), 0.2)
}
