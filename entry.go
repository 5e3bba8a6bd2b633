package vow

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
)

// EntryHeader is the first line of every entry.
const EntryHeader = "vow/entry@v1"

// MaxEntry is the most bytes an entry may have, signatures included.
const MaxEntry = 16 << 10

// Common is what every entry says.
type Common struct {
	At     Time   // the office's own claim
	Kind   Kind   //
	Log    string // the origin of the record
	Refs   []Hash // leaf hashes of entries it builds on
	Report string // the report's slug, or ""
}

// Body is the statement of an entry of one kind: a struct whose fields stand in
// the order of their JSON names.
type Body interface {
	// Common returns the fields that every kind has.
	Common() Common
	// Validate checks every field by itself and names the first that is wrong.
	Validate() error
}

// Entry is one signed statement: a C2SP signed note whose text is the header
// line and one line of canonical JSON. Its exact bytes are the log leaf's data.
type Entry struct {
	Body  Body
	Note  *Note
	Leaf  Hash // RFC 6962 leaf hash of the entry's bytes
	Text  Hash // SHA-256 of the note's text: unique in a record
	Bytes []byte
}

// LeafHash returns the RFC 6962 §2.1 leaf hash of an entry's bytes.
func LeafHash(data []byte) Hash {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(data)
	var out Hash
	h.Sum(out[:0])
	return out
}

// EntryText returns the note text that states body, after Validate.
func EntryText(body Body) ([]byte, error) {
	if err := ValidateBody(body); err != nil {
		return nil, err
	}
	line, err := MarshalCanonical(body)
	if err != nil {
		return nil, err
	}
	text := slices.Concat([]byte(EntryHeader), []byte{'\n'}, line, []byte{'\n'})
	if len(text) > MaxEntry/2 {
		return nil, Errorf(CodeCheck, "entry text of %d bytes, at most %d fit", len(text), MaxEntry/2)
	}
	return text, nil
}

// ParseEntry parses an entry strictly. It checks form and fields; whether the
// signatures are true and the entry may stand where it stands is the record's
// to say (internal/record). An entry of a kind that this version does not know
// has a Body of type *Unknown.
func ParseEntry(data []byte) (*Entry, error) {
	if len(data) > MaxEntry {
		return nil, Errorf(CodeCheck, "entry of %d bytes, at most %d allowed", len(data), MaxEntry)
	}
	note, err := ParseNote(data)
	if err != nil {
		return nil, err
	}
	for i, s := range note.Sigs {
		if len(s.Bytes) != ed25519.SignatureSize {
			return nil, Errorf(CodeCheck, "signature line %d: not an Ed25519 signature", i+1)
		}
		if i > 0 && note.Sigs[i-1].Name >= s.Name {
			return nil, Errorf(CodeCheck, "signature line %d: names are not sorted, or one signs twice", i+1)
		}
	}
	body, err := ParseEntryText(note.Text)
	if err != nil {
		return nil, err
	}
	return &Entry{Body: body, Note: note, Leaf: LeafHash(data), Text: SumHash(note.Text), Bytes: data}, nil
}

// ParseEntryText parses the note text of an entry.
func ParseEntryText(text []byte) (Body, error) {
	rest, ok := bytes.CutPrefix(text, []byte(EntryHeader+"\n"))
	if !ok {
		return nil, Errorf(CodeCheck, "entry does not start with the line %s", EntryHeader)
	}
	line, ok := bytes.CutSuffix(rest, []byte("\n"))
	if !ok || bytes.IndexByte(line, '\n') >= 0 {
		return nil, Errorf(CodeCheck, "entry is not one line of JSON after its header")
	}
	info, ok := kinds[scanKind(line)]
	if !ok {
		return parseUnknown(line)
	}
	body := info.body()
	if err := ParseCanonical(line, body); err != nil {
		return nil, err
	}
	if err := ValidateBody(body); err != nil {
		return nil, err
	}
	return body, nil
}

// scanKind finds the kind in a line of JSON: that of the object itself, not of
// one inside it. An unescaped quotation mark cannot stand inside a string, so a
// match is always a member's name; nearly every line has one alone.
func scanKind(line []byte) Kind {
	const member = `"kind":"`
	_, after, ok := bytes.Cut(line, []byte(member))
	if !ok {
		return ""
	}
	kind, after, _ := bytes.Cut(after, []byte(`"`))
	if !bytes.Contains(after, []byte(member)) {
		return Kind(kind)
	}
	var v map[string]json.RawMessage
	var own string
	if json.Unmarshal(line, &v) != nil || json.Unmarshal(v["kind"], &own) != nil {
		return ""
	}
	return Kind(own)
}

// ValidateBody checks the common fields and then the kind's own.
func ValidateBody(body Body) error {
	c := body.Common()
	info, known := kinds[c.Kind]
	if err := firstError(checkTime("at", c.At), checkOriginField("log", c.Log)); err != nil {
		return err
	}
	if len(c.Refs) > MaxRefs {
		return fieldError("refs", "more than %d references", MaxRefs)
	}
	seen := make(map[Hash]bool, len(c.Refs))
	for _, r := range c.Refs {
		if r.IsZero() || seen[r] {
			return fieldError("refs", "an empty or doubled reference")
		}
		seen[r] = true
	}
	if c.Report != "" {
		if err := CheckSlug(c.Report); err != nil {
			return fieldError("report", "%w", err)
		}
	}
	if !known {
		return body.Validate()
	}
	switch {
	case info.ofReport && c.Report == "":
		return fieldError("report", "missing: %s belongs to a report", c.Kind)
	case !info.ofReport && !info.either && c.Report != "":
		return fieldError("report", "%s belongs to the office, not to a report", c.Kind)
	case info.changes && len(c.Refs) == 0:
		return fieldError("refs", "missing: %s must refer to the current state", c.Kind)
	}
	return body.Validate()
}

func checkOriginField(field, s string) error {
	if err := CheckOrigin(s); err != nil {
		return fieldError(field, "%w", err)
	}
	return nil
}

// Unknown is the statement of an entry whose kind this version does not know.
// It is shown, and nothing is concluded from it.
type Unknown struct {
	common Common
	Line   []byte // its canonical JSON
}

// Common returns the fields that every kind has.
func (u *Unknown) Common() Common { return u.common }

// Validate checks nothing: the kind is not known.
func (u *Unknown) Validate() error { return nil }

// MarshalJSON returns the line as it was read.
func (u *Unknown) MarshalJSON() ([]byte, error) { return u.Line, nil }

// parseUnknown checks that the line is one canonical JSON object with the
// common fields, whatever else it says.
func parseUnknown(line []byte) (Body, error) {
	var v map[string]any
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return nil, Errorf(CodeCheck, "JSON: %w", err)
	}
	if err := checkAny(v, 0); err != nil {
		return nil, err
	}
	again, err := MarshalCanonical(v)
	if err != nil || !bytes.Equal(again, line) {
		return nil, Errorf(CodeCheck, "JSON is not in canonical form")
	}
	var c struct {
		At     Time   `json:"at"`
		Kind   Kind   `json:"kind"`
		Log    string `json:"log"`
		Refs   []Hash `json:"refs"`
		Report string `json:"report"`
	}
	for k := range v { // encoding/json would take KIND for kind
		if low := strings.ToLower(k); low != k && slices.Contains([]string{"at", "kind", "log", "refs", "report"}, low) {
			return nil, Errorf(CodeCheck, "JSON: member name %q in other letters", clip(k))
		}
	}
	if err := json.Unmarshal(line, &c); err != nil {
		return nil, Errorf(CodeCheck, "JSON: %w", err)
	}
	if c.Kind.Known() {
		return nil, Errorf(CodeCheck, "field kind: %s, inside another member", c.Kind)
	}
	u := &Unknown{Common{c.At, c.Kind, c.Log, c.Refs, c.Report}, line}
	if err := checkKindForm(c.Kind); err != nil {
		return nil, err
	}
	return u, ValidateBody(u)
}

func checkKindForm(k Kind) error {
	for _, c := range []byte(k) {
		if !('a' <= c && c <= 'z' || c == '.' || c == '-') {
			return fieldError("kind", "%q is not a kind", clip(string(k)))
		}
	}
	if k == "" || len(k) > 64 {
		return fieldError("kind", "missing or too long")
	}
	return nil
}

// checkAny applies the general rules of vow's JSON to a value of unknown shape:
// ASCII member names, integers within ±(2^53−1), no null, 16 levels at most.
func checkAny(v any, depth int) error {
	if depth > 16 {
		return Errorf(CodeCheck, "JSON nested too deep")
	}
	switch v := v.(type) {
	case nil:
		return Errorf(CodeCheck, "JSON: null is not allowed")
	case json.Number:
		n, err := v.Int64()
		if err != nil || n > maxInt || n < -maxInt || strings.HasPrefix(v.String(), "-0") {
			return Errorf(CodeCheck, "JSON: %s is not an integer within ±(2^53−1)", clip(v.String()))
		}
	case string:
		return CheckText(v)
	case []any:
		for _, e := range v {
			if err := checkAny(e, depth+1); err != nil {
				return err
			}
		}
	case map[string]any:
		for k, e := range v {
			for _, c := range []byte(k) {
				if c < 0x20 || c > 0x7e {
					return Errorf(CodeCheck, "JSON: member name %q is not ASCII", clip(k))
				}
			}
			if err := checkAny(e, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
