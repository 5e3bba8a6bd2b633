package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// noted says of a text which of its blocks is the note of each mark, and how many
// marks call them. A mark is a number in square brackets or raised that stands at once
// behind a word or a stop, late.[1], late.¹, and whose note the text has.
type noted struct {
	notes map[string]int // the block; severalNotes where chapters begin anew
	marks int
}

// severalNotes stands for a mark whose note is not to be told.
const severalNotes = -1

// findNotes finds the notes of both texts, and counts the marks that call one of
// either: a copy that leaves the notes out may keep their marks.
func (c *comparison) findNotes() {
	first, copied := notesIn(c.a.blocks), notesIn(c.b.blocks)
	c.noted = [2]noted{{notes: first}, {notes: copied}}
	if len(first) == 0 && len(copied) == 0 {
		return
	}
	known := func(mark string) bool { return c.noted[0].has(mark) || c.noted[1].has(mark) }
	both(func() { c.noted[0].marks = countMarks(c.a.blocks, known) }, func() { c.noted[1].marks = countMarks(c.b.blocks, known) })
}

// notesIn returns the block of the note of each mark.
func notesIn(blocks []Block) map[string]int {
	notes := map[string]int{}
	for i := range blocks {
		value := ""
		if blocks[i].Kind == paper.Note {
			value = markValue(strings.Trim(blocks[i].Label, "[](). "))
		} else {
			value = leadingMark(blocks[i].Text)
		}
		if value == "" {
			continue
		}
		if _, ok := notes[value]; ok {
			i = severalNotes
		}
		notes[value] = i
	}
	return notes
}

// countMarks counts the known marks in a text.
func countMarks(blocks []Block, known func(string) bool) int {
	n := 0
	for i := range blocks {
		n += marksIn(blocks[i].Text, known)
	}
	return n
}

func marksIn(text string, known func(string) bool) (n int) {
	before, at := ' ', 0
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		end := at + size
		switch {
		case unicode.IsSpace(before):
		case r == '[':
			if inside, _, ok := strings.Cut(text[end:min(len(text), end+maxMark+1)], "]"); ok && known(inside) {
				n++
			}
		case raised(r) && !raised(before):
			for end < len(text) {
				next, size := utf8.DecodeRuneInString(text[end:])
				if !raised(next) {
					break
				}
				end += size
			}
			if known(text[at:end]) {
				n++
			}
		}
		before, at = r, end
	}
	return n
}

func (n *noted) has(mark string) bool {
	_, ok := n.notes[markValue(mark)]
	return ok
}

// maxMark is how many digits the mark of a note has at most.
const maxMark = 3

// markValue returns the digits of a mark, plain, or "" if s is none.
func markValue(s string) string {
	if n := utf8.RuneCountInString(s); n == 0 || n > maxMark {
		return ""
	}
	value := strings.Map(func(r rune) rune {
		if i := strings.IndexRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r); i >= 0 {
			r = '0' + rune(utf8.RuneCountInString("⁰¹²³⁴⁵⁶⁷⁸⁹"[:i]))
		}
		return r
	}, s)
	if strings.Trim(value, "0123456789") != "" {
		return ""
	}
	return value
}

// raised reports whether r is a digit that is written above the line.
func raised(r rune) bool {
	return r == '¹' || r == '²' || r == '³' || r == '⁰' || '⁴' <= r && r <= '⁹'
}

// leadingMark returns the mark that a line of a list of notes begins with, [1] or ¹, or "".
func leadingMark(text string) string {
	if inside, ok := strings.CutPrefix(text, "["); ok {
		inside, _, ok = strings.Cut(inside[:min(len(inside), maxMark+1)], "]")
		if ok {
			return markValue(inside)
		}
		return ""
	}
	return markValue(text[:len(text)-len(strings.TrimLeftFunc(text, raised))])
}

// noteMark returns the mark of a note that word i is by itself, or "".
func (c *comparison) noteMark(p *passage, i int) string {
	before := p.gap(i)
	outside, bracketed := strings.CutSuffix(before, "[")
	value := markValue(p.raw(i, i+1))
	switch first, _ := utf8.DecodeRuneInString(p.raw(i, i+1)); {
	case value == "" || i == 0:
		return ""
	case bracketed:
		if !strings.HasPrefix(p.gap(i+1), "]") || raised(first) {
			return ""
		}
	case !raised(first) || outside == "":
		return ""
	}
	if last, _ := utf8.DecodeLastRuneInString(outside); outside != "" && unicode.IsSpace(last) {
		return ""
	}
	return value
}

// withoutMarks returns the keys of words i to j without the marks of notes, and these.
func (c *comparison) withoutMarks(p *passage, i, j int) (keys, marks []string) {
	for ; i < j; i++ {
		if m := c.noteMark(p, i); m != "" {
			marks = append(marks, m)
			continue
		}
		raw := p.raw(i, i+1)
		word := strings.TrimRightFunc(raw, raised)
		if m := markValue(raw[len(word):]); m != "" && utf8.RuneCountInString(word) >= 3 && strings.IndexFunc(word, unicode.IsDigit) < 0 {
			keys, marks = append(keys, foldKey(word)), append(marks, m)
			continue
		}
		keys = append(keys, c.nameKey(p, i))
	}
	return keys, marks
}

// noteMarks looks at a hunk whose words are the same but for marks of notes. It is
// typography where the marks are only written otherwise, or where the other text has
// none at all; a mark that calls the same note by its new number goes without saying,
// which is "". It is not ok where this is another hunk, or another note.
func (c *comparison) noteMarks(x, y *passage, h hunk) (kind Kind, ok bool) {
	known := len(c.noted[0].notes) > 0 || len(c.noted[1].notes) > 0
	if !known && h.a1-h.a0 > 2 && h.b1-h.b0 > 2 {
		return "", false
	}
	kx, mx := c.withoutMarks(x, h.a0, h.a1)
	ky, my := c.withoutMarks(y, h.b0, h.b1)
	if len(mx)+len(my) == 0 || !equalStrings(kx, ky) {
		return "", false
	}
	same := equalStrings(mx, my)
	if !known { // an excerpt without its notes: order[3], order³
		return Typographic, same && len(kx) == 1
	}
	for i, marks := range [][]string{mx, my} {
		for _, m := range marks {
			if !c.noted[i].has(m) && !(same && c.noted[1-i].has(m)) {
				return "", false
			}
		}
	}
	switch {
	case len(my) == 0 && c.noted[1].marks == 0:
		c.note("the marks of notes are not in the copy")
		return Typographic, true
	case len(mx) == 0 && c.noted[0].marks == 0:
		c.note("the marks of notes are in the copy only")
		return Typographic, true
	case len(mx) != len(my):
		return "", false
	case same:
		return Typographic, true
	}
	for i := range mx {
		a, b := c.noted[0].notes[mx[i]], c.noted[1].notes[my[i]]
		if a == severalNotes || b == severalNotes || c.pairA[a] != b {
			return "", false
		}
	}
	return "", true
}
