package intake

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow"
	"vow/internal/pdfium"
)

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// loneLabel is a printed number or bullet that stands apart from its text.
var loneLabel = pattern(`^(?:[` + bullets + `\x{f0b7}\x{f0a7}–—*·-]|\(?(?:\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){0,5}|[a-zA-Z]|[ivxlcIVXLC]{1,7})[.)]?|[*†‡§])$`)

// rows makes the rows of every page, from top to bottom.
func (p *pdf) rows() error {
	p.seen = make(map[vow.Hash]int)
	for i := range p.doc.Pages {
		if err := p.stopped(); err != nil {
			return err
		}
		page := &p.doc.Pages[i]
		s := &sheet{number: i + 1, width: page.Width, height: page.Height, calls: make(map[string]bool)}
		for _, l := range page.Lines {
			if s.rows = append(s.rows, parts(s, l)...); len(s.rows) > maxRows {
				return p.errorf(vow.CodeRefused, s.number, "over %d pieces of text on one page", maxRows).WithHint("print it into a new PDF")
			}
		}
		slices.SortStableFunc(s.rows, func(a, b *row) int { return cmp.Compare(a.base, b.base) })
		s.rows = joinParts(s.rows)
		bulleted(s.rows, page.Dots)
		upright := s.rows[:0]
		turned := 0
		for _, r := range s.rows {
			r.sum = rowText(r)
			if r.turned {
				turned++
				p.remark(Dropped, s.number, "a line that runs along the side of the page: %s", excerpt(r.sum))
				continue
			}
			upright = append(upright, r)
		}
		s.rows = upright
		for _, pic := range page.Pictures {
			if pic.X1-pic.X0 < 8 || pic.Y1-pic.Y0 < 8 {
				p.remark(Dropped, s.number, "a picture of under 8 points")
				continue
			}
			s.pictures = append(s.pictures, pic)
			p.seen[pic.SHA256]++
		}
		slices.SortStableFunc(s.pictures, func(a, b pdfium.Picture) int { return cmp.Compare(a.Y0+a.Y1, b.Y0+b.Y1) })
		p.pages = append(p.pages, s)
	}
	for _, s := range p.pages { // a sign that every page bears
		kept := s.pictures[:0]
		for _, pic := range s.pictures {
			if n := p.seen[pic.SHA256]; n > 2 && n*2 > len(p.pages) {
				p.remark(Dropped, s.number, "a picture that stands on %d pages", n)
				continue
			}
			kept = append(kept, pic)
		}
		s.pictures = kept
	}
	return nil
}

// maxRows bounds the pieces of lines on a page, which are compared with each other.
const maxRows = 20_000

// parts cuts a line where it jumps to another, and at gaps that are wider than
// between words. What does not turn out a table or a column is joined again.
func parts(s *sheet, l pdfium.Line) []*row {
	var out []*row
	fresh := func() *row {
		return &row{page: s, bold: l.Bold, mono: l.Mono, turned: l.Turned, rtl: rightToLeft(l.Words)}
	}
	now, base := fresh(), 0.0
	even := evenGaps(l.Words)
	for i, w := range l.Words {
		if i > 0 {
			prev := l.Words[i-1]
			em := max(w.Size, prev.Size)
			gap := max(w.X0-prev.X1, prev.X0-w.X1)
			jump := math.Abs(w.Base-base) > 0.6*em
			wide := gap > 0.9*em && (!even || gap > 2.2*em) && !now.rtl && !(len(out) == 0 && loneLabel().MatchString(wordsText(now.words)) && gap < 4*em)
			if jump || wide {
				out = append(out, now.measure())
				now = fresh()
			}
		}
		if len(now.words) == 0 || w.Size > 0.88*now.words[0].Size {
			base = w.Base
		}
		if now.words == nil {
			now.words = make([]pdfium.Word, 0, min(len(l.Words)-i, 16))
		}
		now.words = append(now.words, w)
	}
	return append(out, now.measure())
}

// evenGaps reports whether a line is justified: three gaps or more, all about as wide.
func evenGaps(words []pdfium.Word) bool {
	n, least, most := 0, math.Inf(1), 0.0
	for i, w := range words {
		if i == 0 || w.Glued {
			continue
		}
		gap := w.X0 - words[i-1].X1
		n, least, most = n+1, min(least, gap), max(most, gap)
	}
	return n >= 3 && most < 1.35*least
}

func wordsText(words []pdfium.Word) string {
	if len(words) > 2 {
		return ""
	}
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Text)
	}
	return b.String()
}

// measure takes a row's place from its words.
func (r *row) measure() *row {
	r.x0, r.x1 = math.Inf(1), math.Inf(-1)
	one := true // of one size, as most rows are
	for _, w := range r.words {
		r.x0, r.x1 = min(r.x0, w.X0), max(r.x1, w.X1)
		one = one && w.Size == r.words[0].Size
	}
	if one && len(r.words) > 0 && r.words[0].Size > 0 {
		r.size, r.base = r.words[0].Size, r.words[0].Base
		return r
	}
	sizes := make(map[float64]int)
	for _, w := range r.words {
		sizes[w.Size] += utf8.RuneCountInString(w.Text)
	}
	best := 0
	for size, n := range sizes {
		if n > best || n == best && size > r.size {
			best, r.size = n, size
		}
	}
	for _, w := range r.words {
		if w.Size == r.size {
			r.base = w.Base
			break
		}
	}
	return r
}

// joinParts joins what stands side by side without a gap: a raised number and the
// line that it begins, a word in another type.
func joinParts(rows []*row) []*row {
	for i := 0; i < len(rows); i++ {
		r := rows[i]
		for j := i + 1; j < len(rows) && rows[j].base-r.base < 0.6*max(r.size, rows[j].size); j++ {
			o := rows[j]
			if o.turned != r.turned || math.Abs(o.base-r.base) > 0.45*max(r.size, o.size) {
				continue
			}
			a, b := r, o
			if o.x0 < r.x0 {
				a, b = o, r
			}
			size := max(a.size, b.size)
			gap := b.x0 - a.x1
			lone := loneLabel().MatchString(wordsText(a.words)) && gap < 4*size && a.x0 < leftmost(rows, a)+0.1
			if gap < -0.4*size || gap > 0.7*size && !lone {
				continue
			}
			if r.rtl || o.rtl {
				a, b = b, a
			}
			whole := &row{page: r.page, words: append(slices.Clone(a.words), b.words...), bold: r.bold, mono: r.mono, rtl: r.rtl || o.rtl, turned: r.turned}
			if o.size > r.size {
				whole.bold, whole.mono = o.bold, o.mono
			}
			whole.measure()
			rows[i] = whole
			rows = slices.Delete(rows, j, j+1)
			i--
			break
		}
	}
	return rows
}

// bulleted puts a bullet before each row that a dot stands before.
func bulleted(rows []*row, dots []pdfium.Box) {
	for _, d := range dots {
		for _, r := range rows {
			middle := (d.Y0 + d.Y1) / 2
			if middle > r.base || middle < r.base-0.7*r.size {
				continue
			}
			before := r.x0 - d.X1
			if r.rtl {
				before = d.X0 - r.x1
			}
			if before > 0 && before < 1.6*r.size {
				r.words = append([]pdfium.Word{{Text: "•", X0: d.X0, X1: d.X1, Base: r.base, Size: r.size}}, r.words...)
				r.measure()
				break
			}
		}
	}
}

// leftmost returns where the first of the rows on a line begins.
func leftmost(rows []*row, r *row) float64 {
	x := r.x0
	for _, o := range rows {
		if math.Abs(o.base-r.base) < 0.45*r.size {
			x = min(x, o.x0)
		}
	}
	return x
}

func rightToLeft(words []pdfium.Word) bool {
	if !slices.ContainsFunc(words, func(w pdfium.Word) bool { return mayRightToLeft(w.Text) }) {
		return false
	}
	rtl, ltr := 0, 0
	for _, w := range words {
		for _, c := range w.Text {
			switch {
			case 0x590 <= c && c <= 0x8ff || 0xfb1d <= c && c <= 0xfdff || 0xfe70 <= c && c <= 0xfefc || 0x10800 <= c && c <= 0x10fff || 0x1e800 <= c && c <= 0x1efff:
				rtl++
			case unicode.IsLetter(c):
				ltr++
			}
		}
	}
	return rtl > ltr
}

// mayRightToLeft reports whether a text has a byte that no character before U+0580 has
// in UTF-8: most texts have none.
func mayRightToLeft(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xd6 {
			return true
		}
	}
	return false
}

// raisedMark reports whether a word is a number or sign above or below the line.
func (r *row) raisedMark(w pdfium.Word) (is, up bool) {
	if w.Size > 0.88*r.size || w.Size < 1 {
		return false, false
	}
	for _, c := range w.Text {
		if !strings.ContainsRune("0123456789*†‡§+-−=()ni,", c) {
			return false, false
		}
	}
	switch {
	case w.Base < r.base-0.08*r.size:
		return true, true
	case w.Base > r.base+0.05*r.size:
		return true, false
	}
	return false, false
}

// rowText returns a row's words, raised digits as such.
func rowText(r *row) string { return r.text(nil) }

// text returns a row's words; call returns what stands for a raised mark, or false.
func (r *row) text(call func(mark string) (string, bool)) string {
	var b strings.Builder
	for i, w := range r.words {
		s := w.Text
		is, up := r.raisedMark(w)
		if is {
			as, called := "", false
			if up && call != nil {
				as, called = call(s)
			}
			if s = raise(s, up); called {
				s = as
			}
		}
		if i > 0 && !w.Glued && !is && !(r.words[i-1].X1+0.05*r.size > w.X0 && r.words[i-1].X0 < w.X0 && raisedBefore(r, i)) {
			last, _ := utf8.DecodeLastRuneInString(b.String())
			next, _ := utf8.DecodeRuneInString(s)
			if !unspaced(last, next) {
				b.WriteByte(' ')
			}
		} else if is && i > 0 && !w.Glued && w.X0-r.words[i-1].X1 > 0.15*r.size {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

func raisedBefore(r *row, i int) bool {
	is, _ := r.raisedMark(r.words[i-1])
	return is && i > 1
}

// measure finds the size of most letters and the space between most lines.
func (p *pdf) measure() {
	sizes, gaps, rows := make(map[float64]int), make(map[float64]int), make(map[float64]int)
	p.words = make(map[string]int)
	for _, s := range p.pages {
		for i, r := range s.rows {
			n := utf8.RuneCountInString(r.sum)
			sizes[half(r.size)] += n
			for _, w := range strings.FieldsFunc(r.sum, func(c rune) bool { return !isWordRune(c) && c != '-' && c != '‐' }) {
				if len(p.words) < 1_000_000 {
					p.words[strings.ToLower(w)]++
				}
			}
			for _, prev := range slices.Backward(s.rows[max(0, i-6):i]) { // the row above it, in its column
				if min(prev.x1, r.x1)-max(prev.x0, r.x0) < 0.5*min(prev.x1-prev.x0, r.x1-r.x0) || r.base < prev.base+0.5*r.size {
					continue
				}
				if math.Abs(prev.size-r.size) < 0.3 {
					gap := math.Round(20*(r.base-prev.base)/r.size) / 20
					gaps[gap], rows[gap] = gaps[gap]+n, rows[gap]+1
				}
				break
			}
		}
	}
	p.size = mode(sizes)
	delete(gaps, 0)
	for g := range gaps {
		if g > 2.2 || g > 1.7 && rows[g] < 3 { // so wide a gap once or twice parts paragraphs
			delete(gaps, g)
		}
	}
	if p.leading = mode(gaps); p.leading == 0 {
		p.leading = 1.2
	}
}

func half(x float64) float64 { return math.Round(2*x) / 2 }

// mode returns the value with the highest count, the smaller of two.
func mode(m map[float64]int) float64 {
	best, n := 0.0, 0
	for v, c := range m {
		if c > n || c == n && v < best {
			best, n = v, c
		}
	}
	return best
}
