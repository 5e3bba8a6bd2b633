package reader

import (
	"bytes"
	"fmt"
	"slices"

	"vow"
	"vow/internal/opening"
	"vow/internal/timelock"
	"vow/seal"
	"vow/verify"
)

// LockAnswer says what a lock is, which of the keys given fit it, and for which
// rounds of a beacon it waits.
type LockAnswer struct {
	Say     string      `json:"say"`
	Origin  string      `json:"origin"`
	Report  string      `json:"report"`
	Part    string      `json:"part"`
	Head    vow.Hash    `json:"head"`
	Package vow.FileRef `json:"package"`
	Policy  string      `json:"policy"`
	Latest  vow.Time    `json:"opens_at_latest,omitzero"`
	Opens   bool        `json:"opens"` // with what was given
	// Whether a dossier and a trust file show whose lock it is; with a dossier, what of it
	// could not be checked.
	OriginChecked bool   `json:"origin_checked"`
	OriginUnknown string `json:"origin_unknown,omitempty"`

	Shares []ShareSay `json:"shares"`
	Rounds []RoundSay `json:"rounds"`
	Held   []HeldSay  `json:"held,omitempty"` // what the secret keys open
}

// ShareSay is what is to be said of a share that was given.
type ShareSay struct {
	File   string `json:"file"`
	Path   string `json:"path"`
	Holder string `json:"holder,omitempty"`
	True   bool   `json:"true"`
	Say    string `json:"say"`
}

// RoundSay is a round of a beacon that opens a leaf of the lock.
type RoundSay struct {
	Title string   `json:"title"` // of the leaf
	Chain vow.Hash `json:"chain"`
	Name  string   `json:"name"`
	Local bool     `json:"local,omitempty"` // the chain proves nothing to others
	Known bool     `json:"known"`           // the chain is built in, or the reader believes it
	Round uint64   `json:"round"`
	Opens vow.Time `json:"opens"`
	Due   bool     `json:"due"` // by the reader's clock
}

// sealed is a lock with what a reader gave for it.
type sealed struct {
	fs     files
	lock   *seal.Lock
	data   []byte // the lock's file
	chains []timelock.Chain
	keys   seal.Keys
	shares []ShareSay
	proven *opening.Proven // nil: no dossier given
}

// CheckLock looks at a lock and at the keys that are given for it: shares that
// trustees released, beacons, an opening, the released key. With a dossier it
// requires that its record has just this lock.
func CheckLock(q Request, given []File) (*Answer, error) {
	s, err := q.sealed(given)
	if err != nil {
		return nil, err
	}
	l := s.lock
	a := LockAnswer{Origin: l.Origin, Report: l.Report, Part: l.Part, Head: l.Head(), Policy: l.Policy.String(),
		Package: vow.FileRef{SHA256: l.Package.SHA256, Size: l.Package.Size}, Shares: s.shares, Rounds: s.rounds(q.Now)}
	held, shares, err := s.hold()
	if err != nil {
		return nil, s.explain(err)
	}
	a.Held = held
	a.Latest, _ = l.Backstop()
	_, unfit := l.Unlock(s.keys)
	a.Opens = unfit == nil
	a.OriginChecked, a.OriginUnknown = s.origins()
	if a.Opens {
		a.Say, unfit = "what was given opens it", originErr(a.OriginChecked, a.OriginUnknown)
	} else {
		unfit = s.explain(unfit)
		a.Say = unfit.Error()
	}
	return &Answer{Report: toJSON(a), Files: shares, Err: unfit}, nil
}

// origins says whether the dossier shows where the lock comes from, and what of that it
// could not.
func (s *sealed) origins() (checked bool, unknown string) {
	if s.proven == nil {
		return false, ""
	}
	return s.proven.Unknown == "", s.proven.Unknown
}

// originErr is not-checked where nothing shows who made a lock or a package.
func originErr(checked bool, unknown string) error {
	switch {
	case unknown != "":
		return vow.Errorf(vow.CodeUnchecked, "the origin was checked only in part: %s", unknown)
	case !checked:
		return vow.Errorf(vow.CodeUnchecked, "%s", OriginNotChecked).WithHint("give the dossier of the report beside it, and a trust file")
	}
	return nil
}

// explain adds who else may be behind a false lock, where its origin is not known.
func (s *sealed) explain(err error) error {
	if err != nil && s.proven == nil {
		return opening.Unproven(err)
	}
	return err
}

// sealed reads the lock and all that is given for it.
func (q Request) sealed(given []File) (*sealed, error) {
	given, ids, err := q.secrets(given)
	if err != nil {
		return nil, err
	}
	fs, err := sortFiles(given)
	if err != nil {
		return nil, err
	}
	if err := fs.only("opening a package", Lock, Package, Dossier, Share, Opening, ReleaseKey, Beacon, Chain); err != nil {
		return nil, err
	}
	f, err := fs.one(Lock)
	if err != nil {
		return nil, err
	}
	s := &sealed{fs: fs, shares: []ShareSay{}, keys: seal.Keys{Identities: ids}}
	if s.data, err = f.read(1 << 20); err != nil {
		return nil, err
	}
	if s.lock, err = seal.ParseLock(s.data); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", f.Name, err)
	}
	if s.chains, err = q.chains(fs[Chain]); err != nil {
		return nil, err
	}
	if err := s.origin(q); err != nil {
		return nil, err
	}
	return s, s.collect(q)
}

// origin looks the lock up in the dossier, if one was given.
func (s *sealed) origin(q Request) error {
	if len(s.fs[Dossier]) == 0 {
		return nil
	}
	d, err := s.fs.one(Dossier)
	if err != nil {
		return err
	}
	trust, err := q.trust()
	if err != nil {
		return err
	}
	s.proven, err = opening.CheckOrigin(opening.Dossier{Name: d.Name, R: d.R, Size: d.Size},
		verify.Options{Trust: trust, Origin: q.Origin, Chains: s.chains, Now: q.Now}, s.lock, s.data)
	if err == nil {
		s.keys.Confirmed = s.proven.Confirmed
	}
	return err
}

// collect reads the keys.
func (s *sealed) collect(q Request) error {
	s.keys.Now = q.Now
	for _, text := range q.Beacons {
		b, err := timelock.ParseBeacon(text)
		if err != nil {
			return vow.Errorf(vow.CodeUsage, "%w", err)
		}
		s.addBeacon(b)
	}
	for _, k := range []struct {
		kind Kind
		add  func(File, []byte) error
	}{{Beacon, s.addBeaconFile}, {Share, s.addShare}, {Opening, s.addOpening}, {ReleaseKey, s.addRelease}} {
		for _, f := range s.fs[k.kind] {
			data, err := f.brought(maxSmall)
			if err == nil {
				err = k.add(f, data)
			}
			if err != nil {
				return err
			}
		}
	}
	if len(s.keys.Beacons) > 0 && s.keys.Release == "" {
		return opening.Believed(s.lock, s.chains)
	}
	return nil
}

func (s *sealed) addBeacon(b timelock.Beacon) {
	if b.Chain.IsZero() && len(s.lock.Chains) == 1 {
		b.Chain = s.lock.Chains[0].Hash
	}
	s.keys.Beacons = append(s.keys.Beacons, b)
}

func (s *sealed) addBeaconFile(f File, data []byte) error {
	b, err := timelock.ParseBeaconJSON(bytes.TrimSuffix(data, []byte("\n")))
	if err != nil {
		return named(f.Name, err)
	}
	s.addBeacon(b)
	return nil
}

// addShare checks a share against the lock. One that is not true is said to be so,
// and the others may do without it.
func (s *sealed) addShare(f File, data []byte) error {
	share, err := seal.ParseShare(data)
	if err != nil {
		return misgiven(f.Name, err)
	}
	say := ShareSay{File: f.Name, Path: share.Path}
	if err := s.lock.CheckShare(share); err != nil {
		say.Say = err.Error()
		if all := opening.FalseShares(s.lock, []seal.Share{share}, s.keys.Confirmed); len(all) > 0 {
			say.Say = all[0]
		}
		if s.proven == nil {
			say.Say += "; " + opening.MayBeChanged
		}
	} else {
		say.True, say.Holder = true, s.lock.HolderOf(share.Path)
		say.Say = fmt.Sprintf("the share of leaf %s, which %s holds, as the lock commits to it", share.Path, say.Holder)
	}
	s.shares = append(s.shares, say)
	s.keys.Shares = append(s.keys.Shares, share)
	return nil
}

func (s *sealed) addOpening(f File, data []byte) error {
	o, err := seal.ParseOpening(data)
	if err != nil {
		return misgiven(f.Name, err)
	}
	key, err := o.Verify(s.lock)
	if err != nil {
		return named(f.Name, err)
	}
	s.keys.Release = key.Secret()
	s.keys.Beacons = append(s.keys.Beacons, o.Beacons...)
	return nil
}

func (s *sealed) addRelease(f File, data []byte) error {
	key, err := s.lock.ParseRelease(data)
	if err != nil {
		return named(f.Name, err)
	}
	s.keys.Release = key.Secret()
	return nil
}

// rounds lists the rounds that open leaves, each once, the earliest first.
func (s *sealed) rounds(now vow.Time) []RoundSay {
	out := []RoundSay{}
	for _, sec := range s.lock.Sections {
		if sec.Kind != seal.LeafTime {
			continue
		}
		c := s.lock.Chains[sec.Chain]
		if slices.ContainsFunc(out, func(r RoundSay) bool { return r.Chain == c.Hash && r.Round == sec.Round }) {
			continue
		}
		out = append(out, RoundSay{Title: s.lock.TitleOf(sec), Chain: c.Hash, Name: c.Name(), Local: c.Local(),
			Known: c.Equal(timelock.Quicknet()) || slices.ContainsFunc(s.chains, c.Equal),
			Round: sec.Round, Opens: sec.Opens, Due: !now.IsZero() && !now.Before(sec.Opens)})
	}
	vow.SortFunc(out, func(a, b RoundSay) int { return a.Opens.Compare(b.Opens) })
	return out
}
