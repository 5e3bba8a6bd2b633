package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"vow"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate runs the migrations that the store lacks, each in a transaction, and
// refuses a store that a newer version has changed. Rooms number theirs in ranges
// of their own, so that a lower number can come after a higher one.
func (s *Store) migrate(ctx context.Context) error {
	return s.migrateTo(ctx, migrations)
}

func (s *Store) migrateTo(ctx context.Context, files fs.FS) error {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, s.db, sub,
		goose.WithAllowOutofOrder(true), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return s.wrap("migrate", err)
	}
	if err := s.ensureVersions(ctx); err != nil {
		return err
	}
	if err := s.checkVersion(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return s.wrap("migrate", err)
	}
	return nil
}

// versionTable is goose's list of the migrations that ran.
const versionTable = goose.DefaultTablename

// ensureVersions makes the table of versions in a new store. goose would, too, but
// tries for minutes where the disk fails.
func (s *Store) ensureVersions(ctx context.Context) error {
	var n int
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = ?", versionTable).Scan(&n); err != nil {
		return s.wrap("open", err)
	}
	if n > 0 {
		return nil
	}
	versions, err := database.NewStore(goose.DialectSQLite3, versionTable)
	if err != nil {
		return err
	}
	return s.Do(ctx, func(tx *sql.Tx) error {
		if err := versions.CreateVersionTable(ctx, tx); err != nil {
			return err
		}
		return versions.Insert(ctx, tx, database.InsertRequest{Version: 0})
	})
}

// checkVersion refuses a store in which a migration ran that this program does not
// have.
func (s *Store) checkVersion(ctx context.Context, p *goose.Provider) error {
	known := map[int64]bool{0: true}
	for _, m := range p.ListSources() {
		known[m.Version] = true
	}
	versions, err := column[int64](ctx, s.db, "SELECT DISTINCT version_id FROM "+versionTable+" WHERE is_applied ORDER BY 1")
	if err != nil {
		return s.wrap("open", err)
	}
	for _, v := range versions {
		if !known[v] {
			return vow.Errorf(vow.CodeState, "the private store %s was changed by a newer version of vow (migration %d)", s.path, v).
				WithHint("use that version or a newer one; nothing was changed")
		}
	}
	return nil
}

// column returns the one column of a query.
func column[T any](ctx context.Context, db *sql.DB, query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
