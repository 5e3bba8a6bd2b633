package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vow"
)

// pathNames are how flags name a value that is a file or a folder.
var pathNames = []string{"DIR", "FILE", "LOCK", "RECEIPT", "[LANG=]FILE"}

// checkPaths refuses a flag's file or folder whose name begins with a dash: it is the next
// flag, which the parser took for the value that was left out. "-" alone is a stream.
func checkPaths(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		name, _ := pflag.UnquoteUsage(f)
		if err != nil || !slices.Contains(pathNames, name) {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			if strings.HasPrefix(v, "-") && v != "-" {
				err = vow.Errorf(vow.CodeUsage, "--%s: %s is missing: %q is no name of one, but looks like a flag", f.Name, name, v).
					WithHint("if a file or folder is called so, write ./%s", v)
				return
			}
		}
	})
	return err
}
