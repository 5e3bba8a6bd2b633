package verifier_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"vow/internal/browsertest"
)

// keepWorker runs before the page's own script: it keeps the workers that the page
// starts, so that a test can ask them what the page could. Their answers to the page's
// own questions go to the page as ever.
const keepWorker = `(() => {
  const Real = Worker;
  window.workers = [];
  window.Worker = class extends Real { constructor(...a) { super(...a); window.workers.push(this); } };
})()`

// askAll asks the page's worker the questions from one to another, one after another.
const askAll = `(async (from, to) => {
  if (!window.questions) window.questions = await (await fetch("questions.json")).json();
  const w = window.workers[0], bytes = s => Uint8Array.from(atob(s), c => c.charCodeAt(0));
  const out = [];
  for (let k = from; k < to; k++) {
    const q = window.questions[k], id = "vector " + k;
    const m = await new Promise(done => {
      const hear = e => { if (e.data.id === id || e.data.dead !== undefined) { w.removeEventListener("message", hear); done(e.data); } };
      w.addEventListener("message", hear);
      w.postMessage({ id, op: q.op, request: q.request, files: (q.files || []).map(f => ({ name: f.name, file: new Blob([bytes(f.data)]) })) });
    });
    if (m.dead !== undefined) throw new Error(q.op + " " + k + ": the worker died: " + m.dead);
    out.push({ answer: { json: m.json || "", card: m.card || "", exit: m.exit || 0, error: m.error } });
  }
  return out;
})(%d, %d)`

// TestVectorsInChromium runs the same vectors in the worker of the real page, in real
// Chromium, under the page's own policy.
func TestVectorsInChromium(t *testing.T) {
	cases := allCases(t)
	type file struct {
		Name string `json:"name"`
		Data []byte `json:"data"` // base64
	}
	type ask struct {
		Op      string         `json:"op"`
		Request map[string]any `json:"request"`
		Files   []file         `json:"files"`
	}
	var questions []ask
	for _, c := range cases {
		q := ask{Op: c.op, Request: c.request}
		for _, f := range c.files {
			q.Files = append(q.Files, file{f.name, f.data})
		}
		questions = append(questions, q)
	}
	all, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, newMaterial(t), false)
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(s.dir)))
	mux.HandleFunc("/questions.json", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(all) })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)

	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.Do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: keepWorker})
		return err
	}))
	p.Open(srv.URL + "/verify.html")
	ready(p)
	if n := browsertest.Value[int](p, "window.workers.length"); n != 1 {
		t.Fatalf("the page has %d workers", n)
	}
	const batch = 40
	for from := 0; from < len(cases); from += batch {
		to := min(from+batch, len(cases))
		got := browsertest.Value[[]reply](p, fmt.Sprintf(askAll, from, to))
		for k, c := range cases[from:to] {
			t.Run(c.v.Name, func(t *testing.T) { c.same(t, got[k]) })
		}
	}
}
