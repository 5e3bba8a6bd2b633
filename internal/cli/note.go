package cli

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/eventtable"
	"vow/internal/office"
	"vow/internal/store"
)

// noteOptions are the flags of every command that notes an event.
type noteOptions struct {
	Report, When, Party, Name  string
	Files                      []string
	Public, Again, Quote, JSON bool
	Origin, Attributed, Seen   string
}

const notePrivate = `It goes into the private store at once, encrypted, and into the count of the day,
which the office's record fixes ('vow day fix'). --public makes it an entry instead,
for ever, where the fact is public already. The same words noted twice are noted once;
--again notes them again.

Texts are read from files, '-' is standard input, so that they stand in no list of
commands; on a terminal they are asked for. --when is a date as exact as it is known:
2026, 2026-06, 2026-06-28, 2026-06-28T14:05:00Z, 2026-06-20/2026-06-27, 2026-06-28~.`

func (o *noteOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.Report, "report", "", "the `REPORT` that it is about; none: the office's own")
	f.StringVar(&o.When, "when", "", "when it happened, a `DATE` as exact as it is known")
	f.StringVar(&o.Party, "party", "", "the other side: a State's or body's `CODE` of three letters, or a class such as press, ngo, state-official; never a person's name")
	f.StringVar(&o.Name, "name", "", "`FILE` with the name behind the class, for the private store; the record gets at most a commitment")
	f.StringArrayVar(&o.Files, "file", nil, "`FILE` to keep with it in the private store; can be repeated")
	f.BoolVar(&o.Public, "public", false, "the fact is public already: make it an entry of the record")
	f.BoolVar(&o.Again, "again", false, "note it although the same was noted before")
	f.BoolVar(&o.Quote, "quote-unique", false, "with --public: although it quotes words that stand in one version of a letter alone, or says a name that is kept back")
	f.StringVar(&o.Origin, "origin", "", "in an observer's record: where it was read, in `WORDS`")
	f.StringVar(&o.Attributed, "attributed-to", "", "in an observer's record: `PARTY` whose doing it is")
	f.StringVar(&o.Seen, "status", "", "in an observer's record: `HOW` firmly it is known: seen, secondary, unchecked")
	f.BoolVar(&o.JSON, "json", false, "answer in JSON")
}

// words reads a text of lines from a file, from standard input for "-", or asks for
// one line where there is somebody to ask.
func (a *app) words(ctx context.Context, file, flag, question string) (string, error) {
	var b []byte
	var err error
	switch {
	case file == "" && a.term.interactive():
		var line string
		if line, err = a.term.askLine(ctx, question); err == nil && line == "" {
			err = vow.Errorf(vow.CodeUsage, "nothing was said")
		}
		return line, err
	case file == "":
		return "", vow.Errorf(vow.CodeUsage, "%s FILE is needed", flag).WithHint("'-' reads standard input")
	case file == "-":
		b, err = io.ReadAll(io.LimitReader(a.sys.Stdin, vow.MaxEntry+1))
	default:
		b, err = given(file, flag, vow.MaxEntry)
	}
	if err != nil {
		return "", err
	}
	if len(b) > vow.MaxEntry {
		return "", vow.Errorf(vow.CodeUsage, "%s: at most %d bytes", flag, vow.MaxEntry)
	}
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	return strings.Trim(text, "\n"), nil
}

// code is a word of a flag as the formats write it: "Note verbale" is note-verbale, and
// "démarche" demarche.
func code(s string) string {
	return strings.NewReplacer(" ", "-", "_", "-", "é", "e").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// given reads a file that the caller names: one that is missing, or no file, or larger
// than max bytes, is wrong usage, and no damage of the home.
func given(path, flag string, max int64) ([]byte, error) {
	b, err := durable.ReadBounded(path, max)
	if code := vow.CodeOf(err); code == vow.CodeUsage || code == vow.CodeCheck {
		return nil, vow.Errorf(vow.CodeUsage, "%s: %w", flag, err)
	}
	return b, err
}

// optionalWords is words for a text that may be missing.
func (a *app) optionalWords(ctx context.Context, file, flag string) (string, error) {
	if file == "" {
		return "", nil
	}
	return a.words(ctx, file, flag, "")
}

// keep reads the files that are kept with an event.
func (o *noteOptions) keep() ([]store.File, error) {
	var out []store.File
	for _, path := range o.Files {
		b, err := given(path, "--file", store.MaxFile)
		if err != nil {
			return nil, err
		}
		out = append(out, store.File{Name: filepath.Base(path), Bytes: b})
	}
	return out, nil
}

// note notes what a command states. body is called with the office's stamp, the
// observer's words; then, if it is not nil, once the event is noted.
func (a *app) note(ctx context.Context, o noteOptions, body func(h *office.Home, s stamp) (vow.Body, error),
	then func(h *office.Home, n *office.Noted) error) (noted *office.Noted, err error) {
	files, err := o.keep()
	if err != nil {
		return nil, err
	}
	err = a.withHome(ctx, office.Write, func(h *office.Home) error {
		s := stamp{observed: vow.Observed{AttributedTo: vow.Party(o.Attributed), Origin: o.Origin, Status: vow.Sighting(o.Seen), When: vow.EDTF(o.When)}}
		if s.at, s.log, err = h.Stamp(); err != nil {
			return err
		}
		b, err := body(h, s)
		if err != nil {
			return err
		}
		if err := vow.ValidateBody(b); err != nil { // before a name is kept for nothing
			return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("%s", vow.HintOf(err))
		}
		name := ""
		if o.Name != "" {
			if name, err = a.hide(ctx, h, o, b); err != nil {
				return err
			}
		}
		noted, err = h.NoteEvent(ctx, b, office.NoteOptions{Public: o.Public, Again: o.Again, Quote: o.Quote, Files: files, Name: name})
		if err != nil || then == nil {
			return err
		}
		return then(h, noted)
	})
	return noted, err
}

// about returns what an event is about, and warns where it would have happened before it.
func (a *app) about(ctx context.Context, h *office.Home, when vow.EDTF, ref string, kinds ...vow.Kind) (vow.Hash, error) {
	hash, err := h.EventRef(ctx, ref, kinds...)
	if err != nil {
		return hash, err
	}
	say, err := h.Contradicts(ctx, when, ref)
	if say != "" {
		a.term.warn("%s", say)
	}
	return hash, err
}

// stamp is what every event begins with.
type stamp struct {
	at       vow.Time
	log      string
	observed vow.Observed
}

// hide keeps the name behind a body's class, puts the commitment to it in, and
// returns the name: two who are hidden are not one.
func (a *app) hide(ctx context.Context, h *office.Home, o noteOptions, b vow.Body) (string, error) {
	if vow.Party(o.Party).IsCode() {
		return "", vow.Errorf(vow.CodeUsage, "--name: the party %s is named by its code", o.Party)
	}
	name, err := a.words(ctx, o.Name, "--name", "")
	if err != nil {
		return "", err
	}
	commit, err := h.HideParty(ctx, vow.Party(o.Party), name)
	if err != nil {
		return "", err
	}
	switch b := b.(type) {
	case *vow.Contact:
		b.PartyCommit = commit
	case *vow.Inquiry:
		b.PartyCommit = commit
	case *vow.Statement:
		b.PartyCommit = commit
	}
	return name, nil
}

// printNoted prints what became of an event.
func (a *app) printNoted(n *office.Noted, asJSON bool) error {
	if n.Entry != nil {
		return a.outcome(n.Entry, asJSON)
	}
	if asJSON {
		return a.out.json(n)
	}
	what := string(n.Kind)
	if n.Report != "" {
		what += " " + n.Report
	}
	if n.Already {
		a.out.printf("%s is noted as %s already\n", what, n.ID)
		a.term.hint("--again notes it a second time")
	} else {
		a.out.printf("%s noted as %s, in the private store alone\n", what, n.ID)
	}
	a.out.printf("counted on %s\n", n.Day)
	if n.NeedsTwo {
		a.out.printf("unconfirmed: %s of 2 officers stand by it\n", []string{"none", "1"}[len(n.Officers)])
		a.term.hint("'vow event attest %s -o FILE' writes it for another officer, who runs 'vow event attest FILE -o SIGNED', and you 'vow event attest SIGNED'; the files hold it in the clear", n.ID)
	}
	return nil
}

// newEventImport is `vow contact import` and its like.
func newEventImport(a *app, kind vow.Kind, columns, example string, extra func(cmd *cobra.Command) func() error) *cobra.Command {
	var asJSON bool
	var check func() error
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Note many at once from a table, all or none",
		Long: `Note a table of them in the private store: CSV in UTF-8, cells apart by commas or
semicolons, the first line naming fields: ` + columns + `.
A row that is wrong is named, and nothing of the table is noted. '-' is standard
input. Rows that were noted before are not noted twice.`,
		Example:     example,
		Annotations: exits("noted", vow.CodeRefused, vow.CodeState),
		Args:        argNames("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if check != nil {
				if err := check(); err != nil {
					return err
				}
			}
			data, err := a.table(args[0])
			if err != nil {
				return err
			}
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				at, log, err := h.Stamp()
				if err != nil {
					return err
				}
				bodies, err := eventtable.Read(data, kind, at, log, func(s string) (vow.Party, error) { return findParty("named", s) })
				if err != nil {
					return err
				}
				list, err := h.NoteEvents(cmd.Context(), bodies, office.NoteOptions{})
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(list)
				}
				for _, n := range list {
					if err := a.printNoted(n, false); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	if extra != nil {
		check = extra(cmd)
	}
	return cmd
}

func (a *app) table(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(a.sys.Stdin, eventtable.MaxSize+1))
	}
	return given(name, "table", eventtable.MaxSize)
}
