package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Sentences cuts a text into its sentences: the boundaries of UAX #29, without
// those after an abbreviation of the list below, a single initial or a number
// with a stop in front of a lower-case start. White space at a boundary is
// dropped, nothing else: the sentences in order are the text. Cutting is a help
// for the office; what counts is the paper that comes out of it.
func Sentences(text string) []string {
	var out []string
	start, end, state := 0, 0, -1 // text[start:end] is the sentence so far
	put := func(until int) {
		if t := strings.TrimSpace(text[start:until]); t != "" {
			out = append(out, t)
		}
		start = until
	}
	for rest := text; rest != ""; {
		var s string
		s, rest, state = uniseg.FirstSentenceInString(rest, state)
		end += len(s)
		if end <= start || rest != "" && !ends(text[start:end], rest) {
			continue
		}
		put(atMark(text, start, end))
	}
	put(len(text))
	if len(out) == 0 {
		return []string{text}
	}
	return out
}

// atMark moves the end of a sentence behind the marks that close it (« Oui. ») and
// before those that open the next one (走了!「好。」).
func atMark(text string, start, end int) int {
	for {
		rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
		r, size := utf8.DecodeRuneInString(rest)
		next, _ := utf8.DecodeRuneInString(rest[size:])
		if size == 0 || !strings.ContainsRune("»«”’“‘›‹」』》〉)]", r) || unicode.IsLetter(next) || unicode.IsDigit(next) {
			break
		}
		if space, _ := utf8.DecodeRuneInString(rest[size:]); strings.ContainsRune("«“‘‹", r) && unicode.IsSpace(space) {
			break // « Oui: it opens
		}
		end = len(text) - len(rest) + size
	}
	for {
		body := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
		r, size := utf8.DecodeLastRuneInString(body)
		if len(body) <= size || !strings.ContainsRune("「『《〈", r) {
			return end
		}
		end = start + len(body) - size
	}
}

// abbreviations that stand in front of a name or a number more often than at
// the end of a sentence, in lower case without their last stop.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "gen": true, "col": true, "sgt": true, "lt": true, "capt": true, "rev": true, "hon": true,
	"no": true, "nos": true, "art": true, "arts": true, "para": true, "paras": true, "sect": true, "sec": true, "ch": true, "vol": true, "fig": true, "figs": true, "p": true, "pp": true,
	"cf": true, "e.g": true, "i.e": true, "viz": true, "vs": true, "v": true, "ca": true, "approx": true, "op": true, "cit": true, "ibid": true, "al": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"mme": true, "mlle": true, "bzw": true, "z.b": true, "nr": true, "abs": true, "sr": true, "sra": true, "núm": true, "pág": true,
}

// ends reports whether a sentence ends between s and rest.
func ends(s, rest string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	body, stop := strings.CutSuffix(s, ".")
	if !stop {
		return true
	}
	word := body[strings.LastIndexFunc(body, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(«“\"'‘[", r) })+1:]
	word = strings.TrimLeftFunc(word, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	if abbreviations[strings.ToLower(word)] {
		return false
	}
	if r, size := utf8.DecodeRuneInString(word); size > 0 && size == len(word) && unicode.IsUpper(r) {
		return false // an initial
	}
	return true
}
