package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/parties"
)

func newLetterCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "letter",
		Short: "Letters and joint statements: versions, order, words, signers, signatures",
		Example: `  vow letter add joint v1 letter.docx --form letter --ask withhold --when 2026-06-20
  vow letter tally joint --at 2026-07-19`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newLetterAddCommand(a, true), newLetterAddCommand(a, false), newLetterListCommand(a), newLetterShowCommand(a),
		newLetterDiffCommand(a), newLetterTallyCommand(a), newLetterUniqueCommand(a), newLetterClaimCommand(a),
		newLetterCirculateCommand(a), newLetterSignCommand(a), newLetterCheckCommand(a), newLetterPublishCommand(a))
	return cmd
}

// eventFlags are the flags that every note about a letter has.
type eventFlags struct {
	When, Origin, Attributed, Seen, Words string
	Public, Again, Quote, JSON            bool
}

const letterPrivate = `It goes into the private store at once, encrypted, and into the count of the day
('vow day fix'). --public makes it an entry instead, for ever, where the fact is public
already; in an observer's record it always is one. The same said twice is noted once.`

func (o *eventFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.When, "when", "", "when it was, a `DATE` as exact as it is known: 2026, 2026-06, 2026-06-28, 2026-06-20/2026-06-27, 2026-06-28~")
	f.StringVar(&o.Words, "words", "", "`FILE` with what else is to be said; - is standard input")
	f.BoolVar(&o.Public, "public", false, "the fact is public already: make it an entry of the record")
	f.BoolVar(&o.Again, "again", false, "note it although the same was noted before")
	f.BoolVar(&o.Quote, "quote-unique", false, "with --public: although it quotes words that stand in one version of a letter alone, or says a name that is kept back")
	f.StringVar(&o.Origin, "origin", "", "in an observer's record: where it was read, in `WORDS`")
	f.StringVar(&o.Attributed, "attributed-to", "", "in an observer's record: `PARTY` whose doing it is")
	f.StringVar(&o.Seen, "status", "", "in an observer's record: `HOW` firmly it is known: seen, secondary, unchecked")
	f.BoolVar(&o.JSON, "json", false, "answer in JSON")
}

// party finds the party of a code, a handle or a name. A name that is not exactly one
// party's is asked about.
func party(s string) (vow.Party, error) {
	if m, ok := parties.Exact(s); ok { // a name, a code, or the handle of a body
		return m.Code, nil
	}
	if p := vow.Party(s); p.Check() == nil {
		return p, parties.Check(p)
	}
	m, err := parties.Find(s)
	if err != nil {
		return "", err
	}
	return m.Code, nil
}

// partyList reads parties; one that stands twice, perhaps under two names, is refused.
func partyList(list []string) (out []vow.Party, err error) {
	said := map[vow.Party]string{}
	for _, s := range list {
		p, err := party(s)
		if err != nil {
			return nil, err
		}
		if o, ok := said[p]; ok {
			return nil, vow.Errorf(vow.CodeUsage, "%q and %q are one party: %s", o, s, p)
		}
		said[p] = s
		out = append(out, p)
	}
	return out, nil
}

// letterAddOptions are the flags of vow letter add and vow letter version.
type letterAddOptions struct {
	eventFlags
	Form, Ask, Lang, Title, Symbol, TranslationOf, Report string
	To, Roles, From                                       []string
}

func newLetterAddCommand(a *app, first bool) *cobra.Command {
	var o letterAddOptions
	cmd := &cobra.Command{
		Use:   "add LETTER VERSION [FILE]",
		Short: "Note a letter, with its first known version",
		Long: `Note a letter under a short name of your own, with the first version that is known,
and its text, if that is held: in any format that 'vow paper build' reads. The text
gets a root, to which signatures are bound; it stays in the private store.

--role says who had which part, each with its own evidence: 'author PARTY STATUS:
EVIDENCE', with role author, circulator, sender or signatory, and status drafted, circulated,
signed, sent, received, published or denied; after the status a date can stand: 'circulator
FRA circulated 2026-06-25: a note verbale that came with it'.

` + letterPrivate,
		Example: `  vow letter add joint v1 letter.docx --form letter --ask withhold --to head-of-office --when 2026-06-20
  vow letter add statement-2026 en --form oral-joint-statement --when 2026-06-14 --public`,
	}
	if !first {
		cmd.Use = "version LETTER VERSION [FILE]"
		cmd.Short = "Note another version of a letter, or more about one"
		cmd.Long = `Note another version of a letter that is known, or more about one: a part that
somebody had in it, its text. --from says what somebody claims that it derives from; the
order that the texts themselves show is computed ('vow letter show') and kept apart. A
text that differs by a comma is another version, and refused under the name of this one.

` + letterPrivate
		cmd.Example = `  vow letter version joint v2 softer.docx --from v1:press --when 2026-07-01
  vow letter version joint v2-fr doux.docx --lang fr --translation-of v2 --when 2026-07-01
  vow letter version joint v2 --role 'circulator FRA circulated 2026-06-25: said by two recipients' --when 2026-06-25`
	}
	cmd.Annotations = exits("noted, or recorded", vow.CodeCheck, vow.CodeRefused, vow.CodeState)
	cmd.Args = cobra.RangeArgs(2, 3)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return runLetterAdd(cmd.Context(), a, o, first, args) }
	f := cmd.Flags()
	f.StringVar(&o.Form, "form", "", "`FORM`: letter, oral-joint-statement, national-statement, draft-resolution, note-verbale, ngo-letter")
	f.StringVar(&o.Ask, "ask", "", "what it asks for, `ASK`: publish, delay, withhold, alter, meet, support, concern, debate, other")
	f.StringVar(&o.Lang, "lang", "", "`LANGUAGE` of the text (BCP 47); the home's first if left out")
	f.StringVar(&o.Title, "title", "", "`TITLE` of the text; its own if left out")
	f.StringVar(&o.Symbol, "symbol", "", "its `NUMBER` as a document")
	f.StringVar(&o.TranslationOf, "translation-of", "", "the `VERSION` that this one translates")
	f.StringVar(&o.Report, "report", "", "the `REPORT` that it is about; none: the office's own")
	f.StringArrayVar(&o.To, "to", nil, "`PARTY` it is addressed to; can be repeated")
	f.StringArrayVar(&o.Roles, "role", nil, "'`ROLE` PARTY STATUS [DATE]: EVIDENCE'; can be repeated")
	f.StringArrayVar(&o.From, "from", nil, "`VERSION:PARTY`, the version that PARTY says it derives from; can be repeated")
	o.add(cmd)
	return cmd
}

func runLetterAdd(ctx context.Context, a *app, o letterAddOptions, first bool, args []string) error {
	b := vow.Letter{Ask: vow.LetterAsk(o.Ask), AttributedTo: vow.Party(o.Attributed), Form: vow.LetterForm(o.Form), Letter: args[0], Origin: o.Origin,
		Report: o.Report, Status: vow.Sighting(o.Seen), Symbol: o.Symbol, TranslationOf: o.TranslationOf, Version: args[1], When: vow.EDTF(o.When)}
	var err error
	if b.Addressees, err = partyList(o.To); err != nil {
		return err
	}
	if b.Roles, err = letterRoles(o.Roles); err != nil {
		return err
	}
	if b.From, err = descents(o.From); err != nil {
		return err
	}
	if b.Words, err = a.optionalWords(ctx, o.Words, "--words"); err != nil {
		return err
	}
	opts := office.LetterOptions{Title: o.Title, Lang: o.Lang, New: first, Public: o.Public, Again: o.Again, Quote: o.Quote}
	if len(args) == 3 {
		opts.File = args[2]
	}
	return a.withHome(ctx, office.Write, func(h *office.Home) error {
		if opts.File != "" && opts.Lang == "" {
			l, err := office.ParseLangFile(opts.File, h.Config.Languages[0])
			if err != nil {
				return err
			}
			opts.Lang = l.Lang
		}
		if b.At, b.Log, err = h.Stamp(); err != nil {
			return err
		}
		opts.Body = b
		n, p, err := h.NoteLetter(ctx, opts)
		if err != nil {
			return err
		}
		if err := a.printNoted(n, o.JSON); err != nil || o.JSON {
			return err
		}
		if p != nil {
			a.out.printf("root %s\n", p.Root())
		}
		return nil
	})
}

// letterRoles parses 'ROLE PARTY STATUS [DATE]: EVIDENCE'.
func letterRoles(list []string) (out []vow.LetterRole, err error) {
	for _, s := range list {
		head, evidence, ok := strings.Cut(s, ":")
		f := strings.Fields(head)
		if !ok || len(f) < 3 || len(f) > 4 {
			return nil, vow.Errorf(vow.CodeUsage, "--role %q: 'ROLE PARTY STATUS [DATE]: EVIDENCE' expected", s)
		}
		r := vow.LetterRole{Evidence: strings.TrimSpace(evidence), Role: vow.LetterPart(f[0]), Status: vow.LetterStatus(f[2])}
		if r.Party, err = party(f[1]); err != nil {
			return nil, err
		}
		if len(f) == 4 {
			r.When = vow.EDTF(f[3])
		}
		out = append(out, r)
	}
	return out, nil
}

// descents parses VERSION:PARTY.
func descents(list []string) (out []vow.Descent, err error) {
	for _, s := range list {
		version, by, ok := strings.Cut(s, ":")
		if !ok {
			return nil, vow.Errorf(vow.CodeUsage, "--from %q: VERSION:PARTY expected, PARTY being who says so", s)
		}
		d := vow.Descent{Version: version}
		if d.By, err = party(by); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
