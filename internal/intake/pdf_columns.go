package intake

import (
	"cmp"
	"math"
	"slices"
)

// columns brings the rows of each page into the order in which they are read, and
// gives each its column's edges.
func (p *pdf) columns() error {
	for _, s := range p.pages {
		if err := p.stopped(); err != nil {
			return err
		}
		if len(s.rows) == 0 {
			continue
		}
		left, right := math.Inf(1), math.Inf(-1)
		for _, r := range s.rows {
			left, right = min(left, r.x0), max(right, r.x1)
		}
		gutter, ok := s.gutter(left, right)
		for _, r := range s.rows {
			switch {
			case ok && r.x1 <= gutter:
				r.column = 1
			case ok && r.x0 >= gutter:
				r.column = 2
			}
		}
		if ok {
			p.remark(Guessed, s.number, "the page has two columns, read one after the other")
			s.order()
		} else {
			slices.SortStableFunc(s.rows, func(a, b *row) int { return cmp.Compare(a.base, b.base) })
		}
		for c := range 3 {
			s.columnEdges(c, p.size)
		}
	}
	return nil
}

// nearRows is how many rows before and after one show where its column ends.
const nearRows = 12

// columnEdges gives each row of a column its edges: the column's left one, and the right
// one of the rows near it, for a page may be wider elsewhere. Rows in larger type do
// not count where there are others.
func (s *sheet) columnEdges(column int, body float64) {
	var rows []*row
	for _, r := range s.rows {
		if r.column == column {
			rows = append(rows, r)
		}
	}
	left, right := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		left, right = min(left, r.x0), max(right, r.x1)
	}
	for i, r := range rows {
		near, l, n := math.Inf(-1), math.Inf(1), 0
		for _, o := range rows[max(0, i-nearRows):min(len(rows), i+nearRows+1)] {
			if o.size <= 1.12*body {
				near, l, n = max(near, o.x1), min(l, o.x0), n+1
			}
		}
		r.left, r.right = left, right
		if n >= 4 && near > l {
			r.right = near
			if r.rtl {
				r.left = l
			}
		}
	}
}

// gutter finds the white between two columns of running text.
func (s *sheet) gutter(left, right float64) (float64, bool) {
	width := right - left
	if width < 100 || len(s.rows) < 8 {
		return 0, false
	}
	best, fewest := 0.0, math.MaxInt
	step := max(1, width/1000)
	for x := left + 0.35*width; x <= left+0.65*width; x += step {
		n := 0
		for _, r := range s.rows {
			if r.x0 < x && x < r.x1 {
				n++
			}
		}
		if n < fewest || n == fewest && math.Abs(x-left-width/2) < math.Abs(best-left-width/2) {
			best, fewest = x, n
		}
	}
	var wideLeft, wideRight, all int
	for _, r := range s.rows {
		switch {
		case r.x1 <= best:
			all++
			if r.x1-r.x0 > 0.6*(best-left) && len(r.words) >= 3 {
				wideLeft++
			}
		case r.x0 >= best:
			all++
			if r.x1-r.x0 > 0.6*(right-best) && len(r.words) >= 3 {
				wideRight++
			}
		}
	}
	return best, wideLeft >= 3 && wideRight >= 3 && 2*(wideLeft+wideRight) >= all && 2*all >= len(s.rows)
}

// order reads, between rows that cross the gutter, the left column and then the right.
func (s *sheet) order() {
	slices.SortStableFunc(s.rows, func(a, b *row) int { return cmp.Compare(a.base, b.base) })
	var out, first, second []*row
	flush := func() {
		out = append(append(out, first...), second...)
		first, second = nil, nil
	}
	for _, r := range s.rows {
		switch r.column {
		case 1:
			first = append(first, r)
		case 2:
			second = append(second, r)
		default:
			flush()
			out = append(out, r)
		}
	}
	flush()
	s.rows = out
}
