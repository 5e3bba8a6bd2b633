package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/letters"
	"vow/internal/office"
	"vow/internal/parties"
)

func newLetterListCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:         "list",
		Short:       "List the letters that something is noted of",
		Example:     "  vow letter list",
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				list, err := h.Letters(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(list)
				}
				for _, slug := range list {
					a.out.printf("%s\n", slug)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func newLetterShowCommand(a *app) *cobra.Command {
	var asJSON, public, given bool
	cmd := &cobra.Command{
		Use:   "show LETTER",
		Short: "Show a letter's versions, in the order that the texts show and as it is claimed",
		Long: `Show a letter's versions, who had which part in each, and their order: the one that
the texts themselves show, by the runs of words that versions share, and apart from it
what each party claims. A text does not show which of two came first: the order begins
at the version that is surely older by its date, or, where no date tells, at the one
that is nearest to all others.

--given shows to whom versions were given: the distribution list, which stays in the
private store. --public shows only what is public already.`,
		Example:     "  vow letter show joint\n  vow letter show joint --public --json",
		Annotations: exits("", vow.CodeState),
		Args:        argNames("LETTER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if public && given {
				return vow.Errorf(vow.CodeUsage, "--given is never public")
			}
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				if given {
					return a.showGiven(cmd.Context(), h, args[0], asJSON)
				}
				l, err := h.LetterInfo(cmd.Context(), args[0], public)
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(l)
				}
				a.showLetter(l)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	cmd.Flags().BoolVar(&public, "public", false, "only what is public already")
	cmd.Flags().BoolVar(&given, "given", false, "to whom versions were given")
	return cmd
}

func (a *app) showGiven(ctx context.Context, h *office.Home, letter string, asJSON bool) error {
	list, err := h.Given(ctx, letter)
	if err != nil {
		return err
	}
	if asJSON {
		return a.out.json(list)
	}
	for _, g := range list {
		a.out.printf("%-12s %s  %s\n", g.Version, g.Day, parties.Label(g.Party))
	}
	a.term.hint("this list stays in the private store: who got which version tells who passed it on")
	return nil
}

func (a *app) showLetter(l *office.LetterInfo) {
	a.out.printf("%s: %s", l.Letter, l.Form)
	if l.Symbol != "" {
		a.out.printf(", %s", l.Symbol)
	}
	if l.Ask != "" {
		a.out.printf(", asks: %s", l.Ask)
	}
	if len(l.Addressees) > 0 {
		names := make([]string, len(l.Addressees))
		for i, p := range l.Addressees {
			names[i] = parties.Label(p)
		}
		a.out.printf(", to %s", strings.Join(names, ", "))
	}
	a.out.printf("\n")
	for _, v := range l.Versions {
		a.out.printf("\nversion %s (%s)", v.Version, v.When)
		switch {
		case v.Held:
			a.out.printf(" %s, root %s\n", v.Lang, v.Root)
		case !v.Root.IsZero():
			a.out.printf(" %s, root %s, text not held\n", v.Lang, v.Root)
		default:
			a.out.printf(", text not held\n")
		}
		if v.TranslationOf != "" {
			a.out.printf("  translates %s\n", v.TranslationOf)
		}
		for _, r := range v.Roles {
			when := ""
			if r.When != "" {
				when = " " + string(r.When)
			}
			a.out.printf("  %s %s: %s%s (%s) [%s]\n", r.Role, parties.Label(r.Party), r.Status, when, r.Evidence, r.Event)
		}
		for _, w := range v.Words {
			a.out.printf("  “%s”\n", strings.ReplaceAll(w, "\n", "\n   "))
		}
	}
	a.showOrder(l.Order)
	for _, d := range l.Doubts {
		a.term.warn("%s", d)
	}
}

func (a *app) showOrder(o *letters.Lineage) {
	for _, t := range o.Computed {
		a.out.printf("\norder that the texts show (%s): ", t.Lang)
		switch t.Rooted {
		case letters.ByOnly:
			a.out.printf("%s is the only one\n", t.Root)
			continue
		case letters.ByDates:
			a.out.printf("begins at %s, by its date\n", t.Root)
		default:
			a.out.printf("from %s, the nearest to all; which came first is not shown\n", t.Root)
		}
		for _, e := range t.Links {
			a.out.printf("  %s → %s  %s\n", e.From, e.To, linkSays(e))
		}
	}
	if len(o.Claimed) > 0 {
		a.out.printf("\norder that is claimed:\n")
	}
	for _, c := range o.Claimed {
		say := map[letters.Bearing]string{letters.Neighbours: "the texts put them side by side", letters.Apart: "the texts put others between them", letters.Unknown: "cannot be held against the texts"}[c.Texts]
		if c.Against {
			say += "; by its date " + c.From + " is later"
		}
		if c.Round {
			say += "; what it says goes round in a circle"
		}
		a.out.printf("  %s → %s  by %s; %s\n", c.From, c.To, parties.Label(c.By), say)
	}
}

func linkSays(e letters.Link) string {
	s := count(e.Distance, "run of words differs", "runs of words differ")
	if e.Same {
		s = "the same words"
	}
	if e.Tie != "" {
		s += "; as near to " + e.Tie
	}
	if e.Against {
		s += "; by its date " + e.From + " is later"
	}
	return s
}

func newLetterDiffCommand(a *app) *cobra.Command {
	var asJSON, rules bool
	cmd := &cobra.Command{
		Use:   "diff LETTER FROM TO",
		Short: "Say what differs between two versions, and what was softened or hardened",
		Long: `Say what differs between two versions, word by word, and what was softened or
hardened by fixed rules: lists of English and French words with weights on five
scales (duty, asking, judgement, gravity, intensity), and negations that came or went.
--rules prints them. A rule knows no sentence: what is called softer is softer by these
rules, and a reader judges what it means.`,
		Example:     "  vow letter diff joint v1 v2\n  vow letter diff --rules",
		Annotations: exits("done, whatever differs", vow.CodeState),
		Args: func(cmd *cobra.Command, args []string) error {
			if rules && len(args) == 0 {
				return nil
			}
			return argNames("LETTER", "FROM", "TO")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if rules {
				for _, r := range letters.Rules {
					a.out.printf("%-10s %+d  %s\n", r.Scale, r.Weight, r.Words)
				}
				return nil
			}
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				d, err := h.DiffLetter(cmd.Context(), args[0], args[1], args[2])
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(d)
				}
				a.out.printf("%s", d.Words.Text())
				a.showTones(d.Tones)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	cmd.Flags().BoolVar(&rules, "rules", false, "print the rules")
	return cmd
}

func (a *app) showTones(t *letters.Tones) {
	var parts []string
	for _, tone := range []letters.Tone{letters.Softened, letters.Hardened, letters.Reversed, letters.Mixed} {
		if n := t.Counts[tone]; n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+string(tone))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing softened or hardened"}
	}
	a.out.printf("\nby these rules: %s, %s\n", strings.Join(parts, ", "), count(t.Others, "other change", "other changes"))
	for _, s := range t.Shifts {
		a.out.printf("  %-8s  %s\n            → %s\n            %s\n", s.Tone, orDash(s.From), orDash(s.To), s.Rule)
	}
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func newLetterUniqueCommand(a *app) *cobra.Command {
	var asJSON bool
	var letter string
	cmd := &cobra.Command{
		Use:   "unique WORDS",
		Short: "Warn of words that stand in one version of a letter only",
		Long: `Find the words of a quotation that stand in one version of a letter and in no other
that is held. Who quotes them in public tells whoever wrote that version, or passed it
on, which version it was. Whatever is about to become public is looked at for the same:
'vow quote make', 'promise', 'event open', 'text fix', 'correct', 'seal', 'comment dispose',
'notice send', 'dispute', and everything with --public. '-' reads the words from standard input.`,
		Example:     "  vow letter unique \"will intensify bloc confrontation\"\n  vow letter unique - --letter joint < quotation.txt",
		Annotations: exits("no such words", vow.CodeUnchecked, vow.CodeRefused, vow.CodeState),
		Args:        argNames("WORDS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			words := args[0]
			if words == "-" {
				var err error
				if words, err = a.words(cmd.Context(), "-", "WORDS", ""); err != nil {
					return err
				}
			}
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				found, err := h.Unique(cmd.Context(), letter, words)
				if err != nil {
					return err
				}
				if asJSON {
					if found == nil {
						found = []letters.Unique{}
					}
					return a.out.json(found)
				}
				if len(found) == 0 {
					a.out.printf("no words of one version alone, among those whose text is held\n")
					return nil
				}
				for _, line := range office.UniqueWarnings(found) {
					a.out.printf("%s\n", line)
				}
				return vow.Errorf(vow.CodeRefused, "quoted in public these words would tell which version they are from").
					WithHint("leave them out, or say them in other words")
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON, with exit status 0 whatever is found")
	cmd.Flags().StringVar(&letter, "letter", "", "only this `LETTER`, and every word")
	return cmd
}
