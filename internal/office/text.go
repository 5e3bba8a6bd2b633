package office

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/intake"
	"vow/internal/record"
	"vow/paper"
)

// LangFile is a text file in a language.
type LangFile struct {
	Lang string
	File string
}

// ParseLangFile parses [LANG=]FILE. Without a language it is the first of the
// home's settings, or a paper's own.
func ParseLangFile(s, deflt string) (LangFile, error) {
	lang, file, ok := strings.Cut(s, "=")
	if !ok || vow.CheckLang(lang) != nil {
		if strings.HasSuffix(s, ".paper") {
			deflt = ""
		}
		return LangFile{deflt, s}, nil
	}
	if file == "" {
		return LangFile{}, vow.Errorf(vow.CodeUsage, "--text %q: LANG=FILE expected", s)
	}
	return LangFile{lang, file}, nil
}

// TextOptions say which text of a report is fixed in the record.
type TextOptions struct {
	Report        string
	File          string
	Lang          string
	Title         string
	Role          vow.TextRole
	Work          string   // the report's slug if empty
	TranslationOf vow.Hash // zero: authentic
}

// FixText fixes a text's root in the record and keeps the paper in the home.
func (h *Home) FixText(ctx context.Context, o TextOptions) (out *Outcome, root vow.Hash, err error) {
	p, err := h.buildOnce(ctx, BuildOptions{File: o.File, Title: o.Title, Lang: o.Lang}, o.Report, string(o.Role))
	if err != nil {
		return nil, root, err
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, root, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if w.rec.Report(o.Report) == nil {
		return nil, root, noPromise(o.Report)
	}
	var warnings []string
	if o.Role != "letter" && o.Role != "reply" { // others' words, as they are
		warnings = h.warnPapers(ctx, p)
	}
	if out, err = w.fixText(ctx, w.textFixed(o, p), p); err == nil {
		out.Warnings = append(out.Warnings, warnings...)
	}
	return out, p.Root(), err
}

func (w *writer) textFixed(o TextOptions, p *paper.Paper) *vow.TextFixed {
	if o.Work == "" {
		o.Work = o.Report
	}
	return &vow.TextFixed{At: w.now(), Authentic: o.TranslationOf.IsZero(), Blocks: len(p.Lines), Kind: vow.KindTextFixed,
		Lang: p.Lang, Log: w.origin(), Report: o.Report, Role: o.Role, Root: p.Root(), TranslationOf: o.TranslationOf, Work: o.Work}
}

func (w *writer) fixText(ctx context.Context, body *vow.TextFixed, p *paper.Paper) (*Outcome, error) {
	if err := w.home.keepPaper(p); err != nil {
		return nil, err
	}
	out, err := w.submit(ctx, body)
	if err == nil {
		out.Root = p.Root()
	}
	return out, err
}

// audiencePublic is who gets the sealed text when it opens: everybody, and so of
// the text that is fixed as final. Both have one root.
const audiencePublic = "final"

// buildOnce builds a paper, or takes the one that the same source gave before
// for the same report and audience: a command that is repeated must not fix a
// second root, and two audiences never share salts.
func (h *Home) buildOnce(ctx context.Context, o BuildOptions, report, audience string) (*paper.Paper, error) {
	p, _, err := h.buildReported(ctx, o, report, audience)
	return p, err
}

// buildReported is buildOnce, and says how much of the file is not in the paper, when it
// is built.
func (h *Home) buildReported(ctx context.Context, o BuildOptions, report, audience string) (_ *paper.Paper, dropped int, err error) {
	data, err := durable.ReadBounded(o.File, maxSource)
	if err != nil {
		return nil, 0, vow.Errorf(vow.CodeUsage, "text: %w", err)
	}
	key := vow.SumHash([]byte(strings.Join([]string{report, audience, o.Lang, o.Title, o.Split, filepath.Ext(o.File), vow.SumHash(data).String()}, "\n")))
	memo := h.Path(DirPapers, "built-"+key.String())
	switch p, err := h.builtBefore(memo, o.File); {
	case err == nil:
		return p, 0, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, 0, err
	}
	o.CacheDir = h.Env.CacheDir
	built, err := BuildPaper(ctx, o)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range built.Report {
		h.Env.Log.Warn("import", "file", o.File, "remark", r.String())
		if r.Sort == intake.Dropped {
			dropped++
		}
	}
	p := built.Paper
	if hidden := p.Withheld(); len(hidden) > 0 {
		return nil, 0, vow.Errorf(vow.CodeRefused, "%s: %d of its %d blocks are withheld, from block %d on: it has the root of the whole text and would pass for it",
			o.File, len(hidden), len(p.Lines), hidden[0]).WithHint("use the paper before anything was withheld")
	}
	if err := h.keepPaper(p); err != nil {
		return nil, 0, err
	}
	return p, dropped, h.Disk().WriteFile(memo, []byte(p.Root().String()+"\n"), durable.Private)
}

// builtBefore reads the paper that a memo names. There is none only if there is no
// memo: one that cannot be read must not lead to a second root for the same text.
func (h *Home) builtBefore(memo, source string) (*paper.Paper, error) {
	b, err := durable.ReadKept(memo, 65)
	if err != nil {
		return nil, err
	}
	hint := "restore it from a backup; 'vow fsck' says what else is wrong"
	var root vow.Hash
	if len(b) == 65 && b[64] == '\n' {
		root, err = vow.ParseHash(string(b[:64]))
	} else {
		err = vow.Errorf(vow.CodeState, "a root and a line's end expected")
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", memo, err).WithHint("%s", hint)
	}
	p, err := h.readPaper(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeState, "%s: missing: it was built of %s before", h.paperPath(root), source).WithHint("%s", hint)
	}
	if err != nil {
		return nil, err
	}
	if len(p.Withheld()) > 0 {
		return nil, vow.Errorf(vow.CodeState, "%s: blocks of it are withheld: what was built of %s is not whole any more", h.paperPath(root), source).WithHint("%s", hint)
	}
	return p, nil
}

// maxPaperFile is more than any paper takes.
const maxPaperFile = paper.MaxBytes + paper.MaxBytes/2

func (h *Home) paperPath(root vow.Hash) string { return h.Path(DirPapers, root.String()+".paper") }

// keepPaper stores a paper in the home under its root.
func (h *Home) keepPaper(p *paper.Paper) error {
	return h.Disk().WriteFile(h.paperPath(p.Root()), p.Marshal(), durable.Private)
}

// readPaper reads a paper of the home.
func (h *Home) readPaper(root vow.Hash) (*paper.Paper, error) {
	data, err := durable.ReadKept(h.paperPath(root), maxPaperFile)
	if err != nil {
		return nil, err
	}
	p, err := paper.Parse(data)
	if err == nil && p.Root() != root {
		err = vow.Errorf(vow.CodeState, "its root is %s", p.Root())
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", h.paperPath(root), err)
	}
	return p, nil
}

// CorrectOptions are a later text's place.
type CorrectOptions struct {
	Text TextOptions
	Type string // vow.CorrectionRev, Corr or Add
}

// Correct fixes a later text of a released report and says what it is. The
// released text stays what it is.
func (h *Home) Correct(ctx context.Context, o CorrectOptions) (out *Outcome, err error) {
	p, err := h.buildOnce(ctx, BuildOptions{File: o.Text.File, Title: o.Text.Title, Lang: o.Text.Lang}, o.Text.Report, string(o.Text.Role))
	if err != nil {
		return nil, err
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	r := w.rec.Report(o.Text.Report)
	if r == nil {
		return nil, noPromise(o.Text.Report)
	}
	number := 1
	for _, c := range r.Corrections {
		if c.Body.Root == p.Root() && c.Body.Type == o.Type {
			return w.stands(ctx, c.Index)
		}
		if c.Body.Type == o.Type {
			number++
		}
	}
	text := w.textFixed(o.Text, p)
	later := &vow.CorrectionMade{At: w.now(), Kind: vow.KindCorrectionMade, Lang: p.Lang, Log: w.origin(), Number: number,
		Refs: []vow.Hash{w.rec.State(o.Text.Report)}, Report: o.Text.Report, Root: p.Root(), Type: o.Type}
	if err := w.checkCorrection(r, text, later); err != nil {
		return nil, err
	}
	if err := w.checkLeak(r, []*paper.Paper{p}); err != nil {
		return nil, err
	}
	warnings := h.warnPapers(ctx, p)
	if out, err = w.fixText(ctx, text, p); err != nil || !out.Recorded {
		return out, err
	}
	later.At = w.now()
	out, err = w.submit(ctx, later)
	if err == nil {
		out.Root, out.Warnings = p.Root(), append(out.Warnings, warnings...)
	}
	return out, err
}

// checkCorrection refuses a later text before its root is recorded for ever: what
// the record would say of both entries is asked first.
func (w *writer) checkCorrection(r *record.Report, text *vow.TextFixed, later *vow.CorrectionMade) error {
	for _, body := range []vow.Body{text, later} {
		if err := vow.ValidateBody(body); err != nil {
			return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("%s", vow.HintOf(err))
		}
	}
	first := vow.Body(text)
	if _, fixed := r.FixedAt(text.Root); fixed {
		first = later
	} else if r.Released() == nil {
		return vow.Errorf(vow.CodeRefused, "a text can be corrected only after the release; before it, fix and seal again")
	}
	p, err := vow.NewPending(first)
	if err != nil {
		return asRefused(err)
	}
	if err := w.rec.CheckUnsigned(p); err != nil && !errors.Is(err, record.ErrSignatures) {
		return asRefused(err)
	}
	return nil
}
