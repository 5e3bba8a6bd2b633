package compare

import "strings"

// changes returns what differs between two passages, in the order of the text.
func (c *comparison) changes(x, y *passage) []Change {
	hunks := c.hunks(x.tokens, y.tokens)
	mx, my := c.mark(x), c.mark(y)
	slide(hunks, x, y, mx, my)
	defer func() { c.spare.Put(mx); c.spare.Put(my) }()
	hunks = c.widen(hunks, x, y, mx, my)
	same := c.balance(hunks, x, y, mx, my)
	var out []Change
	i, j := 0, 0
	for k := 0; k <= len(hunks); k++ {
		h := hunk{len(x.tokens), len(x.tokens), len(y.tokens), len(y.tokens)}
		if k < len(hunks) {
			h = hunks[k]
		}
		out = c.kept(out, x, y, mx, my, hunk{i, h.a0, j, h.b0}, k > 0, k < len(hunks))
		i, j = h.a1, h.b1
		if k == len(hunks) {
			break
		}
		if h.a0 == h.a1 && y.onlyLabels(h.b0, h.b1) || h.b0 == h.b1 && x.onlyLabels(h.a0, h.a1) {
			continue // a part of its own has a number of its own
		}
		kind, marks := c.noteMarks(x, y, h)
		switch {
		case marks && kind == "":
			continue // the same note
		case !marks:
			kind = c.classify(x, y, mx, my, h, same)
		}
		out = append(out, Change{
			Kind: kind, From: x.raw(h.a0, h.a1), To: y.raw(h.b0, h.b1),
			InQuotation: anyQuoted(mx, h.a0, h.a1) || anyQuoted(my, h.b0, h.b1),
			at:          [2]int{x.offset(h.a0), y.offset(h.b0)},
		})
	}
	return c.joinChanges(out, x, y)
}

func anyQuoted(m *marks, i, j int) bool {
	for ; i < j; i++ {
		if m.quoted[i] {
			return true
		}
	}
	return false
}

// balanced says of a paragraph that was worded anew throughout what of it is the
// same for all that: then a number that one sentence lost and another got has
// only changed its place.
type balanced struct{ numbers, dates, names bool }

// balance looks whether a paragraph was worded anew: a quarter of its words or
// more, in several places. A paragraph of which less was changed has no balance:
// two numbers that changed places in it are two changes.
func (c *comparison) balance(hunks []hunk, x, y *passage, mx, my *marks) (b balanced) {
	changed := 0
	for _, h := range hunks {
		changed += max(h.a1-h.a0, h.b1-h.b0)
	}
	n, m := len(x.tokens), len(y.tokens)
	if len(hunks) < 4 || 4*changed < max(n, m) {
		return b
	}
	differ, _ := compareQuantities(c.undated(x, mx, 0, n), c.undated(y, my, 0, m))
	b.numbers = !differ
	b.dates = equalStrings(c.dateParts(x, mx, 0, n), c.dateParts(y, my, 0, m))
	b.names = !c.differentNames(x, y, mx, my, hunk{0, n, 0, m})
	return b
}

// anyOf reports whether a word of either side of a hunk has one of some traits. Most
// changes have none of the words that the lists are of, and need not be looked up in them.
func (c *comparison) anyOf(x, y *passage, h hunk, t traits) bool {
	for i := h.a0; i < h.a1; i++ {
		if c.voc.traitsOf(x.tokens[i].id)&t != 0 {
			return true
		}
	}
	for i := h.b0; i < h.b1; i++ {
		if c.voc.traitsOf(y.tokens[i].id)&t != 0 {
			return true
		}
	}
	return false
}

// classify names the one kind of a hunk: the worst that fits.
func (c *comparison) classify(x, y *passage, mx, my *marks, h hunk, same balanced) Kind {
	from, to := x.raw(h.a0, h.a1), y.raw(h.b0, h.b1)
	kx, ky := c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)
	if from != "" && to != "" {
		if u, v := roman(from), roman(to); u > 0 && v > 0 && u != v {
			return Number // XL and XI look alike
		}
		if c.times(x, y, h, kx, ky) {
			return Typographic
		}
		if k := c.sameLook(from, to, kx, ky); k == Typographic && c.apostropheInName(x, y, mx, my, h) {
			return Name
		} else if k == Typographic && c.deniedBySpace(x, y, h, from, to) {
			return Negation
		} else if k != "" {
			return k
		}
	}
	quoted := anyQuoted(mx, h.a0, h.a1) || anyQuoted(my, h.b0, h.b1)
	if k := c.sameSaid(x, y, h, from, to, kx, ky); k == Reworded && quoted {
		return Quotation
	} else if k != "" {
		return k
	}
	whole := from == "" && sentences(y, my, h.b0, h.b1) || to == "" && sentences(x, mx, h.a0, h.a1)
	if whole && (!quoted || from == "" && !withinQuotation(y, my, h.b0, h.b1) || to == "" && !withinQuotation(x, mx, h.a0, h.a1)) {
		if from == "" {
			return Added
		}
		return Removed
	}
	listed := c.anyOf(x, y, h, traitListed)
	qx, qy := c.undated(x, mx, h.a0, h.a1), c.undated(y, my, h.b0, h.b1)
	if differ, _ := compareQuantities(qx, qy); differ && !(same.numbers && (len(quantities(qx)) == 0 || len(quantities(qy)) == 0)) {
		return Number
	}
	if c.boundDiffers(x, y, h) || c.zeroDiffers(x, h, kx, ky) || !quoted && listed && c.amountDiffers(x, y, mx, my, h, kx, ky) {
		return Number
	}
	if k := c.closed(x, y, mx, my, h, listed); k != "" {
		return k
	}
	dx, dy := c.dateParts(x, mx, h.a0, h.a1), c.dateParts(y, my, h.b0, h.b1)
	if !equalStrings(dx, dy) && !(same.dates && (len(dx) == 0 || len(dy) == 0)) {
		return Date
	}
	if !same.names && c.namesDiffer(x, y, mx, my, h) || listed && !same.names && c.otherRank(x, y, mx, my, h) {
		return Name
	}
	if (c.lang == "en" || c.lang == "fr") && !c.notOpposite(kx, ky) {
		denied := c.negations(x, h.a0, h.a1) != c.negations(y, h.b0, h.b1) && !c.sameBound(x, y, h)
		if denied || (listed || c.anyOf(x, y, h, traitNegation)) && (c.otherDenial(x, y, h) || c.nearlyNone(x, y, h)) {
			return Negation
		}
		if listed {
			kx, ky = c.excepting(x, h.a0, h.a1), c.excepting(y, h.b0, h.b1)
		}
		if c.prefixNegated(kx, ky) || denies(kx, ky, quoted) {
			return Negation
		}
		if !c.sameModals(c.modals(x, mx, h.a0, h.a1), c.modals(y, my, h.b0, h.b1), kx, ky) || c.lang == "fr" && conditional(kx, ky) || listed && otherMood(kx, ky) {
			return Modality
		}
	}
	switch {
	case quoted:
		return Quotation
	case c.attributed(x, y, h):
		return Attribution
	case from == "" && len(ky) >= 8:
		return Added
	case to == "" && len(kx) >= 8:
		return Removed
	}
	return Reworded
}

// sentences reports whether words i to j are whole sentences.
func sentences(p *passage, m *marks, i, j int) bool {
	if j-i < 3 {
		return false
	}
	ends := func(k int) bool {
		return k == len(p.tokens) || m.start[k] && strings.ContainsAny(p.gap(k), ".!?…。！？")
	}
	return m.start[i] && ends(j)
}
