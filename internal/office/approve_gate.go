package office

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"vow"
	"vow/paper"
)

// Whoever signs the seal of a body puts their name under the right of reply as well. The
// home in which it was made may be a copy, its tool a patched one: so the gates are asked
// again wherever it is signed and there is what is needed, and it is said where there
// is not.

// sealOfBody returns the statement that a body is sealed, or nil: a part's gates are those
// of its body, and a late reply has none.
func sealOfBody(body vow.Body) *vow.SealMade {
	b, ok := body.(*vow.SealMade)
	if !ok || b.Part != vow.PartBody {
		return nil
	}
	return b
}

const (
	notGated    = "whether everybody whom the report criticises was heard was not checked: "
	notCompared = "whether every change after sharing is explained was not checked: "
)

// UncheckedGates says of an entry that is to be signed in a home without the office's record
// what nobody looked at there, "" where there is nothing to look at.
func UncheckedGates(body vow.Body) string {
	if sealOfBody(body) == nil {
		return ""
	}
	return notGated + "this home keeps no record; with --office DIR, a home that does or a copy of it, the gates of the right of reply are asked before it is signed"
}

// CheckGates holds an entry that waits to the gates of the right of reply, if it is the
// seal of a body, by this home's record and texts. Nothing is signed or written. It
// returns what could not be checked and what is to be told.
//
// Errors: CodeRefused where a gate is closed.
func (h *Home) CheckGates(ctx context.Context, body vow.Body) ([]string, error) {
	if sealOfBody(body) == nil {
		return nil, nil
	}
	if !h.KeepsRecord() {
		return nil, vow.Errorf(vow.CodeUsage, "home %s keeps no record to check the seal by", h.dir)
	}
	rec, err := h.Record(ctx)
	if err != nil {
		return nil, err
	}
	if rec.Office() == nil {
		return nil, vow.Errorf(vow.CodeState, "home %s: the record does not begin with a valid office.created", h.dir)
	}
	if origin := body.Common().Log; origin != rec.Origin() {
		return nil, vow.Errorf(vow.CodeUsage, "the entry is of the record %s, and home %s keeps that of %s", origin, h.dir, rec.Origin())
	}
	w := &writer{home: h, rec: rec}
	return w.checkGates(body)
}

// checkGates is CheckGates of an open record.
func (w *writer) checkGates(body vow.Body) ([]string, error) {
	b := sealOfBody(body)
	if b == nil {
		return nil, nil
	}
	p := w.rec.Report(b.Report)
	if p == nil {
		return nil, noPromise(b.Report)
	}
	if says, goOn, err := w.checkTold(p); err != nil || !goOn {
		return says, err
	}
	var papers []*paper.Paper
	for _, lang := range slices.Sorted(maps.Keys(b.Texts)) {
		text, err := w.home.readPaper(b.Texts[lang])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return []string{notCompared + "the text in " + lang + " that it seals is not in this home"}, nil
		case err != nil:
			return nil, err
		}
		papers = append(papers, text)
	}
	says, err := w.checkReply(p, papers)
	if vow.CodeOf(err) == vow.CodeState { // a copy without the files of the round
		return []string{notCompared + err.Error()}, nil
	}
	return says, err
}
