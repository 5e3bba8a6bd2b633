package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// TestMain puts the stores of the tests into memory: thousands of flushes are about
// their order.
func TestMain(m *testing.M) {
	if st, err := os.Stat("/dev/shm"); err == nil && st.IsDir() && os.Getenv("TMPDIR") == "" {
		_ = os.Setenv("TMPDIR", "/dev/shm")
	}
	os.Exit(m.Run())
}

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

// note is a contact for the store.
func note(day, words string) store.Event {
	at, _ := vow.ParseTime(day + "T09:00:00Z")
	c := &vow.Contact{Ask: "withhold", At: at, Channel: vow.ChannelLetter, Direction: vow.DirectionIn, Kind: vow.KindContact, Known: vow.KnownHeld,
		Leverage: vow.LeverageNone, Log: "office.example/vow", Party: "XAA", Report: "assessment-x", Subject: vow.SubjectOffice, Summary: words, When: vow.EDTF(day)}
	line, err := vow.MarshalCanonical(c)
	if err != nil {
		panic(err)
	}
	return store.Event{Kind: c.Kind, Report: c.Report, Day: day, At: at, Content: line, Same: vow.SumHash([]byte(words))}
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

func TestModesOfFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	o := quick()
	o.Disk = &durable.Disk{Hook: func(durable.Op) durable.Fault {
		for _, name := range files(t, filepath.Dir(path)) {
			if st, err := os.Stat(name); err == nil && st.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", name, st.Mode())
			}
		}
		return durable.Fault{}
	}}
	s, err := store.Create(t.Context(), path, testKey(), o)
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, note("2022-06-28", "x"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), path, testKey(), quick())
	wantCode(t, err, vow.CodeRefused, "open to others", "chmod 600")
}

func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, filepath.Join(dir, e.Name()))
	}
	return out
}

// wantCode checks an error's code and words.
func wantCode(t *testing.T, err error, code vow.Code, words ...string) {
	t.Helper()
	if vow.CodeOf(err) != code {
		t.Fatalf("error %v has code %q, want %q", err, vow.CodeOf(err), code)
	}
	for _, w := range words {
		if !strings.Contains(err.Error()+"\n"+vow.HintOf(err), w) {
			t.Errorf("error %q with hint %q lacks %q", err, vow.HintOf(err), w)
		}
	}
}

func TestOpenedTwice(t *testing.T) {
	s, path := create(t)
	for _, read := range []bool{false, true} {
		o := quick()
		o.Read = read
		_, err := store.Open(t.Context(), path, testKey(), o)
		wantCode(t, err, vow.CodeRefused, "is open in another process", "wait until")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	o := quick()
	o.Read = true
	r, err := store.Open(t.Context(), path, testKey(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.AddEvent(t.Context(), note("2022-06-28", "x")); err == nil {
		t.Error("written through a store that was opened to read")
	}
	_, err = store.Open(t.Context(), path, testKey(), quick())
	wantCode(t, err, vow.CodeRefused)
}

func TestNewerVersion(t *testing.T) {
	s, path := create(t)
	if _, err := s.DB().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	_, err := store.Open(t.Context(), path, testKey(), quick())
	wantCode(t, err, vow.CodeState, "newer version of vow (migration 9999)", "nothing was changed")
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the refused store was changed")
	}
}

func TestWhatIsNoStore(t *testing.T) {
	_, path := create(t)
	_, err := store.Create(t.Context(), path, testKey(), quick())
	wantCode(t, err, vow.CodeRefused, "exists already")
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"empty": {}, "short": []byte("x"), "zeros": make([]byte, 8192), "odd": make([]byte, 8193),
		"plain": append([]byte("SQLite format 3\x00"), make([]byte, 8192-16)...),
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), file, testKey(), quick())
		wantCode(t, err, vow.CodeState, "restore")
		if after, _ := os.ReadFile(file); !bytes.Equal(after, data) {
			t.Errorf("%s was changed", name)
		}
	}
	_, err = store.Open(t.Context(), filepath.Join(dir, "none"), testKey(), quick())
	wantCode(t, err, vow.CodeState, "is missing")
	if len(files(t, dir)) != 5 {
		t.Errorf("opening made files: %q", files(t, dir))
	}
}

func TestWrongKey(t *testing.T) {
	s, path := create(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	key := testKey()
	key[31] ^= 1
	_, err := store.Open(t.Context(), path, key, quick())
	wantCode(t, err, vow.CodeState, "does not open with this home's key")
}

// The days of a store only go forward: what is noted after a day was closed is
// counted in a later one.
func TestClosedDays(t *testing.T) {
	s, _ := create(t)
	for _, c := range []struct{ close, day, want string }{
		{"", "2022-06-28", "2022-06-28"},
		{"2022-06-28", "2022-06-28", "2022-06-29"},
		{"2022-06-30", "2022-06-01", "2022-07-01"},
		{"", "2022-07-05", "2022-07-05"},
		{"2022-12-31", "2022-07-05", "2023-01-01"},
	} {
		if c.close != "" {
			if _, err := s.MakeDay(t.Context(), c.close); err != nil {
				t.Fatal(err)
			}
		}
		if e := add(t, s, note(c.day, "after "+c.close)); e.Day != c.want {
			t.Errorf("after %s: noted on %s, counted on %s, want %s", c.close, c.day, e.Day, c.want)
		}
	}
}

func TestErase(t *testing.T) {
	s, path := create(t)
	name, err := s.HideName(t.Context(), "planted name")
	if err != nil {
		t.Fatal(err)
	}
	e := note("2022-06-28", "planted words")
	e.Content = []byte(`{"party_commit":"` + name.String() + `","words":"planted words"}`)
	e.Files = []store.File{{Name: "a", Bytes: []byte("planted file")}}
	e = add(t, s, e)
	if got, err := s.HiddenName(t.Context(), name); err != nil || got != "planted name" {
		t.Fatalf("%q, %v", got, err)
	}
	if err := s.Erase(t.Context(), e.ID, e.At); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := store.Plain(path, testKey())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("planted")) || bytes.Contains(got, e.Salt[:]) || bytes.Contains(got, e.Same[:]) {
		t.Error("erased words, salt or hash are in the decrypted store")
	}
	if !bytes.Contains(got, e.Commit[:]) {
		t.Error("the commitment is gone, or nothing was decrypted")
	}
	if s, err = store.Open(t.Context(), path, testKey(), quick()); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if again, err := s.Event(t.Context(), e.ID); err != nil || again.Content != nil || again.Commit != e.Commit || again.Erased.IsZero() || len(again.Files) != 0 {
		t.Errorf("%+v, %v", again, err)
	}
	if got, err := s.HiddenName(t.Context(), name); err != nil || got != "" {
		t.Errorf("%q, %v", got, err)
	}
	if bad, err := s.Check(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("%q, %v", bad, err)
	}
}
