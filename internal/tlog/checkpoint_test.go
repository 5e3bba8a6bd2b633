package tlog

import (
	"crypto"
	"encoding/base64"
	"strings"
	"testing"

	"vow"
)

const hashZero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

func TestParseCheckpoint(t *testing.T) {
	for _, text := range []string{
		"a\n0\n" + hashZero + "\n",
		"go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n",
		"a\n9007199254740991\n" + hashZero + "\n",
		strings.Repeat("o", 255) + "\n1\n" + hashZero + "\n",
	} {
		c, err := ParseCheckpoint([]byte(text))
		if err != nil || string(c.Text()) != text {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
	for _, text := range []string{
		"", "\n", "a", "a\n", "a\n1\n", "a\n1\n" + hashZero, "a\n1\n\n", "\n1\n" + hashZero + "\n",
		"a\n01\n" + hashZero + "\n", "a\n+1\n" + hashZero + "\n", "a\n-1\n" + hashZero + "\n", "a\n 1\n" + hashZero + "\n", "a\n\n" + hashZero + "\n", "a\n1e3\n" + hashZero + "\n",
		"a\n9007199254740992\n" + hashZero + "\n", "a\n9223372036854775807\n" + hashZero + "\n", "a\n99999999999999999999\n" + hashZero + "\n", "a\n٣\n" + hashZero + "\n",
		"a\n1\n" + hashZero + "\nextension\n", "a\n1\n" + hashZero + "\n\n", "a\n1\n" + hashZero + "\n ",
		"a\r\n1\r\n" + hashZero + "\r\n", "a\n1\n" + hashZero[:43] + "\n", "a\n1\n" + hashZero + "=\n", "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
		"a\n1\nAAAA\n", "a\n1\n_" + hashZero[1:] + "\n", "a\x7f\n1\n" + hashZero + "\n", "a\u0085\n1\n" + hashZero + "\n", "a\xff\n1\n" + hashZero + "\n",
		strings.Repeat("o", 256) + "\n1\n" + hashZero + "\n",
	} {
		if c, err := ParseCheckpoint([]byte(text)); err == nil {
			t.Errorf("%q read as %+v", text, c)
		} else {
			wantCode(t, err, vow.CodeCheck)
		}
	}
}

func TestVerifyLog(t *testing.T) {
	s, log := signed(t, 3, 0), testLog(t)
	if err := VerifyLog(s, log.Key); err != nil {
		t.Fatal(err)
	}
	other := must(vow.NewSigner(testOrigin, seed(2)))
	elsewhere := must(vow.NewSigner("other.example", seed(1)))
	asCosigner := must(vow.NewKey(testOrigin, vow.AlgCosignature, log.Key.Public))
	for what, k := range map[string]vow.Key{"other key": other.Key, "other name": elsewhere.Key, "cosigner": asCosigner} {
		if VerifyLog(s, k) == nil {
			t.Errorf("%s accepted", what)
		}
	}
	// A second true line, a false line beside the true one, or none.
	twice := &SignedCheckpoint{s.Checkpoint, &vow.Note{Text: s.Note.Text, Sigs: append(s.Note.Sigs, s.Note.Sigs[0])}}
	false1 := vow.Signature{Name: log.Key.Name, ID: log.Key.ID, Bytes: make([]byte, 64)}
	withFalse := s.WithLines(false1)
	none := &SignedCheckpoint{s.Checkpoint, &vow.Note{Text: s.Note.Text}}
	otherOnly := &SignedCheckpoint{s.Checkpoint, &vow.Note{Text: s.Note.Text, Sigs: []vow.Signature{other.Sign(s.Note.Text)}}}
	swapped := &SignedCheckpoint{Checkpoint{testOrigin, 4, s.Root}, s.Note}
	for what, c := range map[string]*SignedCheckpoint{"twice": twice, "false beside true": withFalse, "unsigned": none, "signed by another": otherOnly, "text of another": swapped} {
		if VerifyLog(c, log.Key) == nil {
			t.Errorf("%s accepted", what)
		}
	}
	// An empty log has the root of nothing.
	if err := VerifyLog(must(SignCheckpoint(Checkpoint{testOrigin, 0, EmptyRoot()}, log)), log.Key); err != nil {
		t.Error(err)
	}
	if VerifyLog(must(SignCheckpoint(Checkpoint{testOrigin, 0, s.Root}, log)), log.Key) == nil {
		t.Error("an empty log with another root")
	}
	if _, err := SignCheckpoint(s.Checkpoint, elsewhere); err == nil {
		t.Error("signed under another name")
	}
	if _, err := SignCheckpoint(Checkpoint{"a\nb", 1, s.Root}, log); err == nil {
		t.Error("signed an origin with a line break")
	}
	full := signed(t, 3, 2)
	if own := full.LogOnly(log.Key); len(own.Note.Sigs) != 1 || VerifyLog(own, log.Key) != nil {
		t.Error("LogOnly keeps more, or less, than the log's line")
	}
	if again := full.WithLines(full.Note.Sigs...); len(again.Note.Sigs) != len(full.Note.Sigs) {
		t.Error("WithLines adds a line twice")
	}
}

func TestCosignatureTimes(t *testing.T) {
	cp := signed(t, 3, 0).Checkpoint
	for i := range 3 {
		c := cosigner(t, i)
		for _, at := range []int64{1, MaxTime} {
			line := must(c.Cosign(cp, at))
			if got, err := ParseCosignature(line, cp, c.Key()); err != nil || got.Time != at {
				t.Errorf("cosigner %d time %d: %v", i, at, err)
			}
			if again := must(c.Cosign(cp, at)); string(again.Bytes) != string(line.Bytes) {
				t.Errorf("cosigner %d: two signatures of one statement", i)
			}
		}
		for _, at := range []int64{-1 << 63, -1, 0, MaxTime + 1, 1<<63 - 1} {
			if _, err := c.Cosign(cp, at); err == nil {
				t.Errorf("cosigner %d cosigns at %d", i, at)
			}
			message := cosignedMessage(c.Key(), cp, at)
			line := vow.Signature{Name: c.Key().Name, ID: c.Key().ID, Bytes: append(time64(at), c.raw(message)...)}
			if _, err := ParseCosignature(line, cp, c.Key()); err == nil {
				t.Errorf("cosigner %d: true signature of time %d accepted", i, at)
			}
		}
	}
	if _, err := NewCosigner("w", vow.AlgEd25519, seed(1)); err == nil {
		t.Error("a cosigner of type 0x01")
	}
	if _, err := NewCosigner("w", vow.AlgCosignature, seed(1)[1:]); err == nil {
		t.Error("a short seed")
	}
	if _, err := NewCosigner("w w", vow.AlgMLDSA44, seed(1)); err == nil {
		t.Error("a name with a space")
	}
	if _, err := cosigner(t, 0).Cosign(Checkpoint{"a\nb", 1, vow.Hash{}}, 1); err == nil {
		t.Error("cosigned an origin with a line break")
	}
}

// time64 and raw make lines that Cosign refuses to.
func time64(at int64) []byte {
	b := make([]byte, 8)
	for i := range b {
		b[i] = byte(uint64(at) >> (56 - 8*i))
	}
	return b
}

func (c *CosignSigner) raw(message []byte) []byte {
	if c.mldsa != nil {
		return must(c.mldsa.SignDeterministic(message, nil))
	}
	return must(c.ed25519.Sign(nil, message, crypto.Hash(0)))
}

// TestCosignedMessage spells out what is signed, from the words of
// c2sp.org/tlog-cosignature.
func TestCosignedMessage(t *testing.T) {
	root := must(base64.StdEncoding.DecodeString("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="))
	cp := Checkpoint{"example.com/behind-the-sofa", 20852163, vow.Hash(root)}
	ed := must(NewCosigner("w.example", vow.AlgCosignature, seed(1)))
	want := "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
	if got := cosignedMessage(ed.Key(), cp, 1679315147); string(got) != want {
		t.Errorf("0x04: %q", got)
	}
	pq := must(NewCosigner("w.example", vow.AlgMLDSA44, seed(1)))
	want = "subtree/v1\n\x00" + "\x09w.example" + "\x00\x00\x00\x00\x64\x18\x50\xcb" + "\x1bexample.com/behind-the-sofa" +
		"\x00\x00\x00\x00\x00\x00\x00\x00" + "\x00\x00\x00\x00\x01\x3e\x2d\xc3" + string(root)
	if got := cosignedMessage(pq.Key(), cp, 1679315147); string(got) != want {
		t.Errorf("0x06: %q", got)
	}
}

func TestCosignatures(t *testing.T) {
	s := signed(t, 3, 3)
	var keys []vow.Key
	for i := range 4 {
		keys = append(keys, cosigner(t, i).Key())
	}
	if cs := must(Cosignatures(s, keys)); len(cs) != 3 || cs[2].Time != 1002 || cs[2].Key.Name != "w2.example" {
		t.Errorf("%+v", cs)
	}
	if cs := must(Cosignatures(s, keys[1:2])); len(cs) != 1 {
		t.Errorf("%d of one known key", len(cs))
	}
	// A second, later line of one witness counts as well; the same one twice does not.
	later := s.WithLines(must(cosigner(t, 0).Cosign(s.Checkpoint, 5000)))
	if cs := must(Cosignatures(later, keys)); len(cs) != 4 {
		t.Errorf("%d with a later line", len(cs))
	}
	if w := must(trust(t, 3, 3).Verify(later)); w.ExistedBy != 1002 {
		t.Errorf("existed by %d", w.ExistedBy)
	}
	twice := &SignedCheckpoint{s.Checkpoint, &vow.Note{Text: s.Note.Text, Sigs: append(s.Note.Sigs, s.Note.Sigs[1])}}
	if _, err := Cosignatures(twice, keys); err == nil {
		t.Error("the same line twice")
	}
	if cs, err := Cosignatures(twice, keys[1:]); err != nil || len(cs) != 2 {
		t.Errorf("a stranger's line twice: %v", err)
	}
	// One false line of a known key spoils the whole, however many are true.
	bad := s.WithLines(vow.Signature{Name: keys[3].Name, ID: keys[3].ID, Bytes: make([]byte, 72)})
	if _, err := Cosignatures(bad, keys); err == nil {
		t.Error("a false line of a known key")
	}
	if _, err := Cosignatures(bad, keys[:3]); err != nil {
		t.Errorf("a false line of a stranger: %v", err)
	}
}
