package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"strings"
	"sync"

	"vow"
	"vow/internal/parties"
	"vow/verify"
)

//go:embed web
var web embed.FS

// pageNames are the templates of pages: web/<name>.html, each within web/layout.html.
var pageNames = []string{"home", "report", "text", "reply", "matrix", "changes", "letters", "letter", "letter-text", "trustees", "check", "open", "record", "record-page", "status"}

// templates are the pages of each language, each parsed when it is first made.
type templates struct {
	of map[string]map[string]func() (*template.Template, error)
}

// webAsset adds a file of web/ under a name made of its content.
func (u *unit) webAsset(name, ext string) (string, error) {
	b, err := web.ReadFile("web/" + name)
	if err != nil {
		return "", err
	}
	return u.asset(b, ext)
}

func newTemplates(langs []*Language) *templates {
	t := &templates{of: map[string]map[string]func() (*template.Template, error){}}
	for _, l := range langs {
		base := sync.OnceValues(func() (*template.Template, error) {
			return template.New("layout.html").Funcs(funcs(l)).ParseFS(web, "web/layout.html", "web/parts.html")
		})
		t.of[l.Code] = map[string]func() (*template.Template, error){}
		var mu sync.Mutex
		for _, name := range pageNames {
			t.of[l.Code][name] = sync.OnceValues(func() (*template.Template, error) {
				mu.Lock() // a template is cloned by one at a time
				defer mu.Unlock()
				b, err := base()
				if err != nil {
					return nil, err
				}
				c, err := b.Clone()
				if err != nil {
					return nil, err
				}
				return c.ParseFS(web, "web/"+name+".html")
			})
		}
	}
	return t
}

// funcs are what templates can call. Everything they return is text, which html/template
// escapes, but for say, which escapes what it puts into its sentences.
func funcs(l *Language) template.FuncMap {
	return template.FuncMap{
		"t": l.T, "tn": l.N, "date": l.Date, "day": l.Day, "when": l.When,
		"iso":       func(t vow.Time) string { return t.String() },
		"party":     func(p vow.Party) string { return parties.Label(p) },
		"size":      sizeText,
		"status":    func(r *Row) string { return l.T("status." + statusKey(r)) },
		"statuskey": statusKey,
		"short":     func(h vow.Hash) string { return h.String()[:12] + "…" },
		"dict":      dict,
		"add":       func(a, b int) int { return a + b },
		"word":      l.Word, "say": l.Say, "found": l.Check,
		"mark": func(v verify.Verdict) string {
			return map[verify.Verdict]string{verify.Pass: "✓", verify.Fail: "✗", verify.NotChecked: "?"}[v]
		},
		"has":       func(key string) bool { _, ok := l.under[key]; return ok },
		"entryPage": func(i int64) string { return fmt.Sprintf("%s#e%d", recordName(i/256), i) },
		"fragment":  func(s string) string { return ":~:text=" + strings.ReplaceAll(url.PathEscape(s), "-", "%2D") },
	}
}

// dict makes a map of pairs, for templates that take several values.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[k] = pairs[i+1]
	}
	return out, nil
}

func sizeText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.0f kB", float64(n)/1000)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// page is what a template is given.
type page struct {
	*site
	L     *Language
	Name  string
	Path  string // without the language
	Root  string // from the page to the top: ../../
	Code  string // report, for live.html
	Many  bool   // there is one in each language
	V     any
	Other []otherLanguage
}

type otherLanguage struct{ Code, Name, Href string }

// Href is the way from the page to a file of the site.
func (p *page) Href(to string) string { return p.Root + to }

// Near is the shortest way to a file: a long text has one for each paragraph.
func (p *page) Near(to string) string {
	if beside, ok := strings.CutPrefix(to, path.Dir(p.Path)+"/"); ok && p.L == p.en() {
		return beside
	}
	return p.Href(to)
}

// To is the way to a page in the same language.
func (p *page) To(to string) string { return p.Root + p.L.Prefix() + to }

// Record is the way to a page that there is in English alone.
func (p *page) Record(i int64) string { return fmt.Sprintf("%s%s#e%d", p.Root, recordName(i/256), i) }

// En says of a link on a page in another language that it leads to one in English: pages
// of the record are there in one language alone.
func (p *page) En() template.HTMLAttr {
	if p.L == p.en() {
		return ""
	}
	return ` hreflang="en"`
}

// CSS is the way to the style sheet.
func (p *page) CSS() string { return p.Root + p.css }

// Icon is the way to the mark that browsers show beside a title.
func (p *page) Icon() string { return p.Root + p.icon }

// Scripts are those of the page. They stand in it, so that its policy can allow them by
// their hashes and nothing else, whatever else lies on the same server.
func (p *page) Scripts() []script {
	if p.Name == "text" {
		return p.scripts
	}
	return p.scripts[:1]
}

// Policy is the page's Content-Security-Policy.
func (p *page) Policy() string {
	var hashes []string
	for _, s := range p.Scripts() {
		hashes = append(hashes, s.hash)
	}
	return "default-src 'none'; style-src 'self'; script-src " + strings.Join(hashes, " ") +
		"; img-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
}

// script is a script as it stands in a page, and its source expression in a policy
// (Content Security Policy Level 3, section 2.3.1).
type script struct {
	Code template.JS
	hash string
}

// readScripts reads the scripts of pages: the one of every page, and the one of texts.
func readScripts() ([]script, error) {
	var out []script
	for _, name := range []string{"live.js", "quote.js"} {
		b, err := web.ReadFile("web/" + name)
		if err != nil {
			return nil, err
		}
		code := bytes.TrimSpace(bare(b))
		out = append(out, script{template.JS(code), hashSource(code)}) //nolint:gosec // our own
	}
	return out, nil
}

// bare leaves out of a script what only its readers need: comments of whole lines and
// indents. It is as squeeze leaves it.
func bare(b []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(squeeze(b)) {
		if !bytes.HasPrefix(line, []byte("//")) {
			out.Write(line)
		}
	}
	return out.Bytes()
}

// hashSource is the source expression of what stands in a page.
func hashSource(b []byte) string {
	sum := sha256.Sum256(b)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Live is the way to the frame that says how fresh the site is.
func (p *page) Live() string {
	if p.Code == "" {
		return p.Root + p.L.LivePath()
	}
	return p.Root + p.L.LivePath() + "?r=" + p.Code
}

// Is reports whether the page is below a path, for the navigation.
func (p *page) Is(name string) bool { return p.Name == name || strings.HasPrefix(p.Name, name+"-") }

// HasLetters reports whether there is a page of letters.
func (p *page) HasLetters() bool { return p.hasLetters }

// page writes a page in every language.
func (s *site) page(name, to string, cache Cache, code string, v any) error {
	return inParallel(context.Background(), len(s.lang), func(i int) error {
		l := s.lang[i]
		p := page{site: s, L: l, Name: name, Path: to, Code: code, Many: true, V: v}
		for _, o := range s.lang {
			p.Other = append(p.Other, otherLanguage{o.Code, o.Name, up(l.Prefix()+to) + o.Prefix() + to})
		}
		return s.render(&p, cache)
	})
}

// pageIn writes a page in one language.
func (s *site) pageIn(l *Language, name, to string, cache Cache, code string, v any) error {
	return s.render(&page{site: s, L: l, Name: name, Path: to, Code: code, V: v}, cache)
}

func (s *site) render(p *page, cache Cache) error {
	to := p.Path
	if p.Many {
		to = p.L.Prefix() + p.Path
	}
	p.Root = up(to)
	var b bytes.Buffer
	tmpl, err := s.tmpl.of[p.L.Code][p.Name]()
	if err != nil {
		return err
	}
	if err := tmpl.Execute(&b, p); err != nil {
		return vow.Errorf(vow.CodeState, "site: %s: %w", to, err)
	}
	return s.out.put(to, squeeze(b.Bytes()), cache)
}

// up is the way from a page to the top of the site.
func up(to string) string { return strings.Repeat("../", strings.Count(to, "/")) }

// squeeze takes out the empty lines and the indents that templates leave between tags.
func squeeze(b []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(b))
	keep := false
	for line := range bytes.Lines(b) {
		bare := bytes.TrimSpace(line)
		if keep {
			out.Write(line)
		} else if len(bare) > 0 {
			out.Write(bare)
			out.WriteByte('\n')
		}
		if bytes.Contains(line, []byte("<pre")) {
			keep = true
		}
		if bytes.Contains(line, []byte("</pre>")) {
			keep = false
		}
	}
	return out.Bytes()
}
