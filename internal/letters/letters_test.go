package letters

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/compare"
)

func version(slug, when string, paragraphs ...string) *Version {
	v := &Version{Slug: slug, Lang: "en", Root: vow.SumHash([]byte(slug)), When: vow.EDTF(when), Blocks: []compare.Block{}}
	for i, p := range paragraphs {
		v.Blocks = append(v.Blocks, compare.Block{Index: i, Text: p})
	}
	return v
}

// The versions of one letter: v2 is v1 with a softer paragraph, v3 comes from v2, and
// v2b, too.
var (
	opening = "We, the undersigned missions, write about the assessment that the Office is said to be about to publish."
	harsh   = "We strongly urge the High Commissioner not to publish such an assessment, which would gravely undermine the credibility of the Office and must be condemned as an abuse."
	soft    = "We request the High Commissioner not to publish such an assessment, which may affect the credibility of the Office."
	closing = "Please accept the assurances of our highest consideration, and of our readiness to cooperate with the Office in all fields."
	v1      = version("v1", "2022-06-20", opening, harsh, closing)
	v2      = version("v2", "2022-06-24", opening, soft, closing)
	v3      = version("v3", "2022-07-01", opening, soft, closing, "A copy of this letter is addressed to the President of the Council.")
	v2b     = version("v2b", "", opening, soft, strings.Replace(closing, "in all fields", "in every field", 1))
)

func TestOrder(t *testing.T) {
	fr := version("v2-fr", "", "Nous, missions soussignées, demandons à la Haute-Commissaire de ne pas publier.")
	fr.Lang, fr.TranslationOf = "fr", "v2"
	unheld := &Version{Slug: "v0", From: nil}
	third := *v3
	third.From = []vow.Descent{{By: "press", Version: "v2"}, {By: "official", Version: "v1"}, {By: "official", Version: "v0"}}
	l := Order([]*Version{&third, fr, v2b, v1, unheld, v2})
	if len(l.Computed) != 2 || l.Computed[0].Root != "v1" || l.Computed[0].Rooted != ByMiddle && l.Computed[0].Rooted != ByDates {
		t.Fatalf("%+v", l.Computed)
	}
	var links []string
	for _, e := range l.Computed[0].Links {
		links = append(links, e.From+">"+e.To)
		if e.Against || e.Distance == 0 {
			t.Errorf("%+v", e)
		}
	}
	slices.Sort(links)
	if fmt.Sprint(links) != "[v1>v2 v2>v2b v2>v3]" {
		t.Error(links)
	}
	if fmt.Sprint(l.Translations) != "[{v2 v2-fr}]" || fmt.Sprint(l.NotHeld) != "[v0]" || l.Computed[1].Rooted != ByOnly {
		t.Errorf("%+v", l)
	}
	want := "[{official v0 v3 not-known false false} {official v1 v3 apart false false} {press v2 v3 neighbours false false}]"
	if fmt.Sprint(l.Claimed) != want {
		t.Errorf("%v, want %s", l.Claimed, want)
	}
	// The order in which versions come changes nothing.
	again := Order([]*Version{v2, unheld, v1, v2b, fr, &third})
	if fmt.Sprint(again) != fmt.Sprint(l) {
		t.Errorf("%v\n%v", again, l)
	}
	// A date that contradicts is shown and moves nothing.
	late := *v1
	late.When = "2022-08"
	l = Order([]*Version{&late, v2, v3})
	if l.Computed[0].Root != "v2" || l.Computed[0].Rooted != ByDates {
		t.Errorf("%+v", l.Computed)
	}
	a, b := *v1, *v3
	a.When, b.When = "2022-08", "2022-08"
	mid := *v2
	mid.When = "2022-09"
	l = Order([]*Version{&a, &mid, &b})
	if !slices.ContainsFunc(l.Computed[0].Links, func(e Link) bool { return e.Against }) {
		t.Errorf("%+v", l.Computed)
	}
}

// TestClaimsContradict: claims that go round, or against the dates, are kept and
// marked; what two parties say is never put together.
func TestClaimsContradict(t *testing.T) {
	from := func(v *Version, when vow.EDTF, list ...vow.Descent) *Version {
		c := *v
		c.When, c.From = when, list
		return &c
	}
	l := Order([]*Version{
		from(v1, "2022-06-20", vow.Descent{By: "press", Version: "v3"}),
		from(v2, "2022-06-24", vow.Descent{By: "press", Version: "v1"}, vow.Descent{By: "official", Version: "v3"}),
		from(v3, "2022-07", vow.Descent{By: "press", Version: "v2"}, vow.Descent{By: "official", Version: "v1"}),
		from(v2b, "2022-07", vow.Descent{By: "press", Version: "v2"}),
	})
	want := "[{official v3 v2 neighbours true false} {official v1 v3 apart false false} {press v3 v1 apart true true} {press v1 v2 neighbours false true} {press v2 v2b neighbours false false} {press v2 v3 neighbours false true}]"
	if got := fmt.Sprint(l.Claimed); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestOrderTies: equal distances are said, and the answer is the same each time.
func TestOrderTies(t *testing.T) {
	a := version("a", "", "one two three four five six seven eight nine ten")
	b := version("b", "", "one two three four five six seven eight nine ten")
	c := version("c", "", "one two three four five six seven eight nine eleven")
	l := Order([]*Version{c, b, a})
	ties, same := 0, 0
	for _, e := range l.Computed[0].Links {
		if e.Tie != "" {
			ties++
		}
		if e.Same {
			same++
		}
	}
	if ties != 1 || same != 1 {
		t.Errorf("%+v", l.Computed[0])
	}
}

func TestWeigh(t *testing.T) {
	got := Weigh(v1, v2)
	if got.Counts[Softened] == 0 || got.Counts[Hardened] != 0 || got.Counts[Reversed] != 0 {
		t.Fatalf("%+v", got)
	}
	back := Weigh(v2, v1)
	if back.Counts[Hardened] == 0 || back.Counts[Softened] != 0 {
		t.Errorf("%+v", back)
	}
	for _, c := range []struct {
		from, to string
		want     Tone
		rule     string
	}{
		{"The Office must publish the report now.", "The Office should publish the report now.", Softened, "duty: must (+3) → should (+2)"},
		{"It may undermine the Office and its work.", "It will undermine the Office and its work.", Hardened, "duty"},
		{"We condemn the publication of the text.", "We regret the publication of the text.", Softened, "judgement: condemn (+5) → regret (+2)"},
		{"We urge the Office to publish the text.", "We strongly urge the Office to publish the text.", Hardened, "intensity: nothing (0) → strongly (+1)"},
		{"It speaks of violations in the region today.", "It speaks of allegations in the region today.", Softened, "gravity"},
		{"The Office will publish the report now.", "The Office will not publish the report now.", Reversed, "negation"},
		{"We perhaps demand it from the Office.", "We must invite it from the Office.", Mixed, "asking"},
		{"The letter was sent by the mission on Monday.", "The letter was sent by the embassy on Monday.", "", ""},
	} {
		x, y := version("x", "", opening, c.from), version("y", "", opening, c.to)
		got := Weigh(x, y)
		if c.want == "" {
			if len(got.Shifts) != 0 || got.Others != 1 {
				t.Errorf("%q: %+v", c.to, got)
			}
			continue
		}
		if len(got.Shifts) == 0 || got.Shifts[0].Tone != c.want || !strings.Contains(got.Shifts[0].Rule, c.rule) {
			t.Errorf("%q → %q: %+v", c.from, c.to, got)
		}
	}
	// A paragraph that is taken out or put in is weighed too.
	if got := Weigh(version("x", "", opening, "We condemn it."), version("y", "", opening)); got.Counts[Softened] != 1 || got.Shifts[0].New != -1 {
		t.Errorf("%+v", got)
	}
}

// TestRules: no word has two weights, and every stem is long enough to be found.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules {
		for w := range strings.FieldsSeq(r.Words) {
			if seen[w] {
				t.Errorf("%s twice", w)
			}
			seen[w] = true
			if s, ok := strings.CutSuffix(w, "*"); ok && len(s) < minStem {
				t.Errorf("%s is too short", w)
			}
			if x, ok := weigh(strings.TrimSuffix(w, "*")); !ok || x.scale != r.Scale {
				t.Errorf("%s: %+v", w, x)
			}
		}
	}
}

func TestAlone(t *testing.T) {
	all := []*Version{v3, v1, v2, v2b}
	got := Alone("joint", all, "“We STRONGLY urge the High Commissioner not to publish”", 1)
	if len(got) != 1 || got[0].Version != "v1" || got[0].Versions != 4 || !slices.Equal(got[0].Words, []string{"strongly", "urge"}) {
		t.Errorf("%+v", got)
	}
	if got := Alone("joint", all, "the credibility of the Office", 1); got != nil {
		t.Errorf("in all versions: %+v", got)
	}
	if got := Alone("joint", all, "nothing of this letter whatsoever", 4); got != nil {
		t.Errorf("in none: %+v", got)
	}
	if got := Alone("joint", all, "we cooperate in every field", 1); len(got) != 1 || got[0].Version != "v2b" {
		t.Errorf("%+v", got)
	}
	if got := Alone("joint", all, "strongly", 3); got != nil {
		t.Errorf("one word, and three are asked for: %+v", got)
	}
	// One held version: whatever is quoted of it is its own.
	one := Alone("joint", []*Version{v1, {Slug: "v9"}}, "gravely undermine the credibility", 1)
	if len(one) != 1 || one[0].Words[0] != "gravely undermine the credibility" || one[0].NotHeld != 1 {
		t.Errorf("%+v", one)
	}
	if !v1.Quotes("strongly urge the High Commissioner […] such an assessment") || v2.Quotes("strongly urge") || v1.Quotes("…") {
		t.Error("Quotes")
	}
}

// TestSuspects: what a text has in quotation marks is a quotation, all else only where
// it shares longer runs; a long text is looked at to its end.
func TestSuspects(t *testing.T) {
	all := []*Version{v1, v2, v2b, v3}
	for _, c := range []struct{ text, want string }{
		{"strongly urge", "strongly urge"},
		{"We speak strongly for ourselves.", ""},
		{"The draft says “strongly urge the High Commissioner”, and no more.", "strongly urge"},
		{`It is said to "strongly urge" the office.`, "strongly urge"},
		{"Als „strongly urge“ steht es, « strongly » auch.", "strongly urge"},
		{"They “strongly” and “wholly” disagree.", "strongly"},
	} {
		var got []string
		for _, u := range Suspects("joint", all, c.text, 5) {
			if u.Version != "v1" {
				t.Errorf("%q: %+v", c.text, u)
			}
			got = append(got, u.Words...)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	long := strings.Repeat("one of many words ", 2*maxWindow) + textOf(v1)
	if got := Suspects("joint", all, long, 5); len(got) == 0 || got[0].Version != "v1" {
		t.Errorf("at the end of a long text: %+v", got)
	}
	for n := maxWindow - 2*maxRun; n < maxWindow+2*maxRun; n++ { // wherever a window ends
		if got := Alone("joint", all, strings.Repeat("nothing ", n)+"strongly urge", 2); len(got) != 1 || got[0].Words[0] != "strongly urge" {
			t.Fatalf("after %d words: %+v", n, got)
		}
	}
}

// TestAloneIsAlone: whatever run is called unique stands in the version that is named
// and in no other, and no shorter one within it does: whoever leaves out what is said
// has left out enough, and no more.
func TestAloneIsAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	vocabulary := strings.Fields("peace harm report State office urge region human rights bloc not publish harm credibility letter note")
	for range 200 {
		var all []*Version
		for i := range 4 {
			var w []string
			for range 12 {
				w = append(w, vocabulary[r.IntN(len(vocabulary))])
			}
			all = append(all, version(fmt.Sprint("v", i), "", strings.Join(w, " ")))
		}
		quote := all[r.IntN(4)].Blocks[0].Text
		for _, u := range Alone("x", all, quote, 1) {
			for _, run := range u.Words {
				for _, v := range all {
					if has := v.Quotes(run); has != (v.Slug == u.Version) {
						t.Fatalf("%q is said to be of %s alone; %s: %v", run, u.Version, v.Slug, has)
					}
				}
				w := strings.Fields(run)
				for _, part := range [][]string{w[1:], w[:len(w)-1]} {
					if n := quoting(all, strings.Join(part, " ")); len(part) > 0 && n < 2 {
						t.Fatalf("%q within %q tells the version already, %d have it", part, run, n)
					}
				}
			}
		}
	}
}

func textOf(v *Version) string {
	var out []string
	for _, b := range v.Blocks {
		out = append(out, b.Text)
	}
	return strings.Join(out, "\n")
}

// quoting is how many versions have the words.
func quoting(all []*Version, words string) (n int) {
	for _, v := range all {
		if v.Quotes(words) {
			n++
		}
	}
	return n
}

// FuzzWords: a text is cut the same whatever its case, and never into nothing.
func FuzzWords(f *testing.F) {
	f.Add("L'Office n'a pas — «публиковать» 不公布 well-known. ’’")
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range words(s) {
			if w == "" || strings.ContainsAny(w, " \n\t,.") {
				t.Errorf("%q of %q", w, s)
			}
		}
		v := version("a", "", s)
		Alone("x", []*Version{v, version("b", "", "another text")}, s, 1)
		Weigh(v, version("b", "", s+" not"))
	})
}
