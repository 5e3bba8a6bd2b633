package policy

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// Measures of the drawing, in its own units, which are pixels where it is shown
// at its own size. A letter of a usual font is at most wideLetter/100 of its
// size wide on average.
const (
	svgWidth   = 800
	svgMargin  = 24
	svgText    = 14  // size of letters
	svgLine    = 20  // from line to line
	svgAxis    = 232 // where the line of time is
	svgWhat    = 256 // where what happens begins
	wideLetter = 58
)

// strokes draw each state apart from the others also where there is no colour.
var strokes = [...]struct{ colour, dashes string }{
	unsealed: {"#666666", "2 4"},
	shut:     {"#333333", "none"},
	held:     {"#b45309", "10 5"},
	heldOn:   {"#b91c1c", "4 4"},
	open:     {"#15803d", "none"},
}

// SVG draws a as a timeline: one picture that needs nothing else, without
// script, link, style sheet or font of its own, with a title and a description
// for those who cannot see it. The options are those of Analyse.
func (a Analysis) SVG(o Options) []byte {
	d := &drawing{y: svgMargin}
	sentences := a.sentences(o)
	d.paragraph(svgMargin, "bold", svgTitle)
	d.paragraph(svgMargin, "normal", a.Policy)
	d.y += svgLine / 2
	for _, s := range sentences {
		d.paragraph(svgMargin, "normal", s)
	}
	d.y += svgLine
	rows := a.timeline(o)
	for i, r := range rows {
		d.row(r, i == len(rows)-1)
	}
	d.y += svgLine / 2
	for _, w := range a.Warnings {
		d.paragraph(svgMargin, "normal", w.ID+": "+w.Say+".")
	}
	d.paragraph(svgMargin, "normal", startOfDay)

	var b strings.Builder
	height := d.y + svgMargin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="%d">`+"\n",
		svgWidth, height, svgWidth, height, svgText)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n", escape(svgTitle+": "+a.Policy))
	fmt.Fprintf(&b, "<desc id=\"desc\">%s</desc>\n", escape(strings.Join(append(sentences, spoken(rows)...), " ")))
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", svgWidth, height)
	b.WriteString(d.b.String())
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

const (
	svgTitle   = "When this policy opens"
	startOfDay = "A date without an hour begins at 00:00 UTC."
)

// spoken is the timeline in sentences.
func spoken(rows []row) []string {
	var all []string
	for _, r := range rows {
		for _, what := range r.what {
			all = append(all, capital(r.when)+": "+what+".")
		}
	}
	return all
}

// drawing grows downwards; y is the top of what comes next.
type drawing struct {
	b strings.Builder
	y int
}

// text writes one line whose baseline is svgText below y.
func (d *drawing) text(x, y int, colour, weight, s string) {
	fmt.Fprintf(&d.b, "<text x=\"%d\" y=\"%d\" fill=\"%s\" font-weight=\"%s\">%s</text>\n", x, y+svgText, colour, weight, escape(s))
}

// paragraph writes s in as many lines as it needs.
func (d *drawing) paragraph(x int, weight, s string) {
	for _, l := range wrap(s, letters(svgWidth-svgMargin-x)) {
		d.text(x, d.y, "#111111", weight, l)
		d.y += svgLine
	}
}

// row draws a moment beside a dot, and the line of time down to the next.
func (d *drawing) row(r row, last bool) {
	top := d.y
	for i, l := range wrap(r.when, letters(svgAxis-svgMargin-svgText)) {
		d.text(svgMargin, top+i*svgLine, "#111111", "bold", l)
		d.y = top + (i+1)*svgLine
	}
	dates := d.y
	d.y = top
	for _, what := range r.what {
		d.paragraph(svgWhat, "normal", what)
	}
	d.y = max(d.y, dates) + svgLine/2
	stroke := strokes[r.after]
	for _, l := range wrap(r.lasts+": "+r.after.String(), letters(svgWidth-svgMargin-svgWhat)) {
		d.text(svgWhat, d.y, stroke.colour, "normal", l)
		d.y += svgLine
	}
	d.y += svgLine / 2
	fmt.Fprintf(&d.b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"4\" stroke-dasharray=\"%s\"/>\n",
		svgAxis, top+svgText/2+2, svgAxis, d.y+svgText/2+2, stroke.colour, stroke.dashes)
	fmt.Fprintf(&d.b, "<circle cx=\"%d\" cy=\"%d\" r=\"6\" fill=\"#111111\"/>\n", svgAxis, top+svgText/2+2)
	if last {
		d.y += svgLine
	}
}

// letters is how many fit a width.
func letters(width int) int { return width * 100 / (svgText * wideLetter) }

// wrap breaks s at spaces into lines of at most n bytes of ASCII; a longer word
// is broken anywhere.
func wrap(s string, n int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		for len(word) > n {
			word, lines = word[n:], append(lines, word[:n])
		}
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) <= n:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// escape makes s text of XML.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
