package tlog

import (
	"testing"

	"vow"
)

// TestRootsAt: added up once, the roots are those that each size has by itself.
func TestRootsAt(t *testing.T) {
	var leaves []vow.Hash
	for i := range 700 {
		leaves = append(leaves, vow.SumHash([]byte{byte(i), byte(i >> 8)}))
	}
	h := NewHashes(leaves)
	var sizes []int64
	for i := int64(700); i >= 0; i -= 3 {
		sizes = append(sizes, i, i)
	}
	got := h.RootsAt(append(sizes, -1, 701))
	for _, size := range sizes {
		if want, err := h.RootAt(size); err != nil || got[size] != want {
			t.Fatalf("%d: %s, want %s (%v)", size, got[size], want, err)
		}
	}
	if len(got) != len(sizes)/2 {
		t.Errorf("%d roots of %d sizes", len(got), len(sizes)/2)
	}
}
