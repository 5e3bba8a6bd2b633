package cli

import (
	"context"
	"sync"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/paper"
	"vow/paper/diff"
)

// paperDiffOptions are the flags of vow paper diff.
type paperDiffOptions struct {
	HTML string
	JSON bool
}

func newPaperDiffCommand(a *app) *cobra.Command {
	var opts paperDiffOptions
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what became of each paragraph from one paper to another",
		Long: `Say what became of each paragraph from one paper to another: changed, word by word,
added, removed, split, merged, moved, renumbered, kept; and what one of them
withholds. What was taken out stands in [-…-], what was put in in {+…+}. OLD and NEW
are papers, or texts that 'vow paper build' reads. The same two give the same
answer everywhere. To hold a copy of unknown origin against a text use 'vow compare'.`,
		Example: `  vow paper diff draft.paper report.paper
  vow paper diff draft.paper report.paper --html changes.html`,
		Annotations: exits("done, whatever differs", vow.CodeCheck),
		Args:        argNames("OLD", "NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runPaperDiff(cmd.Context(), a, opts, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&opts.HTML, "html", "", "write a page that stands alone: `FILE`")
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runPaperDiff(ctx context.Context, a *app, opts paperDiffOptions, old, latest string) error {
	var texts [2]givenText
	var errs [2]error
	var wg sync.WaitGroup
	for i, name := range []string{old, latest} {
		wg.Go(func() { texts[i], errs[i] = a.readText(ctx, name) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	for i, name := range []string{old, latest} {
		if texts[i].lost != "" {
			a.term.warn("%s: %s; 'vow paper build --report' lists them", name, texts[i].lost)
		}
	}
	d := diff.Compare(texts[0].paper, texts[1].paper)
	for i, about := range []*diff.About{&d.Old, &d.New} {
		if texts[i].built { // its salts, and so its root, were drawn just now
			about.Root = vow.Hash{}
		}
	}
	switch { // a file's name is no title that anybody changed
	case texts[1].untitled:
		d.New.Title = d.Old.Title
	case texts[0].untitled:
		d.Old.Title = d.New.Title
	}
	if opts.HTML != "" {
		if err := writePage(opts.HTML, d.HTML(old, latest)); err != nil {
			return err
		}
	}
	switch {
	case opts.JSON:
		return a.out.json(d)
	case opts.HTML != "":
		a.out.printf("%s\n", d.Summary())
	default:
		a.out.printf("%s", d.Text())
	}
	return nil
}

// writePage writes a page.
func writePage(name, page string) error {
	return new(durable.Disk).WriteFile(name, []byte(page), durable.Public)
}

// givenText is a paper, or a text of which one was built.
type givenText struct {
	paper *paper.Paper
	built bool

	untitled bool   // it has no title but its file's name
	lost     string // what the import lost and guessed, "" if nothing
}

// readText reads a paper, or builds one of a text.
func (a *app) readText(ctx context.Context, name string) (givenText, error) {
	is, err := isPaper(name)
	if err != nil {
		return givenText{}, err
	}
	if is {
		p, err := office.LoadPaper(name)
		return givenText{paper: p}, err
	}
	b, err := office.BuildPaper(ctx, office.BuildOptions{File: name, Lang: "und", CacheDir: a.cacheDir()})
	return givenText{b.Paper, true, b.Untitled, losses(b.Report)}, err
}

// isPaper reports whether a file begins as a paper does.
func isPaper(name string) (bool, error) {
	f, _, err := openNamed(name)
	if err != nil {
		return false, err
	}
	const first = "vow/paper@v1\n"
	head := make([]byte, len(first))
	n, _ := f.ReadAt(head, 0) // a shorter file is none
	return string(head[:n]) == first, f.Close()
}
