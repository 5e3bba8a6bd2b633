package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vow"
	"vow/internal/letters"
	"vow/internal/parties"
	"vow/internal/store"
)

func letterEvent(t testing.TB, b vow.Body) store.Event {
	t.Helper()
	if err := vow.ValidateBody(b); err != nil {
		t.Fatal(err)
	}
	line, err := vow.MarshalCanonical(b)
	if err != nil {
		t.Fatal(err)
	}
	return store.Event{Kind: b.Common().Kind, Day: "2022-06-28", At: b.Common().At, Content: line, Same: vow.SumHash(line)}
}

func signed(letter, version, when string, list ...vow.Party) *vow.SignerEvent {
	return &vow.SignerEvent{At: vow.Unix(1.66e9), Event: vow.ActSigned, Kind: vow.KindSigner, Letter: letter, Log: "office.example/vow", Parties: list, Version: version, When: vow.EDTF(when)}
}

func TestLetterEvents(t *testing.T) {
	s, path := create(t)
	one := add(t, s, letterEvent(t, signed("joint", "v1", "2022-06-25", "CHE")))
	add(t, s, letterEvent(t, signed("other", "v1", "2022-06-25", "CHE")))
	add(t, s, store.Event{Kind: "contact", Day: "2022-06-28", At: vow.Unix(1.66e9), Content: []byte(`{"letter":"joint"}`)})
	two := add(t, s, letterEvent(t, signed("joint", "v1", "2022-06-26", "FRA")))
	got, err := s.LetterEvents(t.Context(), "joint")
	if err != nil || len(got) != 2 || got[0].ID != one.ID || got[1].ID != two.ID {
		t.Fatalf("%v, %v", got, err)
	}
	if list, err := s.Letters(t.Context()); err != nil || !slices.Equal(list, []string{"joint", "other"}) {
		t.Errorf("%v, %v", list, err)
	}
	if err := s.Erase(t.Context(), one.ID, vow.Unix(1.67e9)); err != nil {
		t.Fatal(err)
	}
	if got, err := s.LetterEvents(t.Context(), "joint"); err != nil || len(got) != 1 {
		t.Errorf("after erasure: %v, %v", got, err)
	}

	// The distribution list: kept once, with its first date, readable by nobody else.
	given := []store.Given{{Version: "v1", Party: "group-planted", Day: "2022-06-25"}}
	for _, day := range []vow.EDTF{"2022-06-25", "2022-07-25"} {
		given[0].Day = day
		if err := s.NoteGiven(t.Context(), "joint", given, vow.Unix(1.66e9)); err != nil {
			t.Fatal(err)
		}
	}
	list, err := s.GivenOf(t.Context(), "joint")
	if err != nil || len(list) != 1 || list[0].Day != "2022-06-25" {
		t.Errorf("%v, %v", list, err)
	}
	root := vow.SumHash([]byte("text"))
	source := vow.SumHash([]byte("source"))
	for _, c := range []struct{ root, source vow.Hash }{{root, source}, {vow.SumHash([]byte("second root")), source}, {root, vow.SumHash([]byte("elsewhere"))}} {
		if b, err := s.KeepText(t.Context(), c.root, []byte("words-planted"), c.source); err != nil || string(b) != "words-planted" {
			t.Fatalf("%q, %v", b, err)
		}
	}
	if b, err := s.Text(t.Context(), vow.SumHash([]byte("second root"))); err != nil || b != nil {
		t.Errorf("one source has two roots: %q, %v", b, err)
	}
	if b, err := s.Text(t.Context(), root); err != nil || string(b) != "words-planted" {
		t.Errorf("%q, %v", b, err)
	}
	if b, err := s.Text(t.Context(), vow.SumHash(nil)); err != nil || b != nil {
		t.Errorf("%q, %v", b, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil || bytes.Contains(b, []byte("planted")) || bytes.Contains(b, []byte("joint")) {
			t.Errorf("%s shows what it holds: %v", f, err)
		}
	}
}

// BenchmarkTally is the tally of one letter in a store with 100 letters, 1,000
// versions and 20,000 signer events of 200 parties: read, parsed and counted.
func BenchmarkTally(b *testing.B) {
	s, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "store.db"), testKey(), quick())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	all := parties.All()
	var events []store.Event
	for i := range 20_000 {
		e := signed(fmt.Sprint("letter-", i%100), fmt.Sprint("v", i/100%10), fmt.Sprintf("2022-06-%02d", 1+i%28), all[i/100%200].Code)
		e.Words = fmt.Sprint("event ", i)
		events = append(events, letterEvent(b, e))
	}
	if _, err := s.AddEvents(b.Context(), events); err != nil {
		b.Fatal(err)
	}
	var versions []*letters.Version
	for i := range 10 {
		versions = append(versions, &letters.Version{Slug: fmt.Sprint("v", i), When: "2022-06-01"})
	}
	for b.Loop() {
		list, err := s.LetterEvents(b.Context(), "letter-42")
		if err != nil || len(list) != 200 {
			b.Fatal(len(list), err)
		}
		noted := make([]letters.Noted, len(list))
		for i, e := range list {
			body, err := vow.ParseEntryText(bytes.Join([][]byte{[]byte(vow.EntryHeader), e.Content, nil}, []byte("\n")))
			if err != nil {
				b.Fatal(err)
			}
			noted[i] = letters.Noted{ID: e.ID, Body: body.(vow.Reported)}
		}
		if t := letters.Count("letter-42", versions, noted, vow.Unix(1.656e9), false); len(t.Versions) != 10 {
			b.Fatal(len(t.Versions))
		}
	}
}
