package intake

import (
	"regexp"
	"strings"
	"sync"

	"vow/paper"
)

// pattern returns a regular expression that is compiled when it is first asked
// for: most runs of the program read no text, and most texts need few of them.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// mayBullet reports whether a line could begin with a bullet, by its first byte.
func mayBullet(s string) bool {
	return s != "" && (s[0] >= 0x80 || s[0] == '*' || s[0] == '-')
}

// mayLabel reports whether a paragraph could begin with a printed number, by its
// first bytes: it spares nearly all paragraphs the search.
func mayLabel(kind paper.Kind, s string) bool {
	switch {
	case s == "" || kind == paper.Heading:
		return s != ""
	case 'a' <= s[0] && s[0] <= 'z':
		return strings.ContainsAny(s[:min(len(s), 7)], ".)")
	}
	return s[0] >= 0x80 || '0' <= s[0] && s[0] <= '9' || s[0] == '('
}
