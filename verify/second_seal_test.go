package verify_test

import (
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

// TestSecondSeal: the office seals a softer text in place of the first, or the
// same text with other annexes, says a reason and releases it. All is as the
// rules ask, and yet not green.
func TestSecondSeal(t *testing.T) {
	for name, c := range map[string]struct {
		words, table, says string
	}{
		"the same":      {"", "month,count\n1,7\n", ""},
		"another text":  {"In some places the records were changed.", "month,count\n1,7\n", "another text"},
		"other annexes": {"", "month,count\n1,0\n", "other files"},
	} {
		t.Run(name, func(t *testing.T) {
			s := testrecord.Promised(t, origin).Moved().Sealed("")
			if c.words != "" {
				s.Paper = s.World.Paper(slug, c.words)
			}
			s.Seal = s.World.Seal(slug, testrecord.Sealing{At: "2026-08-22T10:00:00Z", Policy: "2026-09-10 or 2026-09-11",
				Papers: []*paper.Paper{s.Paper}, Annexes: map[string]string{"figures/table.csv": c.table}})
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
			for _, words := range []string{"sealed 2 times", "entry 5, opens by itself at 2026-09-10T00:00:00Z", "reason: evidence", c.says} {
				if !strings.Contains(card.String(), words) {
					t.Errorf("the card does not say %q:\n%s", words, &card)
				}
			}
			got, _ := r.Check(verify.TextSealed)
			if want := map[bool]verify.Verdict{true: verify.Pass, false: verify.NotChecked}[c.says == ""]; got.Verdict != want || !strings.Contains(got.Say, c.says) {
				t.Errorf("%+v", got)
			}
			if strings.Contains(card.String(), "other files") != (c.says == "other files") {
				t.Errorf("%s", &card)
			}
		})
	}
}

// TestFirstSealReleased: the office sealed again, and it is the first seal that is
// released. The other text is said to be the later one.
func TestFirstSealReleased(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	first, text := s.Seal, s.Paper
	s.Paper = s.World.Paper(slug, "In some places the records were changed.")
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: "2026-08-22T10:00:00Z", Policy: "2026-12-10", Papers: []*paper.Paper{s.Paper},
		Annexes: map[string]string{"figures/table.csv": "month,count\n1,7\n"}})
	s.Seal.Body.Reason = vow.ReasonEvidence
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Witness("2026-08-22T10:05:00Z")
	s.Seal, s.Paper = first, text
	s.Released(testrecord.ReleasedAt)
	r := judge(t, s.Dossier(slug), believes(s.World))
	got, _ := r.Check(verify.TextSealed)
	if got.Verdict != verify.NotChecked || !strings.Contains(got.Say, "the text is the one that entry 5 sealed, and entry 6 sealed another text after it") {
		t.Errorf("%+v", got)
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
