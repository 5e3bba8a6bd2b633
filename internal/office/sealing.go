package office

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
	"vow/seal"
)

// SealOptions say what is sealed and when it opens.
type SealOptions struct {
	PartOptions
	Report   string
	Policy   string
	Texts    []LangFile
	Annexes  []string // files and folders
	Trustees []seal.Trustee
	Chains   []timelock.Chain // none: the home's
	Signoffs []vow.Role       // none: the role of the home's key
	Reason   vow.Reason       // for a second seal
	PQ       bool
	Buriable bool
	// Before is told what sealing means and what the policy's analysis warns of,
	// before anything is written. An error of it ends the sealing.
	Before func(lines []string) error
}

// NoTakingBack is said before every sealing.
const NoTakingBack = "once a copy of package and lock is outside this office, nobody, including you, can take back the body while its beacon lives"

// SealResult is what a sealing made.
type SealResult struct {
	*Outcome
	Seal          vow.SealID          `json:"seal"`
	Package       string              `json:"package"` // path
	Lock          string              `json:"lock"`    // path
	PackageSHA256 vow.Hash            `json:"package_sha256"`
	LockHead      vow.Hash            `json:"lock_head"`
	Texts         map[string]vow.Hash `json:"texts"`
	Opens         vow.Opens           `json:"opens"`

	Reply    string                `json:"reply,omitempty"`    // of a late reply's package: which reply
	Part     string                `json:"part,omitempty"`     // of a protective part: its name,
	Blocks   map[string]vow.Blocks `json:"blocks,omitempty"`   // what it holds,
	Review   string                `json:"review,omitempty"`   // and when it is looked at again
	Withheld []string              `json:"withheld,omitempty"` // of a body: the parts that hold what it withholds
}

// ParseTrustee parses NAME=RECIPIENT,VKEY. A :ROLE behind the VKEY, as 'vow init
// --officer-only' prints it, is left out: here the policy says what the key is.
func ParseTrustee(s string) (seal.Trustee, error) {
	name, rest, ok1 := strings.Cut(s, "=")
	recipient, vkey, ok2 := strings.Cut(rest, ",")
	if !ok1 || !ok2 {
		return seal.Trustee{}, vow.Errorf(vow.CodeUsage, "--trustee %q: NAME=RECIPIENT,VKEY expected", s)
	}
	if i := strings.LastIndexByte(vkey, ':'); i > strings.LastIndexByte(vkey, '+') && vow.Role(vkey[i+1:]).Valid() {
		vkey = vkey[:i]
	}
	k, err := vow.ParseKey(vkey)
	if err != nil {
		return seal.Trustee{}, vow.Errorf(vow.CodeUsage, "--trustee %s: %w", name, err).
			WithHint("'vow trustee new' prints NAME=RECIPIENT,VKEY")
	}
	return seal.Trustee{Handle: name, Recipient: recipient, Key: k}, nil
}

// packageOf and lockOf are the files of a seal, of the body or of a part.
func (h *Home) packageOf(b *vow.SealMade) string {
	return h.Path(DirPackages, b.Seal.String(), seal.Stem(b.Report, b.Part)+".age")
}

func (h *Home) lockOf(b *vow.SealMade) string {
	return h.Path(DirSeals, b.Seal.String(), seal.Stem(b.Report, b.Part)+".lock")
}

// inputsFile remembers, beside a lock, what a seal was made from, so that a
// repeated command finds it.
func (h *Home) inputsPath(id vow.SealID) string { return h.Path(DirSeals, id.String(), "inputs") }

// Seal seals a report and states it in the record. It needs no network but the
// witnesses. The release key exists in memory only while the package is written.
//
// Errors: CodeRefused for a policy that cannot be sealed, or a report that is
// sealed already; CodeUsage for files that are not there, CodeIO for those that cannot be read.
func (h *Home) Seal(ctx context.Context, o SealOptions) (res *SealResult, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if o.Reason != "" && !slices.Contains(vow.Reasons(), o.Reason) {
		return nil, vow.Errorf(vow.CodeUsage, "--reason %q: no such reason", o.Reason).WithHint("one of %v", vow.Reasons())
	}
	if err := o.check(w.now(), o.Annexes); err != nil {
		return nil, err
	}
	pol, err := policy.Parse(o.Policy)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "policy: %w", err)
	}
	if o.Trustees, err = w.listedTrustees(pol.Names(), o.Trustees); err != nil {
		return nil, err
	}
	annexes, err := collectAnnexes(o.Annexes)
	if err != nil {
		return nil, err
	}
	if err := checkReserved(annexes); err != nil {
		return nil, err
	}
	inputs, err := sealInputs(o, pol, annexes)
	if err != nil {
		return nil, err
	}
	if res, err := w.sealedBefore(ctx, o, inputs); res != nil || err != nil {
		return res, err
	}
	if s := p.Released(); s != nil {
		return nil, vow.Errorf(vow.CodeRefused, "%s was released by entry %d: it cannot be sealed again", o.Report, s.ReleaseAt).
			WithHint("'vow correct' adds a later text to it")
	}
	if s := p.Seal(); s != nil && o.Reason == "" && !o.isPart() {
		return nil, vow.Errorf(vow.CodeRefused, "%s was sealed by entry %d", o.Report, s.Index).
			WithHint("a second seal needs a reason: --reason CODE; the first one still opens")
	}
	papers, err := w.sealPapers(ctx, o)
	if err != nil {
		return nil, err
	}
	texts, err := w.cutTexts(p, o, papers)
	if err != nil {
		return nil, err
	}
	texts.says = append(texts.says, h.warnPapers(ctx, papers...)...)
	if !o.isPart() {
		says, err := w.checkReply(p, papers)
		if err != nil {
			return nil, err
		}
		round, more, err := w.sealedRound(p, papers)
		if err != nil {
			return nil, err
		}
		annexes, texts.says = append(annexes, round...), append(append(texts.says, says...), more...)
	}
	spec, err := w.sealSpec(o, pol, texts.papers, annexes)
	if err != nil {
		return nil, err
	}
	if err := w.checkHold(spec); err != nil {
		return nil, err
	}
	if o.Before != nil {
		if err := o.Before(w.beforeSealing(p, o, spec, texts)); err != nil {
			return nil, err
		}
	}
	if err := w.dropOrphans(); err != nil {
		return nil, err
	}
	sealed, err := w.writeSeal(ctx, spec, inputs)
	if err != nil {
		return nil, err
	}
	res, err = w.stateSeal(ctx, o, spec, sealed, texts)
	if err != nil {
		// Not signed, or not allowed: unless the entry was kept, nobody can ever
		// open these files.
		err = errors.Join(err, w.dropOrphans())
	}
	return res, err
}

// sealPapers builds the texts; each language once.
func (w *writer) sealPapers(ctx context.Context, o SealOptions) ([]*paper.Paper, error) {
	if len(o.Texts) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "no text to seal").WithHint("name it with --text [LANG=]FILE")
	}
	var papers []*paper.Paper
	for _, t := range o.Texts {
		p, err := w.home.buildOnce(ctx, BuildOptions{File: t.File, Lang: t.Lang}, o.Report, audiencePublic)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(papers, func(q *paper.Paper) bool { return q.Lang == p.Lang }) {
			return nil, vow.Errorf(vow.CodeUsage, "two texts in the language %q", p.Lang)
		}
		papers = append(papers, p)
	}
	return papers, nil
}

func (w *writer) sealSpec(o SealOptions, pol *policy.Policy, papers []*paper.Paper, annexes []seal.File) (*seal.Spec, error) {
	chains := o.Chains
	if len(chains) == 0 {
		c, err := w.home.Chain()
		if err != nil {
			return nil, err
		}
		chains = []timelock.Chain{c}
	}
	foreign, err := foreignRecipients(w.home.Env, o.Trustees)
	if err = errors.Join(err, pluginsThere(o.Trustees)); err != nil {
		return nil, err
	}
	spec := &seal.Spec{
		Content: seal.Content{
			About:   seal.About{Origin: w.origin(), Report: o.Report, Part: o.name(), Seal: seal.NewID()},
			Annexes: annexes, PQ: o.PQ,
		},
		Policy: pol, Trustees: o.Trustees, Chains: chains, At: w.now(), Buriable: o.Buriable, Foreign: foreign,
	}
	for _, p := range papers {
		data := p.Marshal()
		spec.Papers = append(spec.Papers, seal.File{Name: p.Lang, Size: int64(len(data)), Open: opener(data)})
	}
	err = spec.Check()
	if vow.CodeOf(err) == vow.CodeRefused {
		return nil, err
	}
	if err := checkTrustees(pol, o.Trustees); err != nil {
		return nil, err
	}
	if err := w.checkOthers(o.Trustees); err != nil {
		return nil, err
	}
	if err != nil { // nothing was made yet, so the words of the call are wrong
		e := vow.Errorf(vow.CodeUsage, "%w", err)
		e.Hint = vow.HintOf(err)
		return nil, e
	}
	return spec, nil
}

// checkTrustees requires exactly the trustees that the policy names.
func checkTrustees(pol *policy.Policy, given []seal.Trustee) error {
	for _, name := range pol.Names() {
		if !slices.ContainsFunc(given, func(t seal.Trustee) bool { return t.Handle == name }) {
			return vow.Errorf(vow.CodeUsage, "the policy names the trustee %q", name).WithHint("say who that is: --trustee %s=RECIPIENT,VKEY, or list it: 'vow trustee add'", name)
		}
	}
	for _, t := range given {
		if !slices.Contains(pol.Names(), t.Handle) {
			return vow.Errorf(vow.CodeUsage, "the policy does not name the trustee %q", t.Handle)
		}
	}
	return nil
}

// checkOthers requires that trustees are others than the office's officers, its
// log and its witnesses: a key that is two parties is one party.
func (w *writer) checkOthers(given []seal.Trustee) error {
	ends, err := w.home.witnesses()
	if err != nil {
		return err
	}
	for _, t := range given {
		err := w.rec.CheckTrustee(t.Handle, t.Key)
		for _, e := range ends {
			if err == nil && (e.Key.SamePublic(t.Key) || e.Key.Name == t.Key.Name) {
				err = vow.Errorf(vow.CodeCheck, "it is the key of the witness %q", e.Name)
			}
		}
		if err != nil {
			return vow.Errorf(vow.CodeRefused, "trustee %q: its key is not its own: %w", t.Handle, err).
				WithHint("a trustee is somebody else than officers, log and witnesses, with a key made for that alone")
		}
	}
	return nil
}

// writeSeal writes package and lock into the home, whole or not at all.
func (w *writer) writeSeal(ctx context.Context, spec *seal.Spec, inputs vow.Hash) (_ *seal.Sealed, err error) {
	h, id := w.home, vow.SealID(spec.Seal)
	defer func() {
		if err != nil { // what cannot be removed now, the next sealing removes
			err = errors.Join(err, h.Disk().RemoveAll(h.Path(DirPackages, id.String())), h.Disk().RemoveAll(h.Path(DirSeals, id.String())))
		}
	}()
	of := &vow.SealMade{Report: spec.Report, Part: spec.Part, Seal: id}
	pkgPath, lockPath := h.packageOf(of), h.lockOf(of)
	for _, dir := range []string{filepath.Dir(pkgPath), filepath.Dir(lockPath)} {
		if err := h.Disk().MkdirAll(dir, durable.Folder); err != nil {
			return nil, err
		}
	}
	f, err := h.Disk().CreateNew(pkgPath, durable.Private)
	if err != nil {
		return nil, err
	}
	defer f.Abort()
	var total int64
	for _, file := range spec.Annexes {
		total += file.Size
	}
	progress := h.Env.Progress("sealing", total)
	defer progress.Done()
	sealed, err := seal.Make(&meter{f, ctx, progress}, spec)
	if err != nil {
		return nil, err
	}
	if err := f.Commit(); err != nil {
		return nil, err
	}
	if err := h.Disk().WriteNew(lockPath, sealed.Bytes, durable.Private); err != nil {
		return nil, err
	}
	return sealed, h.Disk().WriteNew(h.inputsPath(id), []byte(inputs.String()+"\n"), durable.Private)
}

// meter shows progress and stops when ctx ends.
type meter struct {
	w        io.Writer
	ctx      context.Context
	progress Progress
}

func (m *meter) Write(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.w.Write(b)
	m.progress.Add(int64(n))
	return n, err
}

// stateSeal states the seal in the record.
func (w *writer) stateSeal(ctx context.Context, o SealOptions, spec *seal.Spec, s *seal.Sealed, texts *cut) (*SealResult, error) {
	signoffs, err := w.signoffs(o.Signoffs)
	if err != nil {
		return nil, err
	}
	at, anytime := spec.Policy.OpensEarliest()
	if anytime {
		at = vow.Time{}
	}
	latest, _ := s.Lock.Backstop()
	body := &vow.SealMade{
		At: spec.At, Bag: s.Bag, Kind: vow.KindSealMade,
		Lock: vow.LockRef{Head: s.Lock.Head(), SHA256: vow.SumHash(s.Bytes), Size: int64(len(s.Bytes))},
		Log:  w.origin(), Opens: vow.Opens{At: at, AtLatest: latest},
		Package: vow.FileRef{SHA256: s.SHA256, Size: s.Size}, Part: o.name(), Reason: o.Reason,
		Refs: []vow.Hash{w.rec.State(o.Report)}, Report: o.Report, Seal: vow.SealID(spec.Seal),
		Signoffs: signoffs, Texts: rootsOf(texts.papers),
	}
	if o.isPart() {
		body.Blocks, body.Review, body.Trustees = texts.blocks, o.Review, spec.Policy.Names()
	}
	out, err := w.submit(ctx, body)
	if err != nil {
		return nil, err
	}
	res := w.home.sealResult(body, out)
	res.Withheld = texts.held
	return res, nil
}

// signoffs returns the roles that sign a seal off, sorted: those named, else that of the
// home's key.
func (w *writer) signoffs(named []vow.Role) ([]vow.Role, error) {
	roles := slices.Clone(named)
	if len(roles) == 0 {
		if !w.holdsOfficer() && w.hasOthers() {
			return nil, vow.Errorf(vow.CodeRefused, "this home holds no officer's key in force that could sign off").
				WithHint("say whose signatures the seal needs: --signoff ROLE")
		}
		_, role, err := w.home.PublicKey(OfficerKey)
		if err != nil {
			return nil, err
		}
		roles = []vow.Role{vow.Role(role)}
	}
	slices.Sort(roles)
	return slices.Compact(roles), nil
}

func (h *Home) sealResult(b *vow.SealMade, out *Outcome) *SealResult {
	res := &SealResult{Outcome: out, Seal: b.Seal, Package: h.packageOf(b), Lock: h.lockOf(b),
		PackageSHA256: b.Package.SHA256, LockHead: b.Lock.Head, Texts: b.Texts, Opens: b.Opens, Reply: b.Reply}
	if b.IsPart() {
		res.Part, res.Blocks, res.Review = b.Part, b.Blocks, b.Review
	}
	return res
}
