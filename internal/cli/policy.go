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
	At       string
	Due      string
	TermEnds string
}

func newPolicyExplainCommand(a *app) *cobra.Command {
	var opts policyExplainOptions
	cmd := &cobra.Command{
		Use:   "explain POLICY",
		Short: "Say when a policy opens, who can open it early and who can delay it",
		Long: `Say of a release condition when it opens at the earliest and at the latest, which
trustees acting together can open it early, which can delay it by not acting, and
what to beware of. It needs no home, and any names may stand in the policy.

Without --at the sealing is taken to be now, or, where the policy has already
opened by time alone, to be unknown. A date for --due and --term-ends means the
end of that day, and for --at its first second, in UTC.`,
		Example: `  vow policy explain '2026-12-01 or (editor and counsel)'
  vow policy explain --json --at 2026-06-01 --due 2026-08-31 \
      '(2026-08-31 and 2 of {head, editor, counsel}) or 2026-10-15'`,
		Annotations: exits("done, also where the policy lets the report be buried"),
		Args:        argNames("POLICY"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runPolicyExplain(a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	f.StringVar(&opts.At, "at", "", "`TIME` or date of the sealing")
	f.StringVar(&opts.Due, "due", "", "`TIME` or date at which the report is due")
	f.StringVar(&opts.TermEnds, "term-ends", "", "`TIME` or date at which the term of the office's head ends")
	return cmd
}

func runPolicyExplain(a *app, opts policyExplainOptions, text string) error {
	p, err := policy.Parse(text)
	if err != nil {
		return err
	}
	var o policy.Options
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
	if opts.JSON {
		return a.out.json(analysis)
	}
	return analysis.Explain(a.out)
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
