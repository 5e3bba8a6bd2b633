package record_test

import (
	"fmt"
	"testing"

	"vow"
	"vow/internal/record"
	"vow/internal/testrecord"
)

// TestBatching: what is valid does not depend on how entries come in batches,
// also where many keys contend for one name.
func TestBatching(t *testing.T) {
	w := testrecord.New(t, origin)
	w.Add(w.Created(testrecord.CreatedAt), head, editor)
	for i := range 6 {
		seed := w.Seed(fmt.Sprint("contender ", i))
		s, err := vow.NewSigner(w.Signer("counsel").Key.Name, seed[:])
		if err != nil {
			t.Fatal(err)
		}
		b := w.KeyAdded("2026-06-02T10:00:00Z", "counsel", vow.RoleCounsel)
		b.VKey = s.Key
		w.AddBytes(w.Sign(b, head)) // the new key did not sign
	}
	w.Add(w.KeyAdded("2026-06-02T11:00:00Z", "counsel", vow.RoleCounsel), head, "counsel")
	w.Add(w.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue), "counsel", head)
	batch := record.New(origin, w.Log.Key)
	err := batch.AddAll(func(yield func([]byte, error) bool) {
		for _, e := range w.Entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	one := w.Record()
	if len(one.Invalid()) != 6 || len(batch.Invalid()) != 6 {
		t.Errorf("one by one %d are invalid, in one batch %d", len(one.Invalid()), len(batch.Invalid()))
		for _, x := range batch.Invalid() {
			t.Log(x.Index, x.Err)
		}
	}
}
