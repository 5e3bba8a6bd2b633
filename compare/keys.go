package compare

import "strconv"

func (c *comparison) nameKey(p *passage, i int) string { return c.voc.keys[p.tokens[i].id] }

// keyAt returns the key of word i, or "" where there is none.
func (c *comparison) keyAt(p *passage, i int) string {
	if i < 0 || i >= len(p.tokens) {
		return ""
	}
	return c.nameKey(p, i)
}

func (c *comparison) keys(p *passage, i, j int) []string {
	out := make([]string, 0, j-i)
	for ; i < j; i++ {
		out = append(out, c.voc.keys[p.tokens[i].id])
	}
	return out
}

// vagueBefore are words before hundred or thousand that say that it is several of them.
var vagueBefore = set("several many few some")

// undated returns the keys that are in no date, as quantities reads them.
func (c *comparison) undated(p *passage, m *marks, i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if m.dates[i] > 0 {
			out = append(out, ",") // parts what stands on both sides
			continue
		}
		if n := c.minusAt(p, i); n > i {
			out = append(out, minusKey)
			if n >= j { // its number is not in the stretch
				out = append(out, unitKey+"-")
			}
			i = min(n, j) - 1
			continue
		}
		k := c.nameKey(p, i)
		if words := c.voc.numeral(k); words != nil {
			out = append(out, words...)
			continue
		}
		if v := romanAt(p, i); v > 0 {
			k = romanKey + strconv.Itoa(v)
		}
		if several := k + "s"; vagueBefore[c.keyAt(p, i-1)] && numberWords()[k].scale > 0 && numberWords()[several].scale > 0 {
			k = several // several thousand
		}
		if r := c.referenceKey(p, i); r != "" {
			out = append(out, r)
			continue
		}
		if u := c.codeKey(p, i); u != "" {
			out = append(out, u)
			continue
		}
		if currencies[k] && (i == 0 || c.voc.traitsOf(p.tokens[i-1].id)&traitNumber == 0) {
			k = "," // no amount before it
		}
		if u, end := c.hanUnit(p, i); u != "" {
			out = append(out, unitKey+u)
			i = min(end, j) - 1
			continue
		}
		if u := c.measureKey(p, i); u != "" {
			k = u
		}
		out = append(out, k)
	}
	return out
}

func equalStrings(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
