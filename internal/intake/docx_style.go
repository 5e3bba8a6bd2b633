package intake

import (
	"strconv"
	"strings"

	"vow/paper"
)

// style is a style with what it says itself; what it takes from those it is based
// on is worked out once, when it is first used.
type style struct {
	name  string // in lower case
	props *element
	based string
	form  *form // with what it is based on
	look  *look
}

// styles resolves what the styles of paragraphs and of runs say.
type styles struct {
	by    map[string]*style // of paragraphs
	runs  map[string]*style
	deflt string
	all   look // of every run
}

// maxStyles bounds styles that are based on each other.
const maxStyles = 32

func readStyles(root *element) *styles {
	s := &styles{by: make(map[string]*style), runs: make(map[string]*style), all: lookOf(root.kid("w:docDefaults", "w:rPrDefault", "w:rPr"))}
	for _, e := range root.all("w:style") {
		name, _ := e.val("w:name")
		based, _ := e.val("w:basedOn")
		st := &style{name: strings.ToLower(name), props: e, based: based}
		switch e.attr("type") {
		case "character":
			s.runs[e.attr("styleId")] = st
		case "paragraph", "":
			s.by[e.attr("styleId")] = st
			if v := e.attr("default"); v == "1" || v == "true" {
				s.deflt = e.attr("styleId")
			}
		}
	}
	return s
}

// chain returns a style and those it is based on, itself first.
func chain(by map[string]*style, id string) (out []*style, ids []string) {
	for range maxStyles {
		st := by[id]
		if st == nil {
			break
		}
		out, ids = append(out, st), append(ids, id)
		id = st.based
	}
	return out, ids
}

// form is what the properties of a paragraph make of it.
type form struct {
	kind     paper.Kind
	level    int // heading
	title    bool
	contents bool // a line of the table of contents
	plain    bool // preformatted
	num      listRef
	look     look // of its runs

	outline string
	has     bool // an outline level
}

// listRef names a list and the level in it; where no level is said, the list may
// have one for a style.
type listRef struct {
	id, level string
	styles    []string
}

// form reads pPr and the styles under it.
func (s *styles) form(pPr *element) form {
	id, _ := pPr.val("w:pStyle")
	if id == "" || s.by[id] == nil {
		id = s.deflt
	}
	f := s.styled(id)
	if outline, has := pPr.val("w:outlineLvl"); has {
		f.outline, f.has = outline, true
	}
	own := pPr.kid("w:numPr")
	if num, _ := own.val("w:numId"); num != "" {
		f.num = listRef{id: num}
	}
	if level, has := own.val("w:ilvl"); has {
		f.num.level = level
	}
	if n, err := strconv.Atoi(f.outline); f.has && err == nil {
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

// styled returns what a style alone makes of a paragraph.
func (s *styles) styled(id string) form {
	st := s.by[id]
	if st == nil {
		return form{kind: paper.Para, look: s.all}
	}
	if st.form != nil {
		return *st.form
	}
	f := form{kind: paper.Para}
	all, ids := chain(s.by, id)
	for _, st := range all {
		own := st.props.kid("w:pPr")
		if !f.has {
			f.outline, f.has = own.val("w:outlineLvl")
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
	f.num.styles = ids
	f.look = s.lookOf(s.by, id).over(s.all)
	st.form = &f
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

// look is what counts of how a run looks: whether it is hidden or raised.
type look struct {
	hidden, raised string // as said; "" where nothing is
}

func (l look) isHidden() bool  { return l.hidden == "yes" }
func (l look) isRaised() bool  { return l.raised == "superscript" }
func (l look) isLowered() bool { return l.raised == "subscript" }

// over returns l with what another says where l says nothing.
func (l look) over(under look) look {
	if l.hidden == "" {
		l.hidden = under.hidden
	}
	if l.raised == "" {
		l.raised = under.raised
	}
	return l
}

// lookOf reads the properties of a run, without its style.
func lookOf(rPr *element) look {
	var l look
	if hidden, there := rPr.on("w:vanish"); there {
		l.hidden = "no"
		if hidden {
			l.hidden = "yes"
		}
	}
	l.raised, _ = rPr.val("w:vertAlign")
	if v, there := rPr.val("w:position"); there { // in half points
		switch n, _ := strconv.Atoi(v); {
		case n >= 4:
			l.raised = "superscript"
		case n <= -4:
			l.raised = "subscript"
		}
	}
	return l
}

// lookOf returns what a style says of runs.
func (s *styles) lookOf(by map[string]*style, id string) look {
	st := by[id]
	if st == nil {
		return look{}
	}
	if st.look == nil {
		var l look
		all, _ := chain(by, id)
		for _, st := range all {
			l = l.over(lookOf(st.props.kid("w:rPr")))
		}
		st.look = &l
	}
	return *st.look
}

// run returns the look of a run in a paragraph.
func (s *styles) run(rPr *element, paragraph look) look {
	id, _ := rPr.val("w:rStyle")
	return lookOf(rPr).over(s.lookOf(s.runs, id)).over(paragraph)
}
