package diff

import (
	"slices"
	"strings"

	zdiff "znkr.io/diff"

	"vow"
)

// group is one pairing: one paragraph with one, one that was split, or several
// that were merged.
type group struct{ old, new []int }

// pairing pairs the paragraphs of two papers, step by step.
type pairing struct {
	old, new       []unit
	oldIn, newIn   []int // the group of each, -1 if it has none
	groups         []group
	oldKey, newKey []int // equal texts have equal keys
}

func newPairing(old, new []unit) *pairing {
	p := &pairing{old: old, new: new, oldIn: make([]int, len(old)), newIn: make([]int, len(new))}
	keys := make(map[string]int)
	for _, side := range []struct {
		units []unit
		in    []int
		key   *[]int
	}{{old, p.oldIn, &p.oldKey}, {new, p.newIn, &p.newKey}} {
		*side.key = make([]int, len(side.units))
		for i := range side.units {
			side.in[i] = -1
			text := "text " + side.units[i].text
			if side.units[i].block == nil {
				text = "leaf " + side.units[i].leaf.String()
			}
			n, ok := keys[text]
			if !ok {
				n = len(keys)
				keys[text] = n
			}
			(*side.key)[i] = n
		}
	}
	return p
}

func (p *pairing) pair(old, new []int) {
	for _, i := range old {
		p.oldIn[i] = len(p.groups)
	}
	for _, j := range new {
		p.newIn[j] = len(p.groups)
	}
	p.groups = append(p.groups, group{old, new})
}

// free lists the paragraphs of a side that are in no group.
func free(in []int) []int {
	var out []int
	for i, g := range in {
		if g < 0 {
			out = append(out, i)
		}
	}
	return out
}

// sameLeaves pairs blocks of one leaf hash of which a side is withheld: nothing
// else can tell what they are.
func (p *pairing) sameLeaves() {
	at := make(map[vow.Hash]int)
	for i, u := range p.old {
		if u.count == 1 {
			at[u.leaf] = i
		}
	}
	for j, u := range p.new {
		i, ok := at[u.leaf]
		if ok && u.count == 1 && p.oldIn[i] < 0 && (u.block == nil || p.old[i].block == nil) {
			p.pair([]int{i}, []int{j})
		}
	}
}

// sameOrder pairs equal texts in the same order. Texts that one side alone has
// are left out beforehand: they cost nothing, however many there are.
func (p *pairing) sameOrder() {
	oldFree, newFree := p.common()
	a, b := make([]int, len(oldFree)), make([]int, len(newFree))
	for k, i := range oldFree {
		a[k] = p.oldKey[i]
	}
	for k, j := range newFree {
		b[k] = p.newKey[j]
	}
	for _, e := range zdiff.Edits(a, b) {
		if e.Op == zdiff.Match {
			p.pair([]int{oldFree[e.PosX]}, []int{newFree[e.PosY]})
		}
	}
}

// common lists the free paragraphs whose text the other side has free, too.
func (p *pairing) common() (old, new []int) {
	inOld, inNew := make(map[int]bool), make(map[int]bool)
	for _, i := range free(p.oldIn) {
		inOld[p.oldKey[i]] = true
	}
	for _, j := range free(p.newIn) {
		inNew[p.newKey[j]] = true
	}
	for _, i := range free(p.oldIn) {
		if inNew[p.oldKey[i]] {
			old = append(old, i)
		}
	}
	for _, j := range free(p.newIn) {
		if inOld[p.newKey[j]] {
			new = append(new, j)
		}
	}
	return old, new
}

// fewWords is how short a text is that can stand at many places by chance.
const fewWords = 4

// elsewhere pairs equal texts at other places, in order. A short one, as in a cell
// of a table, is not the same only because it has the same words.
func (p *pairing) elsewhere() {
	waiting := make(map[int][]int)
	old, new := p.common()
	for _, i := range old {
		if u := &p.old[i]; u.block != nil && (u.block.Label != "" || u.block.Level > 0 && u.text != "" || len(folded(u.text)) >= fewWords) {
			waiting[p.oldKey[i]] = append(waiting[p.oldKey[i]], i)
		}
	}
	for _, j := range new {
		k := p.newKey[j]
		if list := waiting[k]; len(list) > 0 {
			p.pair([]int{list[0]}, []int{j})
			waiting[k] = list[1:]
		}
	}
}

// maxRun bounds into how many paragraphs one is seen to be split.
const maxRun = 32

// splits finds free paragraphs that are several free ones of the other side, end to
// end: to nine words in ten.
func (p *pairing) splits() {
	p.fillWords()
	p.splitsOf(p.old, p.new, p.oldIn, p.newIn, p.pair)
	p.splitsOf(p.new, p.old, p.newIn, p.oldIn, func(new, old []int) { p.pair(old, new) })
}

func (p *pairing) splitsOf(whole, parts []unit, wholeIn, partsIn []int, pair func(whole, parts []int)) {
	index := newIndex(parts, free(partsIn))
	for _, i := range free(wholeIn) {
		w := &whole[i]
		if len(w.words) < 2*fewWords {
			continue
		}
		have := count(w.words)
		inside := func(j int) bool {
			n := len(parts[j].words)
			return partsIn[j] < 0 && n > 0 && 10*shared(have, parts[j].words) >= 9*n
		}
		for _, seed := range index.candidates(w.words) {
			if !inside(seed) {
				continue
			}
			run := runAround(seed, len(parts), inside)
			for len(run) > 1 && 10*len(joinedWords(parts, run)) > 11*len(w.words) { // too long: drop what stands apart
				run = run[:len(run)-1]
			}
			if len(run) > 1 && alikeWords(w.words, joinedWords(parts, run)) >= 0.9 {
				pair([]int{i}, run)
				break
			}
		}
	}
}

// runAround returns the run of paragraphs around seed that ok accepts.
func runAround(seed, n int, ok func(int) bool) []int {
	lo, hi := seed, seed+1
	for lo > 0 && hi-lo < maxRun && ok(lo-1) {
		lo--
	}
	for hi < n && hi-lo < maxRun && ok(hi) {
		hi++
	}
	run := make([]int, 0, hi-lo)
	for j := lo; j < hi; j++ {
		run = append(run, j)
	}
	return run
}

func joinedWords(units []unit, run []int) []string {
	var all []string
	for _, j := range run {
		all = append(all, units[j].words...)
	}
	return all
}

// fillWords fills the words of the paragraphs that are still free.
func (p *pairing) fillWords() {
	for _, i := range free(p.oldIn) {
		p.old[i].words = folded(p.old[i].text)
	}
	for _, j := range free(p.newIn) {
		p.new[j].words = folded(p.new[j].text)
	}
}

// rival is a possible pair.
type rival struct {
	old, new int
	score    float64
}

// alike pairs what is left by likeness: first the pairs that share most words,
// wherever they stand; then, between two neighbours that are paired, what stands in
// the same place with the same label, or in the same cell.
func (p *pairing) alike() {
	var rivals []rival
	index := newIndex(p.new, free(p.newIn))
	for _, i := range free(p.oldIn) {
		if p.old[i].block == nil {
			continue
		}
		for _, j := range index.candidates(p.old[i].words) {
			if s := alikeWords(p.old[i].words, p.new[j].words); s >= 0.5 {
				rivals = append(rivals, rival{i, j, s})
			}
		}
	}
	vow.SortFunc(rivals, func(a, b rival) int {
		switch {
		case a.score != b.score:
			return map[bool]int{true: -1, false: 1}[a.score > b.score]
		case a.old != b.old:
			return a.old - b.old
		}
		return a.new - b.new
	})
	for _, r := range rivals {
		if p.oldIn[r.old] < 0 && p.newIn[r.new] < 0 {
			p.pair([]int{r.old}, []int{r.new})
		}
	}
	p.samePlace()
}

// maxReach bounds how far one is looked for in such a gap.
const maxReach = 64

// samePlace pairs free paragraphs that stand between the same two paired
// neighbours, in order, where place, label or some words say that they are one.
func (p *pairing) samePlace() {
	for i := 0; i < len(p.old); i++ {
		if p.oldIn[i] >= 0 {
			continue
		}
		end := i
		for end < len(p.old) && p.oldIn[end] < 0 {
			end++
		}
		j := 0 // where the gap begins in the new paper
		if i > 0 {
			j = slices.Max(p.groups[p.oldIn[i-1]].new) + 1
		}
		for ; i < end; i++ {
			for k := j; k < min(len(p.new), j+maxReach) && p.newIn[k] < 0; k++ {
				if samePlace(&p.old[i], &p.new[k]) {
					p.pair([]int{i}, []int{k})
					j = k + 1
					break
				}
			}
		}
	}
}

func samePlace(a, b *unit) bool {
	if a.block == nil || b.block == nil || a.block.Kind != b.block.Kind {
		return false
	}
	x, y := a.block, b.block
	switch {
	case x.Table != 0:
		return x.Table == y.Table && x.Row == y.Row && x.Col == y.Col
	case x.Label != "" && x.Label == y.Label:
		return alikeWords(a.words, b.words) >= 0.2
	}
	return alikeWords(a.words, b.words) >= 0.35 || strings.EqualFold(a.text, b.text)
}
