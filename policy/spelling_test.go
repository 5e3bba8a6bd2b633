package policy_test

import (
	"fmt"
	"math/rand/v2"
)

// lookAlikes are names that begin, end or sort like others and like words.
var lookAlikes = []string{"a", "a-b", "ab", "andy", "o", "of-x", "off", "or9", "orla", "ot", "z", "z0123456789-0123456789-0123456789"[:32]}

// oddTimes are days and seconds round calendar corners, in no order.
var oddTimes = []string{"2031-02-28", "2026-10-15", "2026-10-15T00:00:01Z", "2028-02-29", "2026-10-14T23:59:59Z", "2031-03-01", "1970-01-01", "9999-12-31", "2033-02-28T12:00:00Z"}

// randomRaw returns a policy of at most actors names: any operators, equal
// children, names under several operators.
func randomRaw(rnd *rand.Rand, actors, height int) *raw {
	if height == 0 || rnd.IntN(8) == 0 {
		if actors == 0 || rnd.IntN(3) == 0 {
			return &raw{leaf: oddTimes[rnd.IntN(len(oddTimes))]}
		}
		return &raw{leaf: lookAlikes[rnd.IntN(actors)]}
	}
	n := &raw{word: []string{"or", "and", "of"}[rnd.IntN(3)]}
	width := 2 + rnd.IntN(3)
	if height == 1 && actors > 4 {
		width += rnd.IntN(actors)
	}
	for range width {
		n.kids = append(n.kids, randomRaw(rnd, actors, height-1))
	}
	if n.word == "of" {
		n.k = 1 + rnd.IntN(width)
	}
	return n
}

// wideRaw returns `k of` all of so many names and a few times, which lists the
// most groups.
func wideRaw(rnd *rand.Rand, actors int) *raw {
	n := &raw{word: "of"}
	for _, m := range lookAlikes[:actors] {
		n.kids = append(n.kids, &raw{leaf: m})
	}
	for range rnd.IntN(6) {
		n.kids = append(n.kids, &raw{leaf: oddTimes[rnd.IntN(len(oddTimes))]})
	}
	n.k = 1 + rnd.IntN(len(n.kids))
	return &raw{word: "or", kids: []*raw{n, {leaf: "2031-03-01"}}}
}

// manyRaw returns `k of` more operators than the package sorts one by one.
func manyRaw(rnd *rand.Rand, actors int) *raw {
	n := &raw{word: "of"}
	for range 6 + rnd.IntN(12) {
		n.kids = append(n.kids, randomRaw(rnd, actors, 1))
	}
	n.k = 2 + rnd.IntN(len(n.kids)-2)
	return n
}

// respell returns n in other words: reordered, children doubled, operators put
// inside the same operator, `or` as 1 of, `and` as n of n, a child doubled by
// itself. What it means, and its canonical form, stay.
func (n *raw) respell(rnd *rand.Rand) *raw {
	m := &raw{word: n.word, k: n.k, leaf: n.leaf}
	for _, k := range n.kids {
		m.kids = append(m.kids, k.respell(rnd))
	}
	rnd.Shuffle(len(m.kids), func(i, j int) { m.kids[i], m.kids[j] = m.kids[j], m.kids[i] })
	switch {
	case m.word == "" && rnd.IntN(10) == 0:
		m = &raw{word: []string{"or", "and"}[rnd.IntN(2)], kids: []*raw{m, m}}
	case m.word == "or" || m.word == "and":
		if rnd.IntN(4) == 0 {
			m.kids = append(m.kids, n.kids[rnd.IntN(len(n.kids))].respell(rnd))
		}
		if len(m.kids) > 2 && rnd.IntN(3) == 0 {
			m.kids = append(m.kids[:1:1], &raw{word: m.word, kids: m.kids[1:]})
		}
		if rnd.IntN(3) == 0 {
			m.k = map[string]int{"or": 1, "and": len(m.kids)}[m.word]
			m.word = "of"
		}
	}
	return m
}

// width is the most children of a node.
func (n *raw) width() int {
	w := len(n.kids)
	for _, k := range n.kids {
		w = max(w, k.width())
	}
	return w
}

// text writes n as tersely as the grammar allows or with blanks and needless
// parentheses, by chance.
func (n *raw) text(rnd *rand.Rand, inside string) string {
	gap := []string{" ", " ", "\n", "\t", "  ", "\n\t "}[rnd.IntN(6)]
	s := n.leaf
	switch n.word {
	case "":
		if len(s) == len("2006-01-02") && s[0] < 'a' && s[4] == '-' && rnd.IntN(2) == 0 {
			s += "T00:00:00Z"
		}
	case "of":
		s = ""
		for i, k := range n.kids {
			if i > 0 {
				s += "," + []string{"", gap}[rnd.IntN(2)]
			}
			s += k.text(rnd, "")
		}
		s = fmt.Sprintf("%d%sof%s{%s}", n.k, gap, []string{"", gap}[rnd.IntN(2)], s)
	default:
		s = ""
		for i, k := range n.kids {
			if i > 0 {
				s += gap + n.word + gap
			}
			s += k.text(rnd, n.word)
		}
		if inside == "and" && n.word == "or" {
			return "(" + s + ")"
		}
	}
	if rnd.IntN(6) == 0 {
		s = "(" + gap + s + ")"
	}
	return s
}
