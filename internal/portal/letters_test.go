package portal_test

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestVersionGraph: the page of a letter shows its versions as a picture, whose places
// lead to the texts, and the same in words.
func TestVersionGraph(t *testing.T) {
	h, dir := home(t, hostile(t)), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	site := tree(t, dir+"/a")
	for _, lang := range []string{"", "ar/"} {
		page := site[lang+"l/joint-letter/index.html"]
		picture := regexp.MustCompile(`<img src="[./]*(a/[^"]+\.svg)" width="\d+" height="\d+" alt="[^"]+" usemap="#versions">`).FindStringSubmatch(page)
		if picture == nil {
			t.Fatalf("%s: no picture of the versions", lang)
		}
		if svg := site[picture[1]]; !strings.Contains(svg, "The versions of the letter joint-letter") || !strings.Contains(svg, "of words differ") && !strings.Contains(svg, "run of words differs") || strings.Contains(svg, "<script") {
			t.Errorf("the picture: %.600s", svg)
		}
		var to []string
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Data != "area" {
				continue
			}
			for _, a := range n.Attr {
				if a.Key == "href" {
					to = append(to, a.Val)
				}
			}
		}
		if len(to) != 2 || !strings.HasSuffix(to[0], "l/joint-letter/text-v1.html") || !strings.HasSuffix(to[1], "l/joint-letter/text-v2.html") {
			t.Errorf("%s: places lead to %q", lang, to)
		}
		if !strings.Contains(page, `<ul class="graph"><li>v1 → v2`) {
			t.Errorf("%s: the links do not stand in words", lang)
		}
	}
}

// TestPicturesSayTheirSize: so that nothing on a page moves when they come.
func TestPicturesSayTheirSize(t *testing.T) {
	h, dir := home(t, hostile(t)), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	n := 0
	for name, page := range tree(t, dir+"/a") {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for _, img := range regexp.MustCompile(`<img [^>]*>`).FindAllString(page, -1) {
			n++
			if !regexp.MustCompile(` width="[1-9]\d*" height="[1-9]\d*"`).MatchString(img) {
				t.Errorf("%s: %s", name, img)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d pictures", n)
	}
}
