package compare

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// romanKey marks a Roman number among keys.
const romanKey = "roman "

// romanDigits are the values that a Roman number is written with, in order.
var romanDigits = []struct {
	digits string
	value  int
}{{"M", 1000}, {"CM", 900}, {"D", 500}, {"CD", 400}, {"C", 100}, {"XC", 90}, {"L", 50}, {"XL", 40}, {"X", 10}, {"IX", 9}, {"V", 5}, {"IV", 4}, {"I", 1}}

// anyRoman returns the value of a Roman number below 4000 in capitals, written as
// it should be, or 0.
func anyRoman(s string) int {
	if len(s) == 0 || len(s) > 15 || strings.Trim(s, "IVXLCDM") != "" {
		return 0
	}
	n, rest := 0, s
	for _, d := range romanDigits {
		for strings.HasPrefix(rest, d.digits) {
			n, rest = n+d.value, rest[len(d.digits):]
		}
	}
	if rest != "" || n >= 4000 {
		return 0
	}
	rest = s
	for left, i := n, 0; left > 0; i++ { // IIII and LIVI are written otherwise
		for d := romanDigits[i]; left >= d.value; left -= d.value {
			var ok bool
			if rest, ok = strings.CutPrefix(rest, d.digits); !ok {
				return 0
			}
		}
	}
	return n
}

// roman returns the value of what is a Roman number wherever it stands: below a
// hundred of two letters or more, V or X; with C, D or M only of four letters or
// more, because CD and MD are other things. Else 0. Small letters are those of
// lists and front matter, i, v and x; a French ordinal has an e behind it: XIVe.
func roman(s string) int {
	if strings.HasPrefix(s, "\xe2\x85") { // Ⅻ is a character of its own
		return anyRoman(strings.ToUpper(norm.NFKC.String(s)))
	}
	if s == "" || !strings.Contains("IVXLCDMivx", s[:1]) {
		return 0
	}
	if s == "Ier" || s == "Ire" {
		return 1
	}
	for _, end := range []string{"e", "ème"} {
		if len(s) > len(end)+1 && strings.HasSuffix(s, end) && s[len(s)-len(end)-1] < 'a' {
			s = strings.TrimSuffix(s, end)
			break
		}
	}
	switch {
	case len(s) == 1 && s != "V" && s != "X" || len(s) < 4 && strings.ContainsAny(s, "CDM"):
		return 0
	case s[0] >= 'a' && strings.Trim(s, "ivx") == "":
		s = strings.ToUpper(s)
	}
	return anyRoman(s)
}

// romanAt returns the value of the Roman number that word i of a passage is, or 0:
// as roman has it, or in small letters between brackets: 14(v).
func romanAt(p *passage, i int) int {
	raw := p.raw(i, i+1)
	if v := roman(raw); v > 0 || len(raw) == 0 || len(raw) > 8 || raw[0] < 'a' {
		return v
	}
	if bracketed(p, i) {
		return anyRoman(strings.ToUpper(raw))
	}
	return 0
}

// bothRoman reports whether two words are different Roman numbers, I among them,
// which alone is a word as well.
func bothRoman(from, to string) bool {
	return (roman(from) > 0 || roman(to) > 0) && anyRoman(from) > 0 && anyRoman(to) > 0 && from != to
}
