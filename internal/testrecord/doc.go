// Package testrecord (level 8) makes records, seals and dossiers out of parts,
// for tests and for the published vectors: without a home, a disk or a network.
//
// Invariants:
//
//   - Every key, witness and beacon comes from the world's name, so a test can
//     be repeated; what age and the time lock draw at random is repeated under
//     testing/cryptotest.
//   - Time stands still: each call says when it happens.
//   - It is never part of a program: only tests import it.
package testrecord

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/record"
	"vow/internal/tlog"
)

// World is an office, its record, its witnesses and its beacon.
type World struct {
	TB        testing.TB
	Origin    string
	Log       *vow.Signer
	Witnesses []*tlog.CosignSigner // two of type 0x04, then one of type 0x06
	Beacon    *beacon.Local
	Entries   [][]byte
	Files     map[string][]byte // by dossier path: locks, packages, papers

	salt     string
	signers  map[string]*vow.Signer
	record   *record.Record
	replayed int
	heard    []Sighting
}

// Sighting is a cosignature that the office heard.
type Sighting struct {
	Witness int
	Size    int64
	Time    int64 // POSIX seconds
	Line    vow.Signature
}

// Genesis and Period are those of every world's beacon.
const (
	Genesis = "2026-01-01T00:00:00Z"
	Period  = 30 // seconds
)

// Head and Editor name the two officers that Created lists. The world's origin
// makes their key names unique.
const (
	Head   = "head"
	Editor = "editor"
)

// New returns a world with an empty record.
func New(tb testing.TB, origin string) *World {
	tb.Helper()
	return newWorld(tb, origin, "")
}

// newWorld makes a world whose keys depend on a salt, too.
func newWorld(tb testing.TB, origin, salt string) *World {
	tb.Helper()
	w := &World{TB: tb, Origin: origin, salt: salt, Files: make(map[string][]byte), signers: make(map[string]*vow.Signer)}
	var err error
	seed := w.Seed("log")
	if w.Log, err = vow.NewSigner(origin, seed[:]); err != nil {
		tb.Fatal(err)
	}
	for i, alg := range []vow.Alg{vow.AlgCosignature, vow.AlgCosignature, vow.AlgMLDSA44} {
		name := []string{"witness-a.example", "witness-b.example", "witness-c.example"}[i]
		seed := w.Seed(name)
		c, err := tlog.NewCosigner(name, alg, seed[:])
		if err != nil {
			tb.Fatal(err)
		}
		w.Witnesses = append(w.Witnesses, c)
	}
	seed = w.Seed("beacon")
	w.Beacon, err = beacon.NewLocal(beacon.LocalConfig{Seed: seed[:], Genesis: At(Genesis), Period: Period,
		Now: func() time.Time { return At("2099-01-01T00:00:00Z").Go() }})
	if err != nil {
		tb.Fatal(err)
	}
	w.record = record.New(origin, w.Log.Key)
	return w
}

// Seed returns 32 bytes that depend on the world's origin and a purpose.
func (w *World) Seed(purpose string) [32]byte {
	return sha256.Sum256([]byte("vow test world\n" + w.Origin + "\n" + w.salt + purpose))
}

// At parses a time and panics where it is none: for constants.
func At(s string) vow.Time {
	if !strings.Contains(s, "T") {
		s += "T00:00:00Z"
	}
	t, err := vow.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

// Signer returns the officer's key of a short name: its key name is
// `<name>.<origin's host>`.
func (w *World) Signer(name string) *vow.Signer {
	if s := w.signers[name]; s != nil {
		return s
	}
	host, _, _ := strings.Cut(w.Origin, "/")
	seed := w.Seed("officer " + name)
	s, err := vow.NewSigner(name+"."+host, seed[:])
	if err != nil {
		w.TB.Fatal(err)
	}
	w.signers[name] = s
	return s
}

// Sign returns the entry that states body, signed by officers of these names.
func (w *World) Sign(body vow.Body, names ...string) []byte {
	w.TB.Helper()
	p, err := vow.NewPending(body)
	if err != nil {
		w.TB.Fatalf("%s: %v", body.Common().Kind, err)
	}
	for _, n := range names {
		p.Add(w.Signer(n).Sign(p.Text))
	}
	return p.Marshal()
}

// Add signs an entry and adds it to the record, in which it must be valid. It
// returns its index.
func (w *World) Add(body vow.Body, names ...string) int64 {
	w.TB.Helper()
	w.replay()
	data := w.Sign(body, names...)
	w.Entries = append(w.Entries, data)
	w.replayed++
	if err := w.record.Add(data); err != nil {
		w.TB.Fatalf("entry %d, %s: %v", len(w.Entries)-1, body.Common().Kind, err)
	}
	return int64(len(w.Entries)) - 1
}

// AddBytes appends an entry's bytes, whatever they are.
func (w *World) AddBytes(data []byte) int64 {
	w.Entries = append(w.Entries, data)
	return int64(len(w.Entries)) - 1
}

// Record returns the replay of all entries so far.
func (w *World) Record() *record.Record {
	w.replay()
	return w.record
}

func (w *World) replay() {
	for ; w.replayed < len(w.Entries); w.replayed++ {
		_ = w.record.Add(w.Entries[w.replayed]) // invalid ones are kept as such
	}
}

// State returns what refs[0] of the next state-changing entry must be.
func (w *World) State(report string) []vow.Hash { return []vow.Hash{w.Record().State(report)} }

// SignUnknown returns an entry of a kind that this version does not know.
func (w *World) SignUnknown(at, kind, report, name string) []byte {
	line := fmt.Sprintf(`{"at":"%s","kind":"%s","log":"%s"`, at, kind, w.Origin)
	if report != "" {
		line += fmt.Sprintf(`,"report":"%s"`, report)
	}
	text := []byte(vow.EntryHeader + "\n" + line + "}\n")
	return (&vow.Note{Text: text, Sigs: []vow.Signature{w.Signer(name).Sign(text)}}).MarshalNote()
}
