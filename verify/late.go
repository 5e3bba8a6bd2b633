package verify

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/internal/timelock"
	"vow/paper"
	"vow/seal"
)

// A reply that came after the body was sealed is in a package of its own, on the round
// on which time alone opens the body.

// lateState is what is known of one late reply's package.
type lateState struct {
	seal   *record.Seal
	lock   *seal.Lock
	opened bool
	shown  *paper.Paper // the reply as it was sealed, once it is opened
	list   []byte       // and its comments file
	wrong  string
	where  string
}

func (l *lateState) fail(where, format string, args ...any) {
	if l.wrong == "" {
		l.wrong, l.where = fmt.Sprintf(format, args...), where
	}
}

// lateOf returns the package of a reply, or nil.
func (v *verifier) lateOf(reply string) *lateState {
	for _, l := range v.lates {
		if l.seal.Body.Reply == reply {
			return l
		}
	}
	return nil
}

// lateData returns a late reply's text or its comments out of its package, if that was
// opened.
func (v *verifier) lateData(path string) []byte {
	for _, l := range v.lates {
		if !l.opened {
			continue
		}
		if path == dossier.PathReply(l.shown.Root()) {
			return l.shown.Marshal()
		}
		if path == dossier.PathComments(vow.SumHash(l.list)) {
			return l.list
		}
	}
	return nil
}

// readLate checks lock and package of each late reply, and opens what can be opened.
func (v *verifier) readLate() error {
	if v.story == nil || v.story.seal == nil {
		return nil
	}
	for _, s := range v.story.seal.Late {
		l := &lateState{seal: s}
		v.lates = append(v.lates, l)
		v.report.Late = append(v.report.Late, s.Body)
		if err := v.readLateOne(l); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) readLateOne(l *lateState) error {
	b := l.seal.Body
	lockPath, pkgPath := dossier.PathLock(b.Part), dossier.PathPackage(b.Part)
	v.expected[lockPath], v.expected[pkgPath] = true, true
	if !v.d.Has(lockPath) || !v.d.Has(pkgPath) {
		l.fail(lockPath, "lock or package of it is missing")
		return nil
	}
	raw, err := v.d.ReadAll(lockPath, maxLock)
	if err != nil {
		l.fail(lockPath, "%v", err)
		return errOf(err)
	}
	if vow.SumHash(raw) != b.Lock.SHA256 || int64(len(raw)) != b.Lock.Size {
		l.fail(lockPath, "its lock is not the one that entry %d names", l.seal.Index)
		v.members.add(lockPath, errors.New("it is not the one that the record names"))
		return nil
	}
	if l.lock, err = seal.ParseLock(raw); err != nil {
		l.fail(lockPath, "%v", err)
		return nil
	}
	v.lateForm(l, lockPath)
	if sum, err := v.d.SHA256(pkgPath); err != nil || sum != b.Package.SHA256 {
		l.fail(pkgPath, "its package is not the one that entry %d names", l.seal.Index)
		v.members.add(pkgPath, errors.New("it is not the one that the record names"))
		return nil
	}
	pkg, err := v.d.Open(pkgPath)
	if err != nil {
		return err
	}
	if err := l.lock.CheckHeader(pkg); vow.CodeOf(err) == vow.CodeIO {
		return err
	} else if err != nil {
		l.fail(pkgPath, "%v", err)
	}
	return v.openLate(l, pkgPath)
}

// lateForm compares the lock with its entry, and with the body's: the same chains, and
// of each the same round.
func (v *verifier) lateForm(l *lateState, where string) {
	b, lock := l.seal.Body, l.lock
	latest, _ := lock.Backstop()
	switch {
	case lock.Origin != v.cp.Origin, lock.Report != b.Report, lock.Part != b.Part, lock.Seal.String() != b.Seal.String(),
		lock.Head() != b.Lock.Head, lock.Package.SHA256 != b.Package.SHA256, lock.Package.Size != b.Package.Size:
		l.fail(where, "its lock belongs to another seal than the one of entry %d: %s of %s in %s", l.seal.Index, lock.Part, lock.Report, lock.Origin)
	case b.Opens != vow.Opens{At: opensAt(lock.Policy), AtLatest: latest}, len(lock.Trustees) > 0:
		l.fail(where, "entry %d says that it opens at %s by time alone; its policy says otherwise: %s", l.seal.Index, b.Opens.At, lock.Policy)
	case v.lock == nil:
		l.fail(where, "the body's lock is missing or damaged, so that nothing shows on which round it is")
	case !slices.Equal(backstops(lock), backstops(v.lock)):
		l.fail(where, "its lock is on another round than the body's: %s, and the body's %s", strings.Join(backstops(lock), ", "), strings.Join(backstops(v.lock), ", "))
	}
}

// backstops lists the rounds of which each alone opens a lock at the latest.
func backstops(lock *seal.Lock) []string {
	var out []string
	for _, s := range lock.Sections {
		if s.Kind == seal.LeafTime && s.Path == seal.BackstopPath {
			out = append(out, fmt.Sprintf("round %d of chain %.16s…", s.Round, lock.Chains[s.Chain].Hash))
		}
	}
	return out
}

// openLate opens the package with the key that was released, with beacons of the body
// that are at hand, or with the reader's opening.
func (v *verifier) openLate(l *lateState, where string) error {
	key, err := v.lateKey(l)
	if err != nil || key == nil || l.wrong != "" {
		return err
	}
	f, err := v.d.Open(where)
	if err != nil {
		return err
	}
	x, ok := v.story.report.Round().Reply(l.seal.Body.Reply)
	if !ok { // no valid entry is of one that did not come in
		l.fail(where, "no such reply came in")
		return nil
	}
	text, list := &roundFile{root: x.Body.Root, say: "its package does not hold it"}, &roundFile{sum: x.Body.SHA256, say: "its package does not hold its comments"}
	extra := ""
	bag, err := l.lock.Read(key, f, func(m seal.Member, r io.Reader) error {
		f, limit := text, int64(maxPaper)
		switch m.Path {
		case "data/report.paper":
		case "data/annex/" + dossier.SealedName(dossier.PathComments(x.Body.SHA256)):
			f, limit = list, reply.MaxFile
		default:
			extra = m.Path
			return nil
		}
		if m.Size > limit {
			f.say = fmt.Sprintf("%s has %d bytes", m.Path, m.Size)
			return nil
		}
		data, err := io.ReadAll(io.LimitReader(r, limit))
		if err == nil {
			f.data, f.say = data, f.wrong(data)
		}
		return err
	})
	switch {
	case vow.CodeOf(err) == vow.CodeIO:
		return err
	case err != nil:
		l.fail(where, "its package does not hold what it must: %v", err)
	case text.say != "":
		l.fail(where, "%s", text.say)
	case list.say != "":
		l.fail(where, "%s", list.say)
	case extra != "":
		l.fail(where, "its package holds more than it: %s", extra)
	case bag.Hash != l.seal.Body.Bag:
		l.fail(where, "the bag in its package is not the one that entry %d names", l.seal.Index)
	default:
		l.shown, err = paper.Parse(text.data)
		l.list, l.opened = list.data, err == nil
	}
	return nil
}

// lateKey returns the key of a late reply's package if anything at hand gives it, and
// charges a lock that does not open though its beacon is there.
func (v *verifier) lateKey(l *lateState) (key *seal.ReleaseKey, err error) {
	lockPath := dossier.PathLock(l.seal.Body.Part)
	if v.o.Opening != nil {
		o, err := seal.ParseOpening(v.o.Opening)
		if err != nil {
			return nil, err
		}
		if o.Head == l.lock.Head() {
			if key, err = o.Verify(l.lock); err != nil {
				return nil, err
			}
		}
	}
	beacons := slices.Clone(v.beaconsAtHand)
	if own, bad := v.beacons(l.seal, v.believedChains(l.lock)); bad != nil {
		l.fail(entryAt(l.seal.ReleaseAt), "%v", bad)
	} else {
		beacons = append(beacons, own...)
	}
	if err := lyingLeaf(l.lock, beacons); err != nil {
		l.fail(lockPath, "the time has come, its beacon is at hand, and its lock does not open: %v", err)
		return nil, nil
	}
	if s := l.seal; s.ReleaseAt >= 0 {
		if differ(s.Body.Texts, s.Release.Texts) {
			l.fail(entryAt(s.ReleaseAt), "the text that was released is not the one that was sealed")
		}
		if at, ok := v.times.existedBy(s.ReleaseAt); ok && at.Before(s.Body.Opens.At) {
			l.fail(entryAt(s.ReleaseAt), "it was opened by %s, before its time %s: the key was kept outside the lock", at, s.Body.Opens.At)
		}
		k, err := l.lock.Key(s.Release.Key)
		if err != nil {
			l.fail(entryAt(s.ReleaseAt), "the key that was released is not its lock's: %v", err)
			return nil, nil
		}
		return k, nil
	}
	if key == nil && len(beacons) > 0 {
		key, _ = l.lock.Unlock(seal.Keys{Beacons: beacons}) // too early: none of them is of its round
	}
	return key, nil
}

// believedChains returns the chains of a lock that the reader believes.
func (v *verifier) believedChains(lock *seal.Lock) []timelock.Chain {
	believed := append([]timelock.Chain{timelock.Quicknet()}, v.o.Chains...)
	return slices.DeleteFunc(slices.Clone(lock.Chains), func(c timelock.Chain) bool { return !slices.ContainsFunc(believed, c.Equal) })
}
