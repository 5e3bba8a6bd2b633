package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/internal/reply"
)

func newCommentCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "comment",
		Short: "What a party answered, and what became of it",
		Example: `  vow comment add assessment-x --notice n1 reply.docx
  vow comment receipt assessment-x r1 -o receipt-r1
  vow comment dispose assessment-x --text report.md --sheet matrix.toml`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newCommentAddCommand(a), newCommentReceiptCommand(a), newCommentWithholdCommand(a), newCommentDisposeCommand(a))
	return cmd
}

func newCommentAddCommand(a *app) *cobra.Command {
	var o office.CommentOptions
	var asJSON bool
	var now func(*office.Home)
	cmd := &cobra.Command{
		Use:   "add REPORT FILE",
		Short: "Take in a party's reply: number its comments, and state that it came",
		Long: `Take in a party's reply to a notice: DOCX, PDF, HTML, Markdown, text, or a paper that
the party made with 'vow reply make'. Its comments are numbered, the paragraphs that
they name are looked up in the shared text, and each is said to be of a kind:
` + joined(reply.Kinds()) + `.
The kinds are found by rules over words, most of them in English, fewer in French,
Spanish, Russian, Arabic and Chinese, none in others: read them, and correct them with
--kind. request-delete, request-delay and threat are noted as contacts as well, in the
private store.

With a FILE for --sheet that does not exist the comments are written there and nothing
is stated; edit it, and run the command again, where the rules cut the reply wrongly.

Late is what comes after the notice's due: it is annexed all the same. The statement
waits in the outbox; then 'vow comment receipt' writes what the party takes home.`,
		Example: `  vow comment add assessment-x --notice n1 reply.docx
  vow comment add assessment-x --notice n1 reply.pdf --kind 3=legal --attribution 4=deny
  vow comment add assessment-x --notice n1 reply.md --sheet r1.comments`,
		Annotations: exits("recorded, or waiting; or a sheet was written", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT", "FILE"),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
			now(h)
			o.Report, o.File = args[0], args[1]
			res, err := h.AddComments(cmd.Context(), o)
			if err != nil {
				return err
			}
			a.warnAll(res.Remarks)
			if asJSON {
				return a.out.json(res)
			}
			a.printComments(res)
			return nil
		})
	}
	f := cmd.Flags()
	f.StringVar(&o.Notice, "notice", "", "`NAME` of the notice that is answered, such as n1")
	f.StringVar(&o.Lang, "lang", "", "`LANGUAGE` of the reply; the first of the home's settings if left out")
	f.StringVar(&o.Title, "title", "", "`TITLE` of the reply, where it has none of its own")
	f.StringVar(&o.About, "about", "", "`LANGUAGE` of the shared text whose paragraphs it names")
	f.StringArrayVar(&o.Kinds, "kind", nil, "`N=KIND`: what comment N is; may be repeated")
	f.StringArrayVar(&o.Attributions, "attribution", nil, "`N=WORD`: how comment N answers that it is the party's doing: "+joined(reply.Attributions())+", none")
	f.StringVar(&o.Sheet, "sheet", "", "`FILE` of comments, taken as it is; written where there is none")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	now = nowFlag(cmd)
	return cmd
}

func (a *app) printComments(res *office.CommentResult) {
	for _, c := range res.Comments {
		line := fmt.Sprintf("comment %d", c.N)
		if res.Reply != "" {
			line = fmt.Sprintf("%s.%d", res.Reply, c.N)
		}
		about := string(c.Kind)
		if c.Attribution != "" {
			about += ", " + string(c.Attribution)
		}
		switch {
		case len(c.On) > 0 && len(c.Said) > 0:
			about += ", on " + strings.Join(c.Said, ", ") + " (" + c.Lang + " " + c.On.String() + ")"
		case len(c.On) > 0:
			about += ", on block " + c.On.String() + " (" + c.Lang + ")"
		}
		a.out.printf("%s  %s\n", line, about)
	}
	if res.Sheet != "" {
		a.out.printf("wrote %s: %s to be read\n", res.Sheet, count(len(res.Comments), "comment", "comments"))
		a.term.hint("nothing is stated yet; correct it, then run the command again")
		return
	}
	a.out.printf("reply %s, %s, root %s\n", res.Reply, count(len(res.Comments), "comment", "comments"), res.Root)
	if res.Late {
		a.out.printf("late: it came after the due of its notice\n")
	}
	for _, n := range res.Contacts {
		if n.Already {
			a.out.printf("contact %s stands already\n", n.ID)
		} else {
			a.out.printf("contact %s noted, counted on %s\n", n.ID, n.Day)
		}
	}
	a.printOutcome(res.Outcome)
	if res.AfterSeal {
		a.term.hint("the report is sealed without it: 'vow seal %s --reply %s' seals it on the same round, once it is on the record", res.Report, res.Reply)
	}
	a.term.hint("'vow comment receipt %s %s -o DIR' writes what the party takes home, once it is on the record", res.Report, res.Reply)
}

func newCommentReceiptCommand(a *app) *cobra.Command {
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "receipt REPORT REPLY",
		Short: "Write what a party takes home of its reply",
		Long: `Write what a party takes home of its reply: the receipt of its entry, which names the
root of its text and the hash of its comments; its text as a paper with that root; and
the comments as they are counted. With the receipt it proves to everybody that the
comments came in: 'vow verify DOSSIER --receipt FILE' fails where they are left out.`,
		Example:     "  vow comment receipt assessment-x r1 -o receipt-r1",
		Annotations: exits("written", vow.CodeTooEarly, vow.CodeState),
		Args:        argNames("REPORT", "REPLY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				res, err := h.CommentReceipt(cmd.Context(), args[0], args[1], out)
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(res)
				}
				for _, f := range res.Files {
					a.out.printf("wrote %s\n", f)
				}
				a.out.printf("entry %d, root %s\n", res.Index, res.Root)
				return nil
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`DIR` for the three files")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func newCommentWithholdCommand(a *app) *cobra.Command {
	var blocks string
	cmd := &cobra.Command{
		Use:   "withhold REPORT REPLY",
		Short: "Withhold from dossiers what in a reply would show third persons",
		Long: `Withhold from dossiers the blocks of a reply by which third persons would be known, and
from the sealed package if it is done before sealing: what was sealed cannot be taken back.
The rest is annexed under the root of the whole, which the party can check, and verify
says how many blocks are not shown. Without --blocks it is annexed in full again.

A request to delete or to delay, and a threat, are contacts with the comment's words: one
that repeats withheld words is not opened, and one that is open already is named.`,
		Example:     "  vow comment withhold assessment-x r1 --blocks 14,20-22",
		Annotations: exits("set", vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT", "REPLY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				hidden, of, warnings, err := h.WithholdReply(cmd.Context(), args[0], args[1], blocks)
				if err != nil {
					return err
				}
				a.warnAll(warnings)
				a.out.printf("dossiers show %d of the %d blocks of %s\n", of-hidden, of, args[1])
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&blocks, "blocks", "", "`BLOCKS`, counted from 0; none if left out")
	return cmd
}

func newReplyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "reply",
		Short:       "For whoever answers a notice: fix the reply in a record of one's own",
		Example:     "  vow reply make assessment-x reply.docx --from un-office --of 'Assessment X' -o reply",
		Annotations: exits(""),
	}
	cmd.AddCommand(newReplyMakeCommand(a))
	return cmd
}

func newReplyMakeCommand(a *app) *cobra.Command {
	var o office.ReplyOptions
	var from string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "make REPORT FILE",
		Short: "Fix a reply in the party's own record, and write it as a paper to send",
		Long: `For whoever answers a notice. Fix the reply in a record of one's own, made with
'vow init --role observer', and write the paper to send and the receipt to keep. Send
the paper: the office takes it in under this very root.

The receipt shows that the reply existed by then. That it was delivered, only the
office's own receipt shows.

The first time, the record says that the office is to bring out a report of this name,
without a date, as its notice says: --from names the office, --of the report's title.`,
		Example: `  vow reply make assessment-x reply.docx --from un-office --of 'Assessment X' -o reply
  vow reply make assessment-x second.md -o second`,
		Annotations: exits("recorded; or waits for signatures", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT", "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				o.Report, o.File = args[0], args[1]
				var err error
				if from != "" {
					if o.From, err = party(from); err != nil {
						return err
					}
				}
				res, err := h.MakeReply(cmd.Context(), o)
				if err != nil {
					return err
				}
				if asJSON {
					a.warnAll(res.Warnings)
					return a.out.json(res)
				}
				for _, f := range res.Files {
					a.out.printf("wrote %s\n", f)
				}
				a.printOutcome(res.Outcome)
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "`PARTY` that sent the notice; needed the first time")
	f.StringVar(&o.Of, "of", "", "the report's `TITLE`; needed the first time")
	f.StringVar(&o.Notice, "notice", "n1", "`NAME` of the notice that is answered")
	f.StringVar(&o.Lang, "lang", "", "`LANGUAGE` of the reply; the first of the home's settings if left out")
	f.StringVar(&o.Title, "title", "", "`TITLE` of the reply, where it has none of its own")
	f.StringVarP(&o.Out, "output", "o", "", "`DIR` for the paper and the receipt")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}
