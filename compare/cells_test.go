package compare

import (
	"fmt"
	"testing"
)

// TestNumbersInTables: a number that stands in another row, or another column of it, is
// a changed number; a row or a column that moved whole is not.
func TestNumbersInTables(t *testing.T) {
	table := func(rows ...[]string) (out []Block) {
		out = append(out, Block{Text: "The office counted what was seen in the region over the summer."})
		for r, row := range rows {
			for _, cell := range row {
				out = append(out, Block{Index: len(out), Text: cell, Row: 1<<32 + r + 1})
			}
		}
		return append(out, Block{Index: len(out), Text: "Nobody answered the letter of the office."})
	}
	head := []string{"What was seen", "How many of them", "Elsewhere in it"}
	killed, hurt, lost := []string{"Killed", "12", "30"}, []string{"Hurt", "40", "50"}, []string{"Lost", "7", "9"}
	first := table(head, killed, hurt, lost)
	for _, tc := range []struct {
		name string
		copy []Block
		want string
	}{
		{"the same", first, "identical number 0 moved 0"},
		{"swapped between rows", table(head, []string{"Killed", "40", "30"}, []string{"Hurt", "12", "50"}, lost), "differs number 2 moved 0"},
		{"swapped within a row", table(head, []string{"Killed", "30", "12"}, hurt, lost), "differs number 2 moved 0"},
		{"one for another", table(head, []string{"Killed", "13", "30"}, hurt, lost), "differs number 1 moved 0"},
		{"a row moved", table(head, hurt, lost, killed), "differs number 0 moved 3"},
		{"a column moved", table([]string{head[0], head[2], head[1]}, []string{"Killed", "30", "12"}, []string{"Hurt", "50", "40"}, []string{"Lost", "9", "7"}), "differs number 0 moved 4"},
	} {
		r := Compare(first, tc.copy, Options{Lang: "en"})
		if got := fmt.Sprintf("%s number %d moved %d", r.Verdict, r.Counts[Number], r.Counts[Moved]); got != tc.want {
			t.Errorf("%s: %s, want %s: %s", tc.name, got, tc.want, r.Say)
		}
	}
}
