package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/letters"
	"vow/internal/office"
	"vow/internal/parties"
	"vow/internal/positions"
)

func newPositionCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "position",
		Short: "Note who stood where on a vote or a statement, and compare two",
		Example: `  vow position note motion-7 --question debate --stand yes --party CHE --party FRA --when 2026-09-01
  vow position changes letter-2019 motion-7`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newPositionNoteCommand(a), newPositionShowCommand(a), newPositionChangesCommand(a))
	return cmd
}

// positionOptions are the flags of vow position note.
type positionOptions struct {
	eventFlags
	Report, Question, Stand, As, Totals, List string
	Parties, Aliases                          []string
}

func newPositionNoteCommand(a *app) *cobra.Command {
	var o positionOptions
	cmd := &cobra.Command{
		Use:   "note INSTRUMENT",
		Short: "Note where parties stood, or the result of a vote",
		Long: `Note where parties stood on an instrument, a short name of a-z 0-9 and '-', and on
which question that was: a vote on holding a debate is none on the report. --totals notes
the result that was announced; it is checked against the parties that are noted.

A party that later asks to have another vote recorded is --stand asked-correction --as
VOTE. It changes no result. Nothing is overwritten: where two sources differ, both stand.

A name that is not exactly one State's is asked about. --parties reads many names, one a
line, pasted or CSV, all or none.

` + letterPrivate,
		Example: `  vow position note motion-7 --question debate --stand no --parties no.txt --when 2026-09-01
  vow position note motion-7 --question debate --totals 17/19/11 --when 2026-09-01
  vow position note motion-7 --question debate --stand asked-correction --as yes --party UKR --when 2026-09-02`,
		Annotations: exits("noted, or recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames("INSTRUMENT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPositionNote(cmd.Context(), a, o, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Question, "question", "", "what it was on, `QUESTION`: "+joined(vow.Questions()))
	f.StringVar(&o.Stand, "stand", "", "where the parties stood, `STAND`: "+joined(vow.Stands()))
	f.StringVar(&o.As, "as", "", "of asked-correction: the `VOTE` that the party wants recorded")
	f.StringArrayVar(&o.Parties, "party", nil, "`PARTY` that stood there; can be repeated")
	f.StringVar(&o.List, "parties", "", "`FILE` with the names of many; - is standard input")
	f.StringArrayVar(&o.Aliases, "alias", nil, "`NAME=PARTY`, who is meant by a name in the file; can be repeated")
	f.StringVar(&o.Totals, "totals", "", "the result, `YES/NO/ABSTAIN[/ABSENT]`; more yes than no is adopted")
	f.StringVar(&o.Report, "report", "", "the `REPORT` that it is about; none: the office's own")
	o.add(cmd)
	return cmd
}

func runPositionNote(ctx context.Context, a *app, o positionOptions, instrument string) error {
	b := vow.Position{As: vow.Stand(o.As), AttributedTo: vow.Party(o.Attributed), Instrument: instrument, Kind: vow.KindPosition, Origin: o.Origin,
		Question: vow.Question(o.Question), Report: o.Report, Stand: vow.Stand(o.Stand), Status: vow.Sighting(o.Seen), When: vow.EDTF(o.When)}
	var err error
	if b.Totals, err = parseTotals(o.Totals); err != nil {
		return err
	}
	if b.Parties, err = a.positionParties(o); err != nil {
		return err
	}
	if b.Words, err = a.optionalWords(ctx, o.Words, "--words"); err != nil {
		return err
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		if b.At, b.Log, err = h.Stamp(); err != nil {
			return err
		}
		noted, err := h.NoteEvent(ctx, &b, office.NoteOptions{Public: o.Public, Again: o.Again, Quote: o.Quote})
		if err != nil {
			return err
		}
		if err := a.warnPosition(ctx, h, instrument, noted, o.Public); err != nil {
			return err
		}
		return a.printNoted(noted, o.JSON)
	})
}

// warnPosition says what does not fit to what was just noted.
func (a *app) warnPosition(ctx context.Context, h *office.Home, instrument string, noted *office.Noted, public bool) error {
	id := noted.ID
	if e := noted.Entry; e != nil {
		if !e.Recorded {
			return nil // it waits, and is noted nowhere yet
		}
		id = "#" + strconv.FormatInt(e.Index, 10)
	}
	in, err := h.Instrument(ctx, instrument, public)
	if err != nil {
		return err
	}
	for _, r := range in.Announced {
		for _, d := range r.Doubts {
			if r.From == id {
				a.term.warn("does not add up: %s", d)
			}
		}
	}
	for _, c := range in.Conflicts {
		if strings.Contains(c+",", " "+id+",") {
			a.term.warn("conflict: %s", c)
		}
	}
	if len(in.Questions) > 1 {
		a.term.warn("conflict: the questions of %s differ: %s", instrument, joined(in.Questions))
	}
	return nil
}

// positionParties are the parties of the flags and of the file.
func (a *app) positionParties(o positionOptions) ([]vow.Party, error) {
	names := o.Parties
	if o.List != "" {
		aliases, err := letters.ParseAliases(o.Aliases)
		if err != nil {
			return nil, err
		}
		data, err := a.list(o.List)
		if err != nil {
			return nil, err
		}
		l, err := letters.ReadList(data, aliases)
		if err != nil {
			return nil, vow.Errorf(vow.CodeOf(err), "%s: %w", o.List, err).
				WithHint("%s", strings.ReplaceAll(vow.HintOf(err), "--as ", "--alias ")) // --as is a vote here
		}
		err = l.Check(func(r letters.Row) error {
			if r != (letters.Row{Line: r.Line, Name: r.Name, Party: r.Party, Old: r.Old}) {
				return vow.Errorf(vow.CodeUsage, "only names are taken from this list").WithHint("take the other columns out, and note each stand and date with a list of its own")
			}
			return nil
		})
		if err != nil {
			return nil, vow.Errorf(vow.CodeOf(err), "%s: %w", o.List, err).WithHint("%s", vow.HintOf(err))
		}
		a.warnAll(l.Notes)
		for _, r := range l.Rows {
			names = append(names, string(r.Party))
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	list, err := partyList(names)
	if err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "%w", err).WithHint("write the code; 'vow party find NAME' shows the codes of a name")
	}
	slices.Sort(list)
	return list, nil
}

func parseTotals(s string) (*vow.Totals, error) {
	if s == "" {
		return nil, nil
	}
	var n [4]int
	parts := strings.Split(s, "/")
	bad := vow.Errorf(vow.CodeUsage, "--totals %q: YES/NO/ABSTAIN or YES/NO/ABSTAIN/ABSENT expected, each a number", s)
	if len(parts) < 3 || len(parts) > len(n) {
		return nil, bad
	}
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || strconv.Itoa(v) != p {
			return nil, bad
		}
		n[i] = v
	}
	t := &vow.Totals{Yes: n[0], No: n[1], Abstain: n[2], Absent: n[3], Result: "rejected"}
	if t.Yes > t.No {
		t.Result = "adopted"
	}
	return t, nil
}

func newPositionShowCommand(a *app) *cobra.Command {
	var public, asJSON bool
	cmd := &cobra.Command{
		Use:   "show [INSTRUMENT]",
		Short: "Show who stood where, and what does not add up",
		Long: `Show who stood where on an instrument or under a letter, the announced result, and
where the two do not add up; without INSTRUMENT, list the instruments.

--public shows what is public alone: entries and opened events.`,
		Example:     "  vow position show motion-7",
		Annotations: exits("", vow.CodeState),
		Args:        cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				if len(args) == 0 {
					return a.listInstruments(cmd.Context(), h, public, asJSON)
				}
				in, err := h.Instrument(cmd.Context(), args[0], public)
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(in)
				}
				a.showInstrument(in)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&public, "public", false, "only what is public already")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func (a *app) listInstruments(ctx context.Context, h *office.Home, public, asJSON bool) error {
	list, err := h.Instruments(ctx, public)
	if err != nil {
		return err
	}
	if asJSON {
		return a.out.json(list)
	}
	for _, in := range list {
		a.out.printf("%s  on %s, %s\n", in.Slug, joined(in.Questions), count(len(in.Stands), "stand", "stands"))
	}
	return nil
}

func (a *app) showInstrument(in *positions.Instrument) {
	a.out.printf("%s, on the question %s\n", in.Slug, joined(in.Questions))
	for _, r := range in.Announced {
		a.out.printf("announced: %s, %d yes, %d no, %d abstained, %s (%s)\n", r.Totals.Result, r.Totals.Yes, r.Totals.No, r.Totals.Abstain, r.When, r.From)
		for _, d := range r.Doubts {
			a.out.printf("  does not add up: %s\n", d)
		}
	}
	for _, c := range in.Conflicts {
		a.out.printf("conflict: %s\n", c)
	}
	for _, s := range byStand(in.Stands) {
		a.out.printf("  %s\n", standSays(s)+"  "+parties.Label(s.Party))
	}
}

// byStand sorts stands as a list of votes is read: yes, no, abstained, and within each
// by the names of the parties.
func byStand(list []positions.Stand) []positions.Stand {
	list = byLabel(list, func(s positions.Stand) vow.Party { return s.Party })
	place := func(s positions.Stand) int {
		if i := slices.Index(vow.Stands(), vow.Stand(s.Stand)); i >= 0 {
			return i
		}
		return len(vow.Stands()) + slices.Index(vow.SignerActs(), vow.SignerAct(s.Stand))
	}
	slices.SortStableFunc(list, func(x, y positions.Stand) int { return place(x) - place(y) })
	return list
}

func standSays(s positions.Stand) string {
	line := s.Stand
	if s.Asked != "" {
		line += ", asked for " + string(s.Asked) + " to be recorded, which changes no result"
	}
	if s.Left != "" {
		line += ", had left " + string(s.Left)
	}
	if s.Older {
		line += ", by evidence older than the version"
	}
	return line
}

func newPositionChangesCommand(a *app) *cobra.Command {
	var public, asJSON bool
	cmd := &cobra.Command{
		Use:   "changes FIRST SECOND",
		Short: "Say who took part in both of two instruments, and where they stood",
		Long: `Say who took part in both of two instruments, votes, statements or letters, and
where they stood on each. On which question each was stands above: where the questions
differ, a vote on holding a debate say and a letter about the report, another stand is no
change of mind by itself.`,
		Example:     "  vow position changes letter-2019 motion-7",
		Annotations: exits("", vow.CodeState),
		Args:        argNames("FIRST", "SECOND"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				in, err := h.InstrumentsNamed(cmd.Context(), public, args...)
				if err != nil {
					return err
				}
				c := positions.Between(in[0], in[1])
				if asJSON {
					return a.out.json(c)
				}
				a.showChanges(c)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&public, "public", false, "only what is public already")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func (a *app) showChanges(c *positions.Changes) {
	a.out.printf("%s, on the question %s; %s, on the question %s\n", c.First, joined(c.FirstQuestions), c.Second, joined(c.SecondQuestions))
	if !c.SameQuestion {
		a.out.printf("the questions differ: another stand is no change of mind by itself\n")
	}
	a.out.printf("%s in both, %d in the first alone, %d in the second alone\n", count(len(c.Both), "party", "parties"), c.FirstOnly, c.SecondOnly)
	for _, ch := range byLabel(c.Both, func(ch positions.Change) vow.Party { return ch.Party }) {
		a.out.printf("  %-32s %s; then %s\n", parties.Label(ch.Party), standsSay(ch.First), standsSay(ch.Second))
	}
}

func standsSay(list []positions.Stand) string {
	line := ""
	for i, s := range list {
		switch {
		case i > 0 && s.Version+list[i-1].Version == "":
			line += " and, by another source, "
		case i > 0:
			line += " and "
		}
		line += standSays(s)
		if s.Version != "" && len(list) > 1 {
			line += " (" + s.Version + ")"
		}
	}
	return line
}
