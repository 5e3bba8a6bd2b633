package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// dueOptions are the flags that say when a report is due.
type dueOptions struct {
	By, On, Window, TZ, Words string
	Vague, Said               string
	daysOnly                  bool // no words without a day
}

func (o *dueOptions) addFlags(cmd *cobra.Command, tz string) {
	o.addDayFlags(cmd, tz, "the promise")
	o.daysOnly = false
	f := cmd.Flags()
	f.StringVar(&o.Vague, "vague", "", "the words name no day: bounds are computed from them by a `RULE` ("+ruleList()+")")
	f.StringVar(&o.Said, "said", "", "with --vague: the `DATE` on which the words were said; --when, or today, if left out")
}

// addDayFlags are the flags of a due that names its day: a party that is heard has to
// know until when.
func (o *dueOptions) addDayFlags(cmd *cobra.Command, tz, of string) {
	o.daysOnly = true
	f := cmd.Flags()
	f.StringVar(&o.By, "by", "", "due by the end of this `DATE` (YYYY-MM-DD)")
	f.StringVar(&o.On, "on", "", "due on this `DATE`")
	f.StringVar(&o.Window, "window", "", "due between two dates, `A/B`, by the end of B")
	f.StringVar(&o.TZ, "tz", "", tz)
	f.StringVar(&o.Words, "words", "", "the date in the `WORDS` of "+of)
}

func ruleList() string {
	var names []string
	for _, r := range vow.DueRules() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func (o dueOptions) parse() (office.DueOptions, error) {
	given := 0
	for _, s := range []string{o.By, o.On, o.Window, o.Vague} {
		if s != "" {
			given++
		}
	}
	if given != 1 && o.daysOnly {
		return office.DueOptions{}, vow.Errorf(vow.CodeUsage, "exactly one of --by, --on and --window is needed")
	}
	if given != 1 {
		return office.DueOptions{}, vow.Errorf(vow.CodeUsage, "exactly one of --by, --on, --window and --vague is needed")
	}
	if o.Vague != "" && o.Words == "" {
		return office.DueOptions{}, vow.Errorf(vow.CodeUsage, "--vague needs --words: what was said")
	}
	if o.Vague == "" && o.Said != "" {
		return office.DueOptions{}, vow.Errorf(vow.CodeUsage, "--said goes with --vague")
	}
	d := office.DueOptions{By: o.By, On: o.On, TZ: o.TZ, Words: o.Words, Rule: vow.DueRule(o.Vague), Said: vow.EDTF(o.Said)}
	if o.Window != "" {
		var ok bool
		if d.From, d.Until, ok = strings.Cut(o.Window, "/"); !ok {
			return d, vow.Errorf(vow.CodeUsage, "--window %q: A/B expected, two dates YYYY-MM-DD", o.Window)
		}
	}
	return d, nil
}

// promiseOptions are the flags of vow promise.
type promiseOptions struct {
	Title, Who string
	Due        dueOptions
	Seen       observedOptions
	Quote      bool
	JSON       bool
}

func newPromiseCommand(a *app) *cobra.Command {
	var opts promiseOptions
	cmd := &cobra.Command{
		Use:   "promise REPORT",
		Short: "Promise a report in public, by a date",
		Long: `Promise a report in public, by a date. REPORT is a short name of a-z 0-9 and '-'.
The promise stands in the record for ever; it can be moved ('vow promise move'),
in public and counted. The office's time zone says when the day ends.

Words that name no day are kept as they are with --vague RULE: its bounds are
computed, the same for everybody, and its end is the due. 'undated' bounds nothing.

In an observer's record it states what somebody else promised: --attributed-to,
--origin, --status and --when are needed then.`,
		Example: `  vow promise assessment-x --title 'Assessment X' --by 2026-12-31 --tz Europe/Zurich
  vow promise assessment-x --title 'Assessment X' --window 2026-12-01/2026-12-31 --tz UTC
  vow promise assessment-x --title 'Assessment X' --vague few-weeks --words 'in a few weeks' --tz UTC
  vow promise theirs --title 'Their report' --vague undated --words 'is being finalised' \
      --attributed-to un-office --origin 'two agencies' --status seen --when 2021-09`,
		Annotations: exits("recorded; or waits for signatures", vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPromise(cmd.Context(), a, opts, args[0])
		},
	}
	cmd.Flags().StringVar(&opts.Title, "title", "", "the report's `TITLE`")
	cmd.Flags().StringVar(&opts.Who, "who", vow.WhoOffice, "who promises: office, or a `ROLE`; never a person")
	opts.Due.addFlags(cmd, "IANA time `ZONE` in which the day ends, such as Europe/Zurich")
	opts.Seen.addFlags(cmd)
	quoteFlag(cmd, &opts.Quote)
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	cmd.AddCommand(newPromiseMoveCommand(a))
	return cmd
}

func runPromise(ctx context.Context, a *app, opts promiseOptions, report string) error {
	due, err := opts.Due.parse()
	if err != nil {
		return err
	}
	if opts.Title == "" {
		return vow.Errorf(vow.CodeUsage, "--title is needed")
	}
	seen, err := opts.Seen.parse()
	if err != nil {
		return err
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		out, err := h.Promise(ctx, office.PromiseOptions{Report: report, Title: opts.Title, Who: opts.Who, Due: due, Seen: seen, Quote: opts.Quote})
		if err != nil {
			return err
		}
		return a.outcome(out, opts.JSON)
	})
}

// promiseMoveOptions are the flags of vow promise move.
type promiseMoveOptions struct {
	Reason, Code string
	Protected    string
	Due          dueOptions
	Seen         observedOptions
	Quote        bool
	JSON         bool
}

func newPromiseMoveCommand(a *app) *cobra.Command {
	var opts promiseMoveOptions
	cmd := &cobra.Command{
		Use:   "move REPORT",
		Short: "Move a promise to another date, with a reason",
		Long: `Move a promise to another date. The move is public, has a reason, and is counted
for ever; the first date is always shown. It counts only if witnesses saw it
before the date it replaces had passed.

Reasons: ` + reasonList() + `.
With 'protected' the true reason is kept back, and two officers sign a commitment to it:
--protected-file takes its words (a file that only you can read), keeps them in the
private store and makes the commitment; 'vow event open CODE' reveals them later, and
'vow erase CODE' deletes them. --code takes a commitment that was made elsewhere.`,
		Example: `  vow promise move assessment-x --by 2027-01-31 --reason translation
  vow promise move assessment-x --by 2027-01-31 --reason protected --protected-file why.txt`,
		Annotations: exits("recorded; or waits for signatures", vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPromiseMove(cmd.Context(), a, opts, args[0])
		},
	}
	opts.Due.addFlags(cmd, "IANA time `ZONE`; the promise's if left out")
	opts.Seen.addFlags(cmd)
	cmd.Flags().StringVar(&opts.Reason, "reason", "", "why: one `CODE` of the list above")
	cmd.Flags().StringVar(&opts.Code, "code", "", "commitment to a protected reason, 64 `HEX` digits")
	cmd.Flags().StringVar(&opts.Protected, "protected-file", "", "`FILE` with the true reason, to be kept in the private store")
	quoteFlag(cmd, &opts.Quote)
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func quoteFlag(cmd *cobra.Command, quote *bool) {
	cmd.Flags().BoolVar(quote, "quote-unique", false, "although the title or the words quote what stands in one version of a letter alone, or say a name that is kept back")
}

func reasonList() string {
	var names []string
	for _, r := range vow.Reasons() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func runPromiseMove(ctx context.Context, a *app, opts promiseMoveOptions, report string) error {
	due, err := opts.Due.parse()
	if err != nil {
		return err
	}
	if opts.Reason == "" {
		return vow.Errorf(vow.CodeUsage, "--reason is needed").WithHint("one of: %s", reasonList())
	}
	seen, err := opts.Seen.parse()
	if err != nil {
		return err
	}
	o := office.MoveOptions{Report: report, Due: due, Reason: vow.Reason(opts.Reason), ProtectedFile: opts.Protected, Seen: seen, Quote: opts.Quote}
	if o.Reason == vow.ReasonProtected && opts.Protected == "" && opts.Code == "" {
		return vow.Errorf(vow.CodeUsage, "--reason protected needs the true reason, kept back: --protected-file FILE, or --code HEX")
	}
	if opts.Code != "" {
		if o.Code, err = vow.ParseHash(opts.Code); err != nil {
			return vow.Errorf(vow.CodeUsage, "--code: %w", err)
		}
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		out, warnings, err := h.MovePromise(ctx, o)
		if err != nil {
			return err
		}
		for _, w := range warnings {
			a.term.warn("%s", w)
		}
		if opts.Protected != "" {
			a.term.hint("the reason is in the private store; 'vow log' shows its commitment, 'vow event open' with that reveals it")
		}
		return a.outcome(out, opts.JSON)
	})
}
