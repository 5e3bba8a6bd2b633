package paper

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
)

// testdata/known.paper and its root were computed by another program from
// docs/format.md alone.
const knownRoot = "f5ba55616b33be6b7ce29b002df3041c81917a5eb309fbba4d71072e427db13a"

func knownSeed() (seed [32]byte) {
	for i := range seed {
		seed[i] = byte(i)
	}
	return seed
}

func knownBlocks() []Block {
	return []Block{
		{Kind: Heading, Level: 1, Label: "I.", Section: SectionSummary, Text: "Summary"},
		{Kind: Para, Label: "1.", Text: `The “office” said: "no\yes" — 人权.`},
		{Kind: Item, Text: "First"},
		{Kind: Quote, Text: "Quoted"},
		{Kind: Note, Label: "1", Text: "A note"},
		{Kind: Cell, Table: 1, Row: 2, Col: 3},
		{Kind: Figure, SHA256: vow.SumHash([]byte("picture")), Text: "A map"},
	}
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, b []byte) *Paper {
	t.Helper()
	p, err := Parse(b)
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if got := p.Marshal(); !bytes.Equal(got, b) {
		t.Fatalf("marshals to\n%s", got)
	}
	return p
}

func TestKnown(t *testing.T) {
	want := file(t, "known.paper")
	p, err := Fix("Report on X", "en-GB", SplitBlock, knownBlocks(), knownSeed())
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Marshal(); !bytes.Equal(got, want) {
		t.Errorf("fixed:\n%s", got)
	}
	if got := p.Root().String(); got != knownRoot {
		t.Errorf("root %s", got)
	}
	q := parse(t, want)
	if got := q.Root().String(); got != knownRoot {
		t.Errorf("root of the parsed file %s", got)
	}
	if d := cmp.Diff(p, q, cmp.AllowUnexported(Line{})); d != "" {
		t.Error(d)
	}
	w := parse(t, file(t, "withheld.paper"))
	if got := w.Root().String(); got != knownRoot || !slices.Equal(w.Withheld(), []int{1, 6}) {
		t.Errorf("root %s, withheld %v", got, w.Withheld())
	}
	r, err := p.Withhold([]int{6, 1, 1})
	if err != nil || !bytes.Equal(r.Marshal(), w.Marshal()) || p.Withheld() != nil || p.Lines[1].Withheld() {
		t.Errorf("withheld: %v\n%s", err, r.Marshal())
	}
	if again, err := r.Withhold([]int{0, 1}); err != nil || again.Root() != p.Root() || len(again.Withheld()) != 3 {
		t.Errorf("withheld more: %v", err)
	}
	for _, bad := range []int{-1, 7} {
		if _, err := p.Withhold([]int{bad}); vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("block %d: %v", bad, err)
		}
	}
}

// Every byte of a paper counts: changed, it gives another root or no paper.
func TestEveryByte(t *testing.T) {
	for _, name := range []string{"known.paper", "withheld.paper"} {
		whole := file(t, name)
		for i := range whole {
			for _, flip := range []byte{0x01, 0x20, 0x80} {
				b := bytes.Clone(whole)
				b[i] ^= flip
				if p, err := Parse(b); err == nil && p.Root().String() == knownRoot {
					t.Fatalf("%s: byte %d changed by %#x: same root", name, i, flip)
				}
			}
			if _, err := Parse(whole[:i]); err == nil {
				t.Fatalf("%s: cut at %d: parses", name, i)
			}
			b := slices.Insert(bytes.Clone(whole), i, whole[i])
			if p, err := Parse(b); err == nil && p.Root().String() == knownRoot {
				t.Fatalf("%s: byte %d doubled: same root", name, i)
			}
		}
		if _, err := Parse(append(bytes.Clone(whole), '\n')); err == nil {
			t.Errorf("%s: trailing LF parses", name)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	known := string(file(t, "known.paper"))
	withheld := string(file(t, "withheld.paper"))
	lines := strings.SplitAfter(known, "\n") // 0–5 header, 6 blank, 7… blocks
	leaf := parse(t, []byte(withheld)).Leaf(1).String()
	replace := func(from, to string) string {
		t.Helper()
		if strings.Count(known, from) != 1 {
			t.Fatalf("%q is not once in the file", from)
		}
		return strings.Replace(known, from, to, 1)
	}
	join := func(parts ...[]string) string { return strings.Join(slices.Concat(parts...), "") }
	for name, c := range map[string]struct{ in, want string }{
		"empty":               {"", "line 1"},
		"version":             {replace("vow/paper@v1", "vow/paper@v2"), "line 1"},
		"CRLF":                {strings.ReplaceAll(known, "\n", "\r\n"), "line 1"},
		"byte order mark":     {"\ufeff" + known, "line 1"},
		"no title":            {replace("title Report on X", "title "), "title"},
		"long title":          {replace("title Report on X", "title "+strings.Repeat("x", vow.MaxTitle+1)), "title"},
		"hidden in title":     {replace("title Report on X", "title Report\u200b"), "U+200B"},
		"language":            {replace("lang en-GB", "lang english-language-x"), "lang"},
		"unicode":             {replace("unicode 15.0", "unicode 15.1"), "line 4"},
		"unicode 15.0.0":      {replace("unicode 15.0", "unicode 15.0.0"), "line 4"},
		"split":               {replace("split block", "split word"), "split"},
		"order of headers":    {join(lines[:1], lines[2:3], lines[1:2], lines[3:]), "line 2"},
		"no blank line":       {join(lines[:6], lines[7:]), "line 7"},
		"blocks 0":            {replace("blocks 7", "blocks 0"), "blocks"},
		"blocks 07":           {replace("blocks 7", "blocks 07"), "blocks"},
		"blocks +7":           {replace("blocks 7", "blocks +7"), "blocks"},
		"blocks too many":     {replace("blocks 7", "blocks 8"), "8 blocks"},
		"blocks too few":      {replace("blocks 7", "blocks 6"), "6 blocks"},
		"blocks beyond bound": {replace("blocks 7", "blocks 1000001"), "blocks"},
		"blocks overflow":     {replace("blocks 7", "blocks 99999999999999999999"), "blocks"},
		"many empty lines":    {replace("blocks 7", "blocks 1000000") + strings.Repeat("\n", 999_993), "too few"},
		"block missing":       {join(lines[:8], lines[9:]), "blocks"},
		"block doubled":       {join(lines[:8], lines[7:13]), "it says that it is block 0"},
		"blocks swapped":      {join(lines[:7], lines[8:9], lines[7:8], lines[9:]), "block 0: it says"},
		"block after the end": {join(lines, lines[13:14]), "blocks"},
		"no final LF":         {known[:len(known)-1], "blocks"},
		"blank between":       {join(lines[:8], []string{"\n"}, lines[8:13]), "line 9"},
		"space in JSON":       {replace(`{"i":2,"kind"`, `{"i":2, "kind"`), "not canonical"},
		"space at the end":    {replace(`"First"}`, `"First"} `), "after the end"},
		"keys out of order":   {replace(`"i":2,"kind":"item"`, `"kind":"item","i":2`), "out of order"},
		"doubled key":         {replace(`"i":2,`, `"i":2,"i":2,`), "doubled"},
		"unknown key":         {replace(`"text":"First"`, `"text":"First","x":1`), `unknown key "x"`},
		"empty key":           {replace(`"text":"First"`, `"":1,"text":"First"`), "unknown key"},
		"leaf and text":       {replace(`"item","salt"`, `"item","leaf":"`+knownRoot+`","salt"`), "exactly i and leaf"},
		"leading zero":        {replace(`"i":2`, `"i":02`), "i: not a whole number"},
		"float":               {replace(`"row":2`, `"row":2.0`), "not canonical"},
		"negative":            {replace(`"row":2`, `"row":-2`), "row"},
		"string for number":   {replace(`"row":2`, `"row":"2"`), "row"},
		"number for string":   {replace(`"text":"First"`, `"text":1`), "text"},
		"null":                {replace(`"text":"First"`, `"text":null`), "text"},
		"row 0":               {replace(`"row":2`, `"row":0`), "row"},
		"no row":              {replace(`"row":2,`, ``), "row"},
		"no table":            {replace(`"table":1,`, ``), "table"},
		"col in a para":       {replace(`{"i":2,`, `{"col":1,"i":2,`), "only a cell"},
		"level 7":             {replace(`"level":1`, `"level":7`), "level"},
		"no level":            {replace(`"level":1,`, ``), "level"},
		"level in an item":    {replace(`"kind":"item"`, `"kind":"item","level":1`), "only a heading"},
		"section":             {replace(`"section":"summary"`, `"section":"intro"`), "section"},
		"empty section":       {replace(`"section":"summary"`, `"section":""`), "section"},
		"section in a quote":  {replace(`,"text":"Quoted"`, `,"section":"annex","text":"Quoted"`), "only a heading"},
		"no sha256":           {strings.Replace(known, `"sha256":"`+vow.SumHash([]byte("picture")).String()+`",`, "", 1), "sha256"},
		"sha256 in a quote":   {replace(`,"text":"Quoted"`, `,"sha256":"`+strings.Repeat("0", 64)+`","text":"Quoted"`), "sha256"},
		"s without sentences": {replace(`"salt":"1c6a`, `"s":0,"salt":"1c6a`), `"s"`},
		"empty label":         {replace(`"label":"1",`, `"label":"",`), "label"},
		"label":               {replace(`"label":"1",`, `"label":"1\u00ad",`), "label"},
		"kind":                {replace(`"kind":"item"`, `"kind":"Item"`), "kind"},
		"no kind":             {replace(`"kind":"item",`, ``), `"kind"`},
		"no salt":             {replace(`"salt":"1c6aaba49ac8f82e09796b39898fd160",`, ``), `"salt"`},
		"short salt":          {replace(`1c6aaba49ac8f82e09796b39898fd160`, `1c6aaba49ac8f82e09796b39898fd1`), "salt"},
		"upper-case salt":     {replace(`1c6aaba`, `1C6aaba`), "salt"},
		"escaped letter":      {replace(`First`, `F\u0069rst`), "escape"},
		"escaped slash":       {replace(`First`, `F\/rst`), "escape"},
		"escaped LF":          {replace(`First`, `F\nrst`), "escape"},
		"raw TAB":             {replace(`First`, "F\trst"), "U+0009"},
		"bidi in text":        {replace(`First`, "F\u202erst"), "line 10: block 2: text: U+202E at character 1"},
		"not NFC":             {replace(`First`, "Fe\u0301rst"), "NFC"},
		"not UTF-8":           {replace(`First`, "F\xff"), "not UTF-8"},
		"cut string":          {replace(`"text":"First"}`, `"text":"First\`), "canonical"},
		"array":               {replace(`{"i":2,`, `[{"i":2,`), "not canonical"},
		"withheld with salt":  {strings.Replace(withheld, `{"i":1,"leaf"`, `{"i":1,"kind":"para","leaf"`, 1), "exactly i and leaf"},
		"withheld upper case": {strings.Replace(withheld, leaf, strings.ToUpper(leaf), 1), "lower-case hex"},
		"withheld place":      {strings.Replace(withheld, `{"i":1,"leaf"`, `{"i":6,"leaf"`, 1), "it says that it is block 6"},
		"long line":           {replace("First", strings.Repeat("x", MaxLine)), "over 1048576 bytes"},
		"long paper":          {known + strings.Repeat("x", MaxBytes), "over 67108864 bytes"},
	} {
		_, err := Parse([]byte(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if err != nil && vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s: code %s", name, vow.CodeOf(err))
		}
	}
}

// TestInnerNode: the tree hash of four blocks is that of two whose leaves are the
// inner nodes. Passed off as withheld leaves they must not give the same paper,
// nor may a whole subtree be passed off as one block.
func TestInnerNode(t *testing.T) {
	blocks := benchBlocks(4)
	p, err := Fix("Four", "en", SplitBlock, blocks, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	left, right := nodeHash(&p.Lines[0].leaf, &p.Lines[1].leaf), nodeHash(&p.Lines[2].leaf, &p.Lines[3].leaf)
	head := strings.Replace(string(p.Header()), "blocks 4", "blocks %d", 1) + "\n"
	two := parse(t, []byte(fmt.Sprintf(head, 2)+withheldLine(0, left)+withheldLine(1, right)))
	one := parse(t, []byte(fmt.Sprintf(head, 1)+withheldLine(0, treeHash(p.Lines))))
	if treeHash(two.Lines) != treeHash(p.Lines) || treeHash(one.Lines) != treeHash(p.Lines) {
		t.Fatal("the trees differ: the attack is not the one meant")
	}
	if two.Root() == p.Root() || one.Root() == p.Root() {
		t.Error("an inner node passes as a withheld block")
	}
	// With the true number of blocks in the header they do not parse at all.
	if _, err := Parse([]byte(fmt.Sprintf(head, 4) + withheldLine(0, left) + withheldLine(1, right))); err == nil {
		t.Error("two lines pass as four")
	}
	// Nor as four with something made up: leaf hashes are not node hashes.
	four := parse(t, []byte(fmt.Sprintf(head, 4)+withheldLine(0, left)+withheldLine(1, right)+withheldLine(2, left)+withheldLine(3, right)))
	if four.Root() == p.Root() {
		t.Error("same root")
	}
}

func withheldLine(i int, leaf vow.Hash) string { return string(appendWithheld(nil, i, leaf)) + "\n" }

// mth is the recursive definition of RFC 6962 §2.1.
func mth(l []Line) vow.Hash {
	if len(l) == 1 {
		return l[0].leaf
	}
	k := 1
	for 2*k < len(l) {
		k *= 2
	}
	a, b := mth(l[:k]), mth(l[k:])
	return nodeHash(&a, &b)
}

// TestTree compares the tree with its definition.
func TestTree(t *testing.T) {
	var p Paper
	roots := map[vow.Hash]bool{}
	for n := range 200 {
		p.Lines = append(p.Lines, Line{leaf: vow.SumHash([]byte{byte(n), byte(n >> 8)})})
		if treeHash(p.Lines) != mth(p.Lines) {
			t.Fatalf("%d leaves", n+1)
		}
		roots[p.Root()] = true
	}
	if len(roots) != 200 {
		t.Errorf("%d roots", len(roots))
	}
}

func TestFixRefuses(t *testing.T) {
	ok := Block{Kind: Para, Text: "x"}
	long := Block{Kind: Para, Text: strings.Repeat("x", MaxLine)}
	for name, c := range map[string]struct {
		title, lang, split string
		blocks             []Block
		seed               [32]byte
		code               vow.Code
		want               string
	}{
		"seed":         {"T", "en", SplitBlock, []Block{ok}, [32]byte{}, vow.CodeRefused, "seed"},
		"no blocks":    {"T", "en", SplitBlock, nil, [32]byte{1}, vow.CodeCheck, "blocks"},
		"title":        {"", "en", SplitBlock, []Block{ok}, [32]byte{1}, vow.CodeCheck, "title"},
		"LF in title":  {"T\nlang fr", "en", SplitBlock, []Block{ok}, [32]byte{1}, vow.CodeCheck, "U+000A"},
		"lang":         {"T", "e", SplitBlock, []Block{ok}, [32]byte{1}, vow.CodeCheck, "lang"},
		"split":        {"T", "en", "", []Block{ok}, [32]byte{1}, vow.CodeCheck, "split"},
		"kind":         {"T", "en", SplitBlock, []Block{ok, {Text: "x"}}, [32]byte{1}, vow.CodeCheck, "block 1: kind"},
		"text":         {"T", "en", SplitBlock, []Block{ok, {Kind: Para, Text: "a\tb"}}, [32]byte{1}, vow.CodeCheck, "block 1: text: U+0009"},
		"figure":       {"T", "en", SplitBlock, []Block{{Kind: Figure}}, [32]byte{1}, vow.CodeCheck, "sha256"},
		"cell":         {"T", "en", SplitBlock, []Block{{Kind: Cell, Table: 1, Row: 1}}, [32]byte{1}, vow.CodeCheck, "col"},
		"sentence":     {"T", "en", SplitBlock, []Block{{Kind: Para, Sentence: 1}}, [32]byte{1}, vow.CodeCheck, "s: 1"},
		"first s":      {"T", "en", SplitSentence, []Block{{Kind: Para, Sentence: 1}}, [32]byte{1}, vow.CodeCheck, "does not follow"},
		"s jumps":      {"T", "en", SplitSentence, []Block{ok, {Kind: Para, Sentence: 2}}, [32]byte{1}, vow.CodeCheck, "does not follow"},
		"s of another": {"T", "en", SplitSentence, []Block{ok, {Kind: Item, Sentence: 1}}, [32]byte{1}, vow.CodeCheck, "does not follow"},
		"long block":   {"T", "en", SplitBlock, []Block{long}, [32]byte{1}, vow.CodeRefused, "block 0 is over"},
		"long paper":   {"T", "en", SplitBlock, slices.Repeat([]Block{{Kind: Para, Text: long.Text[:MaxLine/2]}}, 130), [32]byte{1}, vow.CodeRefused, "over 67108864 bytes"},
		"too many":     {"T", "en", SplitBlock, make([]Block, MaxBlocks+1), [32]byte{1}, vow.CodeCheck, "blocks"},
	} {
		_, err := Fix(c.title, c.lang, c.split, c.blocks, c.seed)
		if err == nil || vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v (%s), want %q", name, err, vow.CodeOf(err), c.want)
		}
	}
}

// A paper that just fits still fits with every block withheld, whose lines may
// be longer than the blocks were.
func TestWithheldFits(t *testing.T) {
	for _, i := range []int{0, 9, 10, 99, 100, 99_999, 100_000, MaxBlocks - 1} {
		if got := len(appendWithheld(nil, i, vow.Hash{})); got != withheldLen(i) || got < minLine {
			t.Errorf("block %d: %d bytes, %d expected", i, got, withheldLen(i))
		}
	}
	const limit = 10_000
	blocks := slices.Repeat([]Block{{Kind: Para}}, 200)
	if n := len(appendLine(nil, 0, &blocks[0], SplitBlock)); n < minLine || n >= withheldLen(0) {
		t.Fatalf("the shortest block has %d bytes", n)
	}
	n := len(blocks)
	for ; n > 0; n-- {
		p, err := fix("T", "en", SplitBlock, blocks[:n], [32]byte{1}, limit)
		if vow.CodeOf(err) == vow.CodeRefused {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		w, err := p.Withhold(all)
		if size := len(w.Marshal()); err != nil || size > limit || size < limit-100 {
			t.Errorf("%d blocks withheld take %d bytes, %v", n, size, err)
		}
		return
	}
	t.Error("nothing fits")
}

func TestSentences(t *testing.T) {
	blocks := []Block{
		{Kind: Heading, Level: 2, Text: "H"},
		{Kind: Para, Label: "1.", Text: "One."}, {Kind: Para, Sentence: 1, Text: "Two."}, {Kind: Para, Sentence: 2, Text: "Three."},
		{Kind: Para, Text: "Four."},
	}
	p, err := Fix("T", "en", SplitSentence, blocks, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if q := parse(t, p.Marshal()); q.Root() != p.Root() || !strings.Contains(q.Lines[3].String(), `"s":2`) {
		t.Errorf("%s", q.Marshal())
	}
	// What follows a withheld sentence keeps its number.
	w, _ := p.Withhold([]int{2})
	parse(t, w.Marshal())
	if want := "T\n\n## H\n\n1. One.\n\n[withheld: block 2]\n\nThree.\n\nFour.\n"; w.Text() != want {
		t.Errorf("%q", w.Text())
	}
	bad := strings.Replace(string(p.Marshal()), `"s":2`, `"s":1`, 1)
	if _, err := Parse([]byte(bad)); err == nil || !strings.Contains(err.Error(), "follow") {
		t.Errorf("%v", err)
	}
}

// Rows of a table stand under each other, with their gaps; what is withheld in one
// is marked where it stood.
func TestTextOfTables(t *testing.T) {
	cell := func(table, row, col int, text string) Block {
		return Block{Kind: Cell, Table: table, Row: row, Col: col, Text: text}
	}
	p, err := Fix("T", "en", SplitBlock, []Block{cell(1, 1, 1, "a"), cell(1, 1, 2, "b|c"), cell(1, 2, 1, "d"), cell(1, 2, 3, "f"), cell(1, 3, 1, "g"), cell(1, 3, 2, "h"),
		cell(2, 1, 1, "other"), {Kind: Para, Text: "end"}}, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	const want = "T\n\n| a | b\\|c |\n| d |  | f |\n| g | h |\n\n| other |\n\nend\n"
	if got := p.Text(); got != want {
		t.Errorf("%q", got)
	}
	if p, err = p.Withhold([]int{4}); err != nil {
		t.Fatal(err)
	}
	if got := p.Text(); !strings.Contains(got, "| d |  | f |\n\n[withheld: block 4]\n\n|  | h |\n") {
		t.Errorf("%q", got)
	}
}

func TestText(t *testing.T) {
	p, err := Fix("Report", "en", SplitBlock, append(knownBlocks(),
		Block{Kind: Para, Text: "[withheld: block 9]"}, Block{Kind: Item, Label: "(a)", Text: "Item"}), [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	p, _ = p.Withhold([]int{2, 3})
	want := `Report

# I. Summary

1. The “office” said: "no\yes" — 人权.

[withheld: blocks 2 to 3]

^ 1 A note

|  |  |  |

(figure, SHA-256 2cea274d0bedc39ec4ab6ba9e59ec889e3ed6fb56a1cf088a64d9b383378dc97) A map

\[withheld: block 9]

(a) Item
`
	if d := cmp.Diff(want, p.Text()); d != "" {
		t.Error(d)
	}
}

func TestSeeds(t *testing.T) {
	seed := knownSeed()
	if got := SeedID(seed).String(); got != "ebbe8b647622d5b9f08918dac7ca622a8c20bd9821378ce5ed0f8c67ec18de18" {
		t.Errorf("id %s", got)
	}
	p := parse(t, file(t, "known.paper"))
	w := parse(t, file(t, "withheld.paper"))
	used := map[vow.Hash]vow.Hash{SeedID(seed): p.Root()}
	if err := CheckSeed(used, seed, p.Root()); err != nil {
		t.Error(err)
	}
	var refused *vow.Error
	if err := CheckSeed(used, seed, vow.SumHash(nil)); !errors.As(err, &refused) || refused.Code != vow.CodeRefused || refused.Hint == "" {
		t.Error(err)
	}
	if err := CheckSeed(used, [32]byte{9}, vow.SumHash(nil)); err != nil {
		t.Error(err)
	}
	if !p.SaltedBy(seed) || !w.SaltedBy(seed) || p.SaltedBy([32]byte{9}) {
		t.Error("salts")
	}
	other := knownBlocks()
	other[3].Text = "Changed"
	same, _ := Fix("Other", "en", SplitBlock, other, seed)
	fresh, _ := Fix("Other", "en", SplitBlock, other, [32]byte{9})
	if i, found := SharedSalt(p, same); !found || i != 3 {
		t.Error(i, found)
	}
	for _, q := range []*Paper{p, w, fresh} {
		if _, found := SharedSalt(p, q); found {
			t.Error("shared salt found")
		}
	}
}

func TestLang(t *testing.T) {
	for _, s := range []string{"en", "en-GB", "zh-Hant", "zh-cmn-Hans-CN", "sl-rozaj-biske", "de-CH-1901", "es-419", "ug-Arab-CN", "en-a-bbb-x-a", "qaa", "sr-Latn-RS", "de-u-co-phonebk", "EN-gb"} {
		if err := checkLang(s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{"", "e", "en_GB", "en-", "-en", "en--GB", "abcdefghi", "en-x", "en-a", "en-GB-US", "de-1901-1901", "en-a-bb-a-cc", "i-klingon", "en-abcdefghi", "12", "en-é", "en-u-a", strings.Repeat("a-", 40) + "a"} {
		if err := checkLang(s); err == nil {
			t.Errorf("%q passes", s)
		}
	}
}
