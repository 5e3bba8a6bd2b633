package vow

// CountSubject says what was counted.
type CountSubject string

// The subjects of a count. Support in general is not a signature under a letter.
const (
	CountSigners CountSubject = "signers"
	CountSupport CountSubject = "support-in-general"
	CountVoices  CountSubject = "speakers"
	CountOther   CountSubject = "other"
)

// CountClaim states that somebody gave a number, with or without names. It is kept
// apart from who is named: a count is not a list.
type CountClaim struct {
	About         bool           `json:"about,omitempty"` // the number was given as a rough one: about, nearly, more than
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	By            Party          `json:"by"` // who gave the number
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Count         int            `json:"count"`
	Kind          Kind           `json:"kind"`
	Letter        string         `json:"letter"`
	Log           string         `json:"log"`
	Names         bool           `json:"names,omitempty"` // a list of names came with it
	Origin        string         `json:"origin,omitempty"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Status        Sighting       `json:"status,omitempty"`
	Subject       CountSubject   `json:"subject"`
	Version       string         `json:"version,omitempty"` // where the number was said of one version
	When          EDTF           `json:"when,omitempty"`
	Words         string         `json:"words,omitempty"`
}

// MaxCount is the most that a claim can count: people sign letters too.
const MaxCount = 1_000_000_000

// Common implements Body.
func (c *CountClaim) Common() Common { return Common{c.At, c.Kind, c.Log, c.Refs, c.Report} }

// Observed implements Reported.
func (c *CountClaim) Observed() Observed {
	return Observed{c.AttributedTo, c.Confirmations, c.Origin, c.Status, c.When}
}

// Validate implements Body.
func (c *CountClaim) Validate() error {
	if err := firstError(checkEnum("kind", c.Kind, KindCountClaim), checkWhen(c.When, c.At), c.Observed().check(), checkEventWords(c.Words),
		checkParty("by", c.By), checkSlugField("letter", c.Letter),
		checkEnum("subject", c.Subject, CountSigners, CountSupport, CountVoices, CountOther)); err != nil {
		return err
	}
	if c.Count < 0 || c.Count > MaxCount {
		return fieldError("count", "0 to %d expected", MaxCount)
	}
	if c.Version != "" {
		return checkSlugField("version", c.Version)
	}
	return nil
}
