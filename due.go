package vow

import "time"

// Due is when a promised report must be out: by or on a date, or within a
// window, each to the end of its last local day. Instant is normative; a
// verifier has no time zone table and only requires that it can be the end of
// that day somewhere on Earth. Words that name no day have a rule, by which the
// window is computed, and the day on which they were said.
type Due struct {
	By      string  `json:"by,omitempty"`
	From    string  `json:"from,omitempty"`
	Instant Time    `json:"instant,omitzero"` // the last second of the day, local time
	On      string  `json:"on,omitempty"`
	Rule    DueRule `json:"rule,omitempty"`
	Said    EDTF    `json:"said,omitempty"` // with Rule: when the words were said
	TZ      string  `json:"tz,omitempty"`   // IANA name
	Until   string  `json:"until,omitempty"`
	Words   string  `json:"words,omitempty"` // as promised
}

// LastDay returns the date whose end is the due.
func (d Due) LastDay() string {
	switch {
	case d.By != "":
		return d.By
	case d.On != "":
		return d.On
	default:
		return d.Until
	}
}

// String says the due as a person would: `by 2026-08-31 (Europe/Zurich)`.
func (d Due) String() string {
	switch {
	case d.Undated():
		return "“" + d.Words + "” (no date)"
	case d.Vague():
		return "“" + d.Words + "” (" + d.From + " to " + d.Until + " by the rule " + string(d.Rule) + ", " + d.TZ + ")"
	case d.By != "":
		return "by " + d.By + " (" + d.TZ + ")"
	case d.On != "":
		return "on " + d.On + " (" + d.TZ + ")"
	default:
		return "from " + d.From + " until " + d.Until + " (" + d.TZ + ")"
	}
}

// The end of a local day lies between these offsets from the end of that day
// in UTC: time zones reach from UTC+14 to UTC−12.
const (
	dueEarliest = -14 * time.Hour
	dueLatest   = 12 * time.Hour
)

// lastDate has no end that can be written as a Time in every time zone.
const lastDate = "9999-12-31"

// EndOfDay returns the last second of a date in loc, also where clocks change at
// midnight and the next day has no 00:00.
func EndOfDay(date string, loc *time.Location) (Time, error) {
	day, err := ParseDate(date)
	if err != nil {
		return Time{}, err
	}
	if date == lastDate {
		return Time{}, Errorf(CodeCheck, "%s does not end everywhere on Earth within the year 9999: the last day is the one before it", date)
	}
	// A local day begins at most 14 hours before, and ends at most 36 hours after,
	// its beginning in UTC: search between a second that is not after it and one
	// that is.
	in, out := day.Unix(), day.Unix()+40*3600
	for out-in > 1 {
		mid := in + (out-in)/2
		if time.Unix(mid, 0).In(loc).Format(time.DateOnly) > date {
			out = mid
		} else {
			in = mid
		}
	}
	return Unix(in), nil
}

// Validate checks d as the field of that name.
func (d Due) Validate(field string) error {
	if d.Rule != "" {
		if err := d.validateVague(field); err != nil || d.Undated() {
			return err
		}
	} else if d.Said != "" {
		return fieldError(field+".said", "only words that name no day, which have a rule, need it")
	}
	window := d.From != "" || d.Until != ""
	forms := 0
	for _, set := range []bool{d.By != "", d.On != "", window} {
		if set {
			forms++
		}
	}
	if forms != 1 {
		return fieldError(field, "exactly one of by, on, from and until expected")
	}
	if window {
		from, err := ParseDate(d.From)
		if err != nil {
			return fieldError(field+".from", "%w", err)
		}
		until, err := ParseDate(d.Until)
		if err != nil {
			return fieldError(field+".until", "%w", err)
		}
		if until.Before(from) {
			return fieldError(field+".until", "the window ends before it begins")
		}
	}
	end, err := EndOfDay(d.LastDay(), time.UTC)
	if err != nil {
		return fieldError(field, "%w", err)
	}
	if err := firstError(checkTime(field+".instant", d.Instant), checkZone(field+".tz", d.TZ), checkFree(field+".words", d.Words, MaxTitle)); err != nil {
		return err
	}
	if off := d.Instant.Go().Sub(end.Go()); off < dueEarliest || off > dueLatest {
		return fieldError(field+".instant", "%s is not the end of %s anywhere on Earth", d.Instant, d.LastDay())
	}
	return nil
}

// checkZone checks the form of an IANA time zone name.
func checkZone(field, tz string) error {
	if tz == "" || len(tz) > 64 {
		return fieldError(field, "an IANA time zone name expected")
	}
	for _, c := range []byte(tz) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '/' || c == '_' || c == '+' || c == '-') {
			return fieldError(field, "%q is not an IANA time zone name", clip(tz))
		}
	}
	return nil
}
