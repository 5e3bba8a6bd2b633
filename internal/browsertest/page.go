package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Page is one tab. Its methods end the test where they fail.
type Page struct {
	t    testing.TB
	ctx  context.Context
	look Look

	mu       sync.Mutex
	errors   []string
	requests []string
	expected []string
}

// Page opens an empty tab that shows pages under the look. When the test ends,
// each error that the console of the tab got and Expect did not announce is an
// error of the test.
func (b *Browser) Page(t testing.TB, look Look) *Page {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx, look: look}
	t.Cleanup(func() {
		end()
		for _, e := range p.Errors() {
			t.Errorf("console: %s", e)
		}
	})
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatalf("a tab does not open: %v", err)
	}
	p.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if err := look.apply(ctx, t); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
		return err
	}))
	return p
}

// hear keeps what the tab reports.
func (p *Page) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.errors = append(p.errors, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError && e.Type != runtime.ConsoleAPICalledTypeAssert {
			return
		}
		var words []string
		for _, a := range e.Args {
			words = append(words, a.Description+string(a.Value))
		}
		p.errors = append(p.errors, strings.Join(words, " "))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Source == log.EntrySourceSecurity {
			p.errors = append(p.errors, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	}
}

// Do acts, each action within a bound of time.
func (p *Page) Do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for i, a := range actions {
		ctx, end := context.WithTimeout(p.ctx, limit)
		err := chromedp.Do(ctx, a)
		end()
		if err != nil {
			p.t.Fatalf("action %d: %v\nconsole: %q", i+1, err, p.Errors())
		}
	}
}

// Open goes to an address (http:, https: or file:) and waits until it is loaded.
func (p *Page) Open(address string) {
	p.t.Helper()
	p.Do(chromedp.Navigate(address))
}

// OpenFile goes to a file of this machine.
func (p *Page) OpenFile(name string) {
	p.t.Helper()
	abs, err := filepath.Abs(name)
	if err != nil {
		p.t.Fatal(err)
	}
	p.Open("file://" + filepath.ToSlash(abs))
}

// Downloads saves what the page gives to be saved into a folder, under its own name.
func (p *Page) Downloads(dir string) {
	p.t.Helper()
	p.Do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		})
		return err
	}))
}

// Click clicks the element that a CSS selector names, once it is to be seen and stays
// where it is: a click goes to a place, and what moved away meanwhile would not get it.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
	place := fmt.Sprintf("JSON.stringify(document.querySelector(%q)?.getBoundingClientRect() ?? null)", selector)
	for last, tries := "", 0; tries < 100; tries++ { // what never rests is clicked all the same
		now := Value[string](p, place)
		if now == last {
			break
		}
		last = now
		time.Sleep(20 * time.Millisecond)
	}
	p.Do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Type puts text into a field, in place of what stands there.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
	Value[bool](p, fmt.Sprintf(`document.querySelector(%q).value = "", true`, selector))
	p.Do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Choose gives files to an <input type=file>.
func (p *Page) Choose(selector string, files ...string) {
	p.t.Helper()
	for i, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			p.t.Fatal(err)
		}
		files[i] = abs
	}
	p.Do(chromedp.SetUploadFiles(chromedp.CSS(selector), files, chromedp.NodeReady))
}

// Wait waits until an expression of JavaScript holds.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	ctx, end := context.WithTimeout(p.ctx, limit)
	defer end()
	poll := func() error {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingTimeout(limit)))
		return err
	}
	err := poll()
	for err != nil && ctx.Err() == nil && leaving(err) {
		err = poll()
	}
	if err != nil {
		p.t.Fatalf("never true: %s: %v\nconsole: %q\npage: %.2000s", expression, err, p.Errors(), p.body())
	}
}

// leaving reports whether the page was left for another one meanwhile, after a click.
func leaving(err error) bool {
	for _, s := range []string{"Cannot find context", "context was destroyed", "navigated or closed"} {
		if strings.Contains(err.Error(), s) {
			return true
		}
	}
	return false
}

// Value is what an expression of JavaScript gives; a promise is waited for.
func Value[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, end := context.WithTimeout(p.ctx, limit)
	defer end()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v\nconsole: %q", expression, err, p.Errors())
	}
	return v
}

// Text is the text of an element as a reader sees it.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Value[string](p, fmt.Sprintf("document.querySelector(%q).innerText", selector))
}

func (p *Page) body() string {
	s, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	return s
}

// Expect says that errors with these words are what the test is about.
func (p *Page) Expect(words string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, words)
}

// Errors are those of the console so far that Expect did not announce.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.errors), func(e string) bool {
		return slices.ContainsFunc(p.expected, func(w string) bool { return strings.Contains(e, w) })
	})
}

// Requests are the addresses that the tab asked for so far.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Screenshot keeps a picture of the whole page as NAME-LOOK.png among the test's
// artefacts, where they are kept: go test -artifacts -outputdir DIR, or make test
// ARTIFACTS=DIR.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if f := flag.Lookup("test.artifacts"); f != nil && f.Value.String() == "true" {
		p.shoot(name)
	}
}

// shoot takes a picture and returns its path.
func (p *Page) shoot(name string) string {
	p.t.Helper()
	ctx, end := context.WithTimeout(p.ctx, limit)
	defer end()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	path := filepath.Join(p.t.ArtifactDir(), name+"-"+p.look.Name+".png")
	if err := os.WriteFile(path, png, 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}
