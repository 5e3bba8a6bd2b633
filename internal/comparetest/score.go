package comparetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/compare"
	"vow/internal/intake"
)

// Score counts, per class, what was made, what was called so and was so, and what
// was called so and was not.
type Score struct {
	Cases, Made        int
	Want, Right, Wrong map[Class]int
	CalledIdentical    []string // altered copies with a verdict that says they are not
	Unsaid             []string // altered paragraphs of which nothing is said
	Misses             []string // what was called otherwise, for a person
}

// scanned is the layout of a copy that went through print and OCR.
const scanned = "ocr"

// NewScore returns an empty score.
func NewScore() *Score {
	return &Score{Want: map[Class]int{}, Right: map[Class]int{}, Wrong: map[Class]int{}}
}

// Recall and Precision of a class; 1 where nothing was made or called so.
func (s *Score) Recall(c Class) float64 { return ratio(s.Right[c], s.Want[c]) }

// Precision is the part of what was called so that is so.
func (s *Score) Precision(c Class) float64 { return ratio(s.Right[c], s.Right[c]+s.Wrong[c]) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Read reads a text as the command does.
func Read(text string) ([]compare.Block, error) {
	doc, err := intake.Read(context.Background(), []byte(text), intake.Options{Name: "case.txt", Format: intake.Text, Raw: true})
	if err != nil {
		return nil, err
	}
	out := make([]compare.Block, len(doc.Blocks))
	for i, b := range doc.Blocks {
		out[i] = compare.Block{Index: i, Kind: b.Kind, Label: b.Label, Text: b.Text}
	}
	return out, nil
}

// Judge compares a case in a layout and adds what came out.
func (s *Score) Judge(c Case, layout Layout, seed uint64) error {
	laid := Lay(c, layout, seed)
	width := 0
	if layout == Newsletter {
		width = 60
	}
	return s.judge(c, laid, Text(laid, width), string(layout))
}

func (s *Score) judge(c Case, laid []Paragraph, copied, layout string) error {
	var first strings.Builder
	for _, p := range c.First {
		first.WriteString(p + "\n\n")
	}
	a, err := Read(first.String())
	if err != nil {
		return err
	}
	if len(a) != len(c.First) {
		return vow.Errorf(vow.CodeCheck, "%d paragraphs were read as %d", len(c.First), len(a))
	}
	b, err := Read(copied)
	if err != nil {
		return err
	}
	r := compare.Compare(a, b, compare.Options{Lang: c.Lang})
	s.Cases++
	s.count(c, laid, r, layout)
	return nil
}

// count compares what was done with what was found.
func (s *Score) count(c Case, laid []Paragraph, r *compare.Result, layout string) {
	done := map[int]Class{}
	altered := false
	var added []string // of the alterations, not of the layout; two may be alike
	for _, p := range laid {
		if p.Done == "" {
			continue
		}
		altered = true
		if p.From >= 0 {
			done[p.From] = p.Done
		} else {
			added = append(added, p.Text)
		}
	}
	for i := range c.Gone {
		if done[i] == "" && !partOfMerged(c, laid, i) {
			done[i], altered = "removed", true
		}
	}
	onlyType := true
	for _, d := range done {
		onlyType = onlyType && d == "typographic"
	}
	if altered && (r.Verdict == compare.VerdictIdentical || r.Verdict == compare.VerdictExcerpt && !onlyType || r.Verdict == compare.VerdictTypographic && !onlyType) {
		s.CalledIdentical = append(s.CalledIdentical, layout+": "+r.Say)
	}
	called := map[int]compare.Finding{}
	for _, f := range r.Findings {
		switch {
		case f.First != nil:
			called[f.First.Index] = f
		case f.Copy != nil && f.First == nil:
			found := false
			for _, t := range added {
				found = found || strings.Contains(strings.Join(strings.Fields(f.Copy.Text), " "), t[:40])
			}
			if found {
				s.Right["added"]++
			}
		}
	}
	s.Want["added"] += len(added)
	s.Made += len(added) + len(done)
	for i := range c.First {
		want, f := done[i], called[i]
		got := Class(f.Class)
		if layout == scanned {
			if want == "hidden" || want == "lookalike" || want == "typographic" {
				continue // nothing of it is printed, or it is read as what it looks like
			}
			// What was misread beside the alteration may be worse than it.
			if slices.ContainsFunc(f.Changes, func(ch compare.Change) bool { return Class(ch.Kind) == want }) {
				got = want
			}
		}
		if got == "typographic" && want == "" && layout != string(Plain) {
			got = "" // the layout has its own typography
		}
		if want == "typographic" && got == "" && layout != string(Plain) {
			continue // the layout wrote both in one way
		}
		if want != "" {
			s.Want[want]++
		}
		if want != "" && want != "typographic" && got == "" {
			s.Unsaid = append(s.Unsaid, layout+": "+miss(layout, c.First[i], want, f))
		}
		switch {
		case got == want && want != "":
			s.Right[want]++
		case got != want:
			if got != "" && !partOfMerged(c, laid, i) {
				s.Wrong[got]++
			}
			if len(s.Misses) < 400 {
				s.Misses = append(s.Misses, miss(layout, c.First[i], want, f))
			}
		}
	}
}

func partOfMerged(c Case, laid []Paragraph, i int) bool {
	if !c.Gone[i] {
		return false
	}
	for _, p := range laid {
		if p.Done == "merged" && p.From == i-1 {
			return true
		}
	}
	return false
}

func miss(layout, text string, want Class, f compare.Finding) string {
	changes := ""
	for _, ch := range f.Changes {
		from, to := ch.From, ch.To
		if len(from) > 80 {
			from = from[:80] + "…"
		}
		if len(to) > 80 {
			to = to[:80] + "…"
		}
		changes += fmt.Sprintf(" %s[%s|%s]", ch.Kind, from, to)
	}
	if len(f.Changes) > 0 && f.First != nil && f.Copy != nil {
		text, _ = f.Changes[0].Around(&f)
	} else if len(text) > 70 {
		text = text[:70] + "…"
	}
	return fmt.Sprintf("%s: %s called %q:%s (%s)", layout, want, f.Class, changes, text)
}

// Table prints precision and recall per class.
func (s *Score) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %6s %10s %10s\n", "class", "made", "recall", "precision")
	for _, c := range Classes() {
		if s.Want[c] > 0 {
			fmt.Fprintf(&b, "%-12s %6d %10.4f %10.4f\n", c, s.Want[c], s.Recall(c), s.Precision(c))
		}
	}
	fmt.Fprintf(&b, "%d alterations in %d copies; altered copies called unaltered: %d\n", s.Made, s.Cases, len(s.CalledIdentical))
	return b.String()
}
