package portal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"vow"
	"vow/internal/dossier"
	"vow/internal/portal"
	"vow/internal/testrecord"
	"vow/paper"
)

// evil is what every free field of the hostile record carries.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'; javascript:alert(3) {{.}} </title></pre></textarea><svg/onload=alert(4)> ]]> &lt;b&gt;`

// hostile is a record in which every field that takes words carries markup.
func hostile(t *testing.T) *testrecord.World {
	t.Helper()
	w := testrecord.New(t, origin)
	created := w.Created(testrecord.CreatedAt)
	created.Name = evil
	w.Add(created, testrecord.Head, testrecord.Editor)
	w.Witness("2026-06-01T09:05:00Z")
	promise := w.Promise(testrecord.PromisedAt, testrecord.Slug, testrecord.FirstDue)
	promise.Title, promise.Due.Words = evil, evil
	w.Add(promise, testrecord.Head)
	w.Witness("2026-06-13T10:05:00Z")
	move := w.Move(testrecord.MovedAt, testrecord.Slug, testrecord.MovedDue, vow.ReasonTranslation)
	move.Due.Words = evil
	w.Add(move, testrecord.Head)
	letterText, err := paper.Fix(evil, "en", paper.SplitBlock, []paper.Block{{Kind: paper.Para, Text: evil, Label: evil}}, w.Seed("letter"))
	if err != nil {
		t.Fatal(err)
	}
	softer, err := paper.Fix(evil, "en", paper.SplitBlock, []paper.Block{{Kind: paper.Para, Text: "softer " + evil, Label: evil}}, w.Seed("softer"))
	if err != nil {
		t.Fatal(err)
	}
	at := testrecord.At("2026-08-01T10:00:00Z")
	contact := w.Contact("2026-08-01T10:00:00Z", testrecord.Slug, evil)
	for _, body := range []vow.Body{
		contact,
		&vow.Inquiry{At: at, Channel: vow.ChannelPress, Direction: vow.DirectionIn, Kind: vow.KindInquiry, Log: origin, Outcome: vow.InquiryAsked, Party: "press", Question: evil, Report: testrecord.Slug, When: "2026-07-01"},
		&vow.Statement{AboutWords: evil, At: at, Kind: vow.KindStatement, Lang: "en", Log: origin, Occasion: evil, Party: "XAA", Report: testrecord.Slug, Stance: "asserts", When: "2026-07-20", Words: evil},
		&vow.Letter{Addressees: []vow.Party{"head-of-office"}, Ask: "withhold", At: at, Form: "letter", Kind: vow.KindLetter, Lang: "en", Letter: "joint-letter", Log: origin, Report: testrecord.Slug,
			Roles: []vow.LetterRole{{Evidence: evil, Party: "FRA", Role: vow.PartCirculator, Status: "circulated"}}, Root: letterText.Root(), Symbol: evil[:60], Version: "v1", When: "2026-06-20", Words: evil},
		&vow.Letter{Ask: "withhold", At: at, Form: "letter", From: []vow.Descent{{By: "press", Version: "v1"}}, Kind: vow.KindLetter, Lang: "en", Letter: "joint-letter", Log: origin, Report: testrecord.Slug,
			Root: softer.Root(), Version: "v2", When: "2026-06-24", Words: evil},
		&vow.SignerEvent{At: at, Event: vow.ActSigned, Evidence: evil, EvidenceWhen: "2026-06-24", Kind: vow.KindSigner, Letter: "joint-letter", Log: origin, Parties: []vow.Party{"CHE", "FRA"}, Report: testrecord.Slug, Version: "v2", When: "2026-06-25", Words: evil},
		&vow.CountClaim{About: true, At: at, By: "FRA", Count: 40, Kind: vow.KindCountClaim, Letter: "joint-letter", Log: origin, Report: testrecord.Slug, Subject: vow.CountSigners, When: "2026-07-20", Words: evil},
		&vow.Position{At: at, Instrument: "motion-7", Kind: vow.KindPosition, Log: origin, Parties: []vow.Party{"CHE", "FRA"}, Question: "debate", Stand: vow.StandYes, When: "2026-07-01", Words: evil},
	} {
		w.Add(body, testrecord.Head, testrecord.Editor)
	}
	w.Files[dossier.PathLetter(letterText.Root())], w.Files[dossier.PathLetter(softer.Root())] = letterText.Marshal(), softer.Marshal()
	w.Add(&vow.EntryDisputed{At: at, Entry: w.Leaves()[1], Kind: vow.KindEntryDisputed, Lang: "en", Log: origin, Party: "SYL", Report: testrecord.Slug, Words: evil}, testrecord.Head)
	w.AddBytes([]byte(evil)) // bytes that are no entry
	p := hostilePaper(t, w)
	w.Add(w.Fixed(testrecord.FixedAt, testrecord.Slug, p), testrecord.Editor)
	w.Add(w.NoParty(testrecord.DeclaredAt, testrecord.Slug), testrecord.Head)
	s := w.Seal(testrecord.Slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{p}, Annexes: map[string]string{
		`"><script>alert(1)</script>.html`: "<script>alert(1)</script>", "drawing.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"page.HTML": "<script>", "really.png": "<script>", "list.csv": "=cmd()", "run.js": "alert(1)", "book.xhtml": "<html/>",
	}})
	w.Add(s.Body, testrecord.Head, testrecord.Editor)
	w.Carry(s)
	w.Witness("2026-08-21T10:05:00Z")
	out := w.Released(testrecord.ReleasedAt, s, w.Round(testrecord.OpensAt))
	out.Where = []string{"javascript:alert(1)", evil}
	if out.Validate() != nil {
		out.Where = []string{"https://example.org/" + url.PathEscape(evil)}
	}
	w.Add(out, testrecord.Head)
	w.CarryPaper(p)
	w.Witness("2026-09-10T00:06:00Z")
	return w
}

func hostilePaper(t *testing.T, w *testrecord.World) *paper.Paper {
	t.Helper()
	var blocks []paper.Block
	for _, k := range []paper.Kind{paper.Heading, paper.Para, paper.Item, paper.Quote, paper.Note, paper.Cell, paper.Caption, paper.Figure} {
		b := paper.Block{Kind: k, Text: evil, Label: evil}
		switch k {
		case paper.Heading:
			b.Level = 1
		case paper.Cell:
			b.Table, b.Row, b.Col = 1, 1, 1
		case paper.Figure:
			b.SHA256 = vow.SumHash([]byte("x"))
		}
		blocks = append(blocks, b)
	}
	p, err := paper.Fix(evil, "en", paper.SplitBlock, blocks, w.Seed("hostile"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var (
	ownFrame = regexp.MustCompile(`^(\.\./)*((fr|es|ar|zh|ru)/)?live\.html(\?r=[a-z0-9-]+)?$`)
)

// verifierScripts are how many scripts the verifier's pages have, data among them.
var verifierScripts = map[string]int{"verify.html": 2, "verify-single.html": 5}

// checkPolicy reads the policy that a page states: scripts run by hash alone.
func checkPolicy(t *testing.T, name string, doc *html.Node) map[string]string {
	t.Helper()
	of := map[string]string{}
	for n := range doc.Descendants() {
		if n.Data == "meta" && len(n.Attr) == 2 && n.Attr[0].Val == "Content-Security-Policy" {
			for d := range strings.SplitSeq(n.Attr[1].Val, "; ") {
				directive, sources, _ := strings.Cut(d, " ")
				of[directive] = sources
			}
		}
	}
	if of["default-src"] != "'none'" || strings.Contains(of["script-src"], "self") || strings.Contains(fmt.Sprint(of), "unsafe-inline") || strings.Contains(fmt.Sprint(of), "*") {
		t.Errorf("%s: policy %v", name, of)
	}
	return of
}

// hashOf is the source expression of what stands in an element.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// checkPage parses a page and says what is in it that its templates did not put there.
func checkPage(t *testing.T, name, data string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	mains, h1s, level, scripts := 0, 0, 0, 0
	wanted, isVerifier := verifierScripts[name]
	ids := map[string]bool{}
	policy := checkPolicy(t, name, doc)
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "formaction" {
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
			if a.Key == "href" || a.Key == "src" {
				u, err := url.Parse(a.Val)
				if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(a.Val, "/") {
					t.Errorf("%s: <%s %s=%q> leads out of the site", name, n.Data, a.Key, a.Val)
				}
			}
		}
		if id := attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: id %q twice", name, id)
			}
			ids[id] = true
		}
		if n.Data == "script" || n.Data == "style" {
			data := attr["type"] == "application/json" || attr["type"] == "text/plain"
			if attr["src"] != "" || n.FirstChild == nil || !data && !strings.Contains(policy[n.Data+"-src"], hashOf(n.FirstChild.Data)) {
				t.Errorf("%s: <%s>%.60s is not of the hashes %s", name, n.Data, n.FirstChild.Data, policy[n.Data+"-src"])
			}
		}
		if isVerifier && n.Data == "script" {
			scripts++
		}
		if isVerifier && slices.Contains([]string{"script", "style", "input"}, n.Data) {
			continue // its own, which the policy names by hash; counted below
		}
		switch n.Data {
		case "iframe":
			if !ownFrame.MatchString(attr["src"]) || attr["title"] == "" {
				t.Errorf("%s: a frame: %v", name, attr)
			}
		case "img":
			if attr["alt"] == "" {
				t.Errorf("%s: a picture without words: %v", name, attr)
			}
		case "style":
			if name != "404.html" {
				t.Errorf("%s: <style>", name)
			}
		case "object", "embed", "form", "input", "base", "svg", "math", "template":
			t.Errorf("%s: <%s>", name, n.Data)
		case "main":
			mains++
		case "h1", "h2", "h3", "h4", "h5", "h6":
			at := int(n.Data[1] - '0')
			if at == 1 {
				h1s++
			}
			if at > level+1 {
				t.Errorf("%s: <%s> after a heading of level %d", name, n.Data, level)
			}
			level = at
		case "html":
			if attr["lang"] == "" || attr["dir"] == "" {
				t.Errorf("%s: no language or direction", name)
			}
		}
	}
	if isVerifier && scripts != wanted && scripts != 0 { // none where vow is built without it
		t.Errorf("%s: %d scripts, %d are its own", name, scripts, wanted)
	}
	if mains != 1 || !portal.IsLive(name) && h1s != 1 {
		t.Errorf("%s: %d main, %d h1", name, mains, h1s)
	}
}

// TestHostile: nothing that a record, text, letter or file name carries becomes markup,
// a script or a link on any page; feeds and calendars stay well formed.
func TestHostile(t *testing.T) {
	h, dir := home(t, hostile(t)), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	site := tree(t, dir+"/a")
	pages, shown := 0, 0
	for name, data := range site {
		switch path.Ext(name) {
		case ".html":
			if strings.HasPrefix(name, "verify") { // internal/portal/verifier tests its own pages
				continue
			}
			pages++
			if strings.Contains(data, "&lt;script&gt;alert(1)") {
				shown++
			}
			checkPage(t, name, data)
		case ".htm", ".xhtml", ".js", ".svg", ".xml":
			if strings.HasPrefix(name, "a/") && (strings.Contains(data, "alert(1)") && path.Ext(name) != ".svg" || strings.Contains(data, "<script") || strings.Contains(data, `onload="`)) {
				t.Errorf("%s is served as what it is", name)
			}
		}
	}
	if pages < 60 || shown < 60 {
		t.Fatalf("%d pages, %d of which show the hostile words: the test sees nothing", pages, shown)
	}
	names := 0
	for _, line := range strings.Split(site["r/"+testrecord.Slug+"/index.html"], "\n") {
		if strings.Contains(line, `.bin" download=`) {
			names++
		}
	}
	if names < 5 {
		t.Errorf("%d annexes are offered as plain bytes, 5 or more expected", names)
	}
	checkFeeds(t, site, "")
	checkFeeds(t, site, "r/"+testrecord.Slug+"/")
}

// checkFeeds parses the feeds and the calendar of a folder.
func checkFeeds(t *testing.T, site map[string]string, dir string) {
	t.Helper()
	for _, name := range []string{"feed.atom", "feed.json"} {
		f, err := gofeed.NewParser().ParseString(site[dir+name])
		if err != nil || len(f.Items) == 0 || f.Title == "" {
			t.Errorf("%s%s: %v", dir, name, err)
			continue
		}
		seen := map[string]bool{}
		for _, i := range f.Items {
			if seen[i.GUID] || i.GUID == "" || i.Link == "" || i.PublishedParsed == nil && i.UpdatedParsed == nil {
				t.Errorf("%s%s: item %+v", dir, name, i)
			}
			seen[i.GUID] = true
		}
	}
	checkCalendar(t, dir+"dates.ics", site[dir+"dates.ics"])
}

// checkCalendar checks lines and components (RFC 5545 §3.1, §3.6).
func checkCalendar(t *testing.T, name, data string) {
	t.Helper()
	if !strings.HasSuffix(data, "END:VCALENDAR\r\n") || strings.Contains(strings.ReplaceAll(data, "\r\n", ""), "\n") {
		t.Errorf("%s: line ends", name)
	}
	var open []string
	events := 0
	for _, line := range strings.Split(strings.ReplaceAll(data, "\r\n ", ""), "\r\n") {
		key, value, ok := strings.Cut(line, ":")
		if line != "" && !ok {
			t.Errorf("%s: %q", name, line)
		}
		switch key {
		case "URL":
			if u, err := url.Parse(value); err != nil || !u.IsAbs() {
				t.Errorf("%s: %s: a whole address expected", name, line)
			}
		case "BEGIN":
			open = append(open, value)
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Errorf("%s: END:%s", name, value)
				return
			}
			open = open[:len(open)-1]
			if value == "VEVENT" {
				events++
			}
		}
	}
	for _, line := range strings.Split(data, "\r\n") {
		if len(line) > 75 {
			t.Errorf("%s: a line of %d bytes", name, len(line))
		}
	}
	if events == 0 {
		t.Errorf("%s: no event", name)
	}
}

// TestNothingYet: a record without a report has calendars that hold something, as RFC 5545
// requires, and a report of which nothing is checked yet has no empty table.
func TestNothingYet(t *testing.T) {
	w := testrecord.New(t, origin)
	w.Add(w.Created(testrecord.CreatedAt), testrecord.Head, testrecord.Editor)
	w.Witness("2026-06-01T09:05:00Z")
	h, dir := home(t, w), t.TempDir()
	export(t, h, dir+"/a", "2026-06-02")
	if data := tree(t, dir+"/a")["dates.ics"]; !strings.Contains(data, "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\n") || strings.Contains(data, "VEVENT") {
		t.Errorf("%s", data)
	}
	h = home(t, testrecord.Promised(t, origin).World)
	export(t, h, dir+"/b", "2026-07-02")
	for name, data := range tree(t, dir+"/b") {
		if path.Ext(name) == ".html" && regexp.MustCompile(`<tbody>\s*</tbody>`).MatchString(data) {
			t.Errorf("%s: an empty table", name)
		}
		if path.Ext(name) == ".ics" && (strings.Contains(data, "VTIMEZONE") || !strings.Contains(data, "VEVENT")) {
			t.Errorf("%s: %s", name, data)
		}
	}
}

// TestLinks: every link of every page leads to a file of the site, and to a place in it.
func TestLinks(t *testing.T) {
	for name, w := range map[string]*testrecord.World{"hostile": hostile(t), "answered": answered(t), "observer": observed(t)} {
		t.Run(name, func(t *testing.T) {
			h, dir := home(t, w), t.TempDir()
			export(t, h, dir+"/a", "2026-10-01")
			site := tree(t, dir+"/a")
			site["manifest.json"] = "there"
			ids := map[string]map[string]bool{}
			links := 0
			for name, data := range site {
				if path.Ext(name) != ".html" || strings.HasPrefix(name, "verify") {
					continue
				}
				for n := range parse(t, data).Descendants() {
					for _, a := range n.Attr {
						if n.Type != html.ElementNode || a.Key != "href" && a.Key != "src" {
							continue
						}
						links++
						u, err := url.Parse(a.Val)
						if err != nil {
							t.Fatal(err)
						}
						to := name
						if u.Path != "" {
							to = path.Join(path.Dir(name), u.Path)
						}
						target, ok := site[to]
						if !ok {
							t.Errorf("%s: %q leads nowhere", name, a.Val)
							continue
						}
						if u.Fragment == "" || path.Ext(to) != ".html" {
							continue
						}
						if ids[to] == nil {
							ids[to] = map[string]bool{}
							for m := range parse(t, target).Descendants() {
								for _, b := range m.Attr {
									if b.Key == "id" {
										ids[to][b.Val] = true
									}
								}
							}
						}
						if !ids[to][u.Fragment] {
							t.Errorf("%s: %q leads to no place", name, a.Val)
						}
					}
				}
			}
			if links < 500 {
				t.Errorf("only %d links", links)
			}
		})
	}
}

func parse(t *testing.T, data string) *html.Node {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader([]byte(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// observed is an observer's record of somebody else's promise.
func observed(t *testing.T) *testrecord.World {
	t.Helper()
	w := testrecord.Observer(t, origin).World
	w.Add(w.ObservedPromise("2026-06-02T10:00:00Z", testrecord.Slug, testrecord.Due("2026-06-30"), "2026-06-01"), testrecord.Head)
	w.Add(w.ObservedMove("2026-06-20T10:00:00Z", testrecord.Slug, testrecord.Due("2026-07-31"), "2026-06-19"), testrecord.Head)
	w.Witness("2026-06-20T10:05:00Z")
	return w
}

// observerShort is what the frame says in each language.
var observerShort = map[string]string{"": "an observer&#39;s reconstruction", "fr/": "reconstitution par un observateur", "es/": "reconstrucción de un observador",
	"ar/": "إعادة بناء من مراقب", "zh/": "观察者的重建", "ru/": "реконструкция наблюдателя"}

// TestObserver: every page of an observer's site says that it is one, and every status
// that it is inferred.
func TestObserver(t *testing.T) {
	h, dir := home(t, observed(t)), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	pages := 0
	for name, data := range tree(t, dir+"/a") {
		if kind := path.Ext(name); (kind == ".atom" || kind == ".ics" || name == "feed.json") && !strings.Contains(strings.ReplaceAll(data, "&#39;", "'"), "an observer's reconstruction") {
			t.Errorf("%s does not say that it is an observer's", name)
		}
		if portal.IsLive(name) && !strings.Contains(data, observerShort[strings.TrimSuffix(name, "live.html")]) {
			t.Errorf("%s, opened by itself, does not say that it is an observer's: %s", name, data)
		}
		if path.Ext(name) != ".html" || portal.IsLive(name) || name == "verify-single.html" { // which is the same from every site
			continue
		}
		pages++
		if !strings.Contains(data, `class="banner observer"`) {
			t.Errorf("%s does not say that it is an observer's", name)
		}
		if strings.Contains(data, "> – 20") {
			t.Errorf("%s: a span of days that begins with nothing", name)
		}
		if strings.Contains(name, "r/"+testrecord.Slug+"/index.html") && !strings.Contains(data, "<em>") {
			t.Errorf("%s does not say that the status is inferred", name)
		}
	}
	if pages < 30 {
		t.Errorf("only %d pages", pages)
	}
}
