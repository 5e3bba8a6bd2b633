package office

import (
	"cmp"
	"errors"
	"slices"

	"vow"
	"vow/internal/timelock"
	"vow/seal"
)

// fetcher gets one round's beacon, verified.
type fetcher func(chain timelock.Chain, round uint64) (timelock.Beacon, error)

// withBeacons adds to the keys the beacons that the lock needs: the back-stop's if
// its time has come, else those of its leaves from the earliest on, until one
// opens it alone or a round is not there yet. unfit is why the keys alone do not
// open it.
func withBeacons(lock *seal.Lock, keys seal.Keys, unfit error, fetch fetcher) (seal.Keys, error) {
	var failed error // what tells most
	untried := false
	for _, times := range roundsOf(lock, keys.Now) {
		b, err := fetchOne(lock, times, fetch)
		if err != nil {
			if failed == nil || vow.CodeOf(failed) == vow.CodeTooEarly {
				failed = err
			}
			if vow.CodeOf(err) == vow.CodeTooEarly {
				break // and so are all later ones
			}
			continue
		}
		keys.Beacons, untried = append(keys.Beacons, b), true
		if times[0].Share {
			continue // all that are there are tried together, since each try verifies all
		}
		if _, unfit = lock.Unlock(keys); unfit == nil {
			return keys, nil
		}
		untried = false
	}
	if untried {
		if _, unfit = lock.Unlock(keys); unfit == nil {
			return keys, nil
		}
	}
	switch {
	case failed == nil, hasShares(lock) && vow.CodeOf(failed) == vow.CodeTooEarly:
		return keys, unfit
	case len(keys.Identities)+len(keys.Shares)+len(keys.Beacons) > 0:
		what := "none of the keys given opens the lock, and no beacon does"
		switch {
		case errors.Is(unfit, seal.ErrNotYet):
			what = "what was given is not enough, and the beacon is missing"
		case badShare(lock, keys.Shares):
			what = unfit.Error() + "; and the beacon is missing"
		}
		e := vow.Errorf(vow.CodeOf(failed), "%s: %w", what, failed)
		e.Hint = vow.HintOf(failed)
		return keys, e
	}
	return keys, failed
}

// fetchOne gets a time's beacon of whichever chain gives it.
func fetchOne(lock *seal.Lock, times []seal.Section, fetch fetcher) (b timelock.Beacon, err error) {
	var first error
	for _, s := range times {
		if b, err = fetch(lock.Chains[s.Chain], s.Round); err == nil {
			return b, nil
		}
		if first == nil || vow.CodeOf(first) == vow.CodeTooEarly {
			first = err
		}
	}
	return b, first
}

// roundsOf returns the time leaves whose rounds may open a lock, one for each
// chain, by their times: a back-stop that is due first.
func roundsOf(lock *seal.Lock, now vow.Time) [][]seal.Section {
	var all [][]seal.Section
	for _, s := range lock.Sections {
		if s.Kind != seal.LeafTime {
			continue
		}
		switch {
		case slices.ContainsFunc(all, func(t []seal.Section) bool { return hasRound(t, s) }):
		case s.Chain > 0: // stands behind its twin of the first chain
			all[len(all)-1] = append(all[len(all)-1], s)
		default:
			all = append(all, []seal.Section{s})
		}
	}
	rank := func(t []seal.Section) int {
		if t[0].Path == seal.BackstopPath && !now.IsZero() && !now.Before(t[0].Opens) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b []seal.Section) int {
		return cmp.Or(rank(a)-rank(b), a[0].Opens.Compare(b[0].Opens))
	})
	return all
}

func hasRound(sections []seal.Section, s seal.Section) bool {
	return slices.ContainsFunc(sections, func(t seal.Section) bool { return t.Chain == s.Chain && t.Round == s.Round })
}

// hasShares reports whether shares open the lock.
func hasShares(lock *seal.Lock) bool {
	return slices.ContainsFunc(lock.Sections, func(s seal.Section) bool { return s.Share })
}

// badShare reports whether a share is not one of the lock's. The others may do
// without it, with a beacon.
func badShare(lock *seal.Lock, shares []seal.Share) bool {
	return slices.ContainsFunc(shares, func(s seal.Share) bool { return lock.CheckShare(s) != nil })
}
