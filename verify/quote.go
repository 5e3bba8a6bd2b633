package verify

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/tlog"
	"vow/paper"
)

// The check ids of a quote.
const (
	QuoteRoot    = "quote.root"    // the blocks shown are under the root, and the words stand in them
	QuoteRecord  = "quote.record"  // a record that the reader trusts names a text of this root
	QuoteOfficer = "quote.officer" // the office's own keys put it there, as its rules ask
)

// QuoteCheckIDs returns every id that Quote lists, in order.
func QuoteCheckIDs() []string { return []string{QuoteRoot, QuoteRecord, QuoteOfficer} }

// QuoteOptions are what the reader of a quote brings along.
type QuoteOptions struct {
	Trust   []byte      // a C2SP tlog-policy; nil: none
	Origin  string      // which log, where the trust file lists several
	Dossier io.ReaderAt // of a report on the same record; nil: none
	Size    int64       // of the dossier, in bytes
}

// QuoteStatus is what a quote shows. Absent fields are unknown.
type QuoteStatus struct {
	Title    string      `json:"title"`
	Lang     string      `json:"lang"`
	Root     vow.Hash    `json:"root"`
	Blocks   int         `json:"blocks"` // of the whole text
	First    int         `json:"first"`  // blocks in which the quotation begins
	Last     int         `json:"last"`   // and ends, from 0
	Labels   []string    `json:"labels,omitempty"`
	Exact    string      `json:"exact"` // the words as quoted
	Abridged bool        `json:"abridged"`
	Text     string      `json:"text"` // from the first word quoted to the last, nothing left out
	LeftOut  []paper.Cut `json:"left_out,omitempty"`

	Report    string       `json:"report,omitempty"` // as the entry says
	Role      vow.TextRole `json:"role,omitempty"`   // or RoleSealed, RoleReleased
	Entry     *int64       `json:"entry,omitempty"`
	ExistedBy vow.Time     `json:"existed_by,omitzero"`
}

// The roles of a text that no text.fixed names, but a seal or a release.
const (
	RoleSealed   vow.TextRole = "sealed"
	RoleReleased vow.TextRole = "released"
)

// namedText is what an entry says of a text with some root.
type namedText struct {
	lang   string
	blocks int // 0: it does not say
	role   vow.TextRole
}

// textNamed returns what an entry says of the text with that root: an entry that
// fixes it, seals it or releases it.
func textNamed(body vow.Body, root vow.Hash, lang string) (namedText, error) {
	wrong := func(other vow.Hash) (namedText, error) {
		return namedText{}, vow.Errorf(vow.CodeCheck, "its entry is of the root %s, the quote is of %s", other, root)
	}
	switch b := body.(type) {
	case *vow.TextFixed:
		if b.Root != root {
			return wrong(b.Root)
		}
		return namedText{b.Lang, b.Blocks, b.Role}, nil
	case *vow.ReleaseMade:
		if b.Texts[lang] != root {
			return wrong(b.Texts[lang])
		}
		return namedText{lang, 0, RoleReleased}, nil
	case *vow.SealMade:
		if b.Texts[lang] != root {
			return wrong(b.Texts[lang])
		}
		return namedText{lang, 0, RoleSealed}, nil
	}
	return namedText{}, vow.Errorf(vow.CodeCheck, "its entry is a %s: it names no text", body.Common().Kind)
}

// quoter is one run of Quote.
type quoter struct {
	v     *verifier // for the report, the trust file and the dossier
	o     QuoteOptions
	q     *paper.QuoteProof
	text  namedText // as the entry says
	entry *vow.Entry
	proof *tlog.Proof
	seen  bool // quote.record did not fail, and the log's key signed it
}

// Quote judges a quote proof. It stands alone: its one checkpoint must have the
// reader's quorum. An error is about the options or about reading the dossier;
// whatever is wrong with the quote is in the report.
func Quote(data []byte, o QuoteOptions) (*Report, error) {
	v := &verifier{o: Options{Trust: o.Trust, Origin: o.Origin}, report: &Report{Reports: []ReportStatus{}}, expected: make(map[string]bool)}
	if err := v.readTrust(); err != nil {
		return nil, err
	}
	q, err := paper.ParseQuote(data)
	if err != nil {
		v.say(QuoteRoot, Fail, "the quote", "%v", err)
		v.say(QuoteRecord, NotChecked, "the quote", "the quote cannot be read")
		v.say(QuoteOfficer, NotChecked, "the quote", "the quote cannot be read")
		return v.finish(), nil
	}
	r := quoter{v: v, o: o, q: q}
	r.root()
	r.record()
	if err := r.officer(); err != nil {
		return nil, err
	}
	return v.finish(), nil
}

// root is the check quote.root.
func (r *quoter) root() {
	q := r.q
	got, err := q.Check()
	if err != nil {
		r.v.say(QuoteRoot, Fail, "the quote", "%v", err)
		return
	}
	st := &QuoteStatus{Title: q.Title, Lang: q.Lang, Root: q.Root, Blocks: q.Blocks, First: got.First, Last: got.Last,
		Exact: got.Exact, Abridged: got.Abridged, Text: got.Text, LeftOut: got.Cuts}
	for i := got.First; i <= got.Last; i++ {
		if label := q.Lines[i-q.First].Block.Label; label != "" {
			st.Labels = append(st.Labels, label)
		}
	}
	r.v.report.Quote = st
	say := "the words stand in " + blocksText(got.First, got.Last, q.Blocks) + ", exactly as quoted"
	switch {
	case got.Abridged:
		say = fmt.Sprintf("abridged: the words stand in %s, %s", blocksText(got.First, got.Last, q.Blocks), cutsText(got.Cuts))
	case got.InsideWord:
		say += "; the quotation begins or ends inside a word"
	}
	if got.Places > 1 {
		say += fmt.Sprintf("; they stand there %d times, the first is meant", got.Places)
	}
	r.v.say(QuoteRoot, Pass, "the quote", "%s", say)
}

func blocksText(first, last, all int) string {
	if first == last {
		return fmt.Sprintf("block %d of the %d under the root", first, all)
	}
	return fmt.Sprintf("blocks %d to %d of the %d under the root", first, last, all)
}

// cutsText says what an abridged quotation left out.
func cutsText(cuts []paper.Cut) string {
	var left, in []string
	for _, c := range cuts {
		if c.Text == "" {
			in = append(in, c.Mark)
		} else {
			left = append(left, fmt.Sprintf("%q at %s", c.Text, c.Mark))
		}
	}
	switch {
	case len(left) == 0 && len(in) == 0:
		return "with nothing left out between them"
	case len(left) == 0:
		return "with nothing left out; not the text's: " + strings.Join(in, ", ")
	case len(in) == 0:
		return "without " + strings.Join(left, ", ")
	}
	return "without " + strings.Join(left, ", ") + "; where nothing is left out: " + strings.Join(in, ", ")
}

// record is the check quote.record.
func (r *quoter) record() {
	fail := func(format string, args ...any) { r.v.say(QuoteRecord, Fail, "the quote's receipt", format, args...) }
	if len(r.q.Record) == 0 {
		r.v.say(QuoteRecord, NotChecked, "the quote", "it carries no proof that its root is on a record: compare the root with one that you trust")
		return
	}
	receipt, err := tlog.ParseReceiptSections(r.q.Record)
	if err != nil {
		fail("%v", err)
		return
	}
	if err := r.readEntry(receipt); err != nil {
		fail("%v", err)
		return
	}
	st, common := r.v.report.Quote, r.entry.Body.Common()
	if st != nil {
		st.Report, st.Role, st.Entry = common.Report, r.text.role, &r.proof.Index
	}
	if r.v.trust == nil {
		r.v.say(QuoteRecord, NotChecked, "the quote's receipt", "%s", noTrust)
		return
	}
	if want := r.v.origin(); want != "" && want != common.Log {
		fail("it is from the record of %q, not of %q", common.Log, want)
		return
	}
	w, err := r.proof.Verify(receipt.Entry, r.v.trust)
	if err != nil {
		fail("%v", err)
		return
	}
	if st == nil {
		r.v.say(QuoteRecord, NotChecked, "the quote", "the record has the root that the quote states; that the words are under it is not shown")
		return
	}
	r.seen = true
	r.v.report.Record = &RecordStatus{Origin: w.Checkpoint.Origin, Size: w.Checkpoint.Size}
	where := fmt.Sprintf("entry %d", r.proof.Index)
	what := fmt.Sprintf("%s has it as the %s text of the report %s", common.Log, r.text.role, common.Report)
	if r.v.trust.None() {
		r.v.say(QuoteRecord, NotChecked, where, "%s; your trust file asks for no witness: the office alone says that this is its only record", what)
		return
	}
	r.v.report.Record.Witnessed = fmt.Sprintf("%d of %d", len(w.Cosignatures), len(r.v.trust.Witnesses))
	at := vow.Unix(w.ExistedBy)
	st.ExistedBy = at
	r.v.say(QuoteRecord, Pass, where, "%s, witnessed %s by %s of your witnesses", what, at, r.v.report.Record.Witnessed)
}

// readEntry reads the entry of the receipt and compares it with the quote.
func (r *quoter) readEntry(receipt *tlog.Receipt) error {
	if len(receipt.Reveal) > 0 {
		return vow.Errorf(vow.CodeCheck, "the entry of a text commits to nothing, but the receipt reveals something")
	}
	e, err := vow.ParseEntry(receipt.Entry)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "entry: %w", err)
	}
	text, err := textNamed(e.Body, r.q.Root, r.q.Lang)
	if err != nil {
		return err
	}
	if text.lang != r.q.Lang || text.blocks != 0 && text.blocks != r.q.Blocks {
		return vow.Errorf(vow.CodeCheck, "its entry says %d blocks in %q, the quote says %d in %q", text.blocks, text.lang, r.q.Blocks, r.q.Lang)
	}
	proof, err := tlog.ParseProof(receipt.Proof)
	if err != nil {
		return err
	}
	cp, err := tlog.ParseSignedCheckpoint(proof.Checkpoint)
	if err != nil {
		return err
	}
	if log := e.Body.Common().Log; cp.Origin != log {
		return vow.Errorf(vow.CodeCheck, "its entry is of the record %q, its checkpoint of %q", log, cp.Origin)
	}
	r.text, r.entry, r.proof = text, e, proof
	return nil
}

// officer is the check quote.officer.
func (r *quoter) officer() error {
	skip := func(format string, args ...any) { r.v.say(QuoteOfficer, NotChecked, "", format, args...) }
	fail := func(where, format string, args ...any) { r.v.say(QuoteOfficer, Fail, where, format, args...) }
	switch {
	case r.o.Dossier == nil:
		skip("whose keys signed the entry, and whether they were in force, only the whole record shows: give a dossier of it")
		return nil
	case !r.seen:
		skip("the quote is not shown to be on a record that you trust")
		return nil
	}
	d, err := dossier.Read(r.o.Dossier, r.o.Size, dossier.Limits{})
	if vow.CodeOf(err) == vow.CodeIO {
		return err
	}
	if err != nil {
		fail("the dossier", "the dossier: %v", err)
		return nil
	}
	// A run of its own: what it says of the record is no answer about the quote.
	v := &verifier{o: r.v.o, trust: r.v.trust, d: d, report: &Report{}, expected: make(map[string]bool)}
	if err := v.readHead(); err != nil {
		return err
	}
	if v.cp != nil {
		if err := v.readRecord(); err != nil {
			return err
		}
	}
	cp, err := tlog.ParseSignedCheckpoint(r.proof.Checkpoint)
	if err != nil {
		return err
	}
	switch {
	case v.rec == nil:
		fail("the dossier", "the dossier's record cannot be read: %s", v.report.Checks[0].Say)
	case v.cp.Origin != cp.Origin:
		skip("the dossier is of the record %q, the quote of %q", v.cp.Origin, cp.Origin)
	case v.whole.say != "":
		fail("the dossier", "%s: %s", v.whole.where, v.whole.say)
	case len(v.sigs) > 0:
		fail("the dossier", "%s: %s", v.sigs[0].where, v.sigs[0].say)
	case !v.trusted:
		fail("the dossier", "its record is not signed by the log that you trust")
	case v.cp.Size <= r.proof.Index:
		skip("the dossier's record has %d entries and ends before entry %d", v.cp.Size, r.proof.Index)
	default:
		r.judgeOfficer(v, cp)
	}
	return nil
}

// judgeOfficer judges the entry where it stands in the dossier's record.
func (r *quoter) judgeOfficer(v *verifier, cp *tlog.SignedCheckpoint) {
	where := fmt.Sprintf("entry %d", r.proof.Index)
	say := func(verdict Verdict, format string, args ...any) {
		r.v.say(QuoteOfficer, verdict, where, format, args...)
	}
	if cp.Size <= v.cp.Size {
		if root, err := v.hashes.RootAt(cp.Size); err != nil || root != cp.Root {
			say(Fail, "the log signed two roots for %d entries: one in the quote, another in the dossier", cp.Size)
			return
		}
	} else if _, err := r.v.trust.Verify(v.cp); err != nil {
		say(NotChecked, "the dossier's record is shorter than the quote's, and not proven to be the same: %v", err)
		return
	}
	if v.rec.Leaves()[r.proof.Index] != r.entry.Leaf {
		say(Fail, "another entry stands there in the dossier's record")
		return
	}
	for _, bad := range v.rec.Invalid() {
		if bad.Index == r.proof.Index {
			say(Fail, "it is invalid where it stands: %v", bad.Err)
			return
		}
	}
	if o := v.rec.Office(); o == nil || o.Created.LogKey.String() != v.logKey.String() {
		say(Fail, "the record does not begin with an office whose log key is the one you trust")
		return
	}
	say(Pass, "signed by %s, as the office's rules ask%s", r.signers(v), r.beside(v))
}

// signers names those who signed the entry, with their roles.
func (r *quoter) signers(v *verifier) string {
	var out []string
	for _, s := range r.entry.Note.Sigs {
		name := s.Name
		for _, o := range slices.Backward(v.rec.Office().Officers) {
			if o.Key.Name == s.Name && o.Key.ID == s.ID {
				name = fmt.Sprintf("%s (%s)", s.Name, o.Role)
				break
			}
		}
		out = append(out, name)
	}
	return strings.Join(out, " and ")
}

// beside says what the record has of the text beside the entry: whether it was
// released, and what corrected it later.
func (r *quoter) beside(v *verifier) string {
	p := v.rec.Report(r.entry.Body.Common().Report)
	if p == nil {
		return ""
	}
	say := ""
	if s := p.Released(); s != nil && s.Body.Texts[r.q.Lang] == r.q.Root && s.Release.Texts[r.q.Lang] == r.q.Root {
		say = fmt.Sprintf("; it is the text that was sealed and released, entry %d", s.ReleaseAt)
	}
	var later []string
	for _, c := range p.Corrections {
		if c.Index > r.proof.Index && c.Body.Root != r.q.Root && c.Body.Lang == r.q.Lang {
			later = append(later, fmt.Sprintf("%s %d, entry %d", c.Body.Type, c.Body.Number, c.Index))
		}
	}
	if len(later) > 0 {
		say += "; the report was corrected later: " + strings.Join(later, "; ")
	}
	return say
}
