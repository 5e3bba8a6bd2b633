package office

import (
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
	"vow/seal"
)

// What came of the right of reply is sealed with the body: when it opens by time alone
// nobody needs the office to see what a party answered and what was changed after that.

// sealedRound returns the files of a report's round that go into the body's package,
// and what is to be told of them before sealing.
func (w *writer) sealedRound(p *record.Report, papers []*paper.Paper) (files []seal.File, says []string, err error) {
	r := p.Round()
	if r.Texts == nil {
		return nil, nil, nil
	}
	guard, err := w.home.guarded(standing(p))
	if err != nil {
		return nil, nil, err
	}
	roots := rootsOf(papers)
	members, err := w.home.roundMembers(p, roundAs{texts: roots, before: w.rec.Size(), guard: guard})
	if err != nil {
		return nil, nil, err
	}
	for _, m := range members {
		files = append(files, seal.File{Name: dossier.SealedName(m.Path), Size: m.Size, Open: m.Open})
	}
	if d := r.DisposedFor(roots, w.rec.Size()); d != nil {
		m, err := w.home.readMatrix(d.Body)
		if err != nil {
			return nil, nil, err
		}
		pages, err := w.sealedPages(p, m, guard)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, pages...)
	}
	for _, x := range r.Replies {
		say, err := w.replySays(x, guard)
		if err != nil {
			return nil, nil, err
		}
		says = append(says, say)
	}
	return files, says, nil
}

// sealedPages are the two pages for people.
func (w *writer) sealedPages(p *record.Report, m *reply.Matrix, guard guardedWords) ([]seal.File, error) {
	page, err := w.home.publicPage(p, m, guard)
	if err != nil {
		return nil, err
	}
	var out []seal.File
	for _, f := range []struct{ name, text string }{{dossier.SealedText, page.WriteText()}, {dossier.SealedPage, page.HTML()}} {
		out = append(out, seal.File{Name: f.name, Size: int64(len(f.text)), Open: opener([]byte(f.text))})
	}
	return out, nil
}

// replySays says of a reply how it is sealed: what the package shows cannot be taken
// back.
func (w *writer) replySays(x record.Reply, guard guardedWords) (string, error) {
	q, err := w.home.publicReply(x.Body, guard)
	if err != nil {
		return "", err
	}
	hidden := len(q.Withheld())
	switch {
	case hidden == len(q.Lines):
		return "", vow.Errorf(vow.CodeRefused, "every block of the reply %s would be withheld: it would not be annexed", x.Body.Reply).
			WithHint("'vow comment withhold %s %s --blocks …' names only the blocks by which third persons would be known", x.Body.Report, x.Body.Reply)
	case hidden > 0:
		return fmt.Sprintf("the reply %s of %s is sealed without %d of its %d blocks; the rest will be public, for ever", x.Body.Reply, x.Body.Party, hidden, len(q.Lines)), nil
	}
	return fmt.Sprintf("the reply %s of %s is sealed in full, and will be public: blocks by which third persons would be known are withheld with 'vow comment withhold' before, not after", x.Body.Reply, x.Body.Party), nil
}

// checkReserved refuses an annex that would stand among the files of the right of
// reply, or for a file system that knows no case seem to.
func checkReserved(annexes []seal.File) error {
	fold := func(s string) string { return strings.ToLower(norm.NFKD.String(s)) }
	for _, f := range annexes {
		first, _, _ := strings.Cut(f.Name, "/")
		if fold(first) == strings.TrimSuffix(dossier.SealedFolder, "/") {
			return vow.Errorf(vow.CodeRefused, "annex %q: the folder %s is kept for the right of reply, which is sealed by itself", f.Name, path.Clean(dossier.SealedFolder)).
				WithHint("give the file or folder another name")
		}
	}
	return nil
}
