package comparetest

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed testdata/english.txt
var englishSayings string

//go:embed testdata/french.txt
var frenchSayings string

// saying is a sentence in two wordings.
type saying struct {
	class    Class
	wordings [2]string // with their placeholders
	oneWay   bool      // only the second may be the copy's
}

// sayings are the sentences of a language, by class.
var sayings = map[string]map[Class][]saying{"en": parseSayings(englishSayings), "fr": parseSayings(frenchSayings)}

// parseSayings reads lines of the form "class: text [one|other] text". It panics
// on a line that is none: the lists are part of the program.
func parseSayings(list string) map[Class][]saying {
	out := map[Class][]saying{}
	for line := range strings.SplitSeq(list, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		class, text, ok := strings.Cut(line, ": ")
		s := saying{class: Class(class)}
		for ok && text != "" {
			same, rest, found := strings.Cut(text, "[")
			s.wordings[0] += same
			s.wordings[1] += same
			if !found {
				break
			}
			both, after, closed := strings.Cut(rest, "]")
			sep := strings.IndexAny(both, "|>")
			if !closed || sep < 0 {
				ok = false
				break
			}
			s.oneWay = s.oneWay || both[sep] == '>'
			s.wordings[0] += both[:sep]
			s.wordings[1] += both[sep+1:]
			text = after
		}
		if !ok || s.wordings[0] == s.wordings[1] {
			panic("comparetest: no saying: " + line)
		}
		out[s.class] = append(out[s.class], s)
	}
	return out
}

// fill puts the same names, dates and bodies into both wordings.
func (s saying) fill(r *rand.Rand, lang string) (was, is string) {
	people, places, who := shuffled(r, peopleNames), shuffled(r, placeNames), shuffled(r, bodies)
	months, days := shuffled(r, monthNames), shuffled(r, dayNames)
	if lang == "fr" {
		people, places, who = shuffled(r, frenchPeople), shuffled(r, frenchPlaces), shuffled(r, frenchBodies)
		months, days = shuffled(r, frenchMonths), shuffled(r, frenchDays)
	}
	last := func(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }
	pairs := []string{
		"{P}", people[0], "{P2}", people[1], "{P3}", people[2], "{S}", last(people[3]), "{S2}", last(people[4]),
		"{L}", places[0], "{L2}", places[1], "{B}", who[0], "{B2}", who[1],
		"{M}", months[0], "{D}", days[0], "{Y}", fmt.Sprint(1950 + r.IntN(70)),
	}
	replace := strings.NewReplacer(pairs...)
	return opened(replace.Replace(s.wordings[0])), opened(replace.Replace(s.wordings[1]))
}

// opened begins a sentence with a capital.
func opened(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	r, size := utf8.DecodeRuneInString(s[i:])
	return s[:i] + string(unicode.ToUpper(r)) + s[i+size:]
}

func shuffled(r *rand.Rand, list []string) []string {
	out := make([]string, len(list))
	for i, k := range r.Perm(len(list)) {
		out[i] = list[k]
	}
	return out
}

// saidClasses are the classes that have sentences in every language.
var saidClasses = []Class{"number", "date", "name", "negation", "modality", "quotation", "attribution", "reworded", "typographic"}

// sentenceMore puts a whole sentence into the copy's paragraph, and sentenceLess
// takes one out of it: of any class, for what it says has no other wording.
func sentenceMore(lang string) alteration {
	return func(r *rand.Rand, p string) (string, string, bool) {
		list := sayings[lang][pick(r, saidClasses)]
		was, _ := pick(r, list).fill(r, lang)
		return p, put(r, p, was), true
	}
}

func sentenceLess(lang string) alteration {
	more := sentenceMore(lang)
	return func(r *rand.Rand, p string) (string, string, bool) {
		altered, first, ok := more(r, p)
		return first, altered, ok
	}
}

// said puts a sentence of a class into the paragraph and alters it.
func said(lang string, class Class) alteration {
	return func(r *rand.Rand, p string) (string, string, bool) {
		s := pick(r, sayings[lang][class])
		was, is := s.fill(r, lang)
		if !s.oneWay && r.IntN(2) == 0 {
			was, is = is, was
		}
		return carry(r, p, was, is)
	}
}
