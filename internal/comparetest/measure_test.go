package comparetest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"vow/compare"
)

var each = flag.Int("each", 30, "alterations of each class")
var show = flag.Bool("misses", false, "print what was called otherwise")

// targets are the classes whose recall and precision must not fall below
// wantRecall and wantPrecision.
var targets = []Class{"number", "date", "name", "negation", "modality", "quotation"}

const (
	wantRecall    = 0.99
	wantPrecision = 0.95
)

// TestTypographyAlone: a copy that differs in typography only yields no other class.
func TestTypographyAlone(t *testing.T) {
	copies := 0
	for name, text := range sources(t) {
		for i, c := range Make(text, "en", 20, 11) {
			c.Copy, c.Gone = nil, nil // whatever was altered is taken back, and typography put in
			r := rand.New(rand.NewPCG(uint64(i), 5))
			for k, p := range c.First {
				out := Paragraph{Text: p, From: k}
				list := insideOf["en"]["typographic"]
				for range 5 {
					if first, altered, ok := list[r.IntN(len(list))](r, c.First[k]); ok {
						c.First[k], out.Text, out.Done = first, altered, "typographic"
						break
					}
				}
				c.Copy = append(c.Copy, out)
			}
			a, err := Read(Text(plainly(c.First), 0))
			if err != nil {
				t.Fatal(err)
			}
			b, err := Read(Text(c.Copy, 0))
			if err != nil {
				t.Fatal(err)
			}
			copies++
			res := compare.Compare(a, b, compare.Options{Lang: "en"})
			if res.Verdict != compare.VerdictTypographic {
				t.Errorf("%s: %s: %s", name, res.Verdict, res.Say)
			}
			for _, f := range res.Findings {
				if f.Class != compare.Typographic {
					t.Errorf("%s: %s", f.Class, miss(name, f.First.Text, "typographic", f))
				}
			}
		}
	}
	if copies < 20 {
		t.Fatalf("only %d copies", copies)
	}
}

func plainly(text []string) []Paragraph {
	out := make([]Paragraph, len(text))
	for i, p := range text {
		out[i].Text = p
	}
	return out
}

// sources are the texts that are altered: the prose of our own documents as it was on
// 26 November 2026, kept so that editing a document changes no figure, and the Debian
// policy.
func sources(t testing.TB) map[string][]string {
	t.Helper()
	own, err := Own("testdata", "text.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(own) < 60 {
		t.Fatalf("only %d paragraphs of our own found", len(own))
	}
	all := map[string][]string{"own": own}
	policy, err := Policy()
	if err != nil {
		t.Fatal(err)
	}
	if policy == nil {
		t.Log("debian-policy is not installed: only our own text is measured")
		return all
	}
	if len(policy) < 500 {
		t.Fatalf("only %d paragraphs of the Debian policy found", len(policy))
	}
	all["policy"] = policy
	return all
}

// french is the text of our own in French.
func french(t testing.TB) []string {
	t.Helper()
	text, err := Own("testdata", "texte.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(text) < perCase {
		t.Fatalf("only %d paragraphs in French", len(text))
	}
	return text
}

// TestMeasured holds the plain text and the reprints to the targets. `make
// bench-compare` runs it with more of each class.
func TestMeasured(t *testing.T) {
	all := sources(t)
	all["texte"] = french(t)
	for _, set := range []struct {
		lang    string
		texts   []string
		layouts []Layout
	}{
		{"en", []string{"own", "policy"}, []Layout{Plain}},
		{"en", []string{"own", "policy"}, []Layout{WebPage, Newsletter, Magazine}},
		{"fr", []string{"texte"}, []Layout{Plain}},
		{"fr", []string{"texte"}, []Layout{WebPage, Newsletter, Magazine}},
	} {
		s := NewScore()
		for _, name := range set.texts {
			text := all[name]
			if text == nil {
				continue
			}
			cases := Make(text, set.lang, *each, 7)
			for i, c := range cases {
				for _, l := range set.layouts {
					if n := len(set.layouts); n > 1 && i%n != int(l[0])%n && *each < 100 {
						continue // the small twin takes each copy in one layout
					}
					if err := s.Judge(c, l, uint64(i)); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		t.Logf("%s %v\n%s", set.lang, set.layouts, s.Table())
		if *show {
			for _, m := range s.Misses {
				t.Log(m)
			}
		}
		if s.Made < 8**each {
			t.Errorf("only %d alterations were made", s.Made)
		}
		for _, c := range targets {
			if s.Want[c] < *each/3 {
				t.Errorf("%s: only %d made", c, s.Want[c])
			}
		}
		s.hold(t, fmt.Sprint(set.lang, set.layouts))
	}
}

// hold fails the test where the score falls below the targets.
func (s *Score) hold(t *testing.T, name string) {
	t.Helper()
	for _, c := range targets {
		if s.Recall(c) < wantRecall || s.Precision(c) < wantPrecision {
			t.Errorf("%s: %s: recall %.4f, precision %.4f", name, c, s.Recall(c), s.Precision(c))
		}
	}
	for _, v := range s.CalledIdentical {
		t.Errorf("an altered copy was called unaltered: %s", v)
	}
	for _, v := range s.Unsaid {
		t.Errorf("an alteration goes unsaid: %s", v)
	}
}
