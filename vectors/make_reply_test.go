package vectors_test

import (
	"vow"
	"vow/internal/dossier"
	"vow/internal/reply"
	"vow/internal/testrecord"
	"vow/paper"
)

// replies makes the kinds comments and matrix, records of a right of reply, and
// dossiers of one that was kept and of what an office can leave out.
func (m *maker) replies() {
	m.commentsFiles()
	m.matrices()
	m.refused(replyRules())
	good := testrecord.Answered(testrecord.Promised(m.t, origin))
	good.Released(testrecord.ReleasedAt)
	m.record("reply", "valid", "a right of reply: declared, notified, supplemented, answered, disposed of, sealed, released", good.Entries, good.Log.Key)
	m.dossier("reply", "pass kept", "the same", good.Dossier(slug))

	told := func(tell func(r *testrecord.Round)) testrecord.Files {
		r := testrecord.Shared(testrecord.Promised(m.t, origin))
		tell(r)
		if r.Seal == nil {
			r.Sealed()
		}
		r.Released(testrecord.ReleasedAt)
		return r.Dossier(slug)
	}
	round := func(r *testrecord.Round) *testrecord.Round {
		return r.Declared().Notified(nil).Supplemented(nil).Replied()
	}
	m.dossier("reply-undeclared", "not-checked kept", "nothing is declared of whom the report criticises", told(func(r *testrecord.Round) { r.Moved() }))
	m.dossier("reply-no-notice", "fail kept reply.notified", "a declared party was sent no notice", told(func(r *testrecord.Round) {
		r.Declared()
		r.Final = r.Again(r.Shared, "the same", nil)
		r.Moved()
	}))
	m.dossier("reply-declared-late", "fail kept reply.notified", "a party is declared only after the seal", told(func(r *testrecord.Round) {
		r.Add(r.NoParty("2026-07-02T10:30:00Z", slug), head)
		r.Moved()
		r.Sealed()
		r.Add(r.Party("2026-09-09T19:00:00Z", "3"), head)
		r.CarryText(r.Shared)
	}))
	m.dossier("reply-not-shown", "fail kept reply.notified", "the notice shows less than where the party is criticised", told(func(r *testrecord.Round) {
		r.Declared()
		r.Handed = r.Again(r.Shared, "handed", testrecord.Blocks("3")["en"])
		r.Notified(func(n *vow.NoticeSent) { n.Blocks = testrecord.Blocks("3") }).Supplemented(nil).Replied().Disposed(nil)
	}))
	m.dossier("reply-other-text", "fail kept reply.notified", "the party was handed other words than the shared text", told(func(r *testrecord.Round) {
		r.Declared()
		r.Handed = r.Again(r.Final, "handed", testrecord.Blocks("2-5")["en"])
		r.Notified(nil).Supplemented(nil).Replied().Disposed(nil)
	}))
	m.dossier("reply-window-short", "fail kept reply.window", "a window shorter than the office promises", told(func(r *testrecord.Round) {
		r.Declared().Notified(func(n *vow.NoticeSent) { n.Due = testrecord.Due("2026-08-01") }).Supplemented(nil).Replied().Disposed(nil)
	}))
	m.dossier("reply-window-open", "fail kept reply.window", "sealed while a window was open", told(func(r *testrecord.Round) {
		r.Declared().Notified(func(n *vow.NoticeSent) { n.Due = testrecord.Due("2026-08-21") }).Supplemented(nil).Replied().Disposed(nil)
	}))
	m.dossier("reply-extended-late", "fail kept reply.window", "extended after the due had passed, and dated back", told(func(r *testrecord.Round) {
		round(r)
		r.Witness("2026-08-09T10:05:00Z")
		r.Add(r.Extended("2026-08-04T11:00:00Z", "2026-08-12"), head)
		r.Disposed(nil)
	}))
	m.dossier("reply-extended", "pass kept", "extended in time, witnessed", told(func(r *testrecord.Round) {
		round(r)
		r.Add(r.Extended("2026-08-02T11:00:00Z", "2026-08-12"), head)
		r.Witness("2026-08-02T11:05:00Z")
		r.Disposed(nil)
	}))
	m.dossier("reply-no-matrix", "fail kept reply.explained", "sealed without a matrix", told(func(r *testrecord.Round) { round(r) }))
	m.dossier("reply-matrix-after", "fail kept reply.explained", "the matrix was stated after the seal", told(func(r *testrecord.Round) {
		round(r).Sealed()
		r.Add(r.DisposedOf("2026-09-09T19:00:00Z", r.Answers()), head)
	}))
	m.dossier("reply-unexplained", "fail kept reply.explained", "a removed paragraph has no line in the matrix", told(func(r *testrecord.Round) {
		round(r).Disposed(func(x *reply.Matrix) { x.Changes = append(x.Changes[:1], x.Changes[2]) })
	}))
	m.dossier("reply-comment-left-out", "fail kept reply.explained", "a comment has no answer in the matrix", told(func(r *testrecord.Round) {
		x := round(r).Answers()
		x.Answers = x.Answers[:2]
		r.DisposedAs(x, func(d *vow.CommentDisposed) { d.Counts.Noted = 1 })
	}))
	m.dossier("reply-harder", "fail kept reply.new-criticism", "new criticism was shown to nobody", told(func(r *testrecord.Round) {
		r.Declared().Notified(nil).Replied().Disposed(nil)
	}))
	m.dossier("reply-withheld", "not-checked kept", "a paragraph of the shared text is withheld from the public, as the matrix says", told(func(r *testrecord.Round) {
		round(r).Disposed(func(x *reply.Matrix) { x.Changes[1].Withheld = true })
		r.Files[dossier.PathNotice(r.Shared.Root())] = r.Withhold(r.Shared, testrecord.Blocks("5")["en"]).Marshal()
		r.Files[dossier.PathNotice(r.Handed.Root())] = r.Withhold(r.Handed, testrecord.Blocks("5")["en"]).Marshal()
	}))
	m.dossier("reply-late", "pass kept", "a second reply came after its due, and is annexed", told(func(r *testrecord.Round) {
		round(r).Disposed(nil).Sealed()
		late := r.Received("2026-09-09T19:00:00Z", "r2", 1)
		late.Late = true
		r.Add(late, head)
		r.Witness("2026-09-09T20:00:00Z")
	}))
	m.dossier("reply-rendition", "pass kept", "of a reply a block is withheld, under the root of the whole", told(func(r *testrecord.Round) {
		round(r).Disposed(nil)
		r.CarryReply(r.Withhold(r.ReplyText("r1", 3), testrecord.Blocks("3")["en"]))
	}))
	m.dossier("reply-dark", "fail kept reply.annexed", "every block of a reply is withheld", told(func(r *testrecord.Round) {
		round(r).Disposed(nil)
		r.CarryReply(r.Withhold(r.ReplyText("r1", 3), testrecord.Blocks("0-3")["en"]))
	}))
	m.dossier("reply-not-annexed", "fail kept dossier.members reply.annexed", "a reply is on the record, and left out", told(func(r *testrecord.Round) {
		round(r).Disposed(nil)
		r.Drop(dossier.PathReply(r.ReplyText("r1", 3).Root()))
	}))
	m.latePackages(told)
	m.receipted()
	m.beside()
	f := good.Dossier(slug)
	delete(f.Data, dossier.PathMatrix(vow.SumHash(good.Matrix.Marshal())))
	m.dossier("reply-matrix-missing", "fail kept dossier.members reply.explained", "the matrix was taken out, the manifests mended", f)
}

// latePackages makes dossiers of what is sealed of a round: with the body, and of a reply
// that came after it in a package of its own.
func (m *maker) latePackages(told func(func(*testrecord.Round)) testrecord.Files) {
	packed := func(change func(r *testrecord.Round, files map[string][]byte)) func(r *testrecord.Round) {
		return func(r *testrecord.Round) {
			r.Declared().Notified(nil).Supplemented(nil).Replied().Disposed(nil)
			r.Pack = func(files map[string][]byte) { change(r, files) }
		}
	}
	m.dossier("reply-not-sealed", "fail kept reply.annexed", "a reply came in before the seal, and the package does not hold it", told(packed(func(r *testrecord.Round, f map[string][]byte) {
		delete(f, dossier.PathReply(r.ReplyText("r1", 3).Root()))
	})))
	m.dossier("reply-shared-not-sealed", "fail kept reply.explained", "the package does not hold the shared text", told(packed(func(r *testrecord.Round, f map[string][]byte) {
		delete(f, dossier.PathNotice(r.Shared.Root()))
	})))
	late := func(change func(r *testrecord.Round, s *testrecord.Sealing), state func(*vow.SealMade)) func(r *testrecord.Round) {
		return func(r *testrecord.Round) {
			r.Declared().Notified(nil).Supplemented(nil).Replied().Disposed(nil).Sealed()
			b := r.Received("2026-09-09T19:00:00Z", "r2", 1)
			b.Late = true
			r.Add(b, head)
			r.Witness("2026-09-09T20:00:00Z")
			r.SealLate("r2", 1, func(s *testrecord.Sealing) {
				if change != nil {
					change(r, s)
				}
			}, state)
		}
	}
	m.dossier("reply-late-sealed", "pass kept", "a late reply in a package of its own, on the round of the body", told(late(nil, nil)))
	m.dossier("reply-late-swapped", "fail kept reply.annexed", "the package of a late reply holds another text", told(late(func(r *testrecord.Round, s *testrecord.Sealing) {
		s.Papers = []*paper.Paper{r.ReplyText("another", 1)}
	}, nil)))
	m.dossier("reply-late-round", "fail kept reply.annexed", "the lock of a late reply is on another round than its entry says", told(late(func(_ *testrecord.Round, s *testrecord.Sealing) {
		s.Policy = "2026-12-01"
	}, func(b *vow.SealMade) {
		b.Opens = vow.Opens{At: testrecord.At(testrecord.OpensAt), AtLatest: testrecord.At(testrecord.OpensAt)}
	})))
}

// receipted makes dossiers for a reader with a receipt of comments: one that holds
// them, and what an office can tell in their place.
func (m *maker) receipted() {
	const given = "receipt/comments.receipt"
	begin := func() *testrecord.Round {
		return testrecord.Shared(testrecord.Promised(m.t, origin)).Declared().Notified(nil).Supplemented(nil)
	}
	good := begin().Replied()
	m.put(given, good.World.Receipt(int64(len(good.Entries))-1, "2026-08-01T10:06:00Z").Marshal())
	good.Disposed(nil).Sealed()
	good.Released(testrecord.ReleasedAt)
	m.dossier("receipted", "pass kept", "the comments of a receipt are in the record, and annexed", good.Dossier(slug), "receipt", given)
	fork := begin()
	fork.Moved()
	x := fork.Answers()
	x.Answers, x.Changes[0].Cites, x.Changes[0].Reason = nil, nil, "It was looked at again."
	fork.DisposedAs(x, nil).Sealed()
	fork.Released(testrecord.ReleasedAt)
	m.dossier("receipted-left-out", "fail kept reply.received", "the office went on from before the comments came in", fork.Dossier(slug), "receipt", given)
	other := testrecord.Answered(testrecord.Promised(m.t, "other.example/vow"))
	m.put("receipt/other.receipt", other.World.Receipt(7, "2026-08-01T10:06:00Z").Marshal())
	m.dossier("receipted-other-record", "not-checked kept", "a receipt of another record says nothing", good.Dossier(slug), "receipt", "receipt/other.receipt")
}

// beside makes a record of what stands beside its entries: access before the release,
// and answers of parties that are named.
func (m *maker) beside() {
	s := testrecord.Promised(m.t, origin)
	given := access(s)
	s.Add(given, head)
	s.Add(answer(s, s.Leaves()[len(s.Entries)-1], slug), head)
	s.Add(answer(s, s.Leaves()[0], ""), head)
	m.record("beside", "valid", "access given before a release, an answer to an entry of a report and to one of the office's own", s.Entries, s.Log.Key)
}

func access(s *testrecord.Story) *vow.AccessGiven {
	return &vow.AccessGiven{At: testrecord.At("2026-07-04T10:00:00Z"), Conditions: []vow.Condition{"confidential"}, Count: 2, Kind: vow.KindAccessGiven, Log: s.Origin, Party: "SYL", Report: slug}
}

func answer(s *testrecord.Story, to vow.Hash, report string) *vow.EntryDisputed {
	return &vow.EntryDisputed{At: testrecord.At("2026-07-05T10:00:00Z"), Entry: to, Kind: vow.KindEntryDisputed, Log: s.Origin, Party: "SYL", Report: report, Words: "We were shown one page."}
}

func (m *maker) commentsFiles() {
	c := reply.Comments{
		{Attribution: "deny", Blocks: testrecord.Blocks("0-1")["en"], Kind: "factual", Lang: "en", N: 1, On: testrecord.Blocks("14,20-22")["en"], Said: []string{"para. 12", "§ 14"}},
		{Attribution: "alternative-explanation", Blocks: testrecord.Blocks("2")["en"], Kind: "legal", N: 2},
		{Blocks: testrecord.Blocks("4")["en"], Kind: reply.KindDelete, N: 3},
	}
	good := c.Marshal()
	m.add("comments", "three", "valid", "three comments, one of which is an approach, too", good)
	for name, x := range map[string][3]string{
		"header":      {"vow/comments@v1", "vow/comments@v2", "line 1"},
		"number":      {`"n":2`, `"n":4`, "comment 2"},
		"twice":       {`"blocks":"2"`, `"blocks":"1"`, "in two comments"},
		"kind":        {`"kind":"legal"`, `"kind":"angry"`, "kind"},
		"attribution": {`"attribution":"deny"`, `"attribution":"denied"`, "attribution"},
		"lang":        {`"lang":"en",`, ``, "lang"},
		"blocks":      {`"on":"14,20-22"`, `"on":"14,20,21,22"`, "blocks"},
		"space":       {`"n":2`, `"n": 2`, "canonical"},
	} {
		m.add("comments", "bad-"+name, x[2], "the good one with "+x[1]+" for "+x[0], m.replace(good, x[0], x[1]))
	}
	m.add("comments", "bad-none", "1 to", "no comment", []byte("vow/comments@v1\n"))
	m.add("comments", "bad-cut", "does not end", "the last line does not end", good[:len(good)-1])
}

func (m *maker) matrices() {
	good := testrecord.Shared(testrecord.Promised(m.t, origin)).Answers().Marshal()
	m.add("matrix", "three", "valid", "three comments and three changes", good, "sha256", vow.SumHash(good).String())
	for name, x := range map[string][3]string{
		"header":    {"vow/matrix@v1", "vow/matrix@v2", "line 1"},
		"outcome":   {`"outcome":"accepted"`, `"outcome":"agreed"`, "outcome"},
		"no-reason": {`"reason":"Three documents say otherwise."`, `"reason":""`, "reason"},
		"rejected":  {`"cites":["r1.1"]`, `"cites":["r1.2"]`, "which is rejected"},
		"unknown":   {`"cites":["r1.1"]`, `"cites":["r7.1"]`, "not answered"},
		"no-cause":  {`"cites":["r1.1"],`, ``, "cites a comment or has a reason"},
		"effect":    {`"effect":"harder"`, `"effect":"stronger"`, "effect"},
		"parties":   {`"parties":["SYL"],`, ``, "parties"},
		"twice":     {`"from":"5"`, `"from":"3"`, "is in both"},
		"language":  {`"lang":"en","parties"`, `"lang":"fr","parties"`, "not compared"},
	} {
		m.add("matrix", "bad-"+name, x[2], "the good one with "+x[1]+" for "+x[0], m.replace(good, x[0], x[1]))
	}
}

// replyRules are entries of a right of reply that may not stand where they stand.
func replyRules() []rule {
	shared := testrecord.Shared
	notified := func(s *testrecord.Story) *testrecord.Round { return shared(s).Declared().Notified(nil) }
	return []rule{
		{"none-after", "field none", "that nobody is criticised, after a party was declared", func(s *testrecord.Story) []byte {
			return shared(s).Declared().Sign(s.NoParty("2026-07-03T00:00:00Z", slug), head)
		}, failsEntries},
		{"party-not-shared", "field texts", "a declaration for a text that was fixed as final", func(s *testrecord.Story) []byte {
			r := shared(s)
			r.Add(r.Fixed("2026-07-02T10:30:00Z", slug, r.Final), editor)
			b := r.Party("2026-07-03T00:00:00Z", "3")
			b.Texts = map[string]vow.Hash{"en": r.Final.Root()}
			return r.Sign(b, head)
		}, ""},
		{"party-other-text", "one round", "a second declaration for another shared text", func(s *testrecord.Story) []byte {
			r := shared(s).Declared()
			again := r.Again(r.Shared, "another shared", nil)
			fixed := r.Fixed("2026-07-02T12:00:00Z", slug, again)
			fixed.Role = "shared"
			r.Add(fixed, editor)
			b := r.Party("2026-07-03T00:00:00Z", "4")
			b.Texts = map[string]vow.Hash{"en": again.Root()}
			return r.Sign(b, head)
		}, failsEntries},
		{"party-blocks", "field blocks", "blocks that the shared text does not have", func(s *testrecord.Story) []byte {
			r := shared(s)
			return r.Sign(r.Party("2026-07-03T00:00:00Z", "6"), head)
		}, ""},
		{"party-commit", "field party_commit", "one party with two commitments", func(s *testrecord.Story) []byte {
			r := shared(s)
			for _, commit := range []byte{1, 2} {
				b := r.Party("2026-07-03T00:00:0"+string('0'+commit)+"Z", "3")
				b.Party, b.PartyCommit = "company-1", vow.Hash{commit}
				if commit == 2 {
					return r.Sign(b, head)
				}
				r.Add(b, head)
			}
			return nil
		}, ""},
		{"notice-undeclared", "field party", "a notice to a party that was not declared", func(s *testrecord.Story) []byte {
			r := shared(s)
			r.Handed = r.Again(r.Shared, "handed", nil)
			return r.Sign(r.Notice(testrecord.NoticeAt, testrecord.NoticeDue, ""), head)
		}, failsEntries},
		{"notice-second", "another one supplements", "a second notice to one party, with another root", func(s *testrecord.Story) []byte {
			r := notified(s)
			r.Handed = r.Again(r.Shared, "handed again", nil)
			b := r.Notice("2026-07-04T10:00:00Z", testrecord.NoticeDue, "")
			b.Notice = "n2"
			return r.Sign(b, head)
		}, failsEntries},
		{"notice-root", "has the same root", "two notices that hand over one paper", func(s *testrecord.Story) []byte {
			r := notified(s)
			b := r.Notice("2026-07-04T10:00:00Z", testrecord.NoticeDue, "3")
			b.Notice, b.Supplements = "n2", "n1"
			return r.Sign(b, head)
		}, ""},
		{"notice-shared-root", "salts of its own", "a notice that hands over the paper that was fixed", func(s *testrecord.Story) []byte {
			r := shared(s).Declared()
			r.Handed = r.Shared
			return r.Sign(r.Notice(testrecord.NoticeAt, testrecord.NoticeDue, ""), head)
		}, ""},
		{"notice-past", "field due", "a notice whose due is before it", func(s *testrecord.Story) []byte {
			r := shared(s).Declared()
			r.Handed = r.Again(r.Shared, "handed", nil)
			return r.Sign(r.Notice(testrecord.NoticeAt, "2026-07-02", ""), head)
		}, ""},
		{"notice-supplements-nothing", "field supplements", "a supplement to a notice that was not sent", func(s *testrecord.Story) []byte {
			r := notified(s)
			r.Handed = r.Again(r.Final, "more", testrecord.Blocks("5")["en"])
			b := r.Notice("2026-07-04T10:00:00Z", testrecord.NoticeDue, "5")
			b.Notice, b.Supplements = "n2", "n7"
			return r.Sign(b, head)
		}, ""},
		{"extended-shorter", "field due", "an extension that takes time away", func(s *testrecord.Story) []byte {
			r := notified(s)
			return r.Sign(r.Extended("2026-07-04T10:00:00Z", "2026-08-04"), head)
		}, failsEntries},
		{"extended-nothing", "field notice", "an extension of a notice that was not sent", func(s *testrecord.Story) []byte {
			r := shared(s).Declared()
			return r.Sign(r.Extended("2026-07-04T10:00:00Z", "2026-08-12"), head)
		}, ""},
		{"received-party", "field party", "a reply of another party than the notice went to", func(s *testrecord.Story) []byte {
			r := notified(s)
			b := r.Received("2026-07-05T10:00:00Z", "r1", 1)
			b.Party = "ngo"
			return r.Sign(b, head)
		}, ""},
		{"received-twice", "field reply", "two replies of one name", func(s *testrecord.Story) []byte {
			r := notified(s)
			r.Add(r.Received("2026-07-05T10:00:00Z", "r1", 1), head)
			b := r.Received("2026-07-06T10:00:00Z", "r1", 2)
			b.Root = vow.Hash{7}
			return r.Sign(b, head)
		}, ""},
		{"disposed-more", "field counts", "more comments disposed of than came in", func(s *testrecord.Story) []byte {
			r := notified(s)
			r.Add(r.Received("2026-07-05T10:00:00Z", "r1", 2), head)
			return r.Sign(r.DisposedOf("2026-07-06T10:00:00Z", r.Answers()), head)
		}, ""},
		{"disposed-undeclared", "no party was declared", "a matrix where nobody was declared", func(s *testrecord.Story) []byte {
			r := shared(s)
			x := r.Answers()
			x.Answers, x.Changes = nil, x.Changes[1:]
			return r.Sign(r.DisposedOf("2026-07-06T10:00:00Z", x), head)
		}, ""},
		{"late-round", "field opens", "a late reply's package on another instant than the body's", func(s *testrecord.Story) []byte {
			b := lateSeal(s, func(b *vow.SealMade) {
				b.Opens = vow.Opens{At: testrecord.At("2026-12-01T00:00:00Z"), AtLatest: testrecord.At("2026-12-01T00:00:00Z")}
			})
			return s.Sign(b, head, editor)
		}, ""},
		{"late-root", "field texts", "a late reply's package of another text than came in", func(s *testrecord.Story) []byte {
			return s.Sign(lateSeal(s, func(b *vow.SealMade) { b.Texts = map[string]vow.Hash{"en": {7}} }), head, editor)
		}, ""},
		{"late-nothing", "field reply", "a package of a reply that did not come in", func(s *testrecord.Story) []byte {
			return s.Sign(lateSeal(s, func(b *vow.SealMade) { b.Reply, b.Part = "r9", "late-r9" }), head, editor)
		}, ""},
		{"late-reason", "field reason", "a reason for the first package of a reply", func(s *testrecord.Story) []byte {
			return s.Sign(lateSeal(s, func(b *vow.SealMade) { b.Reason = vow.ReasonEvidence }), head, editor)
		}, ""},
		{"late-before-body", "field reply", "a late reply's package before a body is sealed", func(s *testrecord.Story) []byte {
			r := notified(s)
			r.Add(r.Received("2026-07-05T10:00:00Z", "r2", 1), head)
			b := lateBody(r, nil)
			return r.Sign(b, head, editor)
		}, ""},
		{"access-released", "the round is over", "access before a release, stated after it", func(s *testrecord.Story) []byte {
			r := testrecord.Answered(s)
			r.Released(testrecord.ReleasedAt)
			b := access(r.Story)
			b.At = testrecord.At("2026-10-01T10:00:00Z")
			return r.Sign(b, head)
		}, ""},
		{"disputed-nothing", "field entry", "an answer to an entry that is not there", func(s *testrecord.Story) []byte {
			return s.Sign(answer(s, vow.Hash{7}, slug), head)
		}, failsEntries},
		{"disputed-other-chain", "field entry", "an answer of the report's to an entry of the office's own", func(s *testrecord.Story) []byte {
			return s.Sign(answer(s, s.Leaves()[0], slug), head)
		}, ""},
		{"party-released", "the round is over", "a declaration after the release", func(s *testrecord.Story) []byte {
			r := testrecord.Answered(s)
			r.Released(testrecord.ReleasedAt)
			return r.Sign(r.Party("2026-10-01T10:00:00Z", "3"), head)
		}, ""},
	}
}

// lateSeal tells the story up to a late reply after the seal, and returns the statement
// of its package, changed.
func lateSeal(s *testrecord.Story, change func(*vow.SealMade)) *vow.SealMade {
	r := testrecord.Answered(s)
	r.Add(r.Received("2026-09-09T19:00:00Z", "r2", 1), head)
	return lateBody(r, change)
}

func lateBody(r *testrecord.Round, change func(*vow.SealMade)) *vow.SealMade {
	p := r.ReplyText("r2", 1)
	b := r.World.Seal(slug, testrecord.Sealing{At: testrecord.LateAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{p}, Part: vow.LatePart("r2"), Reply: "r2"}).Body
	if change != nil {
		change(b)
	}
	return b
}

// hiddenReplies makes dossiers of replies that an office hides, or calls late.
func (m *maker) hiddenReplies() {
	const head = testrecord.Head
	told := func(tell func(r *testrecord.Round)) testrecord.Files {
		r := testrecord.Shared(testrecord.Promised(m.t, origin))
		tell(r)
		if r.Seal == nil {
			r.Sealed()
		}
		r.Released(testrecord.ReleasedAt)
		return r.Dossier(slug)
	}
	round := func(r *testrecord.Round) *testrecord.Round {
		return r.Declared().Notified(nil).Supplemented(nil).Replied()
	}
	m.dossier("reply-comment-dark", "not-checked kept", "of a reply a whole comment is withheld", told(func(r *testrecord.Round) {
		round(r).Disposed(nil)
		r.CarryReply(r.Withhold(r.ReplyText("r1", 3), testrecord.Blocks("1")["en"]))
	}))
	m.dossier("reply-held-back", "fail kept reply.explained", "a reply that came in time was put on the record after the seal", told(func(r *testrecord.Round) {
		round(r).Disposed(nil).Sealed()
		r.Add(r.Received("2026-09-09T19:00:00Z", "r2", 1), head)
		r.Witness("2026-09-09T20:00:00Z")
	}))
	m.dossier("reply-false-late", "fail kept reply.annexed", "a reply is called late that the record shows in time", told(func(r *testrecord.Round) {
		r.Declared().Notified(nil).Supplemented(nil).Moved()
		late := r.Received(testrecord.ReplyAt, "r1", 3)
		late.Late = true
		r.Add(late, head)
		r.Witness("2026-08-01T10:05:00Z")
		r.Disposed(nil)
	}))
}
