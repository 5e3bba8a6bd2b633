package vow

import (
	"cmp"
	"strconv"
	"strings"
)

// Blocks are numbers of a paper's blocks, counted from 0: runs in ascending
// order, of which no two touch. Written they are `14,20-22`: a run of one block
// is its number, a longer one its first and last.
type Blocks []Run

// Run is the blocks from First to Last, both included.
type Run struct{ First, Last int }

// ParseBlocks parses the one way in which blocks are written: no spaces, no
// leading zeros, every number under 1,000,000, nothing twice, runs that touch
// written as one.
func ParseBlocks(s string) (Blocks, error) {
	b, err := ReadBlocks(s)
	if err != nil {
		return nil, err
	}
	if b.String() != s {
		return nil, Errorf(CodeCheck, "blocks %q: not in their one form, %q", clip(s), clip(b.String()))
	}
	return b, nil
}

// ReadBlocks reads blocks as a person writes them, in any order, with spaces
// after commas; a number that is named twice is an error.
func ReadBlocks(s string) (Blocks, error) {
	var out Blocks
	for item := range strings.SplitSeq(s, ",") {
		from, to, isRun := strings.Cut(strings.TrimSpace(item), "-")
		if !isRun {
			to = from
		}
		first, err1 := blockNumber(from)
		last, err2 := blockNumber(to)
		if err1 != nil || err2 != nil || last < first {
			return nil, Errorf(CodeCheck, "blocks %q: %q is no block and no run of blocks such as 14 or 20-22, counted from 0", clip(s), clip(item))
		}
		out = append(out, Run{first, last})
	}
	SortFunc(out, func(a, b Run) int { return cmp.Compare(a.First, b.First) })
	merged := out[:1]
	for _, r := range out[1:] {
		last := &merged[len(merged)-1]
		switch {
		case r.First <= last.Last:
			return nil, Errorf(CodeCheck, "blocks %q: block %d is named twice", clip(s), r.First)
		case r.First == last.Last+1:
			last.Last = r.Last
		default:
			merged = append(merged, r)
		}
	}
	return merged, nil
}

func blockNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n >= maxBlocks || strconv.Itoa(n) != s {
		return 0, Errorf(CodeCheck, "no number of a block")
	}
	return n, nil
}

// BlocksOf returns the blocks of numbers in ascending order, each once.
func BlocksOf(numbers []int) Blocks {
	var out Blocks
	for _, n := range numbers {
		if k := len(out); k > 0 && out[k-1].Last+1 == n {
			out[k-1].Last = n
		} else {
			out = append(out, Run{n, n})
		}
	}
	return out
}

// String returns the written form.
func (b Blocks) String() string {
	var s []byte
	for i, r := range b {
		if i > 0 {
			s = append(s, ',')
		}
		s = strconv.AppendInt(s, int64(r.First), 10)
		if r.Last > r.First {
			s = strconv.AppendInt(append(s, '-'), int64(r.Last), 10)
		}
	}
	return string(s)
}

// MarshalText returns the written form.
func (b Blocks) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText is ParseBlocks.
func (b *Blocks) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBlocks(string(text))
	return err
}

// Count returns how many blocks they are.
func (b Blocks) Count() int {
	n := 0
	for _, r := range b {
		n += r.Last - r.First + 1
	}
	return n
}

// Last returns the highest number, or -1.
func (b Blocks) Last() int {
	if len(b) == 0 {
		return -1
	}
	return b[len(b)-1].Last
}

// Numbers returns each block's number in ascending order.
func (b Blocks) Numbers() []int {
	out := make([]int, 0, b.Count())
	for _, r := range b {
		for n := r.First; n <= r.Last; n++ {
			out = append(out, n)
		}
	}
	return out
}

// Common returns a block that stands in both, or -1.
func (b Blocks) Common(c Blocks) int {
	for i, j := 0, 0; i < len(b) && j < len(c); {
		if first := max(b[i].First, c[j].First); first <= min(b[i].Last, c[j].Last) {
			return first
		}
		if b[i].Last < c[j].Last {
			i++
		} else {
			j++
		}
	}
	return -1
}

// PartShare is the largest share of a text that protective parts may hold
// together: one block in ten.
const PartShare = 10

// FitsParts reports whether so many blocks may be withheld of a text.
func FitsParts(withheld, blocks int) bool { return withheld*PartShare <= blocks }
