package verify_test

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/verify"
)

// TestOpeningOfNothing: a good opening beside a dossier of a report that nobody promised
// is the reader's mistake, and said so.
func TestOpeningOfNothing(t *testing.T) {
	s := testrecord.Kept(t, origin)
	f := s.Dossier(slug)
	f.Info.Report = "another"
	b, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	o := believes(s.World)
	o.Opening = s.World.Opening(s.Seal, s.Round(testrecord.OpensAt))
	if _, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o); vow.CodeOf(err) != vow.CodeUsage {
		t.Fatal(err)
	}
}
