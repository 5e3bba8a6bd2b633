package portal

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/verify"
)

// TestSayEveryKind: each kind of entry and of event has a sentence in each language, with
// every hole filled, and none falls back to English.
func TestSayEveryKind(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[vow.Kind]bool{}
	tag := regexp.MustCompile(`</?bdi( class="iso")?( dir="ltr")?>`)
	for _, sample := range testrecord.New(t, "office.example/vow").Samples() {
		seen[sample.Body.Common().Kind] = true
		english := ""
		for _, l := range langs {
			s := string(l.Say(sample.Body))
			bare := tag.ReplaceAllString(s, "")
			if s == "" || strings.ContainsAny(bare, "{}⟦⟧<>") || strings.Contains(s, l.T("say.unknown")) {
				t.Errorf("%s, %s: %q", l.Code, sample.Name, s)
			}
			if l.Code == "en" {
				english = bare
			} else if bare == english {
				t.Errorf("%s, %s: %q is English", l.Code, sample.Name, s)
			}
		}
	}
	for _, k := range vow.Kinds() {
		if !seen[k] {
			t.Errorf("no sample of %s", k)
		}
	}
}

// TestSayIsEscaped: what the record holds is text in a sentence, also where it looks like
// markup or like a hole, and cannot turn what stands around it.
func TestSayIsEscaped(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	evil := `<img src=x onerror=alert(1)> {due} "&amp;' </bdi>`
	for _, l := range langs {
		s := string(l.Say(&vow.PromiseMade{Title: evil, Due: vow.Due{By: "2026-09-15"}}))
		if strings.Contains(s, "<img") || strings.Count(s, "</bdi>") != strings.Count(s, "<bdi") || !strings.Contains(html.UnescapeString(strings.ReplaceAll(s, "<bdi>", "")), evil) {
			t.Errorf("%s: %s", l.Code, s)
		}
		if got := strings.Contains(s, "<bdi>&lt;img"); got != (l.Dir == "rtl") {
			t.Errorf("%s: isolated: %v: %s", l.Code, got, s)
		}
	}
	if s := string(langs[0].Say(&vow.PromiseMade{Title: "تقرير", Due: vow.Due{By: "2026-09-15"}})); !strings.Contains(s, "“<bdi>تقرير</bdi>” is promised: by 15 September 2026.") {
		t.Errorf("an Arabic title in an English sentence: %s", s)
	}
	if s := string(langs[1].Say(&vow.PromiseMade{Title: "Eau", Due: vow.Due{By: "2026-09-15"}})); s != "Le rapport « Eau » est promis : au plus tard le 15 septembre 2026." {
		t.Errorf("in French: %s", s)
	}
	if s := string(langs[0].Say(nil)); s != "An entry of a kind that this version does not know." {
		t.Errorf("of nothing: %s", s)
	}
}

// TestDatesFromRightToLeft: a date of digits keeps its order in an Arabic sentence.
func TestDatesFromRightToLeft(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range langs {
		ar := l.Dir == "rtl"
		if s := l.T("letter.known", "when", "2022-06-25/.."); strings.Contains(s, "\u20662022-06-25/..\u2069") != ar {
			t.Errorf("%s: %q", l.Code, s)
		}
		if s := l.T("letter.known", "when", "v2"); strings.Contains(s, "\u2066") {
			t.Errorf("%s: %q", l.Code, s)
		}
		s := string(l.Say(&vow.ReleaseMade{AttributedTo: "CHE", Origin: "x", Status: vow.SightSeen, When: "2022-06-25"}))
		if strings.Contains(s, `<bdi class="iso" dir="ltr">2022-06-25</bdi>`) != ar {
			t.Errorf("%s: %s", l.Code, s)
		}
	}
}

// TestCheckOutcomes: each check says in each language what was looked at, and another thing
// for each outcome.
func TestCheckOutcomes(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range langs {
		for _, id := range verify.CheckIDs() {
			said := map[string]bool{}
			for _, v := range []verify.Verdict{verify.Pass, verify.Fail, verify.NotChecked} {
				s := l.Check(verify.Check{ID: id, Verdict: v})
				if s == "" || strings.ContainsAny(s, "{}⟦⟧") || said[s] {
					t.Errorf("%s, %s %s: %q", l.Code, id, v, s)
				}
				said[s] = true
			}
		}
	}
	if s := langs[1].Check(verify.Check{ID: "text.sealed", Verdict: verify.Pass}); s != "Cela est établi : Le texte publié est le texte scellé." {
		t.Errorf("in French: %s", s)
	}
}
