package record

import "vow"

// Event is a valid entry about an event in the world: something that somebody did,
// not a step of the office's own procedure.
type Event struct {
	Index int64
	Body  vow.Reported
}

// Events returns the events that stand in the record itself, in its order. Those of
// the daily roots are not among them.
func (r *Record) Events() []Event { return r.events }

// planEvent decides over an event. An observer says of each where it is known from;
// a publisher's entries say what the office itself met with.
func (r *Record) planEvent(b vow.Reported) (func(int64), error) {
	given, observer := b.Observed().Given(), r.office.Created.Role == vow.Observer
	switch {
	case given && !observer:
		return nil, vow.Errorf(vow.CodeCheck, "field attributed_to: only an observer's record reports what others did")
	case !given && observer:
		return nil, vow.Errorf(vow.CodeCheck, "field attributed_to: missing: an observer's record says of all that it reports whose doing it is, and where it is known from")
	}
	return func(i int64) { r.events = append(r.events, Event{i, b}) }, nil
}
