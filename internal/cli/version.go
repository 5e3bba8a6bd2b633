package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionOptions are the flags of vow version.
type versionOptions struct {
	JSON bool
}

// versionAnswer is the answer of vow version --json.
type versionAnswer struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Revision string `json:"revision"` // of the source, or "" where the build does not know
	Modified bool   `json:"modified"` // the source had changes beside that revision
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

func newVersionCommand(a *app) *cobra.Command {
	var opts versionOptions
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the version of this program",
		Example: `  vow version
  vow version --json`,
		Annotations: exits(""),
		Args:        argNames(),
		RunE:        func(*cobra.Command, []string) error { return runVersion(a, opts) },
	}
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runVersion(a *app, opts versionOptions) error {
	v := version()
	if opts.JSON {
		return a.out.json(v)
	}
	a.out.printf("vow %s (%s %s/%s)\n", v.Version, v.Go, v.OS, v.Arch)
	if v.Revision != "" {
		note := ""
		if v.Modified {
			note = ", modified"
		}
		a.out.printf("revision %s%s\n", v.Revision, note)
	}
	return nil
}

// version reads what the Go tool wrote into the program.
func version() versionAnswer {
	v := versionAnswer{Version: "unknown", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
