package record_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/record"
	"vow/internal/testrecord"
)

// recipient returns an age recipient of the right form; n tells them apart.
func recipient(n byte) string {
	r := testrecord.SampleRecipient
	return r[:len(r)-1] + string("qpzry9x8"[n])
}

// sealedWithTrustees is a story up to a seal, with t1 and t2 listed.
func sealedWithTrustees(t *testing.T) *testrecord.Story {
	t.Helper()
	s := testrecord.Promised(t, origin).Moved()
	s.Add(s.Listed("2026-08-01T10:00:00Z", "t1", recipient(1)), head, testrecord.TrusteeName("t1"))
	s.Add(s.Listed("2026-08-01T11:00:00Z", "t2", recipient(2)), head, testrecord.TrusteeName("t2"))
	return s.Sealed("")
}

// again returns a key for a trustee's handle that is another than the first.
func again(t *testing.T, w *testrecord.World, name, seed string) *vow.Signer {
	t.Helper()
	b := w.Seed(seed)
	k, err := vow.NewSigner(name, b[:])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// signedBy returns the entry that states body, signed by the head and by others.
func signedBy(t *testing.T, w *testrecord.World, body vow.Body, others ...*vow.Signer) []byte {
	t.Helper()
	p, err := vow.NewPending(body)
	if err != nil {
		t.Fatal(err)
	}
	p.Add(w.Signer(head).Sign(p.Text))
	for _, o := range others {
		p.Add(o.Sign(p.Text))
	}
	return p.Marshal()
}

// TestTrusteeListed: a trustee accepts, and its key is new and nobody else's.
func TestTrusteeListed(t *testing.T) {
	w := started(t)
	t1 := testrecord.TrusteeName("t1")
	body := w.Listed("2026-06-02T10:00:00Z", "t1", recipient(1))
	p, err := vow.NewPending(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Record().CheckUnsigned(p); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("nobody signed: %v", err)
	}
	if err := w.Record().Check(w.Sign(body, head)); !errors.Is(err, record.ErrSignatures) || !strings.Contains(err.Error(), "trustee's key") {
		t.Errorf("the trustee did not sign: %v", err)
	}
	if err := w.Record().Check(w.Sign(body, t1)); !errors.Is(err, record.ErrSignatures) || !strings.Contains(err.Error(), "0 of 1") {
		t.Errorf("the trustee alone: %v", err)
	}
	forged := w.Sign(body, head, t1)
	forged[len(forged)-10] ^= 1
	if err := w.Record().Check(forged); err == nil || errors.Is(err, record.ErrSignatures) {
		t.Errorf("a false acceptance: %v", err)
	}
	index := w.Add(body, head, t1)
	o := w.Record().Office()
	got := o.Trustee("t1")
	if got == nil || got.From != index || got.Until != -1 || got.Recipient != recipient(1) || got.Key.String() != body.VKey.String() || len(o.ListedTrustees()) != 1 {
		t.Fatalf("%+v", got)
	}
	if last, _ := w.Record().Last(""); last.Index != 0 || o.Indexes[len(o.Indexes)-1] != index {
		t.Error("a listing is no state of the office's chain, and one of its entries")
	}

	list := func(at, handle string, r byte, k *vow.Signer) []byte {
		b := w.Listed(at, handle, recipient(r))
		b.VKey = k.Key
		return signedBy(t, w, b, k)
	}
	refused(t, w, list("2026-06-03T10:00:00Z", "t1", 2, w.Signer("other")), "field handle")
	refused(t, w, list("2026-06-03T10:00:01Z", "t2", 2, w.Signer(t1)), "field vkey")
	refused(t, w, list("2026-06-03T10:00:02Z", "t2", 2, again(t, w, w.Signer(t1).Key.Name, "other")), "was a trustee's before")
	refused(t, w, list("2026-06-03T10:00:03Z", "t2", 2, again(t, w, "x.example", "officer "+t1)), "same key was introduced")
	refused(t, w, list("2026-06-03T10:00:04Z", "t2", 2, again(t, w, "x.example", "officer "+editor)), "same key was introduced")
	refused(t, w, list("2026-06-03T10:00:05Z", "t2", 2, again(t, w, "x.example", "log")), "the log's key")
	refused(t, w, list("2026-06-03T10:00:06Z", "t2", 2, again(t, w, origin, "other")), "used before")
	refused(t, w, list("2026-06-03T10:00:07Z", "t2", 1, w.Signer("other")), "field recipient")
	refused(t, w, list("2026-06-03T10:00:08Z", "t2", 2, w.Signer(editor)), "used before")

	// A trustee's key is never an officer's later, under no name.
	officer := w.KeyAdded("2026-06-04T10:00:00Z", t1, vow.RoleCounsel)
	refused(t, w, w.Sign(officer, head, t1), "used before")
	renamed := again(t, w, "somebody.office.example", "officer "+t1)
	officer.VKey, officer.At = renamed.Key, testrecord.At("2026-06-04T10:00:01Z")
	refused(t, w, signedBy(t, w, officer, renamed), "same key was introduced")
	// It signs what names the trustee, and nothing else.
	refused(t, w, w.Sign(w.Promise("2026-06-13T10:00:00Z", slug, "2026-08-31"), head, t1), "signs only entries that name it")
	refused(t, w, w.Sign(w.Promise("2026-06-13T10:00:01Z", slug, "2026-08-31"), t1), "signs only entries that name it")
}

// TestTrusteeRemoved: the key signs nothing more, and the handle comes back only
// with another one.
func TestTrusteeRemoved(t *testing.T) {
	s := sealedWithTrustees(t)
	w, t1 := s.World, testrecord.TrusteeName("t1")
	leaf := s.Seal.Body.Lock.Head
	refused(t, w, w.Sign(w.Removed("2026-08-25T10:00:00Z", "t3"), head), "no trustee")
	refused(t, w, w.Sign(w.Removed("2026-08-25T10:00:01Z", "t1"), t1), "0 of 1 signatures")
	confirmed := w.Add(w.Confirmed("2026-08-25T11:00:00Z", slug, "t1", leaf), head, t1)
	index := w.Add(w.Removed("2026-08-26T10:00:00Z", "t1"), head, t1)
	o := w.Record().Office()
	if o.Trustee("t1") != nil || len(o.ListedTrustees()) != 1 || o.Trustees[0].Until != index {
		t.Errorf("%+v", o.Trustees[0])
	}
	if c, ok := sealIn(s).ConfirmedBy("t1", w.Signer(t1).Key); !ok || c.Index != confirmed {
		t.Error("what it signed before does not stand")
	}
	refused(t, w, w.Sign(w.Removed("2026-08-26T11:00:00Z", "t1"), head), "no trustee")
	refused(t, w, w.Sign(w.ReleasedShare("2026-08-26T12:00:00Z", slug, "t1", leaf, "0.1", [32]byte{1}), head, t1), "was retired before")
	refused(t, w, w.Sign(w.Listed("2026-08-26T13:00:00Z", "t1", recipient(1)), head, t1), "listed with a new one")
	again := w.Listed("2026-08-27T10:00:00Z", "t1", recipient(1))
	again.VKey = w.Signer("t1-again").Key
	w.Add(again, head, "t1-again")
	if got := w.Record().Office().Trustee("t1"); got == nil || got.Key.Name != again.VKey.Name || got.Until != -1 {
		t.Errorf("%+v", got)
	}
	other := w.Confirmed("2026-08-27T11:00:00Z", slug, "t1", leaf)
	refused(t, w, w.Sign(other, head, t1), "confirmed this lock by entry")
	other.VKey, other.At = again.VKey, testrecord.At("2026-08-27T12:00:00Z")
	w.Add(other, head, "t1-again")
	// The share itself is public whoever signs.
	w.Add(w.ReleasedShare("2026-08-28T12:00:00Z", slug, "t1", leaf, "0.1", [32]byte{1}), head)
}

// TestTrusteeConfirmed: of a lock that is there, once, under the own key.
func TestTrusteeConfirmed(t *testing.T) {
	s := sealedWithTrustees(t)
	w := s.World
	t1, t2, t3 := testrecord.TrusteeName("t1"), testrecord.TrusteeName("t2"), testrecord.TrusteeName("t3")
	leaf := s.Seal.Body.Lock.Head
	body := w.Confirmed("2026-08-25T10:00:00Z", slug, "t1", leaf)
	if err := w.Record().Check(w.Sign(body, head)); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("the office alone: %v", err)
	}
	if err := w.Record().Check(w.Sign(body, t1)); !errors.Is(err, record.ErrSignatures) || !strings.Contains(err.Error(), "0 of 1") {
		t.Errorf("the trustee alone: %v", err)
	}
	refused(t, w, w.Sign(body, head, t1, t2), "signs only entries that name it")
	refused(t, w, w.Sign(w.Confirmed("2026-08-25T10:00:01Z", slug, "t1", vow.Hash{1}), head, t1), "field head")
	refused(t, w, w.Sign(w.Confirmed("2026-08-25T10:00:02Z", "other", "t1", leaf), head, t1), "no promise was made")
	w.Add(w.Promise("2026-08-25T10:00:03Z", "other", "2026-12-31"), head)
	refused(t, w, w.Sign(w.Confirmed("2026-08-25T10:00:04Z", "other", "t1", leaf), head, t1), "field head")
	// The head says nothing of the leaves: what was confirmed is one file.
	leaves := w.Confirmed("2026-08-25T10:00:05Z", slug, "t1", leaf)
	leaves.Lock = vow.Hash{1}
	refused(t, w, w.Sign(leaves, head, t1), "field lock")
	wrong := w.Confirmed("2026-08-25T10:00:05Z", slug, "t1", leaf)
	wrong.VKey = w.Signer("stranger").Key
	refused(t, w, w.Sign(wrong, head, "stranger"), "with another key")
	wrong.VKey, wrong.At = w.Signer(t2).Key, testrecord.At("2026-08-25T10:00:06Z")
	refused(t, w, w.Sign(wrong, head, t2), "with another key")
	officer := w.Confirmed("2026-08-25T10:00:07Z", slug, "t3", leaf)
	officer.VKey = w.Signer(editor).Key
	refused(t, w, w.Sign(officer, head, editor), "used before")

	body.At = testrecord.At("2026-08-25T11:00:00Z")
	index := w.Add(body, head, t1)
	if c, ok := sealIn(s).ConfirmedBy("t1", body.VKey); !ok || c.Index != index {
		t.Error("no confirmation")
	}
	if _, ok := sealIn(s).ConfirmedBy("t2", body.VKey); ok {
		t.Error("a confirmation by another")
	}
	body.At = testrecord.At("2026-08-25T12:00:00Z")
	refused(t, w, w.Sign(body, head, t1), "confirmed this lock by entry")

	// Whom only the lock names confirms with a key that is nobody else's from then
	// on, and can be listed with it.
	w.Add(w.Confirmed("2026-08-26T10:00:00Z", slug, "t3", leaf), head, t3)
	refused(t, w, w.Sign(w.KeyAdded("2026-08-26T11:00:00Z", t3, vow.RoleCounsel), head, t3), "used before")
	four := w.Confirmed("2026-08-26T12:00:00Z", slug, "t4", leaf)
	four.VKey = w.Signer(t3).Key
	refused(t, w, w.Sign(four, head, t3), "used before")
	if w.Record().Office().Trustee("t3") != nil {
		t.Error("a confirmation lists nobody")
	}
	w.Add(w.Listed("2026-08-27T10:00:00Z", "t3", recipient(3)), head, t3)
	// A listing under another key ends the one that a confirmation showed.
	w.Add(w.Confirmed("2026-08-28T10:00:00Z", slug, "t4", leaf), head, testrecord.TrusteeName("t4"))
	listed := w.Listed("2026-08-28T11:00:00Z", "t4", recipient(4))
	listed.VKey = w.Signer("t4-new").Key
	w.Add(listed, head, "t4-new")
	refused(t, w, w.Sign(w.ReleasedShare("2026-08-28T12:00:00Z", slug, "t4", leaf, "0.1", [32]byte{1}), head, testrecord.TrusteeName("t4")), "was retired before")
	w.Add(w.Removed("2026-08-28T13:00:00Z", "t4"), head)
	refused(t, w, w.Sign(w.Listed("2026-08-28T14:00:00Z", "t4", recipient(4)), head, testrecord.TrusteeName("t4")), "listed with a new one")
}

// TestTrusteeReleased: a share of a lock that is there, once; whether it is true
// is not the record's to say.
func TestTrusteeReleased(t *testing.T) {
	s := sealedWithTrustees(t)
	w, t1, t2 := s.World, testrecord.TrusteeName("t1"), testrecord.TrusteeName("t2")
	leaf := s.Seal.Body.Lock.Head
	share := func(at, handle, path string, b byte) *vow.TrusteeReleased {
		return w.ReleasedShare("2026-08-2"+at+"Z", slug, handle, leaf, path, [32]byte{b})
	}
	wrong := share("5T10:00:00", "t1", "0.1", 1)
	wrong.Head = vow.Hash{9}
	refused(t, w, w.Sign(wrong, head), "field head")
	refused(t, w, w.Sign(share("5T10:00:01", "t1", "0.1", 1), t1), "0 of 1 signatures")
	refused(t, w, w.Sign(share("5T10:00:02", "t1", "0.1", 1), head, t2), "signs only entries that name it")
	forged := w.Sign(share("5T10:00:03", "t1", "0.1", 1), head, t1)
	if at := &forged[len(forged)-10]; *at == 'B' { // another character of base64
		*at = 'C'
	} else {
		*at = 'B'
	}
	refused(t, w, forged, "is not true")
	w.Add(share("5T11:00:00", "t1", "0.1", 1), head, t1)
	refused(t, w, w.Sign(share("5T12:00:00", "t1", "0.1", 1), head), "the same share")
	refused(t, w, w.Sign(share("5T12:00:01", "t2", "0.1", 1), head), "the same share")
	w.Add(share("6T10:00:00", "t2", "0.1", 2), editor) // one of the two is false
	w.Add(share("6T10:00:01", "t5", "0.2", 1), editor)
	got := sealIn(s).Shares
	if len(got) != 3 || got[0].By.Name != w.Signer(t1).Key.Name || !got[1].By.IsZero() || !got[2].By.IsZero() {
		t.Errorf("%+v", got)
	}
}

// TestCheckTrustee: a lock's trustee is whoever the record knows as that trustee,
// and nobody else whom it knows.
func TestCheckTrustee(t *testing.T) {
	w := sealedWithTrustees(t).World
	r, t1 := w.Record(), w.Signer(testrecord.TrusteeName("t1")).Key
	for name, c := range map[string]struct {
		handle string
		key    vow.Key
		good   bool
	}{
		"listed": {"t1", t1, true}, "unknown": {"t9", w.Signer("t9").Key, true}, "another handle": {"t2", t1, false},
		"officer": {"t9", w.Signer(head).Key, false}, "log": {"t9", w.Log.Key, false},
		"same name": {"t1", again(t, w, t1.Name, "other").Key, false}, "same key": {"t1", again(t, w, "x", "officer trustee-t1").Key, false},
	} {
		if err := r.CheckTrustee(c.handle, c.key); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func sealIn(s *testrecord.Story) *record.Seal { return s.Record().Report(slug).Seal() }

// TestTrusteesInBatches: read ahead on all cores, the trustees' keys come to the
// same as one by one, wherever they are introduced and end.
func TestTrusteesInBatches(t *testing.T) {
	s := sealedWithTrustees(t)
	w, leaf := s.World, sealIn(s).Body.Lock.Head
	at := func(i int) string { return vow.Unix(testrecord.At("2026-08-25").Unix() + int64(i)).String() }
	for i := range 200 {
		handle := "t" + string(rune('a'+i%7))
		key := w.Signer(handle + "-" + at(i - i%35)[11:19])
		listed := w.Listed(at(i), handle, recipient(byte(i%7)))
		listed.VKey = key.Key
		confirmed := w.Confirmed(at(i), slug, handle, leaf)
		confirmed.VKey = key.Key
		switch i % 4 {
		case 0:
			w.AddBytes(signedBy(t, w, listed, key))
		case 1:
			w.AddBytes(signedBy(t, w, confirmed, key))
		case 2:
			w.AddBytes(signedBy(t, w, w.ReleasedShare(at(i), slug, handle, leaf, "0.1", [32]byte{byte(i)}), key))
		default:
			w.AddBytes(signedBy(t, w, w.Removed(at(i), handle)))
		}
	}
	single, batch := w.Record(), record.New(origin, w.Log.Key)
	if err := batch.AddAll(func(yield func([]byte, error) bool) {
		for _, e := range w.Entries {
			if !yield(e, nil) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(snapshot(single), snapshot(batch)); diff != "" {
		t.Error(diff)
	}
	a, b := single.Invalid(), batch.Invalid()
	if len(a) != len(b) || len(a) < 20 || len(a) > 180 || len(single.Office().Trustees) < 10 {
		t.Fatalf("%d and %d invalid entries, %d trustees", len(a), len(b), len(single.Office().Trustees))
	}
	for i := range a {
		if a[i].Index != b[i].Index || a[i].Err.Error() != b[i].Err.Error() {
			t.Errorf("%v\n%v", a[i], b[i])
		}
	}
}
