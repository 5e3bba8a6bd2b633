package verify

import (
	"math"
	"slices"
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
	// What the quorum saw of an entry depends only on which of these sizes hold it: the
	// answers stand at the number of sizes that do not.
	sizes           []int64 // at which somebody cosigned, sorted
	existed, absent []vow.Time
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

// settle sorts what was added and asks the quorum; existedBy and absentAt may be called
// after it.
func (t *times) settle() {
	t.sizes = nil
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
			t.sizes = append(t.sizes, s.all[i].size)
		}
	}
	slices.Sort(t.sizes)
	t.sizes = slices.Compact(t.sizes)
	t.existed, t.absent = make([]vow.Time, len(t.sizes)+1), make([]vow.Time, len(t.sizes)+1)
	if t.trust == nil || t.trust.None() {
		return
	}
	for n := range t.existed {
		t.existed[n], t.absent[n] = t.ask(n)
	}
}

// ask returns by when the quorum had seen an entry that is in all but the first n sizes,
// and until when it had not; zero where the quorum was not met.
func (t *times) ask(n int) (existed, absent vow.Time) {
	below := int64(math.MinInt64)
	if n > 0 {
		below = t.sizes[n-1]
	}
	earliest, latest := make(map[string]int64), make(map[string]int64)
	for vkey, s := range t.seen {
		at := sort.Search(len(s.all), func(j int) bool { return s.all[j].size > below })
		if at < len(s.all) {
			earliest[vkey] = s.suffixMin[at]
		}
		if at > 0 {
			latest[vkey] = s.prefixMax[at-1]
		}
	}
	return quorumTime(t.trust.Earliest(earliest)), quorumTime(t.trust.Latest(latest))
}

// place is how many sizes do not hold entry i.
func (t *times) place(i int64) int {
	return sort.Search(len(t.sizes), func(j int) bool { return t.sizes[j] > i })
}

// existedBy returns the least time at which the quorum had seen entry i.
func (t *times) existedBy(i int64) (vow.Time, bool) {
	if t.contradict {
		return vow.Time{}, false
	}
	return given(t.existed[t.place(i)])
}

// agree reports whether no entry would exist before it was absent.
func (t *times) agree() bool {
	for n, e := range t.existed {
		if a := t.absent[n]; !e.IsZero() && !a.IsZero() && e.Before(a) {
			return false
		}
	}
	return true
}

// quorumTime is the zero time where the quorum was not met, never 1970.
func quorumTime(v int64, ok bool) vow.Time {
	if !ok {
		return vow.Time{}
	}
	return vow.Unix(v)
}

func given(t vow.Time) (vow.Time, bool) { return t, !t.IsZero() }

// absentAt returns the greatest time at which a quorum's record did not yet
// hold entry i. For the size of the record it is as_of.
func (t *times) absentAt(i int64) (vow.Time, bool) {
	if t.contradict {
		return vow.Time{}, false
	}
	return given(t.absent[t.place(i)])
}

// checkClocks looks for a contradiction at the given indexes.
func (t *times) checkClocks(indexes []int64) {
	for _, i := range indexes {
		n := t.place(i)
		e, ok1 := given(t.existed[n])
		a, ok2 := given(t.absent[n])
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
