//go:build unix

package office

import (
	"os"
	"path/filepath"
	"testing"

	"vow"
)

// TestHiddenSigner: the name of a signer who may not be named is kept once, with its
// event, however often it is said: what is erased with the event is gone.
func TestHiddenSigner(t *testing.T) {
	h, _ := openPath(t, "path-rotate", nil)
	defer h.Close()
	ctx := t.Context()
	text := filepath.Join(t.TempDir(), "letter.md")
	if err := os.WriteFile(text, []byte("# Letter\n\nWe ask you to wait.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	at, log, err := h.Stamp()
	if err != nil {
		t.Fatal(err)
	}
	day := vow.EDTF(at.Go().AddDate(0, 0, -2).Format("2006-01-02"))
	if _, _, err := h.NoteLetter(ctx, LetterOptions{New: true, Lang: "en", File: text, Body: vow.Letter{At: at, Form: "letter", Letter: "joint", Log: log, Version: "v1", When: day}}); err != nil {
		t.Fatal(err)
	}
	var commits []vow.Hash
	note := func(name string) *Noted {
		t.Helper()
		c, err := h.HideParty(ctx, "", name)
		if err != nil {
			t.Fatal(err)
		}
		commits = append(commits, c)
		n, err := h.NoteSigners(ctx, SignerOptions{Name: name, Bodies: []*vow.SignerEvent{
			{At: at, Event: vow.ActSigned, Letter: "joint", Log: log, PartyCommit: c, Unnamed: true, Version: "v1", When: day}}})
		if err != nil {
			t.Fatal(err)
		}
		return n[0]
	}
	one, again, other := note("Jane Doe"), note("Jane Doe"), note("John Roe")
	if one.Already || !again.Already || again.ID != one.ID || other.Already || other.ID == one.ID {
		t.Fatalf("%+v, %+v, %+v", one, again, other)
	}
	s, err := h.Store(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Jane Doe", "", "John Roe"} {
		if name, err := s.HiddenName(ctx, commits[i]); err != nil || name != want {
			t.Errorf("commitment %d hides %q, want %q (%v)", i, name, want, err)
		}
	}
	tally, err := h.Tally(ctx, "joint", vow.Time{}, false)
	if err != nil || tally.Versions[0].Unnamed != 2 || tally.Named != 0 {
		t.Errorf("%+v, %v", tally, err)
	}
	if info, err := h.Event(ctx, one.ID); err != nil || info.Name != "Jane Doe" {
		t.Errorf("%+v, %v", info, err)
	}
	if err := s.Erase(ctx, one.ID, at); err != nil {
		t.Fatal(err)
	}
	if name, err := s.HiddenName(ctx, commits[0]); err != nil || name != "" {
		t.Errorf("after the erasure: %q, %v", name, err)
	}
}
