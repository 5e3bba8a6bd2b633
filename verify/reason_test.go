package verify_test

import (
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/verify"
)

// TestProtectedReason: the true reason of a move is shown where a dossier reveals it, and
// nothing is missing where it does not; another one under its commitment is named.
func TestProtectedReason(t *testing.T) {
	s := promised(t)
	r, err := vow.NewReveal(vow.Salt{7}, []byte("A witness asked for time.\nAnother one left."))
	if err != nil {
		t.Fatal(err)
	}
	move := s.Move("2026-07-01T10:00:00Z", slug, testrecord.MovedDue, vow.ReasonProtected)
	move.Code = r.Commit
	s.Add(move, head, editor)
	s.Witness("2026-07-01T10:05:00Z")
	path := dossier.PathOpening(r.Commit)
	got := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, got)
	if m := got.Reports[0].Moves[0]; m.Revealed != "" || m.Reason != vow.ReasonProtected {
		t.Errorf("%+v", m)
	}

	file, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	f := s.Dossier(slug)
	f.Data[path] = file
	got = judge(t, f, believes(s.World))
	failsOnly(t, got)
	if m := got.Reports[0].Moves[0]; m.Revealed != r.Content {
		t.Errorf("%+v", m)
	}

	other, err := vow.NewReveal(vow.Salt{8}, []byte("A smaller reason."))
	if err != nil {
		t.Fatal(err)
	}
	false1, err := other.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := vow.NewReveal(vow.Salt{7}, []byte("\u202eA reason."))
	if err != nil {
		t.Fatal(err)
	}
	false2, err := hidden.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{false1, false2, file[:len(file)-1], []byte("{}")} {
		f := s.Dossier(slug)
		f.Data[path] = bad
		got := judge(t, f, believes(s.World))
		failsOnly(t, got, verify.DossierMembers)
		if m := got.Reports[0].Moves[0]; m.Revealed != "" {
			t.Errorf("%+v", m)
		}
	}
	f = s.Dossier(slug)
	f.Data[dossier.PathOpening(other.Commit)] = false1
	failsOnly(t, judge(t, f, believes(s.World)), verify.DossierMembers)
}
