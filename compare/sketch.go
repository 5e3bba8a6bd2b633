package compare

import (
	"encoding/binary"
	"slices"
)

// sketchRun is how many words in a row one feature of a sketch stands for.
const sketchRun = 5

// Sketch is what is kept of a text to find it again: hashes of runs of five
// words, of long texts a part of them. It tells nothing that reads as text, but
// whoever guesses five words of the text can see that they are in it.
type Sketch struct {
	Every uint16 // one of so many runs is kept, those whose hash says so
	Runs  []byte // four bytes each, the lowest first; sorted, each once
}

// sketchFull is up to how many runs all are kept; of longer texts every
// sketchPart-th: a paragraph of an excerpt still has some.
const (
	sketchFull = 4096
	sketchPart = 12
)

// NewSketch makes the sketch of a text.
func NewSketch(blocks []Block) Sketch {
	runs := AllRuns(blocks)
	s := Sketch{Every: 1}
	if len(runs) > sketchFull {
		s.Every = sketchPart
		runs = slices.DeleteFunc(runs, func(h uint32) bool { return h%sketchPart != 0 })
	}
	s.Runs = make([]byte, 0, 4*len(runs))
	for _, h := range runs {
		s.Runs = binary.LittleEndian.AppendUint32(s.Runs, h)
	}
	return s
}

// AllRuns returns the hashes of all runs of a text, sorted, each once. Case,
// typography, hidden characters and look-alikes do not change them.
func AllRuns(blocks []Block) []uint32 {
	v := newVocabulary()
	var out []uint32
	var tokens []token
	var sums []uint64 // of each word
	for i := range blocks {
		tokens = v.cut(tokens[:0], blocks[i].Text)
		for n := len(sums); n < len(v.keys); n++ {
			sums = append(sums, sum(v.keys[n]))
		}
		k := min(sketchRun, len(tokens))
		if k == 0 {
			continue
		}
		for j := 0; j+k <= len(tokens); j++ {
			h := uint64(k)
			for _, t := range tokens[j : j+k] {
				h = (h ^ sums[t.id]) * 0x9e3779b97f4a7c15
				h ^= h >> 31
			}
			out = append(out, uint32(h>>32))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Query is a copy whose origin is looked for.
type Query struct {
	runs   []uint32
	filter []uint64 // a bit for the high bits of each run: most that do not match end here, and sorted ones ask in order
}

const filterBits = 22

// NewQuery prepares a copy.
func NewQuery(copied []Block) *Query {
	q := &Query{runs: AllRuns(copied), filter: make([]uint64, 1<<filterBits/64)}
	for _, h := range q.runs {
		k := h >> (32 - filterBits)
		q.filter[k/64] |= 1 << (k % 64)
	}
	return q
}

// Share returns about what part of the copy's runs a text has, from 0 to 1, and
// how many of the sketch's runs that was seen from.
func (q *Query) Share(s Sketch) (share float64, seen int) {
	for r := s.Runs; len(r) >= 4; r = r[4:] {
		h := binary.LittleEndian.Uint32(r)
		k := h >> (32 - filterBits)
		if q.filter[k/64]&(1<<(k%64)) != 0 {
			if _, ok := slices.BinarySearch(q.runs, h); ok {
				seen++
			}
		}
	}
	if len(q.runs) == 0 {
		return 0, 0
	}
	return min(1, float64(seen)*float64(max(1, s.Every))/float64(len(q.runs))), seen
}
