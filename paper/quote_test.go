package paper

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
)

// quotable returns a paper of n short paragraphs.
func quotable(t testing.TB, n int) *Paper {
	t.Helper()
	blocks := make([]Block, n)
	for i := range blocks {
		blocks[i] = Block{Kind: Para, Label: fmt.Sprintf("%d.", i+1), Text: fmt.Sprintf("Paragraph %d says “one thing”, and no more.", i)}
	}
	p, err := Fix("Of quotations", "en", SplitBlock, blocks, [32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func quoteOf(t testing.TB, p *Paper, first, count int) *QuoteProof {
	t.Helper()
	q, err := p.QuoteBlocks(first, count)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// outside is the normative path, by the words of the format: the hashes of the
// maximal subtrees wholly outside the range, left to right.
func outside(lines []Line, lo, first, end int) []vow.Hash {
	if n := len(lines); lo+n <= first || lo >= end {
		return []vow.Hash{mth(lines)}
	} else if n == 1 {
		return nil
	}
	k := 1
	for 2*k < len(lines) {
		k *= 2
	}
	return append(outside(lines[:k], lo, first, end), outside(lines[k:], lo+k, first, end)...)
}

// TestQuoteRanges: every range of small papers proves itself, with the hashes
// that the format says, and comes back byte for byte.
func TestQuoteRanges(t *testing.T) {
	for n := 1; n <= 21; n++ {
		p := quotable(t, n)
		for first := range n {
			for count := 1; first+count <= n; count++ {
				q := quoteOf(t, p, first, count)
				if want := outside(p.Lines, 0, first, first+count); !slices.Equal(want, q.Path) {
					t.Fatalf("%d blocks, %d from %d: %d hashes, want %d", n, count, first, len(q.Path), len(want))
				}
				q.Record = []byte("whatever follows\n")
				data := q.Marshal()
				again, err := ParseQuote(data)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(again.Marshal(), data) {
					t.Fatal("written otherwise")
				}
				got, err := again.Check()
				if err != nil {
					t.Fatalf("%d blocks, %d from %d: %v", n, count, first, err)
				}
				if got.First != first || got.Last != first+count-1 || got.Places != 1 || got.Abridged || again.Root != p.Root() {
					t.Fatalf("%+v", got)
				}
			}
		}
	}
}

// TestQuoteOfRedacted: a quote from a redacted copy is the quote from the whole.
func TestQuoteOfRedacted(t *testing.T) {
	p := quotable(t, 13)
	r, err := p.Withhold([]int{0, 3, 4, 5, 12})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(quoteOf(t, p, 7, 2).Marshal(), quoteOf(t, r, 7, 2).Marshal()) {
		t.Error("another quote")
	}
	if _, err := r.QuoteBlocks(5, 2); vow.CodeOf(err) != vow.CodeRefused {
		t.Errorf("a withheld block is quoted: %v", err)
	}
	if _, all := r.Find("Paragraph 4 says", 0, 99, 9); all != 0 {
		t.Error("withheld words are found")
	}
}

// TestQuoteEveryByte: no byte of a quote can be changed, and no line left out or
// doubled, without failing.
func TestQuoteEveryByte(t *testing.T) {
	p := quotable(t, 6)
	places, _ := p.Find("says … more", 3, 3, 1)
	q, err := p.QuotePlace(places[0])
	if err != nil {
		t.Fatal(err)
	}
	good := q.Marshal()
	fails := func(data []byte) bool {
		q, err := ParseQuote(data)
		if err == nil {
			_, err = q.Check()
		}
		if err != nil && vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%v: code %s", err, vow.CodeOf(err))
		}
		return err != nil || len(q.Record) > 0
	}
	if fails(good) {
		t.Fatal("the good one fails")
	}
	for i := range good {
		for _, bit := range []byte{1, 2, 0x20, 0x80} {
			bad := bytes.Clone(good)
			bad[i] ^= bit
			if !fails(bad) {
				t.Errorf("byte %d: %q became %q", i, good[i], bad[i])
			}
		}
	}
	lines := bytes.SplitAfter(good, []byte("\n"))
	for i := range lines[:len(lines)-1] {
		for _, bad := range [][][]byte{slices.Delete(slices.Clone(lines), i, i+1), slices.Insert(slices.Clone(lines), i, lines[i])} {
			if !fails(bytes.Join(bad, nil)) {
				t.Errorf("line %d", i+1)
			}
		}
	}
	for i := range good {
		if !fails(good[:i]) {
			t.Errorf("cut at %d", i)
		}
	}
}

// TestQuoteAttacks: each way to make a quote prove what the text does not say.
func TestQuoteAttacks(t *testing.T) {
	p := quotable(t, 8)
	text := func(q *QuoteProof) string { return string(q.Marshal()) }
	good := text(quoteOf(t, p, 4, 1))
	replace := func(s, from, to string) string {
		t.Helper()
		if strings.Count(s, from) != 1 {
			t.Fatalf("%q stands %d times", from, strings.Count(s, from))
		}
		return strings.Replace(s, from, to, 1)
	}
	q := quoteOf(t, p, 4, 1)
	hash := func(i int) string { return q.Path[i].String() + "\n" }
	node := treeHash(p.Lines[4:6])
	sibling := treeHash(p.Lines[:4])
	other := quoteOf(t, p, 5, 1)
	twice := quoteOf(t, p, 4, 2)
	twice.Lines = slices.Clone(twice.Lines)
	twice.Lines[1] = twice.Lines[0]
	for name, c := range map[string]struct{ data, want string }{
		"the words of another block":    {replace(good, `","text":"Paragraph 4`, `","text":"Paragraph 5`), "lead to the root"},
		"words that do not stand there": {replace(good, `{"exact":"Paragraph 4`, `{"exact":"Paragraph 5`), "do not stand in the blocks shown"},
		"a prefix that is not there":    {replace(good, `"prefix":""`, `"prefix":"not "`), "do not stand in the blocks shown"},
		"a suffix that is not there":    {replace(good, `"suffix":""`, `"suffix":" Not."`), "do not stand in the blocks shown"},
		"another salt":                  {replace(good, fmt.Sprintf("%x", q.Lines[0].Block.Salt), strings.Repeat("0", 32)), "lead to the root"},
		"a swapped index":               {strings.Replace(replace(good, "blocks-shown 4 1", "blocks-shown 5 1"), `{"i":4`, `{"i":5`, 1), "lead to the root"},
		"an index that the line denies": {replace(good, "blocks-shown 4 1", "blocks-shown 5 1"), "it says that it is block 4"},
		"hashes in another order":       {replace(replace(good, hash(0)+hash(1), "\x00"), "\x00", hash(1)+hash(0)), "lead to the root"},
		"a hash too few":                {replace(replace(good, "path 3\n", "path 2\n"), hash(2), ""), "3 hashes lead"},
		"a hash too many":               {replace(replace(good, "path 3\n", "path 4\n"), hash(2), hash(2)+hash(2)), "3 hashes lead"},
		"a wrong count of blocks":       {replace(good, "blocks 8", "blocks 7"), "lead to the root"},
		"more blocks":                   {replace(good, "blocks 8", "blocks 9"), "hashes lead"},
		"another root":                  {replace(good, "root "+q.Root.String(), "root "+other.Path[0].String()), "lead to the root"},
		"another title":                 {replace(good, "title Of quotations", "title On quotations"), "lead to the root"},
		"the block of another quote":    {replace(good, q.Lines[0].raw, other.Lines[0].raw), "block 5"},
		"one block twice":               {text(twice), "block 4"},
		"a withheld block":              {replace(good, q.Lines[0].raw, strings.TrimSuffix(withheldLine(4, p.Lines[4].leaf), "\n")), "withheld"},
		"an inner node as a leaf": {fmt.Sprintf("%s\nroot %s\nblocks-shown 1 1\npath 1\n%s\n%s\n%s\n",
			quoteVersion+"\n"+strings.TrimSuffix(strings.Replace(string(p.Header()), "blocks 8", "blocks 2", 1), "\n"), p.Root(), sibling,
			strings.TrimSuffix(withheldLine(1, node), "\n"), `{"exact":"x","prefix":"","suffix":"","type":"TextQuoteSelector"}`), "withheld"},
		"no block":                   {replace(replace(good, "blocks-shown 4 1", "blocks-shown 4 0"), q.Lines[0].raw+"\n", ""), "blocks-shown"},
		"blocks after the last":      {replace(good, "blocks-shown 4 1", "blocks-shown 7 2"), "there is no block 8"},
		"leading zero":               {replace(good, "blocks-shown 4 1", "blocks-shown 04 1"), "blocks-shown"},
		"two spaces":                 {replace(good, "blocks-shown 4 1", "blocks-shown  4 1"), "blocks-shown"},
		"upper-case hex":             {replace(good, hash(0), strings.ToUpper(hash(0))), "lower-case hex"},
		"a selector with a member":   {replace(good, `"type":`, `"refinedBy":{},"type":`), "selector"},
		"a selector in another form": {replace(good, `{"exact":`, `{ "exact":`), "selector"},
		"a selector of another type": {replace(good, `"TextQuoteSelector"`, `"TextPositionSelector"`), "type"},
		"an empty selector":          {replace(good, `{"exact":"Paragraph 4 says “one thing”, and no more.`, `{"exact":" `), "visible"},
		"hidden text in it":          {replace(good, `"prefix":""`, "\"prefix\":\"\u202e\""), "prefix"},
		"CR":                         {strings.ReplaceAll(good, "\n", "\r\n"), "line 1"},
		"another version":            {replace(good, "vow/quote@v1", "vow/quote@v2"), "line 1"},
		"nothing":                    {"", "line 1"},
	} {
		q, err := ParseQuote([]byte(c.data))
		if err == nil {
			_, err = q.Check()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}

// TestQuoteReusedSalt: two blocks shown with one salt are refused though the root
// is theirs.
func TestQuoteReusedSalt(t *testing.T) {
	p := quotable(t, 4)
	lines := slices.Clone(p.Lines)
	block := *lines[2].Block
	block.Salt = lines[1].Block.Salt
	lines[2].Block, lines[2].raw = &block, string(appendLine(nil, 2, &block, SplitBlock))
	lines[2].leaf, _ = leafHash(nil, lines[2].raw)
	forged := &Paper{Title: p.Title, Lang: p.Lang, Split: p.Split, Lines: lines}
	q := quoteOf(t, forged, 1, 2)
	if _, err := q.Check(); err == nil || !strings.Contains(err.Error(), "one salt") {
		t.Errorf("quote: %v", err)
	}
	if _, err := Parse(forged.Marshal()); err == nil || !strings.Contains(err.Error(), "blocks 1 and 2 have one salt") {
		t.Errorf("paper: %v", err)
	}
}

// words is a text with what quotations are made of.
func words(t *testing.T) *Paper {
	t.Helper()
	var blocks []Block
	for _, s := range []string{
		"The office saw a “bloc confrontation” in the letter.",
		"The office saw the records. The records were changed – on 3 days, and [then] again.",
		"«Nous n’avons pas vu les dossiers», dit-il.",
		"他们反对集团对抗。他们反对冷战思维。",
		"The end…",
	} {
		blocks = append(blocks, Block{Kind: Para, Text: s})
	}
	p, err := Fix("Words", "en", SplitBlock, blocks, [32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFind: which words are found, how often, and as what they are proven.
func TestFind(t *testing.T) {
	p := words(t)
	for _, c := range []struct {
		ask   string
		all   int
		exact string // of the first place; empty: as asked
		cuts  []Cut
	}{
		{"a “bloc confrontation” in", 1, "", nil},
		{`a "bloc confrontation" in`, 1, "a “bloc confrontation” in", nil},
		{"the records.  The\n records were changed - on", 1, "the records. The records were changed – on", nil},
		{"The office saw", 2, "", nil},
		{"in the letter.\nThe office", 1, "", nil},
		{"in the letter. The office", 1, "in the letter.\nThe office", nil},
		{"collective confrontation", 0, "", nil},
		{"the bloc", 0, "", nil},
		{"office", 2, "", nil},
		{"offic", 2, "", nil}, // inside a word, where no whole word is
		{"the", 2, "", nil},   // not inside "then"
		{"\"Nous n'avons pas", 1, "«Nous n’avons pas", nil},
		{"The office … letter", 1, "", []Cut{{"…", "saw a “bloc confrontation” in the"}}},
		{"The office ... the records ... changed", 1, "", []Cut{{"...", "saw"}, {"...", ". The records were"}}},
		{"The office […] were [later] changed", 1, "", []Cut{{"[…]", "saw the records. The records"}, {"[later]", ""}}},
		{"the records (…) changed", 1, "", []Cut{{"(…)", ". The records were"}}}, // the second has a capital
		{"[T]he records were", 1, "", []Cut{{"[T]", "T"}}},
		{"[t]he records were", 1, "", []Cut{{"[t]", "T"}}},
		{"The office s[ees] a", 1, "", []Cut{{"[ees]", "aw"}}},
		{"[The office] saw a", 1, "", []Cut{{"[The office]", ""}}},
		{"… records were . . . again", 1, "", []Cut{{"…", ""}, {". . .", "changed – on 3 days, and [then]"}}},
		{"3 days, and [then] again", 1, "", nil}, // the text's own brackets
		{"were … days, and [then] again", 1, "", []Cut{{"…", "changed – on 3"}}},
		{"The end…", 1, "", nil}, // the text's own ellipsis
		{"offi…ter", 0, "", nil}, // an ellipsis cuts between words
		{"反对…思维", 1, "", []Cut{{"…", "冷战"}}},
		{"… […] …", 0, "", nil},
		{"", 0, "", nil},
	} {
		places, all := p.Find(c.ask, 0, 99, 5)
		if all != c.all {
			t.Errorf("%q: %d places, want %d", c.ask, all, c.all)
			continue
		}
		for i, at := range places {
			q, err := p.QuotePlace(at)
			if err != nil {
				t.Errorf("%q: %v", c.ask, err)
				continue
			}
			q, err = ParseQuote(q.Marshal())
			if err != nil {
				t.Errorf("%q: %v", c.ask, err)
				continue
			}
			got, err := q.Check()
			if err != nil {
				t.Errorf("%q: %v", c.ask, err)
				continue
			}
			want := c.exact
			if want == "" {
				want = c.ask
			}
			if i == 0 && (got.Exact != want || got.Abridged != at.Abridged || got.Places != 1) {
				t.Errorf("%q: %+v, want %q", c.ask, got, want)
			}
			if i == 0 {
				if diff := cmp.Diff(c.cuts, got.Cuts); diff != "" {
					t.Errorf("%q: %s", c.ask, diff)
				}
			}
		}
	}
	at, _ := p.Find("office", 1, 1, 5)
	if len(at) != 1 || at[0].First != 1 {
		t.Errorf("within block 1: %+v", at)
	}
}

// TestAbridgedIsShort: of many ways to read an ellipsis the shortest counts, and
// the work is bounded on a text made to be slow.
func TestAbridgedIsShort(t *testing.T) {
	var blocks []Block
	for range 200 {
		blocks = append(blocks, Block{Kind: Para, Text: strings.Repeat("a ", 2000) + "b"})
	}
	p, err := Fix("Slow", "en", SplitBlock, blocks, [32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	_, all := p.Find("a … b", 0, 199, 1)
	if all != 200 {
		t.Errorf("%d places", all)
	}
	if _, all := p.Find(strings.Repeat("a … ", 60)+"c", 0, 199, 1); all != 0 {
		t.Errorf("%d places", all)
	}
}

// TestTooManyWays: a quotation made to be slow is refused after a bounded search,
// and the first place counts where there are many.
func TestTooManyWays(t *testing.T) {
	var blocks []Block
	for range 2 {
		blocks = append(blocks, Block{Kind: Para, Text: strings.Repeat("a ", 450_000) + "a"})
	}
	p, err := Fix("Slow", "en", SplitBlock, blocks, [32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	q, err := p.quote(0, 2)
	if err != nil {
		t.Fatal(err)
	}
	q.Selector.Exact = strings.Repeat("a … ", 63) + "a"
	if got, err := q.CheckWords(); err != nil || got.Places != maxPlaces || got.First != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	q.Selector.Prefix = "b"
	if got, err := q.CheckWords(); err == nil || !strings.Contains(err.Error(), "too many ways") {
		t.Errorf("%+v, %v", got, err)
	}
	if places, all := p.Find("a … a", 0, 1, 3); all != maxFound || len(places) != 3 {
		t.Errorf("%d places of %d", len(places), all)
	}
}

// TestLabelled: labels as people write them.
func TestLabelled(t *testing.T) {
	var blocks []Block
	for _, l := range []string{"12.", "", "(a)", "§ 14", "12", "IV"} {
		blocks = append(blocks, Block{Kind: Para, Label: l, Text: "x"})
	}
	blocks[4].Kind = Note
	p, err := Fix("Labels", "en", SplitBlock, blocks, [32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string][]int{"12": {0}, "12.": {0}, "a": {2}, "14": {3}, "§14": {3}, "IV": {5}, "iv": nil, "": nil, ".": nil, "1": nil} {
		if got := p.Labelled(label); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", label, got, want)
		}
	}
	blocks = blocks[4:5]
	if p, err = Fix("Labels", "en", SplitBlock, blocks, [32]byte{7}); err != nil {
		t.Fatal(err)
	}
	if got := p.Labelled("12"); !slices.Equal(got, []int{0}) {
		t.Errorf("a note alone: %v", got)
	}
}

// FuzzParseQuote: what parses is written again byte for byte, and checking it
// does not panic.
func FuzzParseQuote(f *testing.F) {
	p := quotable(f, 5)
	f.Add(quoteOf(f, p, 2, 2).Marshal())
	places, _ := p.Find("says … more", 3, 3, 1)
	q, err := p.QuotePlace(places[0])
	if err != nil {
		f.Fatal(err)
	}
	q.Record = []byte("entry 1\nx")
	f.Add(q.Marshal())
	f.Fuzz(func(t *testing.T, data []byte) {
		q, err := ParseQuote(data)
		if err != nil {
			return
		}
		if !bytes.Equal(q.Marshal(), data) {
			t.Error("written otherwise")
		}
		_, _ = q.Check()
		if got, err := q.CheckWords(); err == nil && !got.Abridged && got.Text != q.Selector.Exact {
			t.Errorf("%+v", got)
		}
	})
}
