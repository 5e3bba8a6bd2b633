package compare

import (
	"strings"
	"testing"

	"vow/paper"
)

// withNotes makes a text of lines: n: begins a note, with its label, a number and a
// stop the label of a paragraph.
func withNotes(text string) []Block {
	var out []Block
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		b := Block{Index: len(out), Kind: paper.Para, Text: line}
		if note, ok := strings.CutPrefix(line, "n:"); ok {
			b.Kind = paper.Note
			b.Label, b.Text, _ = strings.Cut(note, " ")
		} else if label, rest, ok := strings.Cut(line, ". "); ok && len(label) == 1 {
			b.Label, b.Text = label+".", rest
		}
		out = append(out, b)
	}
	return out
}

const noted2 = `The supply of the villages was interrupted on most days.[1]
n:1 The log of the northern station, volume three.
It was the regional office that had ordered it so.[2] Nobody was told.
n:2 A letter of the office to the station.`

// TestNotes: marks of notes that a text leaves out, writes otherwise or numbers anew
// are no changed numbers, and one that calls another note is.
func TestNotes(t *testing.T) {
	unmarked := strings.NewReplacer("[1]", "", "[2]", "").Replace(noted2)
	for name, tc := range map[string]struct {
		first, copied string
		want          Kind
		note          string
	}{
		"left out":                    {noted2, unmarked, Typographic, "the marks of notes are not in the copy"},
		"in the copy only":            {unmarked, noted2, Typographic, "the marks of notes are in the copy only"},
		"with their notes":            {noted2, "The supply of the villages was interrupted on most days.\nIt was the regional office that had ordered it so. Nobody was told.", Typographic, "the marks of notes are not in the copy"},
		"one left out":                {noted2, strings.Replace(noted2, "[1]", "", 1), Number, ""},
		"one left out with its notes": {noted2, "The supply of the villages was interrupted on most days.\nIt was the regional office that had ordered it so.[2] Nobody was told.", Number, ""},
		"raised":                      {noted2, strings.NewReplacer("[1]", "¹", "[2]", "²").Replace(noted2), Typographic, ""},
		"behind a word":               {strings.NewReplacer("so.[2]", "so.", "told.", "told².").Replace(noted2), strings.NewReplacer("[1]", "", "so.[2]", "so.").Replace(noted2), Typographic, ""},
		"exchanged":                   {noted2, strings.NewReplacer("[1]", "[2]", "[2]", "[1]").Replace(noted2), Number, ""},
		"numbered anew": {noted2, "This is a version with a note more than the first.[1]\nn:1 By the editors of the series.\n" +
			strings.NewReplacer("[1]", "[2]", "n:1", "n:2", "[2]", "[3]", "n:2", "n:3").Replace(noted2), Added, ""},
		"numbered otherwise": {noted2, strings.NewReplacer("n:2", "n:4", "[2]", "[4]").Replace(noted2), Number, ""},
		"no note":            {"It was the regional office that had ordered it so[5] and so.", "It was the regional office that had ordered it so and so.", Number, ""},
		"a power":            {"The field is of 12 km² in all, as the survey says.\nn:2 A survey.", "The field is of 12 km in all, as the survey says.\nn:2 A survey.", Number, ""},
	} {
		r := Compare(withNotes(tc.first), withNotes(tc.copied), Options{Lang: "en"})
		if len(r.Findings) == 0 || r.Findings[0].Class != tc.want {
			t.Errorf("%s: %s, want %s; %v", name, r.Say, tc.want, r.Findings)
		}
		if tc.note != "" && !strings.Contains(r.Say, tc.note) {
			t.Errorf("%s: %q does not say %q", name, r.Say, tc.note)
		}
	}
}

// TestNotesNumberedApart: a paragraph that was put in moves the numbers of paragraphs
// on, and those of notes between them are others.
func TestNotesNumberedApart(t *testing.T) {
	first := "1. The supply was interrupted on most days.[1]\nn:1 The log of the station.\n2. The regional office had ordered it so.[2]\nn:2 A letter of the office.\n3. Nobody in the villages was told of it."
	copied := "1. A paragraph that the editors of the series put in.\n2. The supply was interrupted on most days.[1]\nn:1 The log of the station.\n3. The regional office had ordered it so.[2]\nn:2 A letter of the office.\n4. Nobody in the villages was told of it."
	r := Compare(withNotes(first), withNotes(copied), Options{Lang: "en"})
	if len(r.Findings) != 1 || r.Findings[0].Class != Added {
		t.Errorf("%s: %v", r.Say, r.Findings)
	}
}
