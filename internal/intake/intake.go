// Package intake (level 4) turns files that people write into the blocks of a
// paper: plain text, Markdown, HTML, DOCX and PDF.
//
// Invariants:
//   - What is read is hostile until read: size, number of blocks, length of a
//     block and depth of nesting are bounded, and a parser's panic is an error.
//   - Every block that comes out obeys the text rules. What they refuse is an
//     error that names file, line and code point; nothing is silently removed or
//     replaced, except that TAB becomes a space, line breaks inside a paragraph
//     are joined, text is put in NFC and a byte order mark at the start is dropped.
//   - What a format can say and a paper cannot (a comment, a menu, a page number)
//     is left out aloud, and what had to be guessed is called guessed, in
//     Document.Report.
package intake

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vow"
	"vow/paper"
)

// Limits bound what an import may take. A zero field stands for its default.
type Limits struct {
	Bytes  int64 // of the file; default 64 MiB, for Markdown 16 MiB
	Blocks int   // default and most: paper.MaxBlocks
	Block  int   // bytes of text in one block; default 512 KiB
	Depth  int   // lists and quotes inside each other; default 32
	Pages  int   // of a PDF; default 10,000

	Time time.Duration // for a PDF; default five minutes
}

const (
	defaultBytes         = 64 << 20
	defaultMarkdownBytes = 16 << 20
	defaultBlock         = 512 << 10
	defaultDepth         = 32
)

// Options say how to read a file.
type Options struct {
	Name   string // of the file, for errors; default "text"
	Split  string // paper.SplitBlock (default) or paper.SplitSentence
	Limits Limits
	Format Format // to be read as; recognised by content and name if empty
	// Changes says what to do with tracked changes: ChangesRefuse (default),
	// ChangesAccept or ChangesReject.
	Changes string
	// Cache is the folder that keeps the compiled reader of PDF between
	// processes; empty: none, and each PDF costs seconds more.
	Cache string
	// Lines says that each line of a plain text is a paragraph of its own.
	Lines bool
	// Raw keeps what the text rules refuse, for a comparison that looks for it:
	// the blocks may then break the rules, and paper.Fix refuses them.
	Raw bool
	// Figure returns the SHA-256 of the picture that a text names, and false
	// where it is not at hand: then, as with nil, a picture leaves only its
	// description, and a remark says so. A picture inside the file needs it not.
	Figure func(destination string) (vow.Hash, bool, error)
}

// Document is a text ready to be fixed.
type Document struct {
	Title  string // the first heading of level 1, or the first paragraph if it is one short line; "" if there is none
	Lang   string // what the file says its language is, where it does; only HTML
	Format Format
	Blocks []paper.Block
	Unit   string   // what Lines and Report count: UnitLine, UnitParagraph or UnitPage
	Lines  []int    // where in the file, from 1, each block begins
	Report []Remark // what was dropped, guessed, refused
}

// builder collects the blocks of one document.
type builder struct {
	Document
	opt    Options
	source []byte
	starts []int // offset of each line
	more   int   // remarks beyond the most that are kept
	labels int   // paragraphs whose number was taken as their label
	called []note
	noted  map[string]bool // keys of the notes that were called
}

func newBuilder(opt Options) *builder {
	if opt.Name == "" {
		opt.Name = "text"
	}
	if opt.Split == "" {
		opt.Split = paper.SplitBlock
	}
	l := &opt.Limits
	if l.Bytes <= 0 {
		l.Bytes = defaultBytes
	}
	if l.Blocks <= 0 || l.Blocks > paper.MaxBlocks {
		l.Blocks = paper.MaxBlocks
	}
	if l.Block <= 0 {
		l.Block = defaultBlock
	}
	if l.Depth <= 0 {
		l.Depth = defaultDepth
	}
	b := &builder{opt: opt, noted: make(map[string]bool)}
	b.Unit = UnitLine
	return b
}

// errorf returns an error that names the file and the line, from 1.
func (b *builder) errorf(code vow.Code, line int, format string, args ...any) *vow.Error {
	e := vow.Errorf(code, format, args...)
	if line > 0 {
		e.Message = fmt.Sprintf("%s: %s %d: %s", b.opt.Name, b.Unit, line, e.Message)
	} else {
		e.Message = fmt.Sprintf("%s: %s", b.opt.Name, e.Message)
	}
	return e
}

// bound refuses a file that is too long.
func (b *builder) bound(data []byte) error {
	if int64(len(data)) > b.opt.Limits.Bytes {
		return b.errorf(vow.CodeRefused, 0, "over %d bytes long", b.opt.Limits.Bytes).
			WithHint("split the text into several files")
	}
	return nil
}

// read checks every line of a file against the text rules and leaves it in
// b.source: UTF-8 in NFC, LF line ends, TABs kept, no byte order mark.
func (b *builder) read(data []byte) error {
	if err := b.bound(data); err != nil {
		return err
	}
	if wide(data) != "" {
		return b.errorf(vow.CodeCheck, 0, "the file is in UTF-16").WithHint("save it as UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	if b.opt.Raw && (ascii(data) || utf8.Valid(data) && norm.NFC.IsNormal(data)) {
		b.source = data // as its lines would come out one by one
		if len(data) > 0 && data[len(data)-1] != '\n' {
			b.source = append(data[:len(data):len(data)], '\n')
		}
		for at := 0; at < len(b.source); {
			b.starts = append(b.starts, at)
			at += bytes.IndexByte(b.source[at:], '\n') + 1
		}
		return nil
	}
	out := make([]byte, 0, len(data)+1)
	for n := 1; len(data) > 0; n++ {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		s, err := b.normal(string(line))
		if err != nil {
			return b.errorf(vow.CodeCheck, n, "%w", err).WithHint("%s", hint(err))
		}
		b.starts = append(b.starts, len(out))
		out = append(append(out, s...), '\n')
	}
	b.source = out
	return nil
}

// normal returns s in NFC, its TABs kept, or what the text rules refuse in it.
func (b *builder) normal(s string) (string, error) {
	if b.opt.Raw {
		return raw(s)
	}
	spaced := strings.ReplaceAll(s, "\t", " ")
	first := vow.CheckText(spaced)
	if first == nil {
		return s, nil
	}
	err := vow.CheckText(vow.NormalizeText(spaced))
	if err == nil {
		return norm.NFC.String(s), nil
	}
	if !strings.ContainsRune(s, 0x34f) && strings.ContainsRune(norm.NFC.String(s), 0x34f) {
		err = first // the normaliser's own U+034F says that s has too many marks in a row
	}
	return "", err
}

func hint(err error) string {
	if h := vow.HintOf(err); h != "" {
		return h
	}
	return "a fixed text has only characters that a reader can see; take this one out of the file"
}

// line returns the line, from 1, of an offset in the source.
func (b *builder) line(offset int) int {
	return max(1, sort.SearchInts(b.starts, offset+1))
}

// add appends a block, or its sentences, after the checks that every block
// passes. Empty text is kept only where a place in the text stands empty: cells,
// figures and labelled items.
func (b *builder) add(line int, block paper.Block) error {
	if block.Label == "" && (block.Kind == paper.Para || block.Kind == paper.Heading) {
		label, text := cutLabel(block.Kind, block.Text)
		if label != "" && (block.Kind == paper.Heading || !amount(label, text)) {
			block.Label, block.Text = label, text
			b.labels++
		}
	}
	text, err := b.normal(strings.TrimSpace(strings.ReplaceAll(block.Text, "\t", " ")))
	if err != nil {
		return b.errorf(vow.CodeCheck, line, "in the text that starts here: %w", err).WithHint("%s", hint(err))
	}
	block.Text = text
	if block.Label, err = b.normal(block.Label); err != nil {
		return b.errorf(vow.CodeCheck, line, "in the label of the text that starts here: %w", err).WithHint("%s", hint(err))
	}
	if block.Text == "" && block.Kind != paper.Cell && block.Kind != paper.Figure && block.Label == "" {
		return nil
	}
	if len(block.Text) > b.opt.Limits.Block {
		return b.errorf(vow.CodeRefused, line, "a block of over %d bytes of text", b.opt.Limits.Block).
			WithHint("put blank lines between paragraphs")
	}
	one := [1]string{block.Text}
	texts := one[:]
	if b.opt.Split == paper.SplitSentence {
		texts = Sentences(block.Text)
	}
	for i, t := range texts {
		if len(b.Blocks) == b.opt.Limits.Blocks {
			return b.errorf(vow.CodeRefused, line, "over %d blocks", b.opt.Limits.Blocks)
		}
		if len(b.Blocks) == cap(b.Blocks) {
			b.Blocks, b.Lines = slices.Grow(b.Blocks, len(b.Blocks)+64), slices.Grow(b.Lines, len(b.Blocks)+64)
		}
		block.Text, block.Sentence = t, i
		b.Blocks, b.Lines = append(b.Blocks, block), append(b.Lines, line)
		block.Label = "" // printed once, before the first sentence
	}
	return nil
}

// done returns the document, which must have a block.
func (b *builder) done() (*Document, error) {
	if len(b.Blocks) == 0 {
		return nil, b.errorf(vow.CodeCheck, 0, "there is no text in it")
	}
	if b.labels > 0 {
		b.remark(Guessed, 0, "%s label", many(b.labels, "paragraph or heading begins with a number: it is taken as its", "paragraphs and headings begin with a number: it is taken as their"))
	}
	b.endReport()
	return &b.Document, nil
}
