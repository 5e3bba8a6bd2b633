package main

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"vow/internal/browsertest"
	"vow/internal/portal"
	"vow/internal/portal/serve"
)

// testSite is a site that the program exported, served by the program. Its story's clock
// is not the machine's: no age of it is alarming.
type testSite struct {
	name, dir, url string
}

// runVow runs a command as a script does, with its own home of the user.
func runVow(t *testing.T, work, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...) //nolint:gosec // the program, by the test's own words
	cmd.Dir = work
	pass := filepath.Join(work, "passphrase")
	if err := os.WriteFile(pass, []byte("a passphrase for scripts\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "HOME="+work, "XDG_DATA_HOME="+work+"/data", "XDG_STATE_HOME="+work+"/state", "XDG_CACHE_HOME="+work+"/cache", "VOW_PASSPHRASE_FILE="+pass)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%.3000s", name, args, err, out)
	}
}

// demoSite is the site of the demonstration's office, and the folder of its files.
func demoSite(t *testing.T) (*testSite, string) {
	t.Helper()
	work := t.TempDir()
	runVow(t, work, "vow", "demo", "--keep", "kept")
	return serveSite(t, "demo", filepath.Join(work, "kept", "site")), filepath.Join(work, "kept")
}

// observerSite is the site of the worked example.
func observerSite(t *testing.T) *testSite {
	t.Helper()
	work := t.TempDir()
	build, err := filepath.Abs("../../examples/geneva-2022/build")
	if err != nil {
		t.Fatal(err)
	}
	runVow(t, work, build, "out")
	runVow(t, work, "vow", "--home", "out/home", "export", "site", "site")
	return serveSite(t, "observer", filepath.Join(work, "site"))
}

func serveSite(t *testing.T, name, dir string) *testSite { return serveAged(t, name, dir, 0) }

// serveStale serves a site that says that it is old.
func serveStale(t *testing.T, dir string) *testSite { return serveAged(t, "stale", dir, time.Hour) }

func serveAged(t *testing.T, name, dir string, stale time.Duration) *testSite {
	t.Helper()
	s, err := serve.Open(serve.Config{Dir: dir, Now: time.Now, Clock: time.Now, Memory: serve.DefaultMemory, Conns: 100, StaleAfter: stale})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	cookies := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		mu.Lock()
		cookies += len(w.Header()["Set-Cookie"])
		mu.Unlock()
	}))
	t.Cleanup(func() {
		srv.Close()
		if cookies > 0 {
			t.Errorf("%s: %d cookies", name, cookies)
		}
		_ = s.Close()
	})
	return &testSite{name: name, dir: dir, url: srv.URL}
}

// pages are the pages of the site in one language, "" for English.
func (s *testSite) pages(t *testing.T, lang string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(filepath.Join(s.dir, lang), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".html") {
			return err
		}
		rel, err := filepath.Rel(s.dir, name)
		rel = filepath.ToSlash(rel)
		if first, _, _ := strings.Cut(rel, "/"); lang == "" && len(first) == 2 {
			return err
		}
		if rel != "verify-single.html" { // internal/portal/verifier looks at it
			out = append(out, rel)
		}
		return err
	})
	if err != nil || len(out) < 5 {
		t.Fatalf("%s %s: pages %q, %v", s.name, lang, out, err)
	}
	return out
}

// kindOf is the sort of page that a path is: pages of one sort come from one template.
func kindOf(page string) string {
	dir, file := filepath.Split(page)
	for _, sort := range []string{"text-", "reply-", "changes-", "0"} {
		if strings.HasPrefix(file, sort) {
			file = sort
		}
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(dir, "ar/"), "/")
	if strings.Count(dir, "/") > 1 {
		first += "/X"
	}
	return first + "/" + file
}

// oneOfEach leaves the first page of each sort.
func oneOfEach(pages []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, p := range pages {
		if k := kindOf(p); !seen[k] {
			seen[k] = true
			out = append(out, p)
		}
	}
	return out
}

// visit opens pages one after another and fails for each thing that no page may do.
func (s *testSite) visit(t *testing.T, b *browsertest.Browser, look browsertest.Look, pages []string) {
	t.Helper()
	p, failed := b.Page(t, look), false
	for _, page := range pages {
		p.Open(s.url + "/" + page)
		if !look.NoScript {
			p.Accessible()
			if page == "verify.html" {
				p.Wait("document.documentElement.dataset.ready")
			}
		}
		s.shape(t, p, look, page)
		p.Screenshot(s.name + "-" + strings.NewReplacer("/", "_", ".html", "").Replace(page))
		if t.Failed() && !failed {
			t.Errorf("first on %s, %s", page, look.Name)
			failed = true
		}
	}
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r, s.url+"/") && !strings.HasPrefix(r, "data:") && !strings.HasPrefix(r, "blob:") {
			t.Errorf("asked of somebody else: %s", r)
		}
	}
}

// shape looks at what holds of every page, by what the browser made of it.
func (s *testSite) shape(t *testing.T, p *browsertest.Page, look browsertest.Look, page string) {
	t.Helper()
	type seen struct {
		Lang, Dir, Cookie, Skip, Text string
		Mains, Frame                  int
		Wide                          int64
	}
	got := browsertest.Value[seen](p, `({lang: document.documentElement.lang, dir: document.documentElement.dir, cookie: document.cookie,
		skip: document.querySelector("a.skip")?.getAttribute("href") || "", text: document.body.innerText, mains: document.querySelectorAll("main").length,
		wide: document.documentElement.scrollWidth, frame: document.querySelectorAll("iframe.live").length})`)
	if got.Lang == "" || got.Dir == "" || got.Mains != 1 || got.Cookie != "" {
		t.Errorf("%s: language %q, direction %q, %d main, cookie %q", page, got.Lang, got.Dir, got.Mains, got.Cookie)
	}
	if portal.IsLive(page) {
		return
	}
	if page != portal.NotFoundName && got.Frame != 1 { // it is shown at any depth, and names no other file
		t.Errorf("%s: %d frames that say how fresh it is", page, got.Frame)
	}
	if got.Skip == "" && page != portal.NotFoundName { // which has no navigation
		t.Errorf("%s: no link past the navigation", page)
	}
	// A phone's window grows with a page that is too wide: what it was is compared.
	if got.Wide > look.Width && !look.Print {
		t.Errorf("%s, %s: %d pixels wide, the window %d", page, look.Name, got.Wide, look.Width)
	}
	if say := noGap.FindString(got.Text); say != "" {
		t.Errorf("%s: %s", page, say)
	}
	if s.name == "observer" && !strings.Contains(strings.ToLower(got.Text), observerWords[got.Lang]) {
		t.Errorf("%s does not say that it is an observer's: %.300s", page, got.Text)
	}
}

// noGap is what is said of a number that is not above the names.
var noGap = regexp.MustCompile(`(?m)^(0|-\d+) more than are named`)

// observerWords say in each language that a site is an observer's.
var observerWords = map[string]string{"en": "observer", "ar": "مراقب", "fr": "observat", "es": "observador", "ru": "наблюдател", "zh": "观察者"}

// core leaves the pages that readers meet first; every template part is in one of them.
func core(pages []string) []string {
	var out []string
	for _, p := range pages {
		_, file := filepath.Split(p)
		if file == "index.html" && !strings.Contains(p, "record/") || strings.HasPrefix(file, "text-en") || strings.HasPrefix(file, "changes-") || file == "live.html" || file == "verify.html" {
			out = append(out, p)
		}
	}
	return out
}

// TestSitePages looks at one page of each sort, of an office's site and an observer's, as
// the program exports and serves them, and at the first ones in every look.
// TestSoakSitePages looks at all of them in all looks and languages.
func TestSitePages(t *testing.T) {
	b := browsertest.Start(t)
	office, _ := demoSite(t)
	observer := observerSite(t)
	p := b.Page(t, browsertest.Light)
	p.Open(observer.url + "/live.html?r=assessment") // it came out, on a day without an hour
	if live := p.Text("main"); !strings.Contains(live, "It is out.") || !strings.Contains(live, "observer") {
		t.Errorf("of a report that is out the frame says: %s", live)
	}
	for _, s := range []*testSite{office, observer} {
		english, arabic := oneOfEach(s.pages(t, "")), oneOfEach(s.pages(t, "ar"))
		for _, look := range browsertest.Looks {
			pages := english
			if look != browsertest.Light {
				pages = core(english)
			}
			t.Run(s.name+" "+look.Name, func(t *testing.T) { s.visit(t, b, look, pages) })
		}
		t.Run(s.name+" right to left", func(t *testing.T) { s.visit(t, b, browsertest.Light, core(arabic)) })
		s.valid(t, append(english, arabic...))
	}
	t.Run("longer words", func(t *testing.T) { office.narrow(t, b) })
}

// narrow looks whether the words of any other language are too long for a phone.
func (s *testSite) narrow(t *testing.T, b *browsertest.Browser) {
	t.Helper()
	p := b.Page(t, browsertest.Phone)
	for _, lang := range []string{"fr", "es", "ar", "zh", "ru"} {
		for _, page := range core(s.pages(t, lang)) {
			p.Open(s.url + "/" + page)
			s.shape(t, p, browsertest.Phone, page)
		}
	}
}

// valid looks at the HTML of pages.
func (s *testSite) valid(t *testing.T, pages []string) {
	t.Helper()
	var files []string
	for _, page := range pages {
		files = append(files, filepath.Join(s.dir, filepath.FromSlash(page)))
	}
	browsertest.ValidHTML(t, files...)
}
