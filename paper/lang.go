package paper

import (
	"strings"

	"vow"
)

// checkLang checks that tag is a well-formed language tag by the grammar of
// BCP 47 (RFC 5646 §2.1): language, extended language, script, region,
// variants, extensions, private use, in this order, no variant or singleton
// twice. Letter case is free, as the RFC has it. The few irregular tags that RFC
// 5646 keeps for the past (like i-klingon) are refused: each has a regular
// successor. Whether a subtag is registered is not asked: the registry grows.
func checkLang(tag string) error {
	if err := vow.CheckLang(tag); err != nil {
		return err
	}
	if !wellFormedLang(strings.Split(tag, "-")) {
		return vow.Errorf(vow.CodeCheck, "not a language tag: %q", tag).
			WithHint("write a BCP 47 tag such as en, fr-CH, zh-Hant or ug-Arab-CN")
	}
	return nil
}

func wellFormedLang(sub []string) bool {
	for _, s := range sub {
		if len(s) == 0 || len(s) > 8 || !all(s, isAlnum) {
			return false
		}
	}
	i := 0
	// next takes the next subtag if it fits.
	next := func(fits func(string) bool) bool {
		if i < len(sub) && fits(sub[i]) {
			i++
			return true
		}
		return false
	}
	if !strings.EqualFold(sub[0], "x") {
		if !next(func(s string) bool { return len(s) >= 2 && all(s, isLetter) }) {
			return false
		}
		if len(sub[0]) <= 3 {
			for n := 0; n < 3 && next(func(s string) bool { return len(s) == 3 && all(s, isLetter) }); n++ {
			}
		}
		next(func(s string) bool { return len(s) == 4 && all(s, isLetter) })
		next(func(s string) bool {
			return len(s) == 2 && all(s, isLetter) || len(s) == 3 && all(s, isDigit)
		})
		seen := map[string]bool{}
		for next(isVariant) {
			v := strings.ToLower(sub[i-1])
			if seen[v] {
				return false
			}
			seen[v] = true
		}
		for next(func(s string) bool { return len(s) == 1 && !strings.EqualFold(s, "x") }) {
			singleton := strings.ToLower(sub[i-1])
			if seen[singleton] {
				return false
			}
			seen[singleton] = true
			if !next(longerThanOne) {
				return false
			}
			for next(longerThanOne) {
			}
		}
	}
	if next(func(s string) bool { return strings.EqualFold(s, "x") }) {
		if i == len(sub) {
			return false
		}
		i = len(sub)
	}
	return i == len(sub)
}

func isVariant(s string) bool {
	return len(s) >= 5 || len(s) == 4 && isDigit(s[0])
}

func longerThanOne(s string) bool { return len(s) >= 2 }

func all(s string, is func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isAlnum(c byte) bool  { return isDigit(c) || isLetter(c) }
