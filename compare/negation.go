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
		if c.farFrom(p, i) {
			n++
			continue
		}
		if c.lang == "fr" && c.deniesWithNe(p, i) || c.instead(p, i) {
			n++
			continue
		}
		if c.voc.traitsOf(p.tokens[i].id)&traitNegation == 0 {
			continue
		}
		key := c.voc.keys[p.tokens[i].id]
		if c.askedWhether(p, i) || c.eitherWay(p, i) {
			continue
		}
		if key == "no" && i+1 < len(p.tokens) && c.voc.words[p.tokens[i+1].id].number {
			continue // No. 5
		}
		switch next := c.keyAt(p, i+1); {
		case key == "little" && !auxiliaries()[next], key == "yet" && (next != "to" || !auxiliaries()[c.keyAt(p, i-1)]), key == "anything" && next != "but",
			key == "point" && !c.afterNe(p, i), key == "pas" && c.bareNe(p, i):
			continue
		}
		if key == "few" && i > 0 && c.nameKey(p, i-1) == "a" || key == "peu" && (c.keyAt(p, i-1) == "un" || c.keyAt(p, i+1) == "près") || c.doubtless(p, i) {
			continue
		}
		if c.lang == "fr" && english()[key] && !french()[key] || c.lang == "en" && french()[key] && !english()[key] {
			continue
		}
		n++
	}
	return n
}

// farFrom reports whether word i begins far from before what something is not, far
// from clear, loin d'être libre, and not before a place.
func (c *comparison) farFrom(p *passage, i int) bool {
	if c.nameKey(p, i) == "loin" { // loin d'être libre
		next, verb := c.keyAt(p, i+1), c.keyAt(p, i+2)
		return next == "d'être" || next == "de" && (strings.HasSuffix(verb, "er") || strings.HasSuffix(verb, "ir")) && !capital(p, i+2)
	}
	if c.nameKey(p, i) != "far" || c.keyAt(p, i+1) != "from" || !beings()[c.keyAt(p, i-1)] || i+2 >= len(p.tokens) {
		return false
	}
	return !capital(p, i+2) && c.voc.traitsOf(p.tokens[i+2].id)&traitCommon == 0 && !nearby[c.nameKey(p, i+2)]
}

var (
	beings = sync.OnceValue(func() map[string]bool { return set("is was are were be been being remains remained seems seemed") })
	nearby = set("home town land shore camp school")
)

// deniedBySpace reports whether a space alone makes a negation, or takes it away: not
// able, notable. What is written in one word or two and denies as well is excepted.
func (c *comparison) deniedBySpace(x, y *passage, h hunk, from, to string) bool {
	if c.lang != "en" && c.lang != "fr" || from == to || spaceless(from) != spaceless(to) {
		return false
	}
	for _, k := range append(c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)...) {
		if k == "non" || k == "without" || k == "noone" || k == "unless" || k == "unable" {
			return false
		}
	}
	return c.negations(x, h.a0, h.a1) != c.negations(y, h.b0, h.b1)
}

// auxiliaries stand behind little where it denies, and before yet to.
var auxiliaries = sync.OnceValue(func() map[string]bool { return set("is was are were has have had can could of remains remained") })

// afterNe reports whether a ne stands up to four words before word i: ne … point.
func (c *comparison) afterNe(p *passage, i int) bool {
	for k := i - 1; k >= 0 && k >= i-clause; k-- {
		if isNegated(c.nameKey(p, k)) {
			return true
		}
	}
	return false
}

// bareNe reports whether word i, a pas, may as well be left out behind its ne: il n'a pas
// pu, il n'a pu.
func (c *comparison) bareNe(p *passage, i int) bool {
	return c.lang == "fr" && (withoutPas()[strings.TrimPrefix(c.keyAt(p, i-1), "n'")] || withoutPas()[c.keyAt(p, i+1)]) && c.afterNe(p, i)
}

// withoutPas are the French verbs that a ne alone denies.
var withoutPas = sync.OnceValue(func() map[string]bool {
	return set("peut peuvent peux pouvait pouvaient put purent pourra pourront pourrait pourraient pu ose osent osait osé cesse cessent cessait cessé")
})

// deniesWithNe reports whether word i is a personne or a plus that denies with the ne
// beside it, and no other word of the same denial.
func (c *comparison) deniesWithNe(p *passage, i int) bool {
	switch c.nameKey(p, i) {
	case "personne":
		return isNegated(c.keyAt(p, i+1)) || c.afterNe(p, i) && !c.deniedBetween(p, i) && !counting[c.keyAt(p, i-1)] && !particles()[c.keyAt(p, i-1)] && c.keyAt(p, i-1) != "cette"
	case "plus":
		return c.afterNe(p, i) && !c.deniedBetween(p, i)
	}
	return false
}

// eitherWay reports whether word i is the without of with or without, which denies
// nothing.
func (c *comparison) eitherWay(p *passage, i int) bool {
	switch before := c.keyAt(p, i-2); c.keyAt(p, i) {
	case "without":
		return c.keyAt(p, i-1) == "or" && before == "with"
	case "sans":
		return c.keyAt(p, i-1) == "ou" && before == "avec"
	}
	return false
}

// frenchDenial are the French words that deny without a ne.
var frenchDenial = sync.OnceValue(func() map[string]bool {
	m := set("absence absent absente absents absentes dépourvu dépourvue dépourvus dépourvues dénué dénuée dénués dénuées refus échec abstenu abstenue abstenus abstenues abstient abstiennent rarement")
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
		return set(strings.Join(keysOf(frenchDenial()), " ") + " point peu pas jamais rien aucun aucune aucuns aucunes nul nulle nulles nullement aucunement ni sans guère non ne")
	})
	// With the words that deny without a not: fail, lack, refuse, few.
	english = sync.OnceValue(func() map[string]bool {
		return set("not non no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely nay rarely seldom few unable unless " +
			"little yet anything reject rejects rejected rejecting rejection " +
			"fail fails failed failing failure lack lacks lacked lacking absence absent devoid refuse refuses refused refusing refusal refrain refrains refrained refraining deny denies denied denying denial decline declines declined declining")
	})
)

// counted says whether what is named behind a word counts with the rest or not.
var counted = sync.OnceValue(func() map[string]string {
	return named(
		[2]string{"in", "including include includes included compris comprise incluant inclut incluent inclus incluse"},
		[2]string{"out", "except excepting excluding exclude excludes excluded sauf excepté exceptée hormis exception l'exception exclusion l'exclusion excluant exclut excluent exclu exclue"},
	)
})

// alongside are words that count what is named behind them with what is before.
var alongside = sync.OnceValue(func() map[string]bool { return set("and with et avec ainsi like comme plus") })

// joinsExcepted reports whether one side leaves out what is named behind it and the
// other counts it with the rest: all except the cook, all and the cook.
func joinsExcepted(out, in []string) bool {
	if nameIn(counted(), out) != "out" || nameIn(counted(), in) != "" {
		return false
	}
	return alongside()[in[0]]
}

// denies reports whether one side has a word that denies one of the other, as far as
// lists have it.
func denies(kx, ky []string, quoted bool) bool {
	if len(kx) > denyWords || len(ky) > denyWords || len(kx) == 0 || len(ky) == 0 {
		return false
	}
	if otherName(counted(), kx, ky) || joinsExcepted(kx, ky) || joinsExcepted(ky, kx) {
		return true // all except Chile, all including Chile, all and Chile
	}
	if denied(kx, ky, quoted) {
		return true
	}
	if len(kx) != len(ky) || len(kx) > 3 {
		return false
	}
	for i := range kx {
		if deny(kx[i], ky[i], quoted) {
			return true // voted against it
		}
	}
	return false
}

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

// notOpposite reports whether one side says not before the word that the other
// denies in one word: not true and untrue or false. Nothing else may be changed.
func (c *comparison) notOpposite(kx, ky []string) bool {
	if len(kx) > len(ky) {
		kx, ky = ky, kx
	}
	if c.lang == "fr" {
		return c.notOppositeFrench(kx, ky)
	}
	return len(kx) > 0 && len(kx) <= 2 && len(ky) == len(kx)+1 && ky[len(kx)-1] == "not" && equalStrings(kx[:len(kx)-1], ky[:len(kx)-1]) &&
		(c.prefixNegated(kx[len(kx)-1:], ky[len(kx):]) || denies(kx[len(kx)-1:], ky[len(kx):], false))
}

// notOppositeFrench is that of French, where the verb stands within: c'est impossible,
// ce n'est pas possible.
func (c *comparison) notOppositeFrench(kx, ky []string) bool {
	plain := func(keys []string) (words []string, denied int) {
		for _, k := range keys {
			switch {
			case k == "pas":
				denied++
			case k != "ce" && k != "ne":
				words = append(words, strings.TrimPrefix(strings.TrimPrefix(k, "c'"), "n'"))
			}
		}
		return words, denied
	}
	x, n := plain(kx)
	y, m := plain(ky)
	if n+m != 1 || len(x) != len(y) || len(x) == 0 || len(x) > 3 {
		return false
	}
	for i := range x {
		if x[i] != y[i] && i < len(x)-1 {
			return false
		}
	}
	return c.prefixNegated(x[len(x)-1:], y[len(y)-1:]) || denies(x[len(x)-1:], y[len(y)-1:], false)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
