package vow

// SignerAct is what became of a party's signature under one version of a letter.
type SignerAct string

// The acts. They are never overwritten: a later one stands beside an earlier one.
const (
	ActInvited   SignerAct = "invited"
	ActSigned    SignerAct = "signed"
	ActWithdrew  SignerAct = "withdrew"
	ActDeclined  SignerAct = "declined"
	ActListed    SignerAct = "listed"    // on a list under the document that others made
	ActClaimed   SignerAct = "claimed"   // named as a signer by somebody else
	ActCorrected SignerAct = "corrected" // what was noted earlier was wrong: As is what is right
)

// SignerActs returns the acts, in the order of the format.
func SignerActs() []SignerAct {
	return []SignerAct{ActInvited, ActSigned, ActWithdrew, ActDeclined, ActListed, ActClaimed, ActCorrected}
}

// ActNone is what a correction says of a party that never had to do with it.
const ActNone SignerAct = "none"

// Confidence says how sure it is.
type Confidence string

// The degrees.
const (
	ConfidenceHigh   Confidence = "high"
	ConfidenceMedium Confidence = "medium"
	ConfidenceLow    Confidence = "low"
)

// SignerEvent states an act of one or several parties, bound to one version of a
// letter. A signer who is known and may not be named is a commitment alone.
type SignerEvent struct {
	As            SignerAct      `json:"as,omitempty"` // of corrected: what is right
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	By            Party          `json:"by,omitempty"` // of claimed: who says so
	Confidence    Confidence     `json:"confidence,omitempty"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Event         SignerAct      `json:"event"`
	Evidence      string         `json:"evidence,omitempty"`      // where it is known from
	EvidenceWhen  EDTF           `json:"evidence_when,omitempty"` // the date of that evidence, if not that of the act
	Kind          Kind           `json:"kind"`
	Letter        string         `json:"letter"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Parties       []Party        `json:"parties,omitempty"` // sorted, each once
	PartyCommit   Hash           `json:"party_commit,omitzero"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Root          Hash           `json:"root,omitzero"`   // of the version's text; none if the text is not held
	SHA256        Hash           `json:"sha256,omitzero"` // of the signature file, where the party signed with a key
	Status        Sighting       `json:"status,omitempty"`
	Unnamed       bool           `json:"unnamed,omitempty"`
	Version       string         `json:"version"`
	When          EDTF           `json:"when,omitempty"`
	Words         string         `json:"words,omitempty"`
}

// Common implements Body.
func (s *SignerEvent) Common() Common { return Common{s.At, s.Kind, s.Log, s.Refs, s.Report} }

// Observed implements Reported.
func (s *SignerEvent) Observed() Observed {
	return Observed{s.AttributedTo, s.Confirmations, s.Origin, s.Status, s.When}
}

// Validate implements Body.
func (s *SignerEvent) Validate() error {
	if err := firstError(checkEnum("kind", s.Kind, KindSigner), checkWhen(s.When, s.At), s.Observed().check(), checkEventWords(s.Words),
		checkSlugField("letter", s.Letter), checkSlugField("version", s.Version), checkEnum("event", s.Event, SignerActs()...),
		s.validateWho(), s.validateAct()); err != nil {
		return err
	}
	if s.Evidence != "" {
		if err := checkFree("evidence", s.Evidence, MaxEvidence); err != nil {
			return err
		}
	}
	if s.EvidenceWhen != "" {
		if err := s.EvidenceWhen.Check(); err != nil {
			return fieldError("evidence_when", "%w", err)
		}
	}
	if s.Confidence != "" {
		return checkEnum("confidence", s.Confidence, ConfidenceHigh, ConfidenceMedium, ConfidenceLow)
	}
	return nil
}

func (s *SignerEvent) validateWho() error {
	if s.Unnamed {
		if len(s.Parties) > 0 {
			return fieldError("parties", "a signer who is not named is only a commitment")
		}
		return checkHash("party_commit", s.PartyCommit)
	}
	if !s.PartyCommit.IsZero() {
		return fieldError("party_commit", "only of a signer who is not named")
	}
	if len(s.Parties) == 0 {
		return fieldError("parties", "missing")
	}
	return checkParties("parties", s.Parties, MaxSigners)
}

func (s *SignerEvent) validateAct() error {
	if s.Event == ActCorrected {
		if err := checkEnum("as", s.As, ActInvited, ActSigned, ActWithdrew, ActDeclined, ActListed, ActClaimed, ActNone); err != nil {
			return err
		}
	} else if s.As != "" {
		return fieldError("as", "only of a correction")
	}
	if (s.By != "") != (s.Event == ActClaimed) {
		return fieldError("by", "who claims it goes with the event claimed, and with no other")
	}
	if s.By != "" {
		if err := checkParty("by", s.By); err != nil {
			return err
		}
	}
	if s.SHA256.IsZero() {
		return nil
	}
	switch {
	case s.Event != ActSigned:
		return fieldError("sha256", "a signature file goes with the event signed")
	case s.Root.IsZero():
		return fieldError("root", "missing: what is signed with a key is one text")
	case len(s.Parties) > 1:
		return fieldError("parties", "a signature file is one party's")
	}
	return nil
}
