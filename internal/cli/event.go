package cli

import "github.com/spf13/cobra"

func newEventCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "event",
		Short:       "Open events of fixed days to the public",
		Example:     "  vow event open e12",
		Annotations: exits(""),
	}
	cmd.AddCommand(newEventOpenCommand(a))
	return cmd
}
