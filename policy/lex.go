package policy

import (
	"fmt"
	"strings"

	"vow"
)

// token is a word or one of the marks ( ) { } , of the source. The end of the
// source is the token with empty text.
type token struct {
	text string
	pos  int // byte offset
}

// String names the token for an error message. What is not ASCII may look like
// what is, so it is spelled out and said.
func (t token) String() string {
	switch {
	case t.text == "":
		return "the end"
	case strings.ContainsFunc(t.text, func(r rune) bool { return r > '~' }):
		return fmt.Sprintf("%+q, which is not ASCII", clip(t.text))
	}
	return fmt.Sprintf("%q", clip(t.text))
}

const (
	blanks = " \t\n"
	marks  = "(){},"
)

// next returns the token that starts at or after src[pos]. A word is
// everything up to a blank or a mark: what it is, and whether it is anything,
// the parser decides.
func next(src string, pos int) token {
	for pos < len(src) && strings.IndexByte(blanks, src[pos]) >= 0 {
		pos++
	}
	rest := src[pos:]
	if rest == "" {
		return token{"", pos}
	}
	if strings.IndexByte(marks, rest[0]) >= 0 {
		return token{rest[:1], pos}
	}
	if i := strings.IndexAny(rest, blanks+marks); i >= 0 {
		rest = rest[:i]
	}
	return token{rest, pos}
}

// failure is an error at src[pos]; line and column count from 1, in bytes.
func failure(src string, pos int, format string, args ...any) error {
	before := src[:min(pos, len(src))]
	line := strings.Count(before, "\n") + 1
	column := len(before) - strings.LastIndexByte(before, '\n')
	return vow.Errorf(vow.CodeUsage, "policy, line %d, column %d (byte %d): %s",
		line, column, len(before), fmt.Sprintf(format, args...))
}

// clip shortens untrusted text for an error message.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
