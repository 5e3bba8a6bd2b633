package verify

import (
	"fmt"
	"strings"

	"vow"
	"vow/internal/dossier"
)

const noTrust = "no trust file was given: nothing says whose word counts"

// recordChecks lists dossier.members and the record.* checks.
func (v *verifier) recordChecks() {
	if v.whole.say != "" {
		v.members = append(faults{v.whole}, v.members...)
	}
	if !v.sayFaults(DossierMembers, v.members) {
		v.say(DossierMembers, Pass, "", "each of %d members is the one that the record calls for, and none is missing", len(v.d.Paths()))
	}
	rs := v.report.Record
	if len(v.rec.Leaves()) > 0 {
		rs.Entry0 = v.rec.Leaves()[0]
	}
	if v.trust == nil {
		claimed := ""
		if o := v.rec.Office(); o != nil {
			rs.Claimed = vow.SumHash([]byte(o.Created.LogKey.String())).String()
			claimed = "; SHA-256 of the log key, as this file alone claims it: " + rs.Claimed
		}
		v.say(RecordLog, NotChecked, "", "%s%s", noTrust, claimed)
		for _, id := range []string{RecordSignature, RecordQuorum, RecordComplete, RecordEntries, RecordWitnessed, RecordFork} {
			v.say(id, NotChecked, "", "%s", noTrust)
		}
		return
	}
	v.checkLog()
	v.checkSignature()
	if !v.trusted {
		for _, id := range []string{RecordQuorum, RecordComplete, RecordEntries, RecordWitnessed, RecordFork} {
			v.say(id, NotChecked, "", "the record is not one that you trust")
		}
		return
	}
	v.checkQuorum()
	v.checkComplete()
	v.checkEntries()
	v.checkWitnessed()
	if !v.sayFaults(RecordFork, v.forks) {
		v.say(RecordFork, Pass, "", "no checkpoint contradicts the record")
	}
}

func (v *verifier) checkLog() {
	if v.logKey.IsZero() {
		return // listed by trustLog
	}
	o := v.rec.Office()
	if o == nil {
		v.say(RecordLog, Fail, "entry 0", "the record does not begin with an office whose log key is the one you trust")
		return
	}
	v.say(RecordLog, Pass, dossier.PathCheckpoint, "your trust file lists this log, and entry 0 names the same key")
}

func (v *verifier) checkSignature() {
	switch {
	case v.sayFaults(RecordSignature, v.sigs):
	case !v.trusted:
		v.say(RecordSignature, NotChecked, dossier.PathCheckpoint, "you trust no key of this log")
	default:
		v.say(RecordSignature, Pass, dossier.PathCheckpoint, "the log's key signed every checkpoint, and every cosignature of your witnesses is true")
	}
}

// checkQuorum requires that the reader's witnesses saw the whole record.
func (v *verifier) checkQuorum() {
	has := make(map[string]bool)
	for vkey, s := range v.times.seen {
		for _, x := range s.all {
			if x.size == v.cp.Size {
				has[vkey] = true
			}
		}
	}
	of := len(v.trust.Witnesses)
	v.report.Record.Witnessed = fmt.Sprintf("%d of %d", len(has), of)
	switch {
	case v.trust.None():
		v.say(RecordQuorum, NotChecked, dossier.PathCheckpoint, "your trust file asks for no witness: the office alone says that this is its only record")
	case !v.trust.Satisfied(has):
		v.say(RecordQuorum, Fail, dossier.PathCheckpoint, "%d of your %s cosigned the record of %d entries: your quorum is not met", len(has), count(of, "witness", "witnesses"), v.cp.Size)
	default:
		v.say(RecordQuorum, Pass, dossier.PathCheckpoint, "%d of your %s cosigned the whole record", len(has), count(of, "witness", "witnesses"))
	}
}

func (v *verifier) checkComplete() {
	if v.whole.say != "" {
		v.say(RecordComplete, Fail, v.whole.where, "%s", v.whole.say)
		return
	}
	v.say(RecordComplete, Pass, dossier.PathCheckpoint, "all %d entries are there, and the tree is the one that was signed", v.cp.Size)
}

func (v *verifier) checkEntries() {
	if bad := v.rec.Invalid(); len(bad) > 0 {
		v.say(RecordEntries, Fail, fmt.Sprintf("entry %d", bad[0].Index), "%d of %d entries are invalid and change nothing; the first: %v", len(bad), v.cp.Size, bad[0].Err)
		return
	}
	slug := v.d.Info().Report
	for _, u := range v.rec.Unknown() {
		if u.Report == "" || u.Report == slug {
			v.say(RecordEntries, NotChecked, fmt.Sprintf("entry %d", u.Index), "its kind %q is not known to this version", u.Kind)
			return
		}
	}
	v.say(RecordEntries, Pass, "", "each of %d entries is signed as the office's rules ask, and valid where it stands", v.cp.Size)
}

// checkWitnessed requires a witnessed time for each entry of the office and of
// the report.
func (v *verifier) checkWitnessed() {
	switch {
	case v.trust.None():
		v.say(RecordWitnessed, NotChecked, "", "your trust file asks for no witness: there is no time")
		return
	case v.times.contradict:
		v.say(RecordWitnessed, NotChecked, "", "your witnesses' clocks contradict each other")
		return
	case v.story == nil:
		v.say(RecordWitnessed, NotChecked, "", "there is no promise to look for")
		return
	}
	for _, indexes := range [][]int64{v.story.office.Indexes, v.story.report.Indexes} {
		for _, i := range indexes {
			if _, ok := v.times.existedBy(i); !ok {
				v.say(RecordWitnessed, NotChecked, fmt.Sprintf("entry %d", i), "it is logged, not yet witnessed")
				return
			}
		}
	}
	v.say(RecordWitnessed, Pass, "", "each entry of the office and of the report has a witnessed time")
}

// storyChecks computes times and status, and lists the release.* checks.
func (v *verifier) storyChecks() {
	if v.story == nil {
		return
	}
	j := v.story.judge()
	for _, slug := range v.rec.Reports() {
		if slug != v.story.report.Slug && strings.EqualFold(v.rec.Report(slug).Promise.Title, v.story.report.Promise.Title) {
			j.status.twins = append(j.status.twins, slug)
		}
	}
	v.report.Reports = append(v.report.Reports, j.status)
	v.report.Record.AsOf = j.asOf
	if !v.trusted {
		v.say(ReleaseTime, NotChecked, "", "%s", noTime(v.trust == nil))
		return
	}
	if j.status.Inferred {
		v.list(v.story.observedTime(&j))
	} else {
		v.list(v.story.releaseTime(&j))
	}
	if c, ok := v.story.releaseFresh(&j); ok {
		v.list(c)
	}
	if c, ok := v.story.releaseEarly(&j); ok {
		v.list(c)
	}
	if v.grown > 0 {
		v.say(ReleaseFresh, NotChecked, "", "the record has grown to %d entries since; this dossier ends at %d", v.grown, v.cp.Size)
	}
}

func noTime(without bool) string {
	if without {
		return noTrust
	}
	return "the record is not one that you trust"
}
