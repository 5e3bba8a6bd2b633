package compare

import (
	"strings"
	"sync"
)

// Words of one closed class: a change from one to another changes when or how much.
var (
	seasons  = set("spring summer autumn fall winter printemps été automne hiver")
	dayParts = set("morning afternoon evening night noon midnight midday dawn dusk sunrise sunset weekday weekdays weekend weekends journée matinée soirée lever coucher aube aurore crépuscule matin après-midi soir nuit midi minuit")
	ofPeriod = set("early late mid end beginning start middle début fin mi milieu")
	relative = set("last this next past coming previous following current cette ce cet dernier dernière prochain prochaine passé passée précédent précédente suivant suivante")
	ofWords  = set("of de du des di do da del dell' l' der the le la les")
	relation = set("before after until till since by from avant après dès depuis jusqu'à jusqu'au jusqu'aux jusqu'en pour")
)

// closed returns Number or Date where a word became another of its closed class,
// and "" elsewhere; listed says that a word of the hunk is in a list.
func (c *comparison) closed(x, y *passage, mx, my *marks, h hunk, listed bool) Kind {
	if c.lang != "de" && (subnumber[c.onlyKey(x, h.a0, h.a1)] && c.numberBefore(x, h.a0) || subnumber[c.onlyKey(y, h.b0, h.b1)] && c.numberBefore(y, h.b0)) {
		return Number // 14 bis, 14 ter
	}
	if c.limits(x, h.a0, h.a1) || c.limits(y, h.b0, h.b1) {
		return Number // < 5, 5+
	}
	if c.powerAt(x, h.a0, h.a1) != c.powerAt(y, h.b0, h.b1) {
		return Number // square metres, cubic metres
	}
	if m, n := c.dollarAt(x, h.a0, h.a1), c.dollarAt(y, h.b0, h.b1); m != "" && n != "" && m != n {
		return Number // US$ 500, A$ 500
	}
	if listed && (c.otherBearing(x, y, h) || c.otherEnd(x, y, h)) {
		return Number // 20° N, 20° S; rose to 5, rose by 5
	}
	if c.otherTime(c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)) || c.otherOrder(x, y, mx, my, h, listed) || listed && c.otherStart(x, y, mx, my, h) {
		return Date
	}
	if listed {
		if k := c.otherConnection(x, y, mx, h); k != "" {
			return k
		}
	}
	if h.a1-h.a0 != 1 || h.b1-h.b0 != 1 {
		return ""
	}
	from, to := c.voc.keys[x.tokens[h.a0].id], c.voc.keys[y.tokens[h.b0].id]
	u, v := c.voc.measure(from), c.voc.measure(to)
	class := c.voc.closedAs(from)
	if class == "" || class != c.voc.closedAs(to) || c.voc.sameForm(from, to) {
		class = "none"
	}
	if sign(from) && sign(to) && from != to && (numberBeside(c, x, h.a0) || numberBeside(c, y, h.b0)) {
		return Number // ≤ 16, < 16
	}
	switch {
	case class == "none" && (onDay[from] && c.voc.closedAs(to) == "relation" || onDay[to] && c.voc.closedAs(from) == "relation") && c.beforeDate(x, mx, h.a1) && c.beforeDate(y, my, h.b1):
		return Date // in May, by May
	case u != "" && v != "" && u != v && len(from) > 2 && len(to) > 2:
		return Number
	case bothRoman(x.raw(h.a0, h.a1), y.raw(h.b0, h.b1)): // World War II, World War I
		return Number
	case roman(x.raw(h.a0, h.a1)) > 0 && to == "i" || roman(y.raw(h.b0, h.b1)) > 0 && from == "i": // Part I
		return Number
	case len(from) == 1 && len(to) == 1 && references[c.keyAt(x, h.a0-1)] && capital(x, h.a0) && capital(y, h.b0): // Annex C
		return Number
	case len(from) == 1 && len(to) == 1 && bracketed(x, h.a0) && bracketed(y, h.b0): // paragraph 3 (a)
		return Number
	case (class == "edge" || class == "relation" || class == "relative") && c.beforeDate(x, mx, h.a1) && c.beforeDate(y, my, h.b1):
		return Date
	}
	return ""
}

// beforeDate reports whether a date begins with word i, or behind of or the.
func (c *comparison) beforeDate(p *passage, m *marks, i int) bool {
	for n := 0; n < 2 && i+1 < len(p.tokens) && m.dates[i] == 0 && (ofWords[c.nameKey(p, i)] || c.voc.tongue.related[c.nameKey(p, i)]); n++ {
		i++
	}
	if k := c.keyAt(p, i); k == "d'année" || k == "l'année" {
		i++
	}
	return i < len(p.tokens) && (m.dates[i] > 0 || c.voc.closedAs(c.nameKey(p, i)) == "season" || c.voc.closedAs(c.nameKey(p, i)) == "part")
}

// order are words for before and for after, and for what is so.
var order = sync.OnceValue(func() map[string]string {
	return named(
		[2]string{"before", "before earlier early earliest sooner previously beforehand ago prior ahead forward preceding advanced avancé avancée avant tôt auparavant précédemment préalablement antérieurement antérieur antérieure antérieurs antérieures"},
		[2]string{"after", "after later late latest afterwards subsequently hence subsequent following postponed delayed reporté reportée après tard ensuite ultérieurement postérieurement postérieur postérieure postérieurs postérieures"},
		[2]string{"during", "during within pending pendant durant lors"},
	)
})

// otherOrder reports whether both sides of a short hunk say before and after, or have
// another word for when beside a date: au début, à la fin de 2018; jeudi prochain, dernier.
func (c *comparison) otherOrder(x, y *passage, mx, my *marks, h hunk, listed bool) bool {
	if h.a1-h.a0 > timeWords || h.b1-h.b0 > timeWords {
		return false
	}
	before := c.beforeDate(x, mx, h.a1) && c.beforeDate(y, my, h.b1)
	behind := h.a0 > 0 && h.b0 > 0 && mx.dates[h.a0-1] > 0 && my.dates[h.b0-1] > 0
	if !listed && !before && !behind {
		return false
	}
	kx, ky := c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)
	if otherName(order(), kx, ky) {
		return true
	}
	for _, class := range []string{"edge", "relation", "relative"} {
		if !before && (class != "relative" || !behind) {
			continue
		}
		from, to := c.oneOf(class, kx), c.oneOf(class, ky)
		if from != "" && to != "" && from != to && c.smallBeside(class, kx) && c.smallBeside(class, ky) {
			return true
		}
	}
	return false
}

// smallBeside reports whether all keys but the one of a closed class are small words.
func (c *comparison) smallBeside(class string, keys []string) bool {
	for _, k := range keys {
		if as := c.voc.closedAs(k); as != class && as != "relation" && lexicon()[k]&traitCommon == 0 && !ofWords[k] && k != "au" && k != "aux" {
			return false
		}
	}
	return true
}

// otherTime reports whether both sides of a short hunk name a season, or a part of the
// day, and other ones: au printemps, à l'automne.
func (c *comparison) otherTime(kx, ky []string) bool {
	if len(kx) > timeWords || len(ky) > timeWords {
		return false
	}
	for _, class := range []string{"season", "part"} {
		from, to := c.oneOf(class, kx), c.oneOf(class, ky)
		if from != "" && to != "" && from != to {
			return true
		}
	}
	return otherName(dayBeside(), kx, ky)
}

// dayBeside say of a day that it is the one before or after another.
var dayBeside = sync.OnceValue(func() map[string]string {
	return named([2]string{"before", "eve veille"}, [2]string{"after", "morrow lendemain"}, [2]string{"on", "day jour"})
})

// timeWords is how many words a change of a season or a part of the day may have.
const timeWords = 3

// oneOf returns the form of the one word of a closed class among keys, or "".
func (c *comparison) oneOf(class string, keys []string) string {
	found := ""
	for _, k := range keys {
		if c.voc.closedAs(k) != class {
			continue
		}
		if found != "" {
			return ""
		}
		found = c.voc.form(strings.TrimPrefix(k, "l'"))
	}
	return found
}

// onlyKey returns the key of word i if it is the only one up to j, or "".
func (c *comparison) onlyKey(p *passage, i, j int) string {
	if j-i != 1 {
		return ""
	}
	return c.nameKey(p, i)
}

// onDay are words before a date that say that it was then, neither before nor after.
var onDay = set("in on en")

// rangeWords stand between two numbers or days that are the ends of a range.
var rangeWords = sync.OnceValue(func() map[string]bool {
	return foldedSet("to a through till until à au aux jusqu'à jusqu'au bis tot hasta fino até до по")
})

// betweenWords stand before two numbers that are the ends of a range.
var betweenWords = sync.OnceValue(func() map[string]bool { return foldedSet("between entre zwischen tra fra tussen между") })

// betweenAt reports whether the word and, at i, stands between the ends of a range:
// only a number or a date stands before it and behind between.
func (c *comparison) betweenAt(p *passage, i int) bool {
	const counts = traitNumber | traitUnit | traitMonth | traitMonthish | traitWeekday
	k := i - 1
	for ; k >= 0 && k > i-betweenReach && c.voc.traitsOf(p.tokens[k].id)&counts != 0; k-- {
	}
	return k >= 0 && k < i-1 && betweenWords()[c.nameKey(p, k)]
}

// betweenReach is how far behind between the word and may stand.
const betweenReach = 5

// dollarAt returns whose money the words from i to j say, if they are one that stands
// at once before a sign of money: US of US$ 500. Elsewhere it is "".
func (c *comparison) dollarAt(p *passage, i, j int) string {
	if j != i+1 || j >= len(p.tokens) || p.gap(j) != "" || !symbolic[c.keyAt(p, j)] {
		return ""
	}
	return strings.ReplaceAll(foldPlain(p.raw(i, j)), ".", "")
}
