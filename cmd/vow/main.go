// Command vow (level 9) makes a promised report impossible to bury once it is
// sealed and copied, and its burial visible before. This file is wiring only;
// the commands are in internal/cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"vow/internal/cli"
)

func main() {
	os.Exit(run(cli.System{
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
		Now:    time.Now,
	}))
}

// run runs the program. The first Ctrl-C or termination signal cancels the
// context, so that the command ends cleanly; a second one kills the process.
func run(sys cli.System) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	return cli.Run(ctx, os.Args[1:], sys)
}
