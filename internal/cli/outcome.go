package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// outcome prints what became of a statement.
func (a *app) outcome(out *office.Outcome, asJSON bool) error {
	if asJSON {
		a.warnAll(out.Warnings)
		return a.out.json(out)
	}
	a.printOutcome(out)
	return nil
}

func (a *app) printOutcome(out *office.Outcome) {
	a.warnAll(out.Warnings)
	what := string(out.Kind)
	if out.Report != "" {
		what += " " + out.Report
	}
	if out.Day != "" {
		what += " " + out.Day
	}
	if out.Register != "" {
		a.out.printf("%s\n", out.Register)
	}
	switch {
	case out.Pending != "" && strings.HasPrefix(out.Waits, "in the outbox"):
		a.out.printf("%s waits %s\n", what, out.Waits)
		a.out.printf("pending %s\n", out.Pending)
		if out.Until.IsZero() {
			words := ""
			if out.Kind == vow.KindEventOpened { // the entry has none
				words = " --words WORDS"
			}
			a.term.hint("hand it to another officer with 'vow pending --export %s -o FILE%s', who runs 'vow approve FILE%s -o SIGNED', and you 'vow approve SIGNED'", out.Pending, words, words)
			break
		}
		a.term.hint("'vow pending' shows it as it will stand; 'vow pending send' records it then, 'vow pending --drop %s' takes it back", out.Pending)
	case out.Pending != "":
		a.out.printf("%s waits for signatures: %s\n", what, out.Waits)
		a.out.printf("pending %s\n", out.Pending)
		if out.Kind == vow.KindTrusteeListed && strings.Contains(out.Waits, "trustee") {
			a.term.hint("the trustee signs it too: 'vow pending --export %s -o FILE', there 'vow approve FILE --key sign.key -o SIGNED', here 'vow approve SIGNED'", out.Pending)
			break
		}
		a.term.hint("hand it to the other officers with 'vow pending --export %s -o FILE'; each runs 'vow approve FILE -o SIGNED', and you 'vow approve SIGNED'", out.Pending)
	case out.Already:
		a.out.printf("%s stands at entry %d already\n", what, out.Index)
	default:
		a.out.printf("%s recorded as entry %d\n", what, out.Index)
		if out.Witnesses != "" {
			a.out.printf("witnessed by %s\n", out.Witnesses)
		}
		a.out.printf("receipt %s\n", out.Receipt)
		if out.Unwatched {
			a.term.warn("no witness is configured: nothing can show others when this was recorded; name witnesses in vow.toml")
		}
	}
	if !out.Root.IsZero() {
		a.out.printf("root %s\n", out.Root)
	}
}

func (a *app) warnAll(lines []string) {
	for _, l := range lines {
		a.term.warn("%s", l)
	}
}

// nowFlag gives a command that states what waits in the outbox the flag --now, and
// returns what to call with the home before anything is stated.
func nowFlag(cmd *cobra.Command) func(*office.Home) {
	var now bool
	cmd.Flags().BoolVar(&now, "now", false, "record it as soon as two officers signed it, without the wait in the outbox")
	return func(h *office.Home) { h.SendNow = now }
}

// count says how many: 1 entry, 2 entries.
func count[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// roles parses role names.
func roles(names []string) ([]vow.Role, error) {
	var out []vow.Role
	for _, n := range names {
		if r := vow.Role(n); r.Valid() {
			out = append(out, r)
			continue
		}
		return nil, vow.Errorf(vow.CodeUsage, "%q is not a role", n).WithHint("one of %v", vow.Roles())
	}
	return out, nil
}
