package cli

import (
	"context"
	"errors"
	"io/fs"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/seal"
)

// openOptions are the flags of vow open.
type openOptions struct {
	Lock, Out, Dossier, Trust, Origin  string
	Identities, Beacons, Chains, Relay []string
	Shares                             []string
	Opening, SaveOpening               string
	JSON                               bool
}

const originNotChecked = "origin not checked: anyone can make such a file"

func newOpenCommand(a *app) *cobra.Command {
	var opts openOptions
	cmd := &cobra.Command{
		Use:   "open PACKAGE",
		Short: "Open a sealed package, without a home",
		Long: `Open a sealed package into a new folder, when its time has come or with a key.
Nothing is kept unless the whole package is the one that the lock names.

A policy of several trustees is satisfied by any mixture of their keys, shares they
released, and times that have passed. Where it is not enough, the error says what
is missing and who or when could supply it (exit 4).

A file of --share, --opening, --chain or --trust that is not of its form is wrong
usage, exit 2; one that is, and is false, fails as a lock or package that was altered
does, exit 1.

Without --dossier and --trust nothing says who made the files: ` + originNotChecked + `,
and the exit status is 3 although the package opened.`,
		Example: `  vow open assessment-x.age --lock assessment-x.lock -o out
  vow open assessment-x.age --lock assessment-x.lock -i editor.key -o out
  vow open assessment-x.age --lock assessment-x.lock --share t1.share --share t2.share -i t3.key -o out
  vow open assessment-x.age --lock assessment-x.lock --dossier x.dossier.zip --trust office.trust -o out`,
		Annotations: exits("opened, and its origin checked", vow.CodeCheck, vow.CodeUnchecked, vow.CodeTooEarly, vow.CodeRefused),
		Args:        argNames("PACKAGE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runOpen(cmd.Context(), a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Lock, "lock", "", "the package's lock, `FILE`")
	f.StringVarP(&opts.Out, "output", "o", "", "new folder for the files, `DIR`")
	f.StringArrayVarP(&opts.Identities, "identity", "i", nil, "a trustee's age secret key, or the release key, `FILE`; may be repeated")
	f.StringArrayVar(&opts.Shares, "share", nil, "a share that a trustee released, `FILE`; may be repeated")
	f.StringArrayVar(&opts.Beacons, "beacon-signature", nil, "beacon at hand, `ROUND:HEX` or a file of vow beacon archive; no relay is asked; may be repeated")
	f.StringArrayVar(&opts.Chains, "chain", nil, "believe this chain too, `FILE` of chain info; may be repeated")
	f.StringArrayVar(&opts.Relay, "relay", nil, "`URL` of a relay, asked where nothing else given opens the lock; may be repeated")
	f.StringVar(&opts.Opening, "opening", "", "open with a published opening, `FILE`")
	f.StringVar(&opts.SaveOpening, "save-opening", "", "write an opening to `FILE`, with which anyone can open the package")
	f.StringVar(&opts.Dossier, "dossier", "", "dossier that names the lock, `FILE`")
	f.StringVar(&opts.Trust, "trust", "", "trust `FILE` for the dossier")
	f.StringVar(&opts.Origin, "origin", "", "`ORIGIN` of the record, where the trust file lists several logs")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runOpen(ctx context.Context, a *app, opts openOptions, pkg string) error {
	if opts.Lock == "" || opts.Out == "" {
		return vow.Errorf(vow.CodeUsage, "--lock FILE and -o DIR are needed")
	}
	if (opts.Dossier == "") != (opts.Trust == "") {
		return vow.Errorf(vow.CodeUsage, "--dossier and --trust go together: neither says anything alone")
	}
	o := office.OpenOptions{Package: pkg, Relays: opts.Relay, Out: opts.Out, Dossier: opts.Dossier, Origin: opts.Origin}
	var err error
	if o.Lock, err = readInput(opts.Lock, 1<<20); err != nil {
		return err
	}
	if _, err := seal.ParseLock(o.Lock); err != nil {
		return named(opts.Lock, err)
	}
	if o.Trust, err = trustInput(opts.Trust); err != nil {
		return err
	}
	if o.Opening, err = openingInput(opts.Opening); err != nil {
		return err
	}
	if o.Beacons, err = beaconFlags(opts.Beacons); err != nil {
		return err
	}
	if o.Chains, err = chainFlags("chain", opts.Chains); err != nil {
		return err
	}
	for _, name := range opts.Identities {
		ids, err := a.readIdentities(ctx, name)
		if err != nil {
			return err
		}
		o.Identities = append(o.Identities, ids...)
	}
	if o.Shares, err = shareInputs(opts.Shares); err != nil {
		return err
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	res, err := office.OpenPackage(ctx, env, o)
	if errors.Is(err, seal.ErrOpening) {
		return named(opts.Opening, err)
	}
	if err != nil {
		return err
	}
	for _, w := range res.Warnings {
		a.term.warn("%s", w)
	}
	if opts.SaveOpening != "" {
		if err := a.writeOutput(opts.SaveOpening, res.Opening); err != nil {
			return err
		}
	}
	for _, c := range o.Chains {
		if c.Local() {
			a.term.say("%s", timelock.LocalNote)
		}
	}
	if opts.JSON {
		if err := a.out.json(res); err != nil {
			return err
		}
	} else {
		what := res.Report
		if res.Part != "" {
			what = "the part " + res.Part + " of " + what
		}
		a.out.printf("opened %s of %s: %s in %s\n", what, res.Origin, count(res.Files, "file", "files"), res.Dir)
	}
	if res.Withheld > 0 {
		a.term.say("%s withheld here: %s", count(res.Withheld, "block of the text is", "blocks of the text are"), heldElsewhere(res.OriginChecked))
	}
	if res.OriginUnknown != "" {
		return vow.Errorf(vow.CodeUnchecked, "the origin was checked only in part: %s", res.OriginUnknown)
	}
	if !res.OriginChecked {
		return vow.Errorf(vow.CodeUnchecked, "%s", originNotChecked).WithHint("check it with --dossier and --trust")
	}
	return nil
}

func heldElsewhere(checked bool) string {
	if checked {
		return "they are just those that its protective parts hold"
	}
	return "its protective parts may hold them, if its record says so"
}

// named says in which file something is wrong, and keeps code and hint.
func named(file string, err error) error {
	e := vow.Errorf(vow.CodeOf(err), "%s: %w", file, err)
	e.Hint = vow.HintOf(err)
	return e
}

// trustInput reads a trust file, if one is named, and checks its form.
func trustInput(name string) ([]byte, error) {
	data, err := optionalInput(name, 1<<20)
	if err != nil || name == "" {
		return nil, err
	}
	if _, err := tlog.ParseTrust(data); err != nil {
		return nil, misgiven(name, err)
	}
	return data, nil
}

// shareInputs reads released shares.
func shareInputs(names []string) ([]seal.Share, error) {
	var all []seal.Share
	for _, name := range names {
		data, err := broughtInput(name, 4096)
		if err != nil {
			return nil, err
		}
		s, err := seal.ParseShare(data)
		if _, oerr := seal.ParseOpening(data); err != nil && oerr == nil {
			return nil, vow.Errorf(vow.CodeUsage, "%s: it is an opening, not a share", name).WithHint("give it with --opening: it opens by itself")
		}
		if err != nil {
			return nil, misgiven(name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// openingInput reads an opening, if one is named, and checks its form.
func openingInput(name string) ([]byte, error) {
	data, err := optionalInput(name, 1<<20)
	if err != nil || name == "" {
		return nil, err
	}
	if _, err := seal.ParseOpening(data); err != nil {
		return nil, misgiven(name, err)
	}
	return data, nil
}

func optionalInput(name string, limit int64) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	return broughtInput(name, limit)
}

// readIdentities reads a file of age secret keys, in the clear or under a
// passphrase. One in the clear that others may read is only warned of: a release
// key is public.
func (a *app) readIdentities(ctx context.Context, name string) ([]age.Identity, error) {
	env, err := a.env(ctx)
	if err != nil {
		return nil, err
	}
	return office.ReadIdentities(env, name, func(name string, mode fs.FileMode) error {
		a.term.warn("%s may be read by others (mode %04o); a trustee's key should not be", name, mode)
		return nil
	})
}
