package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// An opening waits in the outbox for a day or longer, and meanwhile a name may be kept
// back, or a block of a reply withheld. So its words are looked at again before it is
// recorded; which names --say-name meant lies beside it, by their commitments.

const (
	meantSuffix = ".meant"
	maxMeant    = 1 << 20 // bytes of such a file
)

// meantNames are the kept names that an opening says on purpose.
type meantNames struct {
	event   vow.Hash // its commitment
	commits []vow.Hash
}

func (h *Home) meantPath(id string) string { return h.Path(DirPending, id+meantSuffix) }

// meantNames are those of words that were found fit to be opened, nil for none.
func (w *writer) meantNames(ctx context.Context, event vow.Hash, d disclosure) (*meantNames, error) {
	names, err := w.home.hiddenNames(ctx, d.said...)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	m := &meantNames{event: event}
	for _, n := range names {
		m.commits = append(m.commits, n.commit)
	}
	return m, nil
}

// keepMeant lays them beside the opening that p is, one commitment a line.
func (w *writer) keepMeant(p *vow.Pending) error {
	b, ok := p.Body.(*vow.EventOpened)
	if !ok || w.meant == nil || w.meant.event != b.Commit {
		return nil
	}
	var text strings.Builder
	for _, c := range w.meant.commits {
		text.WriteString(c.String() + "\n")
	}
	return w.home.Disk().WriteFile(w.home.meantPath(p.ID()), []byte(text.String()), durable.Private)
}

// meantBy reads them.
func (h *Home) meantBy(id string) (map[vow.Hash]bool, error) {
	b, err := durable.ReadKept(h.meantPath(id), maxMeant)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := make(map[vow.Hash]bool)
	for line := range bytes.Lines(b) {
		c, err := vow.ParseHash(string(bytes.TrimSuffix(line, []byte("\n"))))
		if err != nil {
			return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", h.meantPath(id), err).
				WithHint("delete the file: 'vow event open' with --say-name makes it again")
		}
		out[c] = true
	}
	return out, nil
}

// checkOpening refuses an opening whose words say what the home keeps back by now.
func (w *writer) checkOpening(ctx context.Context, p *vow.Pending) error {
	b, ok := p.Body.(*vow.EventOpened)
	if !ok || !w.home.HasStore() {
		return nil
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return err
	}
	e, err := s.EventByCommit(ctx, b.Commit)
	if errors.Is(err, store.ErrNoEvent) { // of another store: its words are not here
		return nil
	}
	if err != nil {
		return err
	}
	if !e.Erased.IsZero() {
		return nil // it has no words any more, and opens none
	}
	body, err := bodyOf(e)
	if err != nil {
		return err
	}
	d, err := disclosureOf(e.ID, body)
	if err != nil {
		return err
	}
	where, err := w.withheldIn(d.report, d.quoted...)
	if err != nil {
		return err
	}
	drop := fmt.Sprintf("'vow pending --drop %s' drops the opening, and %s", p.ID(), d.instead)
	if where != "" {
		return vow.Errorf(vow.CodeRefused, "%s repeats words of %s since it was to be opened", d.what, where).WithHint("%s", drop)
	}
	names, err := w.newlyHidden(ctx, p.ID(), d)
	if err != nil || len(names) == 0 {
		return err
	}
	return vow.Errorf(vow.CodeRefused, "%s is not opened: %s since it was to be opened", d.what, sayHidden(names)).
		WithHint("%s; 'vow event open %s --say-name' opens it all the same, where the name is public by now", drop, e.ID)
}

// newlyHidden are the kept names in an opening's words that nobody meant to say. One
// name may be kept with several events: it was meant with all of them.
func (w *writer) newlyHidden(ctx context.Context, id string, d disclosure) (left []hiddenName, err error) {
	names, err := w.home.hiddenNames(ctx, d.said...)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	meant, err := w.home.meantBy(id)
	if err != nil {
		return nil, err
	}
	said := make(map[string]bool)
	for _, n := range names {
		said[n.bare] = said[n.bare] || meant[n.commit]
	}
	for _, n := range names {
		if !said[n.bare] {
			left = append(left, n)
		}
	}
	return left, nil
}
