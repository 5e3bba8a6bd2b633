// Package eventtable (level 1) reads events from tables that people keep in
// spreadsheets. Pure.
//
// Invariant: a table is read whole or not at all; what is wrong is named by its line
// and field.
package eventtable

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vow"
)

// Bounds of a table of events.
const (
	MaxSize = 16 << 20
	maxRows = 10_000
)

// Columns that are no text.
var (
	listColumns   = []string{"for"}
	numberColumns = []string{"sources"}
	partyColumns  = []string{"attributed_to", "for", "party"}
)

// Read reads events of one kind from a table: CSV (RFC 4180) in UTF-8, with or
// without a byte order mark, its cells apart by commas or by semicolons. The first
// line names fields of the kind; `for` holds parties with spaces between. Empty cells are
// fields that are missing. A cell is text, whatever a spreadsheet would make of it. party,
// if it is not nil, says which party a cell names, so that one stands under one name.
//
// Errors: CodeUsage with the line and the field that is wrong; no row is left out.
func Read(data []byte, kind vow.Kind, at vow.Time, log string, party func(string) (vow.Party, error)) ([]vow.Body, error) {
	if len(data) > MaxSize {
		return nil, vow.Errorf(vow.CodeUsage, "table of %d bytes, at most %d are read", len(data), MaxSize)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, vow.Errorf(vow.CodeUsage, "line %d: not UTF-8", 1+bytes.Count(data[:invalidAt(data)], []byte("\n"))).
			WithHint("save the table as CSV in UTF-8; nothing of it was noted")
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';'
	}
	head, err := r.Read()
	if err != nil {
		return nil, badTable(err, "the first line does not name fields")
	}
	if err := checkHead(head); err != nil {
		return nil, err
	}
	var out []vow.Body
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badTable(err, "")
		}
		line, _ := r.FieldPos(0)
		var body vow.Body
		if err = nameParties(head, row, party); err == nil {
			body, err = readRow(head, row, kind, at, log)
		}
		if err != nil {
			if name, ok := missing(err); ok {
				return nil, vow.Errorf(vow.CodeUsage, "line %d: nothing in the column %q, or the table has none of that name", line, name).WithHint("nothing of the table was noted")
			}
			return nil, vow.Errorf(vow.CodeUsage, "line %d: %w", line, err).WithHint("nothing of the table was noted")
		}
		if out = append(out, body); len(out) > maxRows {
			return nil, vow.Errorf(vow.CodeUsage, "more than %d rows: split the table", maxRows)
		}
	}
	if len(out) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "the table has no rows")
	}
	return out, nil
}

// missing reads which field a row lacks out of what is said of the entry that it would
// become: whoever writes a table knows columns, and no JSON.
func missing(err error) (name string, ok bool) {
	_, rest, _ := strings.Cut(err.Error(), "JSON is not canonical: member ")
	name, ok = strings.CutSuffix(rest, " is missing")
	return strings.Trim(name, `"`), ok && rest != ""
}

// invalidAt returns where data stops being UTF-8.
func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

func badTable(err error, say string) error {
	var pe *csv.ParseError
	switch {
	case errors.As(err, &pe):
		return vow.Errorf(vow.CodeUsage, "line %d: no CSV: %w", pe.Line, pe.Err).WithHint("nothing of the table was noted")
	case errors.Is(err, io.EOF):
		return vow.Errorf(vow.CodeUsage, "the table is empty")
	}
	return vow.Errorf(vow.CodeUsage, "%s: %w", say, err)
}

func checkHead(head []string) error {
	for i, name := range head {
		switch {
		case slices.Contains([]string{"at", "kind", "log", "refs"}, name):
			return vow.Errorf(vow.CodeUsage, "line 1: the column %q is not for a table to say", name)
		case name == "" || slices.Contains(head[:i], name):
			return vow.Errorf(vow.CodeUsage, "line 1: column %d has no name, or that of another", i+1)
		}
	}
	return nil
}

// nameParties replaces what names parties in a row by what they are called here.
func nameParties(head, row []string, party func(string) (vow.Party, error)) error {
	for i, cell := range row {
		if party == nil || cell == "" || !slices.Contains(partyColumns, head[i]) {
			continue
		}
		list := []string{cell}
		if slices.Contains(listColumns, head[i]) {
			list = strings.Fields(cell)
		}
		for n, name := range list {
			p, err := party(name)
			if err != nil {
				return vow.Errorf(vow.CodeUsage, "field %s: %w", head[i], err)
			}
			list[n] = string(p)
		}
		row[i] = strings.Join(list, " ")
	}
	return nil
}

// readRow makes a body of one row by way of its JSON, so that a table can say no more
// and no less than an entry.
func readRow(head, row []string, kind vow.Kind, at vow.Time, log string) (vow.Body, error) {
	m := map[string]any{"at": at.String(), "kind": string(kind), "log": log}
	for i, cell := range row {
		name := head[i]
		switch {
		case cell == "":
		case slices.Contains(numberColumns, name):
			n, err := strconv.Atoi(cell)
			if err != nil {
				return nil, vow.Errorf(vow.CodeUsage, "field %s: %q is no number", name, cell)
			}
			m[name] = n
		case slices.Contains(listColumns, name):
			list := strings.Fields(cell)
			slices.Sort(list)
			m[name] = list
		default:
			m[name] = strings.ReplaceAll(cell, "\r\n", "\n")
		}
	}
	line, err := vow.MarshalCanonical(m)
	if err != nil {
		return nil, err
	}
	body, err := vow.ParseEntryText(bytes.Join([][]byte{[]byte(vow.EntryHeader), line, nil}, []byte("\n")))
	if err != nil {
		return nil, err
	}
	if _, unknown := body.(*vow.Unknown); unknown {
		return nil, vow.Errorf(vow.CodeUsage, "%s is no kind of event", kind)
	}
	return body, nil
}
