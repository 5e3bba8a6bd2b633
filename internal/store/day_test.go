package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"vow"
	"vow/internal/daytree"
	"vow/internal/store"
)

// A day is made once: a repetition, also after the store was closed, gives the same
// tree; events come in until it is made, and go into the next one afterwards.
func TestMakeDay(t *testing.T) {
	s, path := create(t)
	one, two := add(t, s, note("2026-07-02", "one")), add(t, s, note("2026-07-02", "two"))
	other := add(t, s, note("2026-07-03", "of the next day"))
	tree, err := s.MakeDay(t.Context(), "2026-07-02")
	if err != nil || tree.Count != 2 || len(tree.Leaves) != daytree.Roomy {
		t.Fatalf("%+v, %v", tree, err)
	}
	for _, e := range []store.Event{one, two} {
		if _, ok := tree.Place(e.Commit); !ok {
			t.Errorf("%s is not in its day", e.ID)
		}
	}
	if _, ok := tree.Place(other.Commit); ok {
		t.Error("an event of another day")
	}
	late := add(t, s, note("2026-07-02", "too late"))
	if late.Day != "2026-07-03" {
		t.Errorf("into a day that is counted: %s", late.Day)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(t.Context(), path, testKey(), quick()); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	again, err := s.MakeDay(t.Context(), "2026-07-02")
	if err != nil || again.Root() != tree.Root() || again.Salt != tree.Salt || !slices.Equal(again.Leaves, tree.Leaves) {
		t.Errorf("another tree: %v", err)
	}
	next, err := s.MakeDay(t.Context(), "2026-07-03")
	if err != nil || next.Count != 2 {
		t.Errorf("%+v, %v", next, err)
	}
	roots, err := s.DayRoots(t.Context())
	if err != nil || len(roots) != 2 || roots["2026-07-02"] != tree.Root() || roots["2026-07-03"] != next.Root() {
		t.Errorf("%v, %v", roots, err)
	}
	if _, err := s.Day(t.Context(), "2026-07-04"); !errors.Is(err, store.ErrNoDay) || vow.CodeOf(err) != vow.CodeUsage {
		t.Error(err)
	}
}

func TestForsakeDay(t *testing.T) {
	s, _ := create(t)
	e := add(t, s, note("2026-07-02", "one"))
	if _, err := s.MakeDay(t.Context(), "2026-07-02"); err != nil {
		t.Fatal(err)
	}
	if err := s.ForsakeDay(t.Context(), "2026-07-02"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Day(t.Context(), "2026-07-02"); !errors.Is(err, store.ErrNoDay) {
		t.Error(err)
	}
	got, err := s.Event(t.Context(), e.ID)
	if err != nil || got.Day != "2026-07-03" || got.Commit != e.Commit {
		t.Errorf("%+v, %v", got, err)
	}
	if late := add(t, s, note("2026-07-02", "late")); late.Day != "2026-07-03" {
		t.Errorf("the day is open again: %s", late.Day)
	}
}

// A damaged tree is named, not used.
func TestDamagedDay(t *testing.T) {
	s, _ := create(t)
	if _, err := s.MakeDay(t.Context(), "2026-07-02"); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{"count = 1", "salt = zeroblob(32)", "salt = x'00'", "leaves = zeroblob(2048)", "leaves = substr(leaves, 33)", "leaves = substr(leaves, 2)"} {
		if _, err := s.DB().ExecContext(t.Context(), "BEGIN; UPDATE days SET "+damage); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Day(t.Context(), "2026-07-02"); vow.CodeOf(err) != vow.CodeState {
			t.Errorf("%s: %v", damage, err)
		}
		if _, err := s.DB().ExecContext(t.Context(), "ROLLBACK"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeepCounts(t *testing.T) {
	s, _ := create(t)
	b := []byte(`{"days":[]}`)
	for range 2 {
		if err := s.KeepCounts(t.Context(), "x", b); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Counts(t.Context(), vow.SumHash(b)); err != nil || string(got) != string(b) {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := s.Counts(t.Context(), vow.Hash{1}); vow.CodeOf(err) != vow.CodeUsage {
		t.Error(err)
	}
	if _, err := s.DB().ExecContext(t.Context(), "UPDATE registers SET counts = x'00'"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Counts(t.Context(), vow.SumHash(b)); vow.CodeOf(err) != vow.CodeState {
		t.Error(err)
	}
}

// BenchmarkMakeDay is the day over 1,000 events: read, tree, kept on the disk, root.
// It is to take less than 100 ms.
func BenchmarkMakeDay(b *testing.B) {
	s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "store.db"), testKey(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for i := range 1000 {
		if _, err := s.AddEvent(b.Context(), note("2026-07-02", fmt.Sprint(i))); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		t, err := s.MakeDay(b.Context(), "2026-07-02")
		if err != nil || t.Count != 1000 {
			b.Fatal(t, err)
		}
		_ = t.Root()
		b.StopTimer()
		if _, err := s.DB().ExecContext(b.Context(), "DELETE FROM days; DELETE FROM closed_days"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
