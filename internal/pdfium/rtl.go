//go:build !js

package pdfium

import (
	"slices"
	"strings"
	"unicode"
)

// sign is one sign of a line that runs from right to left, with the marks on it,
// or a space.
type sign struct {
	text   string
	first  rune
	x0, x1 float64
	at     int // of its first character on the page
}

func (s *sign) space() bool { return s.first == ' ' }
func (s *sign) left() bool {
	return unicode.IsLetter(s.first) && !fromRight(s.first) && !unicode.Is(unicode.Inherited, s.first)
}
func (s *sign) right() bool { return fromRight(s.first) && unicode.IsLetter(s.first) }
func (s *sign) digit() bool { return unicode.IsDigit(s.first) }
func (s *sign) other() bool { return !s.space() && !s.left() && !s.right() && !s.digit() }

func fromRight(c rune) bool {
	return unicode.In(c, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) && !unicode.IsDigit(c)
}

// rightLine puts the words of a line that runs from right to left together anew
// from the places of its signs. PDFium keeps letters in order, but not what stands
// between words of both directions: stops beside numbers, brackets, quotation marks.
// Lines without these, and those with a sign that cannot be placed, stay as they are.
func (t *textPage) rightLine(from, to int, words []Word) ([]Word, error) {
	letters, right, doubtful := 0, 0, false
	for k := from; k < to; k++ {
		switch c := t.chars[k]; {
		case fromRight(c) && unicode.IsLetter(c):
			letters, right = letters+1, right+1
		case unicode.IsLetter(c):
			letters++
		case strings.ContainsRune(brackets, c), unicode.IsDigit(c):
			doubtful = true
		}
	}
	if !doubtful || 2*right <= letters || len(words) == 0 {
		return words, nil
	}
	for _, w := range words {
		if w.Glued || w.Base != words[0].Base { // raised signs
			return words, nil
		}
	}
	signs, err := t.signs(from, to)
	if err != nil || signs == nil {
		return words, err
	}
	signs = t.spaced(signs, 0.15*words[0].Size)
	turnRuns(signs)
	faceBrackets(signs)
	return joinSigns(signs, words[0]), nil
}

// signs returns the signs of a line from right to left, nil if one has no place of
// its own.
func (t *textPage) signs(from, to int) ([]sign, error) {
	var out []sign
	for k := from; k < to; k++ {
		c := t.chars[k]
		if space(c) || parting(c) {
			continue
		}
		if unicode.IsMark(c) && len(out) > 0 {
			out[len(out)-1].text += string(c)
			continue
		}
		x0, _, x1, _, err := t.box(k)
		if err != nil {
			return nil, err
		}
		if x1 <= x0 {
			return nil, nil
		}
		s := sign{string(c), c, x0, x1, k}
		if n := len(out); n > 0 && min(x1, out[n-1].x1)-max(x0, out[n-1].x0) > 0.5*min(x1-x0, out[n-1].x1-out[n-1].x0) {
			last := &out[n-1] // one sign for two letters
			switch {
			case c == 'ل' && strings.ContainsRune("اأإآٱ", last.first):
				last.text, last.first = string(c)+last.text, c
			case last.first == 'ل' && strings.ContainsRune("اأإآٱ", c):
				last.text += string(c)
			default:
				return nil, nil
			}
			last.x0, last.x1 = min(last.x0, x0), max(last.x1, x1)
			continue
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b sign) int {
		switch d := (b.x0 + b.x1) - (a.x0 + a.x1); {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	return out, nil
}

// spaced puts spaces where signs stand further apart than gap; between two letters
// that follow each other PDFium knows better.
func (t *textPage) spaced(signs []sign, gap float64) []sign {
	out := make([]sign, 0, len(signs)+len(signs)/4)
	for i, s := range signs {
		if i > 0 && signs[i-1].x0-s.x1 > gap && !(s.right() && signs[i-1].right() && !t.spaceBetween(signs[i-1].at, s.at)) {
			out = append(out, sign{" ", ' ', s.x1, signs[i-1].x0, s.at})
		}
		out = append(out, s)
	}
	return out
}

// turnRuns turns what runs from left to right in a line: words of other letters
// with all between them, and numbers.
func turnRuns(signs []sign) {
	for i := 0; i < len(signs); i++ {
		end := i
		switch {
		case signs[i].left():
			for k := i + 1; k < len(signs) && !signs[k].right(); k++ {
				if signs[k].left() || signs[k].digit() && !signs[k-1].space() {
					end = k
				}
			}
		case signs[i].digit():
			for k := i + 1; k < len(signs); k++ {
				if signs[k].left() { // a number behind a word of other letters: it begins with the number
					end = k
					continue
				}
				if signs[k].digit() {
					end = k
					continue
				}
				if !signs[k].other() || k+1 >= len(signs) || !signs[k+1].digit() || !strings.ContainsRune(".,:/-–٫٬", signs[k].first) {
					break
				}
			}
		}
		slices.Reverse(signs[i : end+1])
		i = end
	}
}

// brackets are the signs that look the other way in a line from right to left, in
// pairs; a file has one or the other of a pair.
const brackets = "()[]{}«»‹›"

// faceBrackets gives each bracket and quotation mark the direction that its place
// asks for: before a word it opens, behind one it closes.
func faceBrackets(signs []sign) {
	edge := func(i int) bool { return i < 0 || i >= len(signs) || signs[i].space() || signs[i].other() }
	for i := range signs {
		at := strings.IndexRune(brackets, signs[i].first)
		if at < 0 {
			continue
		}
		n := len([]rune(brackets[:at]))
		pair := []rune(brackets)[n&^1 : n|1+1]
		switch before, after := edge(i-1), edge(i+1); {
		case before && !after:
			signs[i].first = pair[0]
		case after && !before:
			signs[i].first = pair[1]
		default:
			continue
		}
		signs[i].text = string(signs[i].first)
	}
}

// joinSigns makes words of signs, like the first of those that stood there.
func joinSigns(signs []sign, like Word) []Word {
	var out []Word
	var text strings.Builder
	begun := false
	for i := range signs {
		s := &signs[i]
		if s.space() {
			begun = false
			continue
		}
		if !begun {
			w := like
			w.X0, w.X1, w.odd = s.x0, s.x1, s.digit()
			out = append(out, w)
			text.Reset()
			begun = true
		}
		w := &out[len(out)-1]
		text.WriteString(s.text)
		w.Text, w.X0, w.X1 = text.String(), min(w.X0, s.x0), max(w.X1, s.x1)
	}
	return out
}

// spaceBetween reports whether PDFium has a space between two characters, or has
// others there, so that it cannot tell.
func (t *textPage) spaceBetween(a, b int) bool {
	for k := min(a, b) + 1; k < max(a, b); k++ {
		if !unicode.IsMark(t.chars[k]) {
			return true
		}
	}
	return false
}
