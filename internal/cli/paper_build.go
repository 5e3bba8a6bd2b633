package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/intake"
	"vow/internal/office"
	"vow/paper"
)

// builtAnswer is the answer of vow paper build in JSON.
type builtAnswer struct {
	paperAnswer
	Format string          `json:"format"`
	Report []intake.Remark `json:"report"`
}

func newPaperBuildCommand(a *app) *cobra.Command {
	opts := office.BuildOptions{OwnLang: true}
	var out, format string
	var asJSON, report bool
	cmd := &cobra.Command{
		Use:   "build FILE",
		Short: "Make a text into provable blocks under one root",
		Long: `Make a text into a paper: blocks, each with its own salt, under one root. FILE is
plain text, Markdown, HTML, DOCX or PDF, recognised by its content; --format says
otherwise. What the file has and a paper cannot hold (a menu, a page number, a
hidden character) is left out, and what the file does not say (a heading in a
PDF) is guessed: --report lists each with its line, paragraph or page.

Each building takes fresh salts, so the same text gives another root each time:
keep the paper. With --seed-file the salts come from 32 secret bytes, raw or in
hex: the same file and seed give the same bytes. A seed is for one paper and one
audience: FILE.spent beside it keeps which root it was spent on, and another text
is refused. A paper that is there is never overwritten. It needs no home.`,
		Example: `  vow paper build report.md --lang en -o report.paper
  vow paper build report.pdf -o report.paper --report
  vow paper build draft.docx --changes accept -o draft.paper
  (umask 077; head -c 32 /dev/urandom > seed)
  vow paper build report.html --seed-file seed -o report.paper`,
		Annotations: exits("", vow.CodeCheck, vow.CodeRefused),
		Args:        argNames("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.File, opts.CacheDir = args[0], a.cacheDir()
			if format != "" {
				f, err := intake.ParseFormat(format)
				if err != nil {
					return err
				}
				opts.Format = f
			}
			built, err := office.BuildPaper(cmd.Context(), opts)
			if err != nil {
				for _, r := range built.Report {
					a.term.say("%s", r)
				}
				return err
			}
			p := built.Paper
			if out != "" {
				if err := writePaper(out, p); err != nil {
					return err
				}
			}
			switch {
			case asJSON:
				if built.Report == nil {
					built.Report = []intake.Remark{}
				}
				return a.out.json(builtAnswer{answerOf(p), string(built.Format), built.Report})
			case out == "":
				_, err = a.out.Write(p.Marshal())
			default:
				a.out.printf("%s\n", p.Root())
			}
			for _, r := range built.Report {
				if !report {
					break
				}
				if out == "" { // standard output is the paper
					a.term.say("%s", r)
				} else {
					a.out.printf("%s\n", r)
				}
			}
			if say := losses(built.Report); say != "" && !report {
				a.term.warn("%s; --report lists them", say)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Title, "title", "", "`TITLE`; the text's own if left out")
	f.StringVar(&opts.Lang, "lang", "", "`LANGUAGE` (BCP 47); what an HTML file says, or en, if left out")
	f.StringVar(&opts.Split, "split", paper.SplitBlock, "what a block is, `UNIT`: block (a paragraph) or sentence")
	f.StringVar(&format, "format", "", "`FORMAT` of FILE: text, markdown, html, docx or pdf; recognised if left out")
	f.StringVar(&opts.Changes, "changes", intake.ChangesRefuse, "`WHAT` to do with tracked changes of a DOCX: accept, reject or refuse")
	f.StringVar(&opts.SeedFile, "seed-file", "", "`FILE` of mode 0600 with the secret seed of the salts; random ones if left out")
	f.BoolVar(&report, "report", false, "list what was dropped, guessed and refused")
	f.StringVarP(&out, "output", "o", "", "`FILE` to write; standard output if left out")
	f.BoolVar(&asJSON, "json", false, "answer in JSON, with the report")
	return cmd
}

// losses counts the remarks of a report by sort.
func losses(report []intake.Remark) string {
	found := make(map[intake.Sort]int)
	for _, r := range report {
		found[r.Sort]++
	}
	var parts []string
	for _, s := range []intake.Sort{intake.Dropped, intake.Guessed, intake.Refused} {
		if n := found[s]; n > 0 {
			parts = append(parts, count(n, "thing", "things")+" "+string(s))
		}
	}
	return strings.Join(parts, ", ")
}

// writePaper writes a paper that was built. It overwrites none: with a paper its
// salts would be gone, and with them every proof of its text.
func writePaper(name string, p *paper.Paper) error {
	err := new(durable.Disk).WriteNew(name, p.Marshal(), durable.Public)
	if vow.CodeOf(err) == vow.CodeRefused {
		return vow.Errorf(vow.CodeRefused, "%s is there already: another paper's salts would be lost", name).
			WithHint("name another file with -o")
	}
	return err
}
