package office

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/letters"
	"vow/internal/record"
)

func (h *Home) letterPath(root vow.Hash) string {
	return h.Path(DirOpenings, "letter-"+root.String()+".paper")
}

func (h *Home) letterSigPath(sum vow.Hash) string {
	return h.Path(DirOpenings, "letter-"+sum.String()+".sig")
}

// publicEvents returns the events of a report and of the office that are public: those
// that are entries, and those whose reveal files are there.
func (h *Home) publicEvents(rec *record.Record, p *record.Report) ([]vow.Body, error) {
	var out []vow.Body
	list := rec.Office().Events
	if p != nil {
		list = append(list[:len(list):len(list)], p.Events...)
	}
	for _, e := range list {
		out = append(out, e.Body)
	}
	for _, d := range rec.Office().Days {
		for _, o := range d.Opened {
			if r := o.Body.Report; o.Erased != nil || r != "" && (p == nil || r != p.Slug) {
				continue
			}
			data, err := durable.ReadKept(h.openingPath(o.Body.Commit), vow.MaxReveal)
			if errors.Is(err, fs.ErrNotExist) {
				continue // the dossier will say so
			}
			if err != nil {
				return nil, err
			}
			r, err := vow.ParseReveal(data)
			if err != nil {
				return nil, vow.Errorf(vow.CodeState, "%s: %w", h.openingPath(o.Body.Commit), err)
			}
			body, err := r.Event()
			if err != nil {
				return nil, vow.Errorf(vow.CodeState, "%s: %w", h.openingPath(o.Body.Commit), err)
			}
			out = append(out, body)
		}
	}
	return out, nil
}

// letterMembers are the texts of letters, and the signatures under them, that the
// office made public and a public event names.
func (h *Home) letterMembers(rec *record.Record, p *record.Report) ([]dossier.Member, error) {
	events, err := h.publicEvents(rec, p)
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	for _, b := range events {
		member, path := "", ""
		var check func([]byte) error
		switch b := b.(type) {
		case *vow.Letter:
			member, path = dossier.PathLetter(b.Root), h.letterPath(b.Root)
			check = func(data []byte) error {
				_, err := keptText(data, b.Root)
				return err
			}
		case *vow.SignerEvent:
			member, path = dossier.PathLetterSig(b.SHA256), h.letterSigPath(b.SHA256)
			check = func(data []byte) error {
				if vow.SumHash(data) != b.SHA256 {
					return errors.New("it is not the file that the event names")
				}
				return nil
			}
		}
		if path == "" || found[member] != nil {
			continue
		}
		data, err := durable.ReadKept(path, maxPaperFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue // not published
		}
		if err == nil {
			err = check(data)
		}
		if err != nil {
			return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", path, err).WithHint("delete it, then 'vow letter publish' makes it anew from the private store")
		}
		found[member] = data
	}
	var members []dossier.Member
	for _, member := range slices.Sorted(maps.Keys(found)) {
		members = append(members, bytesMember(member, found[member]))
	}
	return members, nil
}

// Published says what of a letter goes into dossiers from now on.
type Published struct {
	Letter  string   `json:"letter"`
	Version string   `json:"version"`
	Root    vow.Hash `json:"root"`
	Sigs    int      `json:"signatures"` // files of those signers whose events are public
}

// PublishLetter lets the text of a version go into dossiers, and the signature files
// of those signers whose events are public. The version itself must be public already:
// by an entry, or an opened event.
//
// Errors: CodeRefused where it is not.
func (h *Home) PublishLetter(ctx context.Context, slug, version string) (*Published, error) {
	if err := h.Writable(); err != nil {
		return nil, err
	}
	l, err := h.Letter(ctx, slug, false, true)
	if err != nil {
		return nil, err
	}
	v, err := l.Version(version)
	if err != nil {
		return nil, err
	}
	p := l.Paper(version)
	if p == nil {
		return nil, vow.Errorf(vow.CodeUsage, "the text of version %q is not held", version)
	}
	public := false
	for _, s := range l.Said {
		public = public || s.Public && s.Body.Root == v.Root
	}
	if !public {
		return nil, vow.Errorf(vow.CodeRefused, "nothing public says yet that there is version %q of the letter %q", version, slug).
			WithHint("open the event of it first: 'vow event open %s'", l.eventOf(v.Root))
	}
	ok, err := h.Env.Confirm([]byte(p.Text()), "Let this text go into dossiers? Whoever was given only this version can be found by it.")
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, vow.Errorf(vow.CodeRefused, "not published, nothing was changed")
	}
	out := &Published{Letter: slug, Version: version, Root: v.Root}
	if out.Sigs, err = h.publishSigs(ctx, l, v.Root); err != nil {
		return nil, err
	}
	return out, h.Disk().WriteFile(h.letterPath(v.Root), p.Marshal(), durable.Private)
}

// eventOf returns the id of the event that brought a text.
func (l *Letter) eventOf(root vow.Hash) string {
	for _, s := range l.Said {
		if s.Body.Root == root {
			return s.ID
		}
	}
	return "ID"
}

func (h *Home) publishSigs(ctx context.Context, l *Letter, root vow.Hash) (n int, err error) {
	for _, e := range l.Events {
		b, ok := e.Body.(*vow.SignerEvent)
		if !ok || b.SHA256.IsZero() || b.Unnamed || b.Root != root || !l.public[e.ID] {
			continue
		}
		data, err := h.signatureOf(ctx, e)
		if err != nil {
			return n, err
		}
		if err := h.Disk().WriteFile(h.letterSigPath(b.SHA256), data, durable.Private); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// signatureOf returns the signature file that is kept with a signer event.
func (h *Home) signatureOf(ctx context.Context, e letters.Noted) ([]byte, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := s.Event(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range kept.Files {
		if f.SHA256 == e.Body.(*vow.SignerEvent).SHA256 {
			f, err := s.EventFile(ctx, e.ID, f.Name)
			return f.Bytes, err
		}
	}
	return nil, vow.Errorf(vow.CodeState, "private store: the signature file of event %s is missing", e.ID)
}

// dropLetter deletes what went into dossiers of an event about a letter.
func (h *Home) dropLetter(body vow.Body) error {
	switch b := body.(type) {
	case *vow.Letter:
		if !b.Root.IsZero() {
			return h.Disk().Remove(h.letterPath(b.Root))
		}
	case *vow.SignerEvent:
		if !b.SHA256.IsZero() {
			return h.Disk().Remove(h.letterSigPath(b.SHA256))
		}
	}
	return nil
}
