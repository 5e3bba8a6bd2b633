package verify_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/daytree"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/timelock"
	"vow/verify"
)

const (
	countedSlug = testrecord.Slug
	countedHead = testrecord.Head
)

// judged verifies a dossier of a counted story.
func judged(t *testing.T, s *testrecord.Counted, f testrecord.Files) *verify.Report {
	t.Helper()
	b, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), verify.Options{Trust: s.Trust(2), Chains: []timelock.Chain{s.Beacon.Chain()}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// approaches returns the check, and the ids of all that failed.
func approaches(t *testing.T, r *verify.Report) (verify.Check, []string) {
	t.Helper()
	var failed []string
	for _, c := range r.Checks {
		if c.Verdict == verify.Fail {
			failed = append(failed, c.ID)
		}
	}
	c, ok := r.Check(verify.Approaches)
	if !ok {
		t.Fatalf("approaches is not listed: %s", r.JSON())
	}
	return c, failed
}

func TestApproaches(t *testing.T) {
	s := testrecord.CountedRegister(t, "office.example/vow")
	r := judged(t, s, s.Dossier(countedSlug))
	c, failed := approaches(t, r)
	const want = "3 counted, 2 opened, 1 closed: private person; whether all were counted cannot be checked"
	if c.Verdict != verify.Pass || c.Say != want || r.Verdict != verify.Pass || failed != nil {
		t.Fatalf("%+v %v %s", c, failed, r.JSON())
	}
	var card strings.Builder
	if err := r.WriteCard(&card); err != nil || !strings.Contains(card.String(), "✓ approaches  "+want+"\n") {
		t.Errorf("%v\n%s", err, &card)
	}
	if !strings.Contains(card.String(), "\n  made public: ") {
		t.Errorf("the card does not say what was made public:\n%s", &card)
	}
}

// TestOralApproach: two officers stand by the note of an oral approach, or nothing is green.
func TestOralApproach(t *testing.T) {
	for want, signers := range map[verify.Verdict][]string{verify.NotChecked: {countedHead}, verify.Pass: {countedHead, testrecord.Editor}} {
		s := testrecord.CountedDays(t, "office.example/vow")
		s.OpenTwo()
		call := s.World.Contact("2026-09-11T09:00:00Z", countedSlug, "Asks by telephone that it be delayed.")
		call.Channel = vow.ChannelCall
		r := s.Reveal(call)
		d := s.FixDay("2026-09-11", r)
		s.Days = append(s.Days, d)
		s.Witness("2026-09-11T18:02:00Z")
		s.Add(s.Opened("2026-09-11T19:00:00Z", d, r, countedSlug), signers...)
		s.CarryReveal(r)
		s.Add(s.Register(testrecord.RegisterAt, s.Counts(countedSlug, s.Days), one), countedHead)
		s.Witness("2026-09-12T10:05:00Z")
		c, failed := approaches(t, judged(t, s, s.Dossier(countedSlug)))
		alone := strings.Contains(c.Say, "1 oral approach opened by one officer alone")
		if c.Verdict != want || failed != nil || alone != (want == verify.NotChecked) {
			t.Errorf("signed by %v: %+v %v", signers, c, failed)
		}
	}
}

// TestTwoTexts: a version of a letter under which somebody signed is one text.
func TestTwoTexts(t *testing.T) {
	for want, root := range map[verify.Verdict]vow.Hash{verify.Pass: {1}, verify.NotChecked: {2}} {
		s := testrecord.CountedRegister(t, "office.example/vow")
		at := testrecord.At("2026-09-12T11:00:00Z")
		s.Add(&vow.Letter{At: at, Form: "letter", Kind: vow.KindLetter, Lang: "en", Letter: "joint", Log: s.Origin, Report: countedSlug, Root: vow.Hash{1}, Version: "v2", When: "2026-09-01"}, countedHead)
		s.Add(&vow.SignerEvent{At: at, Event: vow.ActSigned, Kind: vow.KindSigner, Letter: "joint", Log: s.Origin, Parties: []vow.Party{"CHE"}, Report: countedSlug, Root: root, Version: "v2", When: "2026-09-01"}, countedHead)
		s.Witness("2026-09-12T12:05:00Z")
		c, failed := approaches(t, judged(t, s, s.Dossier(countedSlug)))
		if c.Verdict != want || failed != nil || strings.Contains(c.Say, "the version v2 of the letter joint has two texts") != (want != verify.Pass) {
			t.Errorf("%+v %v", c, failed)
		}
	}
}

// trick is what an office, or whoever handles a dossier, may do about what was
// counted, and what is said of it.
type trick struct {
	name, say string
	verdict   verify.Verdict
	also      string // another check that fails
	// do makes the dossier from a story that is told up to the release's day.
	do func(t *testing.T, s *testrecord.Counted) testrecord.Files
}

var one = vow.ClosedCount{Basis: vow.BasisPrivatePerson, Count: 1}

// stated opens two events and states a register that change made false.
func stated(change func(s *testrecord.Counted, c *daytree.Counts, b *vow.RegisterStated)) func(*testing.T, *testrecord.Counted) testrecord.Files {
	return func(_ *testing.T, s *testrecord.Counted) testrecord.Files {
		s.OpenTwo()
		c := s.Counts(countedSlug, s.Days)
		b := s.Register(testrecord.RegisterAt, c, one)
		delete(s.Files, dossier.PathCounts(b.Counts))
		change(s, c, b)
		sum := *b
		b = s.Register(testrecord.RegisterAt, c, sum.Closed...)
		b.Counted, b.Opened, b.Report = sum.Counted, sum.Opened, sum.Report
		s.Add(b, countedHead)
		s.Witness("2026-09-12T10:05:00Z")
		return s.Dossier(countedSlug)
	}
}

// replaced takes a member out of the whole story's dossier, or replaces it.
func replaced(path func(s *testrecord.Counted) string, data func(s *testrecord.Counted, old []byte) []byte) func(*testing.T, *testrecord.Counted) testrecord.Files {
	return func(t *testing.T, _ *testrecord.Counted) testrecord.Files {
		s := testrecord.CountedRegister(t, "office.example/vow")
		f := s.Dossier(countedSlug)
		p := path(s)
		old, ok := f.Data[p]
		if !ok {
			t.Fatalf("%s is not there", p)
		}
		delete(f.Data, p)
		if b := data(s, old); b != nil {
			f.Data[p] = b
		}
		return f
	}
}

func countsPath(s *testrecord.Counted) string {
	return dossier.PathCounts(s.Record().Report(countedSlug).Register().Body.Counts)
}

func firstReveal(s *testrecord.Counted) string { return dossier.PathOpening(s.Events[0].Commit) }

var tricks = []trick{
	{"no register", "no register says what was counted", verify.NotChecked, "", func(_ *testing.T, s *testrecord.Counted) testrecord.Files {
		return s.Dossier(countedSlug)
	}},
	{"count changed", "the count of 2026-09-07 is not the one that entry", verify.Fail, "", stated(func(_ *testrecord.Counted, c *daytree.Counts, b *vow.RegisterStated) {
		c.Days[3].Count = 0
		b.Counted, b.Closed = 2, nil
	})},
	{"sum changed", "2 events were counted, and the days say 3", verify.Fail, "", stated(func(_ *testrecord.Counted, _ *daytree.Counts, b *vow.RegisterStated) {
		b.Counted, b.Closed = 2, nil
	})},
	{"neither", "1 of 3 counted events are neither opened nor closed", verify.Fail, "", stated(func(_ *testrecord.Counted, _ *daytree.Counts, b *vow.RegisterStated) {
		b.Closed = nil
	})},
	{"too many closed", "2 events are opened and 2 closed, of 3 that were counted", verify.Fail, "", stated(func(_ *testrecord.Counted, _ *daytree.Counts, b *vow.RegisterStated) {
		b.Closed = []vow.ClosedCount{{Basis: vow.BasisSource, Count: 2}}
	})},
	{"said to be opened", "1 events of 2026-09-07 are said to be opened, and 0 are", verify.Fail, "", stated(func(_ *testrecord.Counted, c *daytree.Counts, b *vow.RegisterStated) {
		c.Days[3].Opened, b.Opened, b.Closed = 1, 3, nil
	})},
	{"more opened than counted", "2 events of 2026-09-05 are said to be opened, and 1 were counted", verify.Fail, "", stated(func(_ *testrecord.Counted, c *daytree.Counts, b *vow.RegisterStated) {
		c.Days[1].Opened, b.Opened, b.Closed = 2, 3, nil
	})},
	{"other opened sum", "3 events are opened, and its counts file says 2", verify.Fail, "", stated(func(_ *testrecord.Counted, _ *daytree.Counts, b *vow.RegisterStated) {
		b.Opened, b.Closed = 3, nil
	})},
	{"salt of another day", "the count of 2026-09-06 is not the one", verify.Fail, "", stated(func(s *testrecord.Counted, c *daytree.Counts, _ *vow.RegisterStated) {
		c.Days[2].Salt, c.Days[2].Path = s.Days[4].Tree.Salt, s.Days[4].Tree.Path(0)
	})},
	{"counts of another report", `its counts file is of the report "assessment-y"`, verify.Fail, "", stated(func(_ *testrecord.Counted, c *daytree.Counts, _ *vow.RegisterStated) {
		c.Report = "assessment-y"
	})},
	{"begins late", "begins on 2026-09-05, after the day of the promise, 2026-09-04", verify.Fail, "", spanned(1, 7)},
	{"ends early", "ends on 2026-09-08, before the day of the release, 2026-09-10", verify.Fail, "", spanned(0, 5)},
	{"without the last day", "the register ends on 2026-09-09, and the release was witnessed on 2026-09-10", verify.NotChecked, "", spanned(0, 6)},
	{"a day left out", "the day 2026-09-06 was never fixed", verify.Fail, "", func(t *testing.T, _ *testrecord.Counted) testrecord.Files {
		return withoutDay(t)
	}},
	{"a day fixed twice", "the count of 2026-09-07 is not the one that entry", verify.Fail, verify.RecordEntries, func(_ *testing.T, s *testrecord.Counted) testrecord.Files {
		empty := *s.DayTree("2026-09-07").Tree
		again := s.DayFixed(&testrecord.Day{Tree: &empty})
		again.At = testrecord.At("2026-09-11T18:01:00Z")
		s.AddBytes(s.Sign(again, countedHead))
		s.OpenTwo()
		s.Days[3].Tree = &empty
		c := s.Counts(countedSlug, s.Days)
		s.Add(s.Register(testrecord.RegisterAt, c), countedHead)
		s.Witness("2026-09-12T10:05:00Z")
		return s.Dossier(countedSlug)
	}},
	{"opened event of another day", "1 events of 2026-09-09 are said to be opened, and 0 are", verify.Fail, verify.RecordEntries, func(_ *testing.T, s *testrecord.Counted) testrecord.Files {
		s.Open("2026-09-12T09:00:00Z", s.Days[1], s.Events[0], countedSlug)
		b := s.Opened("2026-09-12T09:01:00Z", s.Days[5], s.Events[2], countedSlug)
		b.Refs = []vow.Hash{s.Days[4].Leaf}
		return badOpening(s, b)
	}},
	{"path for another leaf", "1 events of 2026-09-09 are said to be opened, and 0 are", verify.Fail, verify.RecordEntries, func(_ *testing.T, s *testrecord.Counted) testrecord.Files {
		s.Open("2026-09-12T09:00:00Z", s.Days[1], s.Events[0], countedSlug)
		b := s.Opened("2026-09-12T09:01:00Z", s.Days[5], s.Events[2], countedSlug)
		b.Index ^= 1
		return badOpening(s, b)
	}},
	{"without counts", "missing", verify.Fail, verify.DossierMembers, replaced(countsPath, func(*testrecord.Counted, []byte) []byte { return nil })},
	{"other counts", "it is not the file that entry", verify.Fail, verify.DossierMembers, replaced(countsPath, func(_ *testrecord.Counted, old []byte) []byte {
		return bytes.Replace(old, []byte(`"count":1`), []byte(`"count":0`), 1)
	})},
	{"without a reveal", "missing", verify.Fail, verify.DossierMembers, replaced(firstReveal, func(*testrecord.Counted, []byte) []byte { return nil })},
	{"a reveal with another word", "field commit", verify.Fail, verify.DossierMembers, replaced(firstReveal, func(_ *testrecord.Counted, old []byte) []byte {
		return bytes.Replace(old, []byte("not be published"), []byte("be published"), 1)
	})},
	{"another reveal", "it reveals another commitment", verify.Fail, verify.DossierMembers, replaced(firstReveal, func(s *testrecord.Counted, _ []byte) []byte {
		b, _ := s.Events[1].Marshal()
		return b
	})},
	{"no event", "is no event", verify.Fail, verify.DossierMembers, revealing(func(s *testrecord.Counted) *vow.Reveal {
		return s.Reveal(s.Promise("2026-09-05T09:00:00Z", countedSlug, testrecord.MovedDue))
	})},
	{"no JSON", "JSON", verify.Fail, verify.DossierMembers, revealing(func(s *testrecord.Counted) *vow.Reveal { return s.RevealBytes([]byte("somebody called")) })},
	{"event of another report", `of the report "assessment-y"`, verify.Fail, verify.DossierMembers, revealing(func(s *testrecord.Counted) *vow.Reveal {
		return s.Reveal(s.World.Contact("2026-09-05T09:00:00Z", "assessment-y", "Asks."))
	})},
	{"event of another record", "of the record", verify.Fail, verify.DossierMembers, revealing(func(s *testrecord.Counted) *vow.Reveal {
		c := s.World.Contact("2026-09-05T09:00:00Z", countedSlug, "Asks.")
		c.Log = "other.example/vow"
		return s.Reveal(c)
	})},
	{"noted later", "after the day 2026-09-05 that counts it was over", verify.Fail, verify.DossierMembers, revealing(func(s *testrecord.Counted) *vow.Reveal {
		return s.Reveal(s.World.Contact("2026-09-05T18:00:00Z", countedSlug, "Asks."))
	})},
}

// spanned states a register of some of the days.
func spanned(from, to int) func(*testing.T, *testrecord.Counted) testrecord.Files {
	return func(_ *testing.T, s *testrecord.Counted) testrecord.Files {
		s.OpenTwo()
		c := s.Counts(countedSlug, s.Days[from:to])
		closed := []vow.ClosedCount{one}
		s.Add(s.Register(testrecord.RegisterAt, c, closed...), countedHead)
		s.Witness("2026-09-12T10:05:00Z")
		return s.Dossier(countedSlug)
	}
}

// withoutDay is the story with one day never fixed.
func withoutDay(t *testing.T) testrecord.Files {
	t.Helper()
	s := testrecord.CountedDays(t, "office.example/vow")
	w := testrecord.New(t, "office.example/vow")
	w.Files = s.Files
	for i, e := range s.Entries {
		if int64(i) != s.Days[2].Index {
			w.AddBytes(e)
		}
	}
	story := *s
	story.Story = &testrecord.Story{World: w, Paper: s.Paper, Seal: s.Seal, Release: s.Release - 1}
	story.OpenTwo()
	c := w.Counts(countedSlug, s.Days)
	w.Add(w.Register(testrecord.RegisterAt, c, one), countedHead)
	w.Witness("2026-09-12T10:05:00Z")
	return w.Dossier(countedSlug)
}

// badOpening adds an invalid event.opened, and a register that counts it.
func badOpening(s *testrecord.Counted, b *vow.EventOpened) testrecord.Files {
	s.AddBytes(s.Sign(b, countedHead))
	c := s.Counts(countedSlug, s.Days)
	c.Days[5].Opened = 1
	s.Add(s.Register(testrecord.RegisterAt, c, one), countedHead)
	s.Witness("2026-09-12T10:05:00Z")
	return s.Dossier(countedSlug)
}

// revealing is a story whose second day commits to something else than an event of
// that day and report, which is opened.
func revealing(what func(s *testrecord.Counted) *vow.Reveal) func(*testing.T, *testrecord.Counted) testrecord.Files {
	return func(t *testing.T, told *testrecord.Counted) testrecord.Files {
		r := what(told)
		s := &testrecord.Counted{Story: &testrecord.Story{World: testrecord.New(t, "office.example/vow"), Release: -1}}
		s.Add(s.Created("2026-09-01T09:00:00Z"), countedHead, testrecord.Editor)
		s.Add(s.Promise("2026-09-04T10:00:00Z", countedSlug, testrecord.MovedDue), countedHead)
		d := s.FixDay("2026-09-05", r)
		s.Open("2026-09-06T09:00:00Z", d, r, countedSlug)
		s.Witness("2026-09-06T10:00:00Z")
		return s.Dossier(countedSlug)
	}
}

func TestApproachesTricks(t *testing.T) {
	for _, x := range tricks {
		t.Run(x.name, func(t *testing.T) {
			s := testrecord.CountedDays(t, "office.example/vow")
			f := x.do(t, s)
			c, failed := approaches(t, judged(t, s, f))
			if c.Verdict != x.verdict || !strings.Contains(c.Say, x.say) {
				t.Errorf("%s: %s; want %s: %s", c.Verdict, c.Say, x.verdict, x.say)
			}
			if c.Verdict != verify.Fail && !strings.HasSuffix(c.Say, "whether all were counted cannot be checked") {
				t.Errorf("it does not say what it cannot: %s", c.Say)
			}
			var want []string
			if x.also != "" {
				want = append(want, x.also)
			}
			if x.verdict == verify.Fail {
				want = append(want, verify.Approaches)
			}
			if !slices.Equal(failed, want) {
				t.Errorf("failed %v, want %v", failed, want)
			}
		})
	}
}

// TestErased: an erased reveal is erased, not a failure, and must not travel on.
func TestErased(t *testing.T) {
	// Opened and erased at once is closed without a basis: nobody could read it.
	for seen, want := range map[string]verify.Verdict{"2026-09-13T10:00:00Z": verify.NotChecked, "2026-09-30T10:00:00Z": verify.Pass} {
		s := testrecord.CountedRegister(t, "office.example/vow")
		s.Witness(seen)
		s.Add(&vow.TextErased{At: testrecord.At("2026-10-01T10:00:00Z"), Commit: s.Events[0].Commit, Kind: vow.KindTextErased, Log: s.Origin, Reason: "privacy", Report: countedSlug}, countedHead)
		s.Witness("2026-10-01T10:05:00Z")
		delete(s.Files, dossier.PathOpening(s.Events[0].Commit))
		c, failed := approaches(t, judged(t, s, s.Dossier(countedSlug)))
		hardly := strings.Contains(c.Say, "that 1 erased event could be read for 7 days before is not shown")
		if c.Verdict != want || hardly != (want == verify.NotChecked) || failed != nil {
			t.Errorf("last seen %s: %+v, failed %v", seen, c, failed)
		}
	}

	s := testrecord.CountedRegister(t, "office.example/vow")
	s.Witness("2026-09-30T10:00:00Z")
	s.Add(&vow.TextErased{At: testrecord.At("2026-10-01T10:00:00Z"), Commit: s.Events[0].Commit, Kind: vow.KindTextErased, Log: s.Origin, Reason: "privacy", Report: countedSlug}, countedHead)
	s.Witness("2026-10-01T10:05:00Z")
	path := dossier.PathOpening(s.Events[0].Commit)
	kept := s.Files[path]
	delete(s.Files, path)
	c, failed := approaches(t, judged(t, s, s.Dossier(countedSlug)))
	if c.Verdict != verify.Pass || !strings.Contains(c.Say, "; 1 erased since;") || failed != nil {
		t.Errorf("%+v, failed %v", c, failed)
	}
	s.Files[path] = kept
	if c, failed = approaches(t, judged(t, s, s.Dossier(countedSlug))); !slices.Equal(failed, []string{verify.DossierMembers}) {
		t.Errorf("an erased text travels on: %+v, failed %v", c, failed)
	}
}

// TestLateDays: a day that was fixed late is told.
func TestLateDays(t *testing.T) {
	s := testrecord.CountedRegister(t, "office.example/vow")
	f := s.Dossier(countedSlug)
	s2 := testrecord.CountedDays(t, "office.example/vow")
	late := s2.FixDay("2026-09-11")
	s2.Witness("2026-09-14T10:00:00Z")
	s2.Days = append(s2.Days, late)
	s2.OpenTwo()
	s2.Add(s2.Register(testrecord.RegisterAt, s2.Counts(countedSlug, s2.Days), one), countedHead)
	s2.Witness("2026-09-14T10:05:00Z")
	if c, _ := approaches(t, judged(t, s2, s2.Dossier(countedSlug))); c.Verdict != verify.Pass || !strings.Contains(c.Say, "; 1 day was fixed late;") {
		t.Errorf("%+v", c)
	}
	if c, _ := approaches(t, judged(t, s, f)); strings.Contains(c.Say, "late") {
		t.Errorf("%+v", c)
	}
}

// TestUnopened: before the release nothing is said of days alone.
func TestUnopened(t *testing.T) {
	s := testrecord.Promised(t, "office.example/vow")
	s.FixDay("2026-07-02")
	s.Witness("2026-07-02T18:05:00Z")
	b, err := s.Dossier(countedSlug).Write()
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), verify.Options{Trust: s.Trust(2)})
	if err != nil || r.Verdict != verify.Pass {
		t.Fatalf("%v %s", err, r.JSON())
	}
	if c, ok := r.Check(verify.Approaches); ok {
		t.Errorf("%+v", c)
	}
}

// TestUncounted: an office that never fixed a day has no check of approaches, and a card
// that says so; one that counts has the check and no such line, nor has an observer.
func TestUncounted(t *testing.T) {
	const line = "no day was ever fixed"
	s := testrecord.Kept(t, origin)
	r := judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "approaches absent")
	if !r.Reports[0].Uncounted || !strings.Contains(cardOf(t, r), line) {
		t.Errorf("%s", cardOf(t, r))
	}
	open := promised(t)
	if r := judge(t, open.Dossier(slug), believes(open.World)); r.Reports[0].Uncounted || strings.Contains(cardOf(t, r), line) {
		t.Errorf("before the release\n%s", cardOf(t, r))
	}
	counts := testrecord.CountedRegister(t, origin)
	if r := judged(t, counts, counts.Dossier(slug)); r.Reports[0].Uncounted || strings.Contains(cardOf(t, r), line) {
		t.Errorf("an office that counts\n%s", cardOf(t, r))
	}
}
