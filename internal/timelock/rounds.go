package timelock

import (
	"crypto/sha256"
	"encoding/binary"

	"vow"
)

// maxTime is 9999-12-31T23:59:59Z, the last machine time (POSIX seconds).
const maxTime = 253402300799

// RoundAt returns the first round that is due not before t: round
// ceil((t − genesis)/period) + 1, due at t or up to one period later. A time
// that is not after the chain's genesis is refused (CodeRefused): no round's
// opening could be late enough to mean anything.
func (c Chain) RoundAt(t vow.Time) (uint64, error) {
	if c.Period < 1 || c.Period > MaxPeriod || c.Genesis < 1 || c.Genesis > maxTime {
		return 0, vow.Errorf(vow.CodeCheck, "chain with a period of %d seconds and genesis %d", c.Period, c.Genesis)
	}
	at := t.Unix()
	if t.IsZero() || at <= c.Genesis {
		return 0, vow.Errorf(vow.CodeRefused, "time %s is not after %s, at which %s began", t, vow.Unix(c.Genesis), c.Name())
	}
	if at > maxTime {
		return 0, vow.Errorf(vow.CodeRefused, "time is after the year 9999")
	}
	since := at - c.Genesis // 1 to maxTime: nothing below overflows
	round := uint64((since+c.Period-1)/c.Period) + 1
	if err := c.CheckRound(round); err != nil {
		return 0, err
	}
	return round, nil
}

// CheckRound refuses rounds that no time belongs to: 0, and those due after the
// year 9999. Errors are CodeCheck.
func (c Chain) CheckRound(round uint64) error {
	if round == 0 {
		return vow.Errorf(vow.CodeCheck, "round 0 does not exist: rounds count from 1")
	}
	if round > c.lastRound() {
		return vow.Errorf(vow.CodeCheck, "round %d is due after the year 9999", round)
	}
	return nil
}

// lastRound is the last round that is due within the year 9999, 0 if there is none.
func (c Chain) lastRound() uint64 {
	if c.Period < 1 || c.Genesis < 0 || c.Genesis > maxTime {
		return 0
	}
	return uint64((maxTime-c.Genesis)/c.Period) + 1
}

// TimeOf returns the time at which the round is due: genesis + (round−1)·period.
// For rounds that CheckRound refuses because they are too late it returns the
// last second of the year 9999, and for round 0 the genesis.
func (c Chain) TimeOf(round uint64) vow.Time {
	if round == 0 {
		return vow.Unix(c.Genesis)
	}
	if round > c.lastRound() {
		return vow.Unix(maxTime)
	}
	return vow.Unix(c.Genesis + int64(round-1)*c.Period)
}

// CurrentRound returns the newest round that is due at t, or 0 before genesis.
func (c Chain) CurrentRound(t vow.Time) uint64 {
	if t.IsZero() || t.Unix() < c.Genesis || c.Period < 1 {
		return 0
	}
	return min(uint64((t.Unix()-c.Genesis)/c.Period)+1, c.lastRound())
}

// message is what the chain signs for a round: SHA-256 of the round as uint64,
// big-endian (drand's unchained schemes).
func message(round uint64) []byte {
	h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, round))
	return h[:]
}
