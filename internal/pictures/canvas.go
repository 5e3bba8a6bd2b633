package pictures

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"
)

// Measures, in units that are pixels where a picture is shown at its own size.
const (
	width  = 960
	margin = 24
	body   = 13 // size of letters
	small  = 11
	line   = 17 // from line to line
)

// style gives the ground and the ink on paper and on a dark screen. Marks and tiles
// have colours of their own, which serve on both.
const style = `<style>.bg{fill:#fff}.ink{fill:#1a1a1a}.faint{fill:#595959}.rule{stroke:#c8c8c8}.line{stroke:#1a1a1a}.land{stroke:#b4b4b4}` +
	`@media screen and (prefers-color-scheme:dark){.bg{fill:#16181b}.ink{fill:#ececec}.faint{fill:#b0b0b0}.rule{stroke:#474a4e}.line{stroke:#ececec}.land{fill:#2b2f33;stroke:#5c6065}}</style>`

// canvas grows downwards; y is the top of what comes next.
type canvas struct {
	b strings.Builder
	y int
}

func (c *canvas) add(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// text writes one line whose baseline is at y.
func (c *canvas) text(x, y, size int, class, more, s string) {
	if more != "" {
		more = " " + more
	}
	c.add("<text x=\"%d\" y=\"%d\" class=%q fill=%q font-size=\"%d\"%s>%s</text>\n", x, y, class, inkOf[class], size, more, escape(s))
}

// inkOf is for those who show no style sheets.
var inkOf = map[string]string{"ink": "#1a1a1a", "faint": "#595959", "tile": tileInk}

// paragraph writes s in as many lines as it needs, at most most of them.
func (c *canvas) paragraph(x, size int, class, more, s string, most int) {
	for _, l := range wrap(s, room(width-margin-x, size), most) {
		c.text(x, c.y+size, size, class, more, l)
		c.y += size + 4
	}
}

const bold = `font-weight="bold"`

// heading writes the title and what stands beneath it.
func (c *canvas) heading(title string, notes []string) {
	c.y = margin
	c.paragraph(margin, 18, "ink", bold, title, 3)
	c.y += 4
	for _, n := range notes {
		if n == private {
			c.paragraph(margin, body, "ink", bold, n, 1)
			continue
		}
		c.paragraph(margin, body, "faint", "", n, 6)
	}
	c.y += 10
}

// finish makes the picture. desc is all of it in sentences.
func (c *canvas) finish(title string, desc []string) []byte {
	height := c.y + margin
	var b strings.Builder
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"sans-serif\">\n",
		width, height, width, height)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n%s\n", escape(title), escape(strings.Join(desc, " ")), style)
	fmt.Fprintf(&b, "<rect class=\"bg\" fill=\"#ffffff\" width=\"%d\" height=\"%d\"/>\n", width, height)
	b.WriteString(c.b.String())
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// rule draws a thin line.
func (c *canvas) rule(x1, y1, x2, y2 int) {
	c.add("<line class=\"rule\" stroke=\"#c8c8c8\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x1, y1, x2, y2)
}

// room is how many halves of a letter's size fit a width: a usual letter takes
// somewhat more than one, a wide one two.
func room(width, size int) int { return width * 20 / (size * 11) }

// extent is the room that s takes.
func extent(s string) int {
	n := 0
	for _, r := range s {
		n += extentOf(r)
	}
	return n
}

func extentOf(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xd7ff || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xff60 || r >= 0x1f000):
		return 2
	}
	return 1
}

// cut shortens s to n, with an ellipsis.
func cut(s string, n int) string {
	if extent(s) <= n {
		return s
	}
	used := 1
	for i, r := range s {
		if used += extentOf(r); used > n {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// wrap breaks s at spaces into lines of at most n, and a longer word anywhere. What
// goes beyond most lines is an ellipsis.
func wrap(s string, n, most int) []string {
	n = max(n, 4)
	var lines []string
	now := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case now == "":
			now = word
		case extent(now)+1+extent(word) <= n:
			now += " " + word
		default:
			lines, now = append(lines, now), word
		}
		for extent(now) > n {
			head := head(now, n)
			lines, now = append(lines, head), now[len(head):]
		}
		if len(lines) > most {
			break
		}
	}
	if now != "" {
		lines = append(lines, now)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = cut(lines[most-1]+" ………", n)
		lines[most-1] = strings.TrimRight(lines[most-1], " …") + "…"
	}
	return lines
}

// head is the longest beginning of s that takes at most n, and at least one rune.
func head(s string, n int) string {
	used := 0
	for i, r := range s {
		if used += extentOf(r); used > n && i > 0 {
			return s[:i]
		}
	}
	return s
}

// escape makes s text of XML. What turns the direction of text, or is seen by no
// reader, becomes a mark: a name must not rearrange what stands beside it.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == 0xfffe, r == 0xffff:
			return '\ufffd'
		}
		return r
	}, s)
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
