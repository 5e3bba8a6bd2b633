package pdfium

import (
	"crypto/sha256"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"vow"
)

const (
	maxObjects  = 200_000   // on a page that are looked at for pictures
	maxPictures = 10_000    // on a page
	maxPicture  = 256 << 20 // bytes
	maxOutline  = 100_000   // entries
	maxLevel    = 64
)

// page reads one page; most is how many characters it may have.
func (r *reader) page(i int, p *Page, what looked, most int) error {
	loaded, err := r.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: r.doc, Index: i})
	if err != nil {
		return err
	}
	defer func() { _, _ = r.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	at := requests.Page{ByReference: &loaded.Page}
	view, err := r.view(at, p)
	if err != nil {
		return err
	}
	text, err := r.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: at})
	if err != nil {
		return err
	}
	defer func() { _, _ = r.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()
	t := &textPage{reader: r, page: text.TextPage, view: view}
	if err := t.load(most); err != nil {
		return err
	}
	if p.Lines, err = t.lines(); err != nil {
		return err
	}
	if what.pictures || what.dots {
		err = r.drawn(at, view, p, what.dots)
	}
	return err
}

// looked says what is looked for beside text; each object that is looked at costs.
type looked struct{ pictures, dots bool }

// view turns places of the file into places on the upright page.
type view struct {
	left, bottom, right, top float64
	turn                     int // quarters, clockwise
}

func (r *reader) view(at requests.Page, p *Page) (view, error) {
	box, err := r.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: at})
	if err != nil {
		return view{}, err
	}
	turn, err := r.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: at})
	if err != nil {
		return view{}, err
	}
	v := view{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top), int(turn.PageRotation) & 3}
	if v.bottom > v.top {
		v.bottom, v.top = v.top, v.bottom
	}
	p.Width, p.Height = v.right-v.left, v.top-v.bottom
	if v.turn%2 == 1 {
		p.Width, p.Height = p.Height, p.Width
	}
	return v, nil
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
	page  references.FPDF_TEXTPAGE
	view  view
	chars []rune  // one for each of PDFium's characters
	scale float64 // of the line that is being read: sizes of fonts are before it
}

func (t *textPage) load(most int) error {
	n, err := t.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t.page})
	if err != nil {
		return err
	}
	t.reader.chars = max(n.Count, 0)
	if n.Count > most {
		return vow.Errorf(vow.CodeRefused, "too many characters").WithHint("split the document")
	}
	if n.Count <= 0 {
		return nil
	}
	all, err := t.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: t.page, StartIndex: 0, Count: n.Count})
	if err != nil {
		return err
	}
	if t.chars = []rune(all.Text); len(t.chars) == n.Count {
		return nil
	}
	t.chars = make([]rune, n.Count) // one by one, so that each has its place
	for i := range t.chars {
		c, err := t.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t.page, Index: i})
		if err != nil {
			return err
		}
		if t.chars[i] = rune(c.Unicode); c.Unicode > unicode.MaxRune {
			t.chars[i] = unicode.ReplacementChar
		}
	}
	return nil
}

func (t *textPage) lines() ([]Line, error) {
	var lines []Line
	var line Line
	last := 0 // the last character of the line so far
	end := func() {
		if len(line.Words) > 0 {
			if line.Bold || line.Mono {
				bold, mono := t.font(last)
				line.Bold, line.Mono = line.Bold && bold, line.Mono && mono
			}
			lines = append(lines, line)
		}
		line = Line{}
	}
	for i := 0; i < len(t.chars); {
		switch t.chars[i] {
		case '\r', '\n':
			end()
			i++
			continue
		case ' ', '\t', 0:
			i++
			continue
		}
		j := i
		for j < len(t.chars) && !strings.ContainsRune(" \t\r\n\x00", t.chars[j]) {
			j++
			if parting(t.chars[j-1]) {
				break
			}
		}
		if len(line.Words) == 0 {
			t.look(&line, i)
		}
		if err := t.words(&line, i, j); err != nil {
			return nil, err
		}
		i, last = j, j-1
		if parting(t.chars[last]) { // PDFium joins the lines that a hyphen parts
			end()
		}
	}
	end()
	return lines, nil
}

// font says of one character whether its font is bold, and of one width.
func (t *textPage) font(i int) (bold, mono bool) {
	font, err := t.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: t.page, Index: i})
	if err != nil { // a generated character has none
		return false, false
	}
	name := strings.ToLower(font.FontName)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(name, s) })
	}
	return has("bold", "black", "heavy", "-demi", "cmbx", "sfbx") || font.Flags&(1<<18) != 0,
		has("mono", "courier", "typewriter", "cmtt", "sftt") || font.Flags&1 != 0
}

// look notes how a line's first character is set.
func (t *textPage) look(l *Line, i int) {
	l.Bold, l.Mono = t.font(i)
	t.scale = 1
	m, err := t.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: t.page, Index: i})
	if err != nil {
		return // a generated character has none
	}
	if k := math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)); k > 0.001 && k < 1000 {
		t.scale = k
	}
	a := math.Mod(math.Atan2(float64(m.Matrix.B), float64(m.Matrix.A))-float64(t.view.turn)*math.Pi/2, math.Pi)
	if a < 0 {
		a += math.Pi
	}
	l.Turned = a > 0.3 && a < math.Pi-0.3
}

// parting reports whether PDFium marks a character as the hyphen at the end of a line.
func parting(c rune) bool { return c == 0x02 || c == 0xfffe }

// mark reports whether a character may be raised to call a note.
func mark(c rune) bool { return '0' <= c && c <= '9' || strings.ContainsRune("*†‡§", c) }

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
	start, glued := i, false
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
	s, err := t.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: t.page, Index: i})
	if err != nil {
		return 0, err
	}
	return s.FontSize * t.scale, nil
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
			turned := a0 > x0 // its letters are in the order of the eye
			word, err := t.lamAlef(i, j, turned)
			if err != nil {
				return err
			}
			if w.Text = string(word); turned {
				w.Text = backwards(word)
			}
		}
		if a1 > a0 {
			x0, x1, y0, y1 = min(x0, a0), max(x1, a1), min(y0, b0), max(y1, b1)
		}
	}
	w.X0, w.X1, w.Base = x0, x1, y1
	n := len(l.Words)
	var prev *Word
	if n > 0 {
		prev = &l.Words[n-1]
	}
	if n > 1 && !mark(t.chars[i]) && !prev.odd && math.Abs(prev.Size-size) < 0.01 && y1 > prev.Base-0.7*size && y0 < prev.Base && (x0 >= prev.X0 || prev.X0 > x1) {
		w.Base = prev.Base
	} else if o, err := t.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: t.page, Index: i}); err == nil {
		_, w.Base = t.view.point(o.X, o.Y)
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
	b, err := t.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: t.page, Index: i})
	if err != nil {
		return 0, 0, 0, 0, err
	}
	x0, y0 = t.view.point(float64(b.Rect.Left), float64(b.Rect.Bottom))
	x1, y1 = t.view.point(float64(b.Rect.Right), float64(b.Rect.Top))
	return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), nil
}

// drawn finds the pictures of a page and, with dots, the small filled shapes that
// Chromium draws for the bullets of lists.
func (r *reader) drawn(at requests.Page, v view, p *Page, dots bool) error {
	n, err := r.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: at})
	if err != nil {
		return err
	}
	if n.Count > maxObjects {
		return vow.Errorf(vow.CodeRefused, "over %d objects on a page", maxObjects)
	}
	for i := range n.Count {
		o, err := r.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: at, Index: i})
		if err != nil {
			return err
		}
		kind, err := r.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err != nil {
			return err
		}
		image := kind.Type == enums.FPDF_PAGEOBJ_IMAGE
		if !image && !(dots && kind.Type == enums.FPDF_PAGEOBJ_PATH) {
			continue
		}
		b, err := r.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o.PageObject})
		if err != nil {
			continue
		}
		x0, y0 := v.point(float64(b.Left), float64(b.Bottom))
		x1, y1 := v.point(float64(b.Right), float64(b.Top))
		box := Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
		if !image {
			if w, h := box.X1-box.X0, box.Y1-box.Y0; w > 1 && w < 8 && h > 1 && h < 8 && w < 1.5*h && h < 1.5*w && len(p.Dots) < maxPictures {
				p.Dots = append(p.Dots, box)
			}
			continue
		}
		if len(p.Pictures) == maxPictures {
			return vow.Errorf(vow.CodeRefused, "over %d pictures on a page", maxPictures)
		}
		data, err := r.FPDFImageObj_GetImageDataRaw(&requests.FPDFImageObj_GetImageDataRaw{ImageObject: o.PageObject})
		if err != nil || len(data.Data) == 0 || len(data.Data) > maxPicture {
			continue
		}
		p.Pictures = append(p.Pictures, Picture{box, vow.Hash(sha256.Sum256(data.Data))})
	}
	return nil
}

// outline reads the outline, as far as it is a tree.
func (r *reader) outline() ([]Entry, error) {
	var all []Entry
	var walk func(parent *references.FPDF_BOOKMARK, level int) error
	walk = func(parent *references.FPDF_BOOKMARK, level int) error {
		if level > maxLevel {
			return nil
		}
		first, err := r.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: r.doc, Bookmark: parent})
		if err != nil {
			return err
		}
		for b := first.Bookmark; b != nil; {
			if len(all) == maxOutline {
				return vow.Errorf(vow.CodeRefused, "an outline of over %d entries, or one in a circle", maxOutline)
			}
			e := Entry{Level: level, Page: -1}
			if t, err := r.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: *b}); err == nil {
				e.Title = t.Title
			}
			if d, err := r.FPDFBookmark_GetDest(&requests.FPDFBookmark_GetDest{Document: r.doc, Bookmark: *b}); err == nil && d.Dest != nil {
				if p, err := r.FPDFDest_GetDestPageIndex(&requests.FPDFDest_GetDestPageIndex{Document: r.doc, Dest: *d.Dest}); err == nil {
					e.Page = p.Index
				}
			}
			all = append(all, e)
			if err := walk(b, level+1); err != nil {
				return err
			}
			next, err := r.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: r.doc, Bookmark: *b})
			if err != nil {
				return err
			}
			b = next.Bookmark
		}
		return nil
	}
	err := walk(nil, 1)
	return all, err
}
