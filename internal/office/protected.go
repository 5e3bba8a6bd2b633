package office

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/record"
)

// The true reason of a move may have to wait: it is kept in the private store, the record
// has a commitment to it that two officers sign, and revealing it later is a file that
// dossiers carry. No entry says that it was revealed: the commitment is one already.

// protect keeps the true reason of a move and returns the commitment to it.
func (w *writer) protect(ctx context.Context, p *record.Report, o MoveOptions) (vow.Hash, error) {
	switch {
	case o.Reason != vow.ReasonProtected:
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "--protected-file goes with --reason %s alone", vow.ReasonProtected)
	case !o.Code.IsZero():
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "--protected-file or --code, not both: the commitment is made from the file")
	}
	words, err := durable.ReadSecret(o.ProtectedFile, vow.MaxProtected+1)
	if err != nil {
		return vow.Hash{}, err
	}
	defer clear(words)
	text := strings.TrimSpace(string(words))
	if err := vow.CheckProtected(text); err != nil {
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "--protected-file %s: %w", o.ProtectedFile, err)
	}
	st, err := w.home.Store(ctx)
	if err != nil {
		return vow.Hash{}, err
	}
	last, _ := w.rec.Last(o.Report)
	return st.Reason(ctx, o.Report, []byte(text), func(c vow.Hash) bool {
		for _, m := range p.Moves {
			if m.Body.Code == c && m.Index != last.Index { // the last one is this command, repeated
				return true
			}
		}
		return false
	})
}

// minPrefix is the fewest hex digits by which a protected reason is named.
const minPrefix = 8

// protectedMove finds the move whose commitment an id names: 64 hex digits, or enough
// of the first. nil: the id is none of a move.
func protectedMove(rec *record.Record, id string) (*record.Move, error) {
	if _, err := hex.DecodeString(id[:len(id)/2*2]); err != nil || len(id) < minPrefix {
		return nil, nil
	}
	var found *record.Move
	for _, slug := range rec.Reports() {
		for _, m := range rec.Report(slug).Moves {
			if m.Body.Code.IsZero() || !strings.HasPrefix(m.Body.Code.String(), id) || found != nil && found.Body.Code == m.Body.Code {
				continue
			}
			if found != nil {
				return nil, vow.Errorf(vow.CodeUsage, "%s: two moves have a protected reason that begins so", id).WithHint("give more digits")
			}
			found = &m
		}
	}
	return found, nil
}

// revealReason writes the reveal file of a move's protected reason: dossiers carry it
// from then on. What its words may not say is looked at before, as with an event.
func (w *writer) revealReason(ctx context.Context, m *record.Move, o OpenEventOptions) (*Outcome, error) {
	st, err := w.home.Store(ctx)
	if err != nil {
		return nil, err
	}
	r, err := st.ReasonReveal(ctx, m.Body.Code)
	if err != nil {
		return nil, err
	}
	file, err := r.Marshal()
	if err != nil {
		return nil, err
	}
	path := w.home.openingPath(m.Body.Code)
	var warnings []string
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		words := disclosure{what: "the reason " + short(m.Body.Code), report: m.Body.Report, quoted: []string{r.Content}, said: []string{r.Content},
			instead: "it stays in the private store"}
		if warnings, err = w.checkDisclosure(ctx, words, o.SayName); err != nil {
			return nil, err
		}
		ok, err := w.home.Env.Confirm(append(file, '\n'), askOpen("Reveal this reason?", warnings))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, vow.Errorf(vow.CodeRefused, "not revealed, nothing was changed")
		}
		if err := w.home.Disk().MkdirAll(w.home.Path(DirOpenings), durable.Folder); err != nil {
			return nil, err
		}
		if err := w.home.Disk().WriteFile(path, file, durable.Private); err != nil {
			return nil, err
		}
	}
	out, err := w.stands(ctx, m.Index)
	if err == nil {
		out.Warnings = append(out.Warnings, "the reason is revealed by "+path+": dossiers carry it from now on; no entry says so, as the record has the commitment already")
		out.Warnings = append(out.Warnings, warnings...)
	}
	return out, err
}

// reasonMembers are the reveal files of a report's protected reasons, as far as they
// were revealed.
func (h *Home) reasonMembers(p *record.Report) ([]dossier.Member, error) {
	var out []dossier.Member
	seen := make(map[vow.Hash]bool)
	for _, m := range p.Moves {
		code := m.Body.Code
		if code.IsZero() || seen[code] {
			continue
		}
		seen[code] = true
		data, err := durable.ReadKept(h.openingPath(code), vow.MaxReveal)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = checkReason(data, code)
		}
		if err != nil {
			return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", h.openingPath(code), err).WithHint("delete it, then 'vow event open %s' writes it anew", code)
		}
		out = append(out, bytesMember(dossier.PathOpening(code), data))
	}
	return out, nil
}

// checkReason requires that a file reveals a protected reason.
func checkReason(data []byte, code vow.Hash) error {
	r, err := vow.ParseReveal(data)
	if err == nil && r.Commit != code {
		err = vow.Errorf(vow.CodeState, "it reveals another commitment")
	}
	if err == nil {
		err = vow.CheckProtected(r.Content)
	}
	return err
}

// eraseReason deletes a move's protected reason, revealed or not. The commitment stays,
// and leads to nothing.
func (w *writer) eraseReason(ctx context.Context, m *record.Move, o EraseOptions) (*Erased, error) {
	st, err := w.home.Store(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := st.EraseReason(ctx, m.Body.Code); err != nil {
		return nil, err
	}
	if err := w.home.Disk().RemoveAll(w.home.openingPath(m.Body.Code)); err != nil {
		return nil, err
	}
	return &Erased{What: o.What, Erased: true}, nil
}
