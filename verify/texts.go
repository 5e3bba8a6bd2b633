package verify

import (
	"maps"
	"slices"

	"vow"
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
	for _, id := range []string{DossierForm, DossierMembers, RecordLog, RecordSignature, RecordQuorum, RecordComplete, RecordEntries, RecordFork} {
		if c, found := r.Check(id); found && c.Verdict != Pass || !found && id != RecordFork {
			return FixedText{}, id + ": " + c.Say, false
		}
	}
	for _, t := range r.Texts {
		if t.Root == root {
			return t, "", true
		}
	}
	return FixedText{}, "", false
}
