package beacon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"vow"
	"vow/internal/timelock"
)

// Info asks the relays for the chain's description and returns it if it is the
// pinned one in every fact. Errors: CodeIO if no relay answered, CodeCheck if
// none of those that did serves this chain.
func (c *Client) Info(ctx context.Context) (timelock.Chain, error) {
	hash := c.chain.Hash.String()
	found, failed := c.race(ctx, func(ctx context.Context, relay string) Answer {
		out := Answer{Relay: relay}
		a, err := c.get(ctx, relay, hash, "info")
		switch {
		case err != nil:
			out.Kind, out.Err = silent(err), err
		case a.status == http.StatusNotFound:
			out.Kind, out.Err = Unknown, fmt.Errorf("does not serve chain %s", hash[:8])
		case a.status != http.StatusOK:
			out.Kind, out.Err = Dead, fmt.Errorf("answered with status %d", a.status)
		default:
			chain, err := timelock.ParseInfo(a.body)
			if err == nil && !chain.Equal(c.chain) {
				err = fmt.Errorf("serves chain %s in place of %s", chain.Hash.String()[:8], hash[:8])
			}
			out.Kind, out.Err = Valid, err
			if err != nil {
				out.Kind = Lying
			}
		}
		return out
	})
	if found != nil {
		return c.chain, nil
	}
	for _, a := range failed {
		if a.Kind == Dead {
			return timelock.Chain{}, vow.Errorf(vow.CodeIO, "the description of %s could not be fetched: %s", c.chain.Name(), list(failed))
		}
	}
	return timelock.Chain{}, vow.Errorf(vow.CodeCheck, "unknown chain: no relay serves %s: %s", c.chain.Hash, list(failed))
}

// FetchInfo asks a relay for the chain that it serves by default, or for the
// given one if hash is not zero. The answer is whole in itself, but who made the
// chain is for the reader to know. Errors are CodeUsage, CodeIO and CodeCheck.
func FetchInfo(ctx context.Context, hc *http.Client, relay string, hash vow.Hash) (timelock.Chain, error) {
	relay, err := ParseRelay(relay)
	if err != nil {
		return timelock.Chain{}, err
	}
	c := &Client{http: newHTTP(hc)}
	path := []string{"info"}
	if !hash.IsZero() {
		path = []string{hash.String(), "info"}
	}
	ctx, cancel := context.WithTimeout(ctx, DefaultTimeout)
	defer cancel()
	a, err := c.get(ctx, relay, path...)
	if err != nil {
		code := vow.CodeIO
		if silent(err) == Lying {
			code = vow.CodeCheck
		}
		return timelock.Chain{}, vow.Errorf(code, "relay %s: %w", relay, err)
	}
	if a.status == http.StatusNotFound {
		return timelock.Chain{}, vow.Errorf(vow.CodeCheck, "relay %s: unknown chain", relay)
	}
	if a.status != http.StatusOK {
		return timelock.Chain{}, vow.Errorf(vow.CodeIO, "relay %s: answered with status %d", relay, a.status)
	}
	chain, err := timelock.ParseInfo(a.body)
	if err != nil {
		return timelock.Chain{}, vow.Errorf(vow.CodeCheck, "relay %s: %w", relay, err)
	}
	if !hash.IsZero() && chain.Hash != hash {
		return timelock.Chain{}, vow.Errorf(vow.CodeCheck, "relay %s: serves chain %s in place of %s", relay, chain.Hash, hash)
	}
	return chain, nil
}

// Health is how one relay stands.
type Health struct {
	Relay    string
	Kind     Kind     // Valid if it is well
	Current  uint64   // the round of its newest beacon, verified; 0 if it gave none
	Expected uint64   // the round that is due by the reader's clock
	Date     vow.Time // its own clock, unverified; zero if it did not say
	Err      error    // nil if it is well
}

// Health asks every relay, all at once, how it stands: that it describes the
// chain as it is pinned, has a verified beacon at most a few rounds old, and says
// nothing bad of itself. now is the reader's time. The order is that of the relays.
func (c *Client) Health(ctx context.Context, now vow.Time) []Health {
	out := make([]Health, len(c.relays))
	done := make(chan struct{}, len(c.relays))
	for i, relay := range c.relays {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, c.Timeout)
			defer cancel()
			out[i] = c.health(ctx, relay, now)
			done <- struct{}{}
		}()
	}
	for range c.relays {
		<-done
	}
	return out
}

func (c *Client) health(ctx context.Context, relay string, now vow.Time) Health {
	h := Health{Relay: relay, Kind: Valid, Expected: c.chain.CurrentRound(now)}
	fail := func(kind Kind, err error) Health {
		h.Kind, h.Err = kind, err
		return h
	}
	hash := c.chain.Hash.String()
	a, err := c.get(ctx, relay, hash, "public", "latest")
	if err != nil {
		return fail(silent(err), err)
	}
	if !a.date.IsZero() {
		h.Date = vow.At(a.date)
	}
	if a.status != http.StatusOK {
		kind := Dead
		if a.status == http.StatusNotFound {
			kind = Unknown
		}
		return fail(kind, fmt.Errorf("answered with status %d", a.status))
	}
	b, err := parseRelayBeacon(c.chain.Hash, a.body)
	if err == nil {
		err = c.chain.Verify(b)
	}
	if err != nil {
		return fail(Lying, err)
	}
	h.Current = b.Round
	if a, err := c.get(ctx, relay, hash, "info"); err == nil && a.status == http.StatusOK {
		if chain, err := timelock.ParseInfo(a.body); err != nil || !chain.Equal(c.chain) {
			return fail(Lying, fmt.Errorf("describes chain %s falsely", hash[:8]))
		}
	}
	if late := now.Unix() - c.chain.TimeOf(b.Round).Unix(); late > Slack(c.chain) {
		return fail(Stale, fmt.Errorf("its newest beacon, round %d, is %d seconds old", b.Round, late))
	}
	if a, err = c.get(ctx, relay, hash, "health"); err == nil && a.status == http.StatusServiceUnavailable {
		return fail(Unwell, fmt.Errorf("says of itself that it is unwell%s", says(a.body)))
	}
	return h
}

// Slack is for how many seconds after its time a round may be missing at a relay
// that is well.
func Slack(c timelock.Chain) int64 { return 3*c.Period + 30 }

// says reads the numbers of a health answer, for a message only.
func says(body []byte) string {
	var v struct{ Current, Expected uint64 }
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	return fmt.Sprintf(": round %d, expected %d", v.Current, v.Expected)
}

func plural(n int64, unit string) string {
	s := strconv.FormatInt(n, 10) + " " + unit
	if n != 1 {
		s += "s"
	}
	return s
}
