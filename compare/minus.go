package compare

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// minusKey marks among keys that the number behind it is below zero.
const minusKey = "minus "

// minusWords say in any language that the number behind them is below zero; those
// of several characters in a script without spaces are cut into them.
var (
	minusWords = sync.OnceValue(func() map[string]bool { return foldedSet("minus − минус 영하 负 負 ناقص") })
	minusRuns  = [][]string{{"零", "下"}, {"氷", "点", "下"}, {"マ", "イ", "ナ", "ス"}}
	// In these languages the word is another one as well, behind the words that follow it here.
	lessWords = map[string]struct {
		word   string
		behind map[string]bool
	}{
		"fr": {"moins", set("au du de ou le")},
		"es": {"menos", set("al lo o u de")},
		"pt": {"menos", set("ao pelo ou o de")},
		"it": {"meno", set("o di lo")},
	}
)

// aroundZero say before the word zero, or behind it, on which side of it a number is.
var (
	aroundZero = sync.OnceValue(func() map[string]string {
		m := map[string]string{}
		for w := range foldedSet("below dessous unter bajo sotto ниже تحت abaixo onder") {
			m[w] = "below"
		}
		for w := range foldedSet("above dessus über sobre sopra выше فوق acima boven") {
			m[w] = "above"
		}
		return m
	})
	zeroWords = sync.OnceValue(func() map[string]bool {
		return foldedSet("zero zéro null cero нуля нулём صفر الصفر nul")
	})
)

// foldedSet is set for words that are not ASCII alone: by their keys.
func foldedSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[foldKey(w)] = true
	}
	return m
}

// zeroDiffers reports whether a hunk puts a number on the other side of zero: five
// degrees below zero, au-dessus de zéro.
func (c *comparison) zeroDiffers(x *passage, h hunk, kx, ky []string) bool {
	return (zeroWords()[c.keyAt(x, h.a1)] || zeroWords()[c.keyAt(x, h.a1+1)]) && otherName(aroundZero(), kx, ky)
}

// minusAt returns where the number stands that is below zero by what begins with
// word i, or i.
func (c *comparison) minusAt(p *passage, i int) int {
	end, key := i, c.nameKey(p, i)
	less, ok := lessWords[c.lang]
	switch {
	case minusWords()[key], ok && key == less.word && !less.behind[c.keyAt(p, i-1)]:
		end = i + 1
	case c.han(p, i):
		for _, run := range minusRuns {
			if key == run[0] && i+len(run) < len(p.tokens) && slices.Equal(c.keys(p, i, i+len(run)), run) {
				end = i + len(run)
			}
		}
	}
	if end == i || end >= len(p.tokens) || !c.countsAt(p, end) || strings.ContainsAny(p.gap(end), ".,;:!?()") {
		return i
	}
	return end
}

// inMinus reports whether words i-1 and i belong together as what says that a
// number is below zero, and the number.
func (c *comparison) inMinus(p *passage, i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if c.minusAt(p, k) >= i {
			return true
		}
		if !c.han(p, k) {
			break
		}
	}
	return false
}

// minusInGap reports whether a minus stands by itself before the number at word i
// in one of two texts and nothing in the other: to - 5 degrees.
func (c *comparison) minusInGap(x, y *passage, i, j int) bool {
	if i >= len(x.tokens) || !c.voc.words[x.tokens[i].id].number || i > 0 && c.countsAt(x, i-1) {
		return false
	}
	if i > 0 && (joinedTo(x.gap(i)) || joinedTo(y.gap(j))) {
		return false // mid-2019
	}
	from, to := strings.TrimSpace(x.gap(i)), strings.TrimSpace(y.gap(j))
	return from == "" && loneMinus(to) || to == "" && loneMinus(from)
}

// joinedTo reports whether a gap is a hyphen that stands at once behind a word.
func joinedTo(gap string) bool {
	r, _ := utf8.DecodeRuneInString(gap)
	return r == '-' || r == '‐' || r == '‑'
}

// loneMinus reports whether s is one sign that can be a minus. A longer dash is not:
// it parts.
func loneMinus(s string) bool {
	switch s {
	case "-", "‐", "‑", "‒", "﹣", "－", "⁻":
		return true
	}
	return false
}
