package compare

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// changes returns what differs between two passages, in the order of the text.
func (c *comparison) changes(x, y *passage) []Change {
	hunks := c.hunks(x.tokens, y.tokens)
	mx, my := c.mark(x), c.mark(y)
	slide(hunks, x, y, mx, my)
	defer func() { c.spare.Put(mx); c.spare.Put(my) }()
	hunks = c.widen(hunks, x, y, mx, my)
	same := c.balance(hunks, x, y, mx, my)
	var out []Change
	i, j := 0, 0
	for k := 0; k <= len(hunks); k++ {
		h := hunk{len(x.tokens), len(x.tokens), len(y.tokens), len(y.tokens)}
		if k < len(hunks) {
			h = hunks[k]
		}
		out = c.kept(out, x, y, mx, my, hunk{i, h.a0, j, h.b0}, k > 0, k < len(hunks))
		i, j = h.a1, h.b1
		if k == len(hunks) {
			break
		}
		if h.a0 == h.a1 && y.onlyLabels(h.b0, h.b1) || h.b0 == h.b1 && x.onlyLabels(h.a0, h.a1) {
			continue // a part of its own has a number of its own
		}
		kind := c.classify(x, y, mx, my, h, same)
		out = append(out, Change{
			Kind: kind, From: x.raw(h.a0, h.a1), To: y.raw(h.b0, h.b1),
			InQuotation: anyQuoted(mx, h.a0, h.a1) || anyQuoted(my, h.b0, h.b1),
			at:          [2]int{x.offset(h.a0), y.offset(h.b0)},
		})
	}
	return c.joinChanges(out, x, y)
}

func anyQuoted(m *marks, i, j int) bool {
	for ; i < j; i++ {
		if m.quoted[i] {
			return true
		}
	}
	return false
}

// widen makes hunks whole: a hunk that touches a date or a number of several
// words takes all of it, so that 31 August 2022 is one change, and a negation
// its verb is not. Hunks that come to touch become one.
func (c *comparison) widen(hunks []hunk, x, y *passage, mx, my *marks) []hunk {
	part := func(p *passage, m *marks, i int) bool { // words i-1 and i belong together
		if i <= 0 || i >= len(p.tokens) {
			return false
		}
		if m.dates[i] > 0 && m.dates[i] == m.dates[i-1] || c.inHanUnit(p, i) {
			return true
		}
		s, t := c.voc.traitsOf(p.tokens[i-1].id), c.voc.traitsOf(p.tokens[i].id)
		if s&traitUnit != 0 && t&traitNumber != 0 && p.tokens[i-1].end-p.tokens[i-1].start <= 4 && (p.gap(i) == "" || p.gap(i) == "\u00a0") {
			return c.nameKey(p, i-1) != "%" // $40
		}
		if s&traitNumber == 0 || t&(traitNumber|traitUnit) == 0 ||
			c.voc.words[p.tokens[i-1].id].number && c.voc.words[p.tokens[i].id].number { // two columns of a table
			return false
		}
		gap := p.gap(i)
		return gap == " " || gap == "-" || gap == "" || gap == "\u00a0" || gap == "\u202f"
	}
	for k := range hunks {
		h := &hunks[k]
		lowA, lowB, highA, highB := 0, 0, len(x.tokens), len(y.tokens)
		if k > 0 {
			lowA, lowB = hunks[k-1].a1, hunks[k-1].b1
		}
		if k+1 < len(hunks) {
			highA, highB = hunks[k+1].a0, hunks[k+1].b0
		}
		for h.a0 > lowA && h.b0 > lowB && (part(x, mx, h.a0) && h.a1 > h.a0 || part(y, my, h.b0) && h.b1 > h.b0) {
			h.a0, h.b0 = h.a0-1, h.b0-1
		}
		for h.a1 < highA && h.b1 < highB && (part(x, mx, h.a1) && h.a1 > h.a0 || part(y, my, h.b1) && h.b1 > h.b0) {
			h.a1, h.b1 = h.a1+1, h.b1+1
		}
	}
	out := hunks[:0]
	for _, h := range hunks {
		if n := len(out); n > 0 && h.a0-out[n-1].a1 <= quoteGap && insideOne(mx, out[n-1].a0, h.a1) && insideOne(my, out[n-1].b0, h.b1) {
			out[n-1].a1, out[n-1].b1 = h.a1, h.b1 // one quotation is changed once
			continue
		}
		if n := len(out); n > 0 && out[n-1].a1 == h.a0 && out[n-1].b1 == h.b0 {
			out[n-1].a1, out[n-1].b1 = h.a1, h.b1
			continue
		}
		out = append(out, h)
	}
	return out
}

// quoteGap is how many words may stand unchanged between two changes of one
// quotation that are one change to a reader.
const quoteGap = 3

// insideOne reports whether all words from i up to j stand in quotation marks.
func insideOne(m *marks, i, j int) bool {
	for k := i; k < j; k++ {
		if !m.quoted[k] {
			return false
		}
	}
	return true
}

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
		switch {
		case omitted:
			kind = Quotation
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
			if last == i+1 && len(out) > 0 && kind.worse(out[len(out)-1].Kind) {
				out[len(out)-1].Kind = kind
			} else if last != i+1 {
				put(kind, i, i+1, j, j+1)
			}
		}
	}
	return out
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

// wordKind says how two writings of one key differ.
func wordKind(from, to string) Kind {
	switch {
	case from == to:
		return Identical
	case isASCII(from) && isASCII(to):
		return Typographic
	case countHidden(to) > countHidden(from) && foldPlain(from) == foldPlain(to):
		return Hidden
	case styled(to) && !styled(from):
		return Lookalike
	case foldPlain(from) == foldPlain(to), canonicalAlike(from, to):
		return Typographic
	}
	return Lookalike
}

// canonicalAlike reports whether both begin with a digit and have the same letters:
// the same number in other digits or with other separators.
func canonicalAlike(from, to string) bool {
	digit := func(s string) bool {
		s = strings.TrimLeft(s, "-−–")
		r, _ := utf8.DecodeRuneInString(s)
		_, ok := digitOf(r)
		return ok
	}
	behind := func(s string) string { // 200ms: its letters are no look-alikes
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, foldPlain(s))
	}
	return digit(from) && digit(to) && behind(from) == behind(to)
}

// styled reports whether s has letters of the mathematical alphabets, which
// imitate others.
func styled(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return 0x1d400 <= r && r <= 0x1d7cb })
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
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

// balanced says of a paragraph that was worded anew throughout what of it is the
// same for all that: then a number that one sentence lost and another got has
// only changed its place.
type balanced struct{ numbers, dates, names bool }

// balance looks whether a paragraph was worded anew: a quarter of its words or
// more, in several places. A paragraph of which less was changed has no balance:
// two numbers that changed places in it are two changes.
func (c *comparison) balance(hunks []hunk, x, y *passage, mx, my *marks) (b balanced) {
	changed := 0
	for _, h := range hunks {
		changed += max(h.a1-h.a0, h.b1-h.b0)
	}
	n, m := len(x.tokens), len(y.tokens)
	if len(hunks) < 4 || 4*changed < max(n, m) {
		return b
	}
	differ, _ := compareQuantities(c.undated(x, mx, 0, n), c.undated(y, my, 0, m))
	b.numbers = !differ
	b.dates = equalStrings(c.dateParts(x, mx, 0, n), c.dateParts(y, my, 0, m))
	b.names = !c.differentNames(x, y, mx, my, hunk{0, n, 0, m})
	return b
}

// classify names the one kind of a hunk: the worst that fits.
func (c *comparison) classify(x, y *passage, mx, my *marks, h hunk, same balanced) Kind {
	from, to := x.raw(h.a0, h.a1), y.raw(h.b0, h.b1)
	kx, ky := c.keys(x, h.a0, h.a1), c.keys(y, h.b0, h.b1)
	if from != "" && to != "" {
		if k := c.sameLook(from, to, kx, ky); k != "" {
			return k
		}
	}
	quoted := anyQuoted(mx, h.a0, h.a1) || anyQuoted(my, h.b0, h.b1)
	whole := from == "" && sentences(y, my, h.b0, h.b1) || to == "" && sentences(x, mx, h.a0, h.a1)
	if whole && (!quoted || from == "" && !withinQuotation(y, my, h.b0, h.b1) || to == "" && !withinQuotation(x, mx, h.a0, h.a1)) {
		if from == "" {
			return Added
		}
		return Removed
	}
	qx, qy := c.undated(x, mx, h.a0, h.a1), c.undated(y, my, h.b0, h.b1)
	if differ, _ := compareQuantities(qx, qy); differ && !(same.numbers && (len(quantities(qx)) == 0 || len(quantities(qy)) == 0)) {
		return Number
	}
	if c.boundDiffers(x, y, h) {
		return Number
	}
	if k := c.closed(x, y, mx, my, h); k != "" {
		return k
	}
	dx, dy := c.dateParts(x, mx, h.a0, h.a1), c.dateParts(y, my, h.b0, h.b1)
	if !equalStrings(dx, dy) && !(same.dates && (len(dx) == 0 || len(dy) == 0)) {
		return Date
	}
	if !same.names && c.namesDiffer(x, y, mx, my, h) {
		return Name
	}
	if c.lang == "en" || c.lang == "fr" {
		if c.negations(x, h.a0, h.a1) != c.negations(y, h.b0, h.b1) || c.prefixNegated(kx, ky) {
			return Negation
		}
		if !c.sameModals(c.modals(x, mx, h.a0, h.a1), c.modals(y, my, h.b0, h.b1), kx, ky) || c.lang == "fr" && conditional(kx, ky) {
			return Modality
		}
	}
	switch {
	case quoted:
		return Quotation
	case c.attributed(x, y, h):
		return Attribution
	case from == "" && len(ky) >= 8:
		return Added
	case to == "" && len(kx) >= 8:
		return Removed
	}
	return Reworded
}

func (c *comparison) keys(p *passage, i, j int) []string {
	out := make([]string, 0, j-i)
	for ; i < j; i++ {
		out = append(out, c.voc.keys[p.tokens[i].id])
	}
	return out
}

// undated returns the keys that are in no date, as quantities reads them.
func (c *comparison) undated(p *passage, m *marks, i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if m.dates[i] > 0 {
			out = append(out, ",") // parts what stands on both sides
			continue
		}
		k := c.nameKey(p, i)
		if words := c.voc.numeral(k); words != nil {
			out = append(out, words...)
			continue
		}
		if v := romanAt(p, i); v > 0 {
			k = romanKey + strconv.Itoa(v)
		}
		if u := c.codeKey(p, i); u != "" {
			out = append(out, u)
			continue
		}
		if currencies[k] && (i == 0 || c.voc.traitsOf(p.tokens[i-1].id)&traitNumber == 0) {
			k = "," // no amount before it
		}
		if u, end := c.hanUnit(p, i); u != "" {
			out = append(out, unitKey+u)
			i = min(end, j) - 1
			continue
		}
		if u := c.measureKey(p, i); u != "" {
			k = u
		}
		out = append(out, k)
	}
	return out
}

// sameLook finds words that differ by their keys and yet only in spacing, hyphens
// or characters that look the same.
func (c *comparison) sameLook(from, to string, kx, ky []string) Kind {
	if stripHidden(from) == stripHidden(to) {
		if countHidden(to) > countHidden(from) {
			return Hidden
		}
		return Typographic
	}
	if a, b := pointless(from), pointless(to); a == b && (a == from || b == to) {
		return Typographic // one is written without its vowel points
	}
	join := func(keys []string) string { return strings.ReplaceAll(strings.Join(keys, ""), "'", "") }
	a, b := join(kx), join(ky)
	a, b = strings.ReplaceAll(a, "#", ""), strings.ReplaceAll(b, "#", "")
	if a == b && slices.Equal(digitRuns(from), digitRuns(to)) { // 5 mg, 5mg; but not 1 23, 12 3
		switch {
		case countHidden(to) > countHidden(from):
			return Hidden
		case letters(foldPlain(from)) != letters(foldPlain(to)):
			return Lookalike
		}
		return Typographic
	}
	if confusedDigits(a, b) {
		return Lookalike
	}
	if skeleton(from) == skeleton(to) {
		return Lookalike
	}
	return ""
}

// digitRuns returns the digits of s, as they stand together.
func digitRuns(s string) []string {
	return strings.FieldsFunc(asciiDigits(s), func(r rune) bool { return r < '0' || r > '9' })
}

// letters returns the letters and digits of s alone.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, s)
}

// confusedDigits reports whether two words differ only where one has a digit and
// the other a letter that looks like it.
func confusedDigits(a, b string) bool {
	if len(a) != len(b) || a == b {
		return false
	}
	for i := 0; i < len(a); i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if y < x {
			x, y = y, x
		}
		if !(x == '0' && y == 'o' || x == '1' && (y == 'l' || y == 'i') || x == '5' && y == 's' || x == '8' && y == 'b') {
			return false
		}
	}
	return true
}

// skeleton is what a reader, or a machine that reads, sees of a word, roughly:
// capital I, l and 1 are one, and so are m and rn (Unicode's confusables have both).
func skeleton(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r = lookOf(r); r {
		case 'I', '1', '|':
			return 'l'
		case '0':
			return 'o'
		}
		return unicode.ToLower(r)
	}, stripHidden(s))
	return strings.ReplaceAll(s, "rn", "m")
}

// sentences reports whether words i to j are whole sentences.
func sentences(p *passage, m *marks, i, j int) bool {
	if j-i < 3 {
		return false
	}
	ends := func(k int) bool {
		return k == len(p.tokens) || m.start[k] && strings.ContainsAny(p.gap(k), ".!?…。！？")
	}
	return m.start[i] && ends(j)
}

func equalStrings(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
