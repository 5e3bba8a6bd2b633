package vow_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"vow"
)

// TestBlocks: the one form, and what a person may write.
func TestBlocks(t *testing.T) {
	for s, n := range map[string]int{"0": 1, "14,20-22": 4, "0-1": 2, "999999": 1, "0-999999": 1_000_000} {
		b, err := vow.ParseBlocks(s)
		if err != nil || b.String() != s || b.Count() != n {
			t.Errorf("%q: %v %v, %d blocks", s, b, err, b.Count())
		}
	}
	for _, s := range []string{"", ",", "1,", ",1", "-1", "1-", "01", "1-1", "2-1", "1,2", "1-2,3", "2,1", "1,1", "1-3,2", "1 ", " 1", "1, 3", "+1", "1000000", "0x1", "1–3", "99999999999999999999"} {
		if b, err := vow.ParseBlocks(s); err == nil || vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q became %v", s, b)
		}
	}
	for s, want := range map[string]string{"20-22, 14": "14,20-22", "3,1,2": "1-3", "1-1": "1", " 5 ": "5"} {
		if b, err := vow.ReadBlocks(s); err != nil || b.String() != want {
			t.Errorf("%q: %v %v", s, b, err)
		}
	}
	for _, s := range []string{"1,1", "1-3,3", "", "3-1"} {
		if b, err := vow.ReadBlocks(s); err == nil {
			t.Errorf("%q became %v", s, b)
		}
	}
	if !vow.FitsParts(4, 40) || vow.FitsParts(4, 39) || vow.FitsParts(1, 9) || !vow.FitsParts(0, 1) {
		t.Error("one in ten")
	}
}

// TestBlockSets compares with plain sets.
func TestBlockSets(t *testing.T) {
	set := func(t *rapid.T, name string) []int {
		m := rapid.SliceOfNDistinct(rapid.IntRange(0, 40), 1, 20, rapid.ID[int]).Draw(t, name)
		slices.Sort(m)
		return m
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := set(t, "x"), set(t, "y")
		a, b := vow.BlocksOf(x), vow.BlocksOf(y)
		again, err := vow.ParseBlocks(a.String())
		if err != nil || !slices.Equal(again.Numbers(), x) || a.Count() != len(x) || a.Last() != x[len(x)-1] {
			t.Fatalf("%v: %v %v", x, again, err)
		}
		want := -1
		for _, n := range x {
			if slices.Contains(y, n) {
				want = n
				break
			}
		}
		if got := a.Common(b); got != want || (b.Common(a) < 0) != (want < 0) {
			t.Fatalf("%v and %v: %d, want %d", a, b, got, want)
		}
	})
}

// TestHold: from the later of sealing and opens.at to opens.at_latest.
func TestHold(t *testing.T) {
	at := func(s string) vow.Time {
		v, err := vow.ParseTime(s + "T00:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		part, at, opens, latest string
		days                    int64
		over                    bool
	}{
		{"body", "2026-01-01", "", "2026-03-02", 60, false},
		{"body", "2026-01-01", "", "2026-03-03", 61, true},
		{"body", "2026-01-01", "2026-02-01", "2026-03-31", 58, false},
		{"body", "2026-01-01", "2026-03-31", "2026-03-31", 0, false},
		{"body", "2026-01-01", "", "", 0, false},
		{"body", "1970-01-01", "", "9999-12-31", 2932896, true},
		{"sources", "2026-01-01", "", "2027-01-01", 365, false},
	} {
		b := &vow.SealMade{Part: c.part, At: at(c.at)}
		if c.opens != "" {
			b.Opens.At = at(c.opens)
		}
		if c.latest != "" {
			b.Opens.AtLatest = at(c.latest)
		}
		if b.HoldDays() != c.days || b.OverHold(60) != c.over {
			t.Errorf("%+v: %d days, over %v", c, b.HoldDays(), b.OverHold(60))
		}
	}
	// A second more than 60 days is over.
	b := &vow.SealMade{Part: vow.PartBody, At: vow.Unix(0), Opens: vow.Opens{AtLatest: vow.Unix(60*86400 + 1)}}
	if !b.OverHold(60) || b.HoldDays() != 61 {
		t.Error("a second over")
	}
}
