package seal

import (
	"io"

	"filippo.io/age"

	"vow"
)

// maxHeader bounds the header of a package: a hybrid stanza has about 1,600
// bytes.
const maxHeader = 4 << 10

// CheckHeader checks from its first bytes, without a key, that a package is an
// age file with exactly one recipient stanza, of the type of the key that the
// lock names: whoever holds another key that opens it could read it early. That
// the stanza is for that very key shows when it opens; native stanzas are
// anonymous. Errors: ErrDishonest, or vow.CodeIO if pkg could not be read.
func (l *Lock) CheckHeader(pkg io.Reader) error {
	head, err := io.ReadAll(io.LimitReader(pkg, maxHeader))
	if err != nil {
		return vow.Errorf(vow.CodeIO, "reading the package: %w", err)
	}
	s, err := parseAge(head)
	if err == nil {
		err = checkStanza(&s.stanza, l.Recipient)
	}
	if err != nil {
		return check(ErrDishonest, "the package: %w", err)
	}
	return nil
}

// sole is an identity that opens nothing that others can open too.
type sole struct{ age.Identity }

func (s sole) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if n := len(stanzas); n != 1 {
		return nil, vow.Errorf(vow.CodeCheck, "it is encrypted to %d recipients, exactly one expected", n)
	}
	return s.Identity.Unwrap(stanzas)
}
