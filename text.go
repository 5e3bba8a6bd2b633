package vow

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TextUnicode is the Unicode version that the text rules are pinned to. The
// tables in text_tables.go are of this version whatever the compiler's are.
const TextUnicode = "15.0"

// CheckText checks the text rules that every free text of vow obeys (titles,
// reasons, labels, the blocks of a paper). A text is valid UTF-8 in NFC, with at
// most 30 combining marks in a row (UAX #15, Stream-Safe Text Format), and has
// none of these:
//
//   - code points unassigned in Unicode 15.0, non-characters, surrogates,
//     private use
//   - controls, TAB and LF among them, and U+2028 and U+2029
//   - bidi controls, tags, soft hyphens
//   - other code points that show nothing (Default_Ignorable_Code_Point and
//     U+FFF9–FFFB): zero-width spaces, fillers, word joiners, U+FEFF, invisible
//     operators, and the like
//
// Five invisible code points are let through where they are spelling and can
// hide nothing: U+200C by RFC 5892 A.1; U+200D by RFC 5892 A.2 or inside an
// emoji ZWJ sequence listed in Unicode 15.0, with or without its U+FE0F;
// a variation selector in a sequence listed in StandardizedVariants.txt or
// emoji-variation-sequences.txt of 15.0 (after an ASCII digit, # or * only as
// part of a keycap); and the Mongolian vowel separator U+180E between a
// Mongolian letter and U+1820 or U+1821. Each is refused elsewhere.
//
// The order of the checks matters: a text of assigned code points has the same
// NFC form in every later version of Unicode, so that a newer normaliser gives
// the same answer.
//
// The error has CodeCheck and names the first wrong code point and its offset
// in characters, from 0.
func CheckText(s string) error {
	n := asciiText(s)
	if n == len(s) {
		return nil
	}
	if off, why := scanText(s, n); why != "" {
		return textError(s, off, why)
	}
	if !norm.NFC.IsNormalString(s) {
		return notNormal(s)
	}
	return nil
}

// Visible reports whether a text shows anything: spaces and the blank Braille
// pattern do not. The text rules refuse everything else that shows nothing.
func Visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && r != 0x2800 })
}

// NormalizeText prepares text from outside for the text rules: TAB becomes a
// space, and the result is in NFC. It removes nothing; what the rules refuse,
// CheckText still refuses.
func NormalizeText(s string) string {
	if strings.IndexByte(s, '\t') >= 0 {
		s = strings.ReplaceAll(s, "\t", " ")
	}
	return norm.NFC.String(s)
}

// asciiText returns how many leading bytes of s are printable ASCII. It looks at
// eight bytes at once: a byte outside 0x20–0x7e sets its top bit in one of three
// ways.
func asciiText(s string) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		b := s[i : i+8]
		x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		if (x|(x+ones)|(x-0x20*ones))&tops != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c > 0x7e {
			break
		}
	}
	return i
}

// textClass says what the rules make of one code point.
type textClass uint8

const (
	classUnassigned textClass = iota
	classPlain
	classControl
	classNoncharacter
	classSurrogate
	classPrivate
	classSeparator
	classBidi
	classInvisible
	classTag
	classSoftHyphen
	classVariation
	classNonJoiner
	classJoiner
	classVowelSeparator
)

// The joining types of text_tables.go.
const (
	joinL textClass = 1 << iota
	joinD
	joinR
	joinT
	joinVirama
)

var textReasons = [...]string{
	classUnassigned:     "is not assigned in Unicode " + TextUnicode,
	classControl:        "is a control character",
	classNoncharacter:   "is a non-character",
	classSurrogate:      "is a surrogate",
	classPrivate:        "is for private use",
	classSeparator:      "is a line or paragraph separator",
	classBidi:           "is a bidi control",
	classInvisible:      "shows nothing",
	classTag:            "is a tag",
	classSoftHyphen:     "is a soft hyphen",
	classVariation:      "is a stray variation selector",
	classNonJoiner:      "is a zero-width non-joiner where no script needs one",
	classJoiner:         "is a zero-width joiner outside a listed emoji sequence, where no script needs one",
	classVowelSeparator: "is a Mongolian vowel separator out of place",
}

// textRange is a run of code points with one class.
type textRange struct {
	lo, hi rune
	class  textClass
}

// classPages spreads textClasses into pages of 256 code points, so that text in
// any script is classed by two loads. It is made once and never changed.
var classPages = sync.OnceValue(func() *[0x1100]*[256]textClass {
	pages := new([0x1100]*[256]textClass)
	uniform := map[textClass]*[256]textClass{}
	page := func(c textClass) *[256]textClass {
		if p := uniform[c]; p != nil {
			return p
		}
		p := new([256]textClass)
		for i := range p {
			p[i] = c
		}
		uniform[c] = p
		return p
	}
	for i := range pages {
		pages[i] = page(classUnassigned)
	}
	for _, r := range textClasses {
		for cp := r.lo; cp <= r.hi; {
			i := cp >> 8
			if cp&0xff == 0 && r.hi >= cp+0xff {
				pages[i] = page(r.class)
				cp += 0x100
				continue
			}
			if pages[i] == page(classUnassigned) {
				pages[i] = new([256]textClass)
			}
			pages[i][cp&0xff] = r.class
			cp++
		}
	}
	return pages
})

// ScanText returns the byte offset of the first code point at or after from that
// the text rules refuse, and why; -1 if there is none. Whether the text is in NFC
// it does not ask.
func ScanText(s string, from int) (int, string) {
	off, why := scanText(s, from)
	if why == "" {
		return -1, ""
	}
	return off, why
}

// scanText returns the byte offset of the first code point that the rules
// refuse, and why; start is how far s is already known to be plain. Whether s
// is in NFC it does not ask.
func scanText(s string, start int) (int, string) {
	pages := classPages()
	sequence := 0 // up to here the joiners belong to a listed emoji sequence
	for i := start; i < len(s); {
		c := s[i]
		if 0x20 <= c && c <= 0x7e {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return i, "is not UTF-8"
		}
		class := pages[r>>8][r&0xff]
		if class == classPlain {
			i += size
			continue
		}
		ok := false
		switch class {
		case classVariation:
			ok = variationFits(s, i, r, size)
		case classNonJoiner:
			ok = nonJoinerFits(s[:i], s[i+size:])
		case classJoiner:
			if i >= sequence && !afterVirama(s[:i]) {
				sequence = sequenceEnd(s, i)
			}
			ok = i < sequence || afterVirama(s[:i])
		case classVowelSeparator:
			ok = vowelSeparatorFits(s[:i], s[i+size:])
		}
		if !ok {
			return i, textReasons[class]
		}
		i += size
	}
	return 0, ""
}

func joiningOf(r rune) textClass {
	i := sort.Search(len(textJoining), func(i int) bool { return textJoining[i].hi >= r })
	if i < len(textJoining) && textJoining[i].lo <= r {
		return textJoining[i].class
	}
	return 0
}

// afterVirama is RFC 5892 A.2 and the first half of A.1.
func afterVirama(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return joiningOf(r)&joinVirama != 0
}

// nonJoinerFits is RFC 5892 A.1: after a virama, or between two letters that
// would join without it, with marks in between.
func nonJoinerFits(before, after string) bool {
	if afterVirama(before) {
		return true
	}
	for {
		r, size := utf8.DecodeLastRuneInString(before)
		j := joiningOf(r)
		if j&(joinL|joinD) != 0 {
			break
		}
		if size == 0 || j&joinT == 0 {
			return false
		}
		before = before[:len(before)-size]
	}
	for {
		r, size := utf8.DecodeRuneInString(after)
		j := joiningOf(r)
		if j&(joinR|joinD) != 0 {
			return true
		}
		if size == 0 || j&joinT == 0 {
			return false
		}
		after = after[size:]
	}
}

// variationFits reports whether the selector r at s[i:] stands in a listed
// variation sequence.
func variationFits(s string, i int, r rune, size int) bool {
	base, _ := utf8.DecodeLastRuneInString(s[:i])
	if i == 0 || r > 0xffff {
		return false // ideographic variation sequences are not part of Unicode's own data
	}
	if base < 0x80 {
		if next, _ := utf8.DecodeRuneInString(s[i+size:]); r != 0xfe0f || next != 0x20e3 {
			return false // a digit, # or * takes a selector only in a keycap
		}
	}
	v := uint32(base)<<8 | uint32(r)&0xff
	at, found := slices.BinarySearch(textVariations, v)
	// The short form leaves out whether the selector is U+180x or U+FE0x.
	return found && (r < 0xfe00) == mongolian(rune(textVariations[at]>>8))
}

func mongolian(r rune) bool { return 0x1800 <= r && r <= 0x18af }

// vowelSeparatorFits: in Mongolian spelling U+180E parts a final a or e from
// its stem.
func vowelSeparatorFits(before, after string) bool {
	prev, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return 0x180b <= prev && prev <= 0x18aa && prev != 0x180e && (next == 0x1820 || next == 0x1821)
}

// maxSequence is more than the longest listed emoji sequence has code points.
const maxSequence = 16

// sequenceEnd returns the end of the longest listed emoji ZWJ sequence that
// holds the first joiner at s[i:] and starts with the emoji before it, or 0.
func sequenceEnd(s string, i int) int {
	start := i
	for {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		if size == 0 {
			return 0
		}
		start -= size
		if r != 0xfe0f && (r < 0x1f3fb || r > 0x1f3ff) { // a selector or a skin tone follows its emoji
			break
		}
		if i-start > 4*maxSequence {
			return 0
		}
	}
	end, n := 0, 0
	var key [4 * maxSequence]byte
	k := key[:0]
	for at := start; at < len(s) && n < maxSequence; {
		r, size := utf8.DecodeRuneInString(s[at:])
		at += size
		if r == 0xfe0f {
			if end == at-size {
				end = at // the selector belongs to the emoji that ends the sequence
			}
			continue
		}
		k = utf8.AppendRune(k, r)
		n++
		found := sort.Search(len(textSequences), func(j int) bool { return textSequences[j] >= string(k) })
		if found == len(textSequences) || !strings.HasPrefix(textSequences[found], string(k)) {
			break
		}
		if textSequences[found] == string(k) {
			end = at
		}
	}
	if end <= i {
		return 0
	}
	return end
}

func textError(s string, off int, why string) error {
	n := utf8.RuneCountInString(s[:off])
	r, size := utf8.DecodeRuneInString(s[off:])
	if r == utf8.RuneError && size <= 1 {
		return Errorf(CodeCheck, "byte 0x%02X at character %d %s", s[off], n, why).
			WithHint("save the text as UTF-8")
	}
	return Errorf(CodeCheck, "U+%04X at character %d %s", r, n, why)
}

func notNormal(s string) error {
	n, _ := norm.NFC.SpanString(s, true)
	if strings.ContainsRune(norm.NFC.String(s[n:]), 0x34f) {
		// The normaliser parts a longer run with U+034F, which s does not have.
		return Errorf(CodeCheck, "over 30 combining marks in a row after character %d", utf8.RuneCountInString(s[:n]))
	}
	r, _ := utf8.DecodeRuneInString(s[n:])
	return Errorf(CodeCheck, "text is not in Unicode normal form NFC from U+%04X at character %d", r, utf8.RuneCountInString(s[:n])).
		WithHint("normalise the text to NFC")
}
