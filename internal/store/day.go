package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"

	"vow"
	"vow/internal/daytree"
)

// MakeDay makes the tree of a day over the events that it counts, keeps it and
// closes the day, in one transaction. A day that has a tree keeps it: a repetition
// gives the same root.
func (s *Store) MakeDay(ctx context.Context, day string) (*daytree.Tree, error) {
	var t *daytree.Tree
	err := s.Do(ctx, func(tx *sql.Tx) (err error) {
		t, err = readDay(tx.QueryRowContext(ctx, daySelect, day), day)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		events, err := commitments(ctx, tx, day)
		if err != nil {
			return err
		}
		if t, err = daytree.Build(day, events, daytree.Roomy, rand.Reader); err != nil {
			return err
		}
		leaves := make([]byte, 0, len(t.Leaves)*len(vow.Hash{}))
		for _, l := range t.Leaves {
			leaves = append(leaves, l[:]...)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO days (day, count, salt, leaves) VALUES (?, ?, ?, ?)", day, t.Count, t.Salt[:], leaves); err != nil {
			return err
		}
		return CloseDay(ctx, tx, day)
	})
	return t, err
}

const daySelect = "SELECT count, salt, leaves FROM days WHERE day = ?"

// ErrNoDay is returned where a day has no tree.
var ErrNoDay = errors.New("no such day was fixed")

// Day returns the tree of a day.
//
// Errors: CodeUsage, wrapping ErrNoDay, where it was not made.
func (s *Store) Day(ctx context.Context, day string) (*daytree.Tree, error) {
	t, err := readDay(s.db.QueryRowContext(ctx, daySelect, day), day)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, vow.Errorf(vow.CodeUsage, "%w: %s", ErrNoDay, day)
	}
	return t, s.wrap("read", err)
}

func readDay(row *sql.Row, day string) (*daytree.Tree, error) {
	t := &daytree.Tree{Day: day}
	var salt, leaves []byte
	if err := row.Scan(&t.Count, &salt, &leaves); err != nil {
		return nil, err
	}
	const size = len(vow.Hash{})
	t.Leaves = make([]vow.Hash, len(leaves)/size)
	for i := range t.Leaves {
		copy(t.Leaves[i][:], leaves[i*size:])
	}
	if !copyAll(t.Salt[:], salt) || len(leaves)%size != 0 || t.Check() != nil {
		return nil, vow.Errorf(vow.CodeState, "private store: the day %s is damaged", day).WithHint("%s", restoreHint)
	}
	return t, nil
}

// commitments returns those of the events that a day counts.
func commitments(ctx context.Context, tx *sql.Tx, day string) ([]vow.Hash, error) {
	rows, err := tx.QueryContext(ctx, "SELECT commitment FROM events WHERE day = ? ORDER BY n", day)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []vow.Hash
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		var h vow.Hash
		if !copyAll(h[:], b) {
			return nil, vow.Errorf(vow.CodeState, "private store: an event of %s is damaged", day).WithHint("%s", restoreHint)
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// DayRoots returns the root of every day that has a tree.
func (s *Store) DayRoots(ctx context.Context) (map[string]vow.Hash, error) {
	days, err := column[string](ctx, s.db, "SELECT day FROM days ORDER BY day")
	if err != nil {
		return nil, s.wrap("read", err)
	}
	out := make(map[string]vow.Hash, len(days))
	for _, day := range days {
		t, err := s.Day(ctx, day)
		if err != nil {
			return nil, err
		}
		out[day] = t.Root()
	}
	return out, nil
}

// ForsakeDay gives up a day that somebody else fixed: it stays closed, without a
// tree, and its events go into the first day that is open.
func (s *Store) ForsakeDay(ctx context.Context, day string) error {
	return s.Do(ctx, func(tx *sql.Tx) error {
		if err := CloseDay(ctx, tx, day); err != nil {
			return err
		}
		open, err := firstOpenDay(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM days WHERE day = ?", day); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE events SET day = ? WHERE day = ?", open, day)
		return err
	})
}

// KeepCounts keeps a counts file until its register is recorded.
func (s *Store) KeepCounts(ctx context.Context, report string, counts []byte) error {
	sum := vow.SumHash(counts)
	return s.Do(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO registers (sha256, report, counts) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", sum[:], report, counts)
		return err
	})
}

// Counts returns a kept counts file.
//
// Errors: CodeUsage where there is none of that hash.
func (s *Store) Counts(ctx context.Context, sum vow.Hash) ([]byte, error) {
	var b []byte
	err := s.db.QueryRowContext(ctx, "SELECT counts FROM registers WHERE sha256 = ?", sum[:]).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, vow.Errorf(vow.CodeUsage, "no counts file %s is kept", sum)
	}
	if err != nil {
		return nil, s.wrap("read", err)
	}
	if vow.SumHash(b) != sum {
		return nil, vow.Errorf(vow.CodeState, "private store: the counts file %s is damaged", sum).WithHint("%s", restoreHint)
	}
	return b, nil
}
