package paper

import (
	"fmt"
	"strconv"
	"strings"

	"vow"
)

// MaxDifferences is how many differences of two papers are told apart; of more
// only the number is known.
const MaxDifferences = 1000

// Difference is one way in which a paper is not another with blocks withheld.
type Difference struct {
	Block int    `json:"block"` // number of the block, from 0; -1 for header and count
	Say   string `json:"say"`   // what differs, in words; never the text of a block that b withholds
}

// Redaction says what a paper b is beside a paper a.
type Redaction struct {
	Withheld    []int        // blocks that a shows and b withholds, in order
	Before      []int        // blocks that both withhold
	Differences []Difference // why b is not a with blocks withheld; nil if it is
	More        int          // differences beyond MaxDifferences
	SharedSeed  bool         // other papers that both show a block under one salt: made from one seed
}

// OK reports whether b is a with Withheld withheld and nothing else changed: the
// same header, the same root, each block shown byte for byte that of a.
func (r *Redaction) OK() bool { return len(r.Differences) == 0 }

// CheckRedaction compares a paper with what is said to be a redaction of it. What
// b withholds must be withheld under the very hash that its block has in a.
func CheckRedaction(a, b *Paper) *Redaction {
	r := &Redaction{}
	differ := func(block int, format string, args ...any) {
		if len(r.Differences) == MaxDifferences {
			r.More++
			return
		}
		r.Differences = append(r.Differences, Difference{block, fmt.Sprintf(format, args...)})
	}
	for _, h := range []struct{ name, a, b string }{
		{"title", a.Title, b.Title}, {"lang", a.Lang, b.Lang}, {"split", a.Split, b.Split},
		{"blocks", strconv.Itoa(len(a.Lines)), strconv.Itoa(len(b.Lines))},
	} {
		if h.a != h.b {
			differ(-1, "%s: %q became %q", h.name, h.a, h.b)
		}
	}
	var places map[vow.Hash]int // leaf → block of a, made when needed
	for i := range min(len(a.Lines), len(b.Lines)) {
		from, to := &a.Lines[i], &b.Lines[i]
		if from.leaf == to.leaf {
			switch {
			case from.Withheld() && to.Withheld():
				r.Before = append(r.Before, i)
			case to.Withheld():
				r.Withheld = append(r.Withheld, i)
			case from.Withheld():
				differ(i, "withheld in the first, shown in the second")
			}
			continue
		}
		if places == nil {
			places = make(map[vow.Hash]int, len(a.Lines))
			for k := range a.Lines {
				places[a.Lines[k].leaf] = k
			}
		}
		differ(i, "%s", otherLine(from, to, places))
	}
	for i := len(b.Lines); i < len(a.Lines); i++ {
		differ(i, "missing in the second")
	}
	for i := len(a.Lines); i < len(b.Lines); i++ {
		differ(i, "added in the second")
	}
	if !r.OK() {
		_, r.SharedSeed = SharedSalt(a, b)
	}
	return r
}

// otherLine says how a line differs from the one with its number in a.
func otherLine(from, to *Line, places map[vow.Hash]int) string {
	if to.Withheld() {
		if k, ok := places[to.leaf]; ok {
			return fmt.Sprintf("withheld under the hash of block %d", k)
		}
		if from.Withheld() {
			return "withheld in both, under two hashes"
		}
		return "withheld under a hash that is not that of the block"
	}
	if from.Withheld() {
		return "shown, and not the block that the first withholds"
	}
	return otherBlock(from.Block, to.Block)
}

// otherBlock says what differs between two blocks that are shown.
func otherBlock(a, b *Block) string {
	for _, f := range []struct{ name, a, b string }{
		{"kind", string(a.Kind), string(b.Kind)}, {"label", a.Label, b.Label}, {"level", strconv.Itoa(a.Level), strconv.Itoa(b.Level)},
		{"section", a.Section, b.Section},
		{"place", fmt.Sprint(a.Table, a.Row, a.Col), fmt.Sprint(b.Table, b.Row, b.Col)},
		{"picture", a.SHA256.String(), b.SHA256.String()}, {"sentence", strconv.Itoa(a.Sentence), strconv.Itoa(b.Sentence)},
	} {
		if f.a != f.b {
			return fmt.Sprintf("%s: %q became %q", f.name, f.a, f.b)
		}
	}
	if a.Text != b.Text {
		was, is := apart(a.Text, b.Text)
		return fmt.Sprintf("text: %q became %q", clipText(was, 160), clipText(is, 160))
	}
	return "the same words under another salt: of another paper"
}

// apart returns two texts without most of what they begin and end with alike. It
// cuts at spaces, never inside a character.
func apart(a, b string) (string, string) {
	const around = 24 // bytes, and the word that they cut
	lo := 0
	for lo < min(len(a), len(b)) && a[lo] == b[lo] {
		lo++
	}
	hi := 0
	for hi < min(len(a), len(b))-lo && a[len(a)-1-hi] == b[len(b)-1-hi] {
		hi++
	}
	from := strings.LastIndexByte(a[:max(lo-around, 0)], ' ') + 1
	to := 0
	if hi > around {
		if i := strings.IndexByte(a[len(a)-hi+around:], ' '); i >= 0 {
			to = hi - around - i
		}
	}
	cut := func(s string) string {
		out := s[from : len(s)-to]
		if from > 0 {
			out = "…" + out
		}
		if to > 0 {
			out += "…"
		}
		return out
	}
	return cut(a), cut(b)
}
