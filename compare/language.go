package compare

import (
	"strings"
	"unicode"
)

// language returns the language of a text, en or fr or another's subtag: what it
// says of itself, or what its small words show; "" is unknown.
func language(said string, blocks []Block) string {
	switch tag, _, _ := strings.Cut(strings.ToLower(said), "-"); tag {
	case "", "und", "mul", "zxx": // says nothing
	default:
		return tag
	}
	counts, words := countSmall(blocks)
	return seen(counts, words, blocks)
}

// LanguageOf returns the language that a text says it is in, or another one where
// its small words or its script show that it is in that one: a text is easily fixed
// under the language that is taken for want of another.
func LanguageOf(said string, blocks []Block) string {
	tag, _, _ := strings.Cut(strings.ToLower(said), "-")
	if smallWords[tag] == nil {
		return said
	}
	if l := scriptLanguage(blocks); l != "" {
		return l
	}
	counts, words := countSmall(blocks)
	if l := seen(counts, words, blocks); l != "" && counts[l] >= 3 && counts[l] > 2*counts[tag] {
		return l
	}
	return said
}

// countSmall counts the small words of each language among the first thousand words.
func countSmall(blocks []Block) (map[string]int, int) {
	counts := map[string]int{}
	words := 0
	for _, b := range blocks {
		for w := range strings.FieldsSeq(b.Text) {
			words++
			w = strings.ToLower(strings.Trim(w, ".,;:!?()\"“”«»"))
			for lang, set := range smallWords {
				if set[w] {
					counts[lang]++
				}
			}
			if words == 1000 {
				break
			}
		}
		if words >= 1000 {
			break
		}
	}
	return counts, words
}

// seen returns the language that the small words show.
func seen(counts map[string]int, words int, blocks []Block) string {
	best, most := "", 0
	for _, lang := range []string{"en", "fr", "de", "es", "it", "nl", "pt"} {
		if n := counts[lang]; n > most || n == most && n > 0 && best == "en" && accented(blocks) {
			best, most = lang, n
		}
	}
	if l := scriptLanguage(blocks); l != "" {
		return l
	}
	if most*20 < words && words > 40 || words == 0 {
		return ""
	}
	if best == "" && words <= 40 && latin(blocks) {
		return "en" // a line without small words: what most reports are in
	}
	return best
}

// accented reports whether a small letter of the text's beginning is none of
// English.
func accented(blocks []Block) bool {
	for _, b := range blocks[:min(len(blocks), 20)] {
		if strings.ContainsFunc(b.Text[:min(len(b.Text), 4096)], func(r rune) bool { return 0xdf <= r && r <= 0xff && r != 0xf7 }) {
			return true
		}
	}
	return false
}

// scriptLanguage returns the language that a script alone tells well enough to
// read its numbers in words: most of the text's first thousand letters are in it.
// Arabic stands for all that are written so, Cyrillic for Russian.
func scriptLanguage(blocks []Block) string {
	counts, letters := map[string]int{}, 0
	for _, b := range blocks {
		for _, r := range b.Text {
			if !unicode.IsLetter(r) {
				continue
			}
			letters++
			switch {
			case unicode.In(r, unicode.Hiragana, unicode.Katakana):
				counts["ja"] += 3 // among Chinese characters
			case unicode.Is(unicode.Han, r):
				counts["zh"]++
			case unicode.Is(unicode.Cyrillic, r):
				counts["ru"]++
			case unicode.Is(unicode.Arabic, r):
				counts["ar"]++
			}
			if letters == 1000 {
				break
			}
		}
		if letters >= 1000 {
			break
		}
	}
	for _, l := range []string{"ja", "zh", "ru", "ar"} {
		if 2*counts[l] > letters {
			return l
		}
	}
	return ""
}

func latin(blocks []Block) bool {
	for _, b := range blocks {
		for _, r := range b.Text {
			if unicode.IsLetter(r) {
				return r < 0x80
			}
		}
	}
	return false
}

var smallWords = map[string]map[string]bool{
	"en": set("the of and to in a is was for that with as it be by on are were from at not this which or has had its"),
	"fr": set("le la les de des du et à en un une est que qui dans pour par sur au aux ne pas ce il elle sont été"),
	"de": set("der die das und ist nicht von mit den dem ein eine zu auf für im in des sich als auch wurde werden hat am nach seinen wir er sie es haben aus bei war waren durch bis über"),
	"es": set("el la los las de del y en que un una es por con para se no al lo su fue han sus tras a fueron"),
	"it": set("il lo la gli le di del della e che un una è per con non si al dei sono nel in a da ha"),
	"nl": set("de het een en van is dat op te in zijn met voor niet aan er werd door was heeft"),
	"pt": set("o a os as de do da dos e que um uma é por com para não se ao em foi"),
}

// commaLanguage reports whether a comma stands before decimals.
func commaLanguage(lang string) bool {
	switch lang {
	case "fr", "de", "es", "it", "pt", "nl", "ru", "pl", "uk", "cs", "sv", "da", "fi", "nb", "no", "tr", "el", "hu", "ro", "bg":
		return true
	}
	return false
}

// languageNote says what is not checked for the language of the text.
func (c *comparison) languageNote(r *Result) {
	if c.lang != "en" && c.lang != "fr" && c.a.tokens > 0 {
		what := "negation and modality"
		if !countsInWords(c.lang) {
			what = "negation, modality, and numbers and dates in words"
		}
		r.Notes = append(r.Notes, what+": not checked for this language")
	}
	capitals, letters := 0, 0
	for i := range c.a.blocks {
		for _, ch := range c.a.blocks[i].Text {
			if unicode.IsLetter(ch) {
				letters++
				if unicode.IsUpper(ch) || unicode.IsLower(ch) {
					capitals++
				}
			}
		}
		if letters > 5000 {
			break
		}
	}
	if letters > 0 && capitals*2 < letters {
		r.Notes = append(r.Notes, "names: not checked in a script without capitals")
	}
}
