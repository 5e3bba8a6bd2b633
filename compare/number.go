package compare

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// number takes the number in digits at i: digits of any script, with the
// separators that stand between digits, a sign before and letters behind (5th,
// 1990s). Its key is its value, so that 1,000 and 1000 have one key.
func (v *vocabulary) number(dst []token, s string, i int) ([]token, int) {
	start := i
	if r, size := utf8.DecodeRuneInString(s[i:]); r == '-' || r == '−' || r == '–' {
		i += size
	}
	if i < len(s) && s[i] == '.' {
		i++ // .5 is 0.5
	}
	group, spaced := 0, i == start || s[i-1] != '.' // digits since the last separator; only groups of thousands so far
	plain := true                                   // ASCII digits alone
scan:
	for i < len(s) {
		c := s[i]
		switch {
		case byteClass[c] == byteDigit:
			group++
			i++
		case c == '.' || c == ',' || c == ':' || c == '/' || c == '\'':
			if !digitAt(s, i+1) {
				break scan
			}
			plain, spaced, group = false, false, 0
			i++
		case c == ' ':
			if n := groupAfter(s[i+1:], spaced && group > 0 && group <= 3); n == 0 {
				break scan
			}
			plain, group = false, 0
			i++
		case c < utf8.RuneSelf:
			break scan
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case unicode.IsDigit(r):
				group++
			case isHidden(r):
				if size = run(s[i:]); size == 0 {
					break scan
				}
			case (r == '٫' || r == '٬' || r == '’' || r == '·') && digitAt(s, i+size):
				spaced, group = false, 0
			case unicode.IsSpace(r) && groupAfter(s[i+size:], spaced && group > 0 && group <= 3) > 0:
				group = 0
			default:
				break scan
			}
			plain = false
			i += size
		}
	}
	digits := i
	for i < len(s) {
		n := 1
		switch byteClass[s[i]] {
		case byteLower, byteUpper, byteDigit:
		case byteHigh:
			n = run(s[i:])
		default:
			n = 0
		}
		if n == 0 {
			break
		}
		i += n
	}
	key := append(v.buf[:0], '#')
	if plain && byteClass[s[start]] == byteDigit { // no sign or point before it
		key = append(key, s[start:digits]...)
	} else {
		key = append(key, canonical(s[start:digits], v.comma)...)
	}
	if digits < i {
		if strings.ContainsFunc(s[digits:i], func(r rune) bool { return unicode.Is(unicode.No, r) }) {
			key = append(key, '^') // 10⁶ is not 106
		}
		key = append(key, foldKey(s[digits:i])...)
	}
	v.buf = key
	id := v.lookup(key)
	v.words[id].number = true
	v.words[id].count++
	return append(dst, token{id, uint32(start), uint32(i)}), i
}

func digitAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	if byteClass[s[i]] != byteHigh {
		return byteClass[s[i]] == byteDigit
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsDigit(r)
}

// groupAfter returns 3 if s begins with exactly three digits.
func groupAfter(s string, may bool) int {
	if !may {
		return 0
	}
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		if n++; n > 3 {
			return 0
		}
	}
	if n != 3 {
		return 0
	}
	return n
}

// canonical writes a number in digits in one way: ASCII, no thousands, a point
// before decimals. comma says that a comma stands before decimals. What can be
// read in no such way stays as it is, in ASCII digits.
func canonical(raw string, comma bool) string {
	s := asciiDigits(stripHidden(raw))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\'' || r == '’' || r == '٬':
			return -1
		case r == '٫' || r == '·':
			return '.'
		case r == '−' || r == '–':
			return '-'
		}
		return r
	}, s)
	if strings.ContainsAny(s, ":/") {
		return s
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	thousands, decimal := ",", "."
	switch {
	case points > 0 && commas > 0:
		if strings.LastIndex(s, ",") > strings.LastIndex(s, ".") {
			thousands, decimal = ".", ","
		}
	case commas > 1:
	case points > 1:
		thousands, decimal = ".", ","
	case commas == 1:
		if comma || !grouped(s, ",") {
			thousands, decimal = ".", ","
		}
	case points == 1:
		if comma && grouped(s, ".") {
			thousands, decimal = ".", ","
		}
	}
	whole, rest, found := strings.Cut(s, decimal)
	if strings.Contains(rest, decimal) || strings.Contains(rest, thousands) || strings.Contains(whole, thousands) && !grouped(whole, thousands) {
		return sign + s
	}
	whole = strings.ReplaceAll(whole, thousands, "")
	if whole == "" {
		whole = "0"
	}
	if found {
		whole += "." + rest
	}
	return sign + whole
}

// grouped reports whether s is digits in groups of three after a first of one to three.
func grouped(s, sep string) bool {
	parts := strings.Split(s, sep)
	for i, p := range parts {
		if len(p) != 3 && (i > 0 || len(p) == 0 || len(p) > 3) {
			return false
		}
	}
	return parts[0] != "0" && len(parts) > 1
}

// quantity is one number of a phrase, in digits or words.
type quantity struct {
	value string
	firm  bool // a number for certain, unlike one, first, second
	roman bool // it may be an ordinal: Leo XIII, the XIX century
}

// quantities reads the numbers in a row of keys: three hundred and five, 5
// million, vingt et un, 12 %, minus five. Units that change what a number means, %
// and currencies, are quantities of their own.
func quantities(keys []string) []quantity {
	var out []quantity
	below := false // zero is what comes next
	for i := 0; i <= len(keys); {
		end := i
		for end < len(keys) && keys[end] != minusKey {
			end++
		}
		n := len(out)
		out = positive(out, keys[i:end])
		if below && len(out) > n {
			out[n].value, out[n].firm = "-"+out[n].value, true
		}
		i, below = end+1, true
	}
	return out
}

// positive appends the numbers in a row of keys that has no minus in words.
func positive(out []quantity, keys []string) []quantity {
	var total, part float64
	open, firm, ordinal, vague := false, false, false, false // vague: thousands of them
	flush := func() {
		if open {
			v := strconv.FormatFloat(total+part, 'g', exactDigits, 64)
			if ordinal {
				v += "."
			}
			if vague {
				v += "s"
			}
			out = append(out, quantity{value: v, firm: firm})
		}
		total, part, open, firm, ordinal, vague = 0, 0, false, false, false, false
	}
	for i := 0; i < len(keys); i++ {
		k := keys[i]
		if strings.HasPrefix(k, "#") {
			flush()
			v, err := strconv.ParseFloat(k[1:], 64)
			if err == nil && i+1 < len(keys) && numberWords()[keys[i+1]].scale >= 100 {
				part, open, firm = v, true, true
				continue
			}
			if suffix := strings.TrimLeft(k[1:], "0123456789"); suffix != k[1:] && ordinalSuffix[suffix] {
				out = append(out, quantity{value: strings.TrimSuffix(k[1:], suffix) + ".", firm: true})
				continue
			}
			if err == nil && i+1 < len(keys) && vulgar()[keys[i+1]] > 0 { // 1 ½
				out = append(out, quantity{value: strconv.FormatFloat(v+vulgar()[keys[i+1]], 'g', exactDigits, 64), firm: true})
				i++
				continue
			}
			if n := manyOf(keys, i); n > 0 && err == nil && i+2 < len(keys) && symbolic[keys[i+2]] { // 5 M€
				out = append(out, quantity{value: strconv.FormatFloat(v*n, 'g', exactDigits, 64), firm: true})
				i++
				continue
			}
			if v, ok := millions(keys, i); ok { // €5m
				out = append(out, quantity{value: v, firm: true})
				continue
			}
			if v, ok := mixed(k[1:]); ok { // 1½
				out = append(out, quantity{value: v, firm: true})
				continue
			}
			if err == nil && len(k) <= exactDigits {
				out = append(out, quantity{value: strconv.FormatFloat(v, 'g', exactDigits, 64), firm: true})
				continue
			}
			if v, unit, ok := splitMeasure(k[1:]); ok {
				out = append(out, quantity{value: strconv.FormatFloat(v, 'g', 15, 64), firm: true})
				if unit != "" {
					out = append(out, quantity{value: unit, firm: true})
				}
				continue
			}
			out = appendSlashed(out, k[1:])
			continue
		}
		if r, ok := strings.CutPrefix(k, romanKey); ok {
			flush()
			out = append(out, quantity{value: r, roman: true})
			continue
		}
		if u, ok := strings.CutPrefix(k, unitKey); ok {
			flush()
			out = append(out, quantity{value: u, firm: true})
			continue
		}
		if u, ok := strings.CutPrefix(k, softUnitKey); ok {
			flush()
			out = append(out, quantity{value: u, firm: false})
			continue
		}
		if strings.ContainsAny(k, "0123456789") { // A4, m2, ½
			flush()
			out = appendSlashed(out, strings.ReplaceAll(k, "\u2044", "/"))
			continue
		}
		if u := unitOf(keys, i); u != "" {
			flush()
			out = append(out, quantity{value: u, firm: true})
			continue
		}
		if !open {
			if end, value, sure := hanRun(keys, i); end > i {
				out = append(out, quantity{value: value, firm: sure})
				i = end - 1
				continue
			}
		}
		n, ok := numberWords()[k]
		switch {
		case k == "half" && !open && i+2 < len(keys) && keys[i+1] == "a" && numberWords()[keys[i+2]].scale >= 100: // half a million
			part, open, firm = n.value, true, true
			i++
		case k == "dozen" && open && total == 0 && part > 0: // two dozen
			part *= n.value
		case !ok:
			if open && (k == "and" || k == "et") && i+1 < len(keys) && numberWords()[keys[i+1]].ok() {
				continue
			}
			if open && k == "and" && i+2 < len(keys) && keys[i+1] == "a" && (keys[i+2] == "half" || keys[i+2] == "quarter") {
				part += numberWords()[keys[i+2]].value // one and a half
				i += 2
				continue
			}
			flush()
		case n.scale > 0:
			if !open {
				part = 1
				vague = strings.HasSuffix(k, "s")
			}
			open, firm = true, true
			if n.scale == 100 {
				part *= 100
			} else {
				total, part = total+part*n.scale, 0
			}
			ordinal = n.ordinal
		default:
			switch {
			case open && total == 0 && part == 1 && !firm && strings.HasSuffix(k, "aine"): // une douzaine
				part = n.value
			case open && part == 4 && n.value == 20 && !n.ordinal && (k == "vingt" || k == "vingts"):
				part = 80
			case open && n.value == 0.5 && k != "half" && keys[i-1] == "et": // deux et demi
				part += n.value
			case open && fits(part, n.value):
				part += n.value
			default:
				flush()
				part = n.value
			}
			open, firm, ordinal = true, firm || !n.soft, n.ordinal
			if ordinal {
				flush()
			}
		}
	}
	flush()
	return out
}

// exactDigits is up to how many digits a number is the same in binary.
const exactDigits = 15

// longValue is the value of a number in digits of any length: without zeroes
// that say nothing.
func longValue(s string) string {
	if strings.Trim(s, "0123456789.") != "" {
		return s
	}
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	if s = strings.TrimLeft(s, "0"); s == "" || s[0] == '.' {
		s = "0" + s
	}
	return s
}

// fits reports whether a number below 100 can be said right after part.
func fits(part, n float64) bool {
	low := float64(int(part) % 100)
	switch {
	case part == 0 || low == 0:
		return true
	case n < 10:
		return low >= 20 && int(low)%10 == 0 || low == 10 && n >= 7
	case n < 20:
		return low == 60 || low == 80
	}
	return false
}

func unitOf(keys []string, i int) string {
	switch k := keys[i]; k {
	case "%", "percent", "٪":
		return "%"
	case "cent":
		if i > 0 && (keys[i-1] == "per" || keys[i-1] == "pour") {
			return "%"
		}
	case "°":
		if i > 0 && keys[i-1] == "n" {
			return "" // n° 5
		}
		return k
	case "$", "€", "£", "¥", "₽", "₹", "‰":
		return k
	}
	if currencies()[keys[i]] {
		if u := symbols[strings.TrimSuffix(keys[i], "s")]; u != "" {
			return u
		}
		return keys[i]
	}
	return ""
}

// asOrdinal reads the Roman numbers of a as ordinals where b has that ordinal.
func asOrdinal(a, b []quantity) {
	for i := range a {
		if v := a[i].value + "."; a[i].roman && slices.ContainsFunc(b, func(q quantity) bool { return q.value == v }) {
			a[i].value = v
		}
	}
}

// compareQuantities says whether the numbers of two phrases differ, and whether
// there are any.
func compareQuantities(from, to []string) (differ, any bool) {
	a, b := quantities(from), quantities(to)
	if len(a) == 0 && len(b) == 0 {
		return false, false
	}
	asOrdinal(a, b)
	asOrdinal(b, a)
	if inHundred(a, b) || inHundred(b, a) {
		return false, true
	}
	firm := len(a) > 0 && len(b) > 0
	left := map[string]int{}
	for _, q := range a {
		left[q.value]++
		firm = firm || q.firm
	}
	for _, q := range b {
		left[q.value]--
		firm = firm || q.firm
	}
	for _, n := range left {
		if n != 0 {
			return firm, true
		}
	}
	return false, true
}
