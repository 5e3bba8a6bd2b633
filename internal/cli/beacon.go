package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"regexp"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// roundHex is what is meant as ROUND:HEX, and not as a file.
var roundHex = regexp.MustCompile(`^[0-9]*:`)

// beaconFlags parses ROUND:HEX values, or reads the files that vow beacon archive
// made.
func beaconFlags(values []string) ([]timelock.Beacon, error) {
	var out []timelock.Beacon
	for _, v := range values {
		b, err := timelock.ParseBeacon(v)
		if err != nil && !roundHex.MatchString(v) {
			data, missing := readInput(v, 4096)
			if missing != nil {
				return nil, vow.Errorf(vow.CodeUsage, "--beacon-signature: %w, and no file that can be read either", err)
			}
			if b, err = timelock.ParseBeaconJSON(bytes.TrimSuffix(data, []byte("\n"))); err != nil {
				err = vow.Errorf(vow.CodeUsage, "%s: %w", v, err)
			}
		}
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--beacon-signature: %w", err)
		}
		out = append(out, b)
	}
	return out, nil
}

func newBeaconCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "beacon",
		Short:       "Show, archive and, for rehearsals, serve the beacon",
		Example:     "  vow beacon info",
		Annotations: exits(""),
	}
	cmd.AddCommand(newBeaconInfoCommand(a), newBeaconServeCommand(a), newBeaconArchiveCommand(a))
	return cmd
}

// beaconServeOptions are the flags of vow beacon serve.
type beaconServeOptions struct {
	Port    int
	Period  int64
	Genesis string
	Seed    string
	Info    string
}

func newBeaconServeCommand(a *app) *cobra.Command {
	var opts beaconServeOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a local chain on 127.0.0.1, for rehearsals",
		Long: `Serve a local beacon chain with drand's HTTP API on 127.0.0.1, for rehearsals and
tests. Whoever knows its seed can open everything early, so it is ` + timelock.LocalNote + `.
The same seed, genesis and period give the same chain.`,
		Example: `  vow beacon serve --port 8080 --period 1 --info chain.json
  vow init --origin office.example/vow --name Rehearsal --beacon chain.json`,
		Annotations: exits("stopped"),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runBeaconServe(cmd.Context(), a, opts) },
	}
	f := cmd.Flags()
	f.IntVar(&opts.Port, "port", 0, "`PORT` on 127.0.0.1; a free one if 0")
	f.Int64Var(&opts.Period, "period", 3, "`SECONDS` between two rounds")
	f.StringVar(&opts.Genesis, "genesis", "", "`TIME` of round 1; now if left out")
	f.StringVar(&opts.Seed, "seed", "", "`TEXT` that the chain's key is made from, no secret; random if left out")
	f.StringVar(&opts.Info, "info", "", "write the chain info to this `FILE`")
	return cmd
}

func runBeaconServe(ctx context.Context, a *app, opts beaconServeOptions) error {
	genesis, err := timeFlag("genesis", opts.Genesis, false)
	if err != nil {
		return err
	}
	if genesis.IsZero() {
		genesis = vow.At(a.sys.Now())
	}
	seed := vow.SumHash([]byte("vow/beacon-seed/v1\n" + opts.Seed))
	if opts.Seed == "" {
		if _, err := rand.Read(seed[:]); err != nil {
			return vow.Errorf(vow.CodeIO, "randomness: %w", err)
		}
	}
	local, err := beacon.NewLocal(beacon.LocalConfig{Seed: seed[:], Genesis: genesis, Period: opts.Period, Now: a.sys.Now})
	if err != nil {
		return err
	}
	ln, err := beacon.ListenLocal(opts.Port)
	if err != nil {
		return err
	}
	if opts.Info != "" {
		if err := a.writeOutput(opts.Info, local.Chain().InfoJSON()); err != nil {
			return err
		}
	}
	a.out.printf("http://%s/%s\n", ln.Addr(), local.Chain().Hash)
	a.term.say("a local chain with a period of %d s: %s", opts.Period, timelock.LocalNote)
	return local.Serve(ctx, ln)
}

// beaconInfoOptions are the flags of vow beacon info.
type beaconInfoOptions struct {
	Chain, Relay, Hash, At string
	Round                  uint64
}

func newBeaconInfoCommand(a *app) *cobra.Command {
	var opts beaconInfoOptions
	cmd := &cobra.Command{
		Use:   "info",
		Short: "Print a chain's facts, and convert between times and rounds",
		Long: `Print the facts of a beacon chain as drand's chain info: of the built-in quicknet,
of a file, or of a relay, after recomputing the chain hash from them.`,
		Example: `  vow beacon info
  vow beacon info --at 2026-12-31
  vow beacon info --relay http://127.0.0.1:8080 --hash 0a1b…`,
		Annotations: exits("", vow.CodeCheck, vow.CodeRefused),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("round") && opts.Round == 0 {
				return vow.Errorf(vow.CodeUsage, "--round 0: rounds count from 1")
			}
			return runBeaconInfo(cmd.Context(), a, opts)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Chain, "chain", "quicknet", "quicknet, or a `FILE` of chain info")
	f.StringVar(&opts.Relay, "relay", "", "ask this relay, `URL`")
	f.StringVar(&opts.Hash, "hash", "", "chain hash to ask the relay for, `HEX`")
	f.StringVar(&opts.At, "at", "", "print the round that opens not before this `TIME`")
	f.Uint64Var(&opts.Round, "round", 0, "print the time at which this `ROUND` is due")
	return cmd
}

func runBeaconInfo(ctx context.Context, a *app, opts beaconInfoOptions) error {
	chain, err := chainFlag("chain", opts.Chain)
	if err != nil {
		return err
	}
	if opts.Relay != "" {
		hash := chain.Hash
		if opts.Hash != "" {
			if hash, err = vow.ParseHash(opts.Hash); err != nil {
				return vow.Errorf(vow.CodeUsage, "--hash: %w", err)
			}
		}
		env, err := a.env(ctx)
		if err != nil {
			return err
		}
		if chain, err = beacon.FetchInfo(ctx, env.HTTP, opts.Relay, hash); err != nil {
			return err
		}
	}
	at, err := timeFlag("at", opts.At, false)
	if err != nil {
		return err
	}
	switch {
	case !at.IsZero():
		round, err := chain.RoundAt(at)
		if err != nil {
			return err
		}
		a.out.printf("%d %s\n", round, chain.TimeOf(round))
	case opts.Round > 0:
		if err := chain.CheckRound(opts.Round); err != nil {
			return err
		}
		a.out.printf("%d %s\n", opts.Round, chain.TimeOf(opts.Round))
	default:
		if _, err := a.out.Write(chain.InfoJSON()); err != nil {
			return err
		}
		if chain.Local() {
			a.term.say("%s", timelock.LocalNote)
		}
	}
	return nil
}
