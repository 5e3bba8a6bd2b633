package office

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"filippo.io/age"

	"vow"
	"vow/internal/durable"
	"vow/internal/extract"
	"vow/internal/opening"
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
	proven := new(opening.Proven)
	if o.Dossier != "" {
		if proven, err = checkOrigin(o, lock, vow.At(env.Now())); err != nil {
			return nil, err
		}
		res.OriginUnknown, res.OriginChecked = proven.Unknown, proven.Unknown == ""
	}
	res.Warnings = opening.FalseShares(lock, o.Shares, proven.Confirmed)
	if len(res.Warnings) > 0 && o.Dossier == "" {
		res.Warnings = append(res.Warnings, opening.MayBeChanged)
	}
	keys, err := o.keys(ctx, env, lock, proven.Confirmed)
	if err != nil && o.Dossier == "" {
		err = opening.Unproven(err)
	}
	if err != nil {
		return nil, err
	}
	dir, err := extract.New(o.Out, extract.Options{Disk: env.Disk, Sync: true})
	if err != nil {
		return nil, err
	}
	sink := &opening.TextSink{Sink: dir, Sealed: proven.Sealed, Parts: proven.Parts}
	progress := env.Progress("opening", size)
	defer progress.Done()
	opened, err := seal.Open(lock, &meterReader{f, progress}, keys, sink)
	if err != nil && o.Dossier == "" {
		err = opening.Unproven(err)
	}
	if err != nil {
		return nil, inFile(o.Package, err)
	}
	res.Files = len(opened.Bag.Entries)
	if res.Part == "" {
		res.Withheld = sink.Withheld
	}
	own, err := seal.NewOpening(lock, opened.Key, keys.Beacons)
	if err != nil {
		return nil, err
	}
	res.Opening = own.Marshal()
	return res, nil
}

// inFile says in which file something is wrong, and keeps code and hint.
func inFile(file string, err error) error {
	e := vow.Errorf(vow.CodeOf(err), "%s: %w", file, err)
	e.Hint = vow.HintOf(err)
	return e
}

// checkOrigin looks the lock up in the dossier.
func checkOrigin(o OpenOptions, lock *seal.Lock, now vow.Time) (*opening.Proven, error) {
	f, size, err := durable.OpenRead(o.Dossier)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "dossier: %w", err)
	}
	defer f.Close()
	return opening.CheckOrigin(opening.Dossier{Name: o.Dossier, R: f, Size: size},
		verify.Options{Trust: o.Trust, Origin: o.Origin, Chains: o.Chains, Now: now}, lock, o.Lock)
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
		return keys, opening.Believed(lock, o.Chains)
	}
	nothing := len(keys.Identities)+len(keys.Shares) == 0
	_, unfit := lock.Unlock(keys)
	if unfit == nil || !nothing && !badShare(lock, keys.Shares) && !errors.Is(unfit, seal.ErrNotYet) && !(len(o.Relays) > 0 && errors.Is(unfit, seal.ErrWrongKey)) {
		return keys, nil // Open says what is wrong
	}
	if err := opening.Believed(lock, o.Chains); err != nil {
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
	own, err := seal.ParseOpening(o.Opening)
	if err != nil {
		return keys, err
	}
	key, err := own.Verify(lock)
	if err != nil {
		return keys, err
	}
	keys.Release = key.Secret()
	keys.Beacons = append(keys.Beacons, own.Beacons...)
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
