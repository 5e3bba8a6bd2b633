package seal

import (
	"errors"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/timelock"
)

// Keys is what may open a lock. Any one that fits is enough.
type Keys struct {
	// Beacons are rounds' signatures. One without a chain hash is taken for
	// whichever of the lock's chains it verifies under.
	Beacons []timelock.Beacon
	// Identities are trustees' age keys, or the release key itself.
	Identities []age.Identity
	// Release is the release key's text, AGE-SECRET-KEY-…, as a release or an
	// opening publishes it.
	Release string
	// Now is the opener's time, if known: for what an error says alone. A true
	// beacon opens whatever it is.
	Now vow.Time
}

// Key returns the release key with this text, AGE-SECRET-KEY-…, if it is the
// lock's.
func (l *Lock) Key(secret string) (*ReleaseKey, error) {
	k, err := parseReleaseKey(secret)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "release key: %w", err)
	}
	if k.recipient != l.Recipient {
		return nil, check(ErrWrongKey, "the release key is that of %s, the lock names %s", short(k.recipient), short(l.Recipient))
	}
	return k, nil
}

// ParseRelease parses a release identity, the text that leaves hold: exactly
// `# vow <head>` LF, the release key, LF. The head must be this lock's and the
// key the one whose public half the lock names.
func (l *Lock) ParseRelease(text []byte) (*ReleaseKey, error) {
	rest, ok := strings.CutPrefix(string(text), "# vow ")
	head, rest, ok2 := strings.Cut(rest, "\n")
	secret, ok3 := strings.CutSuffix(rest, "\n")
	if !ok || !ok2 || !ok3 || strings.Contains(secret, "\n") {
		return nil, check(ErrDishonest, "not a release identity")
	}
	h, err := vow.ParseHash(head)
	if err != nil {
		return nil, check(ErrDishonest, "not a release identity: its head is malformed")
	}
	if h != l.head {
		return nil, check(ErrWrongKey, "the release identity belongs to the lock with head %s, this one has %s", h, l.head)
	}
	return l.Key(secret)
}

// check returns an error of CodeCheck whose chain holds kind.
func check(kind error, format string, args ...any) *vow.Error {
	e := vow.Errorf(vow.CodeCheck, format, args...)
	e.Err = join(kind, e.Err)
	return e
}

// join returns the kind with its cause, if any.
func join(kind, cause error) error {
	if cause == nil {
		return kind
	}
	return errors.Join(kind, cause)
}

// short shortens a recipient for a message; hybrid ones have 1,959 characters.
func short(s string) string {
	if len(s) > 70 {
		return s[:24] + "…" + s[len(s)-12:]
	}
	return s
}

// Unlock recovers the release key with any of the keys. A leaf that cannot be
// opened is passed over if another can.
//
// Without success the error is of one of these kinds: ErrNotYet, ErrWrongKey,
// ErrDamaged (a leaf's bytes are damaged, or were never good), ErrDishonest (a
// leaf opens and does not hold this lock's release identity), ErrThreshold (the
// key opens a share of a branch), or a false or foreign beacon (vow.CodeCheck).
func (l *Lock) Unlock(keys Keys) (*ReleaseKey, error) {
	if keys.Release != "" {
		return l.Key(keys.Release)
	}
	for _, id := range keys.Identities {
		if k := asReleaseKey(id); k != nil && k.recipient == l.Recipient {
			return k, nil
		}
	}
	times, err := l.timeKeys(keys.Beacons)
	if err != nil {
		return nil, err
	}
	var worst error
	for i := range l.Sections {
		k, err := l.unlockSection(&l.Sections[i], times, keys.Identities)
		if err == nil {
			return k, nil
		}
		if rank(err) > rank(worst) {
			worst = err
		}
	}
	if rank(worst) > rank(errNoKey) {
		return nil, worst
	}
	return nil, l.noKeyFits(keys)
}

// UnlockSection opens one section, as Unlock does, whatever the others hold. It
// fails with ErrWrongKey where none of the keys is for this section.
func (l *Lock) UnlockSection(i int, keys Keys) (*ReleaseKey, error) {
	if i < 0 || i >= len(l.Sections) {
		return nil, vow.Errorf(vow.CodeUsage, "the lock has no section %d", i)
	}
	times, err := l.timeKeys(keys.Beacons)
	if err != nil {
		return nil, err
	}
	s := &l.Sections[i]
	k, err := l.unlockSection(s, times, keys.Identities)
	if errors.Is(err, errNoKey) {
		return nil, check(ErrWrongKey, "none of the keys given opens %s", l.TitleOf(*s))
	}
	return k, err
}

// errNoKey says that no key given is for a section.
var errNoKey = errors.New("no key")

// rank orders failures by how much they tell.
func rank(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNoKey):
		return 1
	case errors.Is(err, ErrThreshold):
		return 2
	case errors.Is(err, ErrDamaged):
		return 3
	}
	return 4
}

// unlockSection opens one section.
func (l *Lock) unlockSection(s *Section, times []age.Identity, ids []age.Identity) (*ReleaseKey, error) {
	switch s.Kind {
	case LeafTime:
		ids = times[s.Chain : s.Chain+1]
	case BranchKey:
		return nil, errNoKey // an identity for it would be a joined branch key
	}
	var damaged error
	for _, id := range ids {
		text, err := s.text.open(id)
		var none *age.NoIdentityMatchError
		switch {
		case errors.As(err, &none):
			continue
		case err != nil:
			damaged = check(ErrDamaged, "%s does not open: %w", l.TitleOf(*s), err)
			continue
		case s.Share:
			return nil, check(ErrThreshold, "%s opens and holds a share of branch %s; joining shares comes in a later release", l.TitleOf(*s), branchOf(s.Path))
		}
		k, err := l.ParseRelease(text)
		if err != nil {
			return nil, check(ErrDishonest, "%s opens and does not hold this lock's release identity: %w", l.TitleOf(*s), err)
		}
		return k, nil
	}
	if damaged != nil {
		return nil, damaged
	}
	return nil, errNoKey
}

// branchOf returns the branch a path lies in.
func branchOf(path string) string {
	b, _, _ := strings.Cut(path, ".")
	return b
}

// timeKeys verifies the beacons and returns an identity for each chain.
func (l *Lock) timeKeys(beacons []timelock.Beacon) ([]age.Identity, error) {
	per := make([][]timelock.Beacon, len(l.Chains))
	for _, b := range beacons {
		i, err := l.chainOf(b)
		if err != nil {
			return nil, err
		}
		per[i] = append(per[i], b)
	}
	ids := make([]age.Identity, len(l.Chains))
	for i, c := range l.Chains {
		ids[i] = c.Identity(per[i]...)
	}
	return ids, nil
}

// chainOf returns the index of the chain under which a beacon is true.
func (l *Lock) chainOf(b timelock.Beacon) (int, error) {
	var last error
	for i, c := range l.Chains {
		if !b.Chain.IsZero() && b.Chain != c.Hash {
			continue
		}
		if last = c.Verify(b); last == nil {
			return i, nil
		}
	}
	if last == nil {
		return 0, vow.Errorf(vow.CodeCheck, "the beacon of round %d belongs to chain %s, which the lock does not name", b.Round, b.Chain)
	}
	return 0, last
}

// asReleaseKey returns an age identity as a release key, nil if it cannot be
// one.
func asReleaseKey(id age.Identity) *ReleaseKey {
	switch id := id.(type) {
	case *age.X25519Identity:
		return &ReleaseKey{id.String(), id.Recipient().String(), id}
	case *age.HybridIdentity:
		return &ReleaseKey{id.String(), id.Recipient().String(), id}
	}
	return nil
}
