package verify

import (
	"fmt"
	"slices"

	"vow/internal/record"
)

// A part that was sealed again before its body is bound to none, and so is one of a
// text of which no body came: they are in no dossier, and stay sealed. What such a
// part holds may be the paragraph before it was softened.

// leftParts returns the seals of parts that no body is bound to, and that hold
// something else than every part that is at hand. The same files give the same bag.
func (s *story) leftParts() []*record.Seal {
	bound := slices.Clone(s.parts)
	for _, body := range s.report.Seals {
		bound = append(bound, body.Parts...)
	}
	return slices.DeleteFunc(slices.Clone(s.report.Parts()), func(p *record.Seal) bool {
		return slices.ContainsFunc(bound, func(b *record.Seal) bool { return b == p || b.Body.Bag == p.Body.Bag })
	})
}

// leftAside says of parts that were left aside what a reader should ask for, "" if
// there is none, and which entry sealed the first.
func (s *story) leftAside() (say, where string) {
	left := s.leftParts()
	if len(left) == 0 {
		return "", ""
	}
	p, more := left[0], ""
	if len(left) > 1 {
		more = fmt.Sprintf(" (and %d more)", len(left)-1)
	}
	where = fmt.Sprintf("entry %d", p.Index)
	return fmt.Sprintf("%s sealed the part %s of %s that no seal of the report is bound to%s: what it holds is not here, ask for that package too, it opens by itself at %s",
		where, p.Body.Part, paragraphs(p.Body.Withheld()), more, never(p.Body.Opens.AtLatest)), where
}
