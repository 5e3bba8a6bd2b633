package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/paper"
)

func fromHTML(s string, opt Options) (*Document, error) { return FromHTML([]byte(s), opt) }

const htmlReport = `<!DOCTYPE html><html><head><title>Site title</title><style>p{}</style></head>
<body><nav>Menu <a href="/">Home</a></nav><div class=ad>Buy now</div>
<main><h1>Report on X<a class=headerlink href="#x">¶</a></h1>
<p>12.&nbsp;First para with
a <a href="https://e.org/a">link</a>, 10<sup>6</sup> people, H<sub>2</sub>O, the 1<sup>st</sup>.<sup><a href="#fn1" id="r1">1</a></sup>
<p>One<br>line<br><br>Another <del>gone</del><span hidden>secret</span>
<ul><li>one<li>two <b>bold</b><ol type=a start=3><li><p>x<p>more of x<li value=9>y</ol></ul>
<ol reversed><li>b<li>a</ol>
<blockquote><p>“quoted&shy;text”</blockquote>
<table><caption>Table 1</caption><thead><tr><th>a<th rowspan=2>b<tbody><tr><td>1<tr><td colspan=2>wide<td>after</table>
<figure><img src="data:image/png;base64,iVBORw0KGgo=" alt="a picture"><figcaption>Figure 1</figcaption></figure>
<h2>II. Findings</h2>
<pre>code one

	two</pre>
<dl><dt>term<dd>meaning</dl>
<p>مرحبا بالعالم</p><p>שלום &rlm;עולם</p><p>说: <q>好</q></p>
<!-- a comment -->
<section class=footnotes><ol><li id=fn1><p>The note. <a href="#r1">↩</a><p>Its end.</li></ol></section>
</main><footer>foot</footer></body></html>`

func TestFromHTML(t *testing.T) {
	sum := sha256.Sum256([]byte("\x89PNG\r\n\x1a\n"))
	d, err := fromHTML(htmlReport, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"3 heading1: Report on X",
		"4 para (12.): First para with a link, 10⁶ people, H₂O, the 1st.[1]",
		"19 note (1): The note.",
		"19 note: Its end.",
		"6 para: One line",
		"6 para: Another",
		"7 item: one",
		"7 item: two bold",
		"7 item (c.): x",
		"7 item: more of x",
		"7 item (i.): y",
		"8 item (2.): b",
		"8 item (1.): a",
		"9 quote: “quotedtext”",
		"10 caption: Table 1",
		"10 cell 1.1.1: a",
		"10 cell 1.1.2: b",
		"10 cell 1.2.1: 1",
		"10 cell 1.3.1: wide",
		"10 cell 1.3.3: after",
		"11 figure: a picture",
		"11 caption: Figure 1",
		"12 heading2/findings (II.): Findings",
		"13 para: code one",
		"15 para: two",
		"16 para: term",
		"16 para: meaning",
		"17 para: مرحبا بالعالم",
		"17 para: שלום עולם",
		"17 para: 说: “好”",
	}
	if diff := cmp.Diff(want, brief(d)); diff != "" {
		t.Error(diff)
	}
	if h := d.Blocks[20].SHA256; h != vow.Hash(sum) || d.Title != "Report on X" {
		t.Errorf("%s %s, title %q", h, hex.EncodeToString(sum[:]), d.Title)
	}
	report := strings.Join(remarks(d), "\n")
	for _, s := range []string{
		`guessed: line 3: the text is the page's only main`,
		`dropped: line 2: outside the text: "Menu Home"`, `outside the text: "Buy now"`, `"foot"`,
		`dropped: line 4: the address of a link: "https://e.org/a"`,
		`struck out: "gone"`, `hidden: "secret"`, `U+00AD (1)`, `U+200F (1)`, `a comment is not in the paper: "a comment"`,
		`dropped: 2 signs that link to their own place`, `guessed: 2 paragraphs and headings`,
	} {
		if !strings.Contains(report, s) {
			t.Errorf("report without %s:\n%s", s, report)
		}
	}
}

// Nothing is left out of a page without main; an article is taken if it is the only one.
func TestHTMLRoot(t *testing.T) {
	for page, want := range map[string]string{
		"<p>a<p>b":                               "1 para: a|1 para: b",
		"<article><p>a</article><p>ad":           "1 para: a",
		"<article>a</article><article>b":         "1 para: a|1 para: b",
		"<main></main><p>a":                      "1 para: a",
		"<header><h1>t</h1></header><p>a":        "1 heading1: t|1 para: a",
		"<header>logo</header><p>a":              "1 para: a",
		"a<div>b</div>c":                         "1 para: a|1 para: b|1 para: c",
		"<span>a<div>b</div></span>":             "1 para: a|1 para: b",
		"<table><tr><td><h1>t</h1><td>a</table>": "1 heading1: t|1 para: a",
		"<p>a <img alt=i src=x> b":               "1 para: a i b",
		"<p>12. Twelve<p>2022 was<p>A. Smith":    "1 para (12.): Twelve|1 para: 2022 was|1 para: A. Smith",
	} {
		d, err := fromHTML(page, Options{})
		if err != nil {
			t.Errorf("%s: %v", page, err)
			continue
		}
		if got := strings.Join(brief(d), "|"); got != want {
			t.Errorf("%s: %s, %s expected", page, got, want)
		}
	}
}

func TestHTMLEncodings(t *testing.T) {
	utf16 := "\xff\xfe"
	for _, c := range "<html><p>né" {
		utf16 += string([]byte{byte(c), 0})
	}
	for name, c := range map[string]struct{ page, want, err string }{
		"utf-8":              {"<p>né", "né", ""},
		"bom":                {"\ufeff<p>né", "né", ""},
		"stated":             {"<meta charset=windows-1252><p>n\xe9", "né", ""},
		"stated as latin 1":  {"<meta http-equiv=content-type content='text/html; charset=iso-8859-1'><p>n\xe9\x93", "né“", ""},
		"utf-16":             {utf16, "né", ""},
		"big5":               {"<meta charset=big5><p>\xa4\xa4", "中", ""},
		"invalid":            {"<p>a\n<p>n\xe9", "", "line 2: a byte that is not UTF-8"},
		"stated and invalid": {"<meta charset=utf-8>\n<p>n\xe9", "", "line 2: a byte that is not UTF-8"},
		"mixed":              {"<meta charset=big5>\n\n<p>\xa4\xa4\xff", "", "line 3: bytes that are not big5"},
	} {
		d, err := fromHTML(c.page, Options{})
		if c.err != "" {
			if vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || d.Blocks[0].Text != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is made to exhaust a reader is an error, and soon.
func TestHostileHTML(t *testing.T) {
	var many strings.Builder
	for i := range 600 {
		fmt.Fprintf(&many, "<b id=%d>", i)
	}
	for name, c := range map[string]struct {
		page string
		code vow.Code
		want string
	}{
		"10,000 levels":       {strings.Repeat("<div>", 10_000) + "deep", vow.CodeRefused, "512"},
		"100,000 lists":       {strings.Repeat("<ul><li>", 100_000), vow.CodeRefused, "512"},
		"33 quotes":           {strings.Repeat("<blockquote>", 33) + "deep", vow.CodeRefused, "over 32 lists and quotes"},
		"formatting elements": {many.String() + strings.Repeat("<p>x</p>", 100_000), vow.CodeRefused, "to be opened again"},
		"elements":            {strings.Repeat("<br>", maxNodes+1), vow.CodeRefused, "over 2000000 elements"},
		"spans":               {"<table><tr>" + strings.Repeat("<td colspan=1000 rowspan=1000>x", 5), vow.CodeRefused, "cover over"},
		"long paragraph":      {"<p>" + strings.Repeat("x", defaultBlock+1), vow.CodeRefused, "a block of over 524288 bytes"},
		"no text":             {"<html><body><script>x</script></body></html>", vow.CodeCheck, "there is no text"},
		"nothing":             {"", vow.CodeCheck, "there is no text"},
		"private use":         {"<p>a\n<p>\ue000", vow.CodeCheck, "line 2"},
		"too long":            {strings.Repeat("x", 2000), vow.CodeRefused, "over 1000 bytes long"},
	} {
		opt := Options{}
		if name == "too long" {
			opt.Limits.Bytes = 1000
		}
		d, err := fromHTML(c.page, opt)
		if d != nil || vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Characters that show nothing are dropped aloud; with Raw they stay.
func TestHidden(t *testing.T) {
	const page = "<p>a\u200bb\u202ec\u2066\u00ad\ufeffd\U000e0041 \u0645\u06cc\u200c\u062e \u2764\ufe0f x\ufe0f</p>"
	d, err := fromHTML(page, Options{})
	if err != nil || d.Blocks[0].Text != "abcd \u0645\u06cc\u200c\u062e \u2764\ufe0f x" {
		t.Errorf("%v %+q", err, d.Blocks[0].Text)
	}
	if got := remarks(d); len(got) != 1 || !strings.Contains(got[0], "U+00AD (1), U+200B (1), U+202E (1), U+2066 (1), U+E0041 (1), U+FE0F (1), U+FEFF (1)") {
		t.Errorf("%q", got)
	}
	if d, err = fromHTML(page, Options{Raw: true}); err != nil || !strings.Contains(d.Blocks[0].Text, "a\u200bb\u202e") {
		t.Errorf("%v %+q", err, d.Blocks[0].Text)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       Format
		err        string
	}{
		{"a.txt", "words", Text, ""},
		{"a", "words", Text, ""},
		{"a.rst", "words", Text, ""},
		{"a.md", "words", Markdown, ""},
		{"a.htm", "words", HTML, ""},
		{"a.txt", "\n<!-- x --><!DOCTYPE html><p>", HTML, ""},
		{"a", "<?xml version='1.0'?>\n<html xmlns='x'>", HTML, ""},
		{"a.md", "<htmlx>", Markdown, ""},
		{"a.txt", "%PDF-1.7\n", PDF, ""},
		{"a.docx", "%PDF-1.7\n", PDF, ""},
		{"a.pdf", "words", "", "its name says .pdf"},
		{"a.png", "words", "", "its name says .png"},
		{"a.docx", "PK\x03\x04", "", "damaged"},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "an old Word file"},
		{"a.rtf", `{\rtf1`, "", "Rich Text"},
		{"a.gz", "\x1f\x8b\x08", "", "gzip"},
		{"a.png", "\x89PNG\r\n", "", "a picture"},
	} {
		got, err := Detect(c.name, []byte(c.data))
		if got != c.want || (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s %q: %q, %v", c.name, c.data, got, err)
		}
	}
	if _, err := Read(context.Background(), []byte(`{\rtf1`), Options{Name: "x"}); vow.CodeOf(err) != vow.CodeUsage || vow.HintOf(err) == "" {
		t.Error(err)
	}
}

// A real page of a manual, where the machine has it: every note is found where it
// is called, and no menu is left.
func TestPolicyPage(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(policyDir, "policy.html", "ch-controlfields.html"))
	if err != nil {
		t.Fatalf("%v: run script/deps", err)
	}
	d, err := FromHTML(data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	notes := 0
	for i, b := range d.Blocks {
		if b.Kind == "note" && b.Label != "" {
			notes++
			if before := d.Blocks[i-1].Text; !strings.Contains(before, "["+b.Label+"]") && d.Blocks[i-1].Kind != "note" {
				t.Errorf("note %s stands behind %q", b.Label, before)
			}
		}
	}
	if notes < 12 || d.Title != "5. Control files and their fields" {
		t.Errorf("%d notes, title %q", notes, d.Title)
	}
}

const policyDir = "/usr/share/doc/debian-policy"

func FuzzFromHTML(f *testing.F) {
	f.Add(htmlReport)
	for _, s := range []string{"<table><tr><td rowspan=3 colspan=2>a<td>b<tr><td>c", "<p>a<sup><a href='#x'>1</a></sup><p id=x>1 <a href='#y'>^</a>n", "<ol start=-1 type=I><li>x", "<svg><p>a</svg>", "<meta charset=utf-7>\xff", "<pre>\n a\n\n b</pre>", "<q><q>a</q>", "<template><p>x</template><p>y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := fromHTML(s, Options{})
		if err != nil {
			if code := vow.CodeOf(err); code != vow.CodeCheck && code != vow.CodeRefused {
				t.Fatalf("%v: %s", err, code)
			}
			return
		}
		if _, err := paper.Fix("T", "en", paper.SplitBlock, d.Blocks, [32]byte{1}); err != nil {
			t.Fatal(err)
		}
		if again, err := fromHTML(s, Options{}); err != nil || !cmp.Equal(again.Blocks, d.Blocks) {
			t.Fatalf("read twice: %v", err)
		}
	})
}
