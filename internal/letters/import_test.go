package letters

import (
	"fmt"
	"strings"
	"testing"

	"vow"
	"vow/internal/parties"
)

func codes(l *List) string {
	var out []string
	for _, r := range l.Rows {
		out = append(out, string(r.Party))
	}
	return strings.Join(out, " ")
}

// pasted is a list as it comes out of a PDF.
const pasted = "Algeria,1 Angola, Bahrain*,\nBolivia (Plurinational State of),² Burundi, Democratic People’s Republic of\nKorea, Democratic Republic of the\nCongo, Equa-\ntorial Guinea, Lao People's Democratic\nRepublic, Papua New\nGuinea, Saint Vincent and the\nGrenadines†, Korea, Republic of, Bosnia and\nHerzegovina, Syrian Arab Republic [3] and Zimbabwe."

func TestPasted(t *testing.T) {
	l, err := ReadList([]byte(pasted), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := codes(l), "DZA AGO BHR BOL BDI PRK COD GNQ LAO PNG VCT KOR BIH SYR ZWE"; got != want || l.Form != "pasted" {
		t.Errorf("%s: %s\nwant %s", l.Form, got, want)
	}
	for text, want := range map[string]string{
		"1. France\n2. Germany\n10) Chad\n":           "FRA DEU TCD",
		"• Niger\n• Nigeria\r\n• The Gambia ":         "NER NGA GMB",
		"Guinea\nBissau":                              "GNB",
		"Guinea;\nGuinea-Bissau; Equatorial\nGuinea":  "GIN GNB GNQ",
		"France\n\nGermany and Antigua and Barbuda\n": "FRA DEU ATG",
		"L'Allemagne":                             "",
		"Allemagne, France et Côte d’Ivoire":      "DEU FRA CIV",
		"European Union, Norway":                  "eu NOR",
		"Sudan³\nSouth Sudan⁴":                    "SDN SSD",
		"Congo, Democratic Republic of the, Mali": "COD MLI",
		"Swaziland\nMyanmar":                      "SWZ MMR",
		// Two ways to cut, one answer; columns; numbers of pages.
		"Moldova, Republic of\nMadagascar":           "MDA MDG",
		"France        Viet Nam\nCosta Rica    Mali": "FRA VNM CRI MLI",
		"France\n\n- 2 -\n\fGermany\n3\n":            "FRA DEU",
		// Numbers in brackets and within a line; marks as the United Nations print them.
		"(1) Bolivia (Plurinational State\nof)\n(12) Mali":                    "BOL MLI",
		"1. Chad, 2. Niger; (3) Nigeria; 4) Korea,\nRepublic of":              "TCD NER NGA KOR",
		"Guinea a/\nMali 12/, Chad (b)\nTogo (1)*, Congo, Republic of the 3/": "GIN MLI TCD TGO COG",
	} {
		l, err := ReadList([]byte(text), nil)
		if want == "" {
			if err == nil {
				t.Errorf("%q: %s", text, codes(l))
			}
			continue
		}
		if err != nil || codes(l) != want {
			t.Errorf("%q: %v, want %s", text, err, want)
			if l != nil {
				t.Log(codes(l))
			}
		}
	}
	l, err = ReadList([]byte("Swaziland, European Union"), nil)
	if err != nil || len(l.Notes) != 2 || !strings.Contains(l.Notes[0], "2018-04-19") || !strings.Contains(l.Notes[1], "not expanded") {
		t.Error(l, err)
	}
}

// TestAll193: every member State, one a line, broken, numbered and with marks.
func TestAll193(t *testing.T) {
	var b strings.Builder
	n := 0
	for _, p := range parties.All() {
		if p.Kind != parties.Member {
			continue
		}
		n++
		name := p.Name
		if p.Code == "COG" {
			name = p.Formal
		}
		broken := name
		if i := strings.LastIndexByte(name, ' '); i > 0 && n%2 == 0 {
			broken = name[:i] + "\n" + name[i+1:]
		}
		fmt.Fprintf(&b, "%d. %s%s\n", n, broken, []string{"", "¹", "*", "2"}[n%4])
	}
	l, err := ReadList([]byte(b.String()), nil)
	if err != nil || len(l.Rows) != 193 {
		t.Fatal(err)
	}
	if n := strings.Count(codes(l), " ") + 1; n != 193 {
		t.Errorf("%d", n)
	}
}

func TestCSV(t *testing.T) {
	l, err := ReadList([]byte("\xef\xbb\xbfCountry;Date;Event;Evidence\r\n\"Korea, Republic of\";2019-07-12;signed;\"the list; page \"\"2\"\"\"\r\n\r\nCôte d'Ivoire²;2019-07;withdrew;\r\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if codes(l) != "KOR CIV" || l.Rows[0].Evidence != `the list; page "2"` || l.Rows[1].When != "2019-07" || l.Rows[1].Event != vow.ActWithdrew || l.Rows[1].Line != 4 {
		t.Errorf("%+v", l.Rows)
	}
	// What some spreadsheets write first is no row, and moves no number.
	l, err = ReadList([]byte("\xef\xbb\xbfsep=;\r\nparty;when\r\nFrance;2019\r\n"), nil)
	if err != nil || codes(l) != "FRA" || l.Rows[0].Line != 3 {
		t.Error(l, err)
	}
	l, err = ReadList([]byte("party,by,event\nFrance,China,claimed\nChad\t,,signed\n"), nil)
	if err != nil || l.Rows[0].By != "CHN" || codes(l) != "FRA TCD" {
		t.Error(l, err)
	}
}

// TestCodes: a list of nothing but codes is one of codes, also where a code is a group's
// abbreviation, too; among names it is asked about.
func TestCodes(t *testing.T) {
	for text, want := range map[string]string{"party\nMLI\nNAM\nNER\n": "MLI NAM NER", "MLI\nNAM\nNER\n": "MLI NAM NER", "MLI, NAM, Niger": "", "NAM\nMLI": "", "MLI\nNAM\nNER\nCongo": ""} {
		l, err := ReadList([]byte(text), nil)
		if want == "" {
			if err == nil {
				t.Errorf("%q: %s", text, codes(l))
			}
			continue
		}
		if err != nil || codes(l) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestBadRows: one bad row among a thousand, and nothing is taken; it is named.
// TestColumnAlone: the name of a column above names alone is no name, and names with commas
// stay whole.
func TestColumnAlone(t *testing.T) {
	for _, head := range []string{"name", "State", "\ufeff\"Country\"", "Signatory:", "\npays"} {
		l, err := ReadList([]byte(head+"\nKorea, Republic of\nFrance\n"), nil)
		if err != nil || len(l.Rows) != 2 || l.Rows[0].Party != "KOR" || !strings.Contains(strings.Join(l.Notes, " "), "the name of a column, was taken off") {
			t.Errorf("%q: %+v %v", head, l, err)
		}
	}
	if _, err := ReadList([]byte("France\nname\n"), nil); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v", err)
	}
}

func TestBadRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("party,when\n")
	for i := range 1000 {
		name := "France"
		if i == 617 {
			name = "Kyrgyztan"
		}
		fmt.Fprintf(&b, "%s,%d-%02d-%02d\n", name, 1980+i/336, i/28%12+1, i%28+1)
	}
	_, err := ReadList([]byte(b.String()), nil)
	if vow.ExitStatus(err) != 2 || !strings.Contains(err.Error(), "line 619: ") || !strings.Contains(err.Error(), "KGZ") || !strings.Contains(err.Error(), "nothing was imported") || !strings.Contains(vow.HintOf(err), "--as") {
		t.Errorf("%v (%s)", err, vow.HintOf(err))
	}
	for text, want := range map[string]string{
		"party,when\nFrance,2019-13-01\n":                              "line 2",
		"party,when\nFrance\n":                                         "1 fields",
		"party,event\nFrance,initialled\n":                             "not one of",
		"party,note\nFrance,x\n":                                       `no column is called "note"`,
		"party,country\nFrance,x\n":                                    "two columns",
		"party,when\n=HYPERLINK(A1),2019\n":                            "formula",
		"party,evidence\nFrance,+cmd|' /C calc'!A0\n":                  "formula",
		"party,when\n\"France,2019\n":                                  "line 2",
		"party,when\nFrance,2019\nfrance,2019\n":                       "one party twice",
		"party,when\nBurma,2019\nMyanmar,2019\n":                       "one party twice",
		"Burma; France; Myanmar":                                       "one party twice",
		"France\nCongo\nKorea":                                         "2 rows",
		"France\nthe following States joined the statement on 26 July": "line 2",
		"":                     "names nobody",
		"\xff\xfeF\x00":        "UTF-16",
		"France\nGer\xffmany":  "line 2",
		"a group of countries": "line 1",
		"Kyrgyztan\nNigerria":  "line 1",
		"Yugoslavia":           "no more",
		"Mali\nFra\x00nce":     "line 2 of the list has a control character",
	} {
		l, err := ReadList([]byte(text), nil)
		if l != nil || vow.ExitStatus(err) != 2 || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestAliases(t *testing.T) {
	as, err := ParseAliases([]string{"Congo=COG", "a group of countries=group-1", "R. of Korea =KOR"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ReadList([]byte("CONGO; A group of  countries; R. of Korea; Mali"), as)
	if err != nil || codes(l) != "COG group-1 KOR MLI" {
		t.Error(l, err)
	}
	for _, bad := range [][]string{{"Congo"}, {"=COG"}, {"Congo=YYY"}, {"Congo=Mr X"}, {"Congo=COG", "congo=COD"}} {
		if _, err := ParseAliases(bad); vow.ExitStatus(err) != 2 {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// FuzzReadList: a list is taken whole, with parties that exist, or refused with the
// exit status of wrong usage.
func FuzzReadList(f *testing.F) {
	for _, s := range []string{pasted, "party;when\nFrance;2019\n", "\xef\xbb\xbf1. Niger\n2. Guinea-\nBissau", "a and b and c, d", ",,;;\t-\u00ad", "[1]\n*", "AAA"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadList(data, nil)
		if err != nil {
			if vow.ExitStatus(err) != 2 {
				t.Error(err)
			}
			return
		}
		for _, r := range l.Rows {
			if parties.Check(r.Party) != nil || r.Line < 1 { // a code may be one that ISO 3166-1 leaves to its users
				t.Errorf("%+v", r)
			}
		}
	})
}
