package intake

import (
	"strconv"
	"strings"

	"vow/paper"
)

// style is a paragraph style with what it takes from those it is based on.
type style struct {
	name  string // in lower case
	props *element
	based string
}

// styles resolves what a paragraph's style says.
type styles struct {
	by    map[string]*style
	deflt string
}

func readStyles(root *element) *styles {
	s := &styles{by: make(map[string]*style)}
	for _, e := range root.all("w:style") {
		if t := e.attr("type"); t != "paragraph" && t != "" {
			continue
		}
		name, _ := e.val("w:name")
		based, _ := e.val("w:basedOn")
		s.by[e.attr("styleId")] = &style{name: strings.ToLower(name), props: e, based: based}
		if v := e.attr("default"); v == "1" || v == "true" {
			s.deflt = e.attr("styleId")
		}
	}
	return s
}

// chain returns a style and those it is based on, itself first.
func (s *styles) chain(id string) []*style {
	if id == "" {
		id = s.deflt
	}
	var out []*style
	for n := 0; n < 32; n++ {
		st := s.by[id]
		if st == nil {
			break
		}
		out = append(out, st)
		id = st.based
	}
	return out
}

// form is what the properties of a paragraph make of it.
type form struct {
	kind     paper.Kind
	level    int // heading
	title    bool
	contents bool // a line of the table of contents
	plain    bool // preformatted
	num      listRef
}

// listRef names a list and the level in it.
type listRef struct {
	id, level string
}

// form reads pPr and the styles under it.
func (s *styles) form(pPr *element) form {
	id, _ := pPr.val("w:pStyle")
	chain := s.chain(id)
	f := form{kind: paper.Para}
	outline, has := pPr.val("w:outlineLvl")
	f.num.id, _ = pPr.kid("w:numPr").val("w:numId")
	f.num.level, _ = pPr.kid("w:numPr").val("w:ilvl")
	for _, st := range chain {
		own := st.props.kid("w:pPr")
		if !has {
			outline, has = own.val("w:outlineLvl")
		}
		if f.num.id == "" {
			f.num.id, _ = own.kid("w:numPr").val("w:numId")
			if v, ok := own.kid("w:numPr").val("w:ilvl"); ok && f.num.level == "" {
				f.num.level = v
			}
		}
		if f.level == 0 && f.kind == paper.Para {
			f.named(st.name)
		}
	}
	if n, err := strconv.Atoi(outline); has && err == nil {
		f.level = 0
		if n >= 0 && n < 9 {
			f.level = n + 1
		}
	}
	if f.level > 0 {
		f.kind, f.level = paper.Heading, min(f.level, 6)
	}
	return f
}

// named takes from the name of a built-in style what it stands for.
func (f *form) named(name string) {
	switch {
	case strings.HasPrefix(name, "heading ") && len(name) == len("heading 1"):
		f.level = max(int(name[len(name)-1]-'0'), 0)
	case name == "title":
		f.level, f.title = 1, true
	case name == "quote" || name == "intense quote" || name == "block text" || name == "quotations" || name == "block quotation":
		f.kind = paper.Quote
	case name == "caption" || name == "table caption" || name == "image caption":
		f.kind = paper.Caption
	case strings.HasPrefix(name, "toc ") || strings.HasPrefix(name, "contents ") || name == "table of contents" || strings.HasPrefix(name, "table of figures"):
		f.contents = true
	case name == "preformatted text" || name == "html preformatted" || name == "source code" || name == "plain text":
		f.plain = true
	}
}

// lists counts the numbers of lists as a word processor prints them.
type lists struct {
	abstract map[string]map[string]*element // list, level
	nums     map[string]*element
	ofNum    map[string]string // list of a num
	counts   map[string]*[9]int
	begun    map[string]bool // nums whose overrides were applied
}

func readLists(root *element) *lists {
	l := &lists{abstract: make(map[string]map[string]*element), nums: make(map[string]*element), ofNum: make(map[string]string),
		counts: make(map[string]*[9]int), begun: make(map[string]bool)}
	for _, a := range root.all("w:abstractNum") {
		levels := make(map[string]*element)
		for _, v := range a.all("w:lvl") {
			levels[v.attr("ilvl")] = v
		}
		l.abstract[a.attr("abstractNumId")] = levels
	}
	for _, n := range root.all("w:num") {
		id := n.attr("numId")
		l.nums[id] = n
		l.ofNum[id], _ = n.val("w:abstractNumId")
	}
	return l
}

// level returns the definition of a level, a num's own first.
func (l *lists) level(num, level string) *element {
	for _, o := range l.nums[num].all("w:lvlOverride") {
		if v := o.kid("w:lvl"); v != nil && o.attr("ilvl") == level {
			return v
		}
	}
	return l.abstract[l.ofNum[num]][level]
}

// next counts one paragraph of a list: its label as printed, whether it is an
// item (a bullet, or a number outside the text's own margin), and whether it is in
// a list at all.
func (l *lists) next(n listRef, pPr *element) (label string, item, in bool) {
	if n.id == "" || n.id == "0" || l.nums[n.id] == nil {
		return "", false, false
	}
	if n.level == "" {
		n.level = "0"
	}
	at, err := strconv.Atoi(n.level)
	lvl := l.level(n.id, n.level)
	if err != nil || at < 0 || at > 8 || lvl == nil {
		return "", true, true
	}
	count := l.counts[l.ofNum[n.id]]
	if count == nil {
		count = new([9]int)
		for i := range count {
			count[i] = l.start(n.id, i) - 1
		}
		l.counts[l.ofNum[n.id]] = count
	}
	if !l.begun[n.id] {
		l.begun[n.id] = true
		for _, o := range l.nums[n.id].all("w:lvlOverride") {
			i, err1 := strconv.Atoi(o.attr("ilvl"))
			v, has := o.val("w:startOverride")
			s, err2 := strconv.Atoi(v)
			if err1 == nil && err2 == nil && has && i >= 0 && i < 9 {
				count[i] = s - 1
			}
		}
	}
	count[at]++
	for i := at + 1; i < 9; i++ {
		count[i] = l.start(n.id, i) - 1
	}
	item = hanging(pPr.kid("w:ind"), lvl.kid("w:pPr", "w:ind"))
	format, _ := lvl.val("w:numFmt")
	switch format {
	case "bullet":
		return "", true, true
	case "none":
		return "", item, true
	}
	pattern, _ := lvl.val("w:lvlText")
	legal, _ := lvl.on("w:isLgl")
	for i := range 9 {
		mark := "%" + strconv.Itoa(i+1)
		if !strings.Contains(pattern, mark) {
			continue
		}
		format := "decimal"
		if v := l.level(n.id, strconv.Itoa(i)); v != nil && !legal {
			format, _ = v.val("w:numFmt")
		}
		pattern = strings.ReplaceAll(pattern, mark, counted(format, max(count[i], l.start(n.id, i))))
	}
	return strings.TrimSpace(pattern), item, true
}

func (l *lists) start(num string, level int) int {
	v, _ := l.level(num, strconv.Itoa(level)).val("w:start")
	n, err := strconv.Atoi(v)
	if err != nil {
		return 1
	}
	return n
}

// hanging reports whether the lines of a paragraph begin right of its number.
func hanging(own, level *element) bool {
	for _, ind := range []*element{own, level} {
		if ind == nil {
			continue
		}
		if v := ind.attr("hanging"); v != "" {
			return v != "0"
		}
		if v := ind.attr("firstLine"); v != "" {
			return false
		}
	}
	return false
}

// counted writes a number in one of the formats of lists.
func counted(format string, n int) string {
	switch format {
	case "lowerLetter", "upperLetter":
		s := strconv.Itoa(n)
		if n >= 1 && n <= 780 { // a … z, aa, bb …
			s = strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		}
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s
	case "lowerRoman":
		return roman(n)
	case "upperRoman":
		return strings.ToUpper(roman(n))
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "none":
		return ""
	}
	return strconv.Itoa(n)
}
