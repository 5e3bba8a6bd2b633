package intake

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/paper"
)

// cacheForTests keeps the compiled reader between tests: compiling takes seconds.
var cacheForTests = filepath.Join(os.TempDir(), fmt.Sprintf("vow-test-cache-%d", os.Getuid()))

func readPart(t testing.TB, name string) *Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "parts", name))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(context.Background(), data, Options{Name: name, Cache: cacheForTests})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// shown writes a block without its place in the file.
func shown(d *Document) []string {
	out := brief(d)
	for i, s := range out {
		_, out[i], _ = strings.Cut(s, " ")
	}
	return out
}

// One source, nine ways to make a document of it, the same blocks.
func TestParts(t *testing.T) {
	want := readPart(t, "source.html")
	if len(want.Blocks) != 38 || want.Title != "Assessment of the water supply" {
		t.Fatalf("%d blocks, title %q", len(want.Blocks), want.Title)
	}
	for _, name := range []string{"libreoffice.docx", "pandoc.docx", "libreoffice.pdf", "latex.pdf", "latex-two.pdf", "chromium.pdf", "chromium-head.pdf", "chromium-columns.pdf", "chromium-indent.pdf"} {
		t.Run(name, func(t *testing.T) {
			got := readPart(t, name)
			if diff := cmp.Diff(shown(want), shown(got)); diff != "" || got.Title != want.Title {
				t.Errorf("title %q\n%s", got.Title, diff)
			}
			if _, err := paper.Fix(got.Title, "en", paper.SplitBlock, got.Blocks, [32]byte{1}); err != nil {
				t.Error(err)
			}
			if strings.HasSuffix(name, ".pdf") && len(got.Report) == 0 {
				t.Error("a PDF without a guess")
			}
		})
	}
	report := strings.Join(remarks(readPart(t, "latex-two.pdf")), "\n")
	for _, s := range []string{"guessed: page 1: the page has two columns", "the hyphen at the end of a line is left out of", "dropped: page 1: a page number"} {
		if !strings.Contains(report, s) {
			t.Errorf("report without %q:\n%s", s, report)
		}
	}
}

// Arabic with its joined lam-alef, Hebrew, Chinese, Greek and Cyrillic.
func TestScripts(t *testing.T) {
	want := readPart(t, "scripts.html")
	for _, name := range []string{"scripts.pdf", "libreoffice-scripts.pdf"} {
		if diff := cmp.Diff(shown(want), shown(readPart(t, name))); diff != "" || len(want.Blocks) != 7 {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

// Numbers, brackets, quotation marks and words of other letters in lines from right
// to left; in what Chromium prints, Indian letters that are several signs. Where
// paragraphs end is not asked here: their lines stand close in one font and far
// apart in the next.
func TestDirections(t *testing.T) {
	text := func(name string) string {
		var parts []string
		for _, b := range readPart(t, name).Blocks {
			parts = append(parts, b.Text)
		}
		return strings.Join(parts, " ")
	}
	want := text("directions.html")
	if diff := cmp.Diff(want, text("directions.pdf")); diff != "" {
		t.Errorf("Chromium\n%s", diff)
	}
	arabicAndHebrew, _, _ := strings.Cut(want, "क")
	if got := text("libreoffice-directions.pdf"); !strings.HasPrefix(got, arabicAndHebrew) || len(arabicAndHebrew) < 500 {
		t.Errorf("LibreOffice\n%s", cmp.Diff(arabicAndHebrew, got))
	}
}

// pdfOf writes a PDF of the given objects, numbered from 1; the first is the catalogue.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

func stream(dict, body string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
}

const catalogue, pageTree = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"

const helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"

// onePage is a page with this content.
func onePage(content string) []byte {
	return pdfOf(catalogue, pageTree, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		stream("", content), helvetica)
}

func TestSmallPDF(t *testing.T) {
	d, err := FromPDF(context.Background(), onePage("BT /F 12 Tf 72 700 Td (The pumps failed on) Tj 0 -14 Td (three days \\(in June\\).) Tj ET"), Options{Cache: cacheForTests})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(shown(d), "|"); got != "para: The pumps failed on three days (in June)." {
		t.Error(got)
	}
}

func TestHostilePDF(t *testing.T) {
	kids := strings.Repeat("3 0 R ", 100_000)
	many := pdfOf(catalogue, "<< /Type /Pages /Kids ["+kids+"] /Count 100000 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
	circle := pdfOf(catalogue, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Parent 2 0 R /Count 2 >>")
	form := pdfOf(catalogue, pageTree, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
		stream("", "/X Do"), stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>", "/X Do"))
	outline := pdfOf("<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>", pageTree, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		stream("", "BT /F 12 Tf 72 700 Td (text) Tj ET"), helvetica, "<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>", "<< /Title (a) /Parent 6 0 R /First 7 0 R /Next 7 0 R /Dest [3 0 R /Fit] >>")
	scan := pdfOf(catalogue, pageTree, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
		stream("", "100 0 0 100 0 0 cm /X Do"), stream("/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x00\xff\xff\x00"))
	good := onePage("BT /F 12 Tf 72 700 Td (text) Tj ET")
	secret, err := os.ReadFile(filepath.Join("testdata", "parts", "encrypted.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	// Fonts that do not say which characters their signs are: their numbers are no text.
	part, err := os.ReadFile(filepath.Join("testdata", "parts", "libreoffice.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	mute := bytes.ReplaceAll(part, []byte("/ToUnicode"), []byte("/XoUnicode"))
	for name, c := range map[string]struct {
		data []byte
		opt  Options
		code vow.Code
		want string
	}{
		"100,000 pages":    {many, Options{}, vow.CodeRefused, "100000 pages, over the 10000"},
		"pages in circles": {circle, Options{}, vow.CodeCheck, ""},
		"a form in itself": {form, Options{}, vow.CodeCheck, "there is no text in it"},
		"scanned":          {scan, Options{}, vow.CodeCheck, "1 pages are scanned"},
		"encrypted":        {secret, Options{}, vow.CodeUsage, "encrypted and needs a password"},
		"mute fonts":       {mute, Options{}, vow.CodeCheck, "do not say which characters they show"},
		"cut":              {good[:60], Options{}, vow.CodeCheck, ""},
		"only a header":    {[]byte("%PDF-1.7\n"), Options{}, vow.CodeCheck, "not a PDF, or damaged"},
		"no time":          {good, Options{Limits: Limits{Time: time.Nanosecond}}, vow.CodeRefused, "could not be read within"},
		"no page":          {pdfOf(catalogue, "<< /Type /Pages /Kids [] /Count 0 >>"), Options{}, vow.CodeCheck, ""},
	} {
		c.opt.Cache = cacheForTests
		d, err := FromPDF(context.Background(), c.data, c.opt)
		if d != nil || vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v (%s)", name, err, vow.CodeOf(err))
		}
	}
	// An outline in a circle ends, with its text or an error, and soon.
	if d, err := FromPDF(context.Background(), outline, Options{Cache: cacheForTests}); err == nil && len(d.Blocks) == 0 || err != nil && vow.CodeOf(err) != vow.CodeRefused {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := FromPDF(ctx, good, Options{Cache: cacheForTests}); err == nil {
		t.Error("read although it was stopped")
	}
}

func FuzzFromPDF(f *testing.F) {
	f.Add(onePage("BT /F 12 Tf 72 700 Td (text) Tj ET"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := FromPDF(context.Background(), data, Options{Cache: cacheForTests, Limits: Limits{Time: 20 * time.Second}})
		if err == nil && len(d.Blocks) == 0 {
			t.Error("no error and no text")
		}
	})
}

// Two paragraphs of one line each are two, though no other gap says how far lines
// stand apart; text with room between all its lines is one.
func TestPDFSingleLines(t *testing.T) {
	for content, want := range map[string]int{
		"BT /F 12 Tf 72 700 Td (The first paragraph has one line.) Tj 0 -25 Td (The second paragraph has one line, too.) Tj ET": 2,
		"BT /F 12 Tf 72 700 Td (The only paragraph that is here has many more words than one line holds, so that it goes on) Tj 0 -24 Td (over several lines, with room between all of them, as a draft has that somebody is to write) Tj " +
			"0 -24 Td (into by hand, between its lines, before it is sent back to the office from which it came and) Tj 0 -24 Td (ends here.) Tj ET": 1,
	} {
		d, err := FromPDF(context.Background(), onePage(content), Options{Cache: cacheForTests})
		if err != nil || len(d.Blocks) != want {
			t.Errorf("%v, %d blocks wanted: %q", err, want, brief(d))
		}
	}
}
