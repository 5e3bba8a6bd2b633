package pictures

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vow"
)

// Sort is what an event of a timeline is; each has a shape of its own.
type Sort string

// The sorts of event.
const (
	SortPromise  Sort = "promise"
	SortMove     Sort = "move"
	SortText     Sort = "text"
	SortNotice   Sort = "notice"
	SortReply    Sort = "reply"
	SortApproach Sort = "approach"
	SortLetter   Sort = "letter"
	SortSaid     Sort = "said" // a statement, an inquiry, a number that was given
	SortVote     Sort = "vote"
	SortSeal     Sort = "seal"
	SortHold     Sort = "hold" // from when to when trustees can keep a seal shut by not acting
	SortTrustee  Sort = "trustee"
	SortShare    Sort = "share" // of a trustee, made public: what it held back is not held any more
	SortRelease  Sort = "release"
)

// Span is from when to when something was, or can have been. A zero side is open.
type Span struct {
	First, Last time.Time
}

// SpanOf is what a date means. It is zero where the date is none.
func SpanOf(d vow.EDTF) Span {
	first, last, err := d.Bounds()
	if err != nil {
		return Span{}
	}
	return Span{first, last}
}

func (s Span) known() bool { return !s.First.IsZero() || !s.Last.IsZero() }

// vague reports whether s is longer than a day, or open.
func (s Span) vague() bool {
	return s.known() && (s.First.IsZero() || s.Last.IsZero() || s.Last.Sub(s.First) > 24*time.Hour)
}

// Event is one row of a timeline.
type Event struct {
	Sort     Sort
	When     Span
	Date     string    // as it is known, in words
	Say      string    // what happened, in neutral words
	Reported bool      // of somebody else, by an observer
	Until    Span      // of a promise or a seal: when it was to be; zero: nothing is said of it
	Private  bool      // not public
	Seen     time.Time // when witnesses had seen that it was stated; zero: nothing is said of it
}

// Timeline is what happened about a report.
type Timeline struct {
	Title    string
	Observer bool // the record is an observer's: all of it is inferred
	Events   []Event
}

// MaxRows is how many events one timeline has room for. It says how many more there are.
const MaxRows = 400

// shapes are the sorts in the order of the legend: the shape of a mark about (0,0), and
// its colour.
var shapes = []struct {
	sort               Sort
	shape, fill, label string
}{
	{SortPromise, `<circle r="6"/>`, "#2a78b5", "promise"},
	{SortMove, `<path d="M-6 -6L6 0L-6 6Z"/>`, "#c25a12", "promise moved"},
	{SortText, `<path d="M-5 -6H5V6H-5Z"/>`, "#777777", "text fixed"},
	{SortNotice, `<path d="M-7 -5H7V5H-7ZM-7 -5L0 1L7 -5"/>`, "#8d6ab0", "notice"},
	{SortReply, `<path d="M7 -5H-7V5H-2L0 8L2 5H7Z"/>`, "#8d6ab0", "reply"},
	{SortApproach, `<path d="M0 -7L7 6H-7Z"/>`, "#b8860b", "approach"},
	{SortLetter, `<path d="M-6 -4H6V4H-6Z"/>`, "#b8860b", "letter"},
	{SortSaid, `<path d="M0 -7L7 0L0 7L-7 0Z"/>`, "#5d8a76", "statement, inquiry or number given"},
	{SortVote, `<path d="M-6 -6L6 6M-6 6L6 -6"/>`, "#5d8a76", "vote"},
	{SortSeal, `<path d="M-6 0H6V7H-6ZM-4 0V-3A4 4 0 0 1 4 -3V0"/>`, "#333c66", "seal"},
	{SortTrustee, `<path d="M-7 3A7 7 0 0 1 7 3Z"/>`, "#333c66", "trustee confirms its share"},
	{SortHold, `<path d="M-5 -6H-2.5V6H-5ZM2.5 -6H5V6H2.5Z"/>`, "#8a4b1f", "can be held back"},
	{SortShare, `<path d="M-7 0A7 7 0 0 1 0 -7V0Z"/>`, "#333c66", "share made public: not held back"},
	{SortRelease, `<path d="M0 -8L2 -2L8 -2L3 2L5 8L0 4L-5 8L-3 2L-8 -2L-2 -2Z"/>`, "#15803d", "release"},
}

const (
	axisLeft  = 170 // where the line of time begins
	axisRight = 500
	sayLeft   = 520
)

// SVG draws t: a row for each event, in order, with its mark on a common line of time.
// A date that is vague is a bar as long as what it can mean.
func (t Timeline) SVG() []byte {
	events := slices.Clone(t.Events)
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(start(a).Compare(start(b)), a.When.Last.Compare(b.When.Last))
	})
	c := &canvas{}
	var notes []string
	if t.Observer {
		notes = append(notes, inferred+" Marks of what is reported of others are hollow.")
	} else {
		notes = append(notes, "Times of the office's own doing are those that it states; 'vow verify' says when witnesses saw it.")
	}
	notes = privateNotes(slices.ContainsFunc(events, func(e Event) bool { return e.Private }), notes)
	if n := len(events) - MaxRows; n > 0 {
		events = events[:MaxRows]
		notes = append(notes, fmt.Sprintf("%d later events have no room in this picture.", n))
	}
	c.heading(t.Title, notes)
	a := axisOf(events)
	top := c.y
	c.y += 22
	desc := slices.Clone(notes)
	var rows canvas
	rows.y = c.y
	for _, e := range events {
		rows.event(a, e)
		desc = append(desc, e.sentence())
	}
	if len(events) == 0 {
		rows.text(margin, rows.y+body, body, "ink", "", "Nothing is known yet.")
		rows.y += line
	}
	a.draw(c, top, rows.y)
	c.b.WriteString(rows.b.String())
	c.y = rows.y + 8
	c.shapes(events)
	return c.finish(t.Title, desc)
}

func start(e Event) time.Time {
	if e.When.First.IsZero() {
		return e.When.Last
	}
	return e.When.First
}

func (e Event) words() string {
	s := e.Say
	if e.Private {
		s += " [private]"
	}
	return s
}

func (e Event) sentence() string {
	s := e.Date + ": " + e.words()
	if !e.Seen.IsZero() {
		s += ", witnessed " + e.Seen.UTC().Format("2006-01-02 15:04")
	}
	return s + "."
}

// event draws a row.
func (c *canvas) event(a axis, e Event) {
	lines := wrap(e.words(), room(width-margin-sayLeft, small), 5)
	dates := wrap(e.Date, room(axisLeft-margin-30, small), 3)
	height := max(len(lines), len(dates), 1)*(small+3) + 12
	c.add("<g><title>%s</title>\n", escape(e.sentence()))
	for i, l := range dates {
		c.text(margin+22, c.y+small+1+i*(small+3), small, "ink", bold, l)
	}
	for i, l := range lines {
		c.text(sayLeft, c.y+small+1+i*(small+3), small, "ink", "", l)
	}
	y := c.y + small - 2
	c.mark(e.Sort, margin+8, y, false)
	if e.Until.known() {
		from, to := a.span(e.Until)
		c.add("<rect class=\"line\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"8\" fill=\"none\" stroke=\"#1a1a1a\" stroke-dasharray=\"3 2\"/>\n", from, y-4, max(to-from, 3))
		if _, at := a.span(e.When); at < from {
			c.add("<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#1a1a1a\" stroke-dasharray=\"1 3\"/>\n", at, y, from, y)
		}
	}
	if e.When.known() {
		from, to := a.span(e.When)
		if e.When.vague() {
			c.add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"4\" fill=%q fill-opacity=\"0.6\" stroke=%q stroke-width=\"0.5\"/>\n", from, y+8, max(to-from, 2), fillOf(e.Sort), fillOf(e.Sort))
		}
		at := (from + to) / 2
		switch {
		case e.When.Last.IsZero():
			at = from
		case e.When.First.IsZero():
			at = to
		}
		c.mark(e.Sort, at, y, e.Reported)
	}
	if !e.Seen.IsZero() {
		x := a.at(e.Seen)
		c.add("<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#1a1a1a\" stroke-width=\"1.5\"/>\n", x, y+7, x, y+14)
	}
	c.add("</g>\n")
	c.y += height
	c.rule(margin, c.y-4, width-margin, c.y-4)
}

func fillOf(s Sort) string {
	for _, m := range shapes {
		if m.sort == s {
			return m.fill
		}
	}
	return "#777777"
}

// mark draws the shape of a sort; hollow where it is reported of somebody else.
func (c *canvas) mark(s Sort, x, y int, hollow bool) {
	for _, m := range shapes {
		if m.sort != s {
			continue
		}
		fill := m.fill
		if hollow {
			fill = "#ffffff"
		}
		c.add("<g transform=\"translate(%d %d)\" fill=%q stroke=%q stroke-width=\"1.5\">%s</g>\n", x, y, fill, m.fill, m.shape)
	}
}

// shapes explains the shapes that were used, and the bars.
func (c *canvas) shapes(events []Event) {
	x := margin
	next := func(w int) int {
		if x > margin && x+w > width-margin {
			x, c.y = margin, c.y+22
		}
		at := x
		x += w
		return at
	}
	for _, m := range shapes {
		if slices.ContainsFunc(events, func(e Event) bool { return e.Sort == m.sort }) {
			at := next(30 + extent(m.label)*small*11/20 + 10)
			c.mark(m.sort, at+8, c.y+10, false)
			c.text(at+22, c.y+14, small, "ink", "", m.label)
		}
	}
	c.y += 22
	x = margin
	for _, k := range []struct {
		say, draw string
		when      bool
	}{
		{"vague date: as long as what it can mean", `<rect x="%d" y="%d" width="30" height="4" fill="#777777" fill-opacity="0.6" stroke="#777777" stroke-width="0.5"/>`,
			slices.ContainsFunc(events, func(e Event) bool { return e.When.vague() })},
		{"when it was to be", `<rect class="line" x="%d" y="%d" width="30" height="6" fill="none" stroke="#1a1a1a" stroke-dasharray="3 2"/>`,
			slices.ContainsFunc(events, func(e Event) bool { return e.Until.known() })},
		{"witnessed", `<line class="line" x1="%d" y1="%d" x2="%[1]d" y2="%[3]d" stroke="#1a1a1a" stroke-width="1.5"/>`,
			slices.ContainsFunc(events, func(e Event) bool { return !e.Seen.IsZero() })},
	} {
		if k.when {
			at := next(44 + extent(k.say)*small*11/20 + 10)
			c.add(strings.ReplaceAll(k.draw, "%[3]d", strconv.Itoa(c.y+16))+"\n", at, c.y+7)
			c.text(at+38, c.y+14, small, "ink", "", k.say)
		}
	}
	c.y += 22
}

// axis is the line of time.
type axis struct{ first, last time.Time }

// axisOf is as long as what is to be drawn.
func axisOf(events []Event) axis {
	var a axis
	for _, e := range events {
		for _, t := range []time.Time{e.When.First, e.When.Last, e.Until.First, e.Until.Last, e.Seen} {
			if t.IsZero() {
				continue
			}
			if a.first.IsZero() || t.Before(a.first) {
				a.first = t
			}
			if t.After(a.last) {
				a.last = t
			}
		}
	}
	return a
}

// at is where a time is. Whole seconds: the longest line of time is 10,000 years.
func (a axis) at(t time.Time) int {
	length := a.last.Unix() - a.first.Unix()
	if length <= 0 {
		return (axisLeft + axisRight) / 2
	}
	return axisLeft + int((t.Unix()-a.first.Unix())*(axisRight-axisLeft)/length)
}

// span is where a span begins and ends; an open side goes to the end of the line.
func (a axis) span(s Span) (from, to int) {
	from, to = axisLeft, axisRight
	if !s.First.IsZero() {
		from = a.at(s.First)
	}
	if !s.Last.IsZero() {
		to = a.at(s.Last)
	}
	return from, to
}

// steps are how far ticks can be apart, in months.
var steps = []int{1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000}

const maxTicks = 7

// draw draws the line of time with its ticks, from top to bottom of the rows.
func (a axis) draw(c *canvas, top, bottom int) {
	if a.first.IsZero() {
		return
	}
	c.rule(axisLeft, top+18, axisRight, top+18)
	months := a.last.Year()*12 + int(a.last.Month()) - a.first.Year()*12 - int(a.first.Month())
	step := steps[len(steps)-1]
	for i := len(steps) - 1; i >= 0 && months/steps[i] <= maxTicks; i-- {
		step = steps[i]
	}
	begin := (a.first.Year()*12 + int(a.first.Month()) - 1) / step * step
	for m := begin; ; m += step {
		t := time.Date(m/12, time.Month(m%12+1), 1, 0, 0, 0, 0, time.UTC)
		if t.After(a.last) {
			break
		}
		if t.Before(a.first) {
			continue
		}
		x := a.at(t)
		label := t.Format("2006-01")
		if step >= 12 {
			label = t.Format("2006")
		}
		c.text(x, top+12, small, "faint", `text-anchor="middle"`, label)
		c.add("<line class=\"rule\" stroke=\"#c8c8c8\" stroke-dasharray=\"1 3\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", x, top+18, x, bottom-4)
	}
	if months == 0 {
		c.text((axisLeft+axisRight)/2, top+12, small, "faint", `text-anchor="middle"`, strings.TrimSpace(a.first.Format("2006-01")))
	}
}
