package vow

import "sort"

// SortFunc sorts as compare says, equal elements in the order that they have. It does
// what slices.SortStableFunc does in one piece of code for all types: a verifier that is
// fetched over a slow line has not the room for a copy for each of them.
func SortFunc[T any](s []T, compare func(a, b T) int) {
	sort.SliceStable(s, func(i, j int) bool { return compare(s[i], s[j]) < 0 })
}
