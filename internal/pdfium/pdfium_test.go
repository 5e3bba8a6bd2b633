//go:build !js

package pdfium

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	engine "github.com/klippa-app/go-pdfium"

	"vow"
)

// cacheForTests keeps the compiled reader between tests: compiling takes seconds.
var cacheForTests = filepath.Join(os.TempDir(), fmt.Sprintf("vow-test-cache-%d", os.Getuid()))

// fileOf writes a PDF of the given objects, numbered from 1; the first is the catalogue.
func fileOf(objects ...string) []byte {
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

func page(extra, content string) []byte {
	return fileOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> "+extra+" >>",
		stream("", content), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
}

func TestRead(t *testing.T) {
	d, err := Read(context.Background(), page("", "BT /F 12 Tf 100 700 Td (10) Tj 6 Ts /F 7 Tf (6) Tj 0 Ts /F 12 Tf ( litres) Tj ET"), cacheForTests, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	p := d.Pages[0]
	if p.Width != 600 || p.Height != 800 || len(p.Lines) != 2 || len(p.Lines[0].Words) != 2 || len(p.Lines[1].Words) != 1 || !p.Lines[0].Bold || p.Lines[0].Mono || p.Lines[0].Turned {
		t.Fatalf("%+v", p)
	}
	ten, six, litres := p.Lines[0].Words[0], p.Lines[0].Words[1], p.Lines[1].Words[0]
	if ten.Text != "10" || ten.Size != 12 || ten.Base != 100 || ten.Glued || six.Text != "6" || six.Size != 7 || six.Base >= ten.Base || !six.Glued || litres.Text != "litres" || litres.Glued || litres.X0 < six.X1 {
		t.Errorf("%+v %+v %+v", ten, six, litres)
	}
	// A page that is turned is read upright.
	d, err = Read(context.Background(), page("/Rotate 90", "BT 0 1 -1 0 100 200 Tm /F 12 Tf (upright) Tj ET"), cacheForTests, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if p := d.Pages[0]; p.Width != 800 || p.Lines[0].Turned || p.Lines[0].Words[0].Base != 100 {
		t.Errorf("%+v", p)
	}
}

// What kills the reader is an error with one line.
func TestCrash(t *testing.T) {
	form := fileOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
		stream("", "/X Do"), stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>", "/X Do /X Do"))
	_, err := Read(context.Background(), form, cacheForTests, Limits{Memory: 32 << 20, Time: time.Minute})
	if vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "the reader of PDF failed on it") || strings.Contains(err.Error(), "\n") || vow.HintOf(err) == "" {
		t.Error(err)
	}
}

// pages is a file of so many pages in two fonts, each with its number and a raised
// mark; the content of some may be another, and the outline has a title for each.
func pages(n int, other map[int]string, title string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>", "",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>", ""}
	const each, before = 4, 5
	var kids []string
	for i := range n {
		at := before + each*i + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", at))
		content := fmt.Sprintf("BT /%s 12 Tf 100 %d Td (page %d of many words) Tj 6 Ts /F 7 Tf (%d) Tj ET", "FG"[i%2:i%2+1], 700-i, i+1, i%9+1)
		if o, ok := other[i]; ok {
			content = o
		}
		next := ""
		if i+1 < n {
			next = fmt.Sprintf("/Next %d 0 R", at+each+3)
		}
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R /Resources << /Font << /F 3 0 R /G 4 0 R >> /XObject << /X %d 0 R >> >> >>", at+1, at+2),
			stream("", content),
			stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>", at+2), "/X Do /X Do"),
			fmt.Sprintf("<< /Title (%s %d) /Parent 5 0 R /Dest [%d 0 R /Fit] %s >>", title, i+1, at, next))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), n)
	objects[4] = fmt.Sprintf("<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>", before+each, before+each*n, n)
	return fileOf(objects...)
}

// What is read is the same, in order, whether one reads or four read beside each other.
func TestReaders(t *testing.T) {
	long := strings.Repeat("a title ", 300) // longer than the place for answers is at first
	data := pages(90, nil, long)
	one, err := Read(context.Background(), data, cacheForTests, Limits{Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	four, err := Read(context.Background(), data, cacheForTests, Limits{Readers: 4})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one, four) {
		t.Error("four readers read another text than one")
	}
	if len(one.Pages) != 90 || len(one.Outline) != 90 {
		t.Fatal(len(one.Pages), len(one.Outline))
	}
	for i, p := range one.Pages {
		words := p.Lines[0].Words
		if len(words) < 5 || words[1].Text != fmt.Sprint(i+1) || p.Lines[0].Bold != (i%2 == 0) || p.Lines[0].Mono {
			t.Fatalf("page %d: %+v", i+1, p.Lines)
		}
		if want := (Entry{Title: fmt.Sprintf("%s %d", long, i+1), Level: 1, Page: i}); one.Outline[i] != want {
			t.Fatalf("entry %d: %+v", i+1, one.Outline[i])
		}
	}
}

// A crash in one of several readers is an error, and that of the first page that
// crashes.
func TestCrashBeside(t *testing.T) {
	data := pages(90, map[int]string{33: "/X Do", 34: "/X Do", 80: "/X Do"}, "x")
	for range 3 {
		d, err := Read(context.Background(), data, cacheForTests, Limits{Readers: 4, Memory: 32 << 20, Time: time.Minute})
		if d != nil || vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "failed on it: page 34: ") || strings.Contains(err.Error(), "\n") {
			t.Error(err)
		}
	}
}

type otherEngine struct {
	engine.Pdfium
	shown any
}

func (e otherEngine) GetImplementation() any { return e.shown }

// A version of go-pdfium that shows its instance otherwise is an error.
func TestOtherEngine(t *testing.T) {
	for _, shown := range []any{nil, 1, struct{ Other any }{}, &struct{ Module any }{}, struct{ Module any }{1}, struct{ Module int }{1}} {
		if _, err := newLibrary(otherEngine{shown: shown}); err == nil {
			t.Errorf("%#v is taken for an instance", shown)
		}
	}
}

func TestLimits(t *testing.T) {
	good := page("", "BT /F 12 Tf 100 700 Td (text) Tj ET")
	for name, c := range map[string]struct {
		data []byte
		l    Limits
		code vow.Code
	}{
		"chars":   {good, Limits{Chars: 3}, vow.CodeRefused},
		"time":    {good, Limits{Time: 1}, vow.CodeRefused},
		"no PDF":  {[]byte("words"), Limits{}, vow.CodeCheck},
		"nothing": {nil, Limits{}, vow.CodeCheck},
	} {
		if d, err := Read(context.Background(), c.data, cacheForTests, c.l); d != nil || vow.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A damaged cache costs time, not the reading; one that others may write is not used.
func TestCache(t *testing.T) {
	good := page("", "BT /F 12 Tf 100 700 Td (text) Tj ET")
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "pdf"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "pdf"), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := openCache(dir); err == nil {
		t.Error("a cache that others can write to is used")
	}
	if _, err := Read(context.Background(), good, cacheForTests, Limits{}); err != nil {
		t.Fatal(err)
	}
	spoiled := t.TempDir()
	if err := os.CopyFS(spoiled, os.DirFS(cacheForTests)); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(spoiled, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files++
			return os.WriteFile(name, []byte("spoiled"), 0o600)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatal(files, err)
	}
	if d, err := Read(context.Background(), good, spoiled, Limits{}); err != nil || len(d.Pages) != 1 {
		t.Error(err)
	}
}
