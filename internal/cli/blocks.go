package cli

import (
	"fmt"
	"strconv"
	"strings"

	"vow"
	"vow/paper"
)

// span is a run of blocks of a paper, counted from 0, both ends included.
type span struct{ first, last int }

// parseSpan parses N or N-M.
func parseSpan(s string) (span, error) {
	from, to, ranged := strings.Cut(s, "-")
	if !ranged {
		to = from
	}
	var r span
	var errs [2]error
	r.first, errs[0] = blockNumber(from)
	r.last, errs[1] = blockNumber(to)
	if errs[0] != nil || errs[1] != nil || r.last < r.first {
		return r, vow.Errorf(vow.CodeUsage, "%q is no number of a block, nor a range N-M of them", s)
	}
	return r, nil
}

func blockNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n >= paper.MaxBlocks || strconv.Itoa(n) != s {
		return 0, vow.Errorf(vow.CodeUsage, "%q is no number of a block", s)
	}
	return n, nil
}

// blockRange parses N or N-M and requires that the paper has these blocks.
func blockRange(p *paper.Paper, s string) (*span, error) {
	r, err := parseSpan(s)
	if err != nil {
		return nil, err
	}
	if r.last >= len(p.Lines) {
		return nil, vow.Errorf(vow.CodeUsage, "there is no block %d: the paper has %d, counted from 0", r.last, len(p.Lines))
	}
	return &r, nil
}

// labelled finds the blocks printed with a label or with those of a range: from
// the first to the last, with all their sentences and all that stands between. It
// is nil where nothing is printed with them, and an error where several are.
func labelled(p *paper.Paper, s string, nth int) (*span, error) {
	if r, err := labelledOne(p, s, nth); r != nil || err != nil {
		return r, err
	}
	for i, c := range s {
		if c != '-' && c != '–' {
			continue
		}
		from, err := labelledOne(p, s[:i], nth)
		if err != nil {
			return nil, err
		}
		to, err := labelledOne(p, s[i+len(string(c)):], nth)
		if err != nil {
			return nil, err
		}
		if from != nil && to != nil && from.first <= to.first {
			return &span{from.first, to.last}, nil
		}
	}
	return nil, nil
}

func labelledOne(p *paper.Paper, s string, nth int) (*span, error) {
	found := p.Labelled(s)
	switch {
	case len(found) == 0:
		return nil, nil
	case nth > 0 && nth <= len(found):
		found = found[nth-1:]
	case nth != 0:
		return nil, vow.Errorf(vow.CodeUsage, "--nth %d: %d blocks are printed with %q", nth, len(found), s)
	case len(found) > 1:
		return nil, vow.Errorf(vow.CodeUsage, "which one? %d blocks are printed with %q:\n%s", len(found), s, listBlocks(p, found)).
			WithHint("name the block by its number counted from 0")
	}
	return &span{found[0], found[0] + p.Sentences(found[0]) - 1}, nil
}

// listBlocks lists blocks with their first words.
func listBlocks(p *paper.Paper, blocks []int) string {
	var b strings.Builder
	for i, n := range blocks[:min(len(blocks), maxListed)] {
		fmt.Fprintf(&b, "  %d. %s: %s\n", i+1, placeText(n, n, p.Lines[n].Block), excerpt(p.Lines[n].Block.Text, 60))
	}
	if more := len(blocks) - maxListed; more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// excerpt returns the first characters of a text.
func excerpt(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// printed finds the blocks printed with a number, or else of this number.
func (a *app) printed(p *paper.Paper, s string, nth int) (*span, error) {
	r, err := labelled(p, s, nth)
	if r != nil || err != nil {
		return r, err
	}
	if _, notNumber := parseSpan(s); notNumber != nil {
		return nil, vow.Errorf(vow.CodeUsage, "no block is printed with %q", s).WithHint("'vow paper show' shows the text with its numbers")
	}
	if r, err = blockRange(p, s); err == nil {
		a.term.say("no block is printed with %q: taken as the number of a block, counted from 0", s)
	}
	return r, err
}
