package store

import (
	"context"
	"database/sql"
	"errors"

	"vow"
)

// KeepDelivery keeps the proof of a delivery and returns its SHA-256. The same bytes are
// kept once.
//
// Errors: CodeUsage where they are more than MaxFile.
func (s *Store) KeepDelivery(ctx context.Context, name string, data []byte) (vow.Hash, error) {
	sum := vow.SumHash(data)
	if len(data) > MaxFile {
		return sum, vow.Errorf(vow.CodeUsage, "a proof of delivery of %d bytes; at most %d are kept", len(data), MaxFile)
	}
	if data == nil {
		data = []byte{} // an empty file is no missing one
	}
	return sum, s.Do(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO deliveries (sha256, name, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", sum[:], name, data)
		return err
	})
}

// ErrNoDelivery is returned where no proof of the hash is kept.
var ErrNoDelivery = errors.New("no proof of delivery with this hash is kept")

// Delivery returns the proof with a hash, and the name of its file.
//
// Errors: CodeUsage, wrapping ErrNoDelivery, where it is not kept; CodeState where it is
// damaged.
func (s *Store) Delivery(ctx context.Context, sum vow.Hash) (name string, data []byte, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT name, bytes FROM deliveries WHERE sha256 = ?", sum[:]).Scan(&name, &data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", nil, vow.Errorf(vow.CodeUsage, "%w: %s", ErrNoDelivery, sum)
	case err != nil:
		return "", nil, s.wrap("read", err)
	case vow.SumHash(data) != sum:
		return "", nil, vow.Errorf(vow.CodeState, "private store: the proof of delivery %s is damaged", sum).WithHint("%s", restoreHint)
	}
	return name, data, nil
}

// DropDelivery deletes a proof of delivery.
//
// Errors: CodeUsage, wrapping ErrNoDelivery, where it is not kept.
func (s *Store) DropDelivery(ctx context.Context, sum vow.Hash) error {
	return s.Do(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "DELETE FROM deliveries WHERE sha256 = ?", sum[:])
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return vow.Errorf(vow.CodeUsage, "%w: %s", ErrNoDelivery, sum)
	})
}
