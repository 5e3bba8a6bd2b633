package office

import (
	"context"
	"slices"
	"strconv"

	"vow"
	"vow/internal/letters"
	"vow/internal/positions"
	"vow/internal/record"
	"vow/internal/store"
)

// Instruments gathers every instrument that the home has noted positions on, by slug.
// With public it is only what is public already: entries and opened events.
func (h *Home) Instruments(ctx context.Context, public bool) ([]*positions.Instrument, error) {
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	noted, err := k.positions(ctx, "", public)
	return positions.Of(noted), err
}

// positions are the events of an instrument, or of all for "".
func (k *known) positions(ctx context.Context, slug string, public bool) (noted []positions.Noted, err error) {
	if k.store != nil {
		if noted, err = privatePositions(ctx, k.store, slug, public); err != nil {
			return nil, err
		}
	}
	for _, e := range k.events {
		if b, ok := e.Body.(*vow.Position); ok && (slug == "" || b.Instrument == slug) {
			noted = append(noted, positions.Noted{ID: "#" + strconv.FormatInt(e.Index, 10), Body: b})
		}
	}
	return noted, nil
}

// privatePositions are those of the store on an instrument, or on all for "".
func privatePositions(ctx context.Context, s *store.Store, slug string, public bool) ([]positions.Noted, error) {
	list, err := s.PositionEvents(ctx, slug)
	if err != nil {
		return nil, err
	}
	var noted []positions.Noted
	for _, e := range list {
		if !e.Erased.IsZero() || public && e.Opened.IsZero() {
			continue
		}
		body, err := bodyOf(e)
		if err != nil {
			return nil, err
		}
		if b, ok := body.(*vow.Position); ok {
			noted = append(noted, positions.Noted{ID: e.ID, Body: b})
		}
	}
	return noted, nil
}

// Instrument returns one instrument: one that positions are noted on, or a letter.
// What a letter asks for is its question; where none is noted, the one given is.
//
// Errors: CodeUsage where nothing is noted of it.
func (h *Home) Instrument(ctx context.Context, slug string, public bool) (*positions.Instrument, error) {
	list, err := h.InstrumentsNamed(ctx, public, slug)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// InstrumentsNamed is Instrument for several: home and record are read once.
func (h *Home) InstrumentsNamed(ctx context.Context, public bool, slugs ...string) ([]*positions.Instrument, error) {
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]*positions.Instrument, len(slugs))
	for i, slug := range slugs {
		if out[i], err = k.instrument(ctx, slug, public); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (k *known) instrument(ctx context.Context, slug string, public bool) (*positions.Instrument, error) {
	noted, err := k.positions(ctx, slug, public)
	if err != nil {
		return nil, err
	}
	l, err := k.letter(ctx, slug, public, false)
	switch {
	case err == nil:
		return positions.OfLetter(letters.Count(slug, l.Versions, l.Events, vow.Time{}, public), questionOf(l.Said), noted...), nil
	case vow.CodeOf(err) != vow.CodeUsage:
		return nil, err
	case len(noted) > 0:
		return positions.Of(noted)[0], nil
	}
	if public {
		return nil, vow.Errorf(vow.CodeUsage, "nothing public is noted of an instrument %q, nor of a letter of that name", slug).
			WithHint("the private store is left out by --public; 'vow event open' makes what is in it public")
	}
	return nil, vow.Errorf(vow.CodeUsage, "neither positions on an instrument %q are noted, nor a letter of that name", slug).
		WithHint("'vow position show' lists the instruments, 'vow letter list' the letters")
}

// questionOf is what a letter's signers took a stand on: by what the last event asks
// for that says so.
func questionOf(said []SaidOfLetter) vow.Question {
	for _, s := range slices.Backward(said) {
		switch s.Body.Ask {
		case "":
			continue
		case "concern", "support", "debate":
			return vow.Question(s.Body.Ask)
		case "publish", "withhold", "delay":
			return "publication"
		}
		break
	}
	return "other"
}

// publicEvents are the events that are entries, in order.
func publicEvents(rec *record.Record) []record.Event {
	var list []record.Event
	if o := rec.Office(); o != nil {
		list = append(list, o.Events...)
	}
	for _, slug := range rec.Reports() {
		list = append(list, rec.Report(slug).Events...)
	}
	slices.SortFunc(list, func(a, b record.Event) int { return int(a.Index - b.Index) })
	return list
}
