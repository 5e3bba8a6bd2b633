package compare

import "sync"

// side is one of the two texts, cut into tokens.
type side struct {
	quotes []quoteEnds // of each block, once they are found
	voc    *vocabulary
	blocks []Block
	parts  [][]token // of each block; those of a block of the copy may be the first text's own
	sums   []uint64
	tokens int // of all blocks
}

func (s *side) of(i int) []token { return s.parts[i] }
func (s *side) len(i int) int    { return len(s.parts[i]) }

// newSide cuts the blocks of a text, but not those that are taken from the other:
// whose entry in from, if there is one, is not negative.
func newSide(v *vocabulary, blocks []Block, from []int32) *side {
	size := 0
	for i := range blocks {
		if from == nil || from[i] < 0 {
			size += len(blocks[i].Text)
		}
	}
	s := &side{voc: v, blocks: blocks, parts: make([][]token, len(blocks)), sums: make([]uint64, len(blocks))}
	tokens := make([]token, 0, size/5)
	for i := range blocks {
		if from != nil && from[i] >= 0 {
			continue
		}
		n := len(tokens)
		if tokens = v.cut(tokens, blocks[i].Text); len(tokens) > n {
			s.parts[i] = tokens[n:len(tokens):len(tokens)]
		}
	}
	return s
}

// number gives the words of a side their numbers in the vocabulary of both texts,
// ids, and the blocks their sums. What is taken from the other side has both.
func (s *side) number(v *vocabulary, ids []uint32, from []int32) {
	s.voc = v
	for i := range s.blocks {
		if from != nil && from[i] >= 0 {
			continue
		}
		t := s.parts[i]
		h := uint64(fnvOffset)
		for k := range t {
			if ids != nil {
				t[k].id = ids[t[k].id]
			}
			h = (h ^ uint64(t[k].id)) * fnvPrime
			h ^= h >> 29
		}
		s.sums[i] = mix(h)
	}
}

// take takes the blocks that the other side has word for word, and counts their
// words once more.
func (s *side) take(other *side, from []int32) {
	for i, k := range from {
		if k >= 0 {
			s.parts[i], s.sums[i] = other.parts[k], other.sums[k]
			s.voc.countAgain(s.parts[i], s.blocks[i].Text)
		}
	}
}

// sameText returns for each block of the copy the first of the first text with the
// same text, or -1.
func sameText(first, copied []Block) []int32 {
	at := make(map[string]int32, len(first))
	for i := range first {
		if _, ok := at[first[i].Text]; !ok {
			at[first[i].Text] = int32(i)
		}
	}
	from := make([]int32, len(copied))
	for i := range copied {
		k, ok := at[copied[i].Text]
		if !ok {
			k = -1
		}
		from[i] = k
	}
	return from
}

// both does two things at once. A panic in either is the caller's to recover from.
func both(f, g func()) {
	var wg sync.WaitGroup
	var fault any
	wg.Go(func() {
		defer func() { fault = recover() }()
		f()
	})
	g()
	wg.Wait()
	if fault != nil {
		panic(fault)
	}
}

// group is what belongs together: one paragraph of each text, or several where
// one was split or merged. The first of each is the one that was paired.
type group struct {
	as, bs []int
	moved  bool
}

// comparison is the work on one pair of texts.
type comparison struct {
	opt        Options
	voc        *vocabulary
	a, b       *side
	pairA      []int // paired block of the other text, or -1
	pairB      []int
	weight     []float32 // of each word for likeness: little for those that stand everywhere
	counts     []int32   // scratch, by word
	groups     []group
	notes      []string
	noting     sync.Mutex
	spare      sync.Pool // of marks
	lang       string
	found      []Finding
	counted    map[Kind]int
	rows       []row
	unlabelled unlabelled
	noted      [2]noted // of the first text and of the copy
}

func newComparison(first, copied []Block, o Options) *comparison {
	c := &comparison{opt: o, voc: newVocabulary(), counted: map[Kind]int{}}
	c.lang = language(o.Lang, first)
	c.voc.comma = commaLanguage(c.lang)
	c.voc.count(c.lang)
	other := newVocabulary()
	other.comma = c.voc.comma
	from := sameText(first, copied)
	both(func() { c.a = newSide(c.voc, first, nil) }, func() { c.b = newSide(other, copied, from) })
	ids := c.voc.take(other)
	both(func() { c.a.number(c.voc, nil, nil) }, func() { c.b.number(c.voc, ids, from) })
	c.b.take(c.a, from)
	for _, s := range []*side{c.a, c.b} {
		for _, t := range s.parts {
			s.tokens += len(t)
		}
	}
	c.pairA, c.pairB = unpaired(len(first)), unpaired(len(copied))
	c.voc.know()
	total := c.a.tokens + c.b.tokens
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
	if len(x) > 0 && &x[0] == &y[0] {
		return true // taken from there
	}
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
