package office

import (
	"context"
	"errors"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/store"
)

// checkStore checks what can be seen of the private store without a passphrase:
// that it and its key are both there or neither.
func (h *Home) checkStore(out *FsckReport) {
	key, db, unnamed := h.HasKey(StoreKey), exists(h.Path(storeFile)), exists(h.Path(storeNew))
	switch {
	case key && !db && !unnamed:
		out.wrong(h.Path(storeFile), "it is missing, and its key is there: restore both from one backup")
	case db && !key:
		out.wrong(h.keyPath(StoreKey), "it is missing, and the private store is there: restore it from a backup; nobody can read the store without it")
	}
	if key {
		if b, err := h.readKey(StoreKey); err != nil {
			out.wrong(h.keyPath(StoreKey), "%v", err)
		} else if err := checkKeyForm(b, StoreKey, vow.Key{}); err != nil {
			out.wrong(h.keyPath(StoreKey), "%v: restore it from a backup", err)
		}
	}
	if db {
		f, _, err := durable.OpenKept(h.Path(storeFile))
		if err != nil {
			out.wrong(h.Path(storeFile), "%v", err)
			return
		}
		_ = f.Close()
		out.Store = "not opened"
	}
}

// FsckStore opens the private store, for which it asks the passphrase, and adds to
// the report what is wrong in it, by itself and against the record.
func (h *Home) FsckStore(ctx context.Context, out *FsckReport) error {
	if !h.HasStore() {
		return out.verdict()
	}
	damaged := func(err error) error {
		if vow.CodeOf(err) != vow.CodeState {
			return err
		}
		out.wrong(h.Path(storeFile), "%v: %s", err, vow.HintOf(err))
		return out.verdict()
	}
	s, err := h.Store(ctx)
	if err != nil {
		return damaged(err)
	}
	bad, err := s.Check(ctx)
	for _, say := range bad {
		out.wrong(h.Path(storeFile), "%s", say)
	}
	if err != nil {
		return damaged(err)
	}
	if _, rec, err := h.readRecord(ctx); err == nil {
		if err := h.checkStoreDays(ctx, s, rec, out); err != nil {
			return damaged(err)
		}
	}
	out.Store = "checked"
	return out.verdict()
}

// checkStoreDays requires the tree of every day that the record fixed: a store that
// was brought back from an older backup lacks the last ones, and their events.
func (h *Home) checkStoreDays(ctx context.Context, s *store.Store, rec *record.Record, out *FsckReport) error {
	if rec.Office() == nil {
		return nil
	}
	for _, d := range rec.Office().Days {
		t, err := s.Day(ctx, d.Body.Day)
		switch {
		case errors.Is(err, store.ErrNoDay):
			out.wrong(h.Path(storeFile), "entry %d fixes the day %s, which the store does not have: it is older than the record, or of another home", d.Index, d.Body.Day)
		case err != nil:
			return err
		case t.Root() != d.Body.Root:
			out.wrong(h.Path(storeFile), "entry %d fixes the day %s with another root than the store's", d.Index, d.Body.Day)
		}
	}
	return nil
}
