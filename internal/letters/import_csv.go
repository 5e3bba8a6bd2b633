package letters

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"vow"
)

// columns are the columns that a list may have, by the names that they go by.
var columns = map[string]string{
	"party": "party", "parties": "party", "state": "party", "country": "party", "name": "party", "signatory": "party", "signer": "party", "pays": "party", "état": "party",
	"event": "event", "act": "event", "action": "event",
	"as": "as", "by": "by", "claimed by": "by",
	"when": "when", "date": "when",
	"evidence": "evidence", "source": "evidence", "origin": "evidence",
	"evidence when": "evidence when", "evidence date": "evidence when",
	"confidence": "confidence",
}

// csvHeader recognises CSV by its first line: it names a column of parties, beside
// others or alone.
func csvHeader(text string) (comma rune, header []string) {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	for _, c := range []rune{';', '\t', ','} {
		r := csv.NewReader(strings.NewReader(first))
		r.Comma = c
		fields, err := r.Read()
		if err != nil {
			continue
		}
		for _, f := range fields {
			if columns[columnName(f)] == "party" && (len(fields) > 1 || columnName(f) == "party") {
				return c, fields
			}
		}
	}
	return 0, nil
}

func columnName(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, "_", " "))), " ")
}

func readCSV(text string, comma rune, header []string, as Aliases) (*List, []badRow, error) {
	l := &List{Form: "csv"}
	place := make([]string, len(header))
	seen := map[string]bool{}
	for i, h := range header {
		place[i] = columns[columnName(h)]
		if place[i] == "" {
			return nil, nil, vow.Errorf(vow.CodeUsage, "line 1: no column is called %q", h).
				WithHint("columns are party, event, as, by, when, evidence, evidence when, confidence; take the others out")
		}
		if seen[place[i]] {
			return nil, nil, vow.Errorf(vow.CodeUsage, "line 1: two columns for %s", place[i])
		}
		seen[place[i]] = true
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = comma
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	var bad []badRow
	for first := true; ; first = false {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return l, bad, nil
		}
		if err != nil {
			var pe *csv.ParseError
			if errors.As(err, &pe) {
				return nil, nil, vow.Errorf(vow.CodeUsage, "line %d: %v; nothing was imported", pe.StartLine, pe.Err).
					WithHint("a quotation mark inside a field is doubled, and the field stands in quotation marks")
			}
			return nil, nil, vow.Errorf(vow.CodeUsage, "CSV: %w", err)
		}
		line, _ := r.FieldPos(0)
		if first || blank(fields) {
			continue
		}
		if len(l.Rows) >= MaxRows {
			return nil, nil, vow.Errorf(vow.CodeUsage, "line %d: a list has at most %d rows", line, MaxRows)
		}
		row, err := csvRow(fields, place, as)
		row.Line = line
		var nobody nobodys
		switch {
		case errors.As(err, &nobody):
			bad = append(bad, badRow{line: line, name: string(nobody)})
			continue
		case err != nil:
			bad = append(bad, badRow{line: line, err: err})
			continue
		}
		l.Rows = append(l.Rows, row)
	}
}

// nobodys is the error of a name that is no party's.
type nobodys string

func (n nobodys) Error() string { return string(n) }

func blank(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

func csvRow(fields, place []string, as Aliases) (Row, error) {
	var r Row
	if len(fields) != len(place) {
		return r, vow.Errorf(vow.CodeUsage, "%d fields, the header has %d", len(fields), len(place))
	}
	for i, f := range fields {
		// What a spreadsheet would run as a formula is no name and no date.
		if f != "" && strings.ContainsRune("=+-@\t", rune(f[0])) {
			return r, vow.Errorf(vow.CodeUsage, "column %s: %.40q begins as a formula does", place[i], f)
		}
		f = strings.TrimSpace(strings.ReplaceAll(f, "\n", " "))
		var err error
		switch place[i] {
		case "party":
			r.Name = strip(f)
			m, ok := as.exact(r.Name)
			if !ok {
				return r, nobodys(r.Name)
			}
			r.Party, r.Old = m.Code, m.Old
		case "event":
			r.Event, err = oneOf(f, vow.SignerActs()...)
		case "as":
			r.As, err = oneOf(f, append(vow.SignerActs(), vow.ActNone)...)
		case "by":
			if f != "" {
				m, ok := as.exact(f)
				if !ok {
					return r, nobodys(f)
				}
				r.By = m.Code
			}
		case "when":
			r.When, err = date(f)
		case "evidence":
			r.Evidence = f
		case "evidence when":
			r.EvidenceWhen, err = date(f)
		case "confidence":
			r.Confidence, err = oneOf(f, vow.ConfidenceHigh, vow.ConfidenceMedium, vow.ConfidenceLow)
		}
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

func date(s string) (vow.EDTF, error) {
	d := vow.EDTF(s)
	if s == "" {
		return "", nil
	}
	return d, d.Check()
}

func oneOf[T ~string](s string, all ...T) (T, error) {
	if s == "" {
		return "", nil
	}
	var list []string
	for _, a := range all {
		if T(s) == a {
			return a, nil
		}
		list = append(list, string(a))
	}
	return "", vow.Errorf(vow.CodeUsage, "%.40q is not one of: %s", s, strings.Join(list, " "))
}
