package vow

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestFieldsInFormat: the tables of docs/format.md have the fields of each kind, all of
// them and no other.
func TestFieldsInFormat(t *testing.T) {
	b, err := os.ReadFile("docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n## Kinds\n")
	text, _, _ = strings.Cut(text, "\n## ")
	sections := map[string]string{}
	for _, s := range strings.Split(text, "\n### ")[1:] {
		name, _, _ := strings.Cut(s, " ")
		sections[name] = s
	}
	if len(sections) < len(kinds) {
		t.Fatalf("only %d sections", len(sections))
	}
	row := regexp.MustCompile("(?m)^\\| ((?:`[a-z_0-9]+`(?:, | )?)+) \\|")
	word := regexp.MustCompile("`([a-z_0-9]+)`")
	for _, k := range Kinds() {
		want := fieldsOf(reflect.TypeOf(kinds[k].body()).Elem())
		var got []string
		for _, m := range row.FindAllStringSubmatch(sections[string(k)], -1) {
			for _, w := range word.FindAllStringSubmatch(m[1], -1) {
				if !ofEvery[w[1]] {
					got = append(got, w[1])
				}
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: docs/format.md has %v, the entry %v", k, got, want)
		}
	}
}

// ofEvery are the fields of every kind and of what is observed.
var ofEvery = map[string]bool{"at": true, "kind": true, "log": true, "refs": true, "report": true,
	"attributed_to": true, "origin": true, "status": true, "when": true, "confirmations": true}

// fieldsOf are the names of a kind's own fields, without those of every kind and of what
// is observed, which have tables of their own.
func fieldsOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && !ofEvery[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
