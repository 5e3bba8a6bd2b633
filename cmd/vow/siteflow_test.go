package main

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vow/internal/browsertest"
)

// TestSiteFlow goes a newcomer's way by clicks alone: from the first page to a report, its
// text, a quotation's proof as a file, and the verifier, with the dossier and without, an
// altered one, and the verifier as one file without any network.
func TestSiteFlow(t *testing.T) {
	s, kept := demoSite(t)
	b := browsertest.Start(t)
	p := b.Page(t, browsertest.Light)
	downloads := t.TempDir()
	p.Downloads(downloads)
	follow := func(selector, lands string) {
		t.Helper()
		p.Click(selector)
		p.Wait(`document.readyState === "complete" && location.pathname.endsWith("` + lands + `")`)
	}
	p.Open(s.url + "/")
	if !browsertest.Value[bool](p, `fetch("status.json").then(() => new Promise(r => setTimeout(r, 500))).then(() => !document.querySelector(".alarm"))`) {
		t.Errorf("served with no limit of age: %s", p.Text(".alarm"))
	}
	follow(`.promises a`, "/r/water-supply/index.html")
	follow(`.doors a[hreflang=en]`, "/r/water-supply/text-en.html")
	browsertest.Value[bool](p, `getSelection().selectAllChildren(document.body), getSelection().removeAllRanges(), true`)
	p.Click(`#p3 > .q`)
	p.Wait(`document.querySelector(".quotebox a")`)
	p.Accessible()
	p.Screenshot("quote")
	p.Click(`.quotebox a`)
	quote := await(t, filepath.Join(downloads, "water-supply-p3.quote"))
	follow(`.top a[href$="check.html"]`, "/check.html")
	follow(`a.door`, "/verify.html")
	p.Wait("document.documentElement.dataset.ready")

	check := func(p *browsertest.Page, files ...string) string {
		t.Helper()
		for _, f := range files {
			p.Choose("#choose", f)
			if filepath.Base(f) == "office.trust" {
				p.Wait(`document.querySelector("#trust-say code")`)
				continue
			}
			p.Wait(`Array.from(document.querySelectorAll("#files .name")).some(e => e.textContent === "` + filepath.Base(f) + `")`)
		}
		p.Click("#go")
		p.Wait(`document.querySelector("#result .verdict") && document.querySelector("#work").hidden`)
		return browsertest.Value[string](p, `Array.from(document.querySelectorAll("#result [data-check]"), e => e.dataset.check + " " + e.dataset.verdict).join("\n")`)
	}
	trust := filepath.Join(downloads, "office.trust")
	copyFile(t, filepath.Join(kept, "trust"), trust)
	want := func(what, got, all string) {
		t.Helper()
		if got != all {
			t.Errorf("%s:\n%s\nwant\n%s\n%s", what, got, all, p.Text("#result"))
		}
	}
	want("the proof alone", check(p, quote, trust), "quote.root pass\nquote.record pass\nquote.officer not-checked")
	p.Screenshot("proof")
	dossier := filepath.Join(kept, "dossier.zip")
	want("with the dossier", check(p, dossier), "quote.root pass\nquote.record pass\nquote.officer pass")
	if text := p.Text("#result .quotation"); !strings.Contains(text, "47 of 151 days") {
		t.Errorf("the words are not shown: %s", text)
	}
	p.Accessible()

	altered := filepath.Join(downloads, "altered.zip")
	alterDossier(t, dossier, altered)
	p.Click("#clear")
	got := check(p, altered, filepath.Join(kept, "chain.json"))
	if title := p.Text("#result .verdict .title"); title != "✗ A check failed" || !strings.Contains(got, "dossier.") || !strings.Contains(got, " fail") {
		t.Errorf("an altered dossier: %s\n%s", title, got)
	}
	p.Screenshot("altered")
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r, s.url+"/") && !strings.HasPrefix(r, "blob:") && !strings.HasPrefix(r, "data:") {
			t.Errorf("asked of somebody else: %s", r)
		}
	}

	served := b.Page(t, browsertest.Light) // with the policy that the server sends as a header
	served.Open(s.url + "/verify-single.html")
	served.Wait("document.documentElement.dataset.ready")

	alone := b.Page(t, browsertest.Light)
	alone.OpenFile(filepath.Join(s.dir, "verify-single.html"))
	alone.Wait("document.documentElement.dataset.ready")
	want("the one file, offline", check(alone, quote, trust, dossier), "quote.root pass\nquote.record pass\nquote.officer pass")
	for _, r := range alone.Requests() {
		if u, err := url.Parse(r); err != nil || u.Scheme != "file" && u.Scheme != "blob" && u.Scheme != "data" {
			t.Errorf("the one file asked the network: %s", r)
		}
	}
}

// await waits until a download is whole.
func await(t *testing.T, name string) string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if data, err := os.ReadFile(name); err == nil && bytes.HasPrefix(data, []byte("vow/quote@v1\n")) {
			return name
		}
	}
	entries, _ := os.ReadDir(filepath.Dir(name))
	t.Fatalf("%s was not saved: there is %v", name, entries)
	return ""
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// alterDossier writes a dossier whose texts say something else, whole as a ZIP file.
func alterDossier(t *testing.T, from, to string) {
	t.Helper()
	r, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	w, changed := zip.NewWriter(&out), 0
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		changed += bytes.Count(data, []byte("47 of 151 days"))
		head := f.FileHeader
		o, err := w.CreateHeader(&zip.FileHeader{Name: head.Name, Method: head.Method, Modified: head.Modified})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Write(bytes.ReplaceAll(data, []byte("47 of 151 days"), []byte("17 of 151 days"))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || changed == 0 {
		t.Fatalf("%d places changed, %v", changed, err)
	}
	if err := os.WriteFile(to, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSiteKeyboard: the first key leads past the navigation, every stop is seen, and an
// alarm of the server fits into the frame in every look.
func TestSiteKeyboard(t *testing.T) {
	s, _ := demoSite(t)
	b := browsertest.Start(t)
	p := b.Page(t, browsertest.Light)
	p.Open(s.url + "/r/water-supply/index.html")
	press := func(key string) { p.Do(chromedp.KeyEvent(key)) }
	press("\t")
	p.Wait(`document.activeElement.className === "skip" && document.activeElement.getBoundingClientRect().left >= 0`)
	press("\r")
	p.Wait(`location.hash === "#main" && document.activeElement.id === "main"`)
	for i := range 12 {
		press("\t")
		got := browsertest.Value[string](p, `(e => e === document.body ? "nothing" : getComputedStyle(e).outlineStyle + " " + getComputedStyle(e).outlineWidth)(document.activeElement)`)
		if !strings.HasPrefix(got, "solid ") || got == "solid 0px" {
			t.Errorf("stop %d: outline %s", i, got)
		}
	}
	p.Open(s.url + "/r/water-supply/text-en.html")
	browsertest.Value[bool](p, `document.querySelector("#p3 > .q").focus(), true`)
	press("\r")
	p.Wait(`document.querySelector(".quotebox") && document.querySelector(".quotebox").contains(document.activeElement)`)
	press("\x1b")
	p.Wait(`!document.querySelector(".quotebox") && document.activeElement.matches("#p3 > .q")`)

	stale := serveStale(t, s.dir)
	for _, look := range []browsertest.Look{browsertest.Light, browsertest.Dark, browsertest.Phone} {
		p := b.Page(t, look)
		p.Open(stale.url + "/r/water-supply/index.html")
		p.Accessible()
		p.Screenshot("stale")
		height := browsertest.Value[int](p, `document.querySelector("iframe.live").clientHeight`)
		p.Open(stale.url + "/live.html?r=water-supply")
		p.Accessible()
		// Of the frame's own words an alarm has to be seen whole.
		if bottom := browsertest.Value[float64](p, `document.querySelector(".alarm").getBoundingClientRect().bottom`); bottom > float64(height) {
			t.Errorf("%s: an alarm ends at %v, the frame at %d", look.Name, bottom, height)
		}
		if wide := browsertest.Value[int](p, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
			t.Errorf("%s: the alarm is %d pixels wider than the frame", look.Name, wide)
		}
	}
}
