package copies

import (
	"testing"

	"vow/compare"
	"vow/paper"
)

// TestRepeatedTitle: what was printed of a paper has the title above the heading that
// says the same; against the text that the paper was built from that is no paragraph
// more. Any other line above the heading is.
func TestRepeatedTitle(t *testing.T) {
	first := []compare.Block{{Kind: paper.Heading, Text: "The northern valley"}, {Kind: paper.Para, Text: "Nobody answered the letter of the villages."}}
	for title, want := range map[string]compare.Verdict{"The northern valley": compare.VerdictTypographic, "The southern valley": compare.VerdictDiffers} {
		copied := []compare.Block{{Text: title}, {Text: "# The northern valley"}, {Text: first[1].Text}}
		r := Compare(&Side{Blocks: first}, &Side{Blocks: copied}, "en", false)
		if r.Verdict != want && !(want == compare.VerdictTypographic && r.Verdict == compare.VerdictIdentical) {
			t.Errorf("%s: %s, want %s", title, r.Say, want)
		}
	}
}
