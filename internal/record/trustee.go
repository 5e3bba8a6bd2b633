package record

import (
	"slices"

	"vow"
)

// Trustee is a key that stands for a trustee, and from when to when.
type Trustee struct {
	Handle    string
	Recipient string // what seals encrypt to
	Key       vow.Key
	From      int64 // index of the entry that listed it; -1: not listed, known from a confirmation alone
	Until     int64 // index of the entry that ended it, or -1
}

// Confirmation is a valid trustee.confirmed. Whether its key is the one that the
// lock names is for whoever has the lock to say.
type Confirmation struct {
	Index int64
	Body  *vow.TrusteeConfirmed
}

// Share is a valid trustee.released. Whether the share is true is for whoever
// has the lock to say.
type Share struct {
	Index int64
	Body  *vow.TrusteeReleased
	By    vow.Key // the trustee's, if it signed; zero: the office alone says so
}

// ListedTrustees returns the trustees listed now, in the order of their listing.
func (o *Office) ListedTrustees() []*Trustee {
	var out []*Trustee
	for _, t := range o.Trustees {
		if t.Until < 0 {
			out = append(out, t)
		}
	}
	return out
}

// Trustee returns the trustee listed now under a handle, or nil.
func (o *Office) Trustee(handle string) *Trustee { return o.listed[handle] }

// ListedAt returns the trustee that was listed under a handle when the entry of
// that index was added, or nil.
func (o *Office) ListedAt(handle string, index int64) *Trustee {
	for _, t := range o.Trustees {
		if t.Handle == handle && t.From < index && (t.Until < 0 || t.Until > index) {
			return t
		}
	}
	return nil
}

// RemovedBefore returns the last trustee that had been listed under a handle and
// was removed before the entry of that index was added, or nil.
func (o *Office) RemovedBefore(handle string, index int64) *Trustee {
	for _, t := range slices.Backward(o.Trustees) {
		if t.Handle == handle && t.Until >= 0 && t.Until < index {
			return t
		}
	}
	return nil
}

// ListedAfter returns the first trustee that was listed under a handle after the
// entry of that index, or nil.
func (o *Office) ListedAfter(handle string, index int64) *Trustee {
	for _, t := range o.Trustees {
		if t.Handle == handle && t.From > index {
			return t
		}
	}
	return nil
}

// ConfirmedBy returns the confirmation of the seal's lock by the trustee of a
// handle with that key.
func (s *Seal) ConfirmedBy(handle string, k vow.Key) (Confirmation, bool) {
	if i, ok := s.confirmed[handle+" "+k.String()]; ok {
		return s.Confirmed[i], true
	}
	return Confirmation{}, false
}

// SealOf returns the first seal of the report whose lock has that head, or nil.
func (p *Report) SealOf(head vow.Hash) *Seal { return p.byHead[head] }

// CheckTrustee requires that the key of a trustee, as a lock names it, is
// nobody's in this record but that trustee's own: what a lock says is no entry,
// so whoever makes or reads a lock asks this of each.
func (r *Record) CheckTrustee(handle string, k vow.Key) error {
	if t := r.trustees[k.Name]; t != nil && t.Handle == handle && sameKey(t.Key, k) {
		return nil
	}
	return r.CheckOwn(k)
}

// named returns the trustee in force whom an entry names by its handle, if the
// signature is of that trustee's key.
func (r *Record) named(body vow.Body, s vow.Signature) *Trustee {
	handle := ""
	switch b := body.(type) {
	case *vow.TrusteeRemoved:
		handle = b.Handle
	case *vow.TrusteeReleased:
		handle = b.Handle
	}
	if t := r.trustees[s.Name]; t != nil && t.Handle == handle && t.Until < 0 && t.Key.ID == s.ID {
		return t
	}
	return nil
}

func (r *Record) planListed(b *vow.TrusteeListed, signers []signer) (func(int64), error) {
	if t := r.office.Trustee(b.Handle); t != nil {
		return nil, vow.Errorf(vow.CodeCheck, "field handle: the trustee %s was listed by entry %d; remove it first", b.Handle, t.From)
	}
	if t := r.office.recipients[b.Recipient]; t != nil {
		return nil, vow.Errorf(vow.CodeCheck, "field recipient: it is that of the trustee %s, and one key is never two parties", t.Handle)
	}
	if t := r.trustees[b.VKey.Name]; t != nil && (t.From >= 0 || t.Until >= 0) {
		return nil, vow.Errorf(vow.CodeCheck, "field vkey: the key %q was a trustee's before; a trustee is listed with a new one", b.VKey.Name)
	}
	if err := r.CheckTrustee(b.Handle, b.VKey); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "field vkey: %w", err)
	}
	if !signedBy(signers, b.VKey) {
		return nil, needMore("the trustee's key %q did not sign", b.VKey.Name)
	}
	return func(index int64) {
		o := r.office
		o.Indexes = append(o.Indexes, index)
		t := r.seat(b.Handle, b.VKey)
		r.endTrustees(b.Handle, t, index)
		t.Recipient, t.From = b.Recipient, index
		o.Trustees = append(o.Trustees, t)
		o.listed[t.Handle], o.recipients[t.Recipient] = t, t
	}, nil
}

func (r *Record) planRemoved(b *vow.TrusteeRemoved) (func(int64), error) {
	t := r.office.Trustee(b.Handle)
	if t == nil {
		return nil, vow.Errorf(vow.CodeCheck, "field handle: no trustee %q is listed", b.Handle)
	}
	return func(index int64) {
		o := r.office
		o.Indexes = append(o.Indexes, index)
		r.endTrustees(b.Handle, nil, index)
		delete(o.listed, t.Handle)
		delete(o.recipients, t.Recipient)
	}, nil
}

func (r *Record) planConfirmed(p *Report, b *vow.TrusteeConfirmed, signers []signer) (func(int64), error) {
	s := p.SealOf(b.Head)
	if s == nil {
		return nil, vow.Errorf(vow.CodeCheck, "field head: no seal of the report before this entry has that lock")
	}
	if s.Body.Lock.SHA256 != b.Lock {
		return nil, vow.Errorf(vow.CodeCheck, "field lock: entry %d states another lock of that head: its leaves are others than the trustee opened", s.Index)
	}
	if c, ok := s.ConfirmedBy(b.Handle, b.VKey); ok {
		return nil, vow.Errorf(vow.CodeCheck, "the trustee %s confirmed this lock by entry %d", b.Handle, c.Index)
	}
	if t := r.office.Trustee(b.Handle); t != nil && !sameKey(t.Key, b.VKey) {
		return nil, vow.Errorf(vow.CodeCheck, "field vkey: the trustee %s was listed by entry %d with another key", b.Handle, t.From)
	}
	if err := r.CheckTrustee(b.Handle, b.VKey); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "field vkey: %w", err)
	}
	if t := r.trustees[b.VKey.Name]; t != nil && t.Until >= 0 {
		return nil, vow.Errorf(vow.CodeCheck, "field vkey: the key %q was retired by entry %d", b.VKey.Name, t.Until)
	}
	if !signedBy(signers, b.VKey) {
		return nil, needMore("the trustee's key %q did not sign", b.VKey.Name)
	}
	return func(index int64) {
		r.seat(b.Handle, b.VKey)
		s.confirmed[b.Handle+" "+b.VKey.String()] = len(s.Confirmed)
		s.Confirmed = append(s.Confirmed, Confirmation{index, b})
	}, nil
}

// planReleased decides over a share. Another one for the same path may follow: a
// false share must not keep the true one out of the record.
func (r *Record) planReleased(p *Report, b *vow.TrusteeReleased, signers []signer) (func(int64), error) {
	s := p.SealOf(b.Head)
	if s == nil {
		return nil, vow.Errorf(vow.CodeCheck, "field head: no seal of the report before this entry has that lock")
	}
	key := b.Path + " " + b.Share.String()
	if i, ok := s.shares[key]; ok {
		return nil, vow.Errorf(vow.CodeCheck, "field share: entry %d released the same share of this lock", s.Shares[i].Index)
	}
	var by vow.Key
	for _, x := range signers {
		if t := r.trustees[x.key.Name]; t != nil {
			by = t.Key
		}
	}
	return func(index int64) {
		s.shares[key] = len(s.Shares)
		s.Shares = append(s.Shares, Share{index, b, by})
	}, nil
}

// seat returns what a key stands for, and makes it a trustee's that was nobody's.
func (r *Record) seat(handle string, k vow.Key) *Trustee {
	t := r.trustees[k.Name]
	if t == nil {
		t = &Trustee{Handle: handle, Key: k, From: -1, Until: -1}
		r.trustees[k.Name] = t
		r.seats[handle] = append(r.seats[handle], t)
		r.know(k)
	}
	return t
}

// endTrustees ends every key that stands for a handle, but one: what was signed
// with it stays valid, and it signs nothing more.
func (r *Record) endTrustees(handle string, but *Trustee, index int64) {
	for _, t := range r.seats[handle] {
		if t != but {
			t.Until = index
		}
	}
	r.seats[handle] = nil
	if but != nil {
		r.seats[handle] = []*Trustee{but}
	}
}

func signedBy(signers []signer, k vow.Key) bool {
	return slices.ContainsFunc(signers, func(s signer) bool { return sameKey(s.key, k) })
}

// sameKey reports whether two keys are one under one name.
func sameKey(a, b vow.Key) bool { return a.Name == b.Name && a.Alg == b.Alg && a.SamePublic(b) }
