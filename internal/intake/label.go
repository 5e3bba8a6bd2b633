package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// paraLabel is a number as paragraphs of reports bear it: 12. 12) 1.2. (12) (a)
// (iv) b. § 3. A single capital with a stop is none: it is an initial.
var paraLabel = pattern(`^((?:§\s?)?\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){0,5}[.)]|§\s?\p{Nd}{1,3}|\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){1,5}|\((?:\p{Nd}{1,3}|\p{L}|[ivxlc]{1,6})\)|[ivx]{1,6}[.)]|\p{Ll}[.)])[\s\x{a0}\x{2000}-\x{200a}\x{3000}]+(\S.*)$`)

// headingLabel is a number as headings bear it: I. IV 3 3.1 3.1. A. (b).
var headingLabel = pattern(`^((?:§\s?)?\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){0,5}[.):]|\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){1,5}|\p{Nd}{1,2}|[IVXLC]{1,7}[.):]|\(?[a-zA-Z][.)]|\([ivxlc]{1,6}\)|\p{Lu}(?:\.\p{Nd}{1,3}){1,5}\.?)[\s\x{a0}\x{2000}-\x{200a}\x{3000}]+(\S.*)$`)

// cutLabel parts a printed number from the text that it stands before.
func cutLabel(kind paper.Kind, s string) (label, text string) {
	if !mayLabel(kind, s) {
		return "", s
	}
	pattern := paraLabel
	if kind == paper.Heading {
		pattern = headingLabel
	}
	head := s
	if len(head) > 64 {
		head = strings.ToValidUTF8(head[:64], "")
	}
	m := pattern().FindStringSubmatchIndex(strings.ReplaceAll(head, "\n", " "))
	if m == nil {
		return "", s
	}
	return s[m[2]:m[3]], s[m[4]:]
}

// amount reports whether what looks like the label of a paragraph is a number of
// its text, which a small letter, a digit or a unit follows: 3.5 million, 2.50 €. A
// number that hangs in the margin is none.
func amount(label, text string) bool {
	if !strings.Contains(label, ".") || strings.ContainsRune(".):", rune(label[len(label)-1])) {
		return false
	}
	r, size := utf8.DecodeRuneInString(text)
	if isOpening(r) {
		r, _ = utf8.DecodeRuneInString(text[size:])
	}
	return unicode.IsLower(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r) || strings.ContainsRune("%‰°×±+−=<>", r)
}

// bullets are the marks of list items without a number.
const bullets = "•◦▪▫‣⁃●○■□◆◇➢➤✓"
