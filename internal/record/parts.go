package record

import (
	"maps"
	"slices"

	"vow"
)

// A protective part is sealed before the body that withholds its blocks. Until
// then it waits; the next seal of the body is bound to every part that waits, and
// to no other but those of a body of the same text before it.

// Parts returns every seal of a protective part in order, those that a later one
// of the same name replaced included.
func (p *Report) Parts() []*Seal { return p.parts }

// AllSeals returns every seal of the report, of the body, of parts and of late replies,
// in order.
func (p *Report) AllSeals() []*Seal {
	all := slices.Concat(p.Seals, p.parts, p.late)
	sortBy(all, func(s *Seal) int64 { return s.Index })
	return all
}

// PartsFor returns the parts that hold what a seal of the body withholds; for
// nil, those that wait for a body.
func (p *Report) PartsFor(body *Seal) []*Seal {
	if body == nil {
		return p.waiting
	}
	return body.Parts
}

// Part returns the last seal of a part of that name, or nil.
func (p *Report) Part(name string) *Seal {
	for _, s := range slices.Backward(p.parts) {
		if s.Body.Part == name {
			return s
		}
	}
	return nil
}

// addBody binds what waits to a seal of the body.
func (p *Report) addBody(s *Seal) {
	p.Seals, p.waiting = append(p.Seals, s), nil
	for _, root := range s.Body.Texts {
		if p.sealed[root] == nil {
			p.sealed[root] = s
		}
	}
}

// addPart puts a part among those that wait, in place of one of its name.
func (p *Report) addPart(s *Seal) {
	p.parts = append(p.parts, s)
	p.waiting = append(slices.Clip(p.others(s.Body.Part)), s)
}

// boundAs returns a part of that name that a body is bound to, or nil. All of one
// name have the same languages, and so no body is bound to two of them: it has one
// text in each, and a part of a text that was sealed is refused.
func (p *Report) boundAs(name string) *Seal {
	for _, s := range p.Seals {
		for _, part := range s.Parts {
			if part.Body.Part == name {
				return part
			}
		}
	}
	return nil
}

// others returns the parts that wait under other names.
func (p *Report) others(name string) []*Seal {
	return slices.DeleteFunc(slices.Clone(p.waiting), func(s *Seal) bool { return s.Body.Part == name })
}

// CheckPart says why a part could not be sealed now, or nil. Of the statement only
// part, blocks, texts and reason are looked at.
func (p *Report) CheckPart(b *vow.SealMade) error {
	for _, lang := range langs(b.Texts) {
		if body := p.sealed[b.Texts[lang]]; body != nil {
			return vow.Errorf(vow.CodeCheck, "field texts: the text in %q was sealed by entry %d, which withholds nothing for this part", lang, body.Index)
		}
	}
	if s := p.LateSeal(b.Part); s != nil {
		return vow.Errorf(vow.CodeCheck, "field part: entry %d sealed a late reply under this name", s.Index)
	}
	again := p.Part(b.Part) != nil
	switch {
	case again && b.Reason == "":
		return vow.Errorf(vow.CodeCheck, "field reason: a second seal of the part %s needs a reason", b.Part)
	case len(p.Seals) > 0 && b.Reason == "":
		return vow.Errorf(vow.CodeCheck, "field reason: a part for a second seal needs a reason")
	case !again && len(p.Seals) == 0 && b.Reason != "":
		return vow.Errorf(vow.CodeCheck, "field reason: the first seal of a part has none")
	}
	if o := p.boundAs(b.Part); o != nil && !slices.Equal(langs(o.Body.Texts), langs(b.Texts)) {
		return vow.Errorf(vow.CodeCheck, "field part: entry %d sealed a part %s of other languages, and a body could be bound to both: give this one another name", o.Index, b.Part)
	}
	others := p.others(b.Part)
	if len(others) >= vow.MaxParts {
		return vow.Errorf(vow.CodeCheck, "field part: %d parts wait for the body already", len(others))
	}
	for _, o := range others {
		for _, lang := range langs(b.Texts) {
			if o.Body.Texts[lang] != b.Texts[lang] {
				continue
			}
			if i := o.Body.Blocks[lang].Common(b.Blocks[lang]); i >= 0 {
				return vow.Errorf(vow.CodeCheck, "field blocks: block %d is in the part %s of entry %d already", i, o.Body.Part, o.Index)
			}
		}
	}
	return p.checkTenth(b.Texts, append(others, &Seal{Body: b}))
}

// planBody returns the parts that a seal of the body is bound to.
func (p *Report) planBody(b *vow.SealMade) ([]*Seal, error) {
	if len(p.Seals) > 0 && b.Reason == "" {
		return nil, vow.Errorf(vow.CodeCheck, "field reason: a second seal needs a reason")
	}
	if len(p.Seals) == 0 && b.Reason != "" {
		return nil, vow.Errorf(vow.CodeCheck, "field reason: the first seal has none")
	}
	return p.PartsOf(b.Texts)
}

// PartsOf returns the parts that hold what a body of these texts must withhold: all
// that wait, and those of an earlier body of the same texts. It is an error if one
// is of another text.
func (p *Report) PartsOf(texts map[string]vow.Hash) ([]*Seal, error) {
	parts := slices.Clone(p.waiting)
	for _, s := range parts {
		if !within(s.Body.Texts, texts) {
			return nil, vow.Errorf(vow.CodeCheck, "field texts: the part %s of entry %d is of another text: seal it again for this one first, with a reason", s.Body.Part, s.Index)
		}
	}
	for _, lang := range langs(texts) {
		body := p.sealed[texts[lang]]
		if body == nil {
			continue
		}
		for _, s := range body.Parts {
			switch {
			case s.Body.Texts[lang] != texts[lang] || slices.Contains(parts, s):
			case !within(s.Body.Texts, texts):
				return nil, vow.Errorf(vow.CodeCheck, "field texts: the part %s of entry %d is of the text in %q, and of another one that is not here", s.Body.Part, s.Index, lang)
			default:
				parts = append(parts, s)
			}
		}
	}
	return parts, p.checkTenth(texts, parts)
}

// checkTenth requires, of texts of which the record knows the number of blocks,
// that parts together hold at most one block in ten, and none that is not there.
func (p *Report) checkTenth(texts map[string]vow.Hash, parts []*Seal) error {
	for _, lang := range langs(texts) {
		root := texts[lang]
		blocks, known := p.fixed[root]
		if !known {
			continue
		}
		withheld := 0
		for _, s := range parts {
			if s.Body.Texts[lang] != root {
				continue
			}
			withheld += s.Body.Blocks[lang].Count()
			if last := s.Body.Blocks[lang].Last(); last >= blocks {
				return vow.Errorf(vow.CodeCheck, "field blocks: no block %d in the text in %q: it has %d, counted from 0", last, lang, blocks)
			}
		}
		if !vow.FitsParts(withheld, blocks) {
			return vow.Errorf(vow.CodeCheck, "field blocks: parts hold %d of the %d blocks in %q together: at most one in ten may be withheld", withheld, blocks, lang)
		}
	}
	return nil
}

// within reports whether every text of a is one of b, in its language.
func within(a, b map[string]vow.Hash) bool {
	for lang, root := range a {
		if b[lang] != root {
			return false
		}
	}
	return true
}

func langs(texts map[string]vow.Hash) []string { return slices.Sorted(maps.Keys(texts)) }
