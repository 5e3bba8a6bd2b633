package compare

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isHidden reports whether a character shows nothing and is no space: zero-width
// and bidi controls, tags, variation selectors, soft hyphens, fillers, controls.
func isHidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\t' && r != '\n' && r != '\r'
	case r < 0x7f:
		return false
	case r < 0xa0:
		return r != 0x85
	case r < 0x300:
		return r == 0xad
	}
	switch {
	case r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x2800, r == 0x3164, r == 0xfeff, r == 0xffa0,
		0x180b <= r && r <= 0x180f, 0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x206f,
		0xfe00 <= r && r <= 0xfe0f, 0xfff0 <= r && r <= 0xfffb, 0x1bca0 <= r && r <= 0x1bca3, 0x1d173 <= r && r <= 0x1d17a,
		0xe0000 <= r && r <= 0xe0fff:
		return true
	}
	return false
}

// stripHidden returns s without hidden characters.
func stripHidden(s string) string {
	if strings.IndexFunc(s, isHidden) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isHidden(r) {
			return -1
		}
		return r
	}, s)
}

func countHidden(s string) int {
	n := 0
	for _, r := range s {
		if isHidden(r) {
			n++
		}
	}
	return n
}

// isApostrophe reports whether r may stand inside a word as its apostrophe.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' || r == '‘' || r == '´' || r == '`' || r == '′'
}

// lookOf returns what a character outside ASCII looks like, or itself.
func lookOf(r rune) rune {
	i, ok := slices.BinarySearchFunc(confusables[:], r, func(e struct{ r, like rune }, r rune) int { return int(e.r - r) })
	if !ok {
		return r
	}
	like := confusables[i].like
	if like == 'l' && unicode.IsUpper(r) {
		return 'I' // a capital iota looks like both; in a word it stands for the capital
	}
	return like
}

// foldPlain folds a word without its look-alikes: hidden characters gone,
// compatibility forms and case folded, one form of the apostrophe. Folding twice
// changes nothing.
func foldPlain(s string) string {
	s = norm.NFKC.String(stripHidden(s))
	s = strings.Map(func(r rune) rune {
		switch {
		case isApostrophe(r):
			return '\''
		case isHidden(r), r == 0x640: // a tatweel makes a word wider and says nothing
			return -1
		case r == '״':
			return '"'
		case r == '׳':
			return '\''
		case r == 'ſ':
			return 's'
		}
		return unicode.ToLower(unicode.ToUpper(r))
	}, s)
	return foldZ(apart(norm.NFKC.String(s)))
}

// pointless returns s without the vowel points of Hebrew and Arabic.
func pointless(s string) string {
	return strings.Map(func(r rune) rune {
		if 0x591 <= r && r <= 0x5c7 && unicode.IsMark(r) || 0x64b <= r && r <= 0x65f || r == 0x670 {
			return -1
		}
		return r
	}, s)
}

// apart writes letters as two that many keyboards and typesetters write so; NFKC
// has done it for ĳ.
func apart(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "œ", "oe"), "æ", "ae")
}

// foldKey folds a word to the key it is aligned by: foldPlain, with characters
// that look like an ASCII letter taken for it.
func foldKey(s string) string {
	if plainWord(s) {
		return foldZ(strings.ToLower(s))
	}
	look := func(r rune) rune {
		if r < utf8.RuneSelf || isApostrophe(r) {
			return r
		}
		return lookOf(r)
	}
	s = strings.Map(look, norm.NFKC.String(stripHidden(s)))
	return foldPlain(strings.Map(look, foldPlain(s))) // a small letter may look like what its capital does not
}

// plainWord reports whether s is ASCII letters and digits alone.
func plainWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if foldByte[s[i]] == 0 {
			return false
		}
	}
	return true
}

// zEndings are the endings in which British and American spelling differ, with s.
var zEndings = []string{"ise", "ised", "ises", "ising", "iser", "isers", "isation", "isations", "yse", "ysed", "yses", "ysing"}

// zPlace returns where a key has the s of -ise or -yse, or -1.
func zPlace[T string | []byte](s T) int {
	n := len(s)
	if n < 6 {
		return -1
	}
	back := 0 // how far from the end the s stands, if there is one
	switch s[n-1] {
	case 'e':
		back = 2
	case 'd', 'r':
		back = 3
	case 'g':
		back = 4
	case 'n':
		back = 6
	case 's':
		switch s[n-2] {
		case 'e':
			back = 3
		case 'r':
			back = 4
		case 'n':
			back = 7
		}
	}
	if back == 0 || back >= n || s[n-back] != 's' {
		return -1
	}
	for _, e := range zEndings {
		if i := n - len(e); i > 0 && string(s[i:]) == e {
			return i + 1
		}
	}
	return -1
}

// endsAsZ are the last letters of those endings.
var endsAsZ = [256]bool{'e': true, 'd': true, 'r': true, 'g': true, 'n': true, 's': true}

// foldZ writes -ise as -ize. The key is for comparing only: that promise becomes
// promize does not matter where both texts are folded.
func foldZ(s string) string {
	if i := zPlace(s); i >= 0 {
		return s[:i] + "z" + s[i+1:]
	}
	return s
}

// digitOf returns the value of a decimal digit of any script.
func digitOf(r rune) (int, bool) {
	if '0' <= r && r <= '9' {
		return int(r - '0'), true
	}
	if r < 0x660 {
		return 0, false
	}
	if i, ok := slices.BinarySearchFunc(unicode.Nd.R16, r, func(t unicode.Range16, r rune) int {
		return span(rune(t.Lo), rune(t.Hi), r)
	}); ok {
		return int(r-rune(unicode.Nd.R16[i].Lo)) % 10, true
	}
	if i, ok := slices.BinarySearchFunc(unicode.Nd.R32, r, func(t unicode.Range32, r rune) int {
		return span(rune(t.Lo), rune(t.Hi), r)
	}); ok {
		return int(r-rune(unicode.Nd.R32[i].Lo)) % 10, true
	}
	return 0, false
}

func span(lo, hi, r rune) int {
	switch {
	case hi < r:
		return -1
	case lo > r:
		return 1
	}
	return 0
}

// asciiDigits writes decimal digits of any script as ASCII.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if v, ok := digitOf(r); ok {
			return rune('0' + v)
		}
		return r
	}, s)
}

// unspacedScript reports whether r is of a script written without spaces, whose
// characters are words of their own here.
func unspacedScript(r rune) bool {
	if r < 0xe00 || unicode.IsDigit(r) { // ๑๒ is one number
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}
