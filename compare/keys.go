package compare

import (
	"strconv"
	"strings"
	"sync"
)

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

// percentWords say per cent with the word before them, percentWord alone.
var (
	percentWords = sync.OnceValue(func() map[string]string {
		m := map[string]string{}
		for pair := range strings.FieldsSeq("por|ciento por|cento per|cento в|процентах في|المئة في|المائة") {
			before, word, _ := strings.Cut(pair, "|")
			m[foldKey(word)] = foldKey(before)
		}
		return m
	})
	percentWord = sync.OnceValue(func() map[string]bool { return foldedSet("بالمئة بالمائة") })
)

// dollarsOf are words between an amount and the name of its money.
var dollarsOf = set("us u.s american canadian australian de")

// amountBefore reports whether a number stands before the money that word i names.
func (c *comparison) amountBefore(p *passage, i int) bool {
	return c.numberBefore(p, i) || i > 1 && dollarsOf[c.nameKey(p, i-1)] && c.numberBefore(p, i-1)
}

// vagueBefore are words before hundred or thousand that say that it is several of them.
var vagueBefore = sync.OnceValue(func() map[string]bool { return set("several many few some") })

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
		if percentWords()[k] != "" && percentWords()[k] == c.keyAt(p, i-1) {
			out = append(out, "%")
			continue
		}
		if percentWord()[k] {
			out = append(out, "%")
			continue
		}
		if words := c.voc.numeral(k); words != nil {
			out = append(out, words...)
			continue
		}
		if v := romanAt(p, i); v > 0 {
			k = romanKey + strconv.Itoa(v)
		}
		if several := k + "s"; vagueBefore()[c.keyAt(p, i-1)] && numberWords()[k].scale > 0 && numberWords()[several].scale > 0 {
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
		if money, ok := strings.CutPrefix(k, "d'"); ok && currencies()[money] {
			k = money // 5 millions d'euros
		}
		if currencies()[k] && !c.amountBefore(p, i) {
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
