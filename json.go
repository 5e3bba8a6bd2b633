package vow

import (
	"bytes"
	"encoding/json"
)

// MarshalCanonical returns v as canonical JSON (RFC 8785) without a final LF.
// The struct types of vow declare their fields in the order of their JSON
// names, which a test checks, so that encoding/json already writes them sorted;
// map keys it sorts itself. Strings must obey the text rules, integers lie
// within ±(2^53−1), and there are no floating-point numbers.
func MarshalCanonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ParseCanonical parses exactly one canonical JSON value into v, a pointer to
// one of vow's types: an unknown member, a missing or doubled one, another
// spelling of a number or string, white space or trailing bytes is an error,
// because marshalling what was read must give the same bytes.
func ParseCanonical(data []byte, v any) error {
	if readCanonical(data, v) {
		return nil
	}
	return parseCanonical(data, v)
}

// parseCanonical is ParseCanonical by encoding/json.
func parseCanonical(data []byte, v any) error {
	// An unknown member is missing from what is marshalled again.
	if err := json.Unmarshal(data, v); err != nil {
		return Errorf(CodeCheck, "JSON: %w", err)
	}
	again, err := MarshalCanonical(v)
	if err != nil {
		return Errorf(CodeCheck, "JSON: %w", err)
	}
	if !bytes.Equal(again, data) {
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(v); err != nil { // says which member is unknown
			return Errorf(CodeCheck, "JSON: %w", err)
		}
		if say := explainMembers(data, again); say != "" {
			return Errorf(CodeCheck, "JSON is not canonical: %s", say)
		}
		return Errorf(CodeCheck, "JSON is not in canonical form (RFC 8785), near byte %d", firstDifference(again, data))
	}
	return nil
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
