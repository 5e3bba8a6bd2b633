package compare

import (
	"strings"
	"testing"
)

// TestPrintedNumbersOfMoved: a paragraph that moved, and those after it, carry the
// numbers of their places, which goes without saying; another number does not.
func TestPrintedNumbersOfMoved(t *testing.T) {
	texts := []string{"The office opened its doors in the spring.", "Two people were asked to come in first.", "Nobody was asked who they were.", "The doors were closed again in autumn.", "The keys were left with a baker."}
	list := func(items ...string) (out []Block) { // label and which text
		for i, s := range items {
			label, which, _ := strings.Cut(s, "=")
			out = append(out, Block{Index: i, Label: label, Text: texts[which[0]-'0']})
		}
		return out
	}
	first := list("1.=0", "2.=1", "3.=2", "4.=3", "5.=4")
	for _, tc := range []struct {
		name        string
		first, copy []Block
		want        string
	}{
		{"moved down, renumbered", first, list("1.=0", "2.=2", "3.=3", "4.=4", "5.=1"), "Differs: 1 paragraph moved"},
		{"moved to the top, renumbered", first, list("1.=3", "2.=0", "3.=1", "4.=2", "5.=4"), "Differs: 1 paragraph moved"},
		{"moved with its number", first, list("1.=0", "3.=2", "4.=3", "5.=4", "2.=1"), "Differs: 1 paragraph moved"},
		{"moved, with a number of no place", first, list("1.=0", "2.=2", "3.=3", "4.=4", "9.=1"), "Differs: 1 paragraph changed, 1 moved; 1 number changed"},
		{"moved, and another one has a wrong number", first, list("1.=0", "2.=2", "3.=3", "6.=4", "7.=1"), "Differs: 1 paragraph changed, 1 moved; 1 number changed"},
		{"one lost, renumbered", first, list("1.=0", "2.=2", "3.=3", "4.=4"), "Differs: 1 paragraph missing"},
		{"letters", list("(a)=0", "(b)=1", "(c)=2"), list("(a)=0", "(d)=1", "(e)=2"), "Differs: 1 paragraph changed; 1 number changed"},
		{"small Roman numbers", list("(iii)=0", "(iv)=1", "(v)=2"), list("(iii)=0", "(vi)=1", "(vii)=2"), "Differs: 1 paragraph changed; 1 number changed"},
		{"the same digits", list("1.11=0", "1.12=1"), list("1.11=0", "11.2=1"), "Differs: 1 paragraph changed; 1 number changed"},
		{"another section", list("1.9=0", "2.1=1"), list("1.9=0", "2.2=1"), "Differs: 1 paragraph changed; 1 number changed"},
		{"sections renumbered", list("1.9=0", "2.1=1"), list("2.9=0", "3.1=1"), "Differs: 1 paragraph changed; 1 number changed"},
		{"written otherwise", list("(a)=0", "3.02=1"), list("a)=0", "3.2=1"), "Typographic: 2 paragraphs differ only"},
	} {
		if r := Compare(tc.first, tc.copy, Options{Lang: "en"}); !strings.HasPrefix(r.Say, tc.want) || len(r.Say) > len(tc.want) && r.Say[len(tc.want)] == ';' {
			t.Errorf("%s: %s, want %s", tc.name, r.Say, tc.want)
		}
	}
}
