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
	AttributedTo  Party
	Confirmations *Confirmations
	Origin        string // where it was read: a publication, a document's number
	Status        Sighting
	When          EDTF
}

// Confirmations says by how many something was confirmed. Sources of one family,
// unit or informant are one group, as they are not independent.
type Confirmations struct {
	Groups  int `json:"groups"`  // independent of each other
	Parties int `json:"parties"` // States or bodies that the sources belong to
	Sources int `json:"sources"`
}

// maxConfirmations is more than any count of sources.
const maxConfirmations = 10_000

func (c *Confirmations) check() error {
	if c == nil {
		return nil
	}
	if c.Sources < 1 || c.Sources > maxConfirmations {
		return fieldError("confirmations.sources", "1 to %d expected", maxConfirmations)
	}
	if c.Groups < 0 || c.Groups > c.Sources {
		return fieldError("confirmations.groups", "0 to the number of sources expected")
	}
	if c.Parties < 0 || c.Parties > c.Sources {
		return fieldError("confirmations.parties", "0 to the number of sources expected")
	}
	return nil
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

// checkOwn is check for what an office also does itself: then it says no When, as
// the entry's own time and the witnesses' say it.
func (o Observed) checkOwn() error {
	if !o.Given() && o.When != "" {
		return fieldError("when", "only what is reported of somebody else has it: an office's own doing is dated by the entry")
	}
	return o.check()
}

// check checks the fields: all of them, or none but When.
func (o Observed) check() error {
	if o.When != "" {
		if err := o.When.Check(); err != nil {
			return fieldError("when", "%w", err)
		}
	}
	if !o.Given() {
		if o.Confirmations != nil {
			return fieldError("confirmations", "they go with what is reported of somebody else")
		}
		return nil
	}
	if err := o.Confirmations.check(); err != nil {
		return err
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
