package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newOfficerCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "officer",
		Short:       "List, add, rotate and retire the office's keys; say who leads",
		Example:     "  vow officer list",
		Annotations: exits(""),
	}
	cmd.AddCommand(newOfficerListCommand(a), newOfficerAddCommand(a), newOfficerRotateCommand(a), newOfficerRetireCommand(a), newOfficerTermCommand(a))
	return cmd
}

func newOfficerListCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:         "list",
		Short:       "List every key the office ever had",
		Example:     "  vow officer list --json",
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				list, err := h.Officers(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(list)
				}
				for _, o := range list {
					state := "in force"
					if o.Until != nil {
						state = "retired"
					}
					here := ""
					if o.Here {
						here = " (this home)"
					}
					a.out.printf("%-10s %-9s %s%s\n", o.Role, state, o.VKey, here)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

// statement returns a command that makes one entry.
func (a *app) statement(cmd *cobra.Command, args []string, state func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error)) *cobra.Command {
	var asJSON bool
	cmd.Annotations = exits("recorded; or waits for signatures", vow.CodeRefused, vow.CodeState)
	if cmd.Args == nil {
		cmd.Args = argNames(args...)
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
			out, err := state(cmd.Context(), h, args)
			if err != nil || out == nil {
				return err
			}
			return a.outcome(out, asJSON)
		})
	}
	return cmd
}

func newOfficerAddCommand(a *app) *cobra.Command {
	return a.statement(&cobra.Command{
		Use:   "add VKEY:ROLE",
		Short: "Add a key to the office; its holder signs too",
		Long: `Add a key to the office. The holder makes it in a home of their own with
'vow init --officer-only ROLE', and signs this entry there with 'vow approve'.`,
		Example: "  vow officer add \"$(cat officer2.vkey)\"",
	}, []string{"VKEY:ROLE"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		k, err := office.ParseOfficer(args[0])
		if err != nil {
			return nil, err
		}
		return h.AddOfficer(ctx, k)
	})
}

func newOfficerRetireCommand(a *app) *cobra.Command {
	return a.statement(&cobra.Command{
		Use:   "retire NAME",
		Short: "Take a key out of force, for ever",
		Long: `Take a key out of force, for ever. What it signed before stays valid. Refused
where a rule could not be met without it, and for the key of the home that keeps
the record: 'vow officer rotate' replaces that one.`,
		Example: "  vow officer retire counsel-1f3a9c02",
	}, []string{"NAME"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		return h.RetireOfficer(ctx, args[0])
	})
}

func newOfficerRotateCommand(a *app) *cobra.Command {
	var to, finish, trust string
	cmd := &cobra.Command{
		Use:   "rotate [NAME]",
		Short: "Replace a key by a new one of the same role",
		Long: `Replace this home's key by a new one. In the home that keeps the record the new
key takes over as soon as the rotation is recorded: at once, or when as many have
signed as the rule for office.key needs. If the key of that home was lost, the
same command makes a new one and leaves the signing to the others; NAME says which
it was if keys/officer.pub is lost too.

In another officer's home the new key is made and its VKEY:ROLE printed; the home
that keeps the record then runs 'vow officer rotate NAME --to VKEY'. The officer
signs that entry with the new key ('vow approve FILE --key officer-next -o F'),
and with the old one too if the rule needs it, and once it is recorded runs
'vow officer rotate --finish RECEIPT --trust FILE'. The receipt shows that the
rotation stands; without that proof the key in force would be given up for
nothing. The key before it stays in keys/officer-before.* until the next rotation.`,
		Example: `  vow officer rotate
  vow officer rotate counsel-1f3a9c02 --to "$(cat new.vkey)"
  vow --home officer2 officer rotate --finish 7.receipt --trust office.trust`,
		Args: cobra.MaximumNArgs(1),
	}
	cmd = a.statement(cmd, nil, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		name := ""
		switch {
		case finish != "":
			return nil, finishRotation(a, h, finish, trust)
		case trust != "":
			return nil, vow.Errorf(vow.CodeUsage, "--trust goes with --finish RECEIPT")
		case len(args) == 1 && to == "" && h.KeepsRecord() && !h.HasKey(office.OfficerKey):
			name = args[0]
		case len(args) == 1:
			k, err := office.ParseOfficer(to)
			if err != nil {
				key, kerr := vow.ParseKey(to)
				if kerr != nil {
					return nil, vow.Errorf(vow.CodeUsage, "--to: the new key's VKEY is needed")
				}
				k.VKey = key
			}
			return h.RotateOfficer(ctx, args[0], k)
		case to != "":
			return nil, vow.Errorf(vow.CodeUsage, "--to goes with the NAME of the key that is replaced")
		}
		out, vkey, err := h.RotateOwn(ctx, name)
		if err == nil && out == nil {
			a.out.printf("%s\n", vkey)
		}
		return out, err
	})
	cmd.Flags().StringVar(&to, "to", "", "the new key of another officer, `VKEY`")
	cmd.Flags().StringVar(&finish, "finish", "", "put this officer's next key in place: `RECEIPT` of the recorded rotation")
	cmd.Flags().StringVar(&trust, "trust", "", "the office's trust `FILE`, for --finish")
	return cmd
}

func finishRotation(a *app, h *office.Home, receipt, trust string) error {
	if trust == "" {
		return vow.Errorf(vow.CodeUsage, "--trust FILE is needed: the receipt proves nothing without the log's key").
			WithHint("'vow trust show' in the home that keeps the record prints it")
	}
	text, err := readInput(trust, 1<<20)
	if err != nil {
		return err
	}
	data, err := readInput(receipt, 32<<20)
	if err != nil {
		return err
	}
	if err := h.FinishRotation(data, text); err != nil {
		return err
	}
	key, role, err := h.PublicKey(office.OfficerKey)
	if err == nil {
		a.out.printf("%s:%s\n", key, role)
	}
	return err
}

func newOfficerTermCommand(a *app) *cobra.Command {
	var lead, from, to string
	cmd := a.statement(&cobra.Command{
		Use:     "term",
		Short:   "Say who leads the office, and until when",
		Long:    "Say who leads the office: head, acting or vacant. Promises bind the office, not its head; of open ones\nthat are due after the end of the term, or within 30 days before it, you are warned.",
		Example: "  vow officer term --lead head --from 2026-09-01 --to 2030-08-31",
	}, nil, func(ctx context.Context, h *office.Home, _ []string) (*office.Outcome, error) {
		return h.Term(ctx, lead, from, to)
	})
	cmd.Flags().StringVar(&lead, "lead", "", "`WHO` leads: head, acting or vacant")
	cmd.Flags().StringVar(&from, "from", "", "first `DATE`")
	cmd.Flags().StringVar(&to, "to", "", "last `DATE`, if there is one")
	return cmd
}
