package diff

import (
	"hash/fnv"
	"slices"

	"vow"
)

// Bounds of the search for paragraphs that are alike.
const (
	runWords      = 3  // words in a run that is looked up
	maxPosting    = 40 // a run that more paragraphs have tells nothing
	maxCandidates = 16 // paragraphs that one is held against
)

// index finds the paragraphs that share runs of words with one.
type index struct {
	units []unit
	at    map[uint64][]int32
}

func newIndex(units []unit, list []int) *index {
	x := &index{units, make(map[uint64][]int32)}
	for _, i := range list {
		for _, h := range runs(units[i].words) {
			if got := x.at[h]; len(got) <= maxPosting {
				x.at[h] = append(got, int32(i))
			}
		}
	}
	return x
}

// runs returns the hashes of the runs of words, each once, in order. A short text
// is one run, and its words are runs too.
func runs(words []string) []uint64 {
	var out []uint64
	hash := func(words []string) {
		h := fnv.New64a()
		for _, w := range words {
			_, _ = h.Write([]byte(w)) // a hash never fails
			_, _ = h.Write([]byte{0})
		}
		out = append(out, h.Sum64())
	}
	if len(words) < 4*runWords {
		for i := range words {
			hash(words[i : i+1])
		}
	}
	for i := 0; i+runWords <= len(words); i++ {
		hash(words[i : i+runWords])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// candidates returns the paragraphs that share most runs with these words, the
// first of equals first.
func (x *index) candidates(words []string) []int {
	votes := make(map[int32]int)
	for _, h := range runs(words) {
		if list := x.at[h]; len(list) <= maxPosting {
			for _, i := range list {
				votes[i]++
			}
		}
	}
	out := make([]int, 0, len(votes))
	for i := range votes {
		out = append(out, int(i))
	}
	vow.SortFunc(out, func(a, b int) int {
		if d := votes[int32(b)] - votes[int32(a)]; d != 0 {
			return d
		}
		return a - b
	})
	return out[:min(len(out), maxCandidates)]
}

// count returns how often each word stands in a text.
func count(words []string) map[string]int {
	n := make(map[string]int, len(words))
	for _, w := range words {
		n[w]++
	}
	return n
}

// shared returns how many of the words have has, each as often as it has it.
func shared(have map[string]int, words []string) int {
	used, n := make(map[string]int, len(words)), 0
	for _, w := range words {
		if used[w] < have[w] {
			used[w]++
			n++
		}
	}
	return n
}

// alikeWords returns how much two texts share: 1 for the same words in any order,
// 0 for none.
func alikeWords(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(shared(count(a), b)) / float64(len(a)+len(b))
}
