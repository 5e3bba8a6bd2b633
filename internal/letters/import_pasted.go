package letters

import (
	"fmt"
	"hash/maphash"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"vow"
)

// maxJoined is over how many pieces one name may be broken.
const maxJoined = 5

// piece is what stands between two separators of a pasted list: a name, or a part of
// one that a line break or a comma cut.
type piece struct {
	line  int
	text  string
	joint string // how it is joined to the one before: " " after a line break, "" after a hyphen, ", " after a comma; "|" if it cannot be
}

// readPasted reads names that were pasted from a document. Names may be broken over
// lines and have commas in them, so what is joined is decided for the whole list: it
// must be cut into parties' names in one way, and in only one.
func readPasted(text string, as Aliases) (*List, []badRow) {
	l := &List{Form: "pasted"}
	pieces, marks := cut(text)
	if marks > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("%d footnote marks, numbers and bullets were taken off", marks))
	}
	if len(pieces) > MaxRows {
		return l, []badRow{{line: pieces[MaxRows].line, err: vow.Errorf(vow.CodeUsage, "a list has at most %d names", MaxRows)}}
	}
	rows, bad := segment(pieces, as)
	l.Rows = rows
	return l, bad
}

// cut takes a pasted list apart.
func cut(text string) (out []piece, marks int) {
	joint := "|"
	for i, line := range strings.Split(text, "\n") {
		line, inner := unmark(line)
		bare, n := bullet(line)
		if pageNumber.MatchString(bare) {
			bare, n = "", 1
		}
		marks += n + inner
		if strings.TrimSpace(bare) == "" {
			joint = "|"
			continue
		}
		if n > 0 { // a bullet or a number begins a name
			joint = "|"
		}
		for j, group := range parted.Split(bare, -1) {
			if j > 0 {
				joint = "|"
			}
			for k, part := range strings.Split(group, ",") {
				if k > 0 {
					joint = ", "
				}
				bare := itemNumber.ReplaceAllString(part, "")
				if bare != part { // a number begins a name, within a line too
					joint = "|"
				}
				name := strip(bare)
				if name != strings.TrimSpace(part) {
					marks++
				}
				if name == "" {
					continue
				}
				hyphen := strings.HasSuffix(name, "-") || strings.HasSuffix(name, "\u00ad")
				out = append(out, piece{i + 1, strings.TrimRight(name, "\u00ad"), joint})
				joint = " "
				if hyphen {
					joint = ""
				}
			}
		}
	}
	return out, marks
}

// inLine are footnote marks that no name has, wherever they stand; afterComma those
// that follow a comma they belong before. parted parts names on one line: signs, and the
// blanks between columns. pageNumber is a line with nothing else. itemNumber stands
// before a name within a line; lettered are marks as documents of the United Nations
// have them after one: "a/", "12/", "(b)".
var (
	parted     = regexp.MustCompile(`[;\t•|]+|   +`)
	pageNumber = regexp.MustCompile(`^[-–— ]*[0-9]{1,4}[-–— ]*$`)
	inLine     = regexp.MustCompile(`\[[0-9]{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ†‡§¶]+`)
	afterComma = regexp.MustCompile(`,[0-9]{1,2}( |$)`)
	itemNumber = regexp.MustCompile(`^ *(?:[0-9]{1,3}[.)]|\([0-9]{1,3}\)) +`)
	lettered   = regexp.MustCompile(`(?: (?:[a-z]|[0-9]{1,2})/| ?\((?:[a-z]|[0-9]{1,2})\))$`)
)

// unmark takes footnote marks out of a line.
func unmark(line string) (string, int) {
	n := len(inLine.FindAllString(line, -1)) + len(afterComma.FindAllString(line, -1))
	return afterComma.ReplaceAllString(inLine.ReplaceAllString(line, ""), ",$1"), n
}

// bullet takes the number or the bullet off a line.
func bullet(line string) (string, int) {
	s := strings.TrimSpace(line)
	t := strings.TrimLeft(s, "•◦▪‣·–—*")
	if t == s {
		if d := strings.TrimLeft(s, "0123456789"); d != s {
			if rest := strings.TrimLeft(d, ".)"); rest != d || strings.HasPrefix(d, " ") {
				t = rest
			}
		}
		t = itemNumber.ReplaceAllString(t, "") // (1)
	}
	if t == s {
		return s, 0
	}
	return strings.TrimSpace(t), 1
}

// strip takes footnote marks and a full stop off the end of a name: superscript and
// plain figures that stand at its last letter, stars, daggers, [1], and a/.
func strip(name string) string {
	s := strings.TrimSpace(strings.ReplaceAll(name, "\u00ad", ""))
	if strings.HasSuffix(name, "\u00ad") {
		s += "\u00ad" // a soft hyphen at the end joins lines
	}
	for {
		t := strings.TrimRight(s, " *†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ:")
		if i := strings.LastIndexByte(t, '['); i >= 0 && strings.HasSuffix(t, "]") && len(t)-i <= 5 {
			t = t[:i]
		}
		t = lettered.ReplaceAllString(t, "")
		if d := strings.TrimRight(t, "0123456789"); d != t && len(t)-len(d) <= 2 && len([]rune(d)) > 3 {
			t = d
		}
		if strings.HasSuffix(t, ".") && !abbreviated(t) {
			t = strings.TrimSuffix(t, ".")
		}
		if t == s {
			return s
		}
		s = t
	}
}

// abbreviated reports whether a final full stop belongs to the word: U.S.A., Rep.
func abbreviated(s string) bool {
	r := []rune(s)
	return len(r) >= 2 && (len(r) < 5 || unicode.IsUpper(r[len(r)-2]))
}

// way is the best way to cut the first pieces of a list into names.
type way struct {
	bad  int   // pieces that are no name
	ways int   // how many ways are as good and name other parties, up to 2
	from int   // where the last name begins
	rows []Row // nil: the last piece is no name
	who  uint64
}

// add is the way with rows added: who says which parties it names, in any order.
// "Moldova, Republic of / Madagascar" can be cut in two ways, and names the same two.
func (w way) add(rows []Row) uint64 {
	for _, r := range rows {
		w.who += maphash.String(seed, string(r.Party))
	}
	return w.who
}

var seed = maphash.MakeSeed()

// segment cuts the pieces into names with as few pieces left over as can be.
func segment(pieces []piece, as Aliases) ([]Row, []badRow) {
	best := make([]way, len(pieces)+1)
	best[0] = way{ways: 1}
	for end := 1; end <= len(pieces); end++ {
		w := way{bad: best[end-1].bad + 1, ways: best[end-1].ways, from: end - 1, who: best[end-1].who}
		for from := end - 1; from >= max(0, end-maxJoined); from-- {
			if from < end-1 && pieces[from+1].joint == "|" {
				break
			}
			rows := name(pieces[from:end], as)
			switch b := best[from]; {
			case rows == nil:
			case b.bad < w.bad || b.bad == w.bad && w.rows == nil:
				w = way{bad: b.bad, ways: b.ways, from: from, rows: rows, who: b.add(rows)}
			case b.bad == w.bad && b.add(rows) != w.who:
				w.ways = 2
			}
		}
		best[end] = w
	}
	return walkBack(pieces, best)
}

func walkBack(pieces []piece, best []way) (rows []Row, bad []badRow) {
	for end := len(pieces); end > 0; end = best[end].from {
		w := best[end]
		switch line := pieces[w.from].line; {
		case w.rows == nil:
			bad = append(bad, badRow{line: line, name: pieces[w.from].text})
		case w.ways > best[w.from].ways:
			bad = append(bad, badRow{line: line, err: vow.Errorf(vow.CodeUsage, "%.60q could be one name or several", text(pieces[w.from:end])).
				WithHint("put each name on a line of its own, with an empty line or a semicolon between")})
		default:
			for _, r := range slices.Backward(w.rows) {
				rows = append(rows, r)
			}
		}
	}
	slices.Reverse(rows)
	return rows, bad
}

func text(pieces []piece) string {
	s := pieces[0].text
	for _, p := range pieces[1:] {
		if p.joint == "" {
			s = strings.TrimSuffix(s, "-")
		}
		s += p.joint + p.text
	}
	return s
}

// name reads pieces as one name, or as two that "and" joins; nil if they are neither.
func name(pieces []piece, as Aliases) []Row {
	whole := text(pieces)
	line, last := pieces[0].line, pieces[len(pieces)-1].line
	if m, ok := as.exact(whole); ok {
		return []Row{{Line: line, Name: whole, Party: m.Code, Old: m.Old}}
	}
	for _, and := range []string{"and ", "et "} {
		if rest, ok := strings.CutPrefix(whole, and); ok { // "…, and France"
			if m, ok := as.exact(rest); ok {
				return []Row{{Line: line, Name: rest, Party: m.Code, Old: m.Old}}
			}
		}
		for i := 0; i < min(len(whole), maxNames); i++ {
			head, ok := strings.CutSuffix(whole[:i], " ")
			rest, ok2 := strings.CutPrefix(whole[i:], and)
			if !ok || !ok2 {
				continue
			}
			a, okA := as.exact(head)
			b, okB := as.exact(rest)
			if okA && okB {
				return []Row{{Line: line, Name: head, Party: a.Code, Old: a.Old}, {Line: last, Name: rest, Party: b.Code, Old: b.Old}}
			}
		}
	}
	return nil
}

// maxNames is how many bytes two names with "and" between them have at most.
const maxNames = 300
