package parties

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vow"
)

// Match is a party that a name stands for.
type Match struct {
	*Party
	Old *Former // the name is one that the State had earlier
}

// Why says why a name was not resolved.
type Why string

// The reasons.
const (
	Several  Why = "it stands for more than one"
	Gone     Why = "that State is no more, and its place is not simply one other's"
	Alike    Why = "it is only like these"
	NotKnown Why = "no State or body is called so"
)

// Ask is the error of a name that is nobody's, or not surely one's: a person decides.
type Ask struct {
	Name       string
	Why        Why
	Candidates []*Party // most likely first; nil if nothing is like it
}

// Error names the candidates.
func (a *Ask) Error() string {
	s := fmt.Sprintf("%q: %s", clip(a.Name), a.Why)
	for i, c := range a.Candidates {
		s += fmt.Sprintf("%s %s (%s)", [2]string{":", ","}[min(i, 1)], c.Name, c.Code)
	}
	return s
}

// Exact returns the party that a name is a name of, as Find does, and nothing about
// names that are not.
func Exact(s string) (Match, bool) {
	n, ok := lookUp(s)
	return Match{n.party, n.former}, ok && n.party != nil
}

// lookUp finds what the table says of a name.
func lookUp(s string) (name, bool) {
	if s = strings.TrimSpace(s); len(s) > maxName {
		return name{}, false
	}
	if p := tab().code[vow.Party(s)]; p != nil && tab().names[fold(s)].ask == nil {
		return name{party: p}, true
	}
	for _, form := range forms(s) {
		if n, ok := tab().names[form]; ok {
			return n, true
		}
	}
	if p := vow.Party(s); p.IsCode() && usersOwn(p) {
		return name{party: &Party{Code: p, Kind: State, Name: s}}, true
	}
	return name{}, false
}

// Find returns the party that a name is a name of. Case, accents, punctuation and
// "the" do not count, and "Korea, Republic of" is "Republic of Korea". A code is a name
// as it stands, in capital letters. For any other name the error is a *vow.Error of the
// code usage around an *Ask.
func Find(s string) (Match, error) {
	n, ok := lookUp(s)
	if ok && n.party != nil {
		return Match{n.party, n.former}, nil
	}
	ask := &Ask{Name: s, Why: NotKnown}
	switch {
	case ok && n.span != "":
		ask.Candidates, ask.Why = n.ask, Gone
	case ok:
		ask.Candidates, ask.Why = n.ask, Several
	case len(s) <= maxName:
		if ask.Candidates = alike(s); ask.Candidates != nil {
			ask.Why = Alike
		}
	}
	return Match{}, ask.err()
}

func (a *Ask) err() error {
	e := vow.Errorf(vow.CodeUsage, "%w", a)
	if len(a.Candidates) > 0 {
		var codes []string
		for _, c := range a.Candidates {
			codes = append(codes, string(c.Code))
		}
		return e.WithHint("if it is one of them, write its code: %s", strings.Join(codes, " or "))
	}
	return e.WithHint("write the party's code ('vow party list'); a group or class that has none gets a handle such as group-1")
}

// clip shortens what is shown of a name.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// fold returns the letters and figures of a name without accents, in lower case:
// what two spellings of one name have in common.
func fold(s string) string { return strings.Join(words(s), "") }

// words returns the folded words of a name, without articles.
func words(s string) []string {
	var out []string
	var w strings.Builder
	end := func() {
		if w.Len() > 0 && w.String() != "the" {
			out = append(out, w.String())
		}
		w.Reset()
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			switch r = unicode.ToLower(r); r {
			case 'ı':
				r = 'i'
			case 'ø':
				r = 'o'
			}
			w.WriteRune(r)
		case unicode.IsMark(r), strings.ContainsRune("'’‘ʼ`´.\u00ad", r): // d'Ivoire, U.S.A.: one word
		case r == '&':
			end()
			out = append(out, "and")
		default:
			end()
		}
	}
	end()
	for i, s := range out {
		switch {
		case s == "st" && i+1 < len(out):
			out[i] = "saint"
		case s == "ste" && i+1 < len(out):
			out[i] = "sainte"
		}
	}
	return out
}

// forms returns the folded forms of a name: as it stands, and turned round where it
// has the form "Korea, Republic of" or "Iran (Islamic Republic of)".
func forms(s string) []string {
	out := []string{fold(s)}
	head, tail, ok := strings.Cut(s, "(")
	if ok {
		tail = strings.TrimSuffix(strings.TrimSpace(tail), ")")
	} else if head, tail, ok = strings.Cut(s, ","); !ok {
		return out
	}
	if turned := words(tail); len(turned) > 1 && slices.Contains(joining, turned[len(turned)-1]) {
		out = append(out, fold(tail+" "+head))
	}
	return out
}

var joining = []string{"of", "de", "du", "d"}

// plain are words that say nothing of which State is meant.
var plain = map[string]bool{"republic": true, "democratic": true, "of": true, "and": true, "state": true, "states": true, "kingdom": true,
	"people's": true, "peoples": true, "united": true, "federal": true, "islamic": true, "arab": true, "new": true, "south": true, "north": true,
	"saint": true, "island": true, "islands": true, "union": true, "de": true, "du": true, "la": true, "et": true, "commonwealth": true,
	"independent": true, "republique": true, "group": true, "rep": true, "dem": true, "african": true, "countries": true, "cooperation": true, "organization": true, "organisation": true}

// telling returns the words that say which State is meant.
func telling(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return plain[w] })
}

// alike returns the parties that a name resembles: one of their names is it but for
// a letter or two, has all its telling words, or begins with it.
func alike(s string) []*Party {
	asked := words(s)
	key := strings.Join(asked, "")
	if len(key) < 3 {
		return nil
	}
	best := map[*Party]int{}
	for _, n := range tab().words {
		c := n.cost(key, telling(asked))
		if old, ok := best[n.party]; c >= 0 && (!ok || c < old) {
			best[n.party] = c
		}
	}
	found := slices.SortedFunc(maps.Keys(best), func(a, b *Party) int {
		return cmp.Or(cmp.Compare(best[a], best[b]), cmp.Compare(a.Code, b.Code))
	})
	return slices.Clip(found[:min(len(found), maxCandidates)])
}

// leastSlip is how many letters a handle has at least that is asked about for one
// that is wrong.
const leastSlip = 5

// aSlipFrom returns the parties one of whose names a handle is but for one letter.
func aSlipFrom(handle string) (out []*Party) {
	key := fold(handle)
	if len(key) < leastSlip {
		return nil
	}
	for _, n := range tab().words {
		if !slices.Contains(out, n.party) && distance(key, strings.Join(n.words, ""), 1) <= 1 {
			out = append(out, n.party)
		}
	}
	return slices.Clip(out[:min(len(out), maxCandidates)])
}

// cost says how far a name is from what was asked, −1 for too far.
func (n *spelling) cost(key string, asked []string) int {
	short := strings.Join(asked, "")
	if most := min(1+len(short)/6, 3, len(short)/3); most > 0 {
		if d := distance(short, n.telling, most); d <= most {
			return d
		}
	}
	shared := 0
	for _, w := range asked {
		if slices.ContainsFunc(n.words, func(h string) bool { return h == w || len(w) > 4 && len(h) > 4 && distance(h, w, 1) <= 1 }) {
			shared++
		}
	}
	full := strings.Join(n.words, "")
	switch {
	case len(asked) > 0 && shared == len(asked):
		return 10 + len(n.words)
	case len(key) >= 4 && (strings.HasPrefix(full, key) || strings.HasPrefix(key, full)):
		return 20 + len(n.words)
	case shared > 0:
		return 30 + len(n.words)
	}
	return -1
}

// distance is the number of letters put in, left out, replaced or exchanged with
// their neighbour between two names (optimal string alignment), or more than most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, above, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range above {
		above[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			same := above[j]
			if x[i] != y[j] {
				same++
			}
			row[j+1] = min(same, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(y)]
}
