package intake

import (
	"strconv"
	"strings"
)

// lists counts the numbers of lists as a word processor prints them.
type lists struct {
	abstract map[string]*list
	nums     map[string]*number
	odd      map[string]bool // forms of numbers that are not known
}

// list is the definition of a list, and how far it has counted.
type list struct {
	levels map[string]*listLevel
	styled map[string]string // level of a style of paragraphs
	count  *[9]int
}

// number is a list as paragraphs name it, with levels and starts of its own.
type number struct {
	list   *list
	levels map[string]*listLevel
	starts map[int]int
	begun  bool // its starts were applied
}

// listLevel is one level of a list.
type listLevel struct {
	format, text string
	start        int
	restart      int // it counts anew behind levels before this one
	legal        bool
	indent       *element
}

func readLevel(e *element) *listLevel {
	v := &listLevel{start: 1, restart: 9, indent: e.kid("w:pPr", "w:ind")}
	v.format, _ = e.val("w:numFmt")
	v.text, _ = e.val("w:lvlText")
	v.legal, _ = e.on("w:isLgl")
	s, _ := e.val("w:start")
	if n, err := strconv.Atoi(s); err == nil {
		v.start = n
	}
	s, _ = e.val("w:lvlRestart")
	if n, err := strconv.Atoi(s); err == nil {
		v.restart = n
	}
	return v
}

func readLists(root *element) *lists {
	l := &lists{abstract: make(map[string]*list), nums: make(map[string]*number), odd: make(map[string]bool)}
	styled := make(map[string]*list) // lists that define a style of lists
	for _, a := range root.all("w:abstractNum") {
		one := &list{levels: make(map[string]*listLevel), styled: make(map[string]string)}
		for _, v := range a.all("w:lvl") {
			level := v.attr("ilvl")
			one.levels[level] = readLevel(v)
			if id, _ := v.val("w:pStyle"); id != "" {
				one.styled[id] = level
			}
		}
		if name, _ := a.val("w:styleLink"); name != "" {
			styled[name] = one
		}
		l.abstract[a.attr("abstractNumId")] = one
	}
	for _, a := range root.all("w:abstractNum") { // a list that only names its style
		name, _ := a.val("w:numStyleLink")
		if one := l.abstract[a.attr("abstractNumId")]; styled[name] != nil && len(one.levels) == 0 {
			one.levels, one.styled = styled[name].levels, styled[name].styled
		}
	}
	for _, n := range root.all("w:num") {
		id, _ := n.val("w:abstractNumId")
		one := &number{list: l.abstract[id], levels: make(map[string]*listLevel), starts: make(map[int]int)}
		if one.list == nil {
			one.list = &list{}
		}
		for _, o := range n.all("w:lvlOverride") {
			level := o.attr("ilvl")
			if v := o.kid("w:lvl"); v != nil && one.levels[level] == nil {
				one.levels[level] = readLevel(v)
			}
			i, err1 := strconv.Atoi(level)
			v, _ := o.val("w:startOverride")
			if s, err2 := strconv.Atoi(v); err1 == nil && err2 == nil && i >= 0 && i < 9 {
				one.starts[i] = s
			}
		}
		l.nums[n.attr("numId")] = one
	}
	return l
}

// level returns the definition of a level, a num's own first.
func (n *number) level(level string) *listLevel {
	if v := n.levels[level]; v != nil {
		return v
	}
	return n.list.levels[level]
}

func (n *number) start(level int) int {
	if v := n.level(strconv.Itoa(level)); v != nil {
		return v.start
	}
	return 1
}

// next counts one paragraph of a list: its label as printed, whether it is an
// item (a bullet, or a number outside the text's own margin), and whether it is in
// a list at all.
func (l *lists) next(ref listRef, pPr *element) (label string, item, in bool) {
	n := l.nums[ref.id]
	if ref.id == "0" || n == nil {
		return "", false, false
	}
	for i := 0; ref.level == "" && i < len(ref.styles); i++ {
		ref.level = n.list.styled[ref.styles[i]]
	}
	if ref.level == "" {
		ref.level = "0"
	}
	at, err := strconv.Atoi(ref.level)
	lvl := n.level(ref.level)
	if err != nil || at < 0 || at > 8 || lvl == nil {
		return "", true, true
	}
	count := n.list.count
	if count == nil {
		count = new([9]int)
		for i := range count {
			count[i] = n.start(i) - 1
		}
		n.list.count = count
	}
	if !n.begun {
		n.begun = true
		for i, s := range n.starts {
			count[i] = s - 1
		}
	}
	count[at]++
	for i := at + 1; i < 9; i++ {
		if v := n.level(strconv.Itoa(i)); v == nil || at < v.restart {
			count[i] = n.start(i) - 1
		}
	}
	item = hanging(pPr.kid("w:ind"), lvl.indent)
	switch lvl.format {
	case "bullet":
		return "", true, true
	case "none":
		return "", item, true
	}
	pattern := lvl.text
	for i := range 9 {
		mark := "%" + strconv.Itoa(i+1)
		if !strings.Contains(pattern, mark) {
			continue
		}
		format := "decimal"
		if v := n.level(strconv.Itoa(i)); v != nil && !lvl.legal {
			format = v.format
		}
		s, known := counted(format, max(count[i], n.start(i)))
		if !known {
			l.odd[format] = true
		}
		pattern = strings.ReplaceAll(pattern, mark, s)
	}
	return strings.TrimSpace(pattern), item, true
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

// counted writes a number in one of the formats of lists; in one that is not
// known it is written in digits.
func counted(format string, n int) (s string, known bool) {
	switch format {
	case "lowerLetter", "upperLetter":
		s := strconv.Itoa(n)
		if n >= 1 && n <= 780 { // a … z, aa, bb …
			s = strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		}
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s, true
	case "lowerRoman":
		return roman(n), true
	case "upperRoman":
		return strings.ToUpper(roman(n)), true
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n), true
		}
		return strconv.Itoa(n), true
	case "chicago":
		if n >= 1 && n <= 400 { // * † ‡ §, ** …
			return strings.Repeat(string([]rune("*†‡§")[(n-1)%4]), (n-1)/4+1), true
		}
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1)), true
		}
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand":
		if n >= 1 && n <= 99 {
			return hanNumber(n), true
		}
	case "none":
		return "", true
	case "decimal", "decimalHalfWidth", "":
		return strconv.Itoa(n), true
	}
	return strconv.Itoa(n), false
}

// hanNumber writes a number below 100 in Chinese.
func hanNumber(n int) string {
	digits := []rune("〇一二三四五六七八九")
	s := ""
	if n >= 20 {
		s = string(digits[n/10])
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 != 0 {
		s += string(digits[n%10])
	}
	return s
}
