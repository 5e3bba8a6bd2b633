package letters

import (
	"fmt"
	"slices"
	"strings"

	"vow/compare"
)

// Tone says which way a change goes, by the rules.
type Tone string

// The tones.
const (
	Softened Tone = "softened"
	Hardened Tone = "hardened"
	Mixed    Tone = "mixed"    // one scale went up, another down
	Reversed Tone = "reversed" // a negation came or went
)

// Shift is one change between two versions that the rules say something of.
type Shift struct {
	Tone Tone   `json:"tone"`
	From string `json:"from"` // the words, with those beside them; the change in brackets
	To   string `json:"to"`
	Rule string `json:"rule"` // which words weigh what
	// Old and New are the paragraphs' numbers from 0, −1 where there is none.
	Old int `json:"old"`
	New int `json:"new"`
}

// Tones are the changes between two versions that the rules of Rules say something
// of, in the order of the text, and how many of each tone there are.
type Tones struct {
	Counts map[Tone]int `json:"counts"`
	Shifts []Shift      `json:"shifts"`
	Others int          `json:"others"` // other changes of words, of which the rules say nothing
}

// Weigh says what was softened or hardened from one version to another, by the rules.
// Both are of the same language.
func Weigh(from, to *Version) *Tones {
	out := &Tones{Counts: map[Tone]int{}, Shifts: []Shift{}}
	r := compare.Compare(framed(from.Blocks), framed(to.Blocks), compare.Options{Lang: from.Lang, Proven: true})
	for _, f := range r.Findings {
		switch {
		case f.First == nil && f.Copy == nil:
		case f.First == nil:
			out.add("", f.Copy.Text, "", f.Copy.Text, false, -1, f.Copy.Index)
		case f.Copy == nil:
			out.add(f.First.Text, "", f.First.Text, "", false, f.First.Index, -1)
		default:
			for _, c := range f.Changes {
				if c.Kind.Severity() < 2 || c.From == c.To {
					continue
				}
				a, b := c.Around(&f)
				out.add(c.From, c.To, a, b, c.Kind == compare.Negation, f.First.Index, f.Copy.Index)
			}
		}
	}
	return out
}

// framed puts a first and a last paragraph round a text that both sides have: compare
// takes a copy for an excerpt, and would pass over an opening or a closing that is gone.
func framed(blocks []compare.Block) []compare.Block {
	out := append([]compare.Block{{Index: -1, Text: "Here begins the text of the letter that is compared."}}, blocks...)
	return append(out, compare.Block{Index: -1, Text: "Here ends the text of the letter that is compared."})
}

func (t *Tones) add(from, to, aroundFrom, aroundTo string, negated bool, old, now int) {
	tone, rule := judge(from, to, negated)
	if tone == "" {
		t.Others++
		return
	}
	t.Counts[tone]++
	t.Shifts = append(t.Shifts, Shift{tone, aroundFrom, aroundTo, rule, old, now})
}

// judge weighs what was there against what is there now.
func judge(from, to string, negated bool) (Tone, string) {
	a, sayA := sum(from)
	b, sayB := sum(to)
	up, down := false, false
	var say []string
	for _, s := range []Scale{Duty, Asking, Judgement, Gravity, Intensity} {
		if a[s] == b[s] {
			continue
		}
		up, down = up || b[s] > a[s], down || b[s] < a[s]
		say = append(say, fmt.Sprintf("%s: %s → %s", s, orNothing(sayA[s]), orNothing(sayB[s])))
	}
	rule := strings.Join(say, "; ")
	switch {
	case negated:
		return Reversed, strings.TrimSuffix("a negation came or went; "+rule, "; ")
	case up && down:
		return Mixed, rule
	case up:
		return Hardened, rule
	case down:
		return Softened, rule
	}
	return "", ""
}

// sum adds up the weights of a text's words, scale by scale.
func sum(text string) (map[Scale]int, map[Scale][]string) {
	n, say := map[Scale]int{}, map[Scale][]string{}
	for _, w := range words(text) {
		if x, ok := weigh(w); ok {
			n[x.scale] += x.n
			say[x.scale] = append(say[x.scale], fmt.Sprintf("%s (%+d)", w, x.n))
		}
	}
	return n, say
}

// maxSaid is how many words of a scale a rule line shows.
const maxSaid = 6

func orNothing(list []string) string {
	switch n := len(list); {
	case n == 0:
		return "nothing (0)"
	case n > maxSaid:
		list = append(slices.Clone(list[:maxSaid]), fmt.Sprintf("and %d more", n-maxSaid))
	}
	return strings.Join(list, ", ")
}
