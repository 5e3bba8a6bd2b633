package store

import (
	"context"
	"errors"
	"fmt"

	"vow"
)

// Check reads the whole store and returns what is wrong with it: pages, tables and
// references; each event's content against its kind and commitment; each file
// against its hash; each name and each day against its commitment.
//
// Errors: CodeState where the store cannot be read to its end; the list has what was
// found before.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	bad, err := column[string](ctx, s.db, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
	if err != nil {
		return bad, s.wrap("check", err)
	}
	lost, err := column[string](ctx, s.db, `SELECT "table" || ' ' || rowid FROM pragma_foreign_key_check`)
	if err != nil {
		return bad, s.wrap("check", err)
	}
	for _, row := range lost {
		bad = append(bad, "row "+row+" belongs to nothing")
	}
	for _, check := range []func(context.Context) ([]string, error){s.checkEvents, s.checkFiles, s.checkNames, s.checkReasons, s.checkDays} {
		found, err := check(ctx)
		bad = append(bad, found...)
		if err != nil {
			return bad, err
		}
	}
	return bad, nil
}

func (s *Store) checkEvents(ctx context.Context) (bad []string, err error) {
	list, err := s.query(ctx, "ORDER BY n")
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if !e.Erased.IsZero() {
			if len(e.Content) > 0 || e.Salt != (vow.Salt{}) {
				bad = append(bad, "event "+e.ID+" was erased, and its text or salt is there")
			}
			continue
		}
		if vow.Commit(e.Salt, e.Content) != e.Commit {
			bad = append(bad, "event "+e.ID+" is not what its commitment says")
			continue
		}
		a, err := vow.NewAttestation(e.Content)
		if err != nil {
			bad = append(bad, fmt.Sprintf("event %s: %v", e.ID, err))
			continue
		}
		if c := a.Event.Common(); c.Kind != e.Kind || c.Report != e.Report || c.At != e.At {
			bad = append(bad, "event "+e.ID+" is filed as something else than it says")
		}
		signed, err := s.Attestations(ctx, e.ID)
		if err != nil {
			return bad, err
		}
		for _, st := range signed {
			if !st.Key.VerifyNote(a.Text(), st.Signature.Bytes) {
				bad = append(bad, "event "+e.ID+": the signature of "+st.Key.Name+" is not over its text")
			}
		}
	}
	return bad, nil
}

func (s *Store) checkFiles(ctx context.Context) (bad []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT event, name, sha256, bytes FROM event_files ORDER BY event, name")
	if err != nil {
		return nil, s.wrap("check", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var name string
		var sum, data []byte
		if err := rows.Scan(&n, &name, &sum, &data); err != nil {
			return bad, s.wrap("check", err)
		}
		if got := vow.SumHash(data); string(got[:]) != string(sum) {
			bad = append(bad, fmt.Sprintf("file %q of event %s is not what its hash says", name, eventID(n)))
		}
	}
	return bad, s.wrap("check", rows.Err())
}

func (s *Store) checkNames(ctx context.Context) (bad []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT commitment, salt, name FROM hidden_names")
	if err != nil {
		return nil, s.wrap("check", err)
	}
	defer rows.Close()
	for rows.Next() {
		var commit, salt, name []byte
		if err := rows.Scan(&commit, &salt, &name); err != nil {
			return bad, s.wrap("check", err)
		}
		var c vow.Hash
		var k vow.Salt
		if !copyAll(c[:], commit) || !copyAll(k[:], salt) || vow.Commit(k, name) != c {
			bad = append(bad, fmt.Sprintf("a hidden name is not what its commitment %x says", commit))
		}
	}
	return bad, s.wrap("check", rows.Err())
}

// checkDays requires of each closed day that its tree holds the day's events.
func (s *Store) checkDays(ctx context.Context) (bad []string, err error) {
	days, err := column[string](ctx, s.db, "SELECT day FROM closed_days ORDER BY day")
	if err != nil {
		return nil, s.wrap("check", err)
	}
	for _, day := range days {
		t, err := s.Day(ctx, day)
		if errors.Is(err, ErrNoDay) {
			bad = append(bad, "the day "+day+" is closed, and its tree is missing")
			continue
		}
		if err != nil {
			return bad, err
		}
		events, err := s.EventsOfDay(ctx, day)
		if err != nil {
			return bad, err
		}
		leaves := make(map[vow.Hash]bool, len(t.Leaves))
		for _, l := range t.Leaves {
			leaves[l] = true
		}
		if t.Count != len(events) {
			bad = append(bad, fmt.Sprintf("the day %s counts %d events, and %d are kept", day, t.Count, len(events)))
		}
		for _, e := range events {
			if !leaves[e.Commit] {
				bad = append(bad, "the day "+day+" does not hold the event "+e.ID)
			}
		}
	}
	return bad, nil
}
