package testrecord

import (
	"fmt"

	"filippo.io/age"

	"vow"
	"vow/internal/dossier"
	"vow/paper"
	"vow/seal"
)

// The times and the date of a part in a story.
const (
	PartAt     = "2026-08-21T09:00:00Z"
	PartReview = "2026-12-31"
	PartOpened = "2026-11-02T10:00:00Z"
)

// PartBlocks are the blocks that the part of a story holds: 3 of 41.
func PartBlocks() vow.Blocks { return vow.Blocks{{First: 14, Last: 14}, {First: 20, Last: 21}} }

// LongPaper returns a text of 41 blocks: title, summary, findings, and 35 accounts
// under a heading of their own. What distinguishes one text from another is words.
func (w *World) LongPaper(report, words string) *paper.Paper {
	w.TB.Helper()
	blocks := []paper.Block{
		{Kind: paper.Heading, Level: 1, Text: "Assessment of " + report},
		{Kind: paper.Heading, Level: 2, Section: paper.SectionSummary, Text: "Summary"},
		{Kind: paper.Para, Text: "The office examined the records that it was given."},
		{Kind: paper.Heading, Level: 2, Section: paper.SectionFindings, Text: "Findings"},
		{Kind: paper.Para, Text: words},
		{Kind: paper.Heading, Level: 2, Text: "Accounts"},
	}
	for i := range 35 {
		blocks = append(blocks, paper.Block{Kind: paper.Para, Label: fmt.Sprintf("%d.", i+1), Text: fmt.Sprintf("Witness %d saw what witness %d saw.", i+1, i)})
	}
	p, err := paper.Fix("Assessment of "+report, "en", paper.SplitBlock, blocks, w.Seed("long paper "+report+words))
	if err != nil {
		w.TB.Fatal(err)
	}
	return p
}

// Withhold returns a paper without blocks.
func (w *World) Withhold(p *paper.Paper, blocks vow.Blocks) *paper.Paper {
	w.TB.Helper()
	q, err := p.Withhold(blocks.Numbers())
	if err != nil {
		w.TB.Fatal(err)
	}
	return q
}

// Keep returns a paper that shows nothing but blocks.
func (w *World) Keep(p *paper.Paper, blocks vow.Blocks) *paper.Paper {
	w.TB.Helper()
	q, err := p.Keep(blocks.Numbers())
	if err != nil {
		w.TB.Fatal(err)
	}
	return q
}

// Parting says how a story's part and body differ from the usual; what is zero is
// as it must be.
type Parting struct {
	Blocks vow.Blocks                      // that the record says the part holds
	Shows  func(*paper.Paper) *paper.Paper // what the part's package shows
	Body   func(*paper.Paper) *paper.Paper // what the body's package shows
	State  func(*vow.SealMade)             // changes the statement of the part
	Policy string                          // of the part: the trustee `guardian` alone
}

// Parted goes on with a text of which a part is sealed under the trustee guardian,
// and then the body, which withholds its blocks. It returns the part and the
// trustee's key.
func (s *Story) Parted(how Parting) (*Sealed, age.Identity) {
	s.TB.Helper()
	whole := s.LongPaper(Slug, "In four of the five places that it examined, the records were changed afterwards.")
	s.Add(s.Fixed(FixedAt, Slug, whole), Editor)
	s.Add(s.NoParty(DeclaredAt, Slug), Head)
	if how.Blocks == nil {
		how.Blocks = PartBlocks()
	}
	shows, body := s.Keep(whole, how.Blocks), s.Withhold(whole, how.Blocks)
	if how.Shows != nil {
		shows = how.Shows(whole)
	}
	if how.Body != nil {
		body = how.Body(whole)
	}
	if how.Policy == "" {
		how.Policy = "guardian"
	}
	guardian, key := s.Trustee("guardian")
	part := s.World.Seal(Slug, Sealing{At: PartAt, Policy: how.Policy, Trustees: []seal.Trustee{guardian}, Papers: []*paper.Paper{shows},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": how.Blocks}, Review: PartReview})
	if how.State != nil {
		how.State(part.Body)
	}
	s.Add(part.Body, Head, Editor)
	s.Carry(part)
	s.Witness("2026-08-21T09:05:00Z")
	s.Paper = body
	s.Seal = s.World.Seal(Slug, Sealing{At: SealedAt, Policy: OpensAt, Papers: []*paper.Paper{body}})
	s.addSeal()
	return part, key
}

// PartReleased goes on with the opening of a part by a trustee, stated by the
// office, which the witnesses see.
func (s *Story) PartReleased(at string, part *Sealed, id age.Identity) *Story {
	s.TB.Helper()
	k, err := part.Lock.Unlock(seal.Keys{Identities: []age.Identity{id}})
	if err != nil {
		s.TB.Fatal(err)
	}
	s.Add(s.ReleasedWith(at, part, k), Head)
	s.Witness(vow.Unix(At(at).Unix() + 60).String())
	return s
}

// lockPath and packagePath are where a seal's files travel.
func (s *Sealed) lockPath() string    { return dossier.PathLock(s.Body.Part) }
func (s *Sealed) packagePath() string { return dossier.PathPackage(s.Body.Part) }
