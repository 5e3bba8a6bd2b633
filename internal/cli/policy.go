package cli

import (
	"github.com/spf13/cobra"
)

func newPolicyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "policy",
		Short:       "Read and analyse release conditions",
		Example:     "  vow policy explain '2026-12-01 or (editor and counsel)'",
		Annotations: exits(""),
	}
	return cmd
}
