package vow

import (
	"strconv"
	"time"
)

// Leaves of a daily tree are a power of four between these.
const (
	MinDayLeaves = 64
	MaxDayLeaves = 65536
)

// DayFixed fixes what an office keeps to itself of one of its days, busy or not:
// the root of a tree of commitments, of which the first is to how many events there
// were. An entry tells nothing else (docs/format.md, Day).
type DayFixed struct {
	At     Time   `json:"at,omitzero"`
	Day    string `json:"day"` // the date on which the day ended, at the office's hour
	Kind   Kind   `json:"kind"`
	Leaves int    `json:"leaves"` // a power of four
	Log    string `json:"log"`
	Refs   []Hash `json:"refs,omitempty"` // none
	Root   Hash   `json:"root,omitzero"`  // RFC 6962
}

// Common implements Body.
func (d *DayFixed) Common() Common { return Common{d.At, d.Kind, d.Log, d.Refs, ""} }

// Validate implements Body.
func (d *DayFixed) Validate() error {
	if err := firstError(checkEnum("kind", d.Kind, KindDayFixed), checkHash("root", d.Root), checkDay("day", d.Day)); err != nil {
		return err
	}
	if len(d.Refs) > 0 {
		return fieldError("refs", "a day refers to nothing: whatever it says more could tell a busy day from an empty one")
	}
	if !isDayLeaves(d.Leaves) {
		return fieldError("leaves", "a power of four from %d to %d expected", MinDayLeaves, MaxDayLeaves)
	}
	return nil
}

func isDayLeaves(n int) bool {
	for l := MinDayLeaves; l <= MaxDayLeaves; l *= 4 {
		if l == n {
			return true
		}
	}
	return false
}

func checkDay(field, s string) error {
	if _, err := ParseDate(s); err != nil {
		return fieldError(field, "%w", err)
	}
	return nil
}

// DayAt returns the office's day that t falls into: the date on which it ends, at
// the office's hour (HH:MMZ). The instant of the hour itself belongs to the next.
//
// Errors: CodeCheck where hour is none.
func DayAt(t Time, hour string) (string, error) {
	if err := CheckDayHour(hour); err != nil {
		return "", err
	}
	date := t.Go().Format(time.DateOnly)
	end, err := DayEnd(date, hour)
	if err != nil {
		return "", err
	}
	if t.Before(end) {
		return date, nil
	}
	return NextDay(date), nil
}

// DayEnd returns the instant at which the office's day of that date ends.
func DayEnd(day, hour string) (Time, error) {
	if err := CheckDayHour(hour); err != nil {
		return Time{}, err
	}
	if _, err := ParseDate(day); err != nil {
		return Time{}, err
	}
	return ParseTime(day + "T" + hour[:5] + ":00Z")
}

// NextDay returns the date after a valid one.
func NextDay(day string) string {
	t, err := ParseDate(day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// EventOpened reveals that an event is a leaf of a day: refs[0]. Its reveal file is
// kept beside the record, where it can be erased.
type EventOpened struct {
	At     Time   `json:"at,omitzero"`
	Commit Hash   `json:"commit,omitzero"`
	Index  int    `json:"index"` // of the leaf, never 0
	Kind   Kind   `json:"kind"`
	Log    string `json:"log"`
	Path   []Hash `json:"path"` // RFC 6962 §2.1.1, from the leaf up
	Refs   []Hash `json:"refs,omitempty"`
	Report string `json:"report,omitempty"`
}

// Common implements Body.
func (e *EventOpened) Common() Common { return Common{e.At, e.Kind, e.Log, e.Refs, e.Report} }

// Validate implements Body.
func (e *EventOpened) Validate() error {
	if err := firstError(checkEnum("kind", e.Kind, KindEventOpened), checkHash("commit", e.Commit)); err != nil {
		return err
	}
	if len(e.Refs) != 1 {
		return fieldError("refs", "the day that holds the event, and nothing else, expected")
	}
	if len(e.Path) > 62 || !isDayLeaves(1<<len(e.Path)) {
		return fieldError("path", "%d hashes: 6 to 16, two for each power of four, expected", len(e.Path))
	}
	if e.Index < 1 || e.Index >= 1<<len(e.Path) {
		return fieldError("index", "1 to %d expected", 1<<len(e.Path)-1)
	}
	return nil
}

// Basis says why an event that was counted is not opened.
type Basis string

// The bases on which an event stays closed.
const (
	BasisPrivatePerson Basis = "private-person"
	BasisSource        Basis = "source"
	BasisLegal         Basis = "legal"
	BasisThirdParty    Basis = "third-party"
	// BasisOtherReport is of an event of another report, whose own register opens it.
	BasisOtherReport Basis = "other-report"
)

// Bases returns every basis, sorted.
func Bases() []Basis {
	return []Basis{BasisLegal, BasisOtherReport, BasisPrivatePerson, BasisSource, BasisThirdParty}
}

// Valid reports whether b is one of the bases.
func (b Basis) Valid() bool { return oneOf(b, Bases()...) }

// ClosedCount says how many events stay closed on one basis.
type ClosedCount struct {
	Basis Basis `json:"basis"`
	Count int   `json:"count"`
}

// maxCounted bounds what a register counts.
const maxCounted = 10_000_000

// RegisterStated says of each of the office's days how many events were counted,
// how many of them are opened, and on what basis the rest stays closed.
type RegisterStated struct {
	At      Time          `json:"at,omitzero"`
	Closed  []ClosedCount `json:"closed,omitempty"` // sorted by basis
	Counted int           `json:"counted"`
	Counts  Hash          `json:"counts,omitzero"` // SHA-256 of the counts file
	Days    int           `json:"days"`
	From    string        `json:"from"` // first day
	Kind    Kind          `json:"kind"`
	Log     string        `json:"log"`
	Opened  int           `json:"opened"`
	Refs    []Hash        `json:"refs,omitempty"`
	Report  string        `json:"report"`
	To      string        `json:"to"` // last day
}

// MaxRegisterDays is how many days a register may span: ten years.
const MaxRegisterDays = maxDays

// Common implements Body.
func (r *RegisterStated) Common() Common { return Common{r.At, r.Kind, r.Log, r.Refs, r.Report} }

// Validate implements Body. Whether the numbers add up is for verify to say: an
// office that counted wrong has to be seen to have done so.
func (r *RegisterStated) Validate() error {
	if err := firstError(checkEnum("kind", r.Kind, KindRegisterStated), checkHash("counts", r.Counts),
		checkDay("from", r.From), checkDay("to", r.To)); err != nil {
		return err
	}
	if n := DaysBetween(r.From, r.To); n < 1 || n > MaxRegisterDays {
		return fieldError("to", "1 to %d days from the first expected", MaxRegisterDays)
	} else if r.Days != n {
		return fieldError("days", "there are %d days from %s to %s", n, r.From, r.To)
	}
	for field, n := range map[string]int{"counted": r.Counted, "opened": r.Opened} {
		if n < 0 || n > maxCounted {
			return fieldError(field, "0 to %d expected", maxCounted)
		}
	}
	for i, c := range r.Closed {
		field := "closed." + strconv.Itoa(i)
		if err := checkEnum(field+".basis", c.Basis, Bases()...); err != nil {
			return err
		}
		if c.Count < 1 || c.Count > maxCounted {
			return fieldError(field+".count", "1 to %d expected", maxCounted)
		}
		if i > 0 && r.Closed[i-1].Basis >= c.Basis {
			return fieldError(field, "bases are not sorted, or one stands twice")
		}
	}
	return nil
}

// DaysBetween returns how many days there are from one valid date to another, both
// counted: 0 or less where the second is before the first.
func DaysBetween(from, to string) int {
	a, err1 := ParseDate(from)
	b, err2 := ParseDate(to)
	if err1 != nil || err2 != nil {
		return 0
	}
	return int(b.Sub(a)/(24*time.Hour)) + 1
}
