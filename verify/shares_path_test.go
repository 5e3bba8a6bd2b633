package verify_test

import (
	"testing"

	"vow"
	"vow/policy"
)

// TestSharePaths: every leaf of a policy that holds a share has a path that an
// entry may name, and a leaf that holds the whole key has none.
func TestSharePaths(t *testing.T) {
	for _, src := range []string{"a", "2026-01-01", "a or b", "a and b", "2 of {a, b, c} or 2026-01-01", "(a or 2 of {b, c, d and 2026-01-01}) and (e or f)",
		"a and (b or 2 of {c, d and e, g})", "a or b and (c or 2 of {d, e, f})", "2 of {a, b and (c or d and e), f}"} {
		p, err := policy.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range p.Branches() {
			for _, leaf := range b.Leaves {
				if err := vow.CheckSharePath(leaf.Path); (err == nil) == b.Node.IsLeaf() {
					t.Errorf("%s: leaf %s: %v", src, leaf.Path, err)
				}
			}
		}
	}
}
