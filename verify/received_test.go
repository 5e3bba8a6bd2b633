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

// replied is the story up to a reply of three comments, and its receipt as the party
// took it home then.
func replied(t *testing.T) (*testrecord.Round, []byte) {
	r := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil).Replied()
	return r, r.World.Receipt(int64(len(r.Entries))-1, "2026-08-01T10:06:00Z").Marshal()
}

func finished(r *testrecord.Round) *testrecord.Round {
	r.Disposed(nil).Sealed()
	r.Released(testrecord.ReleasedAt)
	return r
}

func given(name string, data []byte) []verify.Given { return []verify.Given{{Name: name, Data: data}} }

// withReceipt judges a dossier as somebody who has a receipt.
func withReceipt(t *testing.T, r *testrecord.Round, receipt []byte) *verify.Report {
	o := believes(r.World)
	o.Receipts = given("r1.receipt", receipt)
	return judge(t, r.Dossier(slug), o)
}

// TestReceived: with a receipt the party sees that its comments came in and are
// annexed; without one nothing is asked.
func TestReceived(t *testing.T) {
	r, receipt := replied(t)
	says(t, withReceipt(t, r, receipt), verify.ReplyReceived, verify.Pass, "the reply r1 of SYL with 3 comments")
	want(t, judge(t, r.Dossier(slug), believes(r.World)), "reply.received absent")
	finished(r)
	got := withReceipt(t, r, receipt)
	if got.Verdict != verify.Pass {
		t.Errorf("%s", got.JSON())
	}
	says(t, got, verify.ReplyReceived, verify.Pass, "witnessed by 2026-08-01T10:05:00Z, and annexed")
	says(t, got, verify.ReplyAnnexed, verify.Pass, "r1 of SYL in full, 1 paragraph of it in no comment")
	r, receipt = replied(t)
	r.CarryReply(mustWithhold(t, r.ReplyText("r1", 3), testrecord.Blocks("3")["en"]))
	says(t, withReceipt(t, finished(r), receipt), verify.ReplyReceived, verify.Pass, "and annexed in a rendition without 1 of its 4 blocks")
	r, receipt = replied(t)
	finished(r)
	got = withReceipt(t, r, receipt)
	if card := cardOf(t, got); !strings.Contains(card, ", 3 comments annexed in full, ") {
		t.Errorf("%s", card)
	}
	none := believes(r.World)
	none.Trust, none.Receipts = nil, given("r1.receipt", receipt)
	want(t, judge(t, r.Dossier(slug), none), "reply.received not-checked")
}

// TestOmittedComment: an office that signed a receipt, and tells another story.
func TestOmittedComment(t *testing.T) {
	_, receipt := replied(t)
	// Another entry stands where the comments stood, though the log signed both.
	fork := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil)
	fork.Moved()
	m := fork.Answers()
	m.Answers, m.Changes[0].Cites, m.Changes[0].Reason = nil, nil, "It was looked at again."
	fork.DisposedAs(m, nil).Sealed()
	fork.Released(testrecord.ReleasedAt)
	bare := judge(t, fork.Dossier(slug), believes(fork.World))
	want(t, bare, "reply.received absent", "reply.explained pass")
	got := withReceipt(t, fork, receipt)
	failsOnly(t, got, verify.ReplyReceived)
	says(t, got, verify.ReplyReceived, verify.Fail, "it is left out: the log signed it as entry")

	// The record ends before it, though its witnesses had seen it by then.
	short := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil)
	short.Moved()
	short.Witness("2026-08-02T10:05:00Z")
	says(t, withReceipt(t, short, receipt), verify.ReplyReceived, verify.Fail, "this dossier, of 2026-08-02T10:05:00Z, ends before it")
	// One that was made before the reply came is merely older.
	old := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil)
	old.Moved()
	old.Witness("2026-07-30T10:05:00Z")
	says(t, withReceipt(t, old, receipt), verify.ReplyReceived, verify.NotChecked, "ask for one that was made later")

	// On the record, and not annexed.
	r, receipt := replied(t)
	r.Drop(dossier.PathReply(r.ReplyText("r1", 3).Root()))
	got = withReceipt(t, finished(r), receipt)
	failsOnly(t, got, verify.DossierMembers, verify.ReplyAnnexed, verify.ReplyReceived)
	says(t, got, verify.ReplyReceived, verify.Fail, "and then left out: it is not annexed")
}

// TestFalselyLate: a reply that was on the record by the due is not late, whatever its
// entry says.
func TestFalselyLate(t *testing.T) {
	tell := func(at string) (*testrecord.Round, []byte) {
		r := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil)
		r.Moved()
		late := r.Received(at, "r1", 3)
		late.Late = true
		r.Add(late, head)
		seen := vow.At(late.At.Go().Add(300e9)).String()
		r.Witness(seen)
		return r, r.World.Receipt(int64(len(r.Entries))-1, seen).Marshal()
	}
	r, receipt := tell(testrecord.ReplyAt)
	says(t, withReceipt(t, r, receipt), verify.ReplyReceived, verify.Fail, "says that it came late, and it was on the record by 2026-08-01T10:05:00Z")
	r, receipt = tell("2026-08-07T10:00:00Z")
	says(t, withReceipt(t, r, receipt), verify.ReplyReceived, verify.Pass, ", late")
}

// TestReceiptOfSomethingElse: nothing that is no receipt of these comments is green.
func TestReceiptOfSomethingElse(t *testing.T) {
	r, receipt := replied(t)
	other := testrecord.Answered(testrecord.Promised(t, "other.example/vow"))
	foreign := other.World.Receipt(7, "2026-08-01T10:06:00Z").Marshal()
	promise := r.World.Receipt(1, "2026-08-01T10:06:00Z").Marshal()
	torn := append([]byte(nil), receipt...)
	torn[len(torn)/3] ^= 1
	for name, x := range map[string]struct {
		data  []byte
		words string
	}{
		"another record": {foreign, "it is of the record other.example/vow"},
		"another entry":  {promise, "and not of comments"},
		"damaged":        {torn, "says nothing"},
		"empty":          {nil, "says nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			says(t, withReceipt(t, r, x.data), verify.ReplyReceived, verify.NotChecked, x.words)
		})
	}
}

// TestOwnReply: the receipt of a reply in the party's own record shows that it existed;
// with a reply of another root it does not show that it was delivered.
func TestOwnReply(t *testing.T) {
	r, _ := replied(t)
	fixed := func(p *paper.Paper) []byte {
		b := r.Fixed("2026-08-01T11:00:00Z", slug, p)
		b.Role = "reply"
		r.Add(b, editor)
		r.Witness("2026-08-01T11:05:00Z")
		return r.World.Receipt(int64(len(r.Entries))-1, "2026-08-01T11:05:00Z").Marshal()
	}
	o := believes(r.World)
	o.Replies = given("reply.receipt", fixed(r.ReplyText("r1", 3)))
	says(t, judge(t, r.Dossier(slug), o), verify.ReplyReceived, verify.Pass, "the office received this very text as r1")
	o.Replies = given("reply.receipt", fixed(r.ReplyText("another", 3)))
	says(t, judge(t, r.Dossier(slug), o), verify.ReplyReceived, verify.NotChecked, "existed by 2026-08-01T11:05:00Z; that it was delivered to the office is not shown")
	o.Replies = given("promise.receipt", r.World.Receipt(1, "2026-08-01T11:05:00Z").Marshal())
	says(t, judge(t, r.Dossier(slug), o), verify.ReplyReceived, verify.NotChecked, "it is no receipt of a reply")
}

// TestAnnexed: what dossiers carry of a reply is what came in, or less of it under the
// same root, and is never nothing.
func TestAnnexed(t *testing.T) {
	tell := func(change func(*testrecord.Round)) *verify.Report {
		r, _ := replied(t)
		change(r)
		finished(r)
		return judge(t, r.Dossier(slug), believes(r.World))
	}
	got := tell(func(r *testrecord.Round) {
		r.CarryReply(mustWithhold(t, r.ReplyText("r1", 3), testrecord.Blocks("1")["en"]))
	})
	says(t, got, verify.ReplyAnnexed, verify.NotChecked, "in a rendition without 1 of its 4 blocks, under the root of the whole, so that nothing is seen of r1.2")
	got = tell(func(r *testrecord.Round) {
		r.CarryReply(mustWithhold(t, r.ReplyText("r1", 3), testrecord.Blocks("3")["en"]))
	})
	says(t, got, verify.ReplyAnnexed, verify.Pass, "in a rendition without 1 of its 4 blocks, under the root of the whole")
	if card := cardOf(t, got); !strings.Contains(card, "annexed without 1 block, ") {
		t.Errorf("%s", card)
	}
	got = tell(func(r *testrecord.Round) {
		r.CarryReply(mustWithhold(t, r.ReplyText("r1", 3), testrecord.Blocks("0-3")["en"]))
	})
	failsOnly(t, got, verify.ReplyAnnexed)
	says(t, got, verify.ReplyAnnexed, verify.Fail, "every block of it is withheld")

	// Another text in its place, a comments file that counts otherwise.
	got = tell(func(r *testrecord.Round) {
		r.Files[dossier.PathReply(r.ReplyText("r1", 3).Root())] = r.ReplyText("other", 3).Marshal()
	})
	failsOnly(t, got, verify.DossierMembers, verify.ReplyAnnexed)
	says(t, got, verify.ReplyAnnexed, verify.Fail, "its root is ")
	got = tell(func(r *testrecord.Round) {
		data := reply.Comments{{Blocks: vow.BlocksOf([]int{0}), Kind: "factual", N: 1}}.Marshal()
		r.Files[dossier.PathComments(r.Received(testrecord.ReplyAt, "r1", 3).SHA256)] = data
	})
	failsOnly(t, got, verify.DossierMembers, verify.ReplyAnnexed)

	// The entry counts more comments than the file holds.
	r := testrecord.Shared(promised(t)).Declared().Notified(nil).Supplemented(nil)
	r.Moved()
	b := r.Received(testrecord.ReplyAt, "r1", 3)
	b.Comments = 4
	r.Add(b, head)
	r.Witness("2026-08-01T10:05:00Z")
	finished(r)
	says(t, judge(t, r.Dossier(slug), believes(r.World)), verify.ReplyAnnexed, verify.Fail, "counts 4 comments, the file holds 3")

	// A late reply is annexed, too.
	r = testrecord.Answered(promised(t))
	late := r.Received("2026-09-09T19:00:00Z", "r2", 1)
	late.Late = true
	r.Add(late, head)
	r.Witness("2026-09-09T20:00:00Z")
	r.Released(testrecord.ReleasedAt)
	says(t, judge(t, r.Dossier(slug), believes(r.World)), verify.ReplyAnnexed, verify.Pass, "r2 of SYL, late, in full")
}

// TestBeside: who saw a text before the release, and what a named party answers to an
// entry, stand on the card.
func TestBeside(t *testing.T) {
	s := promised(t)
	s.Add(&vow.AccessGiven{At: testrecord.At("2026-07-04T10:00:00Z"), Conditions: []vow.Condition{"confidential"}, Count: 2, Kind: vow.KindAccessGiven, Log: s.Origin, Party: "SYL", Report: slug}, head)
	of := int64(len(s.Entries)) - 1
	s.Add(&vow.EntryDisputed{At: testrecord.At("2026-07-05T10:00:00Z"), Entry: s.Leaves()[of], Kind: vow.KindEntryDisputed, Log: s.Origin, Party: "SYL", Report: slug, Words: "We were shown\none page."}, head)
	s.Witness("2026-07-06T10:05:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	card := cardOf(t, r)
	for _, line := range []string{"  2 of SYL saw a text before the release (conditions: confidential; entry ", "  SYL answers entry ", ": “We were shown one page.” (entry "} {
		if !strings.Contains(card, line) {
			t.Errorf("%q is not on the card\n%s", line, card)
		}
	}
	if d := r.Reports[0].Disputes; len(d) != 1 || d[0].Of != of {
		t.Errorf("%+v", d)
	}
}
