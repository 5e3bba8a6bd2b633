package cli

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/seal"
)

// readLock reads and parses a lock.
func readLock(name string) (*seal.Lock, []byte, error) {
	data, err := readInput(name, 1<<20)
	if err != nil {
		return nil, nil, err
	}
	l, err := seal.ParseLock(data)
	if err != nil {
		return nil, nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
	}
	return l, data, nil
}

func newTrusteeConfirmCommand(a *app) *cobra.Command {
	var ids []string
	var key, out string
	cmd := &cobra.Command{
		Use:   "confirm LOCK",
		Short: "Sign that you hold what a lock says you hold",
		Long: `Open your leaves of a lock, check what they hold against the lock's commitments, and
sign that it is there. Nothing of it is shown or written. The office brings the
signed entry in with 'vow approve FILE', and the report card counts it. It proves
that you hold your part, not that the shares combine.`,
		Example:     "  vow trustee confirm assessment-x.lock -i age.key --key sign.key -o press-council.confirmed",
		Annotations: exits("confirmed", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("LOCK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(ids) == 0 || key == "" {
				return vow.Errorf(vow.CodeUsage, "-i KEY and --key SIGN are needed").WithHint("the files that 'vow trustee new' made: -i age.key --key sign.key")
			}
			return runConfirm(cmd.Context(), a, args[0], ids, key, out)
		},
	}
	f := cmd.Flags()
	f.StringArrayVarP(&ids, "identity", "i", nil, "your age key, `FILE`; may be repeated")
	f.StringVar(&key, "key", "", "your signing key, `FILE`")
	f.StringVarP(&out, "output", "o", "", "`FILE` for the office; HANDLE.confirmed if left out")
	return cmd
}

func runConfirm(ctx context.Context, a *app, lockName string, ids []string, key, out string) error {
	lock, _, err := readLock(lockName)
	if err != nil {
		return err
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	keys, err := office.ReadKeys(env, ids, key)
	if err != nil {
		return err
	}
	c, err := office.ConfirmLock(env, lock, keys)
	if err != nil {
		return named(lockName, err)
	}
	if out == "" {
		out = c.Handle + ".confirmed"
	}
	if err := a.writeOnce(out, c.Data); err != nil {
		return err
	}
	a.term.say("trustee %s holds %s of %s, as the lock commits to", c.Handle, count(c.Leaves, "leaf", "leaves"), c.Report)
	if c.Rehearsal {
		a.term.hint("a rehearsal: send %s to the office, which runs 'vow trustee rehearse --check LOCK' on it; nothing is recorded", out)
	} else {
		a.term.hint("send %s to the office, which runs 'vow approve' on it", out)
	}
	return nil
}

// trusteeReleaseOptions are the flags of vow trustee release.
type trusteeReleaseOptions struct {
	Identities, Chains              []string
	Out, Package, Key               string
	Receipt, Dossier, Trust, Origin string
	Record, JSON                    bool
}

func newTrusteeReleaseCommand(a *app) *cobra.Command {
	var opts trusteeReleaseOptions
	cmd := &cobra.Command{
		Use:   "release LOCK",
		Short: "Make your share of a seal public, for ever",
		Long: `Make your share of a seal public. It first shows what that does and to whom, and
asks; without a terminal --yes must say that it is meant. Beware: ` + office.NoTakingBackShare + `.

It is refused for a lock that is not shown to be on the office's record: give the
receipt of seal.made or a dossier, and a trust file that you have from elsewhere. A
rehearsal, whose head says so, needs neither. Each leaf's share goes to a file of its
own, bound to this lock; where one of your leaves opens the report by itself, an
opening is written. Publish the files anywhere: 'vow open --share FILE' takes them,
and the office is not needed.

With --record an office puts share files on its record, for readers to find:
'vow trustee release --record SHARE...'. With --key the trustee signs that entry, too,
and the office brings it in with 'vow approve': then nobody can say that the office
made the share up.`,
		Example: `  vow trustee release assessment-x.lock -i age.key --receipt seal.receipt --trust office.trust -o press-council.share
  vow trustee release assessment-x.lock -i age.key --dossier x.dossier.zip --trust office.trust -o press-council.share
  vow trustee release --record press-council.share`,
		Annotations: exits("released; or recorded", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if opts.Record {
				return recordShares(cmd.Context(), a, opts, args)
			}
			if len(args) > 1 {
				return vow.Errorf(vow.CodeUsage, "one argument too many: %q", args[1])
			}
			return runTrusteeRelease(cmd.Context(), a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringArrayVarP(&opts.Identities, "identity", "i", nil, "your age key, `FILE`; may be repeated")
	f.StringVar(&opts.Key, "key", "", "your signing key, `FILE`: sign an entry for the office's record, too, FILE.entry")
	f.StringVarP(&opts.Out, "output", "o", "", "`FILE` for the share, HANDLE.share if left out; with several leaves each has its path behind the name")
	f.StringVar(&opts.Receipt, "receipt", "", "receipt of seal.made, `FILE`")
	f.StringVar(&opts.Dossier, "dossier", "", "dossier with the lock, `FILE`")
	f.StringVar(&opts.Trust, "trust", "", "the office's trust `FILE`")
	f.StringVar(&opts.Origin, "origin", "", "`ORIGIN` of the record, where the trust file lists several logs")
	f.StringArrayVar(&opts.Chains, "chain", nil, "believe this chain too, `FILE` of chain info; may be repeated")
	f.StringVar(&opts.Package, "package", "", "the package, if it is at hand, `FILE`: checked against the lock")
	f.BoolVar(&opts.Record, "record", false, "in the office's home: put share files on the record")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runTrusteeRelease(ctx context.Context, a *app, opts trusteeReleaseOptions, lockName string) error {
	if len(opts.Identities) == 0 {
		return vow.Errorf(vow.CodeUsage, "-i KEY is needed").WithHint("the file that 'vow trustee new' made: -i age.key")
	}
	if opts.Receipt != "" && opts.Dossier != "" {
		return vow.Errorf(vow.CodeUsage, "--receipt or --dossier, not both")
	}
	_, data, err := readLock(lockName)
	if err != nil {
		return err
	}
	o := office.TrusteeReleaseOptions{Lock: data, Package: opts.Package, Dossier: opts.Dossier, Origin: opts.Origin}
	if o.Trust, err = trustInput(opts.Trust); err != nil {
		return err
	}
	if o.Receipt, err = optionalInput(opts.Receipt, 2<<20); err != nil {
		return err
	}
	if o.Chains, err = chainFlags("chain", opts.Chains); err != nil {
		return err
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	if o.Keys, err = office.ReadKeys(env, opts.Identities, opts.Key); err != nil {
		return err
	}
	o.Before = func(lines []string) error { return a.meant(ctx, lines, "Make it public for ever?") }
	res, err := office.ReleaseLeaves(env, o)
	if err != nil {
		return named(lockName, err)
	}
	if opts.Out == "" {
		opts.Out = res.Handle + ".share"
	}
	res.NameReleased(opts.Out)
	a.warnAll(res.Warnings)
	for _, f := range res.Files {
		if err := a.writeOnce(f.File, f.Data); err != nil {
			return err
		}
	}
	if opts.JSON {
		return a.out.json(res)
	}
	for _, f := range res.Files {
		a.out.printf("%s %s\n", f.Kind, f.File)
	}
	return nil
}

// meant shows what cannot be taken back and asks whether it is meant. Where nobody
// is there to ask, only --yes says so.
func (a *app) meant(ctx context.Context, lines []string, question string) error {
	for _, l := range lines[:len(lines)-1] {
		a.term.say("%s", l)
	}
	a.term.warn("%s", lines[len(lines)-1])
	if a.global.Yes {
		return nil
	}
	if !a.term.interactive() {
		return vow.Errorf(vow.CodeRefused, "there is nobody to ask, and this cannot be taken back").WithHint("--yes says that it is meant; nothing was written")
	}
	ok, err := a.term.ask(ctx, question)
	if err == nil && !ok {
		err = vow.Errorf(vow.CodeRefused, "not released, nothing was written")
	}
	return err
}

// recordShares puts share files on the record.
func recordShares(ctx context.Context, a *app, opts trusteeReleaseOptions, files []string) error {
	if len(opts.Identities) > 0 || opts.Out != "" || opts.Receipt != "" || opts.Dossier != "" {
		return vow.Errorf(vow.CodeUsage, "--record takes share files alone")
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		for _, name := range files {
			data, err := readInput(name, 4096)
			if err != nil {
				return err
			}
			out, err := h.RecordShare(ctx, data)
			if err != nil {
				return named(name, err)
			}
			if err := a.outcome(out, opts.JSON); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeOnce writes a trustee's file, or standard output for "-". It overwrites
// nothing but its own bytes: what stands there could be a key.
func (a *app) writeOnce(name string, data []byte) error {
	if name == "-" {
		return a.writeOutput(name, data)
	}
	err := new(durable.Disk).WriteNew(name, data, durable.Public)
	if vow.CodeOf(err) != vow.CodeRefused {
		return err
	}
	if old, rerr := readInput(name, int64(len(data))); rerr == nil && bytes.Equal(old, data) {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "%s is there already", name).WithHint("name another file with -o")
}
