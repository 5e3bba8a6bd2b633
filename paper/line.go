package paper

import (
	"encoding/hex"
	"strconv"
	"strings"

	"vow"
)

// Block lines are canonical JSON (RFC 8785) of a small grammar: one flat object,
// ASCII keys in order, whole numbers, strings. The text rules leave only two
// characters that JSON must escape, the quote and the backslash, so that a line
// is canonical exactly if it is written in this one way.

// appendLine appends the canonical line of block i, without LF.
func appendLine(dst []byte, i int, b *Block, split string) []byte {
	dst = append(dst, `{`...)
	if b.Kind == Cell {
		dst = appendInt(dst, `"col":`, b.Col)
		dst = append(dst, ',')
	}
	dst = appendInt(dst, `"i":`, i)
	dst = appendString(dst, `,"kind":`, string(b.Kind))
	if b.Label != "" {
		dst = appendString(dst, `,"label":`, b.Label)
	}
	if b.Kind == Heading {
		dst = appendInt(dst, `,"level":`, b.Level)
	}
	if b.Kind == Cell {
		dst = appendInt(dst, `,"row":`, b.Row)
	}
	if split == SplitSentence {
		dst = appendInt(dst, `,"s":`, b.Sentence)
	}
	dst = append(dst, `,"salt":"`...)
	dst = hex.AppendEncode(dst, b.Salt[:])
	dst = append(dst, '"')
	if b.Section != "" {
		dst = appendString(dst, `,"section":`, b.Section)
	}
	if b.Kind == Figure {
		dst = appendString(dst, `,"sha256":`, b.SHA256.String())
	}
	if b.Kind == Cell {
		dst = appendInt(dst, `,"table":`, b.Table)
	}
	dst = appendString(dst, `,"text":`, b.Text)
	return append(dst, '}')
}

// appendWithheld appends the line of a withheld block, without LF.
func appendWithheld(dst []byte, i int, leaf vow.Hash) []byte {
	dst = appendInt(dst, `{"i":`, i)
	dst = append(dst, `,"leaf":"`...)
	dst = hex.AppendEncode(dst, leaf[:])
	return append(dst, `"}`...)
}

// minLine is less than the shortest line of either form has bytes.
const minLine = 70

// withheldLen returns the length of the line of block i when it is withheld.
func withheldLen(i int) int { return len(`{"i":,"leaf":""}`) + 2*len(vow.Hash{}) + digits(i) }

func digits(i int) int {
	n := 1
	for ; i >= 10; i /= 10 {
		n++
	}
	return n
}

func appendInt(dst []byte, key string, n int) []byte {
	return strconv.AppendInt(append(dst, key...), int64(n), 10)
}

func appendString(dst []byte, key, s string) []byte {
	dst = append(append(dst, key...), '"')
	n := plain(s)
	dst, s = append(dst, s[:n]...), s[n:]
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return append(dst, '"')
}

// plain returns how many bytes of s come before the first quote or backslash.
// Two searches for one byte are several times faster than one for either; but
// not in a loop over hostile text.
func plain(s string) int {
	if i := strings.IndexByte(s, '"'); i >= 0 {
		s = s[:i]
	}
	if i := strings.IndexByte(s, '\\'); i >= 0 {
		return i
	}
	return len(s)
}

// parsed is what one line says.
type parsed struct {
	block    Block
	i        int
	leaf     vow.Hash
	withheld bool
}

// parseLine parses one line without LF into p, whatever p held before. The caller
// compares i; that the line is canonical and the block right is checked here.
func parseLine(line, split string, p *parsed) error {
	*p = parsed{}
	var (
		b    = &p.block
		has  [keyCount]bool
		last = -1
	)
	s := scanner{rest: line}
	s.literal("{")
	for s.err == nil {
		key := s.key()
		k := keyIndex(key)
		switch {
		case s.err != nil:
			return s.err
		case k < 0:
			return vow.Errorf(vow.CodeCheck, "unknown key %q", key)
		case k <= last:
			return vow.Errorf(vow.CodeCheck, "key %q is doubled or out of order", key)
		}
		last, has[k] = k, true
		switch k {
		case keyCol:
			b.Col = s.number(1)
		case keyI:
			p.i = s.number(0)
		case keyKind:
			b.Kind = Kind(s.text())
		case keyLabel:
			if b.Label = s.text(); s.err == nil && b.Label == "" {
				s.fail("label: an empty label is left out")
			}
		case keyLeaf:
			s.hex(p.leaf[:])
		case keyLevel:
			b.Level = s.number(1)
		case keyRow:
			b.Row = s.number(1)
		case keyS:
			b.Sentence = s.number(0)
		case keySalt:
			s.hex(b.Salt[:])
		case keySection:
			if b.Section = s.text(); s.err == nil && b.Section == "" {
				s.fail("section: an empty section is left out")
			}
		case keySHA256:
			s.hex(b.SHA256[:])
		case keyTable:
			b.Table = s.number(1)
		case keyText:
			b.Text = s.text()
		}
		if s.err != nil {
			return vow.Errorf(vow.CodeCheck, "%s: %w", key, s.err)
		}
		if !s.more() {
			break
		}
	}
	if s.err != nil {
		return s.err
	}
	if p.withheld = has[keyLeaf]; p.withheld {
		if has != withheldKeys {
			return vow.Errorf(vow.CodeCheck, "a withheld block has exactly i and leaf")
		}
		return nil
	}
	for _, k := range [...]int{keyI, keyKind, keySalt, keyText} {
		if !has[k] {
			return vow.Errorf(vow.CodeCheck, "key %q is missing", keys[k])
		}
	}
	if has[keyS] != (split == SplitSentence) {
		return vow.Errorf(vow.CodeCheck, "key \"s\" is there exactly with split sentence")
	}
	if has[keySHA256] != (b.Kind == Figure) {
		return vow.Errorf(vow.CodeCheck, "key \"sha256\" is there exactly in a figure")
	}
	return b.check(split)
}

// The keys of a line in canonical order.
const (
	keyCol = iota
	keyI
	keyKind
	keyLabel
	keyLeaf
	keyLevel
	keyRow
	keyS
	keySalt
	keySection
	keySHA256
	keyTable
	keyText
	keyCount
)

var keys = [keyCount]string{"col", "i", "kind", "label", "leaf", "level", "row", "s", "salt", "section", "sha256", "table", "text"}

var withheldKeys = [keyCount]bool{keyI: true, keyLeaf: true}

func keyIndex(key string) int {
	for i, k := range keys {
		if k == key {
			return i
		}
	}
	return -1
}

// scanner reads the one canonical spelling; the first failure stays.
type scanner struct {
	rest string
	err  error
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = vow.Errorf(vow.CodeCheck, format, args...)
	}
}

func (s *scanner) literal(want string) {
	if s.err != nil {
		return
	}
	rest, ok := strings.CutPrefix(s.rest, want)
	if !ok {
		s.fail("not canonical JSON: %q expected at %q", want, clip(s.rest))
		return
	}
	s.rest = rest
}

// key reads `"key":`.
func (s *scanner) key() string {
	k := s.text()
	s.literal(":")
	return k
}

// more reads a comma, or the end of the line after a closing brace.
func (s *scanner) more() bool {
	if s.err == nil && strings.HasPrefix(s.rest, ",") {
		s.rest = s.rest[1:]
		return true
	}
	if s.literal("}"); s.err == nil && s.rest != "" {
		s.fail("%q after the end of the block", clip(s.rest))
	}
	return false
}

// number reads a whole number without leading zeros, from least to maxNumber.
func (s *scanner) number(least int) int {
	n, i := 0, 0
	for ; i < len(s.rest) && '0' <= s.rest[i] && s.rest[i] <= '9' && n <= maxNumber; i++ {
		n = 10*n + int(s.rest[i]-'0')
	}
	if i == 0 || n < least || n > maxNumber || i > 1 && s.rest[0] == '0' {
		s.fail("not a whole number from %d to %d: %q", least, maxNumber, clip(s.rest))
		return 0
	}
	s.rest = s.rest[i:]
	return n
}

// text reads a string whose only escapes are \" and \\.
func (s *scanner) text() string {
	if s.literal(`"`); s.err != nil {
		return ""
	}
	n := plain(s.rest)
	if n < len(s.rest) && s.rest[n] == '"' {
		t := s.rest[:n]
		s.rest = s.rest[n+1:]
		return t
	}
	b := []byte(s.rest[:n])
	for i := n; i < len(s.rest); i++ {
		c := s.rest[i]
		if c == '"' {
			s.rest = s.rest[i+1:]
			return string(b)
		}
		if c == '\\' {
			if i++; i == len(s.rest) || s.rest[i] != '"' && s.rest[i] != '\\' {
				s.fail("escape %q: only \\\" and \\\\ are canonical", clip(s.rest[i-1:]))
				return ""
			}
			c = s.rest[i]
		}
		b = append(b, c)
	}
	s.fail("a string does not end")
	return ""
}

// hex fills dst from a string of exactly as many lower-case hex digits.
func (s *scanner) hex(dst []byte) {
	t := s.text()
	if s.err != nil {
		return
	}
	if len(t) != 2*len(dst) {
		s.fail("%d hex digits expected, %d found", 2*len(dst), len(t))
		return
	}
	if !lowerHex(dst, t) {
		s.fail("not lower-case hex: %q", clip(t))
	}
}

// hexDigit is the value of each lower-case hex digit, 0xff of any other byte.
var hexDigit = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xff
	}
	for i, c := range []byte("0123456789abcdef") {
		table[c] = byte(i)
	}
	return table
}()

// lowerHex fills dst from lower-case hex digits, twice as many; false if one is
// none. A paper is mostly hex where much of it is withheld: this is several times
// faster than decoding and looking for capitals.
func lowerHex(dst []byte, s string) bool {
	var all byte
	for i := range dst {
		high, low := hexDigit[s[2*i]], hexDigit[s[2*i+1]]
		dst[i] = high<<4 | low
		all |= high | low
	}
	return all < 16
}

// digits fills dst from exactly as many lower-case hex digits, not in quotes.
func (s *scanner) digits(dst []byte) {
	n := 2 * len(dst)
	if s.err != nil {
		return
	}
	if len(s.rest) < n {
		s.fail("%d hex digits expected, %d found", n, len(s.rest))
		return
	}
	if !lowerHex(dst, s.rest[:n]) {
		s.fail("not lower-case hex: %q", clip(s.rest[:n]))
		return
	}
	s.rest = s.rest[n:]
}

func clip(s string) string {
	if len(s) > 24 {
		return s[:24] + "…"
	}
	return s
}
