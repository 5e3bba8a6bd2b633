package record

import (
	"maps"
	"slices"

	"vow"
)

// A reply that came too late to be in the body's package is sealed by itself, so that
// it opens when the body opens by time, whatever the office does then. It is bound to
// the body that is sealed last, and opens at that body's last instant.

// LateSeal returns the last seal of a late reply under a part name, or nil.
func (p *Report) LateSeal(part string) *Seal {
	for _, s := range slices.Backward(p.late) {
		if s.Body.Part == part {
			return s
		}
	}
	return nil
}

// Late returns the packages of late replies that are bound to a body, in the order of
// the bodies.
func (p *Report) Late() []*Seal {
	var out []*Seal
	for _, body := range p.Seals {
		out = append(out, body.Late...)
	}
	return out
}

// CheckLate says why the package of a late reply could not be sealed now, or nil. Of
// the statement part, reply, opens, texts and reason are looked at.
func (p *Report) CheckLate(b *vow.SealMade) error {
	body := p.Seal()
	if body == nil {
		return vow.Errorf(vow.CodeCheck, "field reply: no body is sealed yet, which will hold what came in")
	}
	if s := p.Part(b.Part); s != nil {
		return vow.Errorf(vow.CodeCheck, "field part: entry %d sealed a protective part under this name", s.Index)
	}
	x, ok := p.round.Reply(b.Reply)
	if !ok {
		return vow.Errorf(vow.CodeCheck, "field reply: no reply %s came in", b.Reply)
	}
	for root := range maps.Values(b.Texts) {
		if root != x.Body.Root {
			return vow.Errorf(vow.CodeCheck, "field texts: the reply %s that entry %d received has the root %s", b.Reply, x.Index, x.Body.Root)
		}
	}
	latest := body.Body.Opens.AtLatest
	switch {
	case latest.IsZero():
		return vow.Errorf(vow.CodeCheck, "field opens: time alone does not open the body of entry %d", body.Index)
	case b.Opens != vow.Opens{At: latest, AtLatest: latest}:
		return vow.Errorf(vow.CodeCheck, "field opens: %s expected, when the body of entry %d opens at the latest", latest, body.Index)
	}
	switch again := body.LateReply(b.Reply) != nil; {
	case again && b.Reason == "":
		return vow.Errorf(vow.CodeCheck, "field reason: a second package of the reply %s needs a reason", b.Reply)
	case !again && b.Reason != "":
		return vow.Errorf(vow.CodeCheck, "field reason: the first package of a reply has none")
	}
	return nil
}

// LateReply returns the package of a reply that is bound to a body, or nil.
func (s *Seal) LateReply(reply string) *Seal {
	for _, l := range s.Late {
		if l.Body.Reply == reply {
			return l
		}
	}
	return nil
}

// addLate binds a late reply's package to the body that is sealed last.
func (p *Report) addLate(s *Seal) {
	p.late = append(p.late, s)
	body := p.Seal()
	body.Late = append(slices.DeleteFunc(slices.Clone(body.Late), func(l *Seal) bool { return l.Body.Reply == s.Body.Reply }), s)
}
