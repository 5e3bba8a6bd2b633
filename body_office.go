package vow

import (
	"cmp"
	"strconv"
	"strings"
)

// RecordRole says whose promise a record is about.
type RecordRole string

// The roles of a record.
const (
	Publisher RecordRole = "publisher" // the office's own
	Observer  RecordRole = "observer"  // somebody else's
)

// OfficerKey is a key and what it stands for.
type OfficerKey struct {
	Role Role `json:"role,omitempty"`
	VKey Key  `json:"vkey,omitzero"`
}

// Rule says how many keys with one of the roles must sign.
type Rule struct {
	Need int    `json:"need"`
	Of   []Role `json:"of"` // sorted
}

// AnyKind is the name of the rule for kinds without a rule of their own.
const AnyKind = "*"

// Procedure holds the office's own times.
type Procedure struct {
	DayHour    string `json:"day_hour"`    // HH:MMZ, when the daily count is fixed
	HoldDays   int    `json:"hold_days"`   // how long a policy may hold a report back after it could open
	NoticeDays int    `json:"notice_days"` // the window of the right of reply
}

// OfficeCreated is entry 0 of a record, signed by every key it lists.
type OfficeCreated struct {
	At        Time            `json:"at,omitzero"`
	Keys      []OfficerKey    `json:"keys"`
	Kind      Kind            `json:"kind"`
	Log       string          `json:"log"`
	LogKey    Key             `json:"log_key,omitzero"`
	Name      string          `json:"name"`
	Procedure Procedure       `json:"procedure"`
	Refs      []Hash          `json:"refs,omitempty"`
	Role      RecordRole      `json:"role"`
	Rules     map[string]Rule `json:"rules"`
}

// Common implements Body.
func (o *OfficeCreated) Common() Common { return Common{o.At, o.Kind, o.Log, o.Refs, ""} }

// Validate implements Body.
func (o *OfficeCreated) Validate() error {
	if err := firstError(
		checkEnum("kind", o.Kind, KindOfficeCreated),
		checkFree("name", o.Name, MaxTitle),
		checkEnum("role", o.Role, Publisher, Observer),
		o.checkKeys(),
		o.Procedure.validate(),
	); err != nil {
		return err
	}
	if len(o.Refs) > 0 {
		return fieldError("refs", "office.created is the first entry and refers to nothing")
	}
	return o.checkRules()
}

func (o *OfficeCreated) checkKeys() error {
	if len(o.Keys) == 0 || len(o.Keys) > MaxKeys {
		return fieldError("keys", "1 to %d keys expected", MaxKeys)
	}
	if o.LogKey.IsZero() || o.LogKey.Alg != AlgEd25519 {
		return fieldError("log_key", "an Ed25519 key expected")
	}
	if o.LogKey.Name != o.Log {
		return fieldError("log_key", "its name %q is not the origin %q", clip(o.LogKey.Name), clip(o.Log))
	}
	for i, k := range o.Keys {
		if err := checkOfficerKey("keys."+strconv.Itoa(i), k); err != nil {
			return err
		}
		if k.VKey.SamePublic(o.LogKey) || k.VKey.Name == o.Log {
			return fieldError("keys."+strconv.Itoa(i), "an officer's key cannot be the log's")
		}
		for j := range i {
			if o.Keys[j].VKey.Name == k.VKey.Name || o.Keys[j].VKey.SamePublic(k.VKey) {
				return fieldError("keys."+strconv.Itoa(i), "name or key listed twice: %s", k.VKey.Name)
			}
		}
	}
	return nil
}

func checkOfficerKey(field string, k OfficerKey) error {
	if k.VKey.IsZero() || k.VKey.Alg != AlgEd25519 {
		return fieldError(field+".vkey", "an Ed25519 key expected")
	}
	return checkEnum(field+".role", k.Role, Roles()...)
}

func (o *OfficeCreated) checkRules() error {
	if _, ok := o.Rules[AnyKind]; !ok {
		return fieldError("rules", "the rule %q is missing", AnyKind)
	}
	count := make(map[Role]int)
	for _, k := range o.Keys {
		count[k.Role]++
	}
	names := sortedKeys(o.Rules)
	// The rules for keys and closing follow from the others where nothing was said
	// of them: what is wrong with those is named first.
	SortFunc(names, func(a, b string) int {
		return cmp.Compare(derived(a), derived(b))
	})
	for _, name := range names {
		field := "rules." + name
		if name != AnyKind {
			if err := checkKindForm(Kind(name)); err != nil || name == string(KindOfficeCreated) {
				return fieldError(field, "no rule can be given for this kind")
			}
			if Kind(name).Unattended() {
				return fieldError(field, "one key in force signs this kind, a clerk's too: no rule can be given for it")
			}
		}
		if err := o.Rules[name].validate(field, count); err != nil {
			return err
		}
	}
	return nil
}

// derived returns 1 for a kind whose rule follows from the strictest of the
// others, if it is not given, and 0 for the rest.
func derived(kind string) int {
	if kind == string(KindOfficeKey) || kind == string(KindRecordClosed) {
		return 1
	}
	return 0
}

func (r Rule) validate(field string, count map[Role]int) error {
	if err := checkRoles(field+".of", r.Of); err != nil {
		return err
	}
	have := 0
	for _, role := range r.Of {
		have += count[role]
	}
	if r.Need < 1 || r.Need > have {
		return fieldError(field+".need", "%d signatures asked for, %d keys of those roles listed", r.Need, have)
	}
	return nil
}

func (p Procedure) validate() error {
	if err := CheckDayHour(p.DayHour); err != nil {
		return fieldError("procedure.day_hour", "%w", err)
	}
	if p.HoldDays < 0 || p.HoldDays > maxDays {
		return fieldError("procedure.hold_days", "0 to %d days expected", maxDays)
	}
	if p.NoticeDays < 0 || p.NoticeDays > maxDays {
		return fieldError("procedure.notice_days", "0 to %d days expected", maxDays)
	}
	return nil
}

// CheckDayHour checks an hour of the day in UTC of the form HH:MMZ.
func CheckDayHour(s string) error {
	if _, err := ParseTime("2000-01-01T" + strings.TrimSuffix(s, "Z") + ":00Z"); err != nil || len(s) != 6 || s[5] != 'Z' {
		return Errorf(CodeCheck, "an hour of the form HH:MMZ expected, %q found", clip(s))
	}
	return nil
}

// The actions of office.key.
const (
	KeyAdded   = "added"
	KeyRotated = "rotated"
	KeyRetired = "retired"
)

// OfficeKey adds, rotates or retires an officer's key. A new key signs the
// entry that introduces it.
type OfficeKey struct {
	Action string `json:"action"`
	At     Time   `json:"at,omitzero"`
	Kind   Kind   `json:"kind"`
	Log    string `json:"log"`
	Name   string `json:"name,omitempty"` // of the key that is rotated or retired
	Refs   []Hash `json:"refs,omitempty"`
	Role   Role   `json:"role,omitempty"` // of the key that is added
	VKey   Key    `json:"vkey,omitzero"`  // the new key
}

// Common implements Body.
func (o *OfficeKey) Common() Common { return Common{o.At, o.Kind, o.Log, o.Refs, ""} }

// Validate implements Body.
func (o *OfficeKey) Validate() error {
	if err := firstError(checkEnum("kind", o.Kind, KindOfficeKey),
		checkEnum("action", o.Action, KeyAdded, KeyRotated, KeyRetired)); err != nil {
		return err
	}
	if o.Action == KeyAdded {
		if o.Name != "" {
			return fieldError("name", "an added key replaces none")
		}
		if err := checkEnum("role", o.Role, Roles()...); err != nil {
			return err
		}
	} else {
		if err := CheckKeyName(o.Name); err != nil {
			return fieldError("name", "%w", err)
		}
		if o.Role != "" {
			return fieldError("role", "a key keeps the role it has")
		}
	}
	if o.Action == KeyRetired {
		if !o.VKey.IsZero() {
			return fieldError("vkey", "a retired key has no successor; rotate it instead")
		}
		return nil
	}
	if o.VKey.IsZero() || o.VKey.Alg != AlgEd25519 {
		return fieldError("vkey", "an Ed25519 key expected")
	}
	return nil
}

// The leads of office.term.
const (
	LeadHead   = "head"
	LeadActing = "acting"
	LeadVacant = "vacant"
)

// OfficeTerm says who leads the office and for how long. Promises bind the
// office, not its head.
type OfficeTerm struct {
	At   Time   `json:"at,omitzero"`
	From string `json:"from"` // date
	Kind Kind   `json:"kind"`
	Lead string `json:"lead"`
	Log  string `json:"log"`
	Refs []Hash `json:"refs,omitempty"`
	To   string `json:"to,omitempty"` // date, the last day
}

// Common implements Body.
func (o *OfficeTerm) Common() Common { return Common{o.At, o.Kind, o.Log, o.Refs, ""} }

// Validate implements Body.
func (o *OfficeTerm) Validate() error {
	if err := firstError(checkEnum("kind", o.Kind, KindOfficeTerm),
		checkEnum("lead", o.Lead, LeadHead, LeadActing, LeadVacant)); err != nil {
		return err
	}
	from, err := ParseDate(o.From)
	if err != nil {
		return fieldError("from", "%w", err)
	}
	if o.To == "" {
		return nil
	}
	to, err := ParseDate(o.To)
	if err != nil {
		return fieldError("to", "%w", err)
	}
	if to.Before(from) {
		return fieldError("to", "the term ends before it begins")
	}
	return nil
}

// Successor names the record that goes on where this one ends.
type Successor struct {
	Origin string `json:"origin"`
	VKey   Key    `json:"vkey,omitzero"`
}

// RecordClosed ends a record. With a promise open, that promise is broken.
type RecordClosed struct {
	At        Time       `json:"at,omitzero"`
	Kind      Kind       `json:"kind"`
	Log       string     `json:"log"`
	Refs      []Hash     `json:"refs,omitempty"`
	Successor *Successor `json:"successor,omitempty"`
}

// Common implements Body.
func (r *RecordClosed) Common() Common { return Common{r.At, r.Kind, r.Log, r.Refs, ""} }

// Validate implements Body.
func (r *RecordClosed) Validate() error {
	if err := checkEnum("kind", r.Kind, KindRecordClosed); err != nil {
		return err
	}
	if s := r.Successor; s != nil {
		if err := checkOriginField("successor.origin", s.Origin); err != nil {
			return err
		}
		if s.VKey.Name != s.Origin || s.VKey.Alg != AlgEd25519 {
			return fieldError("successor.vkey", "the successor's log key, named by its origin, expected")
		}
	}
	return nil
}
