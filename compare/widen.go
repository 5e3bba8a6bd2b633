package compare

// widen makes hunks whole: a hunk that touches a date or a number of several
// words takes all of it, so that 31 August 2022 is one change, and a negation
// its verb is not. Hunks that come to touch become one.
func (c *comparison) widen(hunks []hunk, x, y *passage, mx, my *marks) []hunk {
	part := func(p *passage, m *marks, i int) bool { // words i-1 and i belong together
		if i <= 0 || i >= len(p.tokens) {
			return false
		}
		if m.dates[i] > 0 && m.dates[i] == m.dates[i-1] || c.inHanUnit(p, i) || c.inMinus(p, i) || c.inCount(p, i) {
			return true
		}
		s, t := c.voc.traitsOf(p.tokens[i-1].id), c.voc.traitsOf(p.tokens[i].id)
		if s&traitUnit != 0 && t&traitNumber != 0 && p.tokens[i-1].end-p.tokens[i-1].start <= 4 && (p.gap(i) == "" || p.gap(i) == "\u00a0") {
			return c.nameKey(p, i-1) != "%" // $40
		}
		if s&traitNumber == 0 || t&(traitNumber|traitUnit) == 0 ||
			c.voc.words[p.tokens[i-1].id].number && c.voc.words[p.tokens[i].id].number { // two columns of a table
			return false
		}
		gap := p.gap(i)
		return gap == " " || gap == "-" || gap == "" || gap == "\u00a0" || gap == "\u202f"
	}
	for k := range hunks {
		h := &hunks[k]
		lowA, lowB, highA, highB := 0, 0, len(x.tokens), len(y.tokens)
		if k > 0 {
			lowA, lowB = hunks[k-1].a1, hunks[k-1].b1
		}
		if k+1 < len(hunks) {
			highA, highB = hunks[k+1].a0, hunks[k+1].b0
		}
		for h.a0 > lowA && h.b0 > lowB && (part(x, mx, h.a0) && h.a1 > h.a0 || part(y, my, h.b0) && h.b1 > h.b0) {
			h.a0, h.b0 = h.a0-1, h.b0-1
		}
		for h.a1 < highA && h.b1 < highB && (part(x, mx, h.a1) && h.a1 > h.a0 || part(y, my, h.b1) && h.b1 > h.b0) {
			h.a1, h.b1 = h.a1+1, h.b1+1
		}
	}
	c.widenDenied(hunks, x, y)
	out := hunks[:0]
	for _, h := range hunks {
		if n := len(out); n > 0 && h.a0-out[n-1].a1 <= quoteGap && insideOne(mx, out[n-1].a0, h.a1) && insideOne(my, out[n-1].b0, h.b1) {
			out[n-1].a1, out[n-1].b1 = h.a1, h.b1 // one quotation is changed once
			continue
		}
		if n := len(out); n > 0 && out[n-1].a1 == h.a0 && out[n-1].b1 == h.b0 {
			out[n-1].a1, out[n-1].b1 = h.a1, h.b1
			continue
		}
		out = append(out, h)
	}
	return out
}

// inCount reports whether words i-1 and i belong to one number by an and within it: a
// hundred and one, one and a half.
func (c *comparison) inCount(p *passage, i int) bool {
	for k := i - 1; k <= i; k++ {
		if c.keyAt(p, k) != "and" || c.lang != "en" {
			continue
		}
		before, next := numberWords()[c.keyAt(p, k-1)], c.keyAt(p, k+1)
		if before.scale >= 100 && numberWords()[next].value > 0 || before.ok() && next == "a" && (c.keyAt(p, k+2) == "half" || c.keyAt(p, k+2) == "quarter") {
			return true
		}
	}
	return c.keyAt(p, i-1) == "a" && c.keyAt(p, i-2) == "and" && (c.keyAt(p, i) == "half" || c.keyAt(p, i) == "quarter")
}

// widenDenied takes the word behind a hunk into it that denies in one text alone, for
// what stands before it: whether or not he knew, whether he did not know; few, a few.
func (c *comparison) widenDenied(hunks []hunk, x, y *passage) {
	if c.lang != "en" && c.lang != "fr" {
		return
	}
	for k := range hunks {
		h := &hunks[k]
		if k+1 < len(hunks) && (h.a1 == hunks[k+1].a0 || h.b1 == hunks[k+1].b0) || h.a1 >= len(x.tokens) || h.b1 >= len(y.tokens) {
			continue
		}
		if c.voc.traitsOf(x.tokens[h.a1].id)&traitNegation != 0 && c.negations(x, h.a1, h.a1+1) != c.negations(y, h.b1, h.b1+1) {
			h.a1, h.b1 = h.a1+1, h.b1+1
		}
	}
}

// quoteGap is how many words may stand unchanged between two changes of one
// quotation that are one change to a reader.
const quoteGap = 3

// insideOne reports whether all words from i up to j stand in quotation marks.
func insideOne(m *marks, i, j int) bool {
	for k := i; k < j; k++ {
		if !m.quoted[k] {
			return false
		}
	}
	return true
}
