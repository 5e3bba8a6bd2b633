package beacon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"vow"
	"vow/internal/timelock"
)

// How long relays may take, unless the Client's fields say otherwise.
const (
	DefaultTimeout = 10 * time.Second
	DefaultStagger = 300 * time.Millisecond
	// EarlyTimeout bounds the whole fetch of a round that is not due by the
	// reader's clock: relays are then only asked in case that clock is wrong.
	EarlyTimeout = 3 * time.Second
)

// Kind says what a relay did with a question.
type Kind string

// What a relay can do.
const (
	Valid   Kind = "valid"         // it gave the true beacon
	NotYet  Kind = "not yet"       // it knows the chain, and has no such round
	Dead    Kind = "unreachable"   // no answer, or one that says that it cannot answer
	Lying   Kind = "invalid"       // an answer that is not the true beacon of the round
	Unknown Kind = "unknown chain" // it does not serve the chain
	Stale   Kind = "stale"         // its newest beacon is old (Health)
	Unwell  Kind = "unwell"        // it says so of itself (Health)
)

// Answer is what one relay said.
type Answer struct {
	Relay string
	Kind  Kind
	Err   error // why it was passed over; nil if Valid

	beacon timelock.Beacon
	latest *sighting // with NotYet, for a round that should exist
}

// String names the relay and says why it was passed over.
func (a Answer) String() string {
	if a.Err == nil {
		return a.Relay + ": " + string(a.Kind)
	}
	return a.Relay + ": " + a.Err.Error()
}

// sighting is how new the chain looks from a relay.
type sighting struct {
	latest vow.Time // time of its newest beacon, verified
	date   vow.Time // its own clock, unverified
}

// Result is a fetched beacon, verified, and how it came.
type Result struct {
	Beacon timelock.Beacon
	Relay  string   // who gave it
	Passed []Answer // relays that failed before that
}

// Client asks relays for the beacons of one chain. It is safe for concurrent
// use once its fields are set.
type Client struct {
	Timeout time.Duration // for each relay
	Stagger time.Duration // after which the next relay is asked too

	chain  timelock.Chain
	relays []string
	http   *http.Client
	log    *slog.Logger
}

// New returns a client for the chain over the relays, asked in their order.
// Of hc, which may be nil, only the transport is used; log may be nil. Errors:
// CodeCheck for a chain that is not whole, CodeUsage for the relays.
func New(chain timelock.Chain, relays []string, hc *http.Client, log *slog.Logger) (*Client, error) {
	if err := chain.Check(); err != nil {
		return nil, err
	}
	if len(relays) == 0 || len(relays) > MaxRelays {
		return nil, vow.Errorf(vow.CodeUsage, "%d relays for %s, 1 to %d expected", len(relays), chain.Name(), MaxRelays).
			WithHint("name a relay, or give the beacon's signature itself as ROUND:HEX")
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c := &Client{Timeout: DefaultTimeout, Stagger: DefaultStagger, chain: chain, http: newHTTP(hc), log: log}
	for _, r := range relays {
		r, err := ParseRelay(r)
		if err != nil {
			return nil, err
		}
		c.relays = append(c.relays, r)
	}
	return c, nil
}

// Chain returns the client's chain.
func (c *Client) Chain() timelock.Chain { return c.chain }

// Relays returns the relays' addresses in the order asked.
func (c *Client) Relays() []string { return append([]string(nil), c.relays...) }

// Fetch returns the beacon of a round, verified. now is the reader's time; see
// FetchResult.
func (c *Client) Fetch(ctx context.Context, round uint64, now vow.Time) (timelock.Beacon, error) {
	r, err := c.FetchResult(ctx, round, now)
	return r.Beacon, err
}

// FetchResult asks the relays for the beacon of a round: the first at once, the
// next whenever one fails or Stagger has passed. The first valid answer wins,
// whatever the clock says. Errors:
//
//   - CodeTooEarly: the round is not due by now, or it is due but every relay,
//     with a living chain, says that it is not (this machine's clock is ahead);
//   - CodeIO: it is due, and a relay could not be asked, or the chain has stopped;
//   - CodeCheck: every relay answered, and some gave an untrue beacon; or none
//     serves the chain.
func (c *Client) FetchResult(ctx context.Context, round uint64, now vow.Time) (Result, error) {
	if err := c.chain.CheckRound(round); err != nil {
		return Result{}, err
	}
	limit := c.Timeout + time.Duration(len(c.relays))*c.Stagger
	if now.Before(c.chain.TimeOf(round)) {
		limit = min(limit, EarlyTimeout)
	}
	inner, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	found, failed := c.race(inner, func(ctx context.Context, relay string) Answer {
		return c.ask(ctx, relay, round, now)
	})
	if err := ctx.Err(); err != nil && found == nil {
		return Result{Passed: failed}, vow.Errorf(vow.CodeIO, "fetching the beacon of round %d was interrupted: %w", round, err)
	}
	c.logPassed(ctx, failed, round, found != nil, now.Before(c.chain.TimeOf(round)))
	if found == nil {
		return Result{Passed: failed}, c.decide(round, now, failed)
	}
	c.log.Debug("beacon fetched", "relay", found.Relay, "round", round)
	return Result{Beacon: found.beacon, Relay: found.Relay, Passed: failed}, nil
}

// logPassed logs the relays that gave no beacon. Where none gave one because the
// round has not come, that is worth no warning, nor is that one was not reached
// meanwhile; what is untrue always is.
func (c *Client) logPassed(ctx context.Context, failed []Answer, round uint64, found, early bool) {
	for _, a := range failed {
		level := slog.LevelWarn
		if !found && (a.Kind == NotYet || a.Kind == Dead && early) {
			level = slog.LevelInfo
		}
		c.log.Log(ctx, level, "relay passed over", "relay", a.Relay, "kind", string(a.Kind), "why", fmt.Sprint(a.Err), "round", round)
	}
}

// race asks relays in their order, staggered, until one answer is Valid or all
// have answered. Failed answers come back in the relays' order.
func (c *Client) race(ctx context.Context, ask func(context.Context, string) Answer) (*Answer, []Answer) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type numbered struct {
		i int
		Answer
	}
	answers := make(chan numbered, len(c.relays))
	asked, open := 0, 0
	start := func() {
		i := asked
		asked, open = asked+1, open+1
		go func() {
			ctx, cancel := context.WithTimeout(ctx, c.Timeout)
			defer cancel()
			answers <- numbered{i, ask(ctx, c.relays[i])}
		}()
	}
	var found *Answer
	failed := make([]*Answer, len(c.relays))
	for found == nil && (asked < len(c.relays) || open > 0) {
		if open == 0 {
			start()
		}
		var tick <-chan time.Time
		if asked < len(c.relays) {
			tick = time.After(c.Stagger)
		}
		select {
		case a := <-answers:
			open--
			if a.Kind == Valid {
				found = &a.Answer
				break
			}
			failed[a.i] = &a.Answer
			if asked < len(c.relays) { // a failure starts the next at once
				start()
			}
		case <-tick:
			start()
		}
	}
	var out []Answer
	for _, a := range failed {
		if a != nil {
			out = append(out, *a)
		}
	}
	return found, out
}

// ask asks one relay for a round.
func (c *Client) ask(ctx context.Context, relay string, round uint64, now vow.Time) Answer {
	out := Answer{Relay: relay}
	hash := c.chain.Hash.String()
	a, err := c.get(ctx, relay, hash, "public", strconv.FormatUint(round, 10))
	switch {
	case err != nil:
		out.Kind, out.Err = silent(err), err
	case a.status == http.StatusOK:
		out.beacon, out.Err = c.check(round, a.body)
		out.Kind = Valid
		if out.Err != nil {
			out.Kind = Lying
		}
	case a.status == http.StatusNotFound || a.status == http.StatusTooEarly:
		c.askWhy(ctx, &out, round, now)
	default:
		out.Kind, out.Err = Dead, fmt.Errorf("answered with status %d", a.status)
	}
	return out
}

// silent says what kind a relay is that did not give a page: one that sends
// without end did answer.
func silent(err error) Kind {
	if errors.Is(err, errTooLarge) {
		return Lying
	}
	return Dead
}

// check parses and verifies an answer with status 200.
func (c *Client) check(round uint64, body []byte) (timelock.Beacon, error) {
	b, err := parseRelayBeacon(c.chain.Hash, body)
	if err != nil {
		return timelock.Beacon{}, err
	}
	if b.Round != round {
		return timelock.Beacon{}, fmt.Errorf("gave round %d when asked for %d", b.Round, round)
	}
	if err := c.chain.Verify(b); err != nil {
		return timelock.Beacon{}, err
	}
	return b, nil
}

// askWhy follows up on 404, with which relays say both "not yet" and "no such
// chain", and looks how new the chain is there if the round should exist.
func (c *Client) askWhy(ctx context.Context, out *Answer, round uint64, now vow.Time) {
	hash := c.chain.Hash.String()
	a, err := c.get(ctx, out.Relay, hash, "info")
	if err != nil {
		out.Kind, out.Err = silent(err), err
		return
	}
	if a.status != http.StatusOK {
		out.Kind, out.Err = Unknown, fmt.Errorf("does not serve chain %s (status %d)", hash[:8], a.status)
		return
	}
	chain, err := timelock.ParseInfo(a.body)
	if err != nil {
		out.Kind, out.Err = Lying, fmt.Errorf("describes chain %s falsely: %w", hash[:8], err)
		return
	}
	if !chain.Equal(c.chain) {
		out.Kind, out.Err = Unknown, fmt.Errorf("serves chain %s in place of %s", chain.Hash.String()[:8], hash[:8])
		return
	}
	out.Kind, out.Err = NotYet, fmt.Errorf("does not have round %d", round)
	if now.Before(c.chain.TimeOf(round)) {
		return
	}
	a, err = c.get(ctx, out.Relay, hash, "public", "latest")
	if err != nil || a.status != http.StatusOK {
		return
	}
	b, err := parseRelayBeacon(c.chain.Hash, a.body)
	if err == nil && c.chain.Verify(b) == nil && !a.date.IsZero() {
		out.latest = &sighting{latest: c.chain.TimeOf(b.Round), date: vow.At(a.date)}
	}
}
