package intake

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
)

const wNames = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// docxParts are the parts of a document in this test's hands: a body, and others
// by name.
func docxOf(t testing.TB, body string, parts map[string]string) []byte {
	t.Helper()
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/>`
	}
	const relNames = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	all := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         "<Relationships " + relNames + ">" + rel("a", "officeDocument", "word/document.xml") + "</Relationships>",
		"word/_rels/document.xml.rels": "<Relationships " + relNames + ">" + rel("s", "styles", "styles.xml") + rel("n", "numbering", "numbering.xml") +
			rel("f", "footnotes", "footnotes.xml") + rel("e", "endnotes", "endnotes.xml") + rel("c", "comments", "/word/comments.xml") + rel("i", "image", "media/i.png") + rel("h", "header", "header1.xml") +
			`<Relationship Id="l" Type="x/hyperlink" Target="https://e.org" TargetMode="External"/></Relationships>`,
		"word/document.xml": "<?xml version='1.0' encoding='UTF-8'?><w:document " + wNames + "><w:body>" + body + "<w:sectPr/></w:body></w:document>",
		"word/styles.xml": "<w:styles " + wNames + `><w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="Own"/><w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC"><w:name w:val="toc 1"/></w:style></w:styles>`,
		"word/numbering.xml": "<w:numbering " + wNames + `>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="12"/></w:lvlOverride></w:num></w:numbering>`,
		"word/footnotes.xml": "<w:footnotes " + wNames + `><w:footnote w:type="separator" w:id="-1"/><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> The note.</w:t></w:r></w:p><w:p><w:r><w:t>Its end.</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		"word/endnotes.xml":  "<w:endnotes " + wNames + `><w:endnote w:id="5"><w:p><w:r><w:t>At the end.</w:t></w:r></w:p></w:endnote></w:endnotes>`,
		"word/comments.xml":  "<w:comments " + wNames + `><w:comment w:id="0" w:author="Eve" w:date="2026-01-02T03:04:05Z"><w:p><w:r><w:t>Soften this!</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/header1.xml":   "<w:hdr " + wNames + `><w:p><w:r><w:t>Running head</w:t></w:r></w:p></w:hdr>`,
		"word/media/i.png":   "picture",
	}
	for name, s := range parts {
		all[name] = s
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, s := range all {
		if s == "" {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func para(props, text string) string {
	return "<w:p><w:pPr>" + props + "</w:pPr><w:r><w:t xml:space='preserve'>" + text + "</w:t></w:r></w:p>"
}

func styled(id string) string { return `<w:pStyle w:val="` + id + `"/>` }

func listed(num, level string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr>`
}

func TestFromDOCX(t *testing.T) {
	body := para(styled("T"), "Report on X") + para(styled("TOC"), "Findings 3") + para(styled("H1"), "Summary") +
		`<w:p><w:pPr>` + listed("4", "0") + `</w:pPr><w:r><w:t>The supply failed</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t xml:space="preserve"> on 10</w:t></w:r>` +
		`<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>6</w:t></w:r><w:r><w:tab/><w:t>days.</w:t><w:endnoteReference w:id="5"/></w:r></w:p>` +
		para(listed("1", "0"), "Next.") + para(styled("H1"), "Findings") + para(styled("H2"), "Pumps") + para(styled("H2"), "Valves") +
		para(listed("2", "0"), "bullet") + para(listed("2", "1"), "first") + para(listed("2", "1"), "second") + para("", "") +
		para(styled("Q"), "“quoted”") +
		`<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="a picture"/><a:graphic><a:blip r:embed="i"/></a:graphic></wp:inline></w:drawing></w:r></w:p>` + para(styled("C"), "Figure 1") +
		`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>b</w:t></w:r></w:p><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr>` +
		`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1"/></w:tcPr><w:p/></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>d</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
		`<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>With a comment</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>` +
		`<w:hyperlink r:id="l"><w:r><w:t xml:space="preserve"> and link</w:t></w:r></w:hyperlink><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>7</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>` +
		`<w:sdt><w:sdtContent>` + para("", "مرحبا") + `</w:sdtContent></w:sdt>` +
		`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>` + para("", "boxed") + `</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r></w:p>`
	d, err := FromDOCX(docxOf(t, body, nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 heading1: Report on X",
		"3 heading1/summary (I.): Summary",
		"4 para (12.): The supply failed[1] on 10⁶ days.[i]",
		"5 note (1): The note.",
		"6 note: Its end.",
		"7 note (i): At the end.",
		"8 para (13.): Next.",
		"9 heading1/findings (II.): Findings",
		"10 heading2 (II.1): Pumps",
		"11 heading2 (II.2): Valves",
		"12 item: bullet",
		"13 item ((a)): first",
		"14 item ((b)): second",
		"16 quote: “quoted”",
		"17 figure: a picture",
		"18 caption: Figure 1",
		"19 cell 1.1.1: a",
		"21 cell 1.1.2: b c",
		"22 cell 1.2.1: ",
		"24 cell 1.2.3: d",
		"25 para: With a comment and link7",
		"26 para: مرحبا",
		"28 para: boxed",
	}
	if diff := cmp.Diff(want, brief(d)); diff != "" || d.Title != "Report on X" {
		t.Errorf("title %q\n%s", d.Title, diff)
	}
	if d.Blocks[14].SHA256 != vow.SumHash([]byte("picture")) {
		t.Error("the figure has another hash")
	}
	report := strings.Join(remarks(d), "\n")
	for _, s := range []string{`dropped: paragraph 2: a line of the table of contents`, `dropped: paragraph 25: a comment by "Eve" at 2026-01-02T03:04:05Z: "Soften this!"`,
		`hidden text: "secret"`, `the address of a link: "https://e.org"`, `a running header: "Running head"`, `guessed: paragraph 27: the text of a box`} {
		if !strings.Contains(report, s) {
			t.Errorf("report without %s:\n%s", s, report)
		}
	}
}

func TestTrackedChanges(t *testing.T) {
	const by = ` w:id="1" w:author="Ann" w:date="2026-01-01T00:00:00Z"`
	body := `<w:p><w:r><w:t xml:space="preserve">The pumps failed </w:t></w:r><w:del` + by + `><w:r><w:delText>14</w:delText></w:r></w:del><w:ins` + by + `><w:r><w:t>4</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> times.</w:t></w:r></w:p>` +
		`<w:p><w:pPr><w:rPr><w:del` + by + `/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">One. </w:t></w:r></w:p>` + para("", "Two.") +
		`<w:p><w:pPr><w:pStyle w:val="H1"/><w:pPrChange` + by + `><w:pPr/></w:pPrChange></w:pPr><w:r><w:t>Form</w:t></w:r></w:p>` +
		`<w:tbl><w:tr><w:trPr><w:ins` + by + `/></w:trPr><w:tc><w:p><w:r><w:t>new</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>old</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
		`<w:p><w:r><w:rPr><w:vanish/><w:rPrChange` + by + `><w:rPr/></w:rPrChange></w:rPr><w:t>now hidden</w:t></w:r></w:p>` +
		`<w:moveFrom` + by + `>` + para("", "moved") + `</w:moveFrom><w:moveTo` + by + `>` + para("", "moved") + `</w:moveTo>`
	data := docxOf(t, body, nil)
	d, err := FromDOCX(data, Options{Name: "d.docx"})
	if vow.CodeOf(err) != vow.CodeRefused || !strings.Contains(err.Error(), "8 tracked changes") || vow.HintOf(err) == "" {
		t.Fatal(err)
	}
	report := strings.Join(remarks(d), "\n")
	for _, s := range []string{`refused: paragraph 1: deleted by "Ann" at 2026-01-01T00:00:00Z: "14"`, `inserted by "Ann" at 2026-01-01T00:00:00Z: "4"`, "the end of a paragraph", "the form of the paragraph", `a row: new`, "the look of words", `moved by "Ann"`} {
		if !strings.Contains(report, s) {
			t.Errorf("list without %s:\n%s", s, report)
		}
	}
	if len(d.Blocks) != 0 {
		t.Error("refused, and yet a text")
	}
	for changes, want := range map[string]string{
		ChangesAccept: "The pumps failed 4 times.|One. Two.|heading Form|new|old|moved",
		ChangesReject: "The pumps failed 14 times.|One.|Two.|Form|old|now hidden|moved",
	} {
		d, err := FromDOCX(data, Options{Changes: changes})
		if err != nil {
			t.Errorf("%s: %v", changes, err)
			continue
		}
		var got []string
		for _, b := range d.Blocks {
			s := b.Text
			if b.Level > 0 {
				s = "heading " + s
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s: %s\n%s expected", changes, s, want)
		}
	}
	if _, err := FromDOCX(data, Options{Changes: "perhaps"}); vow.CodeOf(err) != vow.CodeUsage {
		t.Error(err)
	}
}

func TestHostileDOCX(t *testing.T) {
	plain := para("", "x")
	bomb := strings.Repeat(" ", maxPart+1)
	lol := `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>`
	document := "<w:document " + wNames + "><w:body>"
	for name, c := range map[string]struct {
		data []byte
		code vow.Code
		want string
	}{
		"bomb":            {docxOf(t, plain, map[string]string{"word/document.xml": document + bomb}), vow.CodeRefused, "unpacks to over"},
		"bomb beside":     {docxOf(t, plain, map[string]string{"word/styles.xml": "<a>" + bomb}), vow.CodeRefused, "unpacks to over"},
		"billion laughs":  {docxOf(t, plain, map[string]string{"word/document.xml": lol + document + "<w:p><w:r><w:t>&lol1;</w:t></w:r></w:p></w:body></w:document>"}), vow.CodeRefused, "XML entities"},
		"external entity": {docxOf(t, plain, map[string]string{"word/styles.xml": `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`}), vow.CodeRefused, "XML entities"},
		"deep":            {docxOf(t, strings.Repeat("<w:sdt><w:sdtContent>", 200)+plain, nil), vow.CodeRefused, "inside each other"},
		"not closed":      {docxOf(t, "<w:p>", nil), vow.CodeCheck, `part "word/document.xml"`},
		"invalid UTF-8":   {docxOf(t, para("", "a\xff"), nil), vow.CodeCheck, "invalid UTF-8"},
		"private use":     {docxOf(t, para("", "a\ue000"), nil), vow.CodeCheck, "U+E000"},
		"no text":         {docxOf(t, "", nil), vow.CodeCheck, "there is no text"},
		"no document":     {docxOf(t, "", map[string]string{"word/document.xml": ""}), vow.CodeCheck, "has no text"},
		"no body":         {docxOf(t, "", map[string]string{"word/document.xml": "<w:document " + wNames + "/>"}), vow.CodeCheck, "has no text"},
		"no archive":      {[]byte("PK\x03\x04"), vow.CodeCheck, "not a DOCX"},
		"long paragraph":  {docxOf(t, para("", strings.Repeat("x", defaultBlock+1)), nil), vow.CodeRefused, "a block of over"},
		"twice":           {twice(t), vow.CodeCheck, "is there twice"},
		"encrypted":       {encrypted(docxOf(t, plain, nil)), vow.CodeUsage, "encrypted"},
	} {
		d, err := FromDOCX(c.data, Options{})
		if d != nil || vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func twice(t *testing.T) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"word/document.xml", "word/./document.xml"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// encrypted sets the flag of encryption on every part.
func encrypted(data []byte) []byte {
	data = bytes.Clone(data)
	for i := 0; ; {
		n := bytes.Index(data[i:], []byte("PK\x01\x02"))
		if n < 0 {
			return data
		}
		i += n + 8
		data[i] |= 1
	}
}

func FuzzFromDOCX(f *testing.F) {
	f.Add(docxOf(f, para("", "x"), nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := FromDOCX(data, Options{Changes: ChangesAccept, Limits: Limits{Bytes: 1 << 20}})
		if err == nil && len(d.Blocks) == 0 {
			t.Error("no error and no text")
		}
	})
}
