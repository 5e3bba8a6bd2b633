package office

import (
	"context"
	"slices"
	"strings"

	"vow"
	"vow/internal/letters"
	"vow/internal/parties"
	"vow/internal/store"
	"vow/paper"
)

// LetterOptions say what is noted of a version of a letter.
type LetterOptions struct {
	Body   vow.Letter // all but Kind, Lang and Root; a later version has the form of the letter if it says none
	File   string     // the text; "" where it is not held
	Title  string
	Lang   string
	New    bool // the letter must not be known; else it must be
	Public bool
	Again  bool
	Quote  bool
	Files  []store.File
}

// NoteLetter notes a version of a letter, with its text, if that is held. Repeated
// with the same text it keeps the same root; with another text the version is another,
// and this one is refused.
//
// Errors: CodeUsage where the letter is known and should not be, or the reverse;
// CodeRefused for another text under the name of a version.
func (h *Home) NoteLetter(ctx context.Context, o LetterOptions) (*Noted, *paper.Paper, error) {
	b := o.Body
	b.Kind = vow.KindLetter
	if err := checkNamed(partiesOf(&b)); err != nil { // before its text is read
		return nil, nil, err
	}
	old, err := h.Letter(ctx, b.Letter, false, true)
	known := err == nil
	if err != nil && vow.CodeOf(err) != vow.CodeUsage {
		return nil, nil, err
	}
	if err := o.follow(&b, old, known); err != nil {
		return nil, nil, err
	}
	var p *paper.Paper
	var asPaper bool
	if o.File != "" {
		if p, asPaper, err = h.letterText(ctx, o, old, b.Version); err != nil {
			return nil, nil, err
		}
		b.Root, b.Lang = p.Root(), p.Lang
	}
	files := o.Files
	observer, err := h.isObserver(ctx)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case p == nil:
	case o.Public || observer:
		if p, err = h.keepLetterText(ctx, b.Letter, b.Version, p, asPaper); err != nil {
			return nil, nil, err
		}
		b.Root = p.Root()
	default:
		files = append(slices.Clone(files), store.File{Name: letterPaper, Bytes: p.Marshal()})
	}
	n, err := h.NoteEvent(ctx, &b, NoteOptions{Public: o.Public, Again: o.Again, Quote: o.Quote, Files: files})
	return n, p, err
}

// follow makes what is noted fit what is known of the letter.
func (o LetterOptions) follow(b *vow.Letter, old *Letter, known bool) error {
	if !known || len(old.Said) == 0 {
		if !o.New {
			return noLetter(b.Letter)
		}
		return nil
	}
	if o.New {
		for _, s := range old.Said {
			if s.Body.Version != b.Version {
				return vow.Errorf(vow.CodeUsage, "the letter %q is known already", b.Letter).
					WithHint("'vow letter version %s VERSION' adds a version to it", b.Letter)
			}
		}
	}
	if b.Form == "" {
		b.Form = old.last().Form
	}
	if b.Report == "" {
		b.Report = old.last().Report
	}
	for _, d := range b.From {
		if _, err := old.Version(d.Version); err != nil {
			return err
		}
	}
	if b.TranslationOf != "" {
		_, err := old.Version(b.TranslationOf)
		return err
	}
	return nil
}

// letterText makes the paper of a version's text, or takes the one that it has. asPaper
// says that the file was a paper already.
func (h *Home) letterText(ctx context.Context, o LetterOptions, old *Letter, version string) (p *paper.Paper, asPaper bool, err error) {
	built, err := BuildPaper(ctx, BuildOptions{File: o.File, Title: o.Title, Lang: o.Lang, CacheDir: h.Env.CacheDir})
	if err != nil {
		return nil, false, err
	}
	for _, r := range built.Report {
		h.Env.Log.Warn("import", "file", o.File, "remark", r.String())
	}
	p, asPaper = built.Paper, built.Format == ""
	if old == nil {
		return p, asPaper, nil
	}
	have := old.Paper(version)
	if have == nil {
		v, err := old.Version(version)
		if err == nil && !v.Root.IsZero() && v.Root != p.Root() {
			return nil, false, otherVersion(old.Slug, version)
		}
		return p, asPaper, nil
	}
	if have.Root() == p.Root() || !asPaper && have.Lang == p.Lang && have.Title == p.Title && have.Text() == p.Text() {
		return have, true, nil
	}
	return nil, false, otherVersion(old.Slug, version)
}

// keepLetterText keeps the text of a version that an entry will name, or returns the
// one that was kept of the same text before: an entry that waits for signatures, or was
// killed on its way, has its root.
func (h *Home) keepLetterText(ctx context.Context, letter, version string, p *paper.Paper, asPaper bool) (*paper.Paper, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	what := []string{letter, version, p.Lang, p.Title, p.Text()}
	if asPaper { // its root is what it is
		what = []string{p.Root().String()}
	}
	source := vow.SumHash([]byte(strings.Join(what, "\n")))
	kept, err := s.KeepText(ctx, p.Root(), p.Marshal(), source)
	if err != nil {
		return nil, err
	}
	if p, err = paper.Parse(kept); err != nil {
		return nil, vow.Errorf(vow.CodeState, "private store: the text of version %q of the letter %q is damaged: %w", version, letter, err)
	}
	return p, nil
}

func otherVersion(letter, version string) error {
	return vow.Errorf(vow.CodeRefused, "version %q of the letter %q has another text: a changed comma is another version", version, letter).
		WithHint("'vow letter version %s NAME' adds this text under a name of its own", letter)
}

// partiesOf returns every party that an event names.
func partiesOf(body vow.Body) []vow.Party {
	var out []vow.Party
	switch b := body.(type) {
	case *vow.Contact:
		out = append(append(out, b.Party, b.To), b.For...)
	case *vow.Inquiry:
		out = append(out, b.Party)
	case *vow.Statement:
		out = append(out, b.Party)
	case *vow.Letter:
		out = append(out, b.Addressees...)
		for _, r := range b.Roles {
			out = append(out, r.Party)
		}
		for _, d := range b.From {
			out = append(out, d.By)
		}
	case *vow.SignerEvent:
		out = append(append(out, b.By), b.Parties...)
	case *vow.CountClaim:
		out = append(out, b.By)
	case *vow.Position:
		out = append(out, b.Parties...)
	}
	if b, ok := body.(vow.Reported); ok {
		out = append(out, b.Observed().AttributedTo)
	}
	return slices.DeleteFunc(out, func(p vow.Party) bool { return p == "" })
}

// checkNamed checks that codes are those of parties that there are.
func checkNamed(list []vow.Party) error {
	for _, p := range list {
		if err := parties.Check(p); err != nil {
			return err
		}
	}
	return nil
}

// SignerOptions say what is noted of signers.
type SignerOptions struct {
	Bodies []*vow.SignerEvent // Kind and Root are set here
	Public bool
	Again  bool
	Quote  bool
	Files  []store.File
	Name   string // of the one signer who may not be named
}

// NoteSigners notes what became of signatures under a version, all or none in the
// private store. Each is bound to the text of the version, if that is known.
func (h *Home) NoteSigners(ctx context.Context, o SignerOptions) ([]*Noted, error) {
	var bodies []vow.Body
	known := map[string]*Letter{}
	for _, b := range o.Bodies {
		l := known[b.Letter]
		if l == nil {
			var err error
			if l, err = h.Letter(ctx, b.Letter, false, false); err != nil {
				return nil, err
			}
			known[b.Letter] = l
		}
		v, err := l.Version(b.Version)
		if err != nil {
			return nil, err
		}
		if err := checkNamed(b.Parties); err != nil {
			return nil, err
		}
		c := *b
		c.Kind = vow.KindSigner
		if c.Root.IsZero() {
			c.Root = v.Root
		}
		if c.Report == "" && l.last() != nil {
			c.Report = l.last().Report
		}
		bodies = append(bodies, &c)
	}
	return h.noteAll(ctx, bodies, NoteOptions{Public: o.Public, Again: o.Again, Quote: o.Quote, Files: o.Files, Name: o.Name})
}

// noteAll notes events, the public ones one after the other.
func (h *Home) noteAll(ctx context.Context, bodies []vow.Body, o NoteOptions) ([]*Noted, error) {
	observer, err := h.isObserver(ctx)
	if err != nil {
		return nil, err
	}
	if !o.Public && !observer {
		return h.NoteEvents(ctx, bodies, o)
	}
	if err := h.checkPublic(ctx, bodies, o); err != nil { // an entry is for ever: none is made if one is wrong
		return nil, err
	}
	var out []*Noted
	for _, b := range bodies {
		n, err := h.NoteEvent(ctx, b, o)
		if err != nil {
			return out, err
		}
		out = append(out, n)
	}
	return out, nil
}

// checkPublic refuses events of which one could not be an entry.
func (h *Home) checkPublic(ctx context.Context, bodies []vow.Body, o NoteOptions) error {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return err
	}
	for _, b := range bodies {
		if err := checkEvent(rec, b, true); err != nil {
			return err
		}
		if err := h.refuseUnique(ctx, b, o.Quote); err != nil {
			return err
		}
	}
	return nil
}

func (h *Home) isObserver(ctx context.Context) (bool, error) {
	_, rec, err := h.readRecord(ctx)
	return err == nil && rec.Office() != nil && rec.Office().Created.Role == vow.Observer, err
}

// signerKey is what the parties of one event have in common.
type signerKey struct {
	event, as          vow.SignerAct
	by                 vow.Party
	when, evidenceWhen vow.EDTF
	evidence           string
	confidence         vow.Confidence
}

// GroupRows makes signer events of a list's rows: one for each act, date, evidence and
// claimant, with all its parties, in the order of the list. What a row does not say
// comes from like.
//
// Errors: CodeUsage where an event of a row would be wrong; every such row is named.
func GroupRows(l *letters.List, like vow.SignerEvent) ([]*vow.SignerEvent, error) {
	err := l.Check(func(r letters.Row) error {
		b := rowEvent(r, like)
		b.Kind = vow.KindSigner
		return vow.ValidateBody(b)
	})
	if err != nil {
		return nil, err
	}
	var out []*vow.SignerEvent
	at := map[signerKey]int{}
	for _, r := range l.Rows {
		b := rowEvent(r, like)
		key := signerKey{b.Event, b.As, b.By, b.When, b.EvidenceWhen, b.Evidence, b.Confidence}
		i, ok := at[key]
		if !ok || len(out[i].Parties) >= vow.MaxSigners {
			at[key] = len(out)
			out = append(out, b)
			continue
		}
		out[i].Parties = append(out[i].Parties, r.Party)
	}
	for _, b := range out {
		slices.Sort(b.Parties)
	}
	return out, nil
}

// rowEvent is the event of one row.
func rowEvent(r letters.Row, like vow.SignerEvent) *vow.SignerEvent {
	b := like
	b.Parties = []vow.Party{r.Party}
	for _, f := range []struct {
		to   *string
		from string
	}{
		{(*string)(&b.Event), string(r.Event)}, {(*string)(&b.As), string(r.As)}, {(*string)(&b.By), string(r.By)}, {(*string)(&b.When), string(r.When)},
		{&b.Evidence, r.Evidence}, {(*string)(&b.EvidenceWhen), string(r.EvidenceWhen)}, {(*string)(&b.Confidence), string(r.Confidence)},
	} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	return &b
}

// ClaimCount notes a number that somebody gave.
func (h *Home) ClaimCount(ctx context.Context, b vow.CountClaim, o NoteOptions) (*Noted, error) {
	l, err := h.Letter(ctx, b.Letter, false, false)
	if err != nil {
		return nil, err
	}
	if b.Version != "" {
		if _, err := l.Version(b.Version); err != nil {
			return nil, err
		}
	}
	if err := checkNamed([]vow.Party{b.By}); err != nil {
		return nil, err
	}
	b.Kind = vow.KindCountClaim
	if b.Report == "" && l.last() != nil {
		b.Report = l.last().Report
	}
	return h.NoteEvent(ctx, &b, o)
}
