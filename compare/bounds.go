package compare

import "slices"

// bounds are phrases before a number that make a least or a most of it: at least
// 40 is another number than at most 40. The longer ones come first.
var bounds = []struct {
	words []string
	sign  string
}{
	{[]string{"no", "more", "than"}, "≤"}, {[]string{"not", "more", "than"}, "≤"}, {[]string{"no", "fewer", "than"}, "≥"}, {[]string{"not", "fewer", "than"}, "≥"},
	{[]string{"no", "less", "than"}, "≥"}, {[]string{"not", "less", "than"}, "≥"}, {[]string{"a", "minimum", "of"}, "≥"}, {[]string{"a", "maximum", "of"}, "≤"},
	{[]string{"in", "excess", "of"}, ">"}, {[]string{"upwards", "of"}, ">"}, {[]string{"pas", "moins", "de"}, "≥"}, {[]string{"pas", "plus", "de"}, "≤"}, {[]string{"au", "delà", "de"}, ">"}, {[]string{"au-delà", "de"}, ">"},
	{[]string{"as", "many", "as"}, "≤"}, {[]string{"as", "much", "as"}, "≤"}, {[]string{"as", "few", "as"}, "≥"}, {[]string{"as", "little", "as"}, "≥"},
	{[]string{"un", "minimum", "de"}, "≥"}, {[]string{"un", "maximum", "de"}, "≤"},
	{[]string{"at", "least"}, "≥"}, {[]string{"at", "most"}, "≤"}, {[]string{"up", "to"}, "≤"}, {[]string{"more", "than"}, ">"}, {[]string{"fewer", "than"}, "<"}, {[]string{"less", "than"}, "<"},
	{[]string{"au", "moins"}, "≥"}, {[]string{"au", "plus"}, "≤"}, {[]string{"plus", "de"}, ">"}, {[]string{"plus", "d'"}, ">"}, {[]string{"moins", "de"}, "<"}, {[]string{"près", "de"}, "<"}, {[]string{"au", "minimum"}, "≥"}, {[]string{"au", "maximum"}, "≤"},
	{[]string{"over"}, ">"}, {[]string{"above"}, ">"}, {[]string{"exceeding"}, ">"}, {[]string{"under"}, "<"}, {[]string{"below"}, "<"}, {[]string{"nearly"}, "<"}, {[]string{"almost"}, "<"}, {[]string{"jusqu'à"}, "≤"}, {[]string{"presque"}, "<"},
}

// boundBefore returns the bound that stands before word i, and "" if there is none.
func (c *comparison) boundBefore(p *passage, i int) string {
	for _, b := range bounds {
		at := i - len(b.words)
		if at < 0 {
			continue
		}
		if slices.Equal(c.keys(p, at, i), b.words) {
			return b.sign
		}
	}
	return ""
}

// boundDiffers reports whether a hunk changes the bound of the number behind it.
func (c *comparison) boundDiffers(x, y *passage, h hunk) bool {
	if h.a1-h.a0 > 4 || h.b1-h.b0 > 4 {
		return false
	}
	for n := range 3 { // at least [a] hundred, more [than] 40
		i, j := h.a1+n, h.b1+n
		if i >= len(x.tokens) || j >= len(y.tokens) {
			return false
		}
		if c.voc.traitsOf(x.tokens[i].id)&traitNumber == 0 || c.voc.traitsOf(y.tokens[j].id)&traitNumber == 0 {
			continue
		}
		for _, back := range []int{0, 1} {
			if back > 0 && (c.keyAt(x, i-1) != "a" || c.keyAt(y, j-1) != "a") {
				break
			}
			if a, b := c.boundBefore(x, i-back), c.boundBefore(y, j-back); a != b {
				return true
			}
		}
		return false
	}
	return false
}

// sameBound reports whether both sides put the same bound before a number that
// follows the hunk, and the hunk is part of it: at least 40, no fewer than 40.
func (c *comparison) sameBound(x, y *passage, h hunk) bool {
	bound := func(p *passage, i, j int) string {
		for n := range 3 {
			if j+n >= len(p.tokens) {
				return ""
			}
			if !c.countsAt(p, j+n) {
				continue
			}
			for _, b := range bounds {
				at := j + n - len(b.words)
				if at >= 0 && slices.Equal(c.keys(p, at, j+n), b.words) {
					if i < at {
						return "" // a word before it is changed as well
					}
					return b.sign
				}
			}
			return ""
		}
		return ""
	}
	a, b := bound(x, h.a0, h.a1), bound(y, h.b0, h.b1)
	return a != "" && a == b
}
