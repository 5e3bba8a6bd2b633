package policy

import (
	"fmt"
	"slices"
)

// choice is the groups of one size that change the opening at one moment.
type choice struct {
	at   When
	sets [][]string // each sorted
}

// choices puts an Analysis' list of n groups, which is by moment and size, into
// choices.
func choices(n int, get func(i int) (When, []string)) []choice {
	var all []choice
	for i := range n {
		at, who := get(i)
		if last := len(all) - 1; last >= 0 && all[last].at == at && len(all[last].sets[0]) == len(who) {
			all[last].sets = append(all[last].sets, who)
			continue
		}
		all = append(all, choice{at, [][]string{who}})
	}
	return all
}

func (a Analysis) earlyChoices() []choice {
	return choices(len(a.Early), func(i int) (When, []string) { return a.Early[i].At, a.Early[i].Who })
}

func (a Analysis) delayChoices() []choice {
	return choices(len(a.Delay), func(i int) (When, []string) { return a.Delay[i].Until, a.Delay[i].Who })
}

// size is how many trustees each group has.
func (c choice) size() int { return len(c.sets[0]) }

// short says who in a few words where that can be done: one group, any one of
// several trustees, or every group of a size from some trustees. The list must
// not have been cut within it, unless it is complete all the same.
func (c choice) short() (string, bool) {
	if len(c.sets) == 1 {
		return and(c.sets[0]), true
	}
	members := slices.Sorted(slices.Values(slices.Concat(c.sets...)))
	members = slices.Compact(members)
	if int64(len(c.sets)) != binomial(len(members), c.size()) {
		return "", false
	}
	return fmt.Sprintf("any %s of %s", number(c.size()), and(members)), true
}

// number writes one as a word, as in "any one of".
func number(n int) string {
	if n == 1 {
		return "one"
	}
	return fmt.Sprint(n)
}

// binomial is the number of groups of k from n; n is at most MaxNames.
func binomial(n, k int) int64 {
	c := int64(1)
	for i := range k {
		c = c * int64(n-i) / int64(i+1)
	}
	return c
}
