package cli

import (
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/portal"
)

func newExportCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "export",
		Short:       "Export what is public, as a site",
		Example:     "  vow export site public/",
		Annotations: exits(""),
	}
	cmd.AddCommand(newExportSiteCommand(a))
	return cmd
}

// exportOptions are the flags of vow export site.
type exportOptions struct {
	At, URL string
	JSON    bool
}

func newExportSiteCommand(a *app) *cobra.Command {
	var opts exportOptions
	cmd := &cobra.Command{
		Use:   "site DIR",
		Short: "Write the public site: static files that any server can show",
		Long: `Write or renew the public site of the record in DIR: pages, feeds, calendars, texts with
proofs, packages, dossiers and the record itself, compressed beside themselves. Any file
server shows it, and so does 'vow serve portal DIR'. All links are relative.

It needs no passphrase and opens no private store: what it shows, a dossier would hold.
What it says of a report is what 'vow verify' concludes with the office's own trust file.

The same record and the same time give the same bytes. In a DIR of an older export only
what changed is written; an export that was killed is finished by the next one. DIR must
be new, empty, or hold a site of this record, and lie outside the home. A second export
into it is refused while one is at work.

--at is no earlier than the record's last entry and than the witnesses last saw it: the
site shows all that the home has, and never what it was before.`,
		Example: `  vow export site public/
  vow export site public/ --url https://reports.example/ --at 2026-09-01T00:00:00Z`,
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
		Args:        argNames("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o := portal.Options{Dir: args[0], At: vow.At(a.sys.Now())}
			if opts.At != "" {
				at, err := vow.ParseTime(opts.At)
				if err != nil {
					return vow.Errorf(vow.CodeUsage, "--at: %w", err)
				}
				o.At, o.Asked = at, true
			}
			if opts.URL != "" {
				u, err := url.Parse(opts.URL)
				if err == nil && u.User != nil { // every feed would carry it
					return vow.Errorf(vow.CodeUsage, "--url: an address without a user and password expected: it is published")
				}
				if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || !strings.HasSuffix(u.Path, "/") || strings.ContainsAny(opts.URL, "?#") {
					return vow.Errorf(vow.CodeUsage, "--url %q: the whole address of the site expected, with a final slash", opts.URL)
				}
				o.URL = u.String()
			}
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				res, err := portal.Export(cmd.Context(), h, o)
				if err != nil {
					return err
				}
				if opts.JSON {
					return a.out.json(res)
				}
				a.out.printf("%s: %s of %s, as of %s\n", res.Dir, count(res.Files, "file", "files"), count(res.Reports, "report", "reports"), res.At)
				a.out.printf("written now: %s; removed: %s\n", count(res.Written, "file", "files"), count(res.Removed, "file", "files"))
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.At, "at", "", "`TIME` of the export, which the site states, instead of now")
	f.StringVar(&opts.URL, "url", "", "where the site will stand, for feeds and previews: an `ADDRESS` with a final slash")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}
