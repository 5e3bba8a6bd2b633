package vow

// Kind names what an entry states.
type Kind string

// The kinds of entry (docs/format.md, Kinds).
const (
	KindOfficeCreated    Kind = "office.created"
	KindOfficeKey        Kind = "office.key"
	KindOfficeTerm       Kind = "office.term"
	KindPromiseMade      Kind = "promise.made"
	KindPromiseMoved     Kind = "promise.moved"
	KindTrusteeListed    Kind = "trustee.listed"
	KindTrusteeRemoved   Kind = "trustee.removed"
	KindTrusteeConfirmed Kind = "trustee.confirmed"
	KindTrusteeReleased  Kind = "trustee.released"
	KindTextFixed        Kind = "text.fixed"
	KindSealMade         Kind = "seal.made"
	KindReleaseMade      Kind = "release.made"
	KindCorrectionMade   Kind = "correction.made"
	KindRedactionMade    Kind = "redaction.made"
	KindRecordClosed     Kind = "record.closed"
	KindNoticeParty      Kind = "notice.party"
	KindNoticeSent       Kind = "notice.sent"
	KindNoticeExtended   Kind = "notice.extended"
	KindCommentReceived  Kind = "comment.received"
	KindCommentDisposed  Kind = "comment.disposed"
	KindLetter           Kind = "letter"
	KindSigner           Kind = "signer"
	KindCountClaim       Kind = "count-claim"
	KindPosition         Kind = "position"
	KindDayFixed         Kind = "day.fixed"
	KindEventOpened      Kind = "event.opened"
	KindRegisterStated   Kind = "register.stated"
	KindTextErased       Kind = "text.erased"
	KindMethodFixed      Kind = "method.fixed"
	KindContact          Kind = "contact"
	KindInquiry          Kind = "inquiry"
	KindStatement        Kind = "statement"
)

// kindInfo is what the vocabulary knows of a kind.
type kindInfo struct {
	body     func() Body
	changes  bool // state-changing: refs[0] is the current state of its chain
	ofReport bool // belongs to a report's chain; otherwise to the office's
	either   bool // belongs to a report's chain or to the office's, as it says
	waits    bool // stays in the outbox for a day before it is recorded
	event    bool // something that happened: what a day's commitments may be to
	clerk    bool // any one officer's key signs it, a clerk's included, whatever the rules say
}

// kinds is the one table of the kinds that this version understands.
var kinds = map[Kind]kindInfo{
	KindOfficeCreated:    {body: func() Body { return new(OfficeCreated) }},
	KindOfficeKey:        {body: func() Body { return new(OfficeKey) }, changes: true},
	KindOfficeTerm:       {body: func() Body { return new(OfficeTerm) }, changes: true},
	KindPromiseMade:      {body: func() Body { return new(PromiseMade) }, ofReport: true},
	KindPromiseMoved:     {body: func() Body { return new(PromiseMoved) }, changes: true, ofReport: true},
	KindTrusteeListed:    {body: func() Body { return new(TrusteeListed) }},
	KindTrusteeRemoved:   {body: func() Body { return new(TrusteeRemoved) }},
	KindTrusteeConfirmed: {body: func() Body { return new(TrusteeConfirmed) }, ofReport: true},
	KindTrusteeReleased:  {body: func() Body { return new(TrusteeReleased) }, ofReport: true},
	KindTextFixed:        {body: func() Body { return new(TextFixed) }, ofReport: true},
	KindSealMade:         {body: func() Body { return new(SealMade) }, changes: true, ofReport: true},
	KindReleaseMade:      {body: func() Body { return new(ReleaseMade) }, changes: true, ofReport: true},
	KindCorrectionMade:   {body: func() Body { return new(CorrectionMade) }, changes: true, ofReport: true},
	KindRedactionMade:    {body: func() Body { return new(RedactionMade) }, changes: true, ofReport: true},
	KindRecordClosed:     {body: func() Body { return new(RecordClosed) }, changes: true},
	KindNoticeParty:      {body: func() Body { return new(NoticeParty) }, ofReport: true, waits: true},
	KindNoticeSent:       {body: func() Body { return new(NoticeSent) }, ofReport: true, waits: true},
	KindNoticeExtended:   {body: func() Body { return new(NoticeExtended) }, ofReport: true, waits: true},
	KindCommentReceived:  {body: func() Body { return new(CommentReceived) }, ofReport: true, waits: true},
	KindCommentDisposed:  {body: func() Body { return new(CommentDisposed) }, ofReport: true, waits: true},
	KindLetter:           {body: func() Body { return new(Letter) }, either: true, event: true},
	KindSigner:           {body: func() Body { return new(SignerEvent) }, either: true, event: true},
	KindCountClaim:       {body: func() Body { return new(CountClaim) }, either: true, event: true},
	KindPosition:         {body: func() Body { return new(Position) }, either: true, event: true},
	KindDayFixed:         {body: func() Body { return new(DayFixed) }, clerk: true},
	KindEventOpened:      {body: func() Body { return new(EventOpened) }, either: true, waits: true},
	KindRegisterStated:   {body: func() Body { return new(RegisterStated) }, ofReport: true, waits: true},
	KindTextErased:       {body: func() Body { return new(TextErased) }, either: true},
	KindMethodFixed:      {body: func() Body { return new(MethodFixed) }, either: true},
	KindContact:          {body: func() Body { return new(Contact) }, either: true, event: true},
	KindInquiry:          {body: func() Body { return new(Inquiry) }, either: true, event: true},
	KindStatement:        {body: func() Body { return new(Statement) }, either: true, event: true},
}

// Known reports whether this version understands the kind.
func (k Kind) Known() bool { _, ok := kinds[k]; return ok }

// ChangesState reports whether an entry of this kind must refer, in refs[0], to
// the current state of its chain.
func (k Kind) ChangesState() bool { return kinds[k].changes }

// OfReport reports whether the kind belongs to a report's chain.
func (k Kind) OfReport() bool { return kinds[k].ofReport }

// OfEither reports whether an entry of the kind belongs to a report's chain if it
// names a report, and to the office's if it names none.
func (k Kind) OfEither() bool { return kinds[k].either }

// Waits reports whether an entry of this kind stays in the office's outbox for a
// day before it is recorded: what it says of others cannot be taken back.
func (k Kind) Waits() bool { return kinds[k].waits }

// IsEvent reports whether the kind is of something that happened: kept private and
// counted on its day, or an entry where it is public already.
func (k Kind) IsEvent() bool { return kinds[k].event }

// Unattended reports whether an entry of this kind needs one signature of any
// officer's key in force, a clerk's included, whatever the office's rules say.
func (k Kind) Unattended() bool { return kinds[k].clerk }

// Kinds returns every kind this version understands, sorted.
func Kinds() []Kind { return sortedKeys(kinds) }

// Role is what an officer's key stands for.
type Role string

// The roles of an officer's key.
const (
	RoleHead       Role = "head"
	RoleEditor     Role = "editor"
	RoleCounsel    Role = "counsel"
	RoleProtection Role = "protection"
	RoleOfficer    Role = "officer"
	RoleClerk      Role = "clerk" // unattended: signs only the daily and weekly counts
)

// Roles returns every role, sorted.
func Roles() []Role {
	return []Role{RoleClerk, RoleCounsel, RoleEditor, RoleHead, RoleOfficer, RoleProtection}
}

// SigningRoles returns every role but the clerk's, sorted.
func SigningRoles() []Role { return Roles()[1:] }

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return oneOf(r, Roles()...) }

// Reason says why a promise was moved.
type Reason string

// The reasons for moving a promise. ReasonProtected keeps the true reason as a
// commitment and needs two signatures.
const (
	ReasonEvidence    Reason = "evidence"
	ReasonSafety      Reason = "safety"
	ReasonTranslation Reason = "translation"
	ReasonComments    Reason = "comments"
	ReasonLegal       Reason = "legal"
	ReasonPressure    Reason = "pressure"
	ReasonNoneGiven   Reason = "none-given"
	ReasonProtected   Reason = "protected"
)

// Reasons returns every reason in the order of the format.
func Reasons() []Reason {
	return []Reason{ReasonEvidence, ReasonSafety, ReasonTranslation, ReasonComments,
		ReasonLegal, ReasonPressure, ReasonNoneGiven, ReasonProtected}
}
