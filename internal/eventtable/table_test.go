package eventtable

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vow"
)

const csvHead = "party,channel,ask,direction,known,leverage,subject,when,summary\n"

func csvRow(i int) string {
	return fmt.Sprintf("XAA,letter,withhold,in,held,none,office,2026-06-01,row %d\n", i)
}

var csvAt, _ = vow.ParseTime("2026-06-29T10:00:00Z")

// One bad row among a thousand: it is named, by the line that a person sees, and
// nothing comes of the others.
func TestOneBadRowAmongAThousand(t *testing.T) {
	for _, bad := range []struct{ row, want string }{
		{"XAA,letter,withhold,in,held,none,office,2026-02-30,x\n", "field when"},
		{"Jane Doe,letter,withhold,in,held,none,office,2026-06-01,x\n", "field party"},
		{"XAA,letter,withhold,in,held,none,office,2026-06-01\n", "wrong number of fields"},
		{"XAA,letter,withhold,in,held,none,office,2026-06-01,\"x\n", ""},
		{"XAA,letter,withhold,in,held,none,office,2026-06-01,a\u202eb\n", "field summary"},
		{"XAA,letter,withhold,in,held,none,office,2026-06-01,\xff\n", "not UTF-8"},
	} {
		var b strings.Builder
		b.WriteString("\ufeff" + csvHead)
		for i := range 1000 {
			if i == 700 {
				b.WriteString(bad.row)
			}
			b.WriteString(csvRow(i))
		}
		out, err := Read([]byte(b.String()), vow.KindContact, csvAt, "office.example/vow", nil)
		if out != nil || vow.CodeOf(err) != vow.CodeUsage || !strings.Contains(err.Error(), bad.want) || bad.want != "" && !strings.Contains(err.Error(), "line 702: ") {
			t.Errorf("%q: %d rows, %v", bad.row, len(out), err)
		}
	}
}

func TestTablesThatAreNone(t *testing.T) {
	for table, want := range map[string]string{
		"":                 "empty",
		"\ufeff":           "empty",
		csvHead:            "no rows",
		"at," + csvHead:    `column "at" is not for a table`,
		"party," + csvHead: "that of another",
		",party\nx,XAA\n":  "column 1",
		"party\nXAA\n":     `line 2: nothing in the column "ask", or the table has none of that name`,
		"\"party\nXAA\n":   "no CSV",
		csvHead + strings.Repeat(csvRow(1), maxRows+1): "more than",
	} {
		if out, err := Read([]byte(table), vow.KindContact, csvAt, "office.example/vow", nil); out != nil || vow.CodeOf(err) != vow.CodeUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", table, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(csvHead+csvRow(1)), 0)
	f.Add([]byte("\ufeffparty;channel;direction;outcome;question;when\nXAA;letter;out;asked;\"a\nb\";2026\n"), 1)
	f.Add([]byte("party,occasion,stance,when,words\nXAA,x,asserts,2026-06,=1+1\n"), 2)
	kinds := []vow.Kind{vow.KindContact, vow.KindInquiry, vow.KindStatement}
	f.Fuzz(func(t *testing.T, data []byte, kind int) {
		out, err := Read(data, kinds[uint(kind)%3], csvAt, "office.example/vow", nil)
		if (err == nil) == (len(out) == 0) {
			t.Fatalf("%d rows, %v", len(out), err)
		}
		for _, b := range out {
			if err := vow.ValidateBody(b); err != nil || !slices.Contains(kinds, b.Common().Kind) || b.Common().At != csvAt {
				t.Fatalf("%+v: %v", b, err)
			}
		}
	})
}
