package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

func newNoticeCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notice",
		Short: "Hear whom a report criticises before it is sealed",
		Long: `Hear whom a report criticises before it is sealed: declare it, hand over the
criticism with the facts and where the evidence points, and wait. One round; silence
at the due date is an answer, too. What is stated here waits in the outbox for 24
hours ('vow pending'). docs/process.md shows a whole round.`,
		Example: `  vow notice party assessment-x --party SYL --blocks 14,20-22
  vow notice send assessment-x --party SYL --criticism c.txt --facts f.txt --evidence e.txt --to age1… -o out
  vow notice extend assessment-x n1 --by 2026-08-12 --reason asked
  vow notice matrix assessment-x --html matrix.html`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newNoticePartyCommand(a), newNoticeSendCommand(a), newNoticeExtendCommand(a), newNoticeMatrixCommand(a), newNoticeNameCommand(a), newNoticeDeliveryCommand(a), newNoticeReportedCommand(a))
	return cmd
}

func newNoticePartyCommand(a *app) *cobra.Command {
	var o office.PartyOptions
	var party string
	var now func(*office.Home)
	cmd := a.statement(&cobra.Command{
		Use:   "party REPORT",
		Short: "Declare whom the report criticises and where, or that it criticises nobody",
		Long: `Declare whom the report criticises and where: blocks of the text that was fixed as
shared ('vow text fix REPORT FILE --role shared'). A State is named by its code of
three letters. Everybody else is a class or handle, such as company-1, never a name;
--name keeps who it is in the private store, and a commitment to it is public.

Before a body is sealed every declared party must have been sent a notice, its window
must be over, and every change after sharing explained. Where nothing is declared
sealing goes on, and whoever verifies is told that it was not checked.`,
		Example: `  vow notice party assessment-x --party SYL --blocks 14,20-22
  vow notice party assessment-x --party company-1 --name company.txt --blocks en=9 --blocks fr=9
  vow notice party assessment-x --none`,
	}, []string{"REPORT"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		now(h)
		o.Report = args[0]
		if !o.None || party != "" {
			var err error
			if o.Party, err = a.partyFlag("--party", party); err != nil {
				return nil, err
			}
		}
		return h.DeclareParty(ctx, o)
	})
	f := cmd.Flags()
	f.StringVar(&party, "party", "", "`PARTY`: the code of a State, or a class of a-z 0-9 and '-'")
	f.StringArrayVar(&o.Blocks, "blocks", nil, "`[LANG=]BLOCKS` of the shared text, counted from 0, as 14,20-22; may be repeated")
	f.StringVar(&o.Name, "name", "", "`FILE` with the name of who is behind a class; it stays in the private store")
	f.BoolVar(&o.None, "none", false, "the report criticises nobody")
	now = nowFlag(cmd)
	return cmd
}

func newNoticeSendCommand(a *app) *cobra.Command {
	var o office.NoticeOptions
	var party string
	var due dueOptions
	var texts []string
	var asJSON bool
	var now func(*office.Home)
	cmd := &cobra.Command{
		Use:   "send REPORT",
		Short: "Write what a party is handed, and state that it was sent",
		Long: `Write what a party is handed into the folder of -o, and state that it was sent. A
notice has three parts, each a text file: what is criticised, the facts that it rests
on, and where the evidence points (not the evidence). With them goes the shared text,
or with --extract some blocks of it, as a paper with salts for this party alone.

With --to it is one age file for the party's keys, which 'age -d' and 'tar x' open;
without, a text for printing and its papers. --prepare only writes the files: hand
them over, then run the command again with --delivery and the proof. --marked puts a
mark on the copy, and says so in it: nobody is given a marked copy unawares.

Comments are taken until the end of the day of --by; left out, the first day that
leaves the window which the office promises, counted from when the notice is on the
record. --supplement hands over criticism that is new in a later text.

Nothing is scanned for what could betray a source: have somebody else read it.`,
		Example: `  vow notice send assessment-x --party SYL --criticism c.txt --facts f.txt --evidence e.txt --to age1… -o out
  vow notice send assessment-x --party SYL --criticism c.txt --facts f.txt --evidence e.txt \
      --extract 12-24 --by 2026-08-05 -o out --prepare
  vow notice send assessment-x --party SYL --criticism c.txt --facts f.txt --evidence e.txt \
      --supplement --text report.md --extract 15 -o out`,
		Annotations: exits("written, and recorded or waiting", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT"),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var err error
		if due.By+due.On+due.Window != "" {
			if o.Due, err = due.parse(); err != nil {
				return err
			}
		} else {
			o.Due = office.DueOptions{TZ: due.TZ, Words: due.Words}
		}
		return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
			now(h)
			var err error
			if o.Party, err = findParty("--party", party); err != nil {
				return err
			}
			o.Report, o.Texts = args[0], nil
			for _, t := range texts {
				l, err := office.ParseLangFile(t, h.Config.Languages[0])
				if err != nil {
					return err
				}
				o.Texts = append(o.Texts, l)
			}
			res, err := h.SendNotice(cmd.Context(), o)
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
			a.out.printf("notice %s to %s, comments taken %s: until %s\n", res.Notice, o.Party, res.Due, res.Due.Instant)
			if o.Prepare {
				a.warnAll(res.Warnings)
				return nil
			}
			a.printOutcome(res.Outcome)
			return nil
		})
	}
	f := cmd.Flags()
	f.StringVar(&party, "party", "", "`PARTY` as it was declared")
	f.StringVar(&o.Criticism, "criticism", "", "`FILE`: what is criticised")
	f.StringVar(&o.Facts, "facts", "", "`FILE`: the facts that it rests on")
	f.StringVar(&o.Evidence, "evidence", "", "`FILE`: where the evidence points")
	f.StringArrayVar(&o.Extract, "extract", nil, "`[LANG=]BLOCKS` that are handed over; the whole text if left out")
	f.StringArrayVar(&o.Langs, "lang", nil, "`LANGUAGE` of the shared text; all if left out")
	due.addDayFlags(cmd, "IANA time `ZONE`; the promise's if left out", "the notice")
	f.StringArrayVar(&o.To, "to", nil, "age `RECIPIENT` of the party; may be repeated; printed if left out")
	f.StringVar(&o.Delivery, "delivery", "", "`FILE`: the proof of delivery; its SHA-256 is stated, and it is kept in the private store")
	f.BoolVar(&o.Marked, "marked", false, "mark the copy, and say so in it")
	f.BoolVar(&o.Supplement, "supplement", false, "adds to the notice that the party was sent")
	f.StringArrayVar(&texts, "text", nil, "`[LANG=]FILE`: of a supplement, the later text")
	f.BoolVar(&o.Prepare, "prepare", false, "only write the files; needs --by")
	f.StringVarP(&o.Out, "output", "o", "", "`DIR` for what is handed over")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	now = nowFlag(cmd)
	return cmd
}

func newNoticeExtendCommand(a *app) *cobra.Command {
	var o office.ExtendOptions
	var reason string
	var due dueOptions
	var now func(*office.Home)
	cmd := a.statement(&cobra.Command{
		Use:   "extend REPORT NOTICE",
		Short: "Give a party more time, in public and with a reason",
		Long: `Give a party more time, in public and with a reason: ` + extendReasons() + `.
It must be on the record before the due that it replaces has passed; one that came
later does not count, and fails whoever verifies.`,
		Example: "  vow notice extend assessment-x n1 --by 2026-08-12 --reason asked",
	}, []string{"REPORT", "NOTICE"}, func(ctx context.Context, h *office.Home, args []string) (*office.Outcome, error) {
		now(h)
		var err error
		if o.Due, err = due.parse(); err != nil {
			return nil, err
		}
		o.Report, o.Notice, o.Reason = args[0], args[1], vow.ExtendReason(reason)
		return h.ExtendNotice(ctx, o)
	})
	due.addDayFlags(cmd, "IANA time `ZONE`; the notice's if left out", "the notice")
	cmd.Flags().StringVar(&reason, "reason", "", "why: one `CODE` of the list above")
	now = nowFlag(cmd)
	return cmd
}

func extendReasons() string {
	var out []string
	for _, r := range vow.ExtendReasons() {
		out = append(out, string(r))
	}
	return strings.Join(out, ", ")
}

func newNoticeMatrixCommand(a *app) *cobra.Command {
	var o office.MatrixOptions
	var page string
	cmd := &cobra.Command{
		Use:   "matrix REPORT",
		Short: "Show what became of each comment, and why each paragraph was changed",
		Long: `Show the last matrix on the record: what became of each comment, with the reason;
and each change from the shared to the final text, with its words and its cause. Until
the release this is not public. --public leaves out what the public will not be shown.`,
		Example: `  vow notice matrix assessment-x
  vow notice matrix assessment-x --public --html matrix.html`,
		Annotations: exits("shown", vow.CodeState),
		Args:        argNames("REPORT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				o.Report = args[0]
				p, err := h.Matrix(cmd.Context(), o)
				if err != nil {
					return err
				}
				if page == "" {
					a.out.printf("%s", p.WriteText())
					return nil
				}
				a.out.printf("%s\n", p.Summary())
				return writePage(page, p.HTML())
			})
		},
	}
	cmd.Flags().StringVar(&page, "html", "", "write a page that stands alone: `FILE`")
	cmd.Flags().BoolVar(&o.Public, "public", false, "as the public will see it")
	return cmd
}

func newCommentDisposeCommand(a *app) *cobra.Command {
	var o office.DisposeOptions
	var texts []string
	var asJSON bool
	var now func(*office.Home)
	cmd := &cobra.Command{
		Use:   "dispose REPORT",
		Short: "State what became of each comment, and why each paragraph was changed",
		Long: `State what became of each comment (accepted, partly, rejected, noted, out-of-scope;
each with a reason), and why each paragraph was changed after sharing: it cites a
comment or has a reason, and carries its effect on the criticism (none, softer, same,
harder).

Run it first with a FILE for --sheet that does not exist: the shared text is compared
with the final one of --text, and a sheet with a place for every comment and every
change is written. Fill it in and run the command again. Only the hash and the counts
become public; the sheet's content does with the report, but for what it withholds.
A later matrix of the same texts replaces an earlier one.

--effect gives the effect of changes here and not in the sheet: [LANG=]BLOCKS=EFFECT,
with blocks of the final text, or shared:BLOCKS for what was removed, or title. Harder
names whom it criticises, as 20=harder:SYL; where one party is declared it is that one.
It fills in the sheet that is written or read, and may not contradict it.`,
		Example: `  vow comment dispose assessment-x --text report.md --sheet matrix.toml
  vow comment dispose assessment-x --text en=report.md --text fr=rapport.md --sheet matrix.toml
  vow comment dispose assessment-x --text report.md --sheet matrix.toml \
      --effect 14=softer --effect shared:3=none --effect 20=harder:SYL`,
		Annotations: exits("recorded, or waiting; or a sheet was written", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("REPORT"),
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
			now(h)
			o.Report, o.Texts = args[0], nil
			for _, t := range texts {
				l, err := office.ParseLangFile(t, h.Config.Languages[0])
				if err != nil {
					return err
				}
				o.Texts = append(o.Texts, l)
			}
			res, err := h.Dispose(cmd.Context(), o)
			if err != nil {
				return err
			}
			a.warnAll(res.Remarks)
			if asJSON {
				return a.out.json(res)
			}
			if res.Sheet != "" {
				a.out.printf("wrote %s: %s and %s to be filled in\n", res.Sheet, count(res.Comments, "comment", "comments"), count(res.Changes, "change", "changes"))
				a.term.hint("nothing is stated yet; fill it in, then run the command again")
				return nil
			}
			c := res.Counts
			a.out.printf("%s: %s\n", count(res.Comments, "comment", "comments"), fmt.Sprintf("%d accepted, %d partly, %d rejected, %d noted, %d out of scope", c.Accepted, c.Partly, c.Rejected, c.Noted, c.OutOfScope))
			a.out.printf("%s after sharing, each explained\n", count(res.Changes, "change", "changes"))
			a.printOutcome(res.Outcome)
			return nil
		})
	}
	f := cmd.Flags()
	f.StringArrayVar(&texts, "text", nil, "`[LANG=]FILE`: the final text, as it will be sealed; may be repeated")
	f.StringVar(&o.Sheet, "sheet", "", "`FILE`: the filled-in sheet; written where there is none")
	f.StringArrayVar(&o.Effects, "effect", nil, "`[LANG=]BLOCKS=EFFECT` on the criticism, as 14=softer; may be repeated")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	now = nowFlag(cmd)
	return cmd
}
