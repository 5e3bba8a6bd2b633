package seal

import (
	"crypto/rand"
	"encoding/hex"

	"vow"
)

// ID names one seal: 16 random bytes, written as 32 lower-case hex digits.
type ID [16]byte

// NewID returns a fresh random ID.
func NewID() ID {
	var id ID
	rand.Read(id[:]) // never fails (crypto/rand)
	return id
}

// ParseID parses exactly 32 lower-case hex digits.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2*len(id) {
		return ID{}, vow.Errorf(vow.CodeCheck, "seal id: %d hex digits expected, %d found", 2*len(id), len(s))
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil || id.String() != s {
		return ID{}, vow.Errorf(vow.CodeCheck, "seal id: not lower-case hex: %q", s)
	}
	return id, nil
}

// String returns 32 lower-case hex digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether id is unset.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText returns the hex form.
func (id ID) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, id[:]), nil }

// UnmarshalText parses the hex form.
func (id *ID) UnmarshalText(b []byte) error {
	v, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = v
	return nil
}

// BodyPart is the part name of a report's body; any other part is a
// protective part.
const BodyPart = "body"

// checkSlug checks a report or part name: [a-z0-9-]{1,64}.
func checkSlug(what, s string) error {
	if len(s) < 1 || len(s) > 64 {
		return vow.Errorf(vow.CodeCheck, "%s: 1 to 64 characters expected, %d found", what, len(s))
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return vow.Errorf(vow.CodeCheck, "%s %q: only a-z, 0-9 and '-' allowed", what, s)
		}
	}
	return nil
}

// Stem returns the name that a part's files and its top folder share:
// `<report>` for the body and `<report>.<part>` for a protective part. Its
// package is Stem + ".age" and its lock Stem + ".lock".
func Stem(report, part string) string {
	if part == BodyPart {
		return report
	}
	return report + "." + part
}
