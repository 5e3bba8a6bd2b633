package vow

// Party is who something is said of: a State or a body by its code of three
// capital letters (ISO 3166-1 alpha-3; internal/parties knows which there are), or
// a class, role or handle of `[a-z][a-z0-9-]{0,63}`. It is never a person's name:
// who stands behind a class is at most a commitment.
type Party string

// Check checks the form of a party.
func (p Party) Check() error {
	if p.IsCode() {
		return nil
	}
	if p == "" || len(p) > 64 {
		return Errorf(CodeCheck, "party %q: a code of three capital letters, or 1 to 64 of a-z 0-9 - expected", clip(string(p)))
	}
	for i, c := range []byte(p) {
		if !('a' <= c && c <= 'z' || i > 0 && ('0' <= c && c <= '9' || c == '-')) {
			return Errorf(CodeCheck, "party %q: a code of three capital letters, or a class of a-z 0-9 - that starts with a letter, expected", clip(string(p))).
				WithHint("a natural person is never named: say what class or role it is")
		}
	}
	return nil
}

// IsCode reports whether p has the form of a State's or a body's code.
func (p Party) IsCode() bool {
	if len(p) != 3 {
		return false
	}
	for _, c := range []byte(p) {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// checkParty checks a required party.
func checkParty(field string, p Party) error {
	if err := p.Check(); err != nil {
		return fieldError(field, "%w", err)
	}
	return nil
}
