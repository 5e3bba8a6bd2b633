package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/seal"
)

func newTrusteeCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trustee",
		Short: "Trustees: their keys, the office's list, and what a trustee does",
		Long: `A trustee holds a key that a policy names. 'new', 'confirm', 'release', 'alarm' and
'sheet' are for trustees and need no home; 'add', 'list', 'remove' and 'rehearse' are
for the office. A handle is a role or a pseudonym, never a person's name: it is
public for ever.`,
		Example: `  vow trustee new press-council -o keys
  vow trustee add --file press-council.trustee
  vow trustee confirm assessment-x.lock -i age.key --key sign.key -o press-council.confirmed`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newTrusteeNewCommand(a), newTrusteeAddCommand(a), newTrusteeListCommand(a), newTrusteeRemoveCommand(a),
		newTrusteeConfirmCommand(a), newTrusteeRehearseCommand(a), newTrusteeReleaseCommand(a), newTrusteeAlarmCommand(a), newTrusteeSheetCommand(a))
	return cmd
}

func newTrusteeNewCommand(a *app) *cobra.Command {
	var o office.NewTrusteeOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "new HANDLE",
		Short: "Make a trustee's keys in a folder of their own",
		Long: `Make a trustee's keys in a new folder: age.key, which opens what is sealed to the
trustee, sign.key, which signs what the trustee says, and HANDLE.trustee, which goes
to the office. Both keys are age files under one passphrase, asked for twice: a
stolen stick gives nothing. 'age -d -i age.key' takes the first as it is, and 'age -d'
shows what is in both. Nobody can give a lost passphrase back.

HANDLE is a role or a pseudonym (a small letter, then up to 31 of a-z 0-9 and -),
never the name of a person: it is public for ever.`,
		Example: `  vow trustee new press-council -o keys
  vow trustee new press-council --pq -o keys`,
		Annotations: exits("", vow.CodeRefused),
		Args:        argNames("HANDLE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			env, err := a.env(cmd.Context())
			if err != nil {
				return err
			}
			o.Handle = args[0]
			res, err := office.NewTrustee(env, o)
			if err != nil {
				return err
			}
			if asJSON {
				return a.out.json(res)
			}
			a.out.printf("%s\n", res.Trustee)
			a.term.hint("send %s to the office; age.key, sign.key and the passphrase stay with the trustee, in two places", res.Public)
			return nil
		},
	}
	cmd.Flags().StringVarP(&o.Dir, "output", "o", "", "new folder for the keys, `DIR`")
	cmd.Flags().BoolVar(&o.PQ, "pq", false, "make a hybrid post-quantum age key (opens with age 1.3 or later)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func newTrusteeAddCommand(a *app) *cobra.Command {
	var recipient, vkey, file string
	cmd := a.statement(&cobra.Command{
		Use:   "add [HANDLE]",
		Short: "List a trustee in the record; the trustee signs too",
		Long: `List a trustee, so that 'vow seal' knows the keys behind a handle in a policy. The
trustee accepts with a signature: until it came the entry waits. Export it with 'vow
pending --export', let the trustee run 'vow approve FILE --key sign.key -o SIGNED',
and bring it in with 'vow approve SIGNED'.

RECIPIENT is an age key (age1…, hybrid ones too), an ssh-ed25519 key, as its public
key line or in one token, or the recipient of an age plugin (age1NAME1…), for which
'vow seal' runs the plugin's program, age-plugin-NAME, as age does.

HANDLE is a role or a pseudonym, never a person's name.`,
		Example: `  vow trustee add --file press-council.trustee
  vow trustee add press-council --recipient age1… --vkey press-council-1f3a9c02+…`,
		Args: cobra.MaximumNArgs(1),
	}, nil, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		t, err := trusteeFlags(args, recipient, vkey, file)
		if err != nil {
			return nil, err
		}
		return h.AddTrustee(ctx, t)
	})
	cmd.Flags().StringVar(&file, "file", "", "`FILE` that 'vow trustee new' made, HANDLE.trustee, instead of the three")
	cmd.Flags().StringVar(&recipient, "recipient", "", "what is sealed to, `RECIPIENT`")
	cmd.Flags().StringVar(&vkey, "vkey", "", "what the trustee signs with, `VKEY`")
	return cmd
}

// trusteeFlags reads who is to be listed.
func trusteeFlags(args []string, recipient, vkey, file string) (seal.Trustee, error) {
	if file != "" {
		if recipient != "" || vkey != "" {
			return seal.Trustee{}, vow.Errorf(vow.CodeUsage, "--file has both keys: --recipient and --vkey do not go with it")
		}
		t, err := office.ReadTrusteeFile(file)
		if err == nil && len(args) == 1 && args[0] != t.Handle {
			err = vow.Errorf(vow.CodeUsage, "%s is of the trustee %q, not of %q", file, t.Handle, args[0])
		}
		return t, err
	}
	if len(args) == 0 || recipient == "" || vkey == "" {
		return seal.Trustee{}, vow.Errorf(vow.CodeUsage, "HANDLE, --recipient and --vkey are needed, or --file HANDLE.trustee")
	}
	r, err := office.ParseRecipient(recipient)
	if err != nil {
		return seal.Trustee{}, err
	}
	return office.ParseTrustee(args[0] + "=" + r + "," + vkey)
}

func newTrusteeListCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the trustees, and what became of the seals that name them",
		Long: `List every trustee that the office ever listed, and for each seal that names one:
how many leaves it holds for the trustee, whether the trustee confirmed to hold
them, and how many of their shares are on the record.`,
		Example:     "  vow trustee list --json",
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				list, err := h.Trustees(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(list)
				}
				for _, t := range list {
					a.printTrustee(t)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func (a *app) printTrustee(t office.TrusteeInfo) {
	state := fmt.Sprintf("listed by entry %d", t.From)
	if t.Until != nil {
		state += fmt.Sprintf(", removed by entry %d", *t.Until)
	}
	a.out.printf("%s  %s\n  %s\n  %s\n", t.Handle, state, office.ShortRecipient(t.Recipient), t.VKey)
	for _, s := range t.Seals {
		words := []string{count(s.Leaves, "leaf", "leaves")}
		if s.Confirmed != nil {
			words = append(words, fmt.Sprintf("confirmed by entry %d", *s.Confirmed))
		} else {
			words = append(words, "not confirmed")
		}
		if s.Released > 0 {
			words = append(words, count(s.Released, "share released", "shares released"))
		}
		if s.Opened {
			words = append(words, "opened")
		}
		a.out.printf("  %s (entry %d): %s\n", seal.Stem(s.Report, s.Part), s.Index, strings.Join(words, ", "))
	}
}

func newTrusteeRemoveCommand(a *app) *cobra.Command {
	return a.statement(&cobra.Command{
		Use:   "remove HANDLE",
		Short: "Take a trustee off the list; older seals stay as they are",
		Long: `Take a trustee off the list, so that no later seal takes the keys from there. It
never touches older seals: whoever holds a share of one still holds it, can release
it, and can hold it back. The seals that are not open yet are named.`,
		Example: "  vow trustee remove press-council",
	}, []string{"HANDLE"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		out, holds, err := h.RemoveTrustee(ctx, args[0])
		if err != nil {
			return nil, err
		}
		a.term.warn("no older seal is touched: what was sealed to this trustee's key stays sealed to it")
		for _, s := range holds {
			a.term.warn("the trustee %s still holds leaves of %s", args[0], s)
		}
		return out, nil
	})
}
