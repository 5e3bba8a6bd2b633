package paper

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vow"
)

// blockGen makes any valid block.
func blockGen(split string) *rapid.Generator[Block] {
	text := rapid.Map(rapid.StringN(0, 40, -1), func(s string) string {
		s = vow.NormalizeText(s)
		for vow.CheckText(s) != nil {
			s = vow.NormalizeText(string([]rune(s)[1:]))
		}
		return s
	})
	return rapid.Custom(func(t *rapid.T) Block {
		b := Block{
			Kind:  rapid.SampledFrom([]Kind{Heading, Para, Item, Quote, Note, Cell, Caption, Figure}).Draw(t, "kind"),
			Label: text.Draw(t, "label"),
			Text:  text.Draw(t, "text"),
		}
		number := rapid.IntRange(1, maxNumber)
		switch b.Kind {
		case Heading:
			b.Level = rapid.IntRange(1, 6).Draw(t, "level")
			b.Section = rapid.SampledFrom([]string{"", SectionSummary, SectionFindings, SectionAnnex}).Draw(t, "section")
		case Cell:
			b.Table, b.Row, b.Col = number.Draw(t, "table"), number.Draw(t, "row"), number.Draw(t, "col")
		case Figure:
			b.SHA256 = vow.SumHash([]byte(b.Text))
		}
		return b
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		split := rapid.SampledFrom([]string{SplitBlock, SplitSentence}).Draw(t, "split")
		blocks := rapid.SliceOfN(blockGen(split), 1, 12).Draw(t, "blocks")
		p, err := Fix("Title", "en", split, blocks, [32]byte{1})
		if err != nil {
			t.Fatal(err)
		}
		hide := rapid.SliceOf(rapid.IntRange(0, len(blocks)-1)).Draw(t, "hide")
		w, err := p.Withhold(hide)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Parse(w.Marshal())
		if err != nil || !bytes.Equal(q.Marshal(), w.Marshal()) || q.Root() != p.Root() {
			t.Fatalf("%v\n%s", err, w.Marshal())
		}
		for i, l := range q.Lines {
			if l.Withheld() != slices.Contains(hide, i) || l.Leaf() != p.Leaf(i) {
				t.Fatalf("block %d", i)
			}
			if b := l.Block; b != nil {
				if canonical, err := vow.MarshalCanonical(asMap(i, b, split)); err != nil || string(canonical) != l.String() {
					t.Fatalf("%v: %s is not canonical, %s is", err, l, canonical)
				}
			}
		}
	})
}

// asMap is the block as the general canonical encoder sees it.
func asMap(i int, b *Block, split string) map[string]any {
	m := map[string]any{"i": i, "kind": b.Kind, "salt": fmt.Sprintf("%x", b.Salt), "text": b.Text}
	for k, v := range map[string]int{"level": b.Level, "table": b.Table, "row": b.Row, "col": b.Col} {
		if v != 0 {
			m[k] = v
		}
	}
	for k, v := range map[string]string{"label": b.Label, "section": b.Section} {
		if v != "" {
			m[k] = v
		}
	}
	if b.Kind == Figure {
		m["sha256"] = b.SHA256
	}
	if split == SplitSentence {
		m["s"] = b.Sentence
	}
	return m
}

// FuzzParse: what parses marshals to the same bytes, each line is the one
// canonical spelling, and withholding keeps the root.
func FuzzParse(f *testing.F) {
	f.Add(file(f, "known.paper"))
	f.Add(file(f, "withheld.paper"))
	p, err := Fix("T", "en", SplitSentence, []Block{{Kind: Para, Text: "One."}, {Kind: Para, Sentence: 1, Text: `"\`}}, [32]byte{1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p.Marshal())
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("%v: %s", err, vow.CodeOf(err))
			}
			return
		}
		if !bytes.Equal(p.Marshal(), b) {
			t.Fatal("other bytes")
		}
		for i, l := range p.Lines {
			line := appendWithheld(nil, i, l.Leaf())
			if l.Block != nil {
				line = appendLine(nil, i, l.Block, p.Split)
			}
			if string(line) != l.String() {
				t.Fatalf("not canonical: %s, but %s", l, line)
			}
		}
		w, err := p.Withhold([]int{0})
		if err != nil || w.Root() != p.Root() {
			t.Fatal(err)
		}
		q, err := Parse(w.Marshal())
		if err != nil || q.Root() != p.Root() {
			t.Fatal(err)
		}
		if r := CheckRedaction(p, q); !r.OK() {
			t.Fatalf("%+v", r)
		}
		if beside, err := ParseBeside(p, w.Marshal()); err != nil || !bytes.Equal(beside.Marshal(), w.Marshal()) {
			t.Fatalf("read otherwise beside its paper: %v", err)
		}
		if p.Text() == "" {
			t.Fatal("no text")
		}
	})
}
