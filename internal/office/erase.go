package office

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// EraseOptions say what is erased, and why.
type EraseOptions struct {
	What   string // an event's id, its commitment, or the root of a text
	Report string // of a text
	Reason vow.ErasureReason
}

// Erased says what was erased.
type Erased struct {
	Outcome *Outcome `json:"outcome,omitempty"` // of the entry; nil where none was needed
	What    string   `json:"what"`
	Erased  bool     `json:"erased"` // false: the entry waits for signatures first
}

// Erase deletes a text and its salts from the home for good. Of what the record
// names, an event that was opened or a text that was fixed, an entry says so first.
// An event that was never opened leaves only its commitment in the day.
//
// Errors: CodeRefused for a text that was sealed or published; CodeUsage where there
// is nothing of that name.
func (h *Home) Erase(ctx context.Context, o EraseOptions) (res *Erased, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if m, err := protectedMove(w.rec, o.What); m != nil || err != nil {
		if err != nil {
			return nil, err
		}
		return w.eraseReason(ctx, m, o)
	}
	if strings.HasPrefix(o.What, "e") && len(o.What) < 2*len(vow.Hash{}) {
		s, err := h.Store(ctx)
		if err != nil {
			return nil, err
		}
		e, err := s.Event(ctx, o.What)
		if err != nil {
			return nil, err
		}
		return w.eraseEvent(ctx, s, e, o)
	}
	hash, err := vow.ParseHash(o.What)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%q is neither an event's id nor 64 hex digits", o.What)
	}
	if opened := w.rec.Opened(hash); opened != nil {
		return w.eraseStated(ctx, &vow.TextErased{Commit: hash, Report: opened.Body.Report}, o)
	}
	if o.Report == "" {
		for _, slug := range w.rec.Reports() {
			if _, ok := w.rec.Report(slug).FixedAt(hash); ok {
				o.Report = slug
			}
		}
	}
	p := w.rec.Report(o.Report)
	if p == nil {
		return nil, vow.Errorf(vow.CodeUsage, "nothing of the record has the commitment or the root %s", hash)
	}
	return w.eraseStated(ctx, &vow.TextErased{Report: o.Report, Root: hash}, o)
}

func (w *writer) eraseEvent(ctx context.Context, s *store.Store, e store.Event, o EraseOptions) (*Erased, error) {
	if opened := w.rec.Opened(e.Commit); opened != nil {
		return w.eraseStated(ctx, &vow.TextErased{Commit: e.Commit, Report: opened.Body.Report}, o)
	}
	waiting, err := w.home.waitingOpened()
	if err != nil {
		return nil, err
	}
	if waiting[e.Commit] {
		return nil, vow.Errorf(vow.CodeRefused, "the opening of the event %s waits in the outbox", e.ID).WithHint("drop it first: 'vow pending' has its id")
	}
	if e.Erased.IsZero() {
		if err := s.Erase(ctx, e.ID, w.now()); err != nil {
			return nil, err
		}
	}
	return &Erased{What: e.ID, Erased: true}, nil
}

// eraseStated records the erasure and then erases: a repetition after a kill does
// what is left.
func (w *writer) eraseStated(ctx context.Context, body *vow.TextErased, o EraseOptions) (*Erased, error) {
	body.At, body.Kind, body.Log, body.Reason = w.now(), vow.KindTextErased, w.origin(), o.Reason
	res := &Erased{What: o.What}
	var err error
	if index, ok := w.erasedAt(body); ok {
		res.Outcome, err = w.stands(ctx, index)
	} else {
		res.Outcome, err = w.submit(ctx, body)
	}
	if err != nil || !res.Outcome.Recorded {
		return res, err
	}
	res.Erased = true
	return res, w.erase(ctx, body)
}

// erasedAt finds the entry that said so before.
func (w *writer) erasedAt(body *vow.TextErased) (int64, bool) {
	if o := w.rec.Opened(body.Commit); o != nil && o.Erased != nil {
		return w.rec.Contains(textOf(o.Erased))
	}
	if p := w.rec.Report(body.Report); p != nil && !body.Root.IsZero() {
		for _, e := range p.Erasures {
			if e.Body.Root == body.Root {
				return e.Index, true
			}
		}
	}
	return 0, false
}

// textOf returns the hash of the note text that states a body.
func textOf(body vow.Body) vow.Hash {
	text, err := vow.EntryText(body)
	if err != nil {
		return vow.Hash{}
	}
	return vow.SumHash(text)
}

// erase deletes what an entry says is erased.
func (w *writer) erase(ctx context.Context, b *vow.TextErased) error {
	h := w.home
	if !b.Root.IsZero() {
		return errors.Join(h.Disk().Remove(h.paperPath(b.Root)), h.forgetBuilt(b.Root))
	}
	if err := h.Disk().Remove(h.openingPath(b.Commit)); err != nil {
		return err
	}
	if !h.HasStore() {
		return nil
	}
	s, err := h.Store(ctx)
	if err != nil {
		return err
	}
	e, err := s.EventByCommit(ctx, b.Commit)
	if errors.Is(err, store.ErrNoEvent) {
		return nil // opened from a home whose store this is not
	}
	if err != nil || !e.Erased.IsZero() {
		return err
	}
	body, err := bodyOf(e)
	if err != nil {
		return err
	}
	return errors.Join(h.dropLetter(body), s.Erase(ctx, e.ID, w.now()))
}

// forgetBuilt removes the memos that name an erased paper: the same source makes
// another one from now on.
func (h *Home) forgetBuilt(root vow.Hash) error {
	names, err := h.names(DirPapers)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "built-") {
			continue
		}
		b, err := durable.ReadKept(h.Path(DirPapers, name), 65)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, os.ErrInvalid) {
			continue
		}
		if err != nil {
			return err
		}
		if bytes.Equal(bytes.TrimSpace(b), []byte(root.String())) {
			if err := h.Disk().Remove(h.Path(DirPapers, name)); err != nil {
				return err
			}
		}
	}
	return nil
}
