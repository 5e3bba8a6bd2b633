package reply_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/reply"
	"vow/paper"
)

func fix(t testing.TB, seed byte, split string, blocks ...paper.Block) *paper.Paper {
	t.Helper()
	p, err := paper.Fix("Report", "en", split, blocks, [32]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func paras(texts ...string) (out []paper.Block) {
	for _, s := range texts {
		out = append(out, paper.Block{Kind: paper.Para, Text: s})
	}
	return out
}

func blocks(s string) vow.Blocks {
	b, err := vow.ParseBlocks(s)
	if err != nil {
		panic(err)
	}
	return b
}

func about() reply.About {
	return reply.About{Final: map[string]vow.Hash{"en": {2}}, Report: "x", Shared: map[string]vow.Hash{"en": {1}}}
}

func sample() *reply.Matrix {
	return &reply.Matrix{About: about(),
		Answers: []reply.Answer{
			{Comment: "r1.1", Outcome: vow.OutcomeAccepted, Reason: "Right."},
			{Comment: "r1.2", Outcome: vow.OutcomeRejected, Reason: "Wrong: \"three\" documents."},
		},
		Changes: []reply.Change{
			{Cites: []string{"r1.1"}, Effect: reply.EffectSofter, From: blocks("1"), Lang: "en", To: blocks("1-2")},
			{Effect: reply.EffectHarder, Lang: "en", Parties: []vow.Party{"SYL", "company-1"}, Reason: "Learnt since.", To: blocks("5")},
			{Effect: reply.EffectNone, From: blocks("7"), Lang: "en", Reason: "For somebody's safety.", Withheld: true},
			{Effect: reply.EffectNone, Lang: "en", Reason: "A better title.", Title: true},
		}}
}

// TestMatrixFile: parse, then marshal, gives the same bytes, and each bad line is named.
func TestMatrixFile(t *testing.T) {
	good := sample().Marshal()
	m, err := reply.ParseMatrix(good)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), m); diff != "" {
		t.Error(diff)
	}
	if !bytes.Equal(m.Marshal(), good) || m.Counts() != (vow.Counts{Accepted: 1, Rejected: 1}) {
		t.Errorf("%s", m.Marshal())
	}
	if got := m.WithheldFrom("en"); len(got) != 1 || got[0] != 7 || len(m.Cited("r1.1")) != 1 {
		t.Errorf("%v", got)
	}
	for _, c := range []struct{ old, new, want string }{
		{"vow/matrix@v1\n", "vow/matrix@v2\n", "line 1"},
		{`"report":"x",`, ``, "canonical"},
		{`"report":"x"`, `"report":"X"`, "report"},
		{`"outcome":"accepted"`, `"outcome":"agreed"`, `comment "r1.1": outcome`},
		{`"reason":"Right."`, `"reason":""`, `comment "r1.1": reason`},
		{`"comment":"r1.2"`, `"comment":"r1.1"`, "answered twice"},
		{`"comment":"r1.2"`, `"comment":"r1.0"`, "r1.0"},
		{`"cites":["r1.1"]`, `"cites":["r1.2"]`, "change 1: it cites the comment r1.2, which is rejected"},
		{`"cites":["r1.1"]`, `"cites":["r2.1"]`, "not answered"},
		{`"cites":["r1.1"]`, `"cites":["r1.1","r1.1"]`, "twice"},
		{`{"cites":["r1.1"],"effect":"softer"`, `{"effect":"softer"`, "cites a comment or has a reason"},
		{`"effect":"softer"`, `"effect":"milder"`, "effect"},
		{`"effect":"softer"`, `"effect":"harder"`, "parties"},
		{`"parties":["SYL","company-1"],`, ``, "parties"},
		{`"parties":["SYL","company-1"]`, `"parties":["company-1","SYL"]`, "sorted"},
		{`"parties":["SYL","company-1"]`, `"parties":["J. Doe"]`, "parties"},
		{`"lang":"en","to":"1-2"`, `"lang":"fr","to":"1-2"`, "not compared"},
		{`"to":"5"`, `"to":"2"`, "block 2 in \"en\" is in both"},
		{`"from":"7",`, `"to":"7",`, "canonical"},
		{`"from":"7","lang":"en","reason":"For somebody's safety."`, `"lang":"en","reason":"For somebody's safety.","to":"7"`, "withheld"},
		{`"title":true`, `"title":true,"to":"8"`, "title"},
		{`,"to":"5"`, ``, "has blocks"},
		{`"withheld":true`, `"withheld":false`, "canonical"},
		{`"from":"1",`, `"from":"01",`, "blocks"},
		{`"to":"1-2"}`, `"to":"1-2"} `, "canonical"},
	} {
		bad := strings.Replace(string(good), c.old, c.new, 1)
		if bad == string(good) {
			t.Fatalf("%s is not there", c.old)
		}
		if _, err := reply.ParseMatrix([]byte(bad)); vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: %v, want %s", c.new, c.old, err, c.want)
		}
	}
	for _, bad := range []string{"", "vow/matrix@v1\n", string(good[:len(good)-1]), string(good) + "\n"} {
		if _, err := reply.ParseMatrix([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// TestCommentsFile does the same for a comments file.
func TestCommentsFile(t *testing.T) {
	c := reply.Comments{
		{Attribution: "deny", Blocks: blocks("0-1"), Kind: "factual", Lang: "en", N: 1, On: blocks("14"), Said: []string{"para. 12"}},
		{Blocks: blocks("2"), Kind: reply.KindDelete, N: 2},
	}
	good := c.Marshal()
	got, err := reply.ParseComments(good)
	if diff := cmp.Diff(c, got); err != nil || diff != "" || !bytes.Equal(got.Marshal(), good) || got.Last() != 2 {
		t.Fatalf("%v %s", err, diff)
	}
	if c[0].Kind.Approach() || !c[1].Kind.Approach() {
		t.Error("which kinds are approaches")
	}
	for _, x := range []struct{ old, new, want string }{
		{`"n":2`, `"n":3`, "comment 2: n"},
		{`"blocks":"2"`, `"blocks":"1"`, "block 1 of the reply is in two comments"},
		{`"kind":"factual"`, `"kind":"rude"`, "kind"},
		{`"attribution":"deny"`, `"attribution":"shrug"`, "attribution"},
		{`"lang":"en",`, ``, "lang"},
		{`,"on":"14"`, ``, "lang"},
		{`"said":["para. 12"]`, `"said":[""]`, "said"},
		{"@v1", "@v9", "line 1"},
	} {
		if _, err := reply.ParseComments([]byte(strings.Replace(string(good), x.old, x.new, 1))); vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.new, err)
		}
	}
	if _, err := reply.ParseComments([]byte("vow/comments@v1\n")); err == nil {
		t.Error("no comment is taken")
	}
}

// TestCheckTexts: what was changed is found again, whatever the matrix says of it.
func TestCheckTexts(t *testing.T) {
	shared := fix(t, 1, paper.SplitBlock, paras("One of the first things that was seen there.", "Two of the other things that were said.", "Three of them stayed as they were before.", "Four went away without any word to us.")...)
	final := fix(t, 2, paper.SplitBlock, paras("One of the first things that was seen there.", "Two of the other things that were not said.", "Three of them stayed as they were before.")...)
	line := func(from, to string) reply.Change {
		c := reply.Change{Effect: "none", Lang: "en", Reason: "because"}
		if from != "" {
			c.From = blocks(from)
		}
		if to != "" {
			c.To = blocks(to)
		}
		return c
	}
	for name, c := range map[string]struct {
		changes []reply.Change
		want    string
	}{
		"all":           {[]reply.Change{line("1", "1"), line("3", "")}, ""},
		"in one line":   {[]reply.Change{line("1,3", "1")}, ""},
		"nothing":       {nil, "block 1, changed of the shared text in en: no line says why|block 3, removed of the shared text in en: no line says why"},
		"one side":      {[]reply.Change{line("1", ""), line("3", "")}, "block 1, changed of the final text in en: no line says why"},
		"too much":      {[]reply.Change{line("1,3", "1-2")}, `change 1 says that all of it was changed (from "1,3" to "1-2" in en), and 3 of its 4 blocks were`},
		"no such block": {[]reply.Change{line("9", "")}, "change 1 is of block 9 of the shared text in en, which has 4"},
		"no such final": {[]reply.Change{line("1", "3")}, "change 1 is of block 3 of the final text in en, which has 3"},
		"title":         {[]reply.Change{line("1", "1"), line("3", ""), {Effect: "none", Lang: "en", Reason: "…", Title: true}}, "the matrix says that the title in en was changed, and it was not"},
	} {
		m := &reply.Matrix{About: about(), Changes: c.changes}
		if got := strings.Join(m.CheckTexts("en", shared, final), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestLabels: a paragraph's new number needs no cause; words that hide in a label do.
func TestLabels(t *testing.T) {
	text := "The same words stand here as before."
	shared := fix(t, 1, paper.SplitBlock, paper.Block{Kind: paper.Para, Label: "12.", Text: text})
	m := &reply.Matrix{About: about()}
	if got := m.CheckTexts("en", shared, fix(t, 2, paper.SplitBlock, paper.Block{Kind: paper.Para, Label: "13.", Text: text})); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if got := m.CheckTexts("en", shared, fix(t, 3, paper.SplitBlock, paper.Block{Kind: paper.Para, Label: "12. (the State has confirmed this)", Text: text})); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

// TestWordsForLabel: a label that holds words is no number, and its change is a change.
func TestWordsForLabel(t *testing.T) {
	const text = "The places were emptied in the spring."
	m := &reply.Matrix{About: about()}
	one := func(seed byte, label string) *paper.Paper {
		return fix(t, seed, paper.SplitBlock, paper.Block{Kind: paper.Para, Label: label, Text: text})
	}
	for _, c := range []struct {
		from, to string
		loud     int
	}{
		{"3.", "4.", 0}, {"3.", "", 0}, {"(a)", "(b)", 0}, {"iv.", "v.", 0}, {"IV.B.2", "V.C", 0}, {"12 bis", "13", 0}, {"Annex 1", "Annex 2", 0},
		{"3.", "Not true:", 1}, {"", "Allegedly,", 1}, {"It is false:", "3.", 1}, {"3.", "3. no", 1}, {"Annex 1", "Not 1", 1}, {"3", "не", 1},
	} {
		if got := m.CheckTexts("en", one(1, c.from), one(2, c.to)); len(got) != c.loud {
			t.Errorf("%q to %q: %q", c.from, c.to, got)
		}
	}
}

// TestSentences: what the whole texts explain is explained, too, once a block of one
// of them is withheld and sentences stand for themselves.
func TestSentences(t *testing.T) {
	s := func(n int, text string) paper.Block {
		return paper.Block{Kind: paper.Para, Text: text, Sentence: n}
	}
	shared := fix(t, 1, paper.SplitSentence, s(0, "They came at night."), s(1, "They took three people with them."), s(0, "Nobody was told why it was done."), s(0, "A man told us where they went."))
	final := fix(t, 2, paper.SplitSentence, s(0, "They came at night."), s(1, "They took two people with them."), s(0, "Nobody was told why it was done."))
	m := &reply.Matrix{About: about(), Changes: []reply.Change{
		{Effect: "softer", From: blocks("0-1"), Lang: "en", Reason: "counted again", To: blocks("0-1")},
		{Effect: "none", From: blocks("3"), Lang: "en", Reason: "safety", Withheld: true},
	}}
	if got := m.CheckTexts("en", shared, final); len(got) > 0 {
		t.Errorf("whole: %q", got)
	}
	public, err := shared.Withhold(m.WithheldFrom("en"))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.CheckTexts("en", public, final); len(got) > 0 {
		t.Errorf("public: %q", got)
	}
	more, err := shared.Withhold([]int{2, 3})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.CheckTexts("en", more, final); len(got) == 0 {
		t.Error("more is withheld than the matrix says")
	}
}

// TestHanded: what a party was handed is held against the shared text, block by block.
func TestHanded(t *testing.T) {
	texts := paras("One.", "Two.", "Three.")
	shared, copied := fix(t, 1, paper.SplitBlock, texts...), fix(t, 2, paper.SplitBlock, texts...)
	keep := func(p *paper.Paper, n ...int) *paper.Paper {
		q, err := p.Keep(n)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	for name, c := range map[string]struct {
		handed *paper.Paper
		blocks vow.Blocks
		hidden string
		want   string
	}{
		"whole":        {copied, nil, "", ""},
		"extract":      {keep(copied, 1), blocks("1"), "", ""},
		"less shown":   {keep(copied, 1), blocks("1-2"), "2", ""},
		"more shown":   {copied, blocks("1"), "", "not in the extract"},
		"other words":  {fix(t, 3, paper.SplitBlock, paras("One.", "Too.", "Three.")...), nil, "", "block 1 says something else"},
		"other length": {fix(t, 3, paper.SplitBlock, paras("One.", "Two.")...), nil, "", "no copy"},
	} {
		hidden, err := reply.Handed(c.handed, shared, c.blocks)
		if c.want == "" && (err != nil || hidden.String() != c.hidden) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v %v", name, hidden, err)
		}
	}
	missing, _ := reply.Shown([]int{0, 1}, shared, reply.Given{Paper: keep(copied, 1), Blocks: blocks("1")}, nil)
	if missing.String() != "0" {
		t.Errorf("%v", missing)
	}
	more := []reply.Given{{Paper: keep(fix(t, 4, paper.SplitBlock, texts...), 0), Blocks: blocks("0")}}
	if missing, hidden := reply.Shown([]int{0, 1}, shared, reply.Given{Paper: keep(copied, 1), Blocks: blocks("1")}, more); len(missing)+len(hidden) > 0 {
		t.Errorf("%v %v", missing, hidden)
	}
}

// TestPage: the page shows each answer and change, and no markup of a text is taken
// for its own.
func TestPage(t *testing.T) {
	m := sample()
	m.Answers[0].Reason = "<script>alert(1)</script>"
	page := &reply.Page{Title: "A & B", Matrix: m, Comments: map[string]string{"r1.1": "<b>No.</b>"}}
	h := page.HTML()
	for _, want := range []string{"A &amp; B", "&lt;script&gt;", "&lt;b&gt;No.", "follows r1.1", "harder on SYL, company-1", "withheld from the public"} {
		if !strings.Contains(h, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(h, "<script") {
		t.Error("a script")
	}
	if text := page.WriteText(); !strings.Contains(text, "r1.2  rejected") || !strings.Contains(text, "change 2  added 5 (en)") {
		t.Errorf("%s", text)
	}
}

// TestSummary: one comment is no comments.
func TestSummary(t *testing.T) {
	m := sample()
	m.Answers, m.Changes = m.Answers[:1], m.Changes[:1]
	if got := (&reply.Page{Matrix: m}).Summary(); !strings.HasPrefix(got, "1 comment: ") || !strings.HasSuffix(got, "; 1 change after sharing") {
		t.Error(got)
	}
}

// TestBounds: what is too much is refused before it is read.
func TestBounds(t *testing.T) {
	if _, err := reply.ParseMatrix(bytes.Repeat([]byte("x"), reply.MaxFile+1)); err == nil || !strings.Contains(err.Error(), "over") {
		t.Errorf("%v", err)
	}
	var b strings.Builder
	b.WriteString("vow/comments@v1\n")
	for i := range vow.MaxComments + 1 {
		fmt.Fprintf(&b, `{"blocks":"%d","kind":"legal","n":%d}`+"\n", i, i+1)
	}
	if _, err := reply.ParseComments([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("%v", err)
	}
	m := sample()
	m.Changes[0].Reason = strings.Repeat("x", reply.MaxReason+1)
	if err := m.Check(); err == nil {
		t.Error("a reason of any length")
	}
}

func FuzzParseMatrix(f *testing.F) {
	f.Add(sample().Marshal())
	f.Add([]byte("vow/matrix@v1\n"))
	shared, final := fix(f, 1, paper.SplitBlock, paras("One of them.", "Two of them.", "Three.")...), fix(f, 2, paper.SplitBlock, paras("One of them.", "Two of these.", "Four.")...)
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := reply.ParseMatrix(data)
		if err != nil {
			return
		}
		if !bytes.Equal(m.Marshal(), data) {
			t.Fatalf("another form: %q", m.Marshal())
		}
		m.CheckTexts("en", shared, final)
		m.CheckRecord(reply.Known{Report: "x", Replies: map[string]int{"r1": 3}, Owed: []string{"r1"}})
		(&reply.Page{Title: "x", Matrix: m, Shared: map[string]*paper.Paper{"en": shared}, Final: map[string]*paper.Paper{"en": final}}).HTML()
	})
}

func FuzzParseComments(f *testing.F) {
	f.Add(reply.Comments{{Blocks: blocks("0-1"), Kind: "factual", Lang: "en", N: 1, On: blocks("14"), Said: []string{"12"}}}.Marshal())
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := reply.ParseComments(data)
		if err == nil && !bytes.Equal(c.Marshal(), data) {
			t.Fatalf("another form: %q", c.Marshal())
		}
	})
}
