// Package reply (level 2) is the right of reply on paper: the comments file that
// says which blocks of a party's reply are which comment, and the matrix that says
// what became of each comment and why each paragraph was changed after sharing.
//
// Both are a header line and lines of canonical JSON; parse, then marshal, gives
// the same bytes, or parsing is an error. What the matrix says of changes is never
// believed: Check compares the two texts again and finds every change that no line
// explains. The office's gate and the reader's verdict use the same Check. The
// package is pure: no clock, disk or network.
package reply

import (
	"bytes"
	"strings"

	"vow"
)

// Bounds of the two files.
const (
	MaxFile   = 16 << 20 // bytes
	MaxReason = 2000     // bytes of a reason's words
	maxLine   = 256 << 10
	maxLines  = 200_000
	maxOn     = 64 // references or citations on one line
)

// lines cuts a file into the lines after its header, each without its LF.
func lines(data []byte, header string) ([][]byte, error) {
	if len(data) > MaxFile {
		return nil, vow.Errorf(vow.CodeCheck, "over %d bytes long", MaxFile)
	}
	rest, ok := bytes.CutPrefix(data, []byte(header+"\n"))
	if !ok {
		return nil, vow.Errorf(vow.CodeCheck, "line 1: %q expected", header)
	}
	if len(rest) == 0 {
		return nil, nil
	}
	body, ok := bytes.CutSuffix(rest, []byte("\n"))
	if !ok {
		return nil, vow.Errorf(vow.CodeCheck, "the last line does not end")
	}
	if n := bytes.Count(body, []byte("\n")) + 1; n > maxLines {
		return nil, vow.Errorf(vow.CodeCheck, "%d lines, at most %d allowed", n, maxLines)
	}
	out := bytes.Split(body, []byte("\n"))
	for i, l := range out {
		if len(l) == 0 || len(l) > maxLine {
			return nil, vow.Errorf(vow.CodeCheck, "line %d: 1 to %d bytes expected", i+2, maxLine)
		}
	}
	return out, nil
}

// parse reads one line into v; the line is numbered as in the file.
func parse(line []byte, i int, v any) error {
	if err := vow.ParseCanonical(line, v); err != nil {
		return vow.Errorf(vow.CodeCheck, "line %d: %w", i+2, err)
	}
	return nil
}

// join writes a file: the header, and each value on a line.
func join[T any](header string, values ...[]T) []byte {
	var b bytes.Buffer
	b.WriteString(header + "\n")
	for _, list := range values {
		for i := range list {
			line, err := vow.MarshalCanonical(&list[i])
			if err != nil { // none of the types here can fail to marshal
				panic(err)
			}
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

func wrong(format string, args ...any) error { return vow.Errorf(vow.CodeCheck, format, args...) }

// checkWords checks free text of at most limit bytes that says something.
func checkWords(field, s string, limit int) error {
	switch {
	case s == "" || len(s) > limit:
		return wrong("%s: 1 to %d bytes of text expected, %d found", field, limit, len(s))
	case !vow.Visible(s):
		return wrong("%s: at least one visible character expected", field)
	}
	if err := vow.CheckText(s); err != nil {
		return wrong("%s: %w", field, err)
	}
	return nil
}

func checkOneOf[T ~string](field string, v T, all []T) error {
	words := make([]string, len(all))
	for i, a := range all {
		if v == a {
			return nil
		}
		words[i] = string(a)
	}
	return wrong("%s: %q is none of: %s", field, string(v), strings.Join(words, " "))
}
