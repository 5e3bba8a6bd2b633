package letters

import (
	"fmt"
	"hash/maphash"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// maxRun is how many words the longest run has that is looked for, maxWindow how many
// words of a quotation are looked at at once.
const (
	maxRun    = 8
	maxWindow = 5000
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

// Says reports whether a text has a word that can be looked for.
func Says(text string) bool { return len(words(text)) > 0 }

// Alone finds the words of a quotation that stand in one version of a letter and in no
// other that is held: runs of at least least words, which is 1 for words that are a
// quotation from the letter, and more for a text that only may hold one. The answer is
// sorted by version. Where only one version is held every quotation from it is its own.
func Alone(letter string, versions []*Version, quotation string, least int) []Unique {
	asked := words(quotation)
	held, notHeld := []*Version{}, 0
	for _, v := range bySlug(versions) {
		if v.Held() {
			held = append(held, v)
		} else {
			notHeld++
		}
	}
	found := map[int]map[string]bool{}
	for from := 0; from == 0 || from+maxRun < len(asked); from += maxWindow - maxRun {
		window := asked[from:min(len(asked), from+maxWindow)]
		for at, runs := range aloneIn(window, held, least) {
			if found[at] == nil {
				found[at] = map[string]bool{}
			}
			for _, run := range runs {
				found[at][run] = true
			}
		}
	}
	var out []Unique
	for at, runs := range found {
		out = append(out, Unique{letter, held[at].Slug, slices.Sorted(maps.Keys(runs)), len(held), notHeld})
	}
	slices.SortFunc(out, func(a, b Unique) int { return strings.Compare(a.Version, b.Version) })
	return out
}

// aloneIn finds the runs of the asked words that stand in one of the held versions
// alone, by its number.
func aloneIn(asked []string, held []*Version, least int) map[int][]string {
	where := look(asked, held)
	if len(held) == 1 {
		if runs := longest(asked, where, max(least, min(3, len(asked)))); runs != nil {
			return map[int][]string{0: runs}
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
	return found
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

// quoted are words between quotation marks.
var quoted = regexp.MustCompile(`[“"«„»]\s*([^“”"«»„]+?)\s*[”"»“«]`)

// Suspects finds in a text what Alone does: of a text that stands whole in a version,
// or of what it has in quotation marks and stands whole in one, every word; of all else
// runs of at least least words.
func Suspects(letter string, versions []*Version, text string, least int) []Unique {
	whole := func(s string) bool {
		return slices.ContainsFunc(versions, func(v *Version) bool { return v.Quotes(s) })
	}
	if whole(text) {
		return Alone(letter, versions, text, 1)
	}
	out := Alone(letter, versions, text, least)
	for _, m := range quoted.FindAllStringSubmatch(text, maxMarked) {
		if !whole(m[1]) {
			continue
		}
		for _, u := range Alone(letter, versions, m[1], 1) {
			i := slices.IndexFunc(out, func(o Unique) bool { return o.Version == u.Version })
			if i < 0 {
				out = append(out, u)
				continue
			}
			out[i].Words = shortest(append(out[i].Words, u.Words...))
		}
	}
	slices.SortFunc(out, func(a, b Unique) int { return strings.Compare(a.Version, b.Version) })
	return out
}

// shortest leaves out the runs that have another one within them.
func shortest(runs []string) []string {
	slices.Sort(runs)
	runs = slices.Compact(runs)
	within := func(run string) bool {
		return slices.ContainsFunc(runs, func(r string) bool { return r != run && strings.Contains(" "+run+" ", " "+r+" ") })
	}
	return slices.DeleteFunc(slices.Clone(runs), within)
}

// maxMarked is how many quotations of a text are looked at by themselves.
const maxMarked = 200

// Quotes reports whether words stand in a version whole, one after the other. An
// ellipsis parts what need not follow on each other.
func (v *Version) Quotes(quotation string) bool {
	return v.Held() && quotes(v.running(), quotation)
}

// running is a version's words in one line.
func (v *Version) running() string { return " " + strings.Join(textWords(v.Blocks), " ") + " " }

func quotes(text, quotation string) bool {
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
