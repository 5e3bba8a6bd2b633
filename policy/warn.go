package policy

import (
	"fmt"
	"strings"

	"vow"
)

// The ids of warnings, in the order they are said.
const (
	WarnDue        = "due"         // T_max is after the due
	WarnHold       = "hold"        // T_max is over the office's limit after the later of sealing and T_open
	WarnAloneOpen  = "alone-open"  // one trustee alone opens earlier than time alone
	WarnAloneDelay = "alone-delay" // one trustee alone, by not acting, delays
	WarnTerm       = "term"        // the head's term ends before T_max
	WarnOneChain   = "one-chain"   // the opening by time, alone or with trustees, hangs on one beacon chain
	WarnBeacon     = "beacon"      // always: the beacon's operators could open early
)

// Warning is one thing a reader of the policy should know. Say is for people
// and may change; ID is stable.
type Warning struct {
	ID  string `json:"id"`
	Say string `json:"say"`
}

// warnings returns what is to be said of the policy in t with analysis a. A
// T_max that never comes is later than everything.
func warnings(t *table, a Analysis, o Options) []Warning {
	var all []Warning
	say := func(id, format string, args ...any) {
		all = append(all, Warning{id, fmt.Sprintf(format, args...)})
	}
	latest := a.OpensLatest
	opens := "time alone never opens it"
	if t, ok := latest.Time(); ok {
		opens = "by time alone it opens on " + day(t)
	}
	if !o.Due.IsZero() && latest.Compare(AtTime(o.Due)) > 0 {
		say(WarnDue, "%s; the report is due on %s", opens, day(o.Due))
	}
	if s := hold(a, o); s != "" {
		say(WarnHold, "%s", s)
	}
	if s := aloneOpen(t); s != "" {
		say(WarnAloneOpen, "one trustee alone can open it before time alone does: %s", s)
	}
	if s := aloneDelay(t); s != "" {
		say(WarnAloneDelay, "one trustee alone can delay it by not acting: %s", s)
	}
	if !o.TermEnds.IsZero() && latest.Compare(AtTime(o.TermEnds)) > 0 {
		say(WarnTerm, "%s; the term of the office's head ends on %s", opens, day(o.TermEnds))
	}
	switch n := len(t.times); {
	case o.Chains > 1 || n == 0:
	case latest.IsNever():
		say(WarnOneChain, "what opens by trustees and time hangs on one beacon chain: if that chain ends before %s, no trustee opens what needs that time", day(t.times[n-1]))
	default:
		last, _ := latest.Time()
		say(WarnOneChain, "the opening by time alone hangs on one beacon chain: if that chain ends before %s, time does not open it", day(last))
	}
	say(WarnBeacon, "a threshold of a beacon's operators acting together could open every date early")
	return all
}

// hold says by how much T_max lies after the later of sealing and T_open, if
// that is over the limit; where neither is known there is nothing to measure.
func hold(a Analysis, o Options) string {
	limit := max(o.HoldDays, 0)
	if o.HoldDays == 0 {
		limit = DefaultHoldDays
	}
	if a.OpensLatest.IsNever() {
		return fmt.Sprintf("trustees can hold it for ever: time alone never opens it; the limit is %s", count(int64(limit), "day"))
	}
	start, end, ok := holdable(a, o)
	if !ok {
		return ""
	}
	const dayLong = 86_400
	days := (end.Unix() - start.Unix() + dayLong - 1) / dayLong // whole days, a begun one counted
	if days <= int64(limit) {
		return ""
	}
	return fmt.Sprintf("trustees can hold it for %s, from %s to %s; the limit is %s", count(days, "day"), day(start), day(end), count(int64(limit), "day"))
}

// holdable returns the later of sealing and T_open, and T_max: as long as that
// trustees can hold it. ok is false where it is not known or no time at all.
func holdable(a Analysis, o Options) (start, end vow.Time, ok bool) {
	from := a.OpensEarliest
	if !o.At.IsZero() && from.Compare(AtTime(o.At)) < 0 {
		from = AtTime(o.At)
	}
	start, dated := from.Time()
	end, ends := a.OpensLatest.Time()
	return start, end, dated && ends && start.Compare(end) < 0
}

// aloneOpen lists the trustees with open({m}) < open(∅).
func aloneOpen(t *table) string {
	var who []string
	for i, name := range t.names {
		if r := t.ranks[1<<i]; r < t.ranks[0] {
			who = append(who, fmt.Sprintf("%s (%s)", name, from(t.when(r))))
		}
	}
	return strings.Join(who, ", ")
}

// aloneDelay lists the trustees with open(all∖{m}) > open(all).
func aloneDelay(t *table) string {
	var who []string
	for i, name := range t.names {
		if r := t.ranks[t.all()&^(1<<i)]; r > t.ranks[t.all()] {
			who = append(who, fmt.Sprintf("%s (%s)", name, until(t.when(r))))
		}
	}
	return strings.Join(who, ", ")
}
