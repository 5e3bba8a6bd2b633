package office

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
)

// DisposeOptions say what became of the comments of a report.
type DisposeOptions struct {
	Report string
	Texts  []LangFile // the final texts, as they will be sealed
	Sheet  string     // the filled-in sheet; where there is no such file it is written
	// Effects are marks of what changes do to the criticism, as [LANG=]BLOCKS=EFFECT:
	// they fill in the sheet, and may not contradict it.
	Effects []string
}

// DisposeResult is what became of the statement, or the sheet that was written.
type DisposeResult struct {
	*Outcome
	Sheet    string     `json:"sheet,omitempty"` // written, to be filled in
	Comments int        `json:"comments"`
	Changes  int        `json:"changes"`
	Counts   vow.Counts `json:"counts"`
	Matrix   string     `json:"matrix,omitempty"` // path of the matrix in the home
	Remarks  []string   `json:"remarks,omitempty"`
}

// Dispose states what became of every comment and why each paragraph was changed
// after sharing. Where the sheet does not exist yet it writes one to be filled in, and
// states nothing.
//
// Errors: CodeRefused where a comment has no answer or a change no cause; CodeUsage
// for a sheet that cannot be read, with the line.
func (h *Home) Dispose(ctx context.Context, o DisposeOptions) (res *DisposeResult, err error) {
	if o.Sheet == "" || len(o.Texts) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "--sheet FILE and --text [LANG=]FILE are needed").
			WithHint("the first time a sheet to be filled in is written to FILE; the text is the final one, as it will be sealed")
	}
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.noBodyPending(o.Report); err != nil {
		return nil, err
	}
	if p.Round().Texts == nil {
		return nil, vow.Errorf(vow.CodeRefused, "no party is declared for %s: there is no shared text to compare with", o.Report).WithHint("'vow notice party --help'")
	}
	if err := w.nothingWaits(o.Report, vow.KindCommentReceived); err != nil {
		return nil, err
	}
	finals, err := w.sealPapers(ctx, SealOptions{Report: o.Report, Texts: o.Texts})
	if err != nil {
		return nil, err
	}
	round, err := w.readRound(p, finals)
	if err != nil {
		return nil, err
	}
	marks, err := parseEffects(o.Effects, round.langs(), p.Round().Parties())
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(o.Sheet); errors.Is(err, os.ErrNotExist) {
		if res, err = round.writeSheet(h, o.Sheet, marks); err == nil {
			res.Remarks = round.notShared()
		}
		return res, err
	}
	data, err := durable.ReadBounded(o.Sheet, maxSheet)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "--sheet: %w", err)
	}
	sheet, err := parseMatrixSheet(o.Sheet, data)
	if err != nil {
		return nil, err
	}
	places, err := sheet.places()
	if err == nil {
		err = markEffects(marks, places)
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s: %w", o.Sheet, err).WithHint("%s", vow.HintOf(err))
	}
	m, err := sheet.matrix(reply.About{Final: rootsOf(finals), Report: o.Report, Shared: p.Round().Texts})
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s: %w", o.Sheet, err).WithHint("%s", vow.HintOf(err))
	}
	if bad := round.check(m); len(bad) > 0 {
		return nil, unexplained(bad)
	}
	if res, err = w.stateMatrix(ctx, p, m); err == nil {
		res.Remarks = append(round.notShared(), h.warnSaid(ctx, reasonsOf(m)...)...)
	}
	return res, err
}

// reasonsOf returns the free words of a matrix, which are published with the report.
func reasonsOf(m *reply.Matrix) (out []string) {
	for _, a := range m.Answers {
		out = append(out, a.Reason)
	}
	for _, c := range m.Changes {
		out = append(out, c.Reason)
	}
	return out
}

// stateMatrix keeps the matrix and states its hash.
func (w *writer) stateMatrix(ctx context.Context, p *record.Report, m *reply.Matrix) (*DisposeResult, error) {
	raw := m.Marshal()
	sum := vow.SumHash(raw)
	if err := w.home.keepIn(DirNotices, sum.String()+".matrix", raw); err != nil {
		return nil, err
	}
	body := &vow.CommentDisposed{At: w.now(), Counts: m.Counts(), Kind: vow.KindCommentDisposed, Log: w.origin(),
		Matrix: vow.FileRef{SHA256: sum, Size: int64(len(raw))}, Report: p.Slug, Texts: m.About.Final}
	res := &DisposeResult{Comments: len(m.Answers), Changes: len(m.Changes), Counts: body.Counts, Matrix: w.home.Path(DirNotices, sum.String()+".matrix")}
	var err error
	if list := p.Round().Disposed; len(list) > 0 && sameStatement(list[len(list)-1].Body, body) {
		res.Outcome, err = w.stands(ctx, list[len(list)-1].Index)
		return res, err
	}
	res.Outcome, err = w.submit(ctx, body)
	return res, err
}

// unexplained refuses a matrix, or a seal, with everything that is missing.
func unexplained(bad []string) error {
	const most = 20
	say := strings.Join(bad[:min(len(bad), most)], "\n  ")
	if len(bad) > most {
		say += fmt.Sprintf("\n  and %d more", len(bad)-most)
	}
	return vow.Errorf(vow.CodeRefused, "not everything is explained:\n  %s", say).
		WithHint("'vow comment dispose REPORT --text FILE --sheet NEW' writes a sheet with a place for each")
}

// nothingWaits refuses to go on while entries of these kinds wait for a report.
func (w *writer) nothingWaits(report string, kinds ...vow.Kind) error {
	all, err := w.home.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		c := p.Body.Common()
		if c.Report != report || !slices.Contains(kinds, c.Kind) {
			continue
		}
		_, say, err := w.home.waitsText(p)
		if err != nil {
			return err
		}
		return vow.Errorf(vow.CodeRefused, "%s %s waits: %s", c.Kind, p.ID(), say).
			WithHint("'vow pending send' records it when it is ripe, 'vow pending --drop %s' takes it back", p.ID())
	}
	return nil
}

// roundState is a report's round with its texts, as the home has them.
type roundState struct {
	report        *record.Report
	shared, final map[string]*paper.Paper
	held          map[string][]int // blocks of the final text that protective parts hold
	home          *Home
}

// readRound reads the shared texts beside the final ones.
func (w *writer) readRound(p *record.Report, finals []*paper.Paper) (*roundState, error) {
	s := &roundState{report: p, shared: make(map[string]*paper.Paper), final: make(map[string]*paper.Paper), held: make(map[string][]int), home: w.home}
	parts, err := p.PartsOf(rootsOf(finals))
	if err != nil {
		return nil, asRefused(err)
	}
	for _, f := range finals {
		s.final[f.Lang], s.held[f.Lang] = f, withheldBy(parts, f)
		root, ok := p.Round().Texts[f.Lang]
		if !ok {
			continue
		}
		if s.shared[f.Lang], err = w.home.wholePaper(root); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// notShared says of which final texts no changes can be known.
func (s *roundState) notShared() (says []string) {
	for _, lang := range slices.Sorted(maps.Keys(s.final)) {
		if s.shared[lang] == nil {
			says = append(says, fmt.Sprintf("no text in %s was shared: verify will say that its changes were not checked", lang))
		}
	}
	return says
}

// langs returns the languages in which a shared and a final text are compared.
func (s *roundState) langs() []string { return slices.Sorted(maps.Keys(s.shared)) }

// known is what the record says that a matrix must fit.
func (s *roundState) known() reply.Known {
	r := s.report.Round()
	k := reply.Known{Report: s.report.Slug, Shared: r.Texts, Final: make(map[string]vow.Hash), Replies: make(map[string]int), Parties: r.Parties()}
	for lang, f := range s.final {
		k.Final[lang] = f.Root()
	}
	for _, x := range r.Replies {
		k.Replies[x.Body.Reply] = x.Body.Comments
		if !x.Body.Late {
			k.Owed = append(k.Owed, x.Body.Reply)
		}
	}
	return k
}

// check says what a matrix does not explain: in the whole texts, and in the texts as
// the public will see them, which is what verify compares.
func (s *roundState) check(m *reply.Matrix) []string {
	bad := m.CheckRecord(s.known())
	for _, lang := range s.langs() {
		bad = append(bad, m.CheckTexts(lang, s.shared[lang], s.final[lang])...)
		bad = append(bad, s.leaks(m, lang)...)
		shared, err1 := s.shared[lang].Withhold(m.WithheldFrom(lang))
		final, err2 := s.final[lang].Withhold(s.held[lang])
		if err1 != nil || err2 != nil {
			continue // said above: a block that is not there
		}
		if len(shared.Withheld())+len(final.Withheld()) > 0 {
			bad = append(bad, m.CheckTexts(lang, shared, final)...)
		}
	}
	return slices.Compact(bad)
}

// leaks says which blocks of the shared text the matrix would show to the public that
// a protective part of the final text holds.
func (s *roundState) leaks(m *reply.Matrix, lang string) []string {
	hidden := make(map[int]bool)
	for _, n := range m.WithheldFrom(lang) {
		hidden[n] = true
	}
	var out []string
	for _, l := range changeLines(lang, s.shared[lang], s.final[lang], s.held[lang]) {
		if !l.withheld {
			continue
		}
		for _, n := range l.from.Numbers() {
			if !hidden[n] {
				out = append(out, fmt.Sprintf("block %d of the shared text in %s stands in a protective part of the final text: its line must say withheld = true", n, lang))
			}
		}
	}
	return out
}

// writeSheet writes a sheet to be filled in, with the effects that were given already.
func (s *roundState) writeSheet(h *Home, name string, marks []effectMark) (*DisposeResult, error) {
	var comments []commentLine
	for _, x := range s.report.Round().Replies {
		lines, err := s.commentsOf(x)
		if err != nil {
			return nil, err
		}
		comments = append(comments, lines...)
	}
	var changes []changeLine
	for _, lang := range s.langs() {
		changes = append(changes, changeLines(lang, s.shared[lang], s.final[lang], s.held[lang])...)
	}
	places := make([]effectPlace, len(changes))
	for i := range changes {
		c := &changes[i]
		places[i] = effectPlace{c.lang, c.title, c.from, c.to, &c.effect, &c.parties}
	}
	if err := markEffects(marks, places); err != nil {
		return nil, err
	}
	if err := h.writeOut(name, matrixSheetText(comments, changes)); err != nil {
		return nil, err
	}
	return &DisposeResult{Outcome: &Outcome{Kind: vow.KindCommentDisposed, Report: s.report.Slug}, Sheet: name, Comments: len(comments), Changes: len(changes)}, nil
}

// commentsOf returns the places for the comments of a reply, with what they say where
// the home has it.
func (s *roundState) commentsOf(x record.Reply) ([]commentLine, error) {
	list, text := s.home.readReply(x.Body)
	var out []commentLine
	for n := 1; n <= x.Body.Comments; n++ {
		c := commentLine{id: fmt.Sprintf("%s.%d", x.Body.Reply, n), about: fmt.Sprintf("%s of %s", x.Body.Reply, x.Body.Party)}
		if n <= len(list) {
			about := list[n-1]
			c.about += ", " + string(about.Kind)
			if about.Attribution != "" {
				c.about += ", " + string(about.Attribution)
			}
			if len(about.On) > 0 {
				c.about += ", on " + sayBlocks(map[string]vow.Blocks{about.Lang: about.On})
			}
			for _, i := range about.Blocks.Numbers() {
				if text != nil && i < len(text.Lines) && text.Lines[i].Block != nil {
					c.about += "\n  " + text.Lines[i].Block.Text
				}
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// commentsSuffix ends the name of a comments file in the home: replies/<sha256>.comments.
const commentsSuffix = ".comments"

// readReply reads a reply's comments and text as far as the home has them.
func (h *Home) readReply(b *vow.CommentReceived) (reply.Comments, *paper.Paper) {
	data, err := h.keptIn(DirReplies, commentsSuffix, b.SHA256, reply.MaxFile)
	if err != nil {
		return nil, nil
	}
	list, err := reply.ParseComments(data)
	if err != nil {
		return nil, nil
	}
	text, err := h.readPaper(b.Root)
	if err != nil {
		return list, nil
	}
	return list, text
}

// readMatrix reads a matrix of the home that the record names.
func (h *Home) readMatrix(d *vow.CommentDisposed) (*reply.Matrix, error) {
	data, err := h.keptIn(DirNotices, ".matrix", d.Matrix.SHA256, reply.MaxFile)
	if err != nil {
		return nil, err
	}
	m, err := reply.ParseMatrix(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", d.Matrix.SHA256, err)
	}
	return m, nil
}
