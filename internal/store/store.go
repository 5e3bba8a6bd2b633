package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"vow"
	"vow/internal/durable"
)

// Key encrypts a store: 32 random bytes.
type Key [32]byte

// Store is an open store. It is safe for concurrent use within one process.
// Close it.
type Store struct {
	db   *sql.DB
	path string
	vfs  string
}

// Options are for those who need other than the usual; the zero value is right
// for a home.
type Options struct {
	// Disk is what the file is changed through; nil is the plain disk.
	Disk *durable.Disk
	// Wait is how long to wait for another process that has the store open; zero
	// means five seconds.
	Wait time.Duration
	// Read opens the store to read: no method changes it. (What a killed process
	// began is undone all the same, and migrations run.)
	Read bool
}

// applicationID stands in the header of every store (SQLite file format, offset
// 68): "vowS".
const applicationID = 0x766f7753

// busyWait is how long an open store keeps another process waiting.
const busyWait = 5 * time.Second

// minSize is the smallest store: one block.
const minSize = 4096

// Create makes a new store at path, which does not exist, and opens it. It is
// built beside path and renamed when whole and flushed.
//
// Errors: CodeRefused where path exists; CodeIO.
func Create(ctx context.Context, path string, key Key, o Options) (*Store, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeRefused, "%s exists already", path)
	}
	disk := o.disk()
	temp := durable.TempName(path)
	for _, left := range []string{temp, temp + "-journal"} {
		if err := disk.Remove(left); err != nil {
			return nil, err
		}
	}
	if err := build(ctx, temp, key, o); err != nil {
		return nil, errors.Join(err, disk.Remove(temp))
	}
	if err := disk.Rename(temp, path); err != nil {
		return nil, err
	}
	return Open(ctx, path, key, o)
}

// build makes an empty store of the newest version at path.
func build(ctx context.Context, path string, key Key, o Options) (err error) {
	s, err := connect(ctx, path, key, o, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.migrate(ctx); err != nil {
		return err
	}
	// Until here nothing was flushed and no journal was on the disk: what a crash
	// leaves is thrown away. The last change is flushed, and with it all others.
	_, err = s.db.ExecContext(ctx, `PRAGMA synchronous = EXTRA; PRAGMA application_id = 0x766f7753`)
	return s.wrap("make", err)
}

// Open opens the store at path and brings it to this program's version.
//
// Errors: CodeState where it is missing, damaged, of another key or of a newer
// version; CodeRefused where another process has it open; CodeIO.
func Open(ctx context.Context, path string, key Key, o Options) (*Store, error) {
	if err := checkFile(path); err != nil {
		return nil, err
	}
	s, err := connect(ctx, path, key, o, false)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.checkID(ctx), s.migrate(ctx)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if o.Read {
		if _, err := s.db.ExecContext(ctx, "PRAGMA query_only = ON"); err != nil {
			return nil, errors.Join(s.wrap("open", err), s.Close())
		}
	}
	return s, nil
}

// checkFile refuses what cannot be a store before SQLite sees it: an empty file
// would be a new database to it.
func checkFile(path string) error {
	st, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return vow.Errorf(vow.CodeState, "the private store %s is missing", path).WithHint("%s", restoreHint)
	case err != nil:
		return vow.Errorf(vow.CodeIO, "private store: %w", err)
	case !st.Mode().IsRegular() || st.Size() < minSize || st.Size()%minSize != 0 && !hasJournal(path):
		return vow.Errorf(vow.CodeState, "the private store %s is damaged: %d bytes are no number of whole blocks", path, st.Size()).
			WithHint("%s", restoreHint)
	}
	return checkMode(path, st)
}

// hasJournal reports whether a killed process left what its transaction is undone
// with: the file's last block may then be torn.
func hasJournal(path string) bool {
	_, err := os.Lstat(path + "-journal")
	return err == nil
}

// connect opens the database file with the key behind an encrypting VFS.
func connect(ctx context.Context, path string, key Key, o Options, create bool) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "private store: %w", err)
	}
	s := &Store{path: path, vfs: register(key, o.disk())}
	mode := "rw"
	if create {
		mode = "rwc"
	}
	// textkey stands for the key that the VFS holds: the key itself is in no text.
	q := url.Values{"vfs": {s.vfs}, "mode": {mode}, "textkey": {"store"}, "_txlock": {"immediate"}}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), OmitHost: true, RawQuery: q.Encode()}
	wait := o.Wait
	if wait == 0 {
		wait = busyWait
	}
	s.db, err = driver.Open(u.String(), func(c *sqlite3.Conn) error { return prepare(c, wait, create) })
	if err != nil {
		return nil, errors.Join(s.wrap("open", err), s.Close())
	}
	s.db.SetMaxOpenConns(1) // the lock is this one connection's
	s.db.SetMaxIdleConns(1)
	if err := s.db.PingContext(ctx); err != nil {
		return nil, errors.Join(s.wrap("open", err), s.Close())
	}
	return s, nil
}

// prepare sets up the one connection. Every setting is one that SQLite forgets
// when the connection ends, but for what a new file is given.
func prepare(c *sqlite3.Conn, wait time.Duration, create bool) error {
	if err := c.BusyTimeout(wait); err != nil {
		return err
	}
	if create {
		if err := c.EnableChecksums("main"); err != nil {
			return err
		}
	}
	if err := c.Exec(`
		PRAGMA locking_mode = EXCLUSIVE;
		PRAGMA journal_mode = DELETE;
		PRAGMA synchronous = EXTRA;
		PRAGMA temp_store = MEMORY;
		PRAGMA secure_delete = ON;
		PRAGMA foreign_keys = ON;
		PRAGMA trusted_schema = OFF;
		PRAGMA cell_size_check = ON;
		PRAGMA mmap_size = 0;
		BEGIN EXCLUSIVE; COMMIT`); err != nil {
		return err
	}
	if create {
		return c.Exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
	}
	return nil
}

// checkID refuses a database that is no store.
func (s *Store) checkID(ctx context.Context) error {
	var id int64
	if err := s.db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return s.wrap("open", err)
	}
	if id != applicationID {
		return vow.Errorf(vow.CodeState, "the private store %s is damaged: it holds no store of vow", s.path).WithHint("%s", restoreHint)
	}
	return nil
}

// Close closes the store and gives its lock back. A second call does nothing.
func (s *Store) Close() error {
	var err error
	if s.db != nil {
		err, s.db = s.db.Close(), nil
	}
	unregister(s.vfs)
	return err
}

// DB is the database, for the rooms that keep tables of their own in it.
func (s *Store) DB() *sql.DB { return s.db }

// Do runs change in one transaction: all of it is kept, or, with an error, none.
func (s *Store) Do(ctx context.Context, change func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.wrap("write", err)
	}
	if err := change(tx); err != nil {
		_ = tx.Rollback() // the first error is the one that says what happened
		return s.wrap("write", err)
	}
	return s.wrap("write", tx.Commit())
}

func (o Options) disk() *durable.Disk {
	if o.Disk == nil {
		return &durable.Disk{}
	}
	return o.Disk
}
