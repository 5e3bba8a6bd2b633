package tlog

import "sort"

// node is a witness or a group of the quorum. As every name is a member at most
// once, what hangs under the quorum is a tree in which no witness stands twice.
type node struct {
	name    string
	witness *TrustWitness // nil for a group
	vkey    string        // of the witness
	k       int
	word    string
	members []*node
}

// tree returns the quorum as a tree, nil where the quorum is none or, in a Trust
// not made by ParseTrust, where it names nothing.
func (t *Trust) tree() *node {
	if t.raw != nil {
		return t.root
	}
	return t.newTree()
}

func (t *Trust) newTree() *node {
	byName := make(map[string]*node)
	for i, w := range t.Witnesses {
		byName[w.Name] = &node{name: w.Name, witness: &t.Witnesses[i], vkey: w.Key.String(), k: 1}
	}
	for _, g := range t.Groups {
		n := &node{name: g.Name, k: g.K, word: g.Word}
		for _, m := range g.Members {
			if byName[m] == nil {
				return nil
			}
			n.members = append(n.members, byName[m])
		}
		byName[g.Name] = n
	}
	return byName[t.Quorum]
}

// Satisfied reports whether the witnesses whose vkeys are in has satisfy the
// quorum. A quorum of none is satisfied by nobody's help.
func (t *Trust) Satisfied(has map[string]bool) bool {
	if t.None() {
		return true
	}
	times := make(map[string]int64, len(has))
	for k, ok := range has {
		if ok {
			times[k] = 1
		}
	}
	_, ok := t.Earliest(times)
	return ok
}

// Earliest returns the least time at which the witnesses with a time up to it
// satisfy the quorum; times are POSIX seconds by vkey. A group's value is the
// K-th smallest of its members'. It is false where the quorum cannot be met, and
// always for a quorum of none; times outside 1 to MaxTime do not count.
func (t *Trust) Earliest(times map[string]int64) (int64, bool) {
	return t.tree().value(times, func(a, b int64) bool { return a < b })
}

// Latest returns the greatest time at which the witnesses with a time from it on
// satisfy the quorum: the K-th largest in each group.
func (t *Trust) Latest(times map[string]int64) (int64, bool) {
	return t.tree().value(times, func(a, b int64) bool { return a > b })
}

// value returns the K-th of the members' values in the order of before.
func (n *node) value(times map[string]int64, before func(a, b int64) bool) (int64, bool) {
	if n == nil {
		return 0, false
	}
	if n.witness != nil {
		v, ok := times[n.vkey]
		return v, ok && v >= 1 && v <= MaxTime
	}
	var have []int64
	for _, m := range n.members {
		if v, ok := m.value(times, before); ok {
			have = append(have, v)
		}
	}
	if n.k < 1 || len(have) < n.k {
		return 0, false
	}
	sort.Slice(have, func(i, j int) bool { return before(have[i], have[j]) })
	return have[n.k-1], true
}

// least returns how few witnesses satisfy n.
func (n *node) least() int {
	if n.witness != nil {
		return 1
	}
	return n.sumSmallest(n.k, (*node).least)
}

// block returns how few witnesses, failing, leave n unsatisfied.
func (n *node) block() int {
	if n.witness != nil {
		return 1
	}
	return n.sumSmallest(len(n.members)-n.k+1, (*node).block)
}

func (n *node) sumSmallest(count int, cost func(*node) int) int {
	var all []int
	for _, m := range n.members {
		all = append(all, cost(m))
	}
	sort.Ints(all)
	sum := 0
	for _, c := range all[:count] {
		sum += c
	}
	return sum
}

// splits reports whether two sets of witnesses without a common member both
// satisfy n. A member that splits serves both sides, any other member one of
// them; both sides need K. The rule is exact because no witness stands twice.
func (n *node) splits() bool {
	if n.witness != nil {
		return false
	}
	sides := 0
	for _, m := range n.members {
		sides++
		if m.splits() {
			sides++
		}
	}
	return sides >= 2*n.k
}
