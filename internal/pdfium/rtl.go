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
// that follow each other PDFium knows better. Brackets and quotation marks may have
// much room of their own: beside one a space stands where the gap is far wider than on
// its other side, or twice as wide as elsewhere.
func (t *textPage) spaced(signs []sign, gap float64) []sign {
	out := make([]sign, 0, len(signs)+len(signs)/4)
	before := func(i int) float64 { return signs[i-1].x0 - signs[i].x1 }
	// Whether the gap before a sign tells nothing beside the one on the other side of
	// its bracket: there is none, a stop stands there, or it is about as wide.
	narrow := func(i, beyond int) bool {
		side := beyond // the sign on the other side
		if beyond < i {
			side = beyond - 1
		}
		return side < 0 || side >= len(signs) || signs[side].other() || before(i) <= 1.6*before(beyond)
	}
	for i, s := range signs {
		most := gap
		switch {
		case i == 0:
		case s.bracket() && narrow(i, i+1), signs[i-1].bracket() && narrow(i, i-1):
			most = 2 * gap
		}
		if i > 0 && before(i) > most && !(s.right() && signs[i-1].right() && !t.spaceBetween(signs[i-1].at, s.at)) {
			out = append(out, sign{" ", ' ', s.x1, signs[i-1].x0, s.at})
		}
		out = append(out, s)
	}
	return out
}

func (s *sign) bracket() bool { return strings.ContainsRune(brackets, s.first) }

// turnRuns turns what runs from left to right in a line: words of other letters
// with all between them, and numbers.
func turnRuns(signs []sign) {
	arabic := false // a word in Arabic letters came last
	for i := 0; i < len(signs); i++ {
		end := i
		switch {
		case signs[i].right():
			arabic = unicode.Is(unicode.Arabic, signs[i].first) || unicode.Is(unicode.Syriac, signs[i].first) || unicode.Is(unicode.Thaana, signs[i].first)
		case signs[i].left():
			for k := i + 1; k < len(signs) && !signs[k].right(); k++ {
				if signs[k].left() || signs[k].digit() && !signs[k-1].space() {
					end = k
				}
			}
		case number(signs, i, arabic) > i:
			end = number(signs, i, arabic) - 1
			for k := end + 1; k < len(signs); k++ {
				if signs[k].left() { // a number behind a word of other letters: it begins with the number
					end = k
					continue
				}
				if signs[k].digit() {
					end = k
					continue
				}
				if !signs[k].other() || k+1 >= len(signs) || !signs[k+1].digit() || !joins(signs[k].first, arabic) {
					break
				}
			}
			for !arabic && end+1 < len(signs) && unit(signs[end+1].first) {
				end++
			}
		}
		slices.Reverse(signs[i : end+1])
		i = end
	}
}

// number returns where the digits begin to go on of a number that begins at i, with
// the signs of money or of parts that belong to it, or i if none does. Behind Arabic
// letters these signs stand for themselves.
func number(signs []sign, i int, arabic bool) int {
	k := i
	for !arabic && k < min(len(signs), i+8) && unit(signs[k].first) {
		k++
	}
	if k < len(signs) && signs[k].digit() {
		return k + 1
	}
	return i
}

func unit(c rune) bool { return unicode.Is(unicode.Sc, c) || strings.ContainsRune("#%‰°", c) }

// joins reports whether a sign between two numbers makes one of them, as the
// algorithm for text of both directions says: behind Arabic letters a hyphen does
// not, and 45-50 is written with 45 on the right.
func joins(c rune, arabic bool) bool {
	return strings.ContainsRune(".,:/٫٬", c) || !arabic && (c == '-' || c == '+')
}

// brackets are the signs that look the other way in a line from right to left, in
// pairs; a file has one or the other of a pair.
const brackets = "()[]{}«»‹›"

// faceBrackets gives each bracket and quotation mark the direction that its place
// asks for: the side on which a space stands, or a stop, is the outer one. Where both
// sides are alike the one that closes comes behind the one that opens.
func faceBrackets(signs []sign) {
	outer := func(i int) int {
		switch {
		case i < 0 || i >= len(signs) || signs[i].space():
			return 2
		case signs[i].other():
			return 1
		}
		return 0
	}
	open := make(map[rune]bool)
	for i := range signs {
		at := strings.IndexRune(brackets, signs[i].first)
		if at < 0 {
			continue
		}
		n := len([]rune(brackets[:at]))
		first := n &^ 1
		pair := []rune(brackets)[first : first+2]
		before, after := outer(i-1), outer(i+1)
		opens := before > after || before == after && !open[pair[0]]
		signs[i].first = pair[1]
		if opens {
			signs[i].first = pair[0]
		}
		open[pair[0]], signs[i].text = opens, string(signs[i].first)
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
