package office

import (
	"bytes"
	"fmt"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/opening"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/seal"
)

// NoTakingBackShare is said before every release by a trustee.
const NoTakingBackShare = "once the file is out of your hands nobody, including you, can take it back: whoever has it can use it for ever"

// TrusteeReleaseOptions say what a trustee releases, and what shows that the seal
// is one of the office's record.
type TrusteeReleaseOptions struct {
	Lock    []byte
	Keys    *Keys
	Package string // path, or "": not at hand

	// One of the two, with Trust; a rehearsal needs none.
	Receipt []byte // of seal.made
	Dossier string // path
	Trust   []byte
	Origin  string
	Chains  []timelock.Chain // believed besides the built-in ones

	// Before is told what the release does, before anything is written. An error
	// of it ends the release.
	Before func(lines []string) error
}

// TrusteeRelease is what a trustee made public.
type TrusteeRelease struct {
	Handle   string         `json:"handle"`
	Report   string         `json:"report"`
	Head     vow.Hash       `json:"head"`
	Files    []ReleasedFile `json:"files"`
	Warnings []string       `json:"warnings,omitempty"`
}

// What a trustee's release consists of.
const (
	KindShare   = "share"   // for anybody: 'vow open --share'
	KindOpening = "opening" // for anybody: one leaf opens everything
	KindEntry   = "entry"   // for the office: trustee.released, signed by the trustee
)

// ReleasedFile is a file that anyone may have from now on.
type ReleasedFile struct {
	Kind string `json:"kind"`
	Path string `json:"path"` // of the leaf, "" for an opening
	File string `json:"file"` // where it was written
	Data []byte `json:"-"`
}

// ReleaseLeaves opens the leaves of the trustee whose key is given and returns
// their shares, bound to this lock's head; where one of them holds the release
// identity itself, an opening, which makes shares needless. With a signing key
// there is an entry for the record beside each share, signed by the trustee.
//
// Errors: CodeRefused for a lock that is not shown to be on the record, CodeUsage
// where nothing was given that could show it, CodeCheck where a leaf, the package
// or the proof is not what it must be.
func ReleaseLeaves(env Env, o TrusteeReleaseOptions) (*TrusteeRelease, error) {
	env = env.withDefaults()
	lock, err := seal.ParseLock(o.Lock)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "lock: %w", err)
	}
	t, err := holder(lock, o.Keys.Identities)
	if err != nil {
		return nil, err
	}
	if s := o.Keys.Signer; s != nil && t.Key.String() != s.Key.String() {
		return nil, vow.Errorf(vow.CodeCheck, "the signing key %s is not that of the trustee %s, which is %s", s.Key.Name, t.Handle, t.Key.Name)
	}
	shown, err := o.onRecord(lock, vow.At(env.Now()))
	if err != nil {
		return nil, err
	}
	res := &TrusteeRelease{Handle: t.Handle, Report: seal.Stem(lock.Report, lock.Part), Head: lock.Head()}
	if o.Package == "" {
		res.Warnings = append(res.Warnings, "the package was not looked at: whether it is the one that the lock names is not checked (--package FILE)")
	} else if err := checkPackage(lock, o.Package); err != nil {
		return nil, err
	}
	if err := opening.Believed(lock, o.Chains); err != nil {
		res.Warnings = append(res.Warnings, "the lock's dates hang on a clock that is not built in: "+err.Error())
	}
	held, err := openLeaves(lock, t, o.Keys.Identities)
	if err != nil {
		return nil, err
	}
	if o.Before != nil {
		if err := o.Before(releaseLines(lock, held, shown)); err != nil {
			return nil, err
		}
	}
	if held.whole != nil {
		opening, err := seal.NewOpening(lock, held.whole, nil)
		if err != nil {
			return nil, err
		}
		res.Files = []ReleasedFile{{Kind: KindOpening, Data: opening.Marshal()}}
		return res, nil
	}
	for _, s := range held.shares {
		res.Files = append(res.Files, ReleasedFile{Kind: KindShare, Path: s.Path, Data: s.Marshal()})
		if o.Keys.Signer == nil || lock.Report == RehearsalReport {
			continue
		}
		p, err := vow.NewPending(releasedBody(lock, t.Handle, s, vow.At(env.Now())))
		if err != nil {
			return nil, err
		}
		p.Add(o.Keys.Signer.Sign(p.Text))
		res.Files = append(res.Files, ReleasedFile{Kind: KindEntry, Path: s.Path, Data: p.Marshal()})
	}
	return res, nil
}

// releasedBody states that a share is public.
func releasedBody(lock *seal.Lock, handle string, s seal.Share, at vow.Time) *vow.TrusteeReleased {
	return &vow.TrusteeReleased{At: at, Handle: handle, Head: s.Head, Kind: vow.KindTrusteeReleased, Log: lock.Origin,
		Path: s.Path, Report: lock.Report, Share: vow.Hash(s.Value)}
}

// onRecord requires that the lock is that of a seal.made on the record that the
// trust file names, and says how that was shown.
func (o TrusteeReleaseOptions) onRecord(lock *seal.Lock, now vow.Time) (string, error) {
	switch {
	case lock.Report == RehearsalReport:
		return "this is a rehearsal: its head says so, it is on no record, and it opens nothing but a dummy", nil
	case o.Receipt == nil && o.Dossier == "":
		return "", vow.Errorf(vow.CodeUsage, "nothing shows that this lock is on the office's record").
			WithHint("give --receipt FILE (of seal.made) or --dossier FILE, and --trust FILE: a share of a lock that nobody else has helps only whoever made it")
	case o.Trust == nil:
		return "", vow.Errorf(vow.CodeUsage, "--trust FILE is needed: without the log's key nothing shows that the lock is on the record")
	case o.Receipt != nil:
		return checkSealReceipt(lock, o.Lock, o.Receipt, o.Trust)
	}
	proven, err := checkOrigin(OpenOptions{Dossier: o.Dossier, Trust: o.Trust, Origin: o.Origin, Lock: o.Lock, Chains: o.Chains}, lock, now)
	if vow.CodeOf(err) == vow.CodeCheck {
		return "", vow.Errorf(vow.CodeRefused, "%w", err)
	}
	if err != nil {
		return "", err
	}
	shown := "the dossier shows that this lock is on the record of " + lock.Origin
	if proven.Unknown != "" {
		shown += "; not checked of it: " + proven.Unknown
	}
	return shown, nil
}

// checkSealReceipt requires a receipt of seal.made for this very lock.
func checkSealReceipt(lock *seal.Lock, lockBytes, receipt, trust []byte) (string, error) {
	trusted, err := tlog.ParseTrust(trust)
	if err != nil {
		return "", vow.Errorf(vow.CodeUsage, "trust file: %w", err)
	}
	r, err := tlog.ParseReceipt(receipt)
	if err != nil {
		return "", err
	}
	e, err := vow.ParseEntry(r.Entry)
	if err != nil {
		return "", vow.Errorf(vow.CodeCheck, "receipt: entry: %w", err)
	}
	b, ok := e.Body.(*vow.SealMade)
	if !ok {
		return "", vow.Errorf(vow.CodeRefused, "the receipt is of %s, not of seal.made", e.Body.Common().Kind)
	}
	if b.Lock.Head == lock.Head() && b.Lock.SHA256 != vow.SumHash(lockBytes) {
		return "", vow.Errorf(vow.CodeRefused, "below its head it is not the lock that the receipt names: its leaves were changed").
			WithHint("release nothing for it; get a copy of the lock from somebody else")
	}
	if b.Lock.Head != lock.Head() || b.Log != lock.Origin || b.Report != lock.Report || b.Part != lock.Part {
		return "", vow.Errorf(vow.CodeRefused, "the lock is not the one that the receipt names: its head is %s, that on the record %s", lock.Head(), b.Lock.Head).
			WithHint("release nothing for a lock that is not on the record; ask the office and the other trustees")
	}
	w, err := r.Verify(trusted)
	if err != nil {
		return "", vow.Errorf(vow.CodeRefused, "the receipt does not show that the lock is on the record: %w", err)
	}
	if origin, err := proofOrigin(r.Proof); err != nil || origin != lock.Origin {
		return "", vow.Errorf(vow.CodeRefused, "the receipt is of the record %q, the lock of %q", origin, lock.Origin)
	}
	shown := fmt.Sprintf("the receipt shows that this lock is on the record of %s", lock.Origin)
	if w.ExistedBy == 0 {
		return shown + "; no witness says since when", nil
	}
	return shown + ", witnessed by " + vow.Unix(w.ExistedBy).String(), nil
}

// proofOrigin returns the origin of a proof's checkpoint.
func proofOrigin(proof []byte) (string, error) {
	p, err := tlog.ParseProof(proof)
	if err != nil {
		return "", err
	}
	s, err := tlog.ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		return "", err
	}
	return s.Origin, nil
}

// checkPackage requires that a file is the package that the lock names.
func checkPackage(lock *seal.Lock, path string) error {
	f, _, err := durable.OpenRead(path)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "package: %w", err)
	}
	if err := f.Close(); err != nil {
		return vow.Errorf(vow.CodeIO, "package: %w", err)
	}
	ref, err := hashFile(path)
	if err != nil {
		return err
	}
	if ref.SHA256 != lock.Package.SHA256 || ref.Size != lock.Package.Size {
		return vow.Errorf(vow.CodeRefused, "%s is not the package that the lock names", path).
			WithHint("release nothing before you know why: get a copy from somebody else")
	}
	return nil
}

// releaseLines says what a release does, to whom, and that it is for ever.
func releaseLines(lock *seal.Lock, held *heldLeaves, shown string) []string {
	t, p := held.trustee, lock.Policy
	what := "the release key itself, which opens the whole package"
	if held.whole == nil {
		paths := make([]string, len(held.shares))
		for i, s := range held.shares {
			paths[i] = s.Path
		}
		what = "your share of leaf " + strings.Join(paths, ", ")
	}
	lines := []string{
		fmt.Sprintf("you are the trustee %s of %s, sealed by %s under the policy %s", t.Handle, seal.Stem(lock.Report, lock.Part), lock.Origin, p),
		"you make public, to everybody: " + what,
	}
	it := whatOf(lock)
	alone, latest, all := p.Open(t.Handle), p.Open(), p.Open(p.Names()...)
	switch {
	case held.whole != nil || alone.IsAnyTime():
		lines = append(lines, "with it anybody can open "+it+" at once: nobody else has to agree")
	case alone.Compare(latest) < 0:
		lines = append(lines, fmt.Sprintf("with it anybody can open %s from %s on: nobody else has to agree", it, alone))
	case all.IsAnyTime():
		lines = append(lines, it+" opens as soon as enough other trustees release too")
	default:
		lines = append(lines, fmt.Sprintf("%s opens when enough other trustees release too, not before %s", it, all))
	}
	if !latest.IsNever() {
		lines = append(lines, fmt.Sprintf("without any trustee it opens by itself at %s", latest))
	}
	return append(lines, shown, NoTakingBackShare)
}

// NameReleased says where each file goes: to out, or, where there are several
// shares, to out with the leaf's path behind it; entries have .entry behind that.
func (r *TrusteeRelease) NameReleased(out string) {
	shares := 0
	for _, f := range r.Files {
		if f.Kind == KindShare {
			shares++
		}
	}
	for i := range r.Files {
		f := &r.Files[i]
		f.File = out
		if shares > 1 {
			f.File += "." + f.Path
		}
		if f.Kind == KindEntry {
			f.File += ".entry"
		}
	}
}

// isOpening reports whether a file is an opening, where a share was expected.
func isOpening(data []byte) bool { return bytes.HasPrefix(data, []byte("vow/opening@v1\n")) }

// whatOf names what a lock opens in a sentence: a part is not the report.
func whatOf(lock *seal.Lock) string {
	if lock.Part == vow.PartBody {
		return "the report"
	}
	return "the part " + lock.Part + " of the report"
}
