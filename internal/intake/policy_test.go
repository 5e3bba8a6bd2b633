package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"vow/paper"
)

func policyFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(policyDir, name))
	if err != nil {
		t.Fatalf("%v: run script/deps", err)
	}
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if data, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

// policyChapters are the pages of the manual, in the order of the others.
var policyChapters = []string{"ch-scope", "ch-archive", "ch-binary", "ch-source", "ch-controlfields", "ch-maintainerscripts", "ch-relationships",
	"ch-sharedlibs", "ch-opersys", "ch-files", "ch-customized-programs", "ch-docs", "ap-pkg-scope", "ap-pkg-binarypkg", "ap-pkg-sourcepkg",
	"ap-pkg-controlfields", "ap-pkg-conffiles", "ap-pkg-alternatives", "ap-pkg-diversions",
	"ap-process", "ap-flowcharts", "upgrading-checklist", "ap-license"}

// lettersOf is a paragraph as far as the three renderings agree by design: Sphinx
// writes quotes, emphasis and links in the text with signs of its own.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r) // the PDF has the titles of chapters in capitals
		}
		return -1
	}, s)
}

// TestPolicy: the manual as pages, as text and as PDF has the same paragraphs, in
// the same order, and all their words. Every heading, paragraph, item, quote and note of
// the pages is looked up in the other two; one that is not a block of its own there
// must have one of these reasons, each of which is checked of it:
//
//   - lines: its words are whole lines of the text file, and no blank line parts them
//     from what is before or behind. So Sphinx writes listings: in the pages every line
//     is a paragraph.
//   - label: it is the number before a paragraph, and in the text file its label.
//   - note: it is one of several paragraphs of a note, which in a PDF look like the
//     lines of one.
//   - page: in the PDF it goes on over a page, and looks as if it ended there.
//   - one of those that policyRest lists by hash, each with its reason.
//
// The log of this test is the whole list.
func TestPolicy(t *testing.T) {
	var pages []policyPart
	for _, name := range policyChapters {
		d, err := Read(context.Background(), policyFile(t, "policy.html/"+name+".html"), Options{Name: name + ".html"})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range d.Blocks {
			if s := lettersOf(b.Text); s != "" && b.Kind != paper.Cell {
				pages = append(pages, policyPart{s, b})
			}
		}
	}
	if len(pages) < 3000 {
		t.Fatalf("only %d blocks in the pages", len(pages))
	}
	raw := policyFile(t, "policy.txt.gz")
	for _, c := range []struct {
		name string
		most map[string]int // of each reason
	}{
		{"policy.txt.gz", map[string]int{"lines": 293, "label": 12}},
		{"policy.pdf.gz", map[string]int{"note": 55, "page": 7}},
	} {
		d, err := Read(context.Background(), policyFile(t, c.name), Options{Name: strings.TrimSuffix(c.name, ".gz"), Cache: cacheForTests})
		if err != nil {
			t.Fatal(err)
		}
		var source []byte
		if c.name == "policy.txt.gz" {
			source = raw
		}
		counts := lookUp(t, c.name, d, source, pages)
		t.Logf("%s: of %d blocks the same: %d; others by reason: %v", c.name, len(pages), counts["same"], counts)
		for reason, n := range counts {
			if reason != "same" && !strings.HasPrefix(reason, "listed") && n > c.most[reason] {
				t.Errorf("%s: %d blocks for the reason %q", c.name, n, reason)
			}
		}
	}
}

// policyPart is a block of the pages, and its letters.
type policyPart struct {
	letters string
	block   paper.Block
}

// flow is the running letters of some blocks of a document.
type flow struct {
	letters string
	blocks  map[int]int // the block that begins at a place
}

func flowOf(d *Document, notes bool) flow {
	f := flow{blocks: map[int]int{}}
	var b strings.Builder
	for i := range d.Blocks {
		if s := lettersOf(d.Blocks[i].Text); s != "" && (d.Blocks[i].Kind == paper.Note) == notes {
			f.blocks[b.Len()] = i
			b.WriteString(s)
		}
	}
	f.letters = b.String()
	f.blocks[len(f.letters)] = len(d.Blocks)
	return f
}

// lookUp places every block of the pages in another rendering, in order, and
// counts why it is not a block there.
func lookUp(t *testing.T, name string, d *Document, source []byte, pages []policyPart) map[string]int {
	counts, labels := map[string]int{}, map[string]bool{}
	for _, b := range d.Blocks {
		if b.Label != "" {
			labels[lettersOf(b.Label)] = true
		}
	}
	for _, notes := range []bool{false, true} {
		f := flowOf(d, notes)
		var parts []policyPart
		for _, p := range pages {
			if (p.block.Kind == paper.Note) == notes {
				parts = append(parts, p)
			}
		}
		at := places(f, parts)
		for _, more := range between(f.letters, parts, at) {
			if !policyMore.MatchString(more) {
				t.Errorf("%s: only there: %.200s", name, more)
			}
		}
		for i, at := range at {
			reason := ""
			if at >= 0 {
				reason = reasonOf(d, f, source, at, len(parts[i].letters), notes)
			} else if labels[parts[i].letters] {
				reason = "label"
			}
			hash := fmt.Sprintf("%x", sha256.Sum256([]byte(parts[i].letters)))[:8]
			if listed := policyRest[hash+" "+name[7:10]]; listed != "" && reason == "" {
				reason = "listed: " + listed
			}
			counts[reason]++
			if reason != "same" {
				t.Logf("%s: %s %s: %.90s", name, hash, reason, parts[i].block.Text)
			}
			if reason == "" {
				t.Errorf("%s: %s: no reason why it is no block (at %d): %.200s", name, hash, at, parts[i].block.Text)
			}
		}
	}
	return counts
}

// places returns where each part begins in the letters, in order, or -1. Long
// parts are placed first: a short one may stand anywhere by chance.
func places(f flow, parts []policyPart) []int {
	letters := f.letters
	out := make([]int, len(parts))
	begin := max(0, strings.LastIndex(letters, parts[0].letters+parts[1].letters)) // behind summary and contents
	at := begin
	for i, p := range parts {
		out[i] = -1
		if len(p.letters) < 40 {
			continue
		}
		if k := strings.Index(letters[at:], p.letters); k >= 0 {
			out[i] = at + k
			at += k + len(p.letters)
		}
	}
	at = begin
	for i, p := range parts {
		if len(p.letters) >= 40 {
			if out[i] >= 0 {
				at = out[i] + len(p.letters)
			}
			continue
		}
		end := len(letters)
		for k := i + 1; k < len(parts); k++ {
			if out[k] >= 0 {
				end = out[k]
				break
			}
		}
		if k := f.find(at, max(at, end), p.letters); k >= 0 {
			out[i] = k
			at = k + len(p.letters)
		}
	}
	return out
}

// find returns where s stands from at up to end, as a block of its own if it does
// so anywhere there, or -1.
func (f flow) find(at, end int, s string) int {
	first := -1
	for k := at; k+len(s) <= end; k++ {
		n := strings.Index(f.letters[k:end], s)
		if n < 0 {
			break
		}
		k += n
		if first < 0 {
			first = k
		}
		_, starts := f.blocks[k]
		if _, ends := f.blocks[k+len(s)]; starts && ends {
			return k
		}
	}
	return first
}

// between returns the letters that stand before, between and behind the parts.
func between(letters string, parts []policyPart, at []int) []string {
	var out []string
	end := 0
	for i, p := range parts {
		if at[i] > end {
			out = append(out, letters[end:at[i]])
		}
		end = max(end, at[i]+len(p.letters))
	}
	if end < len(letters) {
		out = append(out, letters[end:])
	}
	return out
}

// reasonOf says why the letters from at on are no block of their own, "same" if
// they are one, "" if for no known reason.
func reasonOf(d *Document, f flow, source []byte, at, n int, note bool) string {
	_, starts := f.blocks[at]
	_, ends := f.blocks[at+n]
	var inner []int // blocks that begin inside
	for k := at + 1; k < at+n; k++ {
		if b, ok := f.blocks[k]; ok {
			inner = append(inner, b)
		}
	}
	switch {
	case starts && ends && len(inner) == 0:
		return "same"
	case source != nil:
		if len(inner) == 0 && wholeLines(source, f.letters[at:at+n]) {
			return "lines"
		}
		return ""
	case note && len(inner) == 0:
		return "note" // in the flow of notes, and inside one
	case starts && ends && !slices.ContainsFunc(inner, func(b int) bool { return d.Lines[b] == d.Lines[b-1] }):
		return "page"
	}
	return ""
}

// wholeLines reports whether the letters are those of whole lines of the text
// which a line before or behind is not parted from by a blank one.
func wholeLines(source []byte, letters string) bool {
	lines := strings.Split(string(source), "\n")
	for i := range lines {
		rest, k := letters, i
		for ; k < len(lines) && rest != "" && strings.TrimSpace(lines[k]) != ""; k++ {
			l := lettersOf(lines[k])
			if k == i { // an item's number is its label
				if _, text := cutLabel(paper.Para, strings.TrimSpace(lines[k])); strings.HasPrefix(rest, lettersOf(text)) {
					l = lettersOf(text)
				}
				if _, text := cutNote(lines[k]); strings.HasPrefix(rest, lettersOf(text)) {
					l = lettersOf(text)
				}
			}
			if !strings.HasPrefix(rest, l) {
				break
			}
			rest = rest[len(l):]
		}
		if rest == "" && k > i && (i > 0 && strings.TrimSpace(lines[i-1]) != "" || strings.TrimSpace(lines[k]) != "") {
			return true
		}
	}
	return false
}

// policyRest has the blocks of the pages that are none in the text or PDF for a
// reason of their own, by the hash of their letters.
var policyRest = map[string]string{
	// The wide spaces between the parts of a line of code are read as columns.
	"15e2afae pdf": "columns", "0a6d0a69 pdf": "columns", "f7c3d982 pdf": "columns", "7afe95f0 pdf": "columns",
	// A line of code is wider than the page and broken in the PDF itself, with a sign.
	"afa4d432 pdf": "broken", "b573a837 pdf": "broken", "e3befab8 pdf": "broken",
	// What follows an item, or code in it, begins where the item's own lines do.
	"027ce1e4 pdf": "item", "2645e01e pdf": "item", "585c9ee5 pdf": "item", "e2ee890e pdf": "item",
	// A line in a paragraph begins with a dash, as an item would.
	"a33d9345 pdf": "dash", "0455d60d pdf": "dash",
	// The title of 7.7 has three lines, and its number is not cut from it.
	"0988ef6a pdf": "title",
	// A picture and its caption: the pages have the caption once more as what the
	// picture shows, the text writes "[image: …][image]", the PDF "Fig. 1:".
	"d478aa12 txt": "picture", "693124cb txt": "picture", "4fc5d18e txt": "picture", "d725de1e txt": "picture", "4793b456 txt": "picture", "9042f3c7 txt": "picture",
	"d478aa12 pdf": "picture", "693124cb pdf": "picture", "4fc5d18e pdf": "picture", "d725de1e pdf": "picture", "4793b456 pdf": "picture", "9042f3c7 pdf": "picture",
}

// policyMore is what the text and the PDF have beside the pages: the manual's title,
// its summary and contents, the words for pictures; in the PDF "CHAPTER ONE", "continues
// on next page", the names and page numbers of chapters, 7.7 (whose title see above),
// and the index.
var policyMore = regexp.MustCompile(`^(?:debianpolicymanual.*|image|(?:\d+chapter\d+[a-z]*)?(?:twenty)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)?|continuesonnextpage|77|fig\d|index.*)$`)
