package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func one(text string) []Block { return []Block{{Text: text}} }

// TestBothBreak: a fault beside the caller is one of the caller.
func TestBothBreak(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it went unsaid")
		}
	}()
	both(func() { panic("beside") }, func() {})
}

func TestHostile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	letters := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"ab ", "cd "}[r.IntN(2)])
		}
		return b.String()
	}
	long := func(n int, at ...int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = fmt.Sprintf("w%s", strings.Repeat("x", i%7)+string(rune('a'+i/7%26))+string(rune('a'+i/182%26)))
		}
		for _, k := range at {
			words[k] = "777"
		}
		return strings.Join(words, " ")
	}
	prose := "The committee has seen the people in camp after camp and speaks of places."
	twins := strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р", "c", "с").Replace(prose)
	for _, tc := range []struct {
		name        string
		first, copy []Block
		want        string
	}{
		{"nothing at all", nil, nil, "Identical"},
		{"nothing in the copy", one(prose), nil, "Not from this text"},
		{"nothing in the first text", nil, one(prose), "Not from this text"},
		{"blank blocks", one(""), one("   "), "Identical"},
		{"one word, repeated", one(strings.Repeat("word ", 300_000)), one(strings.Repeat("word ", 299_999)), "Differs: 1 paragraph changed"},
		{"another word, repeated", one(strings.Repeat("word ", 300_000)), one(strings.Repeat("other ", 300_000)), "Not from this text"},
		{"two words at random", one(letters(100_000)), one(letters(100_000)), "Differs: 1 paragraph changed"},
		{"a period that repeats", one(long(400_000)), one(long(400_000, 99, 250_000)), "Differs: 1 paragraph changed; 2 numbers changed"},
		{"all letters look alike", one(prose), one(twins), "Differs: 1 paragraph changed; "},
		{"a million hidden characters", one(prose), one(strings.ReplaceAll(prose, "e", "e"+strings.Repeat("\u200b", 50_000))), "Differs: 1 paragraph changed; "},
		{"hidden characters alone", one(prose), append(one(prose), Block{Index: 1, Text: "\u200b\u202e\u2066"}), "Differs: 1 paragraph added"},
		{"hidden characters alone, in both", append(one(prose), Block{Index: 1, Text: "\u200b\u202e"}), append(one(prose), Block{Index: 1, Text: "\u200b\u202e"}), "Identical"},
		{"variation selectors behind a letter", one(prose), one(strings.Replace(prose, "T", "T\ufe01\U000e0130\U000e0131", 1)), "Differs: 1 paragraph changed; 1 place with hidden characters changed"},
		{"no UTF-8", one(prose), one(strings.Replace(prose, "camp", "ca\xff\xfemp", 1)), "Differs: 1 paragraph changed"},
		{"quotes that never close", one(strings.Repeat("“ « „ ' \" ", 20_000) + prose), one(strings.Repeat("“ « „ ' \" ", 20_000) + prose + " More."), "Differs: 1 paragraph changed"},
		{"apostrophes that open and never close", one(strings.Repeat("'a ", 200_000) + prose), one(strings.Repeat("'a ", 200_000) + prose + " More."), "Differs: 1 paragraph changed"},
		{"quotations inside quotations", one(strings.Repeat("“a ", 100_000) + strings.Repeat("b” ", 100_000)), one(strings.Repeat("“a ", 100_000) + strings.Repeat("b” ", 99_999)), "Differs: 1 paragraph changed"},
		{"a name in small letters without end", one("Anna-" + strings.Repeat("de-la-von-der-", 50_000) + "Holm"), one("Anna-" + strings.Repeat("de-la-von-dem-", 50_000) + "Holm"), "Differs: 1 paragraph changed"},
		{"a number of a million digits", one(strings.Repeat("1", 1_000_000)), one(strings.Repeat("1", 999_999) + "2"), "Differs: 1 paragraph changed; 1 number changed"},
		{"separators without end", one(strings.Repeat("1,", 300_000) + "1"), one(strings.Repeat("1,", 300_000) + "2"), "Differs: 1 paragraph changed; 1 number changed"},
	} {
		r := Compare(tc.first, tc.copy, Options{})
		if !strings.HasPrefix(r.Title, tc.want) {
			t.Errorf("%s: %s", tc.name, r.Say)
		}
	}
	var many, turned []Block
	for i := range 30_000 {
		many = append(many, Block{Index: i, Text: "the same line of words"})
	}
	turned = append(slices.Clone(many[:29_990]), Block{Index: 29_990, Text: "the same line of 5 words"})
	if r := Compare(many, turned, Options{}); r.Counts[Number] != 1 || r.Counts[Removed] != 9 {
		t.Errorf("one line of many that are the same: %s", r.Say)
	}
}

// TestHyphenatedNames: the small parts of a name behind hyphens are the name's, and
// are looked for no further back than a name is long.
func TestHyphenatedNames(t *testing.T) {
	for parts, want := range map[int]string{1: "name[", 3: "name[", maxHyphens: "name[", maxHyphens + 1: "reworded["} {
		chain := "It was Ban" + strings.Repeat("-xo", parts-1)
		if got := compareOne(t, chain+"-moon who came.", chain+"-noon who came.", "en"); !strings.HasPrefix(got, want) {
			t.Errorf("%d parts: %s", parts, got)
		}
	}
}

// TestLookalikeAttack: characters of other alphabets hide no change.
func TestLookalikeAttack(t *testing.T) {
	for _, tc := range [][2]string{
		{"They counted 12 cases.", "Тhey соunted 13 саsеs."},
		{"They counted 12 cases.", "They cou\u200bnted 1\u200b3 cases."},
		{"They counted 12 cases.", "They counted \u202e21\u202c cases."},
		{"They counted 12 cases.", "They counted 𝟏𝟑 cases."},
		{"They counted 12 cases.", "They counted 1２0 cases."},
	} {
		r := Compare(blocks(before+tc[0]+after), blocks(before+tc[1]+after), Options{})
		if r.Counts[Number] != 1 {
			t.Errorf("%q: %s", tc[1], r.Say)
		}
	}
}

// words of a small language, so that texts have much in common.
var smallWord = rapid.SampledFrom([]string{"the", "camp", "was", "not", "12", "13", "closed", "May", "2022", "“", "”", "Merkel", "said", ".", ",", "a\u200bb", "ab", "саmр", "-5", "%", "1,000", "№", "的", "\n"})

func text(t *rapid.T, label string) []Block {
	var out []Block
	for _, words := range rapid.SliceOfN(rapid.SliceOfN(smallWord, 0, 12), 0, 12).Draw(t, label) {
		out = append(out, Block{Index: len(out), Label: rapid.SampledFrom([]string{"", "", "1.", "2."}).Draw(t, "label"), Text: strings.Join(words, " ")})
	}
	return out
}

// TestProperties: the same texts give the same bytes; a text is identical with
// itself and with nothing that differs in a word; every paragraph is accounted for.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := text(t, "first"), text(t, "copy")
		r := Compare(a, b, Options{Lang: "en"})
		x, errX := json.Marshal(r)
		y, errY := json.Marshal(Compare(a, b, Options{Lang: "en"}))
		if errX != nil || errY != nil || !bytes.Equal(x, y) {
			t.Fatalf("not the same twice: %v %v\n%s\n%s", errX, errY, x, y)
		}
		if self := Compare(a, a, Options{}); self.Verdict != VerdictIdentical {
			t.Fatalf("not identical with itself: %s", self.Say)
		}
		plain := func(blocks []Block) string {
			var s strings.Builder
			for _, b := range blocks {
				if strings.TrimSpace(b.Text) != "" {
					s.WriteString(b.Text + "\n")
				}
			}
			return s.String()
		}
		if r.Verdict == VerdictIdentical && strings.Join(strings.Fields(plain(a)), "") != strings.Join(strings.Fields(plain(b)), "") {
			t.Fatalf("called identical:\n%q\n%q", plain(a), plain(b))
		}
		for i := 1; i < len(r.Findings); i++ {
			if r.Findings[i].Class.worse(r.Findings[i-1].Class) {
				t.Fatalf("finding %d, %s, after %s", i, r.Findings[i].Class, r.Findings[i-1].Class)
			}
		}
		for _, f := range r.Findings {
			if f.Severity != f.Class.Severity() {
				t.Fatalf("%s with severity %d", f.Class, f.Severity)
			}
			worst := f.Class
			for _, ch := range f.Changes {
				if ch.Kind.worse(worst) {
					t.Fatalf("%s holds a change %s", f.Class, ch.Kind)
				}
				if f.First != nil && ch.From != "" && ch.at[0] >= 0 && !strings.Contains(f.First.Text, ch.From) || f.Copy != nil && ch.To != "" && ch.at[1] >= 0 && !strings.Contains(f.Copy.Text, ch.To) {
					t.Fatalf("%q and %q are not in their paragraphs", ch.From, ch.To)
				}
			}
		}
	})
}

// TestFolding: folding what is folded changes nothing, or a text could differ
// from itself.
func TestFolding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for _, fold := range []func(string) string{foldKey, foldPlain} {
			if once := fold(s); fold(once) != once {
				t.Fatalf("%q folds to %q and then to %q", s, once, fold(once))
			}
		}
	})
}
