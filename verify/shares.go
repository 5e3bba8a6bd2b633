package verify

import (
	"errors"
	"fmt"
	"slices"

	"vow"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/seal"
)

// falseShares counts the shares on the record that are not those that the lock
// commits to, and says of the first who is to blame. It is a trustee alone only
// who had confirmed to hold the true one and signed the false one: the office can
// record whatever it likes in a trustee's name.
func falseShares(lock *seal.Lock, s *record.Seal) (first fault, n int) {
	for _, x := range s.Shares {
		err := lock.CheckShare(shareOf(x))
		owner, isLeaf := ownerOf(lock, x.Body.Path)
		if err == nil && owner == x.Body.Handle {
			continue
		}
		if n++; n > 1 {
			continue
		}
		first.where = fmt.Sprintf("entry %d", x.Index)
		switch {
		case !isLeaf:
			first.say = fmt.Sprintf("no trustee's leaf %s of the lock holds a share: charged to the office", x.Body.Path)
		case owner != x.Body.Handle:
			first.say = fmt.Sprintf("the leaf %s is not of the trustee %s, but of %s: charged to the office", x.Body.Path, x.Body.Handle, owner)
		default:
			first.say = fmt.Sprintf("%v: charged to %s", err, blame(lock, s, x))
		}
	}
	return first, n
}

// shareOf returns what an entry says as the lock's own share.
func shareOf(x record.Share) seal.Share {
	return seal.Share{Head: x.Body.Head, Path: x.Body.Path, Value: x.Body.Share}
}

// ownerOf returns whose leaf of the lock holds the share of a path.
func ownerOf(lock *seal.Lock, path string) (handle string, ok bool) {
	for _, s := range lock.Sections {
		if s.Kind == seal.LeafTrustee && s.Share && s.Path == path {
			return s.Trustee, true
		}
	}
	return "", false
}

// blame says who stands behind a false share.
func blame(lock *seal.Lock, s *record.Seal, x record.Share) string {
	handle := x.Body.Handle
	signed := !x.By.IsZero() && isTrustee(lock, handle, x.By)
	confirmed := false
	for _, t := range lock.Trustees {
		if t.Handle == handle {
			_, confirmed = s.ConfirmedBy(handle, t.Key)
		}
	}
	switch {
	case confirmed && signed:
		return fmt.Sprintf("the trustee %s, who signed it and had confirmed to hold another", handle)
	case confirmed:
		return fmt.Sprintf("office or trustee %s: the trustee confirmed to hold another, and did not sign this one", handle)
	}
	return fmt.Sprintf("office or trustee %s: the trustee never confirmed to hold the one that the lock commits to", handle)
}

// timeShares opens every time leaf that holds a share and of which the beacon is
// at hand. An error says that one does not hold what the lock commits to.
func timeShares(lock *seal.Lock, beacons []timelock.Beacon) ([]seal.Share, error) {
	var out []seal.Share
	var lie error
	for i, s := range lock.Sections {
		if s.Kind != seal.LeafTime || !s.Share || !slices.ContainsFunc(beacons, func(b timelock.Beacon) bool {
			return b.Chain == lock.Chains[s.Chain].Hash && b.Round == s.Round
		}) {
			continue
		}
		share, err := lock.OpenShare(i, seal.Keys{Beacons: beacons})
		if err != nil {
			lie = err
			continue
		}
		out = append(out, share)
	}
	return out, lie
}

// sharesOpen joins what trustees made public and what the beacons at hand open.
// It returns the key and when the share that completes it was witnessed, zero if
// it was not, or nil where the shares do not satisfy the policy. An error says
// that a leaf or a branch is not sealed as it must be.
func (v *verifier) sharesOpen(lock *seal.Lock, s *record.Seal, beacons []timelock.Beacon) (*seal.ReleaseKey, vow.Time, error) {
	shares, lie := timeShares(lock, beacons)
	var at vow.Time
	try := func() *seal.ReleaseKey {
		key, err := lock.Unlock(seal.Keys{Shares: shares})
		if errors.Is(err, seal.ErrDishonest) {
			lie = err
		}
		return key
	}
	if key := try(); key != nil || lie != nil {
		return key, at, lie
	}
	for _, x := range s.Shares {
		if lock.CheckShare(shareOf(x)) != nil {
			continue // falseShares names it
		}
		shares = append(shares, shareOf(x))
		if key := try(); key != nil || lie != nil {
			at, _ = v.times.existedBy(x.Index)
			return key, at, lie
		}
	}
	return nil, at, nil
}
