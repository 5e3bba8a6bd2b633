package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newAccessCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "access",
		Short:       "Who saw a text before its release",
		Example:     "  vow access give assessment-x --party press --count 12 --condition embargo --until 2026-08-31T10:00:00Z",
		Annotations: exits(""),
	}
	cmd.AddCommand(newAccessGiveCommand(a))
	return cmd
}

func newAccessGiveCommand(a *app) *cobra.Command {
	var o office.AccessOptions
	var who, until string
	var conditions []string
	var seen observedOptions
	var now func(*office.Home)
	cmd := a.statement(&cobra.Command{
		Use:   "give REPORT",
		Short: "State that somebody saw a text before its release: a class, how many, under what conditions",
		Long: `State that somebody saw a text of the report before its release: the class, how many,
and the conditions: ` + joined(vow.Conditions()) + `.
Nobody is named but States. It waits in the outbox.

In an observer's record it says of somebody else's text that a party saw it, with
--attributed-to, --origin, --status and --when; then --count may be left out.`,
		Example: `  vow access give assessment-x --party press --count 12 --condition embargo --until 2026-08-31T10:00:00Z
  vow access give assessment-x --party expert --count 2 --condition confidential --condition on-site
  vow access give theirs --party press --attributed-to un-office --origin 'a newspaper' --status secondary --when 2022-08`,
	}, []string{"REPORT"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		now(h)
		var err error
		if o.Party, err = a.partyFlag("--party", who); err != nil {
			return nil, err
		}
		o.Report, o.Conditions = args[0], nil
		for _, c := range conditions {
			o.Conditions = append(o.Conditions, vow.Condition(c))
		}
		if until != "" {
			if o.Until, err = timeFlag("until", until, false); err != nil {
				return nil, err
			}
		}
		if o.Seen, err = seen.parse(); err != nil {
			return nil, err
		}
		return h.GiveAccess(ctx, o)
	})
	f := cmd.Flags()
	f.StringVar(&who, "party", "", "`CLASS` that saw it, or a State")
	f.IntVar(&o.Count, "count", 0, "`HOW` many")
	f.StringArrayVar(&conditions, "condition", nil, "`CONDITION` of the list above; may be repeated")
	f.StringVar(&until, "until", "", "with the condition embargo: `TIME` before which nothing of it is made public")
	seen.addFlags(cmd)
	now = nowFlag(cmd)
	return cmd
}

func newDisputeCommand(a *app) *cobra.Command {
	var o office.DisputeOptions
	var who, words string
	var now func(*office.Home)
	cmd := a.statement(&cobra.Command{
		Use:   "dispute ENTRY",
		Short: "Put a party's answer to an entry beside it",
		Long: `Put on the record what a party answers to an entry that names it, in its own words. It
stands beside the entry in 'vow log', on the report card and in the dossier, and
changes nothing. ENTRY is the entry's number, as 'vow log' shows it. It waits in the
outbox; no natural person is to be named in it.`,
		Example: "  vow dispute 14 --party SYL --words answer.txt --lang en",
	}, []string{"ENTRY"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		now(h)
		var err error
		if o.Index, err = strconv.ParseInt(args[0], 10, 64); err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "%q: the number of an entry expected", args[0]).WithHint("'vow log' lists them")
		}
		if o.Party, err = findParty("--party", who); err != nil {
			return nil, err
		}
		if o.Words, err = a.words(ctx, words, "--words", "What the party answers, in one line"); err != nil {
			return nil, err
		}
		return h.Dispute(ctx, o)
	})
	f := cmd.Flags()
	f.StringVar(&who, "party", "", "`PARTY` that answers, as the entry names it")
	f.StringVar(&words, "words", "", "`FILE` with its words")
	f.StringVar(&o.Lang, "lang", "", "`LANGUAGE` of the words")
	now = nowFlag(cmd)
	return cmd
}
