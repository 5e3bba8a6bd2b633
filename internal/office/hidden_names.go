package office

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vow"
)

// hiddenName is a name that the private store keeps back, and that stands in words.
type hiddenName struct {
	bare   string // its words, as bareWords has them
	commit vow.Hash
}

// hiddenNames finds the names that the private store keeps back in words that are about
// to become public. One is found as it was kept, whatever its capitals and the signs
// around it: who writes half of it is not found.
func (h *Home) hiddenNames(ctx context.Context, texts ...string) (found []hiddenName, err error) {
	if !h.HasStore() {
		return nil, nil
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.HiddenNames(ctx)
	if err != nil {
		return nil, err
	}
	text := strings.Join(texts, "\n")
	said := bareWords(text)
	for _, n := range names {
		w := bareWords(n.Name)
		if strings.TrimSpace(w) == "" {
			continue
		}
		if strings.Contains(said, w) || !spaced(n.Name) && strings.Contains(text, n.Name) {
			found = append(found, hiddenName{w, n.Commit})
		}
	}
	return found, nil
}

// hiddenIn says which of them stand in words, by their commitments; "" for none.
func (h *Home) hiddenIn(ctx context.Context, texts ...string) (string, error) {
	names, err := h.hiddenNames(ctx, texts...)
	return sayHidden(names), err
}

func sayHidden(names []hiddenName) string {
	if len(names) == 0 {
		return ""
	}
	found := make(map[string]bool) // the same name may be kept with several events
	var behind []string
	for _, n := range names {
		found[n.bare] = true
		behind = append(behind, short(n.commit))
	}
	what, where := "a name", "commitment"
	if len(found) > 1 {
		what = fmt.Sprintf("%d names", len(found))
	}
	if len(behind) > 1 {
		where = "commitments"
	}
	return fmt.Sprintf("the words hold %s that the private store keeps back, behind the %s %s", what, where, strings.Join(behind, ", "))
}

// refuseHiddenIn refuses an entry that says such a name, unless that is meant.
func (h *Home) refuseHiddenIn(ctx context.Context, meant bool, texts ...string) error {
	if meant {
		return nil
	}
	say, err := h.hiddenIn(ctx, texts...)
	if err != nil || say == "" {
		return err
	}
	return vow.Errorf(vow.CodeRefused, "%s: an entry is for ever", say).
		WithHint("say it without the name; --quote-unique makes the entry all the same, where the name is public by now")
}

// refuseSpelled refuses a class that spells the name which it is to stand for: nothing
// would be kept back. Of a class without a name beside it nobody can tell: whether
// mario-rossi is a person or press-office an office only a list of names would know.
func refuseSpelled(party vow.Party, name string) error {
	if !spells(party, name) {
		return nil
	}
	return vow.Errorf(vow.CodeUsage, "--name: the class spells the name that it is to stand for").
		WithHint("a natural person is never named: say what class or role it is, such as state-official")
}

// spells reports whether each word of a name is one of the class, in whatever order, or
// all of them together are the class; without capitals and accents.
func spells(party vow.Party, name string) bool {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name))
	words, of := strings.Fields(bareWords(plain)), strings.Split(string(party), "-")
	if len(words) == 0 {
		return false
	}
	missing := slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(of, w) })
	return !missing || strings.Join(words, "") == strings.Join(of, "")
}

// saidBy returns whatever an event says in words or handles, not only what is quoted from
// it: whoever is kept back is named by a handle as well. What every event of a report has
// is left out.
func saidBy(body vow.Body) ([]string, error) {
	line, err := vow.MarshalCanonical(body)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		return nil, vow.Errorf(vow.CodeState, "%w", err)
	}
	for _, common := range []string{"at", "kind", "log", "refs", "report"} {
		delete(fields, common)
	}
	return appendStrings(nil, fields), nil
}

// appendStrings appends the strings within a value of JSON.
func appendStrings(out []string, v any) []string {
	switch v := v.(type) {
	case string:
		return append(out, v)
	case []any:
		for _, x := range v {
			out = appendStrings(out, x)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = appendStrings(out, v[name])
		}
	}
	return out
}

// spaced reports whether a name is written in letters whose words spaces part, and to
// which nothing grows: in others it is looked for within words, too.
func spaced(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) })
}

// bareWords is a text as words in small letters, each between two spaces.
func bareWords(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	return " " + strings.Join(words, " ") + " "
}
