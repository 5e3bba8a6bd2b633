package portal_test

import (
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/testrecord"
)

// TestVagueDue: what was promised in words is shown in words, with what they are
// understood as; no page puts a day into the mouth of who promised.
func TestVagueDue(t *testing.T) {
	w := testrecord.New(t, origin)
	w.Add(w.Created("2026-06-01T09:00:00Z"), testrecord.Head, testrecord.Editor)
	due, err := vow.VagueDue("few-weeks", "2026-06", "in a few weeks", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p := w.Promise("2026-06-13T10:00:00Z", testrecord.Slug, "2026-09-30")
	p.Due = due
	w.Add(p, testrecord.Head)
	w.Witness("2026-06-13T10:05:00Z")
	h, dir := home(t, w), t.TempDir()
	export(t, h, dir+"/a", "2026-06-20")
	site := tree(t, dir+"/a")
	for _, name := range []string{"index.html", "r/" + testrecord.Slug + "/index.html"} {
		page := site[name]
		if !strings.Contains(page, `in a few weeks</q> <span class="sub">understood as 15 June 2026 to 11 August 2026</span>`) {
			t.Errorf("%s does not say what was promised", name)
		}
		if strings.Contains(page, `datetime="2026-08-11"`) {
			t.Errorf("%s says that a day was promised", name)
		}
	}
}

// TestVagueClosed: a vague promise in a record that was closed is not broken, but nothing
// can be buried any more; its page says what came of it.
func TestVagueClosed(t *testing.T) {
	w := testrecord.New(t, origin)
	w.Add(w.Created("2026-06-01T09:00:00Z"), testrecord.Head, testrecord.Editor)
	due, err := vow.VagueDue("few-weeks", "2026-06", "in a few weeks", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p := w.Promise("2026-06-13T10:00:00Z", testrecord.Slug, "2026-09-30")
	p.Due = due
	w.Add(p, testrecord.Head)
	w.Add(w.Closed("2026-06-14T10:00:00Z"), testrecord.Head)
	w.Witness("2026-06-14T10:05:00Z")
	h, dir := home(t, w), t.TempDir()
	export(t, h, dir+"/a", "2026-06-20")
	page := tree(t, dir+"/a")["r/"+testrecord.Slug+"/index.html"]
	if !strings.Contains(page, `<p class="lead">The record was closed before this report was out.</p>`) {
		t.Error("the page does not say that the record was closed")
	}
	for _, no := range []string{"can still be buried", "can still hold the report back"} {
		if strings.Contains(page, no) {
			t.Errorf("a closed record, and the page says %q", no)
		}
	}
}
