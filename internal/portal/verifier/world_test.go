package verifier_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"vow/internal/browsertest"
	"vow/internal/portal/verifier"
	"vow/internal/testrecord"
)

// origin is the log's name in these tests, slug its report.
const (
	origin = "office.example/vow"
	slug   = "assessment-x"
)

// material are the files of a kept promise, as a reader has them on disk.
type material struct {
	dir, dossier, altered, trust, quote, paper, lock, pkg, chain string
	story                                                        *testrecord.Story
}

func newMaterial(t *testing.T) *material {
	t.Helper()
	dir := t.TempDir()
	s := testrecord.Kept(t, origin)
	q := s.Quote(s.Paper, "the records were changed", s.Receipt(s.FixedAt(), "2026-09-11T10:00:00Z"))
	put := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	files := s.Dossier(slug)
	whole, err := files.Write()
	if err != nil {
		t.Fatal(err)
	}
	m := &material{dir: dir, story: s, dossier: put("x.dossier.zip", whole), trust: put("office.trust", s.Trust(2)), quote: put("p.quote", q.Marshal()), paper: put("x.paper", s.Paper.Marshal()),
		chain: put("chain.json", s.Beacon.Chain().InfoJSON())}
	for path, data := range files.Data {
		switch {
		case strings.HasSuffix(path, ".lock"):
			m.lock = put("x.lock", data)
		case strings.HasPrefix(path, "data/packages/"):
			m.pkg = put("x.age", data)
		}
	}
	bad := files.Clone()
	for path, data := range bad.Data {
		if strings.HasPrefix(path, "data/papers/") {
			bad.Data[path] = []byte(strings.Replace(string(data), "changed", "changes", 1))
		}
	}
	altered, err := bad.Write()
	if err != nil {
		t.Fatal(err)
	}
	m.altered = put("altered.dossier.zip", altered)
	return m
}

// site is the verifier's part of a site, written to a folder and served.
type site struct {
	dir, url string
	mu       sync.Mutex
	asked    []string // of the relay
	endless  bool     // the relay does not end its answer
}

// newSite writes the pages and serves them as any file server would, with a relay
// beside it that knows one round.
func newSite(t *testing.T, m *material, relay bool) *site {
	t.Helper()
	s := &site{dir: t.TempDir()}
	o := verifier.Options{Office: "Office for Examples", Home: "index.html", Trust: m.story.Trust(2), Chains: []string{string(m.story.Beacon.Chain().InfoJSON())}}
	if relay {
		r := httptest.NewServer(http.HandlerFunc(s.relay(m)))
		t.Cleanup(r.Close)
		o.Relays = map[string][]string{m.story.Beacon.Chain().Hash.String(): {r.URL}}
	}
	files, err := verifier.Site(o)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Fatalf("%d files: the verifier is not built, run script/wasm", len(files))
	}
	for _, f := range files {
		name := filepath.Join(s.dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	srv := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

// open opens verify.html and waits until the verifier runs.
func (s *site) open(t *testing.T, b *browsertest.Browser, look browsertest.Look) *browsertest.Page {
	t.Helper()
	p := b.Page(t, look)
	p.Open(s.url + "/verify.html")
	ready(p)
	return p
}

func ready(p *browsertest.Page) { p.Wait("document.documentElement.dataset.ready") }

// give gives files and waits until the page knows what they are, shows it, and lets its
// parts stay where they are.
func give(p *browsertest.Page, files ...string) {
	defer p.Wait(`document.querySelector("#drop").getAttribute("aria-busy") !== "true"`)
	for _, f := range files {
		p.Choose("#choose", f)
		name := filepath.Base(f)
		if strings.HasSuffix(name, ".trust") {
			text, err := os.ReadFile(f)
			if err != nil {
				panic(err)
			}
			p.Wait(fmt.Sprintf(`document.querySelector("#trust").value === %q && document.querySelector("#trust-say code")`, text))
			continue
		}
		p.Wait(`Array.from(document.querySelectorAll("#files .name")).some(e => e.textContent === "` + name + `")`)
	}
}

// check clicks, and waits for the result.
func check(p *browsertest.Page) {
	p.Click("#go")
	p.Wait(`document.querySelector("#result .verdict") && document.querySelector("#work").hidden`)
}

// verdicts are the checks that the page shows, as `id verdict`.
func verdicts(p *browsertest.Page) string {
	return browsertest.Value[string](p, `Array.from(document.querySelectorAll("#result [data-check]"), e => e.dataset.check + " " + e.dataset.verdict).join("\n")`)
}
