package verify_test

import (
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

// TestSecondSeal: the office seals a softer text in place of the first, says a
// reason and releases it. All is as the rules ask, and yet not green.
func TestSecondSeal(t *testing.T) {
	for name, other := range map[string]bool{"another text": true, "the same text": false} {
		t.Run(name, func(t *testing.T) {
			s := testrecord.Promised(t, origin).Moved().Sealed("")
			first := s.Paper
			if other {
				s.Paper = s.World.Paper(slug, "In some places the records were changed.")
			}
			s.Seal = s.World.Seal(slug, testrecord.Sealing{At: "2026-08-22T10:00:00Z", Policy: testrecord.OpensAt, Papers: []*paper.Paper{s.Paper}})
			s.Seal.Body.Reason = vow.ReasonEvidence
			s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
			s.Carry(s.Seal)
			s.Witness("2026-08-22T10:05:00Z")
			s.Released(testrecord.ReleasedAt)
			r := judge(t, s.Dossier(slug), believes(s.World))
			var card strings.Builder
			if err := r.WriteCard(&card); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(card.String(), "sealed 2 times") || !strings.Contains(card.String(), "evidence") {
				t.Errorf("the card does not tell of the first seal:\n%s", &card)
			}
			c, _ := r.Check(verify.TextSealed)
			if other && (c.Verdict != verify.NotChecked || !strings.Contains(card.String(), "another text")) {
				t.Errorf("%+v\n%s", c, &card)
			}
			if !other && (c.Verdict != verify.Pass || s.Paper.Root() != first.Root()) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// TestSealDatedForward: the office claims to seal decades from now, so that the
// five years end later. The witnesses saw the seal today.
func TestSealDatedForward(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	s.Paper = s.World.Paper(slug, "In four of the five places the records were changed.")
	s.Add(s.Fixed(testrecord.FixedAt, slug, s.Paper), testrecord.Editor)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: "2049-01-01T00:00:00Z", Policy: "2053-06-01", Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	if c, _ := r.Check(verify.SealBuriable); c.Verdict != verify.Fail {
		t.Errorf("%s", r.JSON())
	}
}
