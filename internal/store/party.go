package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"

	"vow"
)

// Party returns the commitment to who stands behind a party of a report's notices.
// The first time it draws a salt and keeps the name; asked again with the same name it
// returns the same commitment.
//
// Errors: CodeRefused where another name is kept under this party.
func (s *Store) Party(ctx context.Context, report string, party vow.Party, name []byte) (commit vow.Hash, err error) {
	if len(name) == 0 {
		return commit, vow.Errorf(vow.CodeUsage, "who the party is: empty")
	}
	err = s.Do(ctx, func(tx *sql.Tx) error {
		kept, salt, err := readParty(ctx, tx, report, party)
		if err == nil {
			if string(kept) != string(name) {
				return vow.Errorf(vow.CodeRefused, "another name is kept under %s in %s: give this one a handle of its own", party, report).
					WithHint("for example %s-2", party)
			}
			commit = vow.Commit(salt, kept)
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if salt, err = vow.NewSalt(rand.Reader); err != nil {
			return err
		}
		commit = vow.Commit(salt, name)
		_, err = tx.ExecContext(ctx, `INSERT INTO parties (report, party, content, salt, commitment) VALUES (?, ?, ?, ?, ?)`,
			report, string(party), name, salt[:], commit[:])
		return err
	})
	return commit, err
}

// PartyName returns who stands behind a party of a report, and the reveal of its
// commitment.
//
// Errors: ErrNoParty in the chain where nobody is kept.
func (s *Store) PartyName(ctx context.Context, report string, party vow.Party) (reveal *vow.Reveal, err error) {
	name, salt, err := readParty(ctx, s.db, report, party)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, vow.Errorf(vow.CodeUsage, "%s in %s: %w", party, report, ErrNoParty)
	case err != nil:
		return nil, s.wrap("read", err)
	}
	return vow.NewReveal(salt, name)
}

// DropParty deletes a party's name and its salt.
//
// Errors: ErrNoParty in the chain where nobody is kept.
func (s *Store) DropParty(ctx context.Context, report string, party vow.Party) error {
	return s.Do(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "DELETE FROM parties WHERE report = ? AND party = ?", report, string(party))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return vow.Errorf(vow.CodeUsage, "%s in %s: %w", party, report, ErrNoParty)
	})
}

// ErrNoParty is returned where no name is kept for a party.
var ErrNoParty = errors.New("no name is kept for this party")

// rowQuerier is a database, or a transaction of one.
type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func readParty(ctx context.Context, q rowQuerier, report string, party vow.Party) (name []byte, salt vow.Salt, err error) {
	var raw []byte
	err = q.QueryRowContext(ctx, `SELECT content, salt FROM parties WHERE report = ? AND party = ?`, report, string(party)).Scan(&name, &raw)
	if err == nil && !copyAll(salt[:], raw) {
		err = vow.Errorf(vow.CodeState, "the salt of %s in %s is damaged", party, report)
	}
	return name, salt, err
}
