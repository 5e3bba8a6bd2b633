package verify_test

import (
	"strings"
	"testing"

	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

// TestTwoTextsOfOneLanguage: the package holds, where readers look first,
// another text in the language of the promised one.
func TestTwoTextsOfOneLanguage(t *testing.T) {
	w := testrecord.New(t, origin)
	text := w.Paper(slug, "In four of the five places the records were changed.")
	softer := w.Paper(slug, "In some places the records were changed.")
	for name, how := range map[string]testrecord.Sealing{
		"two of one language":    {Langs: []string{"de", "en"}, Papers: []*paper.Paper{softer, text}},
		"under another language": {Langs: []string{"de", "fr"}, Papers: []*paper.Paper{softer, text}},
	} {
		s := testrecord.Promised(t, origin).Moved()
		s.Paper = text
		s.Add(s.Fixed(testrecord.FixedAt, slug, s.Paper), testrecord.Editor)
		how.At, how.Policy = testrecord.SealedAt, testrecord.OpensAt
		s.Seal = s.World.Seal(slug, how)
		s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
		s.Carry(s.Seal)
		s.Witness("2026-08-21T10:05:00Z")
		s.Released(testrecord.ReleasedAt)
		r := judge(t, s.Dossier(slug), believes(s.World))
		if c, _ := r.Check(verify.TextSealed); c.Verdict != verify.Fail {
			t.Errorf("%s: %s", name, r.JSON())
		}
	}
}

// TestPromisedTwice: a second promise under the same title and another name is
// kept, the first is not. The reader of the second is told of the first.
func TestPromisedTwice(t *testing.T) {
	s := testrecord.Promised(t, origin)
	twin := s.Promise("2026-07-02T10:00:00Z", "another", "2027-08-31")
	twin.Title = "Assessment of " + slug
	s.Add(twin, testrecord.Head)
	s.Witness("2026-07-02T10:05:00Z")
	r := judge(t, s.Dossier("another"), believes(s.World))
	var card strings.Builder
	if err := r.WriteCard(&card); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(card.String(), "another promise of this title") {
		t.Errorf("the card does not tell of the first promise:\n%s", &card)
	}
}
