package paper

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vow"
)

// names is the dictionary of somebody who guesses.
var names = []string{"Amal", "Boris", "Chen", "Tamar", "Zeynep"}

// testimony is a text in which one block names a source.
func testimony(t testing.TB, name string, seed byte) *Paper {
	t.Helper()
	p, err := Fix("Testimony", "en", SplitBlock, []Block{
		{Kind: Heading, Level: 1, Text: "Sources"},
		{Kind: Para, Label: "1.", Text: "The office spoke to two persons."},
		{Kind: Para, Label: "2.", Text: name},
		{Kind: Cell, Table: 1, Row: 1, Col: 1, Text: name},
		{Kind: Para, Label: "3.", Text: "Both saw the records."},
	}, [32]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func withhold(t testing.TB, p *Paper, blocks ...int) *Paper {
	t.Helper()
	q, err := p.Withhold(blocks)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// guess tries every name with every salt at hand as the block that a leaf hides,
// and returns the names that fit.
func guess(leaf vow.Hash, i int, like Block, salts [][16]byte) []string {
	var found []string
	for _, name := range names {
		for _, salt := range salts {
			b := like
			b.Text, b.Salt = name, salt
			for at := range 5 { // the number may have been another
				if h, _ := leafHash(nil, string(appendLine(nil, at, &b, SplitBlock))); h == leaf && at == i {
					found = append(found, name)
				}
			}
		}
	}
	return found
}

// saltsShown returns every salt that a paper shows, and the empty one.
func saltsShown(p *Paper) [][16]byte {
	salts := [][16]byte{{}}
	for _, l := range p.Lines {
		if l.Block != nil {
			salts = append(salts, l.Block.Salt)
		}
	}
	return salts
}

// TestDictionary: with every salt that is shown, in this paper and in its draft,
// no name can be told from another; with the block's own it could.
func TestDictionary(t *testing.T) {
	final, draft := testimony(t, "Tamar", 1), testimony(t, "Tamar", 2)
	like := Block{Kind: Para, Label: "2."}
	public := withhold(t, final, 2, 3)
	leaf := public.Leaf(2)
	if got := guess(leaf, 2, like, [][16]byte{final.Lines[2].Block.Salt}); !slices.Equal(got, []string{"Tamar"}) {
		t.Fatalf("the true salt gives %v: the guess is no guess", got)
	}
	if got := guess(leaf, 2, like, saltsShown(public)); got != nil {
		t.Errorf("the salts of the public paper tell %v", got)
	}
	if got := guess(leaf, 2, like, saltsShown(draft)); got != nil {
		t.Errorf("the salts of the draft tell %v", got)
	}
	if i, shared := SharedSalt(final, draft); shared {
		t.Errorf("block %d has one salt in both", i)
	}

	// With one seed for both the draft would tell; that is refused beforehand and
	// noticed afterwards.
	softer := testimony(t, "Tamar", 1)
	again, err := Fix("Testimony, final", "en", SplitBlock, []Block{{Kind: Heading, Level: 1, Text: "Persons"}, *softer.Lines[1].Block, *softer.Lines[2].Block}, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if got := guess(withhold(t, again, 2).Leaf(2), 2, like, saltsShown(softer)); !slices.Equal(got, []string{"Tamar"}) {
		t.Fatalf("one seed for two texts tells nothing: %v", got)
	}
	if vow.CodeOf(CheckSeed(map[vow.Hash]vow.Hash{SeedID([32]byte{1}): softer.Root()}, [32]byte{1}, again.Root())) != vow.CodeRefused {
		t.Error("a seed is used for another text")
	}
	if r := CheckRedaction(softer, withhold(t, again, 2)); r.OK() || !r.SharedSeed {
		t.Errorf("one seed for two texts is not noticed: %+v", r)
	}
}

// TestLeaksNothing: papers that differ only in what is withheld — words, length,
// kind, label, place in a table — differ after it in the hashes alone.
func TestLeaksNothing(t *testing.T) {
	shape := regexp.MustCompile(`"leaf":"[0-9a-f]{64}"`)
	var first []byte
	for i, hidden := range [][2]Block{
		{{Kind: Para, Text: "Tamar"}, {Kind: Cell, Table: 1, Row: 1, Col: 2, Text: "a"}},
		{{Kind: Para, Label: "(iii)", Text: strings.Repeat("A very long testimony. ", 500)}, {Kind: Cell, Table: 1, Row: 2, Col: 1, Text: ""}},
		{{Kind: Heading, Level: 3, Section: SectionFindings, Text: "x"}, {Kind: Cell, Table: 7, Row: 99, Col: 3, Text: "b"}},
		{{Kind: Figure, SHA256: vow.Hash{5}}, {Kind: Note, Label: "1", Text: "c"}},
	} {
		p, err := Fix("Same", "en", SplitBlock, []Block{{Kind: Para, Text: "Shown."}, hidden[0], hidden[1], {Kind: Para, Text: "Shown too."}}, [32]byte{3})
		if err != nil {
			t.Fatal(err)
		}
		data := withhold(t, p, 1, 2).Marshal()
		for _, k := range []int{1, 2} {
			if bytes.Contains(data, fmt.Appendf(nil, "%x", p.Lines[k].Block.Salt)) {
				t.Errorf("text %d: the salt of block %d is shown", i, k)
			}
		}
		if got := shape.ReplaceAll(data, []byte("leaf")); i == 0 {
			first = got
		} else if !bytes.Equal(got, first) {
			t.Errorf("text %d: %s\nwant %s", i, got, first)
		}
	}
	if bytes.Count(first, []byte("leaf")) != 2 {
		t.Fatalf("%s", first)
	}
}

// TestRedactionAttacks: each way to pass another text off as a redaction.
func TestRedactionAttacks(t *testing.T) {
	a := testimony(t, "Tamar", 1)
	b := withhold(t, a, 2, 3)
	good := string(b.Marshal())
	line := func(i int) string { return b.Lines[i].raw + "\n" }
	replace := func(from, to string) string {
		t.Helper()
		if strings.Count(good, from) != 1 {
			t.Fatalf("%q stands %d times", from, strings.Count(good, from))
		}
		return strings.Replace(good, from, to, 1)
	}
	other := testimony(t, "Boris", 2)
	inner := nodeOf(a.Lines[0].leaf, a.Lines[1].leaf)
	sameSalt := *a.Lines[4].Block
	sameSalt.Salt = a.Lines[1].Block.Salt
	for name, c := range map[string]struct {
		data, want string // of Parse or of CheckRedaction
	}{
		"a wrong count":                {replace("blocks 5", "blocks 4"), "header says 4 blocks, 5 whole lines"},
		"a right count of other lines": {strings.Replace(replace(line(4), ""), "blocks 5", "blocks 4", 1), "blocks: \"5\" became \"4\""},
		"a block more":                 {strings.Replace(good+withheldLine(5, inner), "blocks 5", "blocks 6", 1), "added in the second"},
		"a duplicate index":            {replace(line(3), line(2)), "it says that it is block 2"},
		"swapped indices":              {replace(line(2)+line(3), line(3)+line(2)), "it says that it is block 3"},
		"swapped hashes":               {replace(line(2)+line(3), withheldLine(2, b.Leaf(3))+withheldLine(3, b.Leaf(2))), "withheld under the hash of block 3"},
		"the hash of a shown block":    {replace(line(2), withheldLine(2, b.Leaf(1))), "withheld under the hash of block 1"},
		"an inner node as a leaf":      {strings.Replace(replace(line(0)+line(1), withheldLine(0, inner)), "blocks 5", "blocks 4", 1), "block 1: it says that it is block 2"},
		"an inner node, renumbered": {strings.NewReplacer("blocks 5", "blocks 4", `{"i":2,`, `{"i":1,`, `{"i":3,`, `{"i":2,`, `"i":4,`, `"i":3,`).
			Replace(replace(line(0)+line(1), withheldLine(0, inner))), "withheld under a hash that is not that of the block"},
		"a reused salt":                      {replace(line(4), string(appendLine(nil, 4, &sameSalt, SplitBlock))+"\n"), "blocks 1 and 4 have one salt"},
		"a changed word":                     {replace("two persons", "ten persons"), `block 1: text: "The office spoke to two persons." became "The office spoke to ten persons."`},
		"a changed label":                    {replace(`"label":"3."`, `"label":"4."`), `label: "3." became "4."`},
		"a changed kind":                     {replace(`"kind":"para","label":"3."`, `"kind":"item","label":"3."`), `kind: "para" became "item"`},
		"another salt":                       {replace(fmt.Sprintf("%x", a.Lines[4].Block.Salt), strings.Repeat("1", 32)), "another salt"},
		"another title":                      {replace("title Testimony", "title Testimonies"), `title: "Testimony" became "Testimonies"`},
		"another language":                   {replace("lang en", "lang fr"), `lang: "en" became "fr"`},
		"another text's hash":                {replace(line(2), withheldLine(2, other.Leaf(2))), "withheld under a hash that is not that of the block"},
		"another text altogether":            {string(withhold(t, other, 2, 3).Marshal()), "block 0: the same words under another salt"},
		"words put where some were withheld": {replace(line(2), other.Lines[2].raw+"\n"), "text: \"Tamar\" became \"Boris\""},
	} {
		q, err := Parse([]byte(c.data))
		if err != nil {
			if !strings.Contains(err.Error(), c.want) || vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("%s: %v; want %q", name, err, c.want)
			}
			continue
		}
		if q.Root() == a.Root() {
			t.Errorf("%s: the same root", name)
		}
		r := CheckRedaction(a, q)
		var all []string
		for _, d := range r.Differences {
			all = append(all, fmt.Sprintf("block %d: %s", d.Block, d.Say))
		}
		if r.OK() || !strings.Contains(strings.Join(all, "\n"), c.want) {
			t.Errorf("%s: %q; want %q", name, all, c.want)
		}
	}
	// The other way round: what was withheld is shown.
	if r := CheckRedaction(b, a); r.OK() || len(r.Differences) != 2 || r.Differences[0].Say != "withheld in the first, shown in the second" {
		t.Errorf("%+v", r)
	}
	// And to one that withholds more, the words put in are not those withheld.
	forged, err := Parse([]byte(replace(line(2), other.Lines[2].raw+"\n")))
	if err != nil {
		t.Fatal(err)
	}
	if r := CheckRedaction(b, forged); r.OK() || r.Differences[0].Say != "shown, and not the block that the first withholds" {
		t.Errorf("%+v", r)
	}
}

func nodeOf(a, b vow.Hash) vow.Hash { return nodeHash(&a, &b) }

// TestRedactionOfRedaction: any blocks, in any steps: root and check hold, and the
// order of the steps does not matter.
func TestRedactionOfRedaction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := make([]Block, rapid.IntRange(1, 40).Draw(t, "blocks"))
		for i := range blocks {
			blocks[i] = Block{Kind: Para, Text: fmt.Sprint("block ", i%3)}
		}
		a, err := Fix("Steps", "en", SplitBlock, blocks, [32]byte{4})
		if err != nil {
			t.Fatal(err)
		}
		some := rapid.SliceOf(rapid.IntRange(0, len(blocks)-1))
		first, second := some.Draw(t, "first"), some.Draw(t, "second")
		b, err := a.Withhold(first)
		if err != nil {
			t.Fatal(err)
		}
		c, err := b.Withhold(second)
		if err != nil {
			t.Fatal(err)
		}
		once, err := a.Withhold(append(slices.Clone(second), first...))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(c.Marshal(), once.Marshal()) || c.Root() != a.Root() {
			t.Error("the order of steps matters")
		}
		c, err = Parse(c.Marshal())
		if err != nil {
			t.Fatal(err)
		}
		if r := CheckRedaction(a, c); !r.OK() || !slices.Equal(r.Withheld, c.Withheld()) || r.Before != nil {
			t.Errorf("%+v", r)
		}
		if r := CheckRedaction(b, c); !r.OK() || !slices.Equal(r.Before, b.Withheld()) || len(r.Withheld)+len(r.Before) != len(c.Withheld()) {
			t.Errorf("%+v", r)
		}
	})
}

// TestParseBeside: beside whatever paper, a file is read as it is alone.
func TestParseBeside(t *testing.T) {
	a := testimony(t, "Tamar", 1)
	b := withhold(t, a, 2, 3)
	sentences := strings.Replace(string(b.Marshal()), "split block", "split sentence", 1)
	for i, data := range []string{
		string(a.Marshal()), string(b.Marshal()), string(testimony(t, "Boris", 2).Marshal()), sentences,
		strings.Replace(string(b.Marshal()), "two persons", "ten persons", 1),
		strings.Replace(string(b.Marshal()), `"i":3`, `"i":2`, 1),
		strings.Replace(string(a.Marshal()), fmt.Sprintf("%x", a.Lines[4].Block.Salt), fmt.Sprintf("%x", a.Lines[1].Block.Salt), 1),
	} {
		alone, wrong := Parse([]byte(data))
		for k, like := range []*Paper{a, b, testimony(t, "Tamar", 3)} {
			beside, err := ParseBeside(like, []byte(data))
			switch {
			case (err == nil) != (wrong == nil) || err != nil && err.Error() != wrong.Error():
				t.Errorf("file %d beside %d: %v; alone %v", i, k, err, wrong)
			case err == nil && (beside.Root() != alone.Root() || !bytes.Equal(beside.Marshal(), alone.Marshal()) || !slices.Equal(beside.Withheld(), alone.Withheld())):
				t.Errorf("file %d beside %d is another", i, k)
			}
		}
	}
}

// TestManyDifferences: their number is bounded and known.
func TestManyDifferences(t *testing.T) {
	blocks := make([]Block, MaxDifferences+7)
	for i := range blocks {
		blocks[i] = Block{Kind: Para, Text: "same"}
	}
	a, err := Fix("Many", "en", SplitBlock, blocks, [32]byte{4})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Fix("Many", "en", SplitBlock, blocks, [32]byte{5})
	if err != nil {
		t.Fatal(err)
	}
	if r := CheckRedaction(a, b); len(r.Differences) != MaxDifferences || r.More != 7 {
		t.Errorf("%d and %d more", len(r.Differences), r.More)
	}
}

// TestReusedSalt: found wherever the two stand, and only if both are shown; salts
// that share a place in the table are no reuse.
func TestReusedSalt(t *testing.T) {
	n := 5000
	blocks := make([]Block, n)
	lines := make([]Line, n)
	for i := range lines {
		blocks[i].Salt[0], blocks[i].Salt[8], blocks[i].Salt[9] = byte(i%4), byte(i), byte(i>>8) // a hostile maker's: one place for many
		lines[i].Block = &blocks[i]
	}
	if i, j, found := reusedSalt(lines); found {
		t.Fatalf("%d and %d", i, j)
	}
	blocks[4711].Salt = blocks[17].Salt
	if i, j, found := reusedSalt(lines); !found || i != 17 || j != 4711 {
		t.Errorf("%d, %d, %t", i, j, found)
	}
	lines[17].Block = nil
	if _, _, found := reusedSalt(lines); found {
		t.Error("a withheld block has no salt")
	}
}

// TestApart: what differs is shown, wherever it stands in a long text.
func TestApart(t *testing.T) {
	long := strings.Repeat("words that both have ", 20)
	for _, c := range [][4]string{
		{"one", "two", "one", "two"},
		{"", "x", "", "x"},
		{long + "47 of 151 days" + " " + long, long + "41 of 151 days" + " " + long, "…have words that both have 47 of 151 days words that both…", "…have words that both have 41 of 151 days words that both…"},
		{long + "end", long, "…have words that both have end", "…have words that both have "},
		{"aaaa", "aa", "aaaa", "aa"},
		{long + "é", long + "è", "…have words that both have é", "…have words that both have è"},
	} {
		if a, b := apart(c[0], c[1]); a != c[2] || b != c[3] {
			t.Errorf("%q, %q", a, b)
		}
	}
}
