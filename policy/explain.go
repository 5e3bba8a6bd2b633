package policy

import (
	"fmt"
	"io"
	"strings"

	"vow"
)

// maxSaid is how many lines Explain writes of groups each way.
const maxSaid = 20

// Explain writes a for people to read or to read aloud: what happens by itself,
// who can do what until when, a timeline, and the warnings, in lines that end in
// LF. The options are those of Analyse; only the writer's error is returned.
func (a Analysis) Explain(w io.Writer, o Options) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("policy    %s\n", a.Policy)
	for _, s := range a.sentences(o) {
		line("%s", s)
	}
	if len(a.Early) > 0 {
		before := " before that"
		if a.OpensLatest.IsNever() {
			before = ""
		}
		line("\nWho can open it%s:", before)
		explainChoices(line, a.earlyChoices(), a.EarlyMore, func(c choice) string { return capital(from(c.at)) },
			"%s, %s can open it %s.", "%s, each of these can open it %s:")
	}
	if len(a.Delay) > 0 {
		line("\nWho can hold it back, by not acting though all others act:")
		explainChoices(line, a.delayChoices(), a.DelayMore, func(c choice) string { return capital(until(c.at)) },
			"%s, %s can hold it back %s.", "%s, each of these can hold it back %s:")
	}
	line("\ntimeline")
	explainTimeline(line, a.timeline(o))
	line("\nwarnings")
	for _, warning := range a.Warnings {
		line("  %-12s %s", warning.ID, warning.Say)
	}
	line("\n%s", startOfDay)
	_, err := io.WriteString(w, b.String())
	return err
}

// explainChoices writes a sentence a choice, or a list where a sentence cannot
// say who. At most maxSaid lines name groups.
func explainChoices(line func(string, ...any), all []choice, more int, when func(choice) string, one, these string) {
	said := 0
	for _, c := range all {
		how := "together"
		if c.size() == 1 {
			how = "alone"
		}
		if who, ok := c.short(); ok && said < maxSaid {
			line("  "+one, when(c), who, how)
			said++
			continue
		}
		shown := c.sets[:min(len(c.sets), maxSaid-said)]
		if len(shown) > 0 {
			line("  "+these, when(c), how)
		}
		for _, who := range shown {
			line("    %s", and(who))
		}
		said += len(shown)
		more += len(c.sets) - len(shown)
	}
	if more > 0 {
		line("  … and %s", count(int64(more), "more group"))
	}
}

// explainTimeline writes moments at the margin and what lasts between them after
// a bar.
func explainTimeline(line func(string, ...any), rows []row) {
	wide := 0
	for _, r := range rows {
		wide = max(wide, len(r.when), len(r.lasts)+2)
	}
	for _, r := range rows {
		when := r.when
		for _, what := range r.what {
			line("  %-*s  %s", wide, when, what)
			when = ""
		}
		line("  | %-*s  %s", wide-2, r.lasts, r.after)
	}
}

// sentences says what the policy does as a whole.
func (a Analysis) sentences(o Options) []string {
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	latest, byItself := a.OpensLatest.Time()
	earliest, dated := a.OpensEarliest.Time()
	past := func(t vow.Time) bool { return !o.At.IsZero() && t.Compare(o.At) <= 0 }
	switch {
	case !byItself:
		say("It never opens by itself: without trustees it stays shut for ever.")
	case past(latest):
		say("It is open from the first: %s is not after the sealing.", day(latest))
	case len(a.Early) == 0:
		say("It opens by itself on %s. No trustee can open it before that, and none can delay it.", day(latest))
	default:
		say("It opens by itself on %s, even if no trustee acts.", day(latest))
	}
	switch {
	case len(a.Early) == 0 || byItself && past(latest):
	case !dated:
		say("If all trustees act, it opens at once: no date has to be waited for.")
	case past(earliest):
		say("If all trustees act, it opens at once: %s is not after the sealing.", day(earliest))
	default:
		say("Before %s it does not open, even if all trustees act.", day(earliest))
	}
	if start, end, ok := holdable(a, o); ok {
		say("Trustees can hold it back for %s at most, from %s to %s.", length(start, end), day(start), day(end))
	}
	switch {
	case !byItself:
		say("It can be buried: if too few trustees act, nobody ever reads it.")
	case a.Buriable:
		say("It can be buried: it opens by itself only more than five years after the sealing on %s.", day(o.At))
	case o.At.IsZero():
		say("Nobody can bury it: it opens by itself on its last date. No sealing time was given to count five years from.")
	default:
		say("Nobody can bury it: it opens by itself, and not more than five years after the sealing.")
	}
	return all
}
