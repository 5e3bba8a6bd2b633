package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// statementOptions are the flags of vow statement note.
type statementOptions struct {
	noteOptions
	Words, Occasion, Stance, About, AboutWords, Lang string
}

func newStatementCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "statement",
		Short:       "Note what a party said, in its words",
		Example:     "  vow statement note --party XAA --occasion 'a press briefing' --words said.txt --when 2026-07-20",
		Annotations: exits(""),
	}
	cmd.AddCommand(newStatementNoteCommand(a), newEventImport(a, vow.KindStatement,
		"about about_words lang occasion party report stance when words",
		"  vow statement import statements.csv", nil))
	return cmd
}

func newStatementNoteCommand(a *app) *cobra.Command {
	var o statementOptions
	cmd := &cobra.Command{
		Use:   "note",
		Short: "Note what a party said",
		Long: `Note what a party said in its own words: on what occasion, and what about. A denial
stands beside what it denies (--about, --about-words), and so does what the other side
says of the note of an approach.

` + notePrivate,
		Example: `  vow statement note --report assessment-x --party XAA --occasion 'a press briefing' \
    --words said.txt --when 2026-07-20
  vow statement note --report assessment-x --party XAA --stance denies --about e12 \
    --occasion 'a letter to the office' --words correction.txt --when 2026-07-02`,
		Annotations: exits("noted, or recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runStatementNote(cmd.Context(), a, o) },
	}
	o.addFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.Words, "words", "", "`FILE` with the words, as they were said")
	f.StringVar(&o.Occasion, "occasion", "", "`WHERE` or to whom it was said")
	f.StringVar(&o.Stance, "stance", "asserts", "`HOW` it stands to what it is about: "+joined(vow.Stances()))
	f.StringVar(&o.About, "about", "", "what it is about: an event's `ID`, an entry's number as #14, or the hash of either")
	f.StringVar(&o.AboutWords, "about-words", "", "what it is about, in `WORDS`")
	f.StringVar(&o.Lang, "lang", "", "`LANGUAGE` of the words")
	return cmd
}

func runStatementNote(ctx context.Context, a *app, o statementOptions) error {
	if err := o.resolve(a); err != nil {
		return err
	}
	words, err := a.words(ctx, o.Words, "--words", "The words, in one line")
	if err != nil {
		return err
	}
	noted, err := a.note(ctx, o.noteOptions, func(h *office.Home, s stamp) (vow.Body, error) {
		st := &vow.Statement{AboutWords: o.AboutWords, At: s.at, AttributedTo: s.observed.AttributedTo, Kind: vow.KindStatement, Lang: o.Lang,
			Log: s.log, Occasion: o.Occasion, Origin: s.observed.Origin, Party: vow.Party(o.Party), Report: o.Report,
			Stance: vow.Stance(o.Stance), Status: s.observed.Status, When: s.observed.When, Words: words}
		if o.About != "" {
			var err error
			if st.About, err = a.about(ctx, h, s.observed.When, o.About); err != nil {
				return nil, err
			}
		}
		return st, nil
	}, nil)
	if err != nil {
		return err
	}
	return a.printNoted(noted, o.JSON)
}
