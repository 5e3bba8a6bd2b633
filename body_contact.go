package vow

// Ask says what an approach asks for. A lawful ask is an approach like any other.
type Ask string

// Asks returns what an approach can ask for, in the order of the format.
func Asks() []Ask { return []Ask{"publish", "delay", "withhold", "alter", "meet", "other"} }

// Leverage says what an approach was joined with.
type Leverage string

// The kinds of leverage.
const (
	LeverageNone       Leverage = "none"
	LeverageInducement Leverage = "inducement"
	LeverageThreat     Leverage = "threat"
)

// Leverages returns every kind of leverage in the order of the format.
func Leverages() []Leverage {
	return []Leverage{LeverageNone, "cooperation", "funding", "visit", "legal", "reprisal", LeverageInducement, LeverageThreat}
}

// Knowing says how the office knows of an approach.
type Knowing string

// The ways of knowing.
const (
	KnownHeld     Knowing = "held"     // the office has the paper, or was there
	KnownSeen     Knowing = "seen"     // it was shown the paper
	KnownReported Knowing = "reported" // others told it, or published it
)

// Subject says who was approached.
type Subject string

// The subjects.
const (
	SubjectOffice    Subject = "office"
	SubjectSignatory Subject = "signatory" // of a letter about the report, or who was to be one
)

// Contact is an approach: somebody asks the office for something about its work,
// or the office asks somebody, or somebody asks another to sign, or not to. The word says
// nothing against anybody. Talking to a source is no approach.
type Contact struct {
	Ask           Ask            `json:"ask"`
	At            Time           `json:"at,omitzero"` // when it was noted
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Channel       Channel        `json:"channel"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Direction     Direction      `json:"direction,omitempty"` // missing where a signatory is the subject
	For           []Party        `json:"for,omitempty"`       // on whose behalf, sorted
	Kind          Kind           `json:"kind"`
	Known         Knowing        `json:"known"`
	Letter        Hash           `json:"letter,omitzero"` // commitment or root of the letter it came with
	Leverage      Leverage       `json:"leverage"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Party         Party          `json:"party"`                 // the other side
	PartyCommit   Hash           `json:"party_commit,omitzero"` // commitment to who stands behind a class
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Sources       int            `json:"sources,omitempty"` // how many independent ones, where it is reported
	Status        Sighting       `json:"status,omitempty"`
	Subject       Subject        `json:"subject"`
	Summary       string         `json:"summary"`      // what was asked, in the office's words
	To            Party          `json:"to,omitempty"` // who was approached: a role, or the signatory
	When          EDTF           `json:"when,omitempty"`
}

// Common implements Body.
func (c *Contact) Common() Common { return Common{c.At, c.Kind, c.Log, c.Refs, c.Report} }

// Observed implements Reported.
func (c *Contact) Observed() Observed {
	return Observed{c.AttributedTo, c.Confirmations, c.Origin, c.Status, c.When}
}

// Validate implements Body.
func (c *Contact) Validate() error {
	if err := firstError(checkEnum("kind", c.Kind, KindContact), checkWhen(c.When, c.At), c.Observed().check(),
		checkEnum("subject", c.Subject, SubjectOffice, SubjectSignatory),
		checkEnum("channel", c.Channel, Channels()...), checkEnum("ask", c.Ask, Asks()...),
		checkEnum("leverage", c.Leverage, Leverages()...),
		checkEnum("known", c.Known, KnownHeld, KnownSeen, KnownReported),
		checkParty("party", c.Party), checkHidden("party_commit", c.PartyCommit, c.Party),
		checkParties("for", c.For, MaxOnBehalf), checkLines("summary", c.Summary, MaxEventWords),
		c.checkSubject()); err != nil {
		return err
	}
	if c.Known == KnownReported && (c.Sources < 1 || c.Sources > maxSources) {
		return fieldError("sources", "an approach that was reported has 1 to %d sources", maxSources)
	}
	if c.Known != KnownReported && c.Sources != 0 {
		return fieldError("sources", "only an approach that was reported has sources")
	}
	return nil
}

// checkSubject checks the fields that hang on who was approached.
func (c *Contact) checkSubject() error {
	if c.To != "" {
		if err := checkParty("to", c.To); err != nil {
			return err
		}
	}
	if oneOf(c.Party, c.For...) {
		return fieldError("for", "%s cannot speak on behalf of itself", c.Party)
	}
	if c.Subject == SubjectOffice {
		return checkEnum("direction", c.Direction, DirectionIn, DirectionOut)
	}
	if c.Direction != "" {
		return fieldError("direction", "an approach to a signatory goes neither to nor from the office")
	}
	if c.To == "" {
		return fieldError("to", "missing: which signatory was approached")
	}
	if c.To == c.Party {
		return fieldError("to", "%s cannot approach itself", c.Party)
	}
	return nil
}

// Oral reports whether two officers must stand by the note.
func (c *Contact) Oral() bool { return c.Channel.Oral() }
