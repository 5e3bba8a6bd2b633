package office

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"

	"filippo.io/age"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/extract"
	"vow/internal/timelock"
	"vow/seal"
	"vow/verify"
)

// OpenOptions say how anyone, without a home, opens a package.
type OpenOptions struct {
	Package    string // path
	Lock       []byte
	Identities []age.Identity
	Shares     []seal.Share
	Beacons    []timelock.Beacon
	Opening    []byte           // nil: none
	Chains     []timelock.Chain // believed besides the built-in ones
	Relays     []string
	Out        string // folder
	// Dossier and Trust, both or neither, say where the lock comes from.
	Dossier string // path
	Trust   []byte
	Origin  string
}

// OpenResult is what an opening made.
type OpenResult struct {
	Origin        string   `json:"origin"`
	Report        string   `json:"report"`
	Dir           string   `json:"dir"`
	Files         int      `json:"files"`
	OriginChecked bool     `json:"origin_checked"`
	Warnings      []string `json:"warnings,omitempty"`
	OriginUnknown string   `json:"origin_unknown,omitempty"` // with a dossier: what of it could not be checked
	Lock          vow.Hash `json:"lock_head"`
	Part          string   `json:"part,omitempty"`     // a protective part: its name
	Withheld      int      `json:"withheld,omitempty"` // of a body: blocks that it does not show
	Opening       []byte   `json:"-"`                  // vow/opening@v1: lets everybody open it
}

// OpenPackage opens a package into a folder. Nothing is kept unless the whole
// package is the one that the lock names.
func OpenPackage(ctx context.Context, env Env, o OpenOptions) (*OpenResult, error) {
	env = env.withDefaults()
	lock, err := seal.ParseLock(o.Lock)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "lock: %w", err)
	}
	f, size, err := durable.OpenRead(o.Package)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "package: %w", err)
	}
	defer f.Close()
	res := &OpenResult{Origin: lock.Origin, Report: lock.Report, Dir: o.Out, Lock: lock.Head()}
	if lock.Part != vow.PartBody {
		res.Part = lock.Part
	}
	proven := new(provenLock)
	if o.Dossier != "" {
		if proven, err = checkOrigin(o, lock, vow.At(env.Now())); err != nil {
			return nil, err
		}
		res.OriginUnknown, res.OriginChecked = proven.unknown, proven.unknown == ""
	}
	res.Warnings = falseShares(lock, o.Shares, proven.confirmed)
	if len(res.Warnings) > 0 && o.Dossier == "" {
		res.Warnings = append(res.Warnings, mayBeChanged)
	}
	keys, err := o.keys(ctx, env, lock, proven.confirmed)
	if err != nil && o.Dossier == "" {
		err = unproven(err)
	}
	if err != nil {
		return nil, err
	}
	dir, err := extract.New(o.Out, extract.Options{Disk: env.Disk, Sync: true})
	if err != nil {
		return nil, err
	}
	sink := &textSink{Sink: dir, sealed: proven.sealed, parts: proven.parts}
	progress := env.Progress("opening", size)
	defer progress.Done()
	opened, err := seal.Open(lock, &meterReader{f, progress}, keys, sink)
	if err != nil && o.Dossier == "" {
		err = unproven(err)
	}
	if err != nil {
		return nil, inFile(o.Package, err)
	}
	res.Files = len(opened.Bag.Entries)
	if res.Part == "" {
		res.Withheld = sink.withheld
	}
	opening, err := seal.NewOpening(lock, opened.Key, keys.Beacons)
	if err != nil {
		return nil, err
	}
	res.Opening = opening.Marshal()
	return res, nil
}

// inFile says in which file something is wrong, and keeps code and hint.
func inFile(file string, err error) error {
	e := vow.Errorf(vow.CodeOf(err), "%s: %w", file, err)
	e.Hint = vow.HintOf(err)
	return e
}

// mayBeChanged is said beside every charge that rests on a lock of which nothing
// shows that it is the office's: its head covers neither leaves nor commitments.
const mayBeChanged = "nothing here shows that this is the lock on the record: somebody else may have changed its leaves"

// unproven adds to an error that charges the office with a lock of unknown origin who
// else may be behind it.
func unproven(err error) error {
	if !errors.Is(err, seal.ErrDishonest) && !errors.Is(err, seal.ErrFalseShare) {
		return err
	}
	e := vow.Errorf(vow.CodeOf(err), "%w; %s", err, mayBeChanged)
	e.Hint = "a dossier shows it (--dossier and --trust), or compare the lock's SHA-256 with that in the entry seal.made"
	if hint := vow.HintOf(err); hint != "" {
		e.Hint = hint + "; " + e.Hint
	}
	return e
}

// believed refuses a lock whose clock is not built in and was not given: its
// maker could open and stop it at will. It matters where a beacon is to open it.
func believed(lock *seal.Lock, given []timelock.Chain) error {
	all := append([]timelock.Chain{timelock.Quicknet()}, given...)
	for _, c := range lock.Chains {
		if !slices.ContainsFunc(all, c.Equal) {
			return vow.Errorf(vow.CodeCheck, "unknown chain %s: it is not built in", c.Hash).
				WithHint("if you trust it, give its info with --chain FILE")
		}
	}
	return nil
}

// provenLock is what a dossier proves of a lock.
type provenLock struct {
	sealed    *vow.SealMade
	parts     []*vow.SealMade // of a body: its protective parts
	confirmed []string        // trustees who confirmed the lock
	unknown   string          // what could not be checked, "" if all was
}

// checkOrigin requires that nothing about the dossier is false, and that it holds
// this lock.
func checkOrigin(o OpenOptions, lock *seal.Lock, now vow.Time) (*provenLock, error) {
	f, size, err := durable.OpenRead(o.Dossier)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "dossier: %w", err)
	}
	defer f.Close()
	report, err := verify.Dossier(f, size, verify.Options{Trust: o.Trust, Origin: o.Origin, Chains: o.Chains, Now: now})
	if err != nil {
		return nil, err
	}
	proven := &provenLock{confirmed: report.Confirmed[lock.Head()]}
	needed := []string{verify.DossierForm, verify.DossierMembers, verify.RecordLog, verify.RecordSignature, verify.RecordQuorum,
		verify.RecordComplete, verify.RecordEntries, verify.RecordFork}
	if lock.Part == vow.PartBody { // of a part text.parts speaks, below
		needed = append(needed, verify.SealForm, verify.SealChain)
	}
	for _, id := range needed {
		c, ok := report.Check(id)
		switch {
		case !ok || c.Verdict == verify.Fail:
			return nil, vow.Errorf(vow.CodeCheck, "%s does not prove where the lock comes from: %s: %s", o.Dossier, id, c.Say)
		case c.Verdict != verify.Pass && proven.unknown == "":
			proven.unknown = c.Say
		}
	}
	d, err := dossier.Read(f, size, dossier.Limits{})
	if err != nil {
		return nil, err
	}
	sum, err := d.SHA256(dossier.PathLock(lock.Part))
	if err != nil || sum != vow.SumHash(o.Lock) {
		return nil, vow.Errorf(vow.CodeCheck, "the lock is not the one in the dossier %s", o.Dossier)
	}
	if lock.Part == vow.PartBody {
		proven.sealed, proven.parts = report.Sealed, report.Parts
		return proven, nil
	}
	if i := slices.IndexFunc(report.Late, func(b *vow.SealMade) bool { return b.Part == lock.Part }); i >= 0 {
		if c, ok := report.Check(verify.ReplyAnnexed); ok && c.Verdict == verify.Fail {
			return nil, vow.Errorf(vow.CodeCheck, "%s does not prove where the lock comes from: %s: %s", o.Dossier, c.ID, c.Say)
		}
		proven.sealed = report.Late[i]
		return proven, nil
	}
	if c, ok := report.Check(verify.TextParts); ok && c.Verdict == verify.Fail {
		return nil, vow.Errorf(vow.CodeCheck, "%s does not prove where the lock comes from: %s: %s", o.Dossier, c.ID, c.Say)
	}
	i := slices.IndexFunc(report.Parts, func(b *vow.SealMade) bool { return b.Part == lock.Part })
	if i < 0 {
		return nil, vow.Errorf(vow.CodeCheck, "%s: its record binds no protective part %q to the seal that counts", o.Dossier, lock.Part)
	}
	proven.sealed = report.Parts[i]
	return proven, nil
}

// keys collects whatever may open the lock. Beacons are fetched where nothing was
// given, where what was given is not enough, or where a relay was named.
func (o OpenOptions) keys(ctx context.Context, env Env, lock *seal.Lock, confirmed []string) (seal.Keys, error) {
	keys, err := o.given(lock)
	keys.Confirmed = confirmed
	if err != nil || keys.Release != "" {
		return keys, err
	}
	keys.Now = vow.At(env.Now())
	if len(keys.Beacons) > 0 {
		return keys, believed(lock, o.Chains)
	}
	nothing := len(keys.Identities)+len(keys.Shares) == 0
	_, unfit := lock.Unlock(keys)
	if unfit == nil || !nothing && !badShare(lock, keys.Shares) && !errors.Is(unfit, seal.ErrNotYet) && !(len(o.Relays) > 0 && errors.Is(unfit, seal.ErrWrongKey)) {
		return keys, nil // Open says what is wrong
	}
	if err := believed(lock, o.Chains); err != nil {
		if badShare(lock, keys.Shares) {
			return keys, nil // Open says that first
		}
		return keys, err
	}
	return withBeacons(lock, keys, unfit, func(c timelock.Chain, round uint64) (timelock.Beacon, error) {
		return FetchBeacon(ctx, env, c, round, o.Relays)
	})
}

// given returns the keys that were given.
func (o OpenOptions) given(lock *seal.Lock) (seal.Keys, error) {
	keys := seal.Keys{Identities: o.Identities, Shares: o.Shares}
	for _, b := range o.Beacons {
		if b.Chain.IsZero() && len(lock.Chains) == 1 {
			b.Chain = lock.Chains[0].Hash
		}
		keys.Beacons = append(keys.Beacons, b)
	}
	if o.Opening == nil {
		return keys, nil
	}
	opening, err := seal.ParseOpening(o.Opening)
	if err != nil {
		return keys, err
	}
	key, err := opening.Verify(lock)
	if err != nil {
		return keys, err
	}
	keys.Release = key.Secret()
	keys.Beacons = append(keys.Beacons, opening.Beacons...)
	return keys, nil
}

// KeepFile writes a file into a folder, which it makes.
func KeepFile(dir, name string, data []byte) error {
	disk := new(durable.Disk)
	if err := disk.MkdirAll(dir, durable.Folder); err != nil {
		return err
	}
	return disk.WriteFile(filepath.Join(dir, name), data, durable.Public)
}

// ParseIdentities reads an age identity file: secret keys, one a line.
func ParseIdentities(r io.Reader) ([]age.Identity, error) {
	ids, err := age.ParseIdentities(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, errors.New("it is not a file of age secret keys")
	}
	return ids, nil
}
