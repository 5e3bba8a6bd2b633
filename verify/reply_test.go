package verify_test

import (
	"strings"
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/reply"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

const (
	head   = testrecord.Head
	editor = testrecord.Editor
)

func promised(t testing.TB) *testrecord.Story { return testrecord.Promised(t, origin) }

// says requires that a check of that id has that verdict and says certain words.
func says(t testing.TB, r *verify.Report, id string, v verify.Verdict, words string) {
	t.Helper()
	c, ok := r.Check(id)
	if !ok || c.Verdict != v || !strings.Contains(c.Say, words) {
		t.Errorf("%s: %+v, want %s, saying %q\n%s", id, c, v, words, r.JSON())
	}
}

// TestReply: a round told as it should be: everything passes, and the card says how
// much was changed.
func TestReply(t *testing.T) {
	s := testrecord.Answered(promised(t))
	r := judge(t, s.Dossier(slug), believes(s.World))
	_ = r
	// Before the release only the record is seen.
	bare := testrecord.Answered(promised(t))
	r = judge(t, bare.Dossier(slug), believes(bare.World))
	failsOnly(t, r)
	want(t, r, "reply.notified not-checked", "reply.window pass", "reply.explained not-checked", "reply.new-criticism not-checked")

	s.Released(testrecord.ReleasedAt)
	r = judge(t, s.Dossier(slug), believes(s.World))
	if r.Verdict != verify.Pass {
		t.Errorf("%s", r.JSON())
	}
	status(t, r, verify.Kept)
	want(t, r, "reply.notified pass", "reply.window pass", "reply.explained pass", "reply.new-criticism pass")
	says(t, r, verify.ReplyExplained, verify.Pass, "3 changes after sharing, each with a stated cause; 3 comments answered")
	says(t, r, verify.ReplyWindow, verify.Pass, "notice n1 to SYL: 33 days")
	says(t, r, verify.ReplyNewCriticism, verify.Pass, "1 change is marked as harder")
	if card := cardOf(t, r); !strings.Contains(card, "✓ reply       notice 33 days, 3 comments annexed in full, 3 changes after it, 3 explained") {
		t.Errorf("%s", card)
	}
	// Without a trust file nothing is green that rests on time.
	none := believes(s.World)
	none.Trust = nil
	want(t, judge(t, s.Dossier(slug), none), "reply.window not-checked")
}

// TestReplyDeclaredNothing: nothing declared is not checked, nobody criticised is the
// office's word and passes.
func TestReplyDeclaredNothing(t *testing.T) {
	s := promised(t).Moved()
	s.Paper = s.World.Paper(slug, "In four of five places the records were changed.")
	s.Add(s.Fixed(testrecord.FixedAt, slug, s.Paper), editor)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, head, editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	s.Released(testrecord.ReleasedAt)
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r)
	says(t, r, verify.ReplyNotified, verify.NotChecked, "the office declares nothing")
	want(t, r, "reply.window absent", "reply.explained absent", "reply.new-criticism absent")

	r = judge(t, testrecord.Kept(t, origin).Dossier(slug), believes(s.World))
	want(t, r, "reply.notified pass", "reply.window absent")

	// An unsealed report is not asked for a round; one that was declared is not green.
	r = judge(t, promised(t).Dossier(slug), believes(s.World))
	want(t, r, "reply.notified absent")
	u := testrecord.Shared(promised(t)).Declared()
	u.Witness("2026-07-03T10:05:00Z")
	r = judge(t, u.Dossier(slug), believes(u.World))
	want(t, r, "reply.notified not-checked", "reply.window absent")
}

// cheat is a round in which the office did one thing wrong, and the check that must
// fail of it, or not be green.
type cheat struct {
	name, id string
	verdict  verify.Verdict
	words    string
	tell     func(t *testing.T, s *testrecord.Story) *testrecord.Round
}

// TestReplyCheats: what an office can leave out or make false, told up to the release,
// each named by its own check.
func TestReplyCheats(t *testing.T) {
	for _, c := range cheats() {
		t.Run(c.name, func(t *testing.T) {
			s := c.tell(t, promised(t))
			if s.Seal == nil {
				s.Sealed()
			}
			s.Released(testrecord.ReleasedAt)
			f := s.Dossier(slug)
			r := judge(t, f, believes(s.World))
			says(t, r, c.id, c.verdict, c.words)
			for _, other := range r.Checks {
				if strings.HasPrefix(other.ID, "record.") && other.Verdict != verify.Pass {
					t.Errorf("%+v", other)
				}
			}
			if c.verdict == verify.Fail && r.Verdict != verify.Fail || c.verdict == verify.NotChecked && r.Verdict == verify.Pass {
				t.Errorf("verdict %s", r.Verdict)
			}
		})
	}
}

func cheats() []cheat {
	shared := testrecord.Shared
	answer := func(m *reply.Matrix, i int, c reply.Change) { m.Changes[i] = c }
	_ = answer
	whole := func(change func(*reply.Matrix)) func(*testing.T, *testrecord.Story) *testrecord.Round {
		return func(_ *testing.T, s *testrecord.Story) *testrecord.Round {
			return shared(s).Declared().Notified(nil).Supplemented(nil).Replied().Disposed(change)
		}
	}
	matrixAs := func(change func(*vow.CommentDisposed)) func(*testing.T, *testrecord.Story) *testrecord.Round {
		return func(_ *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			return r.DisposedAs(r.Answers(), change)
		}
	}
	notice := func(change func(*vow.NoticeSent)) func(*testing.T, *testrecord.Story) *testrecord.Round {
		return func(_ *testing.T, s *testrecord.Story) *testrecord.Round {
			return shared(s).Declared().Notified(change).Supplemented(nil).Replied().Disposed(nil)
		}
	}
	return []cheat{
		{"no-notice", verify.ReplyNotified, verify.Fail, "SYL is criticised, and was sent no notice before the seal", func(_ *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared()
			r.Final = r.Again(r.Shared, "final again", nil)
			r.Moved()
			return r
		}},
		{"notice-after-seal", verify.ReplyNotified, verify.Fail, "was sent no notice before the seal", func(_ *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared()
			r.Final = r.Again(r.Shared, "final again", nil)
			r.Moved()
			r.Sealed()
			r.Handed = r.Again(r.Shared, "handed", nil)
			r.Add(r.Notice("2026-09-09T19:00:00Z", "2026-10-20", ""), head)
			r.CarryText(r.Handed)
			return r
		}},
		{"declared-after-seal", verify.ReplyNotified, verify.Fail, "SYL was declared only after the seal", func(_ *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s)
			r.Add(r.NoParty("2026-07-02T10:30:00Z", slug), head)
			r.Moved()
			r.Sealed()
			r.Add(r.Party("2026-09-09T19:00:00Z", "3"), head)
			r.CarryText(r.Shared)
			return r
		}},
		{"not-shown", verify.ReplyNotified, verify.Fail, "was not shown the blocks 4-5", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared()
			r.Handed = r.Again(r.Shared, "handed", testrecord.Blocks("3")["en"])
			return r.Notified(func(n *vow.NoticeSent) { n.Blocks = testrecord.Blocks("3") }).Supplemented(nil).Replied().Disposed(nil)
		}},
		{"shows-less-than-it-says", verify.ReplyNotified, verify.NotChecked, "cannot be seen", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared()
			r.Handed = r.Again(r.Shared, "handed", testrecord.Blocks("3")["en"])
			return r.Notified(nil).Supplemented(nil).Replied().Disposed(nil)
		}},
		{"other-text-handed", verify.ReplyNotified, verify.Fail, "block 3 says something else than the shared text", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared()
			r.Handed = r.Again(r.Final, "handed", testrecord.Blocks("2-5")["en"])
			return r.Notified(nil).Supplemented(nil).Replied().Disposed(nil)
		}},
		{"more-handed-than-said", verify.ReplyNotified, verify.Fail, "not in the extract", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared()
			r.Handed = r.Again(r.Shared, "handed", nil)
			return r.Notified(nil).Supplemented(nil).Replied().Disposed(nil)
		}},
		{"handed-missing", verify.ReplyNotified, verify.Fail, "missing or damaged", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := testrecord.Answered(s)
			r.Drop(dossier.PathNotice(r.Handed.Root()))
			return r
		}},
		{"window-short", verify.ReplyWindow, verify.Fail, "too short: the office promises 30 days", notice(func(n *vow.NoticeSent) { n.Due = testrecord.Due("2026-08-01") })},
		{"window-short-backdated", verify.ReplyWindow, verify.Fail, "too short", notice(func(n *vow.NoticeSent) {
			n.At, n.Due = testrecord.At("2026-06-30T10:00:00Z"), testrecord.Due("2026-07-30")
		})},
		{"window-open", verify.ReplyWindow, verify.Fail, "was open until 2026-08-21T23:59:59Z", notice(func(n *vow.NoticeSent) { n.Due = testrecord.Due("2026-08-21") })},
		{"supplement-short", verify.ReplyWindow, verify.Fail, "notice n2 to SYL: its window", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			return shared(s).Declared().Notified(nil).Supplemented(func(n *vow.NoticeSent) { n.Due = testrecord.Due("2026-07-12") }).Replied().Disposed(nil)
		}},
		{"extended-after-due", verify.ReplyWindow, verify.Fail, "extended by entry 8 after its due", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			r.Witness("2026-08-09T10:05:00Z")
			r.Add(r.Extended("2026-08-09T11:00:00Z", "2026-08-12"), head)
			return r.Disposed(nil)
		}},
		{"extended-after-due-backdated", verify.ReplyWindow, verify.Fail, "after its due", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			r.Witness("2026-08-09T10:05:00Z")
			r.Add(r.Extended("2026-08-04T11:00:00Z", "2026-08-12"), head)
			return r.Disposed(nil)
		}},
		{"extended-not-shown-in-time", verify.ReplyWindow, verify.NotChecked, "is not shown", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			r.Add(r.Extended("2026-08-04T11:00:00Z", "2026-08-12"), head)
			return r.Disposed(nil)
		}},
		{"no-matrix", verify.ReplyExplained, verify.Fail, "sealed without a matrix: 3 comments", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			return shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
		}},
		{"no-matrix-no-comments", verify.ReplyExplained, verify.Fail, "no line says why (and 2 more)", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil)
			r.Moved()
			r.Witness("2026-08-06T10:05:00Z")
			return r
		}},
		{"matrix-after-seal", verify.ReplyExplained, verify.Fail, "made after the seal", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			r.Sealed()
			r.Add(r.DisposedOf("2026-09-09T19:00:00Z", r.Answers()), head)
			return r
		}},
		{"matrix-of-another-final", verify.ReplyExplained, verify.Fail, "of another text", matrixAs(func(d *vow.CommentDisposed) { d.Texts = map[string]vow.Hash{"en": {9}} })},
		{"matrix-missing", verify.ReplyExplained, verify.Fail, "the matrix that entry 8 names", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := testrecord.Answered(s)
			r.Drop(dossier.PathMatrix(vow.SumHash(r.Matrix.Marshal())))
			return r
		}},
		{"matrix-other-counts", verify.ReplyExplained, verify.Fail, "counts other outcomes", matrixAs(func(d *vow.CommentDisposed) { d.Counts = vow.Counts{Accepted: 3} })},
		{"matrix-fewer-counts", verify.ReplyExplained, verify.Fail, "2 comments were disposed of, and 3 had come in", matrixAs(func(d *vow.CommentDisposed) { d.Counts = vow.Counts{Accepted: 2} })},
		{"matrix-of-another-shared", verify.ReplyExplained, verify.Fail, "other texts than those that were declared", whole(func(m *reply.Matrix) { m.About.Shared = map[string]vow.Hash{"en": {7}} })},
		{"matrix-leads-elsewhere", verify.ReplyExplained, verify.Fail, "other texts than the final ones", whole(func(m *reply.Matrix) { m.About.Final = map[string]vow.Hash{"en": {7}} })},
		{"change-left-out", verify.ReplyExplained, verify.Fail, "block 5, removed of the shared text in en: no line says why", whole(func(m *reply.Matrix) { m.Changes = append(m.Changes[:1], m.Changes[2]) })},
		{"addition-left-out", verify.ReplyExplained, verify.Fail, "block 5, added of the final text in en: no line says why", whole(func(m *reply.Matrix) { m.Changes = m.Changes[:2] })},
		{"change-that-is-none", verify.ReplyExplained, verify.Fail, "change 2 says that all of it was changed", whole(func(m *reply.Matrix) { m.Changes[1].From = testrecord.Blocks("4-5")["en"] })},
		{"comment-left-out", verify.ReplyExplained, verify.Fail, "the comment r1.3 has no answer", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			m := r.Answers()
			m.Answers = m.Answers[:2]
			return r.DisposedAs(m, func(d *vow.CommentDisposed) { d.Counts.Noted = 1 })
		}},
		{"comment-made-up", verify.ReplyExplained, verify.Fail, "the comment r1.4 is answered, and did not come in", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied()
			m := r.Answers()
			m.Answers[2].Comment = "r1.4"
			return r.DisposedAs(m, nil)
		}},
		{"reply-after-matrix", verify.ReplyExplained, verify.Fail, "the reply r2 came in after the matrix", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied().Disposed(nil)
			r.Add(r.Received("2026-08-16T10:00:00Z", "r2", 1), head)
			return r
		}},
		{"false-late", verify.ReplyExplained, verify.Fail, "2 comments", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil)
			r.Moved()
			late := r.Received(testrecord.ReplyAt, "r1", 2)
			late.Late = true
			r.Add(late, head)
			r.Witness("2026-08-01T10:05:00Z")
			return r
		}},
		{"held-back", verify.ReplyExplained, verify.Fail, "the reply r2 came in time, by the office's own word, and was put on the record only after the seal", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := testrecord.Answered(s)
			r.Add(r.Received("2026-09-09T19:00:00Z", "r2", 1), head)
			return r
		}},
		{"false-late-answered", verify.ReplyAnnexed, verify.Fail, "it says that it came late, and it was on the record by 2026-08-01T10:05:00Z", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil)
			r.Moved()
			late := r.Received(testrecord.ReplyAt, "r1", 3)
			late.Late = true
			r.Add(late, head)
			r.Witness("2026-08-01T10:05:00Z")
			return r.Disposed(nil)
		}},
		{"late-by-its-own-date", verify.ReplyAnnexed, verify.Fail, "and it was on the record by 2026-08-04T10:00:00Z", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := testrecord.Answered(s)
			late := r.Received("2026-08-04T10:00:00Z", "r2", 1)
			late.Late = true
			r.Add(late, head)
			return r
		}},
		{"words-for-a-label", verify.ReplyExplained, verify.Fail, "block 4, renumbered of the shared text in en: no line says why", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s)
			var blocks []paper.Block
			for i, l := range r.Final.Lines {
				b := *l.Block
				if i == 4 {
					b.Label = "Not true:"
				}
				blocks = append(blocks, b)
			}
			r.Final = r.Fix("final, labelled", blocks)
			return r.Declared().Notified(nil).Supplemented(nil).Replied().Disposed(nil)
		}},
		{"reply-all-but-hidden", verify.ReplyAnnexed, verify.NotChecked, "more than half of its blocks are not seen", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil)
			r.Moved()
			b := r.Received(testrecord.ReplyAt, "r1", 3) // one comment of all its blocks
			list := reply.Comments{{Blocks: testrecord.Blocks("0-3")["en"], Kind: "factual", N: 1}}.Marshal()
			b.Comments, b.SHA256 = 1, vow.SumHash(list)
			r.Add(b, head)
			r.CarryComments(list)
			r.CarryReply(mustWithhold(t, r.ReplyText("r1", 3), testrecord.Blocks("0-2")["en"]))
			r.Witness("2026-08-01T10:05:00Z")
			m := r.Answers()
			m.Answers = m.Answers[:1]
			return r.DisposedAs(m, nil)
		}},
		{"withheld", verify.ReplyExplained, verify.NotChecked, "1 paragraph of the shared text are withheld", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied().Disposed(func(m *reply.Matrix) { m.Changes[1].Withheld = true })
			for _, p := range []*paper.Paper{r.Shared, r.Handed} {
				r.Files[dossier.PathNotice(p.Root())] = mustWithhold(t, p, testrecord.Blocks("5")["en"]).Marshal()
			}
			return r
		}},
		{"withheld-unsaid", verify.ReplyExplained, verify.Fail, `withholds the blocks "3,5"; by the matrix it is "5"`, func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil).Supplemented(nil).Replied().Disposed(func(m *reply.Matrix) { m.Changes[1].Withheld = true })
			r.Files[dossier.PathNotice(r.Shared.Root())] = mustWithhold(t, r.Shared, testrecord.Blocks("3,5")["en"]).Marshal()
			return r
		}},
		{"harder-not-notified", verify.ReplyNewCriticism, verify.Fail, "change 3 is harder on SYL, which was not shown the blocks 5", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			return shared(s).Declared().Notified(nil).Replied().Disposed(nil)
		}},
		{"harder-other-words", verify.ReplyNewCriticism, verify.Fail, "was not shown the blocks 5", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := shared(s).Declared().Notified(nil)
			r.More = r.Again(r.Shared, "more", testrecord.Blocks("5")["en"])
			return r.Supplemented(nil).Replied().Disposed(nil)
		}},
		{"harder-undeclared-party", verify.ReplyExplained, verify.Fail, "change 3 criticises company-1, which was not declared", whole(func(m *reply.Matrix) { m.Changes[2].Parties = []vow.Party{"company-1"} })},
		{"second-seal-other-text", verify.ReplyExplained, verify.Fail, "of another text", func(t *testing.T, s *testrecord.Story) *testrecord.Round {
			r := testrecord.Answered(s)
			r.Paper = r.World.Paper(slug, "Nothing was found.")
			r.Seal = r.World.Seal(slug, testrecord.Sealing{At: "2026-09-09T19:00:00Z", Policy: testrecord.OpensAt, Papers: []*paper.Paper{r.Paper}})
			r.Seal.Body.Reason = vow.ReasonEvidence
			r.Add(r.Seal.Body, head, editor)
			r.Carry(r.Seal)
			r.Witness("2026-09-09T20:00:00Z")
			r.Drop(dossier.PathMatrix(vow.SumHash(r.Matrix.Marshal())))
			return r
		}},
	}
}

// TestHarderMarkedSofter: nobody can compute that a mark is true, and the check says so.
func TestHarderMarkedSofter(t *testing.T) {
	s := testrecord.Shared(promised(t)).Declared().Notified(nil).Replied().Disposed(func(m *reply.Matrix) { m.Changes[2].Effect, m.Changes[2].Parties = reply.EffectSofter, nil })
	s.Sealed()
	s.Released(testrecord.ReleasedAt)
	r := judge(t, s.Dossier(slug), believes(s.World))
	says(t, r, verify.ReplyNewCriticism, verify.Pass, "that its marks are true, only a reader of both texts can say")
}

// TestReplyStripped: taking checkpoints out of a dossier never makes a window fail.
func TestReplyStripped(t *testing.T) {
	s := testrecord.Answered(promised(t))
	s.Released(testrecord.ReleasedAt)
	f := s.Dossier(slug)
	for _, path := range f.Paths() {
		if strings.HasPrefix(path, "data/checkpoints/") && path != dossier.CheckpointFirst(int64(len(s.Entries))) {
			delete(f.Data, path)
		}
	}
	want(t, judge(t, f, believes(s.World)), "reply.window not-checked")
}
