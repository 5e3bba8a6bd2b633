package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/lettersig"
	"vow/internal/testrecord"
	"vow/verify"
)

// sshSigned makes an OpenSSH signature (PROTOCOL.sshsig) with a key of its own.
func sshSigned(root vow.Hash, party vow.Party, namespace string) []byte {
	str := func(parts ...[]byte) (out []byte) {
		for _, b := range parts {
			out = append(binary.BigEndian.AppendUint32(out, uint32(len(b))), b...) //nolint:gosec // short
		}
		return out
	}
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	public := str([]byte("ssh-ed25519"), key.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // it is one
	sum := sha512.Sum512(lettersig.Text(root, party))
	signed := append([]byte("SSHSIG"), str([]byte(namespace), nil, []byte("sha512"), sum[:])...)
	sig := str([]byte("ssh-ed25519"), ed25519.Sign(key, signed))
	blob := append([]byte("SSHSIG\x00\x00\x00\x01"), str(public, []byte(namespace), nil, []byte("sha512"), sig)...)
	out := "-----BEGIN SSH SIGNATURE-----\n"
	for text := base64.StdEncoding.EncodeToString(blob); text != ""; {
		n := min(70, len(text))
		out, text = out+text[:n]+"\n", text[n:]
	}
	return []byte(out + "-----END SSH SIGNATURE-----\n")
}

// TestLetters: a dossier may carry the text of a version that a public event names, and
// a signature under it, and nothing else of that kind.
func TestLetters(t *testing.T) {
	const origin = "office.example/vow"
	note := func(s *testrecord.Story, root vow.Hash, party vow.Party) []byte {
		text := lettersig.Text(root, party)
		return (&vow.Note{Text: text, Sigs: []vow.Signature{s.Signer("mission").Sign(text)}}).MarshalNote()
	}
	for name, c := range map[string]struct {
		want string // words of the fault; "" for none
		do   func(s *testrecord.Story, f testrecord.Files, root vow.Hash, text, sig []byte)
	}{
		"nothing": {"", func(*testrecord.Story, testrecord.Files, vow.Hash, []byte, []byte) {}},
		"both": {"", func(_ *testrecord.Story, f testrecord.Files, root vow.Hash, text, sig []byte) {
			f.Data[dossier.PathLetter(root)] = text
			f.Data[dossier.PathLetterSig(vow.SumHash(sig))] = sig
		}},
		"another text": {"its root is", func(s *testrecord.Story, f testrecord.Files, root vow.Hash, _, _ []byte) {
			f.Data[dossier.PathLetter(root)] = s.Paper.Marshal()
		}},
		"no text": {"paper", func(_ *testrecord.Story, f testrecord.Files, root vow.Hash, _, _ []byte) {
			f.Data[dossier.PathLetter(root)] = []byte("We ask you to wait.\n")
		}},
		"a text that no event names": {"nothing in the record calls for", func(s *testrecord.Story, f testrecord.Files, _ vow.Hash, _, _ []byte) {
			f.Data[dossier.PathLetter(s.Paper.Root())] = s.Paper.Marshal()
		}},
		"another signature": {"not the file that the event names", func(s *testrecord.Story, f testrecord.Files, root vow.Hash, _, sig []byte) {
			f.Data[dossier.PathLetterSig(vow.SumHash(sig))] = note(s, root, "FRA")
		}},
		"a signature that no event names": {"nothing in the record calls for", func(s *testrecord.Story, f testrecord.Files, root vow.Hash, _, _ []byte) {
			b := note(s, root, "FRA")
			f.Data[dossier.PathLetterSig(vow.SumHash(b))] = b
		}},
		"an ssh signature": {"", func(s *testrecord.Story, f testrecord.Files, root vow.Hash, _, _ []byte) {
			b := sshSigned(root, "CHE", lettersig.Namespace)
			f.Data[dossier.PathLetterSig(vow.SumHash(b))] = b
		}},
		"an ssh signature of another version": {"another version, or for another party", func(s *testrecord.Story, f testrecord.Files, _ vow.Hash, _, _ []byte) {
			b := sshSigned(s.Paper.Root(), "CHE", lettersig.Namespace)
			f.Data[dossier.PathLetterSig(vow.SumHash(b))] = b
		}},
		"an ssh signature for another use": {`namespace "git"`, func(s *testrecord.Story, f testrecord.Files, root vow.Hash, _, _ []byte) {
			b := sshSigned(root, "CHE", "git")
			f.Data[dossier.PathLetterSig(vow.SumHash(b))] = b
		}},
		"a signature of another party": {"for another party", func(s *testrecord.Story, f testrecord.Files, root vow.Hash, _, _ []byte) {
			b := note(s, root, "FRA")
			f.Data[dossier.PathLetterSig(vow.SumHash(b))] = b
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := testrecord.Promised(t, origin)
			p := s.LongPaper(testrecord.Slug, "We ask you to wait.")
			s.Paper = s.LongPaper(testrecord.Slug, "Another text.")
			sig := note(s, p.Root(), "CHE")
			sum := vow.SumHash(sig)
			switch name {
			case "an ssh signature":
				sum = vow.SumHash(sshSigned(p.Root(), "CHE", lettersig.Namespace))
			case "an ssh signature of another version":
				sum = vow.SumHash(sshSigned(s.Paper.Root(), "CHE", lettersig.Namespace))
			case "an ssh signature for another use":
				sum = vow.SumHash(sshSigned(p.Root(), "CHE", "git"))
			case "a signature of another party":
				sum = vow.SumHash(note(s, p.Root(), "FRA"))
			}
			at := testrecord.At("2026-07-02T10:00:00Z")
			s.Add(&vow.Letter{At: at, Form: "letter", Kind: vow.KindLetter, Lang: p.Lang, Letter: "joint", Log: origin, Report: testrecord.Slug, Root: p.Root(), Version: "v1", When: "2026-07-01"}, testrecord.Head)
			s.Add(&vow.SignerEvent{At: at, Event: vow.ActSigned, Kind: vow.KindSigner, Letter: "joint", Log: origin, Parties: []vow.Party{"CHE"}, Report: testrecord.Slug, Root: p.Root(),
				SHA256: sum, Version: "v1", When: "2026-07-01"}, testrecord.Head)
			s.Witness("2026-07-02T10:05:00Z")
			f := s.Dossier(testrecord.Slug)
			c.do(s, f, p.Root(), p.Marshal(), sig)
			b, err := f.Write()
			if err != nil {
				t.Fatal(err)
			}
			r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), verify.Options{Trust: s.Trust(2)})
			if err != nil {
				t.Fatal(err)
			}
			got, ok := r.Check(verify.DossierMembers)
			switch {
			case !ok:
				t.Fatalf("%s", r.JSON())
			case c.want == "" && got.Verdict != verify.Pass:
				t.Errorf("%+v", got)
			case c.want != "" && (got.Verdict != verify.Fail || !strings.Contains(got.Say, c.want)):
				t.Errorf("%+v, want %s", got, c.want)
			}
		})
	}
}
