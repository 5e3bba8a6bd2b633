package intake

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"vow"
)

// Inputs that made a reader's time grow with the square of their length. They end;
// a test that does not would show it.
func TestQuadratic(t *testing.T) {
	for name, page := range map[string]string{
		"pictures":  "<p>" + strings.Repeat("<img src=a alt=b>", 200_000),
		"links":     strings.Repeat("<sup><a href=#x>1</a></sup>", 50_000) + "<div id=x>" + strings.Repeat("<p>word", 50_000) + "</div>",
		"far words": strings.Repeat("<sup><a href=#x>1</a></sup>", 60_000) + "<p id=x>" + strings.Repeat("<wbr>", 240_000) + "w",
		"far terms": strings.Repeat("<sup><a href=#x>1</a></sup>", 60_000) + "<dl><dt id=x>k" + strings.Repeat("<dt>a", 240_000) + "<dd>w",
		"soft":      "<p>" + strings.Repeat("a\u00ad", 100_000),
		"headings":  strings.Repeat("<h2>1. a</h2>", 100_000),
		"ids":       strings.Repeat("<a id=x href=#x>x</a>", 100_000),
		"list":      "<ol>" + strings.Repeat("<li>a", 200_000),
		"cells":     "<table><tr>" + strings.Repeat("<td>a", 200_000),
		"same rows": "<table>" + strings.Repeat("<tr><td rowspan=1000>a", 900),
	} {
		if _, err := fromHTML(page, Options{}); err != nil && vow.CodeOf(err) != vow.CodeRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	notes, called := new(strings.Builder), new(strings.Builder)
	for i := range 60_000 {
		fmt.Fprintf(notes, `<w:footnote w:id="%d"><w:p/></w:footnote>`, i)
		fmt.Fprintf(called, `<w:p><w:r><w:footnoteReference w:id="%d"/></w:r></w:p>`, i)
	}
	junk := strings.Repeat("<w:a/>", 100_000)
	for name, c := range map[string]struct {
		body  string
		parts map[string]string
	}{
		"notes": {called.String(), map[string]string{"word/footnotes.xml": "<w:footnotes " + wNames + ">" + notes.String() + "</w:footnotes>"}},
		"list": {strings.Repeat(para(listed("1", "0"), "x"), 60_000), map[string]string{"word/numbering.xml": "<w:numbering " + wNames + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">` + junk +
			`<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>` + strings.Repeat(`<w:lvlOverride w:ilvl="1"/>`, 100_000) + `</w:num></w:numbering>`}},
		"style": {strings.Repeat(para(styled("A"), "x"), 60_000), map[string]string{"word/styles.xml": "<w:styles " + wNames + `><w:style w:type="paragraph" w:styleId="A"><w:pPr>` + junk + `</w:pPr></w:style></w:styles>`}},
	} {
		if _, err := FromDOCX(docxOf(t, c.body, c.parts), Options{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var b strings.Builder
	b.WriteString("BT /F 1 Tf ")
	for i := range 15_000 {
		fmt.Fprintf(&b, "1 0 0 1 %d %d Tm (w%d) Tj ", i%150*4, 700-i/150*3, i)
	}
	if _, err := FromPDF(context.Background(), onePage(b.String()+"ET"), Options{Cache: cacheForTests}); err != nil && vow.CodeOf(err) != vow.CodeRefused {
		t.Error(err)
	}
}
