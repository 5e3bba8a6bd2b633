package office

import (
	"context"
	"slices"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// clockSlack is how far this machine's clock may be from the relays', in seconds.
const clockSlack = 60

// chain looks at one chain: its facts, its relays, whether it goes on, and what
// its beacons say of this machine's clock.
func (d *doctor) chain(ctx context.Context, c timelock.Chain) {
	name := chainName(c)
	if err := c.Check(); err != nil {
		d.say(DoctorChain, DoctorWrong, name, "%v", err)
		return
	}
	d.say(DoctorChain, DoctorOK, name, "its facts hash to %s", c.Hash)
	relays := d.relaysOf(c)
	if len(relays) == 0 {
		d.chains[c.Hash] = DoctorWrong
		d.say(DoctorAlive, DoctorWrong, name, "no relay is known for it: name one under relays in vow.toml")
		return
	}
	client, err := beacon.New(c, relays, d.home.Env.HTTP, d.home.Env.Log)
	if err != nil {
		d.chains[c.Hash] = DoctorWrong
		d.say(DoctorAlive, DoctorWrong, name, "%v", err)
		return
	}
	health := client.Health(ctx, d.now)
	d.asked += len(health)
	ahead := d.beaconClock(c, health)
	var newest uint64
	served, well, reached := 0, 0, 0
	for i := range health {
		h := &health[i]
		if h.Kind == beacon.Stale && ahead && h.Date.Unix()-c.TimeOf(h.Current).Unix() <= beacon.Slack(c) {
			h.Kind, h.Err = beacon.Valid, nil // new by its own clock, and ours is wrong
		}
		newest = max(newest, h.Current)
		switch h.Kind {
		case beacon.Dead:
		case beacon.Unknown:
			reached++
		case beacon.Valid:
			well++
			fallthrough
		default:
			reached++
			served++
		}
	}
	d.answered += reached
	for _, h := range health {
		d.relay(c, h, reached > 0, served > 0)
	}
	d.alive(c, health, newest, served, well, reached)
}

// relay says how one relay stands. One that does not serve this chain may be
// there for another one; where none was reached it is the network more likely.
func (d *doctor) relay(c timelock.Chain, h beacon.Health, reached, served bool) {
	state := DoctorWrong
	switch {
	case h.Kind == beacon.Valid:
		d.say(DoctorRelay, DoctorOK, h.Relay, "well: %s, round %d", chainName(c), h.Current)
		return
	case h.Kind == beacon.Unknown && served:
		state = DoctorNote
	case h.Kind == beacon.Dead && !reached:
		state = DoctorUnknown
	}
	d.say(DoctorRelay, state, h.Relay, "%s for %s: %v", h.Kind, chainName(c), h.Err)
}

// alive says whether the chain goes on.
func (d *doctor) alive(c timelock.Chain, health []beacon.Health, newest uint64, served, well, reached int) {
	name, state := chainName(c), DoctorWrong
	switch {
	case well > 0:
		state = DoctorOK
		d.say(DoctorAlive, state, name, "it goes on: round %d, %d of %d relays are well", newest, well, len(health))
	case reached == 0:
		state = DoctorUnknown
		d.say(DoctorAlive, state, name, "none of %d relays could be reached", len(health))
	case newest > 0 && slices.ContainsFunc(health, func(h beacon.Health) bool { return h.Kind == beacon.Stale }):
		d.say(DoctorAlive, state, name, "it stands still: no relay has a beacon after round %d, which was due at %s, %s ago. "+
			"If it does not go on, its later rounds never come: seal again while trustees can still act", newest, c.TimeOf(newest), ago(c.TimeOf(newest), d.now))
	case newest > 0:
		d.say(DoctorAlive, state, name, "no relay of it is well")
	case served == 0:
		d.say(DoctorAlive, state, name, "no relay that answers serves it: it has ended, or these are not its relays")
	default:
		d.say(DoctorAlive, state, name, "no relay gave a true beacon of it")
	}
	d.chains[c.Hash] = state
}

// beaconClock compares this machine's clock with the chain's newest beacons, which
// none can make before their time, and with the relays' own clocks. It reports
// whether every relay that knows shows that this clock is ahead.
func (d *doctor) beaconClock(c timelock.Chain, health []beacon.Health) (ahead bool) {
	var newest, latestDate vow.Time
	known, before := 0, 0
	for _, h := range health {
		if h.Current == 0 {
			continue
		}
		known++
		at := c.TimeOf(h.Current)
		if at.After(newest) {
			newest = at
		}
		if h.Date.After(latestDate) {
			latestDate = h.Date
		}
		apart := h.Date.Unix() - at.Unix()
		if !h.Date.IsZero() && d.now.Unix()-h.Date.Unix() > clockSlack && apart >= -clockSlack && apart <= beacon.Slack(c)+clockSlack {
			before++
		}
	}
	name := chainName(c)
	switch {
	case known == 0:
		d.say(DoctorClock, DoctorUnknown, name, "no relay gave a beacon to compare this machine's clock with")
	case newest.Unix()-d.now.Unix() > clockSlack:
		d.say(DoctorClock, DoctorWrong, name, "this machine's clock says %s, and a beacon of %s exists already: set the clock", d.now, newest)
	case before == known:
		d.say(DoctorClock, DoctorWrong, name, "this machine's clock says %s, and every relay's at most %s, with a beacon of %s: set the clock", d.now, latestDate, newest)
		return true
	default:
		d.say(DoctorClock, DoctorOK, name, "the chain's newest beacon is of %s", newest)
	}
	return false
}

// chainName names a chain in one word.
func chainName(c timelock.Chain) string {
	if !c.Local() {
		return c.BeaconID
	}
	return c.BeaconID + " " + c.Hash.String()[:8]
}
