package office

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/internal/store"
)

// NoteOptions say how an event is noted.
type NoteOptions struct {
	Public bool         // the fact is public already: an entry at once
	Again  bool         // note it although the same was noted before
	Files  []store.File // kept with it, in the private store alone
	Quote  bool         // public, although it quotes words that stand in one version of a letter alone
	Name   string       // whom the commitment in it hides: two of one day are not one event
}

// Noted says what became of an event.
type Noted struct {
	Kind     vow.Kind `json:"kind"`
	Report   string   `json:"report,omitempty"`
	ID       string   `json:"id,omitempty"`        // in the private store
	Day      string   `json:"day,omitempty"`       // that counts it
	Commit   vow.Hash `json:"commit,omitzero"`     // which the day holds
	Already  bool     `json:"already,omitempty"`   // the same was noted before, as ID
	Officers []string `json:"officers,omitempty"`  // whose keys stand by it, where two must
	NeedsTwo bool     `json:"needs_two,omitempty"` // two officers must, and do not yet
	Entry    *Outcome `json:"entry,omitempty"`     // in the record instead
}

// Stamp returns what every event of this office begins with: the time and the
// record's origin.
func (h *Home) Stamp() (at vow.Time, log string, err error) {
	key, err := h.logKey()
	return vow.At(h.Env.Now()), key.Name, err
}

// NoteEvent notes something that happened. body is complete but for refs; At and Log
// are Stamp's. By default it goes into the private store at once, and into the count
// of the day: which day is the office's, never one that is fixed already, whatever
// this machine's clock says. With Public, and always in an observer's record, it is
// submitted as an entry. The same statement is noted once, so that a command that
// was killed can be repeated.
//
// Errors: CodeUsage where the body is wrong or its report is not promised.
func (h *Home) NoteEvent(ctx context.Context, body vow.Body, o NoteOptions) (*Noted, error) {
	list, err := h.NoteEvents(ctx, []vow.Body{body}, o)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// NoteEvents notes several events, all or none. Public ones come one at a time.
func (h *Home) NoteEvents(ctx context.Context, bodies []vow.Body, o NoteOptions) ([]*Noted, error) {
	if err := h.Writable(); err != nil {
		return nil, err
	}
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	if rec.Office() == nil {
		return nil, vow.Errorf(vow.CodeState, "the record of %s has no valid first entry", h.dir).WithHint("'vow fsck' says more")
	}
	public := o.Public || rec.Office().Created.Role == vow.Observer
	for _, b := range bodies {
		if err := checkEvent(rec, b, public); err != nil {
			return nil, err
		}
	}
	if public {
		return h.notePublic(ctx, bodies, o)
	}
	return h.notePrivate(ctx, rec, bodies, o)
}

// checkEvent refuses what could not be an entry of the record.
func checkEvent(rec *record.Record, body vow.Body, public bool) error {
	c := body.Common()
	if !c.Kind.IsEvent() {
		return vow.Errorf(vow.CodeState, "%s is no kind of event", c.Kind)
	}
	if err := vow.ValidateBody(body); err != nil {
		return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("%s", vow.HintOf(err))
	}
	if _, err := vow.NewPending(body); err != nil { // too long
		return vow.Errorf(vow.CodeUsage, "%w", err)
	}
	if c.Report != "" && rec.Report(c.Report) == nil {
		return vow.Errorf(vow.CodeUsage, "field report: no promise was made for %q", c.Report).
			WithHint("'vow status' lists the reports; an event of no report is the office's own")
	}
	if public && hidesSigner(body) {
		return refuseHidden()
	}
	// A code may be of a State that only an exercise knows; a handle may not be a State's name.
	return checkNamed(slices.DeleteFunc(partiesOf(body), vow.Party.IsCode))
}

// hidesSigner reports whether an event is of a signer who may not be named.
func hidesSigner(body vow.Body) bool {
	b, ok := body.(*vow.SignerEvent)
	return ok && b.Unnamed
}

func refuseHidden() error {
	return vow.Errorf(vow.CodeRefused, "a signer who may not be named: in public it would say that there is one, under which version and when").
		WithHint("it stays in the private store ('vow signer list'), and the register closes it: --close ID=private-person")
}

// RefuseHidden refuses a signer who may not be named where events are entries, before
// the name is kept.
//
// Errors: CodeRefused.
func (h *Home) RefuseHidden(ctx context.Context, public bool) error {
	observer, err := h.isObserver(ctx)
	if err == nil && (public || observer) {
		err = refuseHidden()
	}
	return err
}

// notePublic submits an event as an entry.
func (h *Home) notePublic(ctx context.Context, bodies []vow.Body, o NoteOptions) (out []*Noted, err error) {
	if len(bodies) != 1 {
		return nil, vow.Errorf(vow.CodeUsage, "%d events: entries are made one at a time, each shown before it is signed", len(bodies))
	}
	if len(o.Files) > 0 {
		return nil, vow.Errorf(vow.CodeUsage, "an entry keeps no files: they go with an event in the private store")
	}
	if err := h.refuseUnique(ctx, bodies[0], o.Quote); err != nil {
		return nil, err
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if needsTwo(bodies[0]) && w.rec.Office().Created.Role == vow.Publisher && officersInForce(w.rec) < 2 {
		return nil, vow.Errorf(vow.CodeRefused, "an oral approach needs two officers, and this office has one").
			WithHint("'vow officer add' adds another; without --public it is kept and counted, unconfirmed")
	}
	entry, err := w.submit(ctx, bodies[0])
	if err != nil {
		return nil, err
	}
	c := bodies[0].Common()
	return []*Noted{{Kind: c.Kind, Report: c.Report, Entry: entry}}, nil
}

// notePrivate keeps events in the store and counts them.
func (h *Home) notePrivate(ctx context.Context, rec *record.Record, bodies []vow.Body, o NoteOptions) ([]*Noted, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	day, err := openDay(rec, vow.At(h.Env.Now()))
	if err != nil {
		return nil, err
	}
	out := make([]*Noted, len(bodies))
	var fresh []store.Event
	var places []int
	for i, b := range bodies {
		e, err := newEvent(b, day, o)
		if err != nil {
			return nil, err
		}
		c := b.Common()
		out[i] = &Noted{Kind: c.Kind, Report: c.Report}
		if !o.Again {
			same, err := s.Events(ctx, store.Filter{Same: e.Same})
			if err != nil {
				return nil, err
			}
			if len(same) > 0 {
				// The name was kept with the event that stands, and is not kept twice: what
				// is erased with that event would stay here.
				if c := partyCommit(b); !c.IsZero() && !bytes.Contains(same[0].Content, []byte(c.String())) {
					if err := s.DropName(ctx, c); err != nil {
						return nil, err
					}
				}
				out[i].Already = true
				out[i].keep(same[0])
				continue
			}
		}
		fresh, places = append(fresh, e), append(places, i)
	}
	kept, err := s.AddEvents(ctx, fresh)
	if err != nil {
		return nil, err
	}
	for n, e := range kept {
		out[places[n]].keep(e)
	}
	for i, b := range bodies {
		if !needsTwo(b) {
			continue
		}
		if err := h.standBy(ctx, rec, s, out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (n *Noted) keep(e store.Event) { n.ID, n.Day, n.Commit = e.ID, e.Day, e.Commit }

// newEvent is the event of the store that keeps a body.
func newEvent(b vow.Body, day string, o NoteOptions) (store.Event, error) {
	content, err := vow.MarshalCanonical(b)
	if err != nil {
		return store.Event{}, err
	}
	bare, err := bareEvent(b)
	if err != nil {
		return store.Event{}, err
	}
	if o.Name != "" {
		bare = append(append(bare, 0), o.Name...)
	}
	c := b.Common()
	return store.Event{Kind: c.Kind, Report: c.Report, Day: day, At: c.At, Content: content, Same: vow.SumHash(bare), Files: o.Files}, nil
}

// bareEvent is bareStatement without what hides a name, which is fresh each time.
func bareEvent(b vow.Body) ([]byte, error) {
	bare, err := bareStatement(b)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(bare, &m); err != nil {
		return nil, err
	}
	delete(m, "party_commit")
	return vow.MarshalCanonical(m)
}

// EventRef returns what others call an event: its commitment for an id of the private
// store, the leaf hash for the number of an entry, "#14", and a hash that is given as such.
//
// Errors: CodeUsage where kinds are given and the event with that id is of none.
func (h *Home) EventRef(ctx context.Context, ref string, kinds ...vow.Kind) (vow.Hash, error) {
	if hash, err := vow.ParseHash(ref); err == nil {
		return hash, nil
	}
	if number, ok := strings.CutPrefix(ref, "#"); ok {
		return h.entryRef(ctx, number)
	}
	s, err := h.Store(ctx)
	if err != nil {
		return vow.Hash{}, err
	}
	e, err := s.Event(ctx, ref)
	if err == nil && len(kinds) > 0 && !slices.Contains(kinds, e.Kind) {
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "the event %s is a %s, and one of the kind %s is meant", ref, e.Kind, kinds[0]).
			WithHint("'vow event list --kind %s' shows those", kinds[0])
	}
	return e.Commit, err
}

// entryRef is the leaf hash of an entry, by its number.
func (h *Home) entryRef(ctx context.Context, number string) (vow.Hash, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return vow.Hash{}, err
	}
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(rec.Leaves()) {
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "#%s: no such entry; the record holds %d, counted from 0", number, len(rec.Leaves())).WithHint("'vow log' shows them")
	}
	return rec.Leaves()[i], nil
}

// Contradicts says where something that happened at when would have happened before what
// it is about: the event with this id of the private store, or an entry, as #22; "" if
// not, or if the dates are too vague to tell. Both stay as they were said.
func (h *Home) Contradicts(ctx context.Context, when vow.EDTF, id string) (string, error) {
	if number, ok := strings.CutPrefix(id, "#"); ok {
		return h.contradictsEntry(ctx, when, number)
	}
	if !store.IsEventID(id) {
		return "", nil
	}
	s, err := h.Store(ctx)
	if err != nil {
		return "", err
	}
	e, err := s.Event(ctx, id)
	if err != nil || !e.Erased.IsZero() {
		return "", err
	}
	body, err := bodyOf(e)
	if err != nil {
		return "", err
	}
	b, ok := body.(vow.Reported)
	if !ok {
		return "", nil
	}
	return contradict(when, b.Observed().When, "the event "+id+", which it is about,"), nil
}

// contradictsEntry is Contradicts of an entry: where that says no date of its own, it is
// known to be no older than the promise, and nothing is said.
func (h *Home) contradictsEntry(ctx context.Context, when vow.EDTF, number string) (string, error) {
	r, _, err := h.readRecord(ctx)
	if err != nil {
		return "", err
	}
	i, err := strconv.ParseInt(number, 10, 64)
	if err != nil || i < 0 || i >= r.Size() {
		return "", nil
	}
	for e, err := range r.Entries(i, i+1) {
		if err != nil {
			return "", err
		}
		entry, err := vow.ParseEntry(e.Data)
		if err != nil {
			return "", nil
		}
		if b, ok := entry.Body.(vow.Reported); ok {
			return contradict(when, b.Observed().When, "entry "+number+", which it is about,"), nil
		}
	}
	return "", nil
}

// contradict says where something of when is surely before what, of before, that it
// follows; "" where it is not, or nobody can tell.
func contradict(when, before vow.EDTF, what string) string {
	_, last, err1 := when.Bounds()
	first, _, err2 := before.Bounds()
	if when == "" || before == "" || err1 != nil || err2 != nil || last.IsZero() || first.IsZero() || !last.Before(first) {
		return ""
	}
	return fmt.Sprintf("the dates contradict: this is of %s, and %s of %s", when, what, before)
}

// HideParty keeps who stands behind a class in the private store, and returns the
// commitment that may be public; "" for a signer, who has none.
//
// Errors: CodeUsage where the class spells the name.
func (h *Home) HideParty(ctx context.Context, class vow.Party, name string) (vow.Hash, error) {
	if err := h.Writable(); err != nil {
		return vow.Hash{}, err
	}
	if err := refuseSpelled(class, name); err != nil {
		return vow.Hash{}, err
	}
	s, err := h.Store(ctx)
	if err != nil {
		return vow.Hash{}, err
	}
	return s.HideName(ctx, name)
}

// openDay returns the office's day of now, or the first after the last fixed one:
// where the clock was set back across the office's hour, or fixed days lie ahead of
// it, what is noted is counted later, and is counted.
func openDay(rec *record.Record, now vow.Time) (string, error) {
	day, err := vow.DayAt(now, rec.Office().Created.Procedure.DayHour)
	if err != nil {
		return "", err
	}
	for _, d := range rec.Office().Days {
		if d.Body.Day >= day {
			day = vow.NextDay(d.Body.Day)
		}
	}
	return day, nil
}

// needsTwo reports whether two officers stand by the note of an event: of an oral
// approach there is nothing else.
func needsTwo(b vow.Body) bool {
	c, ok := b.(*vow.Contact)
	return ok && c.Oral()
}
