package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/beacon"
	"vow/internal/office"
	"vow/seal"
)

// beaconArchiveOptions are the flags of vow beacon archive.
type beaconArchiveOptions struct {
	Chain, Out    string
	Relays, Locks []string
	JSON          bool
}

func newBeaconArchiveCommand(a *app) *cobra.Command {
	var opts beaconArchiveOptions
	cmd := &cobra.Command{
		Use:   "archive [ROUND]",
		Short: "Keep the signatures of promised rounds, verified, as soon as they exist",
		Long: `Keep the signatures of promised rounds. A signature proves itself and opens locks
of its round also when every relay is gone: old rounds are no service that anybody
guarantees.

Without ROUND it fetches, verifies and keeps, in the home, the signature of every
round that is due and that any time leaf of any seal of the record is locked to.
'vow release' finds them there. What is kept already is not fetched again: run it
from cron, as often as you like. With --lock the same for copies of locks, without
a home, into the folder of -o.

With ROUND it fetches one signature and prints it, or writes it into the folder of
-o. 'vow open' and 'vow release' take such a file as --beacon-signature FILE.`,
		Example: `  vow beacon archive
  vow beacon archive --lock assessment-x.lock -o beacons
  vow beacon archive 12040883 -o beacons`,
		Annotations: exits("every signature that is due is kept", vow.CodeCheck, vow.CodeTooEarly, vow.CodeRefused, vow.CodeState),
		Args:        cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 1 && (len(opts.Locks) > 0 || opts.JSON):
				return vow.Errorf(vow.CodeUsage, "ROUND does not go with --lock or --json")
			case len(args) == 1:
				return runBeaconArchive(cmd.Context(), a, opts, args[0])
			case cmd.Flags().Changed("chain"):
				return vow.Errorf(vow.CodeUsage, "--chain goes with ROUND: the seals name their chains")
			case (len(opts.Locks) > 0) != (opts.Out != ""):
				return vow.Errorf(vow.CodeUsage, "without ROUND, --lock FILE and -o DIR go together; with neither the home's seals are looked at")
			}
			return runBeaconArchiveAll(cmd.Context(), a, opts)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Chain, "chain", "quicknet", "with ROUND: quicknet, or a `FILE` of chain info")
	f.StringArrayVar(&opts.Relays, "relay", nil, "`URL` of a relay, instead of the home's; may be repeated")
	f.StringArrayVar(&opts.Locks, "lock", nil, "keep what this lock, `FILE`, is locked to; may be repeated")
	f.StringVarP(&opts.Out, "output", "o", "", "folder to keep it in, `DIR`")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runBeaconArchive(ctx context.Context, a *app, opts beaconArchiveOptions, arg string) error {
	round, err := strconv.ParseUint(arg, 10, 64)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "%q is not a round", arg)
	}
	chain, err := chainFlag("chain", opts.Chain)
	if err != nil {
		return err
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	b, err := office.FetchBeacon(ctx, env, chain, round, opts.Relays)
	if err != nil {
		return err
	}
	name, data, err := beacon.Archive(chain, b)
	if err != nil {
		return err
	}
	if opts.Out == "" {
		_, err := a.out.Write(data)
		return err
	}
	return office.KeepFile(opts.Out, name, data)
}

// runBeaconArchiveAll keeps what the home's seals, or the locks given, are locked
// to.
func runBeaconArchiveAll(ctx context.Context, a *app, opts beaconArchiveOptions) error {
	if len(opts.Locks) == 0 {
		return a.withHome(ctx, office.Write, func(h *office.Home) error {
			rounds, err := h.ArchiveBeacons(ctx, opts.Relays)
			return a.archived(rounds, opts.JSON, err)
		})
	}
	var locks []*seal.Lock
	for _, name := range opts.Locks {
		data, err := readInput(name, 1<<20)
		if err != nil {
			return err
		}
		l, err := seal.ParseLock(data)
		if err != nil {
			return named(name, err)
		}
		locks = append(locks, l)
	}
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	rounds, err := office.ArchiveLocks(ctx, env, locks, opts.Relays, opts.Out)
	return a.archived(rounds, opts.JSON, err)
}

// archived prints what is kept, and returns the error that came with it.
func (a *app) archived(rounds []*office.PromisedRound, asJSON bool, err error) error {
	if asJSON {
		if rounds == nil {
			rounds = []*office.PromisedRound{}
		}
		if jerr := a.out.json(map[string]any{"rounds": rounds}); jerr != nil {
			return jerr
		}
		return err
	}
	for _, r := range rounds {
		a.out.printf("%-7s  %s  round %d of chain %.8s…  for %s\n", r.State, r.Due, r.Round, r.Chain, strings.Join(r.For, ", "))
	}
	if len(rounds) == 0 && err == nil {
		a.out.printf("no seal is locked to a round\n")
	}
	return err
}
