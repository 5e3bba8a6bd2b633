package letters

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"vow"
	"vow/compare"
)

// Lineage is what is known of the order of a letter's versions: what the texts show,
// by language, and what each party claims. They are two answers, never one.
type Lineage struct {
	Computed     []Tree        `json:"computed"`
	Claimed      []Claim       `json:"claimed"`
	Translations []Translation `json:"translations,omitempty"`
	NotHeld      []string      `json:"not_held,omitempty"` // versions whose text is not held
}

// Tree is the order of the versions of one language that the texts show: each version
// hangs on one that it shares most runs of words with, so that all links together are
// as short as they can be (a minimum spanning tree, Kruskal's). A text does not show
// which of two came first: where the tree begins is said by Rooted.
type Tree struct {
	Lang   string `json:"lang"`
	Root   string `json:"root"`
	Rooted Rooted `json:"rooted"`
	Links  []Link `json:"links"`
}

// Rooted says why a tree begins where it begins.
type Rooted string

// The reasons.
const (
	ByDates  Rooted = "dates"  // one version is surely older than all others of the tree that have a date
	ByMiddle Rooted = "middle" // no date tells: the version that is nearest to all; the direction of the links is not shown
	ByOnly   Rooted = "only"   // there is one version
)

// Link joins a version to the one that it hangs on.
type Link struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Distance int    `json:"distance"`          // runs of words that only one of them has
	Same     bool   `json:"same,omitempty"`    // no run differs: signs at most
	Tie      string `json:"tie,omitempty"`     // a version that To is as near to: either link would do
	Against  bool   `json:"against,omitempty"` // by its date From is surely later than To
}

// Claim is what one party says, and whether the texts bear it out.
type Claim struct {
	By      vow.Party `json:"by"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Texts   Bearing   `json:"texts"`
	Against bool      `json:"against,omitempty"` // by its date From is surely later than To
	Round   bool      `json:"round,omitempty"`   // what the party says goes round: From derives from To as well
}

// Bearing says how a claimed link lies to the computed tree.
type Bearing string

// The bearings.
const (
	Neighbours Bearing = "neighbours" // the texts put them side by side
	Apart      Bearing = "apart"      // others lie between them
	Unknown    Bearing = "not-known"  // one of the texts is not held, or they are of two languages
)

// Translation says which version translates which.
type Translation struct {
	Of      string `json:"of"`
	Version string `json:"version"`
}

// Order works out the lineage of a letter's versions.
func Order(versions []*Version) *Lineage {
	l := &Lineage{Computed: []Tree{}, Claimed: []Claim{}}
	byLang := map[string][]*Version{}
	lang := map[string]string{}
	for _, v := range bySlug(versions) {
		if v.TranslationOf != "" {
			l.Translations = append(l.Translations, Translation{v.TranslationOf, v.Slug})
		}
		if !v.Held() {
			l.NotHeld = append(l.NotHeld, v.Slug)
			continue
		}
		primary := language(v.Lang)
		byLang[primary] = append(byLang[primary], v)
		lang[v.Slug] = primary
	}
	near := map[[2]string]bool{}
	langs := make([]string, 0, len(byLang))
	for k := range byLang {
		langs = append(langs, k)
	}
	slices.Sort(langs)
	for _, k := range langs {
		t := grow(k, byLang[k])
		for _, e := range t.Links {
			near[[2]string{e.From, e.To}], near[[2]string{e.To, e.From}] = true, true
		}
		l.Computed = append(l.Computed, t)
	}
	when := map[string]vow.EDTF{}
	for _, v := range versions {
		when[v.Slug] = v.When
	}
	for _, v := range bySlug(versions) {
		for _, d := range v.From {
			c := Claim{By: d.By, From: d.Version, To: v.Slug, Texts: Apart, Against: surelyBefore(v.When, when[d.Version])}
			a, okA := lang[d.Version]
			b, okB := lang[v.Slug]
			switch {
			case !okA || !okB || a != b:
				c.Texts = Unknown
			case near[[2]string{d.Version, v.Slug}]:
				c.Texts = Neighbours
			}
			l.Claimed = append(l.Claimed, c)
		}
	}
	goRound(l.Claimed)
	slices.SortStableFunc(l.Claimed, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From))
	})
	l.Claimed = slices.Compact(l.Claimed)
	return l
}

// goRound marks the claims of each party that lead back to where they come from: no
// version derives from itself, so one of them at least is wrong.
func goRound(claims []Claim) {
	to := map[vow.Party]map[string][]string{}
	for _, c := range claims {
		if to[c.By] == nil {
			to[c.By] = map[string][]string{}
		}
		to[c.By][c.From] = append(to[c.By][c.From], c.To)
	}
	for i, c := range claims {
		seen := map[string]bool{c.To: true}
		for queue := []string{c.To}; len(queue) > 0 && !claims[i].Round; queue = queue[1:] {
			claims[i].Round = queue[0] == c.From
			for _, next := range to[c.By][queue[0]] {
				if !seen[next] {
					seen[next] = true
					queue = append(queue, next)
				}
			}
		}
	}
}

// language returns the language of a tag without its region and script.
func language(tag string) string {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return primary
}

// SameLanguage reports whether texts under two tags can be compared word by word.
func SameLanguage(a, b string) bool { return language(a) == language(b) }

type pair struct{ a, b, distance int }

// grow makes the tree of versions of one language, which are sorted.
func grow(lang string, list []*Version) Tree {
	t := Tree{Lang: lang, Links: []Link{}}
	if len(list) == 1 {
		t.Root, t.Rooted = list[0].Slug, ByOnly
		return t
	}
	runs := runSets(list)
	far := make([][]int, len(list))
	var pairs []pair
	for i := range list {
		far[i] = make([]int, len(list))
		for j := range i {
			d := apart(runs[i], runs[j])
			far[i][j], far[j][i] = d, d
			pairs = append(pairs, pair{j, i, d})
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.distance, y.distance), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	beside := span(len(list), pairs)
	root, why := begin(list, beside, far)
	t.Root, t.Rooted = list[root].Slug, why
	t.hang(list, beside, far, root)
	return t
}

// runSets gives every run of words of the versions a number, and returns the runs of
// each as a set of bits.
func runSets(list []*Version) [][]uint64 {
	runs := make([][]uint32, len(list))
	number := map[uint32]int{}
	for i, v := range list {
		runs[i] = compare.AllRuns(v.Blocks)
		for _, r := range runs[i] {
			if _, ok := number[r]; !ok {
				number[r] = len(number)
			}
		}
	}
	sets := make([][]uint64, len(list))
	for i := range sets {
		sets[i] = make([]uint64, (len(number)+63)/64)
		for _, r := range runs[i] {
			n := number[r]
			sets[i][n/64] |= 1 << (n % 64)
		}
	}
	return sets
}

// apart counts the runs that stand in only one of two texts.
func apart(a, b []uint64) int {
	n := 0
	for i, x := range a {
		n += bits.OnesCount64(x ^ b[i])
	}
	return n
}

// span joins n versions by the shortest of the sorted pairs.
func span(n int, pairs []pair) [][]int {
	group := make([]int, n)
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	beside := make([][]int, n)
	for _, p := range pairs {
		if a, b := find(p.a), find(p.b); a != b {
			group[a] = b
			beside[p.a] = append(beside[p.a], p.b)
			beside[p.b] = append(beside[p.b], p.a)
		}
	}
	return beside
}

// begin chooses where the tree begins: the version whose date lies surely before those
// of all others that have one, or else the one from which the ways to all others are shortest.
func begin(list []*Version, beside, far [][]int) (int, Rooted) {
	for i, v := range list {
		dated, first := 0, v.When != ""
		for _, o := range list {
			if o != v && o.When != "" {
				dated++
				first = first && surelyBefore(v.When, o.When)
			}
		}
		if first && dated > 0 {
			return i, ByDates
		}
	}
	best, least := 0, -1
	for i := range list {
		sum := 0
		walk(beside, i, func(from, to int) { sum += far[i][to] })
		if least < 0 || sum < least {
			best, least = i, sum
		}
	}
	return best, ByMiddle
}

// walk visits the links of a tree away from root, near ones first.
func walk(beside [][]int, root int, visit func(from, to int)) {
	seen := make([]bool, len(beside))
	seen[root] = true
	for queue := []int{root}; len(queue) > 0; queue = queue[1:] {
		for _, to := range beside[queue[0]] {
			if !seen[to] {
				seen[to] = true
				visit(queue[0], to)
				queue = append(queue, to)
			}
		}
	}
}

func (t *Tree) hang(list []*Version, beside, far [][]int, root int) {
	below := make([]bool, len(list)) // hangs on the tree already
	below[root] = true
	walk(beside, root, func(from, to int) {
		e := Link{From: list[from].Slug, To: list[to].Slug, Distance: far[from][to], Same: far[from][to] == 0,
			Against: surelyBefore(list[to].When, list[from].When)}
		for k := range list {
			if below[k] && k != from && far[k][to] == e.Distance {
				e.Tie = list[k].Slug
				break
			}
		}
		below[to] = true
		t.Links = append(t.Links, e)
	})
}

// surelyBefore reports whether a lies before b, whatever their precision.
func surelyBefore(a, b vow.EDTF) bool {
	if a == "" || b == "" {
		return false
	}
	_, last, err1 := a.Bounds()
	first, _, err2 := b.Bounds()
	return err1 == nil && err2 == nil && !last.IsZero() && !first.IsZero() && last.Before(first)
}
