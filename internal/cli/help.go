package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vow"
)

// finish gives every command of the tree the same help, the same treatment of
// usage errors and the mark that its own code was reached.
func finish(a *app, root *cobra.Command) {
	root.SetOut(a.out)
	root.SetErr(a.sys.Stderr)
	root.SetHelpCommand(newHelpCommand(root))
	root.InitDefaultHelpCmd()
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.out.printf("%s", helpText(cmd)) })
	root.SetFlagErrorFunc(a.usage)
	walk(root, func(cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		cmd.Flags().Lookup("help").Usage = "show this help"
		mark(a, cmd)
	})
}

// mark wraps a command's functions so that errors before its own code count as
// wrong usage.
func mark(a *app, cmd *cobra.Command) {
	args, run := cmd.Args, cmd.RunE
	if run == nil { // a group of commands
		args = cobra.ArbitraryArgs
		run = func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return vow.Errorf(vow.CodeUsage, "%s: a command is missing", cmd.CommandPath()).
				WithHint("one of: %s", strings.Join(subcommands(cmd), ", "))
		}
	}
	if args == nil {
		args = cobra.ArbitraryArgs
	}
	cmd.Args = func(cmd *cobra.Command, given []string) error {
		if err := checkPaths(cmd); err != nil { // before the argument that it took is missed
			return err
		}
		return a.usage(cmd, args(cmd, given))
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a.ran = true
		return run(cmd, args)
	}
}

// walk calls f for cmd and everything below it.
func walk(cmd *cobra.Command, f func(*cobra.Command)) {
	f(cmd)
	for _, c := range cmd.Commands() {
		walk(c, f)
	}
}

// helpText returns what --help prints. The manual pages have the same parts.
func helpText(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUSAGE\n  %s\n", wrap(strings.TrimSpace(longText(cmd)), 80), usageLine(cmd))
	if names := subcommands(cmd); len(names) > 0 {
		b.WriteString("\nCOMMANDS\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-*s  %s\n", len(slices.MaxFunc(names, byLength)), c.Name(), c.Short)
			}
		}
	}
	flags(&b, "FLAGS", cmd.LocalFlags())
	flags(&b, "GLOBAL FLAGS", cmd.InheritedFlags())
	fmt.Fprintf(&b, "\nEXAMPLES\n%s\n\nEXIT STATUS\n%s", strings.TrimRight(cmd.Example, " \n"), exitStatusText(cmd))
	return b.String()
}

// wrap sets text anew in lines of at most width between words: paragraphs, which
// blank lines part, whatever lines they were written in. Indented lines stay as
// they are.
func wrap(text string, width int) string {
	var out []string
	fresh := true // the next word begins a line
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, " ") {
			out, fresh = append(out, line), true
			continue
		}
		for word := range strings.FieldsSeq(line) {
			if last := len(out) - 1; !fresh && len([]rune(out[last]))+1+len([]rune(word)) <= width {
				out[last] += " " + word
			} else {
				out, fresh = append(out, word), false
			}
		}
	}
	return strings.Join(out, "\n")
}

func flags(b *strings.Builder, title string, set *pflag.FlagSet) {
	if set.HasAvailableFlags() {
		fmt.Fprintf(b, "\n%s\n%s", title, set.FlagUsagesWrapped(100))
	}
}

func byLength(a, b string) int { return len(a) - len(b) }

func longText(cmd *cobra.Command) string {
	if cmd.Long != "" {
		return cmd.Long
	}
	return cmd.Short + "."
}

// usageLine returns the command line's form.
func usageLine(cmd *cobra.Command) string {
	line := cmd.CommandPath()
	if _, arguments, ok := strings.Cut(cmd.Use, " "); ok {
		line += " " + arguments
	} else if cmd.HasAvailableSubCommands() {
		line += " COMMAND"
	}
	return line + " [FLAGS]"
}

func subcommands(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// unknownCommand returns the error for a name that no command has.
func unknownCommand(cmd *cobra.Command, name string) error {
	err := vow.Errorf(vow.CodeUsage, "unknown command %q for %q", name, cmd.CommandPath())
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		slices.Sort(near)
		return err.WithHint("did you mean %s?", strings.Join(near, " or "))
	}
	return err.WithHint("run '%s --help'", cmd.CommandPath())
}

// argNames returns an argument check for exactly the named arguments.
func argNames(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < len(names) {
			return fmt.Errorf("%s is missing", names[len(args)])
		}
		if len(args) > len(names) {
			return fmt.Errorf("one argument too many: %q", args[len(names)])
		}
		return nil
	}
}

func newHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:         "help [COMMAND]",
		Short:       "Show the help of a command",
		Example:     "  vow help policy explain",
		Annotations: exits(""),
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(root, strings.Join(args, " "))
			}
			return cmd.Help()
		},
	}
}
