package lettersig

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/blake2b"

	"vow"
)

// The lines of minisign's files (jedisct1.github.io/minisign, signature format).
const (
	untrusted = "untrusted comment: "
	trusted   = "trusted comment: "
)

type miniKey struct {
	id  [8]byte
	pub ed25519.PublicKey
}

type miniSig struct {
	id      [8]byte
	hashed  bool
	sig     []byte
	comment string
	global  []byte
}

func miniError(format string, args ...any) error {
	return vow.Errorf(vow.CodeCheck, "minisign: "+format, args...)
}

// parseMiniKey parses the base64 line of a public key.
func parseMiniKey(s string) (miniKey, error) {
	var k miniKey
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) != 2+8+ed25519.PublicKeySize || string(raw[:2]) != "Ed" {
		return k, vow.Errorf(vow.CodeCheck, "neither a vkey, nor an OpenSSH public key, nor a minisign public key")
	}
	copy(k.id[:], raw[2:10])
	k.pub = raw[10:]
	return k, nil
}

func parseMiniSig(data []byte) (miniSig, error) {
	var s miniSig
	lines := strings.Split(string(data), "\n")
	if len(lines) != 5 || lines[4] != "" || !strings.HasPrefix(lines[0], untrusted) || !strings.HasPrefix(lines[2], trusted) {
		return s, miniError("the four lines of a signature file expected")
	}
	if !utf8.Valid(data) || bytes.ContainsAny(data, "\r\x00") {
		return s, miniError("a control character, or not UTF-8")
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(lines[1])
	if err != nil || len(raw) != 2+8+ed25519.SignatureSize {
		return s, miniError("line 2 is not a signature")
	}
	switch string(raw[:2]) {
	case "ED":
		s.hashed = true
	case "Ed":
	default:
		return s, miniError("algorithm %q", raw[:2])
	}
	copy(s.id[:], raw[2:10])
	s.sig = raw[10:]
	s.comment = strings.TrimPrefix(lines[2], trusted)
	if s.global, err = base64.StdEncoding.Strict().DecodeString(lines[3]); err != nil || len(s.global) != ed25519.SignatureSize {
		return s, miniError("line 4 is not a signature")
	}
	return s, nil
}

// verify checks both signatures: of the message, and of that signature with the
// trusted comment.
func (s miniSig) verify(k miniKey, message []byte) bool {
	if s.id != k.id || len(k.pub) != ed25519.PublicKeySize {
		return false
	}
	if s.hashed {
		sum := blake2b.Sum512(message)
		message = sum[:]
	}
	return ed25519.Verify(k.pub, message, s.sig) &&
		ed25519.Verify(k.pub, append(bytes.Clone(s.sig), s.comment...), s.global)
}
