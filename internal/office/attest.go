package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/store"
)

// Two officers stand by the note of an oral approach: their signatures over its
// text are kept with the event. The first is of the officer who notes it; the event
// is kept and counted at once, and says that it needs another.

// standingBy returns the officers of a home's record whose signatures over an event
// are true. An officer who left has stood by it all the same.
func standingBy(rec *record.Record, a *vow.Attestation, list []store.Stands) []string {
	var names []string
	for _, st := range list {
		k := st.Key
		isOfficer := slices.ContainsFunc(rec.Office().Officers, func(o *record.Officer) bool {
			return o.Key.String() == k.String() && o.Role != vow.RoleClerk
		})
		if isOfficer && !slices.Contains(names, k.Name) && k.VerifyNote(a.Text(), st.Signature.Bytes) {
			names = append(names, k.Name)
		}
	}
	return names
}

// standBy adds the own officer's signature to an event that two must stand by, and
// says who does.
func (h *Home) standBy(ctx context.Context, rec *record.Record, s *store.Store, n *Noted) error {
	e, err := s.Event(ctx, n.ID)
	if err != nil {
		return err
	}
	a, err := vow.NewAttestation(e.Content)
	if err != nil {
		return err
	}
	list, err := s.Attestations(ctx, n.ID)
	if err != nil {
		return err
	}
	n.Officers = standingBy(rec, a, list)
	if own, _, err := h.PublicKey(OfficerKey); err == nil && h.HasKey(OfficerKey) && inForce(rec, own) && !slices.Contains(n.Officers, own.Name) {
		signer, err := h.Signer(OfficerKey)
		if err != nil {
			return err
		}
		if err := s.AddAttestation(ctx, n.ID, store.Stands{Key: own, Signature: signer.Sign(a.Text())}); err != nil {
			return err
		}
		n.Officers = append(n.Officers, own.Name)
	}
	n.NeedsTwo = len(n.Officers) < 2
	return nil
}

// requireTwo refuses to open the note of an oral approach by which one officer alone
// stands: nothing else shows what was said.
func (w *writer) requireTwo(ctx context.Context, s *store.Store, e store.Event) error {
	i, err := w.home.eventInfo(ctx, s, w.rec, e)
	if err != nil || !i.NeedsTwo {
		return err
	}
	hint := fmt.Sprintf("'vow event attest %s -o FILE' writes it for another officer; a register can close it as well", e.ID)
	if officersInForce(w.rec) < 2 {
		hint = "'vow officer add' adds another officer; a register can close it as well"
	}
	return vow.Errorf(vow.CodeRefused, "the event %s is an oral approach: two officers stand by its note, and %d do", e.ID, len(i.Officers)).WithHint("%s", hint)
}

// holdOral says why the opening of an oral approach is not recorded yet, or "": the entry
// shows everybody that two officers stand by it.
func (w *writer) holdOral(ctx context.Context, p *vow.Pending) (string, error) {
	b, ok := p.Body.(*vow.EventOpened)
	if !ok || w.officersOn(p) >= 2 {
		return "", nil
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return "", err
	}
	e, err := s.EventByCommit(ctx, b.Commit)
	if errors.Is(err, store.ErrNoEvent) || err == nil && !e.Erased.IsZero() {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	body, err := bodyOf(e)
	if err != nil || !needsTwo(body) {
		return "", err
	}
	return "in the outbox for a second officer's signature: it opens the note of an oral approach", nil
}

// officersInForce counts the officers in force, clerks left out.
func officersInForce(rec *record.Record) int {
	n := 0
	for _, o := range rec.Office().InForce() {
		if o.Role != vow.RoleClerk {
			n++
		}
	}
	return n
}

// inForce reports whether k is the key of an officer, not a clerk, who is in force.
func inForce(rec *record.Record, k vow.Key) bool {
	o := rec.Office().Officer(k.Name)
	return o != nil && o.Role != vow.RoleClerk && o.Key.String() == k.String() && slices.Contains(rec.Office().InForce(), o)
}

// Attestation returns an event with the signatures of those who stand by it, for
// another officer to sign in a home of theirs. It holds the event's text in the
// clear.
func (h *Home) Attestation(ctx context.Context, id string) (*vow.Attestation, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if !e.Erased.IsZero() {
		return nil, vow.Errorf(vow.CodeRefused, "the text of event %s was erased", id)
	}
	a, err := vow.NewAttestation(e.Content)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "event %s: %w", id, err)
	}
	list, err := s.Attestations(ctx, id)
	for _, st := range list {
		a.Add(st.Signature)
	}
	return a, err
}

// ReadAttestation reads an attestation's file.
func ReadAttestation(path string) (*vow.Attestation, error) {
	b, err := durable.ReadBounded(path, vow.MaxEntry)
	if err != nil {
		return nil, err
	}
	a, err := vow.ParseAttestation(b)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", path, err)
	}
	return a, nil
}

// SignAttestation adds the signature of this home's officer. Whoever calls it has
// shown what is stood by.
func (h *Home) SignAttestation(a *vow.Attestation) error {
	signer, err := h.Signer(OfficerKey)
	if err != nil {
		return err
	}
	a.Add(signer.Sign(a.Text()))
	return nil
}

// Attest keeps the signatures of an attestation with the event that they are over.
//
// Errors: CodeRefused where the event is not of this home or a signature is not that
// of an officer in force.
func (h *Home) Attest(ctx context.Context, a *vow.Attestation) (*Noted, error) {
	if err := h.Writable(); err != nil {
		return nil, err
	}
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	e, err := findContent(ctx, s, a)
	if err != nil {
		return nil, err
	}
	for _, sig := range a.Sigs {
		o := rec.Office().Officer(sig.Name)
		if o == nil || !inForce(rec, o.Key) || o.Key.ID != sig.ID || !o.Key.VerifyNote(a.Text(), sig.Bytes) {
			return nil, vow.Errorf(vow.CodeRefused, "the signature of %s is not that of an officer in force over this event", sig.Name)
		}
		if err := s.AddAttestation(ctx, e.ID, store.Stands{Key: o.Key, Signature: sig}); err != nil {
			return nil, err
		}
	}
	n := &Noted{Kind: e.Kind, Report: e.Report}
	n.keep(e)
	return n, h.standBy(ctx, rec, s, n)
}

// findContent finds the event that an attestation is over.
func findContent(ctx context.Context, s *store.Store, a *vow.Attestation) (store.Event, error) {
	list, err := s.Events(ctx, store.Filter{Kinds: []vow.Kind{a.Event.Common().Kind}})
	if err != nil {
		return store.Event{}, err
	}
	for _, e := range list {
		if bytes.Equal(e.Content, a.Line) {
			return e, nil
		}
	}
	return store.Event{}, vow.Errorf(vow.CodeRefused, "this home has no event that says this").
		WithHint("'vow event attest ID -o FILE' writes the event for another officer; the words must be the same")
}
