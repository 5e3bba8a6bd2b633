package office

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"vow"
	"vow/internal/letters"
	"vow/internal/record"
	"vow/internal/store"
	"vow/paper"
)

// letterPaper is the name of the file, kept with an event, that is a version's text.
const letterPaper = "letter.paper"

// SaidOfLetter is one event about a version of a letter.
type SaidOfLetter struct {
	ID     string // in the private store; "#N" for entry N
	Public bool   // an entry, or opened
	Body   *vow.Letter
}

// Letter is all that the home has noted of one letter.
type Letter struct {
	Slug     string
	Said     []SaidOfLetter
	Events   []letters.Noted // signers and counts
	Versions []*letters.Version
	papers   map[string]*paper.Paper // by version, where the text is held
	Doubts   []string                // what contradicts
	public   map[string]bool         // events that are entries or opened, by id
}

// Paper returns the text of a version, nil where it is not held.
func (l *Letter) Paper(version string) *paper.Paper { return l.papers[version] }

// Version returns a version by its slug.
//
// Errors: CodeUsage where there is none.
func (l *Letter) Version(slug string) (*letters.Version, error) {
	for _, v := range l.Versions {
		if v.Slug == slug {
			return v, nil
		}
	}
	return nil, vow.Errorf(vow.CodeUsage, "no version %q of the letter %q is noted", slug, l.Slug).
		WithHint("'vow letter show %s' lists them; 'vow letter version' adds one", l.Slug)
}

// Form is that of the last event that says one.
func (l *Letter) last() *vow.Letter {
	if len(l.Said) == 0 {
		return nil
	}
	return l.Said[len(l.Said)-1].Body
}

// notPublic is noLetter of a letter of which more may be noted, and nothing is public.
func notPublic(slug string) error {
	return vow.Errorf(vow.CodeUsage, "nothing public is noted of a letter %q", slug).
		WithHint("the private store is left out by --public; 'vow letter publish' and 'vow event open' make something public")
}

// noLetter is the error of a letter that nothing is noted of.
func noLetter(slug string) error {
	return vow.Errorf(vow.CodeUsage, "nothing is noted of a letter %q", slug).
		WithHint("'vow letter list' lists the letters; 'vow letter add' notes a new one")
}

// Letter gathers what is noted of a letter: in the private store, and in entries.
// With public it is only what is public already: entries and opened events, and no
// signer who may not be named. Without texts no paper is read.
//
// Errors: CodeUsage where nothing is noted of it.
func (h *Home) Letter(ctx context.Context, slug string, public, texts bool) (*Letter, error) {
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	return k.letter(ctx, slug, public, texts)
}

func newLetter(slug string) *Letter {
	return &Letter{Slug: slug, papers: map[string]*paper.Paper{}, public: map[string]bool{}}
}

// known is what letters are gathered from: read once, for however many of them.
type known struct {
	home   *Home
	store  *store.Store // nil where there is none
	events []record.Event
}

func (h *Home) known(ctx context.Context) (*known, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	k := &known{home: h, events: publicEvents(rec)}
	if h.HasStore() {
		k.store, err = h.Store(ctx)
	}
	return k, err
}

func (k *known) letter(ctx context.Context, slug string, public, texts bool) (*Letter, error) {
	l := newLetter(slug)
	if k.store != nil {
		if err := l.fromStore(ctx, k.store, public); err != nil {
			return nil, err
		}
	}
	l.fromRecord(k.events)
	switch none := len(l.Said) == 0 && len(l.Events) == 0; {
	case none && public:
		return nil, notPublic(slug)
	case none:
		return nil, noLetter(slug)
	}
	l.versions()
	if texts {
		if err := l.texts(ctx, k.home, k.store); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// bodyOf parses the content of an event.
func bodyOf(e store.Event) (vow.Body, error) {
	body, err := vow.ParseEntryText(bytes.Join([][]byte{[]byte(vow.EntryHeader), e.Content, nil}, []byte("\n")))
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "private store: event %s: %w", e.ID, err)
	}
	return body, nil
}

func (l *Letter) fromStore(ctx context.Context, s *store.Store, public bool) error {
	list, err := s.LetterEvents(ctx, l.Slug)
	if err != nil {
		return err
	}
	for _, e := range list {
		open := !e.Opened.IsZero()
		if public && !open {
			continue
		}
		body, err := bodyOf(e)
		if err != nil {
			return err
		}
		who := ""
		if b, ok := body.(*vow.SignerEvent); ok && b.Unnamed {
			if public {
				continue
			}
			if who, err = s.HiddenName(ctx, b.PartyCommit); err != nil {
				return err
			}
		}
		l.take(e.ID, open, body, who)
	}
	return nil
}

// fromRecord takes the entries about the letter.
func (l *Letter) fromRecord(list []record.Event) {
	for _, e := range list {
		if slugOfLetter(e.Body) == l.Slug {
			l.take("#"+strconv.FormatInt(e.Index, 10), true, e.Body, "")
		}
	}
}

// take takes an event of this letter.
func (l *Letter) take(id string, public bool, body vow.Body, who string) {
	l.public[id] = public
	switch b := body.(type) {
	case *vow.Letter:
		l.Said = append(l.Said, SaidOfLetter{id, public, b})
	case *vow.SignerEvent:
		l.Events = append(l.Events, letters.Noted{ID: id, Body: b, Who: who})
	case *vow.CountClaim:
		l.Events = append(l.Events, letters.Noted{ID: id, Body: b})
	}
}

// versions puts together what several events say of one version.
func (l *Letter) versions() {
	at := map[string]*letters.Version{}
	for _, said := range l.Said {
		b := said.Body
		v := at[b.Version]
		if v == nil {
			v = &letters.Version{Slug: b.Version, When: b.When}
			at[b.Version] = v
			l.Versions = append(l.Versions, v)
		}
		if earlier(b.When, v.When) {
			v.When = b.When
		}
		switch {
		case v.Root.IsZero():
			v.Root, v.Lang = b.Root, b.Lang
		case !b.Root.IsZero() && b.Root != v.Root:
			l.Doubts = append(l.Doubts, "two texts are noted as version "+b.Version+": the one of "+said.ID+" is passed over")
		}
		if b.TranslationOf != "" {
			v.TranslationOf = b.TranslationOf
		}
		v.From = append(v.From, b.From...)
	}
	slices.SortFunc(l.Versions, func(a, b *letters.Version) int { return strings.Compare(a.Slug, b.Slug) })
}

// earlier reports whether a begins before b. Both are checked dates.
func earlier(a, b vow.EDTF) bool {
	x, _, _ := a.Bounds()
	y, _, _ := b.Bounds()
	return x.Before(y)
}

// texts reads the papers of the versions.
func (l *Letter) texts(ctx context.Context, h *Home, s *store.Store) error {
	for _, v := range l.Versions {
		if v.Root.IsZero() {
			continue
		}
		p, err := l.text(ctx, h, s, v)
		if err != nil {
			return err
		}
		if p != nil {
			l.papers[v.Slug], v.Blocks = p, letters.BlocksOf(p)
		}
	}
	return nil
}

// text finds the paper of a version: with the event that brought it, in the store
// under its root, or among the home's papers.
func (l *Letter) text(ctx context.Context, h *Home, s *store.Store, v *letters.Version) (*paper.Paper, error) {
	for _, said := range l.Said {
		if s == nil || said.Body.Root != v.Root || strings.HasPrefix(said.ID, "#") {
			continue
		}
		f, err := s.EventFile(ctx, said.ID, letterPaper)
		if vow.CodeOf(err) == vow.CodeUsage { // noted without its text
			continue
		}
		if err != nil {
			return nil, err
		}
		return keptText(f.Bytes, v.Root)
	}
	if s != nil {
		b, err := s.Text(ctx, v.Root)
		if err != nil {
			return nil, err
		}
		if b != nil {
			return keptText(b, v.Root)
		}
	}
	p, err := h.readPaper(v.Root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return p, err
}

func keptText(data []byte, root vow.Hash) (*paper.Paper, error) {
	p, err := paper.Parse(data)
	if err == nil && p.Root() != root {
		err = vow.Errorf(vow.CodeState, "its root is %s", p.Root())
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "private store: the text under the root %s is damaged: %w", root, err)
	}
	return p, nil
}

// Letters returns the slugs of all letters that something is noted of, sorted.
func (h *Home) Letters(ctx context.Context) ([]string, error) {
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	return k.letters(ctx)
}

func (k *known) letters(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	for _, e := range k.events {
		switch b := e.Body.(type) {
		case *vow.Letter:
			seen[b.Letter] = true
		case *vow.SignerEvent:
			seen[b.Letter] = true
		case *vow.CountClaim:
			seen[b.Letter] = true
		}
	}
	if k.store != nil {
		list, err := k.store.Letters(ctx)
		if err != nil {
			return nil, err
		}
		for _, slug := range list {
			seen[slug] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}
