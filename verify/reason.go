package verify

import (
	"errors"

	"vow"
	"vow/internal/dossier"
)

// readReasons reads the reveal files of protected reasons. An office need not reveal one,
// so that none is missing; one that is there reveals what the move commits to.
func (v *verifier) readReasons() error {
	if v.story == nil {
		return nil
	}
	v.story.reasons = make(map[vow.Hash]string)
	for _, m := range v.story.report.Moves {
		code := m.Body.Code
		path := dossier.PathOpening(code)
		if code.IsZero() || v.expected[path] || !v.d.Has(path) {
			continue
		}
		v.expected[path] = true
		data, err := v.d.ReadAll(path, vow.MaxReveal)
		if e := errOf(err); e != nil {
			return e
		}
		var r *vow.Reveal
		if err == nil {
			r, err = vow.ParseReveal(data)
		}
		if err == nil && r.Commit != code {
			err = errors.New("it reveals another commitment than the move has")
		}
		if err == nil {
			err = vow.CheckProtected(r.Content)
		}
		if err != nil {
			v.members.add(path, err)
			continue
		}
		v.story.reasons[code] = r.Content
	}
	return nil
}
