package verify_test

import (
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

// packs is a story of which the body's package holds something else than the round.
func packs(t *testing.T, change func(r *testrecord.Round, files map[string][]byte)) *testrecord.Round {
	r := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil).Replied().Disposed(nil)
	r.Pack = func(files map[string][]byte) { change(r, files) }
	return r.Sealed()
}

// TestPacked: what came of the round is in the sealed package; what an office leaves out
// of it, or puts in its place, is named once the package opens.
func TestPacked(t *testing.T) {
	first := func(r *testrecord.Round) *paper.Paper { return r.ReplyText("r1", 3) }
	for name, c := range map[string]struct {
		change    func(r *testrecord.Round, files map[string][]byte)
		id, words string
	}{
		"reply left out":    {func(r *testrecord.Round, f map[string][]byte) { delete(f, dossier.PathReply(first(r).Root())) }, verify.ReplyAnnexed, "the reply r1 of SYL that entry 7 received: it is not in the sealed package"},
		"comments left out": {func(r *testrecord.Round, f map[string][]byte) { deleteSuffix(f, ".comments") }, verify.ReplyAnnexed, "it is not in the sealed package"},
		"other reply": {func(r *testrecord.Round, f map[string][]byte) {
			f[dossier.PathReply(first(r).Root())] = r.ReplyText("other", 3).Marshal()
		}, verify.ReplyAnnexed, "another text in its place"},
		"reply dark": {func(r *testrecord.Round, f map[string][]byte) {
			f[dossier.PathReply(first(r).Root())] = mustWithhold(t, first(r), testrecord.Blocks("0-3")["en"]).Marshal()
		}, verify.ReplyAnnexed, "every block of it is withheld in the sealed package"},
		"reply damaged": {func(r *testrecord.Round, f map[string][]byte) {
			f[dossier.PathReply(first(r).Root())] = []byte("vow/paper@v1\n")
		}, verify.ReplyAnnexed, "a damaged text"},
		"other comments":  {func(r *testrecord.Round, f map[string][]byte) { replaceSuffix(f, ".comments", "x") }, verify.ReplyAnnexed, "another file in its place"},
		"matrix left out": {func(r *testrecord.Round, f map[string][]byte) { deleteSuffix(f, ".matrix") }, verify.ReplyExplained, "the matrix that entry 8 names"},
		"other matrix":    {func(r *testrecord.Round, f map[string][]byte) { replaceSuffix(f, ".matrix", "x") }, verify.ReplyExplained, "another file in its place"},
		"shared left out": {func(r *testrecord.Round, f map[string][]byte) { delete(f, dossier.PathNotice(r.Shared.Root())) }, verify.ReplyExplained, "the shared "},
		"handed left out": {func(r *testrecord.Round, f map[string][]byte) { delete(f, dossier.PathNotice(r.Handed.Root())) }, verify.ReplyExplained, "what the notice n1 handed over in en"},
		"something more":  {func(r *testrecord.Round, f map[string][]byte) { f["data/replies/x"] = []byte("x") }, verify.ReplyExplained, "nothing in the record calls for data/annex/right-of-reply/replies/x"},
	} {
		t.Run(name, func(t *testing.T) {
			r := packs(t, c.change)
			// Sealed it is seen by nobody; silent or not, it is seen when it opens.
			failsOnly(t, judge(t, r.Dossier(slug), believes(r.World)))
			o := believes(r.World)
			o.Opening = r.Opening(r.Seal, r.World.Round(testrecord.OpensAt))
			says(t, judge(t, r.Dossier(slug), o), c.id, verify.Fail, c.words)
			r.Released(testrecord.ReleasedAt)
			got := judge(t, r.Dossier(slug), believes(r.World))
			failsOnly(t, got, c.id)
			says(t, got, c.id, verify.Fail, c.words)
		})
	}
}

func deleteSuffix(f map[string][]byte, suffix string) { replaceSuffix(f, suffix, "") }

func replaceSuffix(f map[string][]byte, suffix, by string) {
	for path := range f {
		if len(path) > len(suffix) && path[len(path)-len(suffix):] == suffix {
			if delete(f, path); by != "" {
				f[path] = []byte(by)
			}
			return
		}
	}
}

// TestSilentOffice: opened by time alone, the office being silent, the package shows the
// whole round, and a late reply's own package shows that.
func TestSilentOffice(t *testing.T) {
	r := testrecord.Answered(promised(t))
	o := believes(r.World)
	o.Opening = r.Opening(r.Seal, r.World.Round(testrecord.OpensAt))
	got := judge(t, r.Dossier(slug), o)
	failsOnly(t, got)
	want(t, got, "reply.notified pass", "reply.window pass", "reply.explained pass", "reply.new-criticism pass", "reply.annexed pass", "text.sealed pass")
	says(t, got, verify.ReplyExplained, verify.Pass, "3 changes after sharing, each with a stated cause; 3 comments answered")

	received(r)
	says(t, judge(t, r.Dossier(slug), o), verify.ReplyAnnexed, verify.NotChecked, "r2 of SYL: it came in after the seal, and no package of its own was sealed")
	r.SealLate("r2", 1, nil, nil)
	got = judge(t, r.Dossier(slug), o)
	failsOnly(t, got)
	says(t, got, verify.ReplyAnnexed, verify.Pass, "r2 of SYL, late, in full")
	// Before it opens nothing is seen of it, and nothing is green.
	want(t, judge(t, r.Dossier(slug), believes(r.World)), "reply.annexed not-checked")
}

// received goes on with a late reply of one comment, after the seal.
func received(r *testrecord.Round) *vow.CommentReceived {
	late := r.Received("2026-09-09T19:00:00Z", "r2", 1)
	late.Late = true
	r.Add(late, head)
	r.Witness("2026-09-09T20:00:00Z")
	return late
}

// TestLatePackage: a reply after the seal is in a package of its own, on the round of the
// body; what an office does otherwise with it is named.
func TestLatePackage(t *testing.T) {
	tell := func(change func(r *testrecord.Round) func(*testrecord.Sealing)) (*testrecord.Round, *testrecord.Sealed) {
		r := testrecord.Answered(promised(t))
		received(r)
		var f func(*testrecord.Sealing)
		if change != nil {
			f = change(r)
		}
		return r, r.SealLate("r2", 1, f, nil)
	}
	r, s := tell(nil)
	r.Released(testrecord.ReleasedAt)
	r.Add(r.World.Released("2026-09-10T00:07:00Z", s, r.World.Round(testrecord.OpensAt)), head)
	r.Witness("2026-09-10T00:08:00Z")
	got := judge(t, r.Dossier(slug), believes(r.World))
	if got.Verdict != verify.Pass {
		t.Errorf("%s", got.JSON())
	}
	says(t, got, verify.ReplyAnnexed, verify.Pass, "r2 of SYL, late, in full, 1 paragraph of it in no comment, and in a package of its own on the round of the body")

	// The office releases the body, and not this: the body's beacon opens it all the same.
	r, _ = tell(nil)
	r.Released(testrecord.ReleasedAt)
	says(t, judge(t, r.Dossier(slug), believes(r.World)), verify.ReplyAnnexed, verify.Pass, "in a package of its own on the round of the body")

	// Another text, or nothing of it, in the package that the record names.
	for name, c := range map[string]struct {
		change func(r *testrecord.Round) func(*testrecord.Sealing)
		words  string
	}{
		"swapped text": {func(r *testrecord.Round) func(*testrecord.Sealing) {
			return func(s *testrecord.Sealing) { s.Papers = []*paper.Paper{r.ReplyText("soft", 1)} }
		}, "another text in its place"},
		"no comments": {func(r *testrecord.Round) func(*testrecord.Sealing) {
			return func(s *testrecord.Sealing) { s.Annexes = nil }
		}, "does not hold its comments"},
		"dark": {func(r *testrecord.Round) func(*testrecord.Sealing) {
			return func(s *testrecord.Sealing) {
				s.Papers = []*paper.Paper{mustWithhold(t, r.ReplyText("r2", 1), testrecord.Blocks("0-1")["en"])}
			}
		}, "every block of it is withheld"},
		"more": {func(r *testrecord.Round) func(*testrecord.Sealing) {
			return func(s *testrecord.Sealing) { s.Annexes["note"] = "x" }
		}, "holds more than it"},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := tell(c.change)
			failsOnly(t, judge(t, r.Dossier(slug), believes(r.World)))
			r.Released(testrecord.ReleasedAt)
			got := judge(t, r.Dossier(slug), believes(r.World))
			failsOnly(t, got, verify.ReplyAnnexed)
			says(t, got, verify.ReplyAnnexed, verify.Fail, c.words)
		})
	}

	// The files of another package in its place, or none.
	r, _ = tell(nil)
	part := vow.LatePart("r2")
	f := r.Dossier(slug)
	f.Data[dossier.PathPackage(part)] = f.Data[dossier.PathPackage(vow.PartBody)]
	got = judge(t, f, believes(r.World))
	failsOnly(t, got, verify.DossierMembers, verify.ReplyAnnexed)
	says(t, got, verify.ReplyAnnexed, verify.Fail, "its package is not the one that entry 12 names")
	f = r.Dossier(slug)
	f.Data[dossier.PathLock(part)] = f.Data[dossier.PathLock(vow.PartBody)]
	says(t, judge(t, f, believes(r.World)), verify.ReplyAnnexed, verify.Fail, "its lock is not the one that entry 12 names")
	f = r.Dossier(slug)
	delete(f.Data, dossier.PathPackage(part))
	failsOnly(t, judge(t, f, believes(r.World)), verify.DossierMembers, verify.ReplyAnnexed)

	// A lock on another round than its entry and the body's say.
	r, _ = testrecord.Answered(promised(t)), s
	received(r)
	r.SealLate("r2", 1, func(s *testrecord.Sealing) { s.Policy = "2026-12-01" }, func(b *vow.SealMade) {
		b.Opens = r.Seal.Body.Opens
	})
	got = judge(t, r.Dossier(slug), believes(r.World))
	failsOnly(t, got, verify.ReplyAnnexed)
	says(t, got, verify.ReplyAnnexed, verify.Fail, "its policy says otherwise: 2026-12-01T00:00:00Z")
}
