package vow

// InquiryOutcome says what became of a question.
type InquiryOutcome string

// The outcomes of a question.
const (
	InquiryAsked     InquiryOutcome = "asked" // nothing yet
	InquiryAnswered  InquiryOutcome = "answered"
	InquiryPartly    InquiryOutcome = "partly-answered"
	InquiryOtherwise InquiryOutcome = "answered-otherwise" // something else was answered
	InquiryDeclined  InquiryOutcome = "declined"
	InquiryNoReply   InquiryOutcome = "no-reply"
)

// InquiryOutcomes returns every outcome in the order of the format.
func InquiryOutcomes() []InquiryOutcome {
	return []InquiryOutcome{InquiryAsked, InquiryAnswered, InquiryPartly, InquiryOtherwise, InquiryDeclined, InquiryNoReply}
}

// Inquiry is a question that the office asked or was asked, or what became of one.
// Each outcome is an event of its own; none replaces another.
type Inquiry struct {
	Answer        string         `json:"answer,omitempty"`     // in full
	AnswerFile    Hash           `json:"answer_file,omitzero"` // SHA-256 of the file with it, where it is longer
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Channel       Channel        `json:"channel"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Direction     Direction      `json:"direction"`        // out: the office asks; in: it is asked
	Inquiry       Hash           `json:"inquiry,omitzero"` // commitment or leaf hash of the question
	Kind          Kind           `json:"kind"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Outcome       InquiryOutcome `json:"outcome"`
	Party         Party          `json:"party"` // the other side
	PartyCommit   Hash           `json:"party_commit,omitzero"`
	Question      string         `json:"question,omitempty"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report,omitempty"`
	Status        Sighting       `json:"status,omitempty"`
	When          EDTF           `json:"when,omitempty"`
}

// Common implements Body.
func (q *Inquiry) Common() Common { return Common{q.At, q.Kind, q.Log, q.Refs, q.Report} }

// Observed implements Reported.
func (q *Inquiry) Observed() Observed {
	return Observed{q.AttributedTo, q.Confirmations, q.Origin, q.Status, q.When}
}

// Validate implements Body.
func (q *Inquiry) Validate() error {
	if err := firstError(checkEnum("kind", q.Kind, KindInquiry), checkWhen(q.When, q.At), q.Observed().check(),
		checkEnum("outcome", q.Outcome, InquiryOutcomes()...), checkEnum("direction", q.Direction, DirectionIn, DirectionOut),
		checkEnum("channel", q.Channel, Channels()...),
		checkParty("party", q.Party), checkHidden("party_commit", q.PartyCommit, q.Party)); err != nil {
		return err
	}
	for _, f := range []struct {
		name, text string
		limit      int
	}{{"question", q.Question, MaxEventWords}, {"answer", q.Answer, MaxAnswer}} {
		if err := checkLines(f.name, f.text, f.limit); f.text != "" && err != nil {
			return err
		}
	}
	if (q.Inquiry == Hash{}) == (q.Question == "") {
		return fieldError("question", "either the question, or in inquiry the event that asked it, expected")
	}
	if q.Outcome == InquiryAsked && q.Question == "" {
		return fieldError("question", "missing: what was asked")
	}
	return q.checkAnswer()
}

func (q *Inquiry) checkAnswer() error {
	has := q.Answer != "" || !q.AnswerFile.IsZero()
	if q.Answer != "" && !q.AnswerFile.IsZero() {
		return fieldError("answer_file", "the answer stands in answer or in a file, not in both")
	}
	switch q.Outcome {
	case InquiryAsked, InquiryNoReply:
		if has {
			return fieldError("answer", "the outcome %s has none", q.Outcome)
		}
	case InquiryDeclined: // with the words of it, or without
	default:
		if !has {
			return fieldError("answer", "missing: the outcome %s has one, in full", q.Outcome)
		}
	}
	return nil
}
