package portal

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"vow"
	"vow/internal/office"
	"vow/internal/pictures"
	"vow/verify"
)

// timeline is the picture of what happened about a report: its entries, what was opened
// of the days, and the office's own public events, with when witnesses had seen each.
func (s *site) timeline(r *report) *pictures.Timeline {
	t := &pictures.Timeline{Title: r.Title, Observer: s.Observer}
	add := func(e *entry, body vow.Body) {
		if row, ok := office.TimelineRow(body); ok && e.Invalid == "" {
			row.Seen = e.Seen.Go()
			t.Events = append(t.Events, row)
		}
	}
	for _, e := range r.Entries {
		if body, ok := r.opened[e.Index]; ok {
			add(e, body)
		} else if e.body != nil {
			add(e, e.body)
		}
	}
	for _, v := range r.seals() {
		for _, h := range v.Holds {
			row := h.Row()
			row.Seen = v.Seen.Go()
			t.Events = append(t.Events, row)
		}
	}
	for _, x := range s.p.Events(r.Slug, false) {
		if x.Report == "" {
			add(s.entry(x.Index), x.Body)
		}
	}
	return t
}

// The picture that other sites show of a page (Open Graph): 1200 by 630, in 18 colours.
const (
	cardWidth, cardHeight = 1200, 630
	cardEdge              = 80
	ramp                  = 16 // shades from paper to ink
)

// cardColours are what stands at the edge of the picture, by status.
var cardColours = map[verify.Status]color.RGBA{
	verify.Kept: {0x1b, 0x6e, 0x45, 255}, verify.Late: {0xb0, 0x3a, 0x1e, 255}, verify.Broken: {0x8e, 0x1b, 0x1b, 255},
	verify.Opened: {0x1b, 0x6e, 0x45, 255}, verify.Sealed: {0x2f, 0x3f, 0x8f, 255}, verify.Promised: {0x4d, 0x5b, 0x6b, 255},
}

var cardFonts = sync.OnceValues(func() ([]*opentype.Font, error) {
	var out []*opentype.Font
	for _, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
})

// picture draws a report's card and returns its path.
func (s *site) picture(r *report) (string, error) {
	status := s.en().T("status." + statusKey(r.Row))
	due := s.en().T("due.none")
	if r.Due.Day != "" {
		due = s.en().T("card.due", "day", s.en().Day(r.Due.Day))
	}
	if s.Observer {
		due += " · " + s.en().T("observer.short")
	}
	b, err := card(s.Name, r.Title, status, due, cardColours[r.Status])
	if err != nil {
		return "", err
	}
	return s.out.asset(b, "png")
}

// card draws what is said of a report as a picture. Letters that the font has not are
// left to the page: a title in another script is not drawn as boxes.
func card(office, title, status, due string, edge color.RGBA) ([]byte, error) {
	fonts, err := cardFonts()
	if err != nil {
		return nil, err
	}
	palette := make(color.Palette, ramp+1)
	for i := range ramp {
		v := func(paper, ink int) uint8 { return uint8(paper + (ink-paper)*i/(ramp-1)) } //nolint:gosec // between two bytes
		palette[i] = color.RGBA{v(0xfb, 0x1a), v(0xfa, 0x1a), v(0xf7, 0x1c), 255}
	}
	if edge.A == 0 {
		edge = color.RGBA{0x4d, 0x5b, 0x6b, 255}
	}
	palette[ramp] = edge
	img := image.NewPaletted(image.Rect(0, 0, cardWidth, cardHeight), palette)
	for y := range cardHeight {
		for x := range 24 {
			img.SetColorIndex(x, y, ramp)
		}
	}
	mask := image.NewAlpha(img.Rect)
	write := func(f *opentype.Font, size float64, y int, most int, text string) (int, error) {
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return y, err
		}
		d := font.Drawer{Dst: mask, Src: image.Opaque, Face: face}
		if !drawable(f, text) {
			return y, face.Close()
		}
		for _, line := range wrapTo(&d, text, cardWidth-2*cardEdge, most) {
			d.Dot = fixed.P(cardEdge, y)
			d.DrawString(line)
			y += int(size * 1.25)
		}
		return y, face.Close()
	}
	y := 110
	for _, part := range []struct {
		bold, most int
		size, skip float64
		text       string
	}{{0, 1, 34, 50, office}, {1, 4, 62, 40, title}, {1, 1, 40, 8, status}, {0, 1, 34, 0, due}} {
		if y, err = write(fonts[part.bold], part.size, y, part.most, part.text); err != nil {
			return nil, err
		}
		y += int(part.skip)
	}
	for i, a := range mask.Pix {
		if a > 0 {
			img.Pix[i] = uint8((int(a)*(ramp-1) + 127) / 255) //nolint:gosec // below ramp
		}
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	return b.Bytes(), err
}

// drawable reports whether the font has a glyph for every letter.
func drawable(f *opentype.Font, text string) bool {
	for _, r := range text {
		if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

// wrapTo breaks a text at spaces into lines of at most a width in pixels.
func wrapTo(d *font.Drawer, text string, width, most int) []string {
	var lines []string
	now := ""
	for word := range strings.FieldsSeq(text) {
		if longer := strings.TrimSpace(now + " " + word); now == "" || d.MeasureString(longer).Ceil() <= width {
			now = longer
			continue
		}
		lines, now = append(lines, now), word
	}
	lines = append(lines, now)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += " …"
	}
	return lines
}

// statusKey is the key of a row's status in the catalogue.
func statusKey(r *Row) string {
	if r.Unclear {
		return "unclear"
	}
	return string(r.Status)
}
