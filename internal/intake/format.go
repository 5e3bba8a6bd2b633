package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"vow"
)

// Format is a form of file that can be read.
type Format string

// The formats.
const (
	Text     Format = "text"
	Markdown Format = "markdown"
	HTML     Format = "html"
	DOCX     Format = "docx"
	PDF      Format = "pdf"
)

// ParseFormat parses the name of a format, as in --format.
func ParseFormat(s string) (Format, error) {
	switch f := Format(s); f {
	case Text, Markdown, HTML, DOCX, PDF:
		return f, nil
	}
	return "", vow.Errorf(vow.CodeUsage, "format %q is none of text, markdown, html, docx, pdf", s)
}

// foreign are files that people take for texts, by how they begin.
var foreign = []struct{ prefix, is, hint string }{
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file (.doc) or a document under a password", "open it and save it as .docx, without a password"},
	{`{\rtf`, "a Rich Text file (.rtf)", "open it and save it as .docx"},
	{"%!PS", "a PostScript file", "make it a PDF first"},
	{"\x1f\x8b", "compressed with gzip", "unpack it first"},
	{"\x89PNG", "a picture", "vow does not guess what is written in pictures"},
	{"\xff\xd8\xff", "a picture", "vow does not guess what is written in pictures"},
	{"GIF8", "a picture", "vow does not guess what is written in pictures"},
	{"II*\x00", "a picture", "vow does not guess what is written in pictures"},
	{"MM\x00*", "a picture", "vow does not guess what is written in pictures"},
}

var htmlStart = pattern(`(?i)\A(?:\s|<!--(?s:.*?)-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)[\s>]`)

func startsPage(head []byte) bool {
	first := bytes.TrimLeft(head, " \t\n\f\r")
	return len(first) > 0 && first[0] == '<' && htmlStart().Match(head)
}

// Detect names the format of a file by its content; only between plain text and
// Markdown, and for a page that does not begin as one, the file's name decides.
// What is recognised as no text is an error.
func Detect(name string, data []byte) (Format, error) {
	head := bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\ufeff"))
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.prefix)) {
			return "", vow.Errorf(vow.CodeUsage, "it is %s: not a text this version can read", f.is).WithHint("%s", f.hint)
		}
	}
	switch {
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return archive(data)
	case startsPage(head) || startsPage(narrow(head)):
		return HTML, nil
	}
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".html", ".htm", ".xhtml":
		return HTML, nil
	case ".md", ".markdown":
		return Markdown, nil
	case ".pdf", ".docx", ".docm", ".doc", ".odt", ".rtf", ".epub", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".zip", ".xlsx", ".pptx":
		return "", vow.Errorf(vow.CodeUsage, "its name says %s, its content does not: it is damaged or something else", ext).
			WithHint("name the file after what it is, or say --format")
	}
	return Text, nil
}

// narrow takes every second byte of what may be UTF-16.
func narrow(head []byte) []byte {
	first := 0
	switch wide(head) {
	case "":
		return nil
	case "utf-16be":
		first = 1
	}
	if byteMarked(head) {
		first += 2
	}
	var out []byte
	for i := first; i < len(head); i += 2 {
		out = append(out, head[i])
	}
	return out
}

// archive says what a ZIP archive is by what lies in it.
func archive(data []byte) (Format, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", vow.Errorf(vow.CodeCheck, "it begins as a DOCX or another ZIP archive and is damaged: %w", err).
			WithHint("get the file again")
	}
	is := "a ZIP archive without a text"
	for _, f := range z.File {
		switch {
		case f.Name == "word/document.xml" || f.Name == "[Content_Types].xml" && hasWord(z):
			return DOCX, nil
		case strings.HasPrefix(f.Name, "xl/"):
			is = "a spreadsheet (.xlsx)"
		case strings.HasPrefix(f.Name, "ppt/"):
			is = "a presentation (.pptx)"
		case f.Name == "content.xml":
			is = "an OpenDocument file (.odt)"
		}
	}
	return "", vow.Errorf(vow.CodeUsage, "it is %s: not a text this version can read", is).
		WithHint("save it as .docx, or as PDF; or name the text in it")
}

func hasWord(z *zip.Reader) bool {
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "word/") {
			return true
		}
	}
	return false
}

// Read reads a file of any of the formats. opt.Name names it in errors and helps
// to recognise it; ctx ends the reading of a PDF.
func Read(ctx context.Context, data []byte, opt Options) (*Document, error) {
	switch opt.Changes {
	case "", ChangesAccept, ChangesReject, ChangesRefuse:
	default:
		return nil, vow.Errorf(vow.CodeUsage, "changes %q: accept, reject or refuse expected", opt.Changes)
	}
	f := opt.Format
	if f == "" {
		var err error
		if f, err = Detect(opt.Name, data); err != nil {
			return nil, newBuilder(opt).errorf(vow.CodeOf(err), 0, "%w", err).WithHint("%s", vow.HintOf(err))
		}
	}
	d, err := from(ctx, f, data, opt)
	if d != nil {
		d.Format = f
	}
	return d, err
}

// from runs the reader of a format. A panic in it is an error: the file is the cause.
func from(ctx context.Context, f Format, data []byte, opt Options) (d *Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, newBuilder(opt).errorf(vow.CodeCheck, 0, "reading it broke off: %v", p).
				WithHint("save it in another format from the program that made it, and report the fault")
		}
	}()
	switch f {
	case Markdown:
		return FromMarkdown(data, opt)
	case HTML:
		return FromHTML(data, opt)
	case DOCX:
		return FromDOCX(data, opt)
	case PDF:
		return FromPDF(ctx, data, opt)
	case Text:
		return FromText(data, opt)
	}
	_, err = ParseFormat(string(f))
	return nil, err
}
