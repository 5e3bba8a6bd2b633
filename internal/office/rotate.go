package office

import (
	"context"
	"errors"
	"io/fs"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/tlog"
)

// rotatingFile names the key that a rotation of the home's own key is about to
// put in place, from before it is recorded until the command ends: a command that
// was killed in between finds by it that its work is done.
const rotatingFile = "rotating"

// RotateOwn replaces this home's officer key. In the home that keeps the record
// the rotation is recorded, and the new key takes over once it stands there; in
// another officer's home the new key is made and its VKEY:ROLE returned, for the
// home that keeps the record. name is the key's name: it is needed only where the
// home's own key is lost without a trace, and checked everywhere.
func (h *Home) RotateOwn(ctx context.Context, name string) (out *Outcome, vkey string, err error) {
	if err := h.Writable(); err != nil {
		return nil, "", err
	}
	if h.KeepsRecord() {
		out, err := h.rotateHere(ctx, name)
		return out, "", err
	}
	_, role, err := h.PublicKey(OfficerKey)
	if err != nil {
		return nil, "", err
	}
	next, _, err := h.nextKey(role)
	if err != nil {
		return nil, "", err
	}
	return nil, next.String() + ":" + role, nil
}

// nextKey returns the officer's next key, made now if there is none.
func (h *Home) nextKey(role string) (next vow.Key, made bool, err error) {
	if !h.HasKey(NextOfficerKey) {
		s, err := newOfficerKey(vow.Role(role))
		if err != nil {
			return vow.Key{}, false, err
		}
		if err := h.AddKey(NextOfficerKey, s, role); err != nil {
			return vow.Key{}, false, err
		}
		made = true
	}
	next, _, err = h.PublicKey(NextOfficerKey)
	return next, made, err
}

func (h *Home) rotateHere(ctx context.Context, name string) (out *Outcome, err error) {
	waited := h.HasKey(NextOfficerKey)
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { // only a command that ended forgets that it was under way
		if err = errors.Join(err, w.Close()); err == nil {
			err = h.endRotation()
		}
	}()
	if index, ok := w.rotatedAlready(waited); ok {
		return w.stands(ctx, index)
	}
	old, err := w.ownOfficer(name)
	if err != nil {
		return nil, err
	}
	next, made, err := h.nextKey(string(old.Role))
	if err != nil {
		return nil, err
	}
	p, err := w.pendingFor(&vow.OfficeKey{Action: vow.KeyRotated, At: w.now(), Kind: vow.KindOfficeKey, Log: w.origin(), Name: old.Key.Name,
		Refs: []vow.Hash{w.rec.State("")}, VKey: next})
	if err != nil {
		return nil, err
	}
	err = w.signOwn(p)
	if err == nil {
		err = w.sign(p, NextOfficerKey)
	}
	if err != nil {
		if made {
			err = errors.Join(err, h.forgetNext())
		}
		return nil, err
	}
	if err := h.Disk().WriteFile(h.Path(rotatingFile), []byte(next.String()+"\n"), durable.Private); err != nil {
		return nil, err
	}
	return w.finish(ctx, p)
}

// rotatedAlready finds the rotation that an interrupted command recorded: its key
// waited when this command began and is in place now, or the command's note says
// so and nothing was recorded since.
func (w *writer) rotatedAlready(waited bool) (index int64, ok bool) {
	own, _, err := w.home.PublicKey(OfficerKey)
	if err != nil || !w.holdsOfficer() || w.home.HasKey(NextOfficerKey) {
		return 0, false
	}
	from := w.rec.Office().Officer(own.Name).From
	b, err := durable.ReadKept(w.home.Path(rotatingFile), maxKeyFile)
	noted := err == nil && string(b) == own.String()+"\n" && from == w.rec.Size()-1
	return from, waited || noted
}

// ownOfficer returns the officer in force whose key this home holds or held. Where
// it holds none, name says which it was.
func (w *writer) ownOfficer(name string) (*record.Officer, error) {
	own, _, err := w.home.PublicKey(OfficerKey)
	switch {
	case err == nil && (name == "" || name == own.Name):
		name = own.Name
	case err == nil:
		return nil, vow.Errorf(vow.CodeUsage, "--to: the new key's VKEY is needed; the key of this home is %s", own.Name)
	case name == "":
		return nil, vow.Errorf(vow.CodeUsage, "%w", err).WithHint("name the key that was lost: 'vow officer rotate NAME'; 'vow officer list' has the names")
	}
	o := w.rec.Office().Officer(name)
	if o == nil {
		return nil, vow.Errorf(vow.CodeRefused, "no key %q is in force", name).
			WithHint("the other officers can go on: entries wait here for their signatures")
	}
	return o, nil
}

// endRotation forgets that a rotation was under way.
func (h *Home) endRotation() error {
	err := h.Disk().Remove(h.Path(rotatingFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// finishRotation puts the next key in place once the record says that it is in
// force, also after a kill in between.
func (w *writer) finishRotation() error {
	if !w.home.HasKey(NextOfficerKey) || w.rec.Office() == nil {
		return nil
	}
	next, _, err := w.home.PublicKey(NextOfficerKey)
	if err != nil {
		return err
	}
	if o := w.rec.Office().Officer(next.Name); o == nil || o.Key.String() != next.String() {
		return nil
	}
	return w.home.PromoteKey()
}

// FinishRotation puts the next key in place in the home of an officer who does
// not keep the record. The receipt of the recorded entry has to show, to whoever
// believes the office's trust file, that the rotation stands: the key before it
// would be given up for nothing otherwise. No quorum is asked for, for nothing
// here depends on a time.
//
// Repeated, as after a kill, it finds that its work is done.
//
// Errors: CodeCheck where the receipt proves something else or nothing.
func (h *Home) FinishRotation(receipt, trust []byte) error {
	if h.KeepsRecord() {
		return vow.Errorf(vow.CodeUsage, "this home keeps the record: its next key takes over by itself once its rotation is recorded")
	}
	t, err := tlog.ParseTrust(trust)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "trust file: %w", err)
	}
	if h.HasKey(NextOfficerKey) {
		if err := h.provesRotation(receipt, t, OfficerKey, NextOfficerKey); err != nil {
			return err
		}
		return h.PromoteKey()
	}
	if h.HasKey(OldOfficerKey) {
		return h.provesRotation(receipt, t, OldOfficerKey, OfficerKey)
	}
	return vow.Errorf(vow.CodeUsage, "home %s has no next key to put in place", h.dir).WithHint("'vow officer rotate' makes one")
}

// provesRotation checks that a receipt shows the rotation from one key of the home
// to another.
func (h *Home) provesRotation(receipt []byte, t *tlog.Trust, from, to KeyName) error {
	old, _, err := h.PublicKey(from)
	if err != nil {
		return err
	}
	next, _, err := h.PublicKey(to)
	if err != nil {
		return err
	}
	if err := provesRotation(receipt, t, old, next); err != nil {
		return vow.Errorf(vow.CodeCheck, "receipt: %w", err).WithHint("nothing was changed; ask for the receipt of the entry that rotates %s", old.Name)
	}
	return nil
}

// provesRotation checks that a receipt shows an entry in the log that replaces old
// by next.
func provesRotation(receipt []byte, t *tlog.Trust, old, next vow.Key) error {
	r, err := tlog.ParseReceipt(receipt)
	if err != nil {
		return err
	}
	e, err := vow.ParseEntry(r.Entry)
	if err != nil {
		return err
	}
	b, ok := e.Body.(*vow.OfficeKey)
	if !ok || b.Action != vow.KeyRotated || b.Name != old.Name || b.VKey.String() != next.String() {
		return vow.Errorf(vow.CodeCheck, "its entry does not replace %s by %s", old.Name, next.Name)
	}
	p, err := tlog.ParseProof(r.Proof)
	if err != nil {
		return err
	}
	s, err := tlog.ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		return err
	}
	if b.Log != s.Origin {
		return vow.Errorf(vow.CodeCheck, "its entry is of the record %q, its checkpoint of %q", b.Log, s.Origin)
	}
	if _, err := t.VerifyLog(s); err != nil {
		return err
	}
	return tlog.CheckInclusion(p.Path, s.Size, p.Index, tlog.LeafHash(r.Entry), s.Root)
}
