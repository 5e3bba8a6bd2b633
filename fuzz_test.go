package vow_test

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/testrecord"
)

// What parses is written as it was read, and nothing panics.

func FuzzParseEntry(f *testing.F) {
	w := testrecord.New(f, origin)
	for _, s := range w.Samples() {
		f.Add(w.Sign(s.Body, s.Signers...))
	}
	for _, b := range testrecord.BadLines() {
		data, _ := w.Bad(b)
		f.Add(data)
	}
	f.Add(w.SignUnknown("2026-07-02T00:00:00Z", "vault.counted", "x", "head"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := vow.ParseEntry(data)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("code %s: %v", vow.CodeOf(err), err)
			}
			return
		}
		line, err := vow.MarshalCanonical(e.Body)
		if _, unknown := e.Body.(*vow.Unknown); err != nil || !unknown && !bytes.Equal(e.Note.Text, []byte(vow.EntryHeader+"\n"+string(line)+"\n")) {
			t.Errorf("%v\n%q\n%q", err, e.Note.Text, line)
		}
		if !bytes.Equal(e.Note.MarshalNote(), data) {
			t.Errorf("%q", data)
		}
	})
}

func FuzzParseNote(f *testing.F) {
	s := signer(f, "a.example")
	text := []byte("text\n\nmore\n")
	f.Add((&vow.Note{Text: text, Sigs: []vow.Signature{s.Sign(text)}}).MarshalNote())
	f.Add([]byte("\n\n— a AAAAAAA=\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := vow.ParseNote(data)
		if err == nil && !bytes.Equal(n.MarshalNote(), data) {
			t.Errorf("%q\n%q", data, n.MarshalNote())
		}
		if err == nil && (len(n.Sigs) == 0 || n.Text[len(n.Text)-1] != '\n') {
			t.Errorf("%q", data)
		}
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add(signer(f, "a.example").Key.String())
	f.Add("x+00000000+AQ==")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := vow.ParseKey(s)
		if err == nil && k.String() != s {
			t.Errorf("%q, %q", s, k)
		}
	})
}

func FuzzParsePending(f *testing.F) {
	w := testrecord.New(f, origin)
	for _, s := range w.Samples() {
		f.Add(w.Sign(s.Body, s.Signers...))
		f.Add(w.Sign(s.Body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := vow.ParsePending(data)
		if err == nil && !bytes.Equal(p.Marshal(), data) {
			t.Errorf("%q\n%q", data, p.Marshal())
		}
	})
}

func FuzzParseAttestation(f *testing.F) {
	w := testrecord.New(f, origin)
	for _, s := range w.Samples() {
		if s.Body.Common().Kind.IsEvent() {
			a := w.Attest(s.Body, s.Signers...)
			f.Add(a)
			f.Add(w.Attest(s.Body))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := vow.ParseAttestation(data)
		if err != nil {
			return
		}
		if !bytes.Equal(a.Marshal(), data) {
			t.Errorf("%q\n%q", data, a.Marshal())
		}
		if _, err := vow.ParsePending(data); err == nil {
			t.Error("it is an entry as well")
		}
	})
}

// FuzzParseBlocks: one form, and sets that stay sets.
func FuzzParseBlocks(f *testing.F) {
	for _, s := range []string{"14,20-22", "0", "0-999999", "1,2", "2-1", "", "01", "1,1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := vow.ParseBlocks(s)
		if err != nil {
			return
		}
		if b.String() != s || b.Count() < 1 || b.Last() >= 1_000_000 || b.Common(b) != b[0].First {
			t.Fatalf("%q became %v", s, b)
		}
	})
}
