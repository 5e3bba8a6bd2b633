package verify

import (
	"maps"
	"slices"

	"vow"
	"vow/paper"
)

// FixedText is a text that a valid entry of the record names by its root.
type FixedText struct {
	Root   vow.Hash
	Index  int64 // of the entry
	Report string
	Kind   vow.Kind
	Role   vow.TextRole // of text.fixed
}

// fixedTexts lists the texts that the record fixes, seals and releases, in the
// order of reports and, within one, of these three.
func (v *verifier) fixedTexts() []FixedText {
	var out []FixedText
	for _, slug := range v.rec.Reports() {
		r := v.rec.Report(slug)
		for _, t := range r.Texts {
			out = append(out, FixedText{t.Body.Root, t.Index, slug, vow.KindTextFixed, t.Body.Role})
		}
		for _, s := range r.Seals {
			for _, lang := range slices.Sorted(maps.Keys(s.Body.Texts)) {
				out = append(out, FixedText{s.Body.Texts[lang], s.Index, slug, vow.KindSealMade, ""})
			}
			if s.Release == nil {
				continue
			}
			for _, lang := range slices.Sorted(maps.Keys(s.Release.Texts)) {
				out = append(out, FixedText{s.Release.Texts[lang], s.ReleaseAt, slug, vow.KindReleaseMade, ""})
			}
		}
	}
	return out
}

// Text returns the first entry that names a root, and false where none does or
// where the record is not proven: one of the checks that it rests on failed, or
// was not made. Then why says so.
func (r *Report) Text(root vow.Hash) (text FixedText, why string, ok bool) {
	if why := r.unproven(); why != "" {
		return FixedText{}, why, false
	}
	for _, t := range r.Texts {
		if t.Root == root {
			return t, "", true
		}
	}
	return FixedText{}, "", false
}

// unproven says why nothing that the record states can be relied on: the first
// check of it that did not pass; "" if all did.
func (r *Report) unproven() string {
	for _, id := range []string{DossierForm, DossierMembers, RecordLog, RecordSignature, RecordQuorum, RecordComplete, RecordEntries, RecordFork} {
		if c, found := r.Check(id); found && c.Verdict != Pass || !found && id != RecordFork {
			return id + ": " + c.Say
		}
	}
	return ""
}

// StatedRedaction is a valid redaction.made of the record.
type StatedRedaction struct {
	Index     int64 // of the entry
	Report    string
	Root      vow.Hash
	SHA256    vow.Hash // of the redacted file
	Withheld  int
	Reason    vow.RedactionReason
	By        vow.Role
	Witnessed vow.Time // zero: not yet
}

func (v *verifier) statedRedactions() []StatedRedaction {
	var out []StatedRedaction
	for _, slug := range v.rec.Reports() {
		for _, s := range v.rec.Report(slug).Redactions {
			b := s.Body
			at, _ := v.times.existedBy(s.Index)
			out = append(out, StatedRedaction{s.Index, slug, b.Root, b.SHA256, b.Withheld, b.Reason, b.By, at})
		}
	}
	return out
}

// Redaction returns the entry that states a redacted copy, and false where none
// does or where the record is not proven; then why says so. A copy that withholds
// another number of blocks than its entry says, or is of another text, is an error:
// the entry is false.
func (r *Report) Redaction(copied *paper.Paper) (stated StatedRedaction, why string, err error) {
	if why := r.unproven(); why != "" {
		return StatedRedaction{}, why, nil
	}
	sum := vow.SumHash(copied.Marshal())
	for _, s := range r.Redactions {
		if s.SHA256 != sum {
			continue
		}
		if n := len(copied.Withheld()); n != s.Withheld {
			return s, "", vow.Errorf(vow.CodeCheck, "entry %d states that this copy withholds %d blocks: it withholds %d", s.Index, s.Withheld, n)
		}
		if copied.Root() != s.Root {
			return s, "", vow.Errorf(vow.CodeCheck, "entry %d states that this copy has the root %s: it has %s", s.Index, s.Root, copied.Root())
		}
		return s, "", nil
	}
	return StatedRedaction{Index: -1}, "", nil
}
