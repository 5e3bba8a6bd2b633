package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/paper"
)

// redactOptions are the flags of vow paper redact.
type redactOptions struct {
	Hide, Label, Out   string
	Record, Reason, By string
	JSON               bool
}

func newPaperRedactCommand(a *app) *cobra.Command {
	var opts redactOptions
	cmd := &cobra.Command{
		Use:   "redact PAPER",
		Short: "Withhold blocks of a paper; what is left still proves itself",
		Long: `Withhold blocks: each is replaced by its hash, under the same root, so that anyone
who has the root can check that nothing else was changed. How many blocks are
withheld, and where, stays visible; their words, salt, length and label do not. The
words around them may tell what they said, and the title stays: read the result.

--hide takes numbers of blocks, counted from 0, and ranges of them: 14,20-22. --label
takes numbers as they are printed: 12 is that block alone, with all its sentences
if the paper is split by sentence; 12-14 is everything from the one to the other.
A block that is part of a paragraph without a number of its own, an item under it
say, is withheld only if it is named. The paper itself is not changed, and a file
that is there is never overwritten. It needs no home.

With --record the redaction is stated in the home's record, for ever: the root, the
hash of the file, how many blocks are withheld, the --reason, and which role decided.`,
		Example: `  vow paper redact report.paper --hide 14,20-22 -o public.paper
  vow paper redact report.paper --label 12,31-33 -o public.paper
  vow paper redact report.paper --hide 14 -o public.paper --record assessment-x --reason safety`,
		Annotations: exits("done; with --record: recorded, or waits for signatures", vow.CodeCheck, vow.CodeRefused, vow.CodeState),
		Args:        argNames("PAPER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRedact(cmd.Context(), a, opts, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Hide, "hide", "", "withhold the blocks of these `NUMBERS`, counted from 0: 14,20-22")
	f.StringVar(&opts.Label, "label", "", "withhold the blocks printed with these `NUMBERS`: 12,31-33")
	f.StringVarP(&opts.Out, "output", "o", "", "`FILE` to write; standard output if left out")
	f.StringVar(&opts.Record, "record", "", "state it in the home's record, for this `REPORT`; needs --reason")
	f.StringVar(&opts.Reason, "reason", "", "`CODE`: safety, privacy, legal, evidence, comments, pressure or none-given")
	f.StringVar(&opts.By, "by", "", "`ROLE` that decided, and signs; that of the home's key if left out")
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON; needs -o")
	return cmd
}

func runRedact(ctx context.Context, a *app, opts redactOptions, name string) error {
	if opts.JSON && opts.Out == "" {
		return vow.Errorf(vow.CodeUsage, "--json needs -o FILE: the paper itself would go to standard output")
	}
	p, err := office.LoadPaper(name)
	if err != nil {
		return err
	}
	stated, err := opts.stated()
	if err != nil {
		return err
	}
	hide, err := toHide(p, opts)
	if err != nil {
		return err
	}
	q, err := p.Withhold(hide)
	if err != nil {
		return err
	}
	// The paper first: an entry that commits to it must not be all that is left.
	if opts.Out == "" {
		_, err = a.out.Write(q.Marshal())
	} else {
		err = writeRedacted(opts.Out, q)
	}
	if err != nil {
		return err
	}
	if stated != nil {
		stated.Paper = q
		return a.withHome(ctx, office.Write, func(h *office.Home) error {
			out, err := h.Redact(ctx, *stated)
			if err != nil {
				return err
			}
			return a.redacted(out, opts)
		})
	}
	if opts.Out == "" {
		return nil
	}
	if opts.JSON {
		return a.out.json(answerOf(q))
	}
	hidden := q.Withheld()
	a.out.printf("%s of %d withheld: %s\n", count(len(hidden), "block", "blocks"), len(q.Lines), runsText(hidden))
	a.out.printf("root %s\n", q.Root())
	return nil
}

// redacted says what became of the statement: on standard error, where the paper
// itself went to standard output.
func (a *app) redacted(out *office.Outcome, opts redactOptions) error {
	switch {
	case opts.Out != "":
		return a.outcome(out, opts.JSON)
	case out.Pending != "":
		a.term.say("%s %s waits for signatures: %s; pending %s", out.Kind, out.Report, out.Waits, out.Pending)
	default:
		a.term.say("%s %s is entry %d", out.Kind, out.Report, out.Index)
	}
	return nil
}

// stated returns what is to be stated in the record, nil if nothing is.
func (o redactOptions) stated() (*office.RedactionOptions, error) {
	if o.Record == "" {
		if o.Reason != "" || o.By != "" {
			return nil, vow.Errorf(vow.CodeUsage, "--reason and --by go with --record REPORT")
		}
		return nil, nil
	}
	if o.Reason == "" {
		return nil, vow.Errorf(vow.CodeUsage, "--record needs --reason CODE, one of %v", vow.RedactionReasons())
	}
	s := &office.RedactionOptions{Report: o.Record, Reason: vow.RedactionReason(o.Reason), By: vow.Role(o.By)}
	if !slices.Contains(vow.RedactionReasons(), s.Reason) {
		return nil, vow.Errorf(vow.CodeUsage, "--reason %q: one of %v expected", o.Reason, vow.RedactionReasons())
	}
	if o.By != "" && !slices.Contains(vow.SigningRoles(), s.By) {
		return nil, vow.Errorf(vow.CodeUsage, "--by %q: one of %v expected", o.By, vow.SigningRoles())
	}
	return s, nil
}

// writeRedacted writes a redacted paper; the same bytes may be there already.
func writeRedacted(name string, p *paper.Paper) error {
	if before, err := durable.ReadBounded(name, paper.MaxBytes); err == nil && bytes.Equal(before, p.Marshal()) {
		return nil
	}
	return writePaper(name, p)
}

// toHide returns the numbers of the blocks that the flags name.
func toHide(p *paper.Paper, opts redactOptions) ([]int, error) {
	if opts.Hide == "" && opts.Label == "" {
		return nil, vow.Errorf(vow.CodeUsage, "say what to withhold with --hide or --label")
	}
	var hide []int
	add := func(r *span) {
		for i := r.first; i <= r.last; i++ {
			hide = append(hide, i)
		}
	}
	for _, part := range listFlag(opts.Hide) {
		r, err := blockRange(p, part)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--hide: %w", err)
		}
		add(r)
	}
	for _, part := range listFlag(opts.Label) {
		r, err := labelled(p, part, 0)
		if err != nil {
			return nil, err
		}
		if r == nil {
			return nil, vow.Errorf(vow.CodeUsage, "--label: no block is printed with %q", part).WithHint("'vow paper show' shows the text with its numbers; --hide takes numbers of blocks")
		}
		add(r)
	}
	slices.Sort(hide)
	return slices.Compact(hide), nil
}

// listFlag splits a list at its commas.
func listFlag(s string) []string {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// runsText writes sorted numbers as a list of runs: 14, 20–22.
func runsText(numbers []int) string {
	var out []string
	for i := 0; i < len(numbers); i++ {
		first := numbers[i]
		for i+1 < len(numbers) && numbers[i+1] == numbers[i]+1 {
			i++
		}
		if numbers[i] == first {
			out = append(out, strconv.Itoa(first))
		} else {
			out = append(out, fmt.Sprintf("%d-%d", first, numbers[i]))
		}
	}
	return strings.Join(out, ",")
}
