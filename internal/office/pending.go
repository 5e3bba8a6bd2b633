package office

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
)

const pendingSuffix = ".pending"

// maxPending bounds how many entries may wait in a home.
const maxPending = 1000

// PendingEntry is an entry that waits for signatures.
type PendingEntry struct {
	ID     string   `json:"id"`
	Kind   vow.Kind `json:"kind"`
	Report string   `json:"report,omitempty"`
	Say    string   `json:"say"` // the entry in a sentence, as vow log has it
	At     vow.Time `json:"at"`
	Signed []string `json:"signed"` // names of the keys
	Text   string   `json:"text"`
	Until  vow.Time `json:"until,omitzero"`  // in the outbox: when it can be recorded
	Waits  string   `json:"waits,omitempty"` // in the outbox: what it waits for
	// Reveals is the commitment whose event's words become public with the entry, which
	// itself has none of them.
	Reveals vow.Hash `json:"reveals,omitzero"`
}

// Pending lists the entries that wait, by id.
func (h *Home) Pending() ([]PendingEntry, error) {
	all, err := h.allPending()
	if err != nil {
		return nil, err
	}
	out := make([]PendingEntry, 0, len(all))
	for _, p := range all {
		c := p.Body.Common()
		e := PendingEntry{ID: p.ID(), Kind: c.Kind, Report: c.Report, Say: say(p.Body), At: c.At, Signed: []string{}, Text: string(p.Text)}
		if b, ok := p.Body.(*vow.EventOpened); ok && h.HasStore() {
			e.Reveals = b.Commit
		}
		for _, s := range p.Sigs {
			e.Signed = append(e.Signed, s.Name)
		}
		if e.Until, e.Waits, err = h.waitsText(p); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (h *Home) allPending() ([]*vow.Pending, error) {
	list, err := os.ReadDir(h.Path(DirPending))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "pending entries: %w", err)
	}
	var out []*vow.Pending
	for _, e := range list {
		id, ok := strings.CutSuffix(e.Name(), pendingSuffix)
		if !ok {
			continue
		}
		if len(out) == maxPending {
			return nil, vow.Errorf(vow.CodeState, "more than %d entries are pending", maxPending)
		}
		p, err := h.PendingByID(id)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (h *Home) pendingPath(id string) string { return h.Path(DirPending, id+pendingSuffix) }

// PendingByID reads one pending entry of the home.
//
// Errors: CodeUsage where there is none, CodeState where the file is damaged.
func (h *Home) PendingByID(id string) (*vow.Pending, error) {
	if len(id) != 16 || strings.Trim(id, "0123456789abcdef") != "" {
		return nil, vow.Errorf(vow.CodeUsage, "%q is not the id of a pending entry (16 hex digits)", id)
	}
	b, err := durable.ReadKept(h.pendingPath(id), vow.MaxEntry)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "no entry %s is pending", id).WithHint("'vow pending' lists them")
	}
	if err != nil {
		return nil, err
	}
	p, err := vow.ParsePending(b)
	if err != nil || p.ID() != id {
		return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", h.pendingPath(id), errors.Join(err, errors.New("its text does not match its name"))).
			WithHint("drop it with 'vow pending --drop %s' and make the entry again", id)
	}
	return p, nil
}

func (h *Home) savePending(p *vow.Pending) error {
	return h.Disk().WriteFile(h.pendingPath(p.ID()), p.Marshal(), durable.Private)
}

// ForgetPending drops a pending entry that shall not be made. Also a damaged one
// can be dropped.
//
// Errors: CodeUsage where there is none; CodeRefused for the entry that begins
// the record, without which the home is of no use.
func (h *Home) ForgetPending(id string) error {
	p, err := h.PendingByID(id)
	if vow.CodeOf(err) == vow.CodeUsage {
		return err
	}
	if err == nil && p.Body.Common().Kind == vow.KindOfficeCreated && !h.hasRecord() {
		return vow.Errorf(vow.CodeRefused, "%s is the first entry of the record: without it this home is of no use", id).
			WithHint("to begin anew, delete the home and run 'vow init' again")
	}
	return h.DropPending(id)
}

// DropPending removes a pending entry's file. One that does not exist is no error.
func (h *Home) DropPending(id string) error {
	for _, path := range []string{h.pendingPath(id), h.readyPath(id), h.meantPath(id)} {
		if err := h.Disk().Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// samePending returns the pending entry that already says what body says.
func (h *Home) samePending(body vow.Body) (*vow.Pending, error) {
	all, err := h.allPending()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if sameStatement(p.Body, body) && slices.Equal(p.Body.Common().Refs, body.Common().Refs) {
			return p, nil
		}
	}
	return nil, nil
}

// settlePending drops pending files of entries that the record holds, and first
// makes their missing receipts and does what they bring with them in the home: what a
// kill between the recording and the end of a command left. Where that cannot be done
// the pending file stays, and no other command is kept from its work.
func (w *writer) settlePending(ctx context.Context) error {
	all, err := w.home.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		i, ok := w.rec.Contains(vow.SumHash(p.Text))
		if !ok {
			continue
		}
		if err := w.settleReceipt(i); err != nil {
			return err
		}
		if err := w.follow(ctx, p.Body); err != nil {
			w.home.Env.Log.WarnContext(ctx, "what a recorded entry brings with it in the home is not done yet", "entry", i, "error", err.Error())
			continue
		}
		if err := w.home.DropPending(p.ID()); err != nil {
			return err
		}
	}
	return w.home.clearReady()
}

// settleReceipt makes the receipt of a recorded entry if it is missing.
func (w *writer) settleReceipt(index int64) error {
	if _, err := os.Lstat(w.home.receiptPath(index)); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	entry, err := w.entry(index)
	if err != nil {
		return err
	}
	return w.writeReceipt(entry, index)
}

// ReadPendingFile reads a pending entry from a file of another officer.
func ReadPendingFile(name string) (*vow.Pending, error) {
	b, err := durable.ReadBounded(name, vow.MaxEntry)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "%s does not exist", name).
			WithHint("it is no file, and no entry waits under it: 'vow pending' lists those that wait, 'vow log' those that are recorded")
	}
	if err != nil {
		return nil, err
	}
	p, err := vow.ParsePending(b)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", filepath.Base(name), err)
	}
	return p, nil
}

// ApproveElsewhere adds the signature of this home's key to another home's
// pending entry, after showing it. It is what an officer does who does not keep
// the record.
func (h *Home) ApproveElsewhere(p *vow.Pending, name KeyName) error {
	if err := h.Writable(); err != nil {
		return err
	}
	if err := refuseUnknown(p.Body); err != nil {
		return err
	}
	return h.sign(p, name)
}

// Approve merges the signatures of p into the home's pending entry of the same
// text, signs it with the home's own key unless it has or has none in force, and
// records it if that suffices. A body's seal is held to the gates of the right of reply
// before it is signed.
func (h *Home) Approve(ctx context.Context, p *vow.Pending, name KeyName) (*Outcome, error) {
	if !h.KeepsRecord() {
		return nil, vow.Errorf(vow.CodeUsage, "this home keeps no record; write the signed entry with -o FILE for the home that does")
	}
	if err := refuseUnknown(p.Body); err != nil {
		return nil, err
	}
	if created, ok := p.Body.(*vow.OfficeCreated); ok {
		return h.approveCreated(ctx, created, p)
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	out, err := w.approve(ctx, p, name)
	return out, errors.Join(err, w.Close())
}

func (w *writer) approve(ctx context.Context, p *vow.Pending, name KeyName) (*Outcome, error) {
	if i, ok := w.rec.Contains(vow.SumHash(p.Text)); ok {
		return w.stands(ctx, i)
	}
	if err := w.home.merge(p); err != nil {
		return nil, err
	}
	if err := errors.Join(w.keepsOwnKey(p.Body), w.checkReleased(p.Body), w.checkConfirmed(p.Body)); err != nil {
		return nil, err
	}
	says, err := w.checkGates(p.Body)
	if err != nil {
		return nil, err
	}
	sign := w.signOwn
	if name != OfficerKey {
		sign = func(p *vow.Pending) error { return w.sign(p, name) }
	}
	if err := sign(p); err != nil {
		return nil, err
	}
	out, err := w.finish(ctx, p)
	if err != nil {
		return nil, err
	}
	out.Warnings = append(says, out.Warnings...)
	return out, w.home.endRotation()
}

// merge adds to p the signatures of the home's pending entry of the same text.
func (h *Home) merge(p *vow.Pending) error {
	old, err := h.PendingByID(p.ID())
	if vow.CodeOf(err) == vow.CodeUsage {
		return nil
	}
	if err != nil {
		return err
	}
	for _, s := range old.Sigs {
		if !slices.ContainsFunc(p.Sigs, func(t vow.Signature) bool { return t.Name == s.Name }) {
			p.Add(s)
		}
	}
	return nil
}
