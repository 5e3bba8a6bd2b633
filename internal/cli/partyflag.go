package cli

import (
	"errors"

	"vow"
	"vow/internal/parties"
)

// partyFlag is findParty where a party is named for the first time: a code that no State
// has is warned of, for it may be a slip, or somebody's initials.
func (a *app) partyFlag(flag, s string) (vow.Party, error) {
	p, err := findParty(flag, s)
	if err == nil && p.Check() == nil && parties.Check(p) != nil {
		a.term.warn("%s: no State or body with the code %s is known: see that it is no slip, and nobody's initials", flag, s)
	}
	return p, err
}

// findParty finds the party that a flag names: a code, a class, or the name of a State
// or body, which gives its code, so that one party does not stand under two names. A
// name of several is asked about; one of nobody is left as it is, for the form of a
// party refuses it.
func findParty(flag, s string) (vow.Party, error) {
	if s == "" {
		return "", vow.Errorf(vow.CodeUsage, "%s is needed: a State's code of three letters, or a class such as press or company-1", flag).
			WithHint("'vow party find NAME' shows the code of a name; a natural person is never named")
	}
	m, err := parties.Find(s)
	var ask *parties.Ask
	switch p := vow.Party(s); {
	case err == nil:
		return m.Code, nil
	case p.Check() == nil:
		return p, nil
	case errors.As(err, &ask) && ask.Candidates != nil:
		return "", vow.Errorf(vow.CodeUsage, "%s: %v", flag, ask).WithHint("write the code of the one that is meant; a natural person is never named: say what class or role it is")
	}
	return vow.Party(s), nil
}

// resolve finds the parties that the flags of an event name.
func (o *noteOptions) resolve(a *app) error {
	p, err := a.partyFlag("--party", o.Party)
	if err != nil {
		return err
	}
	o.Party = string(p)
	if o.Attributed != "" {
		p, err = a.partyFlag("--attributed-to", o.Attributed)
		o.Attributed = string(p)
	}
	return err
}
