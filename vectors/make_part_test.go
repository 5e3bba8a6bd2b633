package vectors_test

import (
	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/paper"
)

// parts are records and dossiers of protective parts, and of long holds.
func (m *maker) parts() {
	for _, r := range m.partRules() {
		s := testrecord.Promised(m.t, origin)
		s.AddBytes(r.bad(s))
		m.record("bad-"+r.name, r.want, r.comment, s.Entries, s.Log.Key)
	}
	m.goodParts()
	m.badParts()
	m.partFiles()
}

// part returns the statement of a part that nobody made, of the text of SealBody.
func part(s *testrecord.Story, at, name, blocks string) *vow.SealMade {
	b := s.SealBody(slug, at)
	set, err := vow.ParseBlocks(blocks)
	if err != nil {
		s.TB.Fatal(err)
	}
	b.Part, b.Blocks, b.Review, b.Trustees, b.Opens = name, map[string]vow.Blocks{"en": set}, testrecord.PartReview, []string{"guardian"}, vow.Opens{}
	return b
}

func (m *maker) partRules() []rule {
	const first, second = "2026-08-20T10:00:00Z", "2026-08-20T11:00:00Z"
	with := func(s *testrecord.Story, b *vow.SealMade) *testrecord.Story {
		s.Add(b, head, editor)
		return s
	}
	fixed := func(s *testrecord.Story, blocks int) *testrecord.Story {
		s.Add(&vow.TextFixed{At: testrecord.At(testrecord.FixedAt), Authentic: true, Blocks: blocks, Kind: vow.KindTextFixed, Lang: "en", Log: s.Origin,
			Report: slug, Role: "final", Root: s.SealBody(slug, first).Texts["en"], Work: slug}, editor)
		return s
	}
	return []rule{
		{"part-overlap", "block 21 is in the part sources", "two parts hold the same block", func(s *testrecord.Story) []byte {
			return with(s, part(s, first, "sources", "14,20-21")).Sign(part(s, second, "more", "21-22"), head, editor)
		}, ""},
		{"part-share", "5 of the 49 blocks", "parts that hold more than one block in ten", func(s *testrecord.Story) []byte {
			return with(fixed(s, 49), part(s, first, "sources", "14,20-21")).Sign(part(s, second, "more", "30-31"), head, editor)
		}, ""},
		{"part-no-block", "no block 49", "a part of a block that the text has not", func(s *testrecord.Story) []byte {
			return fixed(s, 49).Sign(part(s, first, "sources", "49"), head, editor)
		}, ""},
		{"part-again", "needs a reason", "a part sealed again without a reason", func(s *testrecord.Story) []byte {
			return with(s, part(s, first, "sources", "14")).Sign(part(s, second, "sources", "15"), head, editor)
		}, ""},
		{"part-reason", "the first seal of a part has none", "a part's first seal with a reason", func(s *testrecord.Story) []byte {
			b := part(s, first, "sources", "14")
			b.Reason = vow.ReasonSafety
			return s.Sign(b, head, editor)
		}, ""},
		{"part-other-languages", "of other languages", "a part under the name of one that a body is bound to, of another language", func(s *testrecord.Story) []byte {
			with(with(s, part(s, first, "sources", "14")), s.SealBody(slug, "2026-08-21T09:30:00Z"))
			b := part(s, second, "sources", "14")
			b.Texts, b.Blocks = map[string]vow.Hash{"fr": vow.Hash(s.Seed("another text"))}, map[string]vow.Blocks{"fr": b.Blocks["en"]}
			b.Reason = vow.ReasonTranslation
			return s.Sign(b, head, editor)
		}, ""},
		{"part-other-text", "is of another text", "a body of another text than the part that waits for it", func(s *testrecord.Story) []byte {
			with(s, part(s, first, "sources", "14"))
			b := s.SealBody(slug, second)
			b.Texts = map[string]vow.Hash{"en": vow.Hash(s.Seed("another text"))}
			return s.Sign(b, head, editor)
		}, ""},
		{"part-after-body", "withholds nothing for this part", "a part of a text whose body is sealed already", func(s *testrecord.Story) []byte {
			with(s, s.SealBody(slug, first))
			b := part(s, second, "sources", "14")
			b.Reason = vow.ReasonSafety
			return s.Sign(b, head, editor)
		}, ""},
		{"long-hold", "two officers' signatures", "a hold of 102 days where the limit is 60, signed by one officer", func(s *testrecord.Story) []byte {
			s.Add(s.KeyAdded("2026-07-02T08:00:00Z", third, vow.RoleClerk), head, third)
			b := s.SealBody(slug, testrecord.SealedAt)
			b.Opens, b.Signoffs = vow.Opens{AtLatest: testrecord.At("2026-12-01")}, []vow.Role{vow.RoleHead}
			return s.Sign(b, head)
		}, ""},
	}
}

// parted tells a story with a part up to the release of the body.
func (m *maker) parted(how testrecord.Parting) (*testrecord.Story, func(at string)) {
	s := testrecord.Promised(m.t, origin).Moved()
	p, key := s.Parted(how)
	s.Released(testrecord.ReleasedAt)
	return s, func(at string) { s.PartReleased(at, p, key) }
}

func (m *maker) goodParts() {
	s := testrecord.Promised(m.t, origin).Moved()
	p, key := s.Parted(testrecord.Parting{})
	m.dossier("part-sealed", "not-checked sealed", "a part and the body that withholds its blocks are sealed", s.Dossier(slug))
	s.Released(testrecord.ReleasedAt)
	m.record("parts", "valid", "a part of three blocks, the body, and its release", s.Entries, s.Log.Key)
	m.dossier("part-withheld", "pass kept", "the report is out, the part withheld until its review", s.Dossier(slug))
	m.dossier("part-review", "not-checked kept", "the day of the review has come on the reader's clock", s.Dossier(slug), "at", "2026-12-31T00:00:00Z")
	m.put("dossier/assessment-x.sources.opening", s.OpeningBy(p, key))
	m.dossier("part-opening", "pass kept", "a trustee published the opening of the part", s.Dossier(slug), "opening", "dossier/assessment-x.sources.opening")
	s.PartReleased(testrecord.PartOpened, p, key)
	m.dossier("part-opened", "pass kept", "the part was released, and holds just the lines that the body withholds", s.Dossier(slug))
	s = testrecord.Promised(m.t, origin).Moved()
	first := s.World.Seal(slug, testrecord.Sealing{At: "2026-08-20T09:00:00Z", Policy: "2027-01-31", Papers: []*paper.Paper{s.Keep(s.LongPaper(slug, "All of it was changed."), testrecord.PartBlocks())},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": testrecord.PartBlocks()}, Review: testrecord.PartReview})
	s.Add(first.Body, head, editor)
	s.Parted(testrecord.Parting{State: func(b *vow.SealMade) { b.Reason = vow.ReasonSafety }})
	s.Released(testrecord.ReleasedAt)
	m.dossier("part-left", "not-checked kept", "a part of another text was sealed before, and no body is bound to it", s.Dossier(slug))
}

func (m *maker) badParts() {
	other := vow.Blocks{{First: 14, Last: 15}, {First: 20, Last: 21}}
	for _, c := range []struct {
		name, want, comment string
		how                 testrecord.Parting
		opened              bool
	}{
		{"part-body-more", "fail broken dossier.members text.sealed", "the body withholds a block that no part holds",
			testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper { return m.w.Withhold(p, other) }}, false},
		{"part-body-whole", "fail broken dossier.members text.sealed", "the body shows what the part holds",
			testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper { return p }}, false},
		{"part-swapped", "fail kept text.parts", "the part holds other lines than those that are withheld",
			testrecord.Parting{Shows: func(p *paper.Paper) *paper.Paper {
				return m.w.Keep(p, vow.Blocks{{First: 14, Last: 14}, {First: 22, Last: 23}})
			}}, true},
		{"part-whole", "fail kept text.parts", "the part holds the whole text",
			testrecord.Parting{Shows: func(p *paper.Paper) *paper.Paper { return p }}, true},
		{"part-findings", "fail kept text.parts", "a block under the findings is withheld", testrecord.Parting{Blocks: vow.Blocks{{First: 4, Last: 4}}}, false},
		{"part-heading", "fail kept text.parts", "the heading of the findings is withheld, too: seen when the part is opened",
			testrecord.Parting{Blocks: vow.Blocks{{First: 3, Last: 4}}}, true},
		{"part-trustees", "fail kept text.parts", "the record names another trustee than the lock",
			testrecord.Parting{State: func(b *vow.SealMade) { b.Trustees = []string{"somebody"} }}, false},
	} {
		s, open := m.parted(c.how)
		if c.opened {
			open(testrecord.PartOpened)
		}
		m.dossier(c.name, c.want, c.comment, s.Dossier(slug))
	}
	s := testrecord.Promised(m.t, origin).Moved()
	whole, five := s.LongPaper(slug, "The records were changed."), vow.Blocks{{First: 14, Last: 18}}
	p := s.World.Seal(slug, testrecord.Sealing{At: testrecord.PartAt, Policy: "2027-01-31", Papers: []*paper.Paper{s.Keep(whole, five)},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": five}, Review: testrecord.PartReview})
	s.Add(p.Body, head, editor)
	s.Carry(p)
	s.Paper = s.Withhold(whole, five)
	m.seal(s, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt}, "")
	s.Released(testrecord.ReleasedAt)
	m.dossier("part-share", "fail kept text.parts", "a part of 5 blocks of 41, of a text whose number of blocks the record does not say", s.Dossier(slug))
}

func (m *maker) partFiles() {
	s, _ := m.parted(testrecord.Parting{})
	f := s.Dossier(slug)
	lock, pkg := dossier.PathLock("sources"), dossier.PathPackage("sources")
	g := f.Clone()
	delete(g.Data, pkg)
	m.dossier("part-missing", "fail kept dossier.members text.parts", "the part's package is missing", g)
	g = f.Clone()
	g.Data[lock] = g.Data[dossier.PathLock("body")]
	m.dossier("part-lock", "fail kept dossier.members text.parts", "the body's lock in place of the part's", g)
	g = f.Clone()
	whole := s.LongPaper(slug, "In four of the five places that it examined, the records were changed afterwards.")
	g.Data[dossier.PathPaper(whole.Root())] = whole.Marshal()
	m.dossier("part-shown", "fail kept dossier.members", "the copy of the text in the dossier shows what is withheld", g)
}
