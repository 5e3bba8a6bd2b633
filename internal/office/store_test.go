package office

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// fillStore gives a new home keys and a store.
func fillStore(h *Home) error {
	if err := fillKeys(h); err != nil {
		return err
	}
	return h.makeStore()
}

// noted is an event for the store.
func noted(h *Home, words string) (store.Event, error) {
	e := store.Event{Kind: "contact", Day: "2026-08-01", At: vow.At(h.Env.Now()), Content: []byte(words), Same: vow.SumHash([]byte(words))}
	return e, nil
}

func TestStoreIsMadeByTheFirstWriter(t *testing.T) {
	pass := "old"
	dir := newHome(t, pass)
	r := mustOpen(t, testEnv(&pass), dir, Read)
	_, err := r.Store(t.Context())
	wantCode(t, err, vow.CodeUsage, "no private store yet")

	h := mustOpen(t, testEnv(&pass), dir, Write)
	s, err := h.Store(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, _ := noted(h, "asked to withhold")
	if e, err = s.AddEvent(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := h.ChangePassphrase(func() ([]byte, error) { return []byte("new"), nil }); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}

	pass = "new"
	r = mustOpen(t, testEnv(&pass), dir, Read)
	if s, err = r.Store(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := s.Event(t.Context(), e.ID)
	if err != nil || !bytes.Equal(got.Content, e.Content) {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := s.AddEvent(t.Context(), e); err == nil {
		t.Error("a store opened to read was written")
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	pass = "old"
	r = mustOpen(t, testEnv(&pass), dir, Read)
	_, err = r.Store(t.Context())
	wantCode(t, err, vow.CodeUsage, "wrong passphrase")
}

func TestStoreThatIsNotWhole(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(dir string) error
		words  string
	}{
		{"lost", func(d string) error { return os.Remove(filepath.Join(d, storeFile)) }, "it was lost"},
		{"key lost", func(d string) error { return os.Remove(filepath.Join(d, keysDir, "store.age")) }, "store.age is missing"},
		{"emptied", func(d string) error { return os.Truncate(filepath.Join(d, storeFile), 0) }, "is damaged"},
		{"cut", func(d string) error { return os.Truncate(filepath.Join(d, storeFile), 4096) }, "is damaged"},
		{"another home's", func(d string) error {
			other := newHomeWithStore(t, "old")
			b, err := os.ReadFile(filepath.Join(other, storeFile))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(d, storeFile), b, 0o600)
		}, "belongs to another home"},
		{"key damaged", func(d string) error {
			return os.WriteFile(filepath.Join(d, keysDir, "store.age"), []byte("age-encryption.org/v1\n"), 0o600)
		}, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pass := "old"
			dir := newHomeWithStore(t, pass)
			if err := c.damage(dir); err != nil {
				t.Fatal(err)
			}
			for _, mode := range []Mode{Read, Write} {
				h := mustOpen(t, testEnv(&pass), dir, mode)
				before := snapshot(t, dir)
				_, err := h.Store(t.Context())
				wantCode(t, err, vow.CodeState, c.words, "restore")
				if len(snapshot(t, dir)) != len(before) {
					t.Error("files were made or removed")
				}
				_ = h.Close()
			}
		})
	}
}

func newHomeWithStore(t *testing.T, pass string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home")
	h, err := CreateHome(testEnv(&pass), dir, DefaultConfig(), fillStore)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Wherever the making of a store fails or dies, the next command has one.
func TestMakingAStoreFails(t *testing.T) {
	pass := "old"
	for _, mode := range durable.Modes() {
		for nth := 1; ; nth++ {
			dir := newHome(t, pass)
			env := testEnv(&pass)
			faults := &durable.Faults{At: nth, Mode: mode, Only: func(op durable.Op) bool {
				return filepath.Base(op.Path) != lockFile
			}}
			env.Disk = &durable.Disk{Hook: faults.Hook}
			err := useStore(t, env, dir)
			hit, ok := faults.Hit()
			if !ok {
				if err != nil || nth < 8 {
					t.Fatalf("%d changes: %v", nth, err)
				}
				t.Logf("%v: %d changes", mode, nth-1)
				break
			}
			if err := useStore(t, testEnv(&pass), dir); err != nil {
				t.Fatalf("%v at %s, repeated: %v", mode, hit, err)
			}
		}
	}
}

// useStore opens a home's store in a process that may die.
func useStore(t *testing.T, env Env, dir string) (err error) {
	var h *Home
	defer func() {
		if k := recover(); k != nil {
			if _, ok := k.(durable.Killed); !ok {
				panic(k)
			}
			err = vow.Errorf(vow.CodeIO, "%v", k)
		}
		if h != nil {
			_ = h.Close()
		}
	}()
	if h, err = OpenHome(env, dir, Write); err != nil {
		return err
	}
	s, err := h.Store(t.Context())
	if err != nil {
		return err
	}
	_, err = s.Events(t.Context(), store.Filter{})
	return err
}
