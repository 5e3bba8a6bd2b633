package record

import (
	"fmt"
	"slices"

	"vow"
)

// planReport decides over an entry of a report's chain.
func (r *Record) planReport(e *vow.Entry, c vow.Common, signers []signer) (func(int64), error) {
	p := r.reports[c.Report]
	if b, ok := e.Body.(*vow.PromiseMade); ok {
		if p != nil {
			return nil, vow.Errorf(vow.CodeCheck, "a promise for %q was made by entry %d; later ones are moves", c.Report, p.PromiseAt)
		}
		return func(index int64) {
			r.order = append(r.order, c.Report)
			r.reports[c.Report] = &Report{Slug: c.Report, number: uint32(len(r.order) - 1), Promise: b, PromiseAt: index, Indexes: []int64{index}, state: e.Leaf, last: Last{index, b},
				bySeal: make(map[vow.SealID]*Seal), byHead: make(map[vow.Hash]*Seal), sealed: make(map[vow.Hash]*Seal), fixed: make(map[vow.Hash]int), corrected: make(map[string]int), redacted: make(map[vow.Hash]int64), round: newRound()}
		}, nil
	}
	if p == nil {
		return nil, vow.Errorf(vow.CodeCheck, "field report: no promise was made for %q", c.Report)
	}
	change, err := p.plan(e, signers, r)
	if err != nil {
		return nil, err
	}
	return func(index int64) {
		p.Indexes = append(p.Indexes, index)
		if c.Kind.ChangesState() {
			p.state, p.last = e.Leaf, Last{index, e.Body}
		}
		change(index)
	}, nil
}

func (p *Report) plan(e *vow.Entry, signers []signer, r *Record) (func(int64), error) {
	if e.Body.Common().Kind.IsEvent() {
		return r.planEvent(e, p, signers)
	}
	switch b := e.Body.(type) {
	case *vow.PromiseMoved:
		return p.planMove(b, signers)
	case *vow.TextFixed:
		return func(i int64) {
			p.Texts = append(p.Texts, Text{i, b})
			if _, ok := p.fixed[b.Root]; !ok {
				p.fixed[b.Root] = b.Blocks
			}
		}, nil
	case *vow.SealMade:
		return p.planSeal(b, signers, r)
	case *vow.ReleaseMade:
		return p.planRelease(b)
	case *vow.CorrectionMade:
		return p.planCorrection(b)
	case *vow.RedactionMade:
		return p.planRedaction(b, signers)
	case *vow.NoticeParty, *vow.NoticeSent, *vow.NoticeExtended, *vow.CommentReceived, *vow.CommentDisposed:
		return p.planNotice(e)
	case *vow.TrusteeConfirmed:
		return r.planConfirmed(p, b, signers)
	case *vow.TrusteeReleased:
		return r.planReleased(p, b, signers)
	case *vow.EventOpened:
		return r.planOpened(b, p, signers)
	case *vow.RegisterStated:
		return p.planRegister(b)
	case *vow.TextErased:
		return r.planErased(b, p)
	case *vow.MethodFixed:
		return r.planMethod(b, p)
	case *vow.AccessGiven:
		return p.planAccess(b)
	case *vow.EntryDisputed:
		return r.planDispute(b, p)
	}
	return nil, vow.Errorf(vow.CodeCheck, "no rule for the kind %s", e.Body.Common().Kind)
}

func (p *Report) planMove(b *vow.PromiseMoved, signers []signer) (func(int64), error) {
	if p.Released() != nil {
		return nil, vow.Errorf(vow.CodeCheck, "the report is released; its promise cannot be moved any more")
	}
	if b.Reason == vow.ReasonProtected && len(signers) < 2 {
		return nil, needMore("a move for a protected reason needs two signatures, %d found", len(signers))
	}
	return func(i int64) { p.Moves = append(p.Moves, Move{i, b}) }, nil
}

func (p *Report) planSeal(b *vow.SealMade, signers []signer, r *Record) (func(int64), error) {
	if p.Released() != nil {
		return nil, vow.Errorf(vow.CodeCheck, "the report is released; it cannot be sealed again")
	}
	var parts []*Seal
	var err error
	switch {
	case b.Part == vow.PartBody:
		parts, err = p.planBody(b)
	case b.Reply != "":
		err = p.CheckLate(b)
	default:
		err = p.CheckPart(b)
	}
	if err != nil {
		return nil, err
	}
	if i, ok := r.seals[b.Seal]; ok {
		return nil, vow.Errorf(vow.CodeCheck, "field seal: the seal %s was made by entry %d", b.Seal, i)
	}
	for _, role := range b.Signoffs {
		if !slices.ContainsFunc(signers, func(s signer) bool { return s.role == role }) {
			return nil, needMore("field signoffs: no signature of the role %s", role)
		}
	}
	officers := 0
	for _, s := range signers {
		if !s.isNew && s.role.Valid() && s.role != vow.RoleClerk {
			officers++
		}
	}
	if limit := r.office.Created.Procedure.HoldDays; b.OverHold(limit) && officers < 2 {
		return nil, needMore("trustees can hold it for %s, and the office's limit is %d: that needs two officers' signatures, %d found", count(b.HoldDays(), "day"), limit, officers)
	}
	return func(i int64) {
		s := &Seal{Index: i, Body: b, ReleaseAt: -1, Officers: officers, Parts: parts,
			confirmed: make(map[string]int), shares: make(map[string]int)}
		p.bySeal[b.Seal] = s
		if p.byHead[b.Lock.Head] == nil {
			p.byHead[b.Lock.Head] = s
		}
		r.seals[b.Seal] = i
		switch {
		case b.Part == vow.PartBody:
			p.addBody(s)
		case b.Reply != "":
			p.addLate(s)
		default:
			p.addPart(s)
		}
	}, nil
}

func (p *Report) planRelease(b *vow.ReleaseMade) (func(int64), error) {
	if b.Observed().Given() {
		return p.planObserved(b)
	}
	if s := p.bySeal[b.Seal]; s != nil {
		if s.ReleaseAt >= 0 {
			return nil, vow.Errorf(vow.CodeCheck, "the seal %s was released by entry %d", b.Seal, s.ReleaseAt)
		}
		return func(i int64) {
			s.Release, s.ReleaseAt = b, i
			if p.released == nil && s.Body.Part == vow.PartBody {
				p.released = s
			}
		}, nil
	}
	return nil, vow.Errorf(vow.CodeCheck, "field seal: no seal %s of this report", b.Seal)
}

func (p *Report) planCorrection(b *vow.CorrectionMade) (func(int64), error) {
	if p.Released() == nil {
		return nil, vow.Errorf(vow.CodeCheck, "a text can be corrected only after the release; before it, fix and seal again")
	}
	if _, ok := p.fixed[b.Root]; !ok {
		return nil, vow.Errorf(vow.CodeCheck, "field root: no text with this root was fixed for the report")
	}
	next := p.corrected[b.Type] + 1
	if b.Number != next {
		return nil, vow.Errorf(vow.CodeCheck, "field number: %s %d expected", b.Type, next)
	}
	return func(i int64) {
		p.Corrections = append(p.Corrections, Correction{i, b})
		p.corrected[b.Type]++
	}, nil
}

// count says a number of things in words: 1 day, 2 days.
func count(n int64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
