package reply_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/reply"
	"vow/paper"
)

func para(label, text string) paper.Block {
	return paper.Block{Kind: paper.Para, Label: label, Text: text}
}

// sharedText has a heading, then the paragraphs 1 to 40 as the blocks 1 to 40.
func sharedText(t testing.TB) *paper.Paper {
	blocks := []paper.Block{{Kind: paper.Heading, Level: 1, Label: "3.", Text: "Findings"}}
	for i := 1; i <= 40; i++ {
		blocks = append(blocks, para(fmt.Sprintf("%d.", i), "Something happened."))
	}
	return fix(t, 1, paper.SplitBlock, blocks...)
}

// TestReferences: the paragraphs that words name, in several ways of writing them.
func TestReferences(t *testing.T) {
	shared := sharedText(t)
	for text, want := range map[string]string{
		"See para. 12.":                                "12",
		"Para 12 and para 14":                          "12,14",
		"Regarding paragraphs 12–14, and 20":           "12-14,20",
		"paras. 3, 5 and 7 to 9 are wrong":             "3,5,7-9",
		"§ 5 is wrong; so are §§ 7-8":                  "5,7-8",
		"¶ 9":                                          "9",
		"paragraph (12) (a)":                           "12",
		"paragraph 12 bis":                             "12",
		"Au paragraphe 12, et aux paragraphes 14 à 16": "12,14-16",
		"en el párrafo 4 y los párrs. 6 al 8":          "4,6-8",
		"в пунктах 5 и 7–9":                            "5,7-9",
		"الفقرة 12":                                    "12",
		"第12段":                                         "12",
		"第3至5段":                                        "3-5",
		"Absatz 6 bis 8":                               "6-8",
		"section 3 in general":                         "0",
		"block 17":                                     "17",
		"compare 12 with 14":                           "",
		"the comparagraph 12":                          "",
		"in 2019, 400 people":                          "",
	} {
		read := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", text)), "en", shared)
		if len(read.Comments) != 1 || read.Comments[0].On.String() != want {
			t.Errorf("%q: on %q, want %q: %+v", text, read.Comments[0].On, want, read)
		}
		if err := read.Comments.Check(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestNotThere: comments on paragraphs that do not exist are named, and keep the words.
func TestNotThere(t *testing.T) {
	read := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", "Paragraphs 39–43 are denied.")), "en", sharedText(t))
	c := read.Comments[0]
	if c.On.String() != "39-40" || len(c.Said) != 1 || c.Said[0] != "Paragraphs 39–43" {
		t.Errorf("%+v", c)
	}
	if len(read.Remarks) != 1 || !strings.Contains(read.Remarks[0], "the text has no paragraph 41, 42, 43") {
		t.Errorf("%q", read.Remarks)
	}
}

// TestCounted: a text without printed numbers is counted by paragraphs.
func TestCounted(t *testing.T) {
	shared := fix(t, 1, paper.SplitBlock, paper.Block{Kind: paper.Heading, Level: 1, Text: "H"}, para("", "A."), para("", "B."))
	if on := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", "para. 2 is wrong")), "en", shared).Comments[0].On.String(); on != "2" {
		t.Errorf("%q", on)
	}
}

// TestSplit: where a comment begins and ends.
func TestSplit(t *testing.T) {
	text := fix(t, 1, paper.SplitBlock,
		paper.Block{Kind: paper.Heading, Level: 1, Text: "Comments"},
		para("", "The Mission presents its compliments."),                          // 1: no comment
		para("", "It requests that the report not be published."),                  // 2: one by its words
		para("1.", "Paragraph 12 is false."),                                       // 3
		para("", "More on it."),                                                    // 4
		paper.Block{Kind: paper.Figure, Text: "A photograph", SHA256: vow.Hash{1}}, // 5 belongs to it
		paper.Block{Kind: paper.Heading, Level: 2, Text: "On the law"},
		para("", "As to para. 13: the law allows it."),     // 7
		para("2.", "The methodology is not acceptable."),   // 8
		para("", "Comment 3: the strategy is a good one."), // 9
	)
	read := reply.Recognise(text, "en", sharedText(t))
	var got []string
	for _, c := range read.Comments {
		got = append(got, fmt.Sprintf("%s %s", c.Blocks, c.Kind))
	}
	want := []string{"2 request-delete", "3-5 factual", "7 factual", "8 methodology", "9 policy"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	// Without numbers and references each paragraph is one; pictures alone are one.
	if n := len(reply.Recognise(fix(t, 1, paper.SplitBlock, para("", "A."), para("", "B.")), "en", sharedText(t)).Comments); n != 2 {
		t.Errorf("%d comments", n)
	}
	only := reply.Recognise(fix(t, 1, paper.SplitBlock, paper.Block{Kind: paper.Figure, Text: "Page 1", SHA256: vow.Hash{1}}), "en", sharedText(t))
	if only.Comments.Check() != nil || len(only.Remarks) != 1 {
		t.Errorf("%+v", only)
	}
}

// TestKindsOfComments: what the rules know by its words.
func TestKindsOfComments(t *testing.T) {
	for text, want := range map[string]string{
		"The records are complete.":                                                         "factual",
		"This is denied.":                                                                   "factual deny",
		"The arrests were carried out by a private company.":                                "factual alternative-explanation",
		"The Government acknowledges the delay.":                                            "factual acknowledge",
		"It acknowledges the deaths, and bears no responsibility for them.":                 "factual acknowledge-not-responsible",
		"The Government accepts responsibility and has paid.":                               "factual accept",
		"Detention is in accordance with the law.":                                          "legal",
		"The interviews were not corroborated.":                                             "methodology",
		"These are double standards.":                                                       "policy",
		"We request that paragraph 3 be deleted.":                                           "request-delete",
		"The State asks that the reference to it in para. 12, and the note, be removed.":    "request-delete",
		"We ask that the persons be released.":                                              "factual",
		"If it is published there will be consequences for our cooperation.":                "threat",
		"This is an alternative explanation.":                                               "factual alternative-explanation",
		"Kindly hold off on the release for three months.":                                  "request-delay",
		"The report should not see the light of day.":                                       "request-delete",
		"We would appreciate it if the section on floods could be dropped.":                 "request-delete",
		"We would appreciate it if the office could visit.":                                 "factual",
		"If it is published, consequences will follow.":                                     "threat",
		"They were held off the street, and releases came later.":                           "factual",
		"The passage must be deleted.":                                                      "request-delete",
		"We urge the office to refrain from publishing the report.":                         "request-delete",
		"Publication should be postponed until a visit took place.":                         "request-delay",
		"More time is needed to answer.":                                                    "request-delay",
		"If it appears, the State will suspend its cooperation.":                            "threat",
		"The State reserves its right to take measures under international law. Delete it.": "threat",
		"Ce paragraphe doit être supprimé.":                                                 "request-delete",
		"The undeleted records lie in the archive of the ministry of unlawfulness":          "factual",
	} {
		c := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", text)), "en", sharedText(t)).Comments[0]
		if got := strings.TrimSpace(string(c.Kind) + " " + string(c.Attribution)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if !reply.Withhold("must not be published") || reply.Withhold("Paragraph 12 must be deleted.") {
		t.Error("what is asked of the report as a whole")
	}
}

// TestLongReply: 131 pages with photographs are read in one pass.
func TestLongReply(t *testing.T) {
	var blocks []paper.Block
	for i := range 131 {
		blocks = append(blocks, paper.Block{Kind: paper.Heading, Level: 2, Text: fmt.Sprintf("Page %d", i+1)})
		for range 20 {
			blocks = append(blocks, para("", fmt.Sprintf("As to paragraph %d: this is denied, %s.", i%40+1, strings.Repeat("with many words ", 10))))
		}
		blocks = append(blocks, paper.Block{Kind: paper.Figure, Text: "A photograph", SHA256: vow.Hash{byte(i), 1}})
	}
	read := reply.Recognise(fix(t, 1, paper.SplitBlock, blocks...), "en", sharedText(t))
	if len(read.Comments) != 131*20 || len(read.Remarks) != 0 {
		t.Errorf("%d comments, %q", len(read.Comments), read.Remarks)
	}
	if err := read.Comments.Check(); err != nil {
		t.Error(err)
	}
	if _, err := reply.ParseComments(read.Comments.Marshal()); err != nil {
		t.Error(err)
	}
}

// FuzzRecognise: whatever a reply says, its comments make a file that parses again.
func FuzzRecognise(f *testing.F) {
	f.Add("12.", "As to paras. 12–14 and 99999: delete this.", "第12段 must be deleted")
	f.Add("", "§ 0, § 1-0, para 18446744073709551615", "الفقرة")
	f.Add("(a)", "para. 1,2,3,4,5,6,7,8,9 - 40 to 12 bis (a)(b)", "")
	shared := sharedText(f)
	f.Fuzz(func(t *testing.T, label, a, b string) {
		p, err := paper.Fix("T", "en", paper.SplitBlock, []paper.Block{para(label, a), para("", b)}, [32]byte{1})
		if err != nil {
			return
		}
		read := reply.Recognise(p, "en", shared)
		if err := read.Comments.Check(); err != nil {
			t.Fatal(err)
		}
		if _, err := reply.ParseComments(read.Comments.Marshal()); err != nil {
			t.Fatal(err)
		}
		if read.Comments.Last() >= len(p.Lines) {
			t.Fatal("a block that the reply does not have")
		}
		for _, c := range read.Comments {
			if c.On.Last() >= len(shared.Lines) {
				t.Fatal("a block that the text does not have")
			}
		}
	})
}
