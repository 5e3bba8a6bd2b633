package verifier_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"vow/internal/browsertest"
	"vow/internal/portal/verifier"
	"vow/internal/testrecord"
	"vow/paper"
)

// relay answers as drand's relays do, with the round at which the story's seal opens,
// and keeps what it was asked.
func (s *site) relay(m *material) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Path)
		s.mu.Unlock()
		if s.endless {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			for r.Context().Err() == nil {
				_, _ = w.Write(make([]byte, 1<<16))
			}
			return
		}
		b := m.story.Round(testrecord.OpensAt)
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.URL.Path != fmt.Sprintf("/%s/public/%d", b.Chain, b.Round) {
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"round": b.Round, "signature": fmt.Sprintf("%x", b.Signature)})
	}
}

func (s *site) askedFor() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// TestFlow clicks the reader's way: a quotation alone with its trust file, then with the
// dossier, the dossier alone, and an altered one.
func TestFlow(t *testing.T) {
	m := newMaterial(t)
	s := newSite(t, m, false)
	p := s.open(t, browsertest.Start(t), browsertest.Light)
	want := func(what, all string) {
		t.Helper()
		if got := verdicts(p); got != all {
			t.Errorf("%s:\n%s\nwant\n%s\n%s", what, got, all, p.Text("#result"))
		}
	}
	give(p, m.quote)
	check(p)
	want("without a trust file", "quote.root pass\nquote.record not-checked\nquote.officer not-checked")
	give(p, m.trust)
	check(p)
	want("with one", "quote.root pass\nquote.record pass\nquote.officer not-checked")
	give(p, m.dossier)
	check(p)
	want("with the dossier", "quote.root pass\nquote.record pass\nquote.officer pass")
	if text := p.Text("#result .quotation"); !strings.Contains(text, "the records were changed") {
		t.Errorf("the words are not shown: %s", text)
	}
	p.Accessible()
	p.Click("#clear")
	give(p, m.dossier, m.chain)
	check(p)
	if got := verdicts(p); !strings.Contains(got, "text.sealed pass") || strings.Contains(got, "fail") || p.Text("#result .verdict .title") != "✓ Every check passed" {
		t.Errorf("the dossier: %s\n%s", p.Text("#result .verdict"), got)
	}
	p.Screenshot("dossier")
	p.Accessible()
	p.Click("#clear")
	give(p, m.altered, m.chain)
	check(p)
	if got := verdicts(p); !strings.Contains(got, "text.sealed fail") && !strings.Contains(got, "dossier.members fail") {
		t.Errorf("an altered dossier: %s", got)
	}
	if title := p.Text("#result .verdict .title"); title != "✗ A check failed" {
		t.Errorf("an altered dossier: %s", title)
	}
	p.Screenshot("altered")
	p.Accessible()
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r, s.url+"/") && !strings.HasPrefix(r, "blob:") && !strings.HasPrefix(r, "data:") {
			t.Errorf("asked of the network: %s", r)
		}
	}
}

// TestLookedAt: while a file is looked at nothing is checked, or the check would be by the
// trust file of before.
func TestLookedAt(t *testing.T) {
	m := newMaterial(t)
	p := newSite(t, m, false).open(t, browsertest.Start(t), browsertest.Light)
	give(p, m.dossier, m.chain, m.trust)
	got := browsertest.Value[string](p, `(() => {
		const choose = document.querySelector("#choose"), go = document.querySelector("#go"), list = new DataTransfer();
		const before = go.disabled;
		list.items.add(new File([document.querySelector("#trust").value], "other.trust"));
		choose.files = list.files;
		choose.dispatchEvent(new Event("change"));
		go.click();
		return [before, go.disabled, document.querySelector("#work").hidden].join(" ");
	})()`)
	if got != "false true true" {
		t.Errorf("disabled before, disabled meanwhile, idle: %s", got)
	}
	p.Wait(`!document.querySelector("#go").disabled`)
	check(p)
	if v := p.Text("#result .verdict"); !strings.Contains(v, "Every check passed") {
		t.Errorf("%s", v)
	}
}

// TestFromSite: the site's own trust file is never used by itself, and what was judged
// with it says so.
func TestFromSite(t *testing.T) {
	m := newMaterial(t)
	p := newSite(t, m, false).open(t, browsertest.Start(t), browsertest.Light)
	give(p, m.dossier)
	check(p)
	if got := verdicts(p); !strings.Contains(got, "record.log not-checked") || strings.Contains(p.Text("#result"), "from this site") {
		t.Errorf("without a choice: %s", got)
	}
	p.Click("input[name=trust][value=site]")
	p.Wait(`document.querySelector("#trust-say code")`)
	check(p)
	if got := verdicts(p); !strings.Contains(got, "record.log pass") || !strings.Contains(p.Text("#result .note"), "from this site") {
		t.Errorf("with the site's: %s\n%s", got, p.Text("#result"))
	}
	// Whose trust file it was is that of the check, whatever is chosen meanwhile.
	p.Click("#go")
	p.Click("input[name=trust][value=none]")
	p.Wait(`document.querySelector("#result .verdict") && document.querySelector("#work").hidden`)
	if got := verdicts(p); strings.Contains(got, "record.log pass") != strings.Contains(p.Text("#result"), "from this site") {
		t.Errorf("chosen meanwhile: %s\n%s", got, p.Text("#result"))
	}
	about := p.Text(".about")
	if sum := p.Text("#sum"); len(sum) != 64 || !strings.Contains(about, "A site can lie about its own verifier") || !strings.Contains(about, "verify-single.html") {
		t.Errorf("about: %s", about)
	}
	p.Wait(`document.querySelector("#sum-say").textContent.includes("running")`)
	if strings.Contains(p.Text("#sum-say"), "names") {
		t.Errorf("the program is another: %s", p.Text("#sum-say"))
	}
}

// TestLinkGivesNoTrust: a link of the site has files listed, and none of them says whom to
// trust or which clock to believe: that would be the site's own word, taken as the reader's.
func TestLinkGivesNoTrust(t *testing.T) {
	m := newMaterial(t)
	s := newSite(t, m, false)
	for from, to := range map[string]string{m.trust: "trust.txt", m.chain: "chain.json", m.dossier: "x.dossier.zip"} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.dir, to), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.Open(s.url + "/verify.html#file=trust.txt&file=chain.json&file=x.dossier.zip")
	ready(p)
	p.Wait(`document.querySelectorAll("#files .name").length > 0 && document.querySelector("#say").textContent.includes("not taken")`)
	if files := browsertest.Value[string](p, `[...document.querySelectorAll("#files .name")].map(e => e.textContent).join()`); files != "x.dossier.zip" {
		t.Errorf("listed: %s", files)
	}
	if choice := browsertest.Value[string](p, `document.querySelector("input[name=trust]:checked").value + document.querySelector("#trust").value`); choice != "none" {
		t.Errorf("trusted: %s", choice)
	}
	check(p)
	if got := verdicts(p); !strings.Contains(got, "record.log not-checked") {
		t.Errorf("judged with the site's trust file: %s", got)
	}
}

// TestOpen: a lock says when it opens; a relay is asked on a click and only then, or the
// signature is typed in; the files come out.
func TestOpen(t *testing.T) {
	m := newMaterial(t)
	s := newSite(t, m, true)
	b := browsertest.Start(t)
	p := s.open(t, b, browsertest.Light)
	p.Click("input[name=trust][value=site]")
	give(p, m.lock, m.pkg, m.dossier)
	check(p)
	if title := p.Text("#result .verdict .title"); !strings.HasPrefix(title, "? Its time has come") || len(s.askedFor()) > 0 {
		t.Fatalf("%s, asked %q: %s", title, s.askedFor(), p.Text("#result"))
	}
	p.Accessible()
	p.Screenshot("lock")
	p.Click("#result .round button")
	p.Wait(`document.querySelector("#result .made")`)
	if got := s.askedFor(); len(got) != 1 {
		t.Errorf("asked %q", got)
	}
	if title := p.Text("#result .verdict .title"); title != "✓ Opened: assessment-x of "+origin {
		t.Errorf("opened: %s", p.Text("#result"))
	}
	words := m.story.Paper.Lines[0].Block.Text
	if !strings.Contains(p.Text("#result article.text"), words) {
		t.Errorf("the text is not shown: %s", p.Text("#result"))
	}
	saved := browsertest.Value[string](p, `fetch(document.querySelector("#result .made a").href).then(r => r.text()).catch(e => "no: " + e)`)
	if !strings.HasPrefix(saved, "no: ") { // the policy lets no script fetch a blob; the reader saves it
		t.Errorf("a script fetched %.60q", saved)
	}
	p.Expect("Content Security Policy")
	p.Expect("Refused to connect")
	p.Accessible()
	p.Screenshot("opened")

	// The lock alone, opened by the signature: without a dossier nobody knows whose it is.
	p = s.open(t, b, browsertest.Light)
	give(p, m.lock, m.chain)
	p.Type("#beacon", m.story.Round(testrecord.OpensAt).String())
	check(p)
	if v := p.Text("#result .verdict"); !strings.HasPrefix(v, "? What was given opens it") || !strings.Contains(v, "origin not checked") {
		t.Errorf("a lock of unknown origin: %s", v)
	}
	p.Click("input[name=trust][value=site]")
	give(p, m.dossier)
	check(p)
	if v := p.Text("#result"); !strings.Contains(v, "✓ What was given opens it") || !strings.Contains(v, "from this site") {
		t.Errorf("a lock that the site's own trust file proves: %s", v)
	}

	p = s.open(t, b, browsertest.Light)
	give(p, m.lock, m.pkg, m.chain)
	p.Type("#beacon", m.story.Round(testrecord.OpensAt).String())
	check(p)
	if title := p.Text("#result .verdict"); !strings.Contains(title, "Opened") || !strings.Contains(title, "origin not checked") {
		t.Errorf("without a dossier: %s", title)
	}
	if got := s.askedFor(); len(got) != 1 {
		t.Errorf("asked %q", got)
	}
}

// TestCompare: a pasted copy against the dossier's text.
func TestCompare(t *testing.T) {
	m := newMaterial(t)
	p := newSite(t, m, false).open(t, browsertest.Start(t), browsertest.Light)
	give(p, m.dossier, m.trust)
	p.Click("summary")
	var copied []string
	for _, l := range m.story.Paper.Lines {
		copied = append(copied, l.Block.Text)
	}
	paste := func(text string) {
		p.Do(chromedp.SetValue(chromedp.CSS("#pasted"), text))
		browsertest.Value[bool](p, `document.querySelector("#pasted").dispatchEvent(new Event("input"))`)
	}
	paste(strings.Join(copied, "\n\n"))
	check(p)
	if v := p.Text("#result .verdict"); !strings.Contains(v, "✓") || !strings.Contains(v, "The record proves the first text") {
		t.Errorf("the same words: %s", v)
	}
	paste(strings.Replace(strings.Join(copied, "\n\n"), "were changed", "were not changed", 1))
	check(p)
	if v := p.Text("#result"); !strings.Contains(v, "✗") || !strings.Contains(v, "negation") {
		t.Errorf("a word put in: %s", v)
	}
	p.Accessible()
	p.Screenshot("compare")

	browsertest.Value[bool](p, `document.querySelector("#pasted").value = "", true`)
	pdf := filepath.Join(m.dir, "copy.pdf")
	if err := os.WriteFile(pdf, []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	give(p, pdf)
	check(p)
	if v := p.Text("#result"); !strings.Contains(v, "A PDF is not read here") && !strings.Contains(v, "a PDF is not read here") || !strings.Contains(v, "vow compare") {
		t.Errorf("a PDF: %s", v)
	}
}

// TestCompareNearest: a report has a text in each language, and a copy is compared with the
// one that it is of, whichever comes first in the dossier.
func TestCompareNearest(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	en := s.World.Paper(slug, "In four of the five places that it examined, the records were changed afterwards.")
	var fr *paper.Paper
	for i := 0; fr == nil || fr.Root().String() > en.Root().String(); i++ { // the dossier has it first
		var err error
		other := s.World.Paper(slug, fmt.Sprintf("Dans quatre des cinq lieux, les registres ont été modifiés, note %d.", i))
		if fr, err = paper.Parse([]byte(strings.Replace(string(other.Marshal()), "\nlang en\n", "\nlang fr\n", 1))); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []*paper.Paper{en, fr} {
		s.Add(s.Fixed(testrecord.FixedAt, slug, p), testrecord.Editor)
		s.CarryPaper(p)
	}
	s.Add(s.NoParty(testrecord.DeclaredAt, slug), testrecord.Head)
	sealed := s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{en, fr}})
	s.Add(sealed.Body, testrecord.Head, testrecord.Editor)
	s.Carry(sealed)
	s.Witness("2026-08-21T10:05:00Z")
	s.Add(s.World.Released(testrecord.ReleasedAt, sealed, s.Round(testrecord.OpensAt)), testrecord.Head)
	s.Witness("2026-09-11T10:00:00Z")
	whole, err := s.Dossier(slug).Write()
	if err != nil {
		t.Fatal(err)
	}
	dossier, m := filepath.Join(t.TempDir(), "two.dossier.zip"), newMaterial(t)
	if err := os.WriteFile(dossier, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	var copied []string
	for _, l := range en.Lines {
		copied = append(copied, l.Block.Text)
	}
	p := newSite(t, m, false).open(t, browsertest.Start(t), browsertest.Light)
	give(p, dossier, m.chain, m.trust)
	p.Click("summary")
	p.Do(chromedp.SetValue(chromedp.CSS("#pasted"), strings.Join(copied, "\n\n")))
	browsertest.Value[bool](p, `document.querySelector("#pasted").dispatchEvent(new Event("input"))`)
	check(p)
	if v := p.Text("#result"); !strings.Contains(v, "✓ Authentic") || !strings.Contains(v, "(en), the nearest of the 2 texts") {
		t.Errorf("the English text: %s", v)
	}
}

// TestSingle: the one file from a folder, without any network.
func TestSingle(t *testing.T) {
	m := newMaterial(t)
	f, err := verifier.Single()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), f.Path)
	if err := os.WriteFile(name, f.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.OpenFile(name)
	ready(p)
	give(p, m.dossier, m.chain, m.trust)
	check(p)
	if got := verdicts(p); !strings.Contains(got, "text.sealed pass") || strings.Contains(got, "fail") {
		t.Errorf("%s", p.Text("#result"))
	}
	p.Click("#clear")
	give(p, m.paper)
	p.Click("summary")
	p.Type("#pasted", "Something else altogether.")
	check(p)
	if v := p.Text("#result .verdict"); !strings.Contains(v, "not proven") {
		t.Errorf("compared: %s", v)
	}
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r, "file://") && !strings.HasPrefix(r, "blob:") && !strings.HasPrefix(r, "data:") {
			t.Errorf("asked of the network: %s", r)
		}
	}
}

// TestFolder: the site's page opened from a folder cannot start a worker, and says
// which one can.
func TestFolder(t *testing.T) {
	s := newSite(t, newMaterial(t), false)
	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.OpenFile(filepath.Join(s.dir, "verify.html"))
	p.Wait(`!document.querySelector("#offline").hidden`)
	if !strings.Contains(p.Text("#offline"), "verify-single.html") {
		t.Errorf("%s", p.Text("main"))
	}
}

// TestLooks shows the page in every look, empty and with a result, without a rule of
// accessibility broken, and its HTML is valid.
func TestLooks(t *testing.T) {
	m := newMaterial(t)
	s := newSite(t, m, false)
	b := browsertest.Start(t)
	for _, look := range []browsertest.Look{browsertest.Light, browsertest.Dark, browsertest.Phone, browsertest.Print} {
		t.Run(look.Name, func(t *testing.T) {
			p := s.open(t, b, look)
			p.Screenshot("empty")
			p.Accessible()
			give(p, m.dossier, m.quote, m.trust)
			if look.Print {
				browsertest.Value[bool](p, `document.querySelector("#go").click(), true`)
				p.Wait(`document.querySelector("#result .verdict")`)
			} else {
				check(p)
			}
			p.Screenshot("quote")
			p.Accessible()
			if wide := browsertest.Value[bool](p, "document.documentElement.scrollWidth > innerWidth"); wide {
				t.Error("the page is wider than the window")
			}
		})
	}
	p := b.Page(t, browsertest.NoScript)
	p.Open(s.url + "/verify.html")
	p.Screenshot("empty")
	f, err := verifier.Single()
	if err != nil {
		t.Fatal(err)
	}
	// Without the modules: they are megabytes of base64, in which nothing can be wrong.
	single := filepath.Join(t.TempDir(), "single.html")
	page := string(f.Data)
	for _, name := range []string{"verify", "compare"} {
		before, rest, _ := strings.Cut(page, `id="module-`+name+`">`)
		_, after, ok := strings.Cut(rest, "</script>")
		if !ok {
			t.Fatalf("no module %s in the page", name)
		}
		page = before + `id="module-` + name + `"></script>` + after
	}
	if err := os.WriteFile(single, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	browsertest.ValidHTML(t, filepath.Join(s.dir, "verify.html"), single)
}

// TestFault: a panic in the program, its death, and a file that changes while it is
// read are messages, and the next check works.
func TestFault(t *testing.T) {
	m := newMaterial(t)
	s := newSite(t, m, false)
	b := browsertest.Start(t)
	works := func(p *browsertest.Page) {
		t.Helper()
		p.Click("#clear")
		give(p, m.dossier)
		check(p)
		if got := verdicts(p); !strings.Contains(got, "dossier.form pass") {
			t.Errorf("after a fault: %s", got)
		}
	}
	for how, words := range map[string]string{"#fault": "asked for", "#fault=dead": "fatal error: asked for"} {
		p := b.Page(t, browsertest.Light)
		p.Open(s.url + "/verify.html" + how)
		p.Wait(`document.querySelector("#result .verdict[role=alert]")`)
		if v := p.Text("#result .verdict"); !strings.Contains(v, words) || !strings.Contains(v, "A fault of the verifier") || !strings.Contains(v, "command line") {
			t.Errorf("%s: %s", how, v)
		}
		give(p, m.quote)
		works(p)
	}
	p := s.open(t, b, browsertest.Light)
	gone := filepath.Join(m.dir, "gone.dossier.zip")
	data, err := os.ReadFile(m.dossier)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(gone, data, 0o600); err != nil {
		t.Fatal(err)
	}
	give(p, gone)
	if err := os.WriteFile(gone, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	check(p)
	if v := p.Text("#result .verdict"); !strings.Contains(v, "cannot be read") {
		t.Errorf("a file that changed: %s", v)
	}
	works(p)
}

// TestBad: what is no file of vow's, empty, a secret, or huge is a clear message.
func TestBad(t *testing.T) {
	m := newMaterial(t)
	p := newSite(t, m, false).open(t, browsertest.Start(t), browsertest.Light)
	put := func(name, data string) string {
		path := filepath.Join(m.dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ name, data, words string }{
		{"empty.zip", "", "empty.zip is empty"},
		{"no.zip", "PK\x03\x04 and nothing more", "no.zip"},
		{"no.quote", "vow/quote@v1\nnothing", "quote"},
		{"<img src=x onerror=alert(1)>.quote", "vow/quote@v1\n<script>alert(1)</script>", "quote"},
		{"a.key", "AGE-SECRET-KEY-1QQQQ", "secret key"},
	} {
		give(p, put(c.name, c.data), m.dossier)
		if c.name == "a.key" || c.name == "empty.zip" {
			give(p, m.lock)
		}
		check(p)
		if v := p.Text("#result"); !strings.Contains(v, c.words) && !strings.Contains(verdicts(p), "fail") {
			t.Errorf("%s: %s", c.name, v)
		}
		if browsertest.Value[int](p, `document.querySelectorAll("#tool img, #tool script").length`) != 0 {
			t.Errorf("%s: markup out of a file's name", c.name)
		}
		p.Click("#clear")
	}
}

// TestBounded: a relay whose answer does not end, and gigabytes given as a trust file, are
// messages, and not the end of the page.
func TestBounded(t *testing.T) {
	m := newMaterial(t)
	s := newSite(t, m, true)
	s.endless = true
	p := s.open(t, browsertest.Start(t), browsertest.Light)
	p.Click("input[name=trust][value=site]")
	give(p, m.lock)
	check(p)
	p.Click("#result .round button")
	p.Wait(`document.querySelector("#say").textContent.includes("did not give the signature: its answer is too long")`)
	p.Click("input[name=trust][value=own]")
	huge := filepath.Join(m.dir, "huge.trust")
	if err := os.WriteFile(huge, []byte("#"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 2<<30); err != nil {
		t.Fatal(err)
	}
	p.Choose("#trust-file", huge)
	p.Wait(`document.querySelector("#trust-say .bad")?.textContent.includes("larger than")`)
	if n := browsertest.Value[int](p, `document.querySelector("#trust").value.length`); n > 1<<20+1 {
		t.Errorf("%d characters are in the page", n)
	}
}

// TestHuge: a dossier of 2 GB is not read into memory, and can be stopped.
func TestHuge(t *testing.T) {
	m := newMaterial(t)
	p := newSite(t, m, false).open(t, browsertest.Start(t), browsertest.Light)
	whole, err := os.ReadFile(m.dossier)
	if err != nil {
		t.Fatal(err)
	}
	huge := filepath.Join(m.dir, "huge.dossier.zip")
	f, err := os.Create(huge) //nolint:gosec // a test's own
	if err != nil {
		t.Fatal(err)
	}
	// Its beginning and its end are a dossier's, with a hole of zeros between them.
	if _, err := f.Write(whole[:len(whole)/2]); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(whole[len(whole)/2:], 2<<30); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	give(p, huge)
	check(p)
	if v := p.Text("#result"); !strings.Contains(verdicts(p), "dossier.form fail") && !strings.Contains(v, "huge.dossier.zip") {
		t.Errorf("%s", v)
	}
	p.Click("#clear")
	// A package of 2 GB under the lock is read to the end, which takes long enough to be stopped.
	pkg := filepath.Join(m.dir, "huge.age")
	head, err := os.ReadFile(m.pkg)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(pkg, head, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(pkg, 2<<30); err != nil {
		t.Fatal(err)
	}
	give(p, pkg, m.lock, m.chain)
	p.Type("#beacon", m.story.Round(testrecord.OpensAt).String())
	check(p)
	if v := p.Text("#result .verdict"); !strings.Contains(v, "huge.age") {
		t.Errorf("%s", v)
	}
	give(p, m.dossier)
	check(p)
}
