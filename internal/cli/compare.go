package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/compare"
	"vow/internal/copies"
)

// compareOptions are the flags of vow compare.
type compareOptions struct {
	Lang, HTML             string
	Dossier, Trust, Origin string
	Against                string
	All, JSON              bool
}

func newCompareCommand(a *app) *cobra.Command {
	var opts compareOptions
	cmd := &cobra.Command{
		Use:   "compare FIRST COPY | --against DIR COPY",
		Short: "Say what was changed in a copy of a text, worst first",
		Long: `Compare a copy with the first text and say in one line what is wrong with it; then
each finding, worst first: a changed number, date or name, a negation, must for
may, other words inside quotation marks, another speaker; what is missing, added
or reworded; look-alike and hidden characters; what was moved, merged or split;
and last what is only typography. Either side is a paper, plain text or any
format that 'vow paper build' reads. The copy may be an excerpt, a reprint with
advertising between its paragraphs, a scan that was read by machine, a
retranslation, or another text.

A difference is called an alteration only where FIRST is a paper that --dossier
and --trust prove to be on a record. --against finds which of many texts a copy
comes from.`,
		Example: `  vow compare report.md copy.txt
  vow compare report.paper copy.html --html findings.html
  vow compare report.paper copy.txt --dossier report.dossier.zip --trust office.trust --json
  vow compare --against papers copy.txt`,
		Annotations: exits("the copy says what the first text says: identical, differs in typography only, or an unchanged excerpt", vow.CodeCheck, vow.CodeUnchecked),
		Args: func(cmd *cobra.Command, args []string) error {
			if opts.Against != "" {
				return argNames("COPY")(cmd, args)
			}
			return argNames("FIRST", "COPY")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return unbroken(func() error {
				if opts.Against != "" {
					return runAgainst(cmd.Context(), a, opts, args[0])
				}
				return runCompare(cmd.Context(), a, opts, args[0], args[1])
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Lang, "lang", "", "`LANGUAGE` of the first text (BCP 47); a paper's own, or seen from its words, if left out")
	f.BoolVar(&opts.All, "all", false, "list each missing paragraph and each finding of typography, too")
	f.StringVar(&opts.HTML, "html", "", "write both texts side by side and inline into a page, `FILE`")
	f.StringVar(&opts.Dossier, "dossier", "", "dossier that names the first text, `FILE`")
	f.StringVar(&opts.Trust, "trust", "", "trust `FILE` for the dossier")
	f.StringVar(&opts.Origin, "origin", "", "`ORIGIN` of the record, where the trust file lists several logs")
	f.StringVar(&opts.Against, "against", "", "find which texts below `DIR` the copy comes from")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

// unbroken runs what compares texts. A panic in it is an error and a failed check: one of
// the texts is the cause, and whoever made the copy has no say in whether it is judged.
func unbroken(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = vow.Errorf(vow.CodeCheck, "comparing broke off, and nothing is said of the copy: %v", p).WithHint("report the fault, with the texts if they are public")
		}
	}()
	return f()
}

func runCompare(ctx context.Context, a *app, opts compareOptions, firstName, copyName string) error {
	first, copied, err := a.readBoth(ctx, firstName, copyName)
	if err != nil {
		return err
	}
	p, err := a.prove(opts, first)
	if err != nil {
		return err
	}
	r := copies.Compare(first, copied, opts.Lang, p.say != "")
	if opts.HTML != "" {
		page := r.HTML(compare.Page{First: firstName, Copy: copyName, Proof: p.say, Root: first.Root()})
		if err := a.writeOutput(opts.HTML, page); err != nil {
			return err
		}
	}
	if opts.JSON {
		if err := a.out.json(r); err != nil {
			return err
		}
	} else {
		a.printCompared(r, first, p.say, opts.All)
	}
	switch {
	case !r.Verdict.Good():
		title, _, _ := strings.Cut(r.Title, ":")
		return vow.Errorf(vow.CodeCheck, "%s: %s", copyName, strings.ToLower(title[:1])+title[1:])
	case p.unknown != "":
		return vow.Errorf(vow.CodeUnchecked, "the first text is not proven: %s", p.unknown)
	}
	return nil
}
