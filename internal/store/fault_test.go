package store_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// a failure is what becomes of the disk from one change on.
type failure struct {
	name  string
	first durable.Fault // of that change
	after durable.Mode  // of all later ones: Lost is a process that died
}

var failures = []failure{
	{"lost", durable.Fault{Mode: durable.Lost}, durable.Pass},
	{"stored", durable.Fault{Mode: durable.Stored}, durable.Pass},
	{"torn", durable.Fault{Mode: durable.Torn}, durable.Pass},
	{"died before", durable.Fault{Mode: durable.Lost}, durable.Lost},
	{"died half-way", durable.Fault{Mode: durable.Torn}, durable.Lost},
	{"died after", durable.Fault{Mode: durable.Stored}, durable.Lost},
	{"full", durable.Fault{Mode: durable.Torn, Err: syscall.ENOSPC}, durable.Lost},
}

// failing returns a disk that fails at its nth change, and whether it did.
func failing(f failure, nth int) (*durable.Disk, *bool) {
	count, hit := 0, new(bool)
	return &durable.Disk{Hook: func(durable.Op) durable.Fault {
		switch count++; {
		case count < nth:
			return durable.Fault{}
		case count == nth:
			*hit = true
			return f.first
		}
		fault := durable.Fault{Mode: f.after}
		if f.after != durable.Pass {
			fault.Err = f.first.Err
		}
		return fault
	}}, hit
}

// Wherever the disk fails or the process dies while events are added, all of a
// transaction is there afterwards or none of it, what was there before is, and the
// next one is added.
func TestKilledAtEveryWrite(t *testing.T) {
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			kept, gone := 0, 0
			for nth := 1; ; nth++ {
				path := filepath.Join(t.TempDir(), "store.db")
				if !dies(t, path, f, nth, &kept, &gone) {
					if nth < 8 {
						t.Errorf("only %d changes", nth-1)
					}
					break
				}
			}
			if gone < 2 || f.first.Mode == durable.Stored && kept == 0 {
				t.Errorf("%d kept, %d gone", kept, gone)
			}
			t.Logf("%d kept, %d gone", kept, gone)
		})
	}
}

// dies adds to a store whose disk fails, and checks what is left.
func dies(t *testing.T, path string, f failure, nth int, kept, gone *int) bool {
	t.Helper()
	s, err := store.Create(t.Context(), path, testKey(), quick())
	if err != nil {
		t.Fatal(err)
	}
	before := note("2022-06-27", "before")
	before.Files = []store.File{{Name: "f", Bytes: make([]byte, 40_000)}}
	before = add(t, s, before)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	o := quick()
	disk, hit := failing(f, nth)
	o.Disk = disk
	batch := make([]store.Event, 6)
	for i := range batch {
		batch[i] = note("2022-06-28", fmt.Sprintf("event %d", i))
		batch[i].Files = []store.File{{Name: "f", Bytes: []byte(strings.Repeat("f", 9000))}}
	}
	s, err = store.Open(t.Context(), path, testKey(), o)
	if err == nil {
		_, err = s.AddEvents(t.Context(), batch)
		_ = s.Close()
	}
	if !*hit {
		if err != nil {
			t.Fatal(err)
		}
		return false
	}
	if f.name == "full" && err != nil {
		wantCode(t, err, vow.CodeIO, "is full", "make room")
	}

	s, operr := store.Open(t.Context(), path, testKey(), quick())
	if operr != nil {
		t.Fatalf("change %d, %v: opened again: %v", nth, err, operr)
	}
	defer s.Close()
	list, lerr := s.Events(t.Context(), store.Filter{})
	bad, cerr := s.Check(t.Context())
	if lerr != nil || cerr != nil {
		t.Fatalf("change %d: %v, %v", nth, lerr, cerr)
	}
	if len(bad) > 0 {
		t.Errorf("change %d: %q", nth, bad)
	}
	switch {
	case len(list) == 1 && list[0].Commit == before.Commit:
		if *gone++; err == nil {
			t.Fatalf("change %d: success, and nothing was kept", nth)
		}
	case len(list) == 7 && len(list[6].Files) == 1:
		*kept++
	default:
		t.Fatalf("change %d: %d events", nth, len(list))
	}
	if e := add(t, s, note("2022-06-29", "after")); e.Commit != vow.Commit(e.Salt, e.Content) {
		t.Errorf("change %d: %+v", nth, e)
	}
	return true
}
