package vow

import (
	"slices"
	"strconv"
)

// Bounds of what is said of letters.
const (
	MaxAddressees  = 32
	MaxLetterRoles = 64
	MaxDescent     = 32
	MaxSigners     = 256 // parties in one signer event
	MaxEvidence    = 500 // bytes of the words on evidence
)

// LetterForm says what kind of writing a letter is.
type LetterForm string

// LetterForms returns the forms, in the order of the format.
func LetterForms() []LetterForm {
	return []LetterForm{"letter", "oral-joint-statement", "national-statement", "draft-resolution", "note-verbale", "ngo-letter"}
}

// LetterAsk says what a letter asks for.
type LetterAsk string

// LetterAsks returns what letters ask for, in the order of the format.
func LetterAsks() []LetterAsk {
	return []LetterAsk{"publish", "delay", "withhold", "alter", "meet", "support", "concern", "debate", "other"}
}

// LetterPart is what a party did with a letter.
type LetterPart string

// The parts a party can have in a letter. What the last one, signatory, says is one
// party's part with its evidence; the course of a list of signers is for signer events.
const (
	PartAuthor     LetterPart = "author"
	PartCirculator LetterPart = "circulator"
	PartSender     LetterPart = "sender"
	PartSignatory  LetterPart = "signatory"
)

// LetterStatus says how far a party's part is known to have gone.
type LetterStatus string

// LetterStatuses returns the statuses, in the order of the format.
func LetterStatuses() []LetterStatus {
	return []LetterStatus{"drafted", "circulated", "signed", "sent", "received", "published", "denied"}
}

// LetterRole is the part of one party, with its own evidence.
type LetterRole struct {
	Evidence string       `json:"evidence"` // where it is known from
	Party    Party        `json:"party"`
	Role     LetterPart   `json:"role"`
	Status   LetterStatus `json:"status"`
	When     EDTF         `json:"when,omitempty"`
}

// Descent is what one party says of the version that another derives from. The
// order that the texts themselves show is computed, and never stands in an event.
type Descent struct {
	By      Party  `json:"by"`
	Version string `json:"version"` // slug of the version it is said to derive from
}

// Letter states what is known of one version of a letter: its text, if it is held,
// who had which part in it, and what it is said to derive from. Several may be said
// of one version; each adds to the others.
type Letter struct {
	Addressees    []Party        `json:"addressees,omitempty"`
	Ask           LetterAsk      `json:"ask,omitempty"`
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Form          LetterForm     `json:"form"`
	From          []Descent      `json:"from,omitempty"`
	Kind          Kind           `json:"kind"`
	Lang          string         `json:"lang,omitempty"` // of the text
	Letter        string         `json:"letter"`         // slug: all its versions have it
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Roles         []LetterRole   `json:"roles,omitempty"`
	Root          Hash           `json:"root,omitzero"` // of the paper of the text; none if the text is not held
	Status        Sighting       `json:"status,omitempty"`
	Symbol        string         `json:"symbol,omitempty"`         // its number as a document
	TranslationOf string         `json:"translation_of,omitempty"` // slug of the version that it translates
	Version       string         `json:"version"`                  // slug of the version
	When          EDTF           `json:"when,omitempty"`           // when this version was first known to exist; required
	Words         string         `json:"words,omitempty"`
}

// Common implements Body.
func (l *Letter) Common() Common { return Common{l.At, l.Kind, l.Log, l.Refs, l.Report} }

// Observed implements Reported.
func (l *Letter) Observed() Observed {
	return Observed{l.AttributedTo, l.Confirmations, l.Origin, l.Status, l.When}
}

// Validate implements Body.
func (l *Letter) Validate() error {
	if err := firstError(checkEnum("kind", l.Kind, KindLetter), checkWhen(l.When, l.At), l.Observed().check(), checkEventWords(l.Words),
		checkSlugField("letter", l.Letter), checkSlugField("version", l.Version), checkEnum("form", l.Form, LetterForms()...),
		checkPartyList("addressees", l.Addressees, MaxAddressees), l.validateText(), l.validateFrom(), l.validateRoles()); err != nil {
		return err
	}
	if l.Ask != "" {
		if err := checkEnum("ask", l.Ask, LetterAsks()...); err != nil {
			return err
		}
	}
	if l.Symbol != "" {
		return checkFree("symbol", l.Symbol, 64)
	}
	return nil
}

func (l *Letter) validateText() error {
	if l.Root.IsZero() != (l.Lang == "") {
		return fieldError("lang", "the language goes with the root of a text, and only with it")
	}
	if l.Lang != "" {
		if err := CheckLang(l.Lang); err != nil {
			return fieldError("lang", "%w", err)
		}
	}
	if l.TranslationOf == "" {
		return nil
	}
	if l.TranslationOf == l.Version {
		return fieldError("translation_of", "a version cannot be a translation of itself")
	}
	return checkSlugField("translation_of", l.TranslationOf)
}

func (l *Letter) validateFrom() error {
	if len(l.From) > MaxDescent {
		return fieldError("from", "at most %d claims", MaxDescent)
	}
	for i, d := range l.From {
		name := "from." + strconv.Itoa(i)
		if err := firstError(checkParty(name+".by", d.By), checkSlugField(name+".version", d.Version)); err != nil {
			return err
		}
		if d.Version == l.Version {
			return fieldError(name+".version", "a version cannot derive from itself")
		}
		if slices.Contains(l.From[:i], d) {
			return fieldError(name, "the same claim stands twice")
		}
	}
	return nil
}

func (l *Letter) validateRoles() error {
	if len(l.Roles) > MaxLetterRoles {
		return fieldError("roles", "at most %d parts", MaxLetterRoles)
	}
	for i, r := range l.Roles {
		name := "roles." + strconv.Itoa(i)
		if err := firstError(checkEnum(name+".role", r.Role, PartAuthor, PartCirculator, PartSignatory, PartSender),
			checkParty(name+".party", r.Party), checkEnum(name+".status", r.Status, LetterStatuses()...),
			checkFree(name+".evidence", r.Evidence, MaxEvidence)); err != nil {
			return err
		}
		if r.When != "" {
			if err := r.When.Check(); err != nil {
				return fieldError(name+".when", "%w", err)
			}
		}
		if slices.Contains(l.Roles[:i], r) {
			return fieldError(name, "the same part stands twice")
		}
	}
	return nil
}

func checkSlugField(field, s string) error {
	if s == "" || len(s) > 64 {
		return fieldError(field, "%q: 1 to 64 of a-z 0-9 - expected", clip(s))
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return fieldError(field, "%q: only a-z 0-9 - allowed", clip(s))
		}
	}
	return nil
}

// checkEventWords checks optional words on an event.
func checkEventWords(s string) error {
	if s == "" {
		return nil
	}
	return checkLines("words", s, MaxEventWords)
}

// checkPartyList checks a list of different parties, in the order of the text.
func checkPartyList(field string, list []Party, most int) error {
	if len(list) > most {
		return fieldError(field, "at most %d parties", most)
	}
	for i, p := range list {
		if err := checkParty(field+"."+strconv.Itoa(i), p); err != nil {
			return err
		}
		if slices.Contains(list[:i], p) {
			return fieldError(field, "%s is named twice", p)
		}
	}
	return nil
}
