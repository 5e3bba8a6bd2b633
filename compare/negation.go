package compare

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// negations counts the negations of words i to j.
func (c *comparison) negations(p *passage, i, j int) int {
	n := 0
	for ; i < j; i++ {
		if c.voc.traitsOf(p.tokens[i].id)&traitNegation == 0 {
			continue
		}
		key := c.voc.keys[p.tokens[i].id]
		if key == "no" && i+1 < len(p.tokens) && c.voc.words[p.tokens[i+1].id].number {
			continue // No. 5
		}
		switch next := c.keyAt(p, i+1); {
		case key == "little" && !auxiliaries[next], key == "yet" && (next != "to" || !auxiliaries[c.keyAt(p, i-1)]), key == "anything" && next != "but",
			key == "point" && !c.afterNe(p, i):
			continue
		}
		if key == "few" && i > 0 && c.nameKey(p, i-1) == "a" || key == "peu" && i > 0 && c.nameKey(p, i-1) == "un" || c.doubtless(p, i) {
			continue
		}
		if c.lang == "fr" && english()[key] && !french()[key] || c.lang == "en" && french()[key] && !english()[key] {
			continue
		}
		n++
	}
	return n
}

// auxiliaries stand behind little where it denies, and before yet to.
var auxiliaries = set("is was are were has have had can could of remains remained")

// afterNe reports whether a ne stands up to four words before word i: ne … point.
func (c *comparison) afterNe(p *passage, i int) bool {
	for k := i - 1; k >= 0 && k >= i-clause; k-- {
		if isNegated(c.nameKey(p, k)) {
			return true
		}
	}
	return false
}

// frenchDenial are the French words that deny without a ne.
var frenchDenial = sync.OnceValue(func() map[string]bool {
	m := set("absence absent absente absents absentes dépourvu dépourvue dépourvus dépourvues dénué dénuée dénués dénuées refus échec")
	for stem := range strings.FieldsSeq("ni refus échou manqu rejet") {
		for end := range strings.FieldsSeq("e es ent é ée és ées er ait aient a èrent ant era eront erait eraient") {
			m[stem+end] = true
		}
	}
	for end := range strings.FieldsSeq("tte ttent ttes") {
		m["reje"+end] = true
	}
	return m
})

var (
	french = sync.OnceValue(func() map[string]bool {
		return set(strings.Join(keysOf(frenchDenial()), " ") + " point peu pas jamais rien aucun aucune aucuns aucunes nul nulle nulles nullement ni sans guère non ne")
	})
	// With the words that deny without a not: fail, lack, refuse, few.
	english = sync.OnceValue(func() map[string]bool {
		return set("not non no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely nay rarely seldom few unable unless " +
			"little yet anything reject rejects rejected rejecting rejection " +
			"fail fails failed failing failure lack lacks lacked lacking absence absent devoid refuse refuses refused refusing refusal deny denies denied denying denial decline declines declined declining")
	})
)

// opposite are words of which one denies the other.
var opposite = map[string]string{"for": "against", "pour": "contre"}

// prefixNegated reports whether one side negates a word of the other by a prefix:
// lawful, unlawful.
func (c *comparison) prefixNegated(kx, ky []string) bool {
	if len(kx) != len(ky) || len(kx) == 0 || len(kx) > 3 {
		return false
	}
	for i := range kx {
		a, b := kx[i], ky[i]
		if a == b {
			continue
		}
		if len(a) > len(b) {
			a, b = b, a
		}
		if opposite[a] == b || opposite[b] == a {
			return true // voted against it
		}
		if utf8.RuneCountInString(a) < 4 {
			continue
		}
		for _, p := range []string{"un", "in", "im", "il", "ir", "dis", "non", "non-"} {
			if b == p+a {
				return true
			}
		}
		if c.lang == "fr" && (b == "mal"+a || b == "mé"+a || b == "dés"+a && strings.ContainsRune("aeéiouhœ", firstRune(a)) || b == "dé"+a && (strings.HasSuffix(a, "able") || strings.HasSuffix(a, "ables"))) {
			return true
		}
		if rest, ok := strings.CutPrefix(a, "mal"); ok && c.lang == "fr" && b == "bien"+rest {
			return true
		}
		if x, ok := strings.CutSuffix(kx[i], "less"); ok && ky[i] == x+"ful" {
			return true
		}
		if y, ok := strings.CutSuffix(ky[i], "less"); ok && kx[i] == y+"ful" {
			return true
		}
	}
	return false
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
