package compare

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word, number or symbol of a block.
type token struct {
	id         uint32 // of its key in the vocabulary
	start, end uint32 // in the block's text, in bytes
}

// The classes of ASCII bytes.
const (
	byteGap = iota
	byteLower
	byteUpper
	byteDigit
	byteSymbol
	byteHigh
)

var byteClass = func() (t [256]uint8) {
	for c := 0; c < 256; c++ {
		switch {
		case 'a' <= c && c <= 'z':
			t[c] = byteLower
		case 'A' <= c && c <= 'Z':
			t[c] = byteUpper
		case '0' <= c && c <= '9':
			t[c] = byteDigit
		case c >= 0x80:
			t[c] = byteHigh
		case c != 0 && strings.ContainsRune("%$&+=<>@", rune(c)):
			t[c] = byteSymbol
		}
	}
	return t
}()

// cut cuts a text into tokens and appends them to dst.
func (v *vocabulary) cut(dst []token, s string) []token {
	open := false // inside a sentence: a capital is not its beginning's
	for i := 0; i < len(s); {
		c := s[i]
		switch byteClass[c] {
		case byteGap:
			if (c == '-' || c == '.') && numberAhead(s[i+1:], c == '-') && (signPlace(s[:i]) || c == '.' && symbolBefore(s[:i])) { // -5, .5, -.5
				dst, i = v.number(dst, s, i)
				open = true
				continue
			}
			if c == '.' || c == '!' || c == '?' || c == ':' || c == '"' || c == '\n' || c == '(' {
				open = false
			}
			i++
		case byteLower, byteUpper:
			dst, i = v.ascii(dst, s, i, open)
			open = true
		case byteDigit:
			dst, i = v.number(dst, s, i)
			open = true
		case byteSymbol:
			key := s[i : i+1]
			if c == '&' {
				key = "and"
			}
			dst = append(dst, token{v.intern(key), uint32(i), uint32(i + 1)})
			i++
			open = true
		default:
			dst, i, open = v.high(dst, s, i, open)
		}
	}
	return dst
}

// numberAhead reports whether s begins with a digit, or, where it may, with a point
// before one.
func numberAhead(s string, point bool) bool {
	if point && s != "" && s[0] == '.' {
		s = s[1:]
	}
	return s != "" && byteClass[s[0]] == byteDigit
}

// signPlace reports whether a number's sign can stand behind s: at the beginning
// of a text, behind a space of any width, behind a bracket.
func signPlace(s string) bool {
	if s == "" || s[len(s)-1] == '(' {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
}

// symbolBefore reports whether s ends with a sign of money or one that compares: $.50,
// p<.05.
func symbolBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.In(r, unicode.Sc, unicode.Sm)
}

// digitBefore reports whether a number stands at the end of s, before a space: a
// dash behind it is that of a range.
func digitBefore(s string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	return s != "" && byteClass[s[len(s)-1]] == byteDigit
}

// foldByte is what a byte inside a word is folded to; 0 ends the word.
var foldByte = func() (t [256]byte) {
	for c := range t {
		switch byteClass[c] {
		case byteLower, byteDigit:
			t[c] = byte(c)
		case byteUpper:
			t[c] = byte(c) | 0x20
		}
	}
	return t
}()

// ascii takes the word at i, which begins with an ASCII letter. Its first eight
// bytes are gathered while it is read; one that is long or has more than ASCII is
// folded by long.
func (v *vocabulary) ascii(dst []token, s string, i int, open bool) ([]token, int) {
	var word [48]byte
	var head uint64
	start, n := i, 0
	for ; i < len(s); i++ {
		c := foldByte[s[i]]
		if c == 0 {
			c = s[i]
			if byteClass[c] == byteHigh && continues(s[i:]) {
				return v.long(dst, s, start, open)
			}
			if c != '\'' && c != '_' || !continuesAny(s[i+1:]) {
				break
			}
		}
		if n < 8 {
			head |= uint64(c) << (8 * n)
		} else if n == len(word) {
			return v.long(dst, s, start, open)
		} else {
			word[n] = c
		}
		n++
	}
	if n < 6 || n <= 8 && !endsAsZ[byte(head>>(8*(n-1)))] {
		return v.put(dst, v.short(head, n), s, start, i, open), i
	}
	binary.LittleEndian.PutUint64(word[:], head)
	if k := zPlace(word[:n]); k >= 0 {
		word[k] = 'z'
	}
	return v.put(dst, v.lookup(word[:n]), s, start, i, open), i
}

// put appends a word and remembers how it was written.
func (v *vocabulary) put(dst []token, id uint32, s string, start, end int, open bool) []token {
	w := &v.words[id]
	w.count++
	switch c := s[start]; {
	case byteClass[c] == byteLower:
		w.lower = true
	case byteClass[c] == byteUpper:
		w.proper = w.proper || open
	case c >= 0x80:
		if r, _ := utf8.DecodeRuneInString(s[start:]); unicode.IsLower(r) {
			w.lower = true
		} else if unicode.IsUpper(r) {
			w.proper = w.proper || open
		}
	}
	return append(dst, token{id, uint32(start), uint32(end)})
}

// countAgain counts the words of a text once more. Symbols are not counted.
func (v *vocabulary) countAgain(tokens []token, text string) {
	for _, t := range tokens {
		switch c := text[t.start]; byteClass[c] {
		case byteSymbol:
			continue
		case byteHigh:
			r, size := utf8.DecodeRuneInString(text[t.start:])
			if int(t.end-t.start) == size && isSymbol(r) && !unspacedScript(r) {
				continue
			}
		}
		v.words[t.id].count++
	}
}

// isSymbol reports whether a character outside ASCII is a word of its own that is
// no letter, mark or digit.
func isSymbol(r rune) bool {
	return unicode.In(r, unicode.Sc, unicode.Sm, unicode.So) || r == '§' || r == '°' || r == '‰' || r == '٪' || r == '％'
}

// run returns how many bytes of s, which begins outside ASCII, go on with a word:
// a letter, a mark or a digit; hidden characters, however many, before one; an
// apostrophe before a letter. It is 0 where the word ends.
func run(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case unspacedScript(r):
		return 0
	case isHidden(r):
		n := hiddenRun(s)
		if r, _ = utf8.DecodeRuneInString(s[n:]); (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unspacedScript(r) {
			return n
		}
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.Is(unicode.No, r) || unicode.IsDigit(r):
		return size
	case isApostrophe(r):
		if next, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsLetter(next) {
			return size
		}
	case r == '״' || r == '׳':
		if next, _ := utf8.DecodeRuneInString(s[size:]); unicode.Is(unicode.Hebrew, next) {
			return size
		}
	}
	return 0
}

// hiddenRun returns how many bytes of hidden characters s begins with.
func hiddenRun(s string) int {
	for i, r := range s {
		if !isHidden(r) {
			return i
		}
	}
	return len(s)
}

// continues reports whether a word goes on with what s begins with.
func continues(s string) bool { return run(s) > 0 }

// long takes the word at start by its characters.
func (v *vocabulary) long(dst []token, s string, start int, open bool) ([]token, int) {
	i := start
	for i < len(s) {
		c := s[i]
		k := byteClass[c]
		if k == byteLower || k == byteUpper || k == byteDigit ||
			(c == '\'' || c == '_') && i > start && i+1 < len(s) && continuesAny(s[i+1:]) || c == '"' && i > start && gershayim(s[:i], s[i+1:]) {
			i++
			continue
		}
		n := 0
		if k == byteHigh {
			n = run(s[i:])
		}
		if n == 0 && i == start { // the caller knows that a word begins here
			_, n = utf8.DecodeRuneInString(s[i:])
		}
		if n == 0 {
			break
		}
		i += n
	}
	raw := s[start:i]
	id, ok := v.other[raw]
	if !ok {
		id = v.intern(foldKey(raw))
		v.other[strings.Clone(raw)] = id
	}
	return v.put(dst, id, s, start, i, open), i
}

// gershayim reports whether a quotation mark between two stretches is that of a
// Hebrew abbreviation, which stands before its last letter: צה"ל.
func gershayim(before, behind string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, size := utf8.DecodeRuneInString(behind)
	if !unicode.Is(unicode.Hebrew, last) || !unicode.Is(unicode.Hebrew, next) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(behind[size:])
	return !unicode.IsLetter(after)
}

func continuesAny(s string) bool {
	if len(s) == 0 {
		return false
	}
	k := byteClass[s[0]]
	return k == byteLower || k == byteUpper || k == byteHigh && continues(s)
}

// high takes what begins with a character outside ASCII.
func (v *vocabulary) high(dst []token, s string, i int, open bool) ([]token, int, bool) {
	r, size := utf8.DecodeRuneInString(s[i:])
	switch {
	case isHidden(r):
		return dst, i + hiddenRun(s[i:]), open
	case (r == '−' || r == '–' && !digitBefore(s[:i])) && i+size < len(s) && byteClass[s[i+size]] == byteDigit && signPlace(s[:i]):
		dst, i = v.number(dst, s, i)
		return dst, i, true
	case unspacedScript(r):
		raw := s[i : i+size]
		id, ok := v.other[raw]
		if !ok {
			id = v.intern(foldPlain(raw))
			v.other[strings.Clone(raw)] = id
		}
		v.words[id].count++
		return append(dst, token{id, uint32(i), uint32(i + size)}), i + size, true
	case unicode.IsDigit(r):
		dst, i = v.number(dst, s, i)
		return dst, i, true
	case unicode.IsLetter(r) || unicode.Is(unicode.No, r) || unicode.Is(unicode.Nl, r) || unicode.IsMark(r) && !isHidden(r):
		dst, i = v.long(dst, s, i, open)
		return dst, i, true
	case isSymbol(r):
		if strings.ContainsRune("•◦▪●○■□▶►‣⁃", r) {
			return dst, i + size, open
		}
		id := v.intern(foldPlain(s[i : i+size]))
		return append(dst, token{id, uint32(i), uint32(i + size)}), i + size, true
	case strings.ContainsRune("“”„«»。！？：‟「『؟۔।", r):
		open = false
	}
	return dst, i + size, open
}
