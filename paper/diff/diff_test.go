package diff

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vow/paper"
)

// text makes a paper of paragraphs; "12. words" is labelled, "# words" a heading.
func text(t testing.TB, seed byte, paragraphs ...string) *paper.Paper {
	t.Helper()
	label := regexp.MustCompile(`^(\d+\.) (.*)$`)
	var blocks []paper.Block
	for _, s := range paragraphs {
		b := paper.Block{Kind: paper.Para, Text: s}
		if m := label.FindStringSubmatch(s); m != nil {
			b.Label, b.Text = m[1], m[2]
		}
		if h, ok := strings.CutPrefix(s, "# "); ok {
			b.Kind, b.Level, b.Text = paper.Heading, 1, h
		}
		blocks = append(blocks, b)
	}
	return fixed(t, seed, paper.SplitBlock, blocks)
}

func fixed(t testing.TB, seed byte, split string, blocks []paper.Block) *paper.Paper {
	t.Helper()
	p, err := paper.Fix("Text", "en", split, blocks, [32]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// gist writes the changes in short, without those that are kept.
func gist(d *Diff) []string {
	var out []string
	for _, c := range d.Changes {
		if !c.Is(Kept) {
			line, _, _ := strings.Cut(c.Heading(), "\n")
			if c.Words != nil {
				line += " | " + marked(c.Words, "")
			}
			out = append(out, line)
		}
	}
	return out
}

const (
	letter  = "The office saw a “bloc confrontation” in the letter of 3 March, and did not agree."
	records = "The records of four places were changed afterwards, and nobody said why they had been changed."
	party   = "The party was heard. It denied everything that the witnesses had said. It asked for more time."
	nothing = "Nothing was found in the fifth place, where the office had looked for two days."
)

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		old, new []string
		want     []string
	}{
		"kept": {[]string{letter, records}, []string{letter, records}, nil},
		"changed": {[]string{letter, records}, []string{strings.Replace(letter, "bloc", "collective", 1), records},
			[]string{"changed: block 0 → block 0 | The office saw a “[-bloc-]{+collective+} confrontation” in the letter of 3 March, and did not agree."}},
		"a number": {[]string{letter}, []string{strings.Replace(letter, "3", "5", 1)},
			[]string{"changed: block 0 → block 0 | The office saw a “bloc confrontation” in the letter of [-3-] {+5+} March, and did not agree."}},
		"added and removed": {[]string{letter, records, party}, []string{letter, nothing, party},
			[]string{"removed: block 1", "added: block 1"}},
		"removed at both ends": {[]string{letter, records, party}, []string{records},
			[]string{"removed: block 0", "removed: block 2"}},
		"moved":             {[]string{letter, records, party, nothing}, []string{nothing, letter, records, party}, []string{"moved: block 3 → block 0"}},
		"moved and changed": {[]string{letter, records, party, nothing}, []string{strings.Replace(nothing, "two", "ten", 1), letter, records, party}, []string{"changed, moved: block 3 → block 0 | " + strings.Replace(nothing, "two", "[-two-] {+ten+}", 1)}},
		"swapped":           {[]string{letter, records}, []string{records, letter}, []string{"moved: block 1 → block 0"}},
		"split": {[]string{letter, party, records}, []string{letter, "The party was heard.", "It denied everything that the witnesses had said. It asked for more time.", records},
			[]string{"split: block 1 → blocks 1 to 2"}},
		"split and changed": {[]string{letter, party, records}, []string{letter, "The party was heard.", "It denied everything that the witness had said. It asked for more time.", records},
			[]string{"changed, split: block 1 → blocks 1 to 2 | The party was heard.\nIt denied everything that the [-witnesses-] {+witness+} had said. It asked for more time."}},
		"merged":     {[]string{letter, records, party}, []string{letter, records + " " + party}, []string{"merged: blocks 1 to 2 → block 1"}},
		"renumbered": {[]string{"1. " + letter, "2. " + records, "3. " + party}, []string{"1. " + letter, "2. " + party}, []string{"removed: block 1 (2.)", "renumbered: block 2 (3.) → block 1 (2.)"}},
		"a heading": {[]string{"# Findings", letter}, []string{"# Main findings", letter},
			[]string{"changed: block 0 → block 0 | [-Findings-]{+Main findings+}"}},
		"a heading that became a paragraph": {[]string{"# Findings", letter}, []string{"Findings", letter}, []string{"changed: block 0 → block 0 (heading became para)"}},
		"only spaces":                       {[]string{letter}, []string{strings.Replace(letter, "saw a", "saw  a", 1)}, []string{"changed: block 0 → block 0 (only white space differs)"}},
		"twice the same":                    {[]string{letter, records, letter}, []string{letter, letter}, []string{"removed: block 1"}},
		"nothing in common": {[]string{letter, records}, []string{"他们反对集团对抗。", "冷战思维"},
			[]string{"removed: block 0", "removed: block 1", "added: block 0", "added: block 1"}},
		"chinese": {[]string{"他们反对集团对抗。"}, []string{"他们反对集体对抗。"}, []string{"changed: block 0 → block 0 | 他们反对集[-团-]{+体+}对抗。"}},
	} {
		d := Compare(text(t, 1, c.old...), text(t, 2, c.new...))
		if got := gist(d); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if d.Same() != (c.want == nil) {
			t.Errorf("%s: same is %t", name, d.Same())
		}
	}
}

// TestCells: a cell is told by its place in the table, not by its few words.
func TestCells(t *testing.T) {
	table := func(seed byte, values ...string) *paper.Paper {
		var blocks []paper.Block
		for i, v := range values {
			blocks = append(blocks, paper.Block{Kind: paper.Cell, Table: 1, Row: 1 + i/2, Col: 1 + i%2, Text: v})
		}
		return fixed(t, seed, paper.SplitBlock, blocks)
	}
	d := Compare(table(1, "place", "days", "one", "6", "two", "8"), table(2, "place", "days", "one", "6", "two", "9"))
	if got := gist(d); !slices.Equal(got, []string{"changed: block 5 (table 1, row 3, column 2) → block 5 (table 1, row 3, column 2) | [-8-]{+9+}"}) {
		t.Errorf("%q", got)
	}
}

// TestCellsMoved: the same words in another column or row are another table, though no
// word was changed; what only stands below a new row is not.
func TestCellsMoved(t *testing.T) {
	type at struct {
		row, col int
		text     string
	}
	table := func(seed byte, cells ...at) *paper.Paper {
		var blocks []paper.Block
		for _, c := range cells {
			blocks = append(blocks, paper.Block{Kind: paper.Cell, Table: 1, Row: c.row, Col: c.col, Text: c.text})
		}
		return fixed(t, seed, paper.SplitBlock, blocks)
	}
	head := []at{{1, 1, "place"}, {1, 2, "confirmed"}, {1, 3, "alleged"}}
	old := table(1, append(slices.Clone(head), at{2, 1, "one"}, at{2, 2, "sixty"}, at{3, 1, "two"}, at{3, 2, "eight"})...)
	for name, c := range map[string]struct {
		cells []at
		want  []string
	}{
		"another column": {[]at{{2, 1, "one"}, {2, 3, "sixty"}, {3, 1, "two"}, {3, 2, "eight"}},
			[]string{"changed: block 4 (table 1, row 2, column 2) → block 4 (table 1, row 2, column 3) (column 2 became 3)"}},
		"another row": {[]at{{2, 1, "one"}, {3, 2, "sixty"}, {3, 1, "two"}, {3, 2, "eight"}},
			[]string{"changed: block 4 (table 1, row 2, column 2) → block 4 (table 1, row 3, column 2) (it stands in another row)",
				"changed: block 5 (table 1, row 3, column 1) → block 5 (table 1, row 3, column 1) (it stands in another row)"}},
		"a row above": {[]at{{2, 1, "none"}, {2, 2, "zero"}, {3, 1, "one"}, {3, 2, "sixty"}, {4, 1, "two"}, {4, 2, "eight"}},
			[]string{"added: block 3 (table 1, row 2, column 1)", "added: block 4 (table 1, row 2, column 2)"}},
	} {
		if got := gist(Compare(old, table(2, append(slices.Clone(head), c.cells...)...))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestSentences: a paper by sentences is compared by paragraphs.
func TestSentences(t *testing.T) {
	a := fixed(t, 1, paper.SplitSentence, []paper.Block{{Kind: paper.Para, Label: "1.", Text: "One thing."}, {Kind: paper.Para, Sentence: 1, Text: "Another thing is this."}, {Kind: paper.Para, Label: "2.", Text: "Two."}})
	b := text(t, 2, "1. One thing. Another thing is that.", "2. Two.")
	if got := gist(Compare(a, b)); !slices.Equal(got, []string{"changed: blocks 0 to 1 (1.) → block 0 (1.) | One thing. Another thing is [-this-] {+that+}."}) {
		t.Errorf("%q", got)
	}
}

// TestWithheld: what is withheld is known by its hash alone.
func TestWithheld(t *testing.T) {
	a := text(t, 1, letter, records, party, nothing)
	b, err := a.Withhold([]int{1, 3})
	if err != nil {
		t.Fatal(err)
	}
	if got := gist(Compare(a, b)); !slices.Equal(got, []string{"withheld: block 1 → block 1", "withheld: block 3 → block 3"}) || !Compare(a, b).Same() {
		t.Errorf("%q", got)
	}
	if got := gist(Compare(b, a)); !slices.Equal(got, []string{"shown: block 1 → block 1", "shown: block 3 → block 3"}) {
		t.Errorf("%q", got)
	}
	if got := gist(Compare(b, b)); got != nil {
		t.Errorf("%q", got)
	}
	other := text(t, 2, letter, records, party, nothing)
	if got := gist(Compare(b, other)); !slices.Equal(got, []string{"removed: block 1", "added: block 1", "removed: block 3", "added: block 3"}) {
		t.Errorf("%q", got)
	}
}

// TestEveryParagraphOnce: whatever the texts, each block of both stands in exactly
// one change, the words of a change give both texts again, and the answer is the
// same each time.
func TestEveryParagraphOnce(t *testing.T) {
	sentence := rapid.StringMatching(`([a-c]{1,2} ){0,6}[a-c]{1,3}[.]`)
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, seed byte) *paper.Paper {
			var blocks []paper.Block
			for _, s := range rapid.SliceOfN(sentence, 1, 12).Draw(t, name) {
				blocks = append(blocks, paper.Block{Kind: paper.Para, Label: s[:1], Text: s})
			}
			p, err := paper.Fix("Any", "en", paper.SplitBlock, blocks, [32]byte{seed})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		a, b := draw("old", 1), draw("new", 2)
		d := Compare(a, b)
		var old, latest []int
		for _, c := range d.Changes {
			if c.Old != nil {
				old = append(old, c.Old.Blocks...)
			}
			if c.New != nil {
				latest = append(latest, c.New.Blocks...)
			}
			if c.Words == nil {
				continue
			}
			var was, is string
			for _, w := range c.Words {
				if w.Op != Insert {
					was += " " + w.Text
				}
				if w.Op != Delete {
					is += " " + w.Text
				}
			}
			if squeeze(was) != squeeze(c.Old.Text) || squeeze(is) != squeeze(c.New.Text) {
				t.Errorf("%q and %q of %q and %q", flat(was), flat(is), c.Old.Text, c.New.Text)
			}
		}
		slices.Sort(old)
		slices.Sort(latest)
		for side, got := range map[*paper.Paper][]int{a: old, b: latest} {
			for i := range side.Lines {
				if i >= len(got) || got[i] != i {
					t.Fatalf("blocks %v", got)
				}
			}
		}
		again, err := json.Marshal(Compare(a, b))
		if err != nil {
			t.Fatal(err)
		}
		if first, err := json.Marshal(d); err != nil || string(first) != string(again) {
			t.Errorf("another answer: %v", err)
		}
	})
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// TestHTML: the page stands alone, escapes what it shows, and has every paragraph.
func TestHTML(t *testing.T) {
	a := text(t, 1, "1. <script>alert(1)</script> & \"more\" words than one.", records)
	b := text(t, 2, "1. <script>alert(2)</script> & \"more\" words than one.", records, party)
	page := Compare(a, b).HTML("<a>.paper", "b.paper")
	for _, bad := range []string{"<script", "http://", "https://", "src=", "url(", "@import", "<a>"} {
		if strings.Contains(strings.ReplaceAll(page, "default-src=", ""), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, want := range []string{"<del>1</del>", "<ins>2</ins>", html.EscapeString(records), "<ins>" + html.EscapeString(party) + "</ins>", "default-src 'none'", "@media print", `href="#c0"`, `id="c0"`, "&lt;a&gt;.paper"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, tag := range []string{"html", "head", "body", "div", "p", "ul", "nav", "table", "ins", "del"} {
		if open, end := len(regexp.MustCompile("<"+tag+"[ >]").FindAllString(page, -1)), strings.Count(page, "</"+tag+">"); open != end || open == 0 {
			t.Errorf("%d <%s>, %d </%s>", open, tag, end, tag)
		}
	}
}

// TestText: a run of renumbered paragraphs is one line.
func TestText(t *testing.T) {
	var old, latest []string
	for i := range 40 {
		s := fmt.Sprintf("Paragraph %d of the report says something of its own.", i)
		old = append(old, fmt.Sprintf("%d. %s", i+1, s))
		if i != 3 {
			latest = append(latest, fmt.Sprintf("%d. %s", len(latest)+1, s))
		}
	}
	got := Compare(text(t, 1, old...), text(t, 2, latest...)).Text()
	if want := "1 removed, 36 renumbered, 3 kept\n\nremoved: block 3 (4.)\n  [-Paragraph 3 of the report says something of its own.-]\n\n36 renumbered: block 4 (5.) → block 3 (4.) to block 39 (40.) → block 38 (39.)\n"; got != want {
		t.Errorf("%s", got)
	}
}

// TestLarge: texts that are made to be slow are compared all the same: all alike,
// shuffled, nothing in common.
func TestLarge(t *testing.T) {
	const n = 5000
	same, numbered, shuffled, other := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i := range n {
		same[i] = "The office received the reply of the party on the date."
		numbered[i] = fmt.Sprintf("The office received reply %d of the party on the date.", i)
		shuffled[(i*2377)%n] = numbered[i]
		other[i] = fmt.Sprintf("word%d other%d", i, n-i)
	}
	for name, c := range map[string]struct {
		old, new []string
		check    func(d *Diff) bool
	}{
		"all alike, one more": {same, append(slices.Clone(same), same[0]), func(d *Diff) bool { return d.Counts[Kept] == n && d.Counts[Added] == 1 }},
		"shuffled":            {numbered, shuffled, func(d *Diff) bool { return d.Counts[Added]+d.Counts[Removed] == 0 && d.Counts[Moved] > n/2 }},
		"nothing in common":   {numbered, other, func(d *Diff) bool { return d.Counts[Added] == n && d.Counts[Removed] == n }},
	} {
		if d := Compare(text(t, 1, c.old...), text(t, 2, c.new...)); !c.check(d) {
			t.Errorf("%s: %s", name, d.Summary())
		}
	}
}

// BenchmarkCompare is of 100,000 paragraphs of which one in a hundred was changed.
func BenchmarkCompare(b *testing.B) {
	var old, latest []string
	for i := range 100_000 {
		s := strings.Repeat(fmt.Sprintf("The office received reply %d of the party on the date. ", i), 8)
		old = append(old, s)
		if i%100 == 0 {
			s = strings.Replace(s, "party", "parties", 1)
		}
		latest = append(latest, s)
	}
	x, y := text(b, 1, old...), text(b, 2, latest...)
	for b.Loop() {
		if d := Compare(x, y); d.Counts[Changed] != 1000 {
			b.Fatal(d.Summary())
		}
	}
}
