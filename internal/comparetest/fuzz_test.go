package comparetest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vow/compare"
)

// FuzzCompare compares two texts as the command reads them, and the first with
// itself but for one digit.
func FuzzCompare(f *testing.F) {
	const report = "3. The office counted 1,204 people in 17 camps on 31 August 2022.\n\n" +
		"4. “Nobody was told,” said Mr Arendt. He must not have known; see A/77/12, para. 5.\n\n* * *\n\nL’équipe a dit « non » à 12,5 % des 400 personnes.\n"
	for _, s := range [][2]string{
		{report, report},
		{report, strings.ReplaceAll(report, "1,204", "1,402")},
		{report, strings.ReplaceAll(report, "not ", "")},
		{report, "Advertisement\n\n" + strings.ReplaceAll(report, "\n\n", " ")},
		{"ada aea afa bia bja bka bla bma bna\n\ncca cda cea cfa cga cha", "bia bja bka bla bma bna cca cda cea cfa cga cha\n\nada aea afa"},
		{"12345678901234567890 0.1234567890123456789", "a\u200bb \u202e1 ١٢٣ −5 10⁶ ½ 1e5 0x1f"},
		{"他们反对集团对抗。2022年8月31日", "他们反对集体对抗。2022年8月30日"},
		{"1. one\n\n2. two\n\n3. three", "one\n\ntwo\n\nthree"},
	} {
		f.Add(s[0], s[1], uint16(3), byte(7))
	}
	f.Fuzz(func(t *testing.T, first, copied string, at uint16, by byte) {
		if len(first)+len(copied) > 1<<14 {
			t.Skip()
		}
		a, err := Read(first)
		if err != nil {
			t.Skip()
		}
		if b, err := Read(copied); err == nil {
			checkCompared(t, a, b)
			checkCompared(t, b, a)
		}
		checkCompared(t, a, a)
		checkDigit(t, a, int(at), by)
	})
}

// checkCompared holds a comparison to what is true of every one.
func checkCompared(t *testing.T, a, b []compare.Block) *compare.Result {
	t.Helper()
	r := compare.Compare(a, b, compare.Options{Lang: "en"})
	first, _ := json.Marshal(r)
	if again, _ := json.Marshal(compare.Compare(a, b, compare.Options{Lang: "en"})); string(first) != string(again) {
		t.Fatalf("two runs differ:\n%s\n%s", first, again)
	}
	unnumbered := slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, "printed numbers") })
	if shown(a) == shown(b) != (r.Verdict == compare.VerdictIdentical) && !unnumbered {
		t.Fatalf("%s: %q and %q", r.Say, shown(a), shown(b))
	}
	if r.Verdict.Good() && r.Verdict != compare.VerdictExcerpt && !unnumbered && digits(shown(a)) != digits(shown(b)) {
		t.Fatalf("%s: the digits of %q and %q", r.Say, shown(a), shown(b))
	}
	counts := map[compare.Kind]int{}
	for _, f := range r.Findings {
		counts[f.Class]++
		checkFinding(t, f, b)
	}
	for _, k := range compare.Kinds() {
		if k != compare.Identical && counts[k] != r.Counts[k] {
			t.Fatalf("%s: %d findings are %s, %d are counted", r.Say, counts[k], k, r.Counts[k])
		}
	}
	r.HTML(compare.Page{})
	return r
}

// checkFinding: the class is the worst kind of the changes, and each change shows
// words of both paragraphs.
func checkFinding(t *testing.T, f compare.Finding, copied []compare.Block) {
	t.Helper()
	worst := len(compare.Kinds())
	for _, ch := range f.Changes {
		worst = min(worst, slices.Index(compare.Kinds(), ch.Kind))
		switch ch.Kind {
		case compare.Moved, compare.Merged, compare.Split:
			continue
		}
		if ch.From == "" && ch.To == "" {
			t.Fatalf("%s: a change of nothing in %q", ch.Kind, f.First.Text)
		}
		x, y := f.First.Label+" "+f.First.Text, copied[f.Copy.Index].Label+" "+f.Copy.Text
		if !strings.Contains(x, ch.From) || !strings.Contains(y, ch.To) {
			t.Fatalf("%s: %q became %q, which are not in %q and %q", ch.Kind, ch.From, ch.To, x, y)
		}
		ch.Around(&f)
	}
	if len(f.Changes) > 0 && (f.First == nil || f.Copy == nil || compare.Kinds()[worst] != f.Class) {
		t.Fatalf("a finding of class %s: %v", f.Class, f.Changes)
	}
}

// checkDigit changes one digit of a text: that is said as a number or a date, or
// the paragraphs are taken for others altogether.
func checkDigit(t *testing.T, a []compare.Block, at int, by byte) {
	t.Helper()
	b := slices.Clone(a)
	for i := range b {
		s := b[i].Text
		for k := range len(s) {
			if s[k] < '0' || s[k] > '9' {
				continue
			}
			if at > 0 {
				at--
				continue
			}
			d := '0' + (s[k]-'0'+1+by%9)%10
			b[i].Text = s[:k] + string(d) + s[k+1:]
			r := checkCompared(t, a, b)
			said := r.Counts[compare.Number]+r.Counts[compare.Date] > 0 || r.Counts[compare.Removed]+r.Counts[compare.Added] > 1 || r.Verdict == compare.VerdictForeign
			if r.Verdict.Good() || !said {
				t.Fatalf("%q became %q: %s: %+v", s, b[i].Text, r.Say, r.Findings)
			}
			return
		}
	}
}

// shown is a text as a reader meets it: where its paragraphs end, and how wide a
// space is that does not part words, is not for him.
func shown(blocks []compare.Block) string {
	var out []string
	for _, b := range blocks {
		if s := strings.TrimSpace(b.Label + " " + strings.ReplaceAll(b.Text, "\n", " ")); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// digits are the digits of a text, in order, those of any script as ASCII.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsDigit(r) {
			return -1
		}
		zero := r
		for unicode.IsDigit(zero - 1) {
			zero--
		}
		return '0' + (r-zero)%10
	}, norm.NFKC.String(strings.ToValidUTF8(s, string(utf8.RuneError))))
}
