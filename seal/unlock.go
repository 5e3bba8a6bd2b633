package seal

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/timelock"
)

// Keys is what may open a lock: any that fit and satisfy the policy together.
type Keys struct {
	// Beacons are rounds' signatures. One without a chain hash is taken for
	// whichever of the lock's chains it verifies under.
	Beacons []timelock.Beacon
	// Identities are trustees' age keys, or the release key itself.
	Identities []age.Identity
	// Shares are what trustees released. One that is not true is passed over.
	Shares []Share
	// Confirmed are the trustees known to have confirmed this lock: for whom a
	// false share is charged to, in what an error says.
	Confirmed []string
	// Release is the release key's text, AGE-SECRET-KEY-…, as a release or an
	// opening publishes it.
	Release string
	// Now is the opener's time, if known: for what an error says alone. A true
	// beacon opens whatever it is.
	Now vow.Time
}

// only returns the keys without the beacons that a section is not locked to:
// whoever opens all sections one by one must not verify every beacon for each.
func (k Keys) only(s Section) Keys {
	var own []timelock.Beacon
	for _, b := range k.Beacons {
		if s.Kind == LeafTime && b.Round == s.Round {
			own = append(own, b)
		}
	}
	k.Beacons = own
	return k
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

// Unlock recovers the release key with any of the keys, opening no more leaves
// than it needs. A leaf that cannot be opened is passed over if others do.
//
// Without success the error is of one of these kinds: ErrNotYet, ErrWrongKey,
// ErrFalseShare, ErrDamaged (a leaf's bytes are damaged, or were never good),
// ErrDishonest (what opens does not hold what it must), or a false or foreign
// beacon (vow.CodeCheck).
func (l *Lock) Unlock(keys Keys) (*ReleaseKey, error) {
	if keys.Release != "" {
		return l.Key(keys.Release)
	}
	for _, id := range keys.Identities {
		if k := asReleaseKey(id); k != nil && k.recipient == l.Recipient {
			return k, nil
		}
	}
	r, err := l.ring(keys)
	if err != nil {
		return nil, err
	}
	for i := range l.Sections {
		if s := &l.Sections[i]; s.Kind != BranchKey && !s.Share {
			k, err := r.release(s)
			if err == nil {
				return k, nil
			}
			r.fault(err)
		}
	}
	for _, b := range l.Policy.Branches() {
		if !b.Node.IsLeaf() {
			k, err := r.joinBranch(b)
			if err == nil {
				return k, nil
			}
			r.fault(err)
		}
	}
	if errors.Is(r.worst, ErrFalseShare) || errors.Is(r.worst, ErrWrongKey) { // of a share
		return nil, vow.Errorf(vow.CodeCheck, "%w", r.worst).WithHint("without it, %s", r.stillMissing())
	}
	if rank(r.worst) > rank(errNoKey) {
		return nil, r.worst
	}
	return nil, r.noKeyFits()
}

// UnlockSection opens one section that holds the release identity, as Unlock
// does, whatever the others hold. It fails with ErrWrongKey where none of the
// keys is for this section; beacons of other rounds are not looked at.
func (l *Lock) UnlockSection(i int, keys Keys) (*ReleaseKey, error) {
	if i < 0 || i >= len(l.Sections) || l.Sections[i].Share || l.Sections[i].Kind == BranchKey {
		return nil, vow.Errorf(vow.CodeUsage, "the lock has no section %d that holds the release identity", i)
	}
	r, err := l.ring(keys.only(l.Sections[i]))
	if err != nil {
		return nil, err
	}
	s := &l.Sections[i]
	k, err := r.release(s)
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
	case errors.Is(err, ErrFalseShare):
		return 2
	case errors.Is(err, ErrDamaged):
		return 3
	}
	return 4
}

// ring is what was given to open a lock, sorted by what it may open, and what
// came of it so far.
type ring struct {
	l      *Lock
	keys   Keys
	times  []age.Identity            // by chain
	native map[string][]age.Identity // age's own keys, by their recipient
	other  []age.Identity            // keys whose recipient cannot be told: tried on every trustee leaf
	known  map[string]Share          // shares by path; one without a head: there is none
	worst  error
}

// ring verifies the beacons and shares, and sorts the identities.
func (l *Lock) ring(keys Keys) (*ring, error) {
	times, err := l.timeKeys(keys.Beacons)
	if err != nil {
		return nil, err
	}
	r := &ring{l: l, keys: keys, times: times, native: make(map[string][]age.Identity), known: make(map[string]Share)}
	for _, id := range keys.Identities {
		if k := asReleaseKey(id); k != nil {
			r.native[k.recipient] = append(r.native[k.recipient], id)
			continue
		}
		r.other = append(r.other, id)
	}
	for _, s := range keys.Shares {
		if err := l.CheckShare(s); errors.Is(err, ErrFalseShare) {
			r.fault(check(ErrFalseShare, "%v: %s", err, l.Blame(s.Path, slices.Contains(keys.Confirmed, l.HolderOf(s.Path)))))
			continue
		} else if err != nil {
			r.fault(err)
			continue
		}
		r.known[s.Path] = s
	}
	return r, nil
}

// fault keeps what tells most.
func (r *ring) fault(err error) {
	if rank(err) > rank(r.worst) {
		r.worst = err
	}
}

// identities returns the keys that may open a section; the first own of them
// must, as the lock names their public half.
func (r *ring) identities(s *Section) (ids []age.Identity, own int) {
	if s.Kind == LeafTime {
		return r.times[s.Chain : s.Chain+1], 0
	}
	for _, t := range r.l.Trustees {
		if t.Handle == s.Trustee {
			own := r.native[t.Recipient]
			return slices.Concat(own, r.other), len(own)
		}
	}
	return nil, 0
}

// open opens a leaf with whichever key fits.
func (r *ring) open(s *Section) ([]byte, error) {
	result := errNoKey
	ids, own := r.identities(s)
	for i, id := range ids {
		text, err := s.text.open(id)
		var none *age.NoIdentityMatchError
		switch {
		case err == nil:
			return text, nil
		case !errors.As(err, &none):
			result = check(ErrDamaged, "%s does not open: %w", r.l.TitleOf(*s), err)
		case i < own && errors.Is(result, errNoKey):
			result = check(ErrDishonest, "%s does not open with the key of trustee %s, to which it must be locked: the office sealed it wrongly", r.l.TitleOf(*s), s.Trustee)
		}
	}
	return nil, result
}

// release opens a leaf that holds the release identity.
func (r *ring) release(s *Section) (*ReleaseKey, error) {
	text, err := r.open(s)
	if err != nil {
		return nil, err
	}
	k, err := r.l.ParseRelease(text)
	if err != nil {
		return nil, check(ErrDishonest, "%s opens and does not hold this lock's release identity: %w", r.l.TitleOf(*s), err)
	}
	return k, nil
}

// share opens a leaf that holds a share.
func (r *ring) share(s *Section) (Share, error) {
	text, err := r.open(s)
	if err != nil {
		return Share{}, err
	}
	share, err := ParseShare(text)
	if err == nil && share.Path != s.Path {
		err = vow.Errorf(vow.CodeCheck, "it is the share of another leaf")
	}
	if err == nil {
		err = r.l.CheckShare(share)
	}
	if err != nil {
		return Share{}, check(ErrDishonest, "%s opens and does not hold the share that the lock commits to: the office sealed it wrongly: %v", r.l.TitleOf(*s), err)
	}
	return share, nil
}

// timeKeys verifies the beacons and returns an identity for each chain.
func (l *Lock) timeKeys(beacons []timelock.Beacon) ([]age.Identity, error) {
	per := make([][]timelock.Beacon, len(l.Chains))
	for n, b := range beacons {
		if slices.ContainsFunc(beacons[:n], func(a timelock.Beacon) bool {
			return a.Round == b.Round && a.Chain == b.Chain && bytes.Equal(a.Signature, b.Signature)
		}) {
			continue // verified already
		}
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
