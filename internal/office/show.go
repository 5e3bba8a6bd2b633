package office

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vow"
	"vow/internal/ledger"
	"vow/internal/record"
)

// ReportInfo is one report, as vow status shows it. It is the office's own
// view: what its record says, by its own clock.
type ReportInfo struct {
	Report     string   `json:"report"`
	Title      string   `json:"title"`
	State      string   `json:"state"` // promised, sealed, released, broken
	Due        vow.Time `json:"due"`
	DueText    string   `json:"due_text"`
	FirstDue   vow.Time `json:"first_due,omitzero"`
	FirstText  string   `json:"first_due_text"`
	Moved      int      `json:"moved"`
	Overdue    bool     `json:"overdue"`
	SealIndex  *int64   `json:"seal_index,omitempty"`
	Opens      vow.Time `json:"opens_at,omitzero"`
	OpensLast  vow.Time `json:"opens_at_latest,omitzero"`
	ReleasedAt *int64   `json:"release_index,omitempty"`

	Earlier  []EarlierSeal `json:"earlier_seals,omitempty"` // seals of the body before the last: none is revoked
	Trustees *TrusteesInfo `json:"trustees,omitempty"`
	Parts    []PartInfo    `json:"parts,omitempty"` // bound to a body, or waiting for one
}

// EarlierSeal is a seal of a report that was sealed again, and opens all the same.
type EarlierSeal struct {
	SealIndex int64    `json:"seal_index"`
	Opens     vow.Time `json:"opens_at,omitzero"`
	OpensLast vow.Time `json:"opens_at_latest,omitzero"`
}

// String says how it opens.
func (e EarlierSeal) String() string { return opensText(vow.Opens{At: e.Opens, AtLatest: e.OpensLast}) }

// earlierSeals returns the seals of a report's body before its last one.
func earlierSeals(p *record.Report) []EarlierSeal {
	var out []EarlierSeal
	for _, s := range p.Seals {
		if s != p.Seal() {
			out = append(out, EarlierSeal{s.Index, s.Body.Opens.At, s.Body.Opens.AtLatest})
		}
	}
	return out
}

// PartInfo is one protective part, as vow status shows it.
type PartInfo struct {
	Part       string `json:"part"`
	SealIndex  int64  `json:"seal_index"`
	Paragraphs int    `json:"paragraphs"`
	Review     string `json:"review"`
	Due        bool   `json:"review_due,omitempty"` // by the office's own clock, and not released
	ReleasedAt *int64 `json:"release_index,omitempty"`
}

// partInfos returns the parts of a report as they stand.
func partInfos(p *record.Report, now vow.Time) []PartInfo {
	var out []PartInfo
	for _, s := range standing(p) {
		i := PartInfo{Part: s.Body.Part, SealIndex: s.Index, Paragraphs: s.Body.Withheld(), Review: s.Body.Review}
		if s.ReleaseAt >= 0 {
			i.ReleasedAt = &s.ReleaseAt
		} else if day, err := vow.ParseDate(s.Body.Review); err == nil {
			i.Due = !now.Before(vow.At(day))
		}
		out = append(out, i)
	}
	return out
}

// Status is the office and its reports.
type Status struct {
	Origin  string         `json:"origin"`
	Name    string         `json:"name"`
	Entries int64          `json:"entries"`
	Reports []ReportInfo   `json:"reports"`
	Pending []PendingEntry `json:"pending"`
	Closed  bool           `json:"closed,omitempty"`

	Trustees []string `json:"trustees,omitempty"` // handles of those listed
}

// Status reads the record and says where each promise stands.
func (h *Home) Status(ctx context.Context) (*Status, error) {
	r, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	h.warnRolledBack(ctx, r)
	if rec.Office() == nil {
		return nil, vow.Errorf(vow.CodeState, "home %s: the record does not begin with a valid office.created", h.dir)
	}
	s := &Status{Origin: rec.Origin(), Name: rec.Office().Created.Name, Entries: rec.Size(), Reports: []ReportInfo{}, Closed: rec.Office().ClosedAt >= 0}
	if s.Pending, err = h.Pending(); err != nil {
		return nil, err
	}
	for _, t := range rec.Office().ListedTrustees() {
		s.Trustees = append(s.Trustees, t.Handle)
	}
	now := vow.At(h.Env.Now())
	for _, slug := range rec.Reports() {
		p := rec.Report(slug)
		r := ReportInfo{Report: slug, Title: p.Promise.Title, State: "promised", Due: p.Due().Instant, DueText: p.Due().String(), Moved: len(p.Moves),
			FirstDue: p.Promise.Due.Instant, FirstText: p.Promise.Due.String()}
		if sl := p.Seal(); sl != nil {
			r.State, r.SealIndex, r.Opens, r.OpensLast = "sealed", &sl.Index, sl.Body.Opens.At, sl.Body.Opens.AtLatest
			r.Trustees, r.Earlier = h.trusteesOf(sl), earlierSeals(p)
		}
		if rel := p.Released(); rel != nil {
			r.State, r.ReleasedAt = "released", &rel.ReleaseAt
		} else if n := len(p.Observed); n > 0 {
			r.State, r.ReleasedAt = "released", &p.Observed[0].Index
		} else {
			r.Overdue = now.After(p.Due().End())
			// As docs/format.md, Status: bounds that are only computed, and what an observer
			// reports of somebody else, are never broken by closing the record.
			if s.Closed && !p.Due().Vague() && !p.Promise.Observed().Given() {
				r.State = "broken"
			}
		}
		r.Parts = partInfos(p, now)
		s.Reports = append(s.Reports, r)
	}
	return s, nil
}

// reported says whose doing something is that an observer reports.
func reported(o vow.Observed) string {
	if !o.Given() {
		return ""
	}
	say := fmt.Sprintf("; reported of %s, %s, %s: %s", o.AttributedTo, o.When, o.Status, o.Origin)
	if c := o.Confirmations; c != nil {
		say += fmt.Sprintf("; confirmed by %s of %s, in %s", counted(c.Sources, "source", "sources"), counted(c.Parties, "party", "parties"), counted(c.Groups, "independent group", "independent groups"))
	}
	return say
}

// LogEntry is one entry, as vow log shows it.
type LogEntry struct {
	Index   int64    `json:"index"`
	Leaf    vow.Hash `json:"leaf"`
	At      vow.Time `json:"at,omitzero"`
	Kind    vow.Kind `json:"kind,omitempty"`
	Report  string   `json:"report,omitempty"`
	Say     string   `json:"say"`
	Signed  []string `json:"signed"`
	Invalid string   `json:"invalid,omitempty"`
	Text    string   `json:"text"`

	Answered []string `json:"answered,omitempty"` // by parties that it names, and in statements about it
	Opened   string   `json:"opened,omitempty"`   // what an opened event says, or that it was erased
}

// Log calls show for every entry of the record in order, of one report and the
// office if report is not empty.
func (h *Home) Log(ctx context.Context, report string, show func(LogEntry) error) error {
	r, rec, err := h.readRecord(ctx)
	if err != nil {
		return err
	}
	h.warnRolledBack(ctx, r)
	why := make(map[int64]string)
	for _, bad := range rec.Invalid() {
		why[bad.Index] = bad.Err.Error()
	}
	answered := answers(rec)
	var files map[string]publicFile
	if rec.Office() != nil {
		files = h.publicFiles(rec)
	}
	for e, err := range r.Entries(0, r.Size()) {
		if err != nil {
			return err
		}
		l := LogEntry{Answered: answered[e.Index], Index: e.Index, Leaf: e.Leaf, Signed: []string{}, Invalid: why[e.Index], Text: string(e.Data)}
		if p, err := vow.ParseEntry(e.Data); err == nil {
			c := p.Body.Common()
			if report != "" && c.Report != "" && c.Report != report {
				continue
			}
			l.At, l.Kind, l.Report, l.Say = c.At, c.Kind, c.Report, sayWhere(rec, say(p.Body), p.Body)
			if b, ok := p.Body.(*vow.EventOpened); ok && l.Invalid == "" {
				l.Opened = h.sayOpened(rec, b, files)
			}
			for _, s := range p.Note.Sigs {
				l.Signed = append(l.Signed, s.Name)
			}
		}
		if err := show(l); err != nil {
			return err
		}
	}
	return nil
}

// say puts an entry into a sentence.
func say(body vow.Body) string {
	switch b := body.(type) {
	case *vow.OfficeCreated:
		if len(b.Keys) == 1 {
			return b.Name + " begins its record, with 1 key"
		}
		return fmt.Sprintf("%s begins its record, with %d keys", b.Name, len(b.Keys))
	case *vow.OfficeKey:
		switch b.Action {
		case vow.KeyAdded:
			return fmt.Sprintf("the key %s (%s) is added", b.VKey.Name, b.Role)
		case vow.KeyRotated:
			return fmt.Sprintf("the key %s is replaced by %s", b.Name, b.VKey.Name)
		}
		return fmt.Sprintf("the key %s is retired", b.Name)
	case *vow.OfficeTerm:
		until := ""
		if b.To != "" {
			until = " to " + b.To
		}
		return fmt.Sprintf("the office is led by: %s, from %s%s", b.Lead, b.From, until)
	case *vow.RecordClosed:
		if b.Successor != nil {
			return "the record is closed; it goes on as " + b.Successor.Origin
		}
		return "the record is closed"
	case *vow.PromiseMade:
		return fmt.Sprintf("promises %q %s", b.Title, b.Due) + reported(b.Observed())
	case *vow.PromiseMoved:
		code := ""
		if !b.Code.IsZero() {
			code = fmt.Sprintf(" (commitment %s)", b.Code)
		}
		return fmt.Sprintf("moves the promise: %s, reason: %s%s", b.Due, b.Reason, code) + reported(b.Observed())
	case *vow.TextFixed:
		return fmt.Sprintf("fixes a text: %s in %s, %s, root %.16s…", b.Role, b.Lang, counted(b.Blocks, "block", "blocks"), b.Root)
	case *vow.SealMade:
		again := ""
		if b.Reason != "" {
			again = fmt.Sprintf(" again, reason: %s", b.Reason)
		}
		if b.Reply != "" {
			return fmt.Sprintf("seals the late reply %s%s: opens %s", b.Reply, again, opensText(b.Opens))
		}
		if b.IsPart() {
			return fmt.Sprintf("seals the protective part %s%s, of %s, until review %s: opens %s", b.Part, again, paragraphs(b.Withheld()), b.Review, opensText(b.Opens))
		}
		return fmt.Sprintf("seals the report%s: opens %s", again, opensText(b.Opens))
	case *vow.ReleaseMade:
		if o := b.Observed(); o.Given() {
			return "says that the report is out" + reported(o)
		}
		return fmt.Sprintf("releases the report, in %s", strings.Join(langs(b.Texts), " "))
	case *vow.TrusteeListed:
		return fmt.Sprintf("lists the trustee %s, who accepts with the key %s", b.Handle, b.VKey.Name)
	case *vow.TrusteeRemoved:
		return fmt.Sprintf("takes the trustee %s off the list; older seals stay as they are", b.Handle)
	case *vow.TrusteeConfirmed:
		return fmt.Sprintf("the trustee %s confirms to hold its part of the lock %.16s…", b.Handle, b.Head)
	case *vow.TrusteeReleased:
		return fmt.Sprintf("makes a share public, as that of the trustee %s: leaf %s of the lock %.16s…", b.Handle, b.Path, b.Head)
	case *vow.CorrectionMade:
		return fmt.Sprintf("adds a later text: %s %d in %s", b.Type, b.Number, b.Lang)
	case *vow.RedactionMade:
		return fmt.Sprintf("withholds %s from the public, decided by: %s, reason: %s, root %.16s…", counted(b.Withheld, "block", "blocks"), b.By, b.Reason, b.Root)
	case *vow.NoticeParty, *vow.NoticeSent, *vow.NoticeExtended, *vow.CommentReceived, *vow.CommentDisposed:
		return sayReply(b)
	}
	if line := sayOfDays(body); line != "" {
		return line
	}
	if line := sayAccess(body); line != "" {
		return line
	}
	if line := sayOfEvents(body); line != "" {
		return line
	}
	return "an entry of a kind this version does not know"
}

func paragraphs(n int) string {
	if n == 1 {
		return "1 paragraph"
	}
	return fmt.Sprintf("%d paragraphs", n)
}

func opensText(o vow.Opens) string {
	if o.AtLatest.IsZero() {
		return "only when trustees act"
	}
	if o.At.IsZero() {
		return "whenever its trustees act, and by itself at " + o.AtLatest.String()
	}
	if o.At == o.AtLatest {
		return "by itself at " + o.AtLatest.String()
	}
	return fmt.Sprintf("from %s, and by itself at %s", o.At, o.AtLatest)
}

func langs(m map[string]vow.Hash) []string {
	var out []string
	for l := range m {
		out = append(out, l)
	}
	sortStrings(out)
	return out
}

// FsckReport is what vow fsck found.
type FsckReport struct {
	Record  ledger.Report    `json:"record"`
	Invalid []InvalidEntry   `json:"invalid,omitempty"` // entries that change nothing
	Files   []ledger.Problem `json:"files,omitempty"`   // keys, receipts, locks, packages, papers and others that are not as they must be
	Pending int              `json:"pending"`
	Store   string           `json:"store,omitempty"` // the private store, if there is one: not opened, or checked
}

// InvalidEntry is an entry that changes nothing, and why.
type InvalidEntry struct {
	Index int64  `json:"index"`
	Say   string `json:"say"`
}

// Fsck verifies the whole home again from its files alone. The error says that
// something is wrong (CodeState); the report lists what.
func (h *Home) Fsck(ctx context.Context) (*FsckReport, error) {
	if !h.KeepsRecord() {
		return nil, h.noRecord()
	}
	out := &FsckReport{}
	if err := errors.Join(h.checkKeys(out), h.checkPending(out)); err != nil {
		return out, err
	}
	h.checkStore(out)
	key, err := h.logKey()
	if err != nil {
		return out, err
	}
	if err := h.begun(); err != nil {
		if vow.CodeOf(err) == vow.CodeRefused { // not begun yet: there is no record to verify
			return out, out.verdict()
		}
		return out, err
	}
	witnesses, err := h.heardWitnesses()
	if err != nil {
		return out, err
	}
	out.Record, err = ledger.Fsck(ctx, ledger.FsckConfig{Dir: h.Path(DirRecord), MarkDir: h.Env.StateDir, Log: key, Witnesses: witnesses, Disk: h.Disk()})
	if err != nil {
		return out, err
	}
	if len(witnesses) > 0 && out.Record.Checkpoints == 0 {
		out.wrong(h.keptTimes(), lostTimes, counted(len(witnesses), "witness", "witnesses"))
	}
	r, rec, err := h.readRecord(ctx)
	if err != nil {
		return out, err
	}
	for _, bad := range rec.Invalid() {
		out.Invalid = append(out.Invalid, InvalidEntry{bad.Index, bad.Err.Error()})
	}
	h.checkOwnKey(rec, out)
	h.checkFiles(rec, out)
	if err := errors.Join(h.checkReceipts(r, rec, witnesses, out), h.checkBeacons(rec, out), h.checkPapers(rec, out), h.checkOpenings(rec, out)); err != nil {
		return out, err
	}
	return out, out.verdict()
}

// checkFiles compares the home's locks and packages with the record.
func (h *Home) checkFiles(rec *record.Record, out *FsckReport) {
	for _, slug := range rec.Reports() {
		for _, s := range rec.Report(slug).AllSeals() {
			for path, want := range map[string]vow.FileRef{
				h.packageOf(s.Body): s.Body.Package,
				h.lockOf(s.Body):    {SHA256: s.Body.Lock.SHA256, Size: s.Body.Lock.Size},
			} {
				got, err := hashFile(path)
				switch {
				case err != nil:
					out.wrong(path, "%v", err)
				case got != want:
					out.wrong(path, "it is not the file that entry %d names", s.Index)
				}
			}
		}
	}
}

// Recover makes the record's private state and high-water mark anew from its
// public files (ledger.Recover), and the receipts that are missing or damaged. It
// needs the log key.
func (h *Home) Recover(ctx context.Context) error {
	if err := h.Writable(); err != nil {
		return err
	}
	signer, err := h.Signer(LogKey)
	if err != nil {
		return err
	}
	cfg, err := h.ledgerConfig(signer)
	if err != nil {
		return err
	}
	if err := ledger.Recover(ctx, cfg); err != nil {
		return err
	}
	return h.remakeReceipts(ctx, cfg.Trust)
}
