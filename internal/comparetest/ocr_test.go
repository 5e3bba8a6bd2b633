//go:build ocr

package comparetest

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

var (
	ocrCopies = flag.Int("ocr-copies", 12, "copies of each text that go through OCR")
	ocrKeep   = flag.String("ocr-keep", "", "a folder that keeps what was read, so that the next run need not read it again")
)

// TestOCR measures copies that were printed and read by machine. What tesseract
// misreads is a change too, so precision is held to no target: the figures are for
// docs/performance.md. No altered copy may be called unaltered, and of each altered
// paragraph something must be said. It needs chromium, pdftoppm and tesseract.
func TestOCR(t *testing.T) {
	for _, tool := range []string{"chromium", "pdftoppm", "tesseract"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: apt-get install chromium poppler-utils tesseract-ocr tesseract-ocr-eng tesseract-ocr-fra", tool)
		}
	}
	texts := sources(t)
	texts["texte"] = french(t)
	for _, set := range []struct {
		lang, tesseract string
		names           []string
	}{{"en", "eng", []string{"own", "policy"}}, {"fr", "fra", []string{"texte"}}} {
		s := NewScore()
		for _, name := range set.names {
			if texts[name] == nil {
				continue
			}
			cases := Make(texts[name], set.lang, 20**ocrCopies, 13)[:*ocrCopies]
			for i, text := range readAll(t, cases, set.tesseract, name) {
				if err := s.judge(cases[i], cases[i].Copy, text, scanned); err != nil {
					t.Fatal(err)
				}
			}
		}
		t.Logf("%s through tesseract\n%s", set.lang, s.Table())
		if *show {
			for _, m := range s.Misses {
				t.Log(m)
			}
		}
		if s.Made < 5*s.Cases {
			t.Errorf("only %d alterations were made", s.Made)
		}
		for _, v := range s.CalledIdentical {
			t.Errorf("an altered copy was called unaltered: %s", v)
		}
		for _, v := range s.Unsaid {
			t.Errorf("an alteration goes unsaid: %s", v)
		}
	}
}

// readAll prints and reads all copies, as many at a time as there are processors.
func readAll(t *testing.T, cases []Case, lang, name string) []string {
	t.Helper()
	texts := make([]string, len(cases))
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(cases); i = int(next.Add(1)) - 1 {
				text, err := kept(t.TempDir(), cases[i].Copy, lang, fmt.Sprintf("%s%d", name, i))
				if err != nil {
					t.Error(err)
					return
				}
				texts[i] = text
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return texts
}

// kept returns what was read of a copy, from the folder that keeps it where it
// is of the same copy.
func kept(dir string, paragraphs []Paragraph, lang, name string) (string, error) {
	if *ocrKeep == "" {
		return scan(dir, paragraphs, lang, name)
	}
	sum := sha256.Sum256([]byte(lang + Text(paragraphs, 0)))
	file := filepath.Join(*ocrKeep, fmt.Sprintf("%s-%x.txt", name, sum[:8]))
	if data, err := os.ReadFile(file); err == nil {
		return string(data), nil
	}
	text, err := scan(dir, paragraphs, lang, name)
	if err != nil {
		return "", err
	}
	return text, os.WriteFile(file, []byte(text), 0o600)
}

// scan prints paragraphs, takes pictures of the pages and reads them.
func scan(dir string, paragraphs []Paragraph, lang, name string) (string, error) {
	var page strings.Builder
	page.WriteString(`<!DOCTYPE html><meta charset="utf-8"><style>@page{size:A4;margin:2.5cm}body{font:12pt/1.4 "DejaVu Serif",serif}p{margin:0 0 1em;page-break-inside:avoid}</style>`)
	for _, p := range paragraphs {
		page.WriteString("<p>" + html.EscapeString(p.Text) + "</p>\n")
	}
	run := func(tool string, args ...string) error {
		cmd := exec.Command(tool, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %s: %w: %s", name, tool, err, out)
		}
		return nil
	}
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte(page.String()), 0o600); err != nil {
		return "", err
	}
	if err := run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=page.pdf", "page.html"); err != nil {
		return "", err
	}
	if err := run("pdftoppm", "-r", "150", "-gray", "page.pdf", "p"); err != nil {
		return "", err
	}
	pictures, err := filepath.Glob(filepath.Join(dir, "p-*.pgm"))
	if err != nil || len(pictures) == 0 {
		return "", fmt.Errorf("%s: no pages: %w", name, err)
	}
	var text strings.Builder
	for _, p := range pictures {
		base := strings.TrimSuffix(p, ".pgm")
		if err := run("tesseract", p, base, "-l", lang); err != nil {
			return "", err
		}
		data, err := os.ReadFile(base + ".txt")
		if err != nil {
			return "", err
		}
		text.WriteString(strings.ReplaceAll(string(data), "\f", "") + "\n\n")
	}
	return text.String(), nil
}
