package office

import (
	"context"
	"errors"

	"vow"
	"vow/internal/record"
	"vow/seal"
)

// RecordShare puts a trustee's share on the record. It is a courtesy to readers:
// the share works without it. Nothing is asked of the trustee, for the share
// proves itself by its commitment in the lock.
//
// Errors: CodeRefused for a share of no seal of this record, CodeCheck for one that
// fails its commitment.
func (h *Home) RecordShare(ctx context.Context, data []byte) (out *Outcome, err error) {
	if isOpening(data) {
		return nil, vow.Errorf(vow.CodeUsage, "it is an opening, not a share: no entry is needed for it").
			WithHint("publish the file; 'vow open --opening FILE' opens with it")
	}
	share, err := seal.ParseShare(data)
	if err != nil {
		return nil, err
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	s, lock, err := w.checkShare(share)
	if err != nil {
		return nil, err
	}
	for _, old := range s.Shares {
		if old.Body.Path == share.Path && old.Body.Share == vow.Hash(share.Value) {
			return w.stands(ctx, old.Index)
		}
	}
	return w.submit(ctx, releasedBody(lock, shareHandle(lock, share.Path), share, w.now()))
}

// checkShare requires that a share is one of a seal of this record, and true.
func (w *writer) checkShare(share seal.Share) (*record.Seal, *seal.Lock, error) {
	s := sealOfHead(w.rec, share.Head)
	if s == nil {
		return nil, nil, vow.Errorf(vow.CodeRefused, "the share is of the lock with head %s, and no seal of this record has that lock", share.Head)
	}
	lock, err := w.home.readLock(s)
	if err != nil {
		return nil, nil, err
	}
	return s, lock, lock.CheckShare(share)
}

// checkReleased requires that an entry from elsewhere states a true share, under
// the handle of the trustee whose leaf holds it.
func (w *writer) checkReleased(body vow.Body) error {
	b, ok := body.(*vow.TrusteeReleased)
	if !ok {
		return nil
	}
	_, lock, err := w.checkShare(seal.Share{Head: b.Head, Path: b.Path, Value: b.Share})
	if err != nil {
		return err
	}
	if handle := shareHandle(lock, b.Path); handle != b.Handle {
		return vow.Errorf(vow.CodeRefused, "leaf %s of the lock is of the trustee %q, and the entry says %q", b.Path, handle, b.Handle)
	}
	return nil
}

// checkConfirmed requires that a confirmation from elsewhere is that of the lock's own
// key of the trustee: any other proves nothing, and would take its key's name, which
// everybody reads in the lock, from the trustee for ever.
func (w *writer) checkConfirmed(body vow.Body) error {
	b, ok := body.(*vow.TrusteeConfirmed)
	if !ok {
		return nil
	}
	p := w.rec.Report(b.Report)
	if p == nil || p.SealOf(b.Head) == nil {
		return nil // the record refuses it
	}
	lock, err := w.home.readLock(p.SealOf(b.Head))
	if err != nil {
		return err
	}
	t, ok := lockTrustee(lock, b.Handle)
	switch {
	case !ok:
		return vow.Errorf(vow.CodeRefused, "the lock names no trustee %q, who is said to have confirmed it", b.Handle)
	case t.Key.String() != b.VKey.String():
		return vow.Errorf(vow.CodeRefused, "the confirmation of %s is under another key than the lock's: somebody else wrote it", b.Handle).
			WithHint("the lock names %s; 'vow trustee confirm' signs with it", t.Key)
	}
	return nil
}

func sealOfHead(rec *record.Record, head vow.Hash) *record.Seal {
	for _, slug := range rec.Reports() {
		if s := rec.Report(slug).SealOf(head); s != nil {
			return s
		}
	}
	return nil
}

// shareHandle returns whose leaf a share is of.
func shareHandle(lock *seal.Lock, path string) string {
	for _, s := range lock.Sections {
		if s.Kind == seal.LeafTrustee && s.Path == path {
			return s.Trustee
		}
	}
	return ""
}
