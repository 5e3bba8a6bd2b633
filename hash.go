package vow

import (
	"crypto/sha256"
	"encoding/hex"
)

// Hash is a SHA-256 hash, or a Merkle tree hash made of them. Its text form is
// 64 lower-case hex digits.
type Hash [sha256.Size]byte

// SumHash returns the SHA-256 hash of data.
func SumHash(data []byte) Hash { return sha256.Sum256(data) }

// ParseHash parses exactly 64 lower-case hex digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if err := decodeHex(h[:], s); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// decodeHex fills dst from exactly 2·len(dst) lower-case hex digits.
func decodeHex(dst []byte, s string) error {
	if len(s) != 2*len(dst) {
		return Errorf(CodeCheck, "%d hex digits expected, %d found", 2*len(dst), len(s))
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !('0' <= c && c <= '9' || 'a' <= c && c <= 'f') {
			return Errorf(CodeCheck, "not a lower-case hex digit at position %d", i)
		}
	}
	_, err := hex.Decode(dst, []byte(s))
	return err
}

// String returns 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is all zero: no hash at all.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText returns the hex form.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText parses the hex form.
func (h *Hash) UnmarshalText(b []byte) error {
	v, err := ParseHash(string(b))
	if err != nil {
		return err
	}
	*h = v
	return nil
}
