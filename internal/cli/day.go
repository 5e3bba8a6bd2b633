package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newDayCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "day",
		Short:       "Fix what the office keeps to itself, once a day, busy or not",
		Example:     "  vow day fix",
		Annotations: exits(""),
	}
	cmd.AddCommand(newDayFixCommand(a), newDayClerkCommand(a))
	return cmd
}

func newDayFixCommand(a *app) *cobra.Command {
	var opts office.DayOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "fix",
		Short: "Fix every day that is over, and record what is ripe in the outbox",
		Long: `Fix every day of the office that is over: one entry a day, under the day's own
date, with the root of a tree that commits to how many events were noted and to each
of them. It looks the same whether nothing happened or much, and it is to be run from
a timer at the office's hour, so that its time tells nothing either. A day that was
missed is fixed late, under its own date. Repeated, it does what is left.

What is ripe in the outbox is recorded first.

--clerk signs with the clerk's key and asks for the clerk's passphrase alone
('vow day clerk'), so that the officers' passphrase lies on no unattended machine.`,
		Example: `  vow day fix
  VOW_PASSPHRASE_FILE=/etc/vow/clerk.pass vow day fix --clerk`,
		Annotations: exits("every day that is over is fixed", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				days, err := h.FixDays(cmd.Context(), opts)
				if asJSON {
					if days == nil {
						days = []*office.Outcome{}
					}
					return errors.Join(err, a.out.json(days))
				}
				for _, out := range days {
					a.printOutcome(out)
				}
				if err == nil && len(days) == 0 {
					a.out.printf("every day that is over is fixed\n")
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&opts.Clerk, "clerk", false, "sign with the clerk's key, under the clerk's passphrase")
	cmd.Flags().BoolVar(&opts.Many, "many", false, "fix more than 40 missed days, too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func newDayClerkCommand(a *app) *cobra.Command {
	var file string
	cmd := a.statement(&cobra.Command{
		Use:   "clerk",
		Short: "Make a key that can only fix days, for an unattended machine",
		Long: `Make a clerk's key and add it to the office. It signs the daily counts and nothing
else. Its file, keys/clerk.age, lies under a passphrase of its own and holds copies of
the log's key and of the private store's, so that 'vow day fix --clerk' needs no
other: whoever has that file and its passphrase can read the private store, fix days
falsely and sign checkpoints, and can promise, seal or release nothing
(docs/threat.md, Clerk). 'vow officer retire NAME' takes the key out of force; run
again after that, the command makes another.`,
		Example: `  vow day clerk
  vow day clerk --clerk-passphrase-file /etc/vow/clerk.pass`,
	}, nil, func(ctx context.Context, h *office.Home, _ []string) (*office.Outcome, error) {
		return h.AddClerk(ctx, func() ([]byte, error) {
			if file != "" {
				return office.PassphraseFile(file)
			}
			b, err := a.term.passphrase(ctx, "Passphrase of the clerk", true)
			if vow.CodeOf(err) == vow.CodeUsage { // VOW_PASSPHRASE_FILE has the officer's
				err = vow.Errorf(vow.CodeUsage, "the clerk's own passphrase: %w", err).WithHint("put one that is not the home's into a file of mode 0600, and name it with --clerk-passphrase-file")
			}
			return b, err
		})
	})
	cmd.Flags().StringVar(&file, "clerk-passphrase-file", "", "read the clerk's passphrase from `FILE`, of mode 0600")
	return cmd
}
