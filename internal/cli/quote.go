package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/internal/tlog"
	"vow/paper"
)

func newQuoteCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "quote",
		Short: "Prove a quotation, and check one",
		Example: `  vow quote make report.paper --para 12 -o p12.quote
  vow quote check p12.quote --trust office.trust --dossier assessment-x.dossier.zip`,
		Annotations: exits(""),
	}
	cmd.AddCommand(newQuoteMakeCommand(a), newQuoteCheckCommand(a))
	return cmd
}

// quoteMakeOptions are the flags of vow quote make.
type quoteMakeOptions struct {
	Para, Block, Text string
	Nth               int

	Receipt, Record, Dossier, Out string
	JSON                          bool
}

func newQuoteMakeCommand(a *app) *cobra.Command {
	var opts quoteMakeOptions
	cmd := &cobra.Command{
		Use:   "make PAPER",
		Short: "Make the proof that words stand in a text",
		Long: `Make a quote proof: the blocks that are quoted, the hashes that lead from them to
the root of the whole text, and the proof that this root is on a record. Whoever
gets it needs nothing else of the text. Of a text that no record at hand names, a letter
say, the words are looked up among the letters of the home: those that stand in one
version alone would tell who passed it on, and a warning says so.

--para takes a number as it is printed ("12", "(a)"), or a range of them; where no
block is printed with it, the block of this number, counted from 0. --block takes
only the latter. --text takes the words themselves: of one block or of several that
follow each other, whole or in part. Quotation marks, dashes and spaces may have
another form than in the text; the proof has the text's own. An ellipsis (… ... […])
stands for words left out, words in brackets for what you put in: such a quotation
is proven as abridged, with what was left out. Where words stand at several places
the command asks which one and lists them: choose with --nth, or with --block.

The proof of the record comes from --receipt (as 'vow text fix' keeps it), from a
--dossier of the report, or from the home's own record, which is asked where
neither is given. A quote without it proves that the words are under a root, and
not whose root it is. It needs no passphrase but to read letters.`,
		Example: `  vow quote make report.paper --para 12 -o p12.quote
  vow quote make report.paper --text "the records were changed afterwards" -o records.quote
  vow quote make report.paper --text "In four … places" --dossier x.dossier.zip -o places.quote`,
		Annotations: exits("", vow.CodeCheck, vow.CodeRefused),
		Args:        argNames("PAPER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runQuoteMake(cmd.Context(), a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Para, "para", "", "quote the block printed with this `NUMBER`, or those of a range (12-14)")
	f.StringVar(&opts.Block, "block", "", "quote the block of this `NUMBER` counted from 0, or those of a range; with --text: look only there")
	f.StringVar(&opts.Text, "text", "", "quote these `WORDS`")
	f.IntVar(&opts.Nth, "nth", 0, "of several places the `N`th, counted from 1")
	f.StringVar(&opts.Receipt, "receipt", "", "receipt `FILE` of the text's entry in the record")
	f.StringVar(&opts.Dossier, "dossier", "", "dossier `FILE` of a report on the record")
	f.StringVar(&opts.Record, "record", "", "the text must be one of this `REPORT` on the home's record")
	f.StringVarP(&opts.Out, "output", "o", "", "`FILE` to write; standard output if left out")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON; needs -o")
	return cmd
}

// quoteAnswer is the answer of vow quote make.
type quoteAnswer struct {
	Root     vow.Hash `json:"root"`
	First    int      `json:"first"` // blocks shown, from 0
	Last     int      `json:"last"`
	Exact    string   `json:"exact"`
	Abridged bool     `json:"abridged"`
	Recorded bool     `json:"recorded"` // it carries the proof of a record
	Bytes    int      `json:"bytes"`
}

func runQuoteMake(ctx context.Context, a *app, opts quoteMakeOptions, name string) error {
	if opts.JSON && opts.Out == "" {
		return vow.Errorf(vow.CodeUsage, "--json needs -o FILE: the proof itself would go to standard output")
	}
	p, err := office.LoadPaper(name)
	if err != nil {
		return err
	}
	q, err := a.choose(p, opts)
	if err != nil {
		return err
	}
	got, err := q.Check()
	if err != nil { // it was just made: not a question of input
		return vow.Errorf(vow.CodeState, "%s: the proof does not prove itself: %w", name, err)
	}
	receipt, err := a.quoteReceipt(ctx, opts, p.Root())
	if err != nil {
		return err
	}
	if receipt != nil {
		receipt.Reveal = nil
		q.Record = receipt.AppendSections(nil)
	} else {
		a.term.warn("no record that is at hand has the root %s: the quote proves that the words are under it, not whose root it is", p.Root())
		a.term.hint("give --receipt FILE or --dossier FILE, or run it in the home of the office")
	}
	if receipt == nil {
		if err := a.warnUnique(ctx, got.Exact); err != nil {
			return err
		}
	}
	data := q.Marshal()
	if opts.Out == "" {
		_, err := a.out.Write(data)
		return err
	}
	if err := new(durable.Disk).WriteFile(opts.Out, data, durable.Public); err != nil {
		return err
	}
	answer := quoteAnswer{q.Root, q.First, q.First + len(q.Lines) - 1, got.Exact, got.Abridged, receipt != nil, len(data)}
	if opts.JSON {
		return a.out.json(answer)
	}
	a.out.printf("%s\n%d bytes in %s\n", quotationText(p.Title, q, got), len(data), opts.Out)
	return nil
}

// warnUnique warns of words that stand in one version of a letter alone, where there
// is a home with letters. What a record names is public already, so it is asked only
// of other texts, such as a letter's.
func (a *app) warnUnique(ctx context.Context, words string) error {
	h, err := a.open(ctx, office.Read)
	if vow.CodeOf(err) == vow.CodeUsage { // no home
		return nil
	}
	if err != nil {
		return err
	}
	found, err := h.UniqueQuoted(ctx, words)
	a.warnAll(office.UniqueWarnings(found))
	return errors.Join(err, h.Close())
}

// quotationText shows what is quoted, and from where.
func quotationText(title string, q *paper.QuoteProof, got *paper.Quoted) string {
	var b strings.Builder
	for line := range strings.SplitSeq(got.Exact, "\n") {
		fmt.Fprintf(&b, "> %s\n", line)
	}
	fmt.Fprintf(&b, "%s, %s", title, placeText(got.First, got.Last, q.Lines[got.First-q.First].Block))
	for _, c := range got.Cuts {
		if c.Text == "" {
			fmt.Fprintf(&b, "\nabridged: %s is not the text's", c.Mark)
		} else {
			fmt.Fprintf(&b, "\nabridged: %s stands for %q", c.Mark, c.Text)
		}
	}
	if got.InsideWord {
		b.WriteString("\nit begins or ends inside a word")
	}
	return b.String()
}

// placeText names blocks, with the label of the first.
func placeText(first, last int, b *paper.Block) string {
	s := "block " + strconv.Itoa(first)
	if last > first {
		s = fmt.Sprintf("blocks %d to %d", first, last)
	}
	if b.Label != "" {
		s += " (" + b.Label + ")"
	}
	return s
}

// choose finds what is to be quoted and makes the proof, without the record.
func (a *app) choose(p *paper.Paper, opts quoteMakeOptions) (*paper.QuoteProof, error) {
	if (opts.Para != "") == (opts.Text != "") && (opts.Text != "" || opts.Block == "") || opts.Para != "" && opts.Block != "" {
		return nil, vow.Errorf(vow.CodeUsage, "say what to quote with one of --para, --block and --text; --block may narrow --text")
	}
	var within *span
	var err error
	switch {
	case opts.Para != "":
		within, err = a.printed(p, opts.Para, opts.Nth)
	case opts.Block != "":
		within, err = blockRange(p, opts.Block)
	}
	if err != nil {
		return nil, err
	}
	if opts.Text == "" {
		return p.QuoteBlocks(within.first, within.last-within.first+1)
	}
	at, err := wordsAt(p, opts.Text, within, opts.Nth)
	if err != nil {
		return nil, err
	}
	return p.QuotePlace(at)
}

// maxListed is how many places are listed where words stand at several.
const maxListed = 20

// wordsAt finds the one place of words, or lists the places.
func wordsAt(p *paper.Paper, words string, within *span, nth int) (paper.Place, error) {
	first, last := 0, len(p.Lines)-1
	if within != nil {
		first, last = within.first, within.last
	}
	places, all := p.Find(vow.NormalizeText(words), first, last, max(nth, maxListed))
	switch {
	case all == 0 && within != nil:
		return paper.Place{}, vow.Errorf(vow.CodeCheck, "these words do not stand in blocks %d to %d", within.first, within.last)
	case all == 0:
		err := vow.Errorf(vow.CodeCheck, "these words do not stand in the text")
		if hidden := len(p.Withheld()); hidden > 0 {
			return paper.Place{}, err.WithHint("%d of its %d blocks are withheld in this copy: they may stand there", hidden, len(p.Lines))
		}
		return paper.Place{}, err.WithHint("mark what you left out with … and what you put in with [brackets]; 'vow compare' says how a wording differs")
	case len(places) == 0:
		return paper.Place{}, vow.Errorf(vow.CodeUsage, "these words can be read in too many ways to look at all of them").WithHint("quote more of the words, or name the block with --block N")
	case nth > 0 && nth <= len(places):
		return places[nth-1], nil
	case nth != 0:
		return paper.Place{}, vow.Errorf(vow.CodeUsage, "--nth %d: the words stand at %d places", nth, all)
	case all > 1:
		return paper.Place{}, vow.Errorf(vow.CodeUsage, "which one? These words stand at %d places:\n%s", all, listPlaces(p, places, all)).
			WithHint("choose with --nth N, or name the block with --block N")
	}
	return places[0], nil
}

func listPlaces(p *paper.Paper, places []paper.Place, all int) string {
	var b strings.Builder
	for i, at := range places[:min(len(places), maxListed)] {
		before := at.Before[strings.LastIndexByte(at.Before, '\n')+1:]
		after, _, _ := strings.Cut(at.After, "\n")
		words := strings.ReplaceAll(at.Exact, "\n", " ")
		fmt.Fprintf(&b, "  %d. %s: %s«%s»%s\n", i+1, placeText(at.First, at.Last, p.Lines[at.First].Block), before, words, after)
	}
	if all > maxListed {
		fmt.Fprintf(&b, "  and %d more\n", all-maxListed)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// quoteReceipt returns the proof of the record that a quote carries, nil if none
// is at hand and none was asked for.
func (a *app) quoteReceipt(ctx context.Context, opts quoteMakeOptions, root vow.Hash) (r *tlog.Receipt, err error) {
	asked := 0
	for _, s := range []string{opts.Receipt, opts.Dossier, opts.Record} {
		if s != "" {
			asked++
		}
	}
	switch {
	case asked > 1:
		return nil, vow.Errorf(vow.CodeUsage, "--receipt, --dossier and --record do not go together")
	case opts.Receipt != "":
		return office.HeldReceipt(opts.Receipt, root)
	case opts.Dossier != "":
		f, size, err := openNamed(opts.Dossier)
		if err != nil {
			return nil, err
		}
		r, err = office.DossierReceipt(f, size, root)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, named(opts.Dossier, err)
		}
		return r, nil
	case opts.Record == "" && !a.hasHome():
		return nil, nil
	}
	err = a.withHome(ctx, office.Read, func(h *office.Home) error {
		r, err = h.TextReceipt(ctx, root, opts.Record)
		return err
	})
	if err == nil || opts.Record != "" {
		return r, err
	}
	if !errors.Is(err, office.ErrNoText) { // not asked for: a quote can do without
		a.term.warn("the home's record was not read: %v", err)
	}
	return nil, nil
}

// hasHome reports whether there is something where the home would be.
func (a *app) hasHome() bool {
	dir, err := a.home()
	if err != nil {
		return false
	}
	_, err = os.Stat(dir)
	return !errors.Is(err, fs.ErrNotExist)
}

// openNamed opens a file that a flag names.
func openNamed(name string) (*os.File, int64, error) {
	f, size, err := durable.OpenRead(name)
	if isMissing(err) {
		return nil, 0, vow.Errorf(vow.CodeUsage, "%s: no such file", name)
	}
	return f, size, err
}
