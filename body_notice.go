package vow

import "strconv"

// Bounds of a round of replies.
const (
	MaxNotices  = 1000   // notices of a report
	MaxReplies  = 1000   // replies to a report's notices
	MaxComments = 10_000 // comments in one reply
)

// NoticeParty says whom a report criticises, and where: what the office declares
// before it seals. With None it says that nobody is criticised. The texts are those
// that are shared with the parties, one for all of them.
type NoticeParty struct {
	At          Time              `json:"at,omitzero"`
	Blocks      map[string]Blocks `json:"blocks,omitempty"` // where the party is criticised, by language
	Kind        Kind              `json:"kind"`
	Log         string            `json:"log"`
	None        bool              `json:"none,omitempty"`
	Party       Party             `json:"party,omitempty"`
	PartyCommit Hash              `json:"party_commit,omitzero"` // commitment to who stands behind a class
	Refs        []Hash            `json:"refs,omitempty"`
	Report      string            `json:"report"`
	Texts       map[string]Hash   `json:"texts,omitempty"` // root of the shared text, by language
}

// Common implements Body.
func (n *NoticeParty) Common() Common { return Common{n.At, n.Kind, n.Log, n.Refs, n.Report} }

// Validate implements Body.
func (n *NoticeParty) Validate() error {
	if err := checkEnum("kind", n.Kind, KindNoticeParty); err != nil {
		return err
	}
	if n.None {
		if n.Party != "" || !n.PartyCommit.IsZero() || len(n.Texts) > 0 || len(n.Blocks) > 0 {
			return fieldError("none", "that nobody is criticised is said alone: no party, texts or blocks beside it")
		}
		return nil
	}
	if err := firstError(checkNamedParty(n.Party, n.PartyCommit), checkTexts("texts", n.Texts), checkTextBlocks("blocks", n.Blocks, n.Texts)); err != nil {
		return err
	}
	if len(n.Blocks) != len(n.Texts) {
		return fieldError("blocks", "the same languages as in texts expected")
	}
	return nil
}

// The ways in which a notice is handed over.
const (
	SentEncrypted = "encrypted" // to a key of the party's
	SentPrinted   = "printed"
)

// NoticeSent says that a party was given the criticism, the facts and where the
// evidence points, with the text or an extract of it, and until when it can answer.
// Each text is a paper of its own, with salts for this party alone.
type NoticeSent struct {
	At            Time              `json:"at,omitzero"`
	AttributedTo  Party             `json:"attributed_to,omitempty"` // in an observer's record, with the other fields of Observed
	Blocks        map[string]Blocks `json:"blocks,omitempty"`        // what an extract shows, by language; none: the whole text
	Confirmations *Confirmations    `json:"confirmations,omitempty"`
	Delivery      Hash              `json:"delivery,omitzero"` // SHA-256 of the proof of delivery
	Document      Hash              `json:"document,omitzero"` // SHA-256 of the notice's own words
	Due           Due               `json:"due,omitzero"`      // until when comments are taken
	Kind          Kind              `json:"kind"`              //
	Log           string            `json:"log"`               //
	Marked        bool              `json:"marked,omitempty"`  // the copy is marked, and says so to its recipient
	Notice        string            `json:"notice"`            // slug: n1
	Origin        string            `json:"origin,omitempty"`
	Party         Party             `json:"party"` //
	PartyCommit   Hash              `json:"party_commit,omitzero"`
	Refs          []Hash            `json:"refs,omitempty"`
	Report        string            `json:"report"`
	SentAs        string            `json:"sent_as,omitempty"`
	Status        Sighting          `json:"status,omitempty"`
	Supplements   string            `json:"supplements,omitempty"` // the notice that it adds to
	Texts         map[string]Hash   `json:"texts,omitempty"`       // root of what was handed over, by language
	When          EDTF              `json:"when,omitempty"`
}

// Common implements Body.
func (n *NoticeSent) Common() Common { return Common{n.At, n.Kind, n.Log, n.Refs, n.Report} }

// Observed implements Reported.
func (n *NoticeSent) Observed() Observed {
	return Observed{n.AttributedTo, n.Confirmations, n.Origin, n.Status, n.When}
}

// validateObserved checks a report that somebody else sent a notice: whom to, and
// perhaps until when they could answer. What was handed over nobody knows.
func (n *NoticeSent) validateObserved() error {
	const none = "a notice that is reported of somebody else has none"
	switch {
	case len(n.Blocks) > 0:
		return fieldError("blocks", none)
	case !n.Delivery.IsZero():
		return fieldError("delivery", none)
	case !n.Document.IsZero():
		return fieldError("document", none)
	case n.Marked:
		return fieldError("marked", none)
	case n.SentAs != "":
		return fieldError("sent_as", none)
	case n.Supplements != "":
		return fieldError("supplements", none)
	case len(n.Texts) > 0:
		return fieldError("texts", none)
	}
	if n.Due == (Due{}) {
		return nil
	}
	return n.Due.Validate("due")
}

// Validate implements Body.
func (n *NoticeSent) Validate() error {
	if err := firstError(checkEnum("kind", n.Kind, KindNoticeSent), n.Observed().checkOwn(), checkID("notice", n.Notice), checkNamedParty(n.Party, n.PartyCommit)); err != nil {
		return err
	}
	if n.Observed().Given() {
		return n.validateObserved()
	}
	if err := firstError(checkHash("document", n.Document), n.Due.Validate("due"), checkEnum("sent_as", n.SentAs, SentEncrypted, SentPrinted),
		checkTexts("texts", n.Texts), checkTextBlocks("blocks", n.Blocks, n.Texts)); err != nil {
		return err
	}
	if n.Supplements == "" {
		return nil
	}
	if err := checkID("supplements", n.Supplements); err != nil {
		return err
	}
	if n.Supplements == n.Notice {
		return fieldError("supplements", "a notice cannot add to itself")
	}
	if len(n.Blocks) != len(n.Texts) {
		return fieldError("blocks", "a supplementary notice says which blocks of each text it shows")
	}
	return nil
}

// ExtendReason says why a party was given more time.
type ExtendReason string

// ExtendReasons returns the reasons for an extension, in the order of the format.
func ExtendReasons() []ExtendReason {
	return []ExtendReason{"asked", "delivery", "translation", "length", "legal", "safety"}
}

// NoticeExtended gives a party more time. It counts only if it was on the record
// before the due that it replaces had passed.
type NoticeExtended struct {
	At     Time         `json:"at,omitzero"`
	Due    Due          `json:"due"`
	Kind   Kind         `json:"kind"`
	Log    string       `json:"log"`
	Notice string       `json:"notice"`
	Reason ExtendReason `json:"reason"`
	Refs   []Hash       `json:"refs,omitempty"`
	Report string       `json:"report"`
}

// Common implements Body.
func (n *NoticeExtended) Common() Common { return Common{n.At, n.Kind, n.Log, n.Refs, n.Report} }

// Validate implements Body.
func (n *NoticeExtended) Validate() error {
	return firstError(checkEnum("kind", n.Kind, KindNoticeExtended), n.Due.Validate("due"), checkID("notice", n.Notice),
		checkEnum("reason", n.Reason, ExtendReasons()...))
}

// checkNamedParty checks a party, and that a State, which is named, is not hidden
// behind a commitment beside its name.
func checkNamedParty(p Party, commit Hash) error {
	if err := checkParty("party", p); err != nil {
		return err
	}
	if p.IsCode() && !commit.IsZero() {
		return fieldError("party_commit", "%s is named: a commitment goes with a class", p)
	}
	return nil
}

// checkTextBlocks checks blocks by language: of texts that are there, and some of each.
func checkTextBlocks(field string, blocks map[string]Blocks, texts map[string]Hash) error {
	for _, lang := range sortedKeys(blocks) {
		if _, ok := texts[lang]; !ok {
			return fieldError(field, "no text in %q", clip(lang))
		}
		if len(blocks[lang]) == 0 {
			return fieldError(field, "none of the text in %q", lang)
		}
	}
	return nil
}

// checkID checks the name of a notice or a reply: [a-z][a-z0-9-]{0,63}.
func checkID(field, s string) error {
	if !isName(s, 64) {
		return fieldError(field, "%q: a letter a-z, then up to 63 of a-z 0-9 - expected", clip(s))
	}
	return nil
}

// CheckCommentID checks the name of one comment: its reply's name, a dot, and its
// number from 1, as in r1.3.
func CheckCommentID(s string) (reply string, n int, err error) {
	for i := len(s) - 1; i > 0; i-- {
		if s[i] != '.' {
			continue
		}
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n < 1 || n > MaxComments || strconv.Itoa(n) != s[i+1:] || !isName(s[:i], 64) {
			break
		}
		return s[:i], n, nil
	}
	return "", 0, Errorf(CodeCheck, "comment %q: the name of a reply, a dot and a number from 1 expected, such as r1.3", clip(s))
}
