package cli

import "github.com/spf13/cobra"

func newEventCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "event",
		Short:       "List the private events, stand by them, open them to the public",
		Example:     "  vow event list\n  vow event open e12",
		Annotations: exits(""),
	}
	cmd.AddCommand(newEventListCommand(a), newEventShowCommand(a), newEventNoteCommand(a), newEventAttestCommand(a),
		newEventOpenCommand(a))
	return cmd
}
