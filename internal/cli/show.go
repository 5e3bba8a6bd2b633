package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/tlog"
)

func newStatusCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:         "status",
		Short:       "Show where each promise stands",
		Example:     "  vow status --json",
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), a, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func runStatus(ctx context.Context, a *app, asJSON bool) error {
	return a.withHome(ctx, office.Read, func(h *office.Home) error {
		s, err := h.Status(ctx)
		if err != nil {
			return err
		}
		if asJSON {
			return a.out.json(s)
		}
		a.out.printf("%s · %s · %s\n", s.Name, s.Origin, count(s.Entries, "entry", "entries"))
		if s.Closed {
			a.out.printf("the record is closed\n")
		}
		if len(s.Trustees) > 0 {
			a.out.printf("trustees: %s\n", strings.Join(s.Trustees, " "))
		}
		for _, r := range s.Reports {
			late := ""
			if r.Overdue {
				late = "  OVERDUE"
			}
			a.out.printf("%-9s %s  %s, moved %s%s\n", r.State, r.Report, r.DueText, count(r.Moved, "time", "times"), late)
			if r.FirstDue != r.Due {
				a.out.printf("          first promised %s\n", r.FirstText)
			}
			closed := s.Closed && r.ReleasedAt == nil
			if closed {
				a.out.printf("          the record was closed before its release\n")
			}
			switch {
			case r.State == "released":
			case r.SealIndex == nil && closed:
			case r.SealIndex == nil:
				a.out.printf("          not sealed: can still be buried\n")
			case r.OpensLast.IsZero():
				a.out.printf("          opens only when trustees act\n")
			default:
				a.out.printf("          opens by itself at %s\n", r.OpensLast)
			}
			if r.State == "sealed" {
				for _, e := range r.Earlier {
					a.out.printf("          sealed before, by entry %d: opens %s all the same\n", e.SealIndex, e)
				}
			}
			if t := r.Trustees; t != nil && r.State == "sealed" {
				printTrustees(a, t)
			}
			for _, p := range r.Parts {
				state := "until review " + p.Review
				if p.Due {
					state += "  REVIEW IS DUE"
				} else if p.ReleasedAt != nil {
					state = "released"
				}
				a.out.printf("          part %s: %s, %s\n", p.Part, count(p.Paragraphs, "paragraph", "paragraphs"), state)
			}
		}
		for _, p := range s.Pending {
			a.out.printf("waiting   %s  %s %s\n          %s\n", p.ID, p.Kind, p.Report, p.Say)
		}
		return nil
	})
}

// printTrustees says who confirmed a lock, and which shares are public.
func printTrustees(a *app, t *office.TrusteesInfo) {
	waiting := ""
	if len(t.Waiting) > 0 {
		waiting = "; waiting for " + strings.Join(t.Waiting, " ")
	}
	a.out.printf("          %d of %s confirmed%s\n", len(t.Confirmed), count(len(t.Confirmed)+len(t.Waiting), "trustee", "trustees"), waiting)
	if t.Shares > 0 {
		a.out.printf("          %s public\n", count(t.Shares, "share is", "shares are"))
	}
	if t.False > 0 {
		a.out.printf("          %s on the record false\n", count(t.False, "share is", "shares are"))
	}
}

func newLogCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "log [REPORT]",
		Short: "Read the record, entry by entry",
		Long: `Read the record, entry by entry. With REPORT only what was recorded of that report
and of the office itself.`,
		Example: `  vow log
  vow log assessment-x --json`,
		Annotations: exits("", vow.CodeState),
		Args:        cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			report := ""
			if len(args) > 0 {
				report = args[0]
			}
			return runLog(cmd.Context(), a, report, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON, one line an entry")
	return cmd
}

func runLog(ctx context.Context, a *app, report string, asJSON bool) error {
	return a.withHome(ctx, office.Read, func(h *office.Home) error {
		if report != "" {
			if rec, err := h.Record(ctx); err != nil {
				return err
			} else if rec.Report(report) == nil {
				return vow.Errorf(vow.CodeUsage, "no promise was made for %q", report).WithHint("'vow status' lists the promises")
			}
		}
		return h.Log(ctx, report, func(e office.LogEntry) error {
			if asJSON {
				return a.out.json(e)
			}
			if e.Invalid != "" {
				a.out.printf("%5d  INVALID, changes nothing: %s\n", e.Index, e.Invalid)
				return nil
			}
			about := ""
			if e.Report != "" {
				about = e.Report + ": "
			}
			a.out.printf("%5d  %s  %s%s\n", e.Index, e.At, about, e.Say)
			a.out.printf("       signed by %s\n", strings.Join(e.Signed, ", "))
			if e.Opened != "" {
				a.out.printf("       it says: %s\n", e.Opened)
			}
			for _, d := range e.Answered {
				a.out.printf("       answered by %s\n", d)
			}
			return a.out.err
		})
	})
}

func newFsckCommand(a *app) *cobra.Command {
	var asJSON, recover, private bool
	cmd := &cobra.Command{
		Use:   "fsck",
		Short: "Verify the whole home again, from its files alone",
		Long: `Verify every entry, tile, checkpoint and cosignature of the record and the
high-water mark; the receipt of every entry against the record; every lock,
package, paper, kept beacon and pending entry; chain.json; and the form of the key
files. All from the files alone: no passphrase is asked, so that a key file opens
is not checked, nor what is in the private store. Nothing is changed.

With --store the passphrase is asked, and the private store is read to its end: its
pages, every event and file against its commitment or hash, and every day that the
record fixed against its tree.

With --recover the record's private state and high-water mark are first made anew
from its public files, where a replaced machine or a restored copy lost them, and
so are receipts that are missing or do not verify. It asks the witnesses, and
refuses a record that is shorter than its mark or than what a witness knows. Use
it only if these are the newest files there are.`,
		Example: `  vow fsck
  vow fsck --store
  vow fsck --recover`,
		Annotations: exits("everything is as it must be", vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runFsck(cmd.Context(), a, asJSON, recover, private) },
	}
	cmd.Flags().BoolVar(&private, "store", false, "open the private store and check all that is in it")
	cmd.Flags().BoolVar(&recover, "recover", false, "make lost private state anew from the public files")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func runFsck(ctx context.Context, a *app, asJSON, recover, private bool) error {
	mode := office.Read
	if recover {
		mode = office.Write
	}
	return a.withHome(ctx, mode, func(h *office.Home) error {
		if recover {
			if err := h.Recover(ctx); err != nil {
				return err
			}
		}
		r, err := h.Fsck(ctx)
		if r == nil {
			return err
		}
		if private {
			if serr := h.FsckStore(ctx, r); vow.CodeOf(serr) == vow.CodeState {
				err = serr // it counts what was found before, too
			} else {
				err = errors.Join(err, serr)
			}
		}
		if asJSON {
			if jerr := a.out.json(r); jerr != nil {
				return jerr
			}
			return err
		}
		for _, p := range r.Record.Problems {
			a.out.printf("%s: %s\n", p.Path, p.Say)
		}
		for _, p := range r.Files {
			a.out.printf("%s: %s\n", p.Path, p.Say)
		}
		for _, e := range r.Invalid {
			a.out.printf("entry %d is invalid and changes nothing: %s\n", e.Index, e.Say)
		}
		if r.Store != "" {
			a.out.printf("private store: %s\n", r.Store)
		}
		if err == nil {
			a.out.printf("%s, %s, %s, %s: all as they must be\n",
				count(r.Record.Size, "entry", "entries"), count(r.Record.Tiles, "tile", "tiles"),
				count(r.Record.Checkpoints, "kept checkpoint", "kept checkpoints"), count(r.Record.Verified, "cosignature", "cosignatures"))
		}
		return err
	})
}

func newTrustCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trust",
		Short: "Show the office's trust file, and say whom a trust file trusts",
		Example: `  vow trust show > office.trust
  vow trust check office.trust`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newTrustShowCommand(a), newTrustCheckCommand(a))
	return cmd
}

func newTrustShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Print the trust file that readers need",
		Long: `Print the trust file: the log's key, the witnesses of vow.toml and their quorum
(a C2SP tlog-policy). Publish it, and its SHA-256, where the office has no hand;
readers must not take it from the dossier or from the office's own server.`,
		Example:     "  vow trust show > office.trust",
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				text, err := h.TrustText()
				if err != nil {
					return err
				}
				a.term.say("fingerprint (SHA-256) %s", vow.SumHash(text))
				_, err = a.out.Write(text)
				return err
			})
		},
	}
}

// trustAnswer is the answer of vow trust check in JSON.
type trustAnswer struct {
	Fingerprint vow.Hash `json:"fingerprint"`
	Trusts      []string `json:"trusts"`
	Warnings    []string `json:"warnings"`
}

func newTrustCheckCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:         "check FILE",
		Short:       "Say in words whom a trust file trusts, and warn of what is weak",
		Example:     "  vow trust check office.trust",
		Annotations: exits("", vow.CodeCheck),
		Args:        argNames("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := readInput(args[0], 1<<20)
			if err != nil {
				return err
			}
			t, err := tlog.ParseTrust(data)
			if err != nil {
				return vow.Errorf(vow.CodeCheck, "%s: %w", args[0], err)
			}
			if asJSON {
				return a.out.json(trustAnswer{t.Fingerprint(), nonNil(t.Explain()), nonNil(t.Warnings())})
			}
			for _, line := range t.Explain() {
				a.out.printf("%s\n", line)
			}
			for _, line := range t.Warnings() {
				a.term.warn("%s", line)
			}
			a.out.printf("fingerprint (SHA-256) %s\n", t.Fingerprint())
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
