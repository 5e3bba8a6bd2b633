package record

import "vow"

// Event is a valid entry of an event kind: something that happened and is public
// already. What an office keeps to itself is in its days.
type Event struct {
	Index int64
	Leaf  vow.Hash
	Body  vow.Body
}

// planEvent decides over an entry of an event kind. p is nil for one of the
// office's own.
func (r *Record) planEvent(e *vow.Entry, p *Report, signers []signer) (func(int64), error) {
	if c, ok := e.Body.(*vow.Contact); ok && c.Oral() && !c.Observed().Given() && len(signers) < 2 {
		return nil, needMore("field channel: two officers stand by the note of an oral approach, %s found", count(int64(len(signers)), "signature"))
	}
	return func(i int64) {
		ev := Event{Index: i, Leaf: e.Leaf, Body: e.Body}
		if p != nil {
			p.Events = append(p.Events, ev)
			return
		}
		r.office.Events = append(r.office.Events, ev)
		r.office.Indexes = append(r.office.Indexes, i)
	}, nil
}
