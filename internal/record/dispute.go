package record

import (
	"vow"
)

// Access is a valid access.given.
type Access struct {
	Index int64
	Body  *vow.AccessGiven
}

// Dispute is a valid entry.disputed: a party's answer to an earlier entry of the same
// chain.
type Dispute struct {
	Index int64
	Of    int64 // the entry that is answered
	Body  *vow.EntryDisputed
}

func (p *Report) planAccess(b *vow.AccessGiven) (func(int64), error) {
	if err := p.beforeRelease(); err != nil {
		return nil, err
	}
	if len(p.Access) >= vow.MaxNotices {
		return nil, vow.Errorf(vow.CodeCheck, "more than %d entries of access", vow.MaxNotices)
	}
	return func(i int64) { p.Access = append(p.Access, Access{i, b}) }, nil
}

// planDispute decides over an answer to an entry. p is nil for one of the office's own.
func (r *Record) planDispute(b *vow.EntryDisputed, p *Report) (func(int64), error) {
	chain, list, whose := r.office.Indexes, &r.office.Disputes, "the office's own"
	if p != nil {
		chain, list, whose = p.Indexes, &p.Disputes, "of this report"
	}
	if len(*list) >= vow.MaxDisputes {
		return nil, vow.Errorf(vow.CodeCheck, "more than %d answers to entries", vow.MaxDisputes)
	}
	for _, i := range chain {
		if r.leaves[i] == b.Entry {
			return func(at int64) { *list = append(*list, Dispute{at, i, b}) }, nil
		}
	}
	return nil, vow.Errorf(vow.CodeCheck, "field entry: no valid entry before it, %s, has this leaf hash", whose)
}

// Disputes returns every answer to an entry, of the office's chain and of all reports,
// by the entry that it answers.
func (r *Record) Disputes() map[int64][]Dispute {
	out := make(map[int64][]Dispute)
	if r.office != nil {
		for _, d := range r.office.Disputes {
			out[d.Of] = append(out[d.Of], d)
		}
	}
	for _, p := range r.reports {
		for _, d := range p.Disputes {
			out[d.Of] = append(out[d.Of], d)
		}
	}
	return out
}
