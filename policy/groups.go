package policy

import (
	"math/bits"
	"slices"
)

// group is a set of trustees that changes when the policy opens, each of them
// needed for it, as a number in the order of the lists: by time, then size, then
// names. The lower bit is the smaller name, so of two sets of one size the one
// that holds the lowest differing bit comes first.
type group uint64

func newGroup(mask uint32, r rank) group {
	names := ^bits.Reverse16(uint16(mask))
	return group(r)<<32 | group(bits.OnesCount32(mask))<<16 | group(names)
}

func (g group) rank() rank { return rank(g >> 32) }

func (g group) size() int { return int(g>>16) & 0xff }

func (g group) mask() uint32 { return uint32(bits.Reverse16(^uint16(g))) }

// early returns every non-empty S with open(S) < open(S∖{m}) for each m in S,
// with open(S): the first MaxListed in order, and how many there are.
func (t *table) early() ([]group, int) {
	return t.groups(func(mask uint32) rank { return t.ranks[mask] },
		func(with, without rank) bool { return with < without })
}

// delay returns every non-empty R with open(all∖R) > open(all∖(R∖{m})) for
// each m in R, with open(all∖R): the first MaxListed in order, and how many
// there are.
func (t *table) delay() ([]group, int) {
	return t.groups(func(mask uint32) rank { return t.ranks[t.all()&^mask] },
		func(with, without rank) bool { return with > without })
}

// groups returns the non-empty sets each of whose members matters to value: the
// first MaxListed in order, and how many there are.
func (t *table) groups(value func(mask uint32) rank, matters func(with, without rank) bool) ([]group, int) {
	var found []group
next:
	for mask := uint32(1); mask <= t.all(); mask++ {
		r := value(mask)
		for rest := mask; rest != 0; rest &= rest - 1 {
			if !matters(r, value(mask&^(rest&-rest))) {
				continue next
			}
		}
		found = append(found, newGroup(mask, r))
	}
	all := len(found)
	found = leading(found, MaxListed)
	slices.Sort(found)
	return found[:min(all, MaxListed)], all
}

// leading keeps the groups of those times and sizes among which the first n
// must be, in any order: there may be 2^16 groups, and to sort them all takes
// longer than to find them.
func leading(found []group, n int) []group {
	var count [MaxLeaves + 2][MaxNames + 1]int
	for _, g := range found {
		count[g.rank()][g.size()]++
	}
	last := group(0)
	for r := range count {
		for size, c := range count[r] {
			if c > 0 && n > 0 {
				last = group(r)<<32 | group(size)<<16 | 0xffff
			}
			n -= c
		}
	}
	return slices.DeleteFunc(found, func(g group) bool { return g > last })
}
