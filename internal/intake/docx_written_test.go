package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What word processors write beside plain paragraphs: styles that hide, raise and
// number, fields, drawings, notes with marks of their own.
func TestDOCXAsWritten(t *testing.T) {
	styles := map[string]string{"word/styles.xml": "<w:styles " + wNames + `>
<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Sup"><w:name w:val="Sup"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="HidP"><w:name w:val="HidP"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="NumP"><w:name w:val="NumP"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>`,
		"word/numbering.xml": "<w:numbering " + wNames + `>
<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="Art. %1"/></w:lvl><w:lvl w:ilvl="1"><w:pStyle w:val="NumP"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="hebrew1"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="21"/></w:lvlOverride></w:num></w:numbering>`,
		"word/footnotes.xml": "<w:footnotes " + wNames + `><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="1">` + para("", "starred") + `</w:footnote><w:footnote w:id="2">` + para("", "counted") + `</w:footnote><w:footnote w:id="3">` + para("", "orphan") + `</w:footnote></w:footnotes>`,
	}
	run := func(props, s string) string {
		return "<w:r><w:rPr>" + props + "</w:rPr><w:t xml:space='preserve'>" + s + "</w:t></w:r>"
	}
	field := func(inside, told, result string) string {
		s := `<w:r><w:fldChar w:fldCharType="begin">` + inside + `</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> ` + told + ` </w:instrText></w:r>`
		if result != "" {
			s += `<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + run("", result)
		}
		return s + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	p := func(s string) string { return "<w:p>" + s + "</w:p>" }
	drawing := func(what string) string {
		return `<w:r><w:drawing><wp:docPr id="1" descr="Deaths by month"/><a:graphic><a:graphicData>` + what + `</a:graphicData></a:graphic></w:drawing></w:r>`
	}
	for name, c := range map[string]struct {
		body   string
		want   []string
		report []string
	}{
		"hidden and raised by a style": {
			p(run("", "Seen ")+run(`<w:rStyle w:val="Hid"/>`, "unseen")+run("", "10")+run(`<w:rStyle w:val="Sup"/>`, "6")) + para(styled("HidP"), "gone") +
				"<w:p><w:pPr>" + styled("HidP") + "</w:pPr>" + run(`<w:vanish w:val="0"/>`, "shown again") + "</w:p>",
			[]string{"1 para: Seen 10⁶", "3 para: shown again"},
			[]string{`paragraph 1: hidden text: "unseen"`, `paragraph 2: hidden text: "gone"`},
		},
		"struck through": {p(run("<w:strike/>", "not") + run("", " so")), []string{"1 para: not so"}, []string{`struck through stand: "not"`}},
		"numbers": {
			para(listed("1", "0"), "linked") + para(listed("2", "0"), "a") + para(styled("NumP"), "b") + para(listed("2", "0"), "c") + para(styled("NumP"), "d") +
				para(listed("3", "0"), "e") + para(listed("4", "0"), "f"),
			[]string{"1 para ((1)): linked", "2 para (Art. 1): a", "3 para (1.): b", "4 para (Art. 2): c", "5 para (2.): d", "6 para (1): e", "7 para (第二十一条): f"},
			[]string{"numbers of the form hebrew1 are written in digits"},
		},
		"a page ends in a line": {p(`<w:r><w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t></w:r>`), []string{"1 para: one two"}, nil},
		"drawings": {
			p(drawing(`<c:chart xmlns:c="c"/>`)) + p(run("", "x")+drawing(`<d:relIds xmlns:d="d"/>`)),
			[]string{"1 caption: Deaths by month", "2 para: x", "2 caption: Deaths by month"},
			[]string{"paragraph 1: a chart is not in the paper", "paragraph 2: a diagram is not in the paper"},
		},
		"contents": {
			`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + para("", "Findings 3") + `</w:sdtContent></w:sdt>` + para("", "x"),
			[]string{"2 para: x"}, []string{`the table of contents: "Findings 3"`},
		},
		"fields": {
			p(field("", `HYPERLINK "https://e.org/x"`, "words")) + p(run("", "Safe: ")+field(`<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="yes"/><w:listEntry w:val="no"/></w:ddList></w:ffData>`, "FORMDROPDOWN", "")) +
				p(field(`<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>`, "FORMCHECKBOX", "")+run("", " ticked")) + p(run("", "y")+field("", "LISTNUM", "")+field("", `XE "index"`, "")),
			[]string{"1 para: words", "2 para: Safe: no", "3 para: ☒ ticked", "4 para: y"},
			[]string{`the address of a link: "https://e.org/x"`, `does not keep what it prints: "LISTNUM"`},
		},
		"notes": {
			p(run("", "a")+`<w:r><w:footnoteReference w:id="1" w:customMarkFollows="1"/><w:t>*</w:t></w:r>`+run("", "b")+`<w:r><w:footnoteReference w:id="2"/></w:r>`) + `<w:sectPr><w:footnotePr><w:numFmt w:val="lowerLetter"/></w:footnotePr></w:sectPr>`,
			[]string{"1 para: a[*]b[a]", "2 note (*): starred", "3 note (a): counted"},
			[]string{`a footnote that nothing calls: "orphan"`},
		},
		"a hidden row": {
			`<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>` + para("", "secret") + `</w:tc></w:tr><w:tr><w:tc>` + para("", "open") + `</w:tc></w:tr></w:tbl>`,
			[]string{"1 cell 1.1.1: open"}, []string{`hidden text: "a row: secret"`},
		},
		"cells": {
			`<w:tbl><w:tr><w:tc><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + para("", "Click here") + `</w:sdtContent></w:sdt></w:tc>` +
				`<w:tc><w:customXml>` + para("", "kept") + `</w:customXml></w:tc></w:tr></w:tbl>`,
			[]string{"1 cell 1.1.1: ", "1 cell 1.1.2: kept"}, []string{`prompt of an empty field: "Click here"`},
		},
	} {
		d, err := FromDOCX(docxOf(t, c.body, styles), Options{})
		checkRead(t, name, d, err, c.want, c.report)
	}
}

// A paragraph whose end is deleted runs on into the next as a word processor joins
// them; one that is deleted as a whole leaves neither its form nor its number.
func TestDOCXDeletedParagraphs(t *testing.T) {
	const by = ` w:id="1" w:author="Ann" w:date="2026-01-01T00:00:00Z"`
	gone := func(props, s string) string {
		return "<w:p><w:pPr>" + props + "<w:rPr><w:del" + by + "/></w:rPr></w:pPr><w:del" + by + "><w:r><w:delText>" + s + "</w:delText></w:r></w:del></w:p>"
	}
	ended := func(s string) string {
		return "<w:p><w:pPr><w:rPr><w:del" + by + "/></w:rPr></w:pPr>" + s + "</w:p>"
	}
	cell := func(props, s string) string { return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + s + "</w:tc>" }
	for name, c := range map[string]struct {
		body           string
		accept, reject []string
	}{
		"a heading": {gone(styled("H1"), "Old head") + para("", "after"), []string{"2 para: after"}, []string{"1 heading1 (I.): Old head", "2 para: after"}},
		"an item": {
			para(listed("1", "0"), "one") + gone(listed("1", "0"), "two") + para(listed("1", "0"), "three"),
			[]string{"1 para (1.): one", "3 para (2.): three"}, []string{"1 para (1.): one", "2 para (2.): two", "3 para (3.): three"},
		},
		"a number": {
			para(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/><w:ins`+by+`/></w:numPr>`, "one") + para(listed("1", "0"), "two"),
			[]string{"1 para (1.): one", "2 para (2.): two"}, []string{"1 para: one", "2 para (1.): two"},
		},
		"inside a word": {ended("<w:r><w:t>Hel</w:t></w:r>") + para("", "lo."), []string{"1 para: Hello."}, []string{"1 para: Hel", "2 para: lo."}},
		"a box before the end": {
			ended(`<w:r><w:t>x</w:t></w:r><w:r><w:drawing><w:txbxContent>`+para("", "boxed")+`</w:txbxContent></w:drawing></w:r>`) + para("", "y"),
			[]string{"1 para: xy", "3 para: boxed"}, []string{"1 para: x", "2 para: boxed", "3 para: y"},
		},
		"cells and rows in cells": {
			"<w:tbl><w:tr>" + cell("", para("", "a")) + cell("<w:cellDel"+by+"/>", para("", "b")) + cell("<w:cellIns"+by+"/>", para("", "c")) +
				cell("", "<w:tbl><w:tr><w:trPr><w:del"+by+"/></w:trPr>"+cell("", para("", "d"))+"</w:tr><w:tr>"+cell("", ended("<w:r><w:t>e</w:t></w:r>")+para("", "f"))+"</w:tr></w:tbl>") + "</w:tr></w:tbl>",
			[]string{"1 cell 1.1.1: a", "1 cell 1.1.2: c", "2 cell 1.1.3: ef"},
			[]string{"1 cell 1.1.1: a", "1 cell 1.1.2: b", "2 cell 1.1.3: d e f"},
		},
	} {
		data := docxOf(t, c.body, nil)
		for changes, want := range map[string][]string{ChangesAccept: c.accept, ChangesReject: c.reject} {
			d, err := FromDOCX(data, Options{Changes: changes})
			if err != nil {
				t.Errorf("%s, %s: %v", name, changes, err)
				continue
			}
			got := brief(d)
			if strings.Contains(name, "cells") || strings.Contains(name, "box") { // which paragraph counts is not the point
				for i := range got {
					_, got[i], _ = strings.Cut(got[i], " ")
				}
				for i := range want {
					_, want[i], _ = strings.Cut(want[i], " ")
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: %s", name, changes, diff)
			}
		}
	}
}
