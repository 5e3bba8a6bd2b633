// Package letters (level 3) says what the texts and the noted events of a letter show:
// in which order its versions derive from each other, what was softened or hardened
// between two of them, which words stand in one version only, and who signed what.
//
// What the texts show and what people say is kept apart: a computed order is never
// mixed with a claimed one, a claimed number never with the names. It is pure: texts
// and events come in, an answer goes out, the same for the same input.
package letters

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vow"
	"vow/compare"
	"vow/paper"
)

// Version is one version of a letter, as far as it is known.
type Version struct {
	Slug          string
	Root          vow.Hash
	Lang          string
	TranslationOf string
	When          vow.EDTF
	From          []vow.Descent
	Blocks        []compare.Block // nil: the text is not held
}

// Held reports whether the version's text is held.
func (v *Version) Held() bool { return v.Blocks != nil }

// BlocksOf returns the blocks of a paper that are shown.
func BlocksOf(p *paper.Paper) []compare.Block {
	out := []compare.Block{}
	for i, l := range p.Lines {
		if b := l.Block; b != nil {
			out = append(out, compare.Block{Index: i, Kind: b.Kind, Label: b.Label, Text: b.Text})
		}
	}
	return out
}

var apostrophes = strings.NewReplacer("’", "'", "‘", "'")

// words returns the words of a text in one case and form; signs do not count. Where
// words are written without spaces each character is one.
func words(text string) []string {
	var out []string
	start := -1
	text = apostrophes.Replace(strings.ToLower(norm.NFKC.String(text)))
	end := func(i int) {
		if start >= 0 {
			out = append(out, text[start:i])
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end(i)
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if start < 0 {
				start = i
			}
		case start >= 0 && (r == '\'' || r == '-' || r == '‐') && i+len(string(r)) < len(text) && wordAt(text[i+len(string(r)):]):
		default:
			end(i)
		}
	}
	end(len(text))
	return out
}

func wordAt(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

func textWords(blocks []compare.Block) []string {
	var out []string
	for _, b := range blocks {
		out = append(out, words(b.Text)...)
	}
	return out
}

// bySlug sorts versions, so that no answer depends on the order in which they came.
func bySlug(list []*Version) []*Version {
	return slices.SortedFunc(slices.Values(list), func(a, b *Version) int { return strings.Compare(a.Slug, b.Slug) })
}
