package office

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/seal"
)

// heldLeaves are what a trustee's leaves of a lock hold, opened and checked.
type heldLeaves struct {
	trustee seal.Trustee
	shares  []seal.Share
	whole   *seal.ReleaseKey // of a leaf that is a branch of its own, or nil
}

// openLeaves opens every leaf of a trustee and checks what it holds: each share
// against its commitment and this lock's head, each release identity against the
// recipient that the lock names.
//
// Errors: CodeCheck where a leaf does not open with these keys or does not hold
// what it must.
func openLeaves(lock *seal.Lock, t seal.Trustee, ids []age.Identity) (*heldLeaves, error) {
	keys := seal.Keys{Identities: ids}
	held := &heldLeaves{trustee: t}
	for _, i := range lock.SharesOf(t.Handle) {
		var err error
		if lock.Sections[i].Share {
			var s seal.Share
			if s, err = lock.OpenShare(i, keys); err == nil {
				held.shares = append(held.shares, s)
			}
		} else {
			held.whole, err = lock.UnlockSection(i, keys)
		}
		if notFor(err) {
			return nil, wrongKey(t, ids, err)
		}
		if err != nil {
			return nil, err
		}
	}
	if held.whole == nil && len(held.shares) == 0 {
		return nil, vow.Errorf(vow.CodeCheck, "the lock has no leaf of the trustee %s", t.Handle)
	}
	return held, nil
}

// wrongKey says whose key is needed.
func wrongKey(t seal.Trustee, ids []age.Identity, err error) error {
	own := slices.Sorted(maps.Keys(recipientsOf(ids)))
	if len(own) == 0 {
		return vow.Errorf(vow.CodeCheck, "the key given opens no leaf of the trustee %s: %w", t.Handle, err)
	}
	return vow.Errorf(vow.CodeCheck, "the key given with -i is that of %s, which is not in the lock for the trustee %s: the lock names %s: %w",
		strings.Join(own, ", "), t.Handle, t.Recipient, err)
}

// holder returns the trustee of the lock whose leaves the keys open.
//
// Errors: CodeCheck where they open none, or those of two.
func holder(lock *seal.Lock, ids []age.Identity) (seal.Trustee, error) {
	var found []seal.Trustee
	own := recipientsOf(ids)
	for _, t := range lock.Trustees {
		if own[t.Recipient] || len(own) < len(ids) && opensOne(lock, t, ids) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		names := make([]string, len(lock.Trustees))
		for i, t := range lock.Trustees {
			names[i] = t.Handle + " (" + t.Recipient + ")"
		}
		return seal.Trustee{}, vow.Errorf(vow.CodeCheck, "the key given with -i opens no leaf of this lock").
			WithHint("the lock's trustees: %s", strings.Join(names, ", "))
	}
	return seal.Trustee{}, vow.Errorf(vow.CodeUsage, "the keys given are those of the trustees %s and %s: one trustee at a time", found[0].Handle, found[1].Handle)
}

// opensOne reports whether a key opens one of the trustee's leaves, whatever is in
// it.
func opensOne(lock *seal.Lock, t seal.Trustee, ids []age.Identity) bool {
	keys := seal.Keys{Identities: ids}
	for _, i := range lock.SharesOf(t.Handle) {
		var err error
		if lock.Sections[i].Share {
			_, err = lock.OpenShare(i, keys)
		} else {
			_, err = lock.UnlockSection(i, keys)
		}
		if !notFor(err) {
			return true
		}
	}
	return false
}

// notFor reports whether a section did not open because no key is for it. One that
// opens and holds what belongs to another lock is dishonest, and that is worse.
func notFor(err error) bool {
	return errors.Is(err, seal.ErrWrongKey) && !errors.Is(err, seal.ErrDishonest)
}
