package vow

// Bounds of what access.given and entry.disputed say.
const (
	MaxAccess   = 100_000 // persons or copies in one entry
	MaxDisputes = 1000    // answers to the entries of one chain
)

// Condition says under what condition somebody saw a text before its release.
type Condition string

// ConditionEmbargo says that nothing of it is made public before a time.
const ConditionEmbargo Condition = "embargo"

// Conditions returns every condition in the order of the format, which is sorted.
func Conditions() []Condition {
	return []Condition{"comments-asked", "confidential", ConditionEmbargo, "no-copies", "no-quotes", "on-site"}
}

// AccessGiven says that somebody saw a text of a report before its release: a class,
// how many, and under what conditions. It names nobody. An observer's says it of
// somebody else's text.
type AccessGiven struct {
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Conditions    []Condition    `json:"conditions,omitempty"` // sorted
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Count         int            `json:"count,omitempty"` // how many; an observer need not know
	Kind          Kind           `json:"kind"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Party         Party          `json:"party"` // the class, or a State
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report"`
	Status        Sighting       `json:"status,omitempty"`
	Until         Time           `json:"until,omitzero"` // with an embargo
	When          EDTF           `json:"when,omitempty"`
}

// Observed implements Reported.
func (a *AccessGiven) Observed() Observed {
	return Observed{a.AttributedTo, a.Confirmations, a.Origin, a.Status, a.When}
}

// Common implements Body.
func (a *AccessGiven) Common() Common { return Common{a.At, a.Kind, a.Log, a.Refs, a.Report} }

// Validate implements Body.
func (a *AccessGiven) Validate() error {
	if err := firstError(checkEnum("kind", a.Kind, KindAccessGiven), checkParty("party", a.Party), a.Observed().checkOwn()); err != nil {
		return err
	}
	reported := a.Observed().Given()
	if a.Count < 1 && !(reported && a.Count == 0) || a.Count > MaxAccess {
		return fieldError("count", "1 to %d expected", MaxAccess)
	}
	for i, c := range a.Conditions {
		if err := checkEnum("conditions", c, Conditions()...); err != nil {
			return err
		}
		if i > 0 && a.Conditions[i-1] >= c {
			return fieldError("conditions", "they are not sorted, or one stands twice")
		}
	}
	embargo := oneOf(ConditionEmbargo, a.Conditions...)
	switch {
	case embargo != !a.Until.IsZero():
		return fieldError("until", "it goes with the condition %s", ConditionEmbargo)
	case embargo && !reported && !a.Until.After(a.At):
		return fieldError("until", "it is not after the entry")
	}
	return nil
}

// EntryDisputed is the answer of a party to an entry that names it, in its own words.
// It stands beside the entry and changes nothing.
type EntryDisputed struct {
	At          Time   `json:"at,omitzero"`
	Entry       Hash   `json:"entry,omitzero"` // leaf hash of the entry that is answered
	Kind        Kind   `json:"kind"`
	Lang        string `json:"lang,omitempty"` // of the words
	Log         string `json:"log"`
	Party       Party  `json:"party"`
	PartyCommit Hash   `json:"party_commit,omitzero"`
	Refs        []Hash `json:"refs,omitempty"`
	Report      string `json:"report,omitempty"`
	Words       string `json:"words"`
}

// Common implements Body.
func (d *EntryDisputed) Common() Common { return Common{d.At, d.Kind, d.Log, d.Refs, d.Report} }

// Validate implements Body.
func (d *EntryDisputed) Validate() error {
	if err := firstError(checkEnum("kind", d.Kind, KindEntryDisputed), checkHash("entry", d.Entry), checkNamedParty(d.Party, d.PartyCommit),
		checkLines("words", d.Words, MaxEventWords)); err != nil {
		return err
	}
	if d.Lang != "" {
		if err := CheckLang(d.Lang); err != nil {
			return fieldError("lang", "%w", err)
		}
	}
	return nil
}
