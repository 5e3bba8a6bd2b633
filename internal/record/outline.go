package record

import (
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"vow"
)

// Outline is what a replay found each entry to be: enough to leave most of them out of
// another replay that asks about few reports (AddKnown).
type Outline struct {
	Reports []string // slugs, in the order of their promises
	Of      []uint32 // of each entry: 1 + the report that alone depends on it, or 0: it is to be replayed
	Texts   []uint64 // the beginning of the hash of each entry's text
}

// Outline returns that of the record.
func (r *Record) Outline() Outline { return Outline{r.Reports(), r.outline, r.texts} }

// isOwn reports whether nothing but its own report depends on an entry of this kind, as
// far as the replay goes, and Report.Left can do without it.
func isOwn(k vow.Kind) bool {
	switch k {
	case vow.KindTextFixed, vow.KindNoticeParty, vow.KindNoticeSent, vow.KindNoticeExtended, vow.KindCommentReceived, vow.KindCommentDisposed,
		vow.KindReleaseMade, vow.KindCorrectionMade, vow.KindRedactionMade, vow.KindAccessGiven, vow.KindMethodFixed, vow.KindTrusteeReleased:
		return true
	}
	return false
}

func shortText(text vow.Hash) uint64 { return binary.LittleEndian.Uint64(text[:]) }

// Known is what an earlier replay found of the first entries, and which reports are asked
// about now. What is said of Checked holds for it.
type Known struct {
	Checked
	Outline
	Want map[string]bool
}

// Leaves reports whether an entry is left out.
func (k *Known) Leaves(index int64) bool {
	if index >= int64(len(k.Of)) || k.Of[index] == 0 {
		return false
	}
	return !k.Want[k.Reports[k.Of[index]-1]]
}

// OK reports whether an outline is well made: its numbers are in bounds. Whether it is
// true, only who keeps it knows.
func (k *Known) OK() bool {
	if int64(len(k.Of)) != k.Size || int64(len(k.Texts)) != k.Size {
		return false
	}
	for _, n := range k.Of {
		if int(n) > len(k.Reports) {
			return false
		}
	}
	return true
}

// ErrLeft says that an entry that is new needs what was left out.
var ErrLeft = errors.New("an entry needs what was left out of the replay")

// AddKnown is AddAll where an earlier replay of the first entries is known, and most
// reports are not asked about: of those nothing is replayed but what others depend on
// (Report.Left). leaves are the leaf hashes of all entries; entries yields those that
// k does not leave out, in order.
//
// Errors: those of the sequence; ErrLeft, CodeState where an entry has another leaf hash.
// The record is then of no use.
func (r *Record) AddKnown(leaves []vow.Hash, entries iter.Seq2[[]byte, error], k Known) error {
	n := len(leaves)
	r.leaves, r.outline, r.texts = slices.Grow(r.leaves, n), slices.Grow(r.outline, n), slices.Grow(r.texts, n)
	var raw [][]byte
	flush := func() error {
		batch := make([]*Parsed, len(raw))
		inParallel(len(raw), func(i int) { batch[i] = Parse(raw[i]) })
		raw = raw[:0]
		at := r.size
		for _, p := range batch {
			for k.Leaves(at) {
				at++
			}
			k.mark(p, at)
			at++
		}
		verifyBatch(batch, r.known, introducedBy(batch))
		for _, p := range batch {
			r.leave(leaves, k)
			if r.size >= int64(len(leaves)) || p.Leaf != leaves[r.size] {
				return vow.Errorf(vow.CodeState, "entry %d is not the one that was hashed: the record changed while it was read", r.size)
			}
			if err := r.addKnown(p, k); err != nil {
				return err
			}
		}
		return nil
	}
	for data, err := range entries {
		if err != nil {
			return err
		}
		if raw = append(raw, data); len(raw) == batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	r.leave(leaves, k)
	if r.size != int64(len(leaves)) {
		return vow.Errorf(vow.CodeState, "%d entries, %d were hashed: the record changed while it was read", r.size, len(leaves))
	}
	return nil
}

// leave passes over entries that nobody asks about.
func (r *Record) leave(leaves []vow.Hash, k Known) {
	for r.size < int64(len(leaves)) && k.Leaves(r.size) {
		p := r.reports[k.Reports[k.Of[r.size]-1]]
		if p == nil { // not in a true outline
			return
		}
		p.Indexes = append(p.Indexes, r.size)
		r.leaves, r.outline, r.texts = append(r.leaves, leaves[r.size]), append(r.outline, k.Of[r.size]), append(r.texts, k.Texts[r.size])
		r.size++
	}
}

// addKnown adds an entry that is not left out.
func (r *Record) addKnown(p *Parsed, k Known) error {
	index := r.size
	var report *Report
	if p.Entry != nil {
		report = r.reports[p.Entry.Body.Common().Report]
	}
	switch {
	case index >= k.Size:
		if report != nil && report.Left || p.Entry != nil && k.hasText(shortText(p.Entry.Text)) {
			return ErrLeft
		}
	case p.Err == nil && report != nil && report.Left:
		return r.applyLeft(p, report)
	}
	_ = r.apply(p) // kept with its reason
	if index < k.Size && p.Entry != nil {
		if b, ok := p.Entry.Body.(*vow.PromiseMade); ok && r.reports[b.Report] != nil && r.reports[b.Report].PromiseAt == index {
			r.reports[b.Report].Left = !k.Want[b.Report]
		}
	}
	return nil
}

// hasText reports whether a text may be that of one of the first entries.
func (k *Known) hasText(text uint64) bool {
	for _, t := range k.Texts {
		if t == text {
			return true
		}
	}
	return false
}

// applyLeft makes the change of a valid entry outside of its report, and what Report.Left
// has: promise, moves, openings, registers, events, disputes and the indexes.
func (r *Record) applyLeft(p *Parsed, report *Report) error {
	index := r.size
	change, own, err := r.planLeft(p, report)
	if err != nil { // not of a valid entry
		return ErrLeft
	}
	r.place(p)
	if own {
		report.Indexes = append(report.Indexes, index)
	}
	change(index)
	return nil
}

// planLeft returns that change, and whether the entry is in the report's chain.
func (r *Record) planLeft(p *Parsed, report *Report) (change func(int64), own bool, err error) {
	signers, err := r.signers(p)
	if err != nil {
		return nil, false, err
	}
	nothing := func(int64) {}
	switch b := p.Entry.Body.(type) {
	case *vow.Unknown:
		change, err = r.plan(p)
		return change, false, err
	case *vow.SealMade:
		return func(i int64) { r.seals[b.Seal] = i }, true, nil
	case *vow.TrusteeConfirmed:
		return func(int64) { r.seat(b.Handle, b.VKey) }, true, nil
	case *vow.PromiseMoved:
		return func(i int64) { report.Moves = append(report.Moves, Move{i, b}) }, true, nil
	case *vow.EventOpened:
		change, err = r.planOpened(b, report, signers)
	case *vow.RegisterStated:
		change, err = report.planRegister(b)
	case *vow.TextErased:
		if !b.Root.IsZero() {
			return nothing, true, nil
		}
		change, err = r.planErased(b, report)
	case *vow.EntryDisputed:
		change, err = r.planDispute(b, report)
	default:
		if !b.Common().Kind.IsEvent() {
			return nothing, true, nil
		}
		change, err = r.planEvent(p.Entry, report, signers)
	}
	return change, true, err
}

// mark says of an entry what the earlier replay found.
func (c *Checked) mark(p *Parsed, at int64) {
	if at >= c.Size {
		return
	}
	if why, bad := c.Invalid[at]; bad {
		p.Err = vow.Errorf(vow.CodeCheck, "%s", why)
	}
	p.checked = true
}
