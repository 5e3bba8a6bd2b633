package compare

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// kept looks at words that are the same by their keys for what differs all the
// same: typography, hidden characters, look-alikes. Neighbours become one change.
func (c *comparison) kept(out []Change, x, y *passage, mx, my *marks, h hunk, after, before bool) []Change {
	last := -2 // the word of the first text where the last change ended
	put := func(kind Kind, i, i2, j, j2 int) {
		if n := len(out); n > 0 && last >= i && out[n-1].Kind == kind {
			from, to := &out[n-1].From, &out[n-1].To
			*from = x.text[out[n-1].at[0]:x.tokens[i2-1].end]
			*to = y.text[out[n-1].at[1]:y.tokens[j2-1].end]
		} else {
			out = append(out, Change{
				Kind: kind, From: x.raw(i, i2), To: y.raw(j, j2),
				InQuotation: anyQuoted(mx, i, i2) || anyQuoted(my, j, j2),
				at:          [2]int{x.offset(i), y.offset(j)}, marks: kind == Quotation,
			})
		}
		last = i2
	}
	alike := h.a1 > h.a0 && x.raw(h.a0, h.a1) == y.raw(h.b0, h.b1) // nearly always: only what is around it can differ
	for i, j := h.a0, h.b0; i <= h.a1; i, j = i+1, j+1 {
		if alike && i > h.a0 {
			i, j = h.a1, h.b1
		}
		edge := i == h.a0 && after || i == h.a1 && before // a word beside the gap was changed
		kind := c.gapKind(x.gap(i), y.gap(j), edge, i == 0 || i == len(x.tokens))
		omitted := kind == Typographic && omission(x, mx, i) != omission(y, my, j)
		if kind == Typographic && ticked(x.gap(i), y.gap(j), i == 0) {
			kind = Reworded
		}
		if kind == Typographic && strings.Contains(x.gap(i), "~") != strings.Contains(y.gap(j), "~") && i < len(x.tokens) && c.countsAt(x, i) {
			kind = Reworded // ~5 is about 5
		}
		if kind == Quotation && apostropheAlone(x, y, mx, my, i, j) {
			kind = Typographic
		}
		switch {
		case omitted:
			kind = Quotation
		case kind == Typographic && strings.Contains(x.gap(i), "(") != strings.Contains(y.gap(j), "(") && c.loss(x) != c.loss(y):
			kind = Number
		case (kind == Typographic || kind == Identical && edge) && c.minusInGap(x, y, i, j):
			kind = Number
		case kind == Typographic && i > h.a0 && i < h.a1 && c.rangeDiffers(x, y, i, j) && (mx.dates[i] == 0 || mx.dates[i] != mx.dates[i-1]):
			kind = Number
			if mx.dates[i-1] > 0 && mx.dates[i] > 0 || c.voc.traitsOf(x.tokens[i].id)&traitNumber == 0 {
				kind = Date
			}
		}
		if kind != Identical {
			switch {
			case i > h.a0 && i < h.a1:
				put(kind, i-1, i+1, j-1, j+1)
			case i < h.a1:
				put2(&out, kind, x, y, i, j, mx, my)
				last = i + 1
			case i > h.a0:
				put2(&out, kind, x, y, i, j, mx, my)
			default:
				out = append(out, Change{Kind: kind, From: strings.TrimSpace(x.gap(i)), To: strings.TrimSpace(y.gap(j)), at: [2]int{x.offset(i), y.offset(j)}, marks: kind == Quotation})
			}
			if omitted {
				out[len(out)-1].marks = false
			}
		}
		if i == h.a1 {
			break
		}
		if alike {
			continue
		}
		if kind := wordKind(x.raw(i, i+1), y.raw(j, j+1)); kind != Identical {
			if kind == Typographic && !mx.titled && !my.titled && (otherPrefix(x.raw(i, i+1), y.raw(j, j+1)) || i > 0 && j > 0 && otherPrefix(x.raw(i-1, i+1), y.raw(j-1, j+1))) {
				kind = Number
			}
			if last == i+1 && len(out) > 0 && kind.worse(out[len(out)-1].Kind) {
				out[len(out)-1].Kind = kind
			} else if last != i+1 {
				put(kind, i, i+1, j, j+1)
			}
		}
	}
	return out
}

// ticked reports whether a box or a circle that was full is empty in the other text.
// At the beginning of a paragraph a circle is the mark of a list.
func ticked(from, to string, first bool) bool {
	full, empty := "■●", "□○"
	if first {
		full, empty = "■", "□"
	}
	return strings.ContainsAny(from, full) && strings.ContainsAny(to, empty) || strings.ContainsAny(from, empty) && strings.ContainsAny(to, full)
}

// loss reports whether a passage is one number, with its unit, in brackets: accounts
// write a loss so.
func (c *comparison) loss(p *passage) bool {
	const amount = traitNumber | traitUnit
	if len(p.tokens) == 0 || len(p.tokens) > 2 {
		return false
	}
	for i := range p.tokens {
		if c.voc.traitsOf(p.tokens[i].id)&amount == 0 {
			return false
		}
	}
	text := strings.TrimSpace(p.text)
	return strings.Count(text, "(") == 1 && strings.HasSuffix(text, ")")
}

// otherPrefix reports whether two writings of a number and its unit differ in a prefix
// that only its case tells: 5 mW and 5 MW.
func otherPrefix(from, to string) bool {
	unit := func(s string) string {
		if s == "" || !digitAt(s, 0) {
			return ""
		}
		return strings.TrimLeft(s, "0123456789., \u00a0\u202f")
	}
	u, v := unit(from), unit(to)
	if u == v || !strings.EqualFold(u, v) || len(u) < 2 {
		return false
	}
	return u[0]^v[0] == 'm'^'M' && u[1:] == v[1:] && prefixed()[u[1:]]
}

// prefixed are symbols of units that both milli and mega stand before.
var prefixed = sync.OnceValue(func() map[string]bool { return set("W Wh Hz Pa V A J N g Sv Gy Bq Ω l L t") })

// apostropheAlone reports whether the mark that only one text has before word i is
// the apostrophe of a plural, the Hills' house, and neither text has a quotation there.
func apostropheAlone(x, y *passage, mx, my *marks, i, j int) bool {
	alone := func(p *passage, m *marks, i int) bool {
		if i == 0 || m.quoted[i-1] || i < len(p.tokens) && m.quoted[i] {
			return false
		}
		gap, at := p.gap(i), int(p.tokens[i-1].end)
		if strings.IndexFunc(gap, isQuote) < 0 {
			return true
		}
		last, _ := utf8.DecodeLastRuneInString(p.text[:at])
		first, size := utf8.DecodeRuneInString(gap)
		return isApostrophe(first) && unicode.IsLetter(last) && strings.IndexFunc(gap[size:], isQuote) < 0
	}
	return alone(x, mx, i) && alone(y, my, j)
}

// rangeDiffers reports whether what stands between two numbers, months or weekdays
// makes a range of them in one text and a list in the other: 14–18 and 14, 18.
func (c *comparison) rangeDiffers(x, y *passage, i, j int) bool {
	const counts = traitNumber | traitMonth | traitMonthish | traitWeekday
	if c.voc.traitsOf(x.tokens[i-1].id)&counts == 0 || c.voc.traitsOf(x.tokens[i].id)&counts == 0 {
		return false
	}
	dash := func(s string) bool {
		s = strings.TrimSpace(s)
		return s == "-" || s == "–" || s == "—" || s == "‑"
	}
	list := func(s string) bool { return strings.ContainsAny(s, ",;.:/") }
	from, to := x.gap(i), y.gap(j)
	return dash(from) && list(to) || dash(to) && list(from)
}

// omission returns how many marks of an omission or an insertion, … and brackets,
// stand before word i inside quotation marks: they say that the words are not all
// those of who is quoted.
func omission(p *passage, m *marks, i int) int {
	inside := p.gap(i)
	before, behind := i > 0 && m.quoted[i-1], i < len(p.tokens) && m.quoted[i]
	switch at := strings.IndexFunc(inside, isQuote); {
	case !before && !behind:
		return 0
	case at < 0:
	case before && !behind:
		inside = inside[:at]
	case behind && !before:
		at = strings.LastIndexFunc(inside, isQuote)
		inside = inside[at:]
	}
	dots := strings.NewReplacer("....", "…", "...", "…", ". . .", "…", "……", "…").Replace(inside)
	return strings.Count(dots, "…") + strings.Count(inside, "[") + strings.Count(inside, "]")
}

// put2 adds a change in the gap before word i at the edge of a stretch, with the
// word beside it.
func put2(out *[]Change, kind Kind, x, y *passage, i, j int, mx, my *marks) {
	fromAt, toAt := 0, 0
	if i > 0 {
		fromAt = int(x.tokens[i-1].end)
	}
	if j > 0 {
		toAt = int(y.tokens[j-1].end)
	}
	fromEnd, toEnd := len(x.text), len(y.text)
	quoted := false
	if i < len(x.tokens) {
		fromEnd = int(x.tokens[i].end)
		quoted = mx.quoted[i]
	} else if i > 0 {
		fromAt = int(x.tokens[i-1].start)
	}
	if j < len(y.tokens) {
		toEnd = int(y.tokens[j].end)
		quoted = quoted || my.quoted[j]
	} else if j > 0 {
		toAt = int(y.tokens[j-1].start)
	}
	*out = append(*out, Change{Kind: kind, From: x.text[fromAt:fromEnd], To: y.text[toAt:toEnd], InQuotation: quoted, at: [2]int{fromAt, toAt}, marks: kind == Quotation})
}

// gapKind says how what stands between two words differs. Beside changed words
// only hidden characters count: what parts other words is part of their change.
func (c *comparison) gapKind(from, to string, edge, outer bool) Kind {
	if from == to || strings.ReplaceAll(from, "\n", " ") == strings.ReplaceAll(to, "\n", " ") {
		return Identical // where a paragraph ends is for merged and split to say
	}
	if countHidden(to) > countHidden(from) {
		return Hidden
	}
	if edge {
		return Identical
	}
	if from, to := strings.TrimSpace(from), strings.TrimSpace(to); outer && (from == to) {
		return Identical // spaces around a paragraph are nobody's words
	}
	if a, b := strings.IndexFunc(from, isQuote) >= 0, strings.IndexFunc(to, isQuote) >= 0; a != b {
		return Quotation
	}
	if strings.Count(from, "?") != strings.Count(to, "?") || strings.Count(from, "!") != strings.Count(to, "!") {
		return Reworded
	}
	return Typographic
}
