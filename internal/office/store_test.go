package office

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
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
func noted(h *Home, words string) store.Event {
	return store.Event{Kind: "contact", Day: "2026-08-01", At: vow.At(h.Env.Now()), Content: []byte(words), Same: vow.SumHash([]byte(words))}
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
	e, err := s.AddEvent(t.Context(), noted(h, "asked to withhold"))
	if err != nil {
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

// Wherever the making of a store fails, the next command has one.
func TestMakingAStoreFails(t *testing.T) {
	pass := "old"
	for i, mode := range []durable.Mode{durable.Lost, durable.Stored, durable.Torn} {
		for nth := 1 + 2*i; ; nth += 6 { // between them, every other change; TestKilledWhileMakingAStore has all
			dir := newHome(t, pass)
			env := testEnv(&pass)
			faults := &durable.Faults{At: nth, Mode: mode, Only: func(op durable.Op) bool {
				return strings.Contains(filepath.Base(op.Path), "store")
			}}
			env.Disk = &durable.Disk{Hook: faults.Hook}
			err := useStore(env, dir)
			hit, ok := faults.Hit()
			if !ok {
				if err != nil || nth < 8 {
					t.Fatalf("%d changes: %v", nth, err)
				}
				break
			}
			if err := useStore(testEnv(&pass), dir); err != nil {
				t.Fatalf("%v at %s, repeated: %v", mode, hit, err)
			}
		}
	}
}

// useStore makes a home's store if there is none, and notes something in it.
func useStore(env Env, dir string) error {
	h, err := OpenHome(env, dir, Write)
	if err != nil {
		return err
	}
	s, err := h.Store(context.Background())
	if err == nil {
		_, err = s.AddEvent(context.Background(), noted(h, "used"))
	}
	return errors.Join(err, h.Close())
}
