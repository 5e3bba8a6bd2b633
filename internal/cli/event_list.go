package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/store"
)

// eventListOptions are the flags of vow event list.
type eventListOptions struct {
	Report, From, To string
	Kinds            []string
	JSON             bool
}

func newEventListCommand(a *app) *cobra.Command {
	var o eventListOptions
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the events of the private store",
		Long: `List the events of the private store, the oldest first: for people of the office
alone. What is listed is in no log and in no record but as a count.`,
		Example:     "  vow event list --report assessment-x --kind contact",
		Annotations: exits("", vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runEventList(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Report, "report", "", "only those of this `REPORT`")
	f.StringArrayVar(&o.Kinds, "kind", nil, "only those of this `KIND`; can be repeated")
	f.StringVar(&o.From, "from", "", "only those that this `DAY` counts, or a later one")
	f.StringVar(&o.To, "to", "", "only those that this `DAY` counts, or an earlier one")
	f.BoolVar(&o.JSON, "json", false, "answer in JSON")
	return cmd
}

func runEventList(ctx context.Context, a *app, o eventListOptions) error {
	f := store.Filter{Report: o.Report, From: o.From, To: o.To}
	for _, d := range []string{o.From, o.To} {
		if _, err := vow.ParseDate(d); d != "" && err != nil {
			return vow.Errorf(vow.CodeUsage, "--from and --to: %w", err)
		}
	}
	for _, k := range o.Kinds {
		if !vow.Kind(k).IsEvent() {
			return vow.Errorf(vow.CodeUsage, "--kind %s: no kind of event", k)
		}
		f.Kinds = append(f.Kinds, vow.Kind(k))
	}
	return a.withHome(ctx, office.Read, func(h *office.Home) error {
		list, err := h.Events(ctx, f)
		if err != nil {
			return err
		}
		if o.JSON {
			return a.out.json(list)
		}
		for _, e := range list {
			report := e.Report
			if report == "" {
				report = "(the office)"
			}
			a.out.printf("%s  %s  %s %s  %s\n    %s\n", e.ID, e.Day, e.Kind, report, eventState(e), e.Say)
		}
		return nil
	})
}

func eventState(e office.EventInfo) string {
	state := e.State
	if e.Basis != "" {
		state += ": " + e.Basis
	}
	if e.NeedsTwo {
		state += ", unconfirmed"
	}
	return state
}

func newEventShowCommand(a *app) *cobra.Command {
	var file, out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show an event of the private store",
		Long: `Show an event of the private store, by its ID or by its commitment, as 'vow pending'
names it of an event that is about to be opened.`,
		Example: `  vow event show e12
  vow event show e12 --file note.pdf -o note.pdf`,
		Annotations: exits("", vow.CodeState),
		Args:        argNames("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				if file != "" {
					b, err := h.EventFile(cmd.Context(), args[0], file)
					if err != nil {
						return err
					}
					return a.writePrivate(out, b)
				}
				e, err := h.Event(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(e)
				}
				return a.printEvent(e)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "file", "", "write the file of this `NAME` that is kept with it")
	f.StringVarP(&out, "output", "o", "", "`FILE` to write it to; standard output if left out")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func (a *app) printEvent(e office.EventInfo) error {
	a.out.printf("%s  %s\n", e.ID, e.Say)
	a.out.printf("state       %s\ncounted on  %s\nnoted       %s\ncommitment  %s\n", eventState(e), e.Day, e.At, e.Commit)
	if e.Name != "" {
		a.out.printf("name        %s\n", strings.ReplaceAll(e.Name, "\n", " "))
	}
	for _, name := range e.Officers {
		a.out.printf("stands by   %s\n", name)
	}
	for _, f := range e.Files {
		a.out.printf("file        %s  %d bytes  %s\n", strings.ReplaceAll(f.Name, "\n", " "), f.Size, f.SHA256)
	}
	if len(e.Event) == 0 {
		return nil
	}
	var b bytes.Buffer
	if err := json.Indent(&b, e.Event, "    ", "  "); err != nil {
		return err
	}
	a.out.printf("\n    %s\n", b.String())
	return nil
}

func newEventNoteCommand(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "note ID",
		Short: "Write the note of an approach for the other side, to correct",
		Long: `Write the note of an approach for the other side, to correct: what the office noted,
and nothing of how it is kept. What comes back is kept beside it
('vow statement note --about ID').`,
		Example:     "  vow event note e12 -o note.txt",
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
		Args:        argNames("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				return a.writeNote(cmd.Context(), h, &office.Noted{ID: args[0]}, out)
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write; standard output if left out")
	return cmd
}

func newEventAttestCommand(a *app) *cobra.Command {
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "attest ID|FILE",
		Short: "Stand by the note of an oral approach as a second officer",
		Long: `Two officers stand by the note of a call, a meeting or a démarche. With an event's ID,
the home that keeps the record writes the event with the signatures so far to -o FILE.
In the other officer's home, 'vow event attest FILE -o SIGNED' shows it and signs. Back
in the first home, 'vow event attest SIGNED' keeps the signature with the event.

The files hold what the event says in the clear: hand them over as one hands over the
note itself, and delete them.`,
		Example: `  vow event attest e12 -o note.attest
  vow event attest note.attest -o note.signed
  vow event attest note.signed`,
		Annotations: exits("written, signed or kept", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("ID or FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runEventAttest(cmd.Context(), a, args[0], out, asJSON)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func runEventAttest(ctx context.Context, a *app, what, out string, asJSON bool) error {
	if store.IsEventID(what) {
		return a.withHome(ctx, office.Read, func(h *office.Home) error {
			at, err := h.Attestation(ctx, what)
			if err != nil {
				return err
			}
			return a.writePrivate(out, at.Marshal())
		})
	}
	at, err := office.ReadAttestation(what)
	if err != nil {
		return err
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		if out != "" {
			if err := a.confirmPrivate(ctx, at.Text(), "Do you stand by this note? Your signature stays with it in the office's private store."); err != nil {
				return err
			}
			if err := h.SignAttestation(at); err != nil {
				return err
			}
			return a.writePrivate(out, at.Marshal())
		}
		n, err := h.Attest(ctx, at)
		if err != nil {
			return err
		}
		if asJSON {
			return a.out.json(n)
		}
		a.out.printf("%s %s: %s stand by it\n", n.Kind, n.ID, strings.Join(n.Officers, " and "))
		if n.NeedsTwo {
			a.out.printf("unconfirmed: another officer must\n")
		}
		return nil
	})
}

// confirmPrivate shows what is about to be signed and stays private, and asks. It
// goes on without asking where nobody is there.
func (a *app) confirmPrivate(ctx context.Context, text []byte, question string) error {
	if a.global.Yes || !a.term.interactive() {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		a.term.say("    %s", strings.TrimSuffix(line, "\n"))
	}
	ok, err := a.term.ask(ctx, question)
	if err == nil && !ok {
		err = vow.Errorf(vow.CodeRefused, "not signed, nothing was changed")
	}
	return err
}
