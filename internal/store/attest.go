package store

import (
	"context"
	"database/sql"

	"vow"
)

// Stands is the signature of an officer who stands by an event.
type Stands struct {
	Key       vow.Key
	Signature vow.Signature
}

// AddAttestation keeps an officer's signature over an event; the caller checked it.
// Keeping it twice is keeping it.
func (s *Store) AddAttestation(ctx context.Context, id string, a Stands) error {
	n, _ := eventNumber(id)
	return s.Do(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO attestations (event, vkey, signature) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET signature = excluded.signature",
			n, a.Key.String(), string(trimLF(a.Signature.Append(nil))))
		return err
	})
}

// Attestations returns the officers who stand by an event.
func (s *Store) Attestations(ctx context.Context, id string) ([]Stands, error) {
	n, _ := eventNumber(id)
	rows, err := s.db.QueryContext(ctx, "SELECT vkey, signature FROM attestations WHERE event = ? ORDER BY vkey", n)
	if err != nil {
		return nil, s.wrap("read", err)
	}
	defer rows.Close()
	var out []Stands
	for rows.Next() {
		var vkey, line string
		if err := rows.Scan(&vkey, &line); err != nil {
			return nil, s.wrap("read", err)
		}
		key, err1 := vow.ParseKey(vkey)
		sig, err2 := vow.ParseSignatureLine([]byte(line))
		if err1 != nil || err2 != nil {
			return nil, vow.Errorf(vow.CodeState, "private store: an attestation of event %s is damaged", id).WithHint("%s", restoreHint)
		}
		out = append(out, Stands{key, sig})
	}
	return out, s.wrap("read", rows.Err())
}

func trimLF(b []byte) []byte { return b[:len(b)-1] }
