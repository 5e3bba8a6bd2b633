package verify

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"vow"
	"vow/internal/tlog"
)

// witnesses returns n witness keys.
func witnesses(t testing.TB, n int) []vow.Key {
	t.Helper()
	var out []vow.Key
	for i := range n {
		seed := vow.SumHash([]byte{byte(i), 'w'})
		c, err := tlog.NewCosigner(fmt.Sprintf("w%d.example", i+1), vow.AlgCosignature, seed[:])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c.Key())
	}
	return out
}

// trustOf returns a trust file over these witnesses; groups are its lines from
// the first group on.
func trustOf(t testing.TB, keys []vow.Key, groups string) *tlog.Trust {
	t.Helper()
	seed := vow.SumHash([]byte("log"))
	log, err := vow.NewSigner("office.example/vow", seed[:])
	if err != nil {
		t.Fatal(err)
	}
	b := fmt.Appendf(nil, "log %s\n", log.Key)
	for i, k := range keys {
		b = fmt.Appendf(b, "witness w%d %s\n", i+1, k)
	}
	trust, err := tlog.ParseTrust(append(b, groups...))
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

// TestTimes works through the rule of formats §8 by hand.
func TestTimes(t *testing.T) {
	keys := witnesses(t, 4)
	type seen struct {
		witness    int
		size, time int64
	}
	story := []seen{
		{0, 1, 100}, {1, 1, 110}, {2, 1, 120},
		{0, 3, 200}, {1, 2, 190}, {1, 3, 230}, {2, 3, 260},
		{3, 1, 290},
	}
	for _, c := range []struct {
		groups   string
		index    int64
		existed  int64 // 0: no time
		absent   int64
		mistaken bool
	}{
		{"quorum w1\n", 0, 100, 0, false},
		{"quorum w1\n", 1, 200, 100, false},
		{"quorum w1\n", 2, 200, 100, false},
		{"quorum w1\n", 3, 0, 200, false},
		{"quorum w2\n", 1, 190, 110, false},
		{"quorum w2\n", 2, 230, 190, false},
		{"group g 2 w1 w2 w3\nquorum g\n", 0, 110, 0, false},
		{"group g 2 w1 w2 w3\nquorum g\n", 1, 200, 110, false},
		{"group g 2 w1 w2 w3\nquorum g\n", 2, 230, 120, false},
		{"group g 2 w1 w2 w3\nquorum g\n", 3, 0, 230, false},
		{"group g all w1 w2 w3\nquorum g\n", 2, 260, 100, false},
		{"group g any w1 w2 w3\nquorum g\n", 2, 200, 190, false},
		{"group a any w1 w2\ngroup g all a w3\nquorum g\n", 1, 260, 110, false},
		{"group a any w1 w2\ngroup g all a w3\nquorum g\n", 2, 260, 120, false},
		// The fourth saw little, late: it shows absence, and no existence.
		{"group g 3 w1 w2 w3 w4\nquorum g\n", 0, 120, 0, false},
		{"group g 3 w1 w2 w3 w4\nquorum g\n", 1, 260, 110, false},
		{"group g all w1 w2 w3 w4\nquorum g\n", 1, 0, 100, false},
		// And it contradicts the first, if either is enough.
		{"group g any w1 w2 w3 w4\nquorum g\n", 1, 190, 290, true},
		{"quorum none\n", 0, 0, 0, false},
	} {
		x := newTimes(trustOf(t, keys, c.groups))
		for _, s := range story {
			x.add(keys[s.witness].String(), s.size, s.time)
		}
		x.settle()
		e, okE := x.existedBy(c.index)
		a, okA := x.absentAt(c.index)
		if okE != (c.existed > 0) || okE && e.Unix() != c.existed || okA != (c.absent > 0) || okA && a.Unix() != c.absent {
			t.Errorf("%q, entry %d: existed by %v %v, absent at %v %v; want %d and %d", c.groups, c.index, e.Unix(), okE, a.Unix(), okA, c.existed, c.absent)
		}
		x.checkClocks([]int64{c.index})
		if x.contradict != c.mistaken {
			t.Errorf("%q, entry %d: contradiction %v", c.groups, c.index, x.contradict)
		}
		if _, ok := x.existedBy(c.index); ok && c.mistaken {
			t.Errorf("%q: a time in spite of the contradiction", c.groups)
		}
		if _, ok := x.absentAt(c.index); ok && c.mistaken {
			t.Errorf("%q: an absence in spite of the contradiction", c.groups)
		}
	}
}

// TestTimesOracle compares with the definition, written down literally: the
// least (greatest) time at which those who have spoken satisfy the quorum.
func TestTimesOracle(t *testing.T) {
	keys := witnesses(t, 4)
	var trusts []*tlog.Trust
	for _, groups := range []string{"quorum w1\n", "group g 2 w1 w2 w3 w4\nquorum g\n", "group g all w1 w2 w3\nquorum g\n",
		"group a any w1 w2\ngroup b 2 w3 w4 a\nquorum b\n", "group a all w1 w2\ngroup b any w3 a\nquorum b\n"} {
		trusts = append(trusts, trustOf(t, keys, groups))
	}
	rapid.Check(t, func(t *rapid.T) {
		trust := rapid.SampledFrom(trusts).Draw(t, "trust")
		x := newTimes(trust)
		type seen struct {
			vkey       string
			size, time int64
		}
		var all []seen
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			s := seen{rapid.SampledFrom(keys).Draw(t, "witness").String(), rapid.Int64Range(0, 5).Draw(t, "size"), rapid.Int64Range(1, 9).Draw(t, "time")}
			all = append(all, s)
			x.add(s.vkey, s.size, s.time)
		}
		x.settle()
		for index := int64(0); index <= 5; index++ {
			existed, absent := int64(math.MaxInt64), int64(0)
			for at := int64(9); at >= 1; at-- {
				has := map[string]bool{}
				for _, s := range all {
					if s.size > index && s.time <= at {
						has[s.vkey] = true
					}
				}
				if trust.Satisfied(has) {
					existed = at
				}
			}
			for at := int64(1); at <= 9; at++ {
				has := map[string]bool{}
				for _, s := range all {
					if s.size <= index && s.time >= at {
						has[s.vkey] = true
					}
				}
				if trust.Satisfied(has) {
					absent = at
				}
			}
			e, ok := x.existedBy(index)
			if ok != (existed < math.MaxInt64) || ok && e.Unix() != existed {
				t.Fatalf("existed by %d %v, want %d", e.Unix(), ok, existed)
			}
			a, ok := x.absentAt(index)
			if ok != (absent > 0) || ok && a.Unix() != absent {
				t.Fatalf("absent at %d %v, want %d", a.Unix(), ok, absent)
			}
		}
	})
}

func TestDaysLate(t *testing.T) {
	due := vow.Unix(1_000_000)
	for after, want := range map[int64]int64{-1: 0, 0: 0, 1: 1, 86_399: 1, 86_400: 1, 86_401: 2, 172_800: 2, 172_801: 3} {
		if got := daysLate(vow.Unix(1_000_000+after), due); got != want {
			t.Errorf("%d s: %d days, want %d", after, got, want)
		}
	}
}
