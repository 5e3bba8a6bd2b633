package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/timelock"
)

// doctorOptions are the flags of vow doctor.
type doctorOptions struct {
	Relays, Ends []string
	JSON         bool
}

func newDoctorCommand(a *app) *cobra.Command {
	var opts doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what could keep this office's seals from opening in time",
		Long: `Look at this machine's clock, the beacon chains and their relays, every round that
a seal of an unreleased report is locked to, the head's term, trustees'
confirmations, and the home's keys, locks and kept signatures. Every finding has a
stable id; nothing is changed. Run it from cron while anything is sealed: as long
as trustees can act there is time to seal again.

It asks relays for their chain's newest beacon and nothing else, and sends nothing
to anybody. No chain announces its end in a form that a program can read: drand
does it in words, weeks ahead. Tell doctor of it with --chain-ends.`,
		Example: `  vow doctor
  vow doctor --json
  vow doctor --chain-ends quicknet=2027-06-01`,
		Annotations: doctorExits(),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), a, opts) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&opts.Relays, "relay", nil, "`URL` of a relay, instead of the home's; may be repeated")
	f.StringArrayVar(&opts.Ends, "chain-ends", nil, "the end of a chain was announced, `CHAIN=TIME`; quicknet or a chain hash; may be repeated")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

// doctorExits says of 1 and 6 what they mean here.
func doctorExits() map[string]string {
	m := exits("all is well", vow.CodeCheck, vow.CodeState)
	m[exitAnnotation] = strings.Replace(m[exitAnnotation], "a check failed", "something is wrong", 1)
	m[exitAnnotation] = strings.Replace(m[exitAnnotation], "network or disk failed", "no relay could be reached, and nothing else is wrong", 1)
	return m
}

// chainEnds parses CHAIN=TIME values.
func chainEnds(values []string) (map[vow.Hash]vow.Time, error) {
	out := make(map[vow.Hash]vow.Time)
	for _, v := range values {
		name, at, ok := strings.Cut(v, "=")
		if !ok {
			return nil, vow.Errorf(vow.CodeUsage, "--chain-ends %q: CHAIN=TIME expected", v)
		}
		hash := timelock.Quicknet().Hash
		if name != "quicknet" {
			var err error
			if hash, err = vow.ParseHash(name); err != nil {
				return nil, vow.Errorf(vow.CodeUsage, "--chain-ends: quicknet or a chain hash expected: %w", err)
			}
		}
		t, err := timeFlag("chain-ends", at, false)
		if err != nil {
			return nil, err
		}
		if t.IsZero() {
			return nil, vow.Errorf(vow.CodeUsage, "--chain-ends %q: CHAIN=TIME expected", v)
		}
		out[hash] = t
	}
	return out, nil
}

// doctorMarks stand before findings.
var doctorMarks = map[string]string{office.DoctorOK: "✓", office.DoctorNote: "·", office.DoctorUnknown: "?", office.DoctorWrong: "✗"}

func runDoctor(ctx context.Context, a *app, opts doctorOptions) error {
	ends, err := chainEnds(opts.Ends)
	if err != nil {
		return err
	}
	return a.withHome(ctx, office.Read, func(h *office.Home) error {
		r, err := h.Doctor(ctx, office.DoctorOptions{Relays: opts.Relays, Ends: ends})
		if r == nil {
			return err
		}
		if opts.JSON {
			if jerr := a.out.json(r); jerr != nil {
				return jerr
			}
			return err
		}
		for _, f := range r.Findings {
			where := ""
			if f.Where != "" {
				where = f.Where + ": "
			}
			a.out.printf("%s %-17s  %s%s\n", doctorMarks[f.State], f.ID, where, f.Say)
		}
		return err
	})
}
