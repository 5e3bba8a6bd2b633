package paper

import (
	"strconv"
	"strings"

	"vow"
)

// Withhold returns the paper with the given blocks, counted from 0, replaced by
// their hashes. The root stays; p is not changed. A block that is withheld
// already stays so; a number outside the paper is an error (vow.CodeUsage).
func (p *Paper) Withhold(blocks []int) (*Paper, error) {
	q := *p
	q.Lines = append([]Line(nil), p.Lines...)
	for _, i := range blocks {
		if i < 0 || i >= len(q.Lines) {
			return nil, vow.Errorf(vow.CodeUsage, "paper: no block %d: there are %d, counted from 0", i, len(q.Lines))
		}
		if l := &q.Lines[i]; !l.Withheld() {
			l.Block, l.raw = nil, string(appendWithheld(nil, i, l.leaf))
		}
	}
	return &q, nil
}

// Text returns the paper for a person to read: the title, then each block in the
// manner of Markdown with blank lines between, the cells of a table's row on one
// line, each run of withheld blocks as one line in square brackets. A block whose own text looks like such a line has a
// backslash before it. Nothing parses this form.
func (p *Paper) Text() string {
	var b strings.Builder
	b.WriteString(p.Title)
	b.WriteString("\n")
	for i := 0; i < len(p.Lines); i++ {
		block := p.Lines[i].Block
		if block == nil {
			first := i
			for i+1 < len(p.Lines) && p.Lines[i+1].Withheld() {
				i++
			}
			b.WriteString("\n" + withheldText(first, i) + "\n")
			continue
		}
		if block.Kind == Cell {
			var row string
			row, i = p.rowText(i)
			b.WriteString(row)
			continue
		}
		text := "\n" + block.prose()
		if i > 0 && block.continues(p.Lines[i-1].Block) {
			text = block.Text
		}
		if strings.HasPrefix(strings.TrimPrefix(text, "\n"), "[withheld") {
			text = strings.Replace(text, "[", `\[`, 1)
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// rowText renders the cells of one row of a table from block i on, and returns the
// last block that it holds. Only the first row of a table has a blank line before it.
func (p *Paper) rowText(i int) (string, int) {
	first := p.Lines[i].Block
	var b strings.Builder
	if i == 0 || p.Lines[i-1].Withheld() || p.Lines[i-1].Block.Kind != Cell || p.Lines[i-1].Block.Table != first.Table {
		b.WriteString("\n")
	}
	var cells []string
	for col := 0; i < len(p.Lines); i++ {
		c := p.Lines[i].Block
		if c == nil || c.Kind != Cell || c.Table != first.Table || c.Row != first.Row || c.Col < col {
			break
		}
		text := strings.ReplaceAll(strings.TrimSpace(c.Label+" "+c.Text), "|", `\|`)
		if n := len(cells); n > 0 && c.Col == col { // the next sentence of the cell
			cells[n-1] += " " + text
			continue
		}
		for ; col < c.Col-1 && len(cells) < 64; col++ { // places without a cell; of a wide table, some
			cells = append(cells, "")
		}
		cells, col = append(cells, text), c.Col
	}
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	return b.String(), i - 1
}

// continues reports whether b is the next sentence of prev's paragraph.
func (b *Block) continues(prev *Block) bool {
	return prev != nil && b.Sentence > 0 && b.follows(prev, false) == nil
}

func withheldText(first, last int) string {
	if first == last {
		return "[withheld: block " + strconv.Itoa(first) + "]"
	}
	return "[withheld: blocks " + strconv.Itoa(first) + " to " + strconv.Itoa(last) + "]"
}

// prose renders one block as a line.
func (b *Block) prose() string {
	text := b.Text
	if b.Label != "" {
		text = strings.TrimSuffix(b.Label+" "+text, " ")
	}
	switch b.Kind {
	case Heading:
		return strings.Repeat("#", b.Level) + " " + text
	case Item:
		if b.Label == "" {
			return "- " + text
		}
	case Quote:
		return "> " + text
	case Figure:
		return "(figure, SHA-256 " + b.SHA256.String() + ") " + text
	case Note:
		return "^ " + text
	}
	return text
}
