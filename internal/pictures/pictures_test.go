package pictures

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/letters"
	"vow/internal/parties"
	"vow/internal/positions"
)

var update = flag.Bool("update", false, "write testdata/*.svg anew")

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func motion() *positions.Instrument {
	note := func(id string, s vow.Stand, list ...vow.Party) positions.Noted {
		return positions.Noted{ID: id, Body: &vow.Position{Instrument: "motion-7", Question: "debate", Stand: s, Parties: list, When: "2026-09-01"}}
	}
	return positions.Of([]positions.Noted{note("e1", "yes", "CHE", "FRA", "KOR", "MLT"), note("e2", "no", "CUB", "CHN"), note("e3", "abstain", "FRA", "BRA"),
		note("e4", "absent", "group-1"), {ID: "e5", Body: &vow.Position{Instrument: "motion-7", Question: "debate", Stand: "asked-correction", As: "no", Parties: []vow.Party{"CHE"}, When: "2026-09-02"}},
		{ID: "e6", Body: &vow.Position{Instrument: "motion-7", Question: "debate", Totals: &vow.Totals{Yes: 5, No: 2, Abstain: 2, Result: "adopted"}, When: "2026-09-01"}}})[0]
}

func letter() *positions.Instrument {
	return &positions.Instrument{Slug: "joint-letter-of-july", Questions: []vow.Question{"concern"}, Letter: true, Stands: []positions.Stand{
		{Party: "CHE", Stand: "signed"}, {Party: "QAT", Stand: "withdrew", Left: "2026-07-18"}, {Party: "BRA", Stand: "declined"}, {Party: "eu", Stand: "listed"}}}
}

func timeline() Timeline {
	return Timeline{Title: "A report", Observer: true, Events: []Event{
		{Sort: SortRelease, When: Span{day(2022, 8, 31), day(2022, 8, 31)}, Date: "2022-08-31", Say: "says that the report is out", Reported: true},
		{Sort: SortPromise, When: Span{day(2021, 9, 1), day(2021, 9, 30)}, Date: "2021-09", Say: "promises a report without a date", Reported: true},
		{Sort: SortMove, When: Span{day(2021, 12, 1), day(2021, 12, 31)}, Date: "2021-12", Say: "moves it to “a few weeks”", Reported: true, Until: Span{day(2021, 12, 15), day(2022, 2, 11)}},
		{Sort: SortApproach, When: Span{day(2022, 6, 25), time.Time{}}, Date: "2022-06-25/..", Say: "asks the office not to publish"},
	}}
}

// drawings are one of each picture.
func drawings() map[string][]byte {
	m := motion()
	return map[string][]byte{
		"timeline": timeline().SVG(),
		"grid":     Grid{Instruments: []*positions.Instrument{letter(), m}}.SVG(),
		"tiles":    Tiles{Instrument: m}.SVG(),
		"map":      Tiles{Instrument: m, Map: true, Private: true}.SVG(),
		"versions": drawn(versions()),
	}
}

// element is one that a test looks at.
type element struct {
	name, text string
	attr       map[string]string
}

// elements reads svg strictly, and refuses what needs anything from outside.
func elements(t *testing.T, svg []byte) []element {
	t.Helper()
	var all []element
	d := xml.NewDecoder(bytes.NewReader(svg))
	var open []int
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := element{name: x.Name.Local, attr: map[string]string{}}
			for _, a := range x.Attr {
				e.attr[a.Name.Local] = a.Value
				if n := a.Name.Local; strings.HasPrefix(n, "on") || strings.Contains(n, "href") || n != "xmlns" && strings.Contains(a.Value, "://") || strings.Contains(a.Value, "url(") {
					t.Errorf("attribute %s=%q", n, a.Value)
				}
			}
			if !slices.Contains([]string{"svg", "title", "desc", "style", "rect", "text", "line", "path", "circle", "g"}, e.name) {
				t.Errorf("element %s", e.name)
			}
			open = append(open, len(all))
			all = append(all, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				all[open[len(open)-1]].text += string(x)
			}
		case xml.Directive, xml.ProcInst, xml.Comment:
			t.Errorf("%T", x)
		}
	}
}

func textOf(all []element, name string) string {
	var b strings.Builder
	for _, e := range all {
		if e.name == name {
			b.WriteString(e.text + "\n")
		}
	}
	return b.String()
}

func TestPicturesStandAlone(t *testing.T) {
	again := drawings()
	for name, svg := range drawings() {
		all := elements(t, svg)
		if all[0].name != "svg" || all[0].attr["role"] != "img" || all[1].name != "title" || all[2].name != "desc" || len(all[2].text) < 100 {
			t.Errorf("%s: a title and a description first expected", name)
		}
		if style := textOf(all, "style"); !strings.Contains(style, "prefers-color-scheme:dark") || strings.Contains(style, "@import") || strings.Contains(style, "url") {
			t.Errorf("%s: style %q", name, style)
		}
		if !bytes.Equal(svg, again[name]) {
			t.Errorf("%s: the same input gives other bytes", name)
		}
	}
}

func TestGolden(t *testing.T) {
	small := map[string][]byte{
		"timeline": timeline().SVG(),
		"grid":     Grid{Instruments: []*positions.Instrument{letter(), motion()}}.SVG(),
		"versions": drawn(versions()),
	}
	for name, svg := range small {
		file := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(file, svg, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(svg, want) {
			t.Errorf("%s differs; go test ./internal/pictures -update writes it anew: look at it then", file)
		}
	}
}

func TestHostileNames(t *testing.T) {
	bad := "</text><script>alert(1)</script>\"'&\x00\u0085\u202e\ufffe<![CDATA[ " + strings.Repeat("Ω", 500) + " " + strings.Repeat("漢", 300)
	in := &positions.Instrument{Slug: bad, Questions: []vow.Question{vow.Question(bad)}, Stands: []positions.Stand{{Party: vow.Party(bad), Stand: bad, Asked: vow.Stand(bad), Left: vow.EDTF(bad)}, {Party: "CHE", Stand: "yes"}},
		Announced: []positions.Announced{{When: vow.EDTF(bad), Doubts: []string{bad}}}, Conflicts: []string{bad, bad, bad, bad, bad}}
	for name, svg := range map[string][]byte{
		"timeline": Timeline{Title: bad, Events: []Event{{Sort: Sort(bad), Date: bad, Say: bad}}}.SVG(),
		"grid":     Grid{Instruments: []*positions.Instrument{in, in}}.SVG(),
		"tiles":    Tiles{Instrument: in}.SVG(),
		"map":      Tiles{Instrument: in, Map: true}.SVG(),
		"versions": drawn(Versions{Letter: bad, List: []Version{{Slug: bad, Lang: bad, Date: bad}, {Slug: "b", Lang: bad, Date: bad}},
			Order: &letters.Lineage{Computed: []letters.Tree{{Lang: bad, Root: bad, Rooted: letters.ByMiddle, Links: []letters.Link{{From: bad, To: "b", Tie: bad, Against: true}}}},
				Claimed: []letters.Claim{{By: vow.Party(bad), From: "b", To: bad}}, Translations: []letters.Translation{{Of: bad, Version: "b"}}}}),
	} {
		all := elements(t, svg) // which knows no script
		for _, e := range all {
			if strings.ContainsAny(e.text, "\u202e\u0085\x00\ufffe") {
				t.Errorf("%s: %s holds what turns text or is none", name, e.name)
			}
			if x := e.attr["x"]; e.name == "text" && e.attr["font-size"] == "11" && e.attr["text-anchor"] == "" {
				var at int
				_, _ = fmt.Sscan(x, &at)
				if end := at + extent(e.text)*11*11/20; end > width {
					t.Errorf("%s: a line ends at %d, beyond the picture: %.40q", name, end, e.text)
				}
			}
		}
	}
}

// TestColourIsNeverAlone: every tile that is filled has letters, and in the legend
// every letter has words.
func TestColourIsNeverAlone(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range append(slices.Clone(marks), unknownMark) {
		if m.letter == "" || m.say == "" || seen[m.letter] {
			t.Errorf("mark %+v: a letter of its own and words expected", m)
		}
		seen[m.letter] = true
	}
	for _, s := range vow.Stands() {
		if markOf(string(s)) == unknownMark {
			t.Errorf("no mark for the stand %s", s)
		}
	}
	for _, s := range vow.SignerActs() {
		if s != vow.ActCorrected && markOf(string(s)) == unknownMark {
			t.Errorf("no mark for the act %s", s)
		}
	}
	all := elements(t, drawings()["grid"])
	text := textOf(all, "text")
	for _, want := range []string{"S", "W", "D", "L", "Y*", "Y/A", "N", "A", "X", "signed", "withdrew", "sources differ, or versions of a letter do",
		"on: concern", "on: debate", "Switzerland", "Others (2)", differ,
		"motion-7, announced 2026-09-01: adopted, 5 yes, 2 no, 2 abstained; does not add up: 5 yes announced, 4 noted.", "motion-7, conflict: FRA: yes by e1, abstain by e3."} {
		if !strings.Contains("\n"+text, "\n"+want+"\n") {
			t.Errorf("the grid lacks the line %q", want)
		}
	}
	if desc := textOf(all, "desc"); !strings.Contains(desc, "yes (asked for no to be recorded, which changes no result): Switzerland (1)") {
		t.Errorf("description %q", desc)
	}
}

func TestSameQuestionsDoNotDiffer(t *testing.T) {
	if bytes.Contains(Grid{Instruments: []*positions.Instrument{motion(), motion()}}.SVG(), []byte(differ)) {
		t.Error("the same question is said to differ")
	}
}

// TestEveryStateIsSeen: each member State has one tile, or on the map an outline or one.
func TestEveryStateIsSeen(t *testing.T) {
	pic := drawings()
	titles := textOf(elements(t, pic["tiles"]), "title")
	onMap := textOf(elements(t, pic["map"]), "title")
	outlines := "\n" + world
	for _, p := range parties.All() {
		if p.Kind != parties.Member {
			continue
		}
		if n := strings.Count(titles, "\n"+p.Name+": "); n != 1 {
			t.Errorf("%s has %d tiles", p.Name, n)
		}
		if n := strings.Count(onMap, "\n"+p.Name+": ") + strings.Count(outlines, "\n"+string(p.Code)+" "); n != 1 {
			t.Errorf("%s is %d times on the map", p.Name, n)
		}
	}
	if !strings.Contains(titles, "\ngroup-1: absent\n") || !strings.Contains(titles, "\nFrance: yes; also: abstained\n") {
		t.Error("a class, or both stands of a party, are not seen")
	}
}

func TestMapSaysItHasNoOpinion(t *testing.T) {
	all := elements(t, drawings()["map"])
	text := strings.ReplaceAll(textOf(all, "text"), "\n", " ")
	if !strings.Contains(text, "imply no opinion whatsoever on the status of any territory") || !strings.Contains(textOf(all, "desc"), disclaimer) {
		t.Error("the disclaimer is not in the picture")
	}
	if strings.Contains(string(drawings()["tiles"]), "<path") {
		t.Error("borders where no map was asked for")
	}
}

func TestPrivateIsSaid(t *testing.T) {
	for private, svg := range map[bool][][]byte{
		true: {Tiles{Instrument: motion(), Private: true}.SVG(), Tiles{Instrument: motion(), Private: true, Map: true}.SVG(), Grid{Private: true}.SVG(),
			Timeline{Events: []Event{{Private: true}, {}}}.SVG()},
		false: {Tiles{Instrument: motion()}.SVG(), Grid{}.SVG(), timeline().SVG(), Timeline{}.SVG()},
	} {
		for i, s := range svg {
			if strings.Contains(textOf(elements(t, s), "text"), "NOT FOR PUBLICATION") != private {
				t.Errorf("private %v, picture %d", private, i)
			}
		}
	}
}

// TestVagueDates: a vague date is as long as what it means, an exact one has no length,
// an open one goes to the end; all on one line of time.
func TestVagueDates(t *testing.T) {
	a := axis{day(2022, 1, 1), day(2022, 12, 31)}
	for _, c := range []struct {
		span     Span
		from, to int
	}{
		{SpanOf("2022"), axisLeft, axisRight},
		{Span{day(2022, 1, 1), day(2022, 1, 1)}, axisLeft, axisLeft},
		{SpanOf("2022-07-02/.."), axisLeft + 165, axisRight},
		{SpanOf("no date"), axisLeft, axisRight},
	} {
		if from, to := a.span(c.span); abs(from-c.from) > 1 || abs(to-c.to) > 1 {
			t.Errorf("%v: %d to %d, want %d to %d", c.span, from, to, c.from, c.to)
		}
	}
	bars := func(e Event) (n int) { // in the row, and one in the legend
		other := Event{Sort: SortText, When: Span{day(2021, 1, 1), day(2021, 1, 1)}}
		for _, x := range elements(t, Timeline{Events: []Event{e, other}}.SVG()) {
			if x.attr["fill-opacity"] != "" {
				n++
			}
		}
		return n
	}
	if n := bars(Event{Sort: SortVote, When: SpanOf("2022")}); n != 2 {
		t.Errorf("%d bars for a year", n)
	}
	if n := bars(Event{Sort: SortVote, When: SpanOf("2022-01")}); n != 2 {
		t.Errorf("%d bars for a month", n)
	}
	if n := bars(Event{Sort: SortVote, When: SpanOf("2022-01-01")}); n != 0 {
		t.Errorf("%d bars for a day", n)
	}
}

func TestTimelineIsInOrderAndBounded(t *testing.T) {
	text := textOf(elements(t, timeline().SVG()), "desc")
	if i, j := strings.Index(text, "2021-09: promises"), strings.Index(text, "2022-08-31: says"); i < 0 || j < i {
		t.Errorf("description %q", text)
	}
	var many []Event
	for range MaxRows + 7 {
		many = append(many, Event{Sort: SortLetter, When: SpanOf("2022"), Date: "2022", Say: "letter"})
	}
	svg := Timeline{Events: many}.SVG()
	all := elements(t, svg)
	if !strings.Contains(textOf(all, "text"), "7 later events have no room") || strings.Count(textOf(all, "title"), "2022: letter") != MaxRows {
		t.Error("a picture of too many events is not bounded, or does not say so")
	}
	// The longest line of time that dates can give.
	elements(t, Timeline{Events: []Event{{Sort: SortLetter, When: SpanOf("0001/9999"), Date: "x", Say: "x"}}}.SVG())
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		most int
		want []string
	}{
		{"", 10, 3, nil},
		{"one two three", 7, 3, []string{"one two", "three"}},
		{"abcdefghijkl", 5, 9, []string{"abcde", "fghij", "kl"}},
		{"漢字漢字", 4, 9, []string{"漢字", "漢字"}},
		{"one two three four", 5, 2, []string{"one", "two…"}},
	} {
		if got := wrap(c.s, c.n, c.most); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", c.s, c.n, c.most, got, c.want)
		}
	}
	if got := cut("Switzerland", 6); got != "Switz…" {
		t.Errorf("cut: %q", got)
	}
}

// FuzzEscape: whatever a name is, a picture of it is well-formed and shows no script.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "Switzerland", "</text><script>", "\xff\xfe", "\u202eabc", "]]>", "漢 字"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		in := &positions.Instrument{Slug: s, Questions: []vow.Question{"debate"}, Stands: []positions.Stand{{Party: vow.Party(s), Stand: s}}}
		elements(t, Grid{Instruments: []*positions.Instrument{in}}.SVG())
		elements(t, Timeline{Title: s, Events: []Event{{Sort: SortVote, Date: s, Say: s}}}.SVG())
	})
}

// TestObserver: every picture of an observer's record says on its face, and to whoever
// cannot see it, that it is inferred; of an office's own none does.
func TestObserver(t *testing.T) {
	m := motion()
	for _, observer := range []bool{true, false} {
		own := timeline()
		own.Observer = observer
		for name, svg := range map[string][]byte{
			"timeline": own.SVG(),
			"grid":     Grid{Instruments: []*positions.Instrument{letter(), m}, Observer: observer}.SVG(),
			"tiles":    Tiles{Instrument: m, Observer: observer}.SVG(),
			"map":      Tiles{Instrument: m, Map: true, Observer: observer, Private: true}.SVG(),
		} {
			s := string(svg)
			face := strings.Contains(strings.ReplaceAll(s, "\n", " "), ">Inferred: an observer")
			desc := strings.Contains(s[strings.Index(s, "<desc"):strings.Index(s, "</desc>")], "Inferred: an observer")
			if face != observer || desc != observer {
				t.Errorf("%s of an observer's record (%v): on its face %v, in its description %v", name, observer, face, desc)
			}
		}
	}
}
