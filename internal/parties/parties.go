// Package parties (level 1) knows the States that sign letters and vote: their codes,
// their names now and in the past, their regional group, and when they sat on the
// Human Rights Council.
//
// The table is our own, written for lists as people hand them round: with short
// forms, French names, old names and abbreviations. A test holds it against Debian's
// iso-codes; nothing is copied from there. A name gives a code only where it is one
// of a party's names (case, accents, punctuation and "the" do not count); everything
// else gives candidates and asks. A name is never merged with one that it resembles,
// and a group of States is never expanded into its members.
//
// What is not sure is said where it stands: the days on which names before 1990
// changed are those commonly given; Kiribati's regional group (see asiaPacific); the
// days on which terms of council members began and ended before 2013 (see CouncilOn).
//
// It is pure: no clock, no file.
package parties

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"vow"
)

// Kind says what a party is.
type Kind string

// The kinds of party.
const (
	Member   Kind = "member"   // of the United Nations
	Observer Kind = "observer" // a non-member observer State
	State    Kind = "state"    // neither, with a code of ISO 3166-1 all the same
	Body     Kind = "body"     // an organisation or a group of States, under a handle
)

// Group is a regional group of the United Nations.
type Group string

// The regional groups.
const (
	African       Group = "african"
	AsiaPacific   Group = "asia-pacific"
	EasternEurope Group = "eastern-european"
	LatinAmerica  Group = "latin-american-and-caribbean"
	WesternEurope Group = "western-european-and-others"
	noGroup       Group = ""
)

const (
	maxName       = 200 // bytes of a name that is looked for
	maxCandidates = 6
)

// Party is a State or a body as the table has it. It is shared: do not change it.
type Party struct {
	Code   vow.Party // ISO 3166-1 alpha-3; of a body its handle
	Alpha2 string    // ISO 3166-1 alpha-2; "" for a body
	Kind   Kind
	Group  Group  // "" for those in none
	Name   string // short, in English
	Formal string // in English, with its article; "" for a body
	French string // short, in French; "" for a body
	Also   []string
	Former []Former
	Since  string // the day it became a member or an observer, if that was in 2000 or later
}

// Former is a name that a State had, and when: days, months or years, "" where not
// known or not wanted.
type Former struct {
	Name, From, Until string
}

type (
	row        struct{ code, alpha2, name, formal, french, also, former, since string }
	body       struct{ handle, name, also string }
	goneState  struct{ names, span, heirs string }
	sharedName struct{ name, codes string }
)

// table is what the rows say, made once.
type table struct {
	all   []*Party
	code  map[vow.Party]*Party
	names map[string]name // by folded name
	words []spelling      // of every name, to find what one resembles
}

// spelling is the folded words of one name of a party.
type spelling struct {
	party   *Party
	words   []string
	telling string // those that are not plain, joined
}

// name is what a folded name stands for.
type name struct {
	party  *Party
	former *Former  // if it is an old name
	ask    []*Party // if it stands for several or for a State that is gone
	span   string   // of a State that is gone
}

// tab is the table, built when it is first asked for: most runs need none of it.
var tab = sync.OnceValue(build)

func build() *table {
	t := &table{code: map[vow.Party]*Party{}, names: map[string]name{}}
	for _, part := range []struct {
		rows  []row
		kind  Kind
		group Group
	}{
		{africa, Member, African}, {asiaPacific, Member, AsiaPacific}, {easternEurope, Member, EasternEurope},
		{latinAmerica, Member, LatinAmerica}, {westernEurope, Member, WesternEurope},
		{observers, Observer, noGroup}, {others, State, noGroup},
	} {
		for _, r := range part.rows {
			t.add(r.party(part.kind, part.group))
		}
	}
	for _, b := range bodies {
		t.add(&Party{Code: vow.Party(b.handle), Kind: Body, Name: b.name, Also: split(b.also)})
	}
	slices.SortFunc(t.all, func(a, b *Party) int { return cmp.Compare(a.Code, b.Code) })
	for _, g := range gone {
		for _, n := range split(g.names) {
			t.names[fold(n)] = name{ask: t.list(g.heirs), span: g.span}
		}
	}
	for _, s := range shared {
		t.names[fold(s.name)] = name{ask: t.list(s.codes)}
	}
	return t
}

func (r row) party(kind Kind, group Group) *Party {
	p := &Party{Code: vow.Party(r.code), Alpha2: r.alpha2, Kind: kind, Group: group,
		Name: r.name, Formal: r.formal, French: r.french, Also: split(r.also), Since: r.since}
	for _, f := range split(r.former) {
		old, span, _ := strings.Cut(f, "@")
		from, until, _ := strings.Cut(span, "/")
		p.Former = append(p.Former, Former{old, from, until})
	}
	return p
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

func (t *table) add(p *Party) {
	t.all = append(t.all, p)
	t.code[p.Code] = p
	// Old names first, so that a name that is in use again is not an old one.
	for i, f := range p.Former {
		t.names[fold(f.Name)] = name{party: p, former: &p.Former[i]}
	}
	for _, n := range p.names() {
		for _, form := range forms(n) {
			t.names[form] = name{party: p}
		}
	}
	for _, n := range append(p.names(), p.old()...) {
		w := words(n)
		if full := strings.Join(w, ""); len(full) >= 4 { // an abbreviation is like nothing
			t.words = append(t.words, spelling{p, w, strings.Join(telling(w), "")})
		}
	}
}

func (p *Party) old() (out []string) {
	for _, f := range p.Former {
		out = append(out, f.Name)
	}
	return out
}

// names returns every name that p has now.
func (p *Party) names() []string {
	out := []string{p.Name}
	for _, n := range []string{p.Formal, p.French} {
		if n != "" {
			out = append(out, n)
		}
	}
	return append(out, p.Also...)
}

func (t *table) list(codes string) (out []*Party) {
	for code := range strings.FieldsSeq(codes) {
		out = append(out, t.code[vow.Party(code)])
	}
	return out
}

// All returns every party, sorted by code: States first, bodies after them.
func All() []*Party { return slices.Clone(tab().all) }

// ByCode returns the party of a code or a body's handle, nil if there is none.
func ByCode(code vow.Party) *Party { return tab().code[code] }

// Label returns a name to show for a party: the short name of a listed one, else the
// handle itself.
func Label(p vow.Party) string {
	if known := tab().code[p]; known != nil {
		return known.Name
	}
	return string(p)
}

// Check checks that a party can be said of an event: a code must be one that the
// table has or one that ISO 3166-1 leaves to its users; a handle needs the form, and
// must be no name of a party that has a code, nor what only a slip of a letter tells
// from one, nor stand for several: "korea" would be a party beside both. The error has
// the code usage.
func Check(p vow.Party) error {
	if err := p.Check(); err != nil {
		return vow.Errorf(vow.CodeUsage, "%w", err).WithHint("%s", vow.HintOf(err))
	}
	switch {
	case tab().code[p] != nil:
		return nil
	case !p.IsCode():
		return checkHandle(p)
	case !usersOwn(p):
		return vow.Errorf(vow.CodeUsage, "party %q: no State of this code is known (ISO 3166-1 alpha-3)", string(p)).
			WithHint("'vow party find NAME' shows the code of a name")
	}
	return nil
}

func checkHandle(p vow.Party) error {
	n, ok := lookUp(string(p))
	switch {
	case ok && n.party != nil:
		return vow.Errorf(vow.CodeUsage, "%q is a name of %s", string(p), n.party.Name).WithHint("write its code: %s", n.party.Code)
	case ok:
		_, err := Find(string(p))
		return err
	}
	if near := aSlipFrom(string(p)); near != nil {
		return (&Ask{Name: string(p), Why: Alike, Candidates: near}).err()
	}
	return nil
}

// usersOwn reports whether a code is one that ISO 3166-1 will never give to anybody:
// AAA to AAZ, QMA to QZZ, XAA to XZZ, ZZA to ZZZ.
func usersOwn(p vow.Party) bool {
	return strings.HasPrefix(string(p), "AA") || p >= "QMA" && p <= "QZZ" || p[0] == 'X' || strings.HasPrefix(string(p), "ZZ")
}
