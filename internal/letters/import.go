package letters

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow"
	"vow/internal/parties"
)

// Bounds of a list of signers.
const (
	MaxList     = 4 << 20 // bytes
	MaxRows     = 20_000
	maxBadShown = 12 // bad rows that an error names
)

// Row is one signer of a list.
type Row struct {
	Line         int    // where it stands, from 1
	Name         string // as it stands there, without marks
	Party        vow.Party
	Old          *parties.Former // the name is an old one
	Event        vow.SignerAct   // "" where the list does not say
	As           vow.SignerAct
	By           vow.Party
	When         vow.EDTF
	Evidence     string
	EvidenceWhen vow.EDTF
	Confidence   vow.Confidence
}

// List is a list of signers that was read.
type List struct {
	Form  string   // csv or pasted
	Rows  []Row    // in the order of the file
	Notes []string // what was taken off, and what to look at
}

// Aliases say which party a name in a list stands for: what a person decided about
// names that are nobody's or several's. Names are as ParseAliases folds them.
type Aliases map[string]vow.Party

// ParseAliases reads NAME=PARTY pairs.
func ParseAliases(pairs []string) (Aliases, error) {
	out := Aliases{}
	for _, p := range pairs {
		i := strings.LastIndexByte(p, '=')
		if i <= 0 {
			return nil, vow.Errorf(vow.CodeUsage, "%q: NAME=PARTY expected", p)
		}
		party := vow.Party(strings.TrimSpace(p[i+1:]))
		if err := parties.Check(party); err != nil {
			return nil, err
		}
		key := aliasKey(p[:i])
		if old, ok := out[key]; ok && old != party {
			return nil, vow.Errorf(vow.CodeUsage, "%q is said to be both %s and %s", p[:i], old, party)
		}
		out[key] = party
	}
	return out, nil
}

func aliasKey(name string) string { return strings.Join(words(name), " ") }

// exact finds the party of a name, and says nothing of names that are nobody's.
func (a Aliases) exact(name string) (parties.Match, bool) {
	if p, ok := a[aliasKey(name)]; ok {
		if known := parties.ByCode(p); known != nil {
			return parties.Match{Party: known}, true
		}
		return parties.Match{Party: &parties.Party{Code: p, Name: string(p), Kind: parties.Body}}, true
	}
	return parties.Exact(name)
}

// badRow is a row that cannot be taken, and why: err, or a name that is nobody's, which
// is looked into only for the rows that are shown.
type badRow struct {
	line int
	err  error
	name string
}

func (b badRow) why() error {
	if b.err != nil {
		return b.err
	}
	_, err := parties.Find(b.name)
	if len(words(b.name)) > 6 {
		return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("it looks like a heading or a footnote: take it out of the list")
	}
	return err
}

// ReadList reads a list of signers: CSV with a header line, or names as they were
// pasted from a document, with line breaks, numbers and footnote marks. It reads all
// of it or nothing: every row that is not surely one party's is named in the error, of
// the code usage, and a name that is only like one is never taken for it.
func ReadList(data []byte, as Aliases) (*List, error) {
	if len(data) > MaxList {
		return nil, vow.Errorf(vow.CodeUsage, "list of %d bytes, at most %d are read", len(data), MaxList)
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return nil, vow.Errorf(vow.CodeUsage, "the list is UTF-16, as some spreadsheets save text").
			WithHint("save it again as CSV UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, vow.Errorf(vow.CodeUsage, "line %d of the list is not UTF-8", firstBadLine(data)).
			WithHint("save it again as CSV UTF-8, or as text in UTF-8")
	}
	text := strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r", "\n")
	if line := controlLine(text); line > 0 {
		return nil, vow.Errorf(vow.CodeUsage, "line %d of the list has a control character: it is no text", line)
	}
	if line, rest, ok := strings.Cut(text, "\n"); ok && sepLine.MatchString(line) {
		text = "\n" + rest // a spreadsheet's own remark; the lines keep their numbers
	}
	l, bad, err := readText(text, as)
	if codes := l.allCodes(bad); err == nil && codes != nil { // NAM is Namibia in a list of codes
		maps.Copy(codes, as)
		l, bad, err = readText(text, codes)
	}
	if err != nil {
		return nil, err
	}
	bad = append(bad, l.doubled()...)
	if len(bad) > 0 {
		return nil, badRows(bad)
	}
	if len(l.Rows) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "the list names nobody")
	}
	l.note()
	return l, nil
}

// withoutHeading takes the name of a column off that stands above names alone, as a
// spreadsheet of one column begins; the lines keep their numbers. line is where it stood,
// 0 for nowhere.
func withoutHeading(text string) (rest string, line int) {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		switch {
		case strings.TrimSpace(l) == "":
		case columns[columnName(strings.Trim(l, "\" \t:"))] == "party":
			lines[i] = ""
			return strings.Join(lines, "\n"), i + 1
		default:
			return text, 0
		}
	}
	return text, 0
}

func readText(text string, as Aliases) (*List, []badRow, error) {
	if comma, header := csvHeader(text); header != nil {
		return readCSV(text, comma, header, as)
	}
	text, heading := withoutHeading(text)
	l, bad := readPasted(text, as)
	if heading > 0 {
		l.Notes = append(l.Notes, fmt.Sprintf("line %d, the name of a column, was taken off", heading))
	}
	return l, bad, nil
}

// allCodes returns the codes among rows that are not taken, if the list holds nothing
// but codes: then one that is another's abbreviation, too, is a code. nil if not.
func (l *List) allCodes(bad []badRow) Aliases {
	if l == nil || len(bad) == 0 || len(l.Rows) < 2 {
		return nil
	}
	out := Aliases{}
	for _, r := range l.Rows {
		if r.Name != string(r.Party) || !r.Party.IsCode() {
			return nil
		}
	}
	for _, b := range bad {
		code := vow.Party(b.name)
		if b.err != nil || !code.IsCode() || parties.ByCode(code) == nil {
			return nil
		}
		out[aliasKey(b.name)] = code
	}
	return out
}

// sepLine is how some spreadsheets say by what the cells are parted.
var sepLine = regexp.MustCompile(`^"?sep=.?"?$`)

// controlLine returns the first line with a control character that no text has, 0 if
// there is none. A form feed parts pages.
func controlLine(text string) int {
	n := 1
	for _, r := range text {
		switch {
		case r == '\n':
			n++
		case unicode.IsControl(r) && r != '\t' && r != '\f' && r != '\v':
			return n
		}
	}
	return 0
}

func firstBadLine(data []byte) int {
	n := 1
	for line := range bytes.Lines(data) {
		if !utf8.Valid(line) {
			return n
		}
		n++
	}
	return n
}

// doubled finds parties that stand twice for the same act on the same date.
func (l *List) doubled() (bad []badRow) {
	type key struct {
		party vow.Party
		event vow.SignerAct
		when  vow.EDTF
		by    vow.Party
	}
	seen := map[key]Row{}
	for _, r := range l.Rows {
		k := key{r.Party, r.Event, r.When, r.By}
		if o, ok := seen[k]; ok {
			say := fmt.Errorf("%q is %s, and so is %q of line %d: one party twice", r.Name, r.Party, o.Name, o.Line)
			bad = append(bad, badRow{line: r.Line, err: vow.Errorf(vow.CodeUsage, "%w", say).WithHint("take one of them out; if one is another party, say so with --as")})
			continue
		}
		seen[k] = r
	}
	return bad
}

// note adds what to look at.
func (l *List) note() {
	for _, r := range l.Rows {
		if r.Old != nil {
			l.Notes = append(l.Notes, fmt.Sprintf("line %d: %q is a name that %s had until %s", r.Line, r.Name, r.Party, r.Old.Until))
		}
	}
	for _, r := range l.Rows {
		if p := parties.ByCode(r.Party); !r.Party.IsCode() || p != nil && p.Kind == parties.Body {
			l.Notes = append(l.Notes, fmt.Sprintf("line %d: %q is taken as one signer (%s) and not expanded into members", r.Line, r.Name, r.Party))
		}
	}
}

// badRows is the error of a list that is not read.
func badRows(bad []badRow) error {
	slices.SortStableFunc(bad, func(a, b badRow) int { return a.line - b.line })
	var b strings.Builder
	for _, r := range bad[:min(len(bad), maxBadShown)] {
		fmt.Fprintf(&b, "\n  line %d: %v", r.line, r.why())
	}
	if n := len(bad) - maxBadShown; n > 0 {
		fmt.Fprintf(&b, "\n  and %d more", n)
	}
	what := "1 row of the list is not taken"
	if len(bad) > 1 {
		what = fmt.Sprintf("%d rows of the list are not taken", len(bad))
	}
	e := vow.Errorf(vow.CodeUsage, "%s, and nothing was imported:%s", what, b.String())
	e.Err = bad[0].why()
	hint := vow.HintOf(e.Err)
	var ask *parties.Ask
	switch {
	case errors.As(e.Err, &ask):
		hint = "say who is meant with --as 'NAME=CODE' for each, or mend the file; the list is then read anew"
	case hint == "":
		hint = "mend the file; the list is then read anew"
	}
	return e.WithHint("%s", hint)
}

// Check checks rows with what is said of all of them: the error names every row that
// is wrong, as ReadList's does.
func (l *List) Check(check func(Row) error) error {
	var bad []badRow
	for _, r := range l.Rows {
		if err := check(r); err != nil {
			bad = append(bad, badRow{line: r.Line, err: fmt.Errorf("%q: %w", r.Name, err)})
		}
	}
	if len(bad) > 0 {
		return badRows(bad)
	}
	return nil
}
