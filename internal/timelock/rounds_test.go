package timelock_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"vow"
	"vow/internal/timelock"
)

// bare returns a chain of which only the clock matters.
func bare(period, genesis int64) timelock.Chain {
	return timelock.Chain{Period: period, Genesis: genesis, BeaconID: "x"}
}

// Every second of four periods after genesis, for several periods: the round is
// due at the time asked for or less than one period later, and the round before
// it is due earlier than that time.
func TestRoundAtEveryOffset(t *testing.T) {
	for _, period := range []int64{1, 2, 3, 7, 30, 60} {
		for _, genesis := range []int64{1, 1692803367} {
			c := bare(period, genesis)
			for offset := int64(1); offset <= 4*period+1; offset++ {
				at := vow.Unix(genesis + offset)
				round, err := c.RoundAt(at)
				if err != nil {
					t.Fatal(err)
				}
				due := c.TimeOf(round)
				if due.Before(at) {
					t.Fatalf("period %d, %d s after genesis: round %d is due %s, early for %s", period, offset, round, due, at)
				}
				if due.Unix()-at.Unix() >= period {
					t.Fatalf("period %d, %d s after genesis: round %d is due %d s late", period, offset, round, due.Unix()-at.Unix())
				}
				if !c.TimeOf(round - 1).Before(at) {
					t.Fatalf("period %d, %d s after genesis: round %d would do", period, offset, round-1)
				}
			}
		}
	}
}

func TestRoundAtKnown(t *testing.T) {
	q := timelock.Quicknet()
	for _, c := range []struct {
		at    string
		round uint64
		due   string
	}{
		{"2023-08-23T15:09:28Z", 2, "2023-08-23T15:09:30Z"},
		{"2023-08-23T15:09:30Z", 2, "2023-08-23T15:09:30Z"},
		{"2023-08-23T15:09:31Z", 3, "2023-08-23T15:09:33Z"},
		{"2026-08-31T22:00:00Z", 31803412, "2026-08-31T22:00:00Z"},
		{"2026-08-31T22:00:01Z", 31803413, "2026-08-31T22:00:03Z"},
		{"9999-12-31T23:59:57Z", 83903165811, "9999-12-31T23:59:57Z"},
	} {
		at, err := vow.ParseTime(c.at)
		if err != nil {
			t.Fatal(err)
		}
		round, err := q.RoundAt(at)
		if err != nil || round != c.round || q.TimeOf(round).String() != c.due {
			t.Errorf("%s: round %d due %s, %v; want %d due %s", c.at, round, q.TimeOf(round), err, c.round, c.due)
		}
	}
}

func TestRoundAtRefuses(t *testing.T) {
	q := timelock.Quicknet()
	for name, at := range map[string]vow.Time{
		"genesis itself":   vow.Unix(q.Genesis),
		"before genesis":   vow.Unix(q.Genesis - 1),
		"the epoch":        vow.Unix(0),
		"no time":          {},
		"before the epoch": vow.Unix(-1 << 40),
		"after 9999":       vow.Unix(253402300800),
		"far after":        vow.Unix(1 << 60),
		"largest":          vow.Unix(math.MaxInt64),
		// 23:59:58 and :59 of the last day would need a round due after it.
		"between the last round and the year's end": vow.Unix(253402300799),
	} {
		t.Run(name, func(t *testing.T) {
			if round, err := q.RoundAt(at); err == nil {
				t.Fatalf("round %d", round)
			}
		})
	}
	_, err := q.RoundAt(vow.Unix(q.Genesis))
	wantCode(t, err, vow.CodeRefused, "quicknet")
	for _, c := range []timelock.Chain{bare(0, 1), bare(-3, 1), bare(3, 0), bare(3, -5), bare(math.MinInt64, 1), bare(3, math.MaxInt64)} {
		if _, err := c.RoundAt(vow.Unix(1_700_000_000)); err == nil {
			t.Errorf("period %d genesis %d gives a round", c.Period, c.Genesis)
		}
	}
}

func TestTimeOfNeverEarly(t *testing.T) {
	q := timelock.Quicknet()
	end := vow.Unix(253402300799)
	for _, round := range []uint64{1 << 40, 1 << 53, 1 << 62, 1 << 63, math.MaxUint64 / 3, math.MaxUint64/3 + 2, math.MaxUint64} {
		if got := q.TimeOf(round); got != end {
			t.Errorf("round %d is due at %s", round, got)
		}
		if q.CheckRound(round) == nil {
			t.Errorf("round %d passes", round)
		}
	}
	if got := q.TimeOf(0); got != vow.Unix(q.Genesis) {
		t.Errorf("round 0 at %s", got)
	}
	if q.CheckRound(0) == nil || q.CheckRound(1) != nil {
		t.Error("rounds do not count from 1")
	}
}

func TestCurrentRound(t *testing.T) {
	c := bare(3, 1000)
	for at, want := range map[int64]uint64{0: 0, 999: 0, 1000: 1, 1002: 1, 1003: 2, 1 << 60: c.CurrentRound(vow.Unix(253402300799))} {
		if got := c.CurrentRound(vow.Unix(at)); got != want {
			t.Errorf("at %d round %d, want %d", at, got, want)
		}
	}
	if c.CurrentRound(vow.Time{}) != 0 {
		t.Error("no time has a round")
	}
}

func TestRoundsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := bare(rapid.Int64Range(1, timelock.MaxPeriod).Draw(t, "period"), rapid.Int64Range(1, 1<<36).Draw(t, "genesis"))
		at := vow.Unix(rapid.Int64Range(c.Genesis+1, 253402300799).Draw(t, "at"))
		round, err := c.RoundAt(at)
		if err != nil {
			if at.Unix() <= 253402300799-c.Period {
				t.Fatalf("%s: %v", at, err)
			}
			return
		}
		due := c.TimeOf(round)
		if due.Before(at) || due.Unix()-at.Unix() >= c.Period || !c.TimeOf(round-1).Before(at) {
			t.Fatalf("%s: round %d due %s", at, round, due)
		}
		if got := c.CurrentRound(due); got != round {
			t.Fatalf("at its due time round %d is %d", round, got)
		}
	})
}
