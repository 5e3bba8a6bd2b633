// Package verify (level 3) is the judgement: it takes a dossier's bytes and
// what the reader trusts, and says pass, fail or not checked for each thing
// that can be checked, with one sentence and a pointer.
//
// It is pure: no network, clock, disk or database. It trusts nothing that the
// dossier brings along, and it never says pass for what was not checked.
package verify

import (
	"encoding/json"

	"vow"
)

// Verdict is the outcome of one check, or of all of them.
type Verdict string

// The verdicts (docs/format.md, Verdicts).
const (
	Pass       Verdict = "pass"
	Fail       Verdict = "fail"
	NotChecked Verdict = "not-checked"
)

// Check is one thing that was looked at.
type Check struct {
	ID      string  `json:"id"`
	Verdict Verdict `json:"verdict"`
	Say     string  `json:"say"`   // one sentence
	Where   string  `json:"where"` // the member or entry, or the folder it is about
}

// The check ids of a dossier.
const (
	DossierForm     = "dossier.form"     // the archive is byte for byte what vow writes
	DossierMembers  = "dossier.members"  // each member is the one that the record names, and none is missing
	RecordLog       = "record.log"       // the reader trusts this log, and its key is the office's
	RecordSignature = "record.signature" // checkpoints and trusted cosignatures are truly signed
	RecordQuorum    = "record.quorum"    // the reader's witnesses saw the whole record
	RecordComplete  = "record.complete"  // every entry up to the checkpoint is there, and nothing else
	RecordEntries   = "record.entries"   // every entry is valid where it stands
	RecordWitnessed = "record.witnessed" // each entry that matters has a witnessed time
	RecordFork      = "record.fork"      // no checkpoint contradicts the record
	ReleaseTime     = "release.time"     // the report was out by the due
	ReleaseFresh    = "release.fresh"    // the dossier is new enough to say so
	ReleaseEarly    = "release.early"    // it was not out before its policy allowed
	SealForm        = "seal.form"        // the lock is the one that the record names, and well made
	SealChain       = "seal.chain"       // its clock is one that the reader trusts
	SealBuriable    = "seal.buriable"    // it opens by time alone within five years
	SealHonest      = "seal.honest"      // the lock holds the key, the package the text
	SealConfirmed   = "seal.confirmed"   // the lock's trustees confirmed to hold their shares
	TextSealed      = "text.sealed"      // the released text is the sealed text
	TextParts       = "text.parts"       // protective parts hold just what the body withholds
	ReplyNotified   = "reply.notified"   // whom the report criticises was shown that before it was sealed
	ReplyWindow     = "reply.window"     // each party had the time that the office promises, and the seal waited for it
	ReplyExplained  = "reply.explained"  // every comment is answered, and every change after sharing has a stated cause

	ReplyNewCriticism = "reply.new-criticism" // what was made harder after sharing was shown to its party
	ReplyAnnexed      = "reply.annexed"       // every reply that came in is there, in full or under the root of the whole
	ReplyReceived     = "reply.received"      // the record holds the reply that the reader has a receipt of
	Approaches        = "approaches"          // each event that was counted is opened, or closed on a basis
)

// CheckIDs returns every id that Dossier may list, in the order in which they
// are listed.
func CheckIDs() []string {
	return []string{DossierForm, DossierMembers, RecordLog, RecordSignature, RecordQuorum, RecordComplete,
		RecordEntries, RecordWitnessed, RecordFork, SealForm, SealChain, SealBuriable, SealHonest, SealConfirmed,
		ReleaseTime, ReleaseFresh, ReleaseEarly, TextSealed, TextParts, ReplyNotified, ReplyWindow, ReplyExplained, ReplyNewCriticism, ReplyAnnexed, ReplyReceived, Approaches}
}

// Status is what became of a promise.
type Status string

// The statuses of a promise, in the order in which they are tried.
const (
	Broken   Status = "broken"
	Kept     Status = "kept"
	Late     Status = "late"
	Opened   Status = "opened"
	Sealed   Status = "sealed"
	Promised Status = "promised"
)

// Move is one change of a promise's due.
type Move struct {
	From   vow.Time   `json:"from,omitzero"`
	To     vow.Time   `json:"to,omitzero"`
	Reason vow.Reason `json:"reason"`
	Counts bool       `json:"counts"` // witnessed before the due it replaces had passed
	// Revealed is the true reason behind a protected one, where the dossier reveals it.
	Revealed string `json:"revealed,omitempty"`
}

// AccessNote says that a class saw a text before the release.
type AccessNote struct {
	Entry      int64           `json:"entry"`
	Party      vow.Party       `json:"party"`
	Count      int             `json:"count,omitempty"` // left out where an observer does not know it
	Conditions []vow.Condition `json:"conditions,omitempty"`
	Until      vow.Time        `json:"until,omitzero"`
	Reported   vow.Party       `json:"attributed_to,omitempty"` // by an observer: whose doing it is
	Origin     string          `json:"origin,omitempty"`
	When       vow.EDTF        `json:"when,omitempty"`
}

// DisputeNote is a party's answer to an entry, in its own words.
type DisputeNote struct {
	Entry int64     `json:"entry"`
	Of    int64     `json:"of"` // the entry that is answered
	Party vow.Party `json:"party"`
	Words string    `json:"words"`
}

// ReportStatus is what became of one report. Absent fields are unknown.
type ReportStatus struct {
	Report            string   `json:"report"`
	Title             string   `json:"title,omitempty"`
	Status            Status   `json:"status,omitempty"`
	FirstDue          vow.Time `json:"first_due,omitzero"`
	DaysAfterFirstDue *int64   `json:"days_after_first_due,omitempty"`
	Due               vow.Time `json:"due,omitzero"`
	TZ                string   `json:"tz,omitempty"`
	PromisedAt        vow.Time `json:"promised_at,omitzero"`
	SealedAt          vow.Time `json:"sealed_at,omitzero"`
	ReleasedAt        vow.Time `json:"released_at,omitzero"`
	DaysLate          *int64   `json:"days_late,omitempty"`
	AtLeast           bool     `json:"-"` // days_late still grows
	Running           bool     `json:"-"` // its days are counted up to as_of
	Closed            bool     `json:"-"` // the record was closed before its release
	Moves             []Move   `json:"moves"`
	OpensAtLatest     vow.Time `json:"opens_at_latest,omitzero"`

	// Of an observer's record: nothing but what was reported.
	Inferred bool              `json:"inferred,omitempty"`
	Promises []ObservedPromise `json:"promises,omitempty"`
	Hearings []ObservedHearing `json:"hearings,omitempty"`

	// What the record says beside it: who saw a text before the release, and what
	// parties answer to entries that name them.
	Access []AccessNote `json:"access,omitempty"`
	// Uncounted: released, and the office never fixed a day. Nothing is then checked of
	// approaches, and nothing of that is a check that passed.
	Uncounted bool          `json:"-"`
	Disputes  []DisputeNote `json:"disputes,omitempty"`

	first vow.Due // as promised, for the report card
	due   vow.Due // in force
	seals []sealLine
	hold  *holdLine // nil: within the office's limit
	twins []string  // other reports promised under the same title

	reply       string // what the card says of the right of reply, if all of it passed
	events      string // what it says of approaches and letters that are public
	corrections []correctionLine
	redactions  []redactionLine
}

// redactionLine is one redacted rendition, for the report card.
type redactionLine struct {
	index    int64
	withheld int
	reason   vow.RedactionReason
	by       vow.Role
	released bool     // of the released text
	at       vow.Time // witnessed, or zero
}

// correctionLine is one later text of a report, for the report card.
type correctionLine struct {
	index  int64
	kind   string // Rev, Corr or Add
	number int
	lang   string
	at     vow.Time // witnessed, or zero
}

// RecordStatus is what the dossier's record is.
type RecordStatus struct {
	Origin    string   `json:"origin"`
	Size      int64    `json:"size"`
	Entry0    vow.Hash `json:"entry0,omitzero"`     // leaf hash
	Witnessed string   `json:"witnessed,omitempty"` // "2 of 3": trusted witnesses that cosigned the whole record
	AsOf      vow.Time `json:"as_of,omitzero"`
	Claimed   string   `json:"-"` // without a trust file: SHA-256 of the claimed log key, as record.log says
}

// Report is the whole judgement.
type Report struct {
	Verdict Verdict        `json:"verdict"`
	Checks  []Check        `json:"checks"`
	Reports []ReportStatus `json:"reports"`
	Record  *RecordStatus  `json:"record,omitempty"`
	Quote   *QuoteStatus   `json:"quote,omitempty"` // of a quote alone
	Local   bool           `json:"-"`               // time is from a local chain, as each check over it says: proves nothing to others

	// Texts are those that the record names by their roots.
	Texts []FixedText `json:"-"`
	// Redactions are the redacted copies that it states.
	Redactions []StatedRedaction `json:"-"`

	// Confirmed are the trustees who confirmed a lock, by its head.
	Confirmed map[vow.Hash][]string `json:"-"`
	// Sealed is what the record says of the seal that counts, nil if there is none;
	// Parts, of the protective parts that hold what it withholds.
	Sealed *vow.SealMade   `json:"-"`
	Parts  []*vow.SealMade `json:"-"`
	Late   []*vow.SealMade `json:"-"` // packages of late replies on the round of that seal
}

// JSON returns the judgement in its stable form, with a final LF.
func (r *Report) JSON() []byte {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil { // no value in a Report can fail to marshal
		return []byte("{}\n")
	}
	return append(b, '\n')
}

// Err returns nil if everything passed, and otherwise an error whose code gives
// the exit status: failed before not checked.
func (r *Report) Err() error {
	switch r.Verdict {
	case Pass:
		return nil
	case Fail:
		for _, c := range r.Checks {
			if c.Verdict == Fail {
				return vow.Errorf(vow.CodeCheck, "%s failed: %s", c.ID, c.Say)
			}
		}
		return vow.Errorf(vow.CodeCheck, "a check failed")
	default:
		for _, c := range r.Checks {
			if c.Verdict == NotChecked {
				return vow.Errorf(vow.CodeUnchecked, "%s was not checked: %s", c.ID, c.Say)
			}
		}
		return vow.Errorf(vow.CodeUnchecked, "nothing was checked")
	}
}

// Check returns the check of that id.
func (r *Report) Check(id string) (Check, bool) {
	for _, c := range r.Checks {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}
