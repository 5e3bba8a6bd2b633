// Package cli (level 8) is the command line of vow: one file a command, each an
// options struct, its flags and a run function that calls a use case and prints
// the answer.
//
// Invariants: only terminal.go prints; an exit status is one of those that
// exit.go lists; every command shows examples and its exit statuses in --help;
// no command takes a secret as an argument or flag.
package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// System is what a run of the program gets from the operating system.
type System struct {
	Stdin  *os.File
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
	Now    func() time.Time

	// WorkFactor is the scrypt work factor of new key files; zero is full
	// strength. Only tests set less; no flag or variable can.
	WorkFactor int
}

// app is one run of the program: the system, the global flags and what follows
// from them. Every command's run function is called with it.
type app struct {
	sys    System
	out    *answer
	term   *terminal
	log    *slog.Logger
	global globalOptions
	ran    bool // a command's own code was reached: later errors are not usage errors
}

// Run runs the command line args, without the program's name, and returns the
// exit status. Cancelling ctx stops the command, which then cleans up.
func Run(ctx context.Context, args []string, sys System) int {
	a, root := newApp(sys)
	root.SetArgs(args)
	return a.end(ctx, root.ExecuteContext(ctx))
}

// end prints how a run ended, if not well, and returns its exit status.
func (a *app) end(ctx context.Context, err error) int {
	if err == nil {
		err = a.out.err
	}
	status := a.status(ctx, err)
	switch {
	case status == statusInterrupted:
		a.term.error(errors.New("interrupted"), unfinished(err))
	case err != nil:
		a.term.error(err, vow.HintOf(err))
	}
	return status
}

// unfinished says what an interrupted command left, if anything.
func unfinished(err error) string {
	var u *office.Unfinished
	if !errors.As(err, &u) {
		return ""
	}
	return "the entry was signed and waits as " + u.ID + " ('vow pending'): run the same command again to finish it"
}

// newApp returns a run and its command tree.
func newApp(sys System) (*app, *cobra.Command) {
	a := &app{
		sys:  sys,
		out:  &answer{w: sys.Stdout},
		term: newTerminal(sys.Stdin, sys.Stderr),
		log:  slog.New(slog.DiscardHandler),
	}
	return a, newRoot(a)
}

// status returns the exit status for how a run ended.
func (a *app) status(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && (errors.Is(err, context.Canceled) || vow.CodeOf(err) == vow.CodeIO):
		return statusInterrupted
	default:
		return vow.ExitStatus(err)
	}
}

// usage turns an error that came before any command's own code (unknown
// command, bad flag, missing argument) into a usage error with the right hint.
func (a *app) usage(cmd *cobra.Command, err error) error {
	var e *vow.Error
	if err == nil || a.ran || errors.As(err, &e) {
		return err
	}
	return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("run '%s --help'", cmd.CommandPath())
}
