// Package record (level 2) is the meaning of a record: it replays entries in
// order into the office's keys, rules and trustees, and into each report's
// promise, moves, seals, confirmations, shares, release, corrections
// and redactions.
//
// Validity depends on the entries alone: never on a clock, a witness or a trust
// file. An invalid entry changes nothing, is kept with its reason, and makes
// the record fail as a whole.
package record

import (
	"slices"

	"vow"
)

// Record is the state after the entries added so far. It keeps what later
// entries and verdicts need, not the entries themselves, so memory grows with
// some 150 bytes an entry and with the reports, not with the record's bytes.
type Record struct {
	origin  string
	logKey  vow.Key // zero: not known from outside; entry 0's claim is checked by the caller
	size    int64
	seen    map[vow.Hash]int64 // SHA-256 of the note text → index
	leaves  []vow.Hash
	office  *Office
	reports map[string]*Report
	order   []string // their slugs, in the order of their promises
	invalid []Invalid
	unknown []Unknown
	outline []uint32           // as Outline.Of
	texts   []uint64           // as Outline.Texts
	known   map[string]vow.Key // every key ever introduced, by name
	public  map[string]string  // public key bytes → name, for the same keys
	seals   map[vow.SealID]int64

	days days

	latest struct { // see Latest
		index int64
		at    vow.Time
	}

	trustees map[string]*Trustee   // every key that stands or stood for a trustee, by its name
	seats    map[string][]*Trustee // those that stand for one now, by handle
}

// Invalid is an entry that changes nothing, and why.
type Invalid struct {
	Index  int64
	Report string // as it claims, or ""
	Err    error
}

// Unknown is an entry of a kind this version does not know.
type Unknown struct {
	Index  int64
	Kind   vow.Kind
	Report string
}

// Officer is a key of the office, and from when to when it was in force.
type Officer struct {
	Key   vow.Key
	Role  vow.Role
	From  int64 // index of the entry that introduced it
	Until int64 // index of the entry that retired it, or -1
}

// Office is the office's own chain.
type Office struct {
	Created  *vow.OfficeCreated
	Officers []*Officer // in the order in which they were introduced
	Trustees []*Trustee // every one ever listed, in order
	Term     *vow.OfficeTerm
	Closed   *vow.RecordClosed
	ClosedAt int64   // index, or -1
	Indexes  []int64 // of its valid entries, but for Days
	Days     []*Day  // in the order of the record
	Methods  []Method
	Disputes []Dispute
	Events   []Event // of event kinds: public already
	state    vow.Hash
	last     Last
	inForce  map[string]*Officer

	listed     map[string]*Trustee // now, by handle
	recipients map[string]*Trustee // the same, by recipient
}

// Report is one report's chain.
type Report struct {
	Slug            string
	Left            bool // only what others depend on was replayed (AddKnown)
	Promise         *vow.PromiseMade
	PromiseAt       int64
	Moves           []Move
	Texts           []Text
	Seals           []*Seal // of the body
	Corrections     []Correction
	Redactions      []Redaction
	Observed        []Observed // releases that an observer reports
	ObservedNotices []Notice
	ObservedReplies []Reply
	Opened          []*Opened
	Registers       []Register
	Erasures        []Erasure
	Methods         []Method
	Access          []Access
	Disputes        []Dispute
	Events          []Event // of event kinds: public already
	Indexes         []int64 // of its valid entries
	number          uint32  // its place among all reports
	state           vow.Hash
	last            Last
	released        *Seal
	parts           []*Seal // protective parts, those that a later one replaced included
	late            []*Seal // packages of late replies, those that a later one replaced included
	waiting         []*Seal // of parts: those that no body was sealed with yet
	bySeal          map[vow.SealID]*Seal
	byHead          map[vow.Hash]*Seal
	sealed          map[vow.Hash]*Seal // by root: the first seal of the body with that text
	fixed           map[vow.Hash]int   // roots of Texts, and how many blocks each has
	corrected       map[string]int     // how many corrections of each type
	redacted        map[vow.Hash]int64 // files of Redactions, and the entry of each
	round           *Round
}

// Move is a valid promise.moved. Whether it counts is for verify to say.
type Move struct {
	Index int64
	Body  *vow.PromiseMoved
}

// Text is a valid text.fixed.
type Text struct {
	Index int64
	Body  *vow.TextFixed
}

// Correction is a valid correction.made.
type Correction struct {
	Index int64
	Body  *vow.CorrectionMade
}

// Seal is a valid seal.made, and its release once there is one.
type Seal struct {
	Index     int64
	Body      *vow.SealMade
	Release   *vow.ReleaseMade
	ReleaseAt int64   // index, or -1
	Officers  int     // how many officers signed it, clerks left out
	Parts     []*Seal // of a body: the protective parts that hold what it withholds
	Late      []*Seal // of a body: the packages of replies that are on its round, the last of each reply
	Confirmed []Confirmation
	Shares    []Share

	confirmed map[string]int // handle and vkey → index in Confirmed
	shares    map[string]int // path and share → index in Shares
}

// New returns an empty record of that origin. logKey is the log's key where it
// is known from outside (a trust file, the office's own home), or zero.
func New(origin string, logKey vow.Key) *Record {
	return &Record{
		origin:  origin,
		logKey:  logKey,
		seen:    make(map[vow.Hash]int64),
		reports: make(map[string]*Report),
		known:   make(map[string]vow.Key),
		public:  make(map[string]string),
		seals:   make(map[vow.SealID]int64),
		days:    newDays(),

		trustees: make(map[string]*Trustee),
		seats:    make(map[string][]*Trustee),
	}
}

// Origin returns the record's origin.
func (r *Record) Origin() string { return r.origin }

// Size returns the number of entries, invalid ones included.
func (r *Record) Size() int64 { return r.size }

// Latest returns which entry says that it was made at the latest time, the first of them,
// and that time: it need not be the last one. Of what AddKnown left out nothing is known.
func (r *Record) Latest() (index int64, at vow.Time) { return r.latest.index, r.latest.at }

// Leaves returns the leaf hash of every entry. The slice is not to be changed.
func (r *Record) Leaves() []vow.Hash { return r.leaves }

// Office returns the office, or nil before a valid entry 0.
func (r *Record) Office() *Office { return r.office }

// Report returns the report of that slug, or nil.
func (r *Record) Report(slug string) *Report { return r.reports[slug] }

// Reports returns the slugs of all reports, in the order of their promises.
func (r *Record) Reports() []string {
	return slices.Clone(r.order)
}

// Invalid returns the entries that change nothing, in order.
func (r *Record) Invalid() []Invalid { return r.invalid }

// Unknown returns the entries of unknown kinds, in order.
func (r *Record) Unknown() []Unknown { return r.unknown }

// Contains returns the index of the entry with this note text.
func (r *Record) Contains(text vow.Hash) (int64, bool) {
	i, ok := r.seen[text]
	return i, ok
}

// State returns the leaf hash that the next state-changing entry must name in
// refs[0]: of the report's chain, or of the office's for "". It is zero where
// the chain has not begun.
func (r *Record) State(report string) vow.Hash {
	if report == "" {
		if r.office == nil {
			return vow.Hash{}
		}
		return r.office.state
	}
	if p := r.reports[report]; p != nil {
		return p.state
	}
	return vow.Hash{}
}

// Last is the state-changing or starting entry that a chain rests on.
type Last struct {
	Index int64
	Body  vow.Body
}

// Last returns the entry whose leaf hash is State(report).
func (r *Record) Last(report string) (Last, bool) {
	if r.State(report).IsZero() {
		return Last{}, false
	}
	if report == "" {
		return r.office.last, true
	}
	return r.reports[report].last, true
}

// FixedAt returns the index of the text.fixed of a report with that root.
func (p *Report) FixedAt(root vow.Hash) (int64, bool) {
	if _, ok := p.fixed[root]; !ok {
		return 0, false
	}
	for _, t := range p.Texts {
		if t.Body.Root == root {
			return t.Index, true
		}
	}
	return 0, false
}

// InForce returns the officers' keys in force now.
func (o *Office) InForce() []*Officer {
	var out []*Officer
	for _, k := range o.Officers {
		if k.Until < 0 {
			out = append(out, k)
		}
	}
	return out
}

// Officer returns the officer in force of that name, or nil.
func (o *Office) Officer(name string) *Officer { return o.inForce[name] }

// Rule returns the rule for entries of a kind.
func (o *Office) Rule(kind vow.Kind) vow.Rule {
	if r, ok := o.Created.Rules[string(kind)]; ok {
		return r
	}
	return o.Created.Rules[vow.AnyKind]
}

// Due returns the due of the last valid move, or the promise's: what the office
// says now. The due in force, which depends on witnessed times, is verify's.
func (p *Report) Due() vow.Due {
	if n := len(p.Moves); n > 0 {
		return p.Moves[n-1].Body.Due
	}
	return p.Promise.Due
}

// Seal returns the last seal of the body, or nil.
func (p *Report) Seal() *Seal {
	if n := len(p.Seals); n > 0 {
		return p.Seals[n-1]
	}
	return nil
}

// Released returns the first released seal of the body, or nil.
func (p *Report) Released() *Seal { return p.released }
