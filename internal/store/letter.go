package store

import (
	"context"
	"database/sql"
	"errors"

	"vow"
)

// letterKinds is the condition of the index events_letter, word for word.
const letterKinds = "kind IN ('letter', 'signer', 'count-claim')"

// LetterEvents returns the events about a letter, its versions, signers and counts, in
// the order in which they were noted, without the bytes of their files. Erased ones
// are not among them: nothing says any more which letter they were about.
func (s *Store) LetterEvents(ctx context.Context, letter string) ([]Event, error) {
	return s.query(ctx, "WHERE "+letterKinds+" AND json_extract(CAST(content AS TEXT), '$.letter') = ? ORDER BY n", letter)
}

// Letters returns the slugs of all letters that an event is about, sorted.
func (s *Store) Letters(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT DISTINCT json_extract(CAST(content AS TEXT), '$.letter') AS slug FROM events WHERE "+letterKinds+" AND slug IS NOT NULL ORDER BY slug")
	if err != nil {
		return nil, s.wrap("read", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var slug string
		if err := rows.Scan(&slug); err != nil {
			return nil, s.wrap("read", err)
		}
		out = append(out, slug)
	}
	return out, s.wrap("read", rows.Err())
}

// Given is who was given a version of a letter, and when.
type Given struct {
	Version string
	Party   vow.Party
	Day     vow.EDTF
}

// NoteGiven notes to whom a version was given, all or none. Who was given it before
// keeps the first date.
func (s *Store) NoteGiven(ctx context.Context, letter string, list []Given, at vow.Time) error {
	return s.Do(ctx, func(tx *sql.Tx) error {
		for _, g := range list {
			if _, err := tx.ExecContext(ctx, "INSERT INTO letter_distribution (letter, version, party, day, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
				letter, g.Version, string(g.Party), string(g.Day), at.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// GivenOf returns to whom the versions of a letter were given, by version and party.
func (s *Store) GivenOf(ctx context.Context, letter string) ([]Given, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT version, party, day FROM letter_distribution WHERE letter = ? ORDER BY version, party", letter)
	if err != nil {
		return nil, s.wrap("read", err)
	}
	defer rows.Close()
	var out []Given
	for rows.Next() {
		var g Given
		var party, day string
		if err := rows.Scan(&g.Version, &party, &day); err != nil {
			return nil, s.wrap("read", err)
		}
		g.Party, g.Day = vow.Party(party), vow.EDTF(day)
		out = append(out, g)
	}
	return out, s.wrap("read", rows.Err())
}

// KeepText keeps the paper of a version that an entry names by its root. source is a
// hash of what it was built of, and for which version: of a source that a text is kept
// of already it is that text that is returned, so that a repeated command makes no
// second root.
func (s *Store) KeepText(ctx context.Context, root vow.Hash, paper []byte, source vow.Hash) ([]byte, error) {
	if len(paper) > MaxFile {
		return nil, vow.Errorf(vow.CodeUsage, "a text of %d bytes; at most %d are kept", len(paper), MaxFile)
	}
	var kept []byte
	err := s.Do(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO letter_texts (root, paper, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", root[:], paper, source[:]); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "SELECT paper FROM letter_texts WHERE source = ? OR root = ? ORDER BY source = ? DESC LIMIT 1", source[:], root[:], source[:]).Scan(&kept)
	})
	return kept, err
}

// Text returns the paper with the root, nil where none is kept.
func (s *Store) Text(ctx context.Context, root vow.Hash) ([]byte, error) {
	var b []byte
	err := s.db.QueryRowContext(ctx, "SELECT paper FROM letter_texts WHERE root = ?", root[:]).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return b, s.wrap("read", err)
}
