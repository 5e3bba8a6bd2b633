package beacon

import (
	"strings"
	"time"

	"vow"
)

// decide turns the answers of relays, none of them valid, into one error.
func (c *Client) decide(round uint64, now vow.Time, answers []Answer) error {
	due := c.chain.TimeOf(round)
	if now.Before(due) {
		return c.tooEarly(round, due, now, answers)
	}
	count := make(map[Kind]int)
	for _, a := range answers {
		count[a.Kind]++
	}
	switch {
	case count[Dead] > 0:
		return vow.Errorf(vow.CodeIO, "round %d of %s is due since %s, but its beacon could not be fetched: %s",
			round, c.chain.Name(), due, list(answers)).
			WithHint("try again later or with another relay; whoever has the beacon can give it as ROUND:HEX")
	case count[Lying] > 0:
		return vow.Errorf(vow.CodeCheck, "no relay gave the true beacon of round %d of %s: %s",
			round, c.chain.Name(), list(answers)).
			WithHint("use another relay")
	case count[NotYet] == 0:
		return vow.Errorf(vow.CodeCheck, "unknown chain: no relay serves %s (chain %s): %s",
			c.chain.Name(), c.chain.Hash, list(answers)).
			WithHint("name a relay that serves this chain")
	case c.fresh(due, now):
		return vow.Errorf(vow.CodeTooEarly, "round %d of %s is due at %s, just now, and no relay has it yet",
			round, c.chain.Name(), due).
			WithHint("try again in a few seconds")
	case c.clockAhead(due, answers):
		return vow.Errorf(vow.CodeTooEarly, "round %d of %s opens at %s: this machine's clock says %s, but every relay's says that this time has not come",
			round, c.chain.Name(), due, now).
			WithHint("set this machine's clock")
	}
	return vow.Errorf(vow.CodeIO, "round %d of %s is due since %s, but no relay has it, so the chain or its relays have stopped: %s",
		round, c.chain.Name(), due, list(answers)).
		WithHint("try again later or with another relay, and check this machine's clock")
}

// tooEarly says when the round opens, and names relays that would be of no use
// then either.
func (c *Client) tooEarly(round uint64, due, now vow.Time, answers []Answer) error {
	e := vow.Errorf(vow.CodeTooEarly, "too early: opens at %s, in %s (round %d of %s)",
		due, wait(due.Go().Sub(now.Go())), round, c.chain.Name())
	var useless []Answer
	for _, a := range answers {
		if a.Kind == Lying || a.Kind == Unknown {
			useless = append(useless, a)
		}
	}
	if len(useless) > 0 {
		e = e.WithHint("these relays will not do then: %s", list(useless))
	}
	return e
}

// fresh reports whether the round is due for so short a time that relays may
// still be about to get it.
func (c *Client) fresh(due, now vow.Time) bool {
	return now.Unix()-due.Unix() < max(2*c.chain.Period, 15)
}

// clockAhead reports whether every relay that knows the chain shows it alive at
// a time before the round is due: its newest beacon, which is verified, belongs
// to the time that its own clock gives.
func (c *Client) clockAhead(due vow.Time, answers []Answer) bool {
	slack := 2*c.chain.Period + 60
	seen := false
	for _, a := range answers {
		if a.Kind != NotYet {
			continue
		}
		s := a.latest
		if s == nil || !s.date.Before(due) || s.date.Unix()-s.latest.Unix() > slack || s.latest.Unix()-s.date.Unix() > slack {
			return false
		}
		seen = true
	}
	return seen
}

func list(answers []Answer) string {
	parts := make([]string, len(answers))
	for i, a := range answers {
		parts[i] = a.String()
	}
	return strings.Join(parts, "; ")
}

// wait writes a duration as a person would: days and hours, or smaller units.
func wait(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return plural(int64(d/(24*time.Hour)), "day")
	case d >= 2*time.Hour:
		return plural(int64(d/time.Hour), "hour")
	case d >= 2*time.Minute:
		return plural(int64(d/time.Minute), "minute")
	}
	return plural(int64(d/time.Second), "second")
}
