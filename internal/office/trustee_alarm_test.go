package office

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
	"vow/internal/testrecord"
)

// TestAlarm: who wrote it, to whom, about what; and what is not believed.
func TestAlarm(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	dir := filepath.Join(t.TempDir(), "alarm")
	paths, err := SendAlarm(w.env, w.sealed.Lock, w.keys["a"], "Please hold.\n\nI will call.", dir)
	if err != nil || len(paths) != 2 {
		t.Fatalf("%v, %v", paths, err)
	}
	letter, err := os.ReadFile(filepath.Join(dir, "b.alarm"))
	if err != nil {
		t.Fatal(err)
	}
	ids := func(h string) []age.Identity { return []age.Identity{w.ids[h]} }
	got, err := ReadAlarm(letter, ids("b"), w.sealed.Lock, vow.Key{})
	if err != nil || !got.Proven || got.From != "a" || got.To != "b" || got.Say != "Please hold.\n\nI will call." {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = ReadAlarm(letter, ids("c"), w.sealed.Lock, vow.Key{})
	refused(t, "not for c", err, vow.CodeCheck, "does not open")
	other := newTrusteeWorld(t, "y", twoOfThree, "a", "b", "c")
	_, err = ReadAlarm(letter, ids("b"), other.sealed.Lock, vow.Key{})
	refused(t, "another lock", err, vow.CodeCheck, "not this lock")

	note, err := decryptLetter(letter, ids("b"))
	if err != nil {
		t.Fatal(err)
	}
	seal := func(n *vow.Note, h string) []byte {
		trustee, _ := lockTrustee(w.sealed.Lock, h)
		data, err := encryptLetter(w.env, n.MarshalNote(), trustee)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	_, err = ReadAlarm(seal(note, "c"), ids("c"), w.sealed.Lock, vow.Key{})
	refused(t, "b's letter passed on to c", err, vow.CodeCheck, `written to "b"`)
	changed := &vow.Note{Text: bytes.Replace(note.Text, []byte("hold"), []byte("open"), 1), Sigs: note.Sigs}
	_, err = ReadAlarm(seal(changed, "b"), ids("b"), w.sealed.Lock, vow.Key{})
	refused(t, "another text", err, vow.CodeCheck, "is not true")
	twice := &vow.Note{Text: note.Text, Sigs: append(note.Sigs, w.keys["c"].Sign(note.Text))}
	_, err = ReadAlarm(seal(twice, "b"), ids("b"), w.sealed.Lock, vow.Key{})
	refused(t, "two signatures", err, vow.CodeCheck, "one expected")

	impostor, err := GenerateSigner(w.keys["a"].Key.Name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ReadAlarm(seal(&vow.Note{Text: note.Text, Sigs: []vow.Signature{impostor.Sign(note.Text)}}, "b"), ids("b"), w.sealed.Lock, vow.Key{})
	refused(t, "a's name on another key", err, vow.CodeCheck, "is not true")
	head := w.Signer(testrecord.Head)
	officer := seal(&vow.Note{Text: note.Text, Sigs: []vow.Signature{head.Sign(note.Text)}}, "b")
	if got, err := ReadAlarm(officer, ids("b"), w.sealed.Lock, vow.Key{}); err != nil || got.Proven || got.From != head.Key.Name {
		t.Errorf("an unknown officer: %+v, %v", got, err)
	}
	if got, err := ReadAlarm(officer, ids("b"), w.sealed.Lock, head.Key); err != nil || !got.Proven {
		t.Errorf("a known officer: %+v, %v", got, err)
	}
	for _, say := range []string{"", " x", "x\n", "— b-00000000 AAAA", "ok\n— b AAAA\nok", "\u202eevil", "tab\there", strings.Repeat("x", maxSay+1)} {
		_, err := SendAlarm(w.env, w.sealed.Lock, w.keys["a"], say, dir)
		refused(t, fmt.Sprintf("say %.20q", say), err, vow.CodeUsage, "what is said")
	}
	_, err = ReadAlarm(bytes.Repeat([]byte("x"), maxAlarm+1), ids("b"), w.sealed.Lock, vow.Key{})
	refused(t, "too large", err, vow.CodeCheck, "larger")
}

func FuzzParseAlarm(f *testing.F) {
	f.Add(Alarm{Origin: "o.example/v", Report: "x", Head: vow.SumHash(nil), At: vow.Unix(1_800_000_000), To: "a", Say: "Hold."}.text())
	f.Add([]byte("vow/alarm@v1\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := parseAlarm(data); err == nil && !bytes.Equal(a.text(), data) {
			t.Errorf("%q parses and is not in its exact form", data)
		}
	})
}
