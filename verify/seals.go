package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
	"vow/seal"
)

// tellStory finds the report and the seal that counts.
func (v *verifier) tellStory() {
	slug := v.d.Info().Report
	p := v.rec.Report(slug)
	if p == nil {
		v.members.add("bag-info.txt", fmt.Errorf("the record holds no valid promise of %q", slug))
		return
	}
	office := v.rec.Office()
	s := &story{report: p, office: office, times: v.times, size: v.cp.Size, now: v.o.Now, seal: p.Seal()}
	if r := p.Released(); r != nil {
		s.seal = r
	}
	v.times.checkClocks(NeededIndexes(office, p, v.cp.Size))
	if s.seal != nil {
		s.sealAt, _ = v.times.existedBy(s.seal.Index)
		s.latest = s.seal.Body.Opens.AtLatest
		v.report.Sealed = s.seal.Body
	}
	s.parts = p.PartsFor(s.seal)
	for _, part := range s.parts {
		v.report.Parts = append(v.report.Parts, part.Body)
	}
	if office.ClosedAt >= 0 {
		_, s.closed = v.times.existedBy(office.ClosedAt)
	}
	v.story = s
}

// readSeal checks the lock, the package and what they hold.
func (v *verifier) readSeal() error {
	if v.story == nil || v.story.seal == nil {
		if v.o.Opening != nil && !v.openingOfPart() {
			return vow.Errorf(vow.CodeUsage, "an opening was given, but the report is not sealed")
		}
		return nil
	}
	lockPath, pkgPath := dossier.PathLock(vow.PartBody), dossier.PathPackage(vow.PartBody)
	v.expected[lockPath], v.expected[pkgPath] = true, true
	if !v.d.Has(lockPath) || !v.d.Has(pkgPath) {
		return nil // checkMembers names what is missing
	}
	raw, err := v.d.ReadAll(lockPath, maxLock)
	if err != nil {
		if e := errOf(err); e != nil {
			return e
		}
		v.say(SealForm, Fail, lockPath, "%v", err)
		return nil
	}
	body := v.story.seal.Body
	if vow.SumHash(raw) != body.Lock.SHA256 || int64(len(raw)) != body.Lock.Size {
		v.say(SealForm, Fail, lockPath, "the lock is not the one that entry %d names", v.story.seal.Index)
		v.members.add(lockPath, errors.New("it is not the one that the record names"))
		return nil
	}
	lock, err := seal.ParseLock(raw)
	if err != nil {
		v.say(SealForm, Fail, lockPath, "%v", err)
		return nil
	}
	v.lock = lock
	v.sealForm(lockPath, lock, body)
	v.sealConfirmed(lockPath, lock, v.story.seal)
	chains := v.sealChain(lockPath, lock)
	v.sealBuriable(lockPath, lock, body)
	if sum, err := v.d.SHA256(pkgPath); err != nil || sum != body.Package.SHA256 {
		v.say(SealForm, Fail, pkgPath, "the package is not the one that entry %d names", v.story.seal.Index)
		v.members.add(pkgPath, errors.New("it is not the one that the record names"))
		return nil
	}
	pkg, err := v.d.Open(pkgPath)
	if err != nil {
		return err
	}
	if err := lock.CheckHeader(pkg); vow.CodeOf(err) == vow.CodeIO {
		return err
	} else if err != nil {
		v.say(SealForm, Fail, pkgPath, "%v", err)
	}
	return v.sealHonest(lockPath, pkgPath, lock, chains)
}

// sealForm compares the lock with the entry that names it.
func (v *verifier) sealForm(where string, lock *seal.Lock, body *vow.SealMade) {
	latest, hasLatest := lock.Backstop()
	if !hasLatest {
		latest = vow.Time{}
	}
	opens := vow.Opens{At: opensAt(lock.Policy), AtLatest: latest}
	for _, t := range lock.Trustees {
		if err := v.ownKey(t); err != nil {
			v.say(SealForm, Fail, where, "the key of the trustee %q is not its own: %v", t.Handle, err)
			return
		}
	}
	switch {
	case lock.Origin != v.cp.Origin, lock.Report != body.Report, lock.Part != body.Part, lock.Seal.String() != body.Seal.String():
		v.say(SealForm, Fail, where, "the lock belongs to another seal: %s of %s in %s", lock.Part, lock.Report, lock.Origin)
	case lock.Head() != body.Lock.Head:
		v.say(SealForm, Fail, where, "the lock's head is not the one that entry %d names", v.story.seal.Index)
	case lock.Package.SHA256 != body.Package.SHA256, lock.Package.Size != body.Package.Size:
		v.say(SealForm, Fail, where, "the lock is for another package")
	case opens != body.Opens:
		v.say(SealForm, Fail, where, "entry %d says that the seal opens from %s and at the latest %s; its policy says from %s and at the latest %s",
			v.story.seal.Index, anyTime(body.Opens.At), never(body.Opens.AtLatest), anyTime(opens.At), never(opens.AtLatest))
	default:
		v.say(SealForm, Pass, where, "the lock is the one that entry %d names, and well made", v.story.seal.Index)
	}
}

// opensAt returns when a policy opens at the earliest, zero for any time.
func opensAt(p *policy.Policy) vow.Time {
	t, anytime := p.OpensEarliest()
	if anytime {
		return vow.Time{}
	}
	return t
}

func anyTime(t vow.Time) string {
	if t.IsZero() {
		return "any time"
	}
	return t.String()
}

func never(t vow.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.String()
}

// sealChain returns the lock's chains that the reader believes.
func (v *verifier) sealChain(where string, lock *seal.Lock) []timelock.Chain {
	believed := append([]timelock.Chain{timelock.Quicknet()}, v.o.Chains...)
	var out []timelock.Chain
	for _, c := range lock.Chains {
		if !slices.ContainsFunc(believed, c.Equal) {
			v.say(SealChain, Fail, where, "the chain %s is not built in, and you did not give it with --chain", c.Hash)
			continue
		}
		if c.Local() {
			v.report.Local = true
			v.say(SealChain, Pass, where, "the chain is one that you gave")
		} else {
			v.say(SealChain, Pass, where, "the chain is %s", c.Name())
		}
		out = append(out, c)
	}
	return out
}

func (v *verifier) sealBuriable(where string, lock *seal.Lock, body *vow.SealMade) {
	// The office's own clock may only make the five years end sooner: the seal
	// existed when it was witnessed, whatever its entry claims.
	at := body.At
	if seen := v.story.sealAt; !seen.IsZero() && seen.Before(at) {
		at = seen
	}
	if lock.Policy.Buriable(at) {
		v.say(SealBuriable, Fail, where, "no time alone opens it within five years of its sealing: it can be buried")
		return
	}
	if h := v.story.holdLine(); h != nil && h.signedShort() {
		v.say(SealBuriable, Fail, fmt.Sprintf("entry %d", v.story.seal.Index),
			"it is dated %s and was witnessed by %s: from then on trustees can hold it for %s, over the office's limit of %s, and no two officers signed",
			body.At, at, days(h.days), days(int64(h.limit)))
		return
	}
	latest, _ := lock.Backstop()
	v.say(SealBuriable, Pass, where, "it opens by itself at the latest %s", latest)
}

// sealHonest uses whatever key is known to look into the lock and the package.
func (v *verifier) sealHonest(lockPath, pkgPath string, lock *seal.Lock, chains []timelock.Chain) error {
	beacons, bad := v.beacons(v.story.seal, chains)
	if at := newest(beacons, chains); at.After(v.story.rounds.newest) {
		v.story.rounds.newest = at
	}
	var key *seal.ReleaseKey
	if v.o.Opening != nil && !v.openingOfPart() {
		k, since, err := v.openOpening(lock)
		if err != nil {
			return err
		}
		key, v.story.opened, v.story.opening = k, true, since
		o, err := seal.ParseOpening(v.o.Opening)
		if err != nil {
			return err
		}
		beacons = append(beacons, o.Beacons...)
	}
	v.beaconsAtHand = beacons
	if s := v.story.seal; s.ReleaseAt >= 0 {
		k, err := lock.Key(s.Release.Key)
		if err != nil {
			v.story.texts = textDiffers
			v.say(TextSealed, Fail, fmt.Sprintf("entry %d", s.ReleaseAt), "the key that was released is not the lock's: %v", err)
		} else {
			key = k
		}
	}
	if bad != nil {
		v.say(SealHonest, Fail, fmt.Sprintf("entry %d", v.story.seal.ReleaseAt), "%v", bad)
	}
	opened := v.leaves(lockPath, lock, beacons)
	joined, since, lie := v.sharesOpen(lock, v.story.seal, beacons)
	if lie != nil {
		v.say(SealHonest, Fail, lockPath, "%v", lie)
	}
	if key == nil && joined != nil {
		key, v.story.opened, v.story.opening = joined, true, since
	}
	if key == nil {
		if !opened {
			v.say(SealHonest, NotChecked, lockPath, "what lock and package hold cannot be seen before they open")
		}
		return nil
	}
	if err := v.readPackage(pkgPath, lock, key); err != nil {
		return err
	}
	if !opened {
		v.say(SealHonest, NotChecked, lockPath, "the package opens; no beacon is at hand to show that time alone opens the lock")
		return nil
	}
	v.say(SealHonest, Pass, lockPath, "the lock's leaf holds the key, and the package the text")
	return nil
}

// beacons returns the beacons of a seal's release that are true, of chains that the
// reader believes, and what is wrong with another one.
func (v *verifier) beacons(s *record.Seal, chains []timelock.Chain) ([]timelock.Beacon, error) {
	if s.ReleaseAt < 0 {
		return nil, nil
	}
	var out []timelock.Beacon
	var bad error
	for _, ref := range s.Release.Beacons {
		i := slices.IndexFunc(chains, func(c timelock.Chain) bool { return c.Hash == ref.Chain })
		if i < 0 {
			continue // of a chain that the reader does not believe: seal.chain says so
		}
		b, err := timelock.FromRef(ref)
		if err == nil {
			err = chains[i].Verify(b)
		}
		if err != nil {
			bad = fmt.Errorf("beacon of round %d: %w", ref.Round, err)
			continue
		}
		out = append(out, b)
	}
	return out, bad
}

// newest returns the time of the latest round among beacons of these chains.
func newest(beacons []timelock.Beacon, chains []timelock.Chain) (at vow.Time) {
	for _, b := range beacons {
		for _, c := range chains {
			if c.Hash == b.Chain {
				at = later(at, c.TimeOf(b.Round))
			}
		}
	}
	return at
}

// openOpening checks the reader's opening.
func (v *verifier) openOpening(lock *seal.Lock) (*seal.ReleaseKey, vow.Time, error) {
	o, err := seal.ParseOpening(v.o.Opening)
	if err != nil {
		return nil, vow.Time{}, err // it says itself that it is of the opening
	}
	key, err := o.Verify(lock)
	if err != nil {
		return nil, vow.Time{}, err
	}
	since, _ := o.Since(lock)
	return key, since, nil
}

// leaves opens every leaf of the whole key that a beacon at hand can open, and
// reports whether one of the back-stop opened and none lied. If all chains'
// beacons are at hand and no back-stop opens, the promise is broken.
func (v *verifier) leaves(where string, lock *seal.Lock, beacons []timelock.Beacon) bool {
	good, unknown := 0, 0
	var lies, why error
	for i, s := range lock.Sections {
		if s.Kind != seal.LeafTime || s.Share {
			continue
		}
		backstop := s.Path == seal.BackstopPath
		has := slices.ContainsFunc(beacons, func(b timelock.Beacon) bool {
			return b.Chain == lock.Chains[s.Chain].Hash && b.Round == s.Round
		})
		if !has {
			if backstop {
				unknown++
			}
			continue
		}
		_, err := lock.UnlockSection(i, seal.Keys{Beacons: beacons})
		switch {
		case err == nil && backstop:
			good++
		case err != nil && backstop:
			lies, why = err, err
		case err != nil && lies == nil:
			lies = err
		}
	}
	if why != nil && good == 0 && unknown == 0 {
		v.story.rounds.broken = why.Error()
	}
	if lies != nil {
		v.say(SealHonest, Fail, where, "the time has come, its beacon is at hand, and the lock does not open: %v", lies)
		return false
	}
	return good > 0
}

// readPackage decrypts the package and compares its texts with the record.
func (v *verifier) readPackage(where string, lock *seal.Lock, key *seal.ReleaseKey) error {
	f, err := v.d.Open(where)
	if err != nil {
		return err
	}
	roots := make(map[string]vow.Hash)
	var wrong error
	if v.story.report.Round().Texts != nil {
		v.sealed = v.neededRound()
	}
	bag, err := lock.Read(key, f, func(m seal.Member, r io.Reader) error {
		if v.sealed != nil {
			if taken, err := v.sealed.take(m, r); taken || err != nil {
				return err
			}
		}
		if !strings.HasPrefix(m.Path, "data/report.") || !strings.HasSuffix(m.Path, ".paper") {
			return nil
		}
		if m.Size > maxPaper {
			wrong = fmt.Errorf("%s: larger than %d bytes", m.Path, maxPaper)
			return nil
		}
		data, err := io.ReadAll(io.LimitReader(r, maxPaper))
		if err != nil {
			return err
		}
		p, err := paper.Parse(data)
		if err != nil {
			wrong = fmt.Errorf("%s: %w", m.Path, err)
			return nil
		}
		if _, twice := roots[p.Lang]; twice || m.Path != "data/report.paper" && m.Path != "data/report."+p.Lang+".paper" {
			wrong = fmt.Errorf("%s: its text is in the language %q, and does not belong there", m.Path, p.Lang)
			return nil
		}
		if err := v.story.checkWithheld(p); err != nil {
			wrong = fmt.Errorf("%s: %w", m.Path, err)
			return nil
		}
		roots[p.Lang] = p.Root()
		if slices.ContainsFunc(v.parts, func(x *partState) bool { return x.seal.Body.Texts[p.Lang] == p.Root() }) {
			v.shown[p.Root()] = p // to be compared with what the parts hold
		}
		if v.sealed != nil && v.sealed.keep {
			v.sealed.final[p.Root()] = p
		}
		return v.comparePaper(p.Root(), data)
	})
	body := v.story.seal.Body
	switch {
	case vow.CodeOf(err) == vow.CodeIO:
		return err
	case err != nil:
		v.story.texts = textDiffers
		v.say(SealHonest, Fail, where, "the package does not hold what it must: %v", err)
		v.say(TextSealed, Fail, where, "the package does not hold a sealed text: %v", err)
		return nil
	case wrong != nil:
		v.story.texts = textDiffers
		v.say(TextSealed, Fail, where, "%v", wrong)
		return nil
	case bag.Hash != body.Bag:
		v.story.texts = textDiffers
		v.say(TextSealed, Fail, where, "the bag in the package is not the one that entry %d names", v.story.seal.Index)
		return nil
	}
	if v.sealed != nil {
		v.sealed.read = true
	}
	return v.compareTexts(where, roots)
}

// comparePaper compares a sealed paper with the dossier's copy.
func (v *verifier) comparePaper(root vow.Hash, sealed []byte) error {
	path := dossier.PathPaper(root)
	if !v.d.Has(path) {
		return nil
	}
	data, err := v.d.ReadAll(path, maxPaper)
	if err != nil {
		return errOf(err)
	}
	if !bytes.Equal(data, sealed) {
		v.members.add(path, errors.New("it is not the text in the package"))
	}
	return nil
}

// differ reports whether two maps from language to root are not the same.
func differ(a, b map[string]vow.Hash) bool {
	for lang, root := range a {
		if b[lang] != root {
			return true
		}
	}
	return len(a) != len(b)
}

// compareTexts requires that sealed, packed and released roots are the same.
func (v *verifier) compareTexts(where string, packed map[string]vow.Hash) error {
	s := v.story.seal
	switch {
	case differ(s.Body.Texts, packed):
		v.story.texts = textDiffers
		v.say(TextSealed, Fail, where, "the text in the package is not the one that entry %d fixed when it was sealed", s.Index)
	case s.ReleaseAt >= 0 && differ(s.Body.Texts, s.Release.Texts):
		v.story.texts = textDiffers
		v.say(TextSealed, Fail, fmt.Sprintf("entry %d", s.ReleaseAt), "the released text is not the sealed text")
	case v.story.otherSeal() != nil:
		old := v.story.otherSeal()
		if s.ReleaseAt >= 0 {
			v.story.texts = textSame
		}
		which := fmt.Sprintf("in place of %s that entry %d had sealed", otherThan(old, s), old.Index)
		if old.Index > s.Index {
			which = fmt.Sprintf("and entry %d sealed %s after it", old.Index, otherThan(old, s))
		}
		v.say(TextSealed, NotChecked, fmt.Sprintf("entry %d", old.Index),
			"the text is the one that entry %d sealed, %s: ask for that package too, it opens by itself at %s",
			s.Index, which, never(old.Body.Opens.AtLatest))
	case s.ReleaseAt >= 0:
		v.story.texts = textSame
		v.say(TextSealed, Pass, where, "the released text is the sealed text")
	default:
		v.say(TextSealed, Pass, where, "the text in the package is the one that was fixed when it was sealed")
	}
	return nil
}
