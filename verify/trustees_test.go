package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/seal"
	"vow/verify"
)

// trusted is a story with a seal that two of t1, t2 and t3 open.
func trusted(t *testing.T) *testrecord.Trusted {
	t.Helper()
	return testrecord.Promised(t, origin).Moved().SealedForTrustees(testrecord.TrusteesPolicy)
}

// confirmedSays requires the verdict of seal.confirmed, and words of it.
func confirmedSays(t *testing.T, r *verify.Report, verdict verify.Verdict, words ...string) {
	t.Helper()
	c, ok := r.Check(verify.SealConfirmed)
	if !ok || c.Verdict != verdict {
		t.Fatalf("%v %+v, want %s\n%s", ok, c, verdict, r.JSON())
	}
	for _, w := range words {
		if !strings.Contains(c.Say, w) {
			t.Errorf("%q does not say %q", c.Say, w)
		}
	}
}

// witnessed judges the record as it is now.
func witnessed(t *testing.T, s *testrecord.Trusted, at string) *verify.Report {
	t.Helper()
	s.Witness(at)
	return judge(t, s.Dossier(slug), believes(s.World))
}

const possession = "proves possession of the shares, not that they combine"

// TestConfirmed: one after the other, each under the lock's own key.
func TestConfirmed(t *testing.T) {
	want(t, judge(t, testrecord.Kept(t, origin).Dossier(slug), verify.Options{}), "seal.confirmed absent")
	s := trusted(t)
	confirmedSays(t, judge(t, s.Dossier(slug), believes(s.World)), verify.NotChecked, "0 of 3 confirmed; ", possession)
	s.Confirm("t3")
	s.Confirm("t1")
	r := witnessed(t, s, "2026-08-22T18:00:00Z")
	confirmedSays(t, r, verify.NotChecked, "2 of 3 confirmed: t1 t3, not t2; ", possession)
	card := cardOf(t, r)
	if !strings.Contains(card, "\n? trustees    2 of 3 confirmed: t1 t3, not t2; a confirmation "+possession) || strings.Count(card, "trustees") != 1 {
		t.Errorf("%s", card)
	}
	s.Confirm("t2")
	r = witnessed(t, s, "2026-08-23T18:00:00Z")
	confirmedSays(t, r, verify.Pass, "3 of 3 confirmed: t1 t2 t3; ", possession)
	want(t, r, "record.entries pass", "seal.form pass")
	if card := cardOf(t, r); !strings.Contains(card, "\n✓ trustees    3 of 3 confirmed: t1 t2 t3; a confirmation "+possession) {
		t.Errorf("%s", card)
	}
}

func cardOf(t *testing.T, r *verify.Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.WriteCard(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestConfirmedByOthers: the office finds somebody else to confirm in a trustee's
// name, and somebody whom the lock does not name at all.
func TestConfirmedByOthers(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	one, _ := s.Trustee("t1")
	two, _ := s.Trustee("t2")
	s.SealedWith(testrecord.Sealing{Policy: "t1 and t2 or " + testrecord.OpensAt, Trustees: []seal.Trustee{one, two}})
	head := s.Seal.Body.Lock.Head
	for i, c := range []struct{ handle, key string }{{"t1", "puppet"}, {"t9", "trustee-t9"}} {
		b := s.World.Confirmed(fmt.Sprintf("2026-08-22T1%d:00:00Z", i), slug, c.handle, head)
		b.VKey = s.Signer(c.key).Key
		s.Add(b, testrecord.Head, c.key)
	}
	index := s.Add(s.World.Confirmed("2026-08-22T13:00:00Z", slug, "t2", head), testrecord.Head, testrecord.TrusteeName("t2"))
	s.Witness("2026-08-22T18:00:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	confirmedSays(t, r, verify.NotChecked, "1 of 2 confirmed: t2, not t1; ", possession, "2 confirmations", fmt.Sprintf("entry %d", index-2), "count for nothing")
}

// TestSwappedTrustee: the lock names another key or another recipient than the
// office lists; who confirms it then proves nothing of the one who is listed.
func TestSwappedTrustee(t *testing.T) {
	for _, what := range []string{"key", "recipient"} {
		s := testrecord.Promised(t, origin).Moved()
		one, _ := s.Trustee("t1")
		s.Add(s.Listed("2026-08-01T10:00:00Z", "t1", one.Recipient), testrecord.Head, testrecord.TrusteeName("t1"))
		signer := testrecord.TrusteeName("t1")
		if what == "key" {
			signer = "puppet"
			one.Key = s.Signer(signer).Key
		} else {
			one.Recipient = testrecord.SampleRecipient
		}
		s.SealedWith(testrecord.Sealing{Policy: testrecord.OpensAt + " or t1", Trustees: []seal.Trustee{one}})
		if what == "key" { // the way round the record's rule
			s.Add(s.Removed("2026-08-22T10:00:00Z", "t1"), testrecord.Head)
		}
		b := s.World.Confirmed("2026-08-22T11:00:00Z", slug, "t1", s.Seal.Body.Lock.Head)
		b.VKey = one.Key
		s.Add(b, testrecord.Head, signer)
		s.Witness("2026-08-22T18:00:00Z")
		confirmedSays(t, judge(t, s.Dossier(slug), believes(s.World)), verify.NotChecked, "1 of 1 confirmed: t1; ", "another "+what+" of t1 than entry")
	}
}

// TestRemovedTrustee: the office takes a trustee off its list for as long as it
// seals, to a key of its own under that handle.
func TestRemovedTrustee(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	one, _ := s.Trustee("t1")
	s.Add(s.Listed("2026-08-01T10:00:00Z", "t1", one.Recipient), testrecord.Head, testrecord.TrusteeName("t1"))
	removed := s.Add(s.Removed("2026-08-01T11:00:00Z", "t1"), testrecord.Head)
	one.Key, one.Recipient = s.Signer("puppet").Key, testrecord.SampleRecipient
	s.SealedWith(testrecord.Sealing{Policy: testrecord.OpensAt + " or t1", Trustees: []seal.Trustee{one}})
	b := s.World.Confirmed("2026-08-22T11:00:00Z", slug, "t1", s.Seal.Body.Lock.Head)
	b.VKey = one.Key
	s.Add(b, testrecord.Head, "puppet")
	s.Witness("2026-08-22T18:00:00Z")
	confirmedSays(t, judge(t, s.Dossier(slug), believes(s.World)), verify.NotChecked, "1 of 1 confirmed: t1; ",
		fmt.Sprintf("entry %d had removed t1 from the office's list before the seal", removed))
}

// TestListedLater: the office seals to a key of its own under a handle, confirms with
// it, and then lists somebody whom readers know under that handle.
func TestListedLater(t *testing.T) {
	for _, puppet := range []bool{true, false} {
		s := testrecord.Promised(t, origin).Moved()
		one, _ := s.Trustee("t1")
		in, signer := one, testrecord.TrusteeName("t1")
		if puppet {
			signer = "puppet"
			in.Key, in.Recipient = s.Signer(signer).Key, testrecord.SampleRecipient
		}
		s.SealedWith(testrecord.Sealing{Policy: testrecord.OpensAt + " or t1", Trustees: []seal.Trustee{in}})
		b := s.World.Confirmed("2026-08-22T11:00:00Z", slug, "t1", s.Seal.Body.Lock.Head)
		b.VKey = in.Key
		s.Add(b, testrecord.Head, signer)
		listed := s.Add(s.Listed("2026-08-22T12:00:00Z", "t1", one.Recipient), testrecord.Head, testrecord.TrusteeName("t1"))
		s.Witness("2026-08-22T18:00:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		if !puppet {
			confirmedSays(t, r, verify.Pass, "1 of 1 confirmed: t1; ")
			continue
		}
		confirmedSays(t, r, verify.NotChecked, "1 of 1 confirmed: t1; ", fmt.Sprintf("another key of t1 than entry %d lists", listed))
	}
}

// TestFalseShares: fair blame. The office can record what it likes in a trustee's
// name, so a trustee is charged alone only for what it signed after it had
// confirmed to hold another.
func TestFalseShares(t *testing.T) {
	const signer = "trustee-t1"
	for name, c := range map[string]struct {
		confirm bool
		names   []string
		says    string
	}{
		"never confirmed":         {false, []string{testrecord.Head}, "charged to office or trustee t1: the trustee never confirmed"},
		"never confirmed, signed": {false, []string{testrecord.Head, signer}, "charged to office or trustee t1: the trustee never confirmed"},
		"confirmed, not signed":   {true, []string{testrecord.Head}, "charged to office or trustee t1: the trustee confirmed to hold another, and did not sign this one"},
		"confirmed and signed":    {true, []string{testrecord.Head, signer}, "charged to the trustee t1, who signed it"},
	} {
		t.Run(name, func(t *testing.T) {
			s := trusted(t)
			if c.confirm {
				s.Confirm("t1")
			}
			share := s.Share("t1")
			share.Value[0] ^= 1
			index := s.Publish("t1", share, c.names...)
			r := witnessed(t, s, "2026-08-26T18:00:00Z")
			failsOnly(t, r, verify.SealConfirmed)
			confirmedSays(t, r, verify.Fail, " of 3 confirmed", c.says)
			if got, _ := r.Check(verify.SealConfirmed); got.Where != fmt.Sprintf("entry %d", index) {
				t.Errorf("%s", got.Where)
			}
			status(t, r, verify.Sealed)
			// The true share is recorded all the same, and opens with another one.
			s.Publish("t1", s.Share("t1"), testrecord.Head)
			s.Publish("t2", s.Share("t2"), testrecord.Head)
			status(t, witnessed(t, s, "2026-08-27T18:00:00Z"), verify.Opened)
		})
	}
}

// TestMisnamedShares: a true share under another trustee's name, one of a leaf
// that holds none, and shares of a lock without trustees.
func TestMisnamedShares(t *testing.T) {
	s := trusted(t)
	s.Publish("t2", s.Share("t1"), testrecord.Head)
	s.Publish("t2", seal.Share{Head: s.Head(), Path: "2.7"}, testrecord.Head)
	r := witnessed(t, s, "2026-08-26T18:00:00Z")
	confirmedSays(t, r, verify.Fail, "is not of the trustee t2, but of t1", "and 1 more")
	plain := testrecord.Promised(t, origin).Moved().Sealed("")
	plain.Add(plain.ReleasedShare("2026-08-25T10:00:00Z", slug, "t1", plain.Seal.Body.Lock.Head, "0.1", [32]byte{1}), testrecord.Head)
	plain.Witness("2026-08-26T18:00:00Z")
	confirmedSays(t, judge(t, plain.Dossier(slug), believes(plain.World)), verify.Fail, "no trustee's leaf 0.1")
}

// TestOpenedByShares: the office is silent, and two trustees are enough.
func TestOpenedByShares(t *testing.T) {
	s := trusted(t)
	s.Publish("t1", s.Share("t1"), testrecord.Head)
	r := witnessed(t, s, "2026-08-26T18:00:00Z")
	status(t, r, verify.Sealed)
	want(t, r, "text.sealed absent", "seal.honest not-checked")
	s.Publish("t3", s.Share("t3"), testrecord.Head, testrecord.TrusteeName("t3"))
	r = judge(t, s.Dossier(slug), believes(s.World))
	if st := status(t, r, verify.Opened); st.DaysLate != nil {
		t.Errorf("%d days late, by what nobody saw yet", *st.DaysLate)
	}
	r = witnessed(t, s, "2026-08-27T18:00:00Z")
	st := status(t, r, verify.Opened)
	if st.DaysLate == nil || *st.DaysLate != 0 || !st.ReleasedAt.IsZero() {
		t.Errorf("%+v", st)
	}
	want(t, r, "text.sealed pass", "seal.honest not-checked", "release.time pass", "seal.confirmed not-checked")
	// Opened too late it is late: the due is the office's, whoever opens.
	late := trusted(t)
	late.Publish("t1", late.Share("t1"), testrecord.Head)
	late.Publish("t3", late.Share("t3"), testrecord.Head)
	r = witnessed(t, late, "2026-09-20T18:00:00Z")
	if st := status(t, r, verify.Opened); st.DaysLate == nil || *st.DaysLate != 5 {
		t.Errorf("%+v", st)
	}
	// A release of the office comes first.
	s.Release = s.Add(s.ReleasedWith("2026-08-28T10:00:00Z", s.Seal, s.Key(s.Seal, s.Round(testrecord.OpensAt))), testrecord.Head)
	s.CarryPaper(s.Paper)
	status(t, witnessed(t, s, "2026-08-28T18:00:00Z"), verify.Kept)
}

// TestBranchSealedWrongly: the shares are what the lock commits to and do not
// join to the branch's key: the office's breach, found when they are public.
func TestBranchSealedWrongly(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().SealedForTrustees(testrecord.TrusteesPolicy, "1")
	for _, h := range []string{"t1", "t2", "t3"} {
		s.Confirm(h)
	}
	confirmedSays(t, witnessed(t, s, "2026-08-24T18:00:00Z"), verify.Pass)
	s.Publish("t1", s.Share("t1"), testrecord.Head)
	s.Publish("t2", s.Share("t2"), testrecord.Head)
	r := witnessed(t, s, "2026-08-26T18:00:00Z")
	failsOnly(t, r, verify.SealHonest)
	if c, _ := r.Check(verify.SealHonest); !strings.Contains(c.Say, "the office sealed this branch wrongly") {
		t.Errorf("%s", c.Say)
	}
	confirmedSays(t, r, verify.Pass)
	status(t, r, verify.Sealed)
}

// TestTimeShare: a branch that needs a time and trustees; the beacon of a release
// opens the time's share, and with the trustees' the branch is looked into.
func TestTimeShare(t *testing.T) {
	const branch = "2026-09-01 and 2 of {t1, t2, t3} or " + testrecord.OpensAt
	for _, spoilt := range []bool{false, true} {
		s := testrecord.Promised(t, origin).Moved()
		var spoil []string
		if spoilt {
			spoil = []string{"1"}
		}
		tr := s.SealedForTrustees(branch, spoil...)
		tr.Publish("t1", tr.Share("t1"), testrecord.Head)
		tr.Publish("t2", tr.Share("t2"), testrecord.Head)
		status(t, witnessed(t, tr, "2026-08-27T18:00:00Z"), verify.Sealed)
		key := tr.Key(tr.Seal, tr.Round(testrecord.OpensAt))
		tr.Add(tr.ReleasedWith("2026-09-01T10:00:00Z", tr.Seal, key, tr.Round("2026-09-01")), testrecord.Head)
		tr.CarryPaper(tr.Paper)
		r := witnessed(t, tr, "2026-09-01T18:00:00Z")
		status(t, r, verify.Kept)
		want(t, r, "seal.honest "+map[bool]string{true: "fail", false: "not-checked"}[spoilt])
	}
}

// TestTrusteeIsWitness: a trustee with the key of one of the reader's witnesses.
func TestTrusteeIsWitness(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved()
	w := s.WitnessKeys()[0]
	k, err := vow.NewKey("t1.example", vow.AlgEd25519, w.Public)
	if err != nil {
		t.Fatal(err)
	}
	one, _ := s.Trustee("t1")
	one.Key = k
	s.Paper = s.World.Paper(slug, "x")
	s.Add(s.Fixed(testrecord.FixedAt, slug, s.Paper), testrecord.Editor)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt + " or t1", Trustees: []seal.Trustee{one}, Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Carry(s.Seal)
	s.Witness("2026-08-21T10:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r, verify.SealForm)
	if c, _ := r.Check(verify.SealForm); !strings.Contains(c.Say, "your witness") {
		t.Errorf("%s", c.Say)
	}
}
