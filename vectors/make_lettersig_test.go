package vectors_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"

	"golang.org/x/crypto/blake2b"

	"vow"
	"vow/internal/lettersig"
)

// letterSigs makes the kind lettersig: signatures under a version of a letter, in the
// forms of Ed25519 that stock tools make. The tests of internal/lettersig have those
// tools make others.
func (m *maker) letterSigs() {
	root := vow.SumHash([]byte("version 2 of a letter"))
	s := m.w.Signer("mission")
	private := ed25519.NewKeyFromSeed(s.Seed())
	text := lettersig.Text(root, "CHE")
	add := func(name, expect, comment, key string, data []byte) {
		m.add("lettersig", name, expect, comment, data, "root", root.String(), "party", "CHE", "key", key)
	}
	note := func(text []byte) []byte {
		return (&vow.Note{Text: text, Sigs: []vow.Signature{s.Sign(text)}}).MarshalNote()
	}
	vkey := s.Key.String()
	good := note(text)
	add("note", "valid", "a signed note", vkey, good)
	add("bad-note-comma", "another version", "of the text with a comma more", vkey, note(lettersig.Text(vow.SumHash([]byte("version 2, of a letter")), "CHE")))
	add("bad-note-party", "for FRA", "for another party", vkey, note(lettersig.Text(root, "FRA")))
	add("bad-note-key", "not true", "by another key", m.w.Signer("another").Key.String(), good)
	add("bad-note-header", "neither", "another first line", vkey, m.replace(good, "sign@v1", "sign@v2"))
	two := append(bytes.Clone(good), bytes.SplitAfter(good, []byte("\n\n"))[1]...)
	add("bad-note-two", "", "two signature lines", vkey, two)

	blob := sshString(sshString(nil, "ssh-ed25519"), string(s.Key.Public))
	line := "ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob)
	ssh := sshSignature(private, blob, lettersig.Namespace, text)
	add("ssh", "valid", "ssh-keygen -Y sign -n vow-letter", line, ssh)
	add("bad-ssh-namespace", "namespace", "signed for something else", line, sshSignature(private, blob, "file", text))
	add("bad-ssh-text", "not true", "another text", line, sshSignature(private, blob, lettersig.Namespace, lettersig.Text(root, "FRA")))
	add("bad-ssh-armour", "", "a line too long", line, join(ssh, 1))
	add("bad-ssh-cut", "armour", "no last line feed", line, ssh[:len(ssh)-1])
	add("bad-ssh-key-type", "ssh-ed25519", "a key of a type that is not read", line, sshSignature(private, sshString(sshString(nil, "ssh-ed448"), string(s.Key.Public)), lettersig.Namespace, text))

	mini := base64.StdEncoding.EncodeToString(append([]byte("Ed\x01\x02\x03\x04\x05\x06\x07\x08"), s.Key.Public...))
	sum := blake2b.Sum512(text)
	add("minisign", "valid", "minisign -S: hashed", mini, minisign(private, "ED", sum[:], "the mission"))
	add("minisign-legacy", "valid", "minisign -S -l: not hashed", mini, minisign(private, "Ed", text, "the mission"))
	add("bad-minisign-hash", "not true", "called hashed, and is not", mini, minisign(private, "ED", text, "the mission"))
	add("bad-minisign-comment", "not true", "another trusted comment", mini, m.replace(minisign(private, "ED", sum[:], "the mission"), "the mission", "the missing"))
	add("bad-minisign-lines", "four lines", "a line too many", mini, append(minisign(private, "ED", sum[:], "the mission"), '\n'))
}

func sshString(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// sshSignature makes the armour of PROTOCOL.sshsig.
func sshSignature(key ed25519.PrivateKey, blob []byte, namespace string, text []byte) []byte {
	sum := sha512.Sum512(text)
	signed := []byte("SSHSIG")
	for _, s := range []string{namespace, "", "sha512", string(sum[:])} {
		signed = sshString(signed, s)
	}
	sig := sshString(sshString(nil, "ssh-ed25519"), string(ed25519.Sign(key, signed)))
	raw := binary.BigEndian.AppendUint32([]byte("SSHSIG"), 1)
	for _, s := range []string{string(blob), namespace, "", "sha512", string(sig)} {
		raw = sshString(raw, s)
	}
	text64 := base64.StdEncoding.EncodeToString(raw)
	out := []byte("-----BEGIN SSH SIGNATURE-----\n")
	for len(text64) > 70 {
		out = append(append(out, text64[:70]...), '\n')
		text64 = text64[70:]
	}
	return append(append(out, text64...), "\n-----END SSH SIGNATURE-----\n"...)
}

func minisign(key ed25519.PrivateKey, alg string, message []byte, comment string) []byte {
	sig := ed25519.Sign(key, message)
	global := ed25519.Sign(key, append(bytes.Clone(sig), comment...))
	enc := base64.StdEncoding.EncodeToString
	return []byte("untrusted comment: signature\n" + enc(append([]byte(alg+"\x01\x02\x03\x04\x05\x06\x07\x08"), sig...)) +
		"\ntrusted comment: " + comment + "\n" + enc(global) + "\n")
}

// join takes the line feed after the nth line of an armour away, counted from 0.
func join(armour []byte, n int) []byte {
	lines := bytes.SplitAfter(armour, []byte("\n"))
	lines[n] = bytes.TrimSuffix(lines[n], []byte("\n"))
	return bytes.Join(lines, nil)
}
