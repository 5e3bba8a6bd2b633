package compare

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Two writings of one thing that their words alone do not show: article and art., 3
// p.m. and 15:00, 2018–19 and 2018–2019. They are no other number, date or name.

// sameSaid returns Typographic or Reworded where both sides of a hunk are two such
// writings, and "" elsewhere.
func (c *comparison) sameSaid(x, y *passage, h hunk, from, to string, kx, ky []string) Kind {
	switch {
	case from == "" && c.afterClock(y, h.b0, h.b1), to == "" && c.afterClock(x, h.a0, h.a1):
		return Reworded
	case from == "" || to == "":
		return c.aroundAddress(x, y, h, kx, ky)
	case c.sameLetters(from, to):
		return Typographic
	case c.sameClock(x, y, h):
		if equalStrings(digitRuns(from), digitRuns(to)) {
			return Typographic // 10.30 a.m.
		}
		return Reworded
	case c.lang == "fr" && c.sameCircumflex(kx, ky):
		return Reworded
	case c.abbreviated(x, y, h, kx, ky), c.oneInWords(x, h, kx, ky), c.sameYears(x, y, h):
		return Reworded
	}
	return ""
}

// sameLetters reports whether two writings differ only where a language leaves a mark
// out: that of a French capital, ÉTAT and ETAT, and the points of the Russian ё; or in
// the sign for a degree, that many keyboards have as an ordinal's.
func (c *comparison) sameLetters(from, to string) bool {
	if signs := plainSigns(from); signs != from || plainSigns(to) != to {
		return signs == plainSigns(to)
	}
	switch c.lang {
	case "fr":
		return sameCapitals(from, to)
	case "ru":
		return strings.ReplaceAll(foldPlain(from), "ё", "е") == strings.ReplaceAll(foldPlain(to), "ё", "е")
	}
	return false
}

// plainSigns writes the signs for a degree and for per cent in one way, and the digits
// before them.
func plainSigns(s string) string {
	if !strings.ContainsAny(s, "º٪") {
		return s
	}
	return asciiDigits(strings.NewReplacer("º", "°", "٪", "%").Replace(s))
}

// frenchAccents are the letters that French writes with a mark, and what they are without.
var frenchAccents = map[rune]rune{'à': 'a', 'â': 'a', 'ç': 'c', 'é': 'e', 'è': 'e', 'ê': 'e', 'ë': 'e', 'î': 'i', 'ï': 'i', 'ô': 'o', 'ù': 'u', 'û': 'u', 'ü': 'u'}

// sameCapitals reports whether two writings have the same letters, but for the mark of
// French capitals that one of them leaves out, and for case: ÉTAT, Etat, répondu, REPONDU.
func sameCapitals(from, to string) bool {
	a, b := []rune(norm.NFC.String(from)), []rune(norm.NFC.String(to))
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		u, v := unicode.ToLower(a[i]), unicode.ToLower(b[i])
		switch {
		case u == v, unicode.IsSpace(u) && unicode.IsSpace(v), isApostrophe(u) && isApostrophe(v):
		case frenchAccents[u] == v && b[i] != v, frenchAccents[v] == u && a[i] != u:
		default:
			return false
		}
	}
	return true
}

// circumflexTells are French words that are others without their circumflex.
var circumflexTells = sync.OnceValue(func() map[string]bool {
	return foldedSet("dû sûr sûre sûrs sûres mûr mûre mûrs mûres jeûne jeûnes croît fût")
})

// sameCircumflex reports whether the words of both sides differ only in a circumflex on
// i or u, which French spelling has made optional: île, coût.
func (c *comparison) sameCircumflex(kx, ky []string) bool {
	if len(kx) != len(ky) {
		return false
	}
	bare := strings.NewReplacer("î", "i", "û", "u")
	for i := range kx {
		if kx[i] != ky[i] && (bare.Replace(kx[i]) != bare.Replace(ky[i]) || circumflexTells()[kx[i]] || circumflexTells()[ky[i]]) {
			return false
		}
	}
	return true
}

// times reports whether a hunk is the sign between two lengths, × or x.
func (c *comparison) times(x, y *passage, h hunk, kx, ky []string) bool {
	if len(kx) != 1 || len(ky) != 1 || !(kx[0] == "×" && ky[0] == "x" || kx[0] == "x" && ky[0] == "×") {
		return false
	}
	return c.numberBefore(x, h.a0) && c.numberBefore(y, h.b0) && h.a1 < len(x.tokens) && c.countsAt(x, h.a1)
}

// abbreviations of words before a number, and before a name, with what they stand for.
var (
	beforeNumber = named([2]string{"article", "article art"}, [2]string{"articles", "articles arts"}, [2]string{"paragraph", "paragraph para"}, [2]string{"paragraphs", "paragraphs paras"},
		[2]string{"section", "section sec"}, [2]string{"chapter", "chapter ch chap"}, [2]string{"figure", "figure fig"}, [2]string{"volume", "volume vol"}, [2]string{"page", "page p"}, [2]string{"pages", "pages pp"}, [2]string{"absatz", "absatz abs"}, [2]string{"number", "number no nr"})
	beforeName = named([2]string{"señor", "señor sr"}, [2]string{"señora", "señora sra"}, [2]string{"señorita", "señorita srta"}, [2]string{"mister", "mister mr"}, [2]string{"monsieur", "monsieur m"}, [2]string{"madame", "madame mme"}, [2]string{"mademoiselle", "mademoiselle mlle"},
		[2]string{"doctor", "doctor docteur doktor dr"}, [2]string{"professor", "professor professeur prof"}, [2]string{"saint", "saint st"}, [2]string{"sainte", "sainte ste"}, [2]string{"mount", "mount mt"},
		[2]string{"general", "general général gen"}, [2]string{"colonel", "colonel col"}, [2]string{"lieutenant", "lieutenant lt"}, [2]string{"captain", "captain capt"}, [2]string{"sergeant", "sergeant sgt"},
		[2]string{"governor", "governor gov"}, [2]string{"senator", "senator sen"}, [2]string{"reverend", "reverend rev"})
)

// abbreviated reports whether one side has a word that stands before a number or a
// name and the other its abbreviation.
func (c *comparison) abbreviated(x, y *passage, h hunk, kx, ky []string) bool {
	if len(kx) != 1 || len(ky) != 1 || h.a1 >= len(x.tokens) || h.b1 >= len(y.tokens) {
		return false
	}
	if long := beforeNumber[kx[0]]; long != "" && long == beforeNumber[ky[0]] {
		return c.countsAt(x, h.a1) || romanAt(x, h.a1) > 0
	}
	long := beforeName[kx[0]]
	return long != "" && long == beforeName[ky[0]] && capital(x, h.a1)
}

// oneInWords reports whether both sides are the same but for a and one: a third, one
// third.
func (c *comparison) oneInWords(x *passage, h hunk, kx, ky []string) bool {
	if c.lang != "en" && c.lang != "fr" {
		return false
	}
	plain := func(keys []string) []string {
		out := make([]string, len(keys))
		for i, k := range keys {
			next := c.keyAt(x, h.a1)
			if i+1 < len(keys) {
				next = keys[i+1]
			}
			switch {
			case c.lang == "en" && (k == "a" || k == "an"), k == "le" && (next == "tiers" || next == "quart"):
				k = "one"
			case k == "un" && c.lang == "fr":
				k = "one"
			}
			out[i] = k
		}
		return out
	}
	return equalStrings(plain(kx), plain(ky))
}

// clock is a time of the day in minutes.
type clock struct {
	minutes, end int
	ok           bool
}

// hourWords stand behind the hour of a time, atWords before one.
var (
	hourWords = foldedSet("h heure heures uhr hrs hours")
	atWords   = foldedSet("at à um las")
)

// clockAt reads the time that begins with word i: 10:30, 10.30 a.m., 10 h 30, 3 p.m.
// Where nothing but a number shows it, it is none.
func (c *comparison) clockAt(p *passage, i int) clock {
	if i >= len(p.tokens) || !c.voc.words[p.tokens[i].id].number {
		return clock{}
	}
	key, half, sure := strings.TrimPrefix(c.nameKey(p, i), "#"), "", atWords[c.keyAt(p, i-1)]
	for _, s := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(key, s); ok {
			key, half = rest, s
		}
	}
	hours, minutes, parted := "", "", false
	for _, sep := range []string{":", ".", "h"} {
		if hours, minutes, parted = strings.Cut(key, sep); parted {
			sure = sure || sep != "."
			break
		}
	}
	end := i + 1
	switch next := c.keyAt(p, end); {
	case half != "":
	case next == "am" || next == "pm":
		half, end = next, end+1
	case (next == "a" || next == "p") && c.keyAt(p, end+1) == "m":
		half, end = next+"m", end+2
	case hourWords[next]:
		sure, end = true, end+1
		if m := strings.TrimPrefix(c.keyAt(p, end), "#"); minutes == "" && len(m) == 2 && c.countsAt(p, end) && p.gap(end) != ", " {
			minutes, end = m, end+1
		}
	}
	if minutes == "" {
		minutes = "00"
	}
	hour, err := strconv.Atoi(hours)
	minute, err2 := strconv.Atoi(minutes)
	switch {
	case err != nil || err2 != nil || len(minutes) != 2 || hour > 24 || minute > 59 || half != "" && (hour == 0 || hour > 12):
		return clock{}
	case half != "":
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	case !sure:
		return clock{}
	}
	return clock{60*hour + minute, end, true}
}

// sameClock reports whether both sides begin with the same time of the day, and go no
// further.
func (c *comparison) sameClock(x, y *passage, h hunk) bool {
	a, b := c.clockAt(x, h.a0), c.clockAt(y, h.b0)
	return a.ok && b.ok && a.minutes == b.minutes && a.end >= h.a1 && a.end-h.a1 == b.end-h.b1
}

// afterClock reports whether word i is the only one up to j, and says hours of a time
// that shows to be one without it: 10:30 h.
func (c *comparison) afterClock(p *passage, i, j int) bool {
	return hourWords[c.onlyKey(p, i, j)] && strings.Contains(c.keyAt(p, i-1), ":")
}

// years are the first and the last year of a stretch, as far as word end.
type years struct {
	from, to, end int
	ok            bool
}

// yearsAt reads the stretch of years that begins with word i: 2018–19, 2018/19.
func (c *comparison) yearsAt(p *passage, i int) years {
	if i < 0 || i >= len(p.tokens) || !c.voc.words[p.tokens[i].id].number {
		return years{}
	}
	first, last, ok := strings.Cut(strings.TrimPrefix(c.nameKey(p, i), "#"), "/")
	end := i + 1
	if !ok {
		gap := strings.TrimSpace(p.gap(end))
		if gap != "-" && gap != "–" && gap != "‑" && gap != "/" {
			return years{}
		}
		last, end = strings.TrimPrefix(c.keyAt(p, end), "#"), end+1
	}
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || len(first) != 4 || len(last) != 2 && len(last) != 4 || from < 1500 || from > 2199 {
		return years{}
	}
	if len(last) == 2 {
		to += from - from%100
	}
	return years{from, to, end, from < to}
}

// sameYears reports whether both sides are part of the same stretch of years.
func (c *comparison) sameYears(x, y *passage, h hunk) bool {
	for back := range 2 {
		a, b := c.yearsAt(x, h.a0-back), c.yearsAt(y, h.b0-back)
		if a.ok && b.ok && a.from == b.from && a.to == b.to && a.end >= h.a1 && a.end-h.a1 == b.end-h.b1 {
			return true
		}
	}
	return false
}

// aroundAddress says of a hunk that only one side has whether it is what texts put
// around an address of the web, or leave out: <, > and https.
func (c *comparison) aroundAddress(x, y *passage, h hunk, kx, ky []string) Kind {
	kind := Kind("")
	for _, k := range append(kx, ky...) {
		switch k {
		case "<", ">":
			if kind == "" {
				kind = Typographic
			}
		case "http", "https":
			kind = Reworded
		default:
			return ""
		}
	}
	if kind != "" && (address(x, h.a0, h.a1) || address(y, h.b0, h.b1)) {
		return kind
	}
	return ""
}
