package portal

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/office"
	"vow/internal/parties"
	"vow/internal/record"
	"vow/paper"
	"vow/verify"
)

// report is what the pages of one report show.
type report struct {
	*Row
	rec    *record.Report
	files  *dossier.Loose
	opened map[int64]vow.Body // events of the report that were opened, by entry

	figures map[vow.Hash]figure // that its texts show
	papers  map[string]readPaper

	St       verify.ReportStatus
	Rep      *verify.Report
	Who      string
	Promised vow.Time `json:",omitzero"` // witnessed
	Moves    []move
	Seal     *sealed
	Earlier  []*sealed
	Parts    []*sealed
	Late     []*sealed // packages of late replies
	Texts    []*text   // released ones, the first is shown first
	Later    []*text   // corrections
	Replies  []*replied
	Notices  []notice
	Matrix   *matrix
	Annexes  []annex
	Checks   []checkGroup
	Entries  []*entry
	Events   []event
	Letters  []string
	Timeline figure
	Picture  string // path of the Open Graph picture
	Dossier  string
	Redacted []redaction
	Where    []string
	Observed []observedRelease
}

// move is one change of the due.
type move struct {
	At     vow.Time `json:",omitzero"`
	When   string   // of an observer's record, as it is reported
	From   Due
	To     Due
	Reason vow.Reason
	Counts bool
	Entry  int64
}

// sealed is one seal as a page shows it.
type sealed struct {
	Index    int64
	Part     string
	Made     vow.Time `json:",omitzero"` // as it says
	Seen     vow.Time `json:",omitzero"`
	Opens    vow.Time `json:",omitzero"` // at the earliest with trustees; zero: any time
	Latest   vow.Time `json:",omitzero"` // by time alone; zero: never
	Policy   string
	Early    []who
	Delay    []who
	Trustees []trusteeOf
	Lock     string
	Package  string
	Sum      vow.Hash
	Size     int64
	Head     vow.Hash
	Released int64 // entry, or -1
	Review   string
	Blocks   int
	Reason   vow.Reason
	Chain    string
	Holds    []office.Hold

	rec  *record.Seal
	lock []byte
}

// who is a set of trustees and until or from when they decide.
type who struct {
	Names string
	At    vow.Time `json:",omitzero"`
	Any   bool     // at any time, or for ever
}

type trusteeOf struct {
	Handle    string
	Confirmed bool
	Shares    int
}

type notice struct {
	Name, Party string
	Sent        vow.Time `json:",omitzero"`
	When        string
	Due         Due
	Entry       int64
	Extended    int
	Observed    string
}

type event struct {
	Entry int64
	Body  vow.Body
	When  string
	Sort  string
}

type annex struct {
	Name string
	Path string
	Type string
	Size int64
}

type redaction struct {
	Entry    int64
	Withheld int
	Reason   vow.RedactionReason
	By       vow.Role
}

type observedRelease struct {
	When, Origin, Status, By string
	Entry                    int64
}

// checkGroup is a line of the card: checks that are read together.
type checkGroup struct {
	Name    string
	Verdict verify.Verdict
	Checks  []verify.Check
}

// reportUnit makes what belongs to one report, or leaves it as it is.
func (s *site) reportUnit(ctx context.Context, p plan) (*Row, error) {
	name := reportUnitName(p.slug)
	if p.kept != nil && s.all.leave(p.kept.Files) {
		row := s.renew(p)
		s.remember(name, &kept{Digest: p.digest, Files: p.kept.Files, Row: row, AsOf: s.AsOf, Needs: p.facts.needs, Times: p.facts.times, Blocks: p.facts.blocks})
		return row, nil
	}
	if s.p.Record.Report(p.slug).Left { // its files are there, and two would have one name
		return nil, vow.Errorf(vow.CodeState, "site: a file of the report %s would have the name of another", p.slug)
	}
	own := *s
	own.out = s.all.unit()
	row, err := own.report(ctx, p.slug)
	if err != nil {
		return nil, err
	}
	s.remember(name, &kept{Digest: p.digest, names: own.out.files, Row: row, AsOf: s.AsOf, Needs: p.facts.needs, Times: p.facts.times, Blocks: p.facts.blocks})
	return row, nil
}

// report makes all pages of one report and returns its row.
func (s *site) report(ctx context.Context, slug string) (row *Row, err error) {
	r, err := s.readReport(ctx, slug)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := r.files.Close(); err == nil {
			err = e
		}
	}()
	if err := s.reportFiles(r); err != nil {
		return nil, err
	}
	if err := s.reportFeeds(r); err != nil {
		return nil, err
	}
	if r.Seal != nil && len(r.Seal.Trustees) > 0 && !r.Out() {
		r.Row.Seal = r.Seal
	}
	if err := s.lines(r.Row); err != nil {
		return nil, err
	}
	return r.Row, s.reportPages(r)
}

// readReport gathers what is public of a report, and judges it.
func (s *site) readReport(_ context.Context, slug string) (*report, error) {
	members, err := s.p.Files(slug)
	if err != nil {
		return nil, err
	}
	p := s.p.Record.Report(slug)
	r := &report{rec: p, opened: map[int64]vow.Body{}, figures: map[vow.Hash]figure{}, papers: map[string]readPaper{}, files: dossier.NewLoose(dossier.Info{Log: s.Origin, Report: slug}, members), Who: p.Promise.Who}
	if r.Rep, err = s.p.Whole.Report(slug, members); err != nil {
		return nil, err
	}
	if len(r.Rep.Reports) != 1 {
		return nil, vow.Errorf(vow.CodeState, "%s: nothing could be judged", slug)
	}
	// The dossier is made of the home: a member that is not as the record names it was
	// damaged here, and is no matter of the report's.
	if c, ok := r.Rep.Check(verify.DossierMembers); ok && c.Verdict == verify.Fail {
		return nil, vow.Errorf(vow.CodeState, "home: %s of %s: %s", c.Where, slug, c.Say).WithHint("'vow fsck' says which file of the home it is; get a copy from a backup or from anyone who holds one")
	}
	r.St = r.Rep.Reports[0]
	r.Row = s.row(p, &r.St)
	r.Row.Rep = r.Rep
	r.Checks = groupChecks(r.Rep.Checks)
	r.Entries = s.of(p.Indexes)
	r.moves(s, p)
	for _, sl := range p.Seals {
		v, err := s.sealed(sl)
		if err != nil {
			return nil, err
		}
		if sl == s.counts(p) {
			r.Seal = v
		} else {
			r.Earlier = append(r.Earlier, v)
		}
	}
	for _, sl := range p.PartsFor(s.counts(p)) {
		v, err := s.sealed(sl)
		if err != nil {
			return nil, err
		}
		r.Parts = append(r.Parts, v)
	}
	if body := s.counts(p); body != nil {
		for _, sl := range body.Late {
			v, err := s.sealed(sl)
			if err != nil {
				return nil, err
			}
			r.Late = append(r.Late, v)
		}
	}
	for _, x := range p.Redactions {
		r.Redacted = append(r.Redacted, redaction{x.Index, x.Body.Withheld, x.Body.Reason, x.Body.By})
	}
	s.heard(r)
	for _, x := range p.Observed {
		o := x.Body.Observed()
		r.Observed = append(r.Observed, observedRelease{string(o.When), o.Origin, string(o.Status), parties.Label(o.AttributedTo), x.Index})
		r.Where = append(r.Where, x.Body.Where...)
	}
	if rel := p.Released(); rel != nil {
		r.Where = append(r.Where, rel.Release.Where...)
	}
	return r, nil
}

// counts returns the seal of the body that counts: the released one, or the last.
func (s *site) counts(p *record.Report) *record.Seal {
	if r := p.Released(); r != nil {
		return r
	}
	return p.Seal()
}

// row is a report in a list.
func (s *site) row(p *record.Report, st *verify.ReportStatus) *Row {
	row := &Row{Slug: p.Slug, Title: p.Promise.Title, Status: st.Status, Inferred: st.Inferred, First: dueOf(p.Promise.Due), Due: dueOf(p.Promise.Due),
		Slips: len(p.Moves), Opens: st.OpensAtLatest, Sealed: st.SealedAt, Released: st.ReleasedAt, Running: st.Running, Unclear: st.Status == "",
		Last: p.Indexes[len(p.Indexes)-1]}
	row.End = p.Promise.Due.End()
	for i, m := range p.Moves {
		if i < len(st.Moves) && st.Moves[i].Counts {
			row.Due, row.End = dueOf(m.Body.Due), m.Body.Due.End()
		}
	}
	if row.Released.IsZero() && len(p.Observed) > 0 {
		if _, last, err := p.Observed[0].Body.When.Bounds(); err == nil && !last.IsZero() {
			row.Released = vow.At(last)
		}
	}
	row.Said = s.entry(row.Last).At
	return row
}

// FirstSaid is when the promise was made, as an observer has it reported; empty: it stands
// in its entry.
func (r *report) FirstSaid() string { return string(r.rec.Promise.Observed().When) }

func (r *report) moves(s *site, p *record.Report) {
	from := dueOf(p.Promise.Due)
	for i, m := range p.Moves {
		x := move{At: m.Body.At, From: from, To: dueOf(m.Body.Due), Reason: m.Body.Reason, Entry: m.Index, When: string(m.Body.Observed().When)}
		if i < len(r.St.Moves) {
			x.Counts = r.St.Moves[i].Counts
		}
		r.Moves, from = append(r.Moves, x), x.To
	}
}

// heard gathers the right of reply and the public events.
func (s *site) heard(r *report) {
	p := r.rec
	for _, n := range slices.Concat(noticesOf(p.Round().Notices), p.ObservedNotices) {
		x := notice{Name: n.Body.Notice, Party: parties.Label(n.Body.Party), Sent: n.Body.At, Due: dueOf(n.Due()), Entry: n.Index, Extended: len(n.Extended)}
		if o := n.Body.Observed(); o.Given() {
			x.When, x.Observed = string(o.When), o.Origin
		}
		r.Notices = append(r.Notices, x)
	}
	for _, e := range s.p.Events(p.Slug, false) {
		if !e.Commit.IsZero() {
			r.opened[e.Index] = e.Body
		}
		x := event{Entry: e.Index, Body: e.Body, Sort: string(e.Body.Common().Kind)}
		if b, ok := e.Body.(vow.Reported); ok {
			x.When = string(b.Observed().When)
		}
		if l := letterOf(e.Body); l != "" && !slices.Contains(r.Letters, l) {
			r.Letters = append(r.Letters, l)
		}
		r.Events = append(r.Events, x)
	}
	slices.Sort(r.Letters)
}

func noticesOf(list []*record.Notice) []record.Notice {
	var out []record.Notice
	for _, n := range list {
		out = append(out, *n)
	}
	return out
}

func letterOf(body vow.Body) string {
	switch b := body.(type) {
	case *vow.Letter:
		return b.Letter
	case *vow.SignerEvent:
		return b.Letter
	case *vow.CountClaim:
		return b.Letter
	}
	return ""
}

// groupChecks gathers the checks as the card does, but for those of the archive, which
// a page is not.
func groupChecks(checks []verify.Check) []checkGroup {
	var out []checkGroup
	for _, name := range []string{"record", "seal", "release", "text", "reply", "approaches"} {
		g := checkGroup{Name: name, Verdict: verify.Pass}
		for _, c := range checks {
			if c.ID != name && !strings.HasPrefix(c.ID, name+".") {
				continue
			}
			if c.Verdict == verify.Fail || c.Verdict == verify.NotChecked && g.Verdict == verify.Pass {
				g.Verdict = c.Verdict
			}
			g.Checks = append(g.Checks, c)
		}
		if len(g.Checks) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// Fixed are the groups whose sentences stay the same as the record grows.
func (r *report) Fixed() []checkGroup {
	return slices.DeleteFunc(slices.Clone(r.Checks), func(g checkGroup) bool {
		return g.Name == "record" || g.Name == "release" && r.rec.Released() == nil
	})
}

// reportFiles writes the files that a report is downloaded as.
func (s *site) reportFiles(r *report) error {
	for _, v := range r.seals() {
		if err := s.sealFiles(r, v); err != nil {
			return err
		}
	}
	if err := s.annexes(r); err != nil { // with the pictures that texts show
		return err
	}
	if err := s.texts(r); err != nil {
		return err
	}
	if err := s.replies(r); err != nil {
		return err
	}
	var err error
	if r.Timeline, err = s.drawn(s.timeline(r).SVG()); err != nil {
		return err
	}
	if r.Picture, err = s.picture(r); err != nil {
		return err
	}
	if s.whole {
		err = s.dossier(r)
	}
	return err
}

// seals are all seals of the report: the one that counts, earlier ones, of parts and of
// late replies.
func (r *report) seals() []*sealed {
	return slices.DeleteFunc(slices.Concat([]*sealed{r.Seal}, r.Earlier, r.Parts, r.Late), func(v *sealed) bool { return v == nil })
}

// dossier adds the dossier of a report as it now stands.
func (s *site) dossier(r *report) error {
	var b bytes.Buffer
	if err := s.p.WriteDossier(r.Slug, &b); err != nil {
		return err
	}
	r.Dossier = "r/" + r.Slug + "/" + r.Slug + ".dossier.zip"
	return s.out.put(r.Dossier, b.Bytes(), Page)
}

// readPaper is a paper that was read once.
type readPaper struct {
	paper *paper.Paper
	data  []byte
}

// paperOf reads a paper among the report's files; nil where there is none.
func (r *report) paperOf(path string) (*paper.Paper, []byte, error) {
	if was, ok := r.papers[path]; ok {
		return was.paper, was.data, nil
	}
	if !r.files.Has(path) {
		return nil, nil, nil
	}
	data, err := r.files.ReadAll(path, paper.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	p, err := paper.Parse(data)
	if err != nil {
		return nil, nil, vow.Errorf(vow.CodeState, "%s: %s: %w", r.Slug, path, err)
	}
	r.papers[path] = readPaper{p, data}
	return p, data, nil
}
