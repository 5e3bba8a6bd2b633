package policy_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vow/policy"
)

// picture is what is drawn, in order.
type picture struct {
	width, height int
	title, desc   string
	texts         []drawn
	lines         [][4]int // x1 y1 x2 y2
}

type drawn struct {
	x, y int
	text string
}

// checkSVG reads a drawing as strictly as needed to say that it stands alone,
// says itself in words, and that nothing lies outside or over anything else.
func checkSVG(t rapid.TB, data []byte) picture {
	var p picture
	d := xml.NewDecoder(bytes.NewReader(data))
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, data)
		}
		switch e := token.(type) {
		case xml.StartElement:
			open = append(open, e.Name.Local)
			p.element(t, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			switch in := open; {
			case len(in) == 0 || in[len(in)-1] == "svg":
				if strings.TrimSpace(string(e)) != "" {
					t.Fatalf("text %q outside", e)
				}
			case in[len(in)-1] == "title":
				p.title += string(e)
			case in[len(in)-1] == "desc":
				p.desc += string(e)
			default:
				p.texts[len(p.texts)-1].text += string(e)
			}
		default:
			t.Fatalf("%T %v", e, e)
		}
	}
	p.check(t)
	return p
}

func (p *picture) element(t rapid.TB, e xml.StartElement) {
	if !slices.Contains([]string{"svg", "title", "desc", "rect", "text", "line", "circle"}, e.Name.Local) {
		t.Fatalf("element %s", e.Name.Local)
	}
	number := func(name string) int {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				n, err := strconv.Atoi(a.Value)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
		}
		t.Fatalf("%s without %s", e.Name.Local, name)
		return 0
	}
	for _, a := range e.Attr {
		if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" || strings.Contains(a.Value, "url(") {
			t.Fatalf("attribute %s=%q", a.Name.Local, a.Value)
		}
	}
	switch e.Name.Local {
	case "svg":
		p.width, p.height = number("width"), number("height")
	case "text":
		p.texts = append(p.texts, drawn{x: number("x"), y: number("y")})
	case "line":
		p.lines = append(p.lines, [4]int{number("x1"), number("y1"), number("x2"), number("y2")})
	}
}

// check compares measures: a letter is 14 high and on average under 8.2 wide.
func (p *picture) check(t rapid.TB) {
	if p.title == "" || p.desc == "" || len(p.texts) == 0 {
		t.Fatalf("title %q, description %q, %d texts", p.title, p.desc, len(p.texts))
	}
	right := func(d drawn) int { return d.x + len(d.text)*82/10 }
	for i, a := range p.texts {
		if a.text == "" || a.x < 0 || a.y < 14 || a.y > p.height-4 || right(a) > p.width {
			t.Fatalf("%+v in %d × %d", a, p.width, p.height)
		}
		for _, b := range p.texts[max(0, i-8):i] {
			if abs(a.y-b.y) < 18 && a.x < right(b) && b.x < right(a) {
				t.Fatalf("%+v over %+v", a, b)
			}
		}
		for _, l := range p.lines {
			if a.x < l[0]+6 && right(a) > l[0]-6 && a.y > l[1] && a.y-14 < l[3] {
				t.Fatalf("%+v over the line %v", a, l)
			}
		}
	}
	for i, l := range p.lines {
		if l[0] != l[2] || l[3]-l[1] < 20 || l[3] > p.height || i > 0 && l[1] != p.lines[i-1][3] {
			t.Fatalf("line %v after %v in %d × %d", l, p.lines[:i], p.width, p.height)
		}
	}
}

func abs(n int) int { return max(n, -n) }

func TestSVG(t *testing.T) {
	o := policy.Options{At: at(t, "2026-08-20"), Due: at(t, "2026-09-15T23:59:59Z"), TermEnds: at(t, "2026-09-30T23:59:59Z")}
	a := policy.Analyse(mustParse(t, "(2026-08-31 and 3 of {t1, t2, t3, t4, t5}) or 2026-10-15"), o)
	p := checkSVG(t, a.SVG(o))
	if p.title != "When this policy opens: "+a.Policy {
		t.Errorf("title %q", p.title)
	}
	const spoken = "20 August 2026: it is sealed. 31 August 2026: any 3 of t1, t2, t3, t4 and t5 can open it. 15 September 2026 at 23:59:59 UTC: the report is due. " +
		"30 September 2026 at 23:59:59 UTC: the term of the office's head ends. 15 October 2026: it opens by itself: nobody can hold it back any longer."
	if !strings.HasSuffix(p.desc, spoken) || !strings.HasPrefix(p.desc, "It opens by itself on 15 October 2026, even if no trustee acts. ") {
		t.Errorf("description %q", p.desc)
	}
	var all []string
	for _, d := range p.texts {
		all = append(all, d.text)
	}
	page := strings.Join(all, " ")
	for _, want := range []string{a.Policy, "11 days: shut, whoever acts", "from then on: open to everybody"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	for _, w := range a.Warnings {
		if !strings.Contains(page, w.ID+": "+w.Say+".") {
			t.Errorf("no warning %s in %s", w.ID, page)
		}
	}
	if len(p.lines) != 5 {
		t.Errorf("%d moments", len(p.lines))
	}
	if again := a.SVG(o); !bytes.Equal(again, a.SVG(o)) {
		t.Error("drawn differently each time")
	}
}

// TestSVGFits draws the longest names, the largest policies and every odd time.
func TestSVGFits(t *testing.T) {
	var long []string
	for _, n := range names(16) {
		long = append(long, n+strings.Repeat("m", policy.MaxName-len(n)))
	}
	all := worst()
	all["long names"] = braces(8, long) + " or 2026-12-31T23:59:59Z"
	all["long names, each a time"] = join("or", []string{join("and", long), long[3] + " and 2027-12-31T23:59:59Z", "2028-12-31T23:59:59Z"})
	all["never"] = "a"
	for name, src := range all {
		for _, sealed := range []string{"", "2026-09-30T23:59:59Z", "2200-01-01"} {
			o := policy.Options{At: at(t, sealed), Due: at(t, "2026-09-30T23:59:59Z"), TermEnds: at(t, "2027-09-30T23:59:59Z")}
			p := checkSVG(t, policy.Analyse(mustParse(t, src), o).SVG(o))
			if len(p.lines) < 2 {
				t.Errorf("%s: %d moments", name, len(p.lines))
			}
		}
	}
}
