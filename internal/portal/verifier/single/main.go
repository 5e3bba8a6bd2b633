// Command single (level 7) writes verify-single.html, the verifier in one file, as
// script/dist gives it away beside the programs.
package main

import (
	"fmt"
	"os"

	"vow/internal/portal/verifier"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: single FILE")
		os.Exit(2)
	}
	f, err := verifier.Single()
	if err == nil {
		err = os.WriteFile(os.Args[1], f.Data, 0o644) //nolint:gosec // public
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "single:", err)
		os.Exit(1)
	}
}
