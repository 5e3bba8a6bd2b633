package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"

	"vow"
)

// MaxName is the most bytes of a hidden name.
const MaxName = 500

// HideName keeps a name and returns a fresh commitment to it. Each call's is another
// one: the same commitment twice would tell that it is the same person.
func (s *Store) HideName(ctx context.Context, name string) (vow.Hash, error) {
	if name == "" || len(name) > MaxName || vow.CheckText(name) != nil || !vow.Visible(name) {
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "a name of one line and 1 to %d bytes expected", MaxName)
	}
	salt, err := vow.NewSalt(rand.Reader)
	if err != nil {
		return vow.Hash{}, err
	}
	commit := vow.Commit(salt, []byte(name))
	return commit, s.Do(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO hidden_names (commitment, salt, name) VALUES (?, ?, ?)", commit[:], salt[:], name)
		return err
	})
}

// HiddenName returns the name behind a commitment, "" where none is kept.
func (s *Store) HiddenName(ctx context.Context, commit vow.Hash) (string, error) {
	var name string
	err := s.db.QueryRowContext(ctx, "SELECT name FROM hidden_names WHERE commitment = ?", commit[:]).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, s.wrap("read", err)
}

// Hidden is a name that is kept back, and the commitment to it.
type Hidden struct {
	Commit vow.Hash
	Name   string
}

// HiddenNames returns every name that is kept back: of who stands behind the class of an
// event, or behind that of a party of notices.
func (s *Store) HiddenNames(ctx context.Context) (out []Hidden, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT commitment, name FROM hidden_names UNION ALL SELECT commitment, CAST(content AS TEXT) FROM parties ORDER BY commitment")
	if err != nil {
		return nil, s.wrap("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var h Hidden
		var commit []byte
		if err := rows.Scan(&commit, &h.Name); err != nil {
			return nil, s.wrap("read", err)
		}
		if !copyAll(h.Commit[:], commit) {
			return nil, s.wrap("read", errors.New("a commitment of another length"))
		}
		out = append(out, h)
	}
	return out, s.wrap("read", rows.Err())
}

// DropName deletes a name that no event hides after all.
func (s *Store) DropName(ctx context.Context, commit vow.Hash) error {
	return s.Do(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM hidden_names WHERE commitment = ?", commit[:])
		return err
	})
}

// forgetName deletes the name that an event's content hides.
func forgetName(ctx context.Context, tx *sql.Tx, content []byte) error {
	var c struct {
		PartyCommit vow.Hash `json:"party_commit"`
	}
	if json.Unmarshal(content, &c) != nil || c.PartyCommit.IsZero() {
		return nil
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM hidden_names WHERE commitment = ?", c.PartyCommit[:])
	return err
}
