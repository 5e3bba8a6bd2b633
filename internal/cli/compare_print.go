package cli

import (
	"fmt"
	"strconv"
	"strings"

	"vow/compare"
	"vow/internal/copies"
)

// excerptRunes is how much of a paragraph is shown where all of it would hide the
// next finding.
const excerptRunes = 160

// printCompared prints a comparison for a person: the verdict, what was not
// checked, and the findings, worst first.
func (a *app) printCompared(r *compare.Result, first *copies.Side, proof string, all bool) {
	w := comparedText{out: a.out}
	w.write(r, first, proof, all)
	w.flush()
}

// comparedText is a comparison as text, written out piece by piece: there may be
// thousands of findings.
type comparedText struct {
	out  *answer
	text []byte
}

// comparedPiece is from how many bytes on a piece is written out.
const comparedPiece = 32 << 10

func (w *comparedText) printf(format string, args ...any) {
	w.text = fmt.Appendf(w.text, format, args...)
}

// put appends strings as they are.
func (w *comparedText) put(parts ...string) {
	for _, s := range parts {
		w.text = append(w.text, s...)
	}
}

func (w *comparedText) flush() {
	w.out.print(string(w.text))
	w.text = w.text[:0]
}

func (w *comparedText) write(r *compare.Result, first *copies.Side, proof string, all bool) {
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
		if len(w.text) >= comparedPiece {
			w.flush()
		}
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

func (w *comparedText) finding(f *compare.Finding, first *copies.Side) {
	switch {
	case f.First == nil:
		w.put("\n", string(f.Class), "  the copy's paragraph ", strconv.Itoa(f.Copy.Index+1), "\n")
	case f.First.Label != "":
		w.put("\n", string(f.Class), "  paragraph ", strconv.Itoa(f.First.Index+1), " (", f.First.Label, ")\n")
	default:
		w.put("\n", string(f.Class), "  paragraph ", strconv.Itoa(f.First.Index+1), "\n")
	}
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
			w.put("  ", string(ch.Kind), quoted, "\n")
		}
		from, to := ch.Around(f)
		w.put("  first  ", from, "\n  copy   ", to, "\n")
		if d := ch.Disguise(); d != "" {
			w.printf("  there  %s\n", d)
		}
	}
	if f.First != nil && first.Paper != nil {
		for i := range first.Sentences(f.First.Index) {
			w.printf("  proof  leaf %s of block %d, under the root %s\n", first.Paper.Leaf(f.First.Index+i), f.First.Index+i, first.Paper.Root())
		}
	}
}

func shorten(s string) string {
	s = compare.Visible(strings.ReplaceAll(s, "\n", " "))
	if r := []rune(s); len(r) > excerptRunes {
		return string(r[:excerptRunes]) + "…"
	}
	return s
}
