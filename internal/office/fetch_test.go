package office

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// askedHosts is a network on which nobody answers; it notes who was asked.
type askedHosts struct {
	mu    sync.Mutex
	hosts map[string]bool
}

func (a *askedHosts) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hosts[r.URL.Scheme+"://"+r.URL.Host] = true
	return nil, errors.New("nobody answers")
}

// A home without relays of its own uses quicknet's built-in ones; a chain that
// is not built in has none, and the error says what to name.
func TestFetchBeaconWithoutRelays(t *testing.T) {
	quicknet := timelock.Quicknet()
	local, err := beacon.NewLocal(beacon.LocalConfig{Seed: []byte("a chain without relays"), Genesis: vow.Unix(1_700_000_000), Period: 3, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	const round = 1000
	for name, c := range map[string]struct {
		chain  timelock.Chain
		relays []string
		after  int64 // seconds from the round's time to now
		asked  []string
		code   vow.Code
		say    string
	}{
		"quicknet":            {quicknet, nil, 3600, beacon.DefaultRelays, vow.CodeIO, "could not be fetched"},
		"quicknet, too early": {quicknet, nil, -3600, beacon.DefaultRelays, vow.CodeTooEarly, "opens at"},
		"quicknet, own relay": {quicknet, []string{"http://relay.example"}, 3600, []string{"http://relay.example"}, vow.CodeIO, "relay.example"},
		"local":               {local.Chain(), nil, 3600, nil, vow.CodeUsage, "no relay is known"},
		"local, too early":    {local.Chain(), nil, -3600, nil, vow.CodeTooEarly, "opens at"},
	} {
		t.Run(name, func(t *testing.T) {
			net := &askedHosts{hosts: map[string]bool{}}
			now := c.chain.TimeOf(round).Go().Add(time.Duration(c.after) * time.Second)
			env := Env{Now: func() time.Time { return now }, HTTP: &http.Client{Transport: net}}
			_, err := FetchBeacon(t.Context(), env, c.chain, round, c.relays)
			if vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.say) {
				t.Errorf("%s: %v", vow.CodeOf(err), err)
			}
			if c.code == vow.CodeUsage && !strings.Contains(vow.HintOf(err), "--relay") {
				t.Errorf("hint %q", vow.HintOf(err))
			}
			if len(net.hosts) != len(c.asked) {
				t.Errorf("asked %v, want %v", net.hosts, c.asked)
			}
			for _, h := range c.asked {
				if !net.hosts[h] {
					t.Errorf("%s was not asked", h)
				}
			}
		})
	}
}
