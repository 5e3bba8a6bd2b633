package portal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/verify"
)

// plan says of a report what its pages are made of, and whether they are as they should
// be.
type plan struct {
	slug   string
	digest vow.Hash
	facts  facts
	kept   *kept // what the last export made of the same; nil: it is to be made
}

// facts are what the digest of a report needs that a report which was left out of the
// replay does not have. They follow from its entries.
type facts struct {
	needs  []string
	times  []vow.Time
	blocks int
}

// plan decides which reports are made anew, and has those replayed.
func (s *site) plan(ctx context.Context) ([]plan, error) {
	plans, err := s.planOnce(ctx)
	if err != nil {
		return nil, err
	}
	var more []string
	for _, p := range plans {
		if s.p.Record.Report(p.slug).Left && p.kept == nil {
			more = append(more, p.slug)
		}
	}
	if len(more) == 0 {
		return plans, nil
	}
	if len(more) > len(plans)/4 {
		more = nil
	}
	if err := s.p.Also(more); err != nil {
		return nil, err
	}
	return s.planOnce(ctx)
}

func (s *site) planOnce(ctx context.Context) ([]plan, error) {
	if err := s.readEntries(); err != nil {
		return nil, err
	}
	slugs := s.p.Record.Reports()
	plans := make([]plan, len(slugs))
	blocks := make([]int, len(slugs))
	for i, slug := range slugs {
		plans[i] = plan{slug: slug, facts: s.factsOf(slug)}
		blocks[i] = plans[i].facts.blocks
	}
	s.quotes = quoteBudget(slugs, blocks)
	s.base256 = s.digestOfAll()
	s.office256 = s.digestOfOffice()
	agree := s.p.Whole.ClocksAgree()
	return plans, inParallel(ctx, len(plans), func(i int) (err error) {
		p := &plans[i]
		if p.digest, err = s.digestOf(p.slug, p.facts); err != nil {
			return err
		}
		k := s.cache.Units[reportUnitName(p.slug)]
		if agree && k != nil && k.Digest == p.digest && k.Row != nil && k.Row.Rep != nil && len(k.Row.Rep.Reports) == 1 && len(k.Row.Lines) == len(s.lang) && s.all.have(k.Files) {
			p.kept = k
		}
		return nil
	})
}

func reportUnitName(slug string) string { return "r/" + slug }

// factsOf gathers the facts of a report, which the cache has of one that was left.
func (s *site) factsOf(slug string) facts {
	r := s.p.Record.Report(slug)
	if k := s.cache.Units[reportUnitName(slug)]; r.Left {
		if k == nil { // it is to be made
			return facts{}
		}
		return facts{k.Needs, k.Times, k.Blocks}
	}
	f := facts{needs: s.p.Needs(slug)}
	due := func(d vow.Due) { f.times = append(f.times, d.Instant, d.End()) }
	due(r.Promise.Due)
	for _, m := range r.Moves {
		due(m.Body.Due)
	}
	for _, sl := range r.AllSeals() {
		if day, err := vow.ParseDate(sl.Body.Review); err == nil {
			f.times = append(f.times, vow.At(day))
		}
	}
	for _, t := range r.Texts {
		f.blocks += t.Body.Blocks
	}
	return f
}

// digest begins the digest of a unit: what all pages depend on.
func (s *site) digest() hash.Hash {
	h := sha256.New()
	h.Write(s.base256[:])
	return h
}

func (s *site) digestOfAll() vow.Hash {
	h := sha256.New()
	fmt.Fprintln(h, s.Origin, s.Name, s.Observer, s.Local, s.Trust, s.base, s.hasLetters, s.p.Chain.Hash)
	return vow.Hash(h.Sum(nil))
}

// digestOfOffice tells of what every report depends on: the office's own chain, what this
// version does not know, and, where each dossier holds it, the whole record.
func (s *site) digestOfOffice() vow.Hash {
	h := s.digest()
	o := s.p.Record.Office()
	h.Write(s.entriesOf(nil, o.Indexes))
	for _, x := range s.p.Record.Unknown() {
		fmt.Fprintln(h, x.Index)
	}
	fmt.Fprintln(h, len(o.Days) == 0, s.AsOf.IsZero(), s.whole)
	if s.whole {
		fmt.Fprintln(h, s.p.Whole.Hashes().Root(), s.sightings)
	}
	return vow.Hash(h.Sum(nil))
}

// entriesOf appends what there is to say of entries: their bytes, and their times.
func (s *site) entriesOf(b []byte, indexes []int64) []byte {
	leaves := s.p.Whole.Hashes()
	for _, i := range indexes {
		leaf := leaves.Leaf(i)
		b = binary.LittleEndian.AppendUint64(b, uint64(i)) //nolint:gosec // not negative
		b = append(b, leaf[:]...)
		seen, _ := s.p.Whole.ExistedBy(i)
		not, _ := s.p.Whole.AbsentAt(i)
		b = appendTime(appendTime(b, seen), not)
	}
	return b
}

func appendTime(b []byte, t vow.Time) []byte {
	return binary.LittleEndian.AppendUint64(b, uint64(t.Unix())) //nolint:gosec // any number that is its own
}

// digestOf tells of everything that the pages of a report are made of.
func (s *site) digestOf(slug string, f facts) (vow.Hash, error) {
	h := sha256.New()
	h.Write(s.office256[:])
	r := s.p.Record.Report(slug)
	h.Write(s.entriesOf(nil, r.Indexes))
	for _, e := range s.p.Events(slug, false) {
		h.Write(s.entriesOf(nil, []int64{e.Index}))
	}
	s.digestOfDays(h, r)
	fmt.Fprintln(h, s.quotes.of[slug])
	for _, t := range f.times {
		fmt.Fprint(h, " ", s.AsOf.Compare(t))
	}
	err := s.p.Stamp(slug, f.needs, h)
	return vow.Hash(h.Sum(nil)), err
}

// digestOfDays tells of the days that a report's register counts, and of those whose
// events it opened.
func (s *site) digestOfDays(h hash.Hash, r *record.Report) {
	last := r.Register()
	if last == nil && len(r.Opened) == 0 {
		return
	}
	for _, d := range s.p.Record.Office().Days {
		counts := last != nil && d.Body.Day >= last.Body.From && d.Body.Day <= last.Body.To
		if !counts && !slices.ContainsFunc(r.Opened, func(o *record.Opened) bool { return o.Day == d }) {
			continue
		}
		h.Write(s.entriesOf(nil, []int64{d.Index}))
		for _, o := range d.Opened {
			fmt.Fprint(h, " ", o.Index, o.Erased != nil)
		}
	}
}

// renew brings what was judged of a report up to date, of which nothing changed: the checks
// of the record are judged anew, and where a sentence says up to when the record is known,
// it says up to now.
func (s *site) renew(p plan) *Row {
	row := p.kept.Row
	own := slices.Clone(row.Rep.Checks)
	checks, status := s.p.Whole.RecordChecks(p.slug)
	for i := range own {
		if c := &own[i]; c.ID == verify.ReleaseTime || c.ID == verify.ReleaseFresh {
			for _, known := range []string{"known up to ", "not released by ", "no release is reported by "} {
				c.Say = strings.ReplaceAll(c.Say, known+p.kept.AsOf.String(), known+s.AsOf.String())
			}
		}
	}
	rep := &verify.Report{Verdict: verify.Pass, Checks: slices.Concat(checks, own), Reports: row.Rep.Reports, Record: status}
	order := verify.CheckIDs()
	slices.SortStableFunc(rep.Checks, func(a, b verify.Check) int { return slices.Index(order, a.ID) - slices.Index(order, b.ID) })
	for _, c := range rep.Checks {
		if c.Verdict == verify.Fail || c.Verdict == verify.NotChecked && rep.Verdict == verify.Pass {
			rep.Verdict = c.Verdict
		}
	}
	if st := &rep.Reports[0]; row.Running && st.DaysLate != nil {
		n := verify.DaysLate(s.AsOf, row.End)
		st.DaysLate = &n
	}
	row.Rep = rep
	return row
}
