package letters

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
)

// maxRun is how many words the longest run has that is looked for, maxQuoted how many
// words of a quotation are looked at.
const (
	maxRun    = 8
	maxQuoted = 5000
)

// Unique says which words of a quotation would tell which version it is from: whoever
// got that version alone could be found by them.
type Unique struct {
	Letter   string   `json:"letter"`
	Version  string   `json:"version"` // the only one with these words
	Words    []string `json:"words"`   // the shortest runs that only it has, as they were asked
	Versions int      `json:"versions"`
	NotHeld  int      `json:"not_held,omitempty"` // versions whose text is not held: they may have the words too
}

// Alone finds the words of a quotation that stand in one version of a letter and in no
// other that is held: runs of at least least words, which is 1 for words that are a
// quotation from the letter, and more for a text that only may hold one. The answer is
// sorted by version. Where only one version is held every quotation from it is its own.
func Alone(letter string, versions []*Version, quotation string, least int) []Unique {
	asked := words(quotation)
	if len(asked) > maxQuoted {
		asked = asked[:maxQuoted]
	}
	held, notHeld := []*Version{}, 0
	for _, v := range bySlug(versions) {
		if v.Held() {
			held = append(held, v)
		} else {
			notHeld++
		}
	}
	where := look(asked, held)
	if len(held) == 1 {
		if runs := longest(asked, where, max(least, min(3, len(asked)))); runs != nil {
			return []Unique{{letter, held[0].Slug, runs, 1, notHeld}}
		}
		return nil
	}
	found := map[int][]string{}
	for i, last := len(asked)-1, len(asked)+1; i >= 0; i-- { // last: where the nearest run to the right ends
		n, at := alone(asked[i:], where, least)
		if n == 0 || i+n >= last {
			continue // a shorter run within it tells the same
		}
		last = i + n
		found[at] = append(found[at], strings.Join(asked[i:last], " "))
	}
	var out []Unique
	for at, list := range found {
		slices.Sort(list)
		out = append(out, Unique{letter, held[at].Slug, slices.Compact(list), len(held), notHeld})
	}
	slices.SortFunc(out, func(a, b Unique) int { return strings.Compare(a.Version, b.Version) })
	return out
}

// alone returns how many words the shortest run has, of at least least, that begins the
// asked ones and stands in one version alone, and which that is; 0 if there is none.
func alone(asked []string, where map[string]int, least int) (n, at int) {
	for n := 1; n <= maxRun && n <= len(asked); n++ {
		at, ok := where[strings.Join(asked[:n], " ")]
		switch {
		case !ok || at == nowhere:
			return 0, 0 // a longer run is not there either
		case at != several && n >= least:
			return n, at
		}
	}
	return 0, 0
}

// longest returns the longest runs of the asked words that stand somewhere.
func longest(asked []string, where map[string]int, least int) (out []string) {
	for i := 0; i < len(asked); {
		n := 0
		for n < maxRun && i+n < len(asked) {
			if at, ok := where[strings.Join(asked[i:i+n+1], " ")]; !ok || at == nowhere {
				break
			}
			n++
		}
		if n >= least {
			out = append(out, strings.Join(asked[i:i+n], " "))
		}
		i += max(n, 1)
	}
	return out
}

// Quotes reports whether words stand in a version whole, one after the other. An
// ellipsis parts what need not follow on each other.
func (v *Version) Quotes(quotation string) bool {
	if !v.Held() {
		return false
	}
	text := " " + strings.Join(textWords(v.Blocks), " ") + " "
	for _, sign := range []string{"[…]", "[...]", "..."} {
		quotation = strings.ReplaceAll(quotation, sign, "…")
	}
	some := false
	for part := range strings.SplitSeq(quotation, "…") {
		if w := words(part); len(w) > 0 {
			if !strings.Contains(text, " "+strings.Join(w, " ")+" ") {
				return false
			}
			some = true
		}
	}
	return some
}

// What is known of where a run stands, if not in one version.
const (
	nowhere = -1
	several = -2
)

// look says in which of the versions each run of the asked words stands.
func look(asked []string, versions []*Version) map[string]int {
	seed := maphash.MakeSeed()
	type slot struct {
		run string
		at  int
	}
	hash := func(list []string) uint64 {
		var h maphash.Hash
		h.SetSeed(seed)
		for _, w := range list {
			_, _ = h.WriteString(w) // a hash never fails
			_ = h.WriteByte(' ')
		}
		return h.Sum64()
	}
	slots := map[uint64]*slot{}
	first := map[string]bool{}
	for i, w := range asked {
		first[w] = true
		for n := 1; n <= maxRun && i+n <= len(asked); n++ {
			slots[hash(asked[i:i+n])] = &slot{strings.Join(asked[i:i+n], " "), nowhere}
		}
	}
	for k, v := range versions {
		text := textWords(v.Blocks)
		for i, w := range text {
			if !first[w] {
				continue
			}
			for n := 1; n <= maxRun && i+n <= len(text); n++ {
				s := slots[hash(text[i:i+n])]
				if s == nil {
					break
				}
				switch s.at {
				case nowhere:
					s.at = k
				case k:
				default:
					s.at = several
				}
			}
		}
	}
	out := make(map[string]int, len(slots))
	for _, s := range slots {
		out[s.run] = s.at
	}
	return out
}

// Say says it in a sentence.
func (u Unique) Say() string {
	runs := make([]string, 0, maxSaid)
	for _, w := range u.Words[:min(len(u.Words), maxSaid)] {
		runs = append(runs, "«"+w+"»")
	}
	if n := len(u.Words) - maxSaid; n > 0 {
		runs = append(runs, fmt.Sprintf("and %d more", n))
	}
	s := fmt.Sprintf("%s of the letter %s stand in version %s alone, of %d whose texts are held: quoted in public they tell whoever wrote or passed on that version", strings.Join(runs, ", "), u.Letter, u.Version, u.Versions)
	switch {
	case u.Versions == 1 && u.NotHeld == 0:
		s = fmt.Sprintf("%s stand in version %s of the letter %s, the only one that is known: whether others have these words cannot be told", strings.Join(runs, ", "), u.Version, u.Letter)
	case u.NotHeld > 0:
		s += fmt.Sprintf(" (%d more versions are known and not held)", u.NotHeld)
	}
	return s
}
