//go:build ocr

package comparetest

import (
	"flag"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var ocrEach = flag.Int("ocr-each", 12, "alterations of each class that go through OCR")

// TestOCR measures copies that were printed and read by machine. What tesseract
// misreads is a change too, so nothing is held to a target: the figures are for
// docs/performance.md. It needs chromium, pdftoppm and tesseract.
func TestOCR(t *testing.T) {
	for _, tool := range []string{"chromium", "pdftoppm", "tesseract"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: apt-get install chromium poppler-utils tesseract-ocr tesseract-ocr-eng", tool)
		}
	}
	s := NewScore()
	for _, name := range []string{"own", "policy"} {
		text := sources(t)[name]
		if text == nil {
			continue
		}
		for i, c := range Make(text, "en", *ocrEach, 13) {
			if err := s.judge(c, c.Copy, scan(t, c.Copy, fmt.Sprintf("%s%d", name, i)), "ocr"); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("through tesseract\n%s", s.Table())
	if *show {
		for _, m := range s.Misses {
			t.Log(m)
		}
	}
	if s.Made < 5**ocrEach {
		t.Errorf("only %d alterations were made", s.Made)
	}
	for _, v := range s.CalledIdentical {
		t.Errorf("an altered copy was called unaltered: %s", v)
	}
}

// scan prints paragraphs, takes pictures of the pages and reads them.
func scan(t *testing.T, paragraphs []Paragraph, name string) string {
	t.Helper()
	dir := t.TempDir()
	var page strings.Builder
	page.WriteString(`<!DOCTYPE html><meta charset="utf-8"><style>@page{size:A4;margin:2.5cm}body{font:12pt/1.4 "DejaVu Serif",serif}p{margin:0 0 1em;page-break-inside:avoid}</style>`)
	for _, p := range paragraphs {
		page.WriteString("<p>" + html.EscapeString(p.Text) + "</p>\n")
	}
	run := func(name string, args ...string) {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte(page.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=page.pdf", "page.html")
	run("pdftoppm", "-r", "150", "-gray", "page.pdf", "p")
	pictures, err := filepath.Glob(filepath.Join(dir, "p-*.pgm"))
	if err != nil || len(pictures) == 0 {
		t.Fatalf("%s: no pages, %v", name, err)
	}
	var text strings.Builder
	for _, p := range pictures {
		run("tesseract", p, strings.TrimSuffix(p, ".pgm"), "-l", "eng")
		data, err := os.ReadFile(strings.TrimSuffix(p, ".pgm") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(strings.ReplaceAll(string(data), "\f", "") + "\n\n")
	}
	return text.String()
}
