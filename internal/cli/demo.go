package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/demo"
	"vow/internal/office"
	"vow/internal/portal"
)

func newDemoCommand(a *app) *cobra.Command {
	var opts demo.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See the whole path on this machine alone, and nine ways to cheat caught",
		Long: `See the whole path on this machine alone: an office with two officers promises a
report and shows it to whom it criticises; a joint letter asks it not to publish; the
party answers with ten comments, and each has a reason beside it; the office moves
the promise once, seals the report; the date comes and it opens by itself; what was
counted of approaches is opened, or closed on a basis; one file proves it. Then
others cheat in nine ways, and verify names each. Beacon chain, witnesses and clock
are local: it proves nothing to others. It ends with the public site of it all, in a
temporary folder that stays, and the command that serves it.

--keep leaves, for the other commands:

  dossier.zip, trust, chain.json     what a reader has: 'vow verify' exits 0, kept
  report.age, report.lock, released/ package and lock, and what was in them
  report.quote, public.paper         a quotation with proof; the copy for the website
  party/                             what the party was handed (notice/), its own record
                                     (home/), the reply that it sent (reply/) and its
                                     receipt of the ten comments (receipt/r1.receipt, for
                                     'vow verify --receipt')
  cheats/                            dossiers of the office that left comments out, an
                                     approach unopened and a change unexplained, its
                                     trust file, and the receipt that shows the first
  site/                              the public site, for 'vow serve portal'
  home/, home-2/, state/             the office's homes, and XDG_STATE_HOME; passphrase
                                     is that of all homes
  material/, trustees/, alarm/       what the story was told with
  witness/                           the state of its three witnesses`,
		Example: `  vow demo
  vow demo --keep demo-files`,
		Annotations: exits("everything came out as it must", vow.CodeCheck, vow.CodeRefused),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts.Export = func(ctx context.Context, h *office.Home, dir string, at vow.Time) error {
				_, err := portal.Export(ctx, h, portal.Options{Dir: dir, At: at})
				return err
			}
			return demo.Run(cmd.Context(), a.out, opts)
		},
	}
	cmd.Flags().StringVar(&opts.Keep, "keep", "", "leave the files in this new folder, `DIR`")
	return cmd
}
