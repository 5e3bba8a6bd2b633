package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

// TestWithheld: a paper with blocks withheld has the root of the whole text. A
// package that holds no more than that buries what it hides.
func TestWithheld(t *testing.T) {
	for _, hidden := range [][]int{{0, 1, 2, 3}, {3}} {
		s := testrecord.Promised(t, origin).Moved()
		whole := s.World.Paper(slug, "In four of the five places that it examined, the records were changed afterwards.")
		s.Add(s.Fixed(testrecord.FixedAt, slug, whole), testrecord.Editor)
		p, err := whole.Withhold(hidden)
		if err != nil {
			t.Fatal(err)
		}
		s.Paper = p
		s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{p}})
		s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
		s.Carry(s.Seal)
		s.Witness("2026-08-21T10:05:00Z")
		s.Released(testrecord.ReleasedAt)
		r := judge(t, s.Dossier(slug), believes(s.World))
		failsOnly(t, r, verify.DossierMembers, verify.TextSealed)
		if c, _ := r.Check(verify.TextSealed); !strings.Contains(c.Say, "withheld") {
			t.Errorf("%+v", c)
		}
		status(t, r, verify.Broken)
	}
}

// TestWithheldCorrection: the same for a later text.
func TestWithheldCorrection(t *testing.T) {
	s := keptAndCorrected(t)
	f := s.Dossier(slug)
	root := s.World.Record().Report(slug).Corrections[0].Body.Root
	p, err := paper.Parse(f.Data[dossier.PathPaper(root)])
	if err != nil {
		t.Fatal(err)
	}
	if p, err = p.Withhold([]int{len(p.Lines) - 1}); err != nil {
		t.Fatal(err)
	}
	f.Data[dossier.PathPaper(root)] = p.Marshal()
	r := judge(t, f, believes(s.World))
	failsOnly(t, r, verify.DossierMembers)
	if !names(r, dossier.PathPaper(root)) {
		t.Errorf("%s", r.JSON())
	}
}

// TestLeafLies: every leaf that the policy names must open as it says, not the
// back-stop alone: whoever reads the policy counts on each of them.
func TestLeafLies(t *testing.T) {
	for _, c := range []struct{ policy, leaf, opens string }{
		{testrecord.OpensAt, "leaf 0", testrecord.OpensAt},
		{testrecord.OpensAt + " or 2026-09-12", "leaf 1", testrecord.OpensAt},
	} {
		s := testrecord.Promised(t, origin).Moved()
		s.Paper = s.World.Paper(slug, "In four of the five places the records were changed.")
		s.Add(s.Fixed(testrecord.FixedAt, slug, s.Paper), testrecord.Editor)
		s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: c.policy, Papers: []*paper.Paper{s.Paper}})
		key := s.Spoil(s.Seal, c.opens, c.leaf)
		s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
		s.Carry(s.Seal)
		s.Witness("2026-08-21T10:05:00Z")
		s.Add(s.ReleasedWith(testrecord.ReleasedAt, s.Seal, key, s.Round(c.opens)), testrecord.Head)
		s.CarryPaper(s.Paper)
		s.Witness("2026-09-10T00:06:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		failsOnly(t, r, verify.SealHonest)
		status(t, r, verify.Kept)
	}
}

// TestRedactionsShow: the report card tells of redacted copies, and they change
// nothing.
func TestRedactionsShow(t *testing.T) {
	s := testrecord.Kept(t, origin)
	q, err := s.Paper.Withhold([]int{1, 3})
	if err != nil {
		t.Fatal(err)
	}
	s.Add(s.Redacted("2026-10-01T10:00:00Z", slug, q, "safety"), testrecord.Head)
	s.Witness("2026-10-01T10:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r)
	status(t, r, verify.Kept)
	var card strings.Builder
	if err := r.WriteCard(&card); err != nil {
		t.Fatal(err)
	}
	if want := "redacted copy of the released text by entry 7, 2026-10-01: 2 blocks withheld, reason: safety, decided by: head"; !strings.Contains(card.String(), want) {
		t.Errorf("%s", &card)
	}
	one, err := s.Paper.Withhold([]int{1})
	if err != nil {
		t.Fatal(err)
	}
	s.Add(s.Redacted("2026-10-02T10:00:00Z", slug, one, "safety"), testrecord.Head)
	s.Witness("2026-10-02T10:05:00Z")
	if card := cardOf(t, judge(t, s.Dossier(slug), believes(s.World))); !strings.Contains(card, ": 1 block withheld, reason: safety") {
		t.Errorf("%s", card)
	}
}

// TestRedactionIsStated: whoever has a redacted copy and the dossier learns which
// entry states it; an entry that is false of it is an error.
func TestRedactionIsStated(t *testing.T) {
	s := testrecord.Kept(t, origin)
	withhold := func(blocks ...int) *paper.Paper {
		t.Helper()
		q, err := s.Paper.Withhold(blocks)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	two, lied, never := withhold(1, 3), withhold(1), withhold(3)
	s.Add(s.Redacted("2026-10-01T10:00:00Z", slug, two, "safety"), testrecord.Head)
	false1 := s.Redacted("2026-10-01T10:01:00Z", slug, lied, "safety")
	false1.Withheld = 2
	s.Add(false1, testrecord.Head)
	s.Witness("2026-10-01T10:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	stated := r.Record.Size - 2
	if got, why, err := r.Redaction(two); err != nil || why != "" || got.Index != stated || got.Withheld != 2 || got.By != "head" || got.Report != slug || got.Witnessed.IsZero() {
		t.Errorf("%+v, %q, %v", got, why, err)
	}
	if _, _, err := r.Redaction(lied); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("entry %d states that this copy withholds 2 blocks: it withholds 1", stated+1)) {
		t.Errorf("%v", err)
	}
	if got, why, err := r.Redaction(never); err != nil || why != "" || got.Index != -1 {
		t.Errorf("%+v, %q, %v", got, why, err)
	}
	nobody := judge(t, s.Dossier(slug), verify.Options{})
	if got, why, err := nobody.Redaction(two); err != nil || why == "" || got.Index == stated {
		t.Errorf("%+v, %q, %v: not to be believed without a trust file", got, why, err)
	}
}

// TestCorrectionsShow: the report card tells of later texts.
func TestCorrectionsShow(t *testing.T) {
	s := keptAndCorrected(t)
	var card strings.Builder
	if err := judge(t, s.Dossier(slug), believes(s.World)).WriteCard(&card); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(card.String(), "later text") || !strings.Contains(card.String(), "does not replace it") {
		t.Errorf("%s", &card)
	}
}
