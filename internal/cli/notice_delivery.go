package cli

import (
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// newNoticeDeliveryCommand hands out and erases what proves that a notice was handed over.
func newNoticeDeliveryCommand(a *app) *cobra.Command {
	var out string
	var erase bool
	cmd := &cobra.Command{
		Use:   "delivery REPORT NOTICE",
		Short: "Write what proves that a notice was handed over, or erase it",
		Long: `Write what proves that a notice was handed over: the file that 'vow notice send
--delivery' stated the SHA-256 of, and kept in the private store. With --erase it is
deleted there; its hash stays in the record.`,
		Example: `  vow notice delivery assessment-x n1 -o stamped.pdf
  vow notice delivery assessment-x n1 --erase`,
		Annotations: exits("written or erased", vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT", "NOTICE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if erase && out != "" {
				return vow.Errorf(vow.CodeUsage, "--erase and -o do not go together")
			}
			mode := office.Read
			if erase {
				mode = office.Write
			}
			return a.withHome(cmd.Context(), mode, func(h *office.Home) error {
				if erase {
					if err := h.EraseDelivery(cmd.Context(), args[0], args[1]); err != nil {
						return err
					}
					a.out.printf("erased the proof that %s was handed over here; copies elsewhere are not reached\n", args[1])
					return nil
				}
				_, data, err := h.Delivery(cmd.Context(), args[0], args[1])
				if err != nil {
					return err
				}
				return a.writePrivate(out, data)
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write; standard output if left out")
	cmd.Flags().BoolVar(&erase, "erase", false, "delete it from the private store")
	return cmd
}
