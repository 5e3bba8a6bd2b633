package compare

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestPage: what others wrote stays text on the page, every change is on it in
// both views, and the page has nothing that acts or loads.
func TestPage(t *testing.T) {
	first := "<script>alert(1)</script> The office counted 12 cases & more.\n\nIt was said “at night” on 3 May 2022.\n\nThis stays as it is in both.\n\nThis goes away, all of it, for no reason."
	copied := "<script>alert(1)</script> The office counted 13 cases & more.\n\nIt was said “at noon” on 4 May 2022.\n\nThis stays as it is in both.\n\n<img src=x onerror=alert(2)>\u202e\u200b is new here, in the copy."
	r := Compare(blocks(first), blocks(copied), Options{Lang: "en"})
	page := string(r.HTML(Page{First: "a<b>.md", Copy: "c\"d.md", Root: "00ff"}))
	for _, bad := range []string{"<script", "<img", "\u202e", "\u200b", "://", "<link", "@import", "url(", "a<b>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, want := range []string{"default-src 'none'", `<del class="k-number" title="number">12</del><ins class="k-number" title="number">13</ins>`,
		"U+202E", "U+200B", `class="bar"`, `id="inline"`, `id="side"`, "<del>This goes away", "&lt;img src=x onerror=alert(2)&gt;", "a&lt;b&gt;.md"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, `title="date"`); n < 5 { // bar, both sides, inline
		t.Errorf("the changed date is shown %d times", n)
	}
	body := page[strings.Index(page, "<body>"):strings.Index(page, "</html>")]
	dec := xml.NewDecoder(strings.NewReader(strings.NewReplacer("<input type=\"radio\" name=\"view\" id=\"side\" checked>", "", "<input type=\"radio\" name=\"view\" id=\"inline\">", "").Replace(body)))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
	}
}

// TestSketch: an excerpt is found in a long text and not in another; a query and
// a sketch do not hang on case or typography.
func TestSketch(t *testing.T) {
	var long, other strings.Builder
	for i := range 12_000 {
		fmt.Fprintf(&long, "w%d ", i*i%9973)
		fmt.Fprintf(&other, "v%d ", i*i%9973)
	}
	s := NewSketch(one(long.String()))
	if s.Every != sketchPart || len(s.Runs) == 0 || len(s.Runs) > 4*1500 {
		t.Fatalf("a long text: every %d, %d runs", s.Every, len(s.Runs)/4)
	}
	words := strings.Fields(long.String())
	q := NewQuery(one(strings.ToUpper(strings.Join(words[300:500], " – "))))
	if share, seen := q.Share(s); share < 0.5 || seen < minSeen {
		t.Errorf("an excerpt: share %.2f from %d", share, seen)
	}
	if share, seen := q.Share(NewSketch(one(other.String()))); share > 0.01 || seen > 1 {
		t.Errorf("another text: share %.2f from %d", share, seen)
	}
	if share, _ := NewQuery(nil).Share(s); share != 0 {
		t.Errorf("nothing: share %.2f", share)
	}
}

const minSeen = 5
