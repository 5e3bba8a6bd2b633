package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/internal/timelock"
)

// initOptions are the flags of vow init.
type initOptions struct {
	Origin, Name, Role, As string
	OfficerOnly            string
	Officers, Sign         []string
	NoticeDays, HoldDays   int
	Hour, Beacon           string
	JSON                   bool
}

func newInitCommand(a *app) *cobra.Command {
	var opts initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make an office: its home, keys and public record",
		Long: `Make an office. The home gets a new officer's key, a log key apart from it, and a
public record whose first entry states the office's keys and rules; every listed
officer signs it. With other officers it waits for them (vow pending, vow approve).

A second officer makes a home of their own with --officer-only ROLE, which prints
the VKEY:ROLE to be named here: one home never holds two officers' keys.

Adding, rotating and retiring keys (office.key) and closing the record
(record.closed) need as many signatures as the strictest --sign, unless --sign
says otherwise for them. Rules cannot be changed later: let no rule need every key,
or one lost key ends the office.`,
		Example: `  vow init --origin office.example/vow --name 'Office of the Ombudsman' --role publisher
  vow --home officer2 init --officer-only counsel
  vow init --origin office.example/vow --name 'Ombudsman' --role publisher \
      --officer "$(cat officer2.vkey)" --sign seal.made=2`,
		Annotations: exits("done; or the first entry waits for signatures", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runInit(cmd.Context(), a, opts) },
	}
	f := cmd.Flags()
	f.StringVar(&opts.Origin, "origin", "", "the record's `ORIGIN`: a URL without scheme, such as office.example/vow")
	f.StringVar(&opts.Name, "name", "", "the office's public `NAME`")
	f.StringVar(&opts.Role, "role", "publisher", "`ROLE` of the record: publisher (the office's own promises) or observer (somebody else's)")
	f.StringVar(&opts.As, "as", string(vow.RoleHead), "`ROLE` of the key made here")
	f.StringVar(&opts.OfficerOnly, "officer-only", "", "make a home with one officer's key of this `ROLE`, and no record")
	f.StringArrayVar(&opts.Officers, "officer", nil, "`VKEY:ROLE` of another officer; may be repeated")
	f.StringArrayVar(&opts.Sign, "sign", nil, "`KIND=N`: N signatures for entries of a kind, or of every kind ('*=N'); may be repeated")
	f.IntVar(&opts.NoticeDays, "notice-days", 28, "`DAYS` of the window for the right of reply")
	f.IntVar(&opts.HoldDays, "hold-days", 60, "`DAYS` that trustees may hold a report back without two officers' signatures; 0: not at all")
	f.StringVar(&opts.Hour, "hour", "12:00Z", "`HH:MMZ` of the daily entry")
	f.StringVar(&opts.Beacon, "beacon", "quicknet", "beacon chain to seal with: quicknet, or a `FILE` of chain info")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runInit(ctx context.Context, a *app, opts initOptions) error {
	env, err := a.env(ctx)
	if err != nil {
		return err
	}
	dir, err := a.home()
	if err != nil {
		return err
	}
	if opts.OfficerOnly != "" {
		if opts.Origin != "" || len(opts.Officers) > 0 || len(opts.Sign) > 0 {
			return vow.Errorf(vow.CodeUsage, "--officer-only makes no record: no --origin, --officer or --sign goes with it")
		}
		vkey, err := office.InitOfficer(env, dir, vow.Role(opts.OfficerOnly))
		if err != nil {
			return err
		}
		if opts.JSON {
			return a.out.json(map[string]string{"officer": vkey})
		}
		a.out.printf("%s\n", vkey)
		return nil
	}
	if opts.Origin == "" || opts.Name == "" {
		return vow.Errorf(vow.CodeUsage, "--origin and --name are needed").WithHint("or --officer-only ROLE for another officer's home")
	}
	o, err := opts.parse()
	if err != nil {
		return err
	}
	a.warnAll(o.Warnings())
	out, err := office.Init(ctx, env, dir, o)
	if err != nil {
		return err
	}
	return a.outcome(out, opts.JSON)
}

func (opts initOptions) parse() (office.InitOptions, error) {
	o := office.InitOptions{Origin: opts.Origin, Name: opts.Name, Role: vow.RecordRole(opts.Role), As: vow.Role(opts.As),
		Sign: make(map[string]int), HoldDays: opts.HoldDays, NoticeDays: opts.NoticeDays, Config: office.DefaultConfig()}
	o.Config.Hour = opts.Hour
	for _, s := range opts.Officers {
		k, err := office.ParseOfficer(s)
		if err != nil {
			return o, err
		}
		o.Officers = append(o.Officers, k)
	}
	for _, s := range opts.Sign {
		kind, n, ok := strings.Cut(s, "=")
		need, err := strconv.Atoi(n)
		if !ok || err != nil || need < 1 {
			return o, vow.Errorf(vow.CodeUsage, "--sign %q: KIND=N expected", s).WithHint("for example --sign seal.made=2, or --sign '*=2'")
		}
		if _, twice := o.Sign[kind]; twice {
			return o, vow.Errorf(vow.CodeUsage, "--sign %s stands twice", kind)
		}
		o.Sign[kind] = need
	}
	chain, err := chainFlag("beacon", opts.Beacon)
	o.Chain = chain
	return o, err
}

// chainFlag reads a beacon chain: the name quicknet, or a file of chain info.
func chainFlag(flag, value string) (timelock.Chain, error) {
	if value == "quicknet" {
		return timelock.Quicknet(), nil
	}
	data, err := broughtInput(value, 64<<10)
	if err != nil {
		return timelock.Chain{}, err
	}
	c, err := timelock.ParseInfo(data)
	if err != nil {
		return timelock.Chain{}, misgiven("--"+flag+" "+value, err)
	}
	return c, nil
}

func chainFlags(flag string, values []string) ([]timelock.Chain, error) {
	var out []timelock.Chain
	for _, v := range values {
		c, err := chainFlag(flag, v)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// readInput reads a file that the call names. One that cannot be opened is a
// usage error.
func readInput(name string, limit int64) ([]byte, error) {
	data, err := durable.ReadBounded(name, limit)
	if err != nil && isMissing(err) {
		return nil, vow.Errorf(vow.CodeUsage, "%s: no such file", name)
	}
	return data, err
}

// broughtInput is readInput for what is brought along to judge by or to open with:
// a trust file, a chain, a checkpoint, an opening, a share. It is not what is
// judged, so one too large to be any is wrong usage.
func broughtInput(name string, limit int64) ([]byte, error) {
	data, err := readInput(name, limit)
	if vow.CodeOf(err) == vow.CodeCheck {
		return nil, vow.Errorf(vow.CodeUsage, "%w", err)
	}
	return data, err
}

// misgiven says that what is brought along is no such file: wrong usage, as what was
// to be judged is none the worse for it. One that is such a file, and false, is a
// failed check.
func misgiven(name string, err error) error {
	return vow.Errorf(vow.CodeUsage, "%s: %w", name, err).WithHint("%s", vow.HintOf(err))
}

// withHome opens the home, calls f and closes the home.
func (a *app) withHome(ctx context.Context, mode office.Mode, f func(*office.Home) error) (err error) {
	home, err := a.open(ctx, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, home.Close()) }()
	return f(home)
}
