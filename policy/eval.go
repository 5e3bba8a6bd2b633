package policy

import (
	"slices"

	"vow"
)

// Open returns open(S): the earliest moment the policy is true when exactly
// the named trustees act, at once. Names the policy does not have change
// nothing.
func (p *Policy) Open(who ...string) When { return p.root.open(who) }

func (n Node) open(who []string) When {
	switch n.Op {
	case Time:
		return AtTime(n.Time)
	case Name:
		if slices.Contains(who, n.Name) {
			return AnyTime()
		}
		return Never()
	}
	moments := make([]When, len(n.Children))
	for i, c := range n.Children {
		moments[i] = c.open(who)
	}
	vow.SortFunc(moments, When.Compare)
	switch n.Op {
	case Or:
		return moments[0]
	case And:
		return moments[len(moments)-1]
	default:
		return moments[n.K-1]
	}
}

// OpensEarliest returns T_open, the moment it opens when all trustees act:
// anytime is true and t zero where no date bounds that.
func (p *Policy) OpensEarliest() (t vow.Time, anytime bool) {
	w := p.Open(p.names...)
	t, _ = w.Time()
	return t, w.IsAnyTime()
}

// OpensLatest returns T_max, the time it opens when nobody acts; ok is false
// where it never does.
func (p *Policy) OpensLatest() (t vow.Time, ok bool) { return p.Open().Time() }

// Buriable reports whether what is sealed at the time at can be kept shut for
// good, or as good as that: there is no T_max, or it lies over five calendar
// years later. With the zero Time the five years are not counted.
func (p *Policy) Buriable(at vow.Time) bool { return buriable(p.Open(), at) }

func buriable(latest When, at vow.Time) bool {
	t, ok := latest.Time()
	if !ok {
		return true
	}
	return !at.IsZero() && t.Go().After(fiveYearsAfter(at))
}
