package reader

import (
	"fmt"

	"vow"
	"vow/paper"
	"vow/verify"
)

// StatedAnswer says whether a record states a redacted copy, as redaction.made.
type StatedAnswer struct {
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

	err error
}

// Err is nil where the record states the copy.
func (a *StatedAnswer) Err() error { return a.err }

// Stated looks a redacted copy up in a record that was judged. name and dossier are
// the files' names. Errors: vow.CodeCheck where the office's own entry is false.
func Stated(name, dossier string, p *paper.Paper, r *verify.Report) (*StatedAnswer, error) {
	stated, why, err := r.Redaction(p)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err).WithHint("the office's entry is false; the copy itself proves its blocks")
	}
	a := &StatedAnswer{Root: p.Root(), SHA256: vow.SumHash(p.Marshal()), Withheld: p.Withheld(), Entry: -1}
	if a.Withheld == nil {
		a.Withheld = []int{}
	}
	code, hint := vow.CodeCheck, ""
	text, _, inRecord := r.Text(p.Root())
	switch {
	case why != "" && !RecordFailed(r):
		code, a.Say = vow.CodeUnchecked, fmt.Sprintf("whether the record states %s is not checked: %s", name, why)
	case why != "":
		a.Say = fmt.Sprintf("%s does not prove what it states of %s: %s", dossier, name, why)
	case stated.Index >= 0:
		witnessed := "not yet witnessed"
		if !stated.Witnessed.IsZero() {
			witnessed = "witnessed " + stated.Witnessed.String()
		}
		a.OK, a.Entry, a.Report = true, stated.Index, stated.Report
		a.Reason, a.By, a.Witnessed = stated.Reason, stated.By, stated.Witnessed
		a.Say = fmt.Sprintf("%s is the redacted copy of a text of %s that entry %d of %s states: %s withheld, reason: %s, decided by: %s, %s",
			name, stated.Report, stated.Index, r.Record.Origin, count(stated.Withheld, "block"), stated.Reason, stated.By, witnessed)
		return a, nil
	case inRecord:
		a.Say = fmt.Sprintf("no entry states %s: entry %d names its root, and somebody withheld %s of that text", name, text.Index, count(len(a.Withheld), "block"))
		hint = "what it shows is the text's own all the same; a later dossier may have the entry"
		if len(a.Withheld) == 0 {
			a.Say = fmt.Sprintf("%s withholds nothing: it is the whole text that entry %d names, no redacted copy", name, text.Index)
			hint = ""
		}
	default:
		a.Say = fmt.Sprintf("the record names no text with the root %s of %s", a.Root, name)
		hint = "it is of another text, or a later dossier has it"
	}
	a.err = vow.Errorf(code, "%s", a.Say).WithHint("%s", hint)
	return a, nil
}

// RecordFailed reports whether one of the checks that a text rests on failed.
func RecordFailed(r *verify.Report) bool {
	for _, id := range []string{verify.DossierForm, verify.DossierMembers, verify.RecordLog, verify.RecordSignature,
		verify.RecordQuorum, verify.RecordComplete, verify.RecordEntries, verify.RecordFork} {
		if c, ok := r.Check(id); ok && c.Verdict == verify.Fail {
			return true
		}
	}
	return false
}

// RedactionAnswer says whether one paper is another with blocks withheld.
type RedactionAnswer struct {
	OK          bool               `json:"ok"`
	Say         string             `json:"say"`
	RootA       vow.Hash           `json:"root_a"`
	RootB       vow.Hash           `json:"root_b"`
	Withheld    []int              `json:"withheld"`        // shown by the first, withheld by the second
	Before      []int              `json:"withheld_before"` // withheld by both
	Differences []paper.Difference `json:"differences"`
	More        int                `json:"more,omitempty"` // differences that are not listed

	SharedSeed bool `json:"-"` // both show a block with other words under one salt
}

// Err is nil where the second paper is the first with blocks withheld.
func (a *RedactionAnswer) Err() error {
	if a.OK {
		return nil
	}
	return vow.Errorf(vow.CodeCheck, "%s", a.Say).WithHint("'vow paper diff A B' says what changed in the words")
}

// Redaction compares two papers, which the names stand for.
func Redaction(first, second string, one, two *paper.Paper) *RedactionAnswer {
	r := paper.CheckRedaction(one, two)
	a := &RedactionAnswer{OK: r.OK(), Say: redactionText(first, second, r), RootA: one.Root(), RootB: two.Root(),
		Withheld: r.Withheld, Before: r.Before, Differences: r.Differences, More: r.More, SharedSeed: r.SharedSeed}
	for _, list := range []*[]int{&a.Withheld, &a.Before} {
		if *list == nil {
			*list = []int{}
		}
	}
	if a.Differences == nil {
		a.Differences = []paper.Difference{}
	}
	return a
}

// redactionText says in one sentence what the second paper is.
func redactionText(first, second string, r *paper.Redaction) string {
	before := ""
	if n := len(r.Before); n > 0 {
		before = fmt.Sprintf(" (%s withheld in both)", isOrAre(n, "block"))
	}
	switch n := len(r.Differences) + r.More; {
	case n > 0:
		return fmt.Sprintf("%s is not %s with blocks withheld: %s", second, first, count(n, "difference"))
	case len(r.Withheld) == 0:
		return fmt.Sprintf("%s is %s, nothing more withheld%s", second, first, before)
	default:
		return fmt.Sprintf("%s is %s with %s withheld, nothing else%s", second, first, count(len(r.Withheld), "block"), before)
	}
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func isOrAre(n int, one string) string {
	if n == 1 {
		return count(n, one) + " is"
	}
	return count(n, one) + " are"
}
