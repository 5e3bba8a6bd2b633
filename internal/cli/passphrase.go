package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newPassphraseCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "passphrase",
		Short:       "Change the passphrase of the home's keys",
		Example:     "  vow passphrase change",
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
	}
	cmd.AddCommand(newPassphraseChangeCommand(a))
	return cmd
}

// passphraseChangeOptions are the flags of vow passphrase change.
type passphraseChangeOptions struct {
	NewFile string
}

func newPassphraseChangeCommand(a *app) *cobra.Command {
	var opts passphraseChangeOptions
	cmd := &cobra.Command{
		Use:   "change",
		Short: "Encrypt every key of the home under a new passphrase",
		Long: `Encrypt every key of the home under a new passphrase. The present one is asked
for first (or read from VOW_PASSPHRASE_FILE), the new one twice. If the command
is interrupted, all keys open with the old passphrase or all with the new one.
A new one of fewer than 15 characters, the least that NIST SP 800-63B asks of a
password that stands alone, is warned of and taken.

Copies of the old key files, in backups for example, still open with the old
passphrase: change the keys themselves with 'vow officer rotate' if it leaked.`,
		Example: `  vow passphrase change
  VOW_PASSPHRASE_FILE=old vow passphrase change --new-passphrase-file new`,
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runPassphraseChange(cmd.Context(), a, opts)
		},
	}
	cmd.Flags().StringVar(&opts.NewFile, "new-passphrase-file", "", "read the new passphrase from `FILE`, of mode 0600")
	return cmd
}

func runPassphraseChange(ctx context.Context, a *app, opts passphraseChangeOptions) (err error) {
	home, err := a.open(ctx, office.Write)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, home.Close()) }()
	err = home.ChangePassphrase(func() ([]byte, error) {
		if opts.NewFile != "" {
			return office.PassphraseFile(opts.NewFile)
		}
		return a.term.passphrase(ctx, "New passphrase", true)
	})
	if err != nil {
		return err
	}
	a.out.printf("passphrase changed\n")
	return nil
}
