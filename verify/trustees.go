package verify

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/seal"
)

// possession is what a confirmation proves, and what it does not.
const possession = "a confirmation proves possession of the shares, not that they combine"

// ownKey requires that a lock's trustee is nobody else whom the record knows, and
// no witness of the reader's.
func (v *verifier) ownKey(t seal.Trustee) error {
	if err := v.rec.CheckTrustee(t.Handle, t.Key); err != nil {
		return err
	}
	if v.trust == nil {
		return nil
	}
	for _, k := range v.trust.WitnessKeys() {
		if k.SamePublic(t.Key) || k.Name == t.Key.Name {
			return fmt.Errorf("it is that of your witness %q", k.Name)
		}
	}
	return nil
}

// sealConfirmed says who confirmed the lock, and charges every false share to
// whoever stands behind it.
func (v *verifier) sealConfirmed(where string, lock *seal.Lock, s *record.Seal) {
	if !v.asksForTrustees(lock, s) {
		return
	}
	say, about := v.confirmations(lock, s), ""
	if v.report.Confirmed == nil {
		v.report.Confirmed = make(map[vow.Hash][]string)
	}
	v.report.Confirmed[lock.Head()] = say.yes
	if s.Body.Part != vow.PartBody {
		about = fmt.Sprintf("the part %s: ", s.Body.Part)
	}
	if first, n := falseShares(lock, s); n > 0 {
		more := ""
		if n > 1 {
			more = fmt.Sprintf(" (and %d more)", n-1)
		}
		v.say(SealConfirmed, Fail, first.where, "%s%s; %s%s", about, say, first.say, more)
		return
	}
	verdict := NotChecked
	if say.all {
		verdict = Pass
	}
	v.say(SealConfirmed, verdict, where, "%s%s", about, say)
}

// asksForTrustees reports whether the record or the lock calls for confirmations:
// somebody confirmed or released a share, a trustee of the lock is or was listed, or the
// lock holds shares. A lone trustee beside a time, whom no entry names, makes
// nothing depend on a confirmation.
func (v *verifier) asksForTrustees(lock *seal.Lock, s *record.Seal) bool {
	if len(s.Confirmed)+len(s.Shares) > 0 {
		return true
	}
	for _, t := range lock.Trustees {
		if o := v.story.office; o.ListedAt(t.Handle, s.Index) != nil || o.RemovedBefore(t.Handle, s.Index) != nil || o.ListedAfter(t.Handle, s.Index) != nil {
			return true
		}
	}
	return slices.ContainsFunc(lock.Sections, func(s seal.Section) bool { return s.Share })
}

// confirmed is what the record says of a lock's trustees.
type confirmed struct {
	yes, no []string // handles
	notes   []string
	all     bool // each confirmed, and is whom the office listed
}

// String is one sentence.
func (c confirmed) String() string {
	b := fmt.Sprintf("%d of %d confirmed", len(c.yes), len(c.yes)+len(c.no))
	if len(c.yes) > 0 {
		b += ": " + strings.Join(c.yes, " ")
	}
	if len(c.no) > 0 && len(c.yes) > 0 {
		b += ", not " + strings.Join(c.no, " ")
	}
	return strings.Join(append([]string{b + "; " + possession}, c.notes...), "; ")
}

// confirmations reads the record's confirmations against the lock's keys.
func (v *verifier) confirmations(lock *seal.Lock, s *record.Seal) confirmed {
	var c confirmed
	for _, t := range lock.Trustees {
		if _, ok := s.ConfirmedBy(t.Handle, t.Key); ok {
			c.yes = append(c.yes, t.Handle)
		} else {
			c.no = append(c.no, t.Handle)
		}
	}
	c.all = len(c.no) == 0 && len(c.yes) > 0
	for _, t := range lock.Trustees {
		l, was := v.story.office.ListedAt(t.Handle, s.Index), v.story.office.RemovedBefore(t.Handle, s.Index)
		if l == nil && was == nil { // a list that came later says as well who goes by that handle
			l = v.story.office.ListedAfter(t.Handle, s.Index)
		}
		switch {
		case l == nil && was != nil:
			c.all = false
			c.notes = append(c.notes, fmt.Sprintf("entry %d had removed %s from the office's list before the seal", was.Until, t.Handle))
		case l == nil: // the office made no list, or found the trustee elsewhere
		case l.Key.String() != t.Key.String():
			c.all = false
			c.notes = append(c.notes, fmt.Sprintf("the lock has another key of %s than entry %d lists", t.Handle, l.From))
		case l.Recipient != t.Recipient:
			c.all = false
			c.notes = append(c.notes, fmt.Sprintf("the lock is encrypted to another recipient of %s than entry %d lists", t.Handle, l.From))
		}
	}
	strange, first := 0, int64(-1)
	for _, x := range s.Confirmed {
		if !isTrustee(lock, x.Body.Handle, x.Body.VKey) {
			if strange++; first < 0 {
				first = x.Index
			}
		}
	}
	switch {
	case strange == 1:
		c.notes = append(c.notes, fmt.Sprintf("the confirmation by entry %d is under another key than the lock's and counts for nothing", first))
	case strange > 1:
		c.notes = append(c.notes, fmt.Sprintf("%d confirmations, the first by entry %d, are under other keys than the lock's and count for nothing", strange, first))
	}
	return c
}

// isTrustee reports whether the lock names that key for the handle.
func isTrustee(lock *seal.Lock, handle string, k vow.Key) bool {
	for _, t := range lock.Trustees {
		if t.Handle == handle {
			return t.Key.String() == k.String()
		}
	}
	return false
}
