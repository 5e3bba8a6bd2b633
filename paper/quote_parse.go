package paper

import (
	"bytes"
	"strings"

	"vow"
)

// ParseQuote parses a quote proof strictly: every line in its place, as many
// hashes as the range needs, each block shown, the selector canonical. Marshal of
// the result gives the same bytes. It proves nothing: see Check; and the sections
// of the record at the end are only cut off, for package verify to read. Errors
// have vow.CodeCheck and name the line of the file, counted from 1.
func ParseQuote(data []byte) (*QuoteProof, error) {
	if len(data) > MaxQuote {
		return nil, vow.Errorf(vow.CodeCheck, "quote: over %d bytes long", MaxQuote)
	}
	rest, ok := bytes.CutPrefix(data, []byte(quoteVersion+"\n"))
	if !ok {
		return nil, vow.Errorf(vow.CodeCheck, "quote: line 1: %q expected", quoteVersion)
	}
	p, n, rest, err := parseHeader(rest)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "quote: header of the paper, from line 2: %w", err)
	}
	q := &QuoteProof{Title: p.Title, Lang: p.Lang, Split: p.Split, Blocks: n}
	l := quoteLines{rest: rest, number: 1 + headerLines}
	count := 0
	err = l.take("root", func(s *scanner) { s.digits(q.Root[:]) })
	if err == nil {
		err = l.take("blocks-shown", func(s *scanner) {
			q.First = s.number(0)
			s.literal(" ")
			count = s.number(1)
		})
	}
	if err == nil && q.First+count > n {
		err = l.wrong("blocks-shown: there is no block %d among %d", q.First+count-1, n)
	}
	if err == nil {
		err = l.takePath(q, count)
	}
	if err == nil {
		err = l.takeBlocks(q, count)
	}
	if err == nil {
		err = l.takeSelector(q)
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "quote: %w", err)
	}
	if len(l.rest) > MaxQuoteRecord {
		return nil, vow.Errorf(vow.CodeCheck, "quote: over %d bytes after the selector", MaxQuoteRecord)
	}
	q.Record = bytes.Clone(l.rest)
	return q, nil
}

// quoteLines reads the lines of a quote after its header.
type quoteLines struct {
	rest   []byte
	number int // of the line that was read last
}

func (l *quoteLines) wrong(format string, args ...any) error {
	return vow.Errorf(vow.CodeCheck, "line %d: %w", l.number, vow.Errorf(vow.CodeCheck, format, args...))
}

// next returns the next line, without its LF, of at most so many bytes.
func (l *quoteLines) next(what string, most int) (string, error) {
	l.number++
	end := bytes.IndexByte(l.rest[:min(len(l.rest), most+1)], '\n')
	if end < 0 {
		return "", l.wrong("%s expected, in a line of at most %d bytes", what, most)
	}
	line := string(l.rest[:end])
	l.rest = l.rest[end+1:]
	return line, nil
}

// take reads a line of a word, a space and what read takes.
func (l *quoteLines) take(word string, read func(*scanner)) error {
	line, err := l.next(word, 128)
	if err != nil {
		return err
	}
	value, ok := strings.CutPrefix(line, word+" ")
	if !ok {
		return l.wrong("%q expected", word)
	}
	s := scanner{rest: value}
	if read(&s); s.err == nil && s.rest != "" {
		s.fail("%q at its end", clip(s.rest))
	}
	if s.err != nil {
		return l.wrong("%s: %w", word, s.err)
	}
	return nil
}

// takePath reads the hashes outside the range: as many as it needs.
func (l *quoteLines) takePath(q *QuoteProof, count int) error {
	want := pathLen(q.Blocks, span{q.First, q.First + count})
	n := 0
	if err := l.take("path", func(s *scanner) { n = s.number(0) }); err != nil {
		return err
	}
	if n != want {
		return l.wrong("path: %d hashes lead from these blocks to the root, not %d", want, n)
	}
	for range n {
		line, err := l.next("a hash", 2*len(vow.Hash{}))
		if err != nil {
			return err
		}
		var h vow.Hash
		s := scanner{rest: line}
		if s.digits(h[:]); s.err != nil || s.rest != "" {
			return l.wrong("path: %d lower-case hex digits expected", 2*len(h))
		}
		q.Path = append(q.Path, h)
	}
	return nil
}

// takeBlocks reads the blocks shown.
func (l *quoteLines) takeBlocks(q *QuoteProof, count int) error {
	if len(l.rest) < count*minLine {
		return l.wrong("%d bytes after it are too few for %d blocks", len(l.rest), count)
	}
	q.Lines = make([]Line, count)
	r := lineReader{split: q.Split, like: &Paper{}}
	var prev *Block
	for k := range q.Lines {
		i, line := q.First+k, &q.Lines[k]
		raw, err := l.next("a block", MaxLine)
		if err != nil {
			return err
		}
		line.raw = raw
		switch err = r.read(line, i); {
		case err != nil:
		case line.Block == nil:
			err = vow.Errorf(vow.CodeCheck, "a quote shows its blocks, this one is withheld")
		default:
			err = line.Block.follows(prev, i == 0)
		}
		if err != nil {
			return l.wrong("block %d: %w", i, err)
		}
		prev = line.Block
	}
	return nil
}

// takeSelector reads the line that says which words are quoted.
func (l *quoteLines) takeSelector(q *QuoteProof) error {
	line, err := l.next("the selector", MaxBytes)
	if err != nil {
		return err
	}
	s := &q.Selector
	if err := vow.ParseCanonical([]byte(line), s); err != nil {
		return l.wrong("selector: %w", err)
	}
	if s.Type != SelectorType {
		return l.wrong("selector: type: %q expected", SelectorType)
	}
	for _, part := range []struct{ name, text string }{{"exact", s.Exact}, {"prefix", s.Prefix}, {"suffix", s.Suffix}} {
		for text := range strings.SplitSeq(part.text, "\n") {
			if err := vow.CheckText(text); err != nil {
				return l.wrong("selector: %s: %w", part.name, err)
			}
		}
	}
	if !vow.Visible(s.Exact) {
		return l.wrong("selector: exact: at least one visible character expected")
	}
	return nil
}
