package vow

import "time"

// DueRule is how a due was computed from words that name no day. It is vow's own
// reading of such words, the same for everybody, and no office's.
type DueRule string

// DueUndated is the rule for words that bound nothing: "will be published".
const DueUndated DueRule = "undated"

// dueRule gives the first and the last day that the words can mean, from those on
// which they can have been said.
type dueRule struct {
	name DueRule
	days func(first, last time.Time) (from, until time.Time)
}

func daysAfter(least, most int) func(first, last time.Time) (time.Time, time.Time) {
	return func(first, last time.Time) (time.Time, time.Time) {
		return first.AddDate(0, 0, least), last.AddDate(0, 0, most)
	}
}

// within gives the period of n months that holds the day, or a later one.
func within(n, later int) func(first, last time.Time) (time.Time, time.Time) {
	begin := func(t time.Time, periods int) time.Time {
		month := (int(t.Month())-1)/n*n + 1
		return time.Date(t.Year(), time.Month(month+periods*n), 1, 0, 0, 0, 0, time.UTC)
	}
	return func(first, last time.Time) (time.Time, time.Time) {
		from := begin(first, later)
		if later == 0 && first.After(from) {
			from = first
		}
		return from, begin(last, later+1).AddDate(0, 0, -1)
	}
}

// dueRules is the one table of the rules (docs/format.md, Vague dues).
var dueRules = []dueRule{
	{DueUndated, nil},
	{"few-days", daysAfter(2, 7)},
	{"few-weeks", daysAfter(14, 42)},
	{"few-months", daysAfter(60, 180)},
	{"soon", daysAfter(1, 90)},
	{"this-month", within(1, 0)},
	{"next-month", within(1, 1)},
	{"this-quarter", within(3, 0)},
	{"next-quarter", within(3, 1)},
	{"this-year", within(12, 0)},
	{"next-year", within(12, 1)},
}

// DueRules returns the rules for words that name no day, in the order of the format.
func DueRules() []DueRule {
	out := make([]DueRule, len(dueRules))
	for i, r := range dueRules {
		out[i] = r.name
	}
	return out
}

// VagueDue returns the due that words said on a day mean by a rule, to the end of
// the last day in loc. said may itself be vague; it must not be open.
func VagueDue(rule DueRule, said EDTF, words string, loc *time.Location) (Due, error) {
	d := Due{Rule: rule, Said: said, Words: words}
	from, until, err := d.vagueDays()
	if err != nil {
		return Due{}, err
	}
	if rule == DueUndated {
		return d, d.Validate("due")
	}
	d.From, d.Until, d.TZ = from, until, loc.String()
	if d.Instant, err = EndOfDay(until, loc); err != nil {
		return Due{}, err
	}
	return d, d.Validate("due")
}

// Vague reports whether the words named no day, so that the bounds are computed.
func (d Due) Vague() bool { return d.Rule != "" }

// Undated reports whether the words bound nothing.
func (d Due) Undated() bool { return d.Rule == DueUndated }

// never is later than any due.
var never = Time{time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}

// End returns the last second in time: Instant, and for an undated due the last
// second of all.
func (d Due) End() Time {
	if d.Undated() {
		return never
	}
	return d.Instant
}

// vagueDays returns the bounds by the rule, as dates.
func (d Due) vagueDays() (from, until string, err error) {
	i := 0
	for i < len(dueRules) && dueRules[i].name != d.Rule {
		i++
	}
	if i == len(dueRules) {
		return "", "", checkEnum("rule", d.Rule, DueRules()...)
	}
	first, last, err := d.Said.Bounds()
	if err != nil {
		return "", "", fieldError("said", "%w", err)
	}
	if first.IsZero() || last.IsZero() {
		return "", "", fieldError("said", "%q is open: words were said on a day", clip(string(d.Said)))
	}
	if dueRules[i].days == nil {
		return "", "", nil
	}
	day := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	a, b := dueRules[i].days(day(first), day(last))
	return a.Format(time.DateOnly), b.Format(time.DateOnly), nil
}

// validateVague checks what a rule makes of a due.
func (d Due) validateVague(field string) error {
	from, until, err := d.vagueDays()
	if err != nil {
		return fieldError(field, "%w", err)
	}
	if d.By != "" || d.On != "" {
		return fieldError(field, "a due with a rule has computed bounds, and neither by nor on")
	}
	if err := checkFree(field+".words", d.Words, MaxTitle); err != nil {
		return err
	}
	if d.From != from || d.Until != until {
		return fieldError(field, "the rule %s gives from %q until %q for words said on %s", d.Rule, from, until, d.Said)
	}
	if d.Undated() && (!d.Instant.IsZero() || d.TZ != "") {
		return fieldError(field+".instant", "an undated due ends at no time and in no zone")
	}
	return nil
}
