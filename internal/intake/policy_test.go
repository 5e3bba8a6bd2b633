package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
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
	"ap-pkg-controlfields", "ap-pkg-conffiles", "ap-pkg-alternatives", "ap-pkg-diversions"}

// lettersOf is a paragraph as far as the three renderings agree by design: Sphinx
// writes quotes, emphasis and links in the text with signs of its own.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// proseOf returns the paragraphs of a document with over 60 letters.
func proseOf(d *Document) []string {
	var out []string
	for _, b := range d.Blocks {
		if b.Kind == paper.Heading || b.Kind == paper.Cell {
			continue
		}
		if s := lettersOf(b.Text); len(s) > 60 {
			out = append(out, s)
		}
	}
	return out
}

// TestPolicy: the manual as pages, as text and as PDF has the same paragraphs. What
// remains are paragraphs whose words are all there, in their order, but joined with a
// neighbour or parted in two.
//
// In the text: Sphinx writes a term and its explanation, or the paragraphs of a note
// and its number, without a blank line, so that nothing but the words says where one
// ends. In the PDF: a note of several paragraphs is one note; a paragraph that ends at
// the foot of a page with a full line goes on over the page only if no sentence ends
// there; a line that is followed by a longer word than fits ends a paragraph where the
// page has right margins of different widths.
func TestPolicy(t *testing.T) {
	var pages []string
	for _, name := range policyChapters {
		d, err := Read(context.Background(), policyFile(t, "policy.html/"+name+".html"), Options{Name: name + ".html"})
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, proseOf(d)...)
	}
	if len(pages) < 1000 {
		t.Fatalf("only %d paragraphs in the pages", len(pages))
	}
	for _, c := range []struct {
		name      string
		elsewhere int // at most
	}{{"policy.txt.gz", len(pages) * 17 / 100}, {"policy.pdf.gz", len(pages) * 4 / 100}} {
		d, err := Read(context.Background(), policyFile(t, c.name), Options{Name: strings.TrimSuffix(c.name, ".gz"), Cache: cacheForTests})
		if err != nil {
			t.Fatal(err)
		}
		have := make(map[string]int)
		for _, s := range proseOf(d) {
			have[s]++
		}
		text := runningText(d)
		elsewhere, interrupted := 0, 0
		for _, s := range pages {
			switch {
			case have[s] > 0:
				have[s]--
			case strings.Contains(text, s):
				elsewhere++
			default:
				interrupted++
				t.Errorf("%s: not there in this order: %.200s", c.name, s)
			}
		}
		t.Logf("%s: of %d paragraphs %d joined or parted, %d not there", c.name, len(pages), elsewhere, interrupted)
		if elsewhere > c.elsewhere {
			t.Errorf("%s: of %d paragraphs %d are joined or parted", c.name, len(pages), elsewhere)
		}
	}
}

// runningText returns the letters of a document, notes behind all else.
func runningText(d *Document) string {
	var text, notes strings.Builder
	for _, b := range d.Blocks {
		if b.Kind == paper.Note {
			notes.WriteString(lettersOf(b.Text))
		} else {
			text.WriteString(lettersOf(b.Text))
		}
	}
	return text.String() + notes.String()
}
