package record_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vow"
	"vow/internal/record"
	"vow/internal/testrecord"
	"vow/paper"
)

const (
	origin = "office.example/vow"
	slug   = testrecord.Slug
	head   = testrecord.Head
	editor = testrecord.Editor
)

// snapshot is everything a record says, to see that something changed nothing.
func snapshot(r *record.Record) map[string]any {
	out := map[string]any{"office state": r.State(""), "reports": r.Reports()}
	if o := r.Office(); o != nil {
		out["indexes"], out["term"], out["closed"] = o.Indexes, o.Term != nil, o.ClosedAt
		for _, k := range o.Officers {
			out["key "+k.Key.Name] = []any{k.Role, k.From, k.Until}
		}
		for _, t := range o.Trustees {
			out["trustee "+t.Key.Name] = []any{t.Handle, t.Recipient, t.From, t.Until, o.Trustee(t.Handle) == t}
		}
	}
	for _, slug := range r.Reports() {
		p := r.Report(slug)
		out["report "+slug] = []any{r.State(slug), p.Due().Instant.String(), len(p.Moves), len(p.Texts), len(p.Seals), len(p.Corrections), p.Indexes, p.Released() != nil}
		for _, s := range p.Seals {
			out["seal "+s.Body.Seal.String()] = []any{s.ReleaseAt, len(s.Confirmed), len(s.Shares)}
		}
	}
	return out
}

// refused requires that an entry is invalid for a reason that contains want, in
// Check and in Add, and that it changes nothing.
func refused(t *testing.T, w *testrecord.World, data []byte, want string) {
	t.Helper()
	r := w.Record()
	before := snapshot(r)
	size, bad := r.Size(), len(r.Invalid())
	if err := r.Check(data); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("Check: %v; want %q", err, want)
	}
	if r.Size() != size {
		t.Error("Check added the entry")
	}
	w.AddBytes(data)
	r = w.Record()
	if r.Size() != size+1 || len(r.Invalid()) != bad+1 {
		t.Fatalf("size %d, %d invalid", r.Size(), len(r.Invalid()))
	}
	last := r.Invalid()[bad]
	if last.Index != size || vow.CodeOf(last.Err) != vow.CodeCheck || !strings.Contains(last.Err.Error(), want) {
		t.Errorf("entry %d: %v; want %q", last.Index, last.Err, want)
	}
	if diff := cmp.Diff(before, snapshot(r)); diff != "" {
		t.Errorf("it changed something:\n%s", diff)
	}
}

func started(t *testing.T) *testrecord.World {
	t.Helper()
	w := testrecord.New(t, origin)
	w.Add(w.Created(testrecord.CreatedAt), head, editor)
	return w
}

// TestStory replays the whole story and looks at what it left.
func TestStory(t *testing.T) {
	s := testrecord.Kept(t, origin)
	r := s.Record()
	p := r.Report(slug)
	if r.Size() != 7 || len(r.Invalid()) != 0 || len(r.Unknown()) != 0 || r.Origin() != origin || len(r.Leaves()) != 7 {
		t.Fatalf("%d entries, invalid %v", r.Size(), r.Invalid())
	}
	if p.PromiseAt != 1 || len(p.Moves) != 1 || p.Moves[0].Index != 2 || p.Texts[0].Index != 3 || p.Seal().Index != 5 || p.Released() != p.Seal() || p.Seal().ReleaseAt != 6 {
		t.Errorf("%+v", p)
	}
	if diff := cmp.Diff([]int64{1, 2, 3, 4, 5, 6}, p.Indexes); diff != "" {
		t.Error(diff)
	}
	if p.Due().By != testrecord.MovedDue {
		t.Errorf("due %s", p.Due())
	}
	// The text is no state: the chain rests on the release.
	if last, ok := r.Last(slug); !ok || last.Index != 6 || r.State(slug) != r.Leaves()[6] {
		t.Errorf("last %+v", last)
	}
	if last, ok := r.Last(""); !ok || last.Index != 0 || r.State("") != r.Leaves()[0] {
		t.Errorf("last %+v", last)
	}
	if _, ok := r.Last("nothing"); ok || !r.State("nothing").IsZero() || r.Report("nothing") != nil {
		t.Error("a report that was never promised")
	}
	if i, ok := p.FixedAt(s.Paper.Root()); !ok || i != 3 {
		t.Errorf("fixed at %d", i)
	}
	if _, ok := p.FixedAt(vow.Hash{1}); ok {
		t.Error("a text that was never fixed")
	}
	e, err := vow.ParseEntry(s.Entries[2])
	if err != nil {
		t.Fatal(err)
	}
	if i, ok := r.Contains(e.Text); !ok || i != 2 {
		t.Errorf("contains: %d", i)
	}
}

// TestFirst: what entry 0 must be.
func TestFirst(t *testing.T) {
	w := testrecord.New(t, origin)
	created := w.Created(testrecord.CreatedAt)
	refused(t, w, []byte("x\n"), "blank line")
	refused(t, w, w.Sign(w.Promise(testrecord.PromisedAt, slug, "2026-08-31"), head), "does not begin with a valid office.created")
	refused(t, w, w.Sign(created, head, editor), "can only be entry 0")
	if w.Record().Office() != nil {
		t.Fatal("an office")
	}

	w = testrecord.New(t, origin)
	err := w.Record().Check(w.Sign(created, head))
	if !errors.Is(err, record.ErrSignatures) {
		t.Errorf("one of two signatures: %v", err)
	}
	refused(t, testrecord.New(t, origin), w.Sign(created, head, editor, "stranger"), "not of a key that the entry lists")
	forged := w.Sign(created, head, editor)
	forged[len(forged)-10] ^= 1
	if err := testrecord.New(t, origin).Record().Check(forged); err == nil {
		t.Error("a false signature on entry 0")
	}
	// The log key is the one known from outside.
	twin := testrecord.Twin(t, origin)
	refused(t, testrecord.New(t, origin), twin.Entries[0], "not the key that signs this log")
	if err := record.New(origin, vow.Key{}).Add(twin.Entries[0]); err != nil {
		t.Errorf("no log key known: %v", err)
	}
	refused(t, testrecord.New(t, origin), testrecord.Promised(t, "other.example/vow").Entries[0], "field log")
}

// TestReplays: an entry said again, or in another place, or of another record.
func TestReplays(t *testing.T) {
	s := testrecord.Kept(t, origin)
	for _, e := range s.Entries[:6] {
		refused(t, s.World, e, "the same text stands at entry")
	}
	refused(t, s.World, s.Sign(s.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue), editor), "the same text stands at entry 1")
	other := testrecord.Kept(t, "other.example/vow")
	for _, e := range other.Entries {
		refused(t, s.World, e, "belongs to the record")
	}
}

// TestSignatures: who may sign what.
func TestSignatures(t *testing.T) {
	w := started(t)
	p := w.Promise(testrecord.PromisedAt, slug, "2026-08-31")
	refused(t, w, w.Sign(p, "stranger"), "no such key is in force")
	p.At = testrecord.At("2026-06-13T10:00:04Z")
	refused(t, w, w.Sign(p, head, "stranger"), "no such key is in force")
	p.At = testrecord.At("2026-06-13T10:00:01Z")
	forged := w.Sign(p, head)
	forged[len(forged)-10] ^= 1
	if _, err := vow.ParseEntry(forged); err != nil {
		t.Fatal(err)
	}
	refused(t, w, forged, "is not true")
	// A stranger's key under an officer's name.
	twin := testrecord.Twin(t, origin)
	p.At = testrecord.At("2026-06-13T10:00:02Z")
	refused(t, w, twin.Sign(p, head), "no such key is in force")

	p.At = testrecord.At("2026-06-13T10:00:03Z")
	w.Add(p, head)
	// A seal needs two.
	sealed := w.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: papers(w)})
	sealed.Body.Signoffs = []vow.Role{vow.RoleHead}
	if err := w.Record().Check(w.Sign(sealed.Body, head)); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("one of two: %v", err)
	}
	sealed.Body.Signoffs = []vow.Role{vow.RoleCounsel}
	if err := w.Record().Check(w.Sign(sealed.Body, head, editor)); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("a signoff without its signature: %v", err)
	}
	refused(t, w, w.Sign(sealed.Body, head, editor), "no signature of the role counsel")
}

// TestKeys: added, rotated, retired, and never again.
func TestKeys(t *testing.T) {
	w := started(t)
	added := w.KeyAdded("2026-06-02T10:00:00Z", "counsel", vow.RoleCounsel)
	if err := w.Record().Check(w.Sign(added, head)); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("the new key did not sign: %v", err)
	}
	if err := w.Record().Check(w.Sign(added, "counsel")); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("the new key alone: %v", err)
	}
	w.Add(added, head, "counsel")
	w.Add(w.KeyAdded("2026-06-02T11:00:00Z", "clerk", vow.RoleClerk), head, "clerk")
	refused(t, w, w.Sign(w.Promise(testrecord.PromisedAt, slug, "2026-08-31"), "clerk"), "a clerk's key cannot sign")
	refused(t, w, w.Sign(w.Promise("2026-06-13T10:00:01Z", slug, "2026-08-31"), head, "clerk"), "a clerk's key cannot sign")
	refused(t, w, w.Sign(w.Promise("2026-06-13T10:00:02Z", slug, "2026-08-31"), "counsel"), "0 of 1 signatures")

	rotated := w.KeyRotated("2026-06-03T10:00:00Z", editor, "editor-2")
	w.Add(rotated, head, "editor-2")
	o := w.Record().Office()
	if got := o.Officer(w.Signer("editor-2").Key.Name); got == nil || got.Role != vow.RoleEditor || got.From != 6 || o.Officer(w.Signer(editor).Key.Name) != nil {
		t.Errorf("%+v", o.InForce())
	}
	refused(t, w, w.Sign(w.Promise("2026-06-13T10:00:03Z", slug, "2026-08-31"), editor), "was retired before this entry")
	refused(t, w, w.Sign(w.Promise("2026-06-13T10:00:04Z", slug, "2026-08-31"), head, editor), "was retired before this entry")
	// The old name and the old key come back under no circumstances.
	refused(t, w, w.Sign(w.KeyAdded("2026-06-04T10:00:00Z", editor, vow.RoleEditor), head, editor), "")
	renamed := w.KeyAdded("2026-06-04T10:00:01Z", "x", vow.RoleEditor)
	seed := w.Signer(editor).Seed()
	again, err := vow.NewSigner("somebody.office.example", seed)
	if err != nil {
		t.Fatal(err)
	}
	renamed.VKey = again.Key
	pending, err := vow.NewPending(renamed)
	if err != nil {
		t.Fatal(err)
	}
	pending.Add(w.Signer(head).Sign(pending.Text))
	pending.Add(again.Sign(pending.Text))
	refused(t, w, pending.Marshal(), "the same key was introduced as")
	logs, err := vow.NewSigner("somebody.office.example", w.Log.Seed())
	if err != nil {
		t.Fatal(err)
	}
	renamed.VKey = logs.Key
	pending, err = vow.NewPending(renamed)
	if err != nil {
		t.Fatal(err)
	}
	pending.Add(w.Signer(head).Sign(pending.Text))
	pending.Add(logs.Sign(pending.Text))
	refused(t, w, pending.Marshal(), "it is the log's key")

	refused(t, w, w.Sign(w.KeyRetired("2026-06-05T10:00:00Z", editor), head), "no key")
	refused(t, w, w.Sign(w.KeyRetired("2026-06-05T10:00:01Z", "editor-2"), head), "could not be met")
	w.Add(w.KeyAdded("2026-06-06T10:00:00Z", "editor-3", vow.RoleEditor), head, "editor-3")
	w.Add(w.KeyRetired("2026-06-06T10:00:01Z", "editor-2"), head)
	if n := len(w.Record().Office().InForce()); n != 4 { // head, counsel, clerk, editor-3
		t.Errorf("%d keys in force", n)
	}
	// A retired key signs its own retirement as long as it is in force, and no longer.
	refused(t, w, w.Sign(w.Term("2026-06-07T10:00:00Z", "2026-01-01", "2026-12-31"), "editor-2"), "was retired")
	w.Add(w.Term("2026-06-07T10:00:01Z", "2026-01-01", "2026-12-31"), "editor-3")
	if w.Record().Office().Term.To != "2026-12-31" {
		t.Error("no term")
	}
}

// TestState: a state change names the current state, of its own chain.
func TestState(t *testing.T) {
	s := testrecord.Promised(t, origin)
	w := s.World
	w.Add(w.Promise("2026-06-14T10:00:00Z", "other", "2026-10-31"), head)
	for i, ref := range []vow.Hash{w.Leaves()[0], w.State("other")[0], {1, 2, 3}} {
		m := w.Move("2026-07-20T10:00:00Z", slug, "2026-09-15", vow.ReasonLegal)
		m.At = vow.Unix(m.At.Unix() + int64(i))
		m.Refs = append([]vow.Hash{ref}, m.Refs...)
		refused(t, w, w.Sign(m, head), "refs[0] is not the current state")
	}
	m := w.Move("2026-07-20T11:00:00Z", slug, "2026-09-15", vow.ReasonLegal)
	late := w.Move("2026-07-20T12:00:00Z", slug, "2026-09-16", vow.ReasonLegal)
	w.Add(m, head)
	refused(t, w, w.Sign(late, head), "refs[0] is not the current state")
	term := w.Term("2026-07-20T13:00:00Z", "2026-01-01", "")
	term.Refs = w.State(slug)
	refused(t, w, w.Sign(term, head), "refs[0] is not the current state")
	unpromised := w.Move("2026-07-20T14:00:00Z", slug, "2026-09-15", vow.ReasonLegal)
	unpromised.Report = "unpromised"
	refused(t, w, w.Sign(unpromised, head), "no promise was made")
	// An invalid entry is no state: the chain goes on from the last valid one.
	refused(t, w, w.Sign(w.Move("2026-07-20T15:00:00Z", slug, "2026-09-20", vow.ReasonLegal), "stranger"), "no such key")
	w.Add(w.Move("2026-07-20T16:00:00Z", slug, "2026-09-20", vow.ReasonLegal), head)
}

// TestReport: what may follow on what in a report's chain.
func TestReport(t *testing.T) {
	s := testrecord.Promised(t, origin)
	w := s.World
	refused(t, w, w.Sign(w.Promise("2026-06-14T10:00:00Z", slug, "2027-08-31"), head), "later ones are moves")
	refused(t, w, w.Sign(w.Fixed(testrecord.FixedAt, "unpromised", w.Paper("unpromised", "x")), head), "no promise was made")
	protected := w.Move("2026-07-20T10:00:00Z", slug, "2026-09-15", vow.ReasonProtected)
	if err := w.Record().Check(w.Sign(protected, head)); !errors.Is(err, record.ErrSignatures) {
		t.Errorf("a protected reason with one signature: %v", err)
	}
	w.Add(protected, head, editor)

	release := &vow.ReleaseMade{At: testrecord.At(testrecord.ReleasedAt), Key: "AGE-SECRET-KEY-1" + strings.Repeat("Q", 58), Kind: vow.KindReleaseMade,
		Log: origin, Mode: vow.ModeTime, Refs: w.State(slug), Report: slug, Seal: vow.SealID{9}, Texts: map[string]vow.Hash{"en": {1}}}
	refused(t, w, w.Sign(release, head), "no seal")
	refused(t, w, w.Sign(w.Corrected("2026-10-01T10:00:00Z", slug, w.Paper(slug, "x"), 1), head), "only after the release")

	first := w.Seal(slug, testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt, Papers: papers(w)})
	first.Body.Reason = vow.ReasonSafety
	refused(t, w, w.Sign(first.Body, head, editor), "the first seal has none")
	first.Body.Reason = ""
	w.Add(first.Body, head, editor)
	second := w.Seal(slug, testrecord.Sealing{At: "2026-08-22T10:00:00Z", Policy: testrecord.OpensAt, Papers: papers(w)})
	refused(t, w, w.Sign(second.Body, head, editor), "a second seal needs a reason")
	second.Body.Reason = vow.ReasonTranslation
	sameID := *second.Body
	sameID.Seal = first.Body.Seal
	refused(t, w, w.Sign(&sameID, head, editor), "was made by entry")
	w.Add(second.Body, head, editor)
	if w.Record().Report(slug).Seal().Body.Seal != second.Body.Seal {
		t.Error("the last seal is not the one that counts")
	}

	w.Add(w.Released(testrecord.ReleasedAt, first, w.Round(testrecord.OpensAt)), head)
	again := w.Released("2026-09-11T00:00:00Z", first, w.Round(testrecord.OpensAt))
	refused(t, w, w.Sign(again, head), "was released by entry")
	refused(t, w, w.Sign(w.Move("2026-09-12T10:00:00Z", slug, "2026-12-15", vow.ReasonLegal), head), "cannot be moved")
	third := w.Seal(slug, testrecord.Sealing{At: "2026-08-23T10:00:00Z", Policy: testrecord.OpensAt, Papers: papers(w)})
	third.Body.Reason = vow.ReasonTranslation
	refused(t, w, w.Sign(third.Body, head, editor), "cannot be sealed again")
	if r := w.Record().Report(slug).Released(); r == nil || r.Body.Seal != first.Body.Seal {
		t.Error("the released seal is the one that was released")
	}

	later := w.Paper(slug, "Later.")
	refused(t, w, w.Sign(w.Corrected("2026-10-01T10:00:00Z", slug, later, 1), head), "no text with this root")
	w.Add(w.Fixed("2026-10-01T09:00:00Z", slug, later), head)
	refused(t, w, w.Sign(w.Corrected("2026-10-01T10:00:01Z", slug, later, 2), head), "Corr 1 expected")
	w.Add(w.Corrected("2026-10-01T10:00:02Z", slug, later, 1), head)
	w.Add(w.Corrected("2026-10-01T10:00:03Z", slug, later, 2), head)

	// Redactions: of a text of this report, once, by who decided.
	hide := func(p *paper.Paper, blocks ...int) *paper.Paper {
		q, err := p.Withhold(blocks)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	refused(t, w, w.Sign(w.Redacted("2026-10-02T10:00:00Z", slug, hide(w.Paper(slug, "Elsewhere."), 1), "legal"), head), "no text with this root")
	refused(t, w, w.Sign(w.Redacted("2026-10-02T10:00:00Z", slug, hide(later, 1), "legal"), editor), "no signature of the role head")
	many := w.Redacted("2026-10-02T10:00:00Z", slug, hide(later, 1), "legal")
	many.Withheld = 5
	refused(t, w, w.Sign(many, head), "the text has 4 blocks")
	w.Add(w.Redacted("2026-10-02T10:00:01Z", slug, hide(later, 1), "legal"), head)
	refused(t, w, w.Sign(w.Redacted("2026-10-02T10:00:02Z", slug, hide(later, 1), "safety"), head), "was stated by entry")
	sealed := papers(w)[0] // named by the seal alone
	w.Add(w.Redacted("2026-10-02T10:00:03Z", slug, hide(sealed, 0, 2), "safety"), head)
	if got := w.Record().Report(slug).Redactions; len(got) != 2 || got[1].Body.Withheld != 2 {
		t.Errorf("%+v", got)
	}
}

// TestClosed: nothing follows on record.closed.
func TestClosed(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	w.Add(w.Closed("2026-07-02T10:00:00Z"), head)
	if o := w.Record().Office(); o.ClosedAt != 2 || o.Closed == nil {
		t.Errorf("%+v", o)
	}
	refused(t, w, w.Sign(w.Promise("2026-07-03T10:00:00Z", "other", "2026-10-31"), head), "the record was closed by entry 2")
	refused(t, w, w.Sign(w.Move("2026-07-03T10:00:00Z", slug, "2026-10-31", vow.ReasonLegal), head), "the record was closed")
}

// TestUnknown: entries of other kinds are kept, and change nothing; unsigned
// ones are invalid like any other.
func TestUnknown(t *testing.T) {
	w := testrecord.Promised(t, origin).World
	before := snapshot(w.Record())
	w.AddBytes(w.SignUnknown("2026-07-02T00:00:00Z", "vault.counted", slug, head))
	w.AddBytes(w.SignUnknown("2026-07-02T00:00:00Z", "day.fixed", "", "stranger"))
	r := w.Record()
	if diff := cmp.Diff([]record.Unknown{{Index: 2, Kind: "vault.counted", Report: slug}}, r.Unknown()); diff != "" {
		t.Error(diff)
	}
	if len(r.Invalid()) != 1 || r.Invalid()[0].Index != 3 {
		t.Errorf("%v", r.Invalid())
	}
	if diff := cmp.Diff(before, snapshot(r)); diff != "" {
		t.Error(diff)
	}
}

// TestBatches: a replay in batches on all cores says the same as one by one,
// wherever keys change hands.
func TestBatches(t *testing.T) {
	w := started(t)
	signer := editor
	for i := range 5000 {
		at := vow.Unix(testrecord.At("2026-06-02").Unix() + int64(i)).String()
		name := "r" + strings.Repeat("x", i%40) + at[11:13] + at[14:16] + at[17:19]
		switch {
		case i%97 == 50:
			next := "editor-" + at[11:13] + at[14:16] + at[17:19]
			w.AddBytes(w.Sign(w.KeyRotated(at, signer, next), head, next))
			signer = next
		case i%31 == 5:
			w.AddBytes(w.Sign(w.Promise(at, name, "2026-08-31"), editor)) // retired, from some point on
		case i%31 == 6:
			w.AddBytes(w.Entries[i/2])
		default:
			w.AddBytes(w.Sign(w.Promise(at, name, "2026-08-31"), signer))
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
	if a, b := single.Invalid(), batch.Invalid(); len(a) != len(b) || len(a) < 100 {
		t.Fatalf("%d and %d invalid entries", len(a), len(b))
	} else {
		for i := range a {
			if a[i].Index != b[i].Index || a[i].Err.Error() != b[i].Err.Error() {
				t.Errorf("%v\n%v", a[i], b[i])
			}
		}
	}
	failure := errors.New("the disk says no")
	if err := record.New(origin, w.Log.Key).AddAll(func(yield func([]byte, error) bool) {
		_ = yield(w.Entries[0], nil) && yield(nil, failure)
	}); !errors.Is(err, failure) {
		t.Errorf("%v", err)
	}
}

// TestAnyOrder: entries in any order never panic, and what is invalid changes
// nothing.
func TestAnyOrder(t *testing.T) {
	s := testrecord.Kept(t, origin)
	trustees := sealedWithTrustees(t)
	all := append(append(append([][]byte{}, s.Entries...), trustees.Entries...), []byte("x"), nil, s.Entries[1][:50])
	rapid.Check(t, func(t *rapid.T) {
		r := record.New(origin, s.Log.Key)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 0, 20).Draw(t, "order") {
			before := snapshot(r)
			if err := r.Add(all[i]); err != nil {
				if diff := cmp.Diff(before, snapshot(r)); diff != "" {
					t.Fatalf("%v changed:\n%s", err, diff)
				}
			}
		}
		if r.Size() != int64(len(r.Leaves())) {
			t.Fatal("leaves and size differ")
		}
	})
}
