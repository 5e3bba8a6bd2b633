package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/ncruces/go-sqlite3/driver"

	"vow/internal/durable"
	"vow/internal/store"
)

const planted = "PLANTED-WORDS"

// plant puts planted words into every column of text or bytes of every table that
// there is, those of other rooms included, and returns how many tables that were.
func plant(t *testing.T, db *sql.DB) int {
	t.Helper()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	exec("PRAGMA foreign_keys = OFF")
	exec("PRAGMA ignore_check_constraints = ON")
	tables := strs(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'")
	for _, table := range tables {
		var names, marks []string
		var args []any
		for _, c := range strs(t, db, "SELECT name || ' ' || type FROM pragma_table_info(?)", table) {
			name, kind, _ := strings.Cut(c, " ")
			names, marks = append(names, name), append(marks, "?")
			switch kind {
			case "TEXT":
				args = append(args, strings.Repeat(planted+" "+table+"."+name+" ", 40))
			case "BLOB":
				args = append(args, bytes.Repeat([]byte(planted+" "+table+"."+name+" "), 400)) // overflows its page
			default:
				args = append(args, 7)
			}
		}
		exec(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "), strings.Join(marks, ", ")), args...)
	}
	return len(tables)
}

func strs(t *testing.T, db *sql.DB, query string, args ...any) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// watcher looks at every file of a folder before every change to it, and so at
// every byte that a thief of the disk could ever find there.
type watcher struct {
	dir      string
	words    [][]byte
	seen     map[string]bool // names of files
	findings []string
	looks    int
}

func (w *watcher) look() {
	w.looks++
	list, _ := os.ReadDir(w.dir)
	for _, e := range list {
		b, err := os.ReadFile(filepath.Join(w.dir, e.Name()))
		if err != nil {
			continue
		}
		w.seen[strings.TrimPrefix(e.Name(), ".vow-tmp-")] = true
		for _, word := range w.words {
			if bytes.Contains(b, word) {
				w.findings = append(w.findings, fmt.Sprintf("%s: %q", e.Name(), word))
			}
		}
	}
}

func (w *watcher) hook(durable.Op) durable.Fault { w.look(); return durable.Fault{} }

// What a thief would look for: the words, the names of tables, SQLite's own marks of
// databases and journals, and the key.
func thief(dir string) *watcher {
	k := testKey()
	return &watcher{dir: dir, seen: map[string]bool{}, words: [][]byte{[]byte(planted), []byte("CREATE TABLE"), []byte("goose_db_version"), []byte("SQLite format"),
		{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7}, k[:16], fmt.Appendf(nil, "%x", k[:8])}}
}

func TestAStolenDiskShowsNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SQLITE_TMPDIR", dir)
	w := thief(dir)
	o := quick()
	o.Disk = &durable.Disk{Hook: w.hook}
	path := filepath.Join(dir, "store.db")
	s, err := store.Create(t.Context(), path, testKey(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n := plant(t, s.DB()); n < 5 {
		t.Fatalf("%d tables", n)
	}
	for _, query := range []string{
		"UPDATE events SET content = CAST(content || content AS BLOB)", // pages go into the journal
		"CREATE TABLE more AS SELECT * FROM events, event_files ORDER BY content DESC",
		"SELECT count(*) FROM (SELECT content FROM more ORDER BY content || 'x')", // sorts
		"DELETE FROM more",
		"DROP TABLE more",
		"VACUUM", // copies through a temporary database
	} {
		if _, err := s.DB().ExecContext(t.Context(), query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	w.look()
	if len(w.findings) > 0 {
		t.Errorf("found: %q", w.findings)
	}
	if w.looks < 30 || !w.seen["store.db"] || !w.seen["store.db-journal"] || len(w.seen) != 2 {
		t.Errorf("%d looks at %v: the store and its journal, and nothing else, expected", w.looks, w.seen)
	}
}

// The same in a database that is not encrypted: the thief finds what is there.
func TestAThiefWouldFind(t *testing.T) {
	dir := t.TempDir()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "plain.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE events (content BLOB); INSERT INTO events VALUES ('"+planted+"')"); err != nil {
		t.Fatal(err)
	}
	w := thief(dir)
	if w.look(); len(w.findings) < 3 {
		t.Errorf("found only %q", w.findings)
	}
}

// Two stores with the same words have no block in common, and no block shows that
// it repeats.
func TestBlocksTellNothing(t *testing.T) {
	blocks := map[string]string{}
	for _, key := range []store.Key{testKey(), {1}} {
		path := filepath.Join(t.TempDir(), "store.db")
		s, err := store.Create(t.Context(), path, key, quick())
		if err != nil {
			t.Fatal(err)
		}
		e := note("2022-06-28", "x")
		e.Files = []store.File{{Name: "zeros", Bytes: make([]byte, 200_000)}}
		add(t, s, e)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(b); i += 4096 {
			at := fmt.Sprintf("%s block %d", path, i/4096)
			if old, ok := blocks[string(b[i:i+4096])]; ok {
				t.Fatalf("%s is %s", at, old)
			}
			blocks[string(b[i:i+4096])] = at
		}
	}
	if len(blocks) < 100 {
		t.Errorf("%d blocks", len(blocks))
	}
}
