package seal

import (
	"vow"
	"vow/internal/timelock"
)

// noKeyFits says what would open the lock.
func (l *Lock) noKeyFits(keys Keys) error {
	opens := "it opens only when its trustees act"
	if t, ok := l.opens(); ok {
		opens = "it opens by itself at " + t.String()
	}
	if early := l.earlier(keys.Beacons); early || len(keys.Identities)+len(keys.Beacons) == 0 {
		e := vow.Errorf(vow.CodeTooEarly, "not yet: nothing given opens %s; %s", Stem(l.Report, l.Part)+".lock", opens)
		e.Err = ErrNotYet
		if s := l.firstTime(); s != nil {
			e.WithHint("it needs the beacon of round %d of %s, due at %s", s.Round, l.Chains[s.Chain].Name(), s.Opens)
		}
		return e
	}
	if len(keys.Identities) == 0 {
		s := l.firstTime()
		if s == nil {
			return check(ErrWrongKey, "the lock has no time leaf; %s", opens)
		}
		return check(ErrWrongKey, "no leaf is locked to the round given; round %d of %s opens it", s.Round, l.Chains[s.Chain].Name())
	}
	return check(ErrWrongKey, "none of the keys given opens this lock; %s", opens)
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
// round.
func (l *Lock) firstTime() *Section {
	var first *Section
	for i := range l.Sections {
		if s := &l.Sections[i]; s.Kind == LeafTime && !s.Share && (first == nil || s.Opens.Before(first.Opens)) {
			first = s
		}
	}
	return first
}

// earlier reports whether there are beacons, all of them before every round of
// their chain that a leaf is locked to.
func (l *Lock) earlier(beacons []timelock.Beacon) bool {
	if l.firstTime() == nil {
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
