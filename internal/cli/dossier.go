package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/internal/tlog"
	"vow/seal"
	"vow/verify"
)

// dossierOptions are the flags of vow dossier.
type dossierOptions struct {
	Out     string
	Refresh bool
	JSON    bool
}

func newDossierCommand(a *app) *cobra.Command {
	var opts dossierOptions
	cmd := &cobra.Command{
		Use:   "dossier REPORT",
		Short: "Write everything that proves a report, or its lateness, into one file",
		Long: `Write the whole record, the lock, the package and the released texts into one ZIP
that anyone checks offline with 'vow verify', unzip and sha256sum. The same record
and cosignatures give the same bytes. It needs no key and no network, unless
--refresh asks the witnesses first how things stand now.`,
		Example:     "  vow dossier assessment-x -o assessment-x.dossier.zip",
		Annotations: exits("", vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runDossier(cmd.Context(), a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVarP(&opts.Out, "output", "o", "", "`FILE` to write")
	f.BoolVar(&opts.Refresh, "refresh", false, "ask the witnesses first (needs the passphrase)")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runDossier(ctx context.Context, a *app, opts dossierOptions, report string) error {
	if opts.Out == "" {
		return vow.Errorf(vow.CodeUsage, "-o FILE is needed")
	}
	mode := office.Read
	if opts.Refresh {
		mode = office.Write
	}
	return a.withHome(ctx, mode, func(h *office.Home) error {
		if opts.Refresh {
			line, err := h.Refresh(ctx)
			if err != nil {
				return err
			}
			a.term.say("witnessed by %s", line)
		}
		res, err := h.Dossier(ctx, report, opts.Out)
		if err != nil {
			return err
		}
		if opts.JSON {
			return a.out.json(res)
		}
		a.out.printf("%s  %s\n", res.SHA256, opts.Out)
		return nil
	})
}

// verifyOptions are the flags of vow verify.
type verifyOptions struct {
	Trust, Origin, Opening, At string
	Chains, Checkpoints        []string
	Receipts, Replies          []string
	JSON                       bool
}

func newVerifyCommand(a *app) *cobra.Command {
	var opts verifyOptions
	cmd := &cobra.Command{
		Use:   "verify DOSSIER",
		Short: "Check a dossier offline: on time, whole, unaltered",
		Long: `Check a dossier offline and print its report card: pass, fail or not checked for
each thing that can be checked. Nothing in the dossier says whom to trust: that
is the trust file's, which you must have from elsewhere. Without --trust no
statement about record or time is made.

A receipt ('vow/receipt@v1', as every command that records an entry keeps) can be
checked in the same way.

What you bring along is not what is judged: a file of --trust, --chain, --checkpoint
or --opening that is not of its form is wrong usage, exit 2. One that is and is
false, as an opening of another lock or a checkpoint of another record, is a failed
check, exit 1, as is whatever is wrong with the dossier.`,
		Example: `  vow verify assessment-x.dossier.zip --trust office.trust
  vow verify assessment-x.dossier.zip --trust office.trust --json --at 2026-12-31T23:59:59Z
  vow verify assessment-x.dossier.zip --trust office.trust --receipt r1.receipt
  vow verify rehearsal.dossier.zip --trust office.trust --chain chain.json`,
		Annotations: exits("every check passed", vow.CodeCheck, vow.CodeUnchecked),
		Args:        argNames("DOSSIER"),
		RunE: func(_ *cobra.Command, args []string) error {
			return runVerify(a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Trust, "trust", "", "trust `FILE` (C2SP tlog-policy): whose word counts")
	f.StringVar(&opts.Origin, "origin", "", "`ORIGIN` of the record, where the trust file lists several logs")
	f.StringArrayVar(&opts.Chains, "chain", nil, "believe this beacon chain too, `FILE` of chain info; may be repeated")
	f.StringArrayVar(&opts.Checkpoints, "checkpoint", nil, "a checkpoint of the record that you got elsewhere, `FILE`; may be repeated")
	f.StringArrayVar(&opts.Receipts, "receipt", nil, "a receipt of comments that you sent, `FILE`: fails where they are left out, or falsely called late; may be repeated")
	f.StringArrayVar(&opts.Replies, "reply", nil, "the receipt of a reply in your own record, `FILE`: shows that it existed by then, not that it was delivered; may be repeated")
	f.StringVar(&opts.Opening, "opening", "", "a published opening of the seal, `FILE`")
	f.StringVar(&opts.At, "at", "", "judge as of this `TIME` instead of now")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runVerify(a *app, opts verifyOptions, name string) (err error) {
	o := verify.Options{Origin: opts.Origin, Now: vow.At(a.sys.Now())}
	if o.Trust, err = trustInput(opts.Trust); err != nil {
		return err
	}
	if o.Opening, err = openingInput(opts.Opening); err != nil {
		return err
	}
	if o.Chains, err = chainFlags("chain", opts.Chains); err != nil {
		return err
	}
	for _, list := range []struct {
		names []string
		most  int64
		to    *[]verify.Given
	}{{opts.Checkpoints, vow.MaxNote, &o.Checkpoints}, {opts.Receipts, maxReceipt, &o.Receipts}, {opts.Replies, maxReceipt, &o.Replies}} {
		for _, name := range list.names {
			data, err := broughtInput(name, list.most)
			if err != nil {
				return err
			}
			*list.to = append(*list.to, verify.Given{Name: name, Data: data})
		}
	}
	if opts.At != "" {
		if o.Now, err = timeFlag("at", opts.At, false); err != nil {
			return err
		}
	}
	f, size, err := durable.OpenRead(name)
	if isMissing(err) {
		return vow.Errorf(vow.CodeUsage, "%s: no such file", name)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := make([]byte, 15)
	n, _ := f.ReadAt(head, 0)
	switch {
	case n == len(head) && string(head) == "vow/receipt@v1\n":
		return a.verifyReceipt(name, o.Trust)
	case strings.HasPrefix(string(head[:n]), "vow/quote@v1\n"):
		return vow.Errorf(vow.CodeUsage, "%s is a quote proof, not a dossier", name).WithHint("'vow quote check %s' checks it", name)
	}
	r, err := verify.Dossier(f, size, o)
	if errors.Is(err, seal.ErrOpening) {
		return named(opts.Opening, err)
	}
	if err != nil {
		return err
	}
	if opts.JSON {
		if _, err := a.out.Write(r.JSON()); err != nil {
			return err
		}
	} else if err := r.WriteCard(printableWriter{a.out}); err != nil {
		return err
	}
	if err := r.Err(); vow.CodeOf(err) == vow.CodeCheck {
		return named(name, err)
	}
	return r.Err()
}

// maxReceipt is the most bytes of a receipt that are read.
const maxReceipt = 2 << 20

// printableWriter makes control characters of others' text visible.
type printableWriter struct{ out *answer }

func (w printableWriter) Write(b []byte) (int, error) {
	w.out.printf("%s", b)
	return len(b), w.out.err
}

// verifyReceipt checks a receipt alone: its one checkpoint must have the quorum.
func (a *app) verifyReceipt(name string, trust []byte) error {
	data, err := readInput(name, maxReceipt)
	if err != nil {
		return err
	}
	r, err := tlog.ParseReceipt(data)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
	}
	e, err := vow.ParseEntry(r.Entry)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: entry: %w", name, err)
	}
	if trust == nil {
		return vow.Errorf(vow.CodeUnchecked, "the receipt is well formed; nothing says whose word counts").WithHint("give a trust file with --trust")
	}
	t, err := tlog.ParseTrust(trust)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "trust file: %w", err)
	}
	w, err := r.Verify(t)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
	}
	if w.ExistedBy == 0 {
		return vow.Errorf(vow.CodeUnchecked, "the entry %s is in the record; your trust file asks for no witness, so nothing says since when", e.Body.Common().Kind)
	}
	a.out.printf("the entry %s is in the record, witnessed by %s\n", e.Body.Common().Kind, vow.Unix(w.ExistedBy))
	return nil
}
