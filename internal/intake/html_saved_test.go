package intake

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// What saved pages have: hidden dialogs, lists with styles of their own, tables
// whose foot is written first, notes of Word, comments of Google Docs.
func TestSavedPages(t *testing.T) {
	for name, c := range map[string]struct {
		page   string
		want   []string
		report []string
	}{
		"dialog":    {`<dialog>Cookies?</dialog><dialog open>Seen</dialog>`, []string{"1 para: Seen"}, []string{`hidden: "Cookies?"`}},
		"own style": {`<p>a<i style="opacity: 0">b</i><i style="FONT-SIZE:0px">c</i><i style='mso-hide:all'>d</i><i style="opacity:.5;display:block">e</i>`, []string{"1 para: ae"}, []string{`hidden: "b"`, `hidden: "c"`, `hidden: "d"`}},
		"list style": {
			`<ol style="list-style-type: lower-alpha"><li>x<li style="list-style:upper-roman inside">y</ol><ol style="list-style:none"><li>z</ol>`,
			[]string{"1 item (a.): x", "1 item (II.): y", "1 item: z"}, nil,
		},
		"foot first": {
			`<table><tfoot><tr><td>sum<tbody><tr><td>one</table>`,
			[]string{"1 cell 1.1.1: one", "1 cell 1.2.1: sum"}, nil,
		},
		"down to the end": {
			`<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d</table>`,
			[]string{"1 cell 1.1.1: a", "1 cell 1.1.2: b", "1 cell 1.2.2: c", "1 cell 1.3.1: d"}, nil,
		},
		"struck":    {`<p>It was <s>not</s> so`, []string{"1 para: It was not so"}, []string{`struck through stand: "not"`}},
		"direction": {`<p><bdo dir=rtl>321</bdo>`, []string{"1 para: 321"}, []string{`direction is forced stand in the order of the file: "321"`}},
		"word": {
			`<p>Text<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span>[1]</span></a> on.<p>Last.<div id=ftn1><p><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1"><span>[1]</span></a> The note.</div>`,
			[]string{"1 para: Text[1] on.", "1 note (1): The note.", "1 para: Last."}, nil,
		},
		"comments": {
			`<p>Text<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> on.</p><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a>Soften this!</div>`,
			[]string{"1 para: Text on."}, []string{`a comment: "[a]Soften this!"`},
		},
		"editing": {`<h2>Wells<span class="mw-editsection">[edit]</span></h2>`, []string{"1 heading2: Wells"}, []string{`a sign for editing: "[edit]"`}},
		"zeros":   {"<p>a\x00b", []string{"1 para: ab"}, []string{"U+0000 (1)"}},
	} {
		d, err := fromHTML(c.page, Options{})
		checkRead(t, name, d, err, c.want, c.report)
	}
}

// UTF-16 without its mark is read as a page, and refused as a plain text; that a
// declaration of XML states an encoding counts.
func TestEncodingWithoutMark(t *testing.T) {
	for name, order := range map[string]binary.ByteOrder{"utf-16le": binary.LittleEndian, "utf-16be": binary.BigEndian} {
		var data []byte
		for _, u := range utf16.Encode([]rune("<html><p>12 dead</p></html>")) {
			data = append(data, 0, 0)
			order.PutUint16(data[len(data)-2:], u)
		}
		d, err := Read(t.Context(), data, Options{})
		if err != nil || d.Format != HTML || d.Blocks[0].Text != "12 dead" || !strings.Contains(strings.Join(remarks(d), "\n"), name+" by its bytes") {
			t.Errorf("%s: %v, %v", name, err, d)
		}
		if _, err := FromText(data, Options{}); err == nil || !strings.Contains(err.Error(), "UTF-16") {
			t.Errorf("%s as plain text: %v", name, err)
		}
	}
	d, err := fromHTML("<?xml version='1.0' encoding='ISO-8859-1'?><html><p>caf\xe9", Options{})
	if err != nil || d.Blocks[0].Text != "café" {
		t.Errorf("declared: %v, %v", err, d)
	}
	d, err = fromHTML("<meta charset=windows-1252><p>café", Options{})
	if err != nil || !strings.Contains(strings.Join(remarks(d), "\n"), "its bytes are UTF-8, too") {
		t.Errorf("doubtful: %v, %v", err, d)
	}
}
