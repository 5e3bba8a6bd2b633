package compare

import (
	"strings"
	"sync"
)

// differentNames reports whether the names in a stretch are not the same ones.
func (c *comparison) differentNames(x, y *passage, mx, my *marks, h hunk) bool {
	left := map[string]int{}
	for i := h.a0; i < h.a1; i++ {
		if c.proper(x, mx, i) && !c.amountPart(x, i) {
			left[c.nameKey(x, i)]++
		}
	}
	for i := h.b0; i < h.b1; i++ {
		if c.proper(y, my, i) && !c.amountPart(y, i) {
			left[c.nameKey(y, i)]--
		}
	}
	for k, n := range left {
		// Possessive or not, it is the same name.
		if n == 0 {
			continue
		}
		if left[strings.TrimSuffix(k, "'s")] == -n && strings.HasSuffix(k, "'s") || left[k+"'s"] == -n {
			continue
		}
		return true
	}
	return false
}

// amountPart reports whether word i is a unit or more of the number before it: 10
// Prozent, 5 Mio. Whether that is another amount is for numbers to say.
func (c *comparison) amountPart(p *passage, i int) bool {
	if c.measureKey(p, i) != "" || c.codeKey(p, i) != "" {
		return true
	}
	return c.numberBefore(p, i) && c.countsAt(p, i) && c.voc.words[p.tokens[i-1].id].number
}

// sexes are forms of address, by whether a man or a woman is meant.
var sexes = sync.OnceValue(func() map[string]string {
	return named([2]string{"man", "mr mister sir lord m monsieur herr señor sr"}, [2]string{"woman", "mrs ms miss lady dame mme madame mlle mademoiselle frau señora sra señorita srta"})
})

// namesDiffer reports whether a hunk changes, adds or takes away a name.
func (c *comparison) namesDiffer(x, y *passage, mx, my *marks, h hunk) bool {
	if c.differentNames(x, y, mx, my, h) || c.lang == "fr" && c.otherPeople(x, y, h) {
		return true
	}
	if h.a1 < len(x.tokens) && capital(x, h.a1) && h.a1-h.a0 == 1 && h.b1-h.b0 == 1 && otherName(sexes(), c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)) {
		return true // Mr Lee, Mrs Lee
	}
	if c.particleDiffers(x, y, mx, my, h) || address(x, h.a0, h.a1) || address(y, h.b0, h.b1) {
		return true
	}
	// At the beginning of a sentence every word has a capital: two that are spelt
	// almost alike, and are no words of the text, are one name.
	if h.a0 < h.a1 && h.b0 < h.b1 && !(mx.quoted[h.a0] && my.quoted[h.b0]) && mx.start[h.a0] && my.start[h.b0] && x.tokens[h.a0].id != y.tokens[h.b0].id {
		f, t := c.perhapsProper(x, mx, h.a0), c.perhapsProper(y, my, h.b0)
		if f && c.weaklyProper(y, my, h.b0) || t && c.weaklyProper(x, mx, h.a0) {
			return true
		}
		if f && c.voc.traitsOf(y.tokens[h.b0].id)&traitCommon != 0 || t && c.voc.traitsOf(x.tokens[h.a0].id)&traitCommon != 0 {
			return true
		}
	}
	if h.a1-h.a0 == 1 && h.b1-h.b0 == 1 && !mx.quoted[h.a0] {
		return c.spelling(x, y, mx, my, h)
	}
	return false
}

// particles stand inside names, in small letters.
var particles = sync.OnceValue(func() map[string]bool {
	return set("von vom zu zum zur van de der den ter ten te la le les du des da das do dos di del della dello dei degli delle y e af av bin ibn bint ben abu al el")
})

// maxParticles is how many particles may stand in a row.
const maxParticles = 3

// particleDiffers reports whether a hunk is particles alone, between two parts of
// a name: Anna [von] Holm.
func (c *comparison) particleDiffers(x, y *passage, mx, my *marks, h hunk) bool {
	inside := func(p *passage, m *marks, i, j int) bool {
		if m.titled || j-i > maxParticles {
			return false
		}
		for k := i; k < j; k++ {
			if !particles()[c.nameKey(p, k)] || capital(p, k) {
				return false
			}
		}
		for n := 0; n < maxParticles && i > 0 && particles()[c.nameKey(p, i-1)] && !capital(p, i-1); n++ {
			i--
		}
		for n := 0; n < maxParticles && j < len(p.tokens) && particles()[c.nameKey(p, j)] && !capital(p, j); n++ {
			j++
		}
		if i == 0 || j == len(p.tokens) || !capital(p, i-1) || c.voc.traitsOf(p.tokens[i-1].id)&^traitTitle != 0 || !c.proper(p, m, j) {
			return false
		}
		for k := i; k <= j; k++ {
			if p.gap(k) != " " {
				return false
			}
		}
		return true
	}
	return inside(x, mx, h.a0, h.a1) && inside(y, my, h.b0, h.b1)
}

// address reports whether one of words i to j stands in an address of mail or of
// the web.
func address(p *passage, i, j int) bool {
	for ; i < j; i++ {
		from, to := int(p.tokens[i].start), int(p.tokens[i].end)
		for n := 0; n < 256 && from > 0 && p.text[from-1] > ' '; n++ {
			from--
		}
		for n := 0; n < 256 && to < len(p.text) && p.text[to] > ' '; n++ {
			to++
		}
		word := strings.TrimLeft(p.text[from:to], "(<[\"'")
		if at := strings.IndexByte(word, '@'); at > 0 && strings.IndexByte(word[at:], '.') > 1 || strings.Contains(word, "://") || strings.HasPrefix(word, "www.") {
			return true
		}
	}
	return false
}

func (c *comparison) spelling(x, y *passage, mx, my *marks, h hunk) bool {
	if !mx.start[h.a0] || !my.start[h.b0] || !capital(x, h.a0) || !capital(y, h.b0) {
		return false
	}
	s, t := x.tokens[h.a0].id, y.tokens[h.b0].id
	u, v := &c.voc.words[s], &c.voc.words[t]
	if (c.voc.traitsOf(s)|c.voc.traitsOf(t))&^traitTitle != 0 || u.lower || v.lower {
		return false
	}
	from, to := c.voc.keys[s], c.voc.keys[t]
	stem := func(k string) string { return strings.TrimRight(k, "s") }
	return stem(from) != stem(to) && distance(from, to, 2) <= 2 && min(len(from), len(to)) >= 4
}

// apostropheInName reports whether an apostrophe came into a name, or went: Xi'an and
// Xian are two places. That of a possessive is none of the name.
func (c *comparison) apostropheInName(x, y *passage, mx, my *marks, h hunk) bool {
	if h.a1-h.a0 != 1 || h.b1-h.b0 != 1 || mx.titled || my.titled || !capital(x, h.a0) || !capital(y, h.b0) {
		return false
	}
	from, to := c.nameKey(x, h.a0), c.nameKey(y, h.b0)
	if strings.Contains(from, "'") == strings.Contains(to, "'") {
		return false
	}
	if strings.HasSuffix(from, "'s") || strings.HasSuffix(to, "'s") {
		return false
	}
	// With a contraction's ending it is a word: don't, we'll.
	if c.voc.traitsOf(x.tokens[h.a0].id)|c.voc.traitsOf(y.tokens[h.b0].id) != 0 {
		return false
	}
	return c.proper(x, mx, h.a0) || c.proper(y, my, h.b0) || mx.start[h.a0] && c.weaklyProper(x, mx, h.a0) || my.start[h.b0] && c.weaklyProper(y, my, h.b0)
}

// distance returns how many letters differ between two words, or more than most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 || len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diag := row[0]
		row[0] = i + 1
		for j := range y {
			d := diag
			if x[i] != y[j] {
				d++
			}
			diag = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
