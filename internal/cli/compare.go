package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/compare"
)

// compareOptions are the flags of vow compare.
type compareOptions struct {
	Lang string
	All  bool
	JSON bool
}

func newCompareCommand(a *app) *cobra.Command {
	var opts compareOptions
	cmd := &cobra.Command{
		Use:   "compare FIRST COPY",
		Short: "Say what was changed in a copy of a text, worst first",
		Long: `Compare a copy with the first text and say in one line what is wrong with it; then
each finding, worst first: a changed number, date or name, a negation, must for
may, other words inside quotation marks, another speaker; what is missing, added
or reworded; look-alike and hidden characters; what was moved, merged or split;
and last what is only typography. Either side is a paper, plain text or any
format that 'vow paper build' reads. The copy may be an excerpt, a reprint with
advertising between its paragraphs, a scan that was read by machine, a
retranslation, or another text.`,
		Example: `  vow compare report.md copy.txt
  vow compare report.paper copy.txt --json`,
		Annotations: exits("the copy says what the first text says: identical, differs in typography only, or an unchanged excerpt", vow.CodeCheck),
		Args:        argNames("FIRST", "COPY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompare(cmd.Context(), a, opts, args[0], args[1])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Lang, "lang", "", "`LANGUAGE` of the first text (BCP 47); a paper's own, or seen from its words, if left out")
	f.BoolVar(&opts.All, "all", false, "list findings of typography, too, one by one")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runCompare(ctx context.Context, a *app, opts compareOptions, firstName, copyName string) error {
	first, copied, err := readBoth(ctx, firstName, copyName)
	if err != nil {
		return err
	}
	for _, side := range []*compared{first, copied} {
		if side.note != "" {
			a.term.warn("%s", side.note)
		}
	}
	o := compare.Options{Lang: opts.Lang}
	if o.Lang == "" {
		o.Lang = first.lang
	}
	r := compare.Compare(first.blocks, copied.blocks, o)
	if opts.JSON {
		if err := a.out.json(r); err != nil {
			return err
		}
	} else {
		a.printCompared(r, first, opts.All)
	}
	if r.Verdict.Good() {
		return nil
	}
	title, _, _ := strings.Cut(r.Title, ":")
	return vow.Errorf(vow.CodeCheck, "%s: %s", copyName, strings.ToLower(title[:1])+title[1:])
}
