package vow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// jsonMember is a member of a JSON object, in the order of the text.
type jsonMember struct {
	name  string
	value any // []jsonMember, []any, or what a token holds
}

// explainMembers says which member of data makes it differ from want, its
// canonical form: one that is unknown, missing, null, empty, doubled or out of
// order. It returns "" where none does. Both are JSON that was parsed before, so
// depth and size are bounded.
func explainMembers(data, want []byte) string {
	a, errA := readTree(json.NewDecoder(bytes.NewReader(data)))
	b, errB := readTree(json.NewDecoder(bytes.NewReader(want)))
	if errA != nil || errB != nil {
		return ""
	}
	return differ("", a, b)
}

// readTree reads one value with its members in their order, doubled ones too.
func readTree(dec *json.Decoder) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		object := []jsonMember{}
		for dec.More() {
			name, err := dec.Token()
			if err != nil {
				return nil, err
			}
			value, err := readTree(dec)
			if err != nil {
				return nil, err
			}
			object = append(object, jsonMember{name.(string), value})
		}
		_, err = dec.Token()
		return object, err
	case json.Delim('['):
		list := []any{}
		for dec.More() {
			value, err := readTree(dec)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = dec.Token()
		return list, err
	}
	return token, nil
}

// differ compares a value with what it must be.
func differ(path string, got, want any) string {
	switch got := got.(type) {
	case nil:
		if want != nil {
			return fmt.Sprintf("%s is null", memberName(path))
		}
	case []jsonMember:
		if want, ok := want.([]jsonMember); ok {
			return differObjects(path, got, want)
		}
	case []any:
		want, ok := want.([]any)
		for i := 0; ok && i < min(len(got), len(want)); i++ {
			if say := differ(fmt.Sprintf("%s[%d]", path, i), got[i], want[i]); say != "" {
				return say
			}
		}
	}
	return ""
}

func differObjects(path string, got, want []jsonMember) string {
	full := func(name string) string { return memberName(joinPath(path, name)) }
	known, seen := names(want), make(map[string]bool, len(got))
	for _, m := range got {
		switch {
		case seen[m.name]:
			return full(m.name) + " stands twice"
		case known[m.name]:
		case m.value == nil:
			return full(m.name) + " is null, and a member without a value is left out"
		case isEmpty(m.value):
			return full(m.name) + " is empty, and a member without a value is left out"
		default:
			return full(m.name) + " is unknown"
		}
		seen[m.name] = true
	}
	for _, m := range want {
		if !seen[m.name] {
			return full(m.name) + " is missing"
		}
	}
	for i, m := range want { // the names are the same
		if got[i].name != m.name {
			return full(got[i].name) + " is out of order: members are sorted by their names"
		}
		if say := differ(joinPath(path, m.name), got[i].value, m.value); say != "" {
			return say
		}
	}
	return ""
}

func names(object []jsonMember) map[string]bool {
	set := make(map[string]bool, len(object))
	for _, m := range object {
		set[m.name] = true
	}
	return set
}

// isEmpty reports whether a value says nothing, as a hash of zeros does.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case []jsonMember:
		return len(v) == 0
	case []any:
		return len(v) == 0
	case string:
		return strings.Trim(v, "0") == ""
	}
	return v == false || v == 0.0
}

func joinPath(path, name string) string {
	if path == "" {
		return clip(name)
	}
	return path + "." + clip(name)
}

// memberName names a member in a message.
func memberName(path string) string {
	if path == "" {
		return "the value"
	}
	return fmt.Sprintf("member %q", clip(path))
}
