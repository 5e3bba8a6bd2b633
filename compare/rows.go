package compare

import (
	"cmp"
	"slices"
)

// arranged returns the rows in the order in which a reader meets them: that of the
// first text, with what was added behind what it follows in the copy.
func (r *Result) arranged() []row {
	var base, added []row
	for _, x := range r.rows {
		if len(x.as) == 0 {
			added = append(added, x)
		} else {
			base = append(base, x)
		}
	}
	slices.SortStableFunc(base, func(x, y row) int { return cmp.Compare(x.as[0], y.as[0]) })
	of := make([]int, len(r.pairB)) // 1 + the row of each paired block of the copy
	for i, x := range base {
		for _, b := range x.bs {
			of[b] = i + 1
		}
	}
	behind := make([][]row, len(base)+1)
	last := 0
	next := 0
	slices.SortStableFunc(added, func(x, y row) int { return cmp.Compare(x.bs[0], y.bs[0]) })
	for _, x := range added {
		for ; next < x.bs[0]; next++ {
			if of[next] > 0 {
				last = of[next]
			}
		}
		behind[last] = append(behind[last], x)
	}
	rows := slices.Clone(behind[0])
	for i, x := range base {
		rows = append(append(rows, x), behind[i+1]...)
	}
	return rows
}
