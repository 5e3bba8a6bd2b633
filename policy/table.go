package policy

import (
	"math/bits"
	"slices"

	"vow"
)

// rank is a moment as a small number: 0 for any time, then the policy's
// different times in order, last of all never.
type rank uint8

// table holds open(S) for every set S of a policy's names, a set being a mask
// with bit i for names[i]: at most 2^16 ranks.
type table struct {
	names []string
	times []vow.Time // times[r-1] is rank r
	ranks []rank     // by mask
}

func newTable(p *Policy) *table {
	t := &table{names: p.names}
	for _, l := range p.Leaves() {
		if l.Node.Op == Time {
			t.times = append(t.times, l.Node.Time)
		}
	}
	vow.SortFunc(t.times, vow.Time.Compare)
	t.times = slices.CompactFunc(t.times, func(a, b vow.Time) bool { return a.Compare(b) == 0 })
	t.ranks = t.of(p.root)
	return t
}

// never is the rank after every time.
func (t *table) never() rank { return rank(len(t.times) + 1) }

// all is the mask of every name.
func (t *table) all() uint32 { return 1<<len(t.names) - 1 }

// of returns the ranks of n for every mask.
func (t *table) of(n Node) []rank {
	if n.IsLeaf() {
		n = Node{Op: Or, Children: []Node{n}}
	}
	f := t.split(n)
	if n.Op == Of {
		return t.choose(n.K, f)
	}
	ranks := make([]rank, t.all()+1)
	switch n.Op {
	case Or:
		first := t.never()
		if len(f.times) > 0 {
			first = f.times[0]
		}
		for mask := range ranks {
			if uint32(mask)&f.names == 0 {
				ranks[mask] = first
			}
		}
		for _, other := range f.others {
			for mask, r := range other {
				ranks[mask] = min(ranks[mask], r)
			}
		}
	case And:
		last := rank(0)
		if len(f.times) > 0 {
			last = f.times[len(f.times)-1]
		}
		for mask := range ranks {
			ranks[mask] = last
			if uint32(mask)&f.names != f.names {
				ranks[mask] = t.never()
			}
		}
		for _, other := range f.others {
			for mask, r := range other {
				ranks[mask] = max(ranks[mask], r)
			}
		}
	}
	return ranks
}

// family is the children of a node, taken apart so that its up to 64 leaves
// need not each be looked at for up to 2^16 masks.
type family struct {
	names  uint32          // those that stand as leaves
	weight [MaxNames]uint8 // how often each does
	times  []rank          // of the leaves that are times, sorted
	others [][]rank        // of the children that are operators, by mask
}

func (t *table) split(n Node) *family {
	f := new(family)
	for _, c := range n.Children {
		switch c.Op {
		case Time:
			i, _ := slices.BinarySearchFunc(t.times, c.Time, vow.Time.Compare)
			f.times = append(f.times, rank(i+1))
		case Name:
			i, _ := slices.BinarySearch(t.names, c.Name)
			f.names |= 1 << i
			f.weight[i]++
		default:
			f.others = append(f.others, t.of(c))
		}
	}
	slices.Sort(f.times)
	return f
}

// manyOthers is from how many operators on counting ranks is quicker than
// sorting them.
const manyOthers = 8

// choose returns the k-th smallest rank of the family for every mask.
func (t *table) choose(k int, f *family) []rank {
	ranks := make([]rank, t.all()+1)
	acting := make([]uint8, len(ranks)) // how many leaves the names of a mask make true
	var dates histogram
	for _, r := range f.times {
		dates[r]++
	}
	never := t.never()
	var room [manyOthers]rank
	for mask := range ranks {
		if mask != 0 {
			acting[mask] = acting[mask&(mask-1)] + f.weight[bits.TrailingZeros(uint(mask))]
		}
		need := k - int(acting[mask])
		switch {
		case need <= 0: // rank 0
		case len(f.others) > manyOthers:
			all := dates
			for _, other := range f.others {
				all[other[mask]]++
			}
			ranks[mask] = all.nth(need, never)
		default:
			row := room[:0]
			for _, other := range f.others {
				row = insert(row, other[mask])
			}
			ranks[mask] = nth(need, f.times, row, never)
		}
	}
	return ranks
}

// histogram is how often each rank occurs; a rank is at most MaxLeaves+1.
type histogram [MaxLeaves + 2]uint8

// nth returns the n-th smallest rank, n ≥ 1, never if there are fewer.
func (h *histogram) nth(n int, never rank) rank {
	for r := range never {
		if n -= int(h[r]); n <= 0 {
			return r
		}
	}
	return never
}

// insert puts r into a sorted row that has room for it.
func insert(row []rank, r rank) []rank {
	i := len(row)
	row = row[:i+1]
	for ; i > 0 && row[i-1] > r; i-- {
		row[i] = row[i-1]
	}
	row[i] = r
	return row
}

// nth returns the n-th smallest, n ≥ 1, of two sorted rows together, never if
// they have fewer: the least there is to wait for, with i taken from b and the
// rest from a.
func nth(n int, a, b []rank, never rank) rank {
	least := never
	for i := max(0, n-len(a)); i <= min(n, len(b)); i++ {
		r := rank(0)
		if i > 0 {
			r = b[i-1]
		}
		if i < n {
			r = max(r, a[n-i-1])
		}
		least = min(least, r)
	}
	return least
}

// when returns the moment of a rank.
func (t *table) when(r rank) When {
	switch r {
	case 0:
		return AnyTime()
	case t.never():
		return Never()
	}
	return AtTime(t.times[r-1])
}

// who returns the names of a mask, sorted bytewise.
func (t *table) who(mask uint32) []string {
	who := make([]string, 0, bits.OnesCount32(mask))
	for ; mask != 0; mask &= mask - 1 {
		who = append(who, t.names[bits.TrailingZeros32(mask)])
	}
	return who
}
