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

// TestStatus: a vague promise in a record that was closed is promised still, and can no
// longer be buried; and late by one day is not late by one days.
func TestStatus(t *testing.T) {
	due, err := vow.VagueDue("few-weeks", "2026-06", "in a few weeks", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	promised := func() *testrecord.World {
		w := testrecord.New(t, origin)
		w.Add(w.Created(testrecord.CreatedAt), testrecord.Head, testrecord.Editor)
		p := w.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue)
		p.Due = due
		w.Add(p, testrecord.Head)
		w.Witness("2026-06-13T10:05:00Z")
		return w
	}
	open, closed, late := promised(), promised(), promised()
	closed.Add(closed.Closed("2026-06-20T10:00:00Z"), testrecord.Head)
	closed.Witness("2026-06-20T10:05:00Z")
	late.Witness("2026-08-12T10:00:00Z")
	dir := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	page := newSite(t, newMaterial(t), false).open(t, browsertest.Start(t), browsertest.Light)
	for _, c := range []struct {
		name, want string
		of         *testrecord.World
	}{
		{"open", "promised, not sealed: can still be buried", open},
		{"closed", "promised; the record was closed before its release", closed},
		{"late", "1 day", late},
	} {
		b, err := c.of.Dossier(slug).Write()
		if err != nil {
			t.Fatal(err)
		}
		give(page, put(c.name+".dossier.zip", b), put(c.name+".trust", c.of.Trust(2)))
		check(page)
		if got := page.Text("#result .report"); !strings.Contains(got, "\n"+c.want+"\n") {
			t.Errorf("%s: %s\nwant %q", c.name, got, c.want)
		}
		page.Click("#clear")
	}
}
