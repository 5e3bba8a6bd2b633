package compare

// slide moves words that only one side has to where they are whole sentences, if
// they can be moved: a diff finds "The [end. The] start" as well as "[The end.]
// The start".
func slide(hunks []hunk, x, y *passage, mx, my *marks) {
	for k := range hunks {
		h := &hunks[k]
		lowA, lowB, highA, highB := 0, 0, len(x.tokens), len(y.tokens)
		if k > 0 {
			lowA, lowB = hunks[k-1].a1, hunks[k-1].b1
		}
		if k+1 < len(hunks) {
			highA, highB = hunks[k+1].a0, hunks[k+1].b0
		}
		switch {
		case h.a0 == h.a1:
			by := slideBy(y, my, h.b0, h.b1, min(h.b0-lowB, h.a0-lowA), min(highB-h.b1, highA-h.a1))
			*h = hunk{h.a0 + by, h.a1 + by, h.b0 + by, h.b1 + by}
		case h.b0 == h.b1:
			by := slideBy(x, mx, h.a0, h.a1, min(h.b0-lowB, h.a0-lowA), min(highB-h.b1, highA-h.a1))
			*h = hunk{h.a0 + by, h.a1 + by, h.b0 + by, h.b1 + by}
		}
	}
}

// slideBy returns by how many words the stretch from i up to j is to be moved, at
// most so many to the left and to the right, so that it is whole sentences; 0 if
// it is already, or nowhere.
func slideBy(p *passage, m *marks, i, j, left, right int) int {
	if sentences(p, m, i, j) {
		return 0
	}
	for n := 1; n <= left && p.tokens[i-n].id == p.tokens[j-n].id; n++ {
		if sentences(p, m, i-n, j-n) {
			return -n
		}
	}
	for n := 1; n <= right && p.tokens[i+n-1].id == p.tokens[j+n-1].id; n++ {
		if sentences(p, m, i+n, j+n) {
			return n
		}
	}
	return 0
}

// withinQuotation reports whether words i to j stand in a quotation that goes on
// before or behind them.
func withinQuotation(p *passage, m *marks, i, j int) bool {
	goesOn := func(k int) bool { // from word k-1 to word k
		if k <= 0 || k >= len(p.tokens) || !m.quoted[k-1] || !m.quoted[k] {
			return false
		}
		for _, r := range p.gap(k) {
			if isQuote(r) {
				return false
			}
		}
		return true
	}
	return goesOn(i) || goesOn(j)
}
