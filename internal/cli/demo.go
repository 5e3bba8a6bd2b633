package cli

import (
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/demo"
)

func newDemoCommand(a *app) *cobra.Command {
	var opts demo.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See the whole path on this machine alone, and six ways to cheat caught",
		Long: `See the whole path on this machine alone: an office with two officers promises a
report, moves it once, seals it; the date comes and it opens by itself; one file
proves it. Then it cheats in six ways, and verify names each. Beacon chain,
witnesses and clock are local: it proves nothing to others.`,
		Example: `  vow demo
  vow demo --keep demo-files`,
		Annotations: exits("everything came out as it must", vow.CodeCheck, vow.CodeRefused),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return demo.Run(cmd.Context(), a.out, opts)
		},
	}
	cmd.Flags().StringVar(&opts.Keep, "keep", "", "leave the files in this new folder, `DIR`")
	return cmd
}
