package comparetest

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// alteration changes a paragraph. It returns what the first text has, often the
// paragraph with a sentence more that has something to alter, and the copy's
// form; ok is false where the paragraph has nothing to alter.
type alteration func(r *rand.Rand, p string) (first, altered string, ok bool)

// insideOf are the alterations of one paragraph of a language, by class.
var insideOf = map[string]map[Class][]alteration{"en": insideEnglish, "fr": insideFrench}

var insideEnglish = map[Class][]alteration{
	"number":      {numeral, numeral, numberWord, carriedNumber, carriedPercent, carriedRank, carriedScale, carriedGroups, said("en", "number"), said("en", "number"), said("en", "number"), said("en", "number")},
	"date":        {carriedDay, carriedMonth, carriedYear, carriedISO, carriedWeekday, carriedSlash, said("en", "date"), said("en", "date"), said("en", "date")},
	"name":        {carriedPerson, carriedPlace, carriedSpelling, placedName, openingName, said("en", "name"), said("en", "name"), said("en", "name")},
	"negation":    {denialIn, denialIn, denialOut, opposite, contracted, said("en", "negation"), said("en", "negation")},
	"modality":    {mood, mood, said("en", "modality"), said("en", "modality")},
	"quotation":   {quoted, quotedDropped, said("en", "quotation"), said("en", "quotation")},
	"attribution": {speakerBehind, speakerBefore, speakerAccording, said("en", "attribution")},
	"reworded":    {otherWord, otherWord, said("en", "reworded")},
	"added":       {sentenceMore("en")},
	"removed":     {sentenceLess("en")},
	"lookalike":   {twin},
	"hidden":      {unseenIn},
	"typographic": {curly, dashes, shouted, doubled, british2, nonBreaking, separators, capitalised, said("en", "typographic"), said("en", "typographic")},
}

// Classes returns all classes that are made, in a fixed order.
func Classes() []Class {
	all := []Class{"moved", "merged", "split"}
	for c := range insideEnglish {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// two returns two different elements.
func two[T any](r *rand.Rand, list []T) (T, T) {
	i := r.IntN(len(list))
	return list[i], list[(i+1+r.IntN(len(list)-1))%len(list)]
}

// put puts a sentence behind one of the paragraph's own, or at its end.
func put(r *rand.Rand, p, sentence string) string {
	ends := regexp.MustCompile(`[a-z]{3}\. [A-Z]`).FindAllStringIndex(p, -1)
	if len(ends) == 0 || r.IntN(3) == 0 {
		return p + " " + sentence
	}
	at := pick(r, ends)[1] - 2
	return p[:at] + " " + sentence + p[at:]
}

// carry alters a sentence that is put into the paragraph on both sides.
func carry(r *rand.Rand, p, was, is string) (string, string, bool) {
	seed := r.Uint64()
	a := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // copies are the same each time
	b := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // as above
	return put(a, p, was), put(b, p, is), was != is
}

// swap replaces one occurrence of a pattern's first group.
func swap(r *rand.Rand, p string, re *regexp.Regexp, by func(string) string) (string, string, bool) {
	all := re.FindAllStringSubmatchIndex(p, -1)
	if len(all) == 0 {
		return "", "", false
	}
	m := pick(r, all)
	now := by(p[m[2]:m[3]])
	return p, p[:m[2]] + now + p[m[3]:], now != p[m[2]:m[3]]
}

var loneNumber = regexp.MustCompile(`(?:^|[ (])(\d{1,3}|\d{5,6})(?:[ )]|, [a-z])`)

func numeral(r *rand.Rand, p string) (string, string, bool) {
	return swap(r, p, loneNumber, func(s string) string {
		b := []byte(s)
		i := r.IntN(len(b))
		b[i] = '1' + (b[i]-'0'+byte(1+r.IntN(7)))%9
		return string(b)
	})
}

var spelled = regexp.MustCompile(`(?i)[ (](two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred|thousand)[ ,.)]`)

func numberWord(r *rand.Rand, p string) (string, string, bool) {
	return swap(r, p, spelled, func(s string) string {
		for {
			if n := numerals[r.IntN(12)]; n != strings.ToLower(s) {
				return n
			}
		}
	})
}

func carriedNumber(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, numerals)
	f := pick(r, []string{"At the time %s persons were held there.", "The list has %s entries from the valley.", "In all, %s letters went unanswered."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

func carriedPercent(r *rand.Rand, p string) (string, string, bool) {
	a := 3 + r.IntN(90)
	b := a + 1 + r.IntN(6)
	f := pick(r, []string{"Some %d%% of those asked agreed.", "About %d per cent of the households were counted.", "Prices rose by %d percent.", "It lost %d.5 points.", "It cost $%d in the shop."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

func carriedRank(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, rankWords)
	if r.IntN(2) == 0 {
		n := 4 + r.IntN(15)
		a, b = fmt.Sprintf("%dth", n), fmt.Sprintf("%dth", n+1)
	}
	f := pick(r, []string{"It was the %s letter of its kind.", "This is the %s edition."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

func carriedScale(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, []string{"million", "billion", "thousand", "hundred"})
	n := pick(r, []string{"three", "5", "7.5", "twelve"})
	return carry(r, p, "The building cost "+n+" "+a+" crowns.", "The building cost "+n+" "+b+" crowns.")
}

func carriedGroups(r *rand.Rand, p string) (string, string, bool) {
	n := 1000 + r.IntN(900000)
	write := func(n int) string {
		s := fmt.Sprint(n)
		r := rand.New(rand.NewPCG(uint64(len(s)), 7)) //nolint:gosec // as above
		return s[:len(s)-3] + pick(r, []string{",", "", " ", "\u00a0"}) + s[len(s)-3:]
	}
	return carry(r, p, "The archive holds "+write(n)+" sheets.", "The archive holds "+write(n+pick(r, []int{1, 10, 100}))+" sheets.")
}

var dateFrames = []string{"The order is dated %s.", "On %s the doors were closed.", "He returned on %s and stayed.", "Nothing was heard until %s, and little after it."}

func carriedDay(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, []int{1, 2, 3, 5, 8, 11, 13, 17, 21, 23, 28, 30})
	m, y, f := pick(r, monthNames), 1990+r.IntN(34), pick(r, dateFrames)
	style := pick(r, []string{"%[1]d %[2]s %[3]d", "%[2]s %[1]d, %[3]d", "%[1]d %[2]s"})
	w := func(d int) string {
		return strings.TrimSuffix(fmt.Sprintf(style, d, m, y), "%!(EXTRA int="+fmt.Sprint(y)+")")
	}
	return carry(r, p, fmt.Sprintf(f, w(a)), fmt.Sprintf(f, w(b)))
}

func carriedMonth(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, monthNames)
	d, y, f := 1+r.IntN(28), 1990+r.IntN(34), pick(r, dateFrames)
	return carry(r, p, fmt.Sprintf(f, fmt.Sprintf("%d %s %d", d, a, y)), fmt.Sprintf(f, fmt.Sprintf("%d %s %d", d, b, y)))
}

func carriedYear(r *rand.Rand, p string) (string, string, bool) {
	y := 1950 + r.IntN(70)
	f := pick(r, []string{"It was built in %d and never used.", "Since %d the road has been closed.", "In March %d a second list was found.", "The practice ended before %d, by all accounts."})
	return carry(r, p, fmt.Sprintf(f, y), fmt.Sprintf(f, y+1+r.IntN(3)))
}

func carriedISO(r *rand.Rand, p string) (string, string, bool) {
	d, f := 10+r.IntN(9), pick(r, dateFrames)
	return carry(r, p, fmt.Sprintf(f, fmt.Sprintf("2021-04-%d", d)), fmt.Sprintf(f, fmt.Sprintf("2021-04-%d", d+1+r.IntN(9))))
}

func carriedSlash(r *rand.Rand, p string) (string, string, bool) {
	d, f := 13+r.IntN(9), pick(r, dateFrames)
	sep := pick(r, []string{"/", "."})
	return carry(r, p, fmt.Sprintf(f, fmt.Sprintf("%d%s04%s2021", d, sep, sep)), fmt.Sprintf(f, fmt.Sprintf("%d%s04%s2021", d+1, sep, sep)))
}

func carriedWeekday(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, dayNames)
	return carry(r, p, "The bus came each "+a+" at noon.", "The bus came each "+b+" at noon.")
}

func carriedPerson(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, peopleNames)
	if r.IntN(2) == 0 { // only the surname
		b = strings.Fields(a)[0] + " " + strings.Fields(b)[1]
	}
	f := pick(r, []string{"The file mentions %s twice.", "A letter to %s was found.", "It was signed by %s, the registrar."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

func carriedPlace(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, placeNames)
	f := pick(r, []string{"The convoy left for %s in the morning.", "Those from %s were sent elsewhere.", "The road to %s was closed."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

func carriedSpelling(r *rand.Rand, p string) (string, string, bool) {
	a := pick(r, peopleNames)
	runes := []rune(a)
	i := len(runes) - 2 - r.IntN(3)
	b := string(runes[:i]) + pick(r, []string{"y", "e", "u", ""}) + string(runes[i+1:])
	f := pick(r, []string{"The file mentions %s twice.", "It was signed by %s, the registrar."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

func openingName(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, peopleNames)
	f := pick(r, []string{"%s kept the list.", "%s had the keys of the gate."})
	return carry(r, p, fmt.Sprintf(f, a), fmt.Sprintf(f, b))
}

var nameLike = regexp.MustCompile(`[a-z,] ([A-Z][a-z]{3,})[ ,.]`)

func placedName(r *rand.Rand, p string) (string, string, bool) {
	return swap(r, p, nameLike, func(string) string { return pick(r, placeNames) })
}

func words(list []string) string { return strings.Join(list, "|") }

var (
	afterVerb = regexp.MustCompile(`[a-z] ((?:` + words(denied) + `) )[a-z]{2}`)
	hasNot    = regexp.MustCompile(`[a-z]( not)[ ,.]`)
)

func denialIn(r *rand.Rand, p string) (string, string, bool) {
	if strings.Contains(p, " not ") {
		return "", "", false
	}
	return swap(r, p, afterVerb, func(s string) string { return s + pick(r, []string{"not ", "not ", "never "}) })
}

func denialOut(r *rand.Rand, p string) (string, string, bool) {
	return swap(r, p, hasNot, func(string) string { return "" })
}

func opposite(r *rand.Rand, p string) (string, string, bool) {
	for _, o := range opposites {
		i, j := 0, 1
		if r.IntN(2) == 0 {
			i, j = 1, 0
		}
		re := regexp.MustCompile(`[a-z] (` + o[i] + `)[ ,.]`)
		if first, altered, ok := swap(r, p, re, func(string) string { return o[j] }); ok {
			return first, altered, true
		}
	}
	return "", "", false
}

func contracted(r *rand.Rand, p string) (string, string, bool) {
	a, b := "The guards didn't open the gate.", "The guards did open the gate."
	if r.IntN(2) == 0 {
		a, b = "None of the letters reached the capital.", "All of the letters reached the capital."
	}
	if r.IntN(2) == 0 {
		a, b = b, a
	}
	return carry(r, p, a, b)
}

func mood(r *rand.Rand, p string) (string, string, bool) {
	start := r.IntN(len(moods))
	for i := range moods {
		m := moods[(start+i)%len(moods)]
		re := regexp.MustCompile(`[a-z] (` + m[0] + `)[ ,.]`)
		if first, altered, ok := swap(r, p, re, func(string) string { return m[1] }); ok {
			return first, altered, true
		}
	}
	return "", "", false
}

func quoted(r *rand.Rand, p string) (string, string, bool) {
	q, m := pick(r, quotable), pick(r, quoteMarks)
	f := pick(r, []string{"One of them called it %s%s%s in a letter.", "The note ends with %s%s%s and a drawing.", "%s%s%s, it reads on the wall."})
	return carry(r, p, fmt.Sprintf(f, m[0], q[0], m[1]), fmt.Sprintf(f, m[0], q[1], m[1]))
}

func quotedDropped(r *rand.Rand, p string) (string, string, bool) {
	q, m := pick(r, quotable), pick(r, quoteMarks)
	w := strings.Fields(q[0])
	i := 1 + r.IntN(len(w)-2)
	short := strings.Join(slices.Delete(slices.Clone(w), i, i+1), " ")
	f := "One of them called it %s%s%s in a letter."
	return carry(r, p, fmt.Sprintf(f, m[0], q[0], m[1]), fmt.Sprintf(f, m[0], short, m[1]))
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func speakerBehind(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, bodies)
	v := pick(r, saidWords)
	return carry(r, p, "The bridge was closed for a week, "+a+" "+v+".", "The bridge was closed for a week, "+b+" "+v+".")
}

func speakerBefore(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, bodies)
	v := pick(r, saidWords)
	return carry(r, p, title(a)+" "+v+" that the bridge was closed.", title(b)+" "+v+" that the bridge was closed.")
}

func speakerAccording(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, bodies)
	return carry(r, p, "According to "+a+", the bridge was closed.", "According to "+b+", the bridge was closed.")
}

func otherWord(r *rand.Rand, p string) (string, string, bool) {
	start := r.IntN(len(others))
	for i := range others {
		o := others[(start+i)%len(others)]
		re := regexp.MustCompile(`[a-z] (` + o[0] + `)[ ,.]`)
		if m := re.FindStringSubmatchIndex(p); m != nil && !insideQuotes(p, m[2]) {
			return p, p[:m[2]] + o[1] + p[m[3]:], true
		}
	}
	return "", "", false
}

// insideQuotes reports whether a place may stand in a quotation, or beside a
// speaker: another word there is another class.
func insideQuotes(p string, at int) bool {
	return strings.ContainsAny(p, `"“”«»‘`) || regexp.MustCompile(`\b(said|says|stated|according|described|explained|note|notes|report|reports|reported|claims?|states?|confirmed|announced|wrote)\b`).MatchString(strings.ToLower(p[max(0, at-40):min(len(p), at+60)]))
}

func twin(r *rand.Rand, p string) (string, string, bool) {
	runes := []rune(p)
	for range 50 {
		i := r.IntN(len(runes))
		if t, ok := twins[runes[i]]; ok {
			runes[i] = t
			return p, string(runes), true
		}
	}
	return "", "", false
}

func unseenIn(r *rand.Rand, p string) (string, string, bool) {
	runes := []rune(p)
	i := 1 + r.IntN(len(runes)-1)
	return p, string(runes[:i]) + pick(r, unseen) + string(runes[i:]), true
}

func curly(r *rand.Rand, p string) (string, string, bool) {
	const f = "They call it %sthe long house%s there."
	a, b := two(r, [][2]string{{"“", "”"}, {"\"", "\""}, {"«", "»"}, {"„", "“"}})
	return carry(r, p, fmt.Sprintf(f, a[0], a[1]), fmt.Sprintf(f, b[0], b[1]))
}

func dashes(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, []string{" – ", " — ", " - ", "—"})
	return carry(r, p, "The house"+a+"a long one"+a+"is empty.", "The house"+b+"a long one"+b+"is empty.")
}

func shouted(r *rand.Rand, p string) (string, string, bool) {
	w := strings.Fields(p)
	i := r.IntN(len(w))
	w[i] = strings.ToUpper(w[i])
	q := strings.Join(w, " ")
	return p, q, q != p && !strings.ContainsFunc(w[i], unicode.IsDigit)
}

func doubled(r *rand.Rand, p string) (string, string, bool) {
	i := strings.LastIndexByte(p[:len(p)/2], ' ')
	if i < 0 {
		return "", "", false
	}
	return p, p[:i] + "  " + p[i+1:], true
}

func nonBreaking(r *rand.Rand, p string) (string, string, bool) {
	i := strings.LastIndexByte(p[:len(p)/2], ' ')
	if i < 0 {
		return "", "", false
	}
	return p, p[:i] + "\u00a0" + p[i+1:], true
}

func british2(r *rand.Rand, p string) (string, string, bool) {
	b := pick(r, british)
	i, j := 0, 1
	if r.IntN(2) == 0 {
		i, j = 1, 0
	}
	return carry(r, p, "We saw it "+b[i]+" there.", "We saw it "+b[j]+" there.")
}

func separators(r *rand.Rand, p string) (string, string, bool) {
	a, b := two(r, []string{"12,500", "12500", "12\u00a0500", "12\u202f500"})
	return carry(r, p, "The archive holds "+a+" sheets.", "The archive holds "+b+" sheets.")
}

func capitalised(r *rand.Rand, p string) (string, string, bool) {
	return swap(r, p, regexp.MustCompile(`[a-z] ([a-z]{5,}) `), title)
}
