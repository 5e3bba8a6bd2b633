package record_test

import (
	"errors"
	"testing"

	"vow"
	"vow/internal/record"
	"vow/internal/testrecord"
)

// partBody returns the statement of a part that nobody made.
func partBody(w *testrecord.World, at, name, blocks string, root byte) *vow.SealMade {
	b := w.SealBody(slug, at)
	set, err := vow.ParseBlocks(blocks)
	if err != nil {
		panic(err)
	}
	b.Part, b.Blocks, b.Review, b.Trustees = name, map[string]vow.Blocks{"en": set}, "2027-01-31", []string{"guardian"}
	b.Opens, b.Texts = vow.Opens{}, map[string]vow.Hash{"en": {root}}
	return b
}

func bodyOf(w *testrecord.World, at string, root byte) *vow.SealMade {
	b := w.SealBody(slug, at)
	b.Texts = map[string]vow.Hash{"en": {root}}
	return b
}

func fixedOf(w *testrecord.World, at string, root byte, blocks int) *vow.TextFixed {
	return &vow.TextFixed{At: testrecord.At(at), Authentic: true, Blocks: blocks, Kind: vow.KindTextFixed, Lang: "en", Log: w.Origin,
		Report: slug, Role: "final", Root: vow.Hash{root}, Work: slug}
}

func addPart(w *testrecord.World, b *vow.SealMade) *record.Seal {
	w.TB.Helper()
	w.Add(b, head, editor)
	return w.Record().Report(slug).Part(b.Part)
}

// TestParts: parts wait for the body of their text, which is bound to them.
func TestParts(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	one := addPart(w, partBody(w, "2026-08-20T10:00:00Z", "sources", "3-4", 1))
	p := w.Record().Report(slug)
	if p.Seal() != nil || len(p.PartsFor(nil)) != 1 || p.Released() != nil || len(p.AllSeals()) != 1 {
		t.Fatalf("%+v", p)
	}
	refused(t, w, w.Sign(partBody(w, "2026-08-20T10:00:01Z", "more", "4", 1), head, editor), "block 4 is in the part sources")
	two := addPart(w, partBody(w, "2026-08-20T10:00:02Z", "more", "5", 1))
	// Again under its name, with a reason; the first is out of the way, and stands.
	again := partBody(w, "2026-08-20T10:00:03Z", "sources", "3-5", 1)
	refused(t, w, w.Sign(again, head, editor), "a second seal of the part sources needs a reason")
	again.Reason, again.At = vow.ReasonSafety, testrecord.At("2026-08-20T10:00:04Z")
	refused(t, w, w.Sign(again, head, editor), "block 5 is in the part more")
	again = partBody(w, "2026-08-20T10:00:05Z", "sources", "3", 1)
	again.Reason = vow.ReasonSafety
	three := addPart(w, again)
	first := partBody(w, "2026-08-20T10:00:06Z", "third", "9", 1)
	first.Reason = vow.ReasonSafety
	refused(t, w, w.Sign(first, head, editor), "the first seal of a part has none")

	refused(t, w, w.Sign(bodyOf(w, "2026-08-21T10:00:00Z", 2), head, editor), "the part more of entry 4 is of another text")
	w.Add(bodyOf(w, "2026-08-21T10:00:01Z", 1), head, editor)
	body := w.Record().Report(slug).Seal()
	if len(body.Parts) != 2 || body.Parts[0] != two || body.Parts[1] != three || len(p.PartsFor(nil)) != 0 || len(p.Parts()) != 3 {
		t.Fatalf("%+v", body)
	}
	if all := p.AllSeals(); len(all) != 4 || all[0] != one || all[3] != body {
		t.Errorf("%+v", all)
	}
	refused(t, w, w.Sign(partBody(w, "2026-08-21T11:00:00Z", "late", "9", 1), head, editor), "was sealed by entry")

	// The release of a part is none of the report.
	w.Add(w.ReleaseBody("2026-08-22T10:00:00Z", slug, two.Body.Seal, two.Body.Texts), head)
	if p.Released() != nil || two.ReleaseAt < 0 {
		t.Error("the report counts as released")
	}
	w.Add(w.Move("2026-08-23T10:00:00Z", slug, testrecord.MovedDue, vow.ReasonLegal), head)

	// A second body of the same text is bound to the same parts; one of another text
	// to parts of its own, sealed before it with a reason.
	same := bodyOf(w, "2026-08-24T10:00:00Z", 1)
	same.Reason = vow.ReasonTranslation
	w.Add(same, head, editor)
	if got := p.Seal().Parts; len(got) != 2 || got[0] != two {
		t.Errorf("%+v", got)
	}
	new := partBody(w, "2026-08-24T11:00:00Z", "sources", "7", 3)
	refused(t, w, w.Sign(new, head, editor), "needs a reason")
	fresh := partBody(w, "2026-08-24T11:00:01Z", "fresh", "8", 3)
	refused(t, w, w.Sign(fresh, head, editor), "a part for a second seal needs a reason")
	new.Reason, new.At = vow.ReasonEvidence, testrecord.At("2026-08-24T11:00:02Z")
	four := addPart(w, new)
	other := bodyOf(w, "2026-08-24T12:00:00Z", 3)
	other.Reason = vow.ReasonEvidence
	w.Add(other, head, editor)
	if got := p.Seal().Parts; len(got) != 1 || got[0] != four || len(p.Seals) != 3 {
		t.Errorf("%+v", got)
	}
	w.Add(w.ReleaseBody("2026-09-10T10:00:00Z", slug, p.Seal().Body.Seal, p.Seal().Body.Texts), head)
	refused(t, w, w.Sign(partBody(w, "2026-09-11T11:00:00Z", "later", "8", 4), head, editor), "is released")
	w.Add(w.ReleaseBody("2026-09-12T10:00:00Z", slug, four.Body.Seal, four.Body.Texts), head)
}

// TestPartsOfLanguages: a part of two texts belongs to a body of both.
func TestPartsOfLanguages(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	b := partBody(w, "2026-08-20T10:00:00Z", "sources", "3", 1)
	b.Texts["fr"], b.Blocks["fr"] = vow.Hash{2}, b.Blocks["en"]
	addPart(w, b)
	refused(t, w, w.Sign(bodyOf(w, "2026-08-21T10:00:00Z", 1), head, editor), "is of another text")
	body := bodyOf(w, "2026-08-21T10:00:01Z", 1)
	body.Texts["fr"], body.Texts["de"] = vow.Hash{2}, vow.Hash{3}
	w.Add(body, head, editor)
	half := bodyOf(w, "2026-08-21T10:00:02Z", 1)
	half.Reason = vow.ReasonTranslation
	refused(t, w, w.Sign(half, head, editor), "and of another one that is not here")
}

// TestPartsOfOneName: no body is bound to two parts of one name, or a dossier, which
// keeps each under its name, could hold only one of them.
func TestPartsOfOneName(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	addPart(w, partBody(w, "2026-08-20T10:00:00Z", "sources", "3", 1))
	w.Add(bodyOf(w, "2026-08-21T10:00:00Z", 1), head, editor)
	// The translation gets a part of that name, and then a body of both.
	fr := partBody(w, "2026-08-22T10:00:00Z", "sources", "3", 2)
	fr.Texts, fr.Blocks, fr.Reason = map[string]vow.Hash{"fr": {2}}, map[string]vow.Blocks{"fr": fr.Blocks["en"]}, vow.ReasonTranslation
	refused(t, w, w.Sign(fr, head, editor), "field part: entry 2 sealed a part sources of other languages")
	fr.Part, fr.At = "sources-fr", testrecord.At("2026-08-22T11:00:00Z")
	addPart(w, fr)
	both := bodyOf(w, "2026-08-23T10:00:00Z", 1)
	both.Texts["fr"], both.Reason = vow.Hash{2}, vow.ReasonTranslation
	w.Add(both, head, editor)
	names := make(map[string]bool)
	for _, p := range w.Record().Report(slug).Seal().Parts {
		names[p.Body.Part] = true
	}
	if len(names) != 2 {
		t.Errorf("%v", names)
	}
	// The same languages of a new text: the part replaces its like.
	new := partBody(w, "2026-08-24T10:00:00Z", "sources", "4", 3)
	new.Reason = vow.ReasonEvidence
	addPart(w, new)
}

// TestTenth: where the record knows a text's blocks, parts hold one in ten at most.
func TestTenth(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	w.Add(fixedOf(w, "2026-08-19T10:00:00Z", 1, 49), editor)
	w.Add(fixedOf(w, "2026-08-19T10:00:01Z", 1, 999), editor) // the first one counts
	refused(t, w, w.Sign(partBody(w, "2026-08-20T10:00:00Z", "sources", "10-14", 1), head, editor), "5 of the 49 blocks")
	refused(t, w, w.Sign(partBody(w, "2026-08-20T10:00:01Z", "sources", "49", 1), head, editor), "no block 49")
	addPart(w, partBody(w, "2026-08-20T10:00:02Z", "sources", "10-13", 1))
	refused(t, w, w.Sign(partBody(w, "2026-08-20T10:00:03Z", "more", "20", 1), head, editor), "5 of the 49 blocks")
	addPart(w, partBody(w, "2026-08-20T10:00:04Z", "unknown", "0-99", 2))
	again := partBody(w, "2026-08-20T10:00:05Z", "unknown", "5", 1)
	again.Reason = vow.ReasonSafety
	refused(t, w, w.Sign(again, head, editor), "5 of the 49 blocks")

	// Fixed between part and body, it is the body that is refused.
	w = testrecord.Promised(t, origin).World
	addPart(w, partBody(w, "2026-08-20T10:00:00Z", "sources", "10-14", 1))
	w.Add(fixedOf(w, "2026-08-20T11:00:00Z", 1, 49), editor)
	refused(t, w, w.Sign(bodyOf(w, "2026-08-21T10:00:00Z", 1), head, editor), "5 of the 49 blocks")
}

// TestManyParts: how many may wait is bounded.
func TestManyParts(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	for i := range vow.MaxParts {
		at := vow.Unix(testrecord.At("2026-08-20").Unix() + int64(i)).String()
		addPart(w, partBody(w, at, "p"+at[14:16]+at[17:19], vow.BlocksOf([]int{2 * i}).String(), 1))
	}
	refused(t, w, w.Sign(partBody(w, "2026-08-21T10:00:00Z", "one-more", "999", 1), head, editor), "parts wait for the body already")
}

// TestLongHold: over the office's limit of 60 days two officers sign, whatever the
// rule for the kind asks.
func TestLongHold(t *testing.T) {
	w := testrecord.New(t, origin)
	created := w.Created(testrecord.CreatedAt)
	created.Rules[string(vow.KindSealMade)] = vow.Rule{Need: 1, Of: []vow.Role{vow.RoleEditor, vow.RoleHead}}
	w.Add(created, head, editor)
	w.Add(w.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue), head)
	long := bodyOf(w, "2026-06-20T10:00:00Z", 1)
	long.Opens, long.Signoffs = vow.Opens{AtLatest: testrecord.At("2026-08-20")}, []vow.Role{vow.RoleHead}
	if err := w.Record().Check(w.Sign(long, head)); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("61 days, one signature: %v", err)
	}
	refused(t, w, w.Sign(long, head), "two officers' signatures, 1 found")
	long.At = testrecord.At("2026-06-20T10:00:01Z")
	w.Add(w.KeyAdded("2026-06-19T10:00:00Z", "clerk", vow.RoleClerk), head, "clerk")
	refused(t, w, w.Sign(long, head, "clerk"), "1 found")
	long.At = testrecord.At("2026-06-20T10:00:02Z")
	w.Add(long, head, editor)
	if s := w.Record().Report(slug).Seal(); s.Officers != 2 {
		t.Errorf("%d officers", s.Officers)
	}
	short := bodyOf(w, "2026-06-21T00:00:00Z", 2)
	short.Opens, short.Signoffs, short.Reason = vow.Opens{AtLatest: testrecord.At("2026-08-20")}, []vow.Role{vow.RoleHead}, vow.ReasonEvidence
	w.Add(short, head)
	// A part is made to wait.
	part := partBody(w, "2026-06-22T00:00:00Z", "sources", "4", 3)
	part.Opens, part.Signoffs, part.Reason = vow.Opens{AtLatest: testrecord.At("2027-08-20")}, []vow.Role{vow.RoleHead}, vow.ReasonEvidence
	w.Add(part, head)
}
