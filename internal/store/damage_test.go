package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/store"
)

// A flipped bit anywhere is found where it matters: what is read is what was
// written, or an error that says what to do.
func TestDamagedAnywhere(t *testing.T) {
	s, path := create(t)
	for i := range 5 {
		e := note("2022-06-28", fmt.Sprintf("event %d", i))
		e.Files = []store.File{{Name: "f", Bytes: bytes.Repeat([]byte{byte(i)}, 9000)}}
		add(t, s, e)
	}
	// One whose text needs several blocks: nothing but their checksums tells that one
	// of them is another.
	at := vow.At(time.Date(2022, 6, 28, 9, 0, 0, 0, time.UTC))
	long := &vow.Inquiry{Answer: strings.Repeat("x", vow.MaxAnswer), At: at, Channel: vow.ChannelLetter, Direction: vow.DirectionOut, Kind: vow.KindInquiry,
		Log: "office.example/vow", Outcome: vow.InquiryAnswered, Party: "XAA", Question: "Why?", When: "2022"}
	line, err := vow.MarshalCanonical(long)
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, store.Event{Kind: long.Kind, Day: "2022-06-28", At: at, Content: line, Same: vow.Hash{1}})
	if _, err := s.MakeDay(t.Context(), "2022-06-28"); err != nil {
		t.Fatal(err)
	}
	want, err := s.Events(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if bad, err := s.Check(t.Context()); err != nil || len(bad) > 0 {
		t.Fatalf("%q, %v", bad, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for block := range len(whole) / 4096 {
		data := bytes.Clone(whole)
		data[block*4096+(block*997)%4096] ^= 0x10
		if found := readDamaged(t, data, want); found {
			refused++
		} else {
			t.Errorf("block %d: nobody noticed", block)
		}
	}
	for _, cut := range []int{4096, 8192, len(whole) - 4096, len(whole) - 1} {
		if !readDamaged(t, whole[:cut], want) {
			t.Errorf("cut to %d bytes: nobody noticed", cut)
		}
	}
	swapped := bytes.Clone(whole)
	copy(swapped[4096:8192], whole[8192:12288])
	copy(swapped[8192:12288], whole[4096:8192])
	if !readDamaged(t, swapped, want) {
		t.Error("two blocks that changed places: nobody noticed")
	}
	if refused < 20 {
		t.Errorf("%d blocks", refused)
	}
}

// readDamaged reads all of a store, and reports whether its damage was found.
func readDamaged(t *testing.T, data []byte, want []store.Event) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, testKey(), quick())
	if err != nil {
		wantCode(t, err, vow.CodeState, "damaged", "restore")
		return true
	}
	defer s.Close()
	if got, err := s.Events(t.Context(), store.Filter{}); err == nil && !reflect.DeepEqual(got, want) {
		t.Errorf("other events: %+v", got)
	}
	bad, err := s.Check(t.Context())
	if err != nil {
		wantCode(t, err, vow.CodeState, "damaged", "restore")
	}
	return err != nil || len(bad) > 0
}

// What SQLite takes for whole can be wrong all the same: Check knows what belongs
// together.
func TestCheckKnowsWhatBelongsTogether(t *testing.T) {
	for _, c := range []struct{ change, want string }{
		{"UPDATE events SET content = CAST(replace(content, 'withhold', 'publish') AS BLOB) WHERE n = 1", "event e1 is not what its commitment says"},
		{"UPDATE events SET salt = randomblob(32) WHERE n = 1", "event e1 is not what its commitment says"},
		{"UPDATE events SET report = 'other' WHERE n = 1", "event e1 is filed as something else"},
		{"UPDATE events SET kind = 'inquiry' WHERE n = 1", "event e1 is filed as something else"},
		{"UPDATE events SET erased = '2022-07-01T00:00:00Z' WHERE n = 1", "event e1 was erased, and its text or salt is there"},
		{"UPDATE events SET day = '2022-07-01' WHERE n = 1", "counts 2 events, and 1 are kept"},
		{"PRAGMA foreign_keys = OFF; DELETE FROM events WHERE n = 1", "belongs to nothing"},
		{"UPDATE event_files SET bytes = x'00'", `file "f" of event e1 is not what its hash says`},
		{"UPDATE hidden_names SET name = 'another'", "a hidden name is not what"},
		{"DELETE FROM days", "its tree is missing"},
		{"UPDATE events SET commitment = randomblob(32) WHERE n = 2", "does not hold the event e2"},
	} {
		s, _ := create(t)
		e := note("2022-06-28", "one")
		e.Files = []store.File{{Name: "f", Bytes: []byte("file")}}
		add(t, s, e)
		add(t, s, note("2022-06-28", "two"))
		if _, err := s.HideName(t.Context(), "a name"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.MakeDay(t.Context(), "2022-06-28"); err != nil {
			t.Fatal(err)
		}
		if bad, err := s.Check(t.Context()); err != nil || len(bad) > 0 {
			t.Fatalf("%q, %v", bad, err)
		}
		if _, err := s.DB().ExecContext(t.Context(), c.change); err != nil {
			t.Fatal(err)
		}
		if bad, err := s.Check(t.Context()); err != nil || !strings.Contains(strings.Join(bad, "\n"), c.want) {
			t.Errorf("%s: %q, %v; want %q", c.change, bad, err, c.want)
		}
	}
}
