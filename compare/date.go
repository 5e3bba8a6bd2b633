package compare

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markDates numbers the dates of a passage: a month with the day and year around
// it, a date in digits, a weekday, a year after a word that says when.
func (c *comparison) markDates(p *passage, m *marks) {
	n := 0
	put := func(i, j int) {
		n++
		for k := i; k < j; k++ {
			m.dates[k] = int32(n)
		}
	}
	const may = traitNumber | traitMonth | traitMonthish | traitWeekday | traitDay | traitPeriod
	for i := 0; i < len(p.tokens); {
		if p.text[p.tokens[i].start] >= hanFrom {
			if j := c.hanDay(p, i); j > i {
				put(i, j)
				i = j
				continue
			}
		}
		if c.voc.words[p.tokens[i].id].traits&may == 0 {
			i++
			continue
		}
		if c.voc.words[p.tokens[i].id].traits&traitPeriod != 0 {
			if from, to := c.period(p, i); to > from {
				put(from, to)
				i = to
				continue
			}
		}
		j := c.dateFrom(p, i)
		if j > i {
			if i > 0 && c.voc.words[p.tokens[i].id].traits&traitDay != 0 && c.nameKey(p, i-1) == "avant" && p.gap(i) == "-" {
				i-- // avant-hier
			}
			if c.voc.words[p.tokens[i].id].traits&traitDay != 0 && (c.keyAt(p, i-1) == "before" || c.keyAt(p, i-1) == "after") && c.keyAt(p, i-2) == "day" {
				i -= 2 // the day before yesterday
			}
			put(i, j)
			i = j
			continue
		}
		if p.text[p.tokens[i].start] >= hanFrom {
			i = max(i, c.numberEnd(p, i)-1) // none of its characters begins a date
		}
		i++
	}
}

// period returns the last year, next week or la semaine prochaine that has word i
// as its noun; from and to are the same where there is none.
func (c *comparison) period(p *passage, i int) (from, to int) {
	key := c.nameKey(p, i)
	if key == "an" && c.lang != "fr" {
		return i, i
	}
	spaced := func(k int) bool { g := p.gap(k); return g == " " || g == "\u00a0" }
	if i > 0 && spaced(i) {
		switch before := c.nameKey(p, i-1); before {
		case "last", "next", "past", "previous", "current", "coming", "following", "cette", "cet", "ce":
			return i - 1, i + 1
		case "this":
			if key = strings.TrimSuffix(key, "'s"); key != "day" && key != "century" {
				return i - 1, i + 1
			}
		}
	}
	if i > 0 && spaced(i) && c.voc.tongue.closed[c.nameKey(p, i-1)] == "relative" {
		return i - 1, i + 1
	}
	if i+1 < len(p.tokens) && spaced(i+1) && c.voc.tongue.closed[c.nameKey(p, i+1)] == "relative" {
		return i, i + 2
	}
	if c.lang == "fr" && i+1 < len(p.tokens) && spaced(i+1) {
		switch strings.TrimSuffix(c.nameKey(p, i+1), "e") {
		case "dernier", "dernièr", "prochain", "passé", "précédent", "suivant":
			return i, i + 2
		}
	}
	return i, i
}

// dayOfRange reports whether the number at i is the first day of a stretch that
// ends with a date: 3 to 9 May, 14–16 mars; or its last: May 3–9.
func (c *comparison) dayOfRange(p *passage, i int) bool {
	number := func(k int) bool { return k >= 0 && k < len(p.tokens) && c.voc.words[p.tokens[k].id].number }
	if !number(i+1) && !number(i+2) && !number(i-1) {
		return false
	}
	day := func(k int) bool {
		if k < 0 || k >= len(p.tokens) || !c.voc.words[p.tokens[k].id].number {
			return false
		}
		v, err := strconv.Atoi(strings.TrimRight(c.nameKey(p, k)[1:], "stndrhe"))
		return err == nil && 1 <= v && v <= 31
	}
	dash := func(k int) bool { g := strings.TrimSpace(p.gap(k)); return g == "-" || g == "–" || g == "/" }
	if !day(i) {
		return false
	}
	if day(i+1) && dash(i+1) && c.beforeMonth(p, i+1) || i > 1 && day(i-1) && dash(i) && c.isMonth(p, i-2) {
		return true
	}
	if i+2 >= len(p.tokens) || !day(i+2) || !c.beforeMonth(p, i+2) {
		return false
	}
	switch c.nameKey(p, i+1) {
	case "to", "and", "or", "until", "till", "through", "au", "et", "à", "ou":
		return true
	}
	return false
}

// near reports whether words i-1 and i stand in one phrase.
func near(p *passage, i int) bool {
	gap := p.gap(i)
	return gap == " " || gap == ", " || gap == "-" || gap == "\u00a0" || gap == "\u202f" || gap == ". " || gap == "," || gap == ".-"
}

// dateFrom returns the end of the date that begins with word i, or i.
func (c *comparison) dateFrom(p *passage, i int) int {
	if j := c.numericDate(p, i); j > i {
		return j
	}
	if j := c.eastern(p, i); j > i {
		return j
	}
	if c.lang == "pt" && feiras[c.nameKey(p, i)] && i+1 < len(p.tokens) && c.nameKey(p, i+1) == "feira" {
		return i + 2
	}
	if c.dayOfRange(p, i) {
		return i + 1
	}
	j, month, other := i, false, false // other: a day or year, so that may is a month
	for j < len(p.tokens) && j-i < 8 && (j == i || near(p, j)) {
		k := p.tokens[j].id
		t := c.voc.traitsOf(k)
		switch {
		case t&traitWeekday != 0 && (capital(p, j) || c.lang != "en") && !month && !other && (c.lang != "pt" || !feiras[c.voc.keys[k]]):
		case t&traitDay != 0 && j == i:
			return j + 1
		case t&traitMonth != 0 && !month:
			month = true
		case t&traitMonthish != 0 && !month && c.monthHere(p, j, other):
			month = true
		case c.voc.words[k].number && c.dayOrYear(p, j, month):
			other = true
		case t&traitNumber != 0 && numberWords()[c.voc.keys[k]].ordinal && (month || c.beforeMonth(p, j)):
			other = true
		case j > i && (c.voc.keys[k] == "of" || c.voc.keys[k] == "de" || c.voc.keys[k] == "the") && j+1 < len(p.tokens) && other && !month && c.isMonth(p, j+1):
		default:
			goto done
		}
		j++
	}
done:
	switch {
	case j == i:
		return i
	case month:
		return j
	case j == i+1 && c.voc.traitsOf(p.tokens[i].id)&traitWeekday != 0:
		return j
	case other && c.saysWhen(p, i):
		return i + 1
	}
	return i
}

// feiras are the weekdays of Portuguese, which have -feira behind them.
var feiras = set("segunda terça quarta quinta sexta")

func capital(p *passage, i int) bool {
	r, _ := utf8.DecodeRuneInString(p.text[p.tokens[i].start:])
	return unicode.IsUpper(r)
}

func (c *comparison) isMonth(p *passage, i int) bool {
	t := c.voc.traitsOf(p.tokens[i].id)
	return t&traitMonth != 0 || t&traitMonthish != 0 && (capital(p, i) || c.lang != "en")
}

// monthHere reports whether a word like may is a month where it stands.
func (c *comparison) monthHere(p *passage, i int, other bool) bool {
	if !capital(p, i) && c.lang == "en" {
		return false
	}
	if other {
		return true
	}
	if i+1 < len(p.tokens) && near(p, i+1) && c.voc.words[p.tokens[i+1].id].number {
		return true
	}
	if i == 0 {
		return false
	}
	switch c.voc.keys[p.tokens[i-1].id] {
	case "in", "of", "since", "until", "by", "last", "next", "early", "late", "mid", "from", "to", "before", "after", "and", "en", "de", "during", "this", "through", "between", "mi", "du", "fin", "début", "depuis", "dès":
		return p.gap(i) == " " || p.gap(i) == "-"
	}
	return false
}

// beforeMonth reports whether a month follows word i, with of or de between.
func (c *comparison) beforeMonth(p *passage, i int) bool {
	if i+1 < len(p.tokens) && near(p, i+1) && c.isMonth(p, i+1) {
		return true
	}
	if i+2 < len(p.tokens) {
		k := c.voc.keys[p.tokens[i+1].id]
		return (k == "of" || k == "de") && c.isMonth(p, i+2)
	}
	return false
}

// dayOrYear reports whether a number can be the day beside a month, or a year.
func (c *comparison) dayOrYear(p *passage, i int, month bool) bool {
	key := c.voc.keys[p.tokens[i].id][1:]
	digits := strings.TrimRight(key, "stndrhe")
	v, err := strconv.Atoi(digits)
	if err != nil {
		return false
	}
	if isYear(p, i, key) {
		return true
	}
	if v < 1 || v > 31 || len(digits) > 2 {
		return false
	}
	return month || c.beforeMonth(p, i)
}

// isYear reports whether the number at i looks like a year: four digits without
// separators, or a decade.
func isYear(p *passage, i int, key string) bool {
	digits := strings.TrimSuffix(strings.TrimSuffix(key, "s"), "er") // 1990s, 1990er
	if len(digits) != 4 || digits[0] != '1' && digits[0] != '2' || strings.TrimLeft(digits, "0123456789") != "" {
		return false
	}
	t := p.tokens[i]
	v, _ := strconv.Atoi(digits)
	return utf8.RuneCountInString(p.text[t.start:t.end]) == len(key) && v >= 1500 && v <= 2199
}

// saysWhen reports whether the year at i stands where only a year can.
func (c *comparison) saysWhen(p *passage, i int) bool {
	key := c.voc.keys[p.tokens[i].id][1:]
	if !isYear(p, i, key) {
		return false
	}
	if strings.HasSuffix(key, "s") || strings.HasSuffix(key, "er") {
		return true
	}
	if strings.HasSuffix(p.gap(i), "(") && strings.HasPrefix(p.gap(i+1), ")") {
		return true
	}
	if i+1 < len(p.tokens) && c.voc.tongue.related[c.nameKey(p, i+1)] && c.voc.tongue.closed[c.nameKey(p, i+1)] == "" {
		return true // в 2019 году
	}
	if i == 0 || strings.HasSuffix(p.gap(i), ". ") { // 2016 was a bad year
		return !c.beforeMany(p, i)
	}
	if g := p.gap(i); (g == "-" || g == "–" || g == "/") && c.voc.words[p.tokens[i-1].id].number {
		return i > 0 && isYear(p, i-1, c.voc.keys[p.tokens[i-1].id][1:])
	}
	if g := p.gap(i); strings.TrimSpace(g) != "" && g != "-" {
		return false
	}
	before := ""
	if i > 1 {
		if key := c.nameKey(p, i-2); key == "year" || key == "année" { // the year was 2018
			return true
		}
		before = c.voc.keys[p.tokens[i-2].id]
	}
	if c.voc.tongue.related[c.nameKey(p, i-1)] {
		return !c.beforeMany(p, i)
	}
	switch c.voc.keys[p.tokens[i-1].id] {
	case "in", "since", "until", "during", "between", "year", "early", "late", "mid", "before", "after", "from", "by", "summer", "winter", "spring", "autumn", "fall", "pre", "post", "circa", "fiscal", "dated", "till",
		"printemps", "été", "l'été", "automne", "l'automne", "hiver", "l'hiver", "an", "l'an", "années",
		"en", "jusqu'en", "depuis", "année", "l'année", "d'année", "avant", "après", "dès", "fin", "début", "mi", "entre", "im", "jahr", "seit", "del", "desde", "anno":
		return true
	case "and", "to", "or", "through", "et", "à", "und", "bis":
		return strings.HasPrefix(before, "#") && isYear(p, i-2, before[1:])
	case "of", "de":
		switch before {
		case "spring", "summer", "autumn", "fall", "winter", "end", "beginning", "start", "middle", "rest", "year", "half", "course", "printemps", "été", "automne", "hiver":
			return true
		}
		return !c.beforeMany(p, i) // not: of 2019 people
	case "for", "the", "its", "their", "his", "her", "our", "this", "that", "du", "le", "la", "son", "sa", "leur", "au", "pour", "vers":
		return !c.beforeMany(p, i)
	}
	return strings.HasSuffix(c.nameKey(p, i-1), "'s") && !c.beforeMany(p, i)
}

// beforeMany reports whether a noun in the plural, or what may be one, follows
// the number at i, so that it counts.
func (c *comparison) beforeMany(p *passage, i int) bool {
	if i+1 >= len(p.tokens) || p.gap(i+1) != " " && p.gap(i+1) != "\u00a0" {
		return false
	}
	id := p.tokens[i+1].id
	if c.voc.traitsOf(id)&traitCommon != 0 {
		return false
	}
	if c.voc.tongue.units[c.voc.keys[id]] != "" {
		return true
	}
	switch key := c.voc.keys[id]; key {
	case "people", "men", "women", "children", "police", "cattle", "sheep", "million", "billion", "thousand", "of":
		return true
	default:
		return c.voc.traitsOf(id)&traitUnit != 0 || strings.HasSuffix(key, "s") || c.lang == "fr" && strings.HasSuffix(key, "x")
	}
}

// numericDate returns the end of a date in digits that begins with word i, or i:
// 2022-08-31, 31.08.2022, 8/31/2022.
func (c *comparison) numericDate(p *passage, i int) int {
	if !c.voc.words[p.tokens[i].id].number {
		return i
	}
	if _, ok := splitDate(p.raw(i, i+1)); ok {
		return i + 1
	}
	if first, second, ok := strings.Cut(p.raw(i, i+1), "/"); ok && len(first) == 4 && (len(second) == 2 || len(second) == 4) && first[0] <= '2' && first >= "1500" {
		if _, err := strconv.Atoi(first + second); err == nil {
			return i + 1 // 2018/19
		}
	}
	if isYear(p, i, c.voc.keys[p.tokens[i].id][1:]) && i+2 < len(p.tokens) && p.gap(i+1) == "-" && p.gap(i+2) == "-" {
		if _, ok := splitDate(p.raw(i, i+3)); ok {
			return i + 3
		}
		if raw := p.raw(i, i+3); len(raw) > 10 && raw[10] == 'T' { // 2022-08-31T21:50Z
			return i + 3
		}
	}
	return i
}

// splitDate reads a date in digits as its three parts.
func splitDate(raw string) ([3]int, bool) {
	var out [3]int
	for _, sep := range []string{"-", ".", "/"} {
		if strings.Count(raw, sep) != 2 {
			continue
		}
		parts := strings.Split(asciiDigits(raw), sep)
		for i, s := range parts {
			v, err := strconv.Atoi(s)
			if err != nil || len(s) == 3 || len(s) > 4 || len(s) == 4 && i == 1 {
				return out, false
			}
			out[i] = v
		}
		if len(parts[0]) == 4 {
			return out, out[1] >= 1 && out[1] <= 12 && out[2] >= 1 && out[2] <= 31
		}
		ok := out[0] >= 1 && out[1] >= 1 && min(out[0], out[1]) <= 12 && max(out[0], out[1]) <= 31
		return out, ok && (len(parts[2]) == 4 || sep != "." && len(parts[2]) == 2)
	}
	return out, false
}

// dateParts returns what the dates among words i to j say, in one form: the
// number of a month, days and years, weekdays; sorted.
func (c *comparison) dateParts(p *passage, m *marks, i, j int) []string {
	var out []string
	for k := i; k < j; k++ {
		if m.dates[k] == 0 {
			continue
		}
		if end := c.hanDay(p, k); end > k {
			out = append(out, p.raw(k, end))
			k = end - 1
			continue
		}
		if end := c.numberEnd(p, k); end > k && end < j && hanCalendar[c.nameKey(p, end)] != "" {
			unit := hanCalendar[c.nameKey(p, end)]
			if unit != "m" {
				unit = ""
			}
			out = append(out, unit+c.numberAt(p, k, end))
			k = end
			continue
		}
		w, key := &c.voc.words[p.tokens[k].id], c.voc.keys[p.tokens[k].id]
		if parts, ok := splitDate(p.raw(k, k+1)); ok && w.number {
			if parts[0] > 31 {
				out = append(out, strconv.Itoa(parts[0]), "m"+strconv.Itoa(parts[1]), strconv.Itoa(parts[2]))
			} else {
				out = append(out, strconv.Itoa(parts[2]), "m"+strconv.Itoa(parts[1]), strconv.Itoa(parts[0]))
			}
			continue
		}
		if k+2 < j && w.number && m.dates[k] == m.dates[k+2] && p.gap(k+1) == "-" {
			if parts, ok := splitDate(p.raw(k, k+3)); ok {
				out = append(out, strconv.Itoa(parts[0]), "m"+strconv.Itoa(parts[1]), strconv.Itoa(parts[2]))
				k += 2
				continue
			}
		}
		if n := c.voc.month(key); n > 0 {
			out = append(out, "m"+strconv.Itoa(n))
			continue
		}
		if w.number {
			s := strings.TrimRight(key[1:], "stndrhe")
			if strings.HasSuffix(key, "s") {
				s = key[1:]
			}
			if v, err := strconv.Atoi(s); err == nil {
				s = strconv.Itoa(v)
			}
			out = append(out, s)
			continue
		}
		if c.lang == "pt" && feiras[key] {
			out = append(out, key)
			continue
		}
		if n, ok := numberWords()[key]; ok {
			out = append(out, strconv.Itoa(int(n.value)))
			continue
		}
		if follows := key == "next" || key == "following"; follows && c.keyAt(p, k-1) == "the" {
			out = append(out, "following") // the next day, the following day
			continue
		}
		if key == "past" && c.keyAt(p, k-1) == "the" {
			out = append(out, "last") // in the past year, in the last year
			continue
		}
		if c.voc.traitsOf(p.tokens[k].id)&(traitWeekday|traitDay|traitPeriod) != 0 || c.voc.closedAs(key) == "relative" || key == "avant" {
			out = append(out, c.voc.form(strings.TrimSuffix(key, "'s")))
		}
	}
	slices.Sort(out)
	return out
}
