package paper

import (
	"bytes"
	"strings"

	"vow"
)

// Parse parses a paper file strictly: six header lines, a blank line, exactly as
// many block lines as the header says, numbered from 0, each shown or withheld
// and each canonical, and nothing more. Errors have vow.CodeCheck and name the
// line of the file, counted from 1.
func Parse(data []byte) (*Paper, error) { return ParseBeside(&Paper{}, data) }

// ParseBeside is Parse for a file that is probably like's with blocks withheld: a
// line that both have is not read and hashed again. The result is that of Parse.
func ParseBeside(like *Paper, data []byte) (*Paper, error) {
	if len(data) > MaxBytes {
		return nil, vow.Errorf(vow.CodeCheck, "paper: over %d bytes long", MaxBytes)
	}
	p, n, body, err := parseHeader(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "paper: %w", err)
	}
	if len(body) == 0 || body[0] != '\n' {
		return nil, vow.Errorf(vow.CodeCheck, "paper: line %d: a blank line expected", headerLines+1)
	}
	if body = body[1:]; len(body) == 0 {
		return nil, vow.Errorf(vow.CodeCheck, "paper: header says %d blocks, none follows it", n)
	}
	if found := bytes.Count(body, []byte("\n")); found != n || body[len(body)-1] != '\n' {
		return nil, vow.Errorf(vow.CodeCheck, "paper: header says %d blocks, %d whole lines follow it", n, found)
	}
	if len(body) < n*minLine {
		return nil, vow.Errorf(vow.CodeCheck, "paper: %d bytes are too few for %d blocks", len(body), n)
	}
	var (
		text = string(body) // what the lines and their texts stand on
		r    = lineReader{split: p.Split, like: like}
		prev *Block
	)
	if len(like.Lines) == 0 {
		r.blocks = make([]Block, 0, n)
	}
	p.Lines = make([]Line, n)
	for i, start := 0, 0; i < n; i++ {
		end := start + strings.IndexByte(text[start:], '\n')
		line := &p.Lines[i]
		line.raw = text[start:end]
		err := r.read(line, i)
		if err == nil && line.Block != nil {
			err = line.Block.follows(prev, i == 0)
		}
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "paper: line %d: block %d: %w", headerLines+2+i, i, err)
		}
		prev, start = line.Block, end+1
	}
	if i, j, reused := reusedSalt(p.Lines); reused {
		return nil, vow.Errorf(vow.CodeCheck, "paper: blocks %d and %d have one salt: who is shown the one can guess at the other", i, j)
	}
	return p, nil
}

// lineReader reads the lines of one paper.
type lineReader struct {
	split  string
	like   *Paper  // a paper whose lines are known
	blocks []Block // what blocks stand on, if there is room
	buf    []byte  // scratch
	got    parsed
}

// read reads the line that must be that of block i: raw is set, the rest is filled.
func (r *lineReader) read(line *Line, i int) error {
	if i < len(r.like.Lines) && r.like.Lines[i].raw == line.raw && r.like.Split == r.split {
		line.Block, line.leaf = r.like.Lines[i].Block, r.like.Lines[i].leaf
		return nil
	}
	if len(line.raw) > MaxLine {
		return vow.Errorf(vow.CodeCheck, "over %d bytes long", MaxLine)
	}
	if err := parseLine(line.raw, r.split, &r.got); err != nil {
		return err
	}
	if r.got.i != i {
		return vow.Errorf(vow.CodeCheck, "it says that it is block %d", r.got.i)
	}
	if r.got.withheld {
		line.leaf = r.got.leaf
		return nil
	}
	if len(r.blocks) < cap(r.blocks) {
		r.blocks = append(r.blocks, r.got.block)
		line.Block = &r.blocks[len(r.blocks)-1]
	} else {
		block := r.got.block
		line.Block = &block
	}
	line.leaf, r.buf = leafHash(r.buf, line.raw)
	return nil
}

// parseHeader parses the six header lines; p has no lines yet, n is the number of
// blocks announced. Its errors number the header's lines from 1.
func parseHeader(data []byte) (p *Paper, n int, body []byte, err error) {
	var values [headerLines]string
	body = data
	for i, prefix := range [headerLines]string{version, "title ", "lang ", "unicode " + vow.TextUnicode, "split ", "blocks "} {
		line, rest, found := bytes.Cut(body, []byte("\n"))
		value, ok := bytes.CutPrefix(line, []byte(prefix))
		fixed := i == 0 || i == 3
		if !found || !ok || fixed && len(value) > 0 {
			return nil, 0, nil, vow.Errorf(vow.CodeCheck, "line %d: %q expected", i+1, strings.TrimSuffix(prefix, " "))
		}
		if len(value) > MaxLine {
			return nil, 0, nil, vow.Errorf(vow.CodeCheck, "line %d: too long", i+1)
		}
		values[i], body = string(value), rest
	}
	s := scanner{rest: values[5]}
	if n = s.number(1); s.err != nil || s.rest != "" {
		return nil, 0, nil, vow.Errorf(vow.CodeCheck, "line 6: blocks: 1 to %d expected", MaxBlocks)
	}
	if err := checkHeader(values[1], values[2], values[4], n); err != nil {
		return nil, 0, nil, err
	}
	return &Paper{Title: values[1], Lang: values[2], Split: values[4]}, n, body, nil
}
