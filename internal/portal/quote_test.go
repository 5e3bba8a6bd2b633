package portal_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/browsertest"
	"vow/internal/testrecord"
	"vow/paper"
)

// Sentences of a paragraph that is long, and stands below what a window shows.
const (
	firstSentence  = "The office examined the registers of all eleven stations, page by page, and compared what each shift had signed — from January to May — with what the pumps themselves had written down."
	secondSentence = "In four of the five places the records were changed afterwards, by hands that nobody could name to it."
)

// bySentence tells of a report whose text is split by sentence, the long paragraph last.
func bySentence(t *testing.T) *testrecord.World {
	t.Helper()
	s := testrecord.Promised(t, origin).Moved()
	blocks := []paper.Block{{Kind: paper.Heading, Level: 1, Text: "Assessment"}}
	for range 60 {
		blocks = append(blocks, paper.Block{Kind: paper.Para, Text: "The office examined the registers."}, paper.Block{Kind: paper.Para, Sentence: 1, Text: "It found nothing."})
	}
	blocks = append(blocks, paper.Block{Kind: paper.Para, Text: firstSentence}, paper.Block{Kind: paper.Para, Sentence: 1, Text: secondSentence})
	var err error
	if s.Paper, err = paper.Fix("Assessment", "en", paper.SplitSentence, blocks, s.Seed("by sentence")); err != nil {
		t.Fatal(err)
	}
	s.Add(s.Fixed(testrecord.FixedAt, testrecord.Slug, s.Paper), testrecord.Editor)
	s.Add(s.NoParty(testrecord.DeclaredAt, testrecord.Slug), testrecord.Head)
	s.Seal = s.World.Seal(testrecord.Slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	s.Witness("2026-09-09T18:00:00Z")
	return s.Released(testrecord.ReleasedAt).World
}

// TestQuote: a paragraph of several sentences is proven whole, or the words that were
// selected across them; the link that is copied leads a browser to the words.
func TestQuote(t *testing.T) {
	h, site, saved := home(t, bySentence(t)), filepath.Join(t.TempDir(), "site"), t.TempDir()
	export(t, h, site, "2026-12-01")
	server := httptest.NewServer(http.FileServer(http.Dir(site)))
	defer server.Close()
	page := server.URL + "/r/" + testrecord.Slug + "/text-en.html"

	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.Downloads(saved)
	p.Open(page)
	browsertest.Value[bool](p, `navigator.clipboard.writeText = s => { window.copied = s }, true`)
	// quote clicks the proof of the paragraph that begins with block 121, with
	// some of it selected, and returns the proof and what is copied.
	quote := func(selects string) (*paper.QuoteProof, string) {
		t.Helper()
		browsertest.Value[bool](p, `(() => {
			const block = document.querySelector("#p121"), second = document.querySelector("#p122").firstChild, s = getSelection()
			s.removeAllRanges()
			`+selects+`
			block.querySelector(".q").click()
			document.querySelector(".quotebox button").click()
			document.querySelector(".quotebox a").click()
			return true
		})()`)
		name := filepath.Join(saved, testrecord.Slug+"-p121.quote")
		var data []byte
		for end := time.Now().Add(time.Minute); len(data) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			data, _ = os.ReadFile(name)
		}
		q, err := paper.ParseQuote(data)
		if err != nil {
			t.Fatalf("the proof: %v\n%s", err, data)
		}
		if _, err := q.CheckWords(); err != nil {
			t.Error(err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		return q, browsertest.Value[string](p, "copied")
	}
	whole, wholeLink := quote("")
	if whole.First != 121 || len(whole.Lines) != 2 || whole.Selector.Exact != firstSentence+"\n"+secondSentence {
		t.Errorf("the whole paragraph: block %d, %d lines, %q", whole.First, len(whole.Lines), whole.Selector.Exact)
	}
	part, partLink := quote(`s.setBaseAndExtent(block.firstChild, block.firstChild.data.indexOf("written"), second, second.data.indexOf(","))`)
	if want := "written down.\nIn four of the five places the records were changed afterwards"; part.Selector.Exact != want {
		t.Errorf("words across sentences: %q, %q expected", part.Selector.Exact, want)
	}
	for _, copied := range []string{wholeLink, partLink} {
		_, link, ok := strings.Cut(copied, "\n")
		at, directive, named := strings.Cut(link, "#p121:~:")
		if !ok || at != page || !named {
			t.Errorf("copied: %q", copied)
			continue
		}
		if _, err := url.Parse(link); err != nil || len(directive) > 400 {
			t.Errorf("the link %q, %d bytes: %v", link, len(directive), err)
		}
		// Without its paragraph: a browser that did not find the words would stay at the top.
		other := browsertest.Start(t).Page(t, browsertest.Light)
		other.Open(page + "#:~:" + directive)
		other.Wait("scrollY > 1000")
	}
	browsertest.Value[bool](p, `getSelection().selectAllChildren(document.querySelector("#p3")), document.querySelector("#p3 .q").click(), document.querySelector(".quotebox button").click(), true`)
	if copied := browsertest.Value[string](p, "copied"); !strings.HasSuffix(copied, page+"#p3") {
		t.Errorf("words that stand in the text many times: %q, a link to the paragraph alone expected", copied)
	}
	if vow.Visible(strings.Join(p.Errors(), "")) {
		t.Error(p.Errors())
	}
}
