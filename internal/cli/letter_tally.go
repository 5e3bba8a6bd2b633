package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/letters"
	"vow/internal/office"
	"vow/internal/parties"
)

func newLetterTallyCommand(a *app) *cobra.Command {
	var at string
	var public, asJSON bool
	cmd := &cobra.Command{
		Use:   "tally LETTER",
		Short: "Say who signed each version at a time, and what numbers were claimed",
		Long: `Say who signed each version of a letter, by all that is noted or as it was at --at: who
is named, who left, whose evidence is older than the version and so cannot be of it. A
number that somebody gave is a row of its own, with the gap to who is named; it is never
added to anything. A group signs as one and is not expanded. Where a date is too vague
to say whether it was so at that time, the party is counted as not sure.

--public makes the tally of what is public alone: entries and opened events. Signers who
are known and may not be named are in no public tally, not even as a number.`,
		Example:     "  vow letter tally joint\n  vow letter tally joint --at 2026-07-19 --public",
		Annotations: exits("", vow.CodeState),
		Args:        argNames("LETTER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := tallyTime(at)
			if err != nil {
				return err
			}
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				tally, err := h.Tally(cmd.Context(), args[0], t, public)
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(tally)
				}
				a.showTally(tally)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "`TIME`: a day, to its end in UTC, or 2026-07-19T12:00:00Z")
	cmd.Flags().BoolVar(&public, "public", false, "only what is public already")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func tallyTime(s string) (vow.Time, error) {
	if s == "" {
		return vow.Time{}, nil
	}
	if _, last, err := vow.EDTF(s).Bounds(); err == nil && vow.EDTF(s).Exact() {
		return vow.At(last), nil
	}
	return vow.Time{}, vow.Errorf(vow.CodeUsage, "--at %q: a day such as 2026-07-19 or a time such as 2026-07-19T12:00:00Z expected", s)
}

func (a *app) showTally(t *letters.Tally) {
	when := "by all that is noted"
	if !t.At.IsZero() {
		when = "at " + t.At.String()
	}
	a.out.printf("%s %s: %d named, %d ever\n", t.Letter, when, t.Named, t.Ever)
	if t.Public {
		a.out.printf("made of what is public alone\n")
	}
	for _, v := range t.Versions {
		a.out.printf("\nversion %s: %s\n", v.Version, countsSay(v.Counts))
		for _, s := range byLabel(v.States, func(s letters.State) vow.Party { return s.Party }) {
			a.out.printf("  %-14s %s\n", stateSays(s), parties.Label(s.Party))
		}
		for _, n := range v.Notes {
			a.term.warn("%s", n)
		}
	}
	if len(t.Claims) > 0 {
		a.out.printf("\nclaimed numbers, each by itself:\n")
	}
	for _, c := range t.Claims {
		a.out.printf("  %s\n", claimSays(c))
	}
	if !t.Public {
		a.term.hint("this is for the office alone; --public makes the tally of what is public")
	}
}

// byLabel sorts what is said of parties by the names that are shown.
func byLabel[T any](list []T, of func(T) vow.Party) []T {
	return slices.SortedStableFunc(slices.Values(list), func(x, y T) int { return cmp.Compare(parties.Label(of(x)), parties.Label(of(y))) })
}

func countsSay(c letters.Counts) string {
	parts := []string{fmt.Sprintf("%d named", c.Named)}
	add := func(n int, s string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	add(c.Listed, "of them on a list that others made")
	add(c.Groups, "of them no single State")
	add(c.Claimed, "only claimed by others")
	add(c.Withdrawn, "withdrawn")
	add(c.Declined, "declined")
	add(c.Invited, "invited")
	add(c.Older, "with evidence older than the version")
	add(c.OtherText, "under another text")
	add(c.Unsure, "not sure at that time")
	add(c.Unnamed, "signed and may not be named")
	return strings.Join(parts, ", ")
}

func stateSays(s letters.State) string {
	w := string(s.Event)
	switch {
	case s.Unsure && s.Event == "":
		return "perhaps"
	case s.Left != "":
		w += " again"
	}
	if s.Key {
		w += ", key"
	}
	if s.Older {
		w += ", too old"
	}
	if s.OtherText {
		w += ", other text"
	}
	if s.Unsure {
		w += "?"
	}
	return w
}

func claimSays(c letters.CountRow) string {
	about := ""
	if c.About {
		about = "about "
	}
	s := fmt.Sprintf("%s%d %s, by %s, %s", about, c.Count, strings.ReplaceAll(string(c.Subject), "-", " "), parties.Label(c.By), c.When)
	if c.Version != "" {
		s += ", of version " + c.Version
	}
	if !c.Names {
		s += ", without names"
	}
	if c.Gap != nil {
		s += fmt.Sprintf("; gap %+d against who is named", *c.Gap)
	}
	if c.Words != "" {
		s += ": “" + strings.ReplaceAll(c.Words, "\n", "\n   ") + "”"
	}
	return s
}

func newLetterClaimCommand(a *app) *cobra.Command {
	var o eventFlags
	var by, subject, version, report string
	var number int
	var about, names bool
	cmd := &cobra.Command{
		Use:   "claim LETTER",
		Short: "Note a number that somebody gave",
		Long: `Note a number of signers or supporters that somebody gave, with or without names. It
stays apart from who is named: a count is not a list, and support in general is no
signature under a letter.

` + letterPrivate,
		Example: `  vow letter claim joint --by office --count 40 --about --when 2026-08-25
  vow letter claim joint --by CHE --count 100 --about --subject support-in-general --when 2026-07-19`,
		Annotations: exits("noted, or recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames("LETTER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b := vow.CountClaim{About: about, AttributedTo: vow.Party(o.Attributed), Count: number, Letter: args[0], Names: names, Origin: o.Origin,
				Report: report, Status: vow.Sighting(o.Seen), Subject: vow.CountSubject(subject), Version: version, When: vow.EDTF(o.When)}
			var err error
			if b.By, err = party(by); err != nil {
				return err
			}
			if b.Words, err = a.optionalWords(cmd.Context(), o.Words, "--words"); err != nil {
				return err
			}
			return a.noteAbout(cmd.Context(), o, func(h *office.Home) (*office.Noted, error) {
				if b.At, b.Log, err = h.Stamp(); err != nil {
					return nil, err
				}
				return h.ClaimCount(cmd.Context(), b, office.NoteOptions{Public: o.Public, Again: o.Again, Quote: o.Quote})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&by, "by", "", "`PARTY` that gave the number")
	f.IntVar(&number, "count", -1, "the `NUMBER`")
	f.BoolVar(&about, "about", false, "it was given as a rough one: about, nearly, more than")
	f.BoolVar(&names, "names", false, "a list of names came with it")
	f.StringVar(&subject, "subject", string(vow.CountSigners), "of `WHAT`: signers, support-in-general, speakers, other")
	f.StringVar(&version, "version", "", "the `VERSION` that it was said of")
	f.StringVar(&report, "report", "", "the `REPORT` that it is about; the letter's if left out")
	o.add(cmd)
	return cmd
}

// noteAbout notes one event about a letter and prints what became of it.
func (a *app) noteAbout(ctx context.Context, o eventFlags, note func(*office.Home) (*office.Noted, error)) error {
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		n, err := note(h)
		if err != nil {
			return err
		}
		return a.printNoted(n, o.JSON)
	})
}
