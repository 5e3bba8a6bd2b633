package verify

import (
	"errors"
	"fmt"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/paper"
	"vow/seal"
)

// A protective part holds blocks that the body withholds. Until it is opened
// nobody but its trustees sees them; what can be checked meanwhile is that its
// files are those that the record names, that the body withholds just its blocks,
// few enough, and none of what a report must show.

// partState is what is known of one part.
type partState struct {
	seal   *record.Seal
	lock   *seal.Lock
	chains []timelock.Chain
	opened bool   // its package was read, and holds its blocks
	wrong  string // the first thing that is wrong, or ""
	where  string // of wrong
}

func (p *partState) fail(where, format string, args ...any) {
	if p.wrong == "" {
		p.wrong, p.where = fmt.Sprintf(format, args...), where
	}
}

func (p *partState) name() string { return p.seal.Body.Part }

// heldBlocks returns the numbers of a text's blocks that the report's parts hold.
func (s *story) heldBlocks(p *paper.Paper) []int {
	var out []int
	for _, part := range s.parts {
		if part.Body.Texts[p.Lang] == p.Root() {
			out = append(out, part.Body.Blocks[p.Lang].Numbers()...)
		}
	}
	slices.Sort(out)
	return out
}

// checkWithheld requires that a text is whole but for the blocks of its parts.
func (s *story) checkWithheld(p *paper.Paper) error {
	hidden, held := vow.BlocksOf(p.Withheld()), vow.BlocksOf(s.heldBlocks(p))
	switch {
	case hidden.String() == held.String():
		return nil
	case len(held) == 0:
		return fmt.Errorf("%d of its %d blocks are withheld, from block %d on, and no protective part holds them", hidden.Count(), len(p.Lines), hidden[0].First)
	case len(hidden) == 0:
		return fmt.Errorf("it shows the blocks %s, which its protective parts hold", held)
	}
	return fmt.Errorf("it withholds the blocks %s, and its protective parts hold %s", hidden, held)
}

// tellParts reads the locks of all parts.
func (v *verifier) tellParts() {
	if v.story == nil {
		return
	}
	for _, s := range v.story.parts {
		p := &partState{seal: s}
		v.parts = append(v.parts, p)
		lockPath, pkgPath := dossier.PathLock(p.name()), dossier.PathPackage(p.name())
		v.expected[lockPath], v.expected[pkgPath] = true, true
		if !v.d.Has(lockPath) || !v.d.Has(pkgPath) {
			p.fail(lockPath, "lock or package of the part %s is missing", p.name())
		}
	}
}

// openingOfPart reports whether the reader's opening is that of a part, or of a late
// reply. What is no
// opening, or of another lock, is left to the body to refuse.
func (v *verifier) openingOfPart() bool {
	o, err := seal.ParseOpening(v.o.Opening)
	if err != nil {
		return false
	}
	of := func(s *record.Seal) bool { return s.Body.Lock.Head == o.Head }
	return slices.ContainsFunc(v.parts, func(p *partState) bool { return of(p.seal) }) ||
		v.story.seal != nil && slices.ContainsFunc(v.story.seal.Late, of)
}

// readParts checks each part's lock and package, and opens what can be opened.
func (v *verifier) readParts() error {
	for _, p := range v.parts {
		if p.wrong != "" {
			continue
		}
		if err := v.readPart(p); err != nil {
			return err
		}
	}
	v.checkBodies()
	return nil
}

func (v *verifier) readPart(p *partState) error {
	b, lockPath, pkgPath := p.seal.Body, dossier.PathLock(p.name()), dossier.PathPackage(p.name())
	raw, err := v.d.ReadAll(lockPath, maxLock)
	if err != nil {
		p.fail(lockPath, "%v", err)
		return errOf(err)
	}
	if vow.SumHash(raw) != b.Lock.SHA256 || int64(len(raw)) != b.Lock.Size {
		p.fail(lockPath, "the lock is not the one that entry %d names", p.seal.Index)
		v.members.add(lockPath, errors.New("it is not the one that the record names"))
		return nil
	}
	if p.lock, err = seal.ParseLock(raw); err != nil {
		p.fail(lockPath, "%v", err)
		return nil
	}
	v.partForm(p, lockPath)
	v.partChains(p, lockPath)
	v.sealConfirmed(lockPath, p.lock, p.seal)
	if sum, err := v.d.SHA256(pkgPath); err != nil || sum != b.Package.SHA256 {
		p.fail(pkgPath, "the package is not the one that entry %d names", p.seal.Index)
		v.members.add(pkgPath, errors.New("it is not the one that the record names"))
		return nil
	}
	pkg, err := v.d.Open(pkgPath)
	if err != nil {
		return err
	}
	if err := p.lock.CheckHeader(pkg); vow.CodeOf(err) == vow.CodeIO {
		return err
	} else if err != nil {
		p.fail(pkgPath, "%v", err)
	}
	return v.openPart(p, pkgPath)
}

// partForm compares a part's lock with the entry that names it.
func (v *verifier) partForm(p *partState, where string) {
	b, lock := p.seal.Body, p.lock
	latest, hasLatest := lock.Backstop()
	if !hasLatest {
		latest = vow.Time{}
	}
	for _, t := range lock.Trustees {
		if err := v.ownKey(t); err != nil {
			p.fail(where, "the key of the trustee %q of the part %s is not the trustee's own: %v", t.Handle, p.name(), err)
		}
	}
	switch {
	case lock.Origin != v.cp.Origin, lock.Report != b.Report, lock.Part != b.Part, lock.Seal.String() != b.Seal.String(),
		lock.Head() != b.Lock.Head, lock.Package.SHA256 != b.Package.SHA256, lock.Package.Size != b.Package.Size:
		p.fail(where, "the lock belongs to another seal than the one of entry %d: %s of %s in %s", p.seal.Index, lock.Part, lock.Report, lock.Origin)
	case b.Opens != vow.Opens{At: opensAt(lock.Policy), AtLatest: latest}:
		p.fail(where, "entry %d says that the part opens from %s and at the latest %s; its policy says otherwise", p.seal.Index, anyTime(b.Opens.At), never(b.Opens.AtLatest))
	case !slices.Equal(b.Trustees, lock.Policy.Names()):
		p.fail(where, "entry %d names the trustees %q; the policy names %q", p.seal.Index, b.Trustees, lock.Policy.Names())
	}
}

// partChains finds the chains of a part's lock that the reader believes; it must be
// all of them.
func (v *verifier) partChains(p *partState, where string) {
	believed := append([]timelock.Chain{timelock.Quicknet()}, v.o.Chains...)
	for _, c := range p.lock.Chains {
		if !slices.ContainsFunc(believed, c.Equal) {
			p.fail(where, "the chain %s of the part %s is not built in, and you did not give it with --chain", c.Hash, p.name())
			continue
		}
		v.report.Local = v.report.Local || c.Local()
		p.chains = append(p.chains, c)
	}
}
