package verify_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/verify"
)

// stripped returns the dossier without some checkpoints, data/trust mended.
func stripped(t *testing.T, w *testrecord.World, f testrecord.Files, drop []string) testrecord.Files {
	t.Helper()
	g := f.Clone()
	for _, path := range drop {
		delete(g.Data, path)
	}
	var heard []vow.Key
	for _, k := range w.WitnessKeys() {
		if slices.ContainsFunc(g.Paths(), func(path string) bool {
			if path != dossier.PathCheckpoint && !strings.HasPrefix(path, "data/checkpoints/") {
				return false
			}
			cp, err := tlog.ParseSignedCheckpoint(g.Data[path])
			return err == nil && len(cp.Note.By(k)) > 0
		}) {
			heard = append(heard, k)
		}
	}
	g.Data[dossier.PathTrust] = verify.CarriedTrust(w.Log.Key, heard)
	return g
}

// TestStripped: whoever takes checkpoints out of a kept dossier and mends
// everything cannot make it late.
func TestStripped(t *testing.T) {
	for name, tell := range map[string]func() *testrecord.Story{
		"seen again after the due": func() *testrecord.Story {
			s := testrecord.Kept(t, origin)
			s.Witness("2026-12-01T00:00:00Z")
			return s
		},
		"moved, and grown after the due": func() *testrecord.Story { return keptAndCorrected(t) },
		"moved to an earlier day, too": func() *testrecord.Story {
			s := testrecord.Promised(t, origin).Moved()
			s.Add(s.Move("2026-07-25T10:00:00Z", slug, "2026-09-12", vow.ReasonNoneGiven), testrecord.Head)
			s.Witness("2026-07-25T10:05:00Z")
			s.Sealed("").Released(testrecord.ReleasedAt)
			s.Witness("2026-12-01T00:00:00Z")
			return s
		},
		"one witness slow": func() *testrecord.Story {
			s := testrecord.Promised(t, origin).Moved().Sealed("")
			s.Witness("2026-09-09T18:00:00Z", 1)
			s.ReleasedUnseen(testrecord.ReleasedAt)
			s.Witness("2026-09-10T00:06:00Z", 0, 2)
			s.Witness("2026-11-01T00:00:00Z", 1)
			s.Witness("2026-12-01T00:00:00Z", 0, 2)
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := tell()
			f, o := s.Dossier(slug), believes(s.World)
			if r := judge(t, f, o); r.Verdict != verify.Pass {
				t.Fatalf("the whole dossier\n%s", r.JSON())
			}
			var all []string
			for _, path := range f.Paths() {
				if strings.HasPrefix(path, "data/checkpoints/") {
					all = append(all, path)
				}
			}
			if len(all) < 5 {
				t.Fatalf("only %d checkpoints", len(all))
			}
			sets := [][]string{all}
			for i := range all {
				sets = append(sets, all[i:i+1], slices.Delete(slices.Clone(all), i, i+1), all[:i+1], all[i:])
			}
			random := rand.New(rand.NewPCG(1, 2))
			for range 20 {
				var set []string
				for _, path := range all {
					if random.IntN(2) == 0 {
						set = append(set, path)
					}
				}
				sets = append(sets, set)
			}
			unsure := 0
			for _, drop := range sets {
				r := judge(t, stripped(t, s.World, f, drop), o)
				st := r.Reports[0]
				// Without its checkpoints a release is first witnessed later: the
				// status says what is shown, and no verdict says that it is proved.
				// That a member is not where it belongs, where others still show it, is
				// said of the member alone.
				proved := slices.ContainsFunc(r.Checks, func(c verify.Check) bool { return c.Verdict == verify.Fail && c.ID != verify.DossierMembers })
				c, _ := r.Check(verify.ReleaseTime)
				late := st.Status == verify.Late && c.Verdict == verify.NotChecked
				if st.Status != verify.Kept && st.Status != "" && !late || proved {
					t.Fatalf("without %q:\n%s", drop, r.JSON())
				}
				if c.Verdict == verify.NotChecked {
					unsure++
				}
			}
			if unsure == 0 {
				t.Errorf("none of %d sets matters", len(sets))
			}
		})
	}
}

// TestMoves: which moves count.
func TestMoves(t *testing.T) {
	t.Run("late and shown to be", func(t *testing.T) {
		s := testrecord.Promised(t, origin)
		s.Witness("2026-09-01T06:00:00Z")
		s.Add(s.Move("2026-08-30T10:00:00Z", slug, "2026-09-15", vow.ReasonPressure), testrecord.Head) // dated back
		s.Witness("2026-09-01T12:00:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		st := status(t, r, verify.Late)
		if len(st.Moves) != 1 || st.Moves[0].Counts || st.Due != st.FirstDue || *st.DaysLate != 1 {
			t.Errorf("%s", r.JSON())
		}
		failsOnly(t, r, verify.ReleaseTime)
	})
	t.Run("late and not shown to be", func(t *testing.T) {
		s := testrecord.Promised(t, origin)
		s.Add(s.Move("2026-08-30T10:00:00Z", slug, "2026-09-15", vow.ReasonPressure), testrecord.Head)
		s.Witness("2026-09-01T12:00:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		st := status(t, r, verify.Late)
		if st.Moves[0].Counts || st.Due != st.FirstDue || *st.DaysLate != 1 {
			t.Errorf("%s", r.JSON())
		}
		want(t, r, "release.time not-checked")
	})
	t.Run("not witnessed", func(t *testing.T) {
		s := testrecord.Promised(t, origin)
		s.Add(s.Move("2026-08-30T10:00:00Z", slug, "2026-09-15", vow.ReasonLegal), testrecord.Head)
		r := judge(t, s.Dossier(slug), believes(s.World))
		if st := status(t, r, verify.Promised); st.Moves[0].Counts || st.Due != st.FirstDue {
			t.Errorf("%s", r.JSON())
		}
		want(t, r, "record.witnessed not-checked", "record.quorum fail")
	})
	t.Run("one after the other", func(t *testing.T) {
		s := testrecord.Promised(t, origin).Moved()
		s.Witness("2026-09-16T00:00:00Z")
		s.Add(s.Move("2026-09-15T10:00:00Z", slug, "2026-10-15", vow.ReasonLegal), testrecord.Head)
		s.Witness("2026-09-16T01:00:00Z") // too late for the second due
		s.Add(s.Move("2026-09-16T10:00:00Z", slug, "2026-11-15", vow.ReasonLegal), testrecord.Head)
		s.Witness("2026-09-17T01:00:00Z") // and with it for the third
		r := judge(t, s.Dossier(slug), believes(s.World))
		st := status(t, r, verify.Late)
		if !st.Moves[0].Counts || st.Moves[1].Counts || st.Moves[2].Counts || st.Due.String() != "2026-09-15T23:59:59Z" || st.Moves[2].From != st.Due {
			t.Errorf("%s", r.JSON())
		}
	})
}

// TestCarriedInPlace: cosignatures that stand elsewhere than vow puts them, twice,
// or left out of one member while another still shows them.
func TestCarriedInPlace(t *testing.T) {
	s := testrecord.Kept(t, origin)
	s.Witness("2026-10-01T00:00:00Z")
	s.Witness("2026-12-01T00:00:00Z", 0)
	f, o := s.Dossier(slug), believes(s.World)
	if r := judge(t, f, o); r.Verdict != verify.Pass {
		t.Fatalf("%s", r.JSON())
	}
	size := int64(len(s.Entries))
	first, last, head := dossier.CheckpointFirst(size), dossier.CheckpointLast(size), dossier.PathCheckpoint
	if f.Data[first] == nil || f.Data[last] == nil {
		t.Fatalf("%q", f.Paths())
	}
	cut := func(path string, line int) []byte { // without one of the cosignatures
		cp, err := tlog.ParseSignedCheckpoint(f.Data[path])
		if err != nil {
			t.Fatal(err)
		}
		cp.Note.Sigs = slices.Delete(slices.Clone(cp.Note.Sigs), line, line+1)
		return cp.Marshal()
	}
	for what, change := range map[string]struct {
		data  map[string][]byte
		blame string
	}{
		"swapped":               {map[string][]byte{first: f.Data[last], last: f.Data[first]}, first},
		"copied":                {map[string][]byte{last: f.Data[first]}, last},
		"first dropped":         {map[string][]byte{first: nil}, first},
		"head line dropped":     {map[string][]byte{head: cut(head, 1)}, head},
		"first line dropped":    {map[string][]byte{first: cut(first, 1)}, first},
		"head's line elsewhere": {map[string][]byte{head: f.Data[first]}, head},
	} {
		g := f.Clone()
		for path, data := range change.data {
			if g.Data[path] = data; data == nil {
				delete(g.Data, path)
			}
		}
		r := judge(t, g, o)
		failsOnly(t, r, verify.DossierMembers)
		if !names(r, change.blame) {
			t.Errorf("%s: %s is not named\n%s", what, change.blame, r.JSON())
		}
	}
}
