package verify_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/testrecord"
	"vow/verify"
)

func vague(t testing.TB, rule vow.DueRule, said vow.EDTF, words string) vow.Due {
	t.Helper()
	d, err := vow.VagueDue(rule, said, words, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// observed is an observer's record of three promises and what is reported of the
// release.
func observed(t *testing.T, releases ...*vow.ReleaseMade) *testrecord.Story {
	t.Helper()
	s := testrecord.Observer(t, origin)
	s.Add(s.ObservedPromise("2026-06-02T10:00:00Z", slug, vague(t, vow.DueUndated, "2021-09", "is being finalised"), "2021-09"), testrecord.Head)
	s.Add(s.ObservedMove("2026-06-02T10:01:00Z", slug, vague(t, "few-weeks", "2021-12", "a few weeks"), "2021-12"), testrecord.Head)
	s.Add(s.ObservedMove("2026-06-02T10:02:00Z", slug, testrecord.Due("2022-08-31"), "2022-06-13"), testrecord.Head)
	for _, r := range releases {
		r.Refs = s.State(slug)
		s.Add(r, testrecord.Head)
	}
	s.Witness("2026-06-02T10:05:00Z")
	return s
}

func TestObserved(t *testing.T) {
	at := func(when vow.EDTF, status vow.Sighting) *vow.ReleaseMade {
		return testrecord.New(t, origin).ObservedRelease("2026-06-02T10:03:00Z", slug, when, status)
	}
	for name, c := range map[string]struct {
		releases []*vow.ReleaseMade
		status   verify.Status
		last     string
		check    verify.Verdict
		days     int64 // -1: not said
	}{
		"on the last day":             {[]*vow.ReleaseMade{at("2022-08-31", vow.SightSeen)}, verify.Kept, "kept", verify.Pass, 0},
		"minutes before its end":      {[]*vow.ReleaseMade{at("2022-08-31T23:59:59Z", vow.SightSeen)}, verify.Kept, "kept", verify.Pass, 0},
		"a second after it":           {[]*vow.ReleaseMade{at("2022-09-01T00:00:00Z", vow.SightSeen)}, verify.Late, "missed", verify.Fail, 1},
		"two, which agree":            {[]*vow.ReleaseMade{at("2022-08-31T21:48:00Z", vow.SightSeen), at("2022-08-31", vow.SightSecondary)}, verify.Kept, "kept", verify.Pass, 0},
		"two, which contradict":       {[]*vow.ReleaseMade{at("2022-08-31", vow.SightSeen), at("2022-09-01", vow.SightSeen)}, "", "unclear", verify.NotChecked, -1},
		"the month, which straddles":  {[]*vow.ReleaseMade{at("2022-08/2022-09", vow.SightSeen)}, "", "unclear", verify.NotChecked, -1},
		"the month of the due":        {[]*vow.ReleaseMade{at("2022-08", vow.SightSeen)}, verify.Kept, "kept", verify.Pass, 0},
		"nothing but what is hearsay": {[]*vow.ReleaseMade{at("2022-08-31", vow.SightUnchecked)}, "", "unclear", verify.NotChecked, -1},
		"open to the past":            {[]*vow.ReleaseMade{at("2022-09/..", vow.SightSeen)}, verify.Late, "missed", verify.Fail, -1},
		"none, long after the due":    {nil, verify.Late, "missed", verify.Fail, 1371},
	} {
		t.Run(name, func(t *testing.T) {
			s := observed(t, c.releases...)
			r := judge(t, s.Dossier(slug), believes(s.World))
			st := status(t, r, c.status)
			got := []string{}
			for _, p := range st.Promises {
				got = append(got, p.Outcome)
			}
			if want := "undated missed " + c.last; strings.Join(got, " ") != want {
				t.Errorf("outcomes %q, want %q", got, want)
			}
			if !st.Inferred {
				t.Error("it is not said that this is inferred")
			}
			if days := int64(-1); st.DaysLate != nil && *st.DaysLate != c.days || st.DaysLate == nil && c.days != days {
				t.Errorf("days late %v, want %d", st.DaysLate, c.days)
			}
			want(t, r, "release.time "+string(c.check), "record.entries pass")
			if check, _ := r.Check("release.time"); !strings.HasPrefix(check.Say, "inferred") {
				t.Errorf("release.time says %q", check.Say)
			}
			if c.releases != nil {
				want(t, r, "release.fresh absent")
			}
			var card bytes.Buffer
			if err := r.WriteCard(&card); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(card.String(), "BROKEN") || strings.Count(card.String(), "inferred") < 4 {
				t.Errorf("card:\n%s", &card)
			}
		})
	}
}

// An exact due that has passed is not replaced by a later promise: the status is
// late, though the last promise was kept.
func TestObservedMoveAfterTheDue(t *testing.T) {
	s := testrecord.Observer(t, origin)
	s.Add(s.ObservedPromise("2026-06-02T10:00:00Z", slug, testrecord.Due("2022-06-30"), "2022-01"), testrecord.Head)
	s.Add(s.ObservedMove("2026-06-02T10:02:00Z", slug, testrecord.Due("2022-08-31"), "2022-07-02"), testrecord.Head)
	s.Add(s.ObservedRelease("2026-06-02T10:03:00Z", slug, "2022-08-30", vow.SightSeen), testrecord.Head)
	s.Witness("2026-06-02T10:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	st := status(t, r, verify.Late)
	if st.Promises[0].Outcome != verify.OutcomeMissed || st.Promises[1].Outcome != verify.OutcomeKept || *st.DaysLate != 61 || st.Moves[0].Counts {
		t.Errorf("%s", r.JSON())
	}
}

// A publisher's vague promise is due at the end of its bounds, and closing the record
// does not break it.
func TestVaguePromise(t *testing.T) {
	tell := func(d vow.Due) *testrecord.Story {
		s := &testrecord.Story{World: testrecord.New(t, origin), Release: -1}
		s.Add(s.Created(testrecord.CreatedAt), testrecord.Head, testrecord.Editor)
		p := s.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue)
		p.Due = d
		s.Add(p, testrecord.Head)
		s.Witness("2026-06-13T10:05:00Z")
		return s
	}
	s := tell(vague(t, "few-weeks", "2026-06-13", "in a few weeks"))
	r := judge(t, s.Dossier(slug), believes(s.World))
	if st := status(t, r, verify.Promised); st.Due.String() != "2026-07-25T23:59:59Z" || st.Inferred {
		t.Errorf("%s", r.JSON())
	}
	s.Witness("2026-07-26T00:00:00Z")
	status(t, judge(t, s.Dossier(slug), believes(s.World)), verify.Late)

	s = tell(vague(t, "few-weeks", "2026-06-13", "in a few weeks"))
	s.Add(&vow.RecordClosed{At: testrecord.At("2026-06-20T10:00:00Z"), Kind: vow.KindRecordClosed, Log: s.Origin, Refs: s.State("")}, testrecord.Head)
	s.Witness("2026-06-20T10:05:00Z")
	r = judge(t, s.Dossier(slug), believes(s.World))
	status(t, r, verify.Promised)
	want(t, r, "release.time fail")
	if c := cardOf(t, r); !strings.Contains(c, "PROMISED, 0 days late (not sealed, and the record was closed before its release)\n") || strings.Contains(c, "buried") {
		t.Errorf("nothing can be buried any more, nor be released:\n%s", c)
	}

	s = tell(vague(t, vow.DueUndated, "2026-06-13", "will be published"))
	r = judge(t, s.Dossier(slug), believes(s.World))
	if st := status(t, r, verify.Promised); !st.FirstDue.IsZero() || st.DaysLate != nil {
		t.Errorf("%s", r.JSON())
	}
	want(t, r, "release.time not-checked")
}
