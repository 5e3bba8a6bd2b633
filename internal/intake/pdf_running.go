package intake

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// edge is a row near the top or the foot of a page.
type edge struct {
	row  *row
	foot bool
	rank int // 0: the outermost
}

const (
	edgeRows  = 3  // lines on each side of a page that may be a running head or foot
	edgeParts = 16 // pieces that these lines may have together
)

// running leaves out what stands at the edge of page after page: the same words, or
// a page number that counts with the pages.
func (p *pdf) running() {
	var all []edge
	for _, s := range p.pages {
		all = append(all, s.edges()...)
	}
	drop := make(map[*row]string)
	// The same words at the same height, with a number that counts with the pages if
	// one does not stay the same: a title of 22.3 is not that of 22.4.
	same, anyApart := make(map[string]map[int]bool), make(map[string]bool)
	places := func(e edge) []string {
		at := "|" + strconv.FormatBool(e.foot) + strconv.Itoa(int(math.Round(e.row.base/4)))
		words := key(e.row.sum)
		out := []string{words + at}
		if title := e.row.bold || e.row.size > 1.05*p.size; title && strings.ContainsFunc(digits().ReplaceAllString(words, ""), unicode.IsLetter) && !pageWord().MatchString(words) {
			return out
		}
		for _, d := range digits().FindAllStringIndex(words, -1) {
			if n, err := strconv.Atoi(words[d[0]:d[1]]); err == nil {
				out = append(out, words[:d[0]]+"#"+strconv.Itoa(n-e.row.page.number)+words[d[1]:]+at)
			}
		}
		return out
	}
	found := make([][]string, len(all))
	for i, e := range all {
		found[i] = places(e)
		for _, k := range found[i] {
			if same[k] == nil {
				same[k] = make(map[int]bool)
			}
			same[k][e.row.page.number] = true
			anyApart[k] = anyApart[k] || e.rank == 0 && e.row.apart(p)
		}
	}
	for i, e := range all {
		for _, k := range found[i] {
			if n := len(same[k]); n >= 3 || n == 2 && len(p.pages) <= 4 && e.rank == 0 && anyApart[k] {
				drop[e.row] = "a running head or foot"
			}
		}
	}
	// A number at the edge that counts with the pages.
	for _, foot := range []bool{false, true} {
		pages := make(map[int]map[int]bool) // by page number minus place of the page
		for _, e := range all {
			if e.foot == foot && e.rank < 2 {
				for _, n := range pageNumbers(e.row.sum) {
					off := n - e.row.page.number
					if pages[off] == nil {
						pages[off] = make(map[int]bool)
					}
					pages[off][e.row.page.number] = true
				}
			}
		}
		for _, e := range all {
			if e.foot != foot || drop[e.row] != "" || e.rank > 1 {
				continue
			}
			for _, n := range pageNumbers(e.row.sum) {
				alone := digits().ReplaceAllString(key(e.row.sum), "") == ""
				count := len(pages[n-e.row.page.number])
				if count >= 3 && e.row.apart(p) || alone && (count >= 2 || n == e.row.page.number) && e.rank == 0 || alone && count >= 3 {
					drop[e.row] = "a page number, with what stands beside it"
				}
			}
		}
	}
	// What stands beside a dropped row.
	bases := make(map[*sheet][]float64)
	for r := range drop {
		bases[r.page] = append(bases[r.page], r.base)
	}
	for _, e := range all {
		if drop[e.row] == "" && slices.ContainsFunc(bases[e.row.page], func(b float64) bool { return math.Abs(b-e.row.base) < 2 }) {
			drop[e.row] = "beside a running head or foot"
		}
	}
	for _, s := range p.pages {
		kept := s.rows[:0]
		for _, r := range s.rows {
			if why := drop[r]; why != "" {
				p.remark(Dropped, s.number, "%s: %s", why, excerpt(r.sum))
				continue
			}
			kept = append(kept, r)
		}
		s.rows = kept
	}
}

// pageWord finds what says that a number is a page's.
var pageWord = pattern(`(?i)\b(?:page|seite|p\.|página|pagina|стр)`)

var digits = pattern(`\p{Nd}+`)

// edges returns the outermost rows of a page.
func (s *sheet) edges() []edge {
	var out []edge
	rank, last := -1, math.Inf(-1)
	for _, r := range s.rows {
		if r.base > last+1.5 {
			rank, last = rank+1, r.base
		}
		if rank >= edgeRows || len(out) == edgeParts || r.base > s.height/3 {
			break
		}
		out = append(out, edge{r, false, rank})
	}
	heads := len(out)
	rank, last = -1, math.Inf(1)
	for _, r := range slices.Backward(s.rows) {
		if r.base < last-1.5 {
			rank, last = rank+1, r.base
		}
		if rank >= edgeRows || len(out) == heads+edgeParts || r.base < s.height*2/3 {
			break
		}
		out = append(out, edge{r, true, rank})
	}
	return out
}

// apart reports whether a row stands further from the text than lines do.
func (r *row) apart(p *pdf) bool {
	near := math.Inf(1)
	for _, o := range r.page.rows {
		if d := math.Abs(o.base - r.base); d > 1.5 {
			near = min(near, d)
		}
	}
	return near > 1.25*p.leading*p.size
}

// pageNumbers returns the numbers that a row begins or ends with, arabic or roman.
func pageNumbers(s string) []int {
	f := strings.Fields(s)
	if len(f) == 0 || len(f) > 5 && strings.HasSuffix(s, ".") {
		return nil // a sentence, as of a note
	}
	var out []int
	for _, w := range slices.Compact([]string{f[0], f[len(f)-1]}) {
		w, _, _ = strings.Cut(strings.Trim(w, "-–—[]().,|"), "/")
		if n, err := strconv.Atoi(w); err == nil && n < 100_000 {
			out = append(out, n)
		} else if n := fromRoman(strings.ToLower(w)); n > 0 {
			out = append(out, n)
		}
	}
	return out
}

func fromRoman(s string) int {
	if s == "" || len(s) > 8 || strings.Trim(s, "ivxlc") != "" {
		return 0
	}
	for n := 1; n < 400; n++ {
		if roman(n) == s {
			return n
		}
	}
	return 0
}

var leaders = pattern(`(?:[.·…_]\s?){4,}\s*\S{1,8}$`)

// leads reports whether a text ends with a row of dots and what they lead to.
func leads(s string) bool {
	dots := 0
	for _, c := range s { // most texts have too few, and a count is quicker
		if c == '.' || c == '·' || c == '…' || c == '_' {
			dots++
		}
	}
	return dots >= 4 && leaders().MatchString(s)
}

// dropContents leaves out the lines of a table of contents: those that lead by
// dots to a number, and on their pages those that are a title with its number.
func (p *pdf) dropContents() {
	titles := make(map[string]bool)
	for _, e := range p.doc.Outline {
		titles[key(e.Title)] = true
	}
	for _, s := range p.pages {
		n := 0
		for _, r := range s.rows {
			if leads(r.sum) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		byBase := make(map[int]string)
		for _, r := range s.rows {
			byBase[int(math.Round(r.base))] += " " + r.sum
		}
		kept := s.rows[:0]
		for _, r := range s.rows {
			whole := byBase[int(math.Round(r.base))]
			bare := strings.TrimRight(strings.TrimSpace(whole), "0123456789 ")
			_, unnumbered := cutLabel("heading", bare)
			listed := n >= 3 && bare != strings.TrimSpace(whole) && (titles[key(bare)] || titles[key(unnumbered)])
			if leads(strings.TrimSpace(whole)) || listed {
				p.remark(Dropped, s.number, "a line of the table of contents: %s", excerpt(r.sum))
				continue
			}
			kept = append(kept, r)
		}
		s.rows = kept
	}
}

// findNotes takes the foot notes from the foot of each page: rows in smaller type
// under the text, from the first that begins with a mark which the text calls.
func (p *pdf) findNotes() {
	for _, s := range p.pages {
		for _, r := range s.rows {
			if r.size < 0.92*p.size {
				continue
			}
			for i, w := range r.words {
				if is, up := r.raisedMark(w); is && up && i > 0 {
					for _, m := range strings.Split(w.Text, ",") {
						s.calls[m] = true
						for k := 1; k < len(m) && m[0] < 0x80; k++ { // two calls side by side
							s.calls[m[:k]], s.calls[m[k:]] = true, true
						}
					}
				}
			}
		}
		open := 0.0 // how large the notes of the page before are
		if s.number > 1 {
			for _, r := range p.pages[s.number-2].notes {
				open = max(open, r.size)
			}
		}
		for column := range 3 {
			if column == s.lowestColumn() {
				s.notesOf(column, 0.92*p.size, open)
			} else {
				s.notesOf(column, 0.92*p.size, 0)
			}
		}
	}
}

// lowestColumn is where a note goes on that began on the page before.
func (s *sheet) lowestColumn() int {
	if slices.ContainsFunc(s.rows, func(r *row) bool { return r.column == 1 }) {
		return 1
	}
	return 0
}

// notesOf takes the notes at the foot of one column. One may go on from the page
// before, whose notes are as large as open, if it is not 0: other small type at the
// foot, like a listing, is none.
func (s *sheet) notesOf(column int, small, open float64) {
	var rows []*row
	for _, r := range s.rows {
		if r.column == column {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(a.base, b.base) })
	start := len(rows)
	for start > 0 && rows[start-1].size < small {
		start--
	}
	goesOn := start < len(rows) && open > 0 && rows[start].size <= 1.06*open
	for ; start < len(rows); start++ {
		if m := noteMark(rows[start]); m != "" && s.calls[m] || goesOn {
			break
		}
	}
	taken := make(map[*row]bool)
	for _, r := range rows[start:] {
		taken[r] = true
	}
	s.notes = append(s.notes, rows[start:]...)
	s.rows = slices.DeleteFunc(s.rows, func(r *row) bool { return taken[r] })
}

// noteMark returns the mark that a row begins with, or "".
func noteMark(r *row) string {
	if len(r.words) < 2 && len(r.words[0].Text) > 3 {
		return ""
	}
	m := strings.TrimRight(r.words[0].Text, ".)")
	if m == "" || len(m) > 4 || strings.Trim(m, "0123456789") != "" && strings.Trim(m, "*†‡§") != "" {
		return ""
	}
	return m
}
