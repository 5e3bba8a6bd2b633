package office

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"

	"vow"
	"vow/internal/daytree"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/store"
)

func (h *Home) openingPath(commit vow.Hash) string {
	return h.Path(DirOpenings, commit.String()+".json")
}

func (h *Home) countsPath(sum vow.Hash) string {
	return h.Path(DirOpenings, sum.String()+".counts.json")
}

// OpenEventOptions say what is opened to the public.
type OpenEventOptions struct {
	ID      string // of the event, or the commitment of a move's protected reason
	SayName bool   // although its words hold a name that is kept back
}

// OpenEvent opens an event of a fixed day to the public: the entry says where in
// the day it stands, and its reveal file goes into dossiers. The file is written
// when the entry is recorded, not before.
//
// Errors: CodeRefused where the day is not fixed yet, the event is erased, it is an oral
// approach by which two officers do not stand, or its words say what is kept back.
func (h *Home) OpenEvent(ctx context.Context, o OpenEventOptions) (out *Outcome, err error) {
	id := o.ID
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if m, err := protectedMove(w.rec, id); m != nil || err != nil {
		if err != nil {
			return nil, err
		}
		return w.revealReason(ctx, m, o)
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if o := w.rec.Opened(e.Commit); o != nil {
		out, err := w.stands(ctx, o.Index)
		return out, errors.Join(err, w.settleOpened(ctx))
	}
	if !e.Erased.IsZero() {
		return nil, vow.Errorf(vow.CodeRefused, "the event %s was erased: nobody can open it", id)
	}
	said, err := bodyOf(e)
	if err != nil {
		return nil, err
	}
	if hidesSigner(said) {
		return nil, refuseHidden()
	}
	words, err := disclosureOf(id, said)
	if err != nil {
		return nil, err
	}
	warnings, err := w.checkDisclosure(ctx, words, o.SayName)
	if err != nil {
		return nil, err
	}
	if err := w.requireTwo(ctx, s, e); err != nil {
		return nil, err
	}
	body, err := w.eventOpened(ctx, s, e)
	if err != nil {
		return nil, err
	}
	r, err := vow.NewReveal(e.Salt, e.Content)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "event %s: %w", id, err)
	}
	file, err := r.Marshal()
	if err != nil {
		return nil, err
	}
	ok, err := h.Env.Confirm(append(file, '\n'), askOpen("Open this event?", warnings))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, vow.Errorf(vow.CodeRefused, "not opened, nothing was changed")
	}
	if w.meant, err = w.meantNames(ctx, e.Commit, words); err != nil {
		return nil, err
	}
	out, err = w.submit(ctx, body)
	if err != nil {
		return nil, err
	}
	if out.Warnings = append(out.Warnings, warnings...); out.Pending != "" && needsTwo(said) {
		out.Warnings = append(out.Warnings, "it opens the note of an oral approach: another officer signs the entry, too, before it is recorded")
	}
	return out, nil
}

// eventOpened states where in its day an event stands.
func (w *writer) eventOpened(ctx context.Context, s *store.Store, e store.Event) (*vow.EventOpened, error) {
	d := w.rec.Day(e.Day)
	if d == nil {
		return nil, vow.Errorf(vow.CodeRefused, "the day %s, which counts the event %s, is not fixed yet", e.Day, e.ID).
			WithHint("'vow day fix' fixes the days that are over")
	}
	t, err := s.Day(ctx, e.Day)
	if err != nil {
		return nil, err
	}
	place, ok := t.Place(e.Commit)
	if !ok || t.Root() != d.Body.Root {
		return nil, vow.Errorf(vow.CodeState, "the day %s in the private store is not the one that entry %d fixed, or does not hold the event %s", e.Day, d.Index, e.ID).
			WithHint("restore the store from a backup that was made after that day")
	}
	return &vow.EventOpened{At: w.now(), Commit: e.Commit, Index: place, Kind: vow.KindEventOpened, Log: w.origin(), Path: t.Path(place),
		Refs: []vow.Hash{d.Leaf}, Report: e.Report}, nil
}

// settleOpened writes what entries of the record made public and the home does not
// hold yet: reveal files and counts files, out of the store. What a kill between an
// entry and its file left out is made up for by the next command of the outbox.
func (w *writer) settleOpened(ctx context.Context) error {
	office := w.rec.Office()
	for _, d := range office.Days {
		for _, o := range d.Opened {
			if o.Erased != nil {
				continue
			}
			if err := w.settle(ctx, w.home.openingPath(o.Body.Commit), func(s *store.Store) ([]byte, error) { return w.revealOf(ctx, s, o) }); err != nil {
				return err
			}
		}
	}
	for _, slug := range w.rec.Reports() {
		r := w.rec.Report(slug).Register()
		if r == nil {
			continue
		}
		if err := w.settle(ctx, w.home.countsPath(r.Body.Counts), func(s *store.Store) ([]byte, error) { return s.Counts(ctx, r.Body.Counts) }); err != nil {
			return err
		}
	}
	return nil
}

// settle writes one file of the home if it is missing.
func (w *writer) settle(ctx context.Context, path string, content func(*store.Store) ([]byte, error)) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return err
	}
	b, err := content(s)
	if err != nil {
		return err
	}
	return w.home.Disk().WriteFile(path, b, durable.Private)
}

// revealOf returns the reveal file of an opened event, and marks it in the store.
func (w *writer) revealOf(ctx context.Context, s *store.Store, o *record.Opened) ([]byte, error) {
	e, err := s.EventByCommit(ctx, o.Body.Commit)
	if err != nil {
		return nil, err
	}
	r, err := vow.NewReveal(e.Salt, e.Content)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "event %s: %w", e.ID, err)
	}
	if r.Commit != o.Body.Commit {
		return nil, vow.Errorf(vow.CodeState, "event %s in the private store is not the one that entry %d opened", e.ID, o.Index)
	}
	if err := s.MarkOpened(ctx, e.ID, w.rec.Leaves()[o.Index]); err != nil {
		return nil, err
	}
	return r.Marshal()
}

// publicFile is a file of the home that an entry of the record made public.
type publicFile struct {
	index int64 // of the entry
	check func([]byte) error
}

// publicFiles are the reveal files of opened events and the counts files, by path.
func (h *Home) publicFiles(rec *record.Record) map[string]publicFile {
	out := make(map[string]publicFile)
	for _, d := range rec.Office().Days {
		for _, o := range d.Opened {
			if o.Erased != nil {
				continue
			}
			out[h.openingPath(o.Body.Commit)] = publicFile{o.Index, func(b []byte) error {
				r, err := vow.ParseReveal(b)
				if err == nil && r.Commit != o.Body.Commit {
					err = vow.Errorf(vow.CodeState, "it reveals another commitment than entry %d opens", o.Index)
				}
				return err
			}}
		}
	}
	for _, slug := range rec.Reports() {
		for _, m := range rec.Report(slug).Moves {
			if path := h.openingPath(m.Body.Code); !m.Body.Code.IsZero() && there(path) {
				out[path] = publicFile{m.Index, func(b []byte) error { return checkReason(b, m.Body.Code) }}
			}
		}
		if r := rec.Report(slug).Register(); r != nil {
			out[h.countsPath(r.Body.Counts)] = publicFile{r.Index, func(b []byte) error {
				if vow.SumHash(b) != r.Body.Counts {
					return vow.Errorf(vow.CodeState, "it is not the file that entry %d names", r.Index)
				}
				return nil
			}}
		}
	}
	return out
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// readPublic reads one of them.
func (h *Home) readPublic(path string, f publicFile) ([]byte, error) {
	const again = "'vow pending send' makes it anew from the private store"
	b, err := durable.ReadKept(path, daytree.MaxCounts)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeState, "%s: it is missing: %w", path, err).WithHint("%s", again)
	}
	if err != nil {
		return nil, err
	}
	if err := f.check(b); err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", path, err).WithHint("delete it, then %s", again)
	}
	return b, nil
}

// checkOpenings compares the files that entries made public with the record. What a
// killed command left out or behind, its entry still pending, the next one mends.
func (h *Home) checkOpenings(rec *record.Record, out *FsckReport) error {
	if rec.Office() == nil {
		return nil
	}
	unfinished, err := h.unfinished(rec)
	if err != nil {
		return err
	}
	files := h.publicFiles(rec)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		f := files[path]
		if _, err := h.readPublic(path, f); err != nil && !(errors.Is(err, fs.ErrNotExist) && unfinished[f.index]) {
			out.wrong(path, "%v: %s", err, vow.HintOf(err))
		}
	}
	for _, d := range rec.Office().Days {
		for _, o := range d.Opened {
			if o.Erased == nil {
				continue
			}
			index, _ := rec.Contains(textOf(o.Erased))
			path := h.openingPath(o.Body.Commit)
			if _, err := os.Lstat(path); err == nil && !unfinished[index] {
				out.wrong(path, "the record says that this was erased, and it is there: 'vow erase %s' deletes it", o.Body.Commit)
			}
		}
	}
	return nil
}
