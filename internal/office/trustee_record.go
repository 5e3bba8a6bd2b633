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
	s := sealOfHead(w.rec, share.Head)
	if s == nil {
		return nil, vow.Errorf(vow.CodeRefused, "the share is of the lock with head %s, and no seal of this record has that lock", share.Head)
	}
	lock, err := h.readLock(s)
	if err != nil {
		return nil, err
	}
	if err := lock.CheckShare(share); err != nil {
		return nil, err
	}
	for _, old := range s.Shares {
		if old.Body.Path == share.Path && old.Body.Share == vow.Hash(share.Value) {
			return w.stands(ctx, old.Index)
		}
	}
	return w.submit(ctx, &vow.TrusteeReleased{At: w.now(), Handle: shareHandle(lock, share.Path), Head: share.Head, Kind: vow.KindTrusteeReleased,
		Log: w.origin(), Path: share.Path, Report: s.Body.Report, Share: vow.Hash(share.Value)})
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
