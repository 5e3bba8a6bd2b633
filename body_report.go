package vow

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// PromiseMade starts a report's chain.
type PromiseMade struct {
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"` // in an observer's record, with the other fields of Observed
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Due           Due            `json:"due"`
	Kind          Kind           `json:"kind"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report"`
	Status        Sighting       `json:"status,omitempty"`
	Title         string         `json:"title"`
	When          EDTF           `json:"when,omitempty"`
	Who           string         `json:"who"` // WhoOffice or a role: never a person
}

// WhoOffice is the office itself as the one who promises.
const WhoOffice = "office"

// Common implements Body.
func (p *PromiseMade) Common() Common { return Common{p.At, p.Kind, p.Log, p.Refs, p.Report} }

// Observed implements Reported.
func (p *PromiseMade) Observed() Observed {
	return Observed{p.AttributedTo, p.Confirmations, p.Origin, p.Status, p.When}
}

// Validate implements Body.
func (p *PromiseMade) Validate() error {
	who := append([]Role{WhoOffice}, SigningRoles()...)
	return firstError(checkEnum("kind", p.Kind, KindPromiseMade), p.Observed().checkOwn(),
		p.Due.Validate("due"), checkFree("title", p.Title, MaxTitle), checkEnum("who", Role(p.Who), who...))
}

// PromiseMoved changes the due. It is always a slip, and counts only if it was
// witnessed no later than the due it replaces.
type PromiseMoved struct {
	At            Time           `json:"at,omitzero"`
	AttributedTo  Party          `json:"attributed_to,omitempty"`
	Code          Hash           `json:"code,omitzero"` // commitment to the true reason, with ReasonProtected only
	Confirmations *Confirmations `json:"confirmations,omitempty"`
	Due           Due            `json:"due"`
	Kind          Kind           `json:"kind"`
	Log           string         `json:"log"`
	Origin        string         `json:"origin,omitempty"`
	Reason        Reason         `json:"reason"`
	Refs          []Hash         `json:"refs,omitempty"`
	Report        string         `json:"report"`
	Status        Sighting       `json:"status,omitempty"`
	When          EDTF           `json:"when,omitempty"`
}

// Common implements Body.
func (p *PromiseMoved) Common() Common { return Common{p.At, p.Kind, p.Log, p.Refs, p.Report} }

// Observed implements Reported.
func (p *PromiseMoved) Observed() Observed {
	return Observed{p.AttributedTo, p.Confirmations, p.Origin, p.Status, p.When}
}

// Validate implements Body.
func (p *PromiseMoved) Validate() error {
	if err := firstError(checkEnum("kind", p.Kind, KindPromiseMoved), p.Observed().checkOwn(),
		p.Due.Validate("due"), checkEnum("reason", p.Reason, Reasons()...)); err != nil {
		return err
	}
	if (p.Reason == ReasonProtected) == p.Code.IsZero() {
		return fieldError("code", "a commitment goes with the reason %s, and with no other", ReasonProtected)
	}
	return nil
}

// MaxProtected is the most bytes of the true reason behind a `protected` one.
const MaxProtected = 2000

// CheckProtected checks the words of a protected reason: lines of free text.
func CheckProtected(s string) error { return checkLines("content", s, MaxProtected) }

// TextRole says what a fixed text is.
type TextRole string

// TextRoles returns the roles of a text.
func TextRoles() []TextRole {
	return []TextRole{"draft", "shared", "final", "reply", "annex", "letter"}
}

// TextFixed fixes a paper's root in the record.
type TextFixed struct {
	At            Time     `json:"at,omitzero"`
	Authentic     bool     `json:"authentic,omitempty"` // an authentic language version
	Blocks        int      `json:"blocks"`
	Kind          Kind     `json:"kind"`
	Lang          string   `json:"lang"`
	Log           string   `json:"log"`
	Refs          []Hash   `json:"refs,omitempty"`
	Report        string   `json:"report"`
	Role          TextRole `json:"role"`
	Root          Hash     `json:"root,omitzero"`
	TranslationOf Hash     `json:"translation_of,omitzero"` // root of the text it translates
	Work          string   `json:"work"`                    // slug; versions and languages of one work share it
}

// Common implements Body.
func (t *TextFixed) Common() Common { return Common{t.At, t.Kind, t.Log, t.Refs, t.Report} }

// Validate implements Body.
func (t *TextFixed) Validate() error {
	if err := firstError(checkEnum("kind", t.Kind, KindTextFixed), checkHash("root", t.Root),
		checkEnum("role", t.Role, TextRoles()...)); err != nil {
		return err
	}
	if err := CheckLang(t.Lang); err != nil {
		return fieldError("lang", "%w", err)
	}
	if err := CheckSlug(t.Work); err != nil {
		return fieldError("work", "%w", err)
	}
	if t.Blocks < 1 || t.Blocks > maxBlocks {
		return fieldError("blocks", "1 to %d blocks expected", maxBlocks)
	}
	if t.Authentic != t.TranslationOf.IsZero() {
		return fieldError("translation_of", "a text is either authentic or a translation of another")
	}
	if t.TranslationOf == t.Root {
		return fieldError("translation_of", "a text cannot be a translation of itself")
	}
	return nil
}

// SealID names one seal: 16 random bytes, 32 hex digits.
type SealID [16]byte

// ParseSealID parses 32 lower-case hex digits.
func ParseSealID(s string) (SealID, error) {
	var id SealID
	err := decodeHex(id[:], s)
	return id, err
}

// String returns 32 lower-case hex digits.
func (id SealID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether id is unset.
func (id SealID) IsZero() bool { return id == SealID{} }

// MarshalText returns the hex form.
func (id SealID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText parses the hex form.
func (id *SealID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseSealID(string(b))
	return err
}

// LockRef names a lock by its head, and its file by hash and size.
type LockRef struct {
	Head   Hash  `json:"head,omitzero"`
	SHA256 Hash  `json:"sha256,omitzero"`
	Size   int64 `json:"size"`
}

// FileRef names a file by hash and size in bytes.
type FileRef struct {
	SHA256 Hash  `json:"sha256,omitzero"`
	Size   int64 `json:"size"`
}

// Opens says when a seal can open: with all trustees acting, and by time alone.
// No At means any time; no AtLatest means never by time alone.
type Opens struct {
	At       Time `json:"at,omitzero"`
	AtLatest Time `json:"at_latest,omitzero"`
}

// PartBody is the name of the seal that holds the report itself.
const PartBody = "body"

// SealMade states that a package and its lock exist: of a report's body, of a
// protective part of it, which holds blocks that the body withholds, or of a reply that
// came too late to be in the body's package.
type SealMade struct {
	At       Time              `json:"at,omitzero"`
	Bag      Hash              `json:"bag,omitzero"`     // SHA-256 of the bag's manifest-sha256.txt
	Blocks   map[string]Blocks `json:"blocks,omitempty"` // of a part: what it holds, by language
	Kind     Kind              `json:"kind"`
	Lock     LockRef           `json:"lock"`
	Log      string            `json:"log"`
	Opens    Opens             `json:"opens"`
	Package  FileRef           `json:"package"`
	Part     string            `json:"part"`
	Reason   Reason            `json:"reason,omitempty"` // for a second seal
	Refs     []Hash            `json:"refs,omitempty"`
	Reply    string            `json:"reply,omitempty"` // of a late reply's package: which reply it holds
	Report   string            `json:"report"`
	Review   string            `json:"review,omitempty"` // of a part: the date on which it is looked at again
	Seal     SealID            `json:"seal,omitzero"`
	Signoffs []Role            `json:"signoffs"`           // sorted; each is also a signature
	Texts    map[string]Hash   `json:"texts"`              // root by language
	Trustees []string          `json:"trustees,omitempty"` // of a part: the handles in its policy, sorted
}

// Common implements Body.
func (s *SealMade) Common() Common { return Common{s.At, s.Kind, s.Log, s.Refs, s.Report} }

// Validate implements Body.
func (s *SealMade) Validate() error {
	if err := firstError(checkEnum("kind", s.Kind, KindSealMade), checkHash("bag", s.Bag),
		checkHash("lock.head", s.Lock.Head), checkHash("lock.sha256", s.Lock.SHA256), checkSize("lock.size", s.Lock.Size),
		checkHash("package.sha256", s.Package.SHA256), checkSize("package.size", s.Package.Size),
		checkTexts("texts", s.Texts), s.validatePart(), checkRoles("signoffs", s.Signoffs)); err != nil {
		return err
	}
	if s.Seal.IsZero() {
		return fieldError("seal", "missing, or all zero")
	}
	if s.Reason != "" {
		if err := checkEnum("reason", s.Reason, Reasons()[:len(Reasons())-1]...); err != nil {
			return err
		}
	}
	if !s.Opens.AtLatest.IsZero() && s.Opens.AtLatest.Before(s.Opens.At) {
		return fieldError("opens.at_latest", "earlier than opens.at")
	}
	return nil
}

// BeaconRef is one round's signature of a drand chain, in hex.
type BeaconRef struct {
	Chain     Hash   `json:"chain,omitzero"`
	Round     uint64 `json:"round"`
	Signature string `json:"signature"`
}

// The modes of release.made.
const (
	ModeOffice = "office" // the office opened it
	ModeTime   = "time"   // it opened by itself
	ModeMirror = "mirror" // a mirror published it
)

// ReleaseMade states that the report is out, and gives everyone the key. An
// observer's says only that somebody else's report is out.
type ReleaseMade struct {
	At            Time            `json:"at,omitzero"`
	AttributedTo  Party           `json:"attributed_to,omitempty"`
	Beacons       []BeaconRef     `json:"beacons,omitempty"` // sorted by chain, then round
	Confirmations *Confirmations  `json:"confirmations,omitempty"`
	Key           string          `json:"key,omitempty"` // AGE-SECRET-KEY-…: public from now on
	Kind          Kind            `json:"kind"`
	Log           string          `json:"log"`
	Mode          string          `json:"mode"`
	Origin        string          `json:"origin,omitempty"`
	Refs          []Hash          `json:"refs,omitempty"`
	Report        string          `json:"report"`
	Seal          SealID          `json:"seal,omitzero"`
	Status        Sighting        `json:"status,omitempty"`
	Texts         map[string]Hash `json:"texts,omitempty"`
	When          EDTF            `json:"when,omitempty"`
	Where         []string        `json:"where,omitempty"` // where it can be read
}

// Common implements Body.
func (r *ReleaseMade) Common() Common { return Common{r.At, r.Kind, r.Log, r.Refs, r.Report} }

// Observed implements Reported.
func (r *ReleaseMade) Observed() Observed {
	return Observed{r.AttributedTo, r.Confirmations, r.Origin, r.Status, r.When}
}

// Validate implements Body.
func (r *ReleaseMade) Validate() error {
	if err := firstError(checkEnum("kind", r.Kind, KindReleaseMade), r.Observed().checkOwn(),
		checkEnum("mode", r.Mode, ModeOffice, ModeTime, ModeMirror), checkWhere(r.Where)); err != nil {
		return err
	}
	if r.Observed().Given() {
		return r.validateObserved()
	}
	if err := firstError(checkTexts("texts", r.Texts), checkReleaseKey("key", r.Key)); err != nil {
		return err
	}
	if r.Seal.IsZero() {
		return fieldError("seal", "missing, or all zero")
	}
	return checkBeacons("beacons", r.Beacons)
}

// validateObserved checks a report of somebody else's release: it opens nothing,
// so it has no seal, key or beacons; texts only where the observer fixed them.
func (r *ReleaseMade) validateObserved() error {
	const none = "a release that is reported of somebody else has none"
	switch {
	case len(r.Beacons) > 0:
		return fieldError("beacons", none)
	case r.Key != "":
		return fieldError("key", none)
	case !r.Seal.IsZero():
		return fieldError("seal", none)
	}
	if len(r.Texts) == 0 {
		return nil
	}
	return checkTexts("texts", r.Texts)
}

func checkWhere(where []string) error {
	if len(where) > MaxWhere {
		return fieldError("where", "more than %d places", MaxWhere)
	}
	for i, w := range where {
		if err := checkFree("where."+strconv.Itoa(i), w, MaxTitle); err != nil {
			return err
		}
	}
	return nil
}

func checkBeacons(field string, beacons []BeaconRef) error {
	if len(beacons) > 64 {
		return fieldError(field, "more than 64 beacons")
	}
	last := ""
	for i, b := range beacons {
		f := field + "." + strconv.Itoa(i)
		if err := checkHash(f+".chain", b.Chain); err != nil {
			return err
		}
		if b.Round < 1 || b.Round > maxInt {
			return fieldError(f+".round", "1 to 2^53−1 expected")
		}
		if n := len(b.Signature); n != 96 && n != 192 {
			return fieldError(f+".signature", "48 or 96 bytes in hex expected")
		}
		if strings.Trim(b.Signature, "0123456789abcdef") != "" {
			return fieldError(f+".signature", "lower-case hex expected")
		}
		at := fmt.Sprintf("%s %020d", b.Chain, b.Round)
		if at <= last {
			return fieldError(f, "beacons are not sorted by chain and round, or one is given twice")
		}
		last = at
	}
	return nil
}

// checkReleaseKey checks the form of an age secret key (X25519 or hybrid);
// whether it opens the package is for seal and verify to find out.
func checkReleaseKey(field, s string) error {
	rest, ok := strings.CutPrefix(s, "AGE-SECRET-KEY-")
	if !ok || len(s) < 60 || len(s) > 120 || strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return fieldError(field, "not an age secret key")
	}
	return nil
}

// CorrectionMade adds a later text after the release. It never replaces the
// released one.
type CorrectionMade struct {
	At     Time   `json:"at,omitzero"`
	Kind   Kind   `json:"kind"`
	Lang   string `json:"lang"`
	Log    string `json:"log"`
	Number int    `json:"number"` // counted from 1 for each type
	Refs   []Hash `json:"refs,omitempty"`
	Report string `json:"report"`
	Root   Hash   `json:"root,omitzero"`
	Type   string `json:"type"` // Rev, Corr or Add
}

// The types of correction.made, in the field's own abbreviations.
const (
	CorrectionRev  = "Rev"
	CorrectionCorr = "Corr"
	CorrectionAdd  = "Add"
)

// Common implements Body.
func (c *CorrectionMade) Common() Common { return Common{c.At, c.Kind, c.Log, c.Refs, c.Report} }

// Validate implements Body.
func (c *CorrectionMade) Validate() error {
	if err := firstError(checkEnum("kind", c.Kind, KindCorrectionMade), checkHash("root", c.Root),
		checkEnum("type", c.Type, CorrectionRev, CorrectionCorr, CorrectionAdd)); err != nil {
		return err
	}
	if err := CheckLang(c.Lang); err != nil {
		return fieldError("lang", "%w", err)
	}
	if c.Number < 1 || c.Number > 10_000 {
		return fieldError("number", "1 to 10000 expected")
	}
	return nil
}
