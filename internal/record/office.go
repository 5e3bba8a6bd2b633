package record

import (
	"slices"

	"vow"
)

// planOffice decides over an entry of the office's chain.
func (r *Record) planOffice(e *vow.Entry, signers []signer) (func(int64), error) {
	switch b := e.Body.(type) {
	case *vow.OfficeKey:
		if err := r.checkKeyChange(b, signers); err != nil {
			return nil, err
		}
		return func(index int64) {
			r.step(e, index)
			r.changeKey(b, index)
		}, nil
	case *vow.OfficeTerm:
		return func(index int64) {
			r.step(e, index)
			r.office.Term = b
		}, nil
	case *vow.TrusteeListed:
		return r.planListed(b, signers)
	case *vow.TrusteeRemoved:
		return r.planRemoved(b)
	case *vow.RecordClosed:
		return func(index int64) {
			r.step(e, index)
			r.office.Closed, r.office.ClosedAt = b, index
		}, nil
	}
	if e.Body.Common().Kind.IsEvent() {
		return r.planEvent(e, nil, signers)
	}
	if change, ok, err := r.planOfDays(e, signers); ok {
		return change, err
	}
	return nil, vow.Errorf(vow.CodeCheck, "no rule for the kind %s", e.Body.Common().Kind)
}

// step moves the office's chain to e.
func (r *Record) step(e *vow.Entry, index int64) {
	r.office.Indexes = append(r.office.Indexes, index)
	r.office.state, r.office.last = e.Leaf, Last{index, e.Body}
}

// checkKeyChange looks last at what more signatures would mend (ErrSignatures).
func (r *Record) checkKeyChange(b *vow.OfficeKey, signers []signer) error {
	old := r.office.Officer(b.Name)
	if b.Action != vow.KeyAdded && old == nil {
		return vow.Errorf(vow.CodeCheck, "field name: no key %q is in force", b.Name)
	}
	if b.Action == vow.KeyRetired {
		return r.checkRulesWithout(old)
	}
	if err := r.checkNewKey(b.VKey); err != nil {
		return err
	}
	if !slices.ContainsFunc(signers, func(s signer) bool { return s.isNew }) {
		return needMore("the new key %q did not sign", b.VKey.Name)
	}
	return nil
}

// checkNewKey requires a name and a key that the record never had.
func (r *Record) checkNewKey(k vow.Key) error {
	if err := r.CheckOwn(k); err != nil {
		return vow.Errorf(vow.CodeCheck, "field vkey: %w", err)
	}
	return nil
}

// CheckOwn requires that a key, and its name, are nobody's in this record yet:
// names are unique for ever, and one key is never two of officer, log, witness
// and trustee (docs/format.md, Keys). CheckTrustee asks it of those in a lock.
func (r *Record) CheckOwn(k vow.Key) error {
	if _, ok := r.known[k.Name]; ok || k.Name == r.origin {
		return vow.Errorf(vow.CodeCheck, "the name %q was used before", k.Name)
	}
	if k.SamePublic(r.office.Created.LogKey) {
		return vow.Errorf(vow.CodeCheck, "it is the log's key")
	}
	if name, ok := r.public[string(k.Public)]; ok {
		return vow.Errorf(vow.CodeCheck, "the same key was introduced as %q", name)
	}
	return nil
}

// checkRulesWithout refuses a retirement after which some rule could never be
// met again: the office could not even add a key.
func (r *Record) checkRulesWithout(old *Officer) error {
	count := make(map[vow.Role]int)
	for _, o := range r.office.InForce() {
		if o != old {
			count[o.Role]++
		}
	}
	for name, rule := range r.office.Created.Rules {
		have := 0
		for _, role := range rule.Of {
			have += count[role]
		}
		if have < rule.Need {
			return vow.Errorf(vow.CodeCheck, "without the key %q the rule %q could not be met; add another key first, or rotate it", old.Key.Name, name)
		}
	}
	return nil
}

func (r *Record) changeKey(b *vow.OfficeKey, index int64) {
	role := b.Role
	if b.Action != vow.KeyAdded {
		old := r.office.Officer(b.Name)
		old.Until = index
		delete(r.office.inForce, old.Key.Name)
		role = old.Role
	}
	if b.Action != vow.KeyRetired {
		r.introduce(b.VKey, role, index)
	}
}
