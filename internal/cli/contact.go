package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
)

// contactOptions are the flags of vow contact note.
type contactOptions struct {
	noteOptions
	For                                     []string
	To, Channel, Ask, Direction, Leverage   string
	Known, Subject, Letter, Summary, Source string
	NoteOut                                 string
	Sources                                 int
}

func newContactCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "contact",
		Short:       "Note approaches: who asked the office for what, in both directions",
		Example:     "  vow contact note --party XAA --channel note-verbale --ask withhold --when 2026-06-28 --summary asked.txt --source no",
		Annotations: exits(""),
	}
	var source string
	cmd.AddCommand(newContactNoteCommand(a), newEventImport(a, vow.KindContact,
		"ask channel direction for known leverage letter party report sources subject summary to when",
		"  vow contact import approaches.csv --source no", func(cmd *cobra.Command) func() error {
			cmd.Flags().StringVar(&source, "source", "", "`ANSWER` to whether any of these persons is a source: no or yes")
			return func() error {
				return a.notSource(cmd.Context(), source, "Is it certain that none of these persons is a source?")
			}
		}))
	return cmd
}

func newContactNoteCommand(a *app) *cobra.Command {
	var o contactOptions
	cmd := &cobra.Command{
		Use:   "note",
		Short: "Note an approach",
		Long: `Note an approach: somebody asks the office for something about its work, or the
office asks somebody, or somebody asks another to sign, or not to (--subject signatory). A
lawful letter is an approach like any other; noting it says nothing against anybody.

Talking to a source is no approach and is noted nowhere here: the command asks, and
refuses then. Where nobody can be asked, --source no says so.

A call, a meeting and a démarche are oral: two officers stand by the note. It is kept
and counted at once, says that it is unconfirmed until the second signed
('vow event attest'), and is not opened before. The other side is given the note to correct: --note-out FILE,
or later 'vow event note'.

` + notePrivate,
		Example: `  vow contact note --report assessment-x --party XAA --channel note-verbale --ask withhold \
    --leverage cooperation --when 2026-06-28 --summary asked.txt --file note.pdf --source no
  vow contact note --party state-official --channel call --ask delay --when 2026-06-28T14:05:00Z \
    --summary - --note-out note.txt --source no
  vow contact note --subject signatory --party XAA --to XCC --channel meeting --ask other \
    --leverage inducement --known reported --sources 3 --when 2026-06 --summary told.txt --source no`,
		Annotations: exits("noted, or recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runContactNote(cmd.Context(), a, o) },
	}
	o.addFlags(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&o.For, "for", nil, "`PARTY` on whose behalf; can be repeated")
	f.StringVar(&o.To, "to", "", "who exactly was approached: a `ROLE`, or the signatory")
	f.StringVar(&o.Channel, "channel", "", "`HOW`: "+joined(vow.Channels()))
	f.StringVar(&o.Ask, "ask", "", "`WHAT` was asked for: "+joined(vow.Asks()))
	f.StringVar(&o.Direction, "direction", string(vow.DirectionIn), "`WHERE` it went: in or out, seen from the office")
	f.StringVar(&o.Leverage, "leverage", string(vow.LeverageNone), "`WHAT` it was joined with: "+joined(vow.Leverages()))
	f.StringVar(&o.Known, "known", string(vow.KnownHeld), "`HOW` it is known: held, seen or reported")
	f.IntVar(&o.Sources, "sources", 0, "`NUMBER` of independent sources that reported it")
	f.StringVar(&o.Subject, "subject", string(vow.SubjectOffice), "`WHO` was approached: office or signatory")
	f.StringVar(&o.Letter, "letter", "", "commitment or root of the letter it came with, a `HASH` or an event's id")
	f.StringVar(&o.Summary, "summary", "", "`FILE` with what was asked, in the office's words")
	f.StringVar(&o.Source, "source", "", "`ANSWER` to whether the person is a source: no or yes")
	f.StringVar(&o.NoteOut, "note-out", "", "write the note for the other side, to correct, to this `FILE`")
	return cmd
}

func joined[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

// notSource asks whether a person is a source, and refuses to go on then.
func (a *app) notSource(ctx context.Context, answer, question string) error {
	switch answer {
	case "no":
		return nil
	case "yes":
		return refusedSource()
	case "":
	default:
		return vow.Errorf(vow.CodeUsage, "--source %q: no or yes expected", answer)
	}
	if !a.term.interactive() {
		return vow.Errorf(vow.CodeUsage, "--source is needed: whether the person is a source").
			WithHint("'--source no' if it is certain that none is; talking to a source is no approach and is not noted here")
	}
	ok, err := a.term.ask(ctx, question)
	if err != nil || ok {
		return err
	}
	return refusedSource()
}

func refusedSource() error {
	return vow.Errorf(vow.CodeRefused, "talking to a source is no approach").WithHint("nothing was noted; keep what a source said where the office keeps its evidence")
}

func runContactNote(ctx context.Context, a *app, o contactOptions) error {
	if err := a.notSource(ctx, o.Source, "Is it certain that this person is no source of the office?"); err != nil {
		return err
	}
	if err := o.resolve(a); err != nil {
		return err
	}
	for i, p := range o.For {
		party, err := a.partyFlag("--for", p)
		if err != nil {
			return err
		}
		o.For[i] = string(party)
	}
	summary, err := a.words(ctx, o.Summary, "--summary", "What was asked, in one line")
	if err != nil {
		return err
	}
	noted, err := a.note(ctx, o.noteOptions, func(h *office.Home, s stamp) (vow.Body, error) {
		c := &vow.Contact{Ask: vow.Ask(code(o.Ask)), At: s.at, AttributedTo: s.observed.AttributedTo, Channel: vow.Channel(code(o.Channel)),
			Direction: vow.Direction(o.Direction), Kind: vow.KindContact, Known: vow.Knowing(o.Known), Leverage: vow.Leverage(code(o.Leverage)),
			Log: s.log, Origin: s.observed.Origin, Party: vow.Party(o.Party), Report: o.Report, Sources: o.Sources,
			Status: s.observed.Status, Subject: vow.Subject(o.Subject), Summary: summary, To: vow.Party(o.To), When: s.observed.When}
		for _, p := range o.For {
			c.For = append(c.For, vow.Party(p))
		}
		slices.Sort(c.For)
		if c.Subject == vow.SubjectSignatory {
			c.Direction = ""
		}
		if o.Letter != "" {
			if c.Letter, err = a.about(ctx, h, s.observed.When, o.Letter, vow.KindLetter); err != nil {
				return nil, err
			}
		}
		return c, nil
	}, func(h *office.Home, n *office.Noted) error {
		if o.NoteOut == "" {
			return nil
		}
		return a.writeNote(ctx, h, n, o.NoteOut)
	})
	if err != nil {
		return err
	}
	if err := a.printNoted(noted, o.JSON); err != nil {
		return err
	}
	if o.NoteOut == "" && noted.NeedsTwo && o.Subject == string(vow.SubjectOffice) && o.Known == string(vow.KnownHeld) {
		a.term.hint("'vow event note %s -o FILE' writes the note for the other side, to correct", noted.ID)
	}
	return nil
}

// writeNote writes the note for the other side.
func (a *app) writeNote(ctx context.Context, h *office.Home, n *office.Noted, path string) error {
	if n.ID == "" {
		return vow.Errorf(vow.CodeUsage, "--note-out: the entry itself is public, and says what was noted")
	}
	text, err := h.NoteText(ctx, n.ID)
	if err != nil {
		return err
	}
	return a.writePrivate(path, text)
}

// writePrivate writes a file that only its owner can read, or standard output for
// none or "-".
func (a *app) writePrivate(path string, data []byte) error {
	if path == "" || path == "-" {
		_, err := a.out.Write(data)
		return err
	}
	return new(durable.Disk).WriteFile(path, data, durable.Private)
}
