package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/paper"
	"vow/verify"
)

// quoteCheckOptions are the flags of vow quote check.
type quoteCheckOptions struct {
	Trust, Origin, Dossier string
	JSON                   bool
}

func newQuoteCheckCommand(a *app) *cobra.Command {
	var opts quoteCheckOptions
	cmd := &cobra.Command{
		Use:   "check QUOTE",
		Short: "Check a quote proof offline",
		Long: `Check a quote proof offline: that the words stand in the blocks shown and these are
under the root (quote.root); that the root is that of a text on a record that you
trust, as your witnesses saw it (quote.record); and that the office's own keys put it
there, as its rules ask (quote.officer). The last needs --dossier, a dossier of any
report on the same record: without it it is not checked, and the exit status is 3 at
best, also where the quote was made from a dossier. A dossier adds nothing to the other
two, which the quote's own proof answers. Nothing in the quote says whom to trust. A
quotation with ellipses or brackets is shown beside the text with nothing left out.`,
		Example: `  vow quote check p12.quote --trust office.trust
  vow quote check p12.quote --trust office.trust --dossier assessment-x.dossier.zip --json`,
		Annotations: exits("every check passed", vow.CodeCheck, vow.CodeUnchecked),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 {
				return vow.Errorf(vow.CodeUsage, "one argument too many: %q", args[1]).WithHint("a dossier is given with --dossier FILE")
			}
			return argNames("QUOTE")(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return runQuoteCheck(a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Trust, "trust", "", "trust `FILE` (C2SP tlog-policy): whose word counts")
	f.StringVar(&opts.Origin, "origin", "", "`ORIGIN` of the record, where the trust file lists several logs")
	f.StringVar(&opts.Dossier, "dossier", "", "dossier `FILE` of a report on the same record, for quote.officer")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runQuoteCheck(a *app, opts quoteCheckOptions, name string) (err error) {
	o := verify.QuoteOptions{Origin: opts.Origin}
	if o.Trust, err = trustInput(opts.Trust); err != nil {
		return err
	}
	data, err := readInput(name, paper.MaxQuote)
	if err != nil {
		return err
	}
	if opts.Dossier != "" {
		f, size, openErr := openNamed(opts.Dossier)
		if openErr != nil {
			return openErr
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		o.Dossier, o.Size = f, size
	}
	r, err := verify.Quote(data, o)
	if err != nil {
		return err
	}
	if opts.JSON {
		if _, err := a.out.Write(r.JSON()); err != nil {
			return err
		}
	} else {
		a.out.printf("%s", quoteCard(r))
	}
	err = r.Err()
	if vow.CodeOf(err) == vow.CodeCheck {
		return named(name, err)
	}
	if rec, ok := r.Check(verify.QuoteRecord); ok && rec.Verdict == verify.Pass && opts.Dossier == "" && err != nil {
		return vow.Errorf(vow.CodeUnchecked, "%w", err).WithHint("--dossier FILE gives a dossier of any report on the same record")
	}
	return err
}

// quoteCard shows the judgement of a quote for a person.
func quoteCard(r *verify.Report) string {
	var b strings.Builder
	if q := r.Quote; q != nil {
		for line := range strings.SplitSeq(q.Exact, "\n") {
			fmt.Fprintf(&b, "> %s\n", line)
		}
		place := &paper.Block{}
		if len(q.Labels) > 0 {
			place.Label = q.Labels[0]
		}
		fmt.Fprintf(&b, "%s (%s), %s of %d\n", q.Title, q.Lang, placeText(q.First, q.Last, place), q.Blocks)
		if q.Abridged {
			b.WriteString("ABRIDGED. With nothing left out the text reads:\n")
			for line := range strings.SplitSeq(q.Text, "\n") {
				fmt.Fprintf(&b, "| %s\n", line)
			}
		}
	}
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%s %-14s %s\n", map[verify.Verdict]string{verify.Pass: "✓", verify.Fail: "✗", verify.NotChecked: "?"}[c.Verdict], c.ID, c.Say)
	}
	fmt.Fprintf(&b, "verdict: %s\n", strings.ToUpper(string(r.Verdict)))
	return b.String()
}
