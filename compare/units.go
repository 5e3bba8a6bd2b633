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
cm cms centimetre centimetres centimeter centimeters centimètre centimètres
m metre metres meter meters mètre mètres
km kms kilometre kilometres kilometer kilometers kilomètre kilomètres
inch inches pouce pouces
ft foot feet pied pieds
yard yards
miles mile
mg milligram milligrams milligramme milligrammes
g gram grams gramme grammes
kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes
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
° degree degrees degré degrés
c celsius
f fahrenheit
mph
knot knots nœud nœuds
bar bars
psi
pa
kpa
mpa
sv
msv
µsv
are ares
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
	if k == celsiusRussian {
		k = "celsius"
	}
	if k == "l'heure" && c.keyAt(p, i-1) == "à" {
		return softUnitKey + "h"
	}
	if k == "celsius" || k == "fahrenheit" {
		if i > 1 && (c.nameKey(p, i-1) == "°" || strings.HasSuffix(c.measureKey(p, i-1), "°")) {
			return unitKey + k[:1]
		}
	}
	u := c.voc.measure(k)
	if u == "" || i == 0 || k == "an" && c.lang != "fr" {
		return ""
	}
	if p.gap(i) == "/" && i > 1 && c.measureKey(p, i-1) != "" {
		return softUnitKey + u // 100 km/h
	}
	if gap := p.gap(i); gap != " " && gap != "-" && gap != "\u00a0" && gap != "\u202f" && gap != "" {
		return ""
	}
	before := p.tokens[i-1].id
	if k := c.voc.keys[before]; i > 1 && (k == "metric" || powers[k] != "") { // 5 metric tons, 5 square miles
		u, before = u+powers[k], p.tokens[i-2].id
	}
	u += powers[c.keyAt(p, i+1)] // 5 mètres carrés
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

// currencies are words for money; behind a number they say how much it is.
var currencies = sync.OnceValue(func() map[string]bool {
	return set("dollar dollars usd euro euros eur pound pounds gbp yen jpy franc francs chf yuan cny rouble roubles rub rupee rupees inr crowns crown pesos peso lira lire liras " +
		"dinar dinars dirham dirhams riyal riyals rial rials shilling shillings shekel shekels naira birr baht kwacha hryvnia hryvnias zloty złoty zlotys forint forints taka rupiah ringgit manat tenge afghani afghanis " +
		"couronne couronnes livre livres roupie roupies rouble gourde gourdes")
})

var symbols = map[string]string{"dollar": "$", "usd": "$", "euro": "€", "eur": "€", "pound": "£", "gbp": "£", "yen": "¥", "jpy": "¥"}

// powers are words beside a unit of length that make an area or a volume of it.
var powers = map[string]string{
	"square": "2", "sq": "2", "carré": "2", "carrés": "2", "cuadrado": "2", "cuadrados": "2",
	"cubic": "3", "cu": "3", "cube": "3", "cubes": "3", "cúbico": "3", "cúbicos": "3",
}

var celsiusRussian = foldKey("цельсия")

// counting are words before a unit that make an amount of it.
var counting = set("a an per several many few une un par plusieurs quelques pro por")

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

// numberBefore reports whether a number stands before word i.
func (c *comparison) numberBefore(p *passage, i int) bool { return i > 0 && c.countsAt(p, i-1) }

// sign reports whether a key is a sign that compares or reckons.
func sign(k string) bool {
	r, size := utf8.DecodeRuneInString(k)
	return size == len(k) && unicode.Is(unicode.Sm, r)
}

// numberBeside reports whether a number stands before or behind word i.
func numberBeside(c *comparison, p *passage, i int) bool {
	return i > 0 && c.voc.traitsOf(p.tokens[i-1].id)&traitNumber != 0 || i+1 < len(p.tokens) && c.voc.traitsOf(p.tokens[i+1].id)&traitNumber != 0
}

// powerAt returns the power that word i makes of the unit beside it, if it is the only
// word up to j and a number stands before both, or "".
func (c *comparison) powerAt(p *passage, i, j int) string {
	power := powers[c.onlyKey(p, i, j)]
	if power == "" || i == 0 {
		return ""
	}
	if c.numberBefore(p, i) && c.voc.measure(c.keyAt(p, i+1)) != "" || strings.HasPrefix(c.measureKey(p, i-1), unitKey) {
		return power
	}
	return ""
}
