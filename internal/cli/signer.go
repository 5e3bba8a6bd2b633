package cli

import (
	"context"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/letters"
	"vow/internal/office"
	"vow/internal/parties"
	"vow/internal/store"
)

func newSignerCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "signer",
		Short: "Note who signed which version of a letter, and who left",
		Example: `  vow signer note joint v2 --event signed --party CHE --when 2026-06-25
  vow signer import joint v2 list.csv --event listed --when 2026-07-12`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newSignerNoteCommand(a), newSignerImportCommand(a), newSignerListCommand(a))
	return cmd
}

// signerFlags are the flags of vow signer note and import.
type signerFlags struct {
	eventFlags
	Event, As, By, Evidence, EvidenceWhen, Confidence, Report string
}

func (o *signerFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.Event, "event", "", "`ACT`: invited, signed, withdrew, declined, listed, claimed, corrected")
	f.StringVar(&o.As, "as-event", "", "of a correction: the `ACT` that is right, or none")
	f.StringVar(&o.By, "by", "", "of claimed: `PARTY` that says so")
	f.StringVar(&o.Evidence, "evidence", "", "where it is known from, `WORDS`")
	f.StringVar(&o.EvidenceWhen, "evidence-when", "", "`DATE` of the evidence, if it is not that of the act")
	f.StringVar(&o.Confidence, "confidence", "", "how sure it is, `DEGREE`: high, medium, low")
	f.StringVar(&o.Report, "report", "", "the `REPORT` that it is about; the letter's if left out")
	o.eventFlags.add(cmd)
}

// body makes a signer event of the flags.
func (a *app) signerBody(ctx context.Context, o signerFlags, letter, version string) (vow.SignerEvent, error) {
	b := vow.SignerEvent{As: vow.SignerAct(o.As), AttributedTo: vow.Party(o.Attributed), Confidence: vow.Confidence(o.Confidence), Event: vow.SignerAct(o.Event),
		Evidence: o.Evidence, EvidenceWhen: vow.EDTF(o.EvidenceWhen), Letter: letter, Origin: o.Origin, Report: o.Report, Status: vow.Sighting(o.Seen),
		Version: version, When: vow.EDTF(o.When)}
	var err error
	if o.By != "" {
		if b.By, err = party(o.By); err != nil {
			return b, err
		}
	}
	b.Words, err = a.optionalWords(ctx, o.Words, "--words")
	return b, err
}

// signerNoteOptions are the flags of vow signer note.
type signerNoteOptions struct {
	signerFlags
	Parties                          []string
	Unnamed, Handle, Signature, Keys string
}

func newSignerNoteCommand(a *app) *cobra.Command {
	var o signerNoteOptions
	cmd := &cobra.Command{
		Use:   "note LETTER VERSION",
		Short: "Note what became of a party's signature under a version",
		Long: `Note that a party was invited, signed, withdrew, declined, was listed, is claimed to
have signed, or that something noted earlier was wrong (corrected, with --as-event). Acts are
never overwritten: a withdrawal that is withdrawn is signed again, and one that was none is
corrected to none. Each is bound to one version and its text.

A party is a code, a handle or a name; a name that is not exactly one State's is asked
about. --unnamed FILE notes a signer who is known and may not be named: the name stays
in the private store, no public tally has even the number, and nothing makes it public.
That is how persons, and organisations that could come to harm, sign: into a list beside
the log ('vow signer list'); --handle says for which handle, such as person-7, their
signature was made, which stays with the event.

--signature FILE is the party's own signature ('vow letter circulate'), checked with
the keys in --keys and kept with the event.

` + letterPrivate,
		Example: `  vow signer note joint v2 --event signed --party CHE --party FRA --when 2026-06-25 --evidence "the copy handed over"
  vow signer note joint v2 --event signed --party CHE --signature sign.txt.sig --keys keys.txt --when 2026-06-25
  vow signer note joint v2 --event corrected --as-event none --party CHE --when 2026-07-20
  vow signer note joint v2 --event signed --unnamed name.txt --when 2026-06-25
  vow signer note joint v2 --event signed --unnamed name.txt --handle person-7 --signature sign.txt.sig --keys keys.txt`,
		Annotations: exits("noted, or recorded", vow.CodeCheck, vow.CodeUnchecked, vow.CodeRefused, vow.CodeState),
		Args:        argNames("LETTER", "VERSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSignerNote(cmd.Context(), a, o, args[0], args[1])
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.Parties, "party", nil, "`PARTY` of whom it is said; can be repeated")
	f.StringVar(&o.Unnamed, "unnamed", "", "`FILE` with the name of a signer who may not be named; - is standard input")
	f.StringVar(&o.Handle, "handle", "", "with --unnamed and --signature: the `HANDLE` that was agreed on")
	f.StringVar(&o.Signature, "signature", "", "`FILE` of the party's signature")
	f.StringVar(&o.Keys, "keys", "", "`FILE` with the parties' keys")
	o.add(cmd)
	return cmd
}

func runSignerNote(ctx context.Context, a *app, o signerNoteOptions, letter, version string) error {
	b, err := a.signerBody(ctx, o.signerFlags, letter, version)
	if err != nil {
		return err
	}
	if (o.Unnamed == "") == (len(o.Parties) == 0) {
		return vow.Errorf(vow.CodeUsage, "exactly one of --party and --unnamed is needed")
	}
	if (o.Unnamed != "" && o.Signature != "") != (o.Handle != "") {
		return vow.Errorf(vow.CodeUsage, "--handle goes with --unnamed and --signature: the handle for which it was made")
	}
	if b.Parties, err = partyList(o.Parties); err != nil {
		return err
	}
	slices.Sort(b.Parties)
	name := ""
	if o.Unnamed != "" {
		if name, err = a.words(ctx, o.Unnamed, "--unnamed", ""); err != nil {
			return err
		}
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		if b.At, b.Log, err = h.Stamp(); err != nil {
			return err
		}
		var files []store.File
		if o.Signature != "" {
			if files, err = a.signature(ctx, h, o, &b); err != nil {
				return err
			}
		}
		if name != "" {
			b.Unnamed = true
			b.PartyCommit = vow.Hash{1} // so that all else is checked before a name is kept
			if err := vow.ValidateBody(asSigner(b)); err != nil {
				return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("%s", vow.HintOf(err))
			}
			if err := h.RefuseHidden(ctx, o.Public); err != nil {
				return err
			}
			if b.PartyCommit, err = h.HideParty(ctx, "", name); err != nil {
				return err
			}
		}
		list, err := h.NoteSigners(ctx, office.SignerOptions{Bodies: []*vow.SignerEvent{&b}, Public: o.Public, Again: o.Again, Quote: o.Quote, Files: files, Name: name})
		if err != nil {
			return err
		}
		return a.printNoted(list[0], o.JSON)
	})
}

// asSigner is b with the kind that it will have.
func asSigner(b vow.SignerEvent) *vow.SignerEvent {
	b.Kind = vow.KindSigner
	return &b
}

// signature checks a party's own signature and binds the event to it.
func (a *app) signature(ctx context.Context, h *office.Home, o signerNoteOptions, b *vow.SignerEvent) ([]store.File, error) {
	who := vow.Party(o.Handle)
	switch {
	case who != "" && who.IsCode():
		return nil, vow.Errorf(vow.CodeUsage, "--handle %s: a State is named with --party", who)
	case who != "":
		if err := parties.Check(who); err != nil {
			return nil, err
		}
	case len(b.Parties) != 1:
		return nil, vow.Errorf(vow.CodeUsage, "--signature needs one --party: the one that signed")
	default:
		who = b.Parties[0]
	}
	if o.Public {
		return nil, vow.Errorf(vow.CodeUsage, "--signature and --public: the file is kept with an event in the private store").
			WithHint("note it in private, and open it with 'vow event open'")
	}
	keys, err := readSignerKeys(o.Keys)
	if err != nil {
		return nil, err
	}
	data, err := readInput(o.Signature, 1<<20)
	if err != nil {
		return nil, err
	}
	l, err := h.Letter(ctx, b.Letter, false, false)
	if err != nil {
		return nil, err
	}
	v, err := l.Version(b.Version)
	if err != nil {
		return nil, err
	}
	if v.Root.IsZero() {
		return nil, vow.Errorf(vow.CodeUsage, "the text of version %q is not known: there is nothing that a signature could be under", b.Version)
	}
	if _, err := office.CheckLetterSig(data, keys, v.Root, who); err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "%s: %w", o.Signature, err).WithHint("%s", vow.HintOf(err))
	}
	b.Root = v.Root
	if o.Handle == "" { // the hash of a signature would tell its file again
		b.SHA256 = vow.SumHash(data)
	}
	return []store.File{{Name: filepath.Base(o.Signature), Bytes: data}}, nil
}

func newSignerImportCommand(a *app) *cobra.Command {
	var o signerFlags
	var as []string
	var dry bool
	cmd := &cobra.Command{
		Use:   "import LETTER VERSION FILE",
		Short: "Note a list of signers, all or none",
		Long: `Note a list of signers: CSV with a line of column names (party; event, as, by, when,
evidence, evidence when, confidence), its cells apart by commas, semicolons or tabs; or names
as they were pasted from a document, with line breaks inside names, numbers, bullets and
footnote marks. What a row does not say comes from the flags.

A row is taken only if its name is exactly one party's. A name that is only like one, or
that stands for several (Congo, Korea), or a cell that begins as a formula does, or one
party twice under two names: the rows are named, and nothing is imported. --as
'Congo=COG' says who is meant. A group is one signer and is never expanded.

Parties with the same act, date and evidence become one event. --dry-run shows what
would be noted.

` + letterPrivate,
		Example: `  vow signer import joint v2 list.csv --event listed --evidence "A/HRC/41/G/17" --when 2019-07-12
  pdftotext letter.pdf - | vow signer import joint v2 - --event signed --when 2026-06-25 --as 'Congo=COG'`,
		Annotations: exits("noted, or recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames("LETTER", "VERSION", "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			like, err := a.signerBody(cmd.Context(), o, args[0], args[1])
			if err != nil {
				return err
			}
			aliases, err := letters.ParseAliases(as)
			if err != nil {
				return err
			}
			data, err := a.list(args[2])
			if err != nil {
				return err
			}
			l, err := letters.ReadList(data, aliases)
			if err != nil {
				return vow.Errorf(vow.CodeOf(err), "%s: %w", args[2], err).WithHint("%s", vow.HintOf(err))
			}
			return a.importSigners(cmd.Context(), o, args[2], l, like, dry)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&as, "as", nil, "`NAME=PARTY`, who is meant by a name; can be repeated")
	f.BoolVar(&dry, "dry-run", false, "show what would be noted, and note nothing")
	o.add(cmd)
	return cmd
}

func (a *app) list(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(a.sys.Stdin, letters.MaxList+1))
	}
	return given(name, "list", letters.MaxList)
}

// dryLog stands for the record's origin where no home is opened.
const dryLog = "dry.example/run"

func (a *app) importSigners(ctx context.Context, o signerFlags, file string, l *letters.List, like vow.SignerEvent, dry bool) error {
	a.warnAll(l.Notes)
	if dry {
		like.At, like.Log = vow.At(a.sys.Now()), dryLog
		if _, err := office.GroupRows(l, like); err != nil {
			return vow.Errorf(vow.CodeOf(err), "%s: %w", file, err).WithHint("%s", vow.HintOf(err))
		}
		for _, r := range l.Rows {
			a.out.printf("%5d  %-3s  %-8s %-12s %s\n", r.Line, r.Party, firstOf(string(r.Event), o.Event), firstOf(string(r.When), o.When), r.Name)
		}
		a.out.printf("%s, nothing was noted\n", count(len(l.Rows), "act of signers", "acts of signers"))
		return nil
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		var err error
		if like.At, like.Log, err = h.Stamp(); err != nil {
			return err
		}
		bodies, err := office.GroupRows(l, like)
		if err != nil {
			return vow.Errorf(vow.CodeOf(err), "%s: %w", file, err).WithHint("%s", vow.HintOf(err))
		}
		list, err := h.NoteSigners(ctx, office.SignerOptions{Bodies: bodies, Public: o.Public, Again: o.Again, Quote: o.Quote})
		if err != nil {
			return err
		}
		if o.JSON {
			return a.out.json(list)
		}
		a.out.printf("%s in %s\n", count(len(l.Rows), "act of signers", "acts of signers"), count(len(list), "event", "events"))
		for _, n := range list {
			if err := a.printNoted(n, false); err != nil {
				return err
			}
		}
		return nil
	})
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func newSignerListCommand(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "list LETTER",
		Short: "Print the signers of a letter with those who may not be named",
		Long: `Print every signer event of a letter in CSV, with the names of those who may not be
named: the list beside the log, for the collector alone. It is in no entry and no dossier.`,
		Example:     "  vow signer list joint -o joint-signers.csv",
		Annotations: exits("", vow.CodeState),
		Args:        argNames("LETTER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				l, err := h.Letter(cmd.Context(), args[0], false, false)
				if err != nil {
					return err
				}
				data, err := signersCSV(l)
				if err != nil {
					return err
				}
				return a.writePrivate(out, data)
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write, for its owner alone; standard output if left out")
	return cmd
}

func signersCSV(l *office.Letter) ([]byte, error) {
	rows := [][]string{{"event id", "version", "event", "when", "party", "name", "evidence"}}
	for _, e := range l.Events {
		b, ok := e.Body.(*vow.SignerEvent)
		if !ok {
			continue
		}
		for _, p := range b.Parties {
			rows = append(rows, []string{e.ID, b.Version, string(b.Event), string(b.When), string(p), parties.Label(p), b.Evidence})
		}
		if b.Unnamed {
			rows = append(rows, []string{e.ID, b.Version, string(b.Event), string(b.When), "", e.Who, b.Evidence})
		}
	}
	return marshalCSV(rows)
}
