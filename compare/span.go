package compare

import (
	"strings"
	"unicode/utf8"
)

// quoteEnds are the first and the last mark of a block that tell a quotation's
// beginning from its end; 0 where it has none.
type quoteEnds struct{ first, last rune }

// closer returns the mark that ends a quotation which r begins, or 0.
func closer(r rune) rune {
	switch r {
	case '“':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// acrossBlocks is how many paragraphs before and behind are looked at.
const acrossBlocks = 12

// findQuotes looks for the marks of all blocks.
func (s *side) findQuotes() {
	s.quotes = make([]quoteEnds, len(s.blocks))
	for i := range s.blocks {
		text := s.blocks[i].Text
		if strings.IndexByte(text, 0xe2) < 0 && strings.IndexByte(text, 0xc2) < 0 {
			continue
		}
		german := strings.Contains(text, "„") // there “ ends a quotation
		for k := 0; k+1 < len(text); k++ {
			c := text[k]
			if c != 0xc2 && c != 0xe2 { // all of these marks begin with one of them
				continue
			}
			r, _ := utf8.DecodeRuneInString(text[k:])
			if r != '”' && r != '»' && closer(r) == 0 || german && r == '“' {
				continue
			}
			if s.quotes[i].first == 0 {
				s.quotes[i].first = r
			}
			s.quotes[i].last = r
		}
	}
}

// quotedFrom returns the mark that ends the quotation in which a passage begins,
// opened in a paragraph before and closed in this one or a later one; else 0. A
// paragraph that repeats the opening mark needs no such look.
func (p *passage) quotedFrom() rune {
	if p.side == nil || len(p.side.quotes) == 0 {
		return 0
	}
	q := p.side.quotes
	end := rune(0)
	for i := p.block - 1; i >= max(0, p.block-acrossBlocks) && end == 0; i-- {
		if last := q[i].last; last != 0 {
			if end = closer(last); end == 0 {
				return 0
			}
		}
	}
	for i := p.block; end != 0 && i < min(len(q), p.block+acrossBlocks); i++ {
		switch q[i].first {
		case 0:
		case end:
			return end
		default:
			return 0
		}
	}
	return 0
}
