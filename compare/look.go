package compare

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordKind says how two writings of one key differ.
func wordKind(from, to string) Kind {
	switch {
	case from == to:
		return Identical
	case isASCII(from) && isASCII(to):
		return Typographic
	case countHidden(to) > countHidden(from) && foldPlain(from) == foldPlain(to):
		return Hidden
	case styled(to) && !styled(from):
		return Lookalike
	case foldPlain(from) == foldPlain(to), canonicalAlike(from, to):
		return Typographic
	}
	return Lookalike
}

// canonicalAlike reports whether both begin with a digit and have the same letters:
// the same number in other digits or with other separators.
func canonicalAlike(from, to string) bool {
	digit := func(s string) bool {
		s = strings.TrimLeft(s, "-−–")
		r, _ := utf8.DecodeRuneInString(s)
		_, ok := digitOf(r)
		return ok
	}
	behind := func(s string) string { // 200ms: its letters are no look-alikes
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, foldPlain(s))
	}
	return digit(from) && digit(to) && behind(from) == behind(to)
}

// styled reports whether s has letters of the mathematical alphabets, which
// imitate others.
func styled(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return 0x1d400 <= r && r <= 0x1d7cb })
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// sameLook finds words that differ by their keys and yet only in spacing, hyphens
// or characters that look the same.
func (c *comparison) sameLook(from, to string, kx, ky []string) Kind {
	if stripHidden(from) == stripHidden(to) {
		if countHidden(to) > countHidden(from) {
			return Hidden
		}
		return Typographic
	}
	if a, b := pointless(from), pointless(to); a == b && (a == from || b == to) {
		return Typographic // one is written without its vowel points
	}
	join := func(keys []string) string { return strings.ReplaceAll(strings.Join(keys, ""), "'", "") }
	a, b := join(kx), join(ky)
	a, b = strings.ReplaceAll(a, "#", ""), strings.ReplaceAll(b, "#", "")
	if a == b && slices.Equal(digitRuns(from), digitRuns(to)) && listed(from) == listed(to) { // 5 mg, 5mg; but not 1 23, 12 3
		switch {
		case countHidden(to) > countHidden(from):
			return Hidden
		case letters(foldPlain(from)) != letters(foldPlain(to)):
			return Lookalike
		}
		return Typographic
	}
	if confusedDigits(a, b) {
		return Lookalike
	}
	if skeleton(from) == skeleton(to) {
		return Lookalike
	}
	return ""
}

// listed counts the numbers in digits that a comma and a space part: 12, 345 are two,
// and 12 345 is one.
func listed(s string) int {
	n := 0
	for i, r := range s {
		if (r == ',' || r == ';') && i > 0 && digitBefore(s[:i]) && len(s) > i+1 && s[i+1] == ' ' && digitAt(s, i+2) {
			n++
		}
	}
	return n
}

// digitRuns returns the digits of s, as they stand together.
func digitRuns(s string) []string {
	return strings.FieldsFunc(asciiDigits(s), func(r rune) bool { return r < '0' || r > '9' })
}

// letters returns the letters and digits of s alone.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, s)
}

// confusedDigits reports whether two words differ only where one has a digit and
// the other a letter that looks like it.
func confusedDigits(a, b string) bool {
	if len(a) != len(b) || a == b {
		return false
	}
	for i := 0; i < len(a); i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if y < x {
			x, y = y, x
		}
		if !(x == '0' && y == 'o' || x == '1' && (y == 'l' || y == 'i') || x == '5' && y == 's' || x == '8' && y == 'b') {
			return false
		}
	}
	return true
}

// skeleton is what a reader, or a machine that reads, sees of a word, roughly:
// capital I, l and 1 are one, and so are m and rn (Unicode's confusables have both).
func skeleton(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r = lookOf(r); r {
		case 'I', '1', '|':
			return 'l'
		case '0':
			return 'o'
		}
		return unicode.ToLower(r)
	}, stripHidden(s))
	return strings.ReplaceAll(s, "rn", "m")
}
