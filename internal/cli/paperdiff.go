package cli

import (
	"bytes"
	"path/filepath"
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
		RunE: func(_ *cobra.Command, args []string) error {
			return runPaperDiff(a, opts, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&opts.HTML, "html", "", "write a page that stands alone: `FILE`")
	cmd.Flags().BoolVar(&opts.JSON, "json", false, "answer in JSON")
	return cmd
}

func runPaperDiff(a *app, opts paperDiffOptions, old, latest string) error {
	var texts [2]givenText
	var errs [2]error
	var wg sync.WaitGroup
	for i, name := range []string{old, latest} {
		wg.Go(func() { texts[i], errs[i] = readText(name) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	d := diff.Compare(texts[0].paper, texts[1].paper)
	for i, about := range []*diff.About{&d.Old, &d.New} {
		if texts[i].built { // its salts, and so its root, were drawn just now
			about.Root = vow.Hash{}
		}
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
}

// readText reads a paper, or builds one of a text.
func readText(name string) (givenText, error) {
	data, err := readInput(name, 96<<20)
	if err != nil {
		return givenText{}, err
	}
	if bytes.HasPrefix(data, []byte("vow/paper@v1\n")) {
		p, err := office.LoadPaper(name)
		return givenText{p, false}, err
	}
	opts := office.BuildOptions{File: name, Lang: "und"}
	p, err := office.BuildPaper(opts)
	if vow.CodeOf(err) == vow.CodeUsage { // perhaps it has no title: its name will do
		opts.Title = filepath.Base(name)
		if titled, again := office.BuildPaper(opts); again == nil {
			p, err = titled, nil
		}
	}
	return givenText{p, true}, err
}
