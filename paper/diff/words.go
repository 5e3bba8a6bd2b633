package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	zdiff "znkr.io/diff"
)

// token is a word, a number or a sign, and the white space before it.
type token struct{ space, text string }

// tokens cuts a text into words, numbers with their points and commas, and single
// signs. Scripts that are written without spaces go character by character.
func tokens(s string) []token {
	var out []token
	for len(s) > 0 {
		n := len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		space := s[:n]
		if s = s[n:]; s == "" {
			if space != "" {
				out = append(out, token{space, ""})
			}
			break
		}
		n = tokenLen(s)
		out = append(out, token{space, s[:n]})
		s = s[n:]
	}
	return out
}

// tokenLen returns the length of the token that s begins with.
func tokenLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if !isWord(r) || unspaced(r) {
		return n + marks(s[n:])
	}
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if isWord(r) && !unspaced(r) {
			n += size
			continue
		}
		// don't, 1,200.5, well-known: a sign between letters or figures belongs to them
		next, _ := utf8.DecodeRuneInString(s[n+size:])
		if strings.ContainsRune("'’.,-‐", r) && n+size < len(s) && isWord(next) && !unspaced(next) {
			n += size
			continue
		}
		break
	}
	return n
}

func marks(s string) int {
	return len(s) - len(strings.TrimLeftFunc(s, unicode.IsMark))
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func unspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}

// folded returns the words of a text in one case, for telling whether two texts
// are alike; signs do not count.
func folded(s string) []string {
	var out []string
	for _, t := range tokens(s) {
		if r, _ := utf8.DecodeRuneInString(t.text); isWord(r) {
			out = append(out, strings.ToLower(t.text))
		}
	}
	return out
}

// diffWords says which words of two texts differ. Where only white space does, it
// is nil.
func diffWords(old, new string) []Word {
	a, b := tokens(old), tokens(new)
	numbers := make(map[string]int) // of words: comparing numbers is fast
	edits := zdiff.Edits(numbered(a, numbers), numbered(b, numbers))
	var out []Word
	add := func(op Op, t token) {
		if n := len(out); n > 0 && out[n-1].Op == op {
			out[n-1].Text += t.space + t.text
			return
		}
		out = append(out, Word{op, t.space + t.text})
	}
	differs := false
	for _, e := range edits {
		switch e.Op {
		case zdiff.Match:
			add(Same, b[e.PosY])
		case zdiff.Delete:
			add(Delete, a[e.PosX])
			differs = true
		case zdiff.Insert:
			add(Insert, b[e.PosY])
			differs = true
		}
	}
	if !differs {
		return nil
	}
	return out
}

// numbered gives each word its number, and new words new ones.
func numbered(list []token, numbers map[string]int) []int {
	out := make([]int, len(list))
	for i, t := range list {
		n, ok := numbers[t.text]
		if !ok {
			n = len(numbers)
			numbers[t.text] = n
		}
		out[i] = n
	}
	return out
}
