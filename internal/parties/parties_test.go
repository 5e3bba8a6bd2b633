package parties

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"vow"
)

func TestCounts(t *testing.T) {
	kinds, groups := map[Kind]int{}, map[Group]int{}
	for _, p := range All() {
		kinds[p.Kind]++
		if p.Kind == Member {
			groups[p.Group]++
		}
	}
	if kinds[Member] != 193 || kinds[Observer] != 2 {
		t.Errorf("%d members and %d observers, want 193 and 2", kinds[Member], kinds[Observer])
	}
	want := map[Group]int{African: 54, AsiaPacific: 54, EasternEurope: 23, LatinAmerica: 33, WesternEurope: 29}
	for g, n := range want {
		if groups[g] != n {
			t.Errorf("%s: %d members, want %d", g, groups[g], n)
		}
	}
}

// TestOneMeaning: no two parties share a name, old names included, and no name of
// one is a word that stands for several.
func TestOneMeaning(t *testing.T) {
	owner := map[string]*Party{}
	for _, p := range All() {
		if err := p.Code.Check(); err != nil || p.Code.IsCode() == (p.Kind == Body) {
			t.Errorf("%s: %v", p.Code, err)
		}
		for _, n := range append(p.names(), p.old()...) {
			for _, form := range forms(n) {
				if o := owner[form]; o != nil && o != p {
					t.Errorf("%q is a name of %s and of %s", n, o.Code, p.Code)
				}
				owner[form] = p
				if got := tab().names[form].party; got != p {
					t.Errorf("%q of %s is taken: %+v", n, p.Code, tab().names[form])
				}
			}
		}
	}
	for _, s := range shared {
		if slices.Contains(tab().list(s.codes), nil) || len(tab().list(s.codes)) < 2 {
			t.Errorf("%q: %s", s.name, s.codes)
		}
	}
	for _, g := range gone {
		if slices.Contains(tab().list(g.heirs), nil) {
			t.Errorf("%s: %s", g.names, g.heirs)
		}
	}
}

// TestFormerSpans: the span of an old name is one, and it is over.
func TestFormerSpans(t *testing.T) {
	check := func(name, from, until string) {
		if err := vow.EDTF(from + "/" + until).Check(); err != nil {
			t.Errorf("%s: %s/%s: %v", name, from, until, err)
		}
		if until == "" {
			t.Errorf("%s: when was it given up?", name)
		}
	}
	for _, p := range All() {
		for _, f := range p.Former {
			check(f.Name, f.From, f.Until)
		}
		if p.Since != "" && vow.EDTF(p.Since).Check() != nil {
			t.Errorf("%s: since %s", p.Code, p.Since)
		}
	}
	for _, g := range gone {
		from, until, _ := strings.Cut(g.span, "/")
		check(g.names, from, until)
	}
}

// TestISO holds the table against Debian's iso-codes.
func TestISO(t *testing.T) {
	const file = "/usr/share/iso-codes/json/iso_3166-1.json"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: script/deps installs iso-codes", err)
	}
	var iso struct {
		Entries []struct {
			Alpha2   string `json:"alpha_2"`
			Alpha3   string `json:"alpha_3"`
			Name     string `json:"name"`
			Official string `json:"official_name"`
			Common   string `json:"common_name"`
		} `json:"3166-1"`
	}
	if err := json.Unmarshal(data, &iso); err != nil {
		t.Fatal(err)
	}
	seen := map[vow.Party]bool{}
	for _, e := range iso.Entries {
		code := vow.Party(e.Alpha3)
		p := ByCode(code)
		if p == nil { // a territory: none of its names may be a party's
			for _, n := range []string{e.Name, e.Official, e.Common, e.Alpha3} {
				if m, err := Find(n); n != "" && err == nil {
					t.Errorf("%s, no member or observer, is taken for %s", n, m.Code)
				}
			}
			continue
		}
		seen[code] = true
		if p.Alpha2 != e.Alpha2 {
			t.Errorf("%s: alpha-2 %s, ISO has %s", code, p.Alpha2, e.Alpha2)
		}
		for _, n := range []string{e.Name, e.Official, e.Common, strings.ToUpper(e.Name), "the " + e.Name} {
			if n == "" || fold(n) == "congo" {
				continue
			}
			if m, err := Find(n); err != nil || m.Code != code {
				t.Errorf("%s: ISO's name %q: %v, %v", code, n, m.Party, err)
			}
		}
	}
	if len(iso.Entries) < 240 {
		t.Errorf("%d entries in %s", len(iso.Entries), file)
	}
	for _, p := range All() {
		if p.Kind != Body && !seen[p.Code] {
			t.Errorf("%s is not in ISO 3166-1", p.Code)
		}
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]vow.Party{
		"cote d’ivoire": "CIV", "CÔTE D'IVOIRE": "CIV", "Cote d Ivoire": "CIV", "Korea, Republic of": "KOR", "Korea (Republic of)": "KOR",
		"Congo, Democratic Republic of the": "COD", "congo, republic of the": "COG", "Congo (Brazzaville)": "COG", "DR Congo": "COD",
		"Swaziland": "SWZ", "Burma": "MMR", "Zaire": "COD", "Zaïre": "COD", "Turkey": "TUR", "Türkiye": "TUR", "Turkiye": "TUR", "TÜRKİYE": "TUR", "Czech Republic": "CZE",
		"Czechia": "CZE", "Cape Verde": "CPV", "Macedonia": "MKD", "The former Yugoslav Republic of Macedonia": "MKD", "Guinea": "GIN",
		"Papua  New Guinea": "PNG", "Guinea Bissau": "GNB", "Niger": "NER", "the Niger": "NER", "Nigeria": "NGA", "Dominica": "DMA", "Dominican Republic": "DOM",
		"St. Kitts & Nevis": "KNA", "Russia": "RUS", "PSE": "PSE", "Palestine": "PSE", "Vatican": "VAT", "EU": "eu", "OIC": "oic", "U.S.A.": "USA",
		"Allemagne": "DEU", "Viet-Nam": "VNM", "Lao People’s Democratic Republic": "LAO", "Bolivia (Plurinational State of)": "BOL",
		"  Gambia (the) ": "GMB", "Sao Tomé and Príncipe": "STP", "like-minded countries": "like-minded-group", "United Kingdom of Great Britain and Northern Ireland": "GBR",
	} {
		if m, err := Find(name); err != nil || m.Code != want {
			t.Errorf("%q: %v, %v; want %s", name, m.Party, err, want)
		}
	}
	if m, err := Find("Swaziland"); err != nil || m.Old == nil || m.Old.Until != "2018-04-19" {
		t.Errorf("Swaziland: %+v, %v", m.Old, err)
	}
	if m, err := Find("Eswatini"); err != nil || m.Old != nil {
		t.Errorf("Eswatini: %+v, %v", m.Old, err)
	}
}

// TestAsk: what is not exactly a name is asked about, with the likely ones first.
func TestAsk(t *testing.T) {
	for name, want := range map[string]struct {
		why   Why
		codes string // the first candidates
		all   bool   // in any order
	}{
		"Congo":                 {Several, "COG COD", true},
		"Korea":                 {Several, "KOR PRK", true},
		"Guinee Conakri":        {Alike, "GIN", false},
		"Guinea (West)":         {Alike, "GIN GNB GNQ PNG", true},
		"Guineas":               {Several, "GIN GNB GNQ PNG", true},
		"Equatoral Guinea":      {Alike, "GNQ", false},
		"Kyrgyztan":             {Alike, "KGZ", false},
		"Nigerria":              {Alike, "NGA", false},
		"Nigera":                {Alike, "NGA NER", true},
		"Dominican":             {Alike, "DMA DOM", true},
		"Republic Dominica":     {Alike, "DMA DOM", true},
		"Uzbekstan":             {Alike, "UZB", false},
		"Soviet Union":          {Gone, "RUS", false},
		"Yugoslavia":            {Gone, "BIH HRV MKD MNE SRB SVN", true},
		"Serbia and Montenegro": {Gone, "MNE SRB", true},
	} {
		_, err := Find(name)
		var ask *Ask
		if !errors.As(err, &ask) || vow.CodeOf(err) != vow.CodeUsage || vow.HintOf(err) == "" {
			t.Errorf("%q: %v", name, err)
			continue
		}
		var got []string
		for _, c := range ask.Candidates {
			got = append(got, string(c.Code))
		}
		expect := strings.Fields(want.codes)
		if want.all {
			for _, c := range expect {
				if !slices.Contains(got, c) {
					t.Errorf("%q: candidates %v, %s is missing", name, got, c)
				}
			}
		} else if len(got) < len(expect) || !slices.Equal(got[:len(expect)], expect) {
			t.Errorf("%q: candidates %v, want %v first", name, got, expect)
		}
		if ask.Why != want.why {
			t.Errorf("%q: %s, want %s", name, ask.Why, want.why)
		}
		for _, c := range got {
			if !strings.Contains(err.Error(), c) {
				t.Errorf("%q: %v does not name %s", name, err, c)
			}
		}
	}
	for _, name := range []string{"", "a group of countries", "37 countries", "xyzzy", "pse", "the", "Ko", strings.Repeat("Guinea ", 99), "\x00\xff"} {
		_, err := Find(name)
		var ask *Ask
		if !errors.As(err, &ask) || ask.Candidates != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestNeverMerged: no slip of a letter turns one State's name into another's.
func TestNeverMerged(t *testing.T) {
	for _, p := range All() {
		for _, n := range p.names() {
			for i := range n {
				for _, form := range forms(n[:i] + n[i+1:]) {
					if other := tab().names[form].party; other != nil && other != p && len(form) > 3 { // US is a name, and USA another
						t.Errorf("%q without a letter is %s", n, other.Code)
					}
				}
			}
		}
	}
}

func TestCouncil(t *testing.T) {
	seats := map[Group]int{African: 13, AsiaPacific: 13, EasternEurope: 6, LatinAmerica: 8, WesternEurope: 7}
	for year := CouncilFirst; year <= CouncilLast; year++ {
		for _, monthDay := range []string{"02-15", "08-15", "12-31"} {
			day := fmt.Sprintf("%d-%s", year, monthDay)
			got := CouncilOn(day)
			if day < "2006-06-19" {
				if got != nil {
					t.Errorf("%s: %v", day, got)
				}
				continue
			}
			have := map[Group]int{}
			for _, code := range got {
				p := ByCode(code)
				if p == nil || p.Kind != Member {
					t.Fatalf("%s: %s sat on the council", day, code)
				}
				have[p.Group]++
			}
			want := map[Group]int{}
			for g, n := range seats {
				want[g] = n
			}
			if day == "2011-08-15" {
				want[African]-- // Libya was suspended
			}
			for g, n := range want {
				if have[g] != n {
					t.Errorf("%s: %d seats of %s, want %d", day, have[g], g, n)
				}
			}
		}
	}
	for day, n := range map[string]int{"2006-06-18": 0, "2018-06-30": 46, "2022-04-08": 46, "2022-05-10": 47, "2025-01-01": 0, "2022": 0, "": 0} {
		if got := CouncilOn(day); len(got) != n {
			t.Errorf("%q: %d members, want %d", day, len(got), n)
		}
	}
	if got := CouncilOf(2022); len(got) != 48 || !slices.Contains(got, "RUS") || !slices.Contains(got, "CZE") {
		t.Errorf("2022: %d members at some time", len(got))
	}
	if CouncilOf(2005) != nil || CouncilOf(2025) != nil {
		t.Error("years that are not covered have members")
	}
}

// TestCouncilVoted: those who sat in October 2022 are those who voted on A/HRC/51/L.6.
func TestCouncilVoted(t *testing.T) {
	data, err := os.ReadFile("testdata/vote-2022-10-06.csv")
	if err != nil {
		t.Fatal(err)
	}
	var voted []vow.Party
	totals := map[string]int{}
	for line := range strings.Lines(string(data)) {
		name, vote, _ := strings.Cut(strings.TrimSpace(line), ",")
		m, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		voted = append(voted, m.Code)
		totals[vote]++
	}
	slices.Sort(voted)
	if got := CouncilOn("2022-10-06"); !slices.Equal(got, voted) {
		t.Errorf("members %v\nvoted %v", got, voted)
	}
	if totals["yes"] != 17 || totals["no"] != 19 || totals["abstain"] != 11 {
		t.Errorf("totals %v", totals)
	}
}

func TestCheck(t *testing.T) {
	for p, ok := range map[vow.Party]bool{"CHE": true, "eu": true, "group-1": true, "ZZZ": true, "XAA": true, "QQQ": true, "QAA": false, "YYY": false, "TWN": false, "Che": false, "": false} {
		if err := Check(p); (err == nil) != ok || err != nil && vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%q: %v", p, err)
		}
	}
	// A handle is no other way to write a State, nor one that a slip of a letter makes.
	for p, want := range map[vow.Party]string{"congo": "COG COD", "korea": "KOR PRK", "guineas": "GIN", "kyrgyztan": "KGZ", "nigera": "NGA", "france": "FRA", "cote-d-ivoire": "CIV", "swaziland": "SWZ",
		"dominican-republik": "DOM", "uk": "GBR", "soviet-union": "RUS"} {
		err := Check(p)
		if err == nil || vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%s: %v", p, err)
			continue
		}
		for code := range strings.FieldsSeq(want) {
			if !strings.Contains(err.Error()+vow.HintOf(err), code) {
				t.Errorf("%s: %v does not say %s", p, err, code)
			}
		}
	}
	for _, p := range []vow.Party{"press", "several", "council", "un-office", "official", "state-official", "ngo", "head-of-office", "mission", "company-1", "a-group-of-countries", "media", "source", "public"} {
		if err := Check(p); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	if Label("CHE") != "Switzerland" || Label("group-1") != "group-1" {
		t.Error("labels")
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"Congo", "Korea, Republic of", "Iran (Islamic Republic of)", "Kyrgyztan", "((,", "\u0130\u0307", "St", "AAZ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := Find(s)
		if err == nil {
			again, err := Find(strings.ToUpper(m.Name))
			if err != nil || again.Code != m.Code || again.Name != m.Name { // one of a user's own code is made anew
				t.Errorf("%q is %s, and that name is %v", s, m.Name, err)
			}
			return
		}
		var ask *Ask
		if !errors.As(err, &ask) || len(ask.Candidates) > maxCandidates || len(ask.Error()) > 1000 {
			t.Errorf("%q: %v", s, err)
		}
	})
}
