package cli

import (
	_ "embed"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/seal"
)

// openlock is the script for readers who have age, tle and Python, and no vow.
//
//go:embed openlock.py
var openlock string

// anyHead is the line of the script that names no lock.
const anyHead = "\nHEAD = \"\" "

func newLockScriptCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "script [LOCK]",
		Short: "Print a Python script that opens locks without vow",
		Long: `Print a short, commented script for Python 3 (standard library only) with which
a reader who has age and tle opens a lock of any policy: it extracts the leaves as
age files, says which stock command opens each, checks the shares that come out
against the lock, and joins them into the branch's key. It decrypts nothing itself.

With LOCK the script names that lock's head and refuses every other one.
docs/open-without-vow.md walks through it.`,
		Example: `  vow lock script > openlock.py
  python3 openlock.py assessment-x.lock
  python3 openlock.py assessment-x.lock extract leaves
  python3 openlock.py assessment-x.lock join leaves leaves/*.share`,
		Annotations: exits("", vow.CodeCheck),
		Args:        cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			script := openlock
			if len(args) == 1 {
				data, err := readInput(args[0], 1<<20)
				if err != nil {
					return err
				}
				l, err := seal.ParseLock(data)
				if err != nil {
					return named(args[0], err)
				}
				script = strings.Replace(script, anyHead, "\nHEAD = \""+l.Head().String()+"\" ", 1)
			}
			_, err := a.out.Write([]byte(script))
			return err
		},
	}
}
