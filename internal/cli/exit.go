package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vow"
)

// statusInterrupted is the exit status after Ctrl-C or a termination signal.
const statusInterrupted = 130

// exitMeanings is the table of exit statuses, the one place that words them.
var exitMeanings = []struct {
	status int
	code   vow.Code
	text   string
}{
	{0, "", "done"},
	{1, vow.CodeCheck, "a check failed"},
	{2, vow.CodeUsage, "wrong usage, or a named file does not exist"},
	{3, vow.CodeUnchecked, "nothing failed, something was not checked"},
	{4, vow.CodeTooEarly, "not yet: too early to open"},
	{5, vow.CodeRefused, "refused by a rule"},
	{6, vow.CodeIO, "network or disk failed"},
	{7, vow.CodeState, "local state damaged, rolled back or from a newer version"},
	{statusInterrupted, "interrupted", "interrupted"},
}

const exitAnnotation = "exit status"

// exits describes the exit statuses of a command for its help: what 0 means
// ("" for just done), and which other codes may come. Wrong usage, disk failure
// (standard output is one) and interruption may always come.
func exits(zero string, codes ...vow.Code) map[string]string {
	listed := map[vow.Code]bool{"": true, vow.CodeUsage: true, vow.CodeIO: true, "interrupted": true}
	for _, c := range codes {
		listed[c] = true
	}
	var b strings.Builder
	for _, m := range exitMeanings {
		if !listed[m.code] {
			continue
		}
		text := m.text
		if m.status == 0 && zero != "" {
			text = zero
		}
		fmt.Fprintf(&b, "  %-4d %s\n", m.status, text)
	}
	return map[string]string{exitAnnotation: b.String()}
}

// exitStatusText returns the lines of a command's EXIT STATUS section.
func exitStatusText(cmd *cobra.Command) string { return cmd.Annotations[exitAnnotation] }
