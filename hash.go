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
func decodeHex[T string | []byte](dst []byte, s T) error {
	if len(s) != 2*len(dst) {
		return Errorf(CodeCheck, "%d hex digits expected, %d found", 2*len(dst), len(s))
	}
	for i := range dst {
		high, low := hexDigits[s[2*i]], hexDigits[s[2*i+1]]
		switch {
		case high == 0:
			return Errorf(CodeCheck, "not a lower-case hex digit at position %d", 2*i)
		case low == 0:
			return Errorf(CodeCheck, "not a lower-case hex digit at position %d", 2*i+1)
		}
		dst[i] = (high-1)<<4 | (low - 1)
	}
	return nil
}

// hexDigits holds one more than the value of each lower-case hex digit.
var hexDigits = func() (t [256]byte) {
	for i, c := range []byte("0123456789abcdef") {
		t[c] = byte(i + 1) //nolint:gosec // i < 16
	}
	return t
}()

// String returns 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is all zero: no hash at all.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText returns the hex form.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText parses the hex form.
func (h *Hash) UnmarshalText(b []byte) error {
	var v Hash
	if err := decodeHex(v[:], b); err != nil {
		return err
	}
	*h = v
	return nil
}

func (h *Hash) strictText() {}
