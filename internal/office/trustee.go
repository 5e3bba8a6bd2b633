package office

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/seal"
)

// AddTrustee takes a trustee into the office's list. The trustee accepts with a
// signature: until it came the entry waits.
func (h *Home) AddTrustee(ctx context.Context, t seal.Trustee) (out *Outcome, err error) {
	if err := errors.Join(checkHandle(t.Handle), checkRecipient(h.Env, t)); err != nil {
		return nil, err
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if old := w.rec.Office().Trustee(t.Handle); old != nil && sameTrustee(old, t) {
		return w.stands(ctx, old.From)
	}
	if err := w.checkOthers([]seal.Trustee{t}); err != nil {
		return nil, err
	}
	return w.submit(ctx, &vow.TrusteeListed{At: w.now(), Handle: t.Handle, Kind: vow.KindTrusteeListed, Log: w.origin(),
		Recipient: t.Recipient, VKey: t.Key})
}

func sameTrustee(r *record.Trustee, t seal.Trustee) bool {
	return r.Handle == t.Handle && r.Recipient == t.Recipient && r.Key.String() == t.Key.String()
}

// RemoveTrustee takes a trustee off the list. holds names the seals that are not
// released and still hold leaves of the trustee's: they stay as they are.
func (h *Home) RemoveTrustee(ctx context.Context, handle string) (out *Outcome, holds []string, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	t := w.rec.Office().Trustee(handle)
	if t == nil {
		return nil, nil, vow.Errorf(vow.CodeUsage, "no trustee %q is listed", handle).WithHint("'vow trustee list' shows them")
	}
	for _, s := range h.sealsOf(w.rec) {
		if s.lock != nil && s.names(t) && s.seal.ReleaseAt < 0 {
			holds = append(holds, fmt.Sprintf("%s, sealed by entry %d", s.stem(), s.seal.Index))
		}
	}
	out, err = w.submit(ctx, &vow.TrusteeRemoved{At: w.now(), Handle: handle, Kind: vow.KindTrusteeRemoved, Log: w.origin()})
	return out, holds, err
}

// TrusteeInfo is one trustee of the office, as listed.
type TrusteeInfo struct {
	Handle    string        `json:"handle"`
	Recipient string        `json:"recipient"`
	VKey      string        `json:"vkey"`
	From      int64         `json:"from"`            // index of the entry that listed it
	Until     *int64        `json:"until,omitempty"` // index of the entry that removed it
	Seals     []TrusteeSeal `json:"seals"`           // that hold leaves of this trustee's
}

// TrusteeSeal is what a trustee has to do with one seal.
type TrusteeSeal struct {
	Report    string   `json:"report"`
	Part      string   `json:"part"`
	Index     int64    `json:"index"` // of seal.made
	Head      vow.Hash `json:"head"`
	Leaves    int      `json:"leaves"`
	Confirmed *int64   `json:"confirmed,omitempty"` // index of the entry
	Released  int      `json:"released"`            // shares that are on the record
	Opened    bool     `json:"opened"`              // the seal's key is on the record
}

// Trustees lists every trustee the office ever listed, in the order of the record,
// and what became of the seals that name them. A lock that is missing or damaged
// is left out; 'vow fsck' names it.
func (h *Home) Trustees(ctx context.Context) ([]TrusteeInfo, error) {
	rec, err := h.Record(ctx)
	if err != nil {
		return nil, err
	}
	out := []TrusteeInfo{}
	if rec.Office() == nil {
		return out, nil
	}
	seals := h.sealsOf(rec)
	for _, t := range rec.Office().Trustees {
		i := TrusteeInfo{Handle: t.Handle, Recipient: t.Recipient, VKey: t.Key.String(), From: t.From, Seals: []TrusteeSeal{}}
		if t.Until >= 0 {
			until := t.Until
			i.Until = &until
		}
		for _, s := range seals {
			if s.lock != nil && s.names(t) {
				i.Seals = append(i.Seals, s.infoFor(t))
			}
		}
		out = append(out, i)
	}
	return out, nil
}

// keptSeal is a seal of the record with its lock, nil where that is not at hand.
type keptSeal struct {
	seal *record.Seal
	lock *seal.Lock
}

// sealsOf returns every seal of the record, in its order.
func (h *Home) sealsOf(rec *record.Record) []keptSeal {
	var out []keptSeal
	for _, slug := range rec.Reports() {
		for _, s := range rec.Report(slug).AllSeals() {
			lock, err := h.readLock(s)
			if err != nil {
				lock = nil
			}
			out = append(out, keptSeal{s, lock})
		}
	}
	slices.SortFunc(out, func(a, b keptSeal) int { return int(a.seal.Index - b.seal.Index) })
	return out
}

// names reports whether the lock names the trustee with this key.
func (s keptSeal) names(t *record.Trustee) bool {
	u, ok := lockTrustee(s.lock, t.Handle)
	return ok && u.Key.String() == t.Key.String()
}

func (s keptSeal) stem() string { return seal.Stem(s.seal.Body.Report, s.seal.Body.Part) }

func (s keptSeal) infoFor(t *record.Trustee) TrusteeSeal {
	b := s.seal.Body
	i := TrusteeSeal{Report: b.Report, Part: b.Part, Index: s.seal.Index, Head: b.Lock.Head,
		Leaves: len(s.lock.SharesOf(t.Handle)), Opened: s.seal.ReleaseAt >= 0}
	if c, ok := s.seal.ConfirmedBy(t.Handle, t.Key); ok {
		index := c.Index
		i.Confirmed = &index
	}
	for _, share := range s.seal.Shares {
		if share.Body.Handle == t.Handle {
			i.Released++
		}
	}
	return i
}

// listedTrustees adds to those given the trustees that the policy names and the
// record lists, sorted by handle. One that is given must be the one listed under
// that handle.
func (w *writer) listedTrustees(names []string, given []seal.Trustee) ([]seal.Trustee, error) {
	out := slices.Clone(given)
	for _, name := range names {
		listed := w.rec.Office().Trustee(name)
		i := slices.IndexFunc(given, func(t seal.Trustee) bool { return t.Handle == name })
		removed := w.rec.Office().RemovedBefore(name, w.rec.Size())
		switch {
		case listed == nil && i >= 0 && removed != nil:
			return nil, vow.Errorf(vow.CodeRefused, "trustee %q: entry %d removed it from the list, and 'vow verify' would tell every reader", name, removed.Until).
				WithHint("list it again with a new key ('vow trustee add'), or give whoever takes its place another name")
		case listed == nil:
		case i < 0:
			out = append(out, seal.Trustee{Handle: name, Recipient: listed.Recipient, Key: listed.Key})
		case !sameTrustee(listed, given[i]):
			return nil, vow.Errorf(vow.CodeRefused, "trustee %q: entry %d lists other keys under this handle", name, listed.From).
				WithHint("leave --trustee %s=… out to seal to the keys listed, or remove the trustee and list the new keys", name)
		}
	}
	slices.SortStableFunc(out, func(a, b seal.Trustee) int { return strings.Compare(a.Handle, b.Handle) })
	return out, nil
}

// checkRecipient checks a recipient with its checksum: what is listed stays in the
// record for ever.
func checkRecipient(env Env, t seal.Trustee) error {
	foreign, err := foreignRecipients(env, []seal.Trustee{t})
	if err != nil {
		return err
	}
	if _, err := t.AgeRecipient(foreign); err != nil {
		return vow.Errorf(vow.CodeUsage, "trustee %q: %w", t.Handle, err)
	}
	return nil
}

// ParseRecipient brings a recipient into the form that a lock has: an OpenSSH
// public key line becomes ssh-ed25519:<base64>, others stay.
func ParseRecipient(s string) (string, error) {
	s = strings.TrimSpace(s)
	if f := strings.Fields(s); len(f) > 1 {
		if f[0] != "ssh-ed25519" {
			return "", vow.Errorf(vow.CodeUsage, "--recipient: an ssh key of the type %.40q: only ssh-ed25519 is taken", f[0])
		}
		s = vow.SSHRecipient + f[1]
	}
	if err := vow.CheckRecipient(s); err != nil {
		return "", vow.Errorf(vow.CodeUsage, "--recipient: %w", err).WithHint("%s", vow.HintOf(err))
	}
	return s, nil
}
