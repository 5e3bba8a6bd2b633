package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newNoticeReportedCommand(a *app) *cobra.Command {
	var o office.HearingOptions
	var seen observedOptions
	var who string
	cmd := a.statement(&cobra.Command{
		Use:   "reported REPORT",
		Short: "State, in an observer's record, that a party was heard by somebody else",
		Long: `State, in an observer's record, that somebody else gave a party notice of a report
before it came out; with --reply, that the party answered. What was handed over, and
whether it was enough, an observer does not know.`,
		Example: `  vow notice reported theirs --party CHN --attributed-to un-office --origin 'the reply itself' --status seen --when 2022-07-26
  vow notice reported theirs --party CHN --reply r1 --attributed-to CHN --origin 'its 131 pages' --status seen --when 2022-08-31`,
	}, []string{"REPORT"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		var err error
		if o.Observed, err = seen.parse(); err != nil {
			return nil, err
		}
		if o.Party, err = party(who); err != nil {
			return nil, err
		}
		if o.Comments != 0 && o.Reply == "" {
			return nil, vow.Errorf(vow.CodeUsage, "--comments goes with --reply")
		}
		o.Report = args[0]
		return h.ReportHearing(ctx, o)
	})
	f := cmd.Flags()
	f.StringVar(&who, "party", "", "`PARTY` that was heard")
	f.StringVar(&o.Notice, "notice", "n1", "`NAME` for the notice")
	f.StringVar(&o.Reply, "reply", "", "the party answered: `NAME` for the reply, such as r1")
	f.IntVar(&o.Comments, "comments", 0, "with --reply: `HOW` many comments it had, if that is known")
	seen.addFlags(cmd)
	return cmd
}
