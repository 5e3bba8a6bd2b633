package cli

import (
	"time"

	"github.com/spf13/cobra"

	"vow"
	"vow/policy"
)

func newPolicyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "policy",
		Short:       "Read and analyse release conditions",
		Example:     "  vow policy explain '2026-12-01 or (editor and counsel)'",
		Annotations: exits(""),
	}
	cmd.AddCommand(newPolicyExplainCommand(a))
	return cmd
}

// policyExplainOptions are the flags of vow policy explain.
type policyExplainOptions struct {
	JSON     bool
	SVG      string
	At       string
	Due      string
	TermEnds string
	HoldDays int
	Chains   int
}

func newPolicyExplainCommand(a *app) *cobra.Command {
	var opts policyExplainOptions
	cmd := &cobra.Command{
		Use:   "explain POLICY",
		Short: "Say when a policy opens, who can open it early and who can delay it",
		Long: `Say of a release condition when it opens at the earliest and at the latest, which
trustees acting together can open it early, which can delay it by not acting, and
until when, with a timeline and what to beware of. It needs no home, and any names
may stand in the policy. --svg also draws the timeline, as one file that needs
nothing else; with - it is all that is written to standard output.

Without --at the sealing is taken to be now, or, where the policy has already
opened by time alone, to be unknown. A date for --due and --term-ends means the
end of that day, and for --at its first second, in UTC.

The warnings: due (it may open after the report is due), hold (trustees can hold it
longer than --hold-days), alone-open and alone-delay (one trustee is enough), term
(the head's term ends before it opens by itself), one-chain (its dates hang on one
beacon chain) and beacon (always: the beacon's operators could open it early).`,
		Example: `  vow policy explain '2026-12-01 or (editor and counsel)'
  vow policy explain --json --at 2026-06-01 --due 2026-08-31 \
      '(2026-08-31 and 2 of {head, editor, counsel}) or 2026-10-15'
  vow policy explain --svg timeline.svg '(2026-08-31 and editor) or 2026-10-15'`,
		Annotations: exits("done, also where the policy lets the report be buried"),
		Args:        argNames("POLICY"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runPolicyExplain(a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	f.StringVar(&opts.SVG, "svg", "", "draw the timeline into this `FILE`; - is standard output")
	f.IntVar(&opts.HoldDays, "hold-days", policy.DefaultHoldDays, "`DAYS` for which trustees may hold it without the warning hold; 0: not at all")
	f.IntVar(&opts.Chains, "chains", 1, "`NUMBER` of beacon chains that carry its dates, 1 or 2")
	f.StringVar(&opts.At, "at", "", "`TIME` or date of the sealing")
	f.StringVar(&opts.Due, "due", "", "`TIME` or date at which the report is due")
	f.StringVar(&opts.TermEnds, "term-ends", "", "`TIME` or date at which the term of the office's head ends")
	return cmd
}

func runPolicyExplain(a *app, opts policyExplainOptions, text string) error {
	if opts.SVG == "-" && opts.JSON {
		return vow.Errorf(vow.CodeUsage, "--json and --svg - both write to standard output").WithHint("name a file: --svg FILE")
	}
	if opts.HoldDays < 0 {
		return vow.Errorf(vow.CodeUsage, "--hold-days %d: 0 or more expected", opts.HoldDays)
	}
	if opts.Chains < 1 || opts.Chains > 2 {
		return vow.Errorf(vow.CodeUsage, "--chains %d: 1 or 2 expected", opts.Chains)
	}
	p, err := policy.Parse(text)
	if err != nil {
		return err
	}
	o := policy.Options{HoldDays: policy.HoldLimit(opts.HoldDays), Chains: opts.Chains}
	if o.At, err = timeFlag("at", opts.At, false); err != nil {
		return err
	}
	if o.Due, err = timeFlag("due", opts.Due, true); err != nil {
		return err
	}
	if o.TermEnds, err = timeFlag("term-ends", opts.TermEnds, true); err != nil {
		return err
	}
	now := vow.At(a.sys.Now())
	if latest, ok := p.OpensLatest(); o.At.IsZero() && (!ok || latest.After(now)) {
		o.At = now
	}
	analysis := policy.Analyse(p, o)
	if opts.SVG != "" {
		if err := a.writeOutput(opts.SVG, analysis.SVG(o)); err != nil || opts.SVG == "-" {
			return err
		}
	}
	if opts.JSON {
		return a.out.json(analysis)
	}
	return analysis.Explain(a.out, o)
}

// timeFlag parses a flag's value: a time, or a date that stands for its first
// second or its last one. An empty value is no time.
func timeFlag(name, value string, endOfDay bool) (vow.Time, error) {
	if value == "" {
		return vow.Time{}, nil
	}
	t, err := vow.ParseTime(value)
	if err == nil {
		return t, nil
	}
	if endOfDay {
		t, err = vow.EndOfDay(value, time.UTC)
	} else {
		var day time.Time
		if day, err = vow.ParseDate(value); err == nil {
			t = vow.At(day)
		}
	}
	if err != nil {
		return vow.Time{}, vow.Errorf(vow.CodeUsage, "--%s %q: a time YYYY-MM-DDThh:mm:ssZ or a date YYYY-MM-DD expected", name, value)
	}
	return t, nil
}
