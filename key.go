package vow

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Alg is the type byte of a C2SP signed-note key.
type Alg byte

// The key types vow knows (c2sp.org/signed-note, c2sp.org/tlog-cosignature).
const (
	AlgEd25519     Alg = 0x01 // officers, trustees and logs
	AlgCosignature Alg = 0x04 // timestamped Ed25519 cosignature: witnesses
	AlgMLDSA44     Alg = 0x06 // timestamped ML-DSA-44 cosignature: witnesses
)

// keyBytes is the public key length of each known type.
var keyBytes = map[Alg]int{AlgEd25519: 32, AlgCosignature: 32, AlgMLDSA44: 1312}

// MaxKeyName is the most bytes a key name may have.
const MaxKeyName = 255

// Key is a C2SP verifier key (vkey): a name, a type and a public key. Its text
// form is `<name>+<8 hex digits of the key id>+<base64(type ‖ public key)>`.
type Key struct {
	Name   string
	Alg    Alg
	Public []byte
	ID     uint32 // first four bytes of SHA-256(name ‖ LF ‖ type ‖ public key)
}

// NewKey returns the verifier key for a name and a public key of that type.
func NewKey(name string, alg Alg, public []byte) (Key, error) {
	if err := CheckKeyName(name); err != nil {
		return Key{}, err
	}
	n, ok := keyBytes[alg]
	if !ok {
		return Key{}, Errorf(CodeCheck, "unknown key type 0x%02x", byte(alg))
	}
	if len(public) != n {
		return Key{}, Errorf(CodeCheck, "key of type 0x%02x: %d bytes expected, %d found", byte(alg), n, len(public))
	}
	return Key{name, alg, append([]byte(nil), public...), keyID(name, alg, public)}, nil
}

func keyID(name string, alg Alg, public []byte) uint32 {
	h := sha256.New()
	h.Write([]byte(name))
	h.Write([]byte{'\n', byte(alg)})
	h.Write(public)
	return binary.BigEndian.Uint32(h.Sum(nil))
}

// ParseKey parses a vkey strictly: canonical base64, matching key id.
func ParseKey(s string) (Key, error) {
	name, rest, ok1 := strings.Cut(s, "+")
	id, b64, ok2 := strings.Cut(rest, "+")
	if !ok1 || !ok2 {
		return Key{}, Errorf(CodeCheck, "not a verifier key (name+id+base64): %q", clip(s))
	}
	data, err := decodeBase64([]byte(b64))
	if err != nil || len(data) < 1 {
		return Key{}, Errorf(CodeCheck, "verifier key %q: what stands behind its second '+' is not base64, or not that alone", clip(name))
	}
	k, err := NewKey(name, Alg(data[0]), data[1:])
	if err != nil {
		return Key{}, Errorf(CodeCheck, "verifier key %q: %w", clip(name), err)
	}
	if k.String() != s {
		return Key{}, Errorf(CodeCheck, "verifier key %q: key id %s does not match its key", clip(name), clip(id))
	}
	return k, nil
}

// String returns the vkey.
func (k Key) String() string {
	blob := append([]byte{byte(k.Alg)}, k.Public...)
	return fmt.Sprintf("%s+%08x+%s", k.Name, k.ID, base64.StdEncoding.EncodeToString(blob))
}

// IsZero reports whether k is no key.
func (k Key) IsZero() bool { return k.Name == "" }

// SamePublic reports whether two keys have the same public key bytes, whatever
// their names and types: one key is never two parties.
func (k Key) SamePublic(l Key) bool { return string(k.Public) == string(l.Public) }

// MarshalText returns the vkey.
func (k Key) MarshalText() ([]byte, error) {
	if k.IsZero() {
		return nil, Errorf(CodeCheck, "no key")
	}
	return []byte(k.String()), nil
}

// UnmarshalText parses a vkey.
func (k *Key) UnmarshalText(b []byte) error {
	v, err := ParseKey(string(b))
	if err != nil {
		return err
	}
	*k = v
	return nil
}

// VerifyNote reports whether sig, without the key id, is k's Ed25519 signature
// of a note's text. Only keys of type AlgEd25519 sign note text.
func (k Key) VerifyNote(text, sig []byte) bool {
	return k.Alg == AlgEd25519 && len(sig) == ed25519.SignatureSize && ed25519.Verify(k.Public, text, sig)
}

// CheckKeyName checks a key name: 1 to 255 bytes of UTF-8 without Unicode
// spaces, controls or '+' (c2sp.org/signed-note).
func CheckKeyName(name string) error {
	if name == "" || len(name) > MaxKeyName || !utf8.ValidString(name) {
		return Errorf(CodeCheck, "key name %q: 1 to %d bytes of UTF-8 expected", clip(name), MaxKeyName)
	}
	for _, r := range name {
		if r == '+' || unicode.IsSpace(r) || unicode.IsControl(r) {
			return Errorf(CodeCheck, "key name %q: no spaces, controls or '+' allowed", clip(name))
		}
	}
	return nil
}

// Signer signs note text with an Ed25519 key.
type Signer struct {
	Key     Key
	private ed25519.PrivateKey
}

// NewSigner returns a signer of type AlgEd25519 from a 32-byte seed.
func NewSigner(name string, seed []byte) (*Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, Errorf(CodeCheck, "key %q: seed of %d bytes expected", clip(name), ed25519.SeedSize)
	}
	private := ed25519.NewKeyFromSeed(seed)
	k, err := NewKey(name, AlgEd25519, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	return &Signer{k, private}, nil
}

// Sign returns the signature line's content for a note's text.
func (s *Signer) Sign(text []byte) Signature {
	return Signature{Name: s.Key.Name, ID: s.Key.ID, Bytes: ed25519.Sign(s.private, text)}
}

// Seed returns the secret 32-byte seed, to be stored encrypted.
func (s *Signer) Seed() []byte { return s.private.Seed() }

// decodeBase64 decodes canonical padded base64: no line breaks, no stray bits.
func decodeBase64(s []byte) ([]byte, error) {
	if bytes.IndexByte(s, '\n') >= 0 || bytes.IndexByte(s, '\r') >= 0 {
		return nil, Errorf(CodeCheck, "line break in base64")
	}
	return strictBase64.AppendDecode(nil, s)
}

var strictBase64 = base64.StdEncoding.Strict()
