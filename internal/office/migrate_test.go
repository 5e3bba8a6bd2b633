package office

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/durable"
)

// syntheticTable is a table of migrations as a later version may have it:
// format 1 to 2 moves a file, 2 to 3 changes its content.
var syntheticTable = []Migration{
	{"notes get a directory", func(disk *durable.Disk, dir string) error {
		if err := disk.MkdirAll(filepath.Join(dir, "notes"), durable.Folder); err != nil {
			return err
		}
		err := disk.Rename(filepath.Join(dir, "note"), filepath.Join(dir, "notes", "1"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // moved before an interruption
		}
		return err
	}},
	{"notes get a header", func(disk *durable.Disk, dir string) error {
		name := filepath.Join(dir, "notes", "1")
		b, err := os.ReadFile(name)
		if err != nil || bytes.HasPrefix(b, []byte("v3\n")) {
			return err
		}
		return disk.WriteFile(name, append([]byte("v3\n"), b...), durable.Private)
	}},
}

// oldHome returns a home of format 1 with something to migrate.
func oldHome(t *testing.T) string {
	t.Helper()
	dir := newHome(t, "old")
	if err := os.WriteFile(filepath.Join(dir, "note"), []byte("text\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMigrate(t *testing.T) {
	dir := oldHome(t)
	before := snapshot(t, dir)
	if err := scenarios["migrate"](testEnv(new(string)), dir); err != nil {
		t.Fatal(err)
	}
	after := snapshot(t, dir)
	if after["format"] != "-rw------- 3\n" || after["notes/1"] != "-rw------- v3\ntext\n" || after["note"] != "" {
		t.Errorf("migrated home: %v", after)
	}
	if got := beside(t, dir); !cmp.Equal(got, []string{"home.format-1"}) {
		t.Fatalf("beside the home: %v", got)
	}
	if d := cmp.Diff(before, snapshot(t, dir+".format-1")); d != "" {
		t.Errorf("the copy differs from the home before (-want +got):\n%s", d)
	}
	// The copy is itself a home; a program of today reads it, and not the new one.
	mustOpen(t, testEnv(new(string)), dir+".format-1", Read)
	_, err := OpenHome(testEnv(new(string)), dir, Read)
	wantCode(t, err, vow.CodeState, "has format 3")
	// Opening again migrates and copies nothing.
	if err := scenarios["migrate"](testEnv(new(string)), dir); err != nil {
		t.Fatal(err)
	}
	if got := beside(t, dir); len(got) != 1 {
		t.Errorf("beside the home: %v", got)
	}
}

func TestMigrationThatFails(t *testing.T) {
	dir := oldHome(t)
	boom := vow.Errorf(vow.CodeState, "note 1 is damaged")
	table := []Migration{syntheticTable[0], {"fails", func(*durable.Disk, string) error { return boom }}}
	_, err := openHome(testEnv(new(string)), dir, Write, table)
	wantCode(t, err, vow.CodeState, "note 1 is damaged", dir+".format-1")
	if b, err := os.ReadFile(filepath.Join(dir, formatFile)); err != nil || string(b) != "2\n" {
		t.Errorf("format %q, %v", b, err)
	}
	// Repeated with a table that works, it goes on from there, with another copy.
	if err := scenarios["migrate"](testEnv(new(string)), dir); err != nil {
		t.Fatal(err)
	}
	if got := beside(t, dir); !cmp.Equal(got, []string{"home.format-1", "home.format-2"}) {
		t.Errorf("beside the home: %v", got)
	}
}
