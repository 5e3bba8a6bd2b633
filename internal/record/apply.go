package record

import (
	"errors"
	"slices"
	"sort"

	"vow"
)

// Add replays one entry and returns why it is invalid, or nil. Either way the
// record is one entry longer.
func (r *Record) Add(data []byte) error {
	p := Parse(data)
	return r.addAll([]*Parsed{p})[0]
}

// Check says why an entry with these bytes could not be added now, or nil. It
// changes nothing.
func (r *Record) Check(data []byte) error {
	p := Parse(data)
	verifyBatch([]*Parsed{p}, r.known, introducedBy([]*Parsed{p}))
	_, err := r.plan(p)
	return err
}

// CheckUnsigned says why a statement could not be added now, whoever signed it.
// ErrSignatures is in the chain of the error if nothing but signatures is known
// to be missing.
func (r *Record) CheckUnsigned(p *vow.Pending) error {
	_, err := r.plan(&Parsed{Entry: &vow.Entry{Body: p.Body, Note: &vow.Note{Text: p.Text}, Text: vow.SumHash(p.Text)}})
	return err
}

// introducedBy returns the keys that batches of entries introduce.
func introducedBy(batches ...[]*Parsed) candidates {
	c := make(candidates)
	for _, batch := range batches {
		for _, p := range batch {
			if p.Err == nil {
				for _, k := range introduces(p.Entry.Body) {
					c.add(k)
				}
			}
		}
	}
	return c
}

// verifyBatch checks the signatures of a batch against keys of a record and those that
// it introduces, or that stand in a batch which is not decided over yet.
func verifyBatch(batch []*Parsed, known map[string]vow.Key, c candidates) {
	inParallel(len(batch), func(i int) { batch[i].verify(known, c) })
}

// addAll replays a batch.
func (r *Record) addAll(batch []*Parsed) []error {
	verifyBatch(batch, r.known, introducedBy(batch))
	return r.applyAll(batch)
}

// applyAll decides over a batch whose signatures were verified.
func (r *Record) applyAll(batch []*Parsed) []error {
	errs := make([]error, len(batch))
	for i, p := range batch {
		errs[i] = r.apply(p)
	}
	return errs
}

// maxReasons is how many reasons are kept for invalid entries.
const maxReasons = 1000

var errMany = vow.Errorf(vow.CodeCheck, "invalid, like %d entries before it; only their reasons are kept", maxReasons)

// ErrSignatures is in the chain of an error that more signatures would mend:
// nothing else is known to be wrong with the entry.
var ErrSignatures = errors.New("more signatures are needed")

func needMore(format string, args ...any) error {
	e := vow.Errorf(vow.CodeCheck, format, args...)
	e.Err = ErrSignatures
	return e
}

// apply decides over one entry, in order.
func (r *Record) apply(p *Parsed) error {
	index := r.size
	change, err := r.plan(p)
	r.place(p)
	report := ""
	if p.Entry != nil {
		report = p.Entry.Body.Common().Report
	}
	if err != nil {
		kept := err
		if len(r.invalid) >= maxReasons {
			kept = errMany // so that a record of millions of them stays in memory's bounds
		}
		r.invalid = append(r.invalid, Invalid{index, report, kept})
		return err
	}
	change(index)
	if report := r.reports[report]; report != nil && isOwn(p.Entry.Body.Common().Kind) {
		r.outline[index] = report.number + 1
	}
	return nil
}

// place adds an entry to what is known of the order of all.
func (r *Record) place(p *Parsed) {
	text := uint64(0)
	if p.Entry != nil {
		if _, ok := r.seen[p.Entry.Text]; !ok {
			r.seen[p.Entry.Text] = r.size
		}
		text = shortText(p.Entry.Text)
		if at := p.Entry.Body.Common().At; r.latest.at.Before(at) {
			r.latest.index, r.latest.at = r.size, at
		}
	}
	r.size++
	r.leaves, r.outline, r.texts = append(r.leaves, p.Leaf), append(r.outline, 0), append(r.texts, text)
}

// plan decides whether an entry may stand at the end of the record and returns
// the change that it makes.
func (r *Record) plan(p *Parsed) (func(index int64), error) {
	if p.Err != nil {
		return nil, p.Err
	}
	e := p.Entry
	c := e.Body.Common()
	if c.Log != r.origin {
		return nil, vow.Errorf(vow.CodeCheck, "field log: it belongs to the record %q", c.Log)
	}
	if i, ok := r.seen[e.Text]; ok {
		return nil, vow.Errorf(vow.CodeCheck, "the same text stands at entry %d already", i)
	}
	if created, ok := e.Body.(*vow.OfficeCreated); ok {
		return r.planCreated(p, created)
	}
	if r.office == nil {
		return nil, vow.Errorf(vow.CodeCheck, "the record does not begin with a valid office.created")
	}
	if r.office.ClosedAt >= 0 {
		return nil, vow.Errorf(vow.CodeCheck, "the record was closed by entry %d", r.office.ClosedAt)
	}
	signers, err := r.signers(p)
	if err != nil {
		return nil, err
	}
	if u, ok := e.Body.(*vow.Unknown); ok {
		return func(index int64) { r.unknown = append(r.unknown, Unknown{index, u.Common().Kind, c.Report}) }, nil
	}
	if err := r.checkObserved(e.Body); err != nil {
		return nil, err
	}
	change, err := r.planKnown(e, c, signers)
	if err != nil {
		return nil, err
	}
	return change, r.checkQuorum(c.Kind, signers)
}

// planKnown decides over an entry of a known kind, but for its quorum.
func (r *Record) planKnown(e *vow.Entry, c vow.Common, signers []signer) (func(int64), error) {
	if c.Kind.ChangesState() {
		state := r.State(c.Report)
		if state.IsZero() {
			return nil, vow.Errorf(vow.CodeCheck, "field report: no promise was made for %q", c.Report)
		}
		if c.Refs[0] != state {
			return nil, vow.Errorf(vow.CodeCheck, "field refs: refs[0] is not the current state %s of its chain", state)
		}
	}
	if c.Report != "" {
		return r.planReport(e, c, signers)
	}
	return r.planOffice(e, signers)
}

// planCreated decides over office.created, signed by every key it lists.
func (r *Record) planCreated(p *Parsed, b *vow.OfficeCreated) (func(int64), error) {
	if r.size != 0 {
		return nil, vow.Errorf(vow.CodeCheck, "office.created can only be entry 0")
	}
	if !r.logKey.IsZero() && b.LogKey.String() != r.logKey.String() {
		return nil, vow.Errorf(vow.CodeCheck, "field log_key: it is not the key that signs this log")
	}
	for i, s := range p.Entry.Note.Sigs {
		if !slices.ContainsFunc(b.Keys, func(k vow.OfficerKey) bool { return p.by(i, k.VKey) }) {
			return nil, vow.Errorf(vow.CodeCheck, "signature of %q: not true, or not of a key that the entry lists", s.Name)
		}
	}
	if len(p.sigs) != len(b.Keys) {
		return nil, needMore("%d keys listed, %d of them signed", len(b.Keys), len(p.sigs))
	}
	return func(index int64) {
		r.office = &Office{Created: b, ClosedAt: -1, Indexes: []int64{index}, state: p.Leaf, last: Last{index, b}, inForce: make(map[string]*Officer),
			listed: make(map[string]*Trustee), recipients: make(map[string]*Trustee)}
		for _, k := range b.Keys {
			r.introduce(k.VKey, k.Role, index)
		}
	}, nil
}

// signer is one true signature.
type signer struct {
	key   vow.Key
	role  vow.Role
	isNew bool // of a key that the entry introduces
}

// signers requires that every signature is true under a key in force, under one
// that the entry introduces, or under that of the trustee whom it names. A
// trustee's has no role, and so never counts for the office.
func (r *Record) signers(p *Parsed) ([]signer, error) {
	var out []signer
	for i, s := range p.Entry.Note.Sigs {
		if o := r.office.Officer(s.Name); o != nil && o.Key.ID == s.ID {
			if !p.by(i, o.Key) {
				return nil, vow.Errorf(vow.CodeCheck, "signature of %q is not true", s.Name)
			}
			out = append(out, signer{o.Key, o.Role, false})
			continue
		}
		if new, ok := introducedAs(p.Entry.Body, s); ok {
			if !p.by(i, new) {
				return nil, vow.Errorf(vow.CodeCheck, "signature of the new key %q is not true", s.Name)
			}
			out = append(out, signer{new, "", true})
			continue
		}
		if t := r.named(p.Entry.Body, s); t != nil {
			if !p.by(i, t.Key) {
				return nil, vow.Errorf(vow.CodeCheck, "signature of the trustee %q is not true", t.Handle)
			}
			out = append(out, signer{t.Key, "", false})
			continue
		}
		if t := r.trustees[s.Name]; t != nil && t.Key.ID == s.ID && t.Until < 0 {
			return nil, vow.Errorf(vow.CodeCheck, "signature of %q: the trustee %s signs only entries that name it", s.Name, t.Handle)
		}
		if was, ok := r.known[s.Name]; ok && was.ID == s.ID {
			return nil, vow.Errorf(vow.CodeCheck, "signature of %q: its key was retired before this entry", s.Name)
		}
		return nil, vow.Errorf(vow.CodeCheck, "signature of %q: no such key is in force", s.Name)
	}
	return out, nil
}

func introducedAs(body vow.Body, s vow.Signature) (vow.Key, bool) {
	for _, k := range introduces(body) {
		if k.Name == s.Name && k.ID == s.ID {
			return k, true
		}
	}
	return vow.Key{}, false
}

// checkQuorum requires the office's rule for the kind. A clerk's key signs
// nothing but the unattended counts, for which any one key is enough.
func (r *Record) checkQuorum(kind vow.Kind, signers []signer) error {
	if kind.Unattended() {
		if !slices.ContainsFunc(signers, func(s signer) bool { return !s.isNew && s.role.Valid() }) {
			return needMore("0 of 1 signatures that %s needs", kind)
		}
		return nil
	}
	rule := r.office.Rule(kind)
	have := 0
	for _, s := range signers {
		if s.role == vow.RoleClerk {
			return vow.Errorf(vow.CodeCheck, "signature of %q: a clerk's key cannot sign %s", s.key.Name, kind)
		}
		if !s.isNew && slices.Contains(rule.Of, s.role) {
			have++
		}
	}
	if have < rule.Need {
		return needMore("%d of %d signatures that %s needs", have, rule.Need, kind)
	}
	return nil
}

// introduce puts a key in force.
func (r *Record) introduce(k vow.Key, role vow.Role, index int64) {
	o := &Officer{k, role, index, -1}
	r.office.Officers = append(r.office.Officers, o)
	r.office.inForce[k.Name] = o
	r.know(k)
}

// know keeps a key and its name from ever being introduced again.
func (r *Record) know(k vow.Key) {
	r.known[k.Name] = k
	r.public[string(k.Public)] = k.Name
}

func sortBy[T any](s []T, key func(T) int64) {
	sort.Slice(s, func(i, j int) bool { return key(s[i]) < key(s[j]) })
}
