package cli

import (
	"context"
	"errors"
	"io/fs"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/paper"
)

// isMissing reports whether err says that a file does not exist.
func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func newTextCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "text",
		Short:       "Fix a text of a report in the record",
		Example:     "  vow text fix assessment-x draft.md --role draft --lang en",
		Annotations: exits(""),
	}
	cmd.AddCommand(newTextFixCommand(a))
	return cmd
}

// textFixOptions are the flags of vow text fix.
type textFixOptions struct {
	Lang, Title, Role, Work, TranslationOf string
}

func (o *textFixOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.Lang, "lang", "", "`LANGUAGE` of the text (BCP 47); the home's first if left out")
	f.StringVar(&o.Title, "title", "", "`TITLE`; the text's own if left out")
	f.StringVar(&o.Work, "work", "", "short `NAME` that versions and languages of one work share; the report's if left out")
	f.StringVar(&o.TranslationOf, "translation-of", "", "`ROOT` of the text that this one translates")
}

func (o textFixOptions) parse(h *office.Home, report, file string) (office.TextOptions, error) {
	t := office.TextOptions{Report: report, File: file, Lang: o.Lang, Title: o.Title, Role: vow.TextRole(o.Role), Work: o.Work}
	if t.Lang == "" {
		l, err := office.ParseLangFile(file, h.Config.Languages[0])
		if err != nil {
			return t, err
		}
		t.Lang = l.Lang
	}
	if o.TranslationOf != "" {
		root, err := vow.ParseHash(o.TranslationOf)
		if err != nil {
			return t, vow.Errorf(vow.CodeUsage, "--translation-of: %w", err)
		}
		t.TranslationOf = root
	}
	return t, nil
}

func newTextFixCommand(a *app) *cobra.Command {
	var opts textFixOptions
	cmd := a.statement(&cobra.Command{
		Use:   "fix REPORT FILE",
		Short: "Fix a text's root in the record, without its content",
		Long: `Fix a text in the record: only its root, from which nothing can be guessed, and
the number of its blocks become public. FILE is a text in any format that 'vow
paper build' reads, or a paper that it made. The paper stays in the home.`,
		Example: `  vow text fix assessment-x draft.md --role draft
  vow text fix assessment-x report.fr.md --role final --lang fr`,
	}, []string{"REPORT", "FILE"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		o, err := opts.parse(h, args[0], args[1])
		if err != nil {
			return nil, err
		}
		out, _, err := h.FixText(ctx, o)
		return out, err
	})
	cmd.Annotations = exits("recorded; or waits for signatures", vow.CodeCheck, vow.CodeRefused, vow.CodeState)
	cmd.Flags().StringVar(&opts.Role, "role", "draft", "`ROLE` of the text: draft, shared, final, reply, annex or letter")
	opts.addFlags(cmd)
	return cmd
}

func newCorrectCommand(a *app) *cobra.Command {
	var opts textFixOptions
	var kind string
	cmd := a.statement(&cobra.Command{
		Use:   "correct REPORT FILE",
		Short: "Add a later text to a released report",
		Long: `Add a later text to a released report: a revision (Rev), a corrigendum (Corr) or
an addendum (Add). The released text stays what it is.`,
		Example: "  vow correct assessment-x corrigendum.md --type Corr",
	}, []string{"REPORT", "FILE"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		opts.Role = "final"
		o, err := opts.parse(h, args[0], args[1])
		if err != nil {
			return nil, err
		}
		return h.Correct(ctx, office.CorrectOptions{Text: o, Type: kind})
	})
	cmd.Annotations = exits("recorded; or waits for signatures", vow.CodeCheck, vow.CodeRefused, vow.CodeState)
	cmd.Flags().StringVar(&kind, "type", vow.CorrectionCorr, "`TYPE`: Rev, Corr or Add")
	opts.addFlags(cmd)
	return cmd
}

func newRecordCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "record",
		Short:       "Close the record",
		Example:     "  vow record close --help",
		Annotations: exits(""),
	}
	cmd.AddCommand(newRecordCloseCommand(a))
	return cmd
}

func newRecordCloseCommand(a *app) *cobra.Command {
	var origin, vkey string
	var force bool
	cmd := a.statement(&cobra.Command{
		Use:   "close",
		Short: "End the record for ever; open promises are broken",
		Long: `End the record for ever. Nothing can be added after it. A promise that is open is
broken by it, so with open promises --break-promises must say that this is meant.`,
		Example: "  vow record close --successor office.example/vow2 --successor-key \"$(cat vow2.vkey)\"",
	}, nil, func(ctx context.Context, h *office.Home, _ []string) (*office.Outcome, error) {
		var next *vow.Successor
		if origin != "" || vkey != "" {
			k, err := vow.ParseKey(vkey)
			if err != nil {
				return nil, vow.Errorf(vow.CodeUsage, "--successor-key: %w", err)
			}
			next = &vow.Successor{Origin: origin, VKey: k}
		}
		return h.CloseRecord(ctx, next, force)
	})
	cmd.Flags().StringVar(&origin, "successor", "", "`ORIGIN` of the record that goes on")
	cmd.Flags().StringVar(&vkey, "successor-key", "", "log key of that record, `VKEY`")
	cmd.Flags().BoolVar(&force, "break-promises", false, "close although promises are open")
	return cmd
}

func newPaperCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "paper",
		Short:       "Make a text into a paper; show, redact, check and compare papers",
		Example:     "  vow paper build report.md -o report.paper",
		Annotations: exits(""),
	}
	cmd.AddCommand(newPaperBuildCommand(a), newPaperShowCommand(a), newPaperRedactCommand(a), newPaperCheckCommand(a), newPaperDiffCommand(a))
	return cmd
}

// paperAnswer is the answer of vow paper in JSON.
type paperAnswer struct {
	Root     vow.Hash `json:"root"`
	Title    string   `json:"title"`
	Lang     string   `json:"lang"`
	Split    string   `json:"split"`
	Blocks   int      `json:"blocks"`
	Withheld []int    `json:"withheld"`
}

func answerOf(p *paper.Paper) paperAnswer {
	withheld := p.Withheld()
	if withheld == nil {
		withheld = []int{}
	}
	return paperAnswer{p.Root(), p.Title, p.Lang, p.Split, len(p.Lines), withheld}
}

func newPaperShowCommand(a *app) *cobra.Command {
	var asJSON, rootOnly, numbers bool
	cmd := &cobra.Command{
		Use:         "show PAPER",
		Short:       "Show a paper as text, after checking its form",
		Example:     "  vow paper show report.paper\n  vow paper show report.paper --numbers",
		Annotations: exits("", vow.CodeCheck),
		Args:        argNames("PAPER"),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := readInput(args[0], 96<<20)
			if err != nil {
				return err
			}
			p, err := paper.Parse(data)
			if err != nil {
				return vow.Errorf(vow.CodeCheck, "%s: %w", args[0], err)
			}
			switch {
			case asJSON:
				return a.out.json(answerOf(p))
			case rootOnly:
				a.out.printf("%s\n", p.Root())
			case numbers:
				showNumbers(a, p)
			default:
				a.out.printf("%s", p.Text())
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "root, title, language and blocks in JSON, without the text")
	cmd.Flags().BoolVar(&rootOnly, "root", false, "only the root")
	cmd.Flags().BoolVar(&numbers, "numbers", false, "one block a line, with its number and where nothing may be withheld of it")
	return cmd
}

// showNumbers prints the blocks as 'vow seal --blocks' counts them.
func showNumbers(a *app, p *paper.Paper) {
	sections := p.Sections()
	for i, l := range p.Lines {
		text, section := "[withheld]", ""
		if l.Block != nil {
			text = l.Block.Text
		}
		if sections[i] != "" {
			section = " [" + sections[i] + "]"
		}
		a.out.printf("%d%s %s\n", i, section, text)
	}
}
