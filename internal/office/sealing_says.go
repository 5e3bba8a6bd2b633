package office

import (
	"fmt"
	"slices"

	"vow"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/policy"
	"vow/seal"
)

// checkHold refuses a policy under which trustees could hold the body back longer
// than the office's limit, where there are no two officers who could sign that.
// Where there are, the record asks for both signatures.
func (w *writer) checkHold(spec *seal.Spec) error {
	limit := w.rec.Office().Created.Procedure.HoldDays
	b := draftOf(spec)
	if !b.OverHold(limit) || w.officers() >= 2 {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "trustees can hold it for %s, from %s to %s; the office's limit is %s", sayDays(b.HoldDays()), later(b.At, b.Opens.At), b.Opens.AtLatest, sayDays(limit)).
		WithHint("a longer hold needs the signatures of two officers, and this office has %d: choose an earlier last date, or add an officer", w.officers())
}

// officers returns how many keys in force can sign a seal.
func (w *writer) officers() int {
	n := 0
	for _, o := range w.rec.Office().InForce() {
		if o.Role != vow.RoleClerk {
			n++
		}
	}
	return n
}

// draftOf returns what the record will say of when the seal opens.
func draftOf(spec *seal.Spec) *vow.SealMade {
	b := &vow.SealMade{At: spec.At, Part: spec.Part}
	if at, anytime := spec.Policy.OpensEarliest(); !anytime {
		b.Opens.At = at
	}
	b.Opens.AtLatest, _ = spec.Policy.OpensLatest()
	return b
}

func later(t, u vow.Time) vow.Time {
	if u.After(t) {
		return u
	}
	return t
}

// beforeSealing says what sealing means, and what to beware of.
func (w *writer) beforeSealing(p *record.Report, o SealOptions, spec *seal.Spec, texts *cut) []string {
	lines := append([]string{meaning(spec)}, texts.says...)
	lines = append(lines, w.secondSeal(p, o, spec)...)
	limit := w.rec.Office().Created.Procedure.HoldDays
	opt := policy.Options{At: spec.At, Due: p.Due().Instant, Chains: len(spec.Chains), HoldDays: policy.HoldLimit(limit)}
	if t := w.rec.Office().Term; t != nil && t.To != "" {
		if end, err := vow.ParseDate(t.To); err == nil {
			opt.TermEnds = vow.At(end.AddDate(0, 0, 1))
		}
	}
	ofBody := []string{policy.WarnDue, policy.WarnHold, policy.WarnTerm} // a part is made to wait
	for _, warning := range policy.Analyse(spec.Policy, opt).Warnings {
		if !o.isPart() || !slices.Contains(ofBody, warning.ID) {
			lines = append(lines, warning.Say)
		}
	}
	if b := draftOf(spec); b.OverHold(limit) {
		lines = append(lines, fmt.Sprintf("a hold of %s is over the office's limit of %d: two officers must sign it", sayDays(b.HoldDays()), limit))
	}
	for _, c := range spec.Chains {
		if c.Local() {
			lines = append(lines, "the beacon chain is "+timelock.LocalNote)
		}
	}
	return lines
}

// meaning says what cannot be undone.
func meaning(spec *seal.Spec) string {
	_, byTime := spec.Policy.OpensLatest()
	switch {
	case spec.Part == vow.PartBody:
		return NoTakingBack
	case byTime:
		return "once a copy of package and lock is outside this office, nobody, including you, can take back this part while its beacon lives"
	}
	return "no time alone opens this part: only its trustees can, and only while enough of them keep their keys"
}

// secondSeal says what a seal after another one does, and what it does not.
func (w *writer) secondSeal(p *record.Report, o SealOptions, spec *seal.Spec) []string {
	old := p.Seal()
	if o.isPart() {
		old = p.Part(o.Part)
	}
	if old == nil {
		return nil
	}
	say := fmt.Sprintf("this does not revoke the seal of entry %d: whoever has its files can open it", old.Index)
	if at := old.Body.Opens.AtLatest; !at.IsZero() {
		say = fmt.Sprintf("this does not revoke the seal of entry %d: it opens by itself at %s all the same", old.Index, at)
		if latest, ok := spec.Policy.OpensLatest(); ok && latest == at {
			say += ", together with this one, which verify shows above it"
		}
	}
	if o.isPart() {
		return []string{say}
	}
	return []string{say, fmt.Sprintf("whoever verifies sees both seals, the reason %q, and whether they hold the same", o.Reason)}
}
