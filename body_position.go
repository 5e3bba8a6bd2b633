package vow

// Stand is where a party stood on a question.
type Stand string

// The stands. Asked is a party's wish to have another stand recorded: it changes no
// result.
const (
	StandYes       Stand = "yes"
	StandNo        Stand = "no"
	StandAbstain   Stand = "abstain"
	StandAbsent    Stand = "absent"
	StandFor       Stand = "spoke-for"
	StandAgainst   Stand = "spoke-against"
	StandSponsored Stand = "sponsored"
	StandAsked     Stand = "asked-correction"
)

// Stands returns the stands, in the order of the format.
func Stands() []Stand {
	return []Stand{StandYes, StandNo, StandAbstain, StandAbsent, StandFor, StandAgainst, StandSponsored, StandAsked}
}

// Voted reports whether s is a vote.
func (s Stand) Voted() bool { return oneOf(s, StandYes, StandNo, StandAbstain, StandAbsent) }

// Question says what parties took a stand on. A vote on holding a debate is none on
// the report.
type Question string

// Questions returns the questions, in the order of the format.
func Questions() []Question {
	return []Question{"report", "publication", "concern", "support", "debate", "procedure", "amendment", "other"}
}

// Totals are the result of a vote as it was announced.
type Totals struct {
	Abstain int    `json:"abstain"`
	Absent  int    `json:"absent,omitempty"`
	No      int    `json:"no"`
	Result  Result `json:"result"`
	Yes     int    `json:"yes"`
}

// Result is what a vote decided.
type Result string

// Position states where parties stood on an instrument, or the result that was
// announced of a vote on it. A party that stands elsewhere later has another position;
// none is overwritten.
type Position struct {
	As            Stand          `json:"as,omitempty"` // of asked-correction: the stand that the party wants recorded
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Instrument    string         `json:"instrument"` // slug of the motion, statement or letter
	Kind          Kind           `json:"kind"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Parties       []Party        `json:"parties,omitempty"` // sorted, each once; missing with totals
	Question      Question       `json:"question"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Stand         Stand          `json:"stand,omitempty"` // missing with totals
	Status        Sighting       `json:"status,omitempty"`
	Totals        *Totals        `json:"totals,omitempty"`
	When          EDTF           `json:"when,omitempty"`
	Words         string         `json:"words,omitempty"`
}

// Common implements Body.
func (p *Position) Common() Common { return Common{p.At, p.Kind, p.Log, p.Refs, p.Report} }

// Observed implements Reported.
func (p *Position) Observed() Observed {
	return Observed{p.AttributedTo, p.Confirmations, p.Origin, p.Status, p.When}
}

// Validate implements Body.
func (p *Position) Validate() error {
	if err := firstError(checkEnum("kind", p.Kind, KindPosition), checkWhen(p.When, p.At), p.Observed().check(), checkEventWords(p.Words),
		checkSlugField("instrument", p.Instrument), checkEnum("question", p.Question, Questions()...)); err != nil {
		return err
	}
	if p.Totals != nil {
		if len(p.Parties) > 0 || p.Stand != "" {
			return fieldError("totals", "a result has no parties and no stand: each party's is a position of its own")
		}
		return p.Totals.check()
	}
	if len(p.Parties) == 0 {
		return fieldError("parties", "missing")
	}
	if err := firstError(checkParties("parties", p.Parties, MaxSigners), checkEnum("stand", p.Stand, Stands()...)); err != nil {
		return err
	}
	if p.Stand != StandAsked {
		if p.As != "" {
			return fieldError("as", "only of the stand %s", StandAsked)
		}
		return nil
	}
	return checkEnum("as", p.As, StandYes, StandNo, StandAbstain, StandAbsent)
}

func (t *Totals) check() error {
	for _, f := range []struct {
		name string
		n    int
	}{{"abstain", t.Abstain}, {"absent", t.Absent}, {"no", t.No}, {"yes", t.Yes}} {
		if f.n < 0 || f.n > MaxCount {
			return fieldError("totals."+f.name, "0 to %d expected", MaxCount)
		}
	}
	return checkEnum("totals.result", t.Result, "adopted", "rejected", "none")
}
