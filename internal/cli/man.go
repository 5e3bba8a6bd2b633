package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vow/internal/durable"
)

func newManCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:         "man DIR",
		Short:       "Write the manual pages into a directory",
		Example:     "  vow man docs/man",
		Annotations: exits(""),
		Hidden:      true, // for those who package or install vow
		Args:        argNames("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runMan(a, cmd.Root(), args[0])
		},
	}
}

func runMan(a *app, root *cobra.Command, dir string) error {
	var disk durable.Disk
	if err := disk.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	pages := manPages(root)
	for name, page := range pages {
		if err := disk.WriteFile(filepath.Join(dir, name), page, durable.Public); err != nil {
			return err
		}
	}
	a.out.printf("%d manual pages in %s\n", len(pages), dir)
	return nil
}

// manPages returns the manual page of every command, by file name.
func manPages(root *cobra.Command) map[string][]byte {
	pages := map[string][]byte{}
	walk(root, func(cmd *cobra.Command) {
		if !cmd.Hidden {
			pages[pageName(cmd)+".1"] = manPage(cmd)
		}
	})
	return pages
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage returns one manual page, in the man macros that every Unix knows. It
// holds no date and no version: the same command tree gives the same bytes.
func manPage(cmd *cobra.Command) []byte {
	var b strings.Builder
	title := strings.ToUpper(pageName(cmd))
	fmt.Fprintf(&b, ".TH %q 1 \"\" \"vow\" \"vow manual\"\n", title)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(pageName(cmd)), roff(cmd.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n%s\n", roff(usageLine(cmd)))
	b.WriteString(".SH DESCRIPTION\n")
	for i, paragraph := range strings.Split(strings.TrimSpace(longText(cmd)), "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		b.WriteString(roff(paragraph) + "\n")
	}
	if names := subcommands(cmd); len(names) > 0 {
		b.WriteString(".SH COMMANDS\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(c.Name()), roff(c.Short))
			}
		}
	}
	manFlags(&b, "OPTIONS", cmd.LocalFlags())
	manFlags(&b, "GLOBAL OPTIONS", cmd.InheritedFlags())
	fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(strings.TrimRight(cmd.Example, " \n")))
	b.WriteString(".SH EXIT STATUS\n")
	for line := range strings.Lines(exitStatusText(cmd)) {
		status, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", status, roff(strings.TrimSpace(text)))
	}
	manSeeAlso(&b, cmd)
	return []byte(b.String())
}

func manFlags(b *strings.Builder, title string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		names := "--" + f.Name
		if f.Shorthand != "" {
			names = "-" + f.Shorthand + ", " + names
		}
		value, usage := pflag.UnquoteUsage(f)
		if value != "" {
			names += " " + value
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(names), roff(usage))
	})
}

func manSeeAlso(b *strings.Builder, cmd *cobra.Command) {
	var pages []string
	if cmd.HasParent() {
		pages = append(pages, pageName(cmd.Parent()))
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			pages = append(pages, pageName(c))
		}
	}
	if len(pages) == 0 {
		return
	}
	b.WriteString(".SH SEE ALSO\n")
	for i, p := range pages {
		end := ","
		if i == len(pages)-1 {
			end = ""
		}
		fmt.Fprintf(b, ".BR %s (1)%s\n", roff(p), end)
	}
}

// roff escapes text for a manual page: backslashes, hyphens that are to be
// copied, and lines that begin like a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
