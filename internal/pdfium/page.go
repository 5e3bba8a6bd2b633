//go:build !js

package pdfium

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode"

	"vow"
)

// page reads one page; most is how many characters it may have.
func (r *reader) page(i int, p *Page, what looked, most int) error {
	page, err := r.call(r.loadPage, r.doc, uint64(i))
	if err != nil {
		return err
	}
	if page == 0 {
		return errors.New("it cannot be loaded")
	}
	view, err := r.view(page, p)
	if err != nil {
		return err
	}
	shown, err := r.call(r.loadText, page)
	if err != nil {
		return err
	}
	if shown == 0 {
		return errors.New("its text cannot be loaded")
	}
	t := &textPage{reader: r, page: shown, view: view, object: page}
	if err := t.load(most); err != nil {
		return err
	}
	p.Signs, p.Unread = t.seen, t.lost
	if p.Lines, err = t.lines(); err != nil {
		return err
	}
	if _, err := r.call(r.closeText, shown); err != nil {
		return err
	}
	if what.pictures || what.dots {
		if err := r.drawn(page, view, p, what.dots); err != nil {
			return err
		}
	}
	_, err = r.call(r.closePage, page) // after an error the whole instance goes
	return err
}

// looked says what is looked for beside text; each object that is looked at costs.
type looked struct{ pictures, dots bool }

// view turns places of the file into places on the upright page.
type view struct {
	left, bottom, right, top float64
	turn                     int // quarters, clockwise
}

func (r *reader) view(page uint64, p *Page) (view, error) {
	box, ok, err := r.asked(r.pageBox, 16, page, uint64(r.answer))
	if err != nil {
		return view{}, err
	}
	if !ok {
		return view{}, errors.New("it has no size")
	}
	v := view{left: float(box), top: float(box[4:]), right: float(box[8:]), bottom: float(box[12:])}
	turn, err := r.call(r.pageRotation, page)
	if err != nil {
		return view{}, err
	}
	v.turn = int(turn & 3)
	if v.bottom > v.top {
		v.bottom, v.top = v.top, v.bottom
	}
	p.Width, p.Height = v.right-v.left, v.top-v.bottom
	if v.turn%2 == 1 {
		p.Width, p.Height = p.Height, p.Width
	}
	return v, nil
}

// float reads a float of 32 bits.
func float(b []byte) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
}

// double reads a float of 64 bits.
func double(b []byte) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

func (v view) point(x, y float64) (float64, float64) {
	switch v.turn {
	case 1:
		return y - v.bottom, x - v.left
	case 2:
		return v.right - x, y - v.bottom
	case 3:
		return v.top - y, v.right - x
	}
	return x - v.left, v.top - y
}

// textPage is the text of one page.
type textPage struct {
	*reader
	page  uint64
	view  view
	chars []rune  // one for each of PDFium's characters
	scale float64 // of the line that is being read: sizes of fonts are before it

	object uint64 // the page, whose objects are looked at where its text does not tell
	ink    *ink
	seen   int  // characters that are no ends of lines
	lost   int  // of these, those of which the font does not say what they are
	joined bool // the space before the word that is being read is none
}

func (t *textPage) load(most int) error {
	n, err := t.call(t.countChars, t.page)
	if err != nil {
		return err
	}
	count := int(int32(n))
	t.reader.chars = max(count, 0)
	if count < 0 {
		return errors.New("its characters cannot be counted")
	}
	if count > most {
		return vow.Errorf(vow.CodeRefused, "too many characters").WithHint("split the document")
	}
	if count == 0 {
		return nil
	}
	at, err := t.room(2 * (count + 1))
	if err != nil {
		return err
	}
	written, err := t.count(t.getText, t.page, 0, uint64(count), at)
	if err != nil {
		return err
	}
	all, err := t.bytes(t.answer, uint32(2*min(written, count+1)))
	if err != nil {
		return err
	}
	if t.chars = text(all); len(t.chars) == count {
		return t.unread()
	}
	t.chars = make([]rune, count) // one by one, so that each has its place
	for i := range t.chars {
		c, err := t.call(t.getUnicode, t.page, uint64(i))
		if err != nil {
			return err
		}
		if t.chars[i] = rune(uint32(c)); uint32(c) > unicode.MaxRune {
			t.chars[i] = unicode.ReplacementChar
		}
	}
	return t.unread()
}

// unread counts and replaces the characters of which the font does not say what they
// are: PDFium gives their numbers in the font instead, which are other characters.
// Each question costs, so a page is asked that has what no text has: a control
// character, or one without a meaning.
func (t *textPage) unread() error {
	strange := func(c rune) bool {
		return c < ' ' && c != '\r' && c != '\n' && c != '\t' && !parting(c) || !unicode.IsGraphic(c) && c > 0x7f && !parting(c) && !unicode.In(c, unicode.Cf, unicode.Z)
	}
	asked := slices.ContainsFunc(t.chars, strange)
	for i, c := range t.chars {
		if c != '\r' && c != '\n' {
			t.seen++
		}
		if !asked {
			continue
		}
		bad, err := t.call(t.unmapped, t.page, uint64(i))
		if err != nil {
			return err
		}
		if int32(uint32(bad)) == 1 {
			t.chars[i] = unicode.ReplacementChar
			t.lost++
		}
	}
	return nil
}

func (t *textPage) lines() ([]Line, error) {
	var lines []Line
	var line Line
	var err error
	began, last := 0, 0 // the first character of the line, and the last so far
	end := func() {
		if len(line.Words) > 0 {
			if line.Bold || line.Mono {
				bold, mono := t.font(last)
				line.Bold, line.Mono = line.Bold && bold, line.Mono && mono
			}
			if line.Words, err = t.rightLine(began, last+1, line.Words); err == nil {
				lines = append(lines, line)
			}
		}
		line = Line{}
	}
	for i := 0; i < len(t.chars); {
		switch t.chars[i] {
		case '\r', '\n':
			if end(); err != nil {
				return nil, err
			}
			i++
			continue
		case ' ', '\t', 0:
			if t.joined, err = t.covered(i); err != nil {
				return nil, err
			}
			i++
			continue
		}
		j := i
		for j < len(t.chars) && !space(t.chars[j]) {
			j++
			if parting(t.chars[j-1]) {
				break
			}
		}
		if len(line.Words) == 0 {
			line.Words, began = make([]Word, 0, 16), i
			t.look(&line, i)
		}
		if err := t.words(&line, i, j); err != nil {
			return nil, err
		}
		i, last, t.joined = j, j-1, false
		if parting(t.chars[last]) { // PDFium joins the lines that a hyphen parts
			if end(); err != nil {
				return nil, err
			}
		}
	}
	end()
	return lines, err
}

// font says of one character whether its font is bold, and of one width.
func (t *textPage) font(i int) (bold, mono bool) {
	flagsAt := uint64(t.answer)
	n, err := t.count(t.fontInfo, t.page, uint64(i), flagsAt+4, uint64(t.answered-4), flagsAt)
	if n > int(t.answered-4) { // a long name; a generated character has none
		if flagsAt, err = t.room(n + 4); err == nil {
			n, err = t.count(t.fontInfo, t.page, uint64(i), flagsAt+4, uint64(n), flagsAt)
		}
	}
	if err != nil || n == 0 {
		return false, false
	}
	b, err := t.bytes(t.answer, uint32(n+4))
	if err != nil {
		return false, false
	}
	flags, name := binary.LittleEndian.Uint32(b), strings.ToLower(string(b[4:n+3]))
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(name, s) })
	}
	return has("bold", "black", "heavy", "-demi", "cmbx", "sfbx") || flags&(1<<18) != 0,
		has("mono", "courier", "typewriter", "cmtt", "sftt") || flags&1 != 0
}

// look notes how a line's first character is set.
func (t *textPage) look(l *Line, i int) {
	l.Bold, l.Mono = t.font(i)
	t.scale = 1
	m, ok, err := t.asked(t.matrix, 24, t.page, uint64(i), uint64(t.answer))
	if err != nil || !ok {
		return // a generated character has none
	}
	if k := math.Hypot(float(m[8:]), float(m[12:])); k > 0.001 && k < 1000 {
		t.scale = k
	}
	a := math.Mod(math.Atan2(float(m[4:]), float(m))-float64(t.view.turn)*math.Pi/2, math.Pi)
	if a < 0 {
		a += math.Pi
	}
	l.Turned = a > 0.3 && a < math.Pi-0.3
}

// parting reports whether PDFium marks a character as the hyphen at the end of a line.
func parting(c rune) bool { return c == 0x02 || c == 0xfffe }

// space reports whether a character stands between words.
func space(c rune) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 }

// mark reports whether a character may be raised to call a note.
func mark(c rune) bool {
	return '0' <= c && c <= '9' || c == '*' || c == '†' || c == '‡' || c == '§'
}

// words adds the characters from i to j, parted where digits are of another size.
// Each question to PDFium costs, so only what may differ is asked: the size of a
// word is that of the line unless it begins with a mark or its line begins with it.
func (t *textPage) words(l *Line, i, j int) error {
	size := 0.0
	if n := len(l.Words); n > 1 && !mark(t.chars[i]) && !l.Words[n-1].odd {
		size = l.Words[n-1].Size
	}
	if size == 0 {
		var err error
		if size, err = t.size(i); err != nil {
			return err
		}
	}
	start, glued := i, t.joined
	for k := i + 1; k <= j; k++ {
		next := size
		if k < j {
			inNumber := mark(t.chars[k]) && mark(t.chars[k-1])
			if mark(t.chars[k]) == mark(t.chars[k-1]) && !inNumber {
				continue
			}
			var err error
			if next, err = t.size(k); err != nil {
				return err
			}
			if next > size*0.88 && next < size/0.88 {
				continue
			}
		}
		if err := t.word(l, start, k, size, glued); err != nil {
			return err
		}
		start, size, glued = k, next, true
	}
	return nil
}

func (t *textPage) size(i int) (float64, error) {
	bits, err := t.call(t.fontSize, t.page, uint64(i))
	return math.Float64frombits(bits) * t.scale, err
}

// word adds the characters from i to j as one word.
func (t *textPage) word(l *Line, i, j int, size float64, glued bool) error {
	w := Word{Text: string(t.chars[i:j]), Size: size, Glued: glued}
	x0, y0, x1, y1, err := t.box(i)
	if err != nil {
		return err
	}
	if x1 <= x0 && j-i > 1 { // a generated character has no place
		if x0, y0, x1, y1, err = t.box(i + 1); err != nil {
			return err
		}
	}
	if j-1 > i {
		a0, b0, a1, b1, err := t.box(j - 1)
		if err != nil {
			return err
		}
		if rightToLeft(t.chars[i:j]) {
			if w.Text, err = t.reading(i, j); err != nil {
				return err
			}
		}
		if a1 > a0 {
			x0, x1, y0, y1 = min(x0, a0), max(x1, a1), min(y0, b0), max(y1, b1)
		}
	}
	if x1, err = t.inkEnd(j-1, x1); err != nil {
		return err
	}
	w.X0, w.X1, w.Base = x0, x1, y1
	n := len(l.Words)
	var prev *Word
	if n > 0 {
		prev = &l.Words[n-1]
	}
	if n > 1 && !mark(t.chars[i]) && !prev.odd && math.Abs(prev.Size-size) < 0.01 && y1 > prev.Base-0.7*size && y0 < prev.Base && (x0 >= prev.X0 || prev.X0 > x1) {
		w.Base = prev.Base
	} else if o, ok, _ := t.asked(t.charOrigin, 16, t.page, uint64(i), uint64(t.answer), uint64(t.answer)+8); ok {
		_, w.Base = t.view.point(double(o), double(o[8:]))
	}
	if w.Size <= 1.5 { // scaled by a matrix: take what is seen
		w.Size = max(y1-y0, 1)
		w.odd = true
	}
	if mark(t.chars[i]) {
		w.odd = true
	}
	l.Words = append(l.Words, w)
	return nil
}

// rightToLeft reports whether all letters of a word run from right to left.
func rightToLeft(word []rune) bool {
	letters := 0
	for _, c := range word {
		switch {
		case unicode.In(c, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) && !unicode.IsDigit(c):
			letters++
		case unicode.IsLetter(c) && !unicode.Is(unicode.Inherited, c), unicode.IsDigit(c):
			return false
		}
	}
	return letters > 1
}

// lamAlef returns the characters from i to j with the two of each joined lam-alef in
// the order in which they are to be read, or with turned in the other: PDFium turns
// the letters of a line about, and those of one sign with them. No other joined sign
// is as common, and alef before lam is never one.
func (t *textPage) lamAlef(i, j int, turned bool) ([]rune, error) {
	word := slices.Clone(t.chars[i:j])
	for k := 0; k+1 < len(word); k++ {
		a, b := word[k], word[k+1]
		if turned {
			a, b = b, a
		}
		if b != 'ل' || !strings.ContainsRune("اأإآٱ", a) {
			continue
		}
		x0, _, x1, _, err := t.box(i + k)
		if err != nil {
			return nil, err
		}
		y0, _, y1, _, err := t.box(i + k + 1)
		if err != nil {
			return nil, err
		}
		if min(x1, y1)-max(x0, y0) > 0.5*min(x1-x0, y1-y0) { // one sign
			word[k], word[k+1] = word[k+1], word[k]
			k++
		}
	}
	return word, nil
}

// backwards turns a word about, marks staying behind their letters.
func backwards(word []rune) string {
	var out []rune
	for i := len(word); i > 0; {
		j := i - 1
		for j > 0 && unicode.IsMark(word[j]) {
			j--
		}
		out = append(out, word[j:i]...)
		i = j
	}
	return string(out)
}

// box returns the place of a character: its advance wide, its font high.
func (t *textPage) box(i int) (x0, y0, x1, y1 float64, err error) {
	b, ok, err := t.asked(t.charBox, 16, t.page, uint64(i), uint64(t.answer))
	if err == nil && !ok {
		err = errors.New("a character has no place")
	}
	if err != nil {
		return 0, 0, 0, 0, err
	}
	x0, y0 = t.view.point(float(b), float(b[12:]))
	x1, y1 = t.view.point(float(b[8:]), float(b[4:]))
	return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), nil
}
