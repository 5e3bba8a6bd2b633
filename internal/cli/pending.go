package cli

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
)

// pendingOptions are the flags of vow pending.
type pendingOptions struct {
	Export, Drop, Out, Words string
	JSON                     bool
}

func newPendingCommand(a *app) *cobra.Command {
	var opts pendingOptions
	cmd := &cobra.Command{
		Use:   "pending",
		Short: "List entries that wait, for signatures or in the outbox",
		Long: `List the entries that wait: for signatures of other officers, or in the outbox.

What says something of others waits in the outbox for 24 hours before it is
recorded, and is shown here exactly as it will stand for ever. 'vow pending send'
records what is ripe; so do 'vow day fix', 'vow seal' and 'vow release'. Until then
--drop takes it back. With --now, which commands that state such entries have, the
entry waits for a second officer's signature instead. The wait is the office's own
care: nothing in the record shows it.

An entry that opens an event has the event's commitment alone, and so has the file that
--export writes. --words FILE writes the words that become public with it, for the officer
who signs it elsewhere. They stand there in the clear: hand the file over as one hands over
the note itself, and delete it.`,
		Example: `  vow pending
  vow pending send
  vow pending --export 3f9a0c77d1e2b455 -o promise.pending
  vow pending --export 77d1e2b4553f9a0c -o opened.pending --words opened.words`,
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runPending(cmd.Context(), a, opts) },
	}
	f := cmd.Flags()
	f.StringVar(&opts.Export, "export", "", "write the entry of this `ID`")
	f.StringVar(&opts.Drop, "drop", "", "forget the entry of this `ID`")
	f.StringVarP(&opts.Out, "output", "o", "", "`FILE` to write; standard output if left out")
	f.StringVar(&opts.Words, "words", "", "with --export of an opening: also write the words that it makes public, to this `FILE`")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	cmd.AddCommand(newPendingSendCommand(a))
	return cmd
}

func newPendingSendCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "send",
		Short: "Record every entry of the outbox that is ripe",
		Long: `Record every entry of the outbox whose time has come and which has its signatures.
One that the record refuses by now keeps no other back; it stays, and the exit
status says so.`,
		Example:     "  vow pending send",
		Annotations: exits("what is ripe is recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				sent, err := h.SendPending(cmd.Context())
				if asJSON && sent != nil {
					return errors.Join(err, a.out.json(sent))
				}
				for _, s := range sent {
					if s.Outcome != nil {
						a.printOutcome(s.Outcome)
					} else {
						a.out.printf("%s %s %s cannot be recorded: %s\n", s.ID, s.Kind, s.Report, s.Error)
					}
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func runPending(ctx context.Context, a *app, opts pendingOptions) error {
	if opts.Export != "" && opts.Drop != "" {
		return vow.Errorf(vow.CodeUsage, "--export and --drop do not go together")
	}
	if opts.Words != "" && opts.Export == "" {
		return vow.Errorf(vow.CodeUsage, "--words goes with --export ID")
	}
	mode := office.Read
	if opts.Drop != "" {
		mode = office.Write
	}
	return a.withHome(ctx, mode, func(h *office.Home) error {
		switch {
		case opts.Drop != "":
			return h.ForgetPending(opts.Drop)
		case opts.Export != "":
			p, err := h.PendingByID(opts.Export)
			if err != nil {
				return err
			}
			if opts.Words != "" {
				if err := a.writeWords(ctx, h, p, opts.Words); err != nil {
					return err
				}
			}
			return a.writeOutput(opts.Out, p.Marshal())
		}
		list, err := h.Pending()
		if err != nil {
			return err
		}
		if opts.JSON {
			return a.out.json(list)
		}
		for _, p := range list {
			signed := "nobody yet"
			if len(p.Signed) > 0 {
				signed = strings.Join(p.Signed, ", ")
			}
			a.out.printf("%s  %s %s  signed by %s\n", p.ID, p.Kind, p.Report, signed)
			a.out.printf("                  %s\n", p.Say)
			if p.Waits == "" {
				continue
			}
			a.out.printf("                  %s; it will say, for ever:\n", p.Waits)
			for line := range strings.Lines(p.Text) {
				a.out.printf("    %s\n", strings.TrimSuffix(line, "\n"))
			}
			if !p.Reveals.IsZero() {
				a.out.printf("                  with it go the words that 'vow event show %s' shows\n", p.Reveals)
				a.out.printf("                  whoever signs it elsewhere sees none of them: 'vow pending --export %s -o FILE --words WORDS' writes them, too\n", p.ID)
			}
		}
		return nil
	})
}

// writeWords writes the words that an opening makes public for another officer.
func (a *app) writeWords(ctx context.Context, h *office.Home, p *vow.Pending, name string) error {
	r, err := h.Words(ctx, p.Body)
	if err != nil {
		return err
	}
	data, err := r.Marshal()
	if err != nil {
		return err
	}
	return a.writePrivate(name, data)
}

// showWords shows what an opening that is to be signed makes public, or says that it is
// not shown: the entry itself has none of it.
func (a *app) showWords(ctx context.Context, h *office.Home, p *vow.Pending, file string) error {
	var r *vow.Reveal
	var err error
	switch {
	case file != "":
		if r, err = office.ReadWords(file, p.Body); err != nil {
			return err
		}
	case p.Body.Common().Kind != vow.KindEventOpened:
		return nil
	case !h.KeepsRecord() || !h.HasStore():
		a.term.warn("what this entry makes public is not shown: it opens an event, and has the event's commitment alone")
		a.term.hint("whoever keeps the record writes the words with 'vow pending --export %s -o FILE --words WORDS'; 'vow approve FILE --words WORDS' shows them", p.ID())
		return nil
	case a.global.Yes || !a.term.interactive():
		return nil // as with the entry itself
	default:
		if r, err = h.Words(ctx, p.Body); err != nil {
			return err
		}
	}
	sentence, content, err := office.SayWords(r)
	if err != nil {
		return err
	}
	a.term.say("With this entry these words become public:\n\n    %s\n\n    %s\n", sentence, content)
	return nil
}

// writeOutput writes bytes to a file, or to standard output for none or "-".
func (a *app) writeOutput(name string, data []byte) error {
	if name == "" || name == "-" {
		_, err := a.out.Write(data)
		return err
	}
	return new(durable.Disk).WriteFile(name, data, durable.Public)
}

// approveOptions are the flags of vow approve.
type approveOptions struct {
	Key, Out, Office, Words string
	JSON                    bool
}

func newApproveCommand(a *app) *cobra.Command {
	var opts approveOptions
	cmd := &cobra.Command{
		Use:   "approve ID|FILE",
		Short: "Sign an entry that waits, and record it once enough have signed",
		Long: `Sign an entry that waits. In an officer's home the signed entry is written to -o
FILE, for the home that keeps the record; there, approving that file merges its
signatures, and records the entry once the office's rules are met. A home that
keeps the record but holds no officer's key in force merges without signing.

A trustee, who has no home, signs with the key file that 'vow trustee new' made:
--key sign.key. Such a key signs only what names it, and -o FILE is needed.

The seal of a body is held to the gates of the right of reply before it is signed, as
'vow seal' does: by the record and the texts of the home, or by those of --office DIR,
a home that keeps the record or a copy of it. Without either it says that nobody
looked.

An entry that opens an event has the event's commitment alone. --words FILE, which 'vow
pending --export ID --words FILE' writes, shows the words that become public with it,
once they are seen to be those of the commitment. Without it an officer's home says that
they are not shown.

An entry of a kind that this version does not know is refused.`,
		Example: `  vow approve promise.pending -o promise.signed
  vow approve promise.signed
  vow approve seal.pending --office /media/copy/vow -o seal.signed
  vow approve opened.pending --words opened.words -o opened.signed
  vow approve listed.pending --key sign.key -o listed.signed
  vow approve 3f9a0c77d1e2b455`,
		Annotations: exits("signed, or recorded", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("ID or FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runApprove(cmd.Context(), a, opts, args[0])
		},
	}
	cmd.Flags().StringVar(&opts.Key, "key", string(office.OfficerKey), "`KEY` of the home to sign with: officer or officer-next; or the file of a trustee's signing key")
	cmd.Flags().StringVar(&opts.Office, "office", "", "hold a body's seal to the right of reply by the record of the home `DIR`")
	cmd.Flags().StringVar(&opts.Words, "words", "", "show what an opening makes public, from this `FILE`")
	cmd.Flags().StringVarP(&opts.Out, "output", "o", "", "write the signed entry to this `FILE` instead of recording it")
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runApprove(ctx context.Context, a *app, opts approveOptions, what string) error {
	key := office.KeyName(opts.Key)
	if key != office.OfficerKey && key != office.NextOfficerKey {
		return approveAsTrustee(ctx, a, opts, what)
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		if key == office.NextOfficerKey && !h.HasKey(key) {
			return vow.Errorf(vow.CodeUsage, "this home has no key that waits to take over").WithHint("'vow officer rotate' makes one")
		}
		p, err := h.PendingByID(what)
		if vow.CodeOf(err) == vow.CodeUsage {
			p, err = office.ReadPendingFile(what)
		}
		if err != nil {
			return err
		}
		if created, ok := p.Body.(*vow.OfficeCreated); ok {
			a.warnAll(office.RuleWarnings(created))
		}
		if opts.Out != "" || !h.KeepsRecord() {
			if opts.Out == "" {
				return vow.Errorf(vow.CodeUsage, "this home keeps no record: -o FILE is needed").
					WithHint("'vow approve FILE -o SIGNED', and send SIGNED back to whoever keeps the record")
			}
			if err := a.checkGates(ctx, h, p, opts.Office); err != nil {
				return err
			}
			if err := a.showWords(ctx, h, p, opts.Words); err != nil {
				return err
			}
			if err := h.ApproveElsewhere(p, key); err != nil {
				return err
			}
			if err := a.writeOutput(opts.Out, p.Marshal()); err != nil {
				return err
			}
			a.term.hint("signed; send %s back to whoever keeps the record, who runs 'vow approve' on it", opts.Out)
			return nil
		}
		if opts.Office != "" {
			return vow.Errorf(vow.CodeUsage, "--office goes with -o FILE: this home keeps the record itself, and checks by it")
		}
		if err := a.showWords(ctx, h, p, opts.Words); err != nil {
			return err
		}
		out, err := h.Approve(ctx, p, key)
		if err != nil {
			return err
		}
		return a.outcome(out, opts.JSON)
	})
}

// checkGates holds the seal of a body to the gates of the right of reply before it is
// signed elsewhere than in the home that records it, or says that nobody looked.
func (a *app) checkGates(ctx context.Context, h *office.Home, p *vow.Pending, dir string) (err error) {
	by := h
	switch {
	case dir != "":
		env, bad := a.env(ctx)
		if bad != nil {
			return bad
		}
		if by, err = office.OpenHome(env, dir, office.Read); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, by.Close()) }()
	case !h.KeepsRecord():
		if say := office.UncheckedGates(p.Body); say != "" {
			a.term.warn("%s", say)
		}
		return nil
	}
	says, err := by.CheckGates(ctx, p.Body)
	a.warnAll(says)
	return err
}

// approveAsTrustee signs with a key file, without a home.
func approveAsTrustee(ctx context.Context, a *app, opts approveOptions, what string) error {
	if _, err := os.Stat(opts.Key); isMissing(err) {
		return vow.Errorf(vow.CodeUsage, "--key %q: officer or officer-next expected, or a trustee's key file, and there is no such file", opts.Key)
	}
	if opts.Out == "" {
		return vow.Errorf(vow.CodeUsage, "a trustee's key records nothing: -o FILE is needed").
			WithHint("'vow approve FILE --key %s -o SIGNED', and send SIGNED back to the office", opts.Key)
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	p, err := office.ReadPendingFile(what)
	if err != nil {
		return err
	}
	keys, err := office.ReadKeys(env, nil, opts.Key)
	if err != nil {
		return err
	}
	if err := office.ApproveAsTrustee(env, p, keys.Signer); err != nil {
		return err
	}
	if err := a.writeOutput(opts.Out, p.Marshal()); err != nil {
		return err
	}
	a.term.hint("signed; send %s back to the office, which runs 'vow approve' on it", opts.Out)
	return nil
}
