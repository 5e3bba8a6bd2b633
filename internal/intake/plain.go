package intake

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// maxTitleRunes is how long a first line may be to be offered as the title.
const maxTitleRunes = 120

// FromText reads plain text in UTF-8: paragraphs are parted by blank lines, the
// lines of a paragraph are joined, white space and form feeds at the ends of lines
// are dropped.
//
// Little is guessed from its form, and the report says what: a line underlined
// with = - ~ and the like is a heading, a level lower for each new kind of line; a
// paragraph, or a line in one, that begins with a bullet is an item, and so is one
// that begins with a number and hangs behind it; lines that begin with > are a
// quote; a paragraph that begins with a number in square brackets which the text
// has called is a note; a short line that lines set in deeper explain is a para of
// its own. All else is a para.
func FromText(data []byte, opt Options) (*Document, error) {
	t := &textReader{builder: newBuilder(opt)}
	if err := t.bound(data); err != nil {
		return nil, err
	}
	data, pages := withoutPages(data)
	if err := t.read(data); err != nil {
		return nil, err
	}
	if pages > 0 {
		t.remark(Dropped, 0, "%s (form feed) at the end of a line", many(pages, "sign that a page ends", "signs that a page ends"))
	}
	n, first := 0, 0
	var lines []string
	for line := range strings.Lines(string(t.source)) {
		n++
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			if err := t.paragraph(first, lines); err != nil {
				return nil, err
			}
			lines = lines[:0]
			continue
		}
		if len(lines) == 0 {
			first = n
		}
		lines = append(lines, line)
		if opt.Lines {
			if err := t.paragraph(first, lines); err != nil {
				return nil, err
			}
			lines = lines[:0]
		}
	}
	if err := t.paragraph(first, lines); err != nil {
		return nil, err
	}
	t.placeNotes()
	if len(t.terms) > 0 {
		t.remark(Guessed, t.terms[0], "%s what the lines set in below explain", many(len(t.terms), "line that names", "lines that name"))
	}
	if len(t.lists) > 0 {
		t.remark(Guessed, t.lists[0], "%s, from bullets, numbers and > at the start of lines", many(len(t.lists), "item or quote", "items and quotes"))
	}
	return t.done()
}

// withoutPages takes out the form feeds at the ends of lines, which part the pages
// of a printer, and counts them. One between words stays, to be refused.
func withoutPages(data []byte) ([]byte, int) {
	if bytes.IndexByte(data, '\f') < 0 {
		return data, 0
	}
	out, n := make([]byte, 0, len(data)), 0
	ends := func(i int) bool { return i < 0 || i >= len(data) || data[i] == '\n' || data[i] == '\r' }
	for i := 0; i < len(data); {
		if data[i] != '\f' {
			out = append(out, data[i])
			i++
			continue
		}
		from := i
		for i < len(data) && data[i] == '\f' {
			i++
		}
		if ends(from-1) || ends(i) {
			n += i - from
		} else {
			out = append(out, data[from:i]...)
		}
	}
	return out, n
}

// textReader reads one text.
type textReader struct {
	*builder
	under string // kinds of line under headings, in the order in which they came
	lists []int  // lines where an item or quote was found
	terms []int  // lines that are the name of what follows
	width int    // see wrap
	units []unit
}

// paragraph adds the lines between two blank ones.
func (t *textReader) paragraph(at int, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	if len(lines) == 3 && underline(lines[0]) != 0 && lines[0] == lines[2] {
		at, lines = at+1, lines[1:]
	}
	if len(lines) == 2 {
		if c := underline(lines[1]); c != 0 && utf8.RuneCountInString(lines[1])*3 >= utf8.RuneCountInString(lines[0])*2 && underline(lines[0]) == 0 {
			return t.heading(at, strings.TrimSpace(lines[0]), c)
		}
	}
	if len(t.Blocks) == 0 && t.Title == "" && len(lines) == 1 && utf8.RuneCountInString(strings.TrimSpace(lines[0])) <= maxTitleRunes {
		t.Title = strings.ReplaceAll(strings.TrimSpace(lines[0]), "\t", " ")
	}
	for len(lines) > 0 {
		n, b := t.next(lines)
		if n < len(lines) && t.term(lines, lineIndent(lines[0])) {
			t.terms = append(t.terms, at)
		}
		u := unit{from: len(t.Blocks), indent: lineIndent(lines[0])}
		switch b.Kind {
		case paper.Note:
			u.note = b.Label
		case paper.Para:
		default:
			t.lists = append(t.lists, at)
		}
		if err := t.add(at, b); err != nil {
			return err
		}
		u.to = len(t.Blocks)
		t.units = append(t.units, u)
		at, lines = at+n, lines[n:]
	}
	return nil
}

// underline returns the character that a line consists of, three times at least.
func underline(s string) byte {
	s = strings.TrimSpace(s)
	if len(s) < 3 || !strings.ContainsRune("=-~^\"*+#_.:", rune(s[0])) || strings.Trim(s, s[:1]) != "" {
		return 0
	}
	return s[0]
}

func (t *textReader) heading(at int, s string, under byte) error {
	if strings.IndexByte(t.under, under) < 0 {
		t.under += string(under)
	}
	level := min(1+strings.IndexByte(t.under, under), 6)
	if level == 1 && t.Title == "" {
		t.Title = s
	}
	t.remark(Guessed, at, "an underlined line is a heading: %s", excerpt(s))
	from := len(t.Blocks)
	err := t.add(at, paper.Block{Kind: paper.Heading, Level: level, Text: s, Section: sectionOf(s)})
	t.units = append(t.units, unit{from: from, to: len(t.Blocks)})
	return err
}

// next returns the first block of some lines and how many it takes.
func (t *textReader) next(lines []string) (int, paper.Block) {
	first := strings.TrimSpace(lines[0])
	n := 1
	if rest, ok := strings.CutPrefix(first, ">"); ok && (rest == "" || rest[0] == ' ') {
		quoted := []string{strings.TrimSpace(rest)}
		for ; n < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[n]), ">"); n++ {
			quoted = append(quoted, strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(lines[n]), ">")))
		}
		return n, paper.Block{Kind: paper.Quote, Text: joinLines(quoted)}
	}
	begins := func(s string) bool {
		s = strings.TrimSpace(s)
		if note, _ := cutNote(s); note != "" {
			return true
		}
		label, _ := cutLabel(paper.Para, s)
		return label != "" || mayBullet(s) && textBullet().MatchString(s)
	}
	own := lineIndent(lines[0])
	if t.term(lines, own) {
		lines = lines[:1]
	}
	part := []string{first}
	listed := begins(first)
	for ; n < len(lines); n++ {
		if listed && lineIndent(lines[n]) <= own && begins(lines[n]) || !listed && mayBullet(strings.TrimSpace(lines[n])) && textBullet().MatchString(strings.TrimSpace(lines[n])) && (strings.HasSuffix(part[len(part)-1], ":") || lineIndent(lines[n]) > own) {
			break
		}
		part = append(part, strings.TrimSpace(lines[n]))
	}
	if note, rest := cutNote(first); note != "" {
		part[0] = rest
		return n, paper.Block{Kind: paper.Note, Label: note, Text: joinLines(part)}
	}
	b := paper.Block{Kind: paper.Para, Text: joinLines(part)}
	if mayBullet(b.Text) {
		if underline(strings.ReplaceAll(b.Text, " ", "")) != 0 {
			return n, b // a row of stars parts, it lists nothing
		}
		if m := textBullet().FindString(b.Text); m != "" {
			b.Kind, b.Text = paper.Item, b.Text[len(m):]
			return n, b
		}
	}
	if n > 1 && lineIndent(lines[1]) > own || n < len(lines) && begins(lines[n]) { // it hangs
		if label, rest := cutLabel(paper.Para, b.Text); label != "" {
			b.Kind, b.Label, b.Text = paper.Item, label, rest
		}
	}
	return n, b
}

var textBullet = pattern(`^(?:[` + bullets + `]\s*|[–*-]\s+)`)

func joinLines(lines []string) string {
	if len(lines) == 1 {
		return lines[0]
	}
	var s strings.Builder
	last := rune(-1)
	for i, l := range lines {
		next, _ := utf8.DecodeRuneInString(l)
		if i > 0 && !unspaced(last, next) {
			s.WriteByte(' ')
		}
		s.WriteString(l)
		last, _ = utf8.DecodeLastRuneInString(l)
	}
	return s.String()
}

// unspaced reports whether a line break between two characters stands for
// nothing: Chinese and Japanese are written without spaces.
func unspaced(last, next rune) bool { return ideographic(last) && ideographic(next) }

func ideographic(r rune) bool {
	return r >= 0x2e80 && (0x3000 <= r && r <= 0x303f || 0xff00 <= r && r <= 0xff65 ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi))
}
