package vow

import "time"

// timeLayout is the one machine time form: RFC 3339, UTC, whole seconds.
const timeLayout = "2006-01-02T15:04:05Z"

// Time is a machine time: UTC, whole seconds, years 1970 to 9999.
type Time struct{ t time.Time }

// At truncates t to whole seconds UTC.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Second)} }

// Unix returns the Time of s seconds after 1970-01-01T00:00:00Z.
func Unix(s int64) Time { return Time{time.Unix(s, 0).UTC()} }

// ParseTime parses exactly YYYY-MM-DDThh:mm:ssZ with the year from 1970.
func ParseTime(s string) (Time, error) {
	var b [len(timeLayout)]byte
	t, err := time.Parse(time.RFC3339, s) // which package time reads and writes fastest
	if err != nil || t.Location() != time.UTC || string(t.AppendFormat(b[:0], time.RFC3339)) != s || t.Year() < 1970 {
		return Time{}, Errorf(CodeCheck, "not a time of the form YYYY-MM-DDThh:mm:ssZ: %q", clip(s))
	}
	return Time{t}, nil
}

// String returns YYYY-MM-DDThh:mm:ssZ, or "" for the zero Time.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.t.Format(timeLayout)
}

// Go returns t as a time.Time in UTC.
func (t Time) Go() time.Time { return t.t }

// Unix returns whole seconds since 1970-01-01T00:00:00Z.
func (t Time) Unix() int64 { return t.t.Unix() }

// IsZero reports whether t is unset.
func (t Time) IsZero() bool { return t.t.IsZero() }

// Before and After compare instants.
func (t Time) Before(u Time) bool { return t.t.Before(u.t) }

// After reports whether t is later than u.
func (t Time) After(u Time) bool { return t.t.After(u.t) }

// Compare returns -1, 0 or +1.
func (t Time) Compare(u Time) int { return t.t.Compare(u.t) }

// MarshalText returns the machine form.
func (t Time) MarshalText() ([]byte, error) {
	if t.IsZero() || t.t.Year() < 1970 || t.t.Year() > 9999 {
		return nil, Errorf(CodeCheck, "no time, or one outside the years 1970 to 9999")
	}
	return []byte(t.String()), nil
}

// UnmarshalText parses the machine form.
func (t *Time) UnmarshalText(b []byte) error {
	v, err := ParseTime(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

func (t *Time) strictText() {}

// ParseDate parses exactly YYYY-MM-DD and returns its first second UTC.
func ParseDate(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Format(time.DateOnly) != s || t.Year() < 1970 {
		return time.Time{}, Errorf(CodeCheck, "not a date of the form YYYY-MM-DD: %q", clip(s))
	}
	return t, nil
}

// clip shortens untrusted text for an error message.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
