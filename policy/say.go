package policy

import (
	"fmt"
	"strings"

	"vow"
)

// day writes a time for people: 31 August 2026, and its hour in UTC where that
// is not the first second of the day.
func day(t vow.Time) string {
	g := t.Go()
	switch {
	case g.Hour() == 0 && g.Minute() == 0 && g.Second() == 0:
		return g.Format("2 January 2006")
	case g.Second() == 0:
		return g.Format("2 January 2006 at 15:04 UTC")
	}
	return g.Format("2 January 2006 at 15:04:05 UTC")
}

// from says since when: at any time, from 31 August 2026.
func from(w When) string {
	t, ok := w.Time()
	if !ok {
		return "at any time"
	}
	return "from " + day(t)
}

// until says how long: until 15 October 2026, for ever.
func until(w When) string {
	t, ok := w.Time()
	if !ok {
		return "for ever"
	}
	return "until " + day(t)
}

// count says how many: 1 day, 2 days.
func count(n int64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// length says how long it is from a to a later b, in its two largest units: a
// day has 86,400 s.
func length(a, b vow.Time) string {
	left := b.Unix() - a.Unix()
	var parts []string
	for _, unit := range []struct {
		one     string
		seconds int64
	}{{"day", 86_400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		if n := left / unit.seconds; n > 0 && len(parts) < 2 {
			parts = append(parts, count(n, unit.one))
		}
		left %= unit.seconds
	}
	return strings.Join(parts, " and ")
}

// and lists words: a, b and c.
func and(words []string) string { return list(words, "and") }

func list(words []string, last string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
}

// capital makes the first letter of a sentence, which is a-z, a capital.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
