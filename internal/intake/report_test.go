package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRemarkOfOne: what there is one of is not said as if there were several.
func TestRemarkOfOne(t *testing.T) {
	d, err := fromMarkdown("# IV. Annexes\n\nThe well was closed.\n", Options{Name: "r.md"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"guessed: 1 paragraph or heading begins with a number: it is taken as its label"}
	if diff := cmp.Diff(want, remarks(d)); diff != "" {
		t.Error(diff)
	}
}
