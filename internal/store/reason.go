package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"vow"
)

// Reason keeps the true reason of a move and returns the commitment to it. Asked again
// with the same words it returns the same one, unless that is used: a commitment twice
// would tell that it is the same reason.
func (s *Store) Reason(ctx context.Context, report string, words []byte, used func(vow.Hash) bool) (commit vow.Hash, err error) {
	err = s.Do(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT commitment FROM reasons WHERE report = ? AND content = ? ORDER BY n", report, words)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var raw []byte
			if err := rows.Scan(&raw); err != nil {
				return err
			}
			var c vow.Hash
			if copyAll(c[:], raw) && !used(c) {
				commit = c
				return rows.Close()
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		salt, err := vow.NewSalt(rand.Reader)
		if err != nil {
			return err
		}
		commit = vow.Commit(salt, words)
		_, err = tx.ExecContext(ctx, "INSERT INTO reasons (commitment, report, content, salt) VALUES (?, ?, ?, ?)", commit[:], report, words, salt[:])
		return err
	})
	return commit, err
}

// ErrNoReason is returned where no reason is kept under a commitment.
var ErrNoReason = errors.New("no reason is kept under this commitment")

// ReasonReveal returns the reveal of a kept reason.
//
// Errors: ErrNoReason in the chain where none is kept; CodeRefused where it was erased.
func (s *Store) ReasonReveal(ctx context.Context, commit vow.Hash) (reveal *vow.Reveal, err error) {
	err = s.Do(ctx, func(tx *sql.Tx) error {
		var words, raw []byte
		err := tx.QueryRowContext(ctx, "SELECT content, salt FROM reasons WHERE commitment = ?", commit[:]).Scan(&words, &raw)
		if errors.Is(err, sql.ErrNoRows) {
			return vow.Errorf(vow.CodeUsage, "%s: %w", commit, ErrNoReason)
		}
		if err != nil {
			return err
		}
		var salt vow.Salt
		if len(words) == 0 {
			return vow.Errorf(vow.CodeRefused, "the reason %s was erased: nobody can reveal it", commit)
		}
		if !copyAll(salt[:], raw) || vow.Commit(salt, words) != commit {
			return vow.Errorf(vow.CodeState, "the reason %s is not what its commitment says", commit).WithHint("restore the store from a backup")
		}
		reveal, err = vow.NewReveal(salt, words)
		return err
	})
	return reveal, err
}

// EraseReason deletes the words and the salt of a reason; false where none is kept.
func (s *Store) EraseReason(ctx context.Context, commit vow.Hash) (found bool, err error) {
	err = s.Do(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, "UPDATE reasons SET content = NULL, salt = NULL WHERE commitment = ?", commit[:])
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		found = n > 0
		return err
	})
	return found, err
}

func (s *Store) checkReasons(ctx context.Context) (bad []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT commitment, salt, content FROM reasons WHERE content IS NOT NULL")
	if err != nil {
		return nil, s.wrap("check", err)
	}
	defer rows.Close()
	for rows.Next() {
		var commit, salt, words []byte
		if err := rows.Scan(&commit, &salt, &words); err != nil {
			return bad, s.wrap("check", err)
		}
		var c vow.Hash
		var k vow.Salt
		if !copyAll(c[:], commit) || !copyAll(k[:], salt) || vow.Commit(k, words) != c {
			bad = append(bad, fmt.Sprintf("a protected reason is not what its commitment %x says", commit))
		}
	}
	return bad, s.wrap("check", rows.Err())
}
