package cli

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/timelock"
)

// globalOptions are the flags that every command knows.
type globalOptions struct {
	Home      string
	LogLevel  string
	LogFormat string
	Yes       bool
}

// newRoot returns the command tree. Every command is made by a function
// newXCommand(a) in its own file and added here.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "vow",
		Short: "Make a promised report impossible to bury, and prove it",
		Long: `vow makes a promised report impossible to bury once it is sealed and copied, and
its burial visible before. An office promises in public to publish a report by a
date; every step is on a public, append-only record; the report is sealed so
that it opens by itself; and anyone can check it offline.`,
		Example: `  vow policy explain '2026-12-01 or (editor and counsel)'
  vow verify report.dossier.zip --trust office.trust
  vow version --json`,
		Annotations: exits("done; verify: every check passed", vow.CodeCheck, vow.CodeUnchecked,
			vow.CodeTooEarly, vow.CodeRefused, vow.CodeState),
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              cobra.ArbitraryArgs, // an unknown command is named below
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.setUp() },
	}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return cmd.Help()
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.global.Home, "home", "", "home `DIR` of the office (default VOW_HOME, or vow in the user's data directory)")
	flags.StringVar(&a.global.LogLevel, "log-level", "warn", "`LEVEL` from which to log on standard error: error, warn, info or debug")
	flags.StringVar(&a.global.LogFormat, "log-format", "text", "`FORM` of the log: text or json")
	flags.BoolVarP(&a.global.Yes, "yes", "y", false, "sign and publish without asking")

	addCommands(a, root)
	finish(a, root)
	return root
}

// addCommands is the list of commands, in the order of a report's life.
func addCommands(a *app, root *cobra.Command) {
	root.AddCommand(
		newDemoCommand(a),
		newInitCommand(a),
		newPromiseCommand(a),
		newOfficerCommand(a),
		newPendingCommand(a),
		newContactCommand(a),
		newInquiryCommand(a),
		newStatementCommand(a),
		newLetterCommand(a),
		newSignerCommand(a),
		newPositionCommand(a),
		newPictureCommand(a),
		newPartyCommand(a),
		newApproveCommand(a),
		newPassphraseCommand(a),
		newConfigCommand(a),
		newTrusteeCommand(a),
		newTextCommand(a),
		newNoticeCommand(a),
		newCommentCommand(a),
		newReplyCommand(a),
		newAccessCommand(a),
		newDisputeCommand(a),
		newPaperCommand(a),
		newQuoteCommand(a),
		newCompareCommand(a),
		newPolicyCommand(a),
		newSealCommand(a),
		newLockCommand(a),
		newReleaseCommand(a),
		newOpenCommand(a),
		newCorrectCommand(a),
		newRecordCommand(a),
		newDayCommand(a),
		newEventCommand(a),
		newRegisterCommand(a),
		newEraseCommand(a),
		newMethodCommand(a),
		newStatusCommand(a),
		newLogCommand(a),
		newFsckCommand(a),
		newDoctorCommand(a),
		newTrustCommand(a),
		newDossierCommand(a),
		newExportCommand(a),
		newVerifyCommand(a),
		newServeCommand(a),
		newBeaconCommand(a),
		newVersionCommand(a),
		newCompletionCommand(a),
		newManCommand(a),
	)
}

// setUp checks the global flags and makes what follows from them, and that the
// built-in beacon chain is what its hash says.
func (a *app) setUp() error {
	var level slog.Level
	switch a.global.LogLevel {
	case "error", "warn", "info", "debug":
		if err := level.UnmarshalText([]byte(a.global.LogLevel)); err != nil {
			return err
		}
	default:
		return vow.Errorf(vow.CodeUsage, "--log-level %q: error, warn, info or debug expected", a.global.LogLevel)
	}
	opts := &slog.HandlerOptions{Level: level}
	switch a.global.LogFormat {
	case "text":
		a.log = slog.New(slog.NewTextHandler(a.sys.Stderr, opts))
	case "json":
		a.log = slog.New(slog.NewJSONHandler(a.sys.Stderr, opts))
	default:
		return vow.Errorf(vow.CodeUsage, "--log-format %q: text or json expected", a.global.LogFormat)
	}
	return timelock.SelfCheck() // about a millisecond: a spoiled binary never judges
}

// home returns the directory of the office's home.
func (a *app) home() (string, error) {
	if a.global.Home != "" {
		return a.global.Home, nil
	}
	if dir := a.sys.Getenv("VOW_HOME"); dir != "" {
		return dir, nil
	}
	return a.userDir("XDG_DATA_HOME", ".local/share")
}

// userDir returns vow's directory under an XDG base directory. A relative one
// is ignored, as the XDG specification demands.
func (a *app) userDir(variable, underHome string) (string, error) {
	if dir := a.sys.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "vow"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", vow.Errorf(vow.CodeUsage, "the user's home directory is unknown: %w", err).
			WithHint("set VOW_HOME, or name the home with --home")
	}
	return filepath.Join(home, filepath.FromSlash(underHome), "vow"), nil
}

// cacheDir returns the directory for what can be made anew, or "".
func (a *app) cacheDir() string {
	dir, err := a.userDir("XDG_CACHE_HOME", ".cache")
	if err != nil {
		return ""
	}
	return dir
}

// env returns what the use cases take from the world.
func (a *app) env(ctx context.Context) (office.Env, error) {
	state, err := a.userDir("XDG_STATE_HOME", ".local/state")
	if err != nil {
		return office.Env{}, err
	}
	return office.Env{
		Now: a.sys.Now,
		Log: a.log,
		Passphrase: func(prompt string, confirm bool) ([]byte, error) {
			if file := a.sys.Getenv("VOW_PASSPHRASE_FILE"); file != "" {
				return office.PassphraseFile(file)
			}
			return a.term.passphrase(ctx, prompt, confirm)
		},
		Warn: func(line string) { a.term.warn("%s", line) },
		Confirm: func(public []byte, question string) (bool, error) {
			if a.global.Yes {
				return true, nil
			}
			return a.term.confirm(ctx, public, question)
		},
		HTTP:       &http.Client{Timeout: 30 * time.Second},
		StateDir:   state,
		CacheDir:   a.cacheDir(),
		WorkFactor: a.sys.WorkFactor,
		Progress:   a.term.progress,
	}, nil
}

// open opens the office's home.
func (a *app) open(ctx context.Context, mode office.Mode) (*office.Home, error) {
	env, err := a.env(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := a.home()
	if err != nil {
		return nil, err
	}
	return office.OpenHome(env, dir, mode)
}
