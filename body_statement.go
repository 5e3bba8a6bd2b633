package vow

// Stance says how a statement stands to what it is about.
type Stance string

// Stances returns every stance in the order of the format.
func Stances() []Stance { return []Stance{"asserts", "denies", "confirms", "declines"} }

// Statement is what a party said in its own words, and what about: a denial stands
// beside what it denies.
type Statement struct {
	About         Hash           `json:"about,omitzero"` // commitment of an event, or leaf hash of an entry
	AboutWords    string         `json:"about_words,omitempty"`
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Kind          Kind           `json:"kind"`
	Lang          string         `json:"lang,omitempty"` // of the words
	Log           string         `json:"log"`
	Occasion      string         `json:"occasion"` // where or to whom it was said
	Origin        string         `json:"origin,omitempty"`
	Party         Party          `json:"party"`
	PartyCommit   Hash           `json:"party_commit,omitzero"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Stance        Stance         `json:"stance"`
	Status        Sighting       `json:"status,omitempty"`
	When          EDTF           `json:"when,omitempty"`
	Words         string         `json:"words"`
}

// Common implements Body.
func (s *Statement) Common() Common { return Common{s.At, s.Kind, s.Log, s.Refs, s.Report} }

// Observed implements Reported.
func (s *Statement) Observed() Observed {
	return Observed{s.AttributedTo, s.Confirmations, s.Origin, s.Status, s.When}
}

// Validate implements Body.
func (s *Statement) Validate() error {
	if err := firstError(checkEnum("kind", s.Kind, KindStatement), checkWhen(s.When, s.At), s.Observed().check(),
		checkEnum("stance", s.Stance, Stances()...), checkParty("party", s.Party), checkHidden("party_commit", s.PartyCommit, s.Party),
		checkLines("words", s.Words, MaxEventWords), checkFree("occasion", s.Occasion, MaxTitle)); err != nil {
		return err
	}
	if s.AboutWords != "" {
		if err := checkFree("about_words", s.AboutWords, MaxTitle); err != nil {
			return err
		}
	}
	if s.Lang != "" {
		if err := CheckLang(s.Lang); err != nil {
			return fieldError("lang", "%w", err)
		}
	}
	if s.Stance != "asserts" && s.About.IsZero() && s.AboutWords == "" {
		return fieldError("about", "missing: what the party %s", s.Stance)
	}
	return nil
}
