package verifier

import (
	"maps"

	"vow/internal/beacon"
	"vow/internal/timelock"
)

// PublicRelays are the relays of the built-in chain, by its hash, as every page of
// the verifier names them.
func PublicRelays() map[string][]string {
	return map[string][]string{timelock.Quicknet().Hash.String(): beacon.DefaultRelays}
}

// withPublic adds the public relays to others.
func withPublic(relays map[string][]string) map[string][]string {
	all := PublicRelays()
	maps.Copy(all, relays)
	return all
}
