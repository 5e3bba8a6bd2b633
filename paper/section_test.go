package paper_test

import (
	"slices"
	"testing"

	"vow/paper"
)

// TestSections: what stands under the summary or the findings.
func TestSections(t *testing.T) {
	h := func(level int, section string) paper.Block {
		return paper.Block{Kind: paper.Heading, Level: level, Section: section, Text: "H"}
	}
	para := paper.Block{Kind: paper.Para, Text: "x"}
	const s, f = paper.SectionSummary, paper.SectionFindings
	for name, c := range map[string]struct {
		blocks []paper.Block
		hide   []int
		want   []string
	}{
		"none":                         {[]paper.Block{para, h(1, ""), para}, nil, []string{"", "", ""}},
		"until the next heading":       {[]paper.Block{para, h(2, s), para, h(2, ""), para}, nil, []string{"", s, s, "", ""}},
		"of a higher level":            {[]paper.Block{h(2, f), para, h(1, ""), para}, nil, []string{f, f, "", ""}},
		"not of a lower one":           {[]paper.Block{h(2, f), h(3, ""), para, h(3, "annex"), para, h(2, ""), para}, nil, []string{f, f, f, f, f, "", ""}},
		"summary in findings":          {[]paper.Block{h(1, f), h(2, s), para, h(2, ""), para}, nil, []string{f, f, f, f, f}},
		"an annex is no section":       {[]paper.Block{h(1, "annex"), para, h(2, f), para}, nil, []string{"", "", f, f}},
		"a withheld heading":           {[]paper.Block{h(2, f), para, h(2, ""), para}, []int{2}, []string{f, f, f, f}},
		"a heading that nobody sees":   {[]paper.Block{h(2, f), {Kind: paper.Heading, Level: 2}, para, {Kind: paper.Heading, Level: 1, Text: " "}, para, h(2, ""), para}, nil, []string{f, f, f, f, f, "", ""}},
		"an empty heading of findings": {[]paper.Block{{Kind: paper.Heading, Level: 2, Section: f}, para}, nil, []string{f, f}},
		"a withheld section heading":   {[]paper.Block{h(2, f), para, h(2, ""), para}, []int{0}, []string{"", "", "", ""}},
	} {
		p, err := paper.Fix("T", "en", paper.SplitBlock, c.blocks, [32]byte{1})
		if err != nil {
			t.Fatal(err)
		}
		if p, err = p.Withhold(c.hide); err != nil {
			t.Fatal(err)
		}
		if got := p.Sections(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	// A heading of two sentences is one heading.
	two := []paper.Block{h(2, f), {Kind: paper.Heading, Level: 2, Sentence: 1, Text: "More."}, para}
	p, err := paper.Fix("T", "en", paper.SplitSentence, two, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Sections(); !slices.Equal(got, []string{f, f, f}) {
		t.Errorf("%q", got)
	}
}

// TestKeepAndJoin: a part and its body make the whole again, and nothing else does.
func TestKeepAndJoin(t *testing.T) {
	blocks := []paper.Block{{Kind: paper.Para, Text: "a"}, {Kind: paper.Para, Text: "b"}, {Kind: paper.Para, Text: "c"}}
	p, err := paper.Fix("T", "en", paper.SplitBlock, blocks, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	part, err := p.Keep([]int{1})
	if err != nil {
		t.Fatal(err)
	}
	body, err := p.Withhold([]int{1})
	if err != nil {
		t.Fatal(err)
	}
	if part.Root() != p.Root() || body.Root() != p.Root() || !slices.Equal(part.Shown(), []int{1}) || !slices.Equal(body.Shown(), []int{0, 2}) {
		t.Fatalf("%s\n%s", part.Marshal(), body.Marshal())
	}
	again, err := paper.Parse(part.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]*paper.Paper{{again, body}, {body, again}} {
		if joined, err := pair[0].Join(pair[1]); err != nil || string(joined.Marshal()) != string(p.Marshal()) {
			t.Errorf("%v\n%s", err, joined.Marshal())
		}
	}
	for _, bad := range [][]int{{3}, {-1}} {
		if _, err := p.Keep(bad); err == nil {
			t.Errorf("kept %v", bad)
		}
	}
	other, err := paper.Fix("T", "en", paper.SplitBlock, blocks, [32]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := body.Join(other); err == nil {
		t.Error("joined two texts")
	}
}
