package copies

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow"
	"vow/compare"
	"vow/internal/intake"
	"vow/paper"
)

// MaxBytes is the most bytes either side of a comparison may have.
const MaxBytes = 256 << 20

// Side is one side of a comparison.
type Side struct {
	Name     string
	Blocks   []compare.Block
	Lang     string       // a paper's, or what a page says of itself
	Paper    *paper.Paper // nil: another format
	Withheld int          // blocks of a paper that it does not show
	Note     string       // how it was read, if not as one would expect
}

// Notes says what of the first text cannot be compared.
func (c *Side) Notes() []string {
	if c.Withheld == 0 {
		return nil
	}
	return []string{count(c.Withheld, "paragraph of the first text is", "paragraphs of the first text are") + " withheld: what the copy has there counts as added"}
}

// Root returns a paper's root, or "".
func (c *Side) Root() string {
	if c.Paper == nil {
		return ""
	}
	return c.Paper.Root().String()
}

// Read reads one side of a comparison: a paper as it is, any other format with all
// its characters, also those that no fixed text may have. cache keeps the compiled
// reader of PDF.
func Read(ctx context.Context, name string, data []byte, cache string) (*Side, error) {
	c := &Side{Name: name}
	if bytes.HasPrefix(data, []byte("vow/paper@v1\n")) {
		p, err := paper.Parse(data)
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
		}
		c.Paper, c.Lang = p, p.Lang
		for i, l := range p.Lines {
			if l.Withheld() {
				c.Withheld++
				continue
			}
			c.Blocks = append(c.Blocks, blockOf(i, l.Block))
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
	opt := intake.Options{Name: name, Format: format, Raw: true, Cache: cache, Limits: intake.Limits{Bytes: MaxBytes, Block: MaxBytes}}
	if format == intake.Text {
		data, opt.Lines = onLines(rowsApart(data))
	}
	doc, err := intake.Read(ctx, data, opt)
	if err != nil && format == intake.Markdown {
		// What cannot be fixed as Markdown can still be compared, marks and all.
		c.Note = "read as plain text, because as Markdown it cannot be fixed: " + err.Error()
		opt.Format = intake.Text
		data, opt.Lines = onLines(rowsApart(data))
		doc, err = intake.Read(ctx, data, opt)
	}
	if err != nil {
		return nil, err
	}
	c.Lang = doc.Lang
	c.Blocks = make([]compare.Block, len(doc.Blocks))
	for i := range doc.Blocks {
		c.Blocks[i] = blockOf(i, &doc.Blocks[i])
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

// rowsApart puts an empty line between two rows of a table that a text draws with
// bars, | a | b |: each is a paragraph, as each row of the other text is.
func rowsApart(data []byte) []byte {
	row := func(line []byte) bool {
		line = bytes.TrimSpace(line)
		return len(line) > 2 && line[0] == '|' && line[len(line)-1] == '|'
	}
	if !bytes.Contains(data, []byte("|\n|")) {
		return data
	}
	var out []byte
	before := false
	for line := range bytes.Lines(data) {
		is := row(line)
		if is && before {
			out = append(out, '\n')
		}
		out, before = append(out, line...), is
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

// SameText leaves of two papers with one root, which are one text with blocks
// withheld here or there, what both show, and returns what is to be said of the rest.
func SameText(first, copied *Side, o *compare.Options) []string {
	shown := func(c *Side, other *Side) []compare.Block {
		out := c.Blocks[:0]
		for _, b := range c.Blocks {
			if !other.Paper.Lines[b.Index].Withheld() {
				out = append(out, b)
			}
		}
		return out
	}
	before, after := len(first.Blocks), len(copied.Blocks)
	first.Blocks, copied.Blocks = shown(first, copied), shown(copied, first)
	o.Withheld, o.CopyWithholds = 0, before-len(first.Blocks)
	var notes []string
	if n := o.CopyWithholds; n > 0 {
		notes = append(notes, "the copy is the first text with "+count(n, "block", "blocks")+" withheld: the root proves that nothing else was changed")
	}
	if n := after - len(copied.Blocks); n > 0 {
		notes = append(notes, "the copy shows "+count(n, "block", "blocks")+" that the first text withholds: the root proves that they are its own")
	}
	if len(notes) == 0 {
		return first.Notes()
	}
	return notes
}

// Compare compares two sides. proven is true where a record proves the first.
func Compare(first, copied *Side, lang string, proven bool) *compare.Result {
	o := compare.Options{Lang: lang, Proven: proven, Withheld: first.Withheld}
	notes := first.Notes()
	if first.Paper != nil && copied.Paper != nil && first.Root() == copied.Root() {
		notes = SameText(first, copied, &o)
	}
	if o.Lang == "" {
		o.Lang = compare.LanguageOf(first.Lang, first.Blocks)
	}
	was, is := first.Blocks, withoutHeader(first, copied)
	if first.Paper == nil || copied.Paper == nil || first.Root() != copied.Root() {
		was, is = paragraphs(first.Paper, was), paragraphs(copied.Paper, is)
	}
	r := compare.Compare(was, is, o)
	r.Note(notes...)
	return r
}

// Sentences returns how many blocks from block i on are the sentences of one paragraph.
func (c *Side) Sentences(i int) int {
	if c.Paper == nil || c.Paper.Split != paper.SplitSentence {
		return 1
	}
	return max(1, c.Paper.Sentences(i))
}

// Paragraphs returns the blocks of a side, with the sentences of a paper that is cut
// by sentence joined: another text is not cut so.
func (c *Side) Paragraphs() []compare.Block { return paragraphs(c.Paper, c.Blocks) }

func paragraphs(p *paper.Paper, blocks []compare.Block) []compare.Block {
	if p == nil || p.Split != paper.SplitSentence {
		return blocks
	}
	var out []compare.Block
	for k := 0; k < len(blocks); k++ {
		b := blocks[k]
		for n := p.Sentences(b.Index); n > 1 && k+1 < len(blocks); n-- {
			k++
			if last, _ := utf8.DecodeLastRuneInString(b.Text); !unicode.Is(unicode.Han, last) && last < 0x3000 {
				b.Text += " "
			}
			b.Text += blocks[k].Text
		}
		out = append(out, b)
	}
	return out
}

// withoutHeader returns the blocks of a copy without what is the paper's own and in
// no block of it: the title that a copy repeats above its first heading, and the
// lines that say what is withheld, as 'vow paper show' prints both.
func withoutHeader(first, copied *Side) []compare.Block {
	p, blocks := first.Paper, copied.Blocks
	if copied.Paper != nil || len(blocks) == 0 {
		return blocks
	}
	if p == nil {
		if repeatsTitle(first.Blocks, blocks) {
			return blocks[1:]
		}
		return blocks
	}
	if blocks[0].Text == p.Title && (len(first.Blocks) == 0 || first.Blocks[0].Text != p.Title || len(blocks) > 1 && strings.TrimLeft(blocks[1].Text, "# ") == p.Title) {
		blocks = blocks[1:]
	}
	if first.Withheld == 0 {
		return blocks
	}
	shown := p.Text()
	return slices.DeleteFunc(slices.Clone(blocks), func(b compare.Block) bool {
		return strings.HasPrefix(b.Text, "[withheld: ") && strings.Contains(shown, "\n"+b.Text+"\n")
	})
}

// repeatsTitle reports whether a copy has the first heading of a text twice, as what
// was printed of a paper of that text has: its title, and the heading.
func repeatsTitle(first, copied []compare.Block) bool {
	if len(first) == 0 || len(copied) < 2 || first[0].Kind != paper.Heading {
		return false
	}
	title := first[0].Text
	return copied[0].Text == title && strings.TrimLeft(copied[1].Text, "# ") == title && (len(first) == 1 || first[1].Text != title)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
