package record_test

import (
	"errors"
	"iter"
	"reflect"
	"slices"
	"testing"

	"vow"
	"vow/internal/record"
	"vow/internal/testrecord"
)

// some yields those entries that are not left out.
func some(entries [][]byte, k record.Known) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for i, e := range entries {
			if !k.Leaves(int64(i)) && !yield(e, nil) {
				return
			}
		}
	}
}

// manyKinds is a record with events that were opened, a register, other reports beside it,
// entries that are invalid or of an unknown kind, and a text that stands twice.
func manyKinds(t *testing.T) *testrecord.World {
	t.Helper()
	s := testrecord.CountedRegister(t, "office.example/vow")
	w := s.World
	for _, slug := range []string{"second", "third"} {
		w.Add(w.Promise("2026-09-13T10:00:00Z", slug, "2026-12-31"), testrecord.Head)
		w.Add(w.Move("2026-09-13T11:00:00Z", slug, "2027-01-31", vow.ReasonTranslation), testrecord.Head)
		w.Add(w.Fixed("2026-09-13T12:00:00Z", slug, w.Paper(slug, "Words.")), testrecord.Editor)
		w.Add(w.Contact("2026-09-13T13:00:00Z", slug, "Asks."), testrecord.Head, testrecord.Editor)
		w.AddBytes([]byte("no entry"))
		w.AddBytes(w.SignUnknown("2026-09-13T14:00:00Z", "something.new", slug, testrecord.Head))
		event := w.Reveal(w.Contact("2026-09-14T11:00:00Z", slug, "Asks again."))
		day := w.FixDay(map[string]string{"second": "2026-09-14", "third": "2026-09-15"}[slug], event)
		w.Open("2026-09-16T09:00:00Z", day, event, slug)
	}
	w.Add(w.Fixed("2026-09-17T12:00:00Z", "second", w.Paper("second", "More words.")), testrecord.Editor)
	return w
}

// TestKnown: what is asked about is what a whole replay finds, whatever is left out, and
// whatever was known before.
func TestKnown(t *testing.T) {
	w := manyKinds(t)
	leaves, all := w.Leaves(), len(w.Entries)
	replay := func(n int) *record.Record {
		r := record.New(w.Origin, w.Log.Key)
		if err := r.AddAll(func(yield func([]byte, error) bool) {
			for _, e := range w.Entries[:n] {
				if !yield(e, nil) {
					return
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
		return r
	}
	whole := replay(all)
	left := 0
	for n := 1; n <= all; n++ {
		before := replay(n)
		for _, slug := range whole.Reports() {
			k := record.Known{Checked: record.Checked{Size: int64(n), Invalid: map[int64]string{}}, Outline: before.Outline(), Want: map[string]bool{slug: true}}
			for _, x := range before.Invalid() {
				k.Invalid[x.Index] = x.Err.Error()
			}
			for _, e := range w.Entries[n:] {
				if p, err := vow.ParseEntry(e); err == nil {
					k.Want[p.Body.Common().Report] = true
				}
			}
			if !k.OK() {
				t.Fatal("an outline that was just made is not well made")
			}
			r := record.New(w.Origin, w.Log.Key)
			if err := r.AddKnown(leaves, some(w.Entries, k), k); err != nil {
				t.Fatalf("%d known, %s: %v", n, slug, err)
			}
			if !reflect.DeepEqual(r.Office(), whole.Office()) || !reflect.DeepEqual(r.Unknown(), whole.Unknown()) || !reflect.DeepEqual(r.Outline(), whole.Outline()) || !reflect.DeepEqual(r.Leaves(), whole.Leaves()) {
				t.Fatalf("%d known, %s: another record", n, slug)
			}
			if !slices.EqualFunc(r.Invalid(), whole.Invalid(), func(a, b record.Invalid) bool {
				return a.Index == b.Index && a.Report == b.Report && a.Err.Error() == b.Err.Error()
			}) {
				t.Fatalf("%d known, %s: %v is invalid, not %v", n, slug, r.Invalid(), whole.Invalid())
			}
			for _, other := range whole.Reports() {
				got, want := r.Report(other), whole.Report(other)
				if !got.Left {
					if !reflect.DeepEqual(got, want) {
						t.Fatalf("%d known, %s wanted: %s is another", n, slug, other)
					}
					continue
				}
				left++
				for _, pair := range [][2]any{{got.Promise, want.Promise}, {got.Moves, want.Moves}, {got.Opened, want.Opened}, {got.Registers, want.Registers}, {got.Events, want.Events}, {got.Disputes, want.Disputes}, {got.Indexes, want.Indexes}} {
					if !reflect.DeepEqual(pair[0], pair[1]) {
						t.Fatalf("%d known, %s left out: %v, not %v", n, other, pair[0], pair[1])
					}
				}
			}
		}
	}
	if left < 20 {
		t.Errorf("only %d reports were left out: the test sees nothing", left)
	}
}

// TestKnownNeeds: a new entry that needs what was left out is not decided over without it.
func TestKnownNeeds(t *testing.T) {
	w := manyKinds(t)
	known := record.Known{Checked: record.Checked{Size: int64(len(w.Entries)), Invalid: map[int64]string{}}, Outline: w.Record().Outline(), Want: map[string]bool{}}
	for _, x := range w.Record().Invalid() {
		known.Invalid[x.Index] = x.Err.Error()
	}
	fixed := w.Fixed("2026-09-17T12:00:00Z", "second", w.Paper("second", "More words."))
	for name, entry := range map[string][]byte{
		"of a report that was left out": w.Sign(w.Move("2026-09-18T10:00:00Z", "third", "2027-02-28", vow.ReasonTranslation), testrecord.Head),
		"the text of another entry":     w.Sign(fixed, testrecord.Head),
	} {
		entries := append(slices.Clone(w.Entries), entry)
		leaves := append(slices.Clone(w.Leaves()), vow.LeafHash(entry))
		for _, slug := range []string{"second", "third"} {
			k := known
			k.Want = map[string]bool{slug: name == "the text of another entry" && slug == "second"}
			err := record.New(w.Origin, w.Log.Key).AddKnown(leaves, some(entries, k), k)
			if !errors.Is(err, record.ErrLeft) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	k := known
	leaves := slices.Clone(w.Leaves())
	leaves[0][0] ^= 1
	if err := record.New(w.Origin, w.Log.Key).AddKnown(leaves, some(w.Entries, k), k); vow.CodeOf(err) != vow.CodeState {
		t.Errorf("an entry that is another than was hashed: %v", err)
	}
}
