package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
	"vow/paper"
)

// redactionAnswer is the answer of vow paper check.
type redactionAnswer struct {
	OK          bool               `json:"ok"`
	Say         string             `json:"say"`
	RootA       vow.Hash           `json:"root_a"`
	RootB       vow.Hash           `json:"root_b"`
	Withheld    []int              `json:"withheld"`        // shown by the first, withheld by the second
	Before      []int              `json:"withheld_before"` // withheld by both
	Differences []paper.Difference `json:"differences"`
	More        int                `json:"more,omitempty"` // differences that are not listed
}

func newPaperCheckCommand(a *app) *cobra.Command {
	var opts paperCheckOptions
	cmd := &cobra.Command{
		Use:   "check A [B]",
		Short: "Prove that paper B is paper A with blocks withheld, and nothing else",
		Long: `Prove that paper B is paper A with blocks withheld and nothing else changed: the same
header, the same root, every block that B shows byte for byte that of A, and every
block that it withholds under the hash of the same block of A. Otherwise each
difference is named, and the exit status is 1.

With one paper, --dossier and --trust: prove that the office stated this very copy in
its record, as redaction.made, and say of which text it is, how many blocks it
withholds, why, and which role decided. Who has no whole copy checks it so.`,
		Example: `  vow paper check report.paper public.paper
  vow paper check public.paper --dossier assessment-x.dossier.zip --trust office.trust`,
		Annotations: exits("B is A with blocks withheld, or A itself; with --dossier: the record states A", vow.CodeCheck, vow.CodeUnchecked),
		Args:        cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case (opts.Dossier == "") != (opts.Trust == ""):
				return vow.Errorf(vow.CodeUsage, "--dossier and --trust go together: neither says anything alone")
			case len(args) == 1 && opts.Dossier == "":
				return vow.Errorf(vow.CodeUsage, "B is missing: a paper is checked beside another, or with --dossier and --trust on a record")
			case len(args) == 1:
				return runPaperStated(a, args[0], opts)
			case opts.Dossier != "":
				return vow.Errorf(vow.CodeUsage, "--dossier checks one paper on a record: give B alone")
			}
			return runPaperCheck(a, args[0], args[1], opts.JSON)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&opts.JSON, "json", false, "answer in JSON")
	f.StringVar(&opts.Dossier, "dossier", "", "`FILE` of the dossier whose record states the copy")
	f.StringVar(&opts.Trust, "trust", "", "`FILE` that says whose word counts")
	f.StringVar(&opts.Origin, "origin", "", "`NAME` of the log, where the trust file knows several")
	return cmd
}

// paperCheckOptions are the flags of vow paper check.
type paperCheckOptions struct {
	Dossier, Trust, Origin string
	JSON                   bool
}

// statedAnswer is the answer of vow paper check about a record.
type statedAnswer struct {
	OK        bool                `json:"ok"`
	Say       string              `json:"say"`
	Root      vow.Hash            `json:"root"`
	SHA256    vow.Hash            `json:"sha256"`
	Withheld  []int               `json:"withheld"`
	Entry     int64               `json:"entry"` // of redaction.made; -1: none
	Report    string              `json:"report,omitempty"`
	Reason    vow.RedactionReason `json:"reason,omitempty"`
	By        vow.Role            `json:"by,omitempty"`
	Witnessed vow.Time            `json:"witnessed,omitzero"`
}

// runPaperStated looks a redacted copy up in a record.
func runPaperStated(a *app, name string, opts paperCheckOptions) error {
	p, err := office.LoadPaper(name)
	if err != nil {
		return err
	}
	r, err := a.judged(opts.Dossier, opts.Trust, opts.Origin)
	if err != nil {
		return err
	}
	stated, why, err := r.Redaction(p)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "%s: %w", name, err).WithHint("the office's entry is false; the copy itself proves its blocks")
	}
	answer := statedAnswer{Root: p.Root(), SHA256: vow.SumHash(p.Marshal()), Withheld: p.Withheld(), Entry: -1}
	if answer.Withheld == nil {
		answer.Withheld = []int{}
	}
	code, hint := vow.CodeCheck, ""
	text, _, named := r.Text(p.Root())
	switch {
	case why != "" && !failed(r):
		code, answer.Say = vow.CodeUnchecked, fmt.Sprintf("whether the record states %s is not checked: %s", name, why)
	case why != "":
		answer.Say = fmt.Sprintf("%s does not prove what it states of %s: %s", opts.Dossier, name, why)
	case stated.Index >= 0:
		witnessed := "not yet witnessed"
		if !stated.Witnessed.IsZero() {
			witnessed = "witnessed " + stated.Witnessed.String()
		}
		answer.OK, answer.Entry, answer.Report = true, stated.Index, stated.Report
		answer.Reason, answer.By, answer.Witnessed = stated.Reason, stated.By, stated.Witnessed
		answer.Say = fmt.Sprintf("%s is the redacted copy of a text of %s that entry %d of %s states: %s withheld, reason: %s, decided by: %s, %s",
			name, stated.Report, stated.Index, r.Record.Origin, count(stated.Withheld, "block", "blocks"), stated.Reason, stated.By, witnessed)
	case named:
		answer.Say = fmt.Sprintf("no entry states %s: entry %d names its root, and somebody withheld %s of that text", name, text.Index, count(len(answer.Withheld), "block", "blocks"))
		hint = "what it shows is the text's own all the same; a later dossier may have the entry"
		if len(answer.Withheld) == 0 {
			answer.Say = fmt.Sprintf("%s withholds nothing: it is the whole text that entry %d names, no redacted copy", name, text.Index)
			hint = ""
		}
	default:
		answer.Say = fmt.Sprintf("the record names no text with the root %s of %s", answer.Root, name)
		hint = "it is of another text, or a later dossier has it"
	}
	if opts.JSON {
		err = a.out.json(answer)
	} else if answer.OK {
		a.out.printf("%s\nwithheld %s\nroot %s\n", answer.Say, runsText(answer.Withheld), answer.Root)
	}
	if err != nil || answer.OK {
		return err
	}
	return vow.Errorf(code, "%s", answer.Say).WithHint("%s", hint)
}

func runPaperCheck(a *app, first, second string, asJSON bool) error {
	one, err := office.LoadPaper(first)
	if err != nil {
		return err
	}
	two, err := office.LoadBeside(one, second)
	if err != nil {
		return err
	}
	r := paper.CheckRedaction(one, two)
	say := redactionText(first, second, r)
	if asJSON {
		answer := redactionAnswer{r.OK(), say, one.Root(), two.Root(), r.Withheld, r.Before, r.Differences, r.More}
		for _, list := range []*[]int{&answer.Withheld, &answer.Before} {
			if *list == nil {
				*list = []int{}
			}
		}
		if answer.Differences == nil {
			answer.Differences = []paper.Difference{}
		}
		if err := a.out.json(answer); err != nil {
			return err
		}
	} else {
		a.out.printf("%s\n", say)
		for _, d := range r.Differences {
			if d.Block < 0 {
				a.out.printf("  %s\n", d.Say)
			} else {
				a.out.printf("  block %d: %s\n", d.Block, d.Say)
			}
		}
		if r.More > 0 {
			a.out.printf("  and %d more\n", r.More)
		}
		if r.OK() {
			if len(r.Withheld) > 0 {
				a.out.printf("withheld %s\n", runsText(r.Withheld))
			}
			a.out.printf("root %s\n", one.Root())
		}
	}
	if r.SharedSeed {
		a.term.warn("both show a block with other words under the same salt: one was forged from the other; or one seed made both, and then what the one withholds can be guessed with the salts of the other")
	}
	if r.OK() {
		return nil
	}
	return vow.Errorf(vow.CodeCheck, "%s", say).WithHint("'vow paper diff A B' says what changed in the words")
}

// redactionText says in one sentence what the second paper is.
func redactionText(first, second string, r *paper.Redaction) string {
	before := ""
	if n := len(r.Before); n > 0 {
		before = fmt.Sprintf(" (%s withheld in both)", count(n, "block is", "blocks are"))
	}
	switch n := len(r.Differences) + r.More; {
	case n > 0:
		return fmt.Sprintf("%s is not %s with blocks withheld: %s", second, first, count(n, "difference", "differences"))
	case len(r.Withheld) == 0:
		return fmt.Sprintf("%s is %s, nothing more withheld%s", second, first, before)
	default:
		return fmt.Sprintf("%s is %s with %s withheld, nothing else%s", second, first, count(len(r.Withheld), "block", "blocks"), before)
	}
}
