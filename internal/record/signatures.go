package record

import (
	"vow"
)

// Parsed is an entry read outside the order of the record: its form, and which
// of its signatures are true under which candidate key. Parsing and checking
// signatures is nearly all the work of a replay and needs no order, so it can
// run on every core; Add then decides in order.
type Parsed struct {
	Entry *vow.Entry
	Err   error
	Leaf  vow.Hash
	sigs  []vow.Key // per signature line: the key under which it is true, or zero
	all   bool      // every key that could stand behind a line was tried

	checked bool // an earlier replay of the same bytes found it valid, or Err says why not
}

// by reports whether signature line i is true under k. What was found ahead of
// time only saves the work: validity does not depend on how entries come in
// batches.
func (p *Parsed) by(i int, k vow.Key) bool {
	if found := p.sigs[i]; !found.IsZero() && found.ID == k.ID && found.SamePublic(k) {
		return true
	}
	s := p.Entry.Note.Sigs[i]
	if p.checked {
		return k.Name == s.Name && k.ID == s.ID
	}
	return !p.all && k.Name == s.Name && k.ID == s.ID && k.VerifyNote(p.Entry.Note.Text, s.Bytes)
}

// Parse reads an entry's bytes, without its signatures.
func Parse(data []byte) *Parsed {
	e, err := vow.ParseEntry(data)
	p := &Parsed{Entry: e, Err: err}
	if err != nil {
		p.Leaf = vow.LeafHash(data)
		return p
	}
	p.Leaf = e.Leaf
	p.sigs = make([]vow.Key, len(e.Note.Sigs))
	return p
}

// introduces returns the keys that an entry states itself, new ones or, in
// trustee.confirmed, one that may be known.
func introduces(body vow.Body) []vow.Key {
	switch b := body.(type) {
	case *vow.OfficeCreated:
		keys := make([]vow.Key, len(b.Keys))
		for i, k := range b.Keys {
			keys[i] = k.VKey
		}
		return keys
	case *vow.OfficeKey:
		if b.Action != vow.KeyRetired {
			return []vow.Key{b.VKey}
		}
	case *vow.TrusteeListed:
		return []vow.Key{b.VKey}
	case *vow.TrusteeConfirmed:
		return []vow.Key{b.VKey}
	}
	return nil
}

// candidates finds the keys that may stand behind a name: those the record
// knows, and those a batch of entries would introduce.
type candidates map[string][]vow.Key

// maxCandidates bounds how many keys may contend for one name in a batch; a
// name has one key in a valid record. Where there are more, some are left to be
// tried in order.
const maxCandidates = 4

func (c candidates) add(k vow.Key) {
	have := c[k.Name]
	for _, h := range have {
		if h.ID == k.ID && h.SamePublic(k) {
			return
		}
	}
	if len(have) < maxCandidates {
		c[k.Name] = append(have, k)
	}
}

// verify checks p's signatures under the candidate keys.
func (p *Parsed) verify(known map[string]vow.Key, batch candidates) {
	if p.Err != nil || p.checked {
		return
	}
	p.all = true
	for i, s := range p.Entry.Note.Sigs {
		keys := batch[s.Name]
		if k, ok := known[s.Name]; ok {
			keys = append([]vow.Key{k}, keys...)
		}
		p.all = p.all && len(batch[s.Name]) < maxCandidates
		for _, k := range keys {
			if k.ID == s.ID && k.VerifyNote(p.Entry.Note.Text, s.Bytes) {
				p.sigs[i] = k
				break
			}
		}
	}
}
