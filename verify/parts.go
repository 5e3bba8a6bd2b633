package verify

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

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

// openingOfPart reports whether the reader's opening is that of a part. What is no
// opening, or of another lock, is left to the body to refuse.
func (v *verifier) openingOfPart() bool {
	o, err := seal.ParseOpening(v.o.Opening)
	return err == nil && slices.ContainsFunc(v.parts, func(p *partState) bool { return p.seal.Body.Lock.Head == o.Head })
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
	v.checkShares()
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
		if err := v.rec.CheckOwn(t.Key); err != nil {
			p.fail(where, "the trustee %q of the part %s is no other than the office: %v", t.Handle, p.name(), err)
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

// openPart opens the package with the key that was released, or with the reader's
// opening.
func (v *verifier) openPart(p *partState, where string) error {
	var key *seal.ReleaseKey
	if v.o.Opening != nil {
		o, err := seal.ParseOpening(v.o.Opening)
		if err != nil {
			return err
		}
		if o.Head == p.lock.Head() {
			if key, err = o.Verify(p.lock); err != nil {
				return err
			}
		}
	}
	if s := p.seal; s.ReleaseAt >= 0 {
		entry := fmt.Sprintf("entry %d", s.ReleaseAt)
		beacons, err := v.beacons(s, p.chains)
		if err != nil {
			p.fail(entry, "%v", err)
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
			return nil
		}
		key = k
	}
	if key == nil {
		return nil
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
		v.checkShare(p, where, q)
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

// checkSections fails a part of which a block stands under the summary or the
// findings, as far as the blocks that are shown say.
func (v *verifier) checkSections(p *partState, where string, q *paper.Paper) {
	sections := q.Sections()
	for _, i := range p.seal.Body.Blocks[q.Lang].Numbers() {
		if i >= len(sections) {
			p.fail(where, "there is no block %d in %q: the text has %d", i, q.Lang, len(sections))
			return
		}
		if sections[i] != "" {
			p.fail(where, "block %d in %q, which the part %s holds, stands under the heading of the %s", i, q.Lang, p.name(), sections[i])
			return
		}
	}
}

// checkShares checks what the body shows of the texts: how many blocks there are,
// and under which headings those of the parts stand.
func (v *verifier) checkShares() {
	for _, p := range v.parts {
		for _, lang := range slices.Sorted(maps.Keys(p.seal.Body.Texts)) {
			body := v.shown[p.seal.Body.Texts[lang]]
			if body == nil {
				continue
			}
			where := fmt.Sprintf("entry %d", p.seal.Index)
			v.checkShare(p, where, body)
			v.checkSections(p, where, body)
		}
	}
}

// checkShare requires that all parts together hold at most one block in ten.
func (v *verifier) checkShare(p *partState, where string, q *paper.Paper) {
	if held := len(v.story.heldBlocks(q)); !vow.FitsParts(held, len(q.Lines)) {
		p.fail(where, "protective parts hold %d of the %d blocks in %q: over one in ten", held, len(q.Lines), q.Lang)
	}
}

// sayParts is the check text.parts.
func (v *verifier) sayParts() {
	if len(v.parts) == 0 {
		return
	}
	var closed, opened []*partState
	for _, p := range v.parts {
		if p.wrong != "" {
			v.say(TextParts, Fail, p.where, "%s", p.wrong)
			return
		}
		if p.opened {
			opened = append(opened, p)
		} else {
			closed = append(closed, p)
		}
	}
	var words []string
	if len(opened) > 0 {
		words = append(words, fmt.Sprintf("%s opened: just what was withheld", countParts(opened)))
	}
	if len(closed) == 0 {
		v.say(TextParts, Pass, dossier.PathPackage(opened[0].name()), "%s", strings.Join(append(words, v.unmarked()...), "; "))
		return
	}
	where := dossier.PathLock(closed[0].name())
	words = append(words, fmt.Sprintf("%s withheld until review %s", countParts(closed), reviews(closed)))
	words = append(words, v.unmarked()...)
	verdict, now := Pass, later(v.o.Now, v.report.Record.AsOf)
	switch {
	case now.IsZero():
		verdict, words = NotChecked, append(words, "nothing says what day it is")
	case slices.ContainsFunc(closed, func(p *partState) bool { return p.due(now) }):
		verdict, words = NotChecked, append(words, "that day has come, and nothing says what became of the review: ask the office")
	}
	v.say(TextParts, verdict, where, "%s", strings.Join(words, "; "))
}

// unmarked says of the texts of which parts hold blocks that no heading is marked, so
// that the rule over summary and findings rests on nothing.
func (v *verifier) unmarked() []string {
	for _, p := range v.parts {
		for _, lang := range slices.Sorted(maps.Keys(p.seal.Body.Texts)) {
			body := v.shown[p.seal.Body.Texts[lang]]
			if body != nil && !slices.ContainsFunc(body.Sections(), func(s string) bool { return s != "" }) {
				return []string{fmt.Sprintf("no heading that is shown in %s is marked as summary or findings", lang)}
			}
		}
	}
	return nil
}

// due reports whether the day of the part's review has come.
func (p *partState) due(now vow.Time) bool {
	review, err := vow.ParseDate(p.seal.Body.Review)
	return err != nil || !now.Before(vow.At(review)) // a valid entry has a date
}

// countParts says how many parts there are, and how many paragraphs they hold.
func countParts(parts []*partState) string {
	n := 0
	for _, p := range parts {
		n += p.seal.Body.Withheld()
	}
	what, of := "1 part", fmt.Sprintf("%d paragraphs", n)
	if len(parts) > 1 {
		what = fmt.Sprintf("%d parts", len(parts))
	}
	if n == 1 {
		of = "1 paragraph"
	}
	return what + " of " + of
}

// reviews lists the parts' dates of review, each once, in order.
func reviews(parts []*partState) string {
	var dates []string
	for _, p := range parts {
		dates = append(dates, p.seal.Body.Review)
	}
	slices.Sort(dates)
	return strings.Join(slices.Compact(dates), " and ")
}
