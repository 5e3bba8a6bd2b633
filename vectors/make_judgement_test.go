package vectors_test

import (
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/paper"
	"vow/seal"
)

// judgements are dossiers whose record is valid, and of which something else is
// to be said.
func (m *maker) judgements() {
	m.quorums()
	m.withheld()
	m.secondSeals()
	m.lyingLeaves()
	m.later()
	s := testrecord.Promised(m.t, origin)
	trustee, _ := s.Trustee("someone")
	trustee.Key = s.Signer(head).Key
	s.SealedWith(testrecord.Sealing{Policy: testrecord.OpensAt + " or someone", Trustees: []seal.Trustee{trustee}})
	m.dossier("trustee-is-officer", "fail sealed seal.form", "a trustee whose key is an officer's", s.Dossier(slug))
}

func (m *maker) quorums() {
	s := testrecord.Kept(m.t, origin)
	stranger := testrecord.New(m.t, "other.example/vow").WitnessKeys()[0]
	all := strings.Replace(string(s.Trust(3)), "group g 3 w1 w2 w3", "witness w4 "+stranger.String()+"\ngroup g all w1 w2 w3 w4", 1)
	m.put("trust/all-of-4.trust", []byte(all))
	m.dossier("quorum-out", "fail - record.quorum", "a reader asks for four witnesses, of whom three were ever asked: no statement of time, and no year 1970", s.Dossier(slug), "trust", "trust/all-of-4.trust")

	s = testrecord.Promised(m.t, origin)
	f := s.Dossier(slug)
	s.Moved()
	one := s.Checkpoint(3)
	fork := one.Checkpoint
	fork.Root[0] ^= 1
	two, err := tlog.SignCheckpoint(fork, s.Log)
	if err != nil {
		m.t.Fatal(err)
	}
	m.put("dossier/ahead-one.checkpoint", one.Marshal())
	m.put("dossier/ahead-two.checkpoint", two.Marshal())
	m.dossier("grown", "not-checked promised", "the reader has a checkpoint of a longer record", f, "checkpoint", "dossier/ahead-one.checkpoint")
	m.dossier("fork-ahead", "fail promised record.fork", "the reader has two checkpoints of one larger size, with different roots", f,
		"checkpoint", "dossier/ahead-one.checkpoint dossier/ahead-two.checkpoint")
}

// withheld are texts of which blocks are withheld: they keep their roots.
func (m *maker) withheld() {
	s := testrecord.Promised(m.t, origin).Moved()
	whole := s.World.Paper(slug, "In four of the five places that it examined, the records were changed afterwards.")
	s.Add(s.Fixed(testrecord.FixedAt, slug, whole), editor)
	s.Paper = m.withhold(whole, 3)
	m.seal(s, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt}, "")
	s.Released(testrecord.ReleasedAt)
	m.dossier("withheld-blocks", "fail broken dossier.members text.sealed", "the package holds the text with a block withheld, and no part holds the block", s.Dossier(slug))

	s = testrecord.Kept(m.t, origin)
	f := s.Dossier(slug)
	f.Data[dossier.PathPaper(s.Paper.Root())] = m.withhold(s.Paper, 3).Marshal()
	m.dossier("withheld-copy", "fail kept dossier.members", "only the copy in the dossier has a block withheld", f)
}

func (m *maker) withhold(p *paper.Paper, block int) *paper.Paper {
	m.t.Helper()
	q, err := p.Withhold([]int{block})
	if err != nil {
		m.t.Fatal(err)
	}
	return q
}

// seal goes on with a seal of the story's text.
func (m *maker) seal(s *testrecord.Story, how testrecord.Sealing, reason vow.Reason) {
	m.t.Helper()
	how.Papers = []*paper.Paper{s.Paper}
	s.Seal = s.World.Seal(slug, how)
	s.Seal.Body.Reason = reason
	m.sealed(s)
}

func (m *maker) sealed(s *testrecord.Story) {
	s.Add(s.Seal.Body, head, editor)
	s.Carry(s.Seal)
	s.Witness(vow.Unix(s.Seal.Body.At.Unix() + 300).String())
}

func (m *maker) secondSeals() {
	table := map[string]string{"figures/table.csv": "month,count\n1,7\n"}
	for _, c := range []struct {
		name, want, comment, words string
		annexes                    map[string]string
	}{
		{"same", "pass kept", "the same text and files sealed again, with a reason", "", table},
		{"other-files", "not-checked kept", "the same text sealed again with other annexes", "", map[string]string{"figures/table.csv": "month,count\n1,0\n"}},
		{"other-text", "not-checked kept", "another text sealed in place of the first", "In some places the records were changed.", table},
	} {
		s := testrecord.Promised(m.t, origin).Moved().Sealed("")
		if c.words != "" {
			s.Paper = s.World.Paper(slug, c.words)
		}
		m.seal(s, testrecord.Sealing{At: "2026-08-22T10:00:00Z", Policy: testrecord.OpensAt, Annexes: c.annexes}, vow.ReasonEvidence)
		s.Released(testrecord.ReleasedAt)
		m.dossier("second-seal-"+c.name, c.want, c.comment, s.Dossier(slug))
	}
}

// lyingLeaves are seals of which one leaf does not hold the lock's key.
func (m *maker) lyingLeaves() {
	s := testrecord.Promised(m.t, origin).Moved()
	s.Paper = s.World.Paper(slug, "In four of the five places the records were changed.")
	s.Add(s.Fixed(testrecord.FixedAt, slug, s.Paper), editor)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt + " or 2026-09-12", Papers: []*paper.Paper{s.Paper}})
	key := s.Spoil(s.Seal, testrecord.OpensAt, "leaf 1")
	m.sealed(s)
	s.Add(s.ReleasedWith(testrecord.ReleasedAt, s.Seal, key, s.Round(testrecord.OpensAt)), head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-10T00:06:00Z")
	m.dossier("lying-leaf", "fail kept seal.honest", "the back-stop opens; the leaf of the policy's first date holds another key", s.Dossier(slug))
}

func (m *maker) later() {
	s := testrecord.Kept(m.t, origin)
	later := s.World.Paper(slug, "In five of the five places that it examined, the records were changed afterwards.")
	s.Add(s.Fixed("2026-10-01T10:00:00Z", slug, later), editor)
	s.Add(s.Corrected("2026-10-01T10:01:00Z", slug, later, 1), head)
	s.CarryPaper(later)
	s.Witness("2026-10-01T10:05:00Z")
	f := s.Dossier(slug)
	m.dossier("corrected", "pass kept", "a correction beside the released text", f)
	f = f.Clone()
	f.Data[dossier.PathPaper(later.Root())] = m.withhold(later, 3).Marshal()
	m.dossier("corrected-withheld", "fail kept dossier.members", "a block of the correction is withheld", f)
}
