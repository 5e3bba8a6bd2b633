package cli

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/seal"
)

// sealOptions are the flags of vow seal.
type sealOptions struct {
	Policy                             string
	Texts, Trustees, Beacons, Signoffs []string
	Part, Review, Reason               string
	Blocks                             []string
	Reply                              string
	PQ, Buriable, JSON                 bool
}

func newSealCommand(a *app) *cobra.Command {
	var opts sealOptions
	cmd := &cobra.Command{
		Use:   "seal REPORT [ANNEX...]",
		Short: "Seal a report so that it opens by itself",
		Long: `Seal a report: its texts and annexes (files and folders) go into one encrypted
package, and the key into a lock that opens under the policy. The key exists in
memory only while the package is written. Sealing needs no network but the
witnesses. Links, devices and a home of vow are refused as annexes.

Beware: ` + office.NoTakingBack + `.

A policy joins dates and trustees with 'and', 'or' and 'k of { }', for example
'(2026-08-31 and 3 of {a, b, c, d, e}) or 2026-10-15'. The files are in the home,
under packages and seals: put copies of both into other hands.

A trustee has two keys: an age key (or an ssh-ed25519 one, or one of an age plugin),
to whose RECIPIENT a leaf is locked, and a signing key, VKEY. The trustee makes both
with 'vow trustee new'. Trustees whom the office listed ('vow trustee add') need no
--trustee; others do, and for one listed it must name the keys listed. No trustee's
key may be an officer's.

A policy under which trustees can hold the report back longer than the office's
limit (60 days unless 'vow init --hold-days' said otherwise) needs the signatures
of two officers, and is refused where there are no two. --signoff says whose
signatures the office's procedure asks for, such as counsel and protection.

A report that is sealed already can be sealed again with --reason. That revokes
nothing: both seals open, and whoever verifies sees both.

With --part NAME a few paragraphs that may have to wait longer are sealed for
themselves, before the body: --blocks says which ('vow paper show --numbers' does),
--review on which day the office looks at them again. The body, sealed from the
same texts after it, withholds them under the same root. All parts together hold at
most one block in ten, and none that stands under the heading of the summary or the
findings. A part need not open by time.

What came of the right of reply is sealed with the body: the shared texts, what each
party was handed, every reply with its comments, and the matrix, each as the public
is to see it. It stands among the annexes, in right-of-reply.

With --reply NAME a reply that came too late for that is sealed in a package of its
own, on the same round as the body: it opens by time when the body does at the latest,
and 'vow release' opens both.`,
		Example: `  vow seal assessment-x --policy 2026-12-31 --text report.md annexes/
  vow seal assessment-x --policy '2026-12-31 or editor' --text en=report.md --text fr=rapport.md \
      --trustee "$(cat editor.trustee)"
  vow seal assessment-x --part sources --blocks 14,20-22 --policy guardian --review 2026-12-31 \
      --text report.md
  vow seal assessment-x --policy 2026-10-15 --text corrected.md --reason evidence
  vow seal assessment-x --reply r2`,
		Annotations: exits("sealed; or waits for signatures", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSeal(cmd.Context(), a, opts, args[0], args[1:])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Policy, "policy", "", "release condition `POLICY`; 'vow policy explain' analyses it")
	f.StringArrayVar(&opts.Texts, "text", nil, "text of the report, `[LANG=]FILE`: Markdown, plain text or a paper; may be repeated")
	f.StringArrayVar(&opts.Trustees, "trustee", nil, "trustee named in the policy, `NAME=RECIPIENT,VKEY`; may be repeated")
	f.StringArrayVar(&opts.Beacons, "beacon", nil, "beacon chain instead of the home's: quicknet or a `FILE` of chain info; at most two")
	f.StringArrayVar(&opts.Signoffs, "signoff", nil, "`ROLE` that must sign; the home's own if left out; may be repeated")
	f.StringVar(&opts.Part, "part", "", "seal a protective part of this `NAME` instead of the body")
	f.StringArrayVar(&opts.Blocks, "blocks", nil, "`[LANG=]BLOCKS` that the part holds, such as 14,20-22, counted from 0; may be repeated")
	f.StringVar(&opts.Reply, "reply", "", "seal the late reply of this `NAME`, on the round of the body")
	f.StringVar(&opts.Review, "review", "", "`DATE` on which the office looks at the part again")
	f.StringVar(&opts.Reason, "reason", "", "why it is sealed again, a reason `CODE`")
	f.BoolVar(&opts.PQ, "pq", false, "make the package's key a hybrid post-quantum one (the seal as a whole is not)")
	f.BoolVar(&opts.Buriable, "buriable", false, "seal although no time alone opens it within five years; verification will fail on it")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runSeal(ctx context.Context, a *app, opts sealOptions, report string, annexes []string) error {
	if opts.Reply != "" {
		return runSealReply(ctx, a, opts, report, annexes)
	}
	if opts.Policy == "" {
		return vow.Errorf(vow.CodeUsage, "--policy is needed").WithHint("for example --policy 2026-12-31; see 'vow policy explain'")
	}
	signoffs, err := roles(opts.Signoffs)
	if err != nil {
		return err
	}
	chains, err := chainFlags("beacon", opts.Beacons)
	if err != nil {
		return err
	}
	trustees := make([]seal.Trustee, 0, len(opts.Trustees))
	for _, t := range opts.Trustees {
		trustee, err := office.ParseTrustee(t)
		if err != nil {
			return err
		}
		trustees = append(trustees, trustee)
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		part := office.PartOptions{Part: opts.Part, Blocks: opts.Blocks, Review: opts.Review}
		o := office.SealOptions{PartOptions: part, Report: report, Policy: opts.Policy, Annexes: annexes, Trustees: trustees, Chains: chains,
			Signoffs: signoffs, Reason: vow.Reason(opts.Reason), PQ: opts.PQ, Buriable: opts.Buriable}
		o.Before = func(lines []string) error {
			for _, l := range lines {
				a.term.warn("%s", l)
			}
			return nil
		}
		for _, t := range opts.Texts {
			l, err := office.ParseLangFile(t, h.Config.Languages[0])
			if err != nil {
				return err
			}
			o.Texts = append(o.Texts, l)
		}
		res, err := h.Seal(ctx, o)
		if err != nil {
			return err
		}
		if opts.JSON {
			return a.out.json(res)
		}
		a.printOutcome(res.Outcome)
		a.out.printf("package %s\nlock %s\n", res.Package, res.Lock)
		for _, lang := range slices.Sorted(maps.Keys(res.Blocks)) {
			a.out.printf("part %s holds the blocks %s of the text in %s, until review %s\n", res.Part, res.Blocks[lang], lang, res.Review)
		}
		if len(res.Withheld) > 0 {
			a.out.printf("withholds what its parts hold: %s\n", strings.Join(res.Withheld, " "))
		}
		if res.Opens.AtLatest.IsZero() {
			a.out.printf("opens only when trustees act\n")
		} else {
			a.out.printf("opens by itself at %s\n", res.Opens.AtLatest)
		}
		return nil
	})
}

// runSealReply seals a late reply, whose text, policy and beacons are known already.
func runSealReply(ctx context.Context, a *app, opts sealOptions, report string, annexes []string) error {
	if opts.Policy != "" || opts.Part != "" || opts.Review != "" || opts.Buriable || len(annexes)+len(opts.Texts)+len(opts.Trustees)+len(opts.Beacons)+len(opts.Blocks) > 0 {
		return vow.Errorf(vow.CodeUsage, "--reply takes text, policy and beacons from the record: only --reason, --signoff and --pq go with it")
	}
	signoffs, err := roles(opts.Signoffs)
	if err != nil {
		return err
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		o := office.SealReplyOptions{Report: report, Reply: opts.Reply, Reason: vow.Reason(opts.Reason), Signoffs: signoffs, PQ: opts.PQ}
		o.Before = func(lines []string) error {
			a.warnAll(lines)
			return nil
		}
		res, err := h.SealReply(ctx, o)
		if err != nil {
			return err
		}
		if opts.JSON {
			return a.out.json(res)
		}
		a.printOutcome(res.Outcome)
		a.out.printf("package %s\nlock %s\nholds the reply %s, opens by itself at %s\n", res.Package, res.Lock, res.Reply, res.Opens.AtLatest)
		return nil
	})
}

// releaseOptions are the flags of vow release.
type releaseOptions struct {
	Out, Part, Opening     string
	Beacons, Relays, Where []string
	Shares                 []string
	Seen                   observedOptions
	JSON                   bool
}

func newReleaseCommand(a *app) *cobra.Command {
	var opts releaseOptions
	cmd := &cobra.Command{
		Use:   "release REPORT",
		Short: "Open a sealed report with what is public alone, and publish its key",
		Long: `Open a sealed report when its time has come: the beacon's signature is fetched
from relays and verified, the package opened with what is public alone and
unpacked, and the key put into the record, so that anyone can open any copy. It
can be repeated, and goes on where it was stopped. A folder that is there already
must hold the files of the package, all of them and nothing else, or it is exit 1.

Packages of late replies ('vow seal --reply') are opened and released with it.

--part NAME releases a protective part in the same way. One that no time opens is
released with the opening that 'vow open --save-opening' made of its trustees' keys.
The status of the report never waits for it.

Of a report that was sealed again the last seal is released, or the one that
--opening or --share is of; the one released first counts.

In an observer's record it states that somebody else's report is out: it opens
nothing, and --attributed-to, --origin, --status and --when are needed.`,
		Example: `  vow release assessment-x
  vow release assessment-x --part sources --opening sources.opening
  vow release assessment-x --beacon-signature 12345678:8f02… -o out`,
		Annotations: exits("released; or waits for signatures", vow.CodeCheck, vow.CodeTooEarly, vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRelease(cmd.Context(), a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVarP(&opts.Out, "output", "o", "", "folder for the files, `DIR`; released/REPORT in the home if left out")
	f.StringArrayVar(&opts.Shares, "share", nil, "a share that a trustee released, `FILE`; may be repeated")
	f.StringArrayVar(&opts.Beacons, "beacon-signature", nil, "beacon at hand, `ROUND:HEX` or a file of vow beacon archive, instead of asking relays; may be repeated")
	f.StringArrayVar(&opts.Relays, "relay", nil, "`URL` of a relay, instead of the home's; may be repeated")
	f.StringVar(&opts.Part, "part", "", "release the protective part of this `NAME`")
	f.StringVar(&opts.Opening, "opening", "", "release with a published opening, `FILE`, instead of a beacon")
	f.StringArrayVar(&opts.Where, "where", nil, "`PLACE` where the report can be read, an address or words; may be repeated")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	opts.Seen.addFlags(cmd)
	return cmd
}

// reportRelease states somebody else's release in an observer's record.
func reportRelease(ctx context.Context, a *app, opts releaseOptions, report string) error {
	if len(opts.Shares)+len(opts.Beacons)+len(opts.Relays) > 0 || opts.Part != "" || opts.Opening != "" || opts.Out != "" {
		return vow.Errorf(vow.CodeUsage, "a release that is reported of somebody else opens nothing: only --where goes with --attributed-to")
	}
	seen, err := opts.Seen.parse()
	if err != nil {
		return err
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		out, err := h.ReportRelease(ctx, office.ReportReleaseOptions{Report: report, Observed: seen, Where: opts.Where})
		if err != nil {
			return err
		}
		return a.outcome(out, opts.JSON)
	})
}

func runRelease(ctx context.Context, a *app, opts releaseOptions, report string) error {
	if err := checkPlaces(opts.Where); err != nil {
		return err
	}
	if opts.Seen != (observedOptions{}) {
		return reportRelease(ctx, a, opts, report)
	}
	beacons, err := beaconFlags(opts.Beacons)
	if err != nil {
		return err
	}
	shares, err := shareInputs(opts.Shares)
	if err != nil {
		return err
	}
	opening, err := openingInput(opts.Opening)
	if err != nil {
		return err
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		res, err := h.Release(ctx, office.ReleaseOptions{Report: report, Part: opts.Part, Opening: opening, Out: opts.Out, Beacons: beacons, Shares: shares, Relays: opts.Relays, Where: opts.Where})
		if err != nil {
			return err
		}
		for _, w := range res.Warnings {
			a.term.warn("%s", w)
		}
		if opts.JSON {
			return a.out.json(res)
		}
		a.printOutcome(res.Outcome)
		a.out.printf("files %s\n", res.Dir)
		for _, l := range res.Late {
			a.printOutcome(l.Outcome)
			a.out.printf("late reply %s: files %s\n", l.Reply, l.Dir)
		}
		return nil
	})
}
