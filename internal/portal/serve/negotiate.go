package serve

import (
	"strconv"
	"strings"
)

// choose returns the form of a file that a request's Accept-Encoding asks for
// (RFC 9110 §12.5.3): of those it likes best the first, which is the smallest. A
// request that refuses all is sent the file as it is.
func (f *file) choose(accept string) *form {
	own := &f.forms[0]
	if accept == "" || len(f.forms) == 1 {
		return own
	}
	best, bestQ := own, -1
	if q, said := quality(accept, "identity"); said {
		bestQ = q - 1 // as it is only where it is liked better
	}
	for i := 1; i < len(f.forms); i++ {
		if q, _ := quality(accept, f.forms[i].coding); q > 0 && q > bestQ {
			best, bestQ = &f.forms[i], q
		}
	}
	return best
}

// quality returns how much a list of codings likes one, in thousandths, and
// whether the list names it.
func quality(accept, coding string) (q int, said bool) {
	others := 0
	for rest := accept; rest != ""; {
		var item string
		item, rest, _ = strings.Cut(rest, ",")
		name, params, _ := strings.Cut(item, ";")
		name = strings.Trim(name, " \t")
		switch {
		case strings.EqualFold(name, coding), coding == "gzip" && strings.EqualFold(name, "x-gzip"):
			return weight(params), true
		case name == "*":
			others = weight(params)
		}
	}
	return others, false
}

// weight parses "q=0.5" into thousandths. What is no weight is none: 0, so that
// nobody is sent what they may not read.
func weight(params string) int {
	params = strings.Trim(params, " \t")
	if params == "" {
		return 1000
	}
	name, value, _ := strings.Cut(params, "=")
	value = strings.Trim(value, " \t")
	if !strings.EqualFold(strings.Trim(name, " \t"), "q") || value == "" || len(value) > 5 || value[0] != '0' && value[0] != '1' {
		return 0
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v < 0 || v > 1 {
		return 0
	}
	return int(v*1000 + 0.5)
}

// matches reports whether a list of entity tags has one, compared weakly, as
// If-None-Match does.
func matches(list, tag string) bool {
	if strings.Trim(list, " \t") == "*" {
		return true
	}
	for rest := list; rest != ""; {
		var item string
		item, rest, _ = strings.Cut(rest, ",")
		if strings.TrimPrefix(strings.Trim(item, " \t"), "W/") == tag {
			return true
		}
	}
	return false
}

// span is a part of a file: length bytes from from.
type span struct{ from, length int64 }

// What a Range header asks for.
type asked int

const (
	askedAll     asked = iota // no range, one that does not parse, or several: the whole file
	askedSpan                 // one range
	askedNothing              // a range beyond the end: 416
)

// parseRange reads a Range header (RFC 9110 §14). Several ranges in one request
// are ignored, as a server may: they are asked for by who wants to make it work
// hard, and by hardly anybody else.
func parseRange(value string, size int64) (asked, span) {
	unit, set, ok := strings.Cut(value, "=")
	if !ok || !strings.EqualFold(unit, "bytes") || strings.Contains(set, ",") {
		return askedAll, span{}
	}
	first, last, ok := strings.Cut(strings.Trim(set, " \t"), "-")
	if !ok {
		return askedAll, span{}
	}
	if first == "" { // the last n bytes
		n, ok := position(last)
		if !ok {
			return askedAll, span{}
		}
		if n == 0 || size == 0 {
			return askedNothing, span{}
		}
		n = min(n, size)
		return askedSpan, span{size - n, n}
	}
	from, ok := position(first)
	if !ok {
		return askedAll, span{}
	}
	to := int64(1<<63 - 1)
	if last != "" {
		if to, ok = position(last); !ok || to < from {
			return askedAll, span{}
		}
	}
	if from >= size {
		return askedNothing, span{}
	}
	return askedSpan, span{from, min(to, size-1) - from + 1}
}

// position parses decimal digits; a number too large for any file is the largest.
func position(s string) (int64, bool) {
	if s == "" || len(s) > 100 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 1<<63 - 1, true
	}
	return n, true
}
