package cli

import (
	"fmt"
	"strings"

	"vow/compare"
)

// excerptRunes is how much of a paragraph is shown where all of it would hide the
// next finding.
const excerptRunes = 160

// printCompared prints a comparison for a person: the verdict, what was not
// checked, and the findings, worst first.
func (a *app) printCompared(r *compare.Result, first *compared, proof string, all bool) {
	var w comparedText
	w.write(r, first, proof, all)
	a.out.printf("%s", w.String()) // at once: there may be thousands
}

// comparedText is a comparison as text.
type comparedText struct{ strings.Builder }

func (w *comparedText) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

func (w *comparedText) write(r *compare.Result, first *compared, proof string, all bool) {
	w.printf("%s\n", r.Title)
	for _, n := range r.Notes {
		w.printf("note: %s\n", n)
	}
	if proof != "" {
		w.printf("proof: %s\n", proof)
	}
	for i := 0; i < len(r.Findings); {
		f := &r.Findings[i]
		if f.Class == compare.Typographic && !all {
			rest := len(r.Findings) - i
			w.printf("\n%s only in typography; --all lists them\n", count(rest, "paragraph differs", "paragraphs differ"))
			return
		}
		n := missingRun(r.Findings[i:])
		if n > 3 && !all {
			last := r.Findings[i+n-1].First
			w.printf("\n%s  paragraphs %d to %d are missing, all %d\n", f.Class, f.First.Index+1, last.Index+1, n)
			i += n
			continue
		}
		w.finding(f, first)
		i++
	}
}

// missingRun returns how many findings from the first on are missing paragraphs
// that stand one after the other.
func missingRun(f []compare.Finding) int {
	n := 0
	for n < len(f) && f[n].Class == compare.Removed && f[n].Copy == nil && (n == 0 || f[n].First.Index == f[n-1].First.Index+1) {
		n++
	}
	return n
}

func (w *comparedText) finding(f *compare.Finding, first *compared) {
	where := "the copy's paragraph "
	switch {
	case f.First == nil:
		where += fmt.Sprint(f.Copy.Index + 1)
	case f.First.Label != "":
		where = fmt.Sprintf("paragraph %d (%s)", f.First.Index+1, f.First.Label)
	default:
		where = fmt.Sprintf("paragraph %d", f.First.Index+1)
	}
	w.printf("\n%s  %s\n", f.Class, where)
	if f.First == nil || f.Copy == nil {
		if f.First != nil {
			w.printf("  first  %s\n", shorten(f.First.Text))
		} else {
			w.printf("  copy   %s\n", shorten(f.Copy.Text))
		}
	}
	for k, ch := range f.Changes {
		quoted := ""
		if ch.InQuotation {
			quoted = ", in a quotation"
		}
		switch ch.Kind {
		case compare.Moved:
			w.printf("  moved to the copy's paragraph %d\n", f.Copy.Index+1)
			continue
		case compare.Split:
			w.printf("  split in several from the copy's paragraph %d on\n", f.Copy.Index+1)
			continue
		case compare.Merged:
			w.printf("  merged with others in the copy's paragraph %d\n", f.Copy.Index+1)
			continue
		}
		if k > 0 && ch.Kind != f.Changes[k-1].Kind || ch.Kind != f.Class || quoted != "" {
			w.printf("  %s%s\n", ch.Kind, quoted)
		}
		from, to := ch.Around(f)
		w.printf("  first  %s\n  copy   %s\n", from, to)
		if d := ch.Disguise(); d != "" {
			w.printf("  there  %s\n", d)
		}
	}
	if f.First != nil && first.paper != nil {
		w.printf("  proof  leaf %s of block %d, under the root %s\n", first.paper.Leaf(f.First.Index), f.First.Index, first.paper.Root())
	}
}

func shorten(s string) string {
	s = compare.Visible(strings.ReplaceAll(s, "\n", " "))
	if r := []rune(s); len(r) > excerptRunes {
		return string(r[:excerptRunes]) + "…"
	}
	return s
}
