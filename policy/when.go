package policy

import (
	"bytes"
	"cmp"
	"encoding/json"

	"vow"
)

// When is the moment a policy becomes true: any time (no date has to be waited
// for), a time, or never. The zero When is never, so that an analysis nobody
// filled in promises nothing.
//
// In JSON it is the string "any time", a time YYYY-MM-DDThh:mm:ssZ, or null for
// never.
type When struct {
	any  bool
	time vow.Time // zero: never, unless any
}

// anyTime is how the moment without a date is written.
const anyTime = "any time"

// AnyTime returns the moment that waits for no date.
func AnyTime() When { return When{any: true} }

// Never returns the moment that does not come.
func Never() When { return When{} }

// AtTime returns the moment t. The zero Time gives never.
func AtTime(t vow.Time) When { return When{time: t} }

// IsAnyTime reports whether no date has to be waited for.
func (w When) IsAnyTime() bool { return w.any }

// IsNever reports whether the moment does not come.
func (w When) IsNever() bool { return !w.any && w.time.IsZero() }

// Time returns the time, and false for any time and never.
func (w When) Time() (vow.Time, bool) { return w.time, !w.any && !w.time.IsZero() }

// Compare returns -1, 0 or +1: any time first, then by time, never last.
func (w When) Compare(v When) int {
	if c := cmp.Compare(w.class(), v.class()); c != 0 {
		return c
	}
	return w.time.Compare(v.time)
}

// class is 0 for any time, 1 for a time, 2 for never.
func (w When) class() int {
	switch {
	case w.any:
		return 0
	case w.time.IsZero():
		return 2
	}
	return 1
}

// String returns "any time", the time, or "never".
func (w When) String() string {
	switch {
	case w.any:
		return anyTime
	case w.time.IsZero():
		return "never"
	}
	return w.time.String()
}

// MarshalJSON returns "any time", the time as a string, or null.
func (w When) MarshalJSON() ([]byte, error) {
	if w.IsNever() {
		return []byte("null"), nil
	}
	if w.any {
		return json.Marshal(anyTime)
	}
	return json.Marshal(w.time)
}

// UnmarshalJSON parses what MarshalJSON writes and nothing else.
func (w *When) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*w = Never()
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return vow.Errorf(vow.CodeCheck, "opening time: %w", err)
	}
	if s == anyTime {
		*w = AnyTime()
		return nil
	}
	t, err := vow.ParseTime(s)
	if err != nil {
		return err
	}
	*w = AtTime(t)
	return nil
}
