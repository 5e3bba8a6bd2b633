package compare

import (
	"fmt"
	"strings"
	"testing"
)

// blocks makes a text of paragraphs parted by blank lines.
func blocks(text string) []Block {
	var out []Block
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, Block{Index: len(out), Text: p})
		}
	}
	return out
}

const before, after = "The office published its findings on the region in full.\n\n", "\n\nNobody answered the letter that the office had sent to the capital."

// compareOne compares two sentences that stand between equal paragraphs and
// returns the changes, each as kind[from|to].
func compareOne(t *testing.T, from, to, lang string) string {
	t.Helper()
	r := Compare(blocks(before+from+after), blocks(before+to+after), Options{Lang: lang})
	var out []string
	for _, f := range r.Findings {
		for _, ch := range f.Changes {
			out = append(out, fmt.Sprintf("%s[%s|%s]", ch.Kind, ch.From, ch.To))
		}
		if len(f.Changes) == 0 {
			out = append(out, string(f.Class))
		}
	}
	return strings.Join(out, " ")
}

// checkTable compares the sentences of a table both ways: in each line a language, the
// kind of the first change, and two sentences.
func checkTable(t *testing.T, table string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSpace(table), "\n") {
		p := strings.Split(line, "|")
		if len(p) != 4 {
			t.Fatalf("%q: four fields expected", line)
		}
		for _, texts := range [][2]string{{p[2], p[3]}, {p[3], p[2]}} {
			if got := compareOne(t, texts[0], texts[1], p[0]); !strings.HasPrefix(got, p[1]+"[") {
				t.Errorf("%s: %s\n  %s\n  want %s, got %s", p[0], texts[0], texts[1], p[1], got)
			}
		}
	}
}

func TestKinds(t *testing.T) {
	for _, tc := range []struct{ lang, from, to, want string }{
		{"en", "They counted 12 cases.", "They counted 12 cases.", ""},
		{"en", "They counted 12 cases.", "They counted 13 cases.", "number[12|13]"},
		{"en", "They counted twelve cases.", "They counted thirteen cases.", "number[twelve|thirteen]"},
		{"en", "They counted twelve cases.", "They counted 12 cases.", "reworded[twelve|12]"},
		{"en", "They counted 1,200 cases.", "They counted 1200 cases.", "typographic[1,200|1200]"},
		{"en", "They counted 1,200 cases.", "They counted 1.200 cases.", "number[1,200|1.200]"},
		{"en", "They counted 12 cases.", "They counted ١٢ cases.", "typographic[12|١٢]"},
		{"en", "They counted 12 cases.", "They counted ١٣ cases.", "number[12|١٣]"},
		{"en", "It was 12% of them.", "It was 12 of them.", "number[12%|12]"},
		{"en", "The account is 18901232435678900123.", "The account is 18901232435678900124.", "number[18901232435678900123|18901232435678900124]"},
		{"en", "It is 3.14159265358979323846 long.", "It is 3.1415926535897932384600 long.", "reworded[3.14159265358979323846|3.1415926535897932384600]"},
		{"en", "It was 12% of them.", "It was 12 per cent of them.", "reworded[12%|12 per cent]"},
		{"en", "It cost 5 million euros.", "It cost 5 billion euros.", "number[5 million|5 billion]"},
		{"en", "It was the third letter.", "It was the fourth letter.", "number[third|fourth]"},
		{"en", "It fell to -5 degrees.", "It fell to 5 degrees.", "number[-5|5]"},
		{"en", "It was 10⁶ litres.", "It was 106 litres.", "number[10⁶|106]"},
		{"en", "It was 10⁶ litres.", "It was 10⁵ litres.", "number[10⁶|10⁵]"},
		{"en", "It was 1½ litres.", "It was 11/2 litres.", "number[1½|11/2]"},
		{"en", "He came on 31 August 2022 to see.", "He came on 13 August 2022 to see.", "date[31 August 2022|13 August 2022]"},
		{"en", "He came on 31 August 2022 to see.", "He came on 31 July 2022 to see.", "date[31 August 2022|31 July 2022]"},
		{"en", "He came on 31 August 2022 to see.", "He came on August 31, 2022 to see.", "reworded[31 August 2022|August 31, 2022]"},
		{"en", "He came on Monday to see.", "He came on Tuesday to see.", "date[Monday|Tuesday]"},
		{"en", "He came on 2022-08-31 to see.", "He came on 2022-08-30 to see.", "date[2022-08-31|2022-08-30]"},
		{"en", "It began in 2017 and went on.", "It began in 2018 and went on.", "date[2017|2018]"},
		{"en", "The envoy met Ban Ki-moon twice.", "The envoy met Ban Ki-mun twice.", "name[moon|mun]"},
		{"en", "Kovacs was there and Kovacs spoke.", "Kovac was there and Kovacs spoke.", "name[Kovacs|Kovac]"},
		{"en", "He met Angela Merkel there.", "He met the chancellor there.", "name[Angela Merkel|the chancellor]"},
		{"en", "The camps were not closed.", "The camps were closed.", "negation[not|]"},
		{"en", "The arrest was lawful.", "The arrest was unlawful.", "negation[lawful|unlawful]"},
		{"en", "They didn't answer.", "They did answer.", "negation[didn't|did]"},
		{"en", "The State must release them.", "The State may release them.", "modality[must|may]"},
		{"en", "The State may release them.", "The State may not release them.", "negation[|not]"},
		{"en", "He called it “a large camp” then.", "He called it “a big camp” then.", "quotation[large|big]"},
		{"en", "He called it “a large camp” then.", "He called it “2 large camps” then.", "number[a large camp|2 large camps]"},
		{"en", "He called it 'a large camp' then.", "He called it 'a big camp' then.", "quotation[large|big]"},
		{"en", "It was large, the minister said.", "It was large, the spokesman said.", "attribution[minister|spokesman]"},
		{"en", "According to officials it was large.", "According to residents it was large.", "attribution[officials|residents]"},
		{"en", "The camp was large and cold.", "The camp was big and cold.", "reworded[large|big]"},
		{"en", "The camp was large and cold.", "The саmр was large and cold.", "lookalike[camp|саmр]"},
		{"en", "There were 100 camps.", "There were 1O0 camps.", "lookalike[100|1O0]"},
		{"en", "The camp was large and cold.", "The ca\u200bmp was large and cold.", "hidden[camp|ca\u200bmp]"},
		{"en", "The camp was large and cold.", "The camp\u202e was large and cold.", "hidden[camp was|camp\u202e was]"},
		{"en", "The camp was large and cold.", "The c\u00adamp was large and cold.", "hidden[camp|c\u00adamp]"},
		{"en", "The camp was large and cold.", "The camp\U000e0041\U000e0042 was large and cold.", "hidden[camp was|camp\U000e0041\U000e0042 was]"},
		{"en", "They realised “it” – all of it.", "They realized \"it\" - all of it.", "typographic[realised “it” – all|realized \"it\" - all]"},
		{"en", "The camp was large. It was cold there in winter. They left.", "The camp was large. They left.", "removed[It was cold there in winter|]"},
		{"fr", "Le centre n'est pas fermé.", "Le centre est fermé.", "negation[n'est pas|est]"},
		{"fr", "L'État doit les libérer.", "L'État peut les libérer.", "modality[doit|peut]"},
		{"fr", "Il y avait quatre-vingt-dix cas.", "Il y avait quatre-vingt-onze cas.", "number[quatre-vingt-dix|quatre-vingt-onze]"},
		{"fr", "Il a dit « un grand camp » hier.", "Il a dit « un vaste camp » hier.", "quotation[grand|vaste]"},
		{"zh", "他说：「这是一个大营地」。", "他说：「这是一个小营地」。", "quotation[大|小]"},
		{"zh", "共有12个营地。", "共有13个营地。", "number[12|13]"},
	} {
		got := compareOne(t, tc.from, tc.to, tc.lang)
		if got != tc.want {
			t.Errorf("%s\n  %s\n  %s\n  got  %s\n  want %s", tc.lang, tc.from, tc.to, got, tc.want)
		}
	}
}

// TestTables: a table is compared cell by cell, and row by row with a copy that
// shows it as lines of text.
func TestTables(t *testing.T) {
	table := []Block{{Index: 0, Text: "Cases by region in the year of the report"}}
	for i, c := range []string{"Region", "Cases", "North", "12", "South", "18"} {
		table = append(table, Block{Index: i + 1, Kind: "cell", Text: c, Row: i/2 + 1})
	}
	altered := append([]Block(nil), table...)
	altered[6].Text = "19"
	if r := Compare(table, altered, Options{}); r.Title != "Differs: 1 paragraph changed; 1 number changed" || r.Findings[0].Copy.Index != 6 {
		t.Errorf("cells: %s", r.Say)
	}
	lines := blocks("Cases by region in the year of the report\n\nRegion Cases\n\nNorth 12\n\nSouth 19")
	if r := Compare(table, lines, Options{}); r.Title != "Differs: 1 paragraph changed; 1 number changed" {
		t.Errorf("lines: %s", r.Say)
	}
	if r := Compare(lines, table, Options{}); r.Title != "Differs: 1 paragraph changed; 1 number changed" {
		t.Errorf("lines first: %s", r.Say)
	}
}

// TestProven: altered and authentic are said of a proven text alone, and of a
// paragraph that the proven text may withhold neither.
func TestProven(t *testing.T) {
	text := before + "They counted 12 cases." + after
	for _, tc := range []struct {
		copy     string
		withheld int
		want     Verdict
		title    string
	}{
		{text, 0, VerdictAuthentic, "Authentic: identical"},
		{strings.ToUpper(text), 0, VerdictAuthentic, "Authentic: 3 paragraphs differ only"},
		{before + "They counted 12 cases.", 0, VerdictAuthentic, "Authentic excerpt: 2 of 3 paragraphs, unchanged"},
		{strings.Replace(text, "12", "13", 1), 0, VerdictAltered, "Altered: 1 paragraph changed; 1 number changed"},
		{text + "\n\nThis is new and was not there at all.", 0, VerdictAltered, "Altered: 1 paragraph added"},
		{text + "\n\nThis is new and was not there at all.", 1, VerdictDiffers, "Differs: 1 paragraph added"},
		{text + "\n\nThis is new and was not there at all.\n\nSo is this one.", 1, VerdictAltered, "Altered: 2 paragraphs added"},
		{"Take two eggs and stir them well until the dough is smooth.", 0, VerdictForeign, "Not from this text"},
	} {
		r := Compare(blocks(text), blocks(tc.copy), Options{Lang: "en", Proven: true, Withheld: tc.withheld})
		if r.Verdict != tc.want || !strings.HasPrefix(r.Title, tc.title) {
			t.Errorf("%q: %s: %s", tc.copy, r.Verdict, r.Say)
		}
		if plain := Compare(blocks(text), blocks(tc.copy), Options{Lang: "en"}); strings.Contains(strings.ToLower(plain.Say), "altered") || strings.Contains(plain.Say, "uthentic") {
			t.Errorf("not proven, and yet: %s", plain.Say)
		}
	}
}

// TestRetranslation: a text that was translated and translated back is said to be
// likely that, its numbers and dates are not called changed where they only stand
// elsewhere, and one that did change is.
func TestRetranslation(t *testing.T) {
	const first = `The regional government announced on 12 March 2019 that all training centres in the northern district would be closed before the end of the year.

According to the office, at least 1,200 people were held in the 14 centres without charge, and many of them had no contact with their families.

Ambassador Li Wei rejected the findings and said that the report was based on false information provided by hostile forces.

Diplomats from three countries confirmed that they had received the letter, which asked the High Commissioner not to publish the assessment.

The office shared the draft with the government in June 2022, as is customary, and received a reply of 131 pages in August.

Human rights groups had been waiting for the report for more than three years and criticised the repeated delays in its publication.`
	const again = `On 12 March 2019 the government of the region declared that every training centre of the northern district was going to shut before the year ended.

The office says that no fewer than 1,200 persons were kept in the 14 centres without accusation, and a large number could not reach their relatives.

Li Wei, the ambassador, dismissed the conclusions and stated that the report rested on false information coming from hostile forces.

Diplomats of three countries acknowledged having received the letter, in which the High Commissioner was asked to refrain from publishing the assessment.

As usual, the draft was passed to the government by the office in June 2022, and in August an answer of 131 pages arrived.

Rights groups waited over three years for the report and complained about the fact that its publication was delayed again and again.`
	r := Compare(blocks(first), blocks(again), Options{Lang: "en"})
	if !strings.Contains(r.Say, "Likely retranslation") || r.Counts[Number] > 0 || r.Counts[Date] > 0 || r.Counts[Removed]+r.Counts[Added] > 0 {
		t.Errorf("%s %v", r.Say, r.Counts)
	}
	r = Compare(blocks(first), blocks(strings.Replace(again, "1,200", "2,100", 1)), Options{Lang: "en"})
	if r.Counts[Number] != 1 {
		t.Errorf("a number changed as well: %s", r.Say)
	}
	if r := Compare(blocks(first), blocks(strings.Replace(first, "three", "four", 1)), Options{Lang: "en"}); strings.Contains(r.Say, "retranslation") {
		t.Errorf("one word changed: %s", r.Say)
	}
	swapped := compareOne(t, "They counted 12 men and 13 women in the camp.", "They counted 13 men and 12 women in the camp.", "en")
	if strings.Count(swapped, "number[") != 2 {
		t.Errorf("two numbers changed places: %s", swapped)
	}
}

// TestSplitAndMerged: a paragraph that is split, a part of it merged with the
// next one, makes one group of two paragraphs on each side.
func TestSplitAndMerged(t *testing.T) {
	const head, tail, next = "ada aea afa", "bia bja bka bla bma bna", "cca cda cea cfa cga cha"
	r := Compare(blocks(head+" "+tail+"\n\n"+next), blocks(tail+" "+next+"\n\n"+head), Options{Lang: "en"})
	if len(r.Findings) != 1 {
		t.Fatalf("%s: %v", r.Say, r.Counts)
	}
	merged, split := false, false
	for _, ch := range r.Findings[0].Changes {
		merged, split = merged || ch.Kind == Merged, split || ch.Kind == Split
	}
	if !merged || !split {
		t.Errorf("merged %t, split %t: %v", merged, split, r.Findings[0].Changes)
	}
}

// TestRank: a kind's rank is its place in the list.
func TestRank(t *testing.T) {
	for i, k := range Kinds() {
		if k.rank() != i {
			t.Errorf("%s: rank %d, want %d", k, k.rank(), i)
		}
	}
}

// TestPrintedNumbers: a printed number that only one of the texts has is said; that
// a text has none of them is said once.
func TestPrintedNumbers(t *testing.T) {
	text := []string{"The office opened its doors in the spring.", "Two people were asked to come in first.", "Nobody was asked who they were.", "The doors were closed again in autumn."}
	numbered := func(numbers ...string) (out []Block) {
		for i, s := range text {
			out = append(out, Block{Index: i, Text: s, Label: numbers[i]})
		}
		return out
	}
	all, one, none := numbered("1.", "2.", "3.", "4."), numbered("1.", "", "3.", "4."), numbered("", "", "", "")
	for _, tc := range []struct {
		name        string
		first, copy []Block
		want        string
	}{
		{"all the same", all, all, "Identical"},
		{"one lost", all, one, "Typographic: 1 paragraph differs"},
		{"one gained", one, all, "Typographic: 1 paragraph differs"},
		{"all lost", all, none, "Identical. the printed numbers of paragraphs are not in the copy"},
		{"all gained", none, all, "Identical. the printed numbers of paragraphs are in the copy only"},
		{"another one", all, numbered("1.", "2.", "5.", "4."), "Differs: 1 paragraph changed; 1 number changed"},
		{"written otherwise", all, numbered("1)", "2.", "3.", "4."), "Typographic: 1 paragraph differs"},
	} {
		if r := Compare(tc.first, tc.copy, Options{Lang: "en"}); !strings.HasPrefix(r.Say, tc.want) {
			t.Errorf("%s: %s, want %s", tc.name, r.Say, tc.want)
		}
	}
}
