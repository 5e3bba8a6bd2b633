package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/timelock"
	"vow/paper"
	"vow/seal"
	"vow/verify"
)

// TestParts: a part that is as it must be, unopened and opened, before and after its
// review.
func TestParts(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	part, key := s.Parted(testrecord.Parting{})
	r := judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "text.parts pass", "text.sealed absent", "dossier.members pass", "record.entries pass")
	status(t, r, verify.Sealed)

	s.Released(testrecord.ReleasedAt)
	r = judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "text.parts pass", "text.sealed pass")
	status(t, r, verify.Kept)
	if r.Verdict != verify.Pass {
		t.Errorf("%s", r.JSON())
	}
	if card := cardOf(t, r); !strings.Contains(card, "released text is the sealed text; 1 part of 3 paragraphs withheld until review 2026-12-31") {
		t.Errorf("%s", card)
	}
	// By the reader's clock, and by the record's own end.
	for at, verdict := range map[string]string{"2026-12-30T23:59:59Z": "pass", "2026-12-31T00:00:00Z": "not-checked"} {
		o := believes(s.World)
		o.Now = testrecord.At(at)
		r := judge(t, s.Dossier(slug), o)
		want(t, r, "text.parts "+verdict, "text.sealed pass")
		status(t, r, verify.Kept)
	}
	none := believes(s.World)
	none.Trust = s.Trust(0)
	want(t, judge(t, s.Dossier(slug), none), "text.parts not-checked")

	// Somebody's opening, then the office's word.
	o := believes(s.World)
	o.Opening = s.OpeningBy(part, key)
	r = judge(t, s.Dossier(slug), o)
	want(t, r, "text.parts pass", "text.sealed pass", "seal.honest pass")
	if c, _ := r.Check(verify.TextParts); !strings.Contains(c.Say, "1 part of 3 paragraphs opened") {
		t.Errorf("%+v", c)
	}
	s.PartReleased(testrecord.PartOpened, part, key)
	s.Witness("2027-02-01T00:00:00Z")
	r = judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "text.parts pass", "text.sealed pass", "release.time pass")
	if status(t, r, verify.Kept); r.Verdict != verify.Pass {
		t.Errorf("%s", r.JSON())
	}
}

// TestFarReview: a part that is looked at again in the year 9999 is buried, not held.
func TestFarReview(t *testing.T) {
	for review, c := range map[string]struct{ at, verdict string }{
		"9999-12-31": {"", "not-checked"}, "2036-08-22": {"", "not-checked"}, "2036-08-21": {"", "pass"},
		"2050-01-01": {"2045-01-01T00:00:00Z", "not-checked"}, // dated forward
	} {
		s := testrecord.Promised(t, origin).Moved()
		s.Parted(testrecord.Parting{State: func(b *vow.SealMade) {
			if b.Review = review; c.at != "" {
				b.At = testrecord.At(c.at)
			}
		}})
		s.Released(testrecord.ReleasedAt)
		want(t, judge(t, s.Dossier(slug), believes(s.World)), "record.entries pass", "text.parts "+c.verdict)
	}
}

// TestPartBeforeBody: a dossier carries a part that waits for its body. Nobody has
// seen yet where its blocks stand, nor that a body withholds them: that is not green.
func TestPartBeforeBody(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	whole := s.LongPaper(slug, "The records were changed.")
	blocks := testrecord.PartBlocks()
	part := s.World.Seal(slug, testrecord.Sealing{At: testrecord.PartAt, Policy: "2027-01-31", Papers: []*paper.Paper{s.Keep(whole, blocks)},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": blocks}, Review: testrecord.PartReview})
	s.Add(part.Body, testrecord.Head, testrecord.Editor)
	s.Carry(part)
	s.Witness("2026-08-21T09:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "text.parts not-checked", "dossier.members pass", "seal.form absent")
	status(t, r, verify.Promised)
	o := believes(s.World)
	o.Chains = nil
	want(t, judge(t, s.Dossier(slug), o), "text.parts fail")
}

// TestPartLeftAside: the office seals a part, then softens the paragraph, seals the
// part again and the body after it. The first part is bound to no seal and stands in
// no dossier; the reader is told to ask for it.
func TestPartLeftAside(t *testing.T) {
	blocks := testrecord.PartBlocks()
	for name, c := range map[string]struct {
		words  string // of the text of the part that is left
		blocks vow.Blocks
		after  bool // it is sealed after the body, and no body follows
		told   bool
	}{
		"another text":            {"All of it was changed.", blocks, false, true},
		"other blocks":            {"In four of the five places that it examined, the records were changed afterwards.", vow.Blocks{{First: 30, Last: 30}}, false, true},
		"the same, by other keys": {"In four of the five places that it examined, the records were changed afterwards.", blocks, false, false},
		"no body came":            {"All of it was changed.", blocks, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := testrecord.Promised(t, origin).Moved()
			first := func(at string, reason vow.Reason) int64 {
				b := s.World.Seal(slug, testrecord.Sealing{At: at, Policy: "2027-01-31", Papers: []*paper.Paper{s.Keep(s.LongPaper(slug, c.words), c.blocks)},
					Part: "sources", Blocks: map[string]vow.Blocks{"en": c.blocks}, Review: testrecord.PartReview}).Body
				b.Reason = reason
				return s.Add(b, testrecord.Head, testrecord.Editor)
			}
			how, index := testrecord.Parting{}, int64(0)
			if !c.after {
				index = first("2026-08-20T09:00:00Z", "")
				how.State = func(b *vow.SealMade) { b.Reason = vow.ReasonSafety }
			}
			s.Parted(how)
			if c.after {
				index = first("2026-08-29T09:00:00Z", vow.ReasonSafety)
			}
			s.Released(testrecord.ReleasedAt)
			r := judge(t, s.Dossier(slug), believes(s.World))
			got, _ := r.Check(verify.TextParts)
			said := fmt.Sprintf("entry %d sealed the part sources of %d paragraph", index, c.blocks.Count())
			if want := map[bool]verify.Verdict{true: verify.NotChecked, false: verify.Pass}[c.told]; got.Verdict != want || strings.Contains(got.Say, said) != c.told ||
				!strings.Contains(got.Say, "1 part of 3 paragraphs withheld until review") {
				t.Errorf("%+v, want %s\n%s", got, want, r.JSON())
			}
			status(t, r, verify.Kept)
		})
	}
}

// TestBadParts: whatever a part, its body or its files do otherwise is found.
func TestBadParts(t *testing.T) {
	blocks, more := testrecord.PartBlocks(), vow.Blocks{{First: 14, Last: 15}, {First: 20, Last: 21}}
	for name, c := range map[string]struct {
		how   testrecord.Parting
		fails string // after the release of the body
		then  string // after the part is opened, too
	}{
		"the body withholds another block": {
			testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper { return mustWithhold(t, p, more) }}, "dossier.members text.sealed", ""},
		"the body shows what the part holds": {
			testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper { return p }}, "dossier.members text.sealed", ""},
		"the body withholds fewer": {
			testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper { return mustWithhold(t, p, blocks[:1]) }}, "dossier.members text.sealed", ""},
		"the part holds other lines": {
			testrecord.Parting{Shows: func(p *paper.Paper) *paper.Paper {
				return mustKeep(t, p, vow.Blocks{{First: 14, Last: 14}, {First: 22, Last: 23}})
			}}, "", "text.parts"},
		"the part holds the whole text": {
			testrecord.Parting{Shows: func(p *paper.Paper) *paper.Paper { return p }}, "", "text.parts"},
		"the part is of another text": {
			testrecord.Parting{Shows: func(*paper.Paper) *paper.Paper {
				return mustKeep(t, testrecord.New(t, origin).LongPaper(slug, "Softer."), blocks)
			}, State: func(b *vow.SealMade) {
				b.Texts["en"] = testrecord.New(t, origin).LongPaper(slug, "In four of the five places that it examined, the records were changed afterwards.").Root()
			}}, "", "text.parts"},
		"under the findings": {
			testrecord.Parting{Blocks: vow.Blocks{{First: 4, Last: 4}}}, "text.parts", ""},
		"the heading of the findings": {
			testrecord.Parting{Blocks: vow.Blocks{{First: 3, Last: 4}}}, "text.parts", "text.parts"},
		"the trustees are others": {
			testrecord.Parting{State: func(b *vow.SealMade) { b.Trustees = []string{"somebody"} }}, "text.parts", ""},
		"it opens later than it says": {
			testrecord.Parting{Policy: "guardian or 2026-12-01", State: func(b *vow.SealMade) { b.Opens.AtLatest = testrecord.At("2026-11-01") }}, "text.parts", ""},
		"another bag": {
			testrecord.Parting{State: func(b *vow.SealMade) { b.Bag[0] ^= 1 }}, "", "text.parts"},
	} {
		t.Run(name, func(t *testing.T) {
			s := testrecord.Promised(t, origin).Moved()
			part, key := s.Parted(c.how)
			s.Released(testrecord.ReleasedAt)
			r := judge(t, s.Dossier(slug), believes(s.World))
			failsOnly(t, r, strings.Fields(c.fails)...)
			if c.then == "" {
				return
			}
			s.PartReleased(testrecord.PartOpened, part, key)
			failsOnly(t, judge(t, s.Dossier(slug), believes(s.World)), strings.Fields(c.then)...)
		})
	}
}

// TestPartFiles: missing and swapped files of a part.
func TestPartFiles(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	s.Parted(testrecord.Parting{})
	s.Released(testrecord.ReleasedAt)
	lock, pkg := dossier.PathLock("sources"), dossier.PathPackage("sources")
	f := s.Dossier(slug)
	for name, change := range map[string]func(map[string][]byte){
		"no lock":              func(m map[string][]byte) { delete(m, lock) },
		"no package":           func(m map[string][]byte) { delete(m, pkg) },
		"the body's lock":      func(m map[string][]byte) { m[lock] = m[dossier.PathLock("body")] },
		"the body's package":   func(m map[string][]byte) { m[pkg] = m[dossier.PathPackage("body")] },
		"a changed bit":        func(m map[string][]byte) { m[pkg] = append([]byte{}, m[pkg]...); m[pkg][len(m[pkg])-1] ^= 1 },
		"the whole text shown": func(m map[string][]byte) {},
	} {
		g := f.Clone()
		ids := "dossier.members text.parts"
		if change(g.Data); name == "the whole text shown" {
			ids = "dossier.members"
			whole := s.LongPaper(slug, "In four of the five places that it examined, the records were changed afterwards.")
			g.Data[dossier.PathPaper(whole.Root())] = whole.Marshal()
		}
		r := judge(t, g, believes(s.World))
		failsOnly(t, r, strings.Fields(ids)...)
		if status(t, r, verify.Kept); t.Failed() {
			t.Log(name)
		}
	}
	// A part that nobody recorded.
	g := f.Clone()
	g.Data[dossier.PathLock("other")], g.Data[dossier.PathPackage("other")] = g.Data[lock], g.Data[pkg]
	failsOnly(t, judge(t, g, believes(s.World)), "dossier.members")
}

// TestTooManyBlocks: an office with tools of its own withholds five blocks of 41
// where the record does not know how many there are.
func TestTooManyBlocks(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	whole, blocks := s.LongPaper(slug, "The records were changed."), vow.Blocks{{First: 14, Last: 18}}
	part := s.World.Seal(slug, testrecord.Sealing{At: testrecord.PartAt, Policy: "2027-01-31", Papers: []*paper.Paper{s.Keep(whole, blocks)},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": blocks}, Review: testrecord.PartReview})
	s.Add(part.Body, testrecord.Head, testrecord.Editor)
	s.Carry(part)
	s.Paper = s.Withhold(whole, blocks)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	failsOnly(t, judge(t, s.Dossier(slug), believes(s.World)))
	// The part alone shows how many there are.
	o := believes(s.World)
	o.Opening = s.Opening(part, s.Round("2027-01-31"))
	failsOnly(t, judge(t, s.Dossier(slug), o), "text.parts")
	s.Released(testrecord.ReleasedAt)
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r, "text.parts")
	if c, _ := r.Check(verify.TextParts); !strings.Contains(c.Say, "5 of the 41 blocks") {
		t.Errorf("%+v", c)
	}
}

// TestHoldDatedForward: one officer dates a seal forward, so that trustees can hold it
// for longer than the office's limit without a second signature.
func TestHoldDatedForward(t *testing.T) {
	for name, c := range map[string]struct {
		at, policy string
		signers    []string
		verdict    string
	}{
		"one officer, two months ahead":      {"2026-10-20T00:00:00Z", "2026-12-01 or reader", []string{testrecord.Head}, "fail"},
		"two officers":                       {"2026-10-20T00:00:00Z", "2026-12-01 or reader", []string{testrecord.Head, testrecord.Editor}, "pass"},
		"a clock that is half an hour ahead": {"2026-08-21T10:30:00Z", "2026-10-20T10:15:00Z or reader", []string{testrecord.Head}, "pass"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &testrecord.Story{World: testrecord.New(t, origin), Release: -1}
			created := s.Created(testrecord.CreatedAt)
			created.Rules[string(vow.KindSealMade)] = created.Rules[vow.AnyKind]
			s.Add(created, testrecord.Head, testrecord.Editor)
			s.Add(s.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue), testrecord.Head)
			reader, _ := s.Trustee("reader")
			s.Paper = s.LongPaper(slug, "The records were changed.")
			s.Seal = s.World.Seal(slug, testrecord.Sealing{At: c.at, Policy: c.policy, Trustees: oneTrustee(reader), Papers: []*paper.Paper{s.Paper}})
			s.Seal.Body.Signoffs = []vow.Role{vow.RoleHead}
			s.Add(s.Seal.Body, c.signers...)
			s.Carry(s.Seal)
			s.Witness("2026-08-21T10:05:00Z")
			r := judge(t, s.Dossier(slug), believes(s.World))
			want(t, r, "record.entries pass", "seal.buriable "+c.verdict)
			if got, _ := r.Check(verify.SealBuriable); c.verdict == "fail" && !strings.Contains(got.Say, "dated 2026-10-20T00:00:00Z and was witnessed by 2026-08-21T10:05") {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestLongHold: a hold over the office's limit of 60 days stands on the card with
// how many signed it, also where the office dates its seal forward.
func TestLongHold(t *testing.T) {
	for at, days := range map[string]string{testrecord.SealedAt: "102 days", "2026-10-20T00:00:00Z": "102 days"} {
		s := testrecord.Promised(t, origin).Moved()
		editor, _ := s.Trustee("reader")
		s.Paper = s.LongPaper(slug, "The records were changed.")
		s.Seal = s.World.Seal(slug, testrecord.Sealing{At: at, Policy: "2026-12-01 or reader", Trustees: oneTrustee(editor), Papers: []*paper.Paper{s.Paper}})
		s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
		s.Carry(s.Seal)
		s.Witness("2026-08-21T10:05:00Z")
		card := cardOf(t, judge(t, s.Dossier(slug), believes(s.World)))
		if !strings.Contains(card, "trustees can hold it for "+days+", over the office's limit of 60 days; 2 officers signed the seal") {
			t.Errorf("sealed at %s:\n%s", at, card)
		}
	}
}

// TestPartEarly: the part was opened before its policy could open.
func TestPartEarly(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	part, key := s.Parted(testrecord.Parting{Policy: "guardian and 2026-12-01"})
	s.Released(testrecord.ReleasedAt)
	k, err := part.Lock.Unlock(seal.Keys{Identities: []age.Identity{key}, Beacons: []timelock.Beacon{s.Round("2026-12-01")}})
	if err != nil {
		t.Fatal(err)
	}
	s.Add(s.ReleasedWith(testrecord.PartOpened, part, k), testrecord.Head)
	s.Witness("2026-11-02T10:01:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r, "text.parts")
	if c, _ := r.Check(verify.TextParts); !strings.Contains(c.Say, "before its policy could open at 2026-12-01T00:00:00Z") {
		t.Errorf("%+v", c)
	}
}

// sealedApart goes on with a part, and the body without it.
func sealedApart(s *testrecord.Story, whole *paper.Paper, blocks vow.Blocks, policy string, trustees []seal.Trustee, change func(part *testrecord.Sealed)) *testrecord.Sealed {
	s.TB.Helper()
	part := s.World.Seal(slug, testrecord.Sealing{At: testrecord.PartAt, Policy: policy, Trustees: trustees, Papers: []*paper.Paper{s.Keep(whole, blocks)},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": blocks}, Review: testrecord.PartReview})
	change(part)
	s.Add(part.Body, testrecord.Head, testrecord.Editor)
	s.Carry(part)
	s.Paper = s.Withhold(whole, blocks)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	s.Released(testrecord.ReleasedAt)
	return part
}

// TestPartDeadLock: the part's back-stop does not hold its key, which the office
// kept for itself.
func TestPartDeadLock(t *testing.T) {
	for _, dead := range []bool{false, true} {
		s := testrecord.Promised(t, origin).Moved()
		var key *seal.ReleaseKey
		part := sealedApart(s, s.LongPaper(slug, "The records were changed."), testrecord.PartBlocks(), "2026-09-20", nil, func(part *testrecord.Sealed) {
			if key = s.Key(part, s.Round("2026-09-20")); dead {
				key = s.Dead(part, "2026-09-20")
			}
		})
		s.Add(s.ReleasedWith("2026-09-20T10:00:00Z", part, key, s.Round("2026-09-20")), testrecord.Head)
		s.Witness("2026-09-20T10:01:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		failsOnly(t, r, strings.Fields(map[bool]string{true: "text.parts"}[dead])...)
		status(t, r, verify.Kept)
	}
}

// TestUnmarked: a text without a summary or findings is not taken for one of which
// nothing of them is withheld.
func TestUnmarked(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	var all []paper.Block
	for range 12 {
		all = append(all, paper.Block{Kind: paper.Para, Text: "A paragraph."})
	}
	whole, err := paper.Fix("T", "en", paper.SplitBlock, all, s.Seed("unmarked"))
	if err != nil {
		t.Fatal(err)
	}
	sealedApart(s, whole, vow.Blocks{{First: 3, Last: 3}}, "2026-09-20", nil, func(*testrecord.Sealed) {})
	c, _ := judge(t, s.Dossier(slug), believes(s.World)).Check(verify.TextParts)
	if c.Verdict != verify.Pass || !strings.Contains(c.Say, "no heading that is shown in en is marked as summary or findings") {
		t.Errorf("%+v", c)
	}
}

// TestPartByShares: a threshold part whose trustees released their shares into the
// record is open, whatever the office says; confirmations are asked for it, too.
func TestPartByShares(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	var all []seal.Trustee
	keys := map[string]age.Identity{}
	for _, h := range []string{"t1", "t2", "t3"} {
		trustee, id := s.Trustee(h)
		all, keys[h] = append(all, trustee), id
	}
	part := sealedApart(s, s.LongPaper(slug, "The records were changed."), testrecord.PartBlocks(), "2 of {t1, t2, t3}", all, func(*testrecord.Sealed) {})
	r := judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "text.parts pass", "seal.confirmed not-checked")
	for i, h := range []string{"t1", "t2", "t3"} {
		at := fmt.Sprintf("2026-09-1%dT00:00:00Z", i+1)
		s.Add(s.Confirmed(at, slug, h, part.Lock.Head()), testrecord.Head, testrecord.TrusteeName(h))
	}
	s.Witness("2026-09-14T00:00:00Z")
	want(t, judge(t, s.Dossier(slug), believes(s.World)), "text.parts pass", "seal.confirmed pass")
	for i, h := range []string{"t1", "t3"} {
		share, err := part.Lock.OpenShare(part.Lock.SharesOf(h)[0], seal.Keys{Identities: []age.Identity{keys[h]}})
		if err != nil {
			t.Fatal(err)
		}
		at := fmt.Sprintf("2026-11-0%dT00:00:00Z", i+1)
		s.Add(s.ReleasedShare(at, slug, h, share.Head, share.Path, share.Value), testrecord.Head)
		s.Witness(at)
		r := judge(t, s.Dossier(slug), believes(s.World))
		says := []string{"withheld until review", "1 part of 3 paragraphs opened: just what was withheld"}[i]
		if c, _ := r.Check(verify.TextParts); c.Verdict != verify.Pass || !strings.Contains(c.Say, says) {
			t.Errorf("%d shares: %+v", i+1, c)
		}
		status(t, r, verify.Kept)
	}
}
