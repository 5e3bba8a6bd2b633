package vow

// CommentReceived says that a party's reply came in. Its text is a paper; the
// comments file says which of its blocks are which comment.
type CommentReceived struct {
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"` // in an observer's record, with the other fields of Observed
	Comments      int            `json:"comments,omitempty"`
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Kind          Kind           `json:"kind"`
	Late          bool           `json:"late,omitempty"` // it came after the notice's due
	Log           string         `json:"log"`
	Notice        string         `json:"notice"`
	Origin        string         `json:"origin,omitempty"`
	Party         Party          `json:"party"`
	Refs          []Hash         `json:"refs,omitempty"`
	Reply         string         `json:"reply"` // slug: r1
	Report        string         `json:"report"`
	Root          Hash           `json:"root,omitzero"`   // of the reply's paper
	SHA256        Hash           `json:"sha256,omitzero"` // of the comments file
	Status        Sighting       `json:"status,omitempty"`
	When          EDTF           `json:"when,omitempty"`
}

// Common implements Body.
func (c *CommentReceived) Common() Common { return Common{c.At, c.Kind, c.Log, c.Refs, c.Report} }

// Observed implements Reported.
func (c *CommentReceived) Observed() Observed {
	return Observed{c.AttributedTo, c.Confirmations, c.Origin, c.Status, c.When}
}

// Validate implements Body.
func (c *CommentReceived) Validate() error {
	if err := firstError(checkEnum("kind", c.Kind, KindCommentReceived), c.Observed().checkOwn(), checkID("notice", c.Notice), checkParty("party", c.Party),
		checkID("reply", c.Reply)); err != nil {
		return err
	}
	if c.Observed().Given() {
		const none = "a reply that is reported of somebody else has none"
		switch {
		case !c.Root.IsZero():
			return fieldError("root", none)
		case !c.SHA256.IsZero():
			return fieldError("sha256", none)
		case c.Comments < 0 || c.Comments > MaxComments:
			return fieldError("comments", "0 to %d expected", MaxComments)
		}
		return nil
	}
	if err := firstError(checkHash("root", c.Root), checkHash("sha256", c.SHA256)); err != nil {
		return err
	}
	if c.Comments < 1 || c.Comments > MaxComments {
		return fieldError("comments", "1 to %d expected", MaxComments)
	}
	return nil
}

// Outcome says what the office made of a comment.
type Outcome string

// The outcomes of a comment.
const (
	OutcomeAccepted   Outcome = "accepted"
	OutcomePartly     Outcome = "partly"
	OutcomeRejected   Outcome = "rejected"
	OutcomeNoted      Outcome = "noted"
	OutcomeOutOfScope Outcome = "out-of-scope"
)

// Outcomes returns every outcome in the order of the format.
func Outcomes() []Outcome {
	return []Outcome{OutcomeAccepted, OutcomePartly, OutcomeRejected, OutcomeNoted, OutcomeOutOfScope}
}

// Counts are how many comments had which outcome.
type Counts struct {
	Accepted   int `json:"accepted"`
	Noted      int `json:"noted"`
	OutOfScope int `json:"out-of-scope"`
	Partly     int `json:"partly"`
	Rejected   int `json:"rejected"`
}

// Add counts one comment.
func (c *Counts) Add(o Outcome) {
	switch o {
	case OutcomeAccepted:
		c.Accepted++
	case OutcomePartly:
		c.Partly++
	case OutcomeRejected:
		c.Rejected++
	case OutcomeNoted:
		c.Noted++
	case OutcomeOutOfScope:
		c.OutOfScope++
	}
}

// Total returns how many comments were counted.
func (c Counts) Total() int { return c.Accepted + c.Noted + c.OutOfScope + c.Partly + c.Rejected }

// CommentDisposed says what became of every comment and why each paragraph was
// changed after sharing: the matrix says it in full. A later one of the same texts
// replaces it.
type CommentDisposed struct {
	At     Time            `json:"at,omitzero"`
	Counts Counts          `json:"counts"`
	Kind   Kind            `json:"kind"`
	Log    string          `json:"log"`
	Matrix FileRef         `json:"matrix"`
	Refs   []Hash          `json:"refs,omitempty"`
	Report string          `json:"report"`
	Texts  map[string]Hash `json:"texts"` // root of the final text, by language
}

// Common implements Body.
func (c *CommentDisposed) Common() Common { return Common{c.At, c.Kind, c.Log, c.Refs, c.Report} }

// Validate implements Body.
func (c *CommentDisposed) Validate() error {
	if err := firstError(checkEnum("kind", c.Kind, KindCommentDisposed), checkHash("matrix.sha256", c.Matrix.SHA256),
		checkSize("matrix.size", c.Matrix.Size), checkTexts("texts", c.Texts)); err != nil {
		return err
	}
	for _, n := range []int{c.Counts.Accepted, c.Counts.Noted, c.Counts.OutOfScope, c.Counts.Partly, c.Counts.Rejected} {
		if n < 0 || n > MaxReplies*MaxComments {
			return fieldError("counts", "0 to %d expected", MaxReplies*MaxComments)
		}
	}
	return nil
}
