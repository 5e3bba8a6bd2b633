//go:build unix

package office

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"vow"
)

// openPath opens the home of a place in which name could be run.
func openPath(t *testing.T, name string, edit func(*Env)) (*Home, string) {
	t.Helper()
	place := preparePath(t, name)
	pass := "old"
	env := pathEnv(testEnv(&pass), place, pathBegin)
	if edit != nil {
		edit(&env)
	}
	h := mustOpen(t, env, filepath.Join(place, "home"), Write)
	return h, place
}

// A rotation that is not signed leaves no next key, at whichever of the two
// questions the answer is no.
func TestRotationNotSigned(t *testing.T) {
	for yes := range 2 {
		asked := 0
		h, _ := openPath(t, "path-rotate", func(env *Env) {
			env.Confirm = func([]byte, string) (bool, error) { asked++; return asked <= yes, nil }
		})
		_, _, err := h.RotateOwn(t.Context(), "")
		wantCode(t, err, vow.CodeRefused, "not signed, nothing was changed")
		for _, file := range []string{"keys/officer-next.age", "keys/officer-next.pub", rotatingFile} {
			if _, err := os.Lstat(h.Path(file)); err == nil {
				t.Errorf("%s was left", file)
			}
		}
		if list, err := h.Pending(); err != nil || len(list) > 0 {
			t.Errorf("pending: %v, %v", list, err)
		}
	}
}

// A second rotation that is meant goes on, also right after the first; the note of
// an interrupted one counts only until something else is recorded.
func TestRotateTwice(t *testing.T) {
	h, _ := openPath(t, "path-rotate", nil)
	for i := int64(1); i < 3; i++ {
		out, _, err := h.RotateOwn(t.Context(), "")
		if err != nil || out.Already || out.Index != i {
			t.Fatalf("rotation %d: %+v, %v", i, out, err)
		}
	}
	own, _, err := h.PublicKey(OfficerKey)
	if err != nil {
		t.Fatal(err)
	}
	note := func() {
		if err := os.WriteFile(h.Path(rotatingFile), []byte(own.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	note() // as after a kill at the end
	if out, _, err := h.RotateOwn(t.Context(), ""); err != nil || !out.Already || out.Index != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	note()
	if _, err := h.Promise(t.Context(), PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}}); err != nil {
		t.Fatal(err)
	}
	if out, _, err := h.RotateOwn(t.Context(), ""); err != nil || out.Already || out.Index != 4 {
		t.Fatalf("%+v, %v", out, err)
	}
}

// A home that keeps the record and whose own key is out of force, as after its
// retirement by an earlier version, leaves the signing to the others.
func TestOwnKeyOutOfForce(t *testing.T) {
	h, place := openPath(t, "path-retire", nil)
	other, err := pathOfficer(h.Env, place)
	if err != nil {
		t.Fatal(err)
	}
	own, _, err := h.PublicKey(OfficerKey)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.RetireOfficer(t.Context(), own.Name)
	wantCode(t, err, vow.CodeRefused, "is the key of this home")
	w, err := h.openWriter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.submit(t.Context(), &vow.OfficeKey{Action: vow.KeyRetired, At: w.now(), Kind: vow.KindOfficeKey, Log: w.origin(), Name: own.Name,
		Refs: []vow.Hash{w.rec.State("")}})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := h.Promise(t.Context(), PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}})
	if err != nil || out.Pending == "" || len(out.Warnings) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	p, err := h.PendingByID(out.Pending)
	if err != nil || len(p.Sigs) != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	h2 := mustOpen(t, h.Env, filepath.Join(place, "home-2"), Write)
	if err := h2.ApproveElsewhere(p, OfficerKey); err != nil {
		t.Fatal(err)
	}
	if out, err = h.Approve(t.Context(), p, OfficerKey); err != nil || !out.Recorded {
		t.Fatalf("%+v, %v, signed by %s", out, err, other.VKey.Name)
	}
}

// What is interrupted after it was signed says what waits.
func TestInterruptedEntryWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h, _ := openPath(t, "path-promise", func(env *Env) {
		env.Confirm = func([]byte, string) (bool, error) { cancel(); return true, nil }
	})
	_, err := h.Promise(ctx, PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}})
	var left *Unfinished
	if !errors.As(err, &left) || !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if _, err := h.PendingByID(left.ID); err != nil {
		t.Fatal(err)
	}
	h.Env.Confirm = func([]byte, string) (bool, error) { return true, nil }
	if out, err := h.Promise(t.Context(), PromiseOptions{Report: "x", Title: "X", Due: DueOptions{By: "2026-09-30", TZ: "UTC"}}); err != nil || out.Index != 1 {
		t.Errorf("repeated: %+v, %v", out, err)
	}
}

// TestKilledRotation kills a rotation at every change to the disk: the repeated
// command never rotates a second time.
func TestKilledRotation(t *testing.T) {
	base := preparePath(t, "path-rotate")
	before := pathKinds(t, "path-rotate", base)
	total := countChanges(t, "path-rotate", base)
	for nth := max(1, total-30); nth <= total; nth++ {
		place := filepath.Join(t.TempDir(), "p")
		copyPlace(t, base, place)
		killAt(t, "path-rotate", place, nth)
		if err := survived("path-rotate", place, before); err != nil {
			t.Fatalf("killed at change %d of %d: %v", nth, total, err)
		}
		_ = os.RemoveAll(place)
	}
}
