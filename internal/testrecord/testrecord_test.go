package testrecord

import (
	"bytes"
	"testing"

	"vow/verify"
)

// TestKept: the story that everything else varies is kept, with nothing left
// unchecked.
func TestKept(t *testing.T) {
	s := Kept(t, "office.example/vow")
	b, err := s.Dossier(Slug).Write()
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), verify.Options{Trust: s.Trust(2), Chains: s.Chains()})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != verify.Pass || len(r.Reports) != 1 || r.Reports[0].Status != verify.Kept {
		t.Fatalf("%s", r.JSON())
	}
	t.Logf("%s", r.JSON())
}
