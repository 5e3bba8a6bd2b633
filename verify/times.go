package verify

import (
	"math"
	"sort"

	"vow"
	"vow/internal/tlog"
)

// sighting is one true cosignature of a trusted witness: at that time it had
// seen the record up to that size.
type sighting struct {
	size int64
	time int64 // POSIX seconds
}

// times answers what the reader's witnesses saw and when (docs/format.md,
// Times). Its statements are only as good as the quorum of the trust file:
// where the quorum cannot be met there is no time at all.
type times struct {
	trust *tlog.Trust
	seen  map[string]*sightings // by vkey
	// contradict is set when some entry would exist before it was absent.
	contradict bool
	// seenBy and notBy are existedBy and absentAt of the first entries, where all are
	// asked for (Whole).
	seenBy, notBy []vow.Time
}

// sightings are one witness's, sorted by size.
type sightings struct {
	all       []sighting
	suffixMin []int64 // earliest time on this or a larger size
	prefixMax []int64 // latest time on this or a smaller size
}

func newTimes(trust *tlog.Trust) *times {
	return &times{trust: trust, seen: make(map[string]*sightings)}
}

func (t *times) add(vkey string, size, time int64) {
	s := t.seen[vkey]
	if s == nil {
		s = &sightings{}
		t.seen[vkey] = s
	}
	s.all = append(s.all, sighting{size, time})
}

// settle sorts what was added; existedBy and absentAt may be called after it.
func (t *times) settle() {
	for _, s := range t.seen {
		sort.Slice(s.all, func(i, j int) bool { return s.all[i].size < s.all[j].size })
		n := len(s.all)
		s.suffixMin, s.prefixMax = make([]int64, n), make([]int64, n)
		least, most := int64(math.MaxInt64), int64(math.MinInt64)
		for i := range n {
			most = max(most, s.all[i].time)
			s.prefixMax[i] = most
			least = min(least, s.all[n-1-i].time)
			s.suffixMin[n-1-i] = least
		}
	}
}

// existedBy returns the least time at which the quorum had seen entry i.
func (t *times) existedBy(i int64) (vow.Time, bool) {
	if t.contradict {
		return vow.Time{}, false
	}
	return t.rawExistedBy(i)
}

func (t *times) rawExistedBy(i int64) (vow.Time, bool) {
	if i >= 0 && i < int64(len(t.seenBy)) {
		return t.seenBy[i], !t.seenBy[i].IsZero()
	}
	if t.trust == nil || t.trust.None() {
		return vow.Time{}, false
	}
	earliest := make(map[string]int64)
	for vkey, s := range t.seen {
		at := sort.Search(len(s.all), func(j int) bool { return s.all[j].size > i })
		if at < len(s.all) {
			earliest[vkey] = s.suffixMin[at]
		}
	}
	return quorumTime(t.trust.Earliest(earliest))
}

// precompute answers rawExistedBy and rawAbsentAt for the first entries: they change only
// where somebody cosigned.
func (t *times) precompute(size int64) {
	ends := map[int64]bool{}
	for _, s := range t.seen {
		for _, x := range s.all {
			ends[x.size] = true
		}
	}
	seen, not := make([]vow.Time, size), make([]vow.Time, size)
	for i := range size {
		if i > 0 && !ends[i] {
			seen[i], not[i] = seen[i-1], not[i-1]
			continue
		}
		seen[i], _ = t.rawExistedBy(i)
		if t.trust != nil && !t.trust.None() {
			not[i], _ = t.rawAbsentAt(i)
		}
	}
	t.seenBy, t.notBy = seen, not
}

// agree reports whether no entry up to the first size ones would exist before it was
// absent.
func (t *times) agree(size int64) bool {
	for i := range size {
		if e, a := t.seenBy[i], t.notBy[i]; !e.IsZero() && !a.IsZero() && e.Before(a) {
			return false
		}
	}
	e, ok1 := t.rawExistedBy(size)
	a, ok2 := t.absentAt(size)
	return !ok1 || !ok2 || !e.Before(a)
}

// quorumTime is the zero time where the quorum was not met, never 1970.
func quorumTime(v int64, ok bool) (vow.Time, bool) {
	if !ok {
		return vow.Time{}, false
	}
	return vow.Unix(v), true
}

// absentAt returns the greatest time at which a quorum's record did not yet
// hold entry i. For the size of the record it is as_of.
func (t *times) absentAt(i int64) (vow.Time, bool) {
	if t.contradict || t.trust == nil || t.trust.None() {
		return vow.Time{}, false
	}
	return t.rawAbsentAt(i)
}

func (t *times) rawAbsentAt(i int64) (vow.Time, bool) {
	if i >= 0 && i < int64(len(t.notBy)) {
		return t.notBy[i], !t.notBy[i].IsZero()
	}
	latest := make(map[string]int64)
	for vkey, s := range t.seen {
		at := sort.Search(len(s.all), func(j int) bool { return s.all[j].size > i })
		if at > 0 {
			latest[vkey] = s.prefixMax[at-1]
		}
	}
	return quorumTime(t.trust.Latest(latest))
}

// checkClocks looks for a contradiction at the given indexes.
func (t *times) checkClocks(indexes []int64) {
	if t.trust == nil || t.trust.None() {
		return
	}
	for _, i := range indexes {
		e, ok1 := t.rawExistedBy(i)
		a, ok2 := t.rawAbsentAt(i)
		if ok1 && ok2 && e.Before(a) {
			t.contradict = true
			return
		}
	}
}

// DaysLate returns how many days t is after due, counting a begun day whole.
func DaysLate(t, due vow.Time) int64 { return daysLate(t, due) }

func daysLate(t, due vow.Time) int64 {
	if !t.After(due) {
		return 0
	}
	return (t.Unix() - due.Unix() + 86_399) / 86_400
}
