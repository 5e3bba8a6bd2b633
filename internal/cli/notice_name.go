package cli

import (
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// newNoticeNameCommand shows, hands out and erases the name behind a party of notices.
func newNoticeNameCommand(a *app) *cobra.Command {
	var who, out string
	var erase bool
	cmd := &cobra.Command{
		Use:   "name REPORT",
		Short: "Show who stands behind a class that notices are sent to, or erase it",
		Long: `Show who stands behind a class that the report was declared to criticise: the name
that 'vow notice party --name' kept in the private store. -o FILE writes the reveal of
the public commitment; handed to the party, it shows that it is the one meant. With
--erase name and salt are deleted: nobody can open the commitment any more, and the
record stays as it is.`,
		Example: `  vow notice name assessment-x --party company-1
  vow notice name assessment-x --party company-1 -o company-1.json
  vow notice name assessment-x --party company-1 --erase`,
		Annotations: exits("shown, written or erased", vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if erase && out != "" {
				return vow.Errorf(vow.CodeUsage, "--erase and -o do not go together")
			}
			party, err := findParty("--party", who)
			if err != nil {
				return err
			}
			mode := office.Read
			if erase {
				mode = office.Write
			}
			return a.withHome(cmd.Context(), mode, func(h *office.Home) error {
				if erase {
					if err := h.EraseNoticeName(cmd.Context(), args[0], party); err != nil {
						return err
					}
					a.out.printf("erased the name behind %s here; copies elsewhere are not reached\n", party)
					return nil
				}
				r, err := h.NoticeName(cmd.Context(), args[0], party)
				if err != nil {
					return err
				}
				if out == "" {
					a.out.printf("%s\ncommitment %s\n", r.Content, r.Commit)
					return nil
				}
				data, err := r.Marshal()
				if err != nil {
					return err
				}
				return a.writePrivate(out, data)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&who, "party", "", "`PARTY` as it was declared")
	f.StringVarP(&out, "output", "o", "", "`FILE` for the reveal of the commitment")
	f.BoolVar(&erase, "erase", false, "delete the name and its salt")
	return cmd
}
