package vow

// Sighting says how firmly something is known that somebody else did or said.
type Sighting string

// The ways of knowing, firmest first.
const (
	SightSeen      Sighting = "seen"      // read or heard at its source
	SightSecondary Sighting = "secondary" // in a reprint, or a report about a report
	SightUnchecked Sighting = "unchecked" // said to be so, not confirmed
)

// Observed is what an observer's record says of everything that it reports and did
// not do itself: whose doing it is, where that is known from, how firmly, and when
// it was. A publisher's own entries say none of it, but for When of an event.
type Observed struct {
	AttributedTo Party
	Origin       string // where it was read: a publication, a document's number
	Status       Sighting
	When         EDTF
}

// maxOriginText is the most bytes of the words on where something was read.
const maxOriginText = 500

// Reported is a Body that can report what somebody else did.
type Reported interface {
	Body
	Observed() Observed
}

// Given reports whether anything but When is said: the mark of a report about
// somebody else.
func (o Observed) Given() bool { return o.AttributedTo != "" || o.Origin != "" || o.Status != "" }

// check checks the fields: all of them, or none but When.
func (o Observed) check() error {
	if o.When != "" {
		if err := o.When.Check(); err != nil {
			return fieldError("when", "%w", err)
		}
	}
	if !o.Given() {
		return nil
	}
	if err := firstError(checkParty("attributed_to", o.AttributedTo), checkFree("origin", o.Origin, maxOriginText),
		checkEnum("status", o.Status, SightSeen, SightSecondary, SightUnchecked)); err != nil {
		return err
	}
	if o.When == "" {
		return fieldError("when", "missing: what is reported of somebody else has a date, be it a vague one")
	}
	return nil
}
