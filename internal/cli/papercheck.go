package cli

import (
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/reader"
)

func newPaperCheckCommand(a *app) *cobra.Command {
	var opts paperCheckOptions
	cmd := &cobra.Command{
		Use:   "check A [B]",
		Short: "Prove that paper B is paper A with blocks withheld, and nothing else",
		Long: `Prove that paper B is paper A with blocks withheld and nothing else changed: the same
header, the same root, every block that B shows byte for byte that of A, and every
block that it withholds under the hash of the same block of A. Otherwise each
difference is named, and the exit status is 1.

With one paper, --dossier and --trust: prove that the office stated this very copy in
its record, as redaction.made, and say of which text it is, how many blocks it
withholds, why, and which role decided. Who has no whole copy checks it so.`,
		Example: `  vow paper check report.paper public.paper
  vow paper check public.paper --dossier assessment-x.dossier.zip --trust office.trust`,
		Annotations: exits("B is A with blocks withheld, or A itself; with --dossier: the record states A", vow.CodeCheck, vow.CodeUnchecked),
		Args:        cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case (opts.Dossier == "") != (opts.Trust == ""):
				return vow.Errorf(vow.CodeUsage, "--dossier and --trust go together: neither says anything alone")
			case len(args) == 1 && opts.Dossier == "":
				return vow.Errorf(vow.CodeUsage, "B is missing: a paper is checked beside another, or with --dossier and --trust on a record")
			case len(args) == 1:
				return runPaperStated(a, args[0], opts)
			case opts.Dossier != "":
				return vow.Errorf(vow.CodeUsage, "--dossier checks one paper on a record: give B alone")
			}
			return runPaperCheck(a, args[0], args[1], opts.JSON)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	f.StringVar(&opts.Dossier, "dossier", "", "`FILE` of the dossier whose record states the copy")
	f.StringVar(&opts.Trust, "trust", "", "`FILE` that says whose word counts")
	f.StringVar(&opts.Origin, "origin", "", "`NAME` of the log, where the trust file knows several")
	return cmd
}

// paperCheckOptions are the flags of vow paper check.
type paperCheckOptions struct {
	Dossier, Trust, Origin string
	JSON                   bool
}

// runPaperStated looks a redacted copy up in a record.
func runPaperStated(a *app, name string, opts paperCheckOptions) error {
	p, err := office.LoadPaper(name)
	if err != nil {
		return err
	}
	r, err := a.judged(opts.Dossier, opts.Trust, opts.Origin)
	if err != nil {
		return err
	}
	answer, err := reader.Stated(name, opts.Dossier, p, r)
	if err != nil {
		return err
	}
	if opts.JSON {
		err = a.out.json(answer)
	} else if answer.OK {
		a.out.printf("%s\nwithheld %s\nroot %s\n", answer.Say, runsText(answer.Withheld), answer.Root)
	}
	if err != nil {
		return err
	}
	return answer.Err()
}

func runPaperCheck(a *app, first, second string, asJSON bool) error {
	one, err := office.LoadPaper(first)
	if err != nil {
		return err
	}
	two, err := office.LoadBeside(one, second)
	if err != nil {
		return err
	}
	r := reader.Redaction(first, second, one, two)
	if asJSON {
		if err := a.out.json(r); err != nil {
			return err
		}
	} else {
		a.printRedaction(r)
	}
	if r.SharedSeed {
		a.term.warn("both show a block with other words under the same salt: one was forged from the other; or one seed made both, and then what the one withholds can be guessed with the salts of the other")
	}
	return r.Err()
}

func (a *app) printRedaction(r *reader.RedactionAnswer) {
	a.out.printf("%s\n", r.Say)
	for _, d := range r.Differences {
		if d.Block < 0 {
			a.out.printf("  %s\n", d.Say)
		} else {
			a.out.printf("  block %d: %s\n", d.Block, d.Say)
		}
	}
	if r.More > 0 {
		a.out.printf("  and %d more\n", r.More)
	}
	if r.OK {
		if len(r.Withheld) > 0 {
			a.out.printf("withheld %s\n", runsText(r.Withheld))
		}
		a.out.printf("root %s\n", r.RootA)
	}
}
