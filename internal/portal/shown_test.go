package portal_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
)

func pngOf(t *testing.T, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestFiguresShown: a picture that a text names is drawn where its bytes came with the
// report; what is no picture, moves its reader's browser to something else, or is another
// one than the text names, is named.
func TestFiguresShown(t *testing.T) {
	good, other, drawing := pngOf(t, 40, 30), pngOf(t, 41, 30), `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
	both := good + "<script>alert(1)</script>"
	named := func(text, data string) paper.Block {
		return paper.Block{Kind: paper.Figure, Text: text, SHA256: vow.SumHash([]byte(data))}
	}
	s := testrecord.Promised(t, origin)
	p, err := paper.Fix("Assessment", "en", paper.SplitBlock, []paper.Block{{Kind: paper.Heading, Level: 1, Text: "Assessment"}, named(`Wells "by year" <b>`, good), named("", good),
		named("A drawing", drawing), named("Two things", both), named("Not at hand", "elsewhere"), named("Another", other+"x")}, s.Seed("figures"))
	if err != nil {
		t.Fatal(err)
	}
	s.Add(s.Fixed(testrecord.FixedAt, testrecord.Slug, p), testrecord.Editor)
	s.Add(s.NoParty(testrecord.DeclaredAt, testrecord.Slug), testrecord.Head)
	sealed := s.World.Seal(testrecord.Slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{p},
		Annexes: map[string]string{"wells.png": good, "drawing.svg": drawing, "both.png": both, "other.png": other}})
	s.Add(sealed.Body, testrecord.Head, testrecord.Editor)
	s.Carry(sealed)
	s.Add(s.World.Released(testrecord.ReleasedAt, sealed, s.Round(testrecord.OpensAt)), testrecord.Head)
	s.CarryPaper(p)
	s.Witness("2026-09-10T00:06:00Z")
	h, dir := home(t, s.World), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	site := tree(t, dir+"/a")
	path := fmt.Sprintf("a/%.16s.png", vow.SumHash([]byte(good)))
	if site[path] != good {
		t.Fatalf("%s is not the picture", path)
	}
	page := site["r/"+testrecord.Slug+"/text-en.html"]
	for n, alt := range map[int]string{1: "Wells &#34;by year&#34; &lt;b&gt;", 2: "Figure"} {
		want := fmt.Sprintf(`<figure class="shown" id="p%d"><img src="../../%s" width="40" height="30" alt="%s" loading="lazy" decoding="async">`, n, path, alt)
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if n := strings.Count(page, "<img"); n != 2 {
		t.Errorf("%d pictures are shown", n)
	}
	for i, say := range []string{"A drawing", "Two things", "Not at hand", "Another"} {
		if !regexp.MustCompile(fmt.Sprintf(`<p class="figure" id="p%d">\s*\[Figure\] %s`, i+3, say)).MatchString(page) {
			t.Errorf("%q is not named", say)
		}
	}
	if strings.Contains(page, "<svg") {
		t.Error("a drawing stands in the page")
	}
}
