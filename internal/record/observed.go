package record

import (
	"vow"
)

// Observed is a valid release.made of an observer's record: somebody says that
// somebody else's report is out. There may be several, which differ.
type Observed struct {
	Index int64
	Body  *vow.ReleaseMade
}

// notObserved are the kinds that an observer's record cannot hold: it seals and
// releases nothing, hears nobody, and lists no trustees.
var notObserved = map[vow.Kind]bool{
	vow.KindSealMade: true, vow.KindRedactionMade: true, vow.KindNoticeParty: true, vow.KindNoticeExtended: true, vow.KindCommentDisposed: true,
	vow.KindTrusteeListed: true, vow.KindTrusteeRemoved: true, vow.KindTrusteeConfirmed: true, vow.KindTrusteeReleased: true,
}

// checkObserved holds an entry to what its record is about: an office's own doing,
// or what an observer saw of somebody else's.
func (r *Record) checkObserved(body vow.Body) error {
	kind := body.Common().Kind
	observer := r.office.Created.Role == vow.Observer
	if observer && notObserved[kind] {
		return vow.Errorf(vow.CodeCheck, "an observer's record holds no %s: it says what others did", kind)
	}
	b, ok := body.(vow.Reported)
	if !ok {
		return nil
	}
	switch given := b.Observed().Given(); {
	case given && !observer:
		return vow.Errorf(vow.CodeCheck, "field attributed_to: only an observer's record reports what somebody else did")
	case observer && !given:
		return vow.Errorf(vow.CodeCheck, "field attributed_to: missing: an observer's record says of each %s whose it is, and where that is known from", kind)
	}
	return nil
}

// planObserved decides over a release that is reported of somebody else.
func (p *Report) planObserved(b *vow.ReleaseMade) (func(int64), error) {
	return func(i int64) { p.Observed = append(p.Observed, Observed{i, b}) }, nil
}
