package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"vow"
)

// Event is a sensitive event that the office noted. What it says is Content, the
// canonical JSON line of its body without LF; the day counts Commit.
type Event struct {
	ID      string // e1, e2, …: for people, in this store alone
	Kind    vow.Kind
	Report  string   // "" for the office's own
	Day     string   // YYYY-MM-DD: the day.fixed that counts it
	At      vow.Time // when it was noted
	Content []byte   // nil once erased
	Salt    vow.Salt // zero once erased
	Commit  vow.Hash
	Same    vow.Hash // a hash of what it says but for the clock, by which a repetition is known
	Files   []File
	Opened  vow.Hash // leaf hash of its event.opened; zero before
	Closed  string   // the basis on which it was closed; "" if it was not
	Erased  vow.Time // zero unless text and salt are gone
}

// File is a file kept with an event. Bytes are there when it is added, and when it
// is asked for with EventFile.
type File struct {
	Name   string
	SHA256 vow.Hash
	Size   int64
	Bytes  []byte
}

// Filter chooses events; a zero field chooses all.
type Filter struct {
	Kinds  []vow.Kind
	Report string
	From   string // first day
	To     string // last day
	Same   vow.Hash
}

// MaxFile is the most bytes of one file of an event, MaxFiles the most files.
const (
	MaxFile  = 64 << 20
	MaxFiles = 64
)

// ErrNoEvent is returned where there is no such event.
var ErrNoEvent = errors.New("no such event")

// AddEvent keeps a new event, with a fresh salt, under the day e.Day, or under the
// day after the last closed one if that is later: an event never enters a day that
// is already counted, whatever the clock says. It returns the event with ID, Day,
// Salt and Commit.
func (s *Store) AddEvent(ctx context.Context, e Event) (Event, error) {
	list, err := s.AddEvents(ctx, []Event{e})
	if err != nil {
		return e, err
	}
	return list[0], nil
}

// AddEvents keeps several events, all or none.
func (s *Store) AddEvents(ctx context.Context, list []Event) ([]Event, error) {
	list = slices.Clone(list)
	for i := range list {
		if err := list[i].prepare(); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	err := s.Do(ctx, func(tx *sql.Tx) error {
		open, err := firstOpenDay(ctx, tx)
		if err != nil {
			return err
		}
		for i := range list {
			list[i].Day = max(list[i].Day, open)
			if err := list[i].insert(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// prepare checks a new event and salts it.
func (e *Event) prepare() error {
	if _, err := vow.ParseDate(e.Day); err != nil {
		return vow.Errorf(vow.CodeState, "event without a day: %w", err)
	}
	if len(e.Content) == 0 || e.Kind == "" || e.At.IsZero() {
		return vow.Errorf(vow.CodeState, "event without content, kind or time")
	}
	if err := checkFiles(e.Files); err != nil {
		return err
	}
	var err error
	if e.Salt, err = vow.NewSalt(rand.Reader); err != nil {
		return err
	}
	e.Commit, e.Files = vow.Commit(e.Salt, e.Content), slices.Clone(e.Files)
	for i, f := range e.Files {
		e.Files[i].SHA256, e.Files[i].Size = vow.SumHash(f.Bytes), int64(len(f.Bytes))
	}
	return nil
}

func (e *Event) insert(ctx context.Context, tx *sql.Tx) error {
	r, err := tx.ExecContext(ctx, `INSERT INTO events (kind, report, day, at, content, salt, commitment, same) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(e.Kind), e.Report, e.Day, e.At.String(), e.Content, e.Salt[:], e.Commit[:], e.Same[:])
	if err != nil {
		return err
	}
	n, err := r.LastInsertId()
	if err != nil {
		return err
	}
	e.ID = eventID(n)
	for _, f := range e.Files {
		if _, err := tx.ExecContext(ctx, `INSERT INTO event_files (event, name, sha256, bytes) VALUES (?, ?, ?, ?)`, n, f.Name, f.SHA256[:], f.Bytes); err != nil {
			return err
		}
	}
	return nil
}

func checkFiles(files []File) error {
	if len(files) > MaxFiles {
		return vow.Errorf(vow.CodeUsage, "%d files with one event; at most %d are kept", len(files), MaxFiles)
	}
	for _, f := range files {
		if len(f.Bytes) > MaxFile {
			return vow.Errorf(vow.CodeUsage, "file %s: %d bytes; at most %d are kept with an event", f.Name, len(f.Bytes), MaxFile)
		}
	}
	return nil
}

// firstOpenDay returns the day after the last closed one, "" if none is.
func firstOpenDay(ctx context.Context, tx *sql.Tx) (string, error) {
	var last string
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(day), '') FROM closed_days").Scan(&last); err != nil || last == "" {
		return "", err
	}
	d, err := vow.ParseDate(last)
	if err != nil {
		return "", vow.Errorf(vow.CodeState, "private store: closed day: %w", err)
	}
	return d.AddDate(0, 0, 1).Format(time.DateOnly), nil
}

// CloseDay closes a day, and with it all days before, to new events. It belongs
// into the transaction that keeps what day.fixed will say. Closing twice is closing.
func CloseDay(ctx context.Context, tx *sql.Tx, day string) error {
	if _, err := vow.ParseDate(day); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO closed_days (day) VALUES (?) ON CONFLICT DO NOTHING", day)
	return err
}

const eventColumns = `n, kind, report, day, at, content, salt, commitment, same, opened, closed, erased`

// Event returns the event with the id, with the names of its files.
//
// Errors: CodeUsage, wrapping ErrNoEvent, where there is none.
func (s *Store) Event(ctx context.Context, id string) (Event, error) {
	n, ok := eventNumber(id)
	if !ok {
		return Event{}, vow.Errorf(vow.CodeUsage, "%w: %q", ErrNoEvent, id).WithHint("an event's id has the form e12; 'vow event list' shows them")
	}
	list, err := s.query(ctx, "WHERE n = ?", n)
	if err == nil && len(list) == 0 {
		err = vow.Errorf(vow.CodeUsage, "%w: %s", ErrNoEvent, id).WithHint("'vow event list' shows them")
	}
	if err != nil {
		return Event{}, err
	}
	return list[0], nil
}

// EventByCommit returns the event with the commitment.
func (s *Store) EventByCommit(ctx context.Context, commit vow.Hash) (Event, error) {
	list, err := s.query(ctx, "WHERE commitment = ?", commit[:])
	if err == nil && len(list) == 0 {
		err = vow.Errorf(vow.CodeUsage, "%w: %s", ErrNoEvent, commit)
	}
	if err != nil {
		return Event{}, err
	}
	return list[0], nil
}

// Events returns the chosen events in the order in which they were noted.
func (s *Store) Events(ctx context.Context, f Filter) ([]Event, error) {
	where, args := []string{"1"}, []any{}
	if len(f.Kinds) > 0 {
		where = append(where, "kind IN (?"+strings.Repeat(", ?", len(f.Kinds)-1)+")")
		for _, k := range f.Kinds {
			args = append(args, string(k))
		}
	}
	for _, c := range []struct{ sql, v string }{{"report = ?", f.Report}, {"day >= ?", f.From}, {"day <= ?", f.To}} {
		if c.v != "" {
			where, args = append(where, c.sql), append(args, c.v)
		}
	}
	if !f.Same.IsZero() {
		where, args = append(where, "same = ?"), append(args, f.Same[:])
	}
	return s.query(ctx, "WHERE "+strings.Join(where, " AND ")+" ORDER BY n", args...)
}

// EventsOfDay returns the events that the day counts.
func (s *Store) EventsOfDay(ctx context.Context, day string) ([]Event, error) {
	return s.query(ctx, "WHERE day = ? ORDER BY n", day)
}

func (s *Store) query(ctx context.Context, rest string, args ...any) ([]Event, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+eventColumns+" FROM events "+rest, args...) //nolint:gosec // rest is of this file's own pieces; values are args
	if err != nil {
		return nil, s.wrap("read", err)
	}
	defer rows.Close()
	var out []Event
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, s.wrap("read", err)
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, s.wrap("read", err)
	}
	return out, s.addFiles(ctx, out)
}

func scanEvent(rows *sql.Rows) (Event, error) {
	var e Event
	var n int64
	var kind, at, erased string
	var salt, commit, same, opened []byte
	if err := rows.Scan(&n, &kind, &e.Report, &e.Day, &at, &e.Content, &salt, &commit, &same, &opened, &e.Closed, &erased); err != nil {
		return e, err
	}
	e.ID, e.Kind = eventID(n), vow.Kind(kind)
	var err1, err2 error
	e.At, err1 = vow.ParseTime(at)
	if erased != "" {
		e.Erased, err2 = vow.ParseTime(erased)
	}
	ok := copyAll(e.Commit[:], commit) && copyAll(e.Same[:], same) &&
		(opened == nil || copyAll(e.Opened[:], opened)) && (salt == nil || copyAll(e.Salt[:], salt))
	if err := errors.Join(err1, err2); err != nil || !ok {
		return e, vow.Errorf(vow.CodeState, "private store: event %s is damaged", e.ID).WithHint("%s", restoreHint)
	}
	return e, nil
}

func copyAll(dst, src []byte) bool { return copy(dst, src) == len(dst) && len(src) == len(dst) }

func (s *Store) addFiles(ctx context.Context, list []Event) error {
	if len(list) == 0 {
		return nil
	}
	at := make(map[string]int, len(list))
	for i, e := range list {
		at[e.ID] = i
	}
	rows, err := s.db.QueryContext(ctx, "SELECT event, name, sha256, length(bytes) FROM event_files ORDER BY event, name")
	if err != nil {
		return s.wrap("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var f File
		var sum []byte
		if err := rows.Scan(&n, &f.Name, &sum, &f.Size); err != nil {
			return s.wrap("read", err)
		}
		copy(f.SHA256[:], sum)
		if i, ok := at[eventID(n)]; ok {
			list[i].Files = append(list[i].Files, f)
		}
	}
	return s.wrap("read", rows.Err())
}

// EventFile returns a file of an event with its bytes.
func (s *Store) EventFile(ctx context.Context, id, name string) (File, error) {
	n, _ := eventNumber(id)
	f := File{Name: name}
	var sum []byte
	err := s.db.QueryRowContext(ctx, "SELECT sha256, bytes FROM event_files WHERE event = ? AND name = ?", n, name).Scan(&sum, &f.Bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return f, vow.Errorf(vow.CodeUsage, "event %s has no file %q", id, name)
	}
	if err != nil {
		return f, s.wrap("read", err)
	}
	f.Size = int64(len(f.Bytes))
	if !copyAll(f.SHA256[:], sum) || vow.SumHash(f.Bytes) != f.SHA256 {
		return f, vow.Errorf(vow.CodeState, "private store: file %q of event %s is damaged", name, id).WithHint("%s", restoreHint)
	}
	return f, nil
}

// MarkOpened notes that an event was opened by the entry with the leaf hash.
func (s *Store) MarkOpened(ctx context.Context, id string, leaf vow.Hash) error {
	return s.mark(ctx, id, "opened = ?", leaf[:])
}

// MarkClosed notes on what basis an event is closed; "" takes it back.
func (s *Store) MarkClosed(ctx context.Context, id, basis string) error {
	return s.mark(ctx, id, "closed = ?", basis)
}

// Erase deletes an event's text, salt, files, signatures and the name it hides, and keeps that there was one: its
// kind, day and commitment.
func (s *Store) Erase(ctx context.Context, id string, at vow.Time) error {
	n, _ := eventNumber(id)
	return s.Do(ctx, func(tx *sql.Tx) error {
		var content []byte
		if err := tx.QueryRowContext(ctx, "SELECT content FROM events WHERE n = ?", n).Scan(&content); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := forgetName(ctx, tx, content); err != nil {
			return err
		}
		if err := changeOne(ctx, tx, id, "UPDATE events SET content = NULL, salt = NULL, same = zeroblob(32), erased = ? WHERE n = ?", at.String(), n); err != nil {
			return err
		}
		// Signatures too: one over the text would prove a guess of it.
		_, err1 := tx.ExecContext(ctx, "DELETE FROM event_files WHERE event = ?", n)
		_, err2 := tx.ExecContext(ctx, "DELETE FROM attestations WHERE event = ?", n)
		return errors.Join(err1, err2)
	})
}

func (s *Store) mark(ctx context.Context, id, set string, v any) error {
	n, _ := eventNumber(id)
	return s.Do(ctx, func(tx *sql.Tx) error {
		return changeOne(ctx, tx, id, "UPDATE events SET "+set+" WHERE n = ?", v, n)
	})
}

func changeOne(ctx context.Context, tx *sql.Tx, id, query string, args ...any) error {
	r, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, vow.Errorf(vow.CodeUsage, "%w: %s", ErrNoEvent, id))
	}
	return nil
}

// IsEventID reports whether s has the form of an event's id.
func IsEventID(s string) bool { _, ok := eventNumber(s); return ok }

func eventID(n int64) string { return "e" + strconv.FormatInt(n, 10) }

func eventNumber(id string) (int64, bool) {
	digits, ok := strings.CutPrefix(id, "e")
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n > 0 && eventID(n) == id
}
