package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word, number or symbol of a block.
type token struct {
	id         uint32 // of its key in the vocabulary
	start, end uint32 // in the block's text, in bytes
}

// word is one key of the vocabulary.
type word struct {
	key    string
	traits traits // once known: see know
	lower  bool   // it was seen with a small first letter
	proper bool   // it was seen with a capital inside a sentence
	number bool   // a number in digits
	count  int32
}

// vocabulary numbers the keys of both texts in the order in which they come.
// ASCII words, nearly all, are folded and looked up in one pass.
type vocabulary struct {
	words []word
	known int               // of how many words the traits are known
	table []uint32          // open addressing: 1 + index in words, 0 is free
	sums  []uint64          // hash of each word's key
	other map[string]uint32 // numbers of raw words that are not ASCII
	comma bool              // a comma stands before decimals
	buf   []byte
}

func newVocabulary() *vocabulary {
	return &vocabulary{table: make([]uint32, 1<<12), other: map[string]uint32{}}
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// mix spreads the bits of a hash.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 29
	return h
}

// lookup returns the number of a key in b, whose FNV-1a hash is h.
func (v *vocabulary) lookup(b []byte, h uint64) uint32 {
	mask := uint64(len(v.table) - 1)
	for i := mix(h) & mask; ; i = (i + 1) & mask {
		n := v.table[i]
		if n == 0 {
			v.table[i] = uint32(len(v.words) + 1)
			return v.add(b, h)
		}
		if v.sums[n-1] == h && v.words[n-1].key == string(b) {
			return n - 1
		}
	}
}

func (v *vocabulary) add(b []byte, h uint64) uint32 {
	n := uint32(len(v.words))
	v.words = append(v.words, word{key: string(b)})
	v.sums = append(v.sums, h)
	if len(v.words)*2 > len(v.table) {
		v.grow()
	}
	return n
}

func (v *vocabulary) grow() {
	v.table = make([]uint32, 4*len(v.table))
	mask := uint64(len(v.table) - 1)
	for n, h := range v.sums {
		i := mix(h) & mask
		for v.table[i] != 0 {
			i = (i + 1) & mask
		}
		v.table[i] = uint32(n + 1)
	}
}

// take adds the words of another vocabulary and returns their numbers in this one.
func (v *vocabulary) take(o *vocabulary) []uint32 {
	ids := make([]uint32, len(o.words))
	for i := range o.words {
		w := &o.words[i]
		v.buf = append(v.buf[:0], w.key...)
		id := v.lookup(v.buf, o.sums[i])
		mine := &v.words[id]
		mine.count += w.count
		mine.lower, mine.proper, mine.number = mine.lower || w.lower, mine.proper || w.proper, mine.number || w.number
		ids[i] = id
	}
	return ids
}

// intern returns the number of a key that is folded already.
func (v *vocabulary) intern(key string) uint32 {
	h := uint64(fnvOffset)
	for i := 0; i < len(key); i++ {
		h = (h ^ uint64(key[i])) * fnvPrime
	}
	v.buf = append(v.buf[:0], key...)
	return v.lookup(v.buf, h)
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
			if (c == '-') && i+1 < len(s) && byteClass[s[i+1]] == byteDigit && signPlace(s[:i]) {
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

// signPlace reports whether a number's sign can stand behind s: at the beginning
// of a text, behind a space of any width, behind a bracket.
func signPlace(s string) bool {
	if s == "" || s[len(s)-1] == '(' {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
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

// ascii takes the word at i, which begins with an ASCII letter. Its hash is made
// while it is read; one that is long or has more than ASCII is folded by long.
func (v *vocabulary) ascii(dst []token, s string, i int, open bool) ([]token, int) {
	var word [48]byte
	start, h, n := i, uint64(fnvOffset), 0
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
		if n == len(word) {
			return v.long(dst, s, start, open)
		}
		word[n] = c
		n++
		h = (h ^ uint64(c)) * fnvPrime
	}
	if k := zPlace(word[:n]); k >= 0 {
		word[k] = 'z'
		h = fnvOffset
		for _, c := range word[:n] {
			h = (h ^ uint64(c)) * fnvPrime
		}
	}
	return v.put(dst, v.lookup(word[:n], h), s, start, i, open), i
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
			(c == '\'' || c == '_') && i > start && i+1 < len(s) && continuesAny(s[i+1:]) {
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
	case unicode.In(r, unicode.Sc, unicode.Sm, unicode.So) || r == '§' || r == '°' || r == '‰' || r == '٪' || r == '％':
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
