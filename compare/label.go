package compare

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// labels compares the printed numbers of two paragraphs. Where paragraphs were
// added, are missing or have moved before, all that follow carry other numbers: that
// goes without saying.
func (c *comparison) labels(g *group) []Change {
	a, b := g.as[0], g.bs[0]
	x, y := c.a.blocks[a].Label, c.b.blocks[b].Label
	switch {
	case x == "" || y == "" || x == y:
		return nil
	case slices.Equal(labelParts(x), labelParts(y)):
		return []Change{{Kind: Typographic, From: x, To: y, at: [2]int{-1, -1}}}
	}
	i, j := labelledBefore(c.a.blocks, a), labelledBefore(c.b.blocks, b)
	switch {
	case i >= 0 && j >= 0 && c.pairA[i] == j: // the paragraph before is the same in both
		if labelStep(c.a.blocks[i].Label, x) == labelStep(c.b.blocks[j].Label, y) {
			return nil
		}
	case g.moved || i >= 0 || j >= 0: // another is before it now
		if c.followsOn(b, j) {
			return nil
		}
	}
	if besideFree(c.pairB, b) || besideFree(c.pairA, a) {
		return nil
	}
	return []Change{{Kind: Number, From: x, To: y, at: [2]int{-1, -1}}}
}

// besideFree reports whether the block before block i has no partner.
func besideFree(pairs []int, i int) bool { return i > 0 && pairs[i-1] < 0 }

// labelledBefore returns the last block with a printed number before block i, or -1.
// Notes are numbered apart from what is around them.
func labelledBefore(blocks []Block, i int) int {
	note := blocks[i].Kind == paper.Note
	for i--; i >= 0 && (blocks[i].Label == "" || (blocks[i].Kind == paper.Note) != note); i-- {
	}
	return i
}

// followsOn reports whether the printed number of block b of the copy is the next
// after that of block j before it, or, where none is before, the one before the next.
func (c *comparison) followsOn(b, j int) bool {
	label := c.b.blocks[b].Label
	if j >= 0 {
		return nextLabel(labelStep(c.b.blocks[j].Label, label))
	}
	for k := b + 1; k < len(c.b.blocks); k++ {
		if next := c.b.blocks[k].Label; next != "" && (c.b.blocks[k].Kind == paper.Note) == (c.b.blocks[b].Kind == paper.Note) {
			return nextLabel(labelStep(label, next))
		}
	}
	return false
}

// labelParts cuts a printed number into its runs of digits and of letters: 3, 12
// and b of 3.12(b). Zeroes before a number say nothing.
func labelParts(label string) []string {
	var out []string
	kind := 0 // of the rune before: 1 a digit, 2 a letter
	for _, r := range asciiDigits(foldPlain(label)) {
		now := 0
		switch {
		case '0' <= r && r <= '9':
			now = 1
		case unicode.IsLetter(r):
			now = 2
		}
		if now != 0 && now != kind {
			out = append(out, "")
		}
		if now != 0 {
			out[len(out)-1] += string(r)
		}
		kind = now
	}
	for i, p := range out {
		if p = strings.TrimLeft(p, "0"); p != "" {
			out[i] = p
		}
	}
	return out
}

// labelStep says how a printed number goes on from the one before: for each part by
// how much it is more, as far as nothing differs; what is behind that is as it is.
// 1.9 to 2.1 is "+1 1", 2 to 2.1 is "+0 1", (b) to (c) is "+1".
func labelStep(before, label string) string {
	x, y := labelParts(before), labelParts(label)
	var out []string
	same := true
	for i, part := range y {
		if !same || i >= len(x) {
			out = append(out, part)
			continue
		}
		from, to, ok := labelValues(x[i], part)
		if !ok {
			out, same = append(out, part), x[i] == part
			continue
		}
		out, same = append(out, "+"+strconv.Itoa(to-from)), from == to
	}
	return strings.Join(out, " ")
}

// labelValues returns what two parts count for: numbers, Roman ones where either
// has several letters, or single letters of the alphabet.
func labelValues(x, y string) (from, to int, ok bool) {
	if digitAt(x, 0) && digitAt(y, 0) {
		from, err := strconv.Atoi(x)
		to, err2 := strconv.Atoi(y)
		return from, to, err == nil && err2 == nil
	}
	if len(x) == 1 && len(y) == 1 && !digitAt(x, 0) && !digitAt(y, 0) {
		return int(x[0]), int(y[0]), true
	}
	from, to = anyRoman(strings.ToUpper(x)), anyRoman(strings.ToUpper(y))
	return from, to, from > 0 && to > 0
}

// nextLabel reports whether a step leads to the very next number: 4 to 5, 1.9 to
// 2.1, 2 to 2.1.
func nextLabel(step string) bool {
	parts := strings.Fields(step)
	for len(parts) > 0 && parts[0] == "+0" {
		parts = parts[1:]
	}
	if len(parts) > 0 && parts[0] == "+1" {
		parts = parts[1:]
	}
	for _, p := range parts {
		if p != "1" && p != "a" && p != "i" {
			return false
		}
	}
	return strings.Trim(step, "+0 ") != ""
}

// labelled compares where one of the texts has the paragraph's number apart from
// its words and the other has it among them, or not at all.
func (c *comparison) labelled(g *group, labelX, labelY string) []Change {
	p, q := c.a.passage(g.as), c.b.passage(g.bs)
	cutX, cutY := c.prefix(&p, labelX), c.prefix(&q, labelY)
	var out []Change
	for _, ch := range c.changes(&p, &q) {
		if ch.at[0] == 0 && ch.at[1] == 0 && (ch.To == "" && len(ch.From) < cutX || ch.From == "" && len(ch.To) < cutY) {
			if !sentenceNumber(labelX+labelY, c.a.blocks[g.as[0]].Text) {
				if ch.To == "" && c.unlabelled.copy || ch.From == "" && c.unlabelled.first {
					continue // one of the texts has no numbers of paragraphs at all
				}
				ch.Kind = Typographic
			}
		} else if ch.Kind == Typographic && (ch.at[0] < cutX || ch.at[1] < cutY) && spaceless(ch.From) == spaceless(ch.To) {
			continue // the space that parts the number from the words
		}
		ch.at[0], ch.at[1] = max(-1, ch.at[0]-cutX), max(-1, ch.at[1]-cutY)
		out = append(out, ch)
	}
	return out
}

// spaceless returns s without white space.
func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }

// sentenceNumber reports whether what was taken for the printed number of a
// paragraph may be part of its first sentence: 3.5 million were displaced.
func sentenceNumber(label, text string) bool {
	last, _ := utf8.DecodeLastRuneInString(label)
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsDigit(last) && unicode.IsLower(first)
}

// prefix puts a label before the words of a passage and returns how many bytes it took.
func (c *comparison) prefix(p *passage, label string) int {
	if label == "" {
		return 0
	}
	n := len(label) + 1
	p.text = label + " " + p.text
	p.tokens, p.labels = c.voc.cut(nil, p.text), nil
	c.voc.know()
	for len(c.counts) < len(c.voc.words) {
		c.counts, c.weight = append(c.counts, 0), append(c.weight, 1)
	}
	return n
}

// unlabelled says which of the texts, if one, has no numbers of paragraphs where
// the other has them: most that have one are paired with ones without it.
type unlabelled struct{ first, copy bool }

func (c *comparison) findUnlabelled() {
	both, onlyA, onlyB := 0, 0, 0
	for a, b := range c.pairA {
		if b < 0 {
			continue
		}
		x, y := &c.a.blocks[a], &c.b.blocks[b]
		switch {
		case x.Label == "" && y.Label == "":
		case x.Label != "" && y.Label != "", strings.HasPrefix(foldPlain(x.Text), foldPlain(y.Label)) && x.Label == "",
			strings.HasPrefix(foldPlain(y.Text), foldPlain(x.Label)) && y.Label == "":
			both++
		case x.Label != "":
			onlyA++
		default:
			onlyB++
		}
	}
	c.unlabelled = unlabelled{onlyB > both+onlyA, onlyA > both+onlyB}
}

func (u unlabelled) note(r *Result) {
	switch {
	case u.copy:
		r.Notes = append(r.Notes, "the printed numbers of paragraphs are not in the copy")
	case u.first:
		r.Notes = append(r.Notes, "the printed numbers of paragraphs are in the copy only")
	}
}
