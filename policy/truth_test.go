package policy_test

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// This file is a second reading of docs/format.md, Policy: it takes the text as
// written, parses it, brings it to canonical form, and answers from a table of
// true and false over every moment and every set of names. It shares no code
// with the package and is as plain as it is slow.

// formula is the text as written.
type formula struct {
	op   string // "time", "name", "or", "and", "of"
	text string // of a time, in full, or a name
	i    int    // its place among the moments, or among the names
	k    int    // op "of"
	kids []*formula
}

var (
	truthWord = regexp.MustCompile(`[(){},]|[^(){}, \t\n]+`)
	truthDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$`)
	truthInt  = regexp.MustCompile(`^[1-9]\d*$`)
)

// readFormula parses text that is of the grammar; anything else panics.
func readFormula(src string) *formula {
	words := truthWord.FindAllString(src, -1)
	f := readOr(&words)
	if len(words) > 0 {
		panic(fmt.Sprintf("left over: %q", words))
	}
	return f
}

func readOr(words *[]string) *formula  { return readJoined(words, "or", readAnd) }
func readAnd(words *[]string) *formula { return readJoined(words, "and", readPart) }

func readJoined(words *[]string, op string, read func(*[]string) *formula) *formula {
	f := &formula{op: op, kids: []*formula{read(words)}}
	for len(*words) > 0 && (*words)[0] == op {
		*words = (*words)[1:]
		f.kids = append(f.kids, read(words))
	}
	if len(f.kids) == 1 {
		return f.kids[0]
	}
	return f
}

func readPart(words *[]string) *formula {
	take := func() string {
		w := (*words)[0]
		*words = (*words)[1:]
		return w
	}
	must := func(got, want string) {
		if got != want {
			panic(fmt.Sprintf("%q, not %q", got, want))
		}
	}
	switch w := take(); {
	case w == "(":
		f := readOr(words)
		must(take(), ")")
		return f
	case truthDate.MatchString(w):
		if len(w) == len("2006-01-02") {
			w += "T00:00:00Z"
		}
		return &formula{op: "time", text: w}
	case truthInt.MatchString(w):
		f := &formula{op: "of"}
		f.k, _ = strconv.Atoi(w)
		must(take(), "of")
		must(take(), "{")
		for {
			f.kids = append(f.kids, readOr(words))
			if w := take(); w == "}" {
				return f
			}
		}
	default:
		return &formula{op: "name", text: w}
	}
}

// leaves returns the different times or names in f, sorted.
func (f *formula) leaves(op string) []string {
	var all []string
	if f.op == op {
		all = append(all, f.text)
	}
	for _, k := range f.kids {
		all = append(all, k.leaves(op)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// holds says whether f is true at a moment when exactly the names of a set act.
func (f *formula) holds(moment, set int) bool {
	need := f.k
	switch f.op {
	case "time":
		return f.i <= moment
	case "name":
		return set>>f.i&1 == 1
	case "or":
		need = 1
	case "and":
		need = len(f.kids)
	}
	for _, k := range f.kids {
		if k.holds(moment, set) {
			need--
		}
	}
	return need <= 0
}

// truthTable is what the table of true and false says of a formula.
type truthTable struct {
	names   []string
	moments []string // "", before every time, then the times in order; len(moments) stands for never
	opens   []int    // by set: the index of the first moment that holds
}

func (f *formula) emptyTable() *truthTable {
	t := &truthTable{names: f.leaves("name"), moments: append([]string{""}, f.leaves("time")...)}
	var place func(*formula)
	place = func(g *formula) {
		switch g.op {
		case "time":
			g.i = slices.Index(t.moments, g.text)
		case "name":
			g.i = slices.Index(t.names, g.text)
		}
		for _, k := range g.kids {
			place(k)
		}
	}
	place(f)
	return t
}

func (f *formula) table() *truthTable {
	t := f.emptyTable()
	for set := range 1 << len(t.names) {
		first := len(t.moments)
		for i := len(t.moments) - 1; i >= 0; i-- {
			if f.holds(i, set) {
				first = i
			}
		}
		t.opens = append(t.opens, first)
	}
	return t
}

// fastTable is table for many names: what holds goes on holding, so halving
// finds the first moment.
func (f *formula) fastTable() *truthTable {
	t := f.emptyTable()
	for set := range 1 << len(t.names) {
		t.opens = append(t.opens, sort.Search(len(t.moments), func(i int) bool { return f.holds(i, set) }))
	}
	return t
}

// say writes a moment by its index.
func (t *truthTable) say(i int) string {
	switch i {
	case 0:
		return "any time"
	case len(t.moments):
		return "never"
	}
	return t.moments[i]
}

// canon is a canonical formula as its text.
type canon struct {
	text          string
	op            string
	parts         []canon // of or and and
	leaves, depth int
}

// canonical follows the sentence on the canonical form, from the leaves up.
func (f *formula) canonical() canon {
	if f.op == "time" || f.op == "name" {
		return canon{text: f.text, op: f.op, leaves: 1}
	}
	op := f.op
	switch {
	case op == "of" && f.k == 1:
		op = "or"
	case op == "of" && f.k == len(f.kids):
		op = "and"
	}
	var kids []canon
	for _, k := range f.kids {
		if c := k.canonical(); c.op == op && op != "of" {
			kids = append(kids, c.parts...)
		} else {
			kids = append(kids, c)
		}
	}
	slices.SortFunc(kids, func(a, b canon) int { return strings.Compare(a.text, b.text) })
	if op != "of" {
		kids = slices.CompactFunc(kids, func(a, b canon) bool { return a.text == b.text })
	}
	if len(kids) == 1 {
		return kids[0]
	}
	c := canon{op: op, parts: kids}
	var texts []string
	for _, k := range kids {
		text := k.text
		if op == "and" && k.op == "or" {
			text = "(" + text + ")"
		}
		texts = append(texts, text)
		c.leaves += k.leaves
		c.depth = max(c.depth, k.depth)
	}
	c.depth++
	if c.text = strings.Join(texts, " "+op+" "); op == "of" {
		c.text = fmt.Sprintf("%d of {%s}", f.k, strings.Join(texts, ", "))
	}
	return c
}

// overFiveYears says whether latest is after the same date and hour five years
// after at, 28 February where there is no 29th.
func overFiveYears(at, latest string) bool {
	year, _ := strconv.Atoi(at[:4])
	year += 5
	later := fmt.Sprintf("%04d%s", year, at[4:])
	if leap := year%4 == 0 && (year%100 != 0 || year%400 == 0); later[5:10] == "02-29" && !leap {
		later = later[:8] + "28" + later[10:]
	}
	return latest > later
}

// warnings is which ids the table of warnings has said of a policy; an empty
// time is not known.
func (t *truthTable) warnings(sealed, due, term string, holdDays, chains int) (ids []string) {
	all, never := len(t.opens)-1, len(t.moments)
	latest, earliest := t.opens[0], t.opens[all]
	if holdDays == 0 {
		holdDays = 60
	}
	after := func(limit string) bool { return limit != "" && (latest == never || t.moments[latest] > limit) }
	if after(due) {
		ids = append(ids, "due")
	}
	if latest == never {
		ids = append(ids, "hold")
	} else if from := max(t.moments[earliest], sealed); from != "" {
		seconds := truthSeconds(t.moments[latest]) - truthSeconds(from)
		if seconds > int64(holdDays)*24*60*60 {
			ids = append(ids, "hold")
		}
	}
	var opens, delays bool
	for i := range t.names {
		opens = opens || t.opens[1<<i] < latest
		delays = delays || t.opens[all-1<<i] > earliest
	}
	if opens {
		ids = append(ids, "alone-open")
	}
	if delays {
		ids = append(ids, "alone-delay")
	}
	if after(term) {
		ids = append(ids, "term")
	}
	if len(t.moments) > 1 && chains < 2 {
		ids = append(ids, "one-chain")
	}
	return append(ids, "beacon")
}

func truthSeconds(s string) int64 {
	g, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return g.Unix()
}
