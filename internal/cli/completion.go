package cli

import (
	"github.com/spf13/cobra"

	"vow"
)

func newCompletionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print the completion script for a shell",
		Long: `Print the completion script for a shell. That for bash needs the package
bash-completion, and says "_get_comp_words_by_ref: command not found" without it.`,
		Example: `  source <(vow completion bash)
  vow completion zsh > "${fpath[1]}/_vow"
  vow completion fish > ~/.config/fish/completions/vow.fish`,
		Annotations: exits(""),
		Args:        argNames("bash|zsh|fish|powershell"),
		ValidArgs:   []string{"bash", "zsh", "fish", "powershell"},
		RunE:        func(cmd *cobra.Command, args []string) error { return runCompletion(a, cmd.Root(), args[0]) },
	}
}

func runCompletion(a *app, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(a.out, true)
	case "zsh":
		return root.GenZshCompletion(a.out)
	case "fish":
		return root.GenFishCompletion(a.out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(a.out)
	default:
		return vow.Errorf(vow.CodeUsage, "unknown shell %q: bash, zsh, fish or powershell expected", shell)
	}
}
