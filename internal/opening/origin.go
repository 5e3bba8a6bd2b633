package opening

import (
	"errors"
	"io"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/timelock"
	"vow/seal"
	"vow/verify"
)

// MayBeChanged is said beside every charge that rests on a lock of which nothing
// shows that it is the office's: its head covers neither leaves nor commitments.
const MayBeChanged = "nothing here shows that this is the lock on the record: somebody else may have changed its leaves"

// Unproven adds to an error that charges the office with a lock of unknown origin who
// else may be behind it.
func Unproven(err error) error {
	if !errors.Is(err, seal.ErrDishonest) && !errors.Is(err, seal.ErrFalseShare) {
		return err
	}
	e := vow.Errorf(vow.CodeOf(err), "%w; %s", err, MayBeChanged)
	e.Hint = "a dossier shows it (--dossier and --trust), or compare the lock's SHA-256 with that in the entry seal.made"
	if hint := vow.HintOf(err); hint != "" {
		e.Hint = hint + "; " + e.Hint
	}
	return e
}

// Believed refuses a lock whose clock is not built in and was not given: its
// maker could open and stop it at will. It matters where a beacon is to open it.
func Believed(lock *seal.Lock, given []timelock.Chain) error {
	all := append([]timelock.Chain{timelock.Quicknet()}, given...)
	for _, c := range lock.Chains {
		if !slices.ContainsFunc(all, c.Equal) {
			return vow.Errorf(vow.CodeCheck, "unknown chain %s: it is not built in", c.Hash).
				WithHint("if you trust it, give its info with --chain FILE")
		}
	}
	return nil
}

// Proven is what a dossier proves of a lock.
type Proven struct {
	Sealed    *vow.SealMade
	Parts     []*vow.SealMade // of a body: its protective parts
	Confirmed []string        // trustees who confirmed the lock
	Unknown   string          // what could not be checked, "" if all was
}

// Dossier is the dossier that is to show where a lock comes from.
type Dossier struct {
	Name string // for what an error says
	R    io.ReaderAt
	Size int64 // bytes
}

// CheckOrigin requires that nothing about the dossier is false, as the options
// judge it, and that it holds this lock, whose file's bytes are data. Errors: those
// of verify.Dossier, and vow.CodeCheck where something is false.
func CheckOrigin(f Dossier, o verify.Options, lock *seal.Lock, data []byte) (*Proven, error) {
	report, err := verify.Dossier(f.R, f.Size, o)
	if err != nil {
		return nil, err
	}
	proven := &Proven{Confirmed: report.Confirmed[lock.Head()]}
	needed := []string{verify.DossierForm, verify.DossierMembers, verify.RecordLog, verify.RecordSignature, verify.RecordQuorum,
		verify.RecordComplete, verify.RecordEntries, verify.RecordFork}
	if lock.Part == vow.PartBody { // of a part text.parts speaks, below
		needed = append(needed, verify.SealForm, verify.SealChain)
	}
	for _, id := range needed {
		c, ok := report.Check(id)
		switch {
		case !ok || c.Verdict == verify.Fail:
			return nil, vow.Errorf(vow.CodeCheck, "%s does not prove where the lock comes from: %s: %s", f.Name, id, c.Say)
		case c.Verdict != verify.Pass && proven.Unknown == "":
			proven.Unknown = c.Say
		}
	}
	d, err := dossier.Read(f.R, f.Size, dossier.Limits{})
	if err != nil {
		return nil, err
	}
	sum, err := d.SHA256(dossier.PathLock(lock.Part))
	if err != nil || sum != vow.SumHash(data) {
		return nil, vow.Errorf(vow.CodeCheck, "the lock is not the one in the dossier %s", f.Name)
	}
	if lock.Part == vow.PartBody {
		proven.Sealed, proven.Parts = report.Sealed, report.Parts
		return proven, nil
	}
	if i := slices.IndexFunc(report.Late, func(b *vow.SealMade) bool { return b.Part == lock.Part }); i >= 0 {
		if c, ok := report.Check(verify.ReplyAnnexed); ok && c.Verdict == verify.Fail {
			return nil, vow.Errorf(vow.CodeCheck, "%s does not prove where the lock comes from: %s: %s", f.Name, c.ID, c.Say)
		}
		proven.Sealed = report.Late[i]
		return proven, nil
	}
	if c, ok := report.Check(verify.TextParts); ok && c.Verdict == verify.Fail {
		return nil, vow.Errorf(vow.CodeCheck, "%s does not prove where the lock comes from: %s: %s", f.Name, c.ID, c.Say)
	}
	i := slices.IndexFunc(report.Parts, func(b *vow.SealMade) bool { return b.Part == lock.Part })
	if i < 0 {
		return nil, vow.Errorf(vow.CodeCheck, "%s: its record binds no protective part %q to the seal that counts", f.Name, lock.Part)
	}
	proven.Sealed = report.Parts[i]
	return proven, nil
}

// FalseShares says which of the shares given are not the lock's, and who stands
// behind them.
func FalseShares(lock *seal.Lock, shares []seal.Share, confirmed []string) []string {
	var say []string
	for _, s := range shares {
		err := lock.CheckShare(s)
		switch {
		case errors.Is(err, seal.ErrFalseShare):
			say = append(say, err.Error()+": "+lock.Blame(s.Path, slices.Contains(confirmed, lock.HolderOf(s.Path))))
		case err != nil:
			say = append(say, err.Error())
		}
	}
	return say
}
