package portal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
)

// pageBytes is what the page of a report of 200 printed pages may weigh, compressed and
// without pictures.
const (
	pageBytes = 150_000
	pageWords = 200 * 350
)

// TestPageWeight: a report of 200 printed pages, 350 words each, is one page that a slow
// line brings at once. The words are those of this project's own documents, as far as
// they go.
func TestPageWeight(t *testing.T) {
	names, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, _ := filepath.Glob("../../docs/design/*.md")
	blocks := []paper.Block{{Kind: paper.Heading, Level: 1, Text: "Assessment"}}
	words := 0
	for _, name := range append(names, more...) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for para := range strings.SplitSeq(string(b), "\n\n") {
			text := strings.Join(strings.Fields(para), " ")
			if vow.CheckText(text) != nil || !vow.Visible(text) || words > pageWords {
				continue
			}
			n := len(strings.Fields(text))
			words += n
			kind := paper.Block{Kind: paper.Para, Text: text}
			if n < 8 {
				kind = paper.Block{Kind: paper.Heading, Level: 2, Text: text}
			}
			blocks = append(blocks, kind)
		}
	}
	if words < 30_000 {
		t.Fatalf("only %d words", words)
	}
	s := testrecord.Promised(t, origin)
	p, err := paper.Fix("Assessment", "en", paper.SplitBlock, blocks, s.Seed("long"))
	if err != nil {
		t.Fatal(err)
	}
	s.Add(s.Fixed(testrecord.FixedAt, testrecord.Slug, p), testrecord.Editor)
	s.Add(s.NoParty(testrecord.DeclaredAt, testrecord.Slug), testrecord.Head)
	sealed := s.World.Seal(testrecord.Slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{p}})
	s.Add(sealed.Body, testrecord.Head, testrecord.Editor)
	s.Carry(sealed)
	s.Add(s.World.Released(testrecord.ReleasedAt, sealed, s.Round(testrecord.OpensAt)), testrecord.Head)
	s.CarryPaper(p)
	s.Witness("2026-09-10T00:06:00Z")
	h, dir := home(t, s.World), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	site := tree(t, dir+"/a")
	name := "r/" + testrecord.Slug + "/text-en.html"
	t.Logf("%d words in %d blocks: %d bytes, br %d, gz %d, zst %d", words, len(blocks), len(site[name]), len(site[name+".br"]), len(site[name+".gz"]), len(site[name+".zst"]))
	if n := len(site[name+".br"]) * pageWords / words; n > pageBytes {
		t.Errorf("%d bytes with brotli for %d words, over %d", n, pageWords, pageBytes)
	}
}
