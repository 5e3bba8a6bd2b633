package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newConfigCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "config",
		Short:       "Show the settings of the home",
		Example:     "  vow config show",
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
	}
	cmd.AddCommand(newConfigShowCommand(a))
	return cmd
}

// configShowOptions are the flags of vow config show.
type configShowOptions struct {
	JSON bool
}

func newConfigShowCommand(a *app) *cobra.Command {
	var opts configShowOptions
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the settings in force",
		Long: `Show the settings in force: what vow.toml in the home says, and the defaults
for what it leaves out. The answer is itself a vow.toml. A file that is no
settings file (an unknown key, a wrong value, too large, no regular file) is exit
2 for every command; a missing one is exit 7.`,
		Example: `  vow config show
  vow config show --home /srv/office --json`,
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runConfigShow(cmd.Context(), a, opts)
		},
	}
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runConfigShow(ctx context.Context, a *app, opts configShowOptions) (err error) {
	home, err := a.open(ctx, office.Read)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, home.Close()) }()
	if say := home.OtherHour(ctx); say != "" {
		a.term.warn("%s", say)
	}
	if opts.JSON {
		return a.out.json(home.Config)
	}
	text, err := home.Config.TOML()
	if err != nil {
		return err
	}
	a.out.printf("%s", text)
	return nil
}
