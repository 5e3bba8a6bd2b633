package portal_test

import (
	"regexp"
	"strings"
	"testing"

	"vow/internal/testrecord"
)

// held is a record with a seal that any two of three trustees open from a day on, and
// time alone later. One trustee has confirmed its share, and made it public.
func held(t *testing.T) *testrecord.World {
	t.Helper()
	s := testrecord.Promised(t, origin).Moved().SealedForTrustees("(2026-09-01 and 2 of {t1, t2, t3}) or " + testrecord.OpensAt)
	s.Confirm("t1")
	s.Witness("2026-08-23T06:00:00Z")
	s.Publish("t1", s.Share("t1"), testrecord.Head)
	s.Witness("2026-08-26T06:00:00Z")
	return s.World
}

// TestHolds: who can hold a report back, from when and until when, has rows of its own in
// the timeline, as a picture and in words, with when the seal was witnessed; so have the
// confirmation of a share, and the share that is public.
func TestHolds(t *testing.T) {
	h, dir := home(t, held(t)), t.TempDir()
	export(t, h, dir+"/a", "2026-09-02")
	site := tree(t, dir+"/a")
	page := site["r/"+testrecord.Slug+"/index.html"]
	picture := regexp.MustCompile(`<img src="[./]*(a/[^"]+\.svg)" width="[0-9]+" height="[0-9]+" alt="The same events`).FindStringSubmatch(page)
	if picture == nil {
		t.Fatal("no timeline")
	}
	svg := site[picture[1]]
	for _, want := range []string{
		"2026-09-01: from now on the report can be held back until 2026-09-10T00:00:00Z, by not acting: t1 with t2, or t1 with t3, or t2 with t3, witnessed 2026-08-2",
		": the trustee t1 confirms to hold its part", ", witnessed 2026-08-23 06:00", ": makes a share public", ", witnessed 2026-08-26 06:00",
		">can be held back</text>", ">trustee confirms its share</text>", ">share made public: not held back</text>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture does not say %q", want)
		}
	}
	if !regexp.MustCompile(`<li class="k-hold"><time datetime="2026-09-01T00:00:00Z">1 September 2026</time> <span>From now on it can be held back, but not beyond 10 September 2026, 00:00 UTC\. [^<]*</span> <bdi>t1 &#43; t2 / t1 &#43; t3 / t2 &#43; t3</bdi>`).MatchString(page) {
		t.Error("the list of what happened does not say until when it can be held back")
	}
}

// TestNoHolds: where nobody can hold a report back there is no such row.
func TestNoHolds(t *testing.T) {
	h, dir := home(t, answered(t)), t.TempDir()
	export(t, h, dir+"/a", "2026-10-01")
	if page := tree(t, dir+"/a")["r/"+testrecord.Slug+"/index.html"]; strings.Contains(page, "k-hold") {
		t.Error("a seal without trustees has a row of holds")
	}
}
