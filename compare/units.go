package compare

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// measures are units behind a number, each with one name for all its writings,
// after the SI brochure and what reports use beside it. Behind a number they say
// how much it is; elsewhere they are words like others.
var measures = func() map[string]string {
	m := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(`
s sec secs seconds secondes
min mins minute minutes
h hr hrs hour hours heure heures
day days jour jours
night nights nuit nuits
week weeks semaine semaines
fortnight fortnights quinzaine
month months mois
year years yr yrs an ans année années
decade decades décennie décennies
century centuries siècle siècles
mm millimetre millimetres millimeter millimeters millimètre millimètres
cm centimetre centimetres centimeter centimeters centimètre centimètres
m metre metres meter meters mètre mètres
km kilometre kilometres kilometer kilometers kilomètre kilomètres
inch inches pouce pouces
ft foot feet pied pieds
yard yards
miles mile
mg milligram milligrams milligramme milligrammes
g gram grams gramme grammes
kg kilo kilos kilogram kilograms kilogramme kilogrammes
t ton tons tonne tonnes
oz ounce ounces
lb lbs
ml millilitre millilitres milliliter milliliters
l litre litres liter liters
gallon gallons
barrel barrels baril barils
ha hectare hectares
acre acres
km2 km²
m2 m²
m3 m³
w watt watts
kw kilowatt kilowatts
mw megawatt megawatts mégawatt mégawatts
kwh
gwh
v volt volts
hz
kb
mb
gb
degree degrees degré degrés
c celsius
f fahrenheit
mph
am
pm
`), "\n") {
		names := strings.Fields(line)
		for _, w := range names {
			m[foldKey(w)] = names[0]
		}
	}
	return m
}()

// unitKey marks a unit behind a number among keys, softUnitKey one behind a word
// that may count.
const (
	unitKey     = "unit "
	softUnitKey = "about unit "
)

// measureKey returns the key of the unit that word i is, or "": it stands behind a
// number, or behind a word that counts like one (a week, per day).
func (c *comparison) measureKey(p *passage, i int) string {
	k := c.nameKey(p, i)
	if (k == "a" || k == "p") && i+1 < len(p.tokens) && i > 0 && c.nameKey(p, i+1) == "m" && len(p.gap(i+1)) <= 2 {
		if c.voc.traitsOf(p.tokens[i-1].id)&traitNumber != 0 { // a.m.
			return unitKey + k + "m"
		}
		return ""
	}
	if (k == "c" || k == "f") && i > 0 && c.nameKey(p, i-1) == "°" {
		return unitKey + k
	}
	u := c.voc.measure(k)
	if u == "" || i == 0 || k == "an" && c.lang != "fr" {
		return ""
	}
	if gap := p.gap(i); gap != " " && gap != "-" && gap != "\u00a0" && gap != "\u202f" && gap != "" {
		return ""
	}
	before := p.tokens[i-1].id
	switch {
	case len(k) > 2 && counting[c.voc.keys[before]]:
		return softUnitKey + u
	case c.voc.traitsOf(before)&traitNumber != 0:
		return unitKey + u
	}
	return ""
}

// codes are what ISO 4217 calls the currencies that reports name most, and eras: in
// capitals beside a number they say how much it is, or when.
var (
	codes = sync.OnceValue(func() map[string]bool {
		return set("usd eur gbp jpy chf cny rub inr cad aud nzd sek nok dkk pln czk huf ron try brl mxn ars clp cop pen zar krw sgd hkd twd sar aed qar kwd ils jod lbp syp iqd irr egp mad tnd dzd lyd sdg ngn kes ghs etb ugx tzs rwf xaf xof cdf uah kzt gel amd azn thb idr myr php vnd mmk pkr bdt lkr npr afn")
	})
	eras = set("bc ad bce ce")
)

// codeKey returns the key of the currency or the era that word i is, or "".
func (c *comparison) codeKey(p *passage, i int) string {
	k, raw := c.nameKey(p, i), p.raw(i, i+1)
	if !codes()[k] && !eras[k] || strings.ToUpper(raw) != raw || !numberBeside(c, p, i) {
		return ""
	}
	if eras[k] && (i == 0 || c.voc.traitsOf(p.tokens[i-1].id)&traitNumber == 0) && k != "ad" {
		return ""
	}
	if u := symbols[k]; u != "" {
		k = u
	}
	return unitKey + k
}

// counting are words before a unit that make an amount of it.
var counting = set("a an per several many few une un par plusieurs quelques")

// splitMeasure cuts 5mg, 10am and 2.5bn: the value and what stands behind it.
func splitMeasure(k string) (value float64, unit string, ok bool) {
	digits := strings.TrimRight(k, "abcdefghijklmnopqrstuvwxyz²³")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || digits == k {
		return 0, "", false
	}
	switch suffix := k[len(digits):]; suffix {
	case "k":
		return v * 1e3, "", true
	case "bn":
		return v * 1e9, "", true
	default:
		unit, ok = measures[suffix]
		return v, unit, ok && suffix != "m" // 5m may be millions
	}
}

// Words of one closed class: a change from one to another changes when or how much.
var (
	seasons  = set("spring summer autumn fall winter printemps été automne hiver")
	dayParts = set("morning afternoon evening night noon midnight midday dawn dusk matin après-midi soir nuit midi minuit")
	ofPeriod = set("early late mid end beginning start middle début fin mi milieu")
	relative = set("last this next past coming previous following current cette ce cet dernier dernière prochain prochaine passé passée précédent précédente suivant suivante")
	ofWords  = set("of de du des di do da del dell' l' der the")
	relation = set("before after until till since by from avant après dès depuis jusqu'à jusqu'au jusqu'aux jusqu'en")
)

// closed returns Number or Date where a word became another of its closed class,
// and "" elsewhere.
func (c *comparison) closed(x, y *passage, mx, my *marks, h hunk) Kind {
	if subnumber[c.onlyKey(x, h.a0, h.a1)] && c.numberBefore(x, h.a0) || subnumber[c.onlyKey(y, h.b0, h.b1)] && c.numberBefore(y, h.b0) {
		return Number // 14 bis, 14 ter
	}
	if c.limits(x, h.a0, h.a1) || c.limits(y, h.b0, h.b1) {
		return Number // < 5, 5+
	}
	if c.otherTime(c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)) {
		return Date
	}
	if h.a1-h.a0 != 1 || h.b1-h.b0 != 1 {
		return ""
	}
	from, to := c.voc.keys[x.tokens[h.a0].id], c.voc.keys[y.tokens[h.b0].id]
	dated := func(p *passage, m *marks, i int) bool { // at once, or behind of
		if i+1 < len(p.tokens) && m.dates[i] == 0 && (ofWords[c.nameKey(p, i)] || c.voc.tongue.related[c.nameKey(p, i)]) {
			i++
		}
		if k := c.keyAt(p, i); k == "d'année" || k == "l'année" {
			i++
		}
		return i < len(p.tokens) && (m.dates[i] > 0 || c.voc.closedAs(c.nameKey(p, i)) == "season")
	}
	u, v := c.voc.measure(from), c.voc.measure(to)
	class := c.voc.closedAs(from)
	if class == "" || class != c.voc.closedAs(to) || c.voc.sameForm(from, to) {
		class = "none"
	}
	if sign(from) && sign(to) && from != to && (numberBeside(c, x, h.a0) || numberBeside(c, y, h.b0)) {
		return Number // ≤ 16, < 16
	}
	if k := c.rangeInWords(x, y, mx, h, from, to); k != "" {
		return k
	}
	switch {
	case class == "none" && (onDay[from] && c.voc.closedAs(to) == "relation" || onDay[to] && c.voc.closedAs(from) == "relation") && dated(x, mx, h.a1) && dated(y, my, h.b1):
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
	case (class == "edge" || class == "relation" || class == "relative") && dated(x, mx, h.a1) && dated(y, my, h.b1):
		return Date
	}
	return ""
}

// subnumber are what is put behind the number of a paragraph for one that came in later.
var subnumber = set("bis ter quater quinquies sexies septies octies")

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
	return named([2]string{"before", "eve veille"}, [2]string{"after", "morrow lendemain"})
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

// onDay are words before a date that say that it was then, neither before nor after.
var onDay = set("in on en")

// Words between two numbers or days that make a range of them, and a list.
var (
	rangeWords = foldedSet("to a through till until à au bis tot hasta fino até до по")
	listWords  = foldedSet("and or et ou und oder en of y o e и или")
)

// rangeInWords returns Number or Date where a range in words became a list, 1 to 3 and
// 1 and 3, and "" elsewhere.
func (c *comparison) rangeInWords(x, y *passage, mx *marks, h hunk, from, to string) Kind {
	if !(rangeWords[from] && listWords[to] || listWords[from] && rangeWords[to]) || h.a0 == 0 || h.a1 >= len(x.tokens) || h.b0 == 0 || h.b1 >= len(y.tokens) {
		return ""
	}
	const counts = traitNumber | traitMonth | traitMonthish | traitWeekday
	before, behind := c.voc.traitsOf(x.tokens[h.a0-1].id), c.voc.traitsOf(x.tokens[h.a1].id)
	switch {
	case before&counts == 0 || behind&counts == 0:
		return ""
	case mx.dates[h.a0-1] > 0 || mx.dates[h.a1] > 0:
		return Date
	}
	return Number
}

// limits reports whether word i is the only one up to j, and a sign that makes more
// numbers than one of that beside it.
func (c *comparison) limits(p *passage, i, j int) bool {
	switch c.onlyKey(p, i, j) {
	case "<", ">", "≤", "≥", "±":
		return i+1 < len(p.tokens) && c.countsAt(p, i+1)
	case "+":
		return c.numberBefore(p, i) && (i+1 == len(p.tokens) || !c.countsAt(p, i+1))
	}
	return false
}

// onlyKey returns the key of word i if it is the only one up to j, or "".
func (c *comparison) onlyKey(p *passage, i, j int) string {
	if j-i != 1 {
		return ""
	}
	return c.nameKey(p, i)
}

// numberBefore reports whether a number stands before word i.
func (c *comparison) numberBefore(p *passage, i int) bool { return i > 0 && c.countsAt(p, i-1) }

// references are words before the number of a part of a text, whose zeroes count:
// section 3.10 is not section 3.1.
var references = foldedSet("section sections article articles paragraph paragraphs para paras chapter clause rule version point table figure note part annex appendix step item § art no nr numéro paragraphe paragraphes chapitre alinéa règle tableau annexe partie abschnitt absatz artikel kapitel sección artículo párrafo capítulo пункт статья раздел глава")

// referenceKey returns the key of the number of a part of a text that word i is, if
// it ends with a zero behind a point, or "".
func (c *comparison) referenceKey(p *passage, i int) string {
	k := c.nameKey(p, i)
	if i == 0 || !strings.HasPrefix(k, "#") || !strings.HasSuffix(k, "0") || !strings.Contains(k, ".") || !references[c.nameKey(p, i-1)] {
		return ""
	}
	return unitKey + k
}

// sign reports whether a key is a sign that compares or reckons.
func sign(k string) bool {
	r, size := utf8.DecodeRuneInString(k)
	return size == len(k) && unicode.Is(unicode.Sm, r)
}

// numberBeside reports whether a number stands before or behind word i.
func numberBeside(c *comparison, p *passage, i int) bool {
	return i > 0 && c.voc.traitsOf(p.tokens[i-1].id)&traitNumber != 0 || i+1 < len(p.tokens) && c.voc.traitsOf(p.tokens[i+1].id)&traitNumber != 0
}

// bracketed reports whether word i stands alone in brackets, or before a closing
// one that none opened: (a), a).
func bracketed(p *passage, i int) bool {
	if !strings.HasPrefix(p.gap(i+1), ")") {
		return false
	}
	before := p.text[max(0, int(p.tokens[i].start)-256):p.tokens[i].start]
	return strings.HasSuffix(before, "(") || strings.LastIndexByte(before, '(') <= strings.LastIndexByte(before, ')')
}
