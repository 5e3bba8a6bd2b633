package vow_test

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/testrecord"
)

// Whoever stands by an event signs no entry: what they signed cannot be put into a
// record, and an entry's signature does not stand by an event.
func TestAttestationIsNoEntry(t *testing.T) {
	w := testrecord.New(t, origin)
	n := 0
	for _, s := range w.Samples() {
		if !s.Body.Common().Kind.IsEvent() {
			continue
		}
		n++
		data := w.Attest(s.Body, testrecord.Head, testrecord.Editor)
		a, err := vow.ParseAttestation(data)
		if err != nil || !bytes.Equal(a.Marshal(), data) || len(a.Sigs) != 2 {
			t.Fatalf("%s: %v", s.Name, err)
		}
		entry := w.Sign(s.Body, testrecord.Head)
		e, err := vow.ParseEntry(entry)
		if err != nil {
			t.Fatal(err)
		}
		key := w.Signer(testrecord.Head).Key
		for _, sig := range a.Sigs {
			if key.VerifyNote(e.Note.Text, sig.Bytes) {
				t.Errorf("%s: it signs the entry", s.Name)
			}
		}
		if key.VerifyNote(a.Text(), e.Note.Sigs[0].Bytes) {
			t.Errorf("%s: the entry's signature stands by the event", s.Name)
		}
		if _, err := vow.ParseEntry(data); err == nil {
			t.Errorf("%s: it parses as an entry", s.Name)
		}
	}
	if n < 10 {
		t.Errorf("%d events", n)
	}
}
