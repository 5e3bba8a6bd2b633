package vow_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
)

// TestC2SPSignedNoteExample checks the worked example of c2sp.org/signed-note.
func TestC2SPSignedNoteExample(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", "third_party", "signed-note", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	raw := read("c2sp-example.note")
	key, err := vow.ParseKey(strings.TrimSuffix(string(read("c2sp-example.vkey")), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	note, err := vow.ParseNote(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(note.MarshalNote(), raw) {
		t.Error("marshalling gives other bytes")
	}
	sigs := note.By(key)
	if len(sigs) != 1 || !key.VerifyNote(note.Text, sigs[0].Bytes) {
		t.Error("the published signature is not found true")
	}
}

// TestC2SPCheckpointKey signs the checkpoint discussed at C2SP/C2SP issue 99
// with its published private key: key id and signature must come out as there.
func TestC2SPCheckpointKey(t *testing.T) {
	const origin = "sigsum.org/v1/tree/e796172b92befd62d9dc67e41c2f5bc9d3100a3023b20b1ca40288dd1c679e69"
	seed := make([]byte, 32)
	seed[0] = 0x11
	s, err := vow.NewSigner(origin, seed)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(s.Key.Public); got != "66e0b858e462a609e66fe71370c816d8846ff103d5499a22a7fec37fdbc424a7" {
		t.Errorf("public key %s", got)
	}
	if s.Key.ID != 0x809da1a3 {
		t.Errorf("key id %08x", s.Key.ID)
	}
	sig := s.Sign([]byte(origin + "\n10\nHA5HAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	if got := hex.EncodeToString(sig.Bytes[:8]); got != "49fc17ca2571ead4" {
		t.Errorf("signature begins with %s", got)
	}
}
