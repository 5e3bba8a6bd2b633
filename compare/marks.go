package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// marks say of each word of a passage where it stands.
type marks struct {
	quoted []bool  // inside quotation marks
	start  []bool  // at the beginning of a sentence
	dates  []int32 // the number, from 1, of the date that it is part of
	titled bool    // most words begin with a capital, as in a heading
}

func (c *comparison) mark(p *passage) *marks {
	n := len(p.tokens)
	m, _ := c.spare.Get().(*marks)
	if m == nil {
		m = new(marks)
	}
	m.quoted, m.start, m.dates = cleared(m.quoted, n), cleared(m.start, n), cleared(m.dates, n)
	q := quotes{quoted: m.quoted, lastClose: lastClosing(p.text)}
	if end := p.quotedFrom(); end != 0 {
		q.open = append(q.open, opened{close: end})
	}
	capital, letters := 0, 0
	for i := range n {
		if gap := p.gap(i); gap != " " {
			q.read(p, i, gap)
			m.start[i] = i == 0 || c.begins(p, i, gap)
		}
		m.start[0] = true
		switch b := p.text[p.tokens[i].start]; byteClass[b] {
		case byteLower:
			letters++
		case byteUpper:
			letters++
			capital++
		case byteHigh:
			if r, _ := utf8.DecodeRuneInString(p.text[p.tokens[i].start:]); unicode.IsLetter(r) {
				letters++
				if unicode.IsUpper(r) {
					capital++
				}
			}
		}
	}
	q.read(p, n, p.gap(n))
	for _, o := range q.open { // not closed: it goes on in the next paragraph, or the mark was none
		if !o.loose || o.at == 0 {
			q.fill(o.at, n)
		}
	}
	m.titled = letters >= 3 && capital*10 > letters*6
	c.markDates(p, m)
	return m
}

// cleared returns n zeroes, in s if it is large enough.
func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// begins reports whether a sentence begins with word i, after gap.
func (c *comparison) begins(p *passage, i int, gap string) bool {
	if !strings.ContainsAny(gap, ".!?:;…\n“„«\"(‘。") {
		return false
	}
	if strings.HasPrefix(gap, ".") && strings.TrimLeft(gap, ". ") == "" {
		t := p.tokens[i-1]
		if c.voc.traitsOf(t.id)&traitTitle != 0 {
			return false
		}
		if s := p.text[t.start:t.end]; utf8.RuneCountInString(s) == 1 && byteClass[s[0]] != byteDigit {
			return false // an initial
		}
	}
	return true
}

// quotes follows the quotation marks of a passage.
type quotes struct {
	open   []opened
	quoted []bool // filled when a quotation ends

	lastClose int // where the last apostrophe stands that can end a quotation, or -1
}

func (q *quotes) fill(i, j int) {
	for ; i < j; i++ {
		q.quoted[i] = true
	}
}

type opened struct {
	close rune // the mark that ends it
	at    int  // the word that it begins before
	loose bool // the mark that opened it has no direction
}

// maxQuotes is how many quotations may stand inside each other.
const maxQuotes = 8

func (q *quotes) top() rune {
	if len(q.open) == 0 {
		return 0
	}
	return q.open[len(q.open)-1].close
}

// read takes the marks in the gap before word i.
func (q *quotes) read(p *passage, i int, gap string) {
	if gap == " " || gap == "" {
		return
	}
	at := len(p.text)
	if i < len(p.tokens) {
		at = int(p.tokens[i].start)
	}
	at -= len(gap)
	for k, r := range gap {
		if !isQuote(r) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(p.text[:at+k])
		after, _ := utf8.DecodeRuneInString(p.text[at+k+utf8.RuneLen(r):])
		// Without spaces between words, a letter beside a mark says nothing.
		joined := wordy(before) && !unspacedScript(before)
		outside := at+k == 0 || !joined && (!closing(before) || r == '"' || r == '\'' && strings.ContainsRune(",:;", before))
		q.take(r, i, outside, wordy(after), wordy(after) && !unspacedScript(after), q.lastClose > at+k)
	}
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func closing(r rune) bool { return strings.ContainsRune(".,!?;:…)]", r) }

// isQuote reports whether r is a quotation mark of any script.
func isQuote(r rune) bool {
	switch r {
	case '"', '\'', '«', '»':
		return true
	}
	if r < 0x2000 {
		return false
	}
	return 0x2018 <= r && r <= 0x201f || r == '‹' || r == '›' || 0x3008 <= r && r <= 0x300f || r == '＂' || r == '＇' ||
		0x301d <= r && r <= 0x301f || 0xfe41 <= r && r <= 0xfe44 || r == '｢' || r == '｣' || 0x275b <= r && r <= 0x275e
}

// take takes one mark before word i: outside says that what stands before it is
// no word, word that a word follows at once, joins that this is no word of a script
// without spaces, closes that an apostrophe that can
// end a quotation follows somewhere.
func (q *quotes) take(r rune, i int, outside, word, joins, closes bool) {
	push := func(close rune, loose bool) {
		if len(q.open) < maxQuotes {
			q.open = append(q.open, opened{close, i, loose})
		}
	}
	pop := func() {
		last := len(q.open) - 1
		q.fill(q.open[last].at, i)
		q.open = q.open[:last]
	}
	top := q.top()
	either := func(close, open rune) { // a mark that opens in one language and closes in another
		switch {
		case top == r:
			pop()
		case outside && word:
			push(close, true)
		case open == 0 || top == 0:
		}
	}
	switch r {
	case '„', '‟', '〝':
		push('“', false)
	case '“':
		if top == '“' {
			pop()
		} else {
			push('”', false)
		}
	case '”', '〞', '〟':
		if top == '”' || top == '“' {
			pop()
		} else {
			either('”', 0)
		}
	case '«':
		if top == '«' {
			pop()
		} else {
			push('»', false)
		}
	case '»':
		if top == '»' {
			pop()
		} else if outside {
			push('«', true)
		}
	case '‹':
		if top == '‹' {
			pop()
		} else {
			push('›', false)
		}
	case '›':
		if top == '›' {
			pop()
		} else if outside {
			push('‹', true)
		}
	case '「', '『', '﹁', '﹃', '｢', '《', '〈':
		push(map[rune]rune{'《': '》', '〈': '〉', '「': '」', '『': '』', '﹁': '﹂', '﹃': '﹄', '｢': '｣'}[r], false)
	case '」', '』', '﹂', '﹄', '｣', '》', '〉':
		if top == r {
			pop()
		}
	case '"', '＂', '❝', '❞':
		if top == '"' {
			pop()
		} else if outside || !word {
			push('"', !outside || !word) // an opening one may go on in the next paragraph, 5" does not
		}
	case '‚':
		if word {
			push('‘', true)
		}
	case '‘', '‛':
		switch {
		case top == '‘' && !joins: // ‚so‘
			pop()
		case word:
			push('’', true)
		}
	case '’':
		if (top == '’' || top == '‘') && !joins {
			pop()
		}
	case '\'', '＇':
		switch {
		case top == '\'' && !joins:
			pop()
		case outside && word && closes:
			push('\'', true)
		}
	}
}

// lastClosing returns where the last apostrophe stands that can end a quotation,
// a word or a stop before it and no word after it, or -1.
func lastClosing(s string) int {
	for end := len(s); ; {
		i := strings.LastIndexByte(s[:end], '\'')
		if i <= 0 {
			return -1
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+1:])
		if !wordy(after) && !unicode.IsSpace(before) {
			return i
		}
		end = i
	}
}

// nameParticles are the forms of the article in Arabic names.
var nameParticles = set("al el as ad an ar at ash az ul ud")

// proper reports whether word i of a passage is a name, as far as capitals show.
func (c *comparison) proper(p *passage, m *marks, i int) bool {
	t := p.tokens[i]
	raw := p.text[t.start:t.end]
	r, size := utf8.DecodeRuneInString(raw)
	if !unicode.IsUpper(r) && !unicode.IsTitle(r) {
		if head, ok := hyphenated(p, i); head < i {
			return ok && !m.start[head] && c.proper(p, m, head) // Ki-moon
		}
		if strings.IndexFunc(raw, isApostrophe) < 0 && strings.ContainsFunc(raw, unicode.IsUpper) {
			return true // eBay
		}
		if nameParticles[raw] && i+1 < len(p.tokens) && p.gap(i+1) == "-" && capital(p, i+1) {
			return true // al-Masri
		}
		// d'Artagnan, l'Office: the name begins after the apostrophe
		at := strings.IndexFunc(raw, isApostrophe)
		if at < 0 || at > 3 || m.titled {
			return false
		}
		_, w := utf8.DecodeRuneInString(raw[at:])
		next, _ := utf8.DecodeRuneInString(raw[at+w:])
		return unicode.IsUpper(next)
	}
	tr := c.voc.traitsOf(t.id)
	w := &c.voc.words[t.id]
	if len(raw) == size && !m.start[i] && c.initial(p, i) {
		return true // A. B. Smith
	}
	if roman(raw) > 0 && len(raw) > 1 {
		return false // Leo XIII, le XIXe siècle
	}
	if w.number || tr&(traitWeekday|traitMonth|traitNegation|traitModal) != 0 && (m.start[i] || m.titled || tr&(traitWeekday|traitMonth) != 0) || m.dates[i] > 0 {
		return false
	}
	if tr&traitNegation != 0 {
		return false // None, Nobody: in whatever place
	}
	if tr&traitNumber != 0 && (m.start[i] || m.titled || w.lower) {
		return false
	}
	if len(raw) == size && raw == "I" || strings.HasPrefix(c.voc.keys[t.id], "i'") {
		return false
	}
	if len(raw) == size && m.start[i] && c.initial(p, i) && c.voc.traitsOf(p.tokens[i+1].id) == 0 && !c.voc.words[p.tokens[i+1].id].lower {
		return true // J. Smith
	}
	switch {
	case m.titled:
		return !w.lower && tr&traitCommon == 0 && (w.proper || !m.start[i])
	case !m.start[i] && particles()[c.voc.keys[t.id]] && i+1 < len(p.tokens) && p.gap(i+1) == " " && capital(p, i+1):
		return true // the Le Pen family
	case !m.start[i]:
		return tr&traitCommon == 0 || len(raw) > 1 && strings.ToUpper(raw) == raw && len(raw) < 6 && tr&traitCommon == 0
	case tr&traitCommon != 0 || w.lower:
		return false
	case w.proper:
		return true
	}
	if i+2 < len(p.tokens) && joining[c.nameKey(p, i+1)] && c.perhapsProper(p, m, i) && capital(p, i+2) && c.voc.traitsOf(p.tokens[i+2].id)&traitCommon == 0 {
		return true // Paris and Lyon
	}
	if i+1 < len(p.tokens) && p.gap(i+1) == " " { // Angela Merkel
		next, _ := utf8.DecodeRuneInString(p.text[p.tokens[i+1].start:])
		return unicode.IsUpper(next) && c.voc.traitsOf(p.tokens[i+1].id)&traitCommon == 0
	}
	return len(raw) > 1 && strings.ToUpper(raw) == raw // an acronym
}

// maxHyphens is how many small words joined by hyphens may follow a capital in one
// name: Rüti-bei-Büren has two before the next. A chain without end is no name,
// and each of its words would be looked for back to its beginning.
const maxHyphens = 8

// hyphenated returns the word whose small parts behind hyphens end with word i: i
// itself if it is no such part. It is not ok if that word is more than maxHyphens back.
func hyphenated(p *passage, i int) (head int, ok bool) {
	for n := 0; i > 0 && p.gap(i) == "-"; n++ {
		if r, _ := utf8.DecodeRuneInString(p.text[p.tokens[i].start:]); !unicode.IsLower(r) {
			break
		}
		if n == maxHyphens {
			return i, false
		}
		i--
	}
	return i, true
}

// joining are words that join a name to another.
var joining = set("and or et ou und oder y e o")

// initial reports whether word i, a capital alone, has a stop behind it and then a
// name or another initial.
func (c *comparison) initial(p *passage, i int) bool {
	return i+1 < len(p.tokens) && strings.HasPrefix(p.gap(i+1), ".") && capital(p, i+1)
}

// perhapsProper reports whether word i, at the beginning of a sentence, can be a
// name for all that is known: no word of the text is written so with a small
// letter, and it has none of the endings of common words.
func (c *comparison) perhapsProper(p *passage, m *marks, i int) bool {
	t := p.tokens[i]
	key := c.voc.keys[t.id]
	if !c.weaklyProper(p, m, i) {
		return false
	}
	for _, e := range []string{"s", "ed", "ance", "ence", "er", "or", "age", "ure", "ive", "al"} {
		if strings.HasSuffix(key, e) {
			return false
		}
	}
	return true
}

// weaklyProper is perhapsProper with the endings allowed that names have as well:
// Szeged, Adams, Miller.
func (c *comparison) weaklyProper(p *passage, m *marks, i int) bool {
	t := p.tokens[i]
	w, key := &c.voc.words[t.id], c.voc.keys[t.id]
	if !m.start[i] || m.dates[i] > 0 || m.titled || !capital(p, i) || w.lower || c.voc.traitsOf(t.id) != 0 || len(key) < 3 {
		return false
	}
	if at := strings.IndexFunc(key, isApostrophe); 0 < at && at <= 2 { // l'ambassade: the word behind it counts
		raw := p.raw(i, i+1)
		_, raw, _ = strings.Cut(strings.Map(func(r rune) rune {
			if isApostrophe(r) {
				return '\''
			}
			return r
		}, raw), "'")
		if next, _ := utf8.DecodeRuneInString(raw); !unicode.IsUpper(next) {
			return false
		}
	}
	for _, e := range []string{"ly", "ing", "tion", "sion", "ment", "ness", "ity", "ism", "ship", "hood", "able", "ful", "less", "smen"} {
		if strings.HasSuffix(key, e) {
			return false
		}
	}
	return true
}
