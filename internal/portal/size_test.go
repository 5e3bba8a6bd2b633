package portal_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
)

// pageBytes is what the page of a report of 200 printed pages may weigh, compressed and
// without pictures. Its bare words alone are 139 kB with gzip: with gzip a page of links and
// proofs for each paragraph stays above the bound, and it is held how much they add.
const (
	pageBytes = 150_000
	pageWords = 200 * 350
	gzipAdded = 30_000
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
	var bare bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&bare, gzip.BestCompression)
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
			fmt.Fprintln(zip, text)
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
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	whole := func(n int) int { return n * pageWords / words }
	t.Logf("%d words in %d blocks: %d bytes, br %d, gz %d, zst %d, bare words gz %d; of %d words: br %d, gz %d, zst %d, bare words gz %d", words, len(blocks), len(site[name]), len(site[name+".br"]), len(site[name+".gz"]),
		len(site[name+".zst"]), bare.Len(), pageWords, whole(len(site[name+".br"])), whole(len(site[name+".gz"])), whole(len(site[name+".zst"])), whole(bare.Len()))
	if n := whole(len(site[name+".gz"]) - bare.Len()); n > gzipAdded {
		t.Errorf("with gzip a page adds %d bytes to its words, over %d", n, gzipAdded)
	}
	if n := len(site[name+".br"]) * pageWords / words; n > pageBytes {
		t.Errorf("%d bytes with brotli for %d words, over %d", n, pageWords, pageBytes)
	}
}
