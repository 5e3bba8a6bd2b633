package intake

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// unit is what one paragraph of a plain text became: its blocks from up to to,
// and the number of the note that it is, or "".
type unit struct {
	from, to int
	note     string
	indent   int // of its first line
}

// textNote is how a note of a plain text begins, and noteCall how it is called.
var (
	textNote = pattern(`^\[(\p{Nd}{1,4}|\*{1,3}|†|‡)\][ \t]+\S`)
	noteCall = pattern(`\[(\p{Nd}{1,4}|\*{1,3}|†|‡)\]`)
)

// cutNote parts the number of a note from its first line.
func cutNote(line string) (label, rest string) {
	if line == "" || line[0] != '[' { // nearly all
		return "", line
	}
	m := textNote().FindStringSubmatchIndex(line)
	if m == nil {
		return "", line
	}
	return line[m[2]:m[3]], strings.TrimSpace(line[m[3]+1:])
}

// placeNotes puts each note behind the paragraph that called it first since the
// last note of that number; a chapter may begin to count anew. What nobody called
// before it is no note: it stays where it stands, with its number as its label.
func (t *textReader) placeNotes() {
	called := map[string]int{} // the unit that called a number
	behind := map[int][]int{}  // units of notes behind a unit
	moved := map[int]bool{}
	for i := 0; i < len(t.units); i++ { // what is set in under a note goes with it
		for k := i + 1; t.units[i].note != "" && k < len(t.units) && t.units[k].note == "" && t.units[k].indent > t.units[i].indent; k++ {
			t.units[i].to = t.units[k].to
			t.units[k].from = t.units[k].to
		}
	}
	for i, u := range t.units {
		if at, ok := called[u.note]; ok && u.note != "" {
			behind[at], moved[i] = append(behind[at], i), true
			delete(called, u.note)
		}
		for k := u.from; k < u.to; k++ {
			if strings.IndexByte(t.Blocks[k].Text, '[') < 0 {
				continue
			}
			for _, m := range noteCall().FindAllStringSubmatch(t.Blocks[k].Text, -1) {
				if _, ok := called[m[1]]; !ok {
					called[m[1]] = i
				}
			}
		}
		if u.note != "" && !moved[i] {
			t.Blocks[u.from].Kind, t.Blocks[u.from].Label = paper.Para, "["+u.note+"]"
		}
	}
	if len(moved) == 0 {
		return
	}
	var order []int
	var put func(i int)
	put = func(i int) { // a note comes after what calls it: this ends
		order = append(order, i)
		for _, n := range behind[i] {
			put(n)
		}
	}
	for i := range t.units {
		if !moved[i] {
			put(i)
		}
	}
	blocks, lines := make([]paper.Block, 0, len(t.Blocks)), make([]int, 0, len(t.Lines))
	first := 0
	for _, i := range order {
		u := t.units[i]
		if moved[i] {
			for k := u.from; k < u.to; k++ {
				t.Blocks[k].Kind, t.Blocks[k].Level = paper.Note, 0
				if k > u.from && t.Blocks[k].Label != "" {
					t.Blocks[k].Text, t.Blocks[k].Label = t.Blocks[k].Label+" "+t.Blocks[k].Text, ""
				}
			}
			if first == 0 || t.Lines[u.from] < first {
				first = t.Lines[u.from]
			}
		}
		blocks, lines = append(blocks, t.Blocks[u.from:u.to]...), append(lines, t.Lines[u.from:u.to]...)
	}
	t.Blocks, t.Lines = blocks, lines
	t.remark(Guessed, first, "%s, from numbers in square brackets: each stands behind what calls it", many(len(moved), "note", "notes"))
}

// wrap returns wrapWidth of the text, which most texts need not know.
func (t *textReader) wrap() int {
	if t.width == 0 {
		t.width = wrapWidth(t.source)
	}
	return t.width
}

// wrapWidth returns how wide the lines of a text are where they break: three of
// four that another line follows are no wider.
func wrapWidth(text []byte) int {
	var widths []int
	last := 0
	for line := range bytes.Lines(text) {
		n := utf8.RuneCount(bytes.TrimRightFunc(line, unicode.IsSpace))
		if n > 0 && last > 0 {
			widths = append(widths, last)
		}
		last = n
	}
	if len(widths) == 0 {
		return 0
	}
	slices.Sort(widths)
	return widths[len(widths)*3/4]
}

// term reports whether the first of some lines is a term, or the name of an item,
// that the others explain: these are set in deeper, begin with no small letter,
// and their first word would have had room on the first line.
func (t *textReader) term(lines []string, own int) bool {
	if len(lines) < 2 || lineIndent(lines[1]) < own+2 {
		return false
	}
	for _, l := range lines[1:] {
		if lineIndent(l) <= own {
			return false
		}
	}
	word, _, _ := strings.Cut(strings.TrimSpace(lines[1]), " ")
	if r, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(r) && !unicode.IsDigit(r) && !isOpening(r) {
		return false
	}
	return utf8.RuneCountInString(lines[0])+1+utf8.RuneCountInString(word)+wrapSlack <= t.wrap()
}

// wrapSlack is how many columns earlier than it must a line may end.
const wrapSlack = 8

func isOpening(r rune) bool { return strings.ContainsRune("\"“„«‘(", r) }

func lineIndent(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }
