package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// newEventOpenCommand is vow event open.
func newEventOpenCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "open ID",
		Short: "Open an event of a fixed day to the public",
		Long: `Open an event: an entry says where in its day the event stands, and a reveal file
with its whole text goes into dossiers. The text is shown first. The entry waits in
the outbox for 24 hours; the reveal file is written when it is recorded. 'vow erase'
can delete the file later, and calls back no copy. An oral approach is opened once
two officers stand by its note ('vow event attest'), and the entry has both signatures.

What the home keeps back is not opened: an event, or a reason, whose words hold a name
that the private store keeps ('--unnamed', '--name') or repeat a block of a reply that
'vow comment withhold' withholds is refused, and so is a signer who may not be named.
Close it in the register, or note it again in other words. Where the name is public by
now, --say-name opens it all the same, and warns. What waits in the outbox is looked at
again before it is recorded: what was kept back meanwhile keeps it there (exit 5).

With the commitment of a move's protected reason in place of an ID, or its first 8 hex
digits, the reveal file of that reason is written at once: the record has the commitment
already, so no entry is made.`,
		Example: `  vow event open e12
  vow event open 5c0a91d3
  vow event open e12 --now`,
	}
	now := nowFlag(cmd)
	var o office.OpenEventOptions
	cmd.Flags().BoolVar(&o.SayName, "say-name", false, "although the words hold a name that is kept back")
	return a.statement(cmd, []string{"ID"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		now(h)
		o.ID = args[0]
		return h.OpenEvent(ctx, o)
	})
}

func newRegisterCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "register",
		Short:       "State what was counted of approaches, after the release",
		Example:     "  vow register state assessment-x --close e3=private-person",
		Annotations: exits(""),
	}
	cmd.AddCommand(newRegisterStateCommand(a))
	return cmd
}

func newRegisterStateCommand(a *app) *cobra.Command {
	var closed []string
	var to string
	cmd := &cobra.Command{
		Use:   "state REPORT",
		Short: "Say how many events each day counted, which are opened, and why the rest is not",
		Long: `State the register of a released report: for every day from the promise to the
release how many events were counted, how many of them are opened, and on what basis
the rest stays closed. Every event is either opened ('vow event open', first) or
closed here, on one of the bases private-person, source, legal, third-party. Events
of other reports are closed as other-report by themselves: their own registers open
them. What is neither is named, and nothing is stated.

The days' counts are public from then on. A later register of the same report
replaces an earlier one, and covers at least its days.`,
		Example: `  vow register state assessment-x
  vow register state assessment-x --close e3=private-person --close e7=source`,
	}
	now := nowFlag(cmd)
	cmd.Flags().StringArrayVar(&closed, "close", nil, "leave an event closed: `ID=BASIS`; may be repeated")
	cmd.Flags().StringVar(&to, "to", "", "last `DAY`, if later than that of the release")
	return a.statement(cmd, []string{"REPORT"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		now(h)
		bases := make(map[string]vow.Basis)
		for _, c := range closed {
			id, basis, ok := strings.Cut(c, "=")
			if _, twice := bases[id]; !ok || twice {
				return nil, vow.Errorf(vow.CodeUsage, "--close %q: ID=BASIS expected, each event once", c).WithHint("BASIS is one of %v", vow.Bases())
			}
			bases[id] = vow.Basis(basis)
		}
		return h.StateRegister(ctx, office.RegisterOptions{Report: args[0], Close: bases, To: to})
	})
}

func newEraseCommand(a *app) *cobra.Command {
	var opts office.EraseOptions
	var reason string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "erase ID|COMMIT|ROOT",
		Short: "Delete a text and its salts for good",
		Long: `Delete a text with its salts from this home: an event, named by its ID or, if it was
opened, by its commitment; or a text that was fixed, named by its root. If the record
names it, an entry says first that it is erased and why; what the record holds of it
can then no longer be guessed, and no check misses it. An event that was never opened
needs no entry.

A text that was sealed opens by itself and cannot be erased, nor can a published one.
Copies elsewhere, in dossiers and backups, are not reached.`,
		Example: `  vow erase e12 --reason privacy
  vow erase 5f0c…e1 --reason request`,
		Annotations: exits("erased; or the entry waits for signatures", vow.CodeRefused, vow.CodeState),
		Args:        argNames("ID, COMMIT or ROOT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.What, opts.Reason = args[0], vow.ErasureReason(reason)
			valid := false
			for _, r := range vow.ErasureReasons() {
				valid = valid || r == opts.Reason
			}
			if !valid {
				return vow.Errorf(vow.CodeUsage, "--reason %q: one of %v expected", reason, vow.ErasureReasons())
			}
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				res, err := h.Erase(cmd.Context(), opts)
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(res)
				}
				if res.Outcome != nil {
					a.printOutcome(res.Outcome)
				}
				if res.Erased {
					a.out.printf("erased %s here; copies elsewhere are not reached\n", res.What)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "`CODE`: privacy, safety, legal, request or retention")
	cmd.Flags().StringVar(&opts.Report, "report", "", "`REPORT` for which a text was fixed, where several have its root")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func newMethodCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "method",
		Short:       "Fix the public statement of how the office works",
		Example:     "  vow method fix method.pdf --where https://office.example/method",
		Annotations: exits(""),
	}
	var o office.MethodOptions
	fix := a.statement(&cobra.Command{
		Use:   "fix FILE",
		Short: "Fix a public statement of method by its hash",
		Long: `Fix the public statement of how the office works, in general or for one report, by
the SHA-256 of its file. Whoever has the file can see that it was not rewritten later.

--where says where it can be read, for ever: a whole address (http:// or https://, without
user and password), or other words of up to 500 bytes, such as a library or a document's
number. A path of this machine is refused. Nobody looks whether the file is there.`,
		Example: `  vow method fix method.pdf --where https://office.example/method
  vow method fix terms.pdf --report assessment-x`,
	}, []string{"FILE"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		if err := checkPlaces(o.Where); err != nil {
			return nil, err
		}
		o.File = args[0]
		return h.FixMethod(ctx, o)
	})
	fix.Flags().StringVar(&o.Report, "report", "", "`REPORT` that it is about; all of the office's work if left out")
	fix.Flags().StringArrayVar(&o.Where, "where", nil, "`PLACE` where it can be read, an address or words; may be repeated")
	cmd.AddCommand(fix)
	return cmd
}
