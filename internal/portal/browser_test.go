package portal_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"vow/internal/browsertest"
	"vow/internal/testrecord"
)

// readerPages are one page of each sort.
var readerPages = []string{"index.html", "r/" + testrecord.Slug + "/index.html", "r/" + testrecord.Slug + "/text-en.html", "r/" + testrecord.Slug + "/reply-r1.html",
	"r/" + testrecord.Slug + "/comments.html", "trustees.html", "check.html", "open.html", "record/index.html", "record/00000.html", "status.html", "live.html",
	"ar/index.html", "ar/r/" + testrecord.Slug + "/index.html", "zh/check.html"}

// TestPages: each sort of page is valid HTML, and accessible in light, dark, on a phone,
// in print and without script; a paragraph is quoted by a click.
func TestPages(t *testing.T) {
	h, dir := home(t, answered(t)), t.TempDir()
	site := filepath.Join(dir, "site")
	export(t, h, site, "2026-12-01")
	server := httptest.NewServer(http.FileServer(http.Dir(site)))
	defer server.Close()
	var files []string
	for _, name := range readerPages {
		files = append(files, filepath.Join(site, name))
	}
	browsertest.ValidHTML(t, files...)
	b := browsertest.Start(t)
	for _, look := range browsertest.Looks {
		p := b.Page(t, look)
		for _, name := range readerPages {
			p.Open(server.URL + "/" + name)
			if look.Name != browsertest.NoScript.Name {
				p.Accessible()
			}
			if look.Print && !browsertest.Value[bool](p, `[...document.querySelectorAll("details:not(.entries details) > :not(summary)")].every(e => e.checkVisibility())`) {
				t.Errorf("%s: printed, what can be opened is left out", name)
			}
			if look.Print && name != "live.html" && !browsertest.Value[bool](p, `document.querySelector("iframe.live").getBoundingClientRect().height > 20`) {
				t.Errorf("%s: printed, it does not say when it was made", name)
			}
			p.Screenshot(strings.NewReplacer("/", "-", ".html", "").Replace(name))
		}
	}
	p := b.Page(t, browsertest.Light)
	p.Open(server.URL + "/r/" + testrecord.Slug + "/text-en.html")
	p.Click("article .q")
	p.Wait(`document.querySelector(".quotebox a[download]") !== null`)
	if words := p.Text(".quotebox q"); words == "" {
		t.Error("the box of a quotation is empty")
	}
	p.Accessible()
}
