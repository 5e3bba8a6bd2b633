package cli

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"unicode/utf8"

	"vow"
	"vow/compare"
	"vow/internal/intake"
	"vow/paper"
)

// maxCompared is the most bytes either side of a comparison may have.
const maxCompared = 256 << 20

// compared is one side of a comparison.
type compared struct {
	name     string
	blocks   []compare.Block
	lang     string       // a paper's
	paper    *paper.Paper // nil: another format
	withheld int
	note     string // how it was read, if not as one would expect
}

// readBoth reads both sides at once.
func (a *app) readBoth(ctx context.Context, firstName, copyName string) (first, copied *compared, err error) {
	var copyErr error
	var wg sync.WaitGroup
	wg.Go(func() { copied, copyErr = readCompared(ctx, copyName, a.cacheDir()) })
	first, err = readCompared(ctx, firstName, a.cacheDir())
	wg.Wait()
	if err := errors.Join(err, copyErr); err != nil {
		return nil, nil, err
	}
	for _, side := range []*compared{first, copied} {
		if side.note != "" {
			a.term.warn("%s", side.note)
		}
	}
	return first, copied, nil
}

// notes says what of the first text cannot be compared.
func (c *compared) notes() []string {
	if c.withheld == 0 {
		return nil
	}
	return []string{count(c.withheld, "paragraph of the first text is", "paragraphs of the first text are") + " withheld: what the copy has there counts as added"}
}

// root returns a paper's root, or "".
func (c *compared) root() string {
	if c.paper == nil {
		return ""
	}
	return c.paper.Root().String()
}

// readCompared reads one side of a comparison: a paper as it is, any other format
// with all its characters, also those that no fixed text may have. cache keeps the
// compiled reader of PDF.
func readCompared(ctx context.Context, name, cache string) (*compared, error) {
	data, err := readInput(name, maxCompared)
	if err != nil {
		return nil, err
	}
	c := &compared{name: name}
	if bytes.HasPrefix(data, []byte("vow/paper@v1\n")) {
		p, err := paper.Parse(data)
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
		}
		c.paper, c.lang = p, p.Lang
		for i, l := range p.Lines {
			if l.Withheld() {
				c.withheld++
				continue
			}
			c.blocks = append(c.blocks, blockOf(i, l.Block))
		}
		return c, nil
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return c, nil // an empty text is a text
	}
	format, err := intake.Detect(name, data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "%s: %w", name, err).WithHint("%s", vow.HintOf(err))
	}
	opt := intake.Options{Name: name, Format: format, Raw: true, Cache: cache, Limits: intake.Limits{Bytes: maxCompared, Block: maxCompared}}
	if format == intake.Text {
		data, opt.Lines = onLines(data)
	}
	doc, err := intake.Read(ctx, data, opt)
	if err != nil && format == intake.Markdown {
		// What cannot be fixed as Markdown can still be compared, marks and all.
		c.note = "read as plain text, because as Markdown it cannot be fixed: " + err.Error()
		opt.Format = intake.Text
		data, opt.Lines = onLines(data)
		doc, err = intake.Read(ctx, data, opt)
	}
	if err != nil {
		return nil, err
	}
	c.blocks = make([]compare.Block, len(doc.Blocks))
	for i := range doc.Blocks {
		c.blocks[i] = blockOf(i, &doc.Blocks[i])
	}
	return c, nil
}

func blockOf(i int, b *paper.Block) compare.Block {
	out := compare.Block{Index: i, Kind: b.Kind, Label: b.Label, Text: b.Text}
	if b.Kind == paper.Cell {
		out.Row = b.Table<<32 + b.Row
	}
	return out
}

// onLines reports whether a text has a paragraph on each line: its lines are long,
// or it breaks them where the next word would still have fitted. It returns the
// text with one kind of line end.
func onLines(data []byte) ([]byte, bool) {
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	var long, all, widest, breaks, forced int
	var last int // width of the line before, 0 after a blank one
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		n := utf8.RuneCount(line)
		all += n
		if n > 120 {
			long += n
		}
		widest = max(widest, n)
	}
	if 2*long >= all && all > 0 {
		return data, true
	}
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		n := utf8.RuneCount(line)
		if n > 0 && last > 0 {
			breaks++
			word := line
			if i := bytes.IndexByte(line, ' '); i >= 0 {
				word = line[:i]
			}
			if last+1+utf8.RuneCount(word) > widest-8 {
				forced++
			}
		}
		last = n
	}
	return data, breaks > 0 && 2*forced <= breaks && !bytes.Contains(data, []byte("\n\n"))
}
