package store

import "context"

// PositionEvents returns the positions on an instrument, or on all for "", in the
// order in which they were noted. Erased ones are among all alone: nothing says any
// more what they were on.
func (s *Store) PositionEvents(ctx context.Context, instrument string) ([]Event, error) {
	const kind = "WHERE kind = 'position'" // the condition of the index events_position, word for word
	if instrument == "" {
		return s.query(ctx, kind+" ORDER BY n")
	}
	return s.query(ctx, kind+" AND json_extract(CAST(content AS TEXT), '$.instrument') = ? ORDER BY n", instrument)
}
