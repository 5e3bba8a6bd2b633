package intake

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"vow"
	"vow/internal/pdfium"
)

// FromPDF reads a PDF. A PDF says where letters stand and not what they are, so
// that all but the letters is guessed, from sizes, margins and gaps, and the
// report says so:
//
//   - Running heads and feet, page numbers and lines of the table of contents are
//     left out. Two columns are read one after the other. Lines become paragraphs;
//     a hyphen at the end of a line is taken out where the word goes on.
//   - Headings come from the outline, else from larger or bold type. Items, quotes,
//     notes, captions and the cells of tables come from their place.
//   - Pictures become figures by the hash of their bytes as the PDF has them.
//   - Words in pictures are not guessed: a PDF of scanned pages is an error.
func FromPDF(ctx context.Context, data []byte, opt Options) (*Document, error) {
	b := newBuilder(opt)
	limit := b.opt.Limits.Time
	if limit <= 0 {
		limit = defaultPDFTime
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	p := &pdf{builder: b, ctx: ctx, limit: limit}
	p.Unit = UnitPage
	looking, stop := context.WithCancel(ctx)
	defer stop()
	parts := make(chan int, 1)
	go func() { // meanwhile: the reader begins on one core
		n := 1 // what breaks off does not unpack
		defer func() {
			_ = recover()
			parts <- n
		}()
		n = damaged(looking, data)
	}()
	doc, err := pdfium.Read(ctx, data, p.opt.Cache, pdfium.Limits{Pages: p.opt.Limits.Pages, Time: limit})
	if err != nil {
		stop()
	}
	broken := <-parts // data is the caller's again when this returns
	if err != nil {
		if stopped := p.stopped(); stopped != nil {
			return nil, stopped
		}
		return nil, p.errorf(vow.CodeOf(err), 0, "%w", err).WithHint("%s", vow.HintOf(err))
	}
	if broken > 0 {
		p.remark(Dropped, 0, "the file is damaged, and words may be missing or wrong: %s", many(broken, "part of it does not unpack as it was packed", "parts of it do not unpack as they were packed"))
	}
	return p.order(doc)
}

// order makes blocks of what the pages show.
func (p *pdf) order(doc *pdfium.Document) (*Document, error) {
	p.doc = doc
	if err := p.scanned(); err != nil {
		return nil, err
	}
	if err := p.rows(); err != nil {
		return nil, err
	}
	p.measure()
	p.running()
	p.dropContents()
	if err := p.columns(); err != nil {
		return nil, err
	}
	p.findNotes()
	if err := p.gather(); err != nil {
		return nil, err
	}
	p.gatherNotes()
	p.endNotes()
	p.findHeadings()
	p.findItems()
	if err := p.put(); err != nil {
		return nil, err
	}
	return p.done()
}

// defaultPDFTime bounds the reading of one PDF and the ordering of what it shows.
const defaultPDFTime = 5 * time.Minute

// stopped says that the time is over, or the caller gave up.
func (p *pdf) stopped() error {
	switch err := p.ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return p.errorf(vow.CodeRefused, 0, "it could not be read within %s", p.limit).WithHint("split the document, or print it into a new PDF")
	case err != nil:
		return err
	}
	return nil
}

// pdf reads one document.
type pdf struct {
	*builder
	ctx     context.Context //nolint:containedctx // of one reading
	limit   time.Duration
	doc     *pdfium.Document
	pages   []*sheet
	size    float64        // of most letters
	leading float64        // between most lines, over their size
	words   map[string]int // of the text, to know where a hyphen belongs
	seen    map[vow.Hash]int
	chunks  []*chunk
	notes   map[string]*chunk // by page and mark
	heads   map[*chunk]int    // headings and their levels
	tables  int

	hung, flat []float64 // how far from the margin numbered paragraphs begin, items and others
}

// sheet is one page's rows.
type sheet struct {
	number        int // from 1
	width, height float64
	rows          []*row // what is read, in order
	notes         []*row // the foot notes
	pictures      []pdfium.Picture
	calls         map[string]bool // raised marks in the text
}

// row is a run of words on one line of one column.
type row struct {
	page         *sheet
	words        []pdfium.Word
	x0, x1, base float64
	size         float64
	bold, mono   bool
	rtl, turned  bool
	column       int     // 0: the whole width; 1, 2
	left, right  float64 // of the column
	sum          string  // its words
}

// scanned refuses a document of pictures alone or of characters that cannot be read,
// and remarks on single pages.
func (p *pdf) scanned() error {
	letters, pictured := 0, 0
	signs, unread := 0, 0
	for i, page := range p.doc.Pages {
		n := 0
		for _, l := range page.Lines {
			n += len(l.Words)
		}
		letters += n
		signs, unread = signs+page.Signs, unread+page.Unread
		if page.Unread > 0 {
			p.remark(Refused, i+1, "%d of its characters stand as U+FFFD: their font does not say what they are", page.Unread)
		}
		covered := 0.0
		for _, pic := range page.Pictures {
			covered = max(covered, (pic.X1-pic.X0)*(pic.Y1-pic.Y0))
		}
		full := covered > 0.5*page.Width*page.Height
		if full {
			pictured++
		}
		if full && n == 0 {
			p.remark(Dropped, i+1, "a picture fills the page and there is no text: what is written in it is not guessed")
		} else if full {
			p.remark(Guessed, i+1, "a picture fills the page: its text may have been put there by a machine that read the picture")
		}
	}
	if 4*unread > signs { // what is left is no text
		return p.errorf(vow.CodeCheck, 0, "its fonts do not say which characters they show: %d of %d cannot be read", unread, signs).
			WithHint("print it into a new PDF from the program that made it, or read it with OCR and compare every word with the pages")
	}
	if letters > 0 {
		return nil
	}
	if pictured > 0 {
		return p.errorf(vow.CodeCheck, 0, "its %d pages are scanned: there is no text in it, and what pictures show is not guessed", len(p.doc.Pages)).
			WithHint("let a program read the pictures (OCR), compare every word with the pages, and fix that text")
	}
	return p.errorf(vow.CodeCheck, 0, "there is no text in it").WithHint("if it shows text, that text is drawn: print it into a new PDF, or read it with OCR")
}

// key is a text with only its letters and digits, to compare titles by.
func key(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return anyKey(s)
		case 'A' <= c && c <= 'Z':
			out = append(out, c|0x20)
		case isWordRune(rune(c)):
			out = append(out, c)
		}
	}
	return string(out)
}

// anyKey is key for more than ASCII.
func anyKey(s string) string {
	return strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
