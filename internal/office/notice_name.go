package office

import (
	"context"

	"vow"
)

// NoticeName returns who stands behind a party of a report's notices, with the reveal of
// the commitment that is public: whoever is handed it can see that it is meant.
//
// Errors: CodeUsage where no name is kept.
func (h *Home) NoticeName(ctx context.Context, report string, party vow.Party) (*vow.Reveal, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	return s.PartyName(ctx, report, party)
}

// EraseNoticeName deletes that name and its salt. Nobody can open or guess the
// commitment any more.
//
// Errors: CodeUsage where no name is kept.
func (h *Home) EraseNoticeName(ctx context.Context, report string, party vow.Party) error {
	if err := h.Writable(); err != nil {
		return err
	}
	s, err := h.Store(ctx)
	if err != nil {
		return err
	}
	return s.DropParty(ctx, report, party)
}
