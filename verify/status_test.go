package verify_test

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/seal"
	"vow/verify"
)

// TestKept: promised, moved once, sealed, released in time.
func TestKept(t *testing.T) {
	s := testrecord.Kept(t, origin)
	r := judge(t, s.Dossier(slug), believes(s.World))
	st := status(t, r, verify.Kept)
	if r.Verdict != verify.Pass || *st.DaysLate != 0 || *st.DaysAfterFirstDue != 10 || st.AtLeast {
		t.Errorf("%s", r.JSON())
	}
	if len(st.Moves) != 1 || !st.Moves[0].Counts || st.Moves[0].Reason != vow.ReasonTranslation {
		t.Errorf("moves: %+v", st.Moves)
	}
	for _, c := range []struct{ what, got, want string }{
		{"first due", st.FirstDue.String(), "2026-08-31T23:59:59Z"},
		{"due", st.Due.String(), "2026-09-15T23:59:59Z"},
		{"promised", st.PromisedAt.String(), "2026-06-13T10:05:00Z"},
		{"sealed", st.SealedAt.String(), "2026-08-21T10:05:00Z"},
		{"released", st.ReleasedAt.String(), "2026-09-10T00:06:00Z"},
		{"at latest", st.OpensAtLatest.String(), testrecord.OpensAt},
		{"as of", r.Record.AsOf.String(), "2026-09-10T00:06:00Z"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
}

func TestPromised(t *testing.T) {
	s := testrecord.Promised(t, origin)
	r := judge(t, s.Dossier(slug), believes(s.World))
	st := status(t, r, verify.Promised)
	if r.Verdict != verify.Pass || *st.DaysLate != 0 || !st.SealedAt.IsZero() {
		t.Errorf("%s", r.JSON())
	}
	want(t, r, "release.time pass", "release.fresh pass", "seal.form absent", "text.sealed absent", "release.early absent")
}

func TestSealed(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	r := judge(t, s.Dossier(slug), believes(s.World))
	status(t, r, verify.Sealed)
	if r.Verdict != verify.NotChecked {
		t.Errorf("verdict %s", r.Verdict)
	}
	want(t, r, "seal.form pass", "seal.chain pass", "seal.buriable pass", "seal.honest not-checked", "release.time pass", "release.fresh pass", "text.sealed absent")
}

// TestLate: the release was not on the record when the due passed.
func TestLate(t *testing.T) {
	s := testrecord.Promised(t, origin).Sealed("")
	s.Witness("2026-09-02T18:00:00Z")
	s.Released(testrecord.ReleasedAt)
	r := judge(t, s.Dossier(slug), believes(s.World))
	st := status(t, r, verify.Late)
	if *st.DaysLate != 10 || *st.DaysAfterFirstDue != 10 || st.AtLeast {
		t.Errorf("%s", r.JSON())
	}
	failsOnly(t, r, verify.ReleaseTime)
}

// TestLateByItsRound: witnesses saw nothing between, but the beacon without
// which it could not open is of a time after the due.
func TestLateByItsRound(t *testing.T) {
	s := testrecord.Promised(t, origin).Sealed("")
	s.Released(testrecord.ReleasedAt)
	r := judge(t, s.Dossier(slug), believes(s.World))
	status(t, r, verify.Late)
	failsOnly(t, r, verify.ReleaseTime)
}

// TestFirstWitnessedLate: nothing shows that the release was absent at the due,
// so the status is late and the verdict is not checked, not failed.
func TestFirstWitnessedLate(t *testing.T) {
	s := testrecord.Promised(t, origin).Sealed("2026-08-25")
	s.Release = s.Add(s.World.Released("2026-08-30T00:00:00Z", s.Seal, s.Round("2026-08-25")), testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-05T00:00:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	st := status(t, r, verify.Late)
	if r.Verdict != verify.NotChecked || *st.DaysLate != 5 || st.ReleasedAt.String() != "2026-09-05T00:00:00Z" {
		t.Errorf("%s", r.JSON())
	}
	want(t, r, "release.time not-checked", "text.sealed pass", "seal.honest pass")
}

// TestLateUnreleased: the record is known up to a time after the due.
func TestLateUnreleased(t *testing.T) {
	s := testrecord.Promised(t, origin)
	s.Witness("2026-09-03T12:00:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	st := status(t, r, verify.Late)
	if *st.DaysLate != 3 || !st.AtLeast || !st.ReleasedAt.IsZero() {
		t.Errorf("%s", r.JSON())
	}
	failsOnly(t, r, verify.ReleaseTime)
}

// TestFresh: on the reader's clock the due has passed, the dossier is older.
func TestFresh(t *testing.T) {
	s := testrecord.Promised(t, origin)
	o := believes(s.World)
	for _, c := range []struct {
		now, time, fresh string
		verdict          verify.Verdict
	}{
		{"2026-08-31T23:59:59Z", "pass", "pass", verify.Pass},
		{"2026-09-01T00:00:00Z", "not-checked", "not-checked", verify.NotChecked},
		{"2036-09-01T00:00:00Z", "not-checked", "not-checked", verify.NotChecked},
		{"1999-01-01T00:00:00Z", "pass", "pass", verify.Pass}, // a clock years off changes nothing
	} {
		o.Now = testrecord.At(c.now)
		r := judge(t, s.Dossier(slug), o)
		status(t, r, verify.Promised)
		want(t, r, "release.time "+c.time, "release.fresh "+c.fresh)
		if r.Verdict != c.verdict {
			t.Errorf("%s: %s", c.now, r.Verdict)
		}
	}
}

// TestOpened: the office is silent, and somebody published the opening.
func TestOpened(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	s.Witness("2026-09-20T18:00:00Z")
	o := believes(s.World)
	o.Opening = s.Opening(s.Seal, s.Round(testrecord.OpensAt))
	r := judge(t, s.Dossier(slug), o)
	st := status(t, r, verify.Opened)
	if *st.DaysLate != 0 || *st.DaysAfterFirstDue != 10 {
		t.Errorf("%s", r.JSON())
	}
	// The office promised to release it, and did not.
	failsOnly(t, r, verify.ReleaseTime)
	want(t, r, "seal.honest pass", "text.sealed pass")
}

// TestOpenedByTrustee: an opening without a beacon opens as well; its time is
// not known.
func TestOpenedByTrustee(t *testing.T) {
	s := testrecord.Promised(t, origin)
	trustee, id := s.Trustee("chair")
	s.SealedWith(testrecord.Sealing{Policy: "2026-09-10 or chair", Trustees: []seal.Trustee{trustee}})
	o := believes(s.World)
	o.Opening = s.OpeningBy(s.Seal, id)
	r := judge(t, s.Dossier(slug), o)
	if st := status(t, r, verify.Opened); st.DaysLate != nil {
		t.Errorf("%s", r.JSON())
	}
	want(t, r, "seal.honest not-checked", "text.sealed pass", "release.time pass")
}

func TestWrongOpening(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	other := testrecord.Promised(t, "other.example/vow").Moved().Sealed("")
	for name, opening := range map[string][]byte{
		"of another lock": other.Opening(other.Seal, other.Round(testrecord.OpensAt)),
		"damaged":         append(s.Opening(s.Seal, s.Round(testrecord.OpensAt)), '\n'),
		"empty":           {},
	} {
		o := believes(s.World)
		o.Opening = opening
		b, err := s.Dossier(slug).Write()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBroken: the ways in which a promise can be broken.
func TestBroken(t *testing.T) {
	t.Run("closed unreleased", func(t *testing.T) {
		s := testrecord.Promised(t, origin)
		s.Add(s.Closed("2026-07-02T10:00:00Z"), testrecord.Head)
		r := judge(t, s.Dossier(slug), believes(s.World))
		status(t, r, verify.Promised) // not yet witnessed: changes nothing
		want(t, r, "record.quorum fail")
		s.Witness("2026-07-02T10:05:00Z")
		r = judge(t, s.Dossier(slug), believes(s.World))
		status(t, r, verify.Broken)
		if r.Verdict != verify.Fail {
			t.Errorf("verdict %s", r.Verdict)
		}
		want(t, r, "release.time fail")
	})
	t.Run("another text released", func(t *testing.T) {
		s := testrecord.Promised(t, origin).Moved().Sealed("")
		softer := s.World.Paper(slug, "In some of the places the records were changed afterwards.")
		body := s.World.Released(testrecord.ReleasedAt, s.Seal, s.Round(testrecord.OpensAt))
		body.Texts["en"] = softer.Root()
		s.Add(body, testrecord.Head)
		s.CarryPaper(softer)
		s.Witness("2026-09-10T00:06:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		status(t, r, verify.Broken)
		failsOnly(t, r, verify.TextSealed)
	})
	t.Run("another text sealed", func(t *testing.T) {
		s := testrecord.Promised(t, origin).Moved().SealedOther()
		s.Released(testrecord.ReleasedAt)
		r := judge(t, s.Dossier(slug), believes(s.World))
		status(t, r, verify.Broken)
		want(t, r, "text.sealed fail")
	})
	t.Run("does not open", func(t *testing.T) {
		s := testrecord.Promised(t, origin).Moved().SealedDead()
		body := s.World.ReleasedWith(testrecord.ReleasedAt, s.Seal, s.DeadKey, s.Round(testrecord.OpensAt))
		s.Add(body, testrecord.Head)
		s.CarryPaper(s.Paper)
		s.Witness("2026-09-10T00:06:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		status(t, r, verify.Broken)
		want(t, r, "seal.honest fail")
	})
}
