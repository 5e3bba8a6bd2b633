package verify

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/tlog"
)

// Whole is a record that was read whole, to judge one of its reports after the other
// as Dossier would judge a dossier of each. Whoever keeps the record reads it once.
//
// The checks of the archive itself (dossier.form) are not listed: there is none. Nor are
// the texts of the whole record (Report.Texts, Report.Redactions).
type Whole struct {
	first verifier // after the record was read
}

// NewWhole takes a replayed record, its checkpoint, and what witnesses were heard to
// say of it, each found true (AllSeen) on a checkpoint that the log signed. Trust file,
// chains and clock come from whoever reads, as for Dossier.
//
// Errors: CodeUsage where the trust file is wrong, CodeCheck where the entries are not
// those of the checkpoint.
func NewWhole(rec *record.Record, cp *tlog.SignedCheckpoint, heard []Seen, o Options) (*Whole, error) {
	w := &Whole{verifier{o: o, loose: true, rec: rec, cp: cp, report: &Report{}}}
	v := &w.first
	if err := v.readTrust(); err != nil {
		return nil, err
	}
	v.hashes = tlog.NewHashes(rec.Leaves())
	if v.hashes.Root() != cp.Root || rec.Size() != cp.Size {
		return nil, vow.Errorf(vow.CodeCheck, "%d entries have the root %s, the checkpoint is of %d with the root %s", rec.Size(), v.hashes.Root(), cp.Size, cp.Root)
	}
	v.trustLog()
	var trust *tlog.Trust
	if v.trusted {
		trust = v.trust
	}
	v.times = newTimes(trust)
	v.take(dossier.PathCheckpoint, cp)
	if trust != nil {
		v.takeHeard(heard)
	}
	v.times.settle()
	return w, nil
}

// takeHeard takes the times of the reader's witnesses, on checkpoints of this record.
func (v *verifier) takeHeard(heard []Seen) {
	ours := make(map[string]bool)
	for _, k := range v.trust.WitnessKeys() {
		ours[k.String()] = true
	}
	var last *tlog.SignedCheckpoint
	same := false
	for _, s := range heard {
		if s.Checkpoint != last {
			last, same = s.Checkpoint, false
			root, err := v.hashes.RootAt(last.Size)
			switch {
			case err != nil: // of a longer record
			case root != last.Root:
				v.forks.add(fmt.Sprintf("a checkpoint of %d entries", last.Size), fmt.Errorf("the log signed two roots for %d entries: %s here, %s in the record", last.Size, last.Root, root))
			default:
				same = true
			}
		}
		if vkey := v.vkeys.of(s.Key); same && ours[vkey] {
			v.times.add(vkey, last.Size, s.Time)
		}
	}
}

// Hashes returns the record's tree.
func (w *Whole) Hashes() *tlog.Hashes { return w.first.hashes }

// ExistedBy returns the least time at which the quorum had seen entry i.
func (w *Whole) ExistedBy(i int64) (vow.Time, bool) { return w.first.times.existedBy(i) }

// AbsentAt returns the greatest time at which a quorum's record did not yet hold entry i.
func (w *Whole) AbsentAt(i int64) (vow.Time, bool) { return w.first.times.absentAt(i) }

// ClocksAgree reports whether the witnesses' times contradict each other of no entry.
func (w *Whole) ClocksAgree() bool { return w.first.times.agree() }

// AsOf returns up to when the record is known.
func (w *Whole) AsOf() (vow.Time, bool) { return w.first.times.absentAt(w.first.cp.Size) }

// Report judges one report by the members that a dossier of it would have beside the
// record (data/record, data/checkpoints and data/trust left out).
func (w *Whole) Report(slug string, list []dossier.Member) (report *Report, err error) {
	loose := dossier.NewLoose(dossier.Info{Log: w.first.cp.Origin, Report: slug}, list)
	defer func() {
		if e := loose.Close(); err == nil {
			err = e
		}
	}()
	return w.judge(loose)
}

// RecordChecks are the checks record.* alone, as Report lists them, and what the record
// is: they look at no file of the report.
func (w *Whole) RecordChecks(slug string) ([]Check, *RecordStatus) {
	v := w.fresh(dossier.NewLoose(dossier.Info{Log: w.first.cp.Origin, Report: slug}, nil))
	v.tellStory()
	v.recordChecks()
	if v.story != nil {
		v.report.Record.AsOf, _ = v.times.absentAt(v.cp.Size)
	}
	out := slices.DeleteFunc(v.finish().Checks, func(c Check) bool { return !strings.HasPrefix(c.ID, "record.") })
	return out, v.report.Record
}

func (w *Whole) judge(loose *dossier.Loose) (*Report, error) {
	v := w.fresh(loose)
	if err := v.judgeReport(); err != nil {
		return nil, err
	}
	return v.finish(), nil
}

// fresh returns a verifier of one report, after the record was read.
func (w *Whole) fresh(loose *dossier.Loose) *verifier {
	f := &w.first
	v := &verifier{o: f.o, loose: true, trust: f.trust, cp: f.cp, rec: f.rec, hashes: f.hashes, d: loose,
		report: &Report{Reports: []ReportStatus{}}, expected: make(map[string]bool)}
	v.shown = newShown()
	v.logKey, v.trusted = f.logKey, f.trusted
	rs := *f.report.Record
	v.report.Record, v.report.Checks = &rs, slices.Clone(f.report.Checks)
	v.sigs, v.forks, v.members = append(faults{}, f.sigs...), append(faults{}, f.forks...), append(faults{}, f.members...)
	times := *f.times
	v.times = &times
	return v
}
