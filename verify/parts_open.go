package verify

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/timelock"
	"vow/paper"
	"vow/seal"
)

// openPart opens the package with the key that was released, with the reader's
// opening, or with shares on the record.
func (v *verifier) openPart(p *partState, where string) error {
	key, err := v.partKey(p)
	if err != nil || key == nil {
		return err
	}
	papers, bag, err := v.partPapers(where, p.lock, key)
	switch {
	case vow.CodeOf(err) == vow.CodeIO:
		return err
	case err != nil:
		p.fail(where, "the part %s does not hold what it must: %v", p.name(), err)
	case bag.Hash != p.seal.Body.Bag || len(bag.Entries) != len(papers):
		p.fail(where, "the bag of the part %s is not the one that entry %d names, or holds more than its texts", p.name(), p.seal.Index)
	default:
		v.comparePart(p, where, papers)
		p.opened = true
	}
	return nil
}

// partKey returns the key of a part if anything at hand gives it, and checks what
// its release says.
func (v *verifier) partKey(p *partState) (key *seal.ReleaseKey, err error) {
	if v.o.Opening != nil {
		o, err := seal.ParseOpening(v.o.Opening)
		if err != nil {
			return nil, err
		}
		if o.Head == p.lock.Head() {
			if key, err = o.Verify(p.lock); err != nil {
				return nil, err
			}
		}
	}
	s := p.seal
	beacons, bad := v.beacons(s, p.chains)
	joined, _, lie := v.sharesOpen(p.lock, s, beacons)
	if lie != nil {
		p.fail(dossier.PathLock(p.name()), "the part %s: %v", p.name(), lie)
	}
	if key == nil {
		key = joined
	}
	if s.ReleaseAt < 0 {
		return key, nil
	}
	entry := fmt.Sprintf("entry %d", s.ReleaseAt)
	if bad != nil {
		p.fail(entry, "%v", bad)
	}
	if err := lyingLeaf(p.lock, beacons); err != nil {
		p.fail(dossier.PathLock(p.name()), "the time has come, its beacon is at hand, and the lock of the part %s does not open: %v", p.name(), err)
	}
	if at, ok := v.times.existedBy(s.ReleaseAt); ok && !s.Body.Opens.At.IsZero() && at.Before(s.Body.Opens.At) {
		p.fail(entry, "the part %s was opened by %s, before its policy could open at %s: the key was kept outside the lock", p.name(), at, s.Body.Opens.At)
	}
	if differ(s.Body.Texts, s.Release.Texts) {
		p.fail(entry, "the text of the part %s that was released is not the one that was sealed", p.name())
	}
	k, err := p.lock.Key(s.Release.Key)
	if err != nil {
		p.fail(entry, "the key that was released is not that of the part %s: %v", p.name(), err)
		return nil, nil
	}
	return k, nil
}

// lyingLeaf opens every time leaf of the whole key of which the beacon is at hand,
// and returns why one does not hold it.
func lyingLeaf(lock *seal.Lock, beacons []timelock.Beacon) error {
	for i, s := range lock.Sections {
		if s.Kind != seal.LeafTime || s.Share {
			continue
		}
		has := slices.ContainsFunc(beacons, func(b timelock.Beacon) bool { return b.Chain == lock.Chains[s.Chain].Hash && b.Round == s.Round })
		if !has {
			continue
		}
		if _, err := lock.UnlockSection(i, seal.Keys{Beacons: beacons}); err != nil {
			return err
		}
	}
	return nil
}

// partPapers reads the texts of a part's package.
func (v *verifier) partPapers(where string, lock *seal.Lock, key *seal.ReleaseKey) ([]*paper.Paper, *seal.Bag, error) {
	f, err := v.d.Open(where)
	if err != nil {
		return nil, nil, err
	}
	var papers []*paper.Paper
	var wrong error
	bag, err := lock.Read(key, f, func(m seal.Member, r io.Reader) error {
		if !strings.HasPrefix(m.Path, "data/report.") || m.Size > maxPaper {
			wrong = fmt.Errorf("%s: no text of a report", m.Path)
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
		if m.Path != "data/report.paper" && m.Path != "data/report."+p.Lang+".paper" {
			wrong = fmt.Errorf("%s: its text is in the language %q, and does not belong there", m.Path, p.Lang)
		}
		papers = append(papers, p)
		return nil
	})
	if err == nil {
		err = wrong
	}
	return papers, bag, err
}

// comparePart requires that a part shows its own blocks of its own texts, and with
// the body's makes a text of which nothing is withheld that must be shown.
func (v *verifier) comparePart(p *partState, where string, papers []*paper.Paper) {
	b, roots := p.seal.Body, make(map[string]vow.Hash)
	for _, q := range papers {
		roots[q.Lang] = q.Root()
		if shown, blocks := vow.BlocksOf(q.Shown()), b.Blocks[q.Lang]; shown.String() != blocks.String() {
			p.fail(where, "the part %s shows the blocks %s in %q, and entry %d says that it holds %s", p.name(), shown, q.Lang, p.seal.Index, blocks)
		}
	}
	if differ(b.Texts, roots) || len(roots) != len(papers) {
		p.fail(where, "the part %s is of another text than entry %d says", p.name(), p.seal.Index)
		return
	}
	for _, q := range papers {
		v.checkTenth(p, where, q)
		body := v.shown[q.Root()]
		if body == nil {
			continue // not opened yet
		}
		whole, err := body.Join(q)
		if err != nil {
			p.fail(where, "%v", err)
			return
		}
		v.checkSections(p, where, whole)
	}
}
