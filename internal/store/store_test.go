package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vow"
	"vow/internal/store"
)

func testKey() store.Key {
	var k store.Key
	for i := range k {
		k[i] = byte(3*i + 1)
	}
	return k
}

func quick() store.Options { return store.Options{Wait: 20 * time.Millisecond} }

func create(t *testing.T) (*store.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Create(t.Context(), path, testKey(), quick())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, path
}

func note(day, words string) store.Event {
	at, _ := vow.ParseTime(day + "T09:00:00Z")
	return store.Event{Kind: "contact", Report: "assessment-x", Day: day, At: at, Content: []byte(`{"words":"` + words + `"}`),
		Same: vow.SumHash([]byte(words))}
}

func add(t *testing.T, s *store.Store, e store.Event) store.Event {
	t.Helper()
	e, err := s.AddEvent(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEvents(t *testing.T) {
	s, path := create(t)
	e := note("2022-06-28", "asked to withhold")
	e.Files = []store.File{{Name: "letter.pdf", Bytes: []byte("%PDF letter")}}
	one := add(t, s, e)
	two := add(t, s, note("2022-06-29", "asked again"))
	if one.ID != "e1" || two.ID != "e2" || one.Commit == two.Commit || one.Commit != vow.Commit(one.Salt, one.Content) {
		t.Fatalf("%+v, %+v", one, two)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, testKey(), quick())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Event(t.Context(), "e1")
	if err != nil || string(got.Content) != string(one.Content) || got.Salt != one.Salt || got.Commit != one.Commit || len(got.Files) != 1 || got.At != e.At {
		t.Fatalf("%+v, %v", got, err)
	}
	if f, err := s.EventFile(t.Context(), "e1", "letter.pdf"); err != nil || string(f.Bytes) != "%PDF letter" {
		t.Fatalf("%+v, %v", f, err)
	}
	if list, err := s.EventsOfDay(t.Context(), "2022-06-29"); err != nil || len(list) != 1 || list[0].ID != "e2" {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, id := range []string{"", "e", "e0", "e3", "e01", "1", "e-1", "e1 "} {
		if _, err := s.Event(t.Context(), id); vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestModes(t *testing.T) {
	s, path := create(t)
	add(t, s, note("2022-06-28", "x"))
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", st.Mode(), err)
	}
	_ = context.Background
}
