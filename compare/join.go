package compare

import (
	"strings"
	"unicode/utf8"
)

// joinChanges makes one change of what a reader takes for one: a quotation whose
// marks came or went at both ends, and the two words of a French negation. The
// changes are in the order of the text.
func (c *comparison) joinChanges(changes []Change, x, y *passage) []Change {
	out := changes[:0]
	opened := -1 // the change in out where marks came or went that have not ended
	for _, ch := range changes {
		n := len(out)
		switch {
		case ch.marks && opened >= 0 && sameSide(out[opened], ch):
			for _, inner := range out[opened+1:] {
				ch.marks = ch.marks && inner.marks
			}
			out = append(out[:opened], c.span(out[opened], ch, x, y))
			opened = -1
			continue
		case ch.marks && ch.InQuotation:
			opened = -1
			if (quoteMarks(ch.From)+quoteMarks(ch.To))%2 == 1 {
				opened = n
			}
		case ch.Kind != Quotation:
			opened = -1
		}
		if n > 0 && c.lang == "fr" && ch.Kind == Negation && out[n-1].Kind == Negation && c.oneNegation(out[n-1], ch, x, y) {
			out[n-1] = c.span(out[n-1], ch, x, y)
			continue
		}
		out = append(out, ch)
	}
	return out
}

// quoteMarks counts the quotation marks of s; an apostrophe in a word is none.
func quoteMarks(s string) int {
	n := 0
	before := ' '
	for i, r := range s {
		if isQuote(r) {
			after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if !isApostrophe(r) || !wordy(before) || !wordy(after) {
				n++
			}
		}
		before = r
	}
	return n
}

// sameSide reports whether the marks of both changes are in the same text.
func sameSide(a, b Change) bool {
	return (quoteMarks(a.From) > quoteMarks(a.To)) == (quoteMarks(b.From) > quoteMarks(b.To))
}

// span makes one change of all that stands from one to another.
func (c *comparison) span(a, b Change, x, y *passage) Change {
	a.From, a.To = stretch(x.text, a.at[0], a.From, b.at[0], b.From), stretch(y.text, a.at[1], a.To, b.at[1], b.To)
	a.InQuotation = a.InQuotation || b.InQuotation
	a.marks = a.marks && b.marks
	return a
}

func stretch(text string, from int, first string, to int, last string) string {
	end := min(max(from+len(first), to+len(last)), len(text))
	return strings.TrimRight(text[from:max(from, end)], " ")
}

// oneNegation reports whether two changes are ne and pas of one clause.
func (c *comparison) oneNegation(a, b Change, x, y *passage) bool {
	text, from, to, first, second := x.text, a.at[0]+len(a.From), b.at[0], a.From, b.From
	if a.From == "" && b.From == "" || len(a.From)+len(b.From) < len(a.To)+len(b.To) {
		text, from, to, first, second = y.text, a.at[1]+len(a.To), b.at[1], a.To, b.To
	}
	if from > to || to > len(text) {
		return false
	}
	between := text[from:to]
	particle := func(s string) bool {
		for w := range strings.FieldsSeq(s) {
			if isNegated(foldKey(w)) {
				return true
			}
		}
		return false
	}
	return particle(first) && !particle(second) && strings.Count(between, " ") <= clause+1 && !strings.ContainsAny(between, ".;:!?")
}
