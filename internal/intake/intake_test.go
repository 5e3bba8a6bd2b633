package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/paper"
)

func fromText(s string, opt Options) (*Document, error) { return FromText([]byte(s), opt) }
func fromMarkdown(s string, opt Options) (*Document, error) {
	return FromMarkdown([]byte(s), opt)
}

type reader func(string, Options) (*Document, error)

// brief writes a block as one short line, with the line of the file before it.
func brief(d *Document) []string {
	var out []string
	for i, b := range d.Blocks {
		s := fmt.Sprintf("%d %s", d.Lines[i], b.Kind)
		if b.Level > 0 {
			s += fmt.Sprint(b.Level)
		}
		if b.Section != "" {
			s += "/" + b.Section
		}
		if b.Kind == paper.Cell {
			s += fmt.Sprintf(" %d.%d.%d", b.Table, b.Row, b.Col)
		}
		if b.Sentence > 0 {
			s += fmt.Sprintf(" s%d", b.Sentence)
		}
		if b.Label != "" {
			s += " (" + b.Label + ")"
		}
		out = append(out, s+": "+b.Text)
	}
	return out
}

func remarks(d *Document) []string {
	var out []string
	for _, r := range d.Report {
		out = append(out, r.String())
	}
	return out
}

func TestFromText(t *testing.T) {
	d, err := fromText("\ufeffReport on X\r\n\r\n  First line \t\r\nsecond\tline\rthird.\n \t \n\n中文的\n文字\nand Latin\nNFD e\u0301", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 para: Report on X", "3 para: First line second line third.", "8 para: 中文的文字 and Latin NFD é"}
	if diff := cmp.Diff(want, brief(d)); diff != "" || d.Title != "Report on X" || len(d.Report) != 0 {
		t.Errorf("title %q, notes %q\n%s", d.Title, d.Report, diff)
	}
	if _, err := paper.Fix(d.Title, "en", paper.SplitBlock, d.Blocks, [32]byte{1}); err != nil {
		t.Error(err)
	}
}

// TestTextNotes: a note of plain text stands behind what calls it, with what is set in
// under it; numbers may begin anew; what nobody called stays where it is.
func TestTextPages(t *testing.T) {
	d, err := FromText([]byte("One page.\n\n\fThe next\n\fgoes on.\r\n\f\r\nEnd.\f"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 para: One page.", "3 para: The next goes on.", "6 para: End."}
	if diff := cmp.Diff(want, brief(d)); diff != "" || !strings.Contains(strings.Join(remarks(d), "\n"), "4 signs that a page ends") {
		t.Error(diff, remarks(d))
	}
}

// An amount that a paragraph begins with is no label, with which its words would
// be without it.
func TestAmounts(t *testing.T) {
	for s, want := range map[string]string{
		"3.5 million people": "", "2.50 € a day": "", "12.5 % of it": "", "10.30 pm": "", "0.3 «o»": "",
		"3.5 The people": "3.5", "1.2.3 (Scope)": "1.2.3", "1.1 “Well": "1.1", "2.1 النطاق": "2.1", "2.1. the scope": "2.1.", "§ 3 provides": "§ 3",
	} {
		d, err := fromText(s, Options{})
		if err != nil || d.Blocks[0].Label != want || want == "" && d.Blocks[0].Text != s {
			t.Errorf("%s: %v, %v", s, err, brief(d))
		}
	}
}

func TestTextNotes(t *testing.T) {
	d, err := fromText("Called here[1] and there[2].\n\n[1] The first note,\n    over two lines.\n\n    More of it.\n\n[2] The second, see[3].\n[3] The third.\n\nNew part[1].\n\n[9] Nobody calls this.\n\n[1] Another first.\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 para: Called here[1] and there[2].", "3 note (1): The first note, over two lines.", "6 note: More of it.",
		"8 note (2): The second, see[3].", "9 note (3): The third.", "11 para: New part[1].", "15 note (1): Another first.", "13 para ([9]): Nobody calls this."}
	if diff := cmp.Diff(want, brief(d)); diff != "" {
		t.Error(diff)
	}
	if r := strings.Join(remarks(d), "\n"); !strings.Contains(r, "guessed: line 3: 4 notes, from numbers in square brackets") {
		t.Error(r)
	}
}

// TestTextTerms: a short line that lines set in deeper explain is a paragraph of its
// own; a list's item that goes on, and a line as long as the others, is not.
func TestTextTerms(t *testing.T) {
	wide := "This line is as wide as the lines of this text are where they break off,\nand so is that which comes behind it, so that a reader knows where the end is\nfor a line that has to end.\n\n"
	d, err := fromText(wide+"Office\n   The body that promises.\n\n- item\n  goes on\n\nA first line that is as wide as the lines of this text are where they stop\n   And more of it.\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"5 para: Office", "6 para: The body that promises.", "8 item: item goes on",
		"11 para: A first line that is as wide as the lines of this text are where they stop And more of it."}
	if diff := cmp.Diff(want, brief(d)[1:]); diff != "" {
		t.Error(diff)
	}
}

// TestTextRow: a row of stars between paragraphs is no list.
func TestTextRow(t *testing.T) {
	d, err := fromText("One paragraph.\n\n* * *\n\n- - -\n\n* one\n* two\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 para: One paragraph.", "3 para: * * *", "5 para: - - -", "7 item: one", "8 item: two"}
	if diff := cmp.Diff(want, brief(d)); diff != "" {
		t.Error(diff)
	}
}

const report = `# Report on *X*

## 1. Summary

First para with a [link](https://e.org/a "t"), [inside](#top) and
` + "`code *x*`" + `[^a]. &copy; \*x\* a\&amp;b<br>z.[^2]

Right.\
Broken

1. one
2. two

   more of two
   - nested [https://e.org](https://e.org)
3.
7) seven

> quoted
> > deep

Table 1. Things

| a | **b** |
|---|---|
| 1 |   |

![a *map*](p.png "Figure 1")

Figure of speech.

` + "```go\ncode one\n\n\tcode two\n```" + `

<!-- left
out -->

[^a]: The note.

    Second para of the note.
[^2]: Other.

See <https://x.org> and ![an icon](i.png).

## Methods {section=findings}

## Findings {#f section=none}

### IV. Annexes

* * *

Annexed text
============

[ref]: https://unused.example
`

var reportBlocks = []string{
	"1 heading1: Report on X",
	"3 heading2/summary (1.): Summary",
	"5 para: First para with a link <https://e.org/a>, inside and code *x*[1]. © *x* a&amp;b z.[2]",
	"41 note (1): The note.",
	"43 note: Second para of the note.",
	"44 note (2): Other.",
	"8 para: Right. Broken",
	"11 item (1.): one",
	"12 item (2.): two",
	"14 item: more of two",
	"15 item: nested https://e.org",
	"16 item (3.): ",
	"17 item (7)): seven",
	"19 quote: quoted",
	"20 quote: deep",
	"22 caption: Table 1. Things",
	"24 cell 1.1.1: a",
	"24 cell 1.1.2: b",
	"26 cell 1.2.1: 1",
	"26 cell 1.2.2: ",
	"28 figure: a map",
	"28 caption: Figure 1",
	"30 caption: Figure of speech.",
	"33 para: code one",
	"35 para: code two",
	"46 para: See <https://x.org> and an icon.",
	"48 heading2/findings: Methods",
	"50 heading2: Findings",
	"52 heading3/annex (IV.): Annexes",
	"56 heading1: Annexed text",
}

func TestFromMarkdown(t *testing.T) {
	asked := ""
	opt := Options{Name: "r.md", Figure: func(dest string) (vow.Hash, bool, error) {
		if asked == "" {
			asked = dest
		}
		return vow.SumHash([]byte("picture")), dest == "p.png", nil
	}}
	d, err := fromMarkdown(report, opt)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reportBlocks, brief(d)); diff != "" {
		t.Error(diff)
	}
	want := []string{`dropped: line 5: the title "t" of a link is not in the paper`, "dropped: line 38: a comment is not in the paper", "dropped: line 46: the picture i.png is not in the paper, only its description",
		"guessed: 2 paragraphs and headings begin with a number: it is taken as their label"}
	if diff := cmp.Diff(want, remarks(d)); diff != "" || d.Title != "Report on X" || asked != "p.png" {
		t.Errorf("title %q, picture %q\n%s", d.Title, asked, diff)
	}
	p, err := paper.Fix(d.Title, "en", paper.SplitBlock, d.Blocks, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if q, err := paper.Parse(p.Marshal()); err != nil || q.Root() != p.Root() {
		t.Error(err)
	}
	// The same file with other line ends is the same text.
	for _, end := range []string{"\r\n", "\r"} {
		again, err := fromMarkdown(strings.ReplaceAll(report, "\n", end), opt)
		if err != nil || !cmp.Equal(again.Blocks, d.Blocks) {
			t.Errorf("with %q: %v", end, err)
		}
	}
	// Without a way to read pictures the description is text, and a note says so.
	d, err = fromMarkdown(report, Options{})
	if err != nil || len(d.Report) != 5 || brief(d)[20] != "28 caption: a map" {
		t.Errorf("%v %q", err, d.Report)
	}
}

func TestMarkdownParts(t *testing.T) {
	d, err := fromMarkdown("---\n\nNote: a line, no metadata.\n\n---\n\n![a map](data:image/png;base64,iVBORw0KGgo=)\n\nCall[^1].\n\n[^1]: A note:\n\n    - with a list\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"3 para: Note: a line, no metadata.", "7 figure: a map", "9 para: Call[1].", "11 note (1): A note:", "13 note: with a list"}
	if diff := cmp.Diff(want, brief(d)); diff != "" || d.Blocks[1].SHA256 != vow.SumHash([]byte("\x89PNG\r\n\x1a\n")) {
		t.Error(diff)
	}
}

func TestSplitSentence(t *testing.T) {
	d, err := fromMarkdown("# A. Title here\n\n1. One. Two?\n\nAlone.\n\n| No. 4 c |\n|---|\n", Options{Split: paper.SplitSentence})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 heading1 (A.): Title here", "3 item (1.): One.", "3 item s1: Two?", "5 para: Alone.", "7 cell 1.1.1: No. 4 c"}
	if diff := cmp.Diff(want, brief(d)); diff != "" {
		t.Error(diff)
	}
	if _, err := paper.Fix("T", "en", paper.SplitSentence, d.Blocks, [32]byte{1}); err != nil {
		t.Error(err)
	}
}

func TestSentencesOf(t *testing.T) {
	for text, want := range map[string][]string{
		"":                 {""},
		"One":              {"One"},
		"One. Two! Three?": {"One.", "Two!", "Three?"},
		"Mr. Smith went. He came back after 3.5 days.":         {"Mr. Smith went.", "He came back after 3.5 days."},
		"See para. 12 and No. 4 of J. Doe. Then stop.":         {"See para. 12 and No. 4 of J. Doe.", "Then stop."},
		"The office (cf. Annex 2) wrote. \"It came.\" It did.": {"The office (cf. Annex 2) wrote.", "\"It came.\"", "It did."},
		"他来了。他走了！真的？":                                          {"他来了。", "他走了！", "真的？"},
		"ماذا حدث؟ لا شيء.":                                    {"ماذا حدث؟", "لا شيء."},
		"Il a dit « Oui. Non. » Puis rien.":                    {"Il a dit « Oui.", "Non. »", "Puis rien."},
		"他走了!「好。」他说。":                                          {"他走了!", "「好。」", "他说。"},
		"Er ging. »Halt«, rief er. Dann nichts.":               {"Er ging.", "»Halt«, rief er.", "Dann nichts."},
		"Oui. » » » Non.":                                      {"Oui. » » »", "Non."},
		"Wait... what? e.g. this.":                             {"Wait... what?", "e.g. this."},
	} {
		if diff := cmp.Diff(want, Sentences(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestRefused(t *testing.T) {
	both := map[string]reader{"text": fromText, "markdown": fromMarkdown}
	markdownOnly := map[string]reader{"markdown": fromMarkdown}
	for name, c := range map[string]struct {
		in   string
		by   map[string]reader
		code vow.Code
		want string
	}{
		"empty":               {"", both, vow.CodeCheck, "f: there is no text"},
		"blank":               {" \n\t\n\ufeff"[:4], both, vow.CodeCheck, "f: there is no text"},
		"UTF-16":              {"\xff\xfea\x00", both, vow.CodeCheck, "f: the file is in UTF-16"},
		"not UTF-8":           {"a\nb\xe9c\n", both, vow.CodeCheck, "f: line 2: byte 0xE9 at character 1 is not UTF-8"},
		"NUL":                 {"a\r\nb\r\nc\x00", both, vow.CodeCheck, "f: line 3: U+0000 at character 1 is a control"},
		"form feed":           {"a\n\f\n", markdownOnly, vow.CodeCheck, "f: line 2: U+000C at character 0"},
		"form feed in a line": {"a\n\f\nb\fc\n", both, vow.CodeCheck, "U+000C at character"},
		"bidi":                {"one\n\ntwo \u202e", both, vow.CodeCheck, "f: line 3: U+202E at character 4 is a bidi"},
		"zero-width":          {"a\u200bb", both, vow.CodeCheck, "f: line 1: U+200B"},
		"soft hyphen":         {"a\u00adb", both, vow.CodeCheck, "soft hyphen"},
		"inner BOM":           {"a\n\ufeffb", both, vow.CodeCheck, "f: line 2: U+FEFF at character 0"},
		"private use":         {"\ue000", both, vow.CodeCheck, "private use"},
		"marks":               {"a" + strings.Repeat("\u0316", 31), both, vow.CodeCheck, "over 30 combining marks"},
		"long block":          {strings.Repeat("word ", defaultBlock/4), both, vow.CodeRefused, "f: line 1: a block of over"},
		"hidden by reference": {"a\n\nb &#8203; c", markdownOnly, vow.CodeCheck, "f: line 3: in the text that starts here: U+200B"},
		"TAB by reference":    {"a&#1;b", markdownOnly, vow.CodeCheck, "U+0001"},
		"HTML":                {"a\n\n<div>\nhidden\n</div>\n", markdownOnly, vow.CodeCheck, `f: line 3: HTML in Markdown: "<div>`},
		"HTML in a line":      {"a <span>b</span>", markdownOnly, vow.CodeCheck, `f: line 1: HTML in Markdown: "<span>"`},
		"HTML after comment":  {"<!-- a --> <b>x</b>\n", markdownOnly, vow.CodeCheck, "HTML"},
		"open comment":        {"<!-- a", markdownOnly, vow.CodeCheck, "HTML"},
		"metadata":            {"---\ntitle: x\n---\n\ntext\n", markdownOnly, vow.CodeCheck, "f: line 1: the file begins with a block of metadata"},
		"metadata, parted":    {"---\ntitle: x\n\nlang: fr\n---\n\ntext\n", markdownOnly, vow.CodeCheck, "f: line 1: the file begins with a block of metadata"},
		"metadata in TOML":    {"+++\ntitle = \"x\"\n\n[a]\n  b = 1\n+++\n\ntext\n", markdownOnly, vow.CodeCheck, "f: line 1: the file begins with a block of metadata"},
		"unused footnote":     {"a\n\n[^n]: secret\n", markdownOnly, vow.CodeCheck, `f: line 3: nothing refers to the footnote "n"`},
		"numbering":           {"12. twelve\n14. fourteen\n", markdownOnly, vow.CodeCheck, "f: line 2: the item is written as number 14 and would be printed as 13"},
		"cell too many":       {"> | a |\n> |---|\n> | 1 | 2 |\n", markdownOnly, vow.CodeCheck, "f: line 3: a row of 2 cells in a table of 1 columns"},
		"section":             {"# a {section=other}\n", markdownOnly, vow.CodeCheck, `f: line 1: section "other"`},
		"deep quotes":         {strings.Repeat(">", 40) + " a", markdownOnly, vow.CodeRefused, "inside each other"},
		"very deep quotes":    {strings.Repeat(">", 1<<20) + " a", markdownOnly, vow.CodeRefused, "inside each other"},
		"deep lists":          {strings.Repeat("- ", 40) + " a", markdownOnly, vow.CodeRefused, "inside each other"},
		"very deep lists":     {strings.Repeat("1. ", 1<<19) + " a", markdownOnly, vow.CodeRefused, "inside each other"},
		"deep by lines":       {deepLists(60), markdownOnly, vow.CodeRefused, "inside each other"},
		"deep emphasis":       {strings.Repeat("*a **b ", 2000) + strings.Repeat("c** d*", 2000), markdownOnly, vow.CodeRefused, "over 1000 marks"},
		"deep indent":         {strings.Repeat(" ", maxIndent+1) + "a", markdownOnly, vow.CodeRefused, "indented"},
		"many lines":          {strings.Repeat("a\n\n", maxLines), markdownOnly, vow.CodeRefused, "lines"},
		"many cells":          {strings.Repeat("|", maxTotal+1), markdownOnly, vow.CodeRefused, "cells"},
		"many footnotes":      {strings.Repeat("[^a]\n\n", maxFootnotes+1), markdownOnly, vow.CodeRefused, "footnotes"},
	} {
		for by, read := range c.by {
			_, err := read(c.in, Options{Name: "f"})
			if err == nil || vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s by %s: got %v (%s), want %q", name, by, err, vow.CodeOf(err), c.want)
			}
		}
	}
}

func deepLists(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

// What looks like one thing too many in Markdown, and is not.
func TestKept(t *testing.T) {
	for in, want := range map[string]string{
		"| a |\n|---|\n| 1 \\| 2 |\n":       "3 cell 1.2.1: 1 | 2",
		"| a | b |\n|---|---|\n| 1 |\n":     "3 cell 1.2.2: ",
		"1. a\n1. b\n":                      "2 item (2.): b",
		"a\n\n<br>\n\nb":                    "5 para: b",
		"~~struck~~ [ ] [^x] [y]":           "1 para: ~~struck~~ [ ] [^x] [y]",
		"2022\\. A year.":                   "1 para: 2022. A year.",
		"<office@example.org>":              "1 para: <office@example.org>",
		"<https://example.org/a&b>":         "1 para: <https://example.org/a&b>",
		"x < y & z > w":                     "1 para: x < y & z > w",
		"a\u00a0b\tc":                       "1 para: a\u00a0b c",
		"`a|b` and ``c`d``":                 "1 para: a|b and c`d",
		"[*a*](http://b \"c\") ![d](e)":     "1 para: a <http://b> d",
		"Title\n===\n\nAnnex I\n---\n\n* x": "7 item: x",
	} {
		d, err := fromMarkdown(in, Options{})
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		lines := brief(d)
		if got := lines[len(lines)-1]; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHints(t *testing.T) {
	for _, in := range []string{"a\u200b", "\xe9", "\xff\xfea", "\f", "a\n\n<b>", "---\na: b\n---\n", "2. a\n4. b\n"} {
		if _, err := fromMarkdown(in, Options{}); err == nil || vow.HintOf(err) == "" {
			t.Errorf("%q: %v has no hint", in, err)
		}
	}
}

func TestLimits(t *testing.T) {
	for name, read := range map[string]reader{"text": fromText, "markdown": fromMarkdown} {
		for _, c := range []struct {
			in    string
			limit Limits
			want  string
		}{
			{"12345", Limits{Bytes: 4}, "over 4 bytes"},
			{"a\n\nb\n\nc", Limits{Blocks: 2}, "line 5: over 2 blocks"},
			{"a\n\n12345", Limits{Block: 4}, "line 3: a block of over 4 bytes"},
		} {
			if _, err := read(c.in, Options{Limits: c.limit}); vow.CodeOf(err) != vow.CodeRefused || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
		if _, err := read("1234", Options{Limits: Limits{Bytes: 4, Blocks: 1, Block: 4}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := fromMarkdown("> > a", Options{Limits: Limits{Depth: 2}}); vow.CodeOf(err) != vow.CodeRefused {
		t.Errorf("depth: %v", err)
	}
	missing := vow.Errorf(vow.CodeUsage, "no file")
	if _, err := fromMarkdown("![a](b.png)", Options{Figure: func(string) (vow.Hash, bool, error) { return vow.Hash{}, false, missing }}); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("figure: %v", err)
	}
}

// The patterns that cost the parser the most, at the size of a long paragraph,
// are read or refused without its time growing as their square.
func TestHostileMarkdown(t *testing.T) {
	for _, unit := range []string{"[a](", "[](<", "a*_", "[", "![", "`", "`` ` ", "<", "<!--", "&#1", `\`, "|", "[^a]", "![[](", "<a ", "x\n>", "- \n", "|\n|-\n", "[a]: b\n", "[^a]:\n", "<?", "***a", "~~~\n", "a\n=\n", "\t- a\n", "*_", "# a {#a\n"} {
		src := strings.Repeat(unit, (64<<10)/len(unit))
		d, err := fromMarkdown(src, Options{})
		if (d == nil) == (err == nil) {
			t.Errorf("%q: %v", unit, err)
		}
		if code := vow.CodeOf(err); err != nil && code != vow.CodeCheck && code != vow.CodeRefused {
			t.Errorf("%q: %v", unit, err)
		}
	}
}

// FuzzMarkdown: what is read can be fixed, cut both ways, and is the same when it
// is read again; the letters that come out are letters of the file.
func FuzzMarkdown(f *testing.F) {
	f.Add(report)
	for _, s := range []string{"", "a\n\nb", "1. a\n1. b\n", "> a\n", "|a|\n|-|\n|b|\n", "[^1]\n\n[^1]: x\n\n    - y\n", "![a](b \"c\")", "<!-- x -->", "<br>", "\r\r\n", "a\\\nb", "&amp;&#x202e;", "***a** b*", "- [ ] x", "# {#a}", "\tx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, split := range []string{paper.SplitBlock, paper.SplitSentence} {
			for i, read := range []reader{fromText, fromMarkdown} {
				name := []string{"text", "markdown"}[i]
				d, err := read(s, Options{Split: split})
				if err != nil {
					if code := vow.CodeOf(err); code != vow.CodeCheck && code != vow.CodeRefused {
						t.Fatalf("%s: %v: %s", name, err, code)
					}
					continue
				}
				if len(d.Lines) != len(d.Blocks) {
					t.Fatal("lines and blocks")
				}
				p, err := paper.Fix("T", "en", split, d.Blocks, [32]byte{1})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				again, err := read(s, Options{Split: split})
				if err != nil || !cmp.Equal(again, d) {
					t.Fatalf("%s: read twice: %v", name, err)
				}
				if name == "text" && letters(p.Text()[2:]) != letters(vow.NormalizeText(s)) {
					t.Fatalf("%q became %q", s, p.Text())
				}
			}
		}
	})
}

// letters returns letters, marks and digits: bullets and lines under headings go.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if !isWordRune(r) {
			return -1
		}
		return r
	}, s)
}

// A reader that breaks off is an error, in any format.
func TestBrokenReader(t *testing.T) {
	for f, text := range map[Format]string{Markdown: "![a](b.png)", HTML: `<p><img src="b.png" alt="a">`} {
		opt := Options{Name: "r", Format: f, Figure: func(string) (vow.Hash, bool, error) { panic("fault") }}
		if _, err := Read(t.Context(), []byte(text), opt); vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "broke off") {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// checkRead checks what was read: its blocks, and what the report must say.
func checkRead(t *testing.T, name string, d *Document, err error, want, report []string) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if diff := cmp.Diff(want, brief(d)); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
	said := strings.Join(remarks(d), "\n")
	for _, s := range report {
		if !strings.Contains(said, s) {
			t.Errorf("%s: report without %s:\n%s", name, s, said)
		}
	}
}
