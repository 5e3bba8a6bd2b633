package seal

import (
	"fmt"

	"vow"
	"vow/internal/timelock"
)

// noKeyFits says what would open the lock.
func (r *ring) noKeyFits() error {
	l, keys := r.l, r.keys
	if some := r.someShares(); some != "" {
		e := vow.Errorf(vow.CodeTooEarly, "not yet: %s; %s", some, r.stillMissing())
		e.Err = ErrNotYet
		return e
	}
	s := l.firstTime(-1)
	due := s != nil && !keys.Now.IsZero() && !keys.Now.Before(s.Opens)
	early := l.earlier(keys.Beacons)
	opens := l.whatOpens(s, due)
	switch nothing := len(keys.Identities)+len(keys.Beacons)+len(keys.Shares) == 0; {
	case nothing && s == nil:
		e := vow.Errorf(vow.CodeTooEarly, "not yet: nothing given opens %s; %s", Stem(l.Report, l.Part)+".lock", r.stillMissing())
		e.Err = ErrNotYet
		return e
	case !due && (early || nothing):
		e := vow.Errorf(vow.CodeTooEarly, "not yet: nothing given opens %s; %s", Stem(l.Report, l.Part)+".lock", opens)
		e.Err = ErrNotYet
		if s != nil {
			e.WithHint("it needs the beacon of round %d of %s, due at %s", s.Round, l.Chains[s.Chain].Name(), s.Opens)
		}
		return e
	case nothing:
		return check(ErrWrongKey, "nothing was given that opens this lock; %s", opens)
	case s == nil && len(keys.Identities) == 0:
		return check(ErrWrongKey, "the lock has no time leaf; %s", opens)
	case early || len(keys.Identities) == 0:
		return l.otherRound(keys.Beacons)
	}
	return check(ErrWrongKey, "none of the keys given opens this lock; %s", opens)
}

// otherRound says which round is needed in place of those given.
func (l *Lock) otherRound(given []timelock.Beacon) error {
	chain, err := l.chainOf(given[0])
	if err != nil {
		return err
	}
	s := l.firstTime(chain)
	what := fmt.Sprintf("the beacon given is of round %d", given[0].Round)
	if len(given) > 1 {
		what = "the beacons given are of other rounds"
	}
	return check(ErrWrongKey, "%s, this lock needs round %d of %s, due at %s", what, s.Round, l.Chains[chain].Name(), s.Opens)
}

// whatOpens says how the lock opens without keys; first is its first time leaf,
// due whether that has come.
func (l *Lock) whatOpens(first *Section, due bool) string {
	if due {
		return fmt.Sprintf("its time has come: since %s the beacon of round %d of %s opens it", first.Opens, first.Round, l.Chains[first.Chain].Name())
	}
	if t, ok := l.opens(); ok {
		return "it opens by itself at " + t.String()
	}
	return "it opens only when its trustees act"
}

// opens returns when the backstop's first round is due.
func (l *Lock) opens() (vow.Time, bool) {
	for _, s := range l.Sections {
		if s.Kind == LeafTime && s.Path == BackstopPath {
			return s.Opens, true
		}
	}
	return vow.Time{}, false
}

// firstTime returns the whole-branch time leaf, or backstop, with the earliest
// round: of one chain, or of any if chain is -1.
func (l *Lock) firstTime(chain int) *Section {
	var first *Section
	for i := range l.Sections {
		s := &l.Sections[i]
		if s.Kind == LeafTime && !s.Share && (chain < 0 || s.Chain == chain) && (first == nil || s.Opens.Before(first.Opens)) {
			first = s
		}
	}
	return first
}

// earlier reports whether there are beacons, all of them before every round of
// their chain that a leaf is locked to.
func (l *Lock) earlier(beacons []timelock.Beacon) bool {
	if l.firstTime(-1) == nil {
		return false
	}
	for _, b := range beacons {
		i, err := l.chainOf(b)
		if err != nil {
			return false
		}
		for _, s := range l.Sections {
			if s.Kind == LeafTime && s.Chain == i && b.Round >= s.Round {
				return false
			}
		}
	}
	return len(beacons) > 0
}
