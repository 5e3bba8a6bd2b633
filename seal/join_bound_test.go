package seal

import (
	"strings"
	"testing"

	"vow"
	"vow/policy"
)

// A side of an `or` that lacks one share has no value, however many ways there are
// to join the rest of it: they must not be walked, since none of them counts as a
// try. An office that sealed a wrong share could otherwise make whoever opens or
// verifies the lock join for years.
func TestTriesOfWhatLacksAShare(t *testing.T) {
	for _, src := range []string{
		"ann and (bob or 16 of {" + strings.Repeat("carol, ", 31) + "carol} and missing)",
		"2 of {ann, bob or 15 of {" + strings.Repeat("carol, ", 31) + "dave} and missing, missing}",
	} {
		p, err := policy.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		b := p.Branches()[0]
		names, asked := make(map[string]string), 0
		for _, leaf := range b.Leaves {
			names[leaf.Path] = leaf.Node.Name
		}
		j := joiner{func(path string) ([32]byte, bool) {
			if asked++; asked > 100_000 {
				t.Fatalf("%s: joining does not end", p)
			}
			return vow.SumHash([]byte(path)), names[path] != "missing"
		}}
		id, found := j.branch(b, "age1nobody")
		if id != nil || !found {
			t.Errorf("%s: %v %v", p, id, found)
		}
	}
}
