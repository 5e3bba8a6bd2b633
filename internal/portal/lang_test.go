package portal

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"vow"
	"vow/internal/letters"
	"vow/verify"
)

// vocabulary are the words of entries and of conclusions that pages show.
func vocabulary() []string {
	var out []string
	add := func(list ...string) { out = append(out, list...) }
	addAll(&out, vow.Reasons())
	addAll(&out, vow.RedactionReasons())
	addAll(&out, vow.ErasureReasons())
	addAll(&out, vow.ExtendReasons())
	addAll(&out, vow.Roles())
	addAll(&out, vow.TextRoles())
	addAll(&out, vow.Asks())
	addAll(&out, vow.LetterAsks())
	addAll(&out, vow.LetterForms())
	addAll(&out, vow.LetterStatuses())
	addAll(&out, vow.SignerActs())
	addAll(&out, vow.Stances())
	addAll(&out, vow.Stands())
	addAll(&out, vow.Questions())
	addAll(&out, vow.Channels())
	addAll(&out, vow.Conditions())
	addAll(&out, []vow.LetterPart{vow.PartAuthor, vow.PartCirculator, vow.PartSignatory, vow.PartSender})
	addAll(&out, []vow.Leverage{vow.LeverageInducement, vow.LeverageThreat})
	addAll(&out, []vow.Knowing{vow.KnownHeld, vow.KnownSeen, vow.KnownReported})
	addAll(&out, []vow.Sighting{vow.SightSeen, vow.SightSecondary, vow.SightUnchecked})
	addAll(&out, []vow.InquiryOutcome{vow.InquiryAsked, vow.InquiryAnswered, vow.InquiryPartly, vow.InquiryDeclined, vow.InquiryNoReply, vow.InquiryOtherwise})
	addAll(&out, []vow.CountSubject{vow.CountSigners, vow.CountSupport, vow.CountVoices, vow.CountOther})
	addAll(&out, []letters.Tone{letters.Softened, letters.Hardened, letters.Mixed, letters.Reversed})
	addAll(&out, []vow.SignerAct{vow.ActNone})
	for _, k := range vow.Kinds() {
		if k.IsEvent() {
			add(string(k))
		}
	}
	add(vow.LeadHead, vow.LeadActing, vow.LeadVacant, verify.OutcomeUndated, verify.OutcomeMissed, verify.OutcomeKept, verify.OutcomeMoved, verify.OutcomeOpen, verify.OutcomeUnclear)
	add("adopted", "rejected") // results of a vote
	return out
}

func addAll[T ~string](out *[]string, list []T) {
	for _, w := range list {
		*out = append(*out, string(w))
	}
}

// keysOf are the keys that the templates and the program ask for: whole ones, and
// beginnings that are filled in.
func keysOf(t *testing.T) (whole, begin map[string]bool) {
	t.Helper()
	whole, begin = map[string]bool{}, map[string]bool{}
	names, err := fs.Glob(web, "web/*.html")
	if err != nil || len(names) < 15 {
		t.Fatalf("%d templates, %v", len(names), err)
	}
	call := regexp.MustCompile(`[({ ](t|tn) "([a-z0-9.-]+)"`)
	inGo := regexp.MustCompile(`"((?:say|found|english|letter)\.[a-z0-9.-]+)"`)
	filled := regexp.MustCompile(`\(printf "([a-z]+\.)%s"`)
	for _, name := range names {
		b, err := fs.ReadFile(web, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(b), -1) {
			if m[1] == "tn" {
				begin[m[2]+"."] = true
				continue
			}
			whole[m[2]] = true
		}
		for _, m := range filled.FindAllStringSubmatch(string(b), -1) {
			begin[m[1]] = true
		}
	}
	code, err := os.ReadFile("say.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range inGo.FindAllStringSubmatch(string(code), -1) {
		whole[m[1]] = true
	}
	for _, id := range verify.CheckIDs() {
		whole["check."+id] = true
	}
	for _, v := range []verify.Verdict{verify.Pass, verify.Fail, verify.NotChecked} {
		whole["found."+string(v)] = true
	}
	for _, w := range vocabulary() {
		whole["word."+w] = true
	}
	for _, k := range []string{"status.", "month.", "card.due", "due.none", "observer.short", "date.", "language.", "missing.", "live."} {
		begin[k] = true
	}
	return whole, begin
}

// TestKeys: every key that a page asks for is in the English catalogue, and no other.
func TestKeys(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	whole, begin := keysOf(t)
	if len(whole) < 200 {
		t.Fatalf("only %d keys", len(whole))
	}
	for k := range whole {
		if _, ok := langs[0].text[k]; !ok {
			t.Errorf("no text for %q", k)
		}
	}
	for b := range begin {
		if !slices.ContainsFunc(langs[0].keys(), func(k string) bool { return strings.HasPrefix(k, b) }) {
			t.Errorf("no text begins with %q", b)
		}
	}
	for _, k := range langs[0].keys() {
		used := whole[k]
		for b := range begin {
			used = used || strings.HasPrefix(k, b)
		}
		if !used {
			t.Errorf("nobody asks for %q", k)
		}
	}
}

// english are the keys of pages that there are in English alone.
func english(k string) bool {
	return strings.HasPrefix(k, "record.") || slices.Contains([]string{"status.title", "status.say", "status.record", "status.witnessed", "status.asof", "missing.title"}, k)
}

// forms are the plural forms that a language tells apart for whole numbers.
var forms = map[string][]string{"en": {"one", "other"}, "fr": {"one", "other"}, "es": {"one", "other"}, "zh": {"other"},
	"ru": {"one", "few", "many", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}

var pluralForm = regexp.MustCompile(`^(.*)\.(zero|one|two|few|many|other)$`)

// numbered cuts the form off the key of a number; nil: it is none. The word "other" is none.
func numbered(k string) []string {
	if strings.HasPrefix(k, "word.") {
		return nil
	}
	return pluralForm.FindStringSubmatch(k)
}

var hole = regexp.MustCompile(`\{[a-z]+\}`)

// TestTranslations: each language has each text of the reader's pages, with the same
// holes, and each plural form that it needs; none has a text that English has not. Each
// but English says that no speaker has read it.
func TestTranslations(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	en := langs[0]
	for _, l := range langs[1:] {
		if !l.Draft {
			t.Errorf("%s says that a speaker has read it", l.Code)
		}
		for _, k := range en.keys() {
			m := numbered(k)
			if english(k) || m != nil && m[2] != "other" || k == "language.read" {
				continue
			}
			want := []string{k}
			if m != nil {
				want = nil
				for _, f := range forms[l.Code] {
					want = append(want, m[1]+"."+f)
				}
			}
			for _, k := range want {
				text, ok := l.text[k]
				if !ok || strings.TrimSpace(text) == "" {
					t.Errorf("%s: no text for %q", l.Code, k)
					continue
				}
				if m == nil && !slices.Equal(holes(text), holes(en.text[k])) {
					t.Errorf("%s: %q has the holes %v, in English %v", l.Code, k, holes(text), holes(en.text[k]))
				}
			}
		}
		for _, k := range l.keys() {
			if m := numbered(k); m != nil {
				k = m[1] + ".other"
			}
			if _, ok := en.text[k]; !ok {
				t.Errorf("%s: %q is no text of the catalogue", l.Code, k)
			}
		}
	}
}

// TestNothingUntranslated: what a language says of entries and checks is not the English
// text again, but for words that both have.
func TestNothingUntranslated(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range langs[1:] {
		for _, k := range langs[0].keys() {
			sentence := strings.HasPrefix(k, "say.") || strings.HasPrefix(k, "check.") || strings.HasPrefix(k, "found.")
			if sentence && len(hole.ReplaceAllString(langs[0].text[k], "")) > 12 && l.text[k] == langs[0].text[k] {
				t.Errorf("%s: %q is English", l.Code, k)
			}
		}
	}
}

func holes(s string) []string {
	out := hole.FindAllString(s, -1)
	slices.Sort(out)
	return out
}

// TestBareWords: no template has a word of its own that a reader would see: all of them
// come from the catalogue. Names of things that are no words of a language are listed.
func TestBareWords(t *testing.T) {
	names, err := fs.Glob(web, "web/*.html")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"Atom": true, "JSON": true, "Feed": true, "SHA-256": true, "manifest.json": true, "chain.json": true, "openapi.json": true, "checkpoint": true}
	tag := regexp.MustCompile(`(?s)<pre>.*?</pre>|<code>.*?</code>|<[^>]*>|&[a-z]+;`)
	word := regexp.MustCompile(`[\p{L}][\p{L}\d.-]*`)
	texts := 0
	for _, name := range names {
		b, err := fs.ReadFile(web, name)
		if err != nil {
			t.Fatal(err)
		}
		// What stands in a tag is replaced first; an action inside it is part of it.
		bare := regexp.MustCompile(`(?s)\{\{.*?\}\}`).ReplaceAllString(string(b), " ")
		for _, w := range word.FindAllString(tag.ReplaceAllString(bare, " "), -1) {
			texts++
			if !known[strings.TrimSuffix(w, ".")] {
				t.Errorf("%s: the bare word %q", name, w)
			}
		}
		if _, err := parse.Parse(name, string(b), "{{", "}}", funcs(&Language{}), map[string]any{"printf": 1, "eq": 1, "ne": 1, "lt": 1, "le": 1, "ge": 1, "and": 1, "or": 1, "not": 1, "index": 1, "len": 1}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if texts == 0 {
		t.Error("not one word was seen: the test sees nothing")
	}
	for _, name := range []string{"title", "aria-label", "alt", "data-copy"} {
		bare := regexp.MustCompile(name + `="[^"{]*\p{L}[^"{]*"`)
		for _, file := range names {
			b, _ := fs.ReadFile(web, file)
			if m := bare.Find(b); m != nil {
				t.Errorf("%s: bare words in %s", file, m)
			}
		}
	}
}

// TestWitnessesInWords: how many of the witnesses cosigned is said in the frame's language.
func TestWitnessesInWords(t *testing.T) {
	langs, err := loadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"en": "2 of 3", "fr": "2 sur 3", "es": "2 de 3", "ar": "2 من 3", "zh": "2/3", "ru": "2 из 3"}
	for _, l := range langs {
		if got := (livePage{&Status{Witnessed: "2 of 3"}, l, ""}).Of(); got != want[l.Code] {
			t.Errorf("%s: %q, want %q", l.Code, got, want[l.Code])
		}
	}
}
