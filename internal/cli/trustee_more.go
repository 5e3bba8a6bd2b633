package cli

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/seal"
)

// rehearseOptions are the flags of vow trustee rehearse.
type rehearseOptions struct {
	Policy, Out, Check string
	Trustees, Beacons  []string
	JSON               bool
}

func newTrusteeRehearseCommand(a *app) *cobra.Command {
	var opts rehearseOptions
	cmd := &cobra.Command{
		Use:   "rehearse [FILE...]",
		Short: "Seal a dummy to the same keys, so that all can try their part",
		Long: `Seal a dummy to the very keys that 'vow seal' would seal to under this policy, and
write package and lock into a folder. Its head names the report "rehearsal". Trustees
run 'vow trustee confirm' and 'vow trustee release' on it as on a real seal, and 'vow
open' joins the shares: the whole way is walked once. Nothing is recorded, and a
share of it fits no other lock.

With --check LOCK it reads what trustees sent back, confirmations and shares, and
says of each whose it is and whether it is good.`,
		Example: `  vow trustee rehearse --policy '2 of {a, b, c} or 2026-12-31' -o rehearsal
  vow trustee rehearse --check rehearsal/rehearsal.lock a.confirmed b.share
  vow open rehearsal/rehearsal.age --lock rehearsal/rehearsal.lock --share a.share --share b.share -o out`,
		Annotations: exits("", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if opts.Check != "" {
				return checkRehearsal(a, opts.Check, args)
			}
			if len(args) > 0 {
				return vow.Errorf(vow.CodeUsage, "%q: files go with --check LOCK", args[0])
			}
			return runRehearse(cmd.Context(), a, opts)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Policy, "policy", "", "release condition `POLICY`")
	f.StringArrayVar(&opts.Trustees, "trustee", nil, "trustee who is not listed, `NAME=RECIPIENT,VKEY`; may be repeated")
	f.StringArrayVar(&opts.Beacons, "beacon", nil, "beacon chain instead of the home's: quicknet or a `FILE` of chain info; at most two")
	f.StringVarP(&opts.Out, "output", "o", "", "folder for package and lock, `DIR`")
	f.StringVar(&opts.Check, "check", "", "read what trustees sent back for this `LOCK`")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runRehearse(ctx context.Context, a *app, opts rehearseOptions) error {
	if opts.Policy == "" || opts.Out == "" {
		return vow.Errorf(vow.CodeUsage, "--policy and -o DIR are needed")
	}
	o := office.RehearseOptions{Policy: opts.Policy, Dir: opts.Out}
	var err error
	if o.Chains, err = chainFlags("beacon", opts.Beacons); err != nil {
		return err
	}
	for _, s := range opts.Trustees {
		t, err := office.ParseTrustee(s)
		if err != nil {
			return err
		}
		o.Trustees = append(o.Trustees, t)
	}
	return a.withHome(ctx, office.Read, func(h *office.Home) error {
		r, err := h.Rehearse(ctx, o)
		if err != nil {
			return err
		}
		if opts.JSON {
			return a.out.json(r)
		}
		a.out.printf("package %s\nlock %s\nhead %s\n", r.Package, r.Lock, r.Head)
		a.term.hint("a rehearsal, on no record: send the lock to %s; each runs 'vow trustee confirm' and 'vow trustee release' on it", strings.Join(r.Names, ", "))
		return nil
	})
}

// checkRehearsal says of each file whose it is.
func checkRehearsal(a *app, lockName string, files []string) error {
	lock, _, err := readLock(lockName)
	if err != nil {
		return err
	}
	if lock.Report != office.RehearsalReport {
		return vow.Errorf(vow.CodeUsage, "%s is the lock of %s, not a rehearsal", lockName, lock.Report)
	}
	if len(files) == 0 {
		return vow.Errorf(vow.CodeUsage, "the files that trustees sent back are needed")
	}
	var bad []error
	for _, name := range files {
		data, err := readInput(name, 64<<10)
		if err != nil {
			return err
		}
		said, err := office.CheckRehearsal(lock, data)
		if err != nil {
			bad = append(bad, named(name, err))
			continue
		}
		a.out.printf("%s: %s\n", name, said)
	}
	if len(bad) > 0 {
		return vow.Errorf(vow.CodeCheck, "%w", errors.Join(bad...)).
			WithHint("ask for these again: made with 'vow trustee confirm' and 'vow trustee release' on %s", lockName)
	}
	return nil
}

// alarmOptions are the flags of vow trustee alarm.
type alarmOptions struct {
	Key, Say, SayFile, Out string
	Read, From             string
	Identities             []string
	JSON                   bool
}

func newTrusteeAlarmCommand(a *app) *cobra.Command {
	var opts alarmOptions
	cmd := &cobra.Command{
		Use:   "alarm LOCK",
		Short: "Ask all trustees of a seal privately to hold, or read such a request",
		Long: `Ask all other trustees of a seal privately to hold. One file for each is written,
encrypted to that trustee alone and signed inside, so that outside nothing shows who
says what to whom; 'age -d -i age.key FILE' shows it too. How it gets there is yours:
mail, a messenger, a stick. Nothing becomes public, and nothing is recorded. It binds
nobody.

A trustee signs with --key; without it the officer's key of the home signs. --say puts
the text where other users of this machine may see it: --say-file reads it from a
file. With neither it says: Please hold: do not release before we have spoken.

With --read FILE it decrypts such a file and says who signed it. An officer's key is
in no lock: give it with --from, or it is exit 3.`,
		Example: `  vow trustee alarm assessment-x.lock --key sign.key --say 'Please hold. I will call.' -o alarm
  vow trustee alarm assessment-x.lock --say-file why.txt -o alarm
  vow trustee alarm assessment-x.lock --read press-council.alarm -i age.key`,
		Annotations: exits("", vow.CodeCheck, vow.CodeUnchecked, vow.CodeRefused, vow.CodeState),
		Args:        argNames("LOCK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			lock, _, err := readLock(args[0])
			if err != nil {
				return err
			}
			if opts.Read != "" {
				return readAlarm(cmd.Context(), a, lock, opts)
			}
			return sendAlarm(cmd.Context(), a, lock, opts)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Say, "say", "", "what to say, `TEXT`")
	f.StringVar(&opts.SayFile, "say-file", "", "what to say, `FILE`")
	f.StringVar(&opts.Key, "key", "", "the trustee's signing key, `FILE`; without it the officer's of the home")
	f.StringVarP(&opts.Out, "output", "o", "", "folder for the files, `DIR`; this one if left out")
	f.StringVar(&opts.Read, "read", "", "decrypt and check this alarm, `FILE`")
	f.StringArrayVarP(&opts.Identities, "identity", "i", nil, "your age key, `FILE`, to read; may be repeated")
	f.StringVar(&opts.From, "from", "", "with --read: the key of an officer, `VKEY`")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func sendAlarm(ctx context.Context, a *app, lock *seal.Lock, opts alarmOptions) error {
	if opts.Say != "" && opts.SayFile != "" {
		return vow.Errorf(vow.CodeUsage, "--say TEXT or --say-file FILE, not both")
	}
	say := cmp.Or(opts.Say, "Please hold: do not release before we have spoken.")
	if opts.SayFile != "" {
		data, err := readInput(opts.SayFile, 64<<10)
		if err != nil {
			return err
		}
		say = strings.TrimSpace(string(data))
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	send := func(signer *vow.Signer) error {
		paths, missed := office.SendAlarm(env, lock, signer, say, cmp.Or(opts.Out, "."))
		if paths == nil {
			return missed
		}
		if opts.JSON {
			return errors.Join(a.out.json(map[string][]string{"alarms": paths}), missed)
		}
		for _, p := range paths {
			a.out.printf("alarm %s\n", p)
		}
		return missed
	}
	if opts.Key == "" {
		return a.withHome(ctx, office.Write, func(h *office.Home) error {
			signer, err := h.Signer(office.OfficerKey)
			if err != nil {
				return err
			}
			return send(signer)
		})
	}
	keys, err := office.ReadKeys(env, nil, opts.Key)
	if err != nil {
		return err
	}
	if err := office.CheckSender(lock, keys.Signer); err != nil {
		return err
	}
	return send(keys.Signer)
}

func readAlarm(ctx context.Context, a *app, lock *seal.Lock, opts alarmOptions) error {
	if len(opts.Identities) == 0 {
		return vow.Errorf(vow.CodeUsage, "-i KEY is needed")
	}
	var from vow.Key
	if opts.From != "" {
		k, err := office.ParseSender(opts.From)
		if err != nil {
			return err
		}
		from = k
	}
	data, err := readInput(opts.Read, 64<<10)
	if err != nil {
		return err
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	keys, err := office.ReadKeys(env, opts.Identities, "")
	if err != nil {
		return err
	}
	alarm, err := office.ReadAlarm(data, keys.Identities, lock, from)
	if err != nil {
		return named(opts.Read, err)
	}
	if opts.JSON {
		if err := a.out.json(alarm); err != nil {
			return err
		}
	} else {
		a.out.printf("from %s\nto %s\nat %s\nabout %s of %s\n\n%s\n", alarm.From, alarm.To, alarm.At, alarm.Report, alarm.Origin, alarm.Say)
	}
	if !alarm.Proven {
		return vow.Errorf(vow.CodeUnchecked, "the key %s that signed it is no trustee's of this lock: who wrote it is not checked", alarm.From).
			WithHint("if it is an officer's, give the VKEY with --from")
	}
	return nil
}

func newTrusteeSheetCommand(a *app) *cobra.Command {
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sheet LOCK [HANDLE]",
		Short: "Write one printable page for each trustee of a seal",
		Long: `Write one page for each trustee of a seal, or for the one named: what the trustee
holds, can do and cannot do, the dates, the exact commands, the way with stock tools,
and what is so if a court asks. A page is one HTML file that needs nothing else, has
no script, and prints well. It holds no secret.`,
		Example: `  vow trustee sheet assessment-x.lock -o sheets
  vow trustee sheet assessment-x.lock press-council -o sheets`,
		Annotations: exits("", vow.CodeCheck),
		Args:        cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			lock, _, err := readLock(args[0])
			if err != nil {
				return err
			}
			handle := ""
			if len(args) == 2 {
				handle = args[1]
			}
			env, err := a.env(cmd.Context())
			if err != nil {
				return err
			}
			paths, err := office.Sheets(env, lock, handle, cmp.Or(out, "."))
			if err != nil {
				return err
			}
			if asJSON {
				return a.out.json(map[string][]string{"sheets": paths})
			}
			for _, p := range paths {
				a.out.printf("sheet %s\n", p)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "folder for the pages, `DIR`; this one if left out")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}
