package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// photoReply writes a reply of so many pages, each with a numbered comment, words beneath
// it, and a photograph of noise; of scanned ones nothing but the picture:
// photoreply PAGES|scanned FILE.docx|FILE.pdf
func photoReply(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: photoreply PAGES FILE.docx|FILE.pdf")
	}
	pages, err := strconv.Atoi(args[0])
	var data []byte
	switch {
	case args[0] == "scanned":
		data = photoPDF(3, true)
	case strings.HasSuffix(args[1], ".pdf"):
		ts.Check(err)
		data = photoPDF(pages, false)
	default:
		ts.Check(err)
		data, err = photoDOCX(pages)
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// photograph is a JPEG of noise, of its own for each seed: it does not compress.
func photograph(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	img := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: uint8(r.Uint32())}.Y
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// photoWords differ from page to page: words that stand on each at the same place would
// be taken for a running head.
func photoWords(page int) (first, more string) {
	r := rand.New(rand.NewPCG(uint64(page), 2))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	subject := func() string {
		return pick("The governor", "A teacher", "The engineer", "One of the nurses", "The clerk", "A driver", "The librarian", "The farmer")
	}
	rest := func() string {
		return pick("stands before the archive", "sits in the court room", "shows the register", "opens the gate", "reads the list aloud", "carries the boxes away", "counts the sacks", "waits at the bridge") + " " +
			pick("in the morning", "under the lamp", "with two others", "after the rain", "beside the lorry", "on the last day")
	}
	first = fmt.Sprintf("As to paragraph %d: this is denied. %s %s, and %s %s.", 12+page%3, subject(), rest(), strings.ToLower(subject()), rest())
	return first, fmt.Sprintf("%s in this photograph %s.", subject(), rest())
}

func photoDOCX(pages int) ([]byte, error) {
	const names = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"`
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var body, rels strings.Builder
	files := map[string][]byte{}
	for i := range pages {
		first, more := photoWords(i)
		fmt.Fprintf(&body, `<w:p><w:r><w:t>%d. %s</w:t></w:r></w:p><w:p><w:r><w:t>%s</w:t></w:r></w:p>`, i+1, first, more)
		fmt.Fprintf(&body, `<w:p><w:r><w:drawing><wp:inline><wp:docPr id="%d" name="x" descr="Persons before the archive"/><a:graphic><a:blip r:embed="i%d"/></a:graphic></wp:inline></w:drawing></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>`, i+1, i)
		fmt.Fprintf(&rels, `<Relationship Id="i%d" Type="%simage" Target="media/%d.jpg"/>`, i, types, i)
		files[fmt.Sprintf("word/media/%d.jpg", i)] = photograph(uint64(i))
	}
	const relNames = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	files["[Content_Types].xml"] = []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)
	files["_rels/.rels"] = []byte(relNames + `<Relationship Id="a" Type="` + types + `officeDocument" Target="word/document.xml"/></Relationships>`)
	files["word/_rels/document.xml.rels"] = []byte(relNames + rels.String() + "</Relationships>")
	files["word/document.xml"] = []byte("<w:document " + names + "><w:body>" + body.String() + "<w:sectPr/></w:body></w:document>")
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, data := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// photoPDF writes objects by hand: catalogue, pages, font, then of each page itself, its
// content, and its photograph as the JPEG that it is.
func photoPDF(pages int, scanned bool) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
	stream := func(dict, body string) string {
		return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
	}
	var kids []string
	for i := range pages {
		at := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", at))
		first, more := photoWords(i)
		half := strings.LastIndex(first[:60], " ")
		content := fmt.Sprintf("BT /F 9 Tf 70 800 Td (Comments of the Government) Tj ET BT /F 9 Tf 290 40 Td (%d) Tj ET "+
			"BT /F 11 Tf 70 %d Td (%d. %s) Tj 0 -14 Td (%s) Tj 0 -30 Td (%s) Tj ET q 320 0 0 240 70 300 cm /P Do Q",
			i+1, 740-7*i%97, i+1, first[:half], first[half+1:], more)
		if scanned {
			content = "q 595 0 0 842 0 0 cm /P Do Q"
		}
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> /XObject << /P %d 0 R >> >> >>", at+1, at+2),
			stream("", content),
			stream("/Type /XObject /Subtype /Image /Width 320 /Height 240 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", string(photograph(uint64(i)))))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), pages)
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
