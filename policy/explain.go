package policy

import (
	"fmt"
	"io"
	"strings"
)

// maxSaid is how many groups of trustees Explain writes each way.
const maxSaid = 20

// Explain writes a for people to read, in lines that end in LF. Only the
// writer's error is returned.
func (a Analysis) Explain(w io.Writer) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("policy    %s", a.Policy)
	if a.OpensEarliest.IsAnyTime() {
		line("earliest  any time, if the trustees act: no date bounds them")
	} else {
		line("earliest  %s, whoever acts", a.OpensEarliest)
	}
	if a.OpensLatest.IsNever() {
		line("latest    never by time alone")
	} else {
		line("latest    %s, if nobody acts", a.OpensLatest)
	}
	switch {
	case !a.Buriable:
		line("buriable  no: time alone opens it")
	case a.OpensLatest.IsNever():
		line("buriable  YES: without trustees it never opens")
	default:
		line("buriable  YES: the latest opening is over five years after sealing")
	}
	if len(a.Early) > 0 {
		line("\nwho can open it earlier, acting together:")
		for _, e := range a.Early[:min(len(a.Early), maxSaid)] {
			line("  %-28s %s", from(e.At), strings.Join(e.Who, " + "))
		}
		more(line, len(a.Early)-maxSaid, a.EarlyMore)
	}
	if len(a.Delay) > 0 {
		line("\nwho can delay it, not acting though all others act:")
		for _, d := range a.Delay[:min(len(a.Delay), maxSaid)] {
			line("  %-28s %s", until(d.Until), strings.Join(d.Who, " + "))
		}
		more(line, len(a.Delay)-maxSaid, a.DelayMore)
	}
	line("\nwarnings:")
	for _, warning := range a.Warnings {
		line("  %-12s %s", warning.ID, warning.Say)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// more says how many groups were not written.
func more(line func(string, ...any), unsaid, unlisted int) {
	if n := max(unsaid, 0) + unlisted; n > 0 {
		line("  … and %d more", n)
	}
}
