package vow

import (
	"strconv"
	"strings"
	"time"
)

// EDTF is a date of an event in the world, as exact as it is known: ISO 8601-2:2019,
// that is EDTF of levels 0 and 1 without years of more than four digits. A year, a
// month, a day or a UTC time; X for digits that are not known (202X, 2022-XX,
// 2022-08-XX); a season (2022-21 to 2022-24); `?` uncertain, `~` approximate, `%`
// both, at the end; an interval of two of these with `/`, either side of which may
// be open (`..`) or unknown (empty).
type EDTF string

// maxEDTF is more than any of its forms takes.
const maxEDTF = 64

// Check checks the form.
func (d EDTF) Check() error {
	_, err := d.parse()
	return err
}

// Bounds returns the first and the last second that d can mean, in UTC. They are
// zero where an interval is open or its side is unknown. Qualifiers move neither.
func (d EDTF) Bounds() (first, last time.Time, err error) {
	s, err := d.parse()
	return s.first, s.last, err
}

// Exact reports whether d is one day or one instant, neither uncertain nor
// approximate.
func (d EDTF) Exact() bool {
	s, err := d.parse()
	return err == nil && s.exact
}

type edtfSpan struct {
	first, last time.Time
	exact       bool
}

func (d EDTF) parse() (edtfSpan, error) {
	if len(d) > maxEDTF {
		return edtfSpan{}, d.wrong("of at most %d bytes", maxEDTF)
	}
	from, to, interval := strings.Cut(string(d), "/")
	if !interval {
		return d.one(from)
	}
	var span edtfSpan
	open := func(s string) bool { return s == "" || s == ".." }
	if open(from) && open(to) {
		return span, d.wrong("with at least one side of the interval known")
	}
	if !open(from) {
		s, err := d.one(from)
		if err != nil {
			return span, err
		}
		span.first = s.first
	}
	if !open(to) {
		s, err := d.one(to)
		if err != nil {
			return span, err
		}
		if span.last = s.last; s.last.Before(span.first) {
			return span, d.wrong("whose interval does not end before it begins")
		}
	}
	return span, nil
}

// one parses a side of an interval, or a date that is none.
func (d EDTF) one(s string) (edtfSpan, error) {
	bare := strings.TrimRight(s, "?~%")
	if len(s)-len(bare) > 1 {
		return edtfSpan{}, d.wrong("with at most one of ? ~ %% at the end")
	}
	span, err := d.span(bare)
	span.exact = span.exact && bare == s
	return span, err
}

func (d EDTF) span(s string) (edtfSpan, error) {
	if strings.Contains(s, "T") {
		t, err := time.Parse(timeLayout, s)
		if err != nil || t.Format(timeLayout) != s {
			return edtfSpan{}, d.wrong("whose time has the form YYYY-MM-DDThh:mm:ssZ")
		}
		return edtfSpan{t, t, true}, nil
	}
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return edtfSpan{}, d.wrong("such as 2022, 2022-08, 2022-08-31 or 2022-06/2022-08")
	}
	for _, p := range parts[1:] {
		if len(p) != 2 {
			return edtfSpan{}, d.wrong("with two digits for month and day")
		}
	}
	lowYear, highYear, ok := digits(parts[0], 2)
	if !ok {
		return edtfSpan{}, d.wrong("whose year has four digits, the last one or two of which may be X")
	}
	vague := lowYear != highYear
	if len(parts) == 1 {
		return days(lowYear, 1, 1, highYear, 12, 31), nil
	}
	month, unknownMonth, ok := number(parts[1])
	if !ok || vague && !unknownMonth {
		return edtfSpan{}, d.wrong("whose unknown digits are the last ones")
	}
	switch {
	case unknownMonth:
		if len(parts) == 3 && parts[2] != "XX" {
			return edtfSpan{}, d.wrong("whose unknown digits are the last ones")
		}
		return days(lowYear, 1, 1, highYear, 12, 31), nil
	case len(parts) == 2 && month >= 21 && month <= 24:
		// ISO 8601-2 does not say when a season begins, nor on which half of the
		// Earth: the whole year, and the winter that began in it.
		return days(lowYear, 1, 1, lowYear+month/24, 12-month/24*10, 28+3*(1-month/24)), nil
	case month < 1 || month > 12:
		return edtfSpan{}, d.wrong("with a month of 01 to 12 or a season of 21 to 24")
	}
	end := time.Date(lowYear, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if len(parts) == 2 {
		return days(lowYear, month, 1, lowYear, month, end), nil
	}
	day, unknownDay, ok := number(parts[2])
	switch {
	case !ok || !unknownDay && (day < 1 || day > end):
		return edtfSpan{}, d.wrong("with a day that this month has")
	case unknownDay:
		return days(lowYear, month, 1, lowYear, month, end), nil
	}
	span := days(lowYear, month, day, lowYear, month, day)
	span.exact = true
	return span, nil
}

// digits reads a number of which the last digits, at most unknown, may be X.
func digits(s string, unknown int) (low, high int, ok bool) {
	known := strings.TrimRight(s, "X")
	if len(s)-len(known) > unknown {
		return 0, 0, false
	}
	low, lowOK := decimal(known + strings.Repeat("0", len(s)-len(known)))
	high, highOK := decimal(known + strings.Repeat("9", len(s)-len(known)))
	return low, high, lowOK && highOK
}

// number reads two digits, or XX.
func number(s string) (n int, unknown, ok bool) {
	if s == "XX" {
		return 0, true, true
	}
	n, ok = decimal(s)
	return n, false, ok
}

func decimal(s string) (int, bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func days(y1, m1, d1, y2, m2, d2 int) edtfSpan {
	return edtfSpan{first: time.Date(y1, time.Month(m1), d1, 0, 0, 0, 0, time.UTC),
		last: time.Date(y2, time.Month(m2), d2, 23, 59, 59, 0, time.UTC)}
}

func (d EDTF) wrong(format string, args ...any) error {
	e := Errorf(CodeCheck, format, args...)
	e.Message = "date " + strconv.Quote(clip(string(d))) + ": a date of ISO 8601-2 " + e.Message + " expected"
	return e
}
