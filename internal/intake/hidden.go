package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vow"
)

// raw returns s in NFC for a comparison, whatever the text rules refuse in it;
// bytes that are not UTF-8 are an error even there.
func raw(s string) (string, error) {
	if ascii(s) {
		return s, nil
	}
	if !utf8.ValidString(s) {
		return "", vow.CheckText(s)
	}
	return norm.NFC.String(s), nil
}

// ascii reports whether s is ASCII, eight bytes at a time.
func ascii[T string | []byte](s T) bool {
	const high = 0x8080808080808080
	for len(s) >= 8 {
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if x&high != 0 {
			return false
		}
		s = s[8:]
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clean takes out of the text of a page or document what shows nothing: soft
// hyphens, zero-width characters, marks of direction and the like. What shows
// something and is no text (private use, unassigned) stays, to be refused, or
// with replace becomes U+FFFD. The remarks say what went and how often.
func (b *builder) clean(at int, s string, replace bool) string {
	if b.opt.Raw || vow.CheckText(s) == nil {
		return s
	}
	var dropped, replaced counts
	for range 4 { // what fitted beside a dropped character may no longer
		var out strings.Builder
		last, changed := 0, false
		for from := 0; from < len(s); {
			off, _ := vow.ScanText(s, from)
			if off < 0 {
				break
			}
			r, size := utf8.DecodeRuneInString(s[off:])
			from = off + size
			with := ""
			switch {
			case shows(r) && !replace:
				continue
			case shows(r):
				with = "\ufffd"
				replaced.add(r)
			case r == '\t' || r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 || r == '\v' || r == '\f':
				with = " "
			default:
				dropped.add(r)
			}
			out.WriteString(s[last:off] + with)
			last, changed = from, true
		}
		if !changed {
			break
		}
		out.WriteString(s[last:])
		s = out.String()
	}
	if len(dropped) > 0 {
		b.remark(Dropped, at, "characters that show nothing: %s", dropped)
	}
	if len(replaced) > 0 {
		b.remark(Refused, at, "characters without a meaning in Unicode %s stand as U+FFFD: %s", vow.TextUnicode, replaced)
	}
	return s
}

// shows reports whether a refused code point could show something to a reader:
// a sign of a private font, or one newer than the tables.
func shows(r rune) bool {
	return r == utf8.RuneError || '\ue000' <= r && r <= '\uf8ff' || r >= 0xf0000 && r <= 0x10ffff || !ignorable(r) && r > 0x9f
}

// ignorable lists what the text rules refuse although it is assigned, beside
// controls and private use.
func ignorable(r rune) bool {
	switch {
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5,
		0x180b <= r && r <= 0x180f, 0x200b <= r && r <= 0x200f, 0x2028 <= r && r <= 0x202e, 0x2060 <= r && r <= 0x206f,
		r == 0x3164, 0xfe00 <= r && r <= 0xfe0f, r == 0xfeff, r == 0xffa0, 0xfff0 <= r && r <= 0xfffb,
		0x1bca0 <= r && r <= 0x1bca3, 0x1d173 <= r && r <= 0x1d17a, 0xe0000 <= r && r <= 0xe0fff:
		return true
	}
	return false
}

// counts is how often each code point came.
type counts map[rune]int

func (c *counts) add(r rune) {
	if *c == nil {
		*c = make(counts)
	}
	(*c)[r]++
}

func (c counts) String() string {
	var all []string
	for r, n := range c {
		all = append(all, fmt.Sprintf("U+%04X (%d)", r, n))
	}
	slices.Sort(all)
	if len(all) > 20 {
		all = append(all[:20], "…")
	}
	return strings.Join(all, ", ")
}
