package office

import (
	"maps"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
)

// replyMembers returns what a dossier carries of a released report's round.
func (h *Home) replyMembers(p *record.Report, s *record.Seal) ([]dossier.Member, error) {
	if s == nil || s.ReleaseAt < 0 {
		return nil, nil
	}
	guard, err := h.guarded(s.Parts)
	if err != nil {
		return nil, err
	}
	return h.roundMembers(p, roundAs{texts: s.Body.Texts, before: s.Index, guard: guard, all: true})
}

// roundAs says as what a round is written down.
type roundAs struct {
	texts  map[string]vow.Hash // the final ones
	before int64               // the matrix is the last one before this entry
	guard  guardedWords
	all    bool // what came after that entry, too
}

// roundMembers returns a report's round as the public is shown it: the shared texts,
// what each party was handed, the replies and their comments, and the matrix, each
// under its path in a dossier. Nobody is shown a block that the matrix withholds, that
// is withheld of a reply, or that a protective part holds.
func (h *Home) roundMembers(p *record.Report, as roundAs) ([]dossier.Member, error) {
	r := p.Round()
	if r.Texts == nil {
		return nil, nil
	}
	var out []dossier.Member
	m := &reply.Matrix{}
	if d := r.DisposedFor(as.texts, as.before); d != nil {
		var err error
		if m, err = h.readMatrix(d.Body); err != nil {
			return nil, err
		}
		out = append(out, bytesMember(dossier.PathMatrix(d.Body.Matrix.SHA256), m.Marshal()))
	}
	add := func(path string, q *paper.Paper, hide []int) error {
		q, err := as.guard.shown(q, hide)
		if err == nil {
			out = append(out, bytesMember(path, q.Marshal()))
		}
		return err
	}
	for _, lang := range slices.Sorted(maps.Keys(r.Texts)) {
		q, err := h.wholePaper(r.Texts[lang])
		if err != nil {
			return nil, err
		}
		if err := add(dossier.PathNotice(r.Texts[lang]), q, m.WithheldFrom(lang)); err != nil {
			return nil, err
		}
	}
	for _, n := range r.Notices {
		if n.Index >= as.before && !as.all {
			continue
		}
		for _, lang := range slices.Sorted(maps.Keys(n.Body.Texts)) {
			root := n.Body.Texts[lang]
			q, err := h.handedPaper(root, n.Body.Blocks[lang])
			if err != nil {
				return nil, err
			}
			var hide []int
			if n.Body.Supplements == "" {
				hide = m.WithheldFrom(lang)
			}
			if err := add(dossier.PathNotice(root), q, hide); err != nil {
				return nil, err
			}
		}
	}
	for _, x := range r.Replies { // late ones, and those after the release, too
		if x.Index >= as.before && !as.all {
			continue
		}
		q, err := h.publicReply(x.Body, as.guard)
		if err != nil {
			return nil, err
		}
		if err := add(dossier.PathReply(x.Body.Root), q, nil); err != nil {
			return nil, err
		}
		list, err := h.keptIn(DirReplies, commentsSuffix, x.Body.SHA256, reply.MaxFile)
		if err != nil {
			return nil, err
		}
		if path := dossier.PathComments(x.Body.SHA256); !slices.ContainsFunc(out, func(m dossier.Member) bool { return m.Path == path }) {
			out = append(out, bytesMember(path, list))
		}
	}
	return out, nil
}

// publicReply reads a reply as the public is shown it: without the blocks by which third
// persons would be known, or that protective parts hold.
func (h *Home) publicReply(b *vow.CommentReceived, guard guardedWords) (*paper.Paper, error) {
	q, err := h.wholePaper(b.Root)
	if err != nil {
		return nil, err
	}
	hide, err := h.withheldOf(b.Root)
	if err != nil {
		return nil, err
	}
	return guard.shown(q, hide)
}

// guardedWords are the words that the protective parts of a seal hold.
type guardedWords map[string]bool

// guarded reads what parts hold: no text of the round may show it.
func (h *Home) guarded(parts []*record.Seal) (guardedWords, error) {
	out := make(guardedWords)
	for _, part := range parts {
		for lang, root := range part.Body.Texts {
			q, err := h.wholePaper(root)
			if err != nil {
				return nil, err
			}
			for _, n := range part.Body.Blocks[lang].Numbers() {
				if n < len(q.Lines) && q.Lines[n].Block != nil && len(q.Lines[n].Block.Text) >= minGuarded {
					out[q.Lines[n].Block.Text] = true
				}
			}
		}
	}
	return out, nil
}

// in returns the blocks of a text that show guarded words.
func (g guardedWords) in(q *paper.Paper) []int {
	var out []int
	for i, l := range q.Lines {
		if l.Block != nil && g[l.Block.Text] {
			out = append(out, i)
		}
	}
	return out
}

// shown returns a text without some blocks and without guarded words.
func (g guardedWords) shown(q *paper.Paper, hide []int) (*paper.Paper, error) {
	q, err := q.Withhold(hide)
	if err != nil {
		return nil, err
	}
	return q.Withhold(g.in(q))
}
