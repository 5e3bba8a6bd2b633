package verifier_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/browsertest"
	"vow/internal/testrecord"
)

// TestClosed: a vague promise in a record that was closed is promised still, and can no
// longer be buried.
func TestClosed(t *testing.T) {
	w := testrecord.New(t, origin)
	w.Add(w.Created(testrecord.CreatedAt), testrecord.Head, testrecord.Editor)
	due, err := vow.VagueDue("few-weeks", "2026-06", "in a few weeks", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p := w.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue)
	p.Due = due
	w.Add(p, testrecord.Head)
	w.Witness("2026-06-13T10:05:00Z")
	open := w.Dossier(slug)
	w.Add(w.Closed("2026-06-20T10:00:00Z"), testrecord.Head)
	w.Witness("2026-06-20T10:05:00Z")
	dir := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	trust := put("office.trust", w.Trust(2))
	page := newSite(t, newMaterial(t), false).open(t, browsertest.Start(t), browsertest.Light)
	for name, want := range map[string]string{"open": "promised, not sealed: can still be buried", "closed": "promised; the record was closed before its release"} {
		d := open
		if name == "closed" {
			d = w.Dossier(slug)
		}
		b, err := d.Write()
		if err != nil {
			t.Fatal(err)
		}
		give(page, put(name+".dossier.zip", b), trust)
		check(page)
		if got := page.Text("#result .report"); !strings.Contains(got, want+"\n") {
			t.Errorf("%s: %s\nwant %q", name, got, want)
		}
		page.Click("#clear")
	}
}
