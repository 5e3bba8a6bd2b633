package office

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/intake"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
	"vow/seal"
)

// RehearsalReport is the report that a rehearsal's head names; no promise can have
// this name.
const RehearsalReport = "rehearsal"

// rehearsalText is what a rehearsal seals.
const rehearsalText = "# Rehearsal\n\nThis is a rehearsal. It says nothing and is on no record. Whoever reads this has opened it as the policy demands.\n"

// RehearseOptions say what is rehearsed.
type RehearseOptions struct {
	Policy   string
	Trustees []seal.Trustee   // those that are not listed in the record
	Chains   []timelock.Chain // none: the home's
	Dir      string           // for package and lock
}

// Rehearsal says where the dummy lies.
type Rehearsal struct {
	Package string    `json:"package"`
	Lock    string    `json:"lock"`
	Head    vow.Hash  `json:"head"`
	Names   []string  `json:"trustees"`
	Opens   vow.Opens `json:"opens"`
}

// Rehearse seals a dummy to the very keys that a seal under this policy would be
// sealed to, so that all can try their part: trustees confirm and release it, and
// 'vow open' joins it. Its head names the report "rehearsal", and every share is
// bound to that head. Nothing is recorded, and no key is needed.
//
// Errors: as of Seal; CodeRefused where a file of that name lies in the folder.
func (h *Home) Rehearse(ctx context.Context, o RehearseOptions) (*Rehearsal, error) {
	rec, err := h.Record(ctx)
	if err != nil {
		return nil, err
	}
	pol, err := policy.Parse(o.Policy)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "policy: %w", err)
	}
	w := &writer{home: h, rec: rec}
	if o.Trustees, err = w.listedTrustees(pol.Names(), o.Trustees); err != nil {
		return nil, err
	}
	if err := errors.Join(checkTrustees(pol, o.Trustees), w.checkOthers(o.Trustees), pluginsThere(o.Trustees)); err != nil {
		return nil, err
	}
	chains := o.Chains
	if len(chains) == 0 {
		c, err := h.Chain()
		if err != nil {
			return nil, err
		}
		chains = []timelock.Chain{c}
	}
	p, err := dummyPaper()
	if err != nil {
		return nil, err
	}
	spec := &seal.Spec{
		Content: seal.Content{About: seal.About{Origin: rec.Origin(), Report: RehearsalReport, Part: vow.PartBody, Seal: seal.NewID()}, Papers: []seal.File{p}},
		Policy:  pol, Trustees: o.Trustees, Chains: chains, At: vow.At(h.Env.Now()), Buriable: true,
	}
	if spec.Foreign, err = foreignRecipients(h.Env, o.Trustees); err != nil {
		return nil, err
	}
	if err := spec.Check(); err != nil {
		return nil, err
	}
	return h.writeRehearsal(o.Dir, spec)
}

func (h *Home) writeRehearsal(dir string, spec *seal.Spec) (*Rehearsal, error) {
	disk := h.Disk()
	if err := disk.MkdirAll(dir, durable.Folder); err != nil {
		return nil, err
	}
	r := &Rehearsal{Package: filepath.Join(dir, RehearsalReport+".age"), Lock: filepath.Join(dir, RehearsalReport+".lock"), Names: spec.Policy.Names()}
	f, err := disk.CreateNew(r.Package, durable.Public)
	if err != nil {
		return nil, err
	}
	defer f.Abort()
	sealed, err := seal.Make(f, spec)
	if err != nil {
		return nil, err
	}
	if err := disk.WriteNew(r.Lock, sealed.Bytes, durable.Public); err != nil {
		return nil, err
	}
	if err := f.Commit(); err != nil {
		return nil, errors.Join(err, disk.Remove(r.Lock))
	}
	r.Head = sealed.Lock.Head()
	if at, anytime := spec.Policy.OpensEarliest(); !anytime {
		r.Opens.At = at
	}
	r.Opens.AtLatest, _ = sealed.Lock.Backstop()
	return r, nil
}

// dummyPaper makes the text of a rehearsal.
func dummyPaper() (seal.File, error) {
	const lang = "en"
	doc, err := intake.FromMarkdown([]byte(rehearsalText), intake.Options{Name: RehearsalReport + ".md"})
	if err != nil {
		return seal.File{}, err
	}
	var seed [32]byte
	if _, err := rand.Read(seed[:]); err != nil {
		return seal.File{}, vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	p, err := paper.Fix(doc.Title, lang, paper.SplitBlock, doc.Blocks, seed)
	if err != nil {
		return seal.File{}, err
	}
	data := p.Marshal()
	return seal.File{Name: lang, Size: int64(len(data)), Open: opener(data)}, nil
}
